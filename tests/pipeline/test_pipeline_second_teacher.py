"""A second teacher learns the first one's answers to unlabelled sentences: told apart, resumed, refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import WORDS, make_teacher, write_csv

from studio.core.errors import InputError
from studio.core.events import Metric, Note, Progress
from studio.models.classifier import load_classifier
from studio.pipeline.specs import TeachSpec
from studio.pipeline.step import STEPS, Context
from studio.project import Project

Ground = tuple[Path, dict[str, Any]]


@pytest.fixture
def ground(tmp_path: Path, order_step: Any) -> Ground:
    """A project with rows, and what `teach` is told."""
    file = write_csv(tmp_path / "in.csv")
    order_step("import", tmp_path / "p", file=str(file))
    base = make_teacher(tmp_path / "base")
    more = tmp_path / "more.txt"
    more.write_text("\n".join(f"my {a} and the {b} again" for a in WORDS["billing"] for b in WORDS["account"][:2]))  # fmt: skip
    return tmp_path / "p", {"finetune": str(base), "epochs": 2, "learning_rate": 5e-3, "threads": 1, "unlabelled": str(more)}  # fmt: skip


def test_the_second_teacher_learns_from_the_first(ground: Ground, order_step: Any) -> None:
    root, asked = ground
    events, told = order_step("teach", root, **asked)
    stages = {e.stage for e in events if isinstance(e, Progress)}
    assert {"train", "second teacher: train"} <= stages
    curve = [e.at for e in events if isinstance(e, Metric) and e.name == "train/loss"]
    assert curve == sorted(curve)
    verdict = next(e.text for e in events if isinstance(e, Note) and "second teacher" in e.text and "kept" in e.text)  # fmt: skip
    assert told["unlabelled"] == asked["unlabelled"]
    plain = order_step("teach", root, **{**asked, "unlabelled": ""})[1]
    assert not plain.get("reused") and "unlabelled" not in plain
    if "the second is kept" in verdict:
        assert told["history"] != plain["history"]
    assert order_step("teach", root, **asked)[1]["reused"]
    with Project.open(root) as project:
        assert not list((project.root / "checkpoints").iterdir())


def test_stopped_in_the_second_it_goes_on_there_to_the_same_weights(ground: Ground, order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    root, asked = ground
    with Project.open(root, write=True) as project:
        story = STEPS["teach"](TeachSpec(**asked), Context(project))
        for event in story:
            if isinstance(event, Progress) and event.stage == "second teacher: train" and event.done >= 3:  # fmt: skip
                break
        story.close()
    events, _ = order_step("teach", root, **asked)
    assert not any(isinstance(e, Progress) and e.stage == "train" and e.done < e.total for e in events)  # fmt: skip
    other = tmp_path / "other"
    order_step("import", other, file=str(tmp_path / "in.csv"))
    order_step("teach", other, **asked)
    found = []
    for place in (root, other):
        with Project.open(place) as project:
            found.append(load_classifier(project.require("teacher", remedy="").path).digest())
    assert found[0] == found[1]


def test_what_can_not_be_is_refused(ground: Ground, order_step: Any) -> None:
    root, asked = ground
    with pytest.raises(InputError, match="taught already") as caught:
        order_step("teach", root, model=asked["finetune"], unlabelled=asked["unlabelled"])
    assert "distil --unlabelled" in caught.value.remedy
    with pytest.raises(InputError, match="no file"):
        order_step("teach", root, **{**asked, "unlabelled": "nowhere.csv"})
