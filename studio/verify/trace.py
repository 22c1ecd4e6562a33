"""Where a package parts from its classifier: the first op, layer and row beyond float16's rounding.

A difference is explained when PyTorch itself, with weights and tensors rounded to float16, moves
as far at the same place. The allowance is that distance times a margin, plus a floor of rounding.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.events import Event, Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.runtime.mil.inspector import OpLine
    from studio.runtime.tracing import Point, Row, Sides, Values

    Floats = NDArray[np.float32]

MARGIN_WEIGHTS, FLOOR_WEIGHTS = 4.0, 1e-3  # of the program in float32: only its weights are rounded
MARGIN_TENSORS, FLOOR_TENSORS = 8.0, 4e-3  # in faithful arithmetic: sums and attention round too
SHOWN, QUOTED = 80, 40
UNREAD = 0.01  # of the largest logit: what tokens nobody read may move it


@dataclass(slots=True)
class Depth:
    """One point of the picture: errors as shares of the largest number there, over all rows.

    float32, faithful: of the program in either arithmetic; allowed: what float16 explains of
    them; alone: the layer's own share of the error (None where unknown); row: the worst one.
    """

    layer: str
    side: str
    op: str
    float32: float = 0.0
    faithful: float = 0.0
    allowed_float32: float = 0.0
    allowed_faithful: float = 0.0
    alone: float | None = None
    row: int = 0
    excess_float32: float = 0.0
    excess_faithful: float = 0.0


@dataclass(frozen=True, slots=True)
class Trace:
    """Where they part. kind: `together`, `weights`, `rounding`, `overflow`, `not-a-number` or `cut` (tokens).

    ops: the table; totals: sums by layer; suspects: the ops that may have done it, first one first.
    """

    kind: str
    sentence: str
    rows: int
    row: int = -1
    text: str = ""
    layer: str = ""
    op: str = ""
    op_type: str = ""
    suspects: tuple[str, ...] = ()
    depth: tuple[Depth, ...] = ()
    ops: tuple[dict[str, Any], ...] = ()
    totals: tuple[dict[str, Any], ...] = field(default_factory=tuple)

    @property
    def parts(self) -> bool:
        """Whether something beyond rounding was found."""
        return self.kind != "together"

    def to_json(self) -> dict[str, Any]:
        """Plain values; what isn't finite becomes None."""
        told = asdict(self)
        told["depth"] = [{k: _plain(v) for k, v in d.items()} for d in told["depth"]]
        return {k: list(v) if isinstance(v, tuple) else v for k, v in told.items()}


def trace(sides: Sides, texts: Sequence[str]) -> Generator[Event, None, Trace]:
    """Says Progress("trace") and tells where the two part. Raises InputError for no texts."""
    if not len(texts):
        raise InputError("There are no texts to trace.", code="no-texts", remedy="Hand over texts.")
    depth: list[Depth] = []
    broken: list[tuple[int, Row]] = []
    unread: list[tuple[float, int, Row]] = []
    yield Progress("trace", 0, len(texts))
    for at, text in enumerate(texts):
        row = sides.row(text)
        depth = depth or [Depth(p.layer, p.side, p.value) for p in sides.points]
        for entry, values in zip(depth, row.values, strict=True):
            _add(entry, values, at, sides.half)
        if row.broken is not None and not _finite(row.values[-1].faithful):
            broken.append((at, row))
        if row.unread > UNREAD * float(abs(row.values[-1].torch).max()):
            unread.append((row.unread, at, row))
        yield Progress("trace", at + 1, len(texts))
    told = _told(sides, texts, depth, broken, sides.ops())
    return _cut(sides, texts, told, unread) if unread and not told.parts else told


