"""Step `compress`: smaller packages, one per scheme, each judged against its parent."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.core.files import digest_path
from studio.pipeline.auto import smallest
from studio.pipeline.calibrating import Calibration
from studio.pipeline.fewer_words import with_fewer_words
from studio.pipeline.specs import CompressSpec
from studio.pipeline.step import STEPS, Context, Made, Story, find_model, made_artifact, once
from studio.project import Project

VERSION = 4
AUTO = "auto"
ABOUT = ("scheme", "target", "bits", "untouched", "layers", "agreement")  # kept beside a package


@STEPS.register("compress")
def run(spec: CompressSpec, context: Context) -> Story:
    """Write one package per scheme. Raises InputError for an unknown scheme or target."""
    source = find_model(spec.model, context)
    if spec.output and Path(spec.output).resolve() == source.resolve():
        raise InputError(f"{spec.output} is the package that is read.", code="bad-setting", remedy="Give the smaller one another name: what was read stays as it is.")  # fmt: skip
    require_schemes(spec.scheme)
    lines: list[str] = []
    if spec.prune_vocabulary:
        source, lines = yield from with_fewer_words(spec, context, source)
    helped = Calibration(spec, context, source)
    results: dict[str, Any] = {}
    for scheme in spec.scheme:
        if spec.output or context.project is None:
            results[scheme] = yield from _outside(spec, helped, scheme)
        else:
            results[scheme] = yield from _kept(spec, helped, scheme, context.project)
    lines += [line for result in results.values() for line in result["lines"]]
    return {"schemes": results, "lines": lines}


def require_schemes(names: tuple[str, ...]) -> None:
    """Raises InputError for a scheme nobody knows, before anything is made."""
    from studio.convert.schemes import SCHEMES

    for name in names:
        if name not in SCHEMES and name != AUTO:
            raise InputError(f"There is no scheme {name!r}.", code="no-such-scheme", remedy=f"Schemes: {', '.join(SCHEMES)}, {AUTO}.")  # fmt: skip


def _kept(spec: CompressSpec, helped: Calibration, scheme: str, project: Project) -> Story:
    source = helped.package
    name = smaller_name(source.stem, scheme)
    parent = digest_path(source, skip=frozenset({"Manifest.json"}))

    def work(_: str) -> Generator[Event, None, Made]:
        with project.draft("package", name, made_by="compress", parents=(parent,), suffix=".mlpackage", folder=False) as draft:  # fmt: skip
            result = yield from _compressed(spec, helped, scheme, draft.path)
            draft.about.update({key: result[key] for key in ABOUT if key in result})
        made = made_artifact(draft.artifact)
        result["lines"].insert(0, f"{made.path.name}: {made.size_bytes / 1e6:.1f} MB")
        return Made({**result, "path": str(made.path)}, {name: made})

    settings = {"scheme": scheme, "name": name, **_depends(spec, helped, scheme)}
    return (yield from once(project, "compress", VERSION, settings, (parent,), work))


def _depends(spec: CompressSpec, helped: Calibration, scheme: str) -> dict[str, Any]:
    """What else than the package a result rests on: the sentences, and what a search was asked."""
    from studio.convert.schemes import SCHEMES

    if scheme == AUTO:
        return {"keep": spec.keep, "budget": spec.budget, "sentences": helped.key}
    calibrated = SCHEMES[scheme].calibrated and helped.possible
    return {"sentences": helped.key} if calibrated else {}


def _outside(spec: CompressSpec, helped: Calibration, scheme: str) -> Story:
    source = helped.package
    name = f"{smaller_name(source.stem, scheme)}.mlpackage"
    single = len(spec.scheme) == 1 and spec.output.endswith(".mlpackage")
    out = Path(spec.output) if single else Path(spec.output or source.parent) / name
    result = yield from _compressed(spec, helped, scheme, out)
    result["lines"].insert(0, f"{out.name}: {result['size_bytes'] / 1e6:.1f} MB")
    return {**result, "path": str(out)}


def _compressed(spec: CompressSpec, helped: Calibration, scheme: str, out: Path) -> Generator[Event, None, dict[str, Any]]:  # fmt: skip
    from studio.convert import compress
    from studio.convert.schemes import SCHEMES

    yield Note(f"compressing {helped.package.name}: {scheme}")
    if scheme == AUTO:
        return (yield from smallest(spec, helped, out))
    matters = None
    if SCHEMES[scheme].calibrated:
        matters = yield from helped.matters_if_known()
    report = yield from compress(helped.package, scheme, out, matters)
    lines = [f"{scheme}: {report.bits:.2f} bits a weight, needs {report.target}"]
    if report.untouched:
        lines.append(f"left as they were: {', '.join(report.untouched)}")
    return {**report.to_json(), "lines": lines}


def smaller_name(stem: str, scheme: str) -> str:
    """student-float16 + int8 -> student-int8."""
    return f"{stem.removesuffix('-float16').removesuffix('-float32')}-{scheme}"
