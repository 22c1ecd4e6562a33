"""A text classifier's package that the studio didn't make: its labels, tokenizer, inputs and scores.

Labels come from the program's own `classify` op (coremltools' ClassifierConfig), else from a
config.json beside the package; the tokenizer from a tokenizer.json beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.values import ClassifierCard
from studio.runtime.mil.package import Package
from studio.runtime.mil.program import Constant, Operation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.tokenizer import TextEncoder

BLANK = {"model_type": "", "pad_token_id": 0, "max_position_embeddings": 0}
BESIDE = "Put its config.json (with id2label) and tokenizer.json beside it, or make it with `pocketbert convert`."  # fmt: skip
TOKENIZER = "Put the tokenizer.json of the model it was made from into the same folder; the playground then loads it by itself."  # fmt: skip
PASSING = ("cast", "reshape", "squeeze", "identity")  # ops between a softmax and an output


@dataclass(frozen=True, slots=True)
class Wiring:
    """Which input is what, and where the scores come out. labels: of a dictionary of scores.

    softmaxed: the scores are probabilities already; their logarithms serve as logits.
    """

    ids: str
    mask: str
    types: str
    scores: str
    labels: tuple[str, ...] = ()
    softmaxed: bool = False

    def inputs(self, ids: NDArray[np.int32], mask: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
        """Named arrays of padded texts [n, L]; token types are zeros."""
        given = {self.ids: ids, self.mask: mask, self.types: 0 * ids}
        return {name: value for name, value in given.items() if name}

    def logits(self, outputs: Mapping[str, Any]) -> NDArray[np.float32]:
        """float32[n, k] of one prediction's outputs, or of several'."""
        import numpy as np

        found = outputs[self.scores]
        if self.labels:
            rows = found if isinstance(found, list) else [found]
            found = [[row[label] for label in self.labels] for row in rows]
        scores = np.asarray(found, np.float32)
        scores = scores.reshape(-1, scores.shape[-1])
        return np.log(np.maximum(scores, 1e-30)) if self.softmaxed else scores


def wiring_of(package: Package) -> Wiring:
    """How to ask it. Raises InputError for inputs or outputs that aren't a text classifier's."""
    names = [f.name for f in package.model.inputs]
    kinds = {n: "types" if "type" in n.lower() else "mask" if "mask" in n.lower() else "ids" for n in names}  # fmt: skip
    by_kind = {kind: name for name, kind in kinds.items()}
    block = package.model.functions[package.model.default_function].block
    makers = {name: o for o in block.operations for name, _ in o.outputs}
    ending = next((o for o in block.operations if o.op_type == "classify"), None)
    arrays = [f.name for f in package.model.outputs if f.shapes or f.kind == "tensor"]
    if len(by_kind) != len(names) or "ids" not in by_kind or not (ending or len(block.outputs) == 1):  # fmt: skip
        raise InputError(
            f"{package.path.name} takes {', '.join(names)} and returns {', '.join(block.outputs)}: "
            "that is no text classifier the studio knows.",
            code="not-a-text-classifier",
            remedy="Convert it with the inputs input_ids and attention_mask and one output of scores.",
            detail=f"arrays that go out: {', '.join(arrays) or 'none'}",
        )
    scores = ending.outputs[1][0] if ending else block.outputs[0]
    made_by = _argument(ending, "probabilities") if ending else scores
    return Wiring(
        by_kind["ids"], by_kind.get("mask", ""), by_kind.get("types", ""), scores,
        _classes(package, ending, makers) if ending else (), _softmaxed(made_by, makers),
    )  # fmt: skip


def identify_foreign(package: Package, wiring: Wiring) -> tuple[ClassifierCard, TextEncoder]:
    """A card of what is known, and the text encoder. Raises InputError when either is missing."""
    from studio.models.anatomy import longest_input
    from studio.models.checkpoint import label_names
    from studio.models.special_tokens import read_json
    from studio.models.tokenizer import TextEncoder

    home, name = package.path.resolve().parent, package.path.name
    config = read_json(home / "config.json") or {}
    if not wiring.labels and not config.get("id2label"):
        raise InputError(f"{name} carries no labels (the studio didn't make it), and there is no config.json with id2label beside it.", code="no-card", remedy=BESIDE)  # fmt: skip
    if not (home / "tokenizer.json").is_file():
        raise InputError(f"{name} carries no tokenizer (the studio didn't make it), and there is no tokenizer.json beside it.", code="no-card", remedy=TOKENIZER)  # fmt: skip
    encoder = TextEncoder.load(home)
    ids = next(f for f in package.model.inputs if f.name == wiring.ids)
    lengths = () if ids.ranges else tuple(sorted({s[-1] for s in ids.shapes if s}))
    longest = longest_input(SimpleNamespace(**{**BLANK, **config}))
    length = min([encoder.max_length, longest, *lengths[-1:]])
    kind = next(iter(config.get("architectures") or ()), config.get("model_type", "ML Program"))
    card = ClassifierCard(
        wiring.labels or label_names(config), length, encoder.digest, str(kind), lengths=lengths
    )
    return card, encoder.with_length(length)


def _classes(package: Package, ending: Operation, makers: Mapping[str, Operation]) -> tuple[str, ...]:  # fmt: skip
    given = ending.inputs["classes"][0]
    constant = given if isinstance(given, Constant) else makers[given].inputs["val"][0]
    assert isinstance(constant, Constant)
    return tuple(str(name) for name in package.value(constant))


def _softmaxed(name: str, makers: Mapping[str, Operation]) -> bool:
    """Whether a value comes out of a softmax, casts and the like aside."""
    maker = makers.get(name)
    while maker is not None and maker.op_type in PASSING:
        maker = makers.get(_argument(maker, "x"))
    return maker is not None and maker.op_type == "softmax"


def _argument(operation: Operation, name: str) -> str:
    given = operation.inputs.get(name, ("",))[0]
    return given if isinstance(given, str) else ""
