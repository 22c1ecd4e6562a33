"""A chosen model folder's labels against the data's, looked at before anything runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core import columns
from studio.core.errors import InputError
from studio.core.home import typed
from studio.pipeline import catalogue
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState


@dataclass(frozen=True)
class Match:
    """rows: (the data's label, the model's; "" on the side that has none).

    `note` says what was assumed; `problem` is why this model can't be the teacher, `reason` the same
    in a few words, `remedy` what to do about it. A good match has no problem.
    """

    rows: tuple[tuple[str, str], ...] = ()
    note: str = ""
    problem: str = ""
    remedy: str = ""
    reason: str = ""

    @property
    def matched(self) -> int:
        """How many labels found each other."""
        return sum(bool(ours and theirs) for ours, theirs in self.rows)


def look(named: str, state: ProjectState) -> Match | None:
    """What a folder's config.json says; None without a name, or without data to compare with."""
    if not named or not state.data:
        return None
    try:
        folder = typed(named)
    except InputError as error:
        return Match(problem=error.message, remedy=error.remedy, reason=error.message)
    if not (folder.is_absolute() or folder.is_dir()):
        return Match(note=tr("A hub model's labels are compared once it is downloaded, before it is used."))  # fmt: skip
    config = _config(folder)
    if isinstance(config, Match):
        return config
    names, ids = labels_of(state)
    try:
        rows, note = catalogue.matched(config, names, ids)
    except (InputError, ValueError, TypeError) as error:
        return _unmatched(config, names, error)
    return Match(rows, note)


def labels_of(state: ProjectState) -> tuple[list[str], list[str]]:
    """The data's label names and its file's own ids ([] where it had none)."""
    names = [str(name) for name in state.data["labels"]]
    try:
        table = columns.open_table(state.names["dataset"].path / "train.arrow")
        ids = json.loads((table.schema.metadata or {})[b"labels"])["source_ids"]
    except (InputError, KeyError, ValueError):
        ids = []
    return names, [str(one) for one in ids]


def _config(folder: Path) -> dict[str, Any] | Match:
    if not folder.is_dir():
        return Match(
            problem=tr("There is no folder {folder}.", folder=str(folder)),
            remedy=tr("Choose the folder that holds config.json."),
            reason=tr("There is no such folder."),
        )
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        config = None
    if not isinstance(config, dict) or not config.get("model_type"):
        return Match(
            problem=tr("{folder} is not a Hugging Face model folder.", folder=folder.name),
            remedy=tr("It needs config.json, model.safetensors and tokenizer.json, as save_pretrained writes them."),
            reason=tr("This is not a model folder."),
        )  # fmt: skip
    made = [str(name) for name in config.get("architectures") or ()]
    if made and not any(name.endswith("ForSequenceClassification") for name in made):
        return Match(
            problem=tr("{folder} is a bare encoder: it was never taught to classify.", folder=folder.name),
            remedy=tr("Name it under “Finetune” instead: it is taught here, on your data."),
            reason=tr("This is a bare encoder."),
        )  # fmt: skip
    return config


def _unmatched(config: dict[str, Any], names: list[str], error: Exception) -> Match:
    try:
        head = list(catalogue.head_names(config))
    except (InputError, ValueError, TypeError):
        return Match(problem=str(error), remedy=getattr(error, "remedy", ""), reason=tr("Its config.json is damaged."))  # fmt: skip
    theirs = {_plain(name): name for name in head}
    rows = [(name, theirs.pop(_plain(name), "")) for name in names]
    rows += [("", name) for name in theirs.values()]
    return Match(
        tuple(rows), "",
        tr("The model's labels and the data's can't be matched."),
        tr("Rename the labels in one of them, or fine-tune a teacher on this data."),
        tr("Its labels don't match the data's."),
    )  # fmt: skip


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())
