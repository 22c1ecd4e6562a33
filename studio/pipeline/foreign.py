"""An .onnx file made elsewhere becomes a package, and is held against the file it came from."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.events import ArtifactReady, Event
from studio.core.files import digest_path
from studio.core.values import Artifact
from studio.pipeline.specs import CompressSpec, ConvertSpec, VerifySpec
from studio.pipeline.step import Context, Story
from studio.pipeline.steps import compress, verify


def convert_file(spec: ConvertSpec, path: Path, context: Context) -> Story:
    """Convert `path` to --output (beside it by default); smaller ones and checks when asked.

    Labels and tokenizer are inside the file if the studio made it, else beside it. Raises
    InputError where they aren't, UpstreamError naming the node that can't be converted, and
    with --check-parity QualityError when the package doesn't answer as the file does.
    """
    out = Path(spec.output or path.with_suffix(".mlpackage").name)
    if out.suffix != ".mlpackage":
        raise InputError(f"{out.name} doesn't end in .mlpackage.", code="bad-output", remedy="Name the output something.mlpackage")  # fmt: skip
    result = yield from _package(spec, path, out)
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


def _package(spec: ConvertSpec, path: Path, out: Path) -> Generator[Event, None, dict[str, Any]]:
    from studio.convert import ConvertSettings
    from studio.convert.foreign import convert_onnx
    from studio.pipeline.steps.convert import lengths
    from studio.runtime import open_runtime

    with open_runtime(path, runtime="onnx") as runtime:
        card, encoder = runtime.card, runtime.encoder
    asked = lengths(spec.lengths, card.max_length, spec.target) if spec.lengths else ()
    settings = ConvertSettings(
        route="onnx", precision=spec.precision, target=spec.target, lengths=asked
    )
    report = yield from convert_onnx(path, out, card, encoder, settings)
    return {**report.to_json(), "precision": spec.precision, "lengths": list(report.card.lengths)}  # fmt: skip
