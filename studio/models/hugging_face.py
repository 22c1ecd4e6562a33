"""The only door to transformers' loaders: offline, safetensors, silent, refusals made plain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio.core.errors import InputError, UpstreamError
from studio.models.anatomy import blank_padding
from studio.models.quiet import quiet_transformers
from studio.models.special_tokens import read_special_tokens
from studio.models.tokenizer import TextEncoder

_VOCABULARIES = ("vocab.txt", "vocab.json", "spiece.model", "spm.model", "sentencepiece.bpe.model", "tokenizer.model")  # fmt: skip


def load_model(folder: Path, **config: Any) -> tuple[Any, set[str]]:
    """A sequence classifier in float32 and eval mode, and the names of weights it did not find.

    Raises InputError when the weights don't fit config.json, UpstreamError for an unknown family.
    """
    import torch
    from transformers import AutoModelForSequenceClassification

    try:
        with quiet_transformers():
            model, report = AutoModelForSequenceClassification.from_pretrained(
                str(folder),
                local_files_only=True,
                use_safetensors=True,
                trust_remote_code=False,
                output_loading_info=True,
                dtype=torch.float32,
                **config,
            )
    except MemoryError:
        raise
    except RuntimeError as error:  # shapes that differ from config.json
        raise InputError(
            f"The weights in {folder.name} don't fit its config.json.",
            code="weights-mismatch",
            remedy="Copy config.json and model.safetensors from the same model.",
            detail=str(error),
        ) from error
    except _refusals() as error:
        raise UpstreamError(
            f"transformers can't load {folder.name} as a text classifier.",
            code="unknown-architecture",
            remedy="Use a model of the BERT family (BERT, DistilBERT, RoBERTa, ELECTRA, ...).",
            detail=str(error),
        ) from error
    blank_padding(model)
    return model.eval(), set(report["missing_keys"])


def _refusals() -> tuple[type[Exception], ...]:
    """What transformers lets out over a config.json somebody wrote or damaged."""
    from huggingface_hub.errors import StrictDataclassError
    from safetensors import SafetensorError

    return (ValueError, LookupError, TypeError, OSError, AttributeError, ArithmeticError, AssertionError, ImportError, StrictDataclassError, SafetensorError)  # fmt: skip


def new_model(config: Any, seed: int) -> Any:
    """A sequence classifier of random weights from a config, in eval mode; same seed, same weights."""
    import torch
    from transformers import AutoModelForSequenceClassification

    with torch.random.fork_rng(devices=[]), quiet_transformers():
        torch.manual_seed(seed)
        return AutoModelForSequenceClassification.from_config(config).eval()


def load_config(folder: Path) -> Any:
    """The config of a classifier the studio stored, without its weights."""
    from transformers import AutoConfig

    try:
        with quiet_transformers():
            return AutoConfig.from_pretrained(
                str(folder), local_files_only=True, trust_remote_code=False
            )
    except _refusals() as error:
        raise UpstreamError(
            f"transformers can't read the config.json of {folder.name}.",
            code="unknown-architecture",
            remedy="Copy the model's folder again.",
            detail=str(error),
        ) from error


def shape_of(config: Any) -> int:
    """Number of weights a config makes, without making them."""
    import torch
    from transformers import AutoModelForSequenceClassification

    with torch.device("meta"), quiet_transformers():
        model = AutoModelForSequenceClassification.from_config(config)
    return sum(p.numel() for p in model.parameters())


def load_encoder(folder: Path, max_length: int = 0) -> TextEncoder:
    """The folder's tokenizer; one that has only a vocabulary file is built by transformers."""
    # without a vocabulary transformers makes an empty tokenizer and says nothing
    if (folder / "tokenizer.json").exists() or not any(
        (folder / v).exists() for v in _VOCABULARIES
    ):
        return TextEncoder.load(folder, max_length)
    from transformers import AutoTokenizer

    try:
        with quiet_transformers():
            found = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        text = found.backend_tokenizer.to_str()
    except (ValueError, KeyError, TypeError, OSError, ImportError, AttributeError) as error:
        raise InputError(
            f"{folder.name} has no tokenizer that can be read.",
            code="no-tokenizer",
            remedy="Put tokenizer.json beside the weights: transformers' save_pretrained writes it.",
            detail=str(error),
        ) from error
    specials = {**read_special_tokens(folder), "pad_token": found.pad_token or ""}
    own = min(int(found.model_max_length), 512)
    return TextEncoder.from_json(text, max_length or own, special_tokens=specials)
