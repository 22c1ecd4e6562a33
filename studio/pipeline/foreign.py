"""An .onnx file made elsewhere becomes a package, and is held against the file it came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.events import ArtifactReady, Event, Note
from studio.core.files import digest_path
from studio.core.values import Artifact
from studio.pipeline.asked_lengths import lengths
from studio.pipeline.own_data import own_data, temperature_of
from studio.pipeline.specs import CompressSpec, ConvertSpec, VerifySpec
from studio.pipeline.step import Context, Story
from studio.pipeline.steps import compress, verify

if TYPE_CHECKING:
    from studio.convert.onnx_head import Head


def convert_file(spec: ConvertSpec, path: Path, context: Context) -> Story:
    """Convert `path` to --output (beside it by default); smaller ones and checks when asked.

    Labels and tokenizer are inside the file if the studio made it, else beside it. With --head or
    --tensor a classifier is written as .onnx first, beside the package. Raises InputError where
    labels, tokenizer or an output are missing, UpstreamError naming the node that can't be
    converted, and with --check-parity QualityError when the package doesn't answer as the file.
    """
    out = Path(spec.output or path.with_suffix(".mlpackage").name)
    if out.suffix != ".mlpackage":
        raise InputError(f"{out.name} doesn't end in .mlpackage.", code="bad-output", remedy="Name the output something.mlpackage")  # fmt: skip
    if spec.head or spec.tensor:
        path = _classifier(spec, path, out.with_suffix(".onnx"), context)
        yield Note(f"{path.name}: the classifier as ONNX, with labels and tokenizer inside")
    result = yield from _package(spec, path, out, context)
    made = Artifact(digest_path(out), "package", out, int(result["size_bytes"]), "convert")
    yield ArtifactReady(out.stem, made.digest, str(out), made.size_bytes)
    found = f"lengths {', '.join(map(str, result['lengths']))}"
    result["lines"] = [f"{out.name}: {made.size_bytes / 1e6:.1f} MB, {spec.precision}, {result['target']}, {found}"]  # fmt: skip
    if spec.scheme:
        smaller = yield from compress.run(CompressSpec(str(out), spec.scheme, str(out.parent)), context)  # fmt: skip
        result["smaller"] = smaller["schemes"]
        result["lines"] += smaller["lines"]
    if spec.check_parity:
        packages = [str(out), *(told["path"] for told in result.get("smaller", {}).values())]
        yield from verify.run(VerifySpec(str(path), tuple(packages)), context)
    return result


def _package(
    spec: ConvertSpec, path: Path, out: Path, context: Context
) -> Generator[Event, None, dict[str, Any]]:
    from studio.convert import ConvertSettings
    from studio.convert.foreign import convert_onnx
    from studio.runtime import open_runtime

    data = own_data(context.project)
    with open_runtime(path, runtime="onnx") as runtime:
        card, encoder = runtime.card, runtime.encoder
        temperature = yield from temperature_of(spec.temperature, runtime.logits, card.labels, data)
    asked = lengths(spec.lengths, card.max_length, spec.target, data.counts) if spec.lengths else ()
    settings = ConvertSettings(
        route="onnx", precision=spec.precision, target=spec.target, lengths=asked,
        temperature=temperature, reject_below=spec.reject_below,
    )  # fmt: skip
    report = yield from convert_onnx(path, out, card, encoder, settings, texts=data.texts)
    return {
        **report.to_json(),
        "precision": spec.precision,
        "lengths": list(report.card.lengths),
        "temperature": temperature,
        "reject_below": spec.reject_below,
    }


def _classifier(spec: ConvertSpec, path: Path, out: Path, context: Context) -> Path:
    """The encoder with its head, or with the one output that was named, as an .onnx of its own."""
    from studio.convert.onnx_head import read_head, with_head
    from studio.runtime.onnx_engine import open_session
    from studio.runtime.onnx_identity import identify

    if out.resolve() == path.resolve():
        raise InputError("The classifier would take the encoder's place.", code="bad-output", remedy="Name another --output.")  # fmt: skip
    head = read_head(Path(spec.head)) if spec.head else None
    labels = _labels(head, context)
    card, encoder = identify(path, open_session(path), labels)
    if head is not None and len(head.weight) != len(card.labels):
        raise InputError(f"The head has {len(head.weight)} rows and {len(card.labels)} labels are named.", code="labels-differ", remedy="Write the names into the head's file as `labels`.")  # fmt: skip
    card = dataclasses.replace(card, made_from=(digest_path(path),))
    return with_head(path, out, head, spec.pooling, spec.tensor, card, encoder)


def _labels(head: Head | None, context: Context) -> tuple[str, ...]:
    """The head's own names, or the project's where they are as many; () takes those beside the file."""
    if head is None or head.labels:
        return head.labels if head is not None else ()
    rows = own_data(context.project).validation
    names = rows.labels.names if rows is not None else ()
    return tuple(names) if len(names) == len(head.weight) else ()
