"""A model folder, looked at before anything in it is loaded: safetensors only, no foreign code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.ordinary import refuse_special
from studio.models.anatomy import has_head
from studio.models.special_tokens import read_json

WEIGHTS, INDEX = "model.safetensors", "model.safetensors.index.json"
_LAYERS = ("num_hidden_layers", "n_layers", "num_layers", "n_layer", "num_hidden_groups")
FEWEST = 64  # layers that may share their weights (ALBERT)
MOST = 100_000  # labels a head may have
_PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl"}
_FOREIGN = {".h5": "TensorFlow", ".msgpack": "Flax", ".onnx": "ONNX", ".gguf": "GGUF"}


@dataclass(frozen=True)
class Checkpoint:
    """A folder fit to load: its config.json and the names of its weights."""

    folder: Path
    config: dict[str, Any]
    weights: frozenset[str]

    @property
    def is_classifier(self) -> bool:
        """Whether it was saved with a head that classifies whole texts."""
        listed = self.config.get("architectures")
        named = [str(a) for a in listed] if isinstance(listed, list) else []
        said = not named or any(a.endswith("ForSequenceClassification") for a in named)
        return said and has_head(self.weights)


def inspect(folder: Path) -> Checkpoint:
    """Look at config.json and the headers of the weights.

    Raises InputError for whatever can't or must not be loaded, each with its remedy.
    """
    refuse_special(folder)
    if folder.is_file():
        raise _not_a_folder(folder)
    config = read_json(folder / "config.json")
    files = sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.is_dir() else []
    if not config.get("model_type"):
        raise InputError(
            f"{folder} is not a Hugging Face model folder.",
            code="not-a-checkpoint",
            remedy="Hand over the folder that save_pretrained wrote: config.json, model.safetensors, tokenizer.json.",
            detail="config.json is missing, damaged or names no model_type; files: " + ", ".join(files),
        )  # fmt: skip
    _refuse_foreign_code(folder, config)
    _refuse_foreign_kernels(folder, config)
    names = _weight_names(folder, files)
    _refuse_giant(folder, config, names)
    return Checkpoint(folder, config, frozenset(names))


def _refuse_giant(folder: Path, config: dict[str, Any], names: set[str]) -> None:
    """More layers than the file has weights for would be built for hours before that is noticed."""
    for field in _LAYERS:
        said = config.get(field)
        if isinstance(said, int) and said > max(FEWEST, len(names)):
            raise InputError(
                f"The config.json of {folder.name} speaks of {said} layers, its weights of far fewer.",
                code="weights-mismatch",
                remedy="Copy config.json and model.safetensors from the same model.",
                detail=f"{field}: {said}; {len(names)} weights",
            )


def _refuse_foreign_code(folder: Path, config: dict[str, Any]) -> None:
    if "auto_map" in config or "auto_map" in read_json(folder / "tokenizer_config.json"):
        raise InputError(
            f"{folder.name} wants to run Python code of its own (auto_map).",
            code="remote-code",
            remedy="Use a model of a family transformers knows itself: BERT, DistilBERT, RoBERTa, ELECTRA, ...",
            detail=str(config.get("auto_map", "tokenizer_config.json")),
        )


def _refuse_foreign_kernels(folder: Path, config: dict[str, Any]) -> None:
    """`owner/name` as a way of attending is code that transformers fetches from the hub where it can."""
    for field in ("attn_implementation", "_attn_implementation", "_attn_implementation_internal"):
        if "/" in str(config.get(field, "")):
            raise InputError(
                f"{folder.name} wants to fetch code from the hub for its attention.",
                code="remote-code",
                remedy=f"Remove {field} from config.json, if you trust the rest of it.",
                detail=f"{field}: {config[field]!r:.200}",
            )


def _weight_names(folder: Path, files: list[str]) -> set[str]:
    from safetensors import SafetensorError, safe_open

    names: set[str] = set()
    try:
        for file in _weight_files(folder, files):
            with safe_open(str(folder / file), framework="numpy") as weights:
                names.update(weights.keys())
    except (SafetensorError, OSError) as error:
        raise InputError(
            f"The weights in {folder.name} are damaged or incomplete.",
            code="weights-damaged",
            remedy="Copy or download the model again.",
            detail=str(error),
        ) from error
    return names


def _weight_files(folder: Path, files: list[str]) -> list[str]:
    if WEIGHTS in files:
        return [WEIGHTS]
    if INDEX in files:
        shards = read_json(folder / INDEX).get("weight_map") or {}
        if shards:
            return sorted(set(map(str, shards.values())))
    raise _no_safetensors(folder, files)


def _no_safetensors(folder: Path, files: list[str]) -> InputError:
    suffixes = {Path(name).suffix.lower(): name for name in files}
    if found := _PICKLES & set(suffixes):
        name = suffixes[sorted(found)[0]]
        return _pickle(folder.name, name)
    for suffix, framework in _FOREIGN.items():
        if suffix in suffixes:
            return InputError(
                f"{folder.name} has only {framework} weights ({suffixes[suffix]}).",
                code="foreign-weights",
                remedy="Save it from PyTorch as safetensors: model.save_pretrained(FOLDER).",
            )
    return InputError(
        f"{folder.name} has no model.safetensors.",
        code="no-weights",
        remedy="Copy the whole model folder, weights included; only safetensors are loaded.",
        detail="files: " + ", ".join(files),
    )


def _not_a_folder(file: Path) -> InputError:
    if file.suffix.lower() in _PICKLES:
        return _pickle(file.parent.name, file.name)
    return InputError(
        f"{file.name} is a file, not a model folder.",
        code="not-a-checkpoint",
        remedy="Hand over the folder with config.json and model.safetensors.",
    )


def _pickle(where: str, name: str) -> InputError:
    return InputError(
        f"{name} in {where} is a pickle, which can run any code when it is opened.",
        code="pickle-checkpoint",
        remedy="Convert it where you trust it: load it with transformers and save it again with model.save_pretrained(FOLDER), which writes model.safetensors.",
    )


def label_names(config: dict[str, Any]) -> tuple[str, ...]:
    """The head's label names by row, from id2label (LABEL_0, ... where there are none)."""
    table = config.get("id2label") or {}
    try:
        if not table:
            return tuple(f"LABEL_{at}" for at in range(min(int(config.get("num_labels", 2)), MOST)))
        return tuple(str(table[key]) for key in sorted(table, key=int))
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        raise InputError(
            "The model's id2label has ids that are no numbers.",
            code="bad-label-ids",
            remedy="Mend id2label in config.json: 0, 1, 2, ... to names.",
            detail=f"{table!r:.500}",
        ) from error
