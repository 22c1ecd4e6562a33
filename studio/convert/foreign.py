"""An .onnx file made elsewhere becomes an .mlpackage: bridged, labelled, alone enough to predict."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.convert.conversion import MANY_LENGTHS, check_answers, kept_note
from studio.convert.labels import add_labels, check_labels, width_of
from studio.convert.lint import lint_constants
from studio.convert.metadata import annotate
from studio.convert.onnx_file import OnnxGraph, read_onnx
from studio.convert.onnx_package import to_package
from studio.convert.package import check_out, older, package_digest, write_spec
from studio.convert.reports import ConvertSettings, PackageReport
from studio.convert.routes import Plan
from studio.convert.upstream import ensure_room, scratch
from studio.convert.weights import blocks, tensor_bits
from studio.core.errors import InputError
from studio.core.events import Event, Note, Progress
from studio.core.files import atomic_path, digest_path, size_bytes
from studio.core.values import ClassifierCard

if TYPE_CHECKING:
    from studio.convert.overflow import HalfGuard
    from studio.models.tokenizer import TextEncoder

_MEASURED = 3  # texts to measure activations with
_TEXTS = ("Thank you!", "Where is my parcel? It was due on Tuesday. " * 40)  # where none are given
_FIXED = "Leave --lengths away, or export the model with a free length axis."


def convert_onnx(
    path: Path,
    out: Path,
    card: ClassifierCard,
    encoder: TextEncoder,
    settings: ConvertSettings | None = None,
    *,
    logits: str = "",
    texts: Sequence[str] = (),
) -> Generator[Event, None, PackageReport]:
    """Convert an .onnx file whose labels and tokenizer are given; `out` appears whole or not.

    logits: the output to take, float [n, k]; empty takes the one that is called so, else the
    first; texts: some of the kind it will read, to measure with what float16 can hold. Nothing is
    compared here: hold the package against the file with a parity check.
    Raises InputError for a file, lengths or outputs that don't fit, UpstreamError naming the
    node that can't be converted, HostError for the disk.
    """
    settings = dataclasses.replace(settings or ConvertSettings(), route="onnx")
    check_out(out)
    graph = read_onnx(path)
    check_answers(settings)
    plan = _plan(graph, settings, card)
    wanted = chosen_output(graph, logits)
    card = dataclasses.replace(
        card, max_length=plan.lengths[-1], lengths=plan.lengths, precision=plan.precision,
        scheme="none", made_from=(digest_path(path),), calibration=settings.temperature,
        reject_below=settings.reject_below,
    )  # fmt: skip
    ensure_room(out.parent, 3 * size_bytes(path))
    guard = _guard(encoder, texts, plan.lengths[-1]) if plan.precision == "float16" else None
    plan = dataclasses.replace(plan, guard=guard)
    with atomic_path(out, folder=True) as draft, scratch(draft.parent / "scratch"):
        spec = yield from to_package(graph, draft, plan, logits=wanted)
        if guard is not None and guard.kept:
            yield Note(kept_note(guard.kept), "warning")
        _same_width(path, spec, len(card.labels))
        add_labels(spec, card.labels)
        annotate(spec, card, encoder.to_json(), settings)
        lint_constants(draft, spec, plan.precision)
        check_labels(spec, card)
        write_spec(draft, spec)
        parameters = sum(tensor.elements for tensor in tensor_bits(draft, spec))
        yield Progress("save", 0, 1)
    yield Progress("save", 1, 1)
    return PackageReport(
        out, size_bytes(out), package_digest(out), card, "onnx", settings.target, "own", 0.0, parameters,
        guard.kept if guard is not None else (),
    )  # fmt: skip


def chosen_output(graph: OnnxGraph, logits: str = "") -> str:
    """The output named, or `logits`, or the first one. Raises InputError for an unknown name."""
    names = [output.name for output in graph.proto.graph.output]
    if logits and logits not in names:
        raise InputError(
            f"The ONNX file has no output {logits}.",
            code="no-such-output",
            remedy=f"Choose one of: {', '.join(names)}.",
        )
    return logits or ("logits" if "logits" in names else names[0])


def _plan(graph: OnnxGraph, settings: ConvertSettings, card: ClassifierCard) -> Plan:
    fixed = {sides[1] for _, sides in graph.inputs.values() if len(sides) == 2}
    known = sorted({side for side in fixed if isinstance(side, int) and side > 0})
    lengths = tuple(sorted(set(settings.lengths or (known or [card.max_length])[:1])))
    if known and lengths != (known[0],):
        raise InputError(
            f"This ONNX file takes {known[0]} tokens, not {', '.join(map(str, lengths))}.",
            code="bad-lengths",
            remedy=_FIXED,
        )
    if len(lengths) > 1 and older(settings.target, MANY_LENGTHS):
        raise InputError(
            f"Several lengths in one package need the target {MANY_LENGTHS}, not {settings.target}.",
            code="lengths-need-newer-target",
            remedy=f"Use --target {MANY_LENGTHS}, or choose one length.",
        )
    return Plan(settings.precision, settings.target, lengths, settings.temperature)


def _guard(encoder: TextEncoder, texts: Sequence[str], length: int) -> HalfGuard:
    """Measures what float16 can hold on the longest of the texts and on a short one, padded."""
    from studio.convert.overflow import HalfGuard

    some = [*sorted(texts or _TEXTS, key=len)[-_MEASURED:], _TEXTS[0]]
    rows = zip(*encoder.pad(encoder.encode(some, length).ids, length), strict=True)
    return HalfGuard([{"input_ids": ids[None], "attention_mask": mask[None]} for ids, mask in rows])


def _same_width(path: Path, spec: Any, labels: int) -> None:
    width = width_of(next(blocks(spec)))
    if width != labels:
        raise InputError(
            f"{path.name} gives {width} scores and {labels} labels are named for it.",
            code="labels-differ",
            remedy="Put the config.json (with id2label) of the same model beside it.",
        )
