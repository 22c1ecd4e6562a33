"""Step `teach`: the project's teacher, loaded as it is or fine-tuned from a base encoder."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.core.files import digest_path
from studio.core.values import Split
from studio.pipeline import scoring, unlabelled
from studio.pipeline.beside import beside
from studio.pipeline.fields import to_dict
from studio.pipeline.second_teacher import taught_again
from studio.pipeline.specs import TeachSpec
from studio.pipeline.step import STEPS, Context, Made, Story, made_artifact, once
from studio.pipeline.steps.augment import IMPORT_FIRST
from studio.pipeline.trust import draw_risk, trust_line, trust_of
from studio.project import Project

if TYPE_CHECKING:
    from studio.models.classifier import Classifier

VERSION = 2
MAKERS = {"teacher": "teach", "student": "distil"}
NOT_ASKED = ("threads", "resume")  # change how fast, not what


@STEPS.register("teach")
def run(spec: TeachSpec, context: Context) -> Story:
    """Load or fine-tune, score, store. Raises InputError for pickles, bare encoders, other labels."""
    if bool(spec.model) == bool(spec.finetune):
        raise InputError(
            "Say which teacher: a fine-tuned one, or a base to fine-tune.",
            code="no-teacher",
            remedy="pocketbert teach --model FOLDER, or pocketbert teach --finetune sample",
        )
    if spec.unlabelled and spec.model:
        raise InputError(
            "A teacher that is taught already learns nothing from unlabelled sentences here.",
            code="nothing-to-teach",
            remedy="Give the file to distil: pocketbert distil --unlabelled FILE",
        )
    project = context.home
    data = project.require("dataset", remedy=IMPORT_FIRST)
    asked = to_dict(spec).items()
    settings = {k: v for k, v in asked if k not in NOT_ASKED and (k, v) != ("unlabelled", "")}
    named = spec.model or spec.finetune
    inputs = (data.digest, *((digest_path(Path(named)),) if Path(named).is_dir() else ()), *unlabelled.file_digest(spec.unlabelled))  # fmt: skip
    told = yield from once(
        project, "teach", VERSION, settings, inputs, lambda key: _work(spec, project, key)
    )
    yield from beside(project, "teacher")
    return told


def _work(spec: TeachSpec, project: Project, key: str) -> Generator[Event | None, None, Made]:
    data = project.require("dataset", remedy=IMPORT_FIRST)
    split = columns.read_split(data.path)
    about = columns.read_about(data.path)
    teacher, told = yield from (_loaded(spec, split) if spec.model else _tuned(spec, split, project, key))  # fmt: skip
    return (
        yield from stored(project, "teacher", teacher, split, (data.digest,), about["label_source"], told, key)
    )  # fmt: skip


def _loaded(spec: TeachSpec, split: Split) -> Generator[Event, None, tuple[Classifier, dict[str, Any]]]:  # fmt: skip
    from studio.models.classifier import load_classifier

    yield Note(f"loading {spec.model}")
    teacher = load_classifier(spec.model, split.labels)
    for note in teacher.notes:
        yield Note(note)
    if spec.max_length:
        teacher = teacher.with_max_length(spec.max_length)
    return teacher, {"from": spec.model}


def _tuned(spec: TeachSpec, split: Split, project: Project, key: str) -> Generator[Event | None, None, tuple[Classifier, dict[str, Any]]]:  # fmt: skip
    from studio.distil import TrainSettings, teach
    from studio.models.encoder import load_base

    def base() -> Classifier:
        return load_base(spec.finetune, split.labels, seed=spec.seed, max_length=spec.max_length or None, texts=split.train.texts)  # fmt: skip

    yield Note(f"loading the base encoder {spec.finetune}")
    settings = TrainSettings(
        epochs=spec.epochs, learning_rate=spec.learning_rate, batch_size=spec.batch_size,
        patience=spec.patience, seed=spec.seed, threads=spec.threads, balance=spec.balance,
        warm_up=spec.warm_up, weight_decay=spec.weight_decay, layer_decay=spec.layer_decay,
        least_steps=spec.least_steps, average=spec.average,
    )  # fmt: skip
    if spec.unlabelled:
        trained = yield from taught_again(base, split, spec.unlabelled, settings, project, key)
    else:
        trained = yield from teach(base(), split, settings, project.checkpoint_folder(key))
    told = {"from": spec.finetune, "best_epoch": trained.best_epoch, "history": list(trained.history)}  # fmt: skip
    return trained.classifier, told | ({"unlabelled": spec.unlabelled} if spec.unlabelled else {})


def stored(
    project: Project, name: str, model: Classifier, split: Split, parents: tuple[str, ...],
    label_source: str, told: dict[str, Any], key: str,
) -> Generator[Event, None, Made]:  # fmt: skip
    """Score a classifier on validation and test, keep it under `name`, forget its checkpoint.

    Its answers to the test rows stay beside it; parents[0] is the data set's digest.
    """
    from studio.models.classifier import save_classifier

    card = model.card_with(
        made_from=(*(digest[:12] for digest in parents), str(told["from"])),
        label_source=label_source,
        temperature=told.get("temperature"),
    )
    found, answers = {}, {}
    for part in ("validation", "test"):
        rows = getattr(split, part)
        logits = yield from scoring.logits_of(model.logits, rows.texts, f"score {name} on {part}")
        found[part], answers[part] = scoring.score(logits, rows), (logits, rows)
    trust = trust_of(answers["validation"], answers["test"])
    with project.draft("model", name, made_by=MAKERS[name], parents=parents) as draft:
        save_classifier(draft.path, model.model, model.encoder, card)
        draft.about.update(scores=found, calibration=trust, parameters=model.parameters, **told)
    made = made_artifact(draft.artifact)
    columns.write_answers(project.answers_file(made.digest, parents[0]), logits, split.labels.names)
    picture = draw_risk(project, name, logits, split.test, trust)
    project.forget_checkpoint(key)
    lines = [*(scoring.line(part, s) for part, s in found.items()), trust_line(trust)]
    result = {
        "scores": found,
        "calibration": trust,
        "picture": picture,
        "parameters": model.parameters,
        "max_length": card.max_length,
        **told,
        "lines": lines,
    }
    return Made(result, {name: made})
