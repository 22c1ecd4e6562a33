"""Step `import`: a file becomes the project's data set; a device report becomes figures of its models."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.files import digest_path, draft_path
from studio.core.ordinary import refuse_special
from studio.core.values import ImportReport, Split
from studio.pipeline import device_figures
from studio.pipeline.fields import to_dict
from studio.pipeline.lengths import token_lengths
from studio.pipeline.specs import ImportSpec
from studio.pipeline.step import STEPS, Context, Made, Story, made_artifact, once
from studio.project import Project

VERSION = 2
FINDINGS = "findings.arrow"


@STEPS.register("import")
def run(spec: ImportSpec, context: Context) -> Story:
    """Read, check, split and store. Raises InputError for a file that can't be used."""
    path = Path(spec.file)
    if not path.exists():
        raise InputError(f"There is no file {spec.file}.", code="no-such-file", remedy="Check the path.")  # fmt: skip
    refuse_special(path)
    if (report := device_figures.read(path)) is not None:
        yield Progress("read", 0)
        return device_figures.keep(context.home, report)
    settings = _settings(spec)
    inputs = (digest_path(path),) if path.is_file() else ()
    yield Progress("read", 0)
    return (
        yield from once(
            context.home, "import", VERSION, settings, inputs, lambda _: _work(spec, context.home)
        )
    )


def _settings(spec: ImportSpec) -> dict[str, Any]:
    """What was asked; what was left to the sniffer isn't named, so that older data sets hold."""
    left = {"encoding": "", "delimiter": "", "header_rows": -1}
    return {k: v for k, v in to_dict(spec).items() if k != "file" and left.get(k, ...) != v}


def _work(spec: ImportSpec, project: Project) -> Generator[Event, None, Made]:
    # What a file's rows need on the way lies in the project, which has room for them.
    with draft_path(project.root / "datasets", "rows", folder=True) as scratch:
        return (yield from _stored(spec, project, scratch))


def _stored(spec: ImportSpec, project: Project, scratch: Path) -> Generator[Event, None, Made]:
    from studio.data import Overrides, importing

    done = yield from importing(
        Path(spec.file),
        text=spec.text or None,
        label=spec.label or None,
        label_id=spec.label_id or None,
        seed=spec.seed,
        validation=spec.validation,
        test=spec.test,
        on_duplicate=spec.on_duplicate,
        on_conflict=spec.on_conflict,
        merge=spec.merge,
        keep_rows=spec.keep_row,
        known=Overrides.of(spec.encoding, spec.delimiter, spec.header_rows),
        scratch=scratch,
    )
    split, report = done.split, done.report
    lengths = yield from token_lengths(split.train.texts, project)
    about = {
        "file": Path(spec.file).name,
        "label_source": spec.label_source,
        "attribution": spec.attribution,
        "import": report.to_json(),
        "columns": done.names,
        "settings": _settings(spec),
    }
    with project.draft("dataset", "dataset", made_by="import") as draft:
        for part, whole in columns.writing_split(draft.path, split, about):
            done.spill.let_go()
            yield Progress("write", part, whole)
        yield from done.spill.eased(done.findings.writing(draft.path / FINDINGS))
        # Beside the rows, not in them: neither may change what was made from them.
        draft.about.update(path=str(Path(spec.file).absolute()), lengths=lengths)
    result = {**summary(split, report), "lengths": lengths}
    return Made(result, {"dataset": made_artifact(draft.artifact)})


def summary(split: Split, report: ImportReport) -> dict[str, Any]:
    """The result people and programs read; row numbers stay in the data set's own report."""
    parts = {name: len(getattr(split, name)) for name in columns.PARTS}
    dropped = {reason: len(rows) for reason, rows in report.dropped.items() if rows}
    lost = ", ".join(f"{count} {reason}" for reason, count in dropped.items()) or "none"
    used = ", ".join(f"{role}: {column}" for role, column in report.columns.items())
    return {
        "rows_read": report.rows_read,
        "kept": report.kept,
        "dropped": dropped,
        "labels": report.label_counts,
        "parts": parts,
        "columns": report.columns,
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "notes": report.notes,
        "lines": [
            f"{report.rows_read} rows read, {report.kept} kept; dropped: {lost}",
            f"columns: {used}; encoding {report.encoding}; delimiter {report.delimiter!r}",
            "labels: "
            + ", ".join(f"{name} {count}" for name, count in report.label_counts.items()),
            "split: " + ", ".join(f"{name} {count}" for name, count in parts.items()),
            *report.notes,
        ],
    }
