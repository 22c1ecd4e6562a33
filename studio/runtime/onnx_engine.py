"""An ONNX graph as a scorer of texts: its inputs by name, its logits by name or shape."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError, UpstreamError
from studio.core.values import ClassifierCard
from studio.runtime.session import fitting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.tokenizer import TextEncoder

    Matrix = NDArray[np.float32]
    Ids = NDArray[np.int32]

ROLES = {"ids": "ids", "mask": "mask", "token_type": "zeros", "segment": "zeros"}
_KINDS = {"tensor(int64)": "int64", "tensor(int32)": "int32", "tensor(float)": "float32"}
_REFUSALS = (
    "Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "ModelLoadCanceled", "NoModel",
    "NoSuchFile", "NotImplemented", "RuntimeException", "EPFail",
)  # fmt: skip


def refusals() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises; its exceptions share no class of their own.

    UnicodeDecodeError comes where a message quotes a damaged name.
    """
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    own = [getattr(state, name) for name in _REFUSALS if hasattr(state, name)]
    return (*own, UnicodeDecodeError)


def open_session(path: Path) -> Any:
    """An InferenceSession on the processor. Raises InputError for a file it can't read."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # Windows' own channel; elsewhere `studio` has said so
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    threads = os.environ.get("OMP_NUM_THREADS", "")
    options.intra_op_num_threads = int(threads) if threads.isdigit() else 0
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # we aren't alone
    try:
        return onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    except refusals() as error:
        raise InputError(
            f"{path.name} is not an ONNX model that ONNX Runtime can open.",
            code="onnx-damaged",
            remedy="Copy it again, with the .data file beside it if it has one, or export it again with opset 18 or 20.",
            detail=str(error),
        ) from error


def inputs_of(path: Path, session: Any) -> dict[str, tuple[str, str]]:
    """Input name -> (role, dtype); roles are ids, mask and zeros. Raises InputError."""
    found: dict[str, tuple[str, str]] = {}
    for item in session.get_inputs():
        lower = item.name.lower()
        role = next((ROLES[word] for word in ("token_type", "segment", "mask", "ids") if word in lower), "")  # fmt: skip
        kind = _KINDS.get(item.type, "")
        if not role or not kind or len(item.shape) != 2:
            raise _foreign(path, f"its input {item.name} ({item.type}, {item.shape}) is not one of a text classifier")  # fmt: skip
        found[item.name] = (role, kind)
    if sorted(role for role, _ in found.values() if role != "zeros") not in (["ids"], ["ids", "mask"]):  # fmt: skip
        raise _foreign(path, f"it takes {', '.join(found) or 'nothing'}")
    return found


def logits_of(path: Path, session: Any, k: int) -> str:
    """The output's name: `logits`, else the only float output of shape [n, k]. Raises InputError."""
    outputs = {item.name: item for item in session.get_outputs()}
    if "logits" in outputs:
        return "logits"
    fit = [
        name
        for name, item in outputs.items()
        if "float" in item.type
        and len(item.shape) == 2
        and item.shape[1] in (k, None, *_words(item))
    ]
    unlikely = [name for name in fit if "prob" in name.lower() or "pool" in name.lower()]
    fit = [name for name in fit if name not in unlikely] or fit
    if len(fit) != 1 or "prob" in fit[0].lower():
        raise _foreign(path, f"none of its outputs ({', '.join(outputs)}) is clearly the logits of {k} labels")  # fmt: skip
    return fit[0]


def fixed_length(session: Any) -> int:
    """The one length its inputs take, 0 when it is free."""
    found = {item.shape[1] for item in session.get_inputs() if len(item.shape) == 2}
    return next((int(n) for n in found if isinstance(n, int)), 0)


class OnnxEngine:
    """Scores texts through an InferenceSession."""

    def __init__(self, path: Path, session: Any, card: ClassifierCard, encoder: TextEncoder) -> None:  # fmt: skip
        self._path, self._session, self._card, self._encoder = path, session, card, encoder
        self._inputs = inputs_of(path, session)
        self._output = logits_of(path, session, len(card.labels))
        batch = session.get_inputs()[0].shape[0]
        self._batch = batch if isinstance(batch, int) else 0

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Raw scores float32[n, k]; short texts together, each batch padded to its longest."""
        import numpy as np

        ids = self._encoder.encode(list(texts), self._card.max_length).ids
        found = np.zeros((len(ids), len(self._card.labels)), dtype=np.float32)
        order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
        size = self._batch or 16
        for start in range(0, len(order), size):
            rows = order[start : start + size]
            found[rows] = self._call([ids[at] for at in rows])
        return found

    def trouble(self) -> str:
        """ONNX Runtime doesn't say."""
        return ""

    def peak_bytes(self) -> int:
        """The work is done here."""
        return 0

    def close(self) -> None:
        """Let go of the graph."""
        self._session = None

    def _call(self, rows: list[list[int]]) -> Matrix:
        import numpy as np

        lengths = self._card.lengths
        width = fitting(lengths, max(map(len, rows))) if lengths else None
        filled = rows + [rows[-1]] * (self._batch - len(rows))  # a graph of one batch size
        ids, mask = self._encoder.pad(filled, width)
        given = {"ids": ids, "mask": mask, "zeros": np.zeros_like(ids)}
        feed = {n: given[role].astype(kind) for n, (role, kind) in self._inputs.items()}
        try:
            scores: Matrix = self._session.run([self._output], feed)[0]
        except refusals() as error:
            raise UpstreamError(
                f"ONNX Runtime refused to run {self._path.name}.",
                code="onnx-run",
                remedy="Export it again with dynamic axes for batch and length, at opset 18 or 20.",
                detail=str(error),
            ) from error
        if scores.shape[1] != len(self._card.labels):
            raise _foreign(self._path, f"it gives {scores.shape[1]} scores for {len(self._card.labels)} labels")  # fmt: skip
        return scores[: len(rows)].astype(np.float32, copy=False)


def _words(item: Any) -> tuple[str, ...]:
    """A dimension may have a name instead of a number."""
    return tuple(n for n in item.shape if isinstance(n, str))


def _foreign(path: Path, why: str) -> InputError:
    return InputError(
        f"{path.name} can't be run as a text classifier: {why}.",
        code="not-a-text-classifier",
        remedy="Export it with the inputs input_ids and attention_mask and the output logits.",
    )
