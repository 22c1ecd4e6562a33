"""The distil step's options on tiny real models: seeds, fresh copies, unlabelled rows, trust."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pipeline_tiny import WORDS, make_teacher, write_csv

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Metric, Note, Progress
from studio.core.values import Dataset, Example, LabelSet, Split
from studio.pipeline import seeding, unlabelled
from studio.project import Project

Made = tuple[Path, dict[str, Any]]
QUICK = {"epochs": 2, "learning_rate": 5e-3, "threads": 1}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory, order_step: Any) -> Path:
    """A project that has come as far as its soft labels, copies among its rows."""
    root = tmp_path_factory.mktemp("distil")
    file, project = write_csv(root / "in.csv"), root / "p"
    order_step("import", project, file=str(file))
    order_step("augment", project, copies=1)
    base = make_teacher(root / "base", layers=4)
    order_step("teach", project, finetune=str(base), epochs=2, learning_rate=5e-3, layer_decay=0.9, balance="weights")  # fmt: skip
    order_step("label", project)
    return project


def test_the_teachers_trust_is_measured(labelled: Path, order_step: Any) -> None:
    with Project.open(labelled) as project:
        told = project.about(project.require("teacher", remedy=""))
    trust, test = told["calibration"], told["scores"]["test"]
    assert 0.1 <= trust["temperature"] <= 10 or trust["temperature"] == 1.0
    assert trust["nll"][0] >= 0 and 0 <= trust["ece"][1] <= 1 and 0 <= trust["coverage"] <= 1
    low, high = test["interval"]["accuracy"]
    assert low <= test["accuracy"] <= high
    picture = (labelled / "exports" / "teacher-risk-coverage.svg").read_text()
    assert picture.startswith("<svg") and "polyline" in picture


def test_several_seeds_are_told_as_one_story(labelled: Path, order_step: Any) -> None:
    events, told = order_step("distil", labelled, **QUICK, seeds=3, seed=4)
    assert [run["seed"] for run in told["runs"]] == [4, 5, 6]
    assert sum(run["kept"] for run in told["runs"]) == 1
    found = [run["accuracy"] for run in told["runs"]]
    assert told["spread"]["accuracy"]["mean"] == pytest.approx(np.mean(found))
    assert told["spread"]["accuracy"]["sd"] == pytest.approx(np.std(found, ddof=1))
    done: dict[str, list[int]] = {}
    for event in events:
        if isinstance(event, Progress):
            done.setdefault(event.stage, []).append(event.done)
    assert {"seed 4: train", "seed 6: train"} <= set(done)
    assert all(d == sorted(d) for d in done.values())
    curve = [e.at for e in events if isinstance(e, Metric) and e.name == "train/loss"]
    assert curve == sorted(curve)
    kept = next(run for run in told["runs"] if run["kept"])
    with Project.open(labelled) as project:
        student = project.require("student", remedy="")
        assert project.about(student)["seed"] == kept["seed"]
        assert project.measured(student.digest, "seeds")["runs"] == told["runs"]
    alone = order_step("distil", labelled, **QUICK, seed=5)[1]
    assert alone["reused"] and alone["scores"]["test"]["accuracy"] == found[1]


def test_fresh_copies_take_the_place_of_stored_ones(labelled: Path, order_step: Any) -> None:
    events, told = order_step("distil", labelled, **QUICK, fresh=2, changed_mind="drop")
    with Project.open(labelled) as project:
        plain = len(columns.read_split(project.require("dataset", remedy="").path).train)
    assert told["rows"] == plain
    trained = [e for e in events if isinstance(e, Progress) and e.stage == "train"]
    assert trained[-1].total == 2 * -(-plain * 3 // 32)
    assert [e.at for e in events if isinstance(e, Metric) and e.name == "fresh/changed_mind"] == [1, 2]  # fmt: skip
    done = [e.done for e in events if isinstance(e, Progress) and e.stage == "fresh copies"]
    assert done == sorted(done) and done[-1] == 2 * 2 * plain


def test_unlabelled_sentences_come_in_through_the_teacher(labelled: Path, order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    with Project.open(labelled) as project:
        split = columns.read_split(project.require("dataset", remedy="").path)
    file = tmp_path / "more.txt"
    mine = [f"my {a} and the {b} again" for a in WORDS["billing"] for b in WORDS["account"][:2]]
    file.write_text("\n".join([*mine, *split.test.texts[:5], split.train.texts[0], "", mine[0]]))
    options = {"objective": "soft_hard+hidden:0.1", "unlabelled": str(file)}
    events, told = order_step("distil", labelled, **QUICK, **options)
    notes = [e.text for e in events if isinstance(e, Note)]
    assert any("the student's 1, 2 learn from the teacher's 2, 4" in note for note in notes)
    heard = next(note for note in notes if "unlabelled sentences" in note)
    assert heard.startswith(f"{len(mine)} unlabelled") and "2 known already, 1 empty" in heard
    with Project.open(labelled) as project:
        rows = len(columns.read_dataset(project.require("augmented", remedy="").path / "train.arrow"))  # fmt: skip
        assert not list((project.root / "checkpoints").glob("*"))
    assert told["rows"] == rows + len(mine)


def test_nonsense_is_refused_before_anything_is_loaded(labelled: Path, order_step: Any) -> None:
    for options in ({"objective": "warmth"}, {"fresh_method": ["warmth"]}, {"unlabelled": "nowhere.csv"}, {"student": "tiny"}):  # fmt: skip
        with pytest.raises(InputError) as caught:
            order_step("distil", labelled, **QUICK, **options)
        assert caught.value.remedy


def test_near_duplicates_of_the_exam_are_left_out() -> None:
    labels = LabelSet(("a", "b"))
    long = "one two three four five six seven eight nine ten"

    def part(*texts: str) -> Dataset:
        return Dataset.of([Example(t, 0, n, "csv") for n, t in enumerate(texts)], labels)

    split = Split(part("seen before"), part(long), part("something else entirely"))
    found = unlabelled.sift([long + " eleven", "Something else, entirely!", " seen before ", "", "a new one", "a new one"], split)  # fmt: skip
    assert found == unlabelled.Sifted(("a new one",), 1, 2, 2)
    rows = unlabelled.as_rows(found.texts, labels)
    assert rows.label_ids.tolist() == [-1] and rows.source_rows.tolist() == [-1]


def test_spread_is_the_samples() -> None:
    found = seeding.spread_of([0.8, 0.9, 1.0])
    assert found == pytest.approx({"mean": 0.9, "sd": 0.1, "least": 0.8, "most": 1.0})
    assert seeding.spread_of([0.5])["sd"] == 0.0
    assert json.dumps(found)
