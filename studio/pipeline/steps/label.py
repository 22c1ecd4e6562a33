"""Step `label`: the teacher's logits for every training row (soft labels), cached by digests."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from studio.core.events import Event
from studio.pipeline.specs import LabelSpec
from studio.pipeline.step import STEPS, Context, Made, Story, made_artifact, once
from studio.pipeline.steps.augment import training_rows
from studio.project import Project

if TYPE_CHECKING:
    from studio.core.values import Artifact, Dataset, SoftLabels

VERSION = 1
TEACH_FIRST = "Choose a teacher first: pocketbert teach --finetune sample"
LABEL_FIRST = "Write the soft labels first: pocketbert label"


@STEPS.register("label")
def run(spec: LabelSpec, context: Context) -> Story:
    """Run the teacher over the training rows; a run cut off goes on where it was."""
    project = context.home
    teacher = project.require("teacher", remedy=TEACH_FIRST)
    rows, rows_digest = training_rows(project, mapped=True)
    return (
        yield from once(
            project,
            "label",
            VERSION,
            {},
            (teacher.digest, rows_digest),
            lambda key: _work(spec, project, rows, rows_digest, key),
        )
    )


def _work(spec: LabelSpec, project: Project, rows: Dataset, rows_digest: str, key: str) -> Generator[Event, None, Made]:  # fmt: skip
    import numpy as np

    from studio.distil import soft_labels
    from studio.models.classifier import load_classifier

    teacher = project.require("teacher", remedy=TEACH_FIRST)
    classifier = load_classifier(teacher.path, None)
    soft = yield from soft_labels(
        classifier,
        rows,
        checkpoint=project.checkpoint_folder(key),
        batch_size=spec.batch_size,
        threads=spec.threads,
    )
    with project.draft("soft-labels", "soft-labels", made_by="label", parents=(teacher.digest, rows_digest)) as draft:  # fmt: skip
        np.save(draft.path / "logits.npy", soft.logits)
    project.forget_checkpoint(key)
    agree = float((soft.logits.argmax(-1) == rows.label_ids).mean())
    lines = [f"{len(rows)} rows labelled; the teacher agrees with {agree:.1%} of the hard labels"]
    result = {"rows": len(rows), "agreement_with_hard_labels": agree, "lines": lines}
    return Made(result, {"soft-labels": made_artifact(draft.artifact)})


def read_soft_labels(artifact: Artifact) -> SoftLabels:
    """The stored logits float32[n, k], with the digests of teacher and rows."""
    import numpy as np

    from studio.core.values import SoftLabels

    teacher, rows = artifact.parents
    return SoftLabels(np.load(artifact.path / "logits.npy"), rows, teacher)