def _told(sides: Sides, texts: Sequence[str], depth: list[Depth], broken: list[tuple[int, Row]], lines: list[OpLine]) -> Trace:  # fmt: skip
    from studio.runtime.mil.inspector import totals

    about: dict[str, Any] = {
        "rows": len(texts),
        "depth": tuple(depth),
        "ops": tuple(map(op_row, lines)),
        "totals": tuple(totals(lines)),
    }
    first = next((at for at, d in enumerate(depth) if d.excess_float32 > 1), None)
    place = sides.place(broken[0][1].broken.output) if broken and broken[0][1].broken else -1
    if broken and (first is None or place <= sides.points[first].at):
        return _broken(sides, texts, lines, *broken[0], about)
    kind = "weights"
    if first is None:
        kind = "rounding"
        first = next((at for at, d in enumerate(depth) if d.excess_faithful > 1), None)
    if first is None:
        return Trace("together", _together(sides, texts, depth), **about)
    return _parted(sides, texts, lines, depth, first, kind, about)


def _parted(sides: Sides, texts: Sequence[str], lines: list[OpLine], depth: list[Depth], first: int, kind: str, about: dict[str, Any]) -> Trace:  # fmt: skip
    point = sides.points[first]
    good = [p for p in sides.points if p.at < point.at or p.at < 0]
    good = [p for p in good if _fine(depth[sides.points.index(p)], kind)]
    suspects = [lines[at] for at in sides.between(point, good)]
    culprit = _likeliest(suspects, point)
    entry = depth[first]
    apart = entry.float32 if kind == "weights" else entry.faithful
    allowed = entry.allowed_float32 if kind == "weights" else entry.allowed_faithful
    how = f"differs by {_share(apart)} of the largest number there; rounding explains {_share(allowed)}"  # fmt: skip
    where = f"op {culprit.op_type} ({culprit.output})"
    if len(suspects) > 1:
        before = len(suspects) - 1
        where += ", or the op before it" if before == 1 else f", or one of the {before} ops before it"  # fmt: skip
    why = ""
    if culprit.bits is not None and culprit.bits < 12:
        why = f" Its weights hold {culprit.bits:.3g} bits each: that is what this costs."
    elif kind == "rounding":
        why = " In float32 the package agrees: float16 is too coarse there."
    sentence = f"They part first in layer {point.layer}, {where}, on row {entry.row} {_quoted(texts[entry.row])}: it {how}.{why}"  # fmt: skip
    return Trace(kind, sentence, row=entry.row, text=_shown(texts[entry.row]), layer=point.layer, op=culprit.output, op_type=culprit.op_type, suspects=tuple(s.output for s in reversed(suspects)), **about)  # fmt: skip


def _cut(sides: Sides, texts: Sequence[str], told: Trace, unread: list[tuple[float, int, Row]]) -> Trace:  # fmt: skip
    """Nothing is wrong inside: the two read different tokens of some texts."""
    _, at, row = max(unread, key=lambda item: item[0])
    theirs, ours = row.tokens
    what = f"the package reads {ours} tokens of it, the classifier {theirs}"
    if theirs == ours:
        what = f"the package's tokenizer makes other tokens of it ({ours}) than the classifier's"
    sentence = f"They part before the first layer, on row {at} {_quoted(texts[at])}: {what}. Inside they agree."  # fmt: skip
    return replace(told, kind="cut", sentence=sentence, row=at, text=_shown(texts[at]), layer="input")  # fmt: skip


def _broken(sides: Sides, texts: Sequence[str], lines: list[OpLine], at: int, row: Row, about: dict[str, Any]) -> Trace:  # fmt: skip
    found = row.broken
    assert found is not None
    line = next((line for line in lines if line.output == found.output), None)
    layer = line.layer if line is not None else "a nested block"
    if row.broken_in_float32 is None or row.broken_in_float32.output != found.output:
        kind = "overflow"
        why = f"float32 gives {row.largest:,.0f} there and float16 ends at 65,504. Convert with --precision float32."  # fmt: skip
    else:
        kind = "not-a-number"
        why = "float32 gives the same, so a constant of the package is damaged. Convert again."
    what = "infinity" if found.kind == "inf" else "NaN"
    sentence = f"They part first in layer {layer}, op {found.op_type} ({found.output}), on row {at} {_quoted(texts[at])}: {what} appears there; {why}"  # fmt: skip
    return Trace(kind, sentence, row=at, text=_shown(texts[at]), layer=layer, op=found.output, op_type=found.op_type, suspects=(found.output,), **about)  # fmt: skip


