"""Step `convert`: a classifier becomes a Core ML package, and smaller ones when asked."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import InputError, QualityError
from studio.core.events import ArtifactReady, Event, Note
from studio.core.files import digest_path
from studio.core.values import Artifact
from studio.pipeline.asked_lengths import lengths
from studio.pipeline.comparison import require_parity, told_of
from studio.pipeline.fields import to_dict
from studio.pipeline.measuring import Plan, measure
from studio.pipeline.own_data import AUTO, OwnData, own_data, temperature_of
from studio.pipeline.specs import CompressSpec, ConvertSpec, VerifySpec
from studio.pipeline.step import STEPS, Context, Made, Story, find_model, made_artifact, once
from studio.pipeline.steps import compress, verify
from studio.pipeline.tracing import culprit, with_culprit
from studio.project import Project

VERSION = 2
_NOT_ASKED = ("source", "scheme", "output", "check_parity")
ABOUT = (
    "route",
    "precision",
    "target",
    "lengths",
    "layout",
    "parameters",
    "mask",
    "gate",
    "temperature",
    "reject_below",
)  # kept beside a package


@STEPS.register("convert")
def run(spec: ConvertSpec, context: Context) -> Story:
    """Convert to the project's exports, or to --output.

    Raises UpstreamError when a library refuses, and, asked to check, QualityError (exit 6) when
    a package fails its parity check; its numbers are kept all the same.
    """
    path = find_model(spec.source, context)
    compress.require_schemes(spec.scheme)
    if path.suffix == ".onnx":
        from studio.convert.layouts import check_route
        from studio.pipeline.foreign import convert_file

        check_route(spec.layout, "onnx")
        return (yield from convert_file(spec, path, context))
    if not path.is_dir() or path.suffix == ".mlpackage":
        raise InputError(f"{spec.source} is not a classifier folder.", code="not-a-classifier", remedy="Give a Hugging Face folder, an .onnx file, 'teacher' or 'student'.")  # fmt: skip
    if spec.output or context.project is None:
        return (yield from _outside(spec, path, context))
    project, name = context.project, package_name(spec)
    settings = {"name": name, **{k: v for k, v in to_dict(spec).items() if k not in _NOT_ASKED}}
    known = context.project.named(spec.source)
    source = known.digest if known is not None else digest_path(path)
    data = own_data(project)
    inputs = (source, data.digest) if AUTO in (spec.lengths, spec.temperature) else (source,)
    told = yield from once(
        project, "convert", VERSION, settings, inputs, lambda _: _kept(spec, project, path, name, source, data)
    )  # fmt: skip
    made = [name]
    if spec.scheme:
        smaller = yield from compress.run(CompressSpec(model=name, scheme=spec.scheme), context)
        told = {**told, "smaller": smaller, "lines": told["lines"] + smaller["lines"]}
        made += [compress.smaller_name(name, scheme) for scheme in spec.scheme]
    if spec.check_parity:
        told = {**told, "packages": (yield from _checked(project, made))}
    return told


def package_name(spec: ConvertSpec) -> str:
    """What a package is called in the project: both layouts may lie beside each other."""
    plain = f"{Path(spec.source).name}-{spec.precision}"
    return plain if spec.layout == "plain" else f"{plain}-{spec.layout}"


def _checked(project: Project, made: list[str]) -> Generator[Event, None, list[dict[str, Any]]]:
    """Exam and parity of the packages made; what is known already is not done twice."""
    yield from measure(project, made, Plan(kinds=("exam", "parity")))
    rows = [row for row in told_of(project)["rows"] if row["model"] in made]
    for row in rows:
        if not row["parity"]:
            yield Note(f"{row['model']}: not compared, its classifier is not in the project", "warning")  # fmt: skip
    try:
        require_parity(rows)
    except QualityError as error:
        raise (yield from _named(project, rows, error)) from None
    return rows


def _named(project: Project, rows: list[dict[str, Any]], error: QualityError) -> Generator[Event, None, QualityError]:  # fmt: skip
    """The failure with the op that did it, where one can be named."""
    row = next(row for row in rows if row["verdict"] == "fail")
    names = project.names()
    if row["reference"] not in names or row["model"] not in names:
        return error
    reference, package = names[row["reference"]].path, names[row["model"]].path
    sentence = yield from culprit(reference, package, verify.BUILT_IN, row["parity"]["worst_text"])
    return with_culprit(error, sentence)


def _kept(spec: ConvertSpec, project: Project, path: Path, name: str, source: str, data: OwnData) -> Generator[Event, None, Made]:  # fmt: skip
    with project.draft("package", name, made_by="convert", parents=(source,), suffix=".mlpackage", folder=False) as draft:  # fmt: skip
        result = yield from package(spec, path, draft.path, data)
        draft.about.update({key: result[key] for key in ABOUT if key in result})
    made = made_artifact(draft.artifact)
    result["path"] = str(made.path)
    result["lines"] = [told(made, result)]
    return Made(result, {name: made})


def _outside(spec: ConvertSpec, path: Path, context: Context) -> Story:
    out = Path(spec.output or f"{path.name}-{spec.precision}.mlpackage")
    if out.suffix != ".mlpackage":
        raise InputError(f"{out.name} doesn't end in .mlpackage.", code="bad-output", remedy="Name the output something.mlpackage")  # fmt: skip
    result = yield from package(spec, path, out, own_data(context.project))
    made = Artifact(digest_path(out), "package", out, int(result["size_bytes"]), "convert")
    yield ArtifactReady(out.stem, made.digest, str(out), made.size_bytes)
    result["path"] = str(out)
    result["lines"] = [told(made, result)]
    if spec.scheme:
        smaller = yield from compress.run(CompressSpec(str(out), spec.scheme, str(out.parent)), context)  # fmt: skip
        result["smaller"] = smaller["schemes"]
        result["lines"] += smaller["lines"]
    if spec.check_parity:
        packages = [str(out), *(told["path"] for told in result.get("smaller", {}).values())]
        yield from verify.run(VerifySpec(str(path), tuple(packages)), context)
    return result


def package(
    spec: ConvertSpec, source: Path, out: Path, data: OwnData
) -> Generator[Event, None, dict[str, Any]]:
    """Load a classifier folder and convert it to `out`, with what the project's data teach."""
    from studio.convert import ConvertSettings, convert
    from studio.models.classifier import load_classifier

    classifier = load_classifier(source, None)
    temperature = yield from temperature_of(
        spec.temperature, classifier.logits, classifier.card.labels, data
    )
    settings = ConvertSettings(
        route=spec.route,
        precision=spec.precision,
        target=spec.target,
        lengths=lengths(spec.lengths, classifier.card.max_length, spec.target, data.counts),
        layout=spec.layout,
        temperature=temperature,
        reject_below=spec.reject_below,
    )
    report = yield from convert(classifier, out, settings, texts=data.texts)
    return {
        **report.to_json(),
        "precision": spec.precision,
        "lengths": list(settings.lengths),
        "temperature": temperature,
        "reject_below": spec.reject_below,
    }


def told(made: Artifact, result: dict[str, Any]) -> str:
    """One line for people."""
    return f"{made.path.name}: {made.size_bytes / 1e6:.1f} MB, {result['precision']}, {result['target']}, lengths {', '.join(map(str, result['lengths']))}"  # fmt: skip
