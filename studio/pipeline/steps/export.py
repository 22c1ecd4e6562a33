"""Step `export`: the model card or the report of a project, from what was measured."""

from __future__ import annotations

from pathlib import Path

from studio.core import columns
from studio.core.events import ArtifactReady
from studio.core.files import digest_path, write_text
from studio.deploy.facts import DeployFacts
from studio.pipeline.comparison import told_of
from studio.pipeline.specs import ExportSpec
from studio.pipeline.step import STEPS, Context, Story
from studio.pipeline.steps.augment import IMPORT_FIRST
from studio.project import Project

FILES = {"card": "MODEL_CARD.md", "report": "report.html"}


@STEPS.register("export")
def run(spec: ExportSpec, context: Context) -> Story:
    """Write MODEL_CARD.md or report.html."""
    from studio.deploy import html_report, model_card

    project = context.home
    facts = gathered(project)
    text = model_card(facts) if spec.what == "card" else html_report(facts)
    out = (Path(spec.output) if spec.output else project.root / "exports") / FILES[spec.what]
    write_text(out, text)
    yield ArtifactReady(spec.what, digest_path(out), str(out), out.stat().st_size)
    return {"path": str(out), "lines": [f"wrote {out}"]}


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
            n: {k: v for k, v in known.items() if k not in {"scores", "history"}}
            for n, known in models.items()
        },
        attribution=about.get("attribution", ""),
    )
