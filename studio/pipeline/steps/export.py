"""Step `export`: a project's model card, report or iPhone kit, from what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import ArtifactReady
from studio.core.files import digest_path, size_bytes, write_text
from studio.deploy.facts import DeployFacts
from studio.pipeline import kits
from studio.pipeline.comparison import told_of
from studio.pipeline.specs import ExportSpec
from studio.pipeline.step import STEPS, Context, Story
from studio.pipeline.steps.augment import IMPORT_FIRST
from studio.project import Project
from studio.project.measurements import export_origin

FILES = {"card": "MODEL_CARD.md", "report": "report.html", "iphone": "iphone"}
ENDINGS = {"card": ".md", "report": ".html"}
PLAYGROUND = "TextClassifierDemo.swiftpm"


@STEPS.register("export")
def run(spec: ExportSpec, context: Context) -> Story:
    """Write MODEL_CARD.md, report.html, the file that was named, or the folder `iphone`."""
    from studio.deploy import html_report, model_card

    project = context.home
    out = placed(spec) or project.root / "exports" / named(spec)
    facts = gathered(project)
    lines = [f"wrote {out}"]
    if spec.what == "iphone":
        opened = "it in Swift Playgrounds 4.4 or Xcode 16, or newer" if spec.swiftpm else "TextClassifierDemo.xcodeproj in Xcode 16 or newer"  # fmt: skip
        made = yield from kits.write(spec, project, model_card(facts), out)
        lines += [
            f"{made['files']} files, {made['bytes'] / 1e6:.1f} MB; open {opened}",
            f"tokenizer: the same ids as Hugging Face's on {made['checked']:,} strings",
            "not run on a device yet: the README lists what only Xcode can show",
        ]
    else:
        write_text(out, model_card(facts) if spec.what == "card" else html_report(facts))
        if not spec.output:
            keep_origin(project, out.name)
    size = size_bytes(out)
    yield ArtifactReady(spec.what, digest_path(out), str(out), size)
    return {"path": str(out), "lines": lines}


def keep_origin(project: Project, name: str) -> None:
    """Note what a card or report in the project was made from: later it may tell of less than there is."""
    project.measure(name, "export", export_origin(project.names()))


def named(spec: ExportSpec) -> str:
    """The file or folder that an export writes."""
    return PLAYGROUND if spec.what == "iphone" and spec.swiftpm else FILES[spec.what]


def placed(spec: ExportSpec) -> Path | None:
    """Where the output that was asked for goes: a path with a document's ending is the document itself.

    Raises InputError (`export-ending`) when it is another document's ending.
    """
    if not spec.output:
        return None
    given, ending = Path(spec.output), ENDINGS.get(spec.what, "")
    if not ending or given.suffix.lower() not in ENDINGS.values() or given.is_dir():
        return given / named(spec)
    if given.suffix.lower() != ending:
        raise InputError(f"The {spec.what} can't be written as {given.name}.", code="export-ending", remedy=f"Give a path that ends in {ending}, or a folder.")  # fmt: skip
    return given


def gathered(project: Project) -> DeployFacts:
    """Everything the project knows, as DeployFacts."""
    data = project.require("dataset", remedy=IMPORT_FIRST)
    about = columns.read_about(data.path)
    names = project.names()
    comparison = told_of(project)
    models = {n: project.about(names[n]) for n in ("teacher", "student") if n in names}
    return DeployFacts(
        title=f"Text classifier: {project.root.name}",
        data_file=about["file"],
        label_source=about["label_source"],
        import_report=about["import"],
        labels=tuple(about["labels"]),
        scores={name: known["scores"] for name, known in models.items()},
        packages={n: a.size_bytes for n, a in names.items() if a.kind == "package"},
        comparison=comparison["rows"],
        verdicts=comparison["verdicts"],
        settings={
            n: {k: v for k, v in known.items() if k not in {"scores", "history", "calibration"}}
            for n, known in models.items()
        },
        **_several_seeds(project),
        calibration={n: k["calibration"] for n, k in models.items() if "calibration" in k},
        attribution=about.get("attribution", ""),
        split=_split_rows(data.path),
        base_model=kits.base_of(models.get("teacher", {})),
    )


def _split_rows(folder: Path) -> dict[str, int]:
    """How many rows each part of the data has."""
    split = columns.read_split(folder)
    return {name: len(getattr(split, name).texts) for name in columns.PARTS}


def _several_seeds(project: Project) -> dict[str, Any]:
    """The student's runs and their spread, when it was trained with several seeds."""
    student = project.named("student")
    found = project.measured(student.digest, "seeds") if student is not None else None
    return dict(found or {})