def _together(sides: Sides, texts: Sequence[str], depth: Sequence[Depth]) -> str:
    worst = max(depth, key=lambda d: d.faithful)
    return (
        f"They don't part beyond rounding: {sides.package.path.name} agrees with torch at all "
        f"{len(depth)} places compared, on {len(texts)} rows; most differs {worst.layer}, by "
        f"{_share(worst.faithful)} of the largest number there."
    )


def _likeliest(suspects: Sequence[OpLine], point: Point) -> OpLine:
    """The suspect that makes the point; one that holds weights before it when it has none."""
    last = suspects[-1]
    if last.elements or point.side == "output":
        return last
    weighted = [s for s in suspects if s.elements]
    return weighted[-1] if weighted else last


def _fine(entry: Depth, kind: str) -> bool:
    return (entry.excess_float32 if kind == "weights" else entry.excess_faithful) <= 1


def _add(entry: Depth, values: Values, row: int, half: bool) -> None:
    """Take one row into a point's figures."""
    scale = float(abs(values.torch).max()) or 1.0
    floors = (FLOOR_WEIGHTS, FLOOR_TENSORS) if half else (FLOOR_WEIGHTS / 10, FLOOR_TENSORS / 40)
    allowed32 = MARGIN_WEIGHTS * _moved(values.half_weights, values.torch) / scale + floors[0]
    allowed16 = MARGIN_TENSORS * _moved(values.half, values.torch) / scale + floors[1]
    float32 = _apart(values.float32, values.torch) / scale
    faithful = _apart(values.faithful, values.torch) / scale
    before = max(entry.excess_float32, entry.excess_faithful)
    now = max(float32 / allowed32, faithful / allowed16)
    if now > before:
        entry.row = row
        entry.allowed_float32, entry.allowed_faithful = allowed32, allowed16
    entry.float32, entry.faithful = max(entry.float32, float32), max(entry.faithful, faithful)
    entry.excess_float32 = max(entry.excess_float32, float32 / allowed32)
    entry.excess_faithful = max(entry.excess_faithful, faithful / allowed16)
    if values.alone is not None:
        alone = _apart(values.float32, values.alone) / (float(abs(values.alone).max()) or 1.0)
        entry.alone = max(entry.alone or 0.0, alone)


def _moved(half: Floats, torch: Floats) -> float:
    """How far float16 moves PyTorch; 0 where it overflows there, too: that explains nothing."""
    apart = _apart(half, torch)
    return apart if math.isfinite(apart) else 0.0


def _apart(one: Floats, other: Floats) -> float:
    import numpy as np

    if one.shape != other.shape:
        return float("inf")
    apart = float(np.abs(one - other).max(initial=0.0))
    return apart if np.isfinite(apart) else float("inf")


def _finite(value: Floats) -> bool:
    import numpy as np

    return bool(np.isfinite(value).all())


def op_row(line: OpLine) -> dict[str, Any]:
    """An op as people and programs read it."""
    return {
        "op": line.op_type,
        "output": line.output,
        "layer": line.layer,
        "type": line.dtype,
        "shape": list(line.shape),
        "bits": None if line.bits is None else round(line.bits, 2),
        "bytes": line.size_bytes,
        "multiply_adds": line.multiply_adds,
        "neural_engine": [asdict(r) for r in line.remarks],
    }


def _share(value: float) -> str:
    return f"{100 * value:.3g} %" if value < 9.995 else "more than 10 times"


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _quoted(text: str) -> str:
    shown = " ".join(_shown(text).split())
    return f"({shown[:QUOTED] + ('…' if len(shown) > QUOTED else '')!r})"


def _shown(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return clean[:SHOWN] + ("…" if len(clean) > SHOWN else "")
