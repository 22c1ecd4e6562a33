"""Where a package parts from its classifier: for `verify --trace`, the window, and failed parity checks."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError, QualityError, StudioError
from studio.core.events import Answer, Event, Note
from studio.core.files import write_text
from studio.pipeline import placing
from studio.pipeline.specs import VerifySpec

if TYPE_CHECKING:
    from studio.verify.trace import Trace

ROWS = 24  # sentences besides the parity check's worst one and the hard rows
HARD = 6


def traced(reference: Path, package: Path, texts: Sequence[str], worst: str = "") -> Generator[Event, None, Trace]:  # fmt: skip
    """Trace a package on the worst row, some texts and some hard rows. Raises StudioError."""
    from studio.runtime.tracing import Sides
    from studio.verify import hard_rows
    from studio.verify.trace import trace

    sides = Sides(reference, package)
    hard = hard_rows(sides.card.max_length, list(texts[:4]))
    chosen = [*([worst] if worst else []), *texts[:ROWS], hard[0], *hard[1 - HARD :]]
    return (yield from trace(sides, list(dict.fromkeys(chosen))))


def shown(name: str, found: Trace, package: Path) -> Generator[Event, None, dict[str, Any]]:
    """Say a trace: notes for people, one Answer for programs; returns the same as plain values.

    Where Core ML is, every op is told with the device its compute plan gives it.
    """
    from studio.verify.trace_picture import depth_lines, depth_picture

    told = {"model": name, **found.to_json(), "picture": depth_picture(found)}
    placed = yield from placing.placed(told["ops"], package)
    yield Answer(0, {"trace": told})
    for line in [*depth_lines(found), "", *op_lines(told), *placed, "", found.sentence]:
        yield Note(line)
    return told


def culprit(reference: Path, package: Path, texts: Sequence[str], worst: str) -> Generator[Event, None, str]:  # fmt: skip
    """One sentence that names the op behind a failed parity check; "" where none can be named."""
    if not traceable(reference, package):
        return ""
    try:
        found = yield from traced(reference, package, texts[:4], worst)
    except StudioError:  # the failed check is the news; a trace that fails too is none
        return ""
    return found.sentence if found.parts else ""


def with_culprit(error: QualityError, sentence: str) -> QualityError:
    """The same failure with the op's sentence before its details."""
    detail = "\n".join(part for part in (sentence, error.detail) if part)
    code = error.code.partition(".")[2] or error.code
    return QualityError(error.message, code=code, remedy=error.remedy, detail=detail)


def traceable(reference: Path, package: Path) -> bool:
    """Whether torch can be looked into on one side, an ML Program on the other."""
    return (reference / "config.json").is_file() and (package / "Manifest.json").is_file()


def require_traceable(spec: VerifySpec, reference: Path, packages: Sequence[Path]) -> None:
    """Raise InputError when a trace was asked for that can't be, or a picture without one."""
    if spec.picture and not (spec.trace and spec.picture.endswith(".svg")):
        raise InputError(f"{spec.picture} needs --trace and a name that ends in .svg.", code="bad-output", remedy="Say --trace --picture something.svg")  # fmt: skip
    wrong = [p.name for p in packages if spec.trace and not traceable(reference, p)]
    if wrong:
        raise InputError(
            f"{wrong[0]} can't be traced against {reference.name}.",
            code="not-traceable",
            remedy="Name a Hugging Face folder (teacher, student), then .mlpackages made from it.",
        )


def draw(spec: VerifySpec, found: Trace, at: int) -> None:
    """The picture of a trace where it was asked for; of a second model beside it, numbered."""
    if spec.picture:
        from studio.verify.trace_picture import depth_picture

        path = Path(spec.picture)
        write_text(path if at == 0 else path.with_stem(f"{path.stem}-{at + 1}"), depth_picture(found))  # fmt: skip


def op_lines(found: Mapping[str, Any]) -> list[str]:
    """Every op (blocks that repeat another are named, not repeated), the sums, the Neural Engine."""
    from studio.runtime.mil.inspector import block_of

    blocks: dict[str, list[dict[str, Any]]] = {}
    for op in found["ops"]:
        blocks.setdefault(block_of(op["layer"]), []).append(op)
    device = "runs on" if any("device" in op for op in found["ops"]) else ""
    rows = [_op_line("op", "output", "type", "shape", "bits", "bytes", "multiply-adds", device)]
    known: dict[str, str] = {}
    for block, ops in blocks.items():
        alike = str(
            [
                [op[k] for k in ("op", "type", "shape", "bits", "bytes")] + [op.get("device")]
                for op in ops
            ]
        )
        first = known.setdefault(alike, block)
        rows.append(f"{block}:" if first == block else f"{block}: {len(ops)} ops as in {first}")
        if first == block:
            rows += [_op_line(op["op"], op["output"], op["type"], "x".join(map(str, op["shape"])), _number(op["bits"]), _number(op["bytes"]), _number(op["multiply_adds"]), op.get("device") or "") for op in ops]  # fmt: skip
    sums = [_sum_line("layer", "ops", "bits", "bytes", "multiply-adds")]
    sums += [_sum_line(t["layer"], str(t["ops"]), _number(t["bits"]), _number(t["bytes"]), _number(t["multiply_adds"])) for t in found["totals"]]  # fmt: skip
    return [*rows, "", *sums, "", *neural_engine_lines(found)]


def _op_line(*cells: str) -> str:
    op, output, kind, shape, bits, size, work, device = cells
    return f"  {op:<16}  {output[-44:]:<44}  {kind:<6}  {shape:<14}  {bits:>5}  {size:>11}  {work:>13}  {device}".rstrip()  # fmt: skip


def _sum_line(*cells: str) -> str:
    layer, ops, bits, size, work = cells
    return f"{layer[-40:]:<40}  {ops:>4}  {bits:>5}  {size:>13}  {work:>15}"


def _number(value: float | None) -> str:
    return "-" if not value else f"{value:,.4g}" if isinstance(value, float) else f"{value:,}"


def layout_lines(traces: Sequence[dict[str, Any]]) -> list[str]:
    """How the ops of the first and the last of several traced packages differ."""
    if len(traces) < 2:
        return []
    from studio.runtime.mil.neural_engine import compared

    first, last = traces[0], traces[-1]
    if [op["op"] for op in first["ops"]] == [op["op"] for op in last["ops"]]:
        return []
    return [f"{first['model']}, then {last['model']}:", *(f"  {line}" for line in compared(first["ops"], last["ops"]))]  # fmt: skip


def neural_engine_lines(found: Mapping[str, Any]) -> list[str]:
    """One line a remark: how many ops of which types, who says so, where."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for op in found["ops"]:
        for remark in op["neural_engine"]:
            key = (remark["text"], remark["said_by"], remark["source"])
            groups.setdefault(key, []).append(op["op"])
    if not groups:
        return []
    lines = ["Neural Engine (what is known of these ops; a Mac's compute plan decides):"]
    for (text, said_by, source), ops in groups.items():
        counted = ", ".join(f"{ops.count(name)} {name}" for name in sorted(set(ops)))
        lines.append(f"  {counted}: {text} ({said_by}: {source})")
    return lines
