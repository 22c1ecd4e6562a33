"""Steps preview and import: what a window and the command line can ask of a table, and get back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import make_teacher, write_csv

from studio.cli.parser import checked, parse, parser_for
from studio.core import columns
from studio.core.errors import HostError, InputError
from studio.pipeline import door, fields, lengths
from studio.pipeline.specs import ImportSpec
from studio.project import Project

Run = Callable[..., tuple[list[Any], dict[str, Any]]]


def test_a_look_needs_no_project(tmp_path: Path, order_step: Run) -> None:
    file = write_csv(tmp_path / "in.csv", 30)
    _, seen = order_step("preview", file=str(file), output=str(tmp_path / "o.arrow"))
    assert (seen["rows"], seen["roles"]["text"], seen["encoding"]) == (32, "sentence", "utf-8")
    assert len(columns.open_table(tmp_path / "o.arrow")) == 32
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "o.arrow"]
    with pytest.raises(InputError, match="There is no file"):
        order_step("preview", file=str(tmp_path / "x.csv"), output=str(tmp_path / "x"))


def test_a_look_stopped_midway_leaves_nothing_open(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "in.csv", 30)
    story = door.start({"step": "preview", "spec": {"file": str(file), "output": str(tmp_path / "o.arrow")}, "project": None})  # fmt: skip
    next(story)
    story.close()
    assert not (tmp_path / "o.arrow").exists()


def test_the_command_line_merges_and_keeps() -> None:
    parser = parser_for("import", ImportSpec)
    _, given = parse(parser, ["a.csv", "--merge", "x,y=z", "--merge", "z=w", "--keep-row", "17", "--keep-row", "3"])  # fmt: skip
    values = checked(parser, ImportSpec, given)
    assert (values["merge"], values["keep_row"]) == (["x,y=z", "z=w"], [17, 3])
    spec = fields.build(ImportSpec, values)
    assert fields.build(ImportSpec, fields.to_dict(spec)) == spec
    with pytest.raises(SystemExit):
        checked(parser, ImportSpec, parse(parser, ["a.csv", "--keep-row", "0"])[1])


def test_an_edit_is_a_new_data_set_and_the_old_one_comes_back(tmp_path: Path, order_step: Run) -> None:  # fmt: skip
    file, root = write_csv(tmp_path / "in.csv"), tmp_path / "p"

    def imported(**edits: Any) -> str:
        order_step("import", root, file=str(file), **edits)
        with Project.open(root) as project:
            return project.require("dataset", remedy="").digest

    first = imported()
    second = imported(merge=["billing,shipping=orders"])
    assert first != second
    with Project.open(root) as project:
        found = project.require("dataset", remedy="")
        about, beside = columns.read_about(found.path), project.about(found)
    assert sorted(about["labels"]) == ["account", "orders"] and about["columns"] == ["sentence", "label", "label id"]  # fmt: skip
    assert about["settings"]["merge"] == ["billing,shipping=orders"] and "file" not in about["settings"]  # fmt: skip
    assert beside["path"] == str(file)
    assert sum(n for _, n in beside["lengths"]["counts"]) == beside["lengths"]["rows"] > 100
    findings = columns.open_table(found.path / "findings.arrow")
    assert findings["reason"].to_pylist() == ["no label", "label id is -1"]
    assert findings["text"].to_pylist() == ["left out", "left out too"]
    assert imported() == first


def told(texts: list[str], project: Project) -> dict[str, Any]:
    story = lengths.token_lengths(texts, project)
    while True:
        try:
            next(story)
        except StopIteration as end:
            return dict(end.value)


def test_lengths_are_counted_by_the_teacher_or_estimated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from studio.models import source

    def missing() -> Path:
        raise HostError("The sample encoder is not installed.", code="no-sample-encoder")

    monkeypatch.setattr(source, "sample_folder", missing)
    texts = ["my parcel", "the refund was late again today"] * 50
    with Project.open(tmp_path / "p", write=True, create=True) as project:
        estimate = told(texts, project)
        assert (estimate["counted_with"], estimate["counts"], estimate["max_length"]) == ("words", [[5, 50], [10, 50]], 16)  # fmt: skip
        with project.draft("model", "teacher", made_by="teach") as draft:
            make_teacher(draft.path)
        counted = told(texts, project)
        assert (counted["counted_with"], counted["counts"], counted["max_length"]) == ("teacher", [[4, 50], [8, 50]], 32)  # fmt: skip
        monkeypatch.setattr(lengths, "MOST_ROWS", 10)
        some = told(texts, project)
        assert (some["rows"], some["of"]) == (10, 100)
        (project.require("teacher", remedy="").path / "tokenizer.json").write_text("damaged")
        assert told(texts, project)["counted_with"] == "words"


def test_lengths_are_counted_anew_for_a_teacher_chosen_later(tmp_path: Path, order_step: Run) -> None:  # fmt: skip
    root, file = tmp_path / "p", write_csv(tmp_path / "a.csv")
    order_step("import", root, file=str(file))
    with Project.open(root, write=True) as project:
        data = project.require("dataset", remedy="")
        with project.draft("model", "teacher", made_by="teach") as draft:
            make_teacher(draft.path)
        teacher = project.require("teacher", remedy="")
        assert project.about(data)["lengths"]["teacher"] == ""
    order_step("count", root)
    with Project.open(root) as project:
        found = project.measured(teacher.digest, "lengths", data.digest)
    assert found is not None
    assert (found["counted_with"], found["teacher"], found["max_length"]) == ("teacher", teacher.digest, 32)  # fmt: skip
    order_step("count", root)  # kept: nothing is counted twice
    with Project.open(root) as project:
        assert project.measured(teacher.digest, "lengths", data.digest) == found
