"""Step `compress`: smaller packages, one per scheme, each judged against its parent."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.core.files import digest_path
from studio.pipeline.specs import CompressSpec
from studio.pipeline.step import STEPS, Context, Made, Story, find_model, made_artifact, once
from studio.project import Project

VERSION = 1
ABOUT = ("scheme", "target", "bits", "untouched")  # kept beside a package


@STEPS.register("compress")
def run(spec: CompressSpec, context: Context) -> Story:
    """Write one package per scheme. Raises InputError for an unknown scheme or target."""
    source = find_model(spec.model, context)
    require_schemes(spec.scheme)
    results: dict[str, Any] = {}
    for scheme in spec.scheme:
        if spec.output or context.project is None:
            results[scheme] = yield from _outside(spec, source, scheme)
        else:
            results[scheme] = yield from _kept(source, scheme, context.project)
    lines = [line for result in results.values() for line in result["lines"]]
    return {"schemes": results, "lines": lines}


def require_schemes(names: tuple[str, ...]) -> None:
    """Raises InputError for a scheme nobody knows, before anything is made."""
    from studio.convert.schemes import SCHEMES

    for name in names:
        if name not in SCHEMES:
            raise InputError(f"There is no scheme {name!r}.", code="no-such-scheme", remedy=f"Schemes: {', '.join(SCHEMES)}.")  # fmt: skip


def _kept(source: Path, scheme: str, project: Project) -> Story:
    name = smaller_name(source.stem, scheme)
    parent = digest_path(source, skip=frozenset({"Manifest.json"}))

    def work(_: str) -> Generator[Event, None, Made]:
        with project.draft("package", name, made_by="compress", parents=(parent,), suffix=".mlpackage", folder=False) as draft:  # fmt: skip
            result = yield from _compressed(source, scheme, draft.path)
            draft.about.update({key: result[key] for key in ABOUT})
        made = made_artifact(draft.artifact)
        result["lines"].insert(0, f"{made.path.name}: {made.size_bytes / 1e6:.1f} MB")
        return Made({**result, "path": str(made.path)}, {name: made})

    return (
        yield from once(
            project, "compress", VERSION, {"scheme": scheme, "name": name}, (parent,), work
        )
    )


def _outside(spec: CompressSpec, source: Path, scheme: str) -> Story:
    name = f"{smaller_name(source.stem, scheme)}.mlpackage"
    single = len(spec.scheme) == 1 and spec.output.endswith(".mlpackage")
    out = Path(spec.output) if single else Path(spec.output or source.parent) / name
    result = yield from _compressed(source, scheme, out)
    result["lines"].insert(0, f"{out.name}: {result['size_bytes'] / 1e6:.1f} MB")
    return {**result, "path": str(out)}


def _compressed(source: Path, scheme: str, out: Path) -> Generator[Event, None, dict[str, Any]]:
    from studio.convert import compress

    yield Note(f"compressing {source.name}: {scheme}")
    report = yield from compress(source, scheme, out)
    lines = [f"{scheme}: {report.bits:.2f} bits a weight, needs {report.target}"]
    if report.untouched:
        lines.append(f"left as they were: {', '.join(report.untouched)}")
    return {**report.to_json(), "lines": lines}


def smaller_name(stem: str, scheme: str) -> str:
    """student-float16 + int8 -> student-int8."""
    return f"{stem.removesuffix('-float16').removesuffix('-float32')}-{scheme}"
