"""The Data pane's presenters: the report, rows found, columns, edits, lengths. No Qt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ui_data import looked, table
from ui_project import LABELS, make_project

from studio.core import query
from studio.core.events import Finished
from studio.data.edits import parse_merge
from studio.ui.presenters import data, data_rows
from studio.ui.presenters.data import Asked
from studio.ui.presenters.data_lengths import lengths
from studio.ui.presenters.data_rows import Column, Query, Shelf, View, found
from studio.ui.presenters.state import ProjectState, read_state

texts = st.text(alphabet="abAé\U0001f600 ", max_size=30) | st.sampled_from(["x" * 70, "x" * 70 + "a", "x" * 8, "x" * 9])  # fmt: skip


def shelf(cells: list[str], labels: list[str]) -> Shelf:
    """Text and label in two chunks, as a file written block by block has them."""
    kind = pa.large_string()
    half = len(cells) // 2
    both = {name: pa.chunked_array([pa.array(c[:half], kind), pa.array(c[half:], kind)]) for name, c in (("t", cells), ("l", labels))}  # fmt: skip
    numbers = pa.chunked_array([pa.array(range(2, len(cells) + 2), pa.int64())])
    return Shelf(pa.table({**both, "n": numbers}), (Column("n", "Row", number=True), Column("l", "L"), Column("t", "T")), "t", "l")  # fmt: skip


@settings(deadline=None)  # the first one loads Arrow
@given(st.lists(st.tuples(texts, st.sampled_from("pq")), max_size=40), st.sampled_from(["", "a", "é", "x"]), st.sampled_from(["", "p"]), st.sampled_from(["", "t", "l", "n"]), st.booleans())  # fmt: skip
def test_rows_found_are_those_python_finds(rows: list[tuple[str, str]], words: str, label: str, sort: str, down: bool) -> None:  # fmt: skip
    made = shelf([t for t, _ in rows], [n for _, n in rows])
    got = found(made, Query(words, label, sort, down)).tolist()
    want = [i for i, (t, n) in enumerate(rows) if words.lower() in t.lower() and label in ("", n)]
    key = {"t": lambda i: rows[i][0].encode(), "l": lambda i: rows[i][1], "n": int, "": lambda i: 0}[sort]  # fmt: skip
    assert sorted(got) == want
    assert [key(i) for i in got] == sorted(map(key, want), reverse=down and bool(sort))
    if not down:
        assert got == sorted(want, key=key)


def test_many_texts_that_begin_alike_are_sorted() -> None:
    cells = [f"{'same beginning ' * 12}{at * 7919 % 1000}" for at in range(1000)]
    made = shelf(cells, ["l"] * 1000)
    got = found(made, Query(sort="t")).tolist()
    assert [cells[i] for i in got] == sorted(cells)


def test_values_are_counted_and_cut_off() -> None:
    made = pa.table({"x": ["b", "a", "b", "c", "b", "a"]})
    assert query.values(made, "x", 2) == [("b", 3), ("a", 2)]
    assert query.array_of(np.array([3, 1])).to_pylist() == [3, 1]


def test_the_report(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 120, models=False))
    report = data.report(state)
    assert report is not None
    assert [f[1] for f in report.facts] == ["120", "6", "84", "18 + 18"]
    assert sum(sum(c) for _, c in report.labels) == 120
    assert [sum(c) for _, c in report.labels] == sorted((sum(c) for _, c in report.labels), reverse=True)  # fmt: skip
    assert report.headline == "text: “sentence”, label: “kind” · utf-8, delimiter comma"
    assert [(r.name, r.dropped) for r in report.reasons] == [("no label", 12), ("exact duplicate of an earlier row", 15), ("same text, another label", 4)]  # fmt: skip
    assert [r.keepable for r in report.reasons] == [False, True, True]
    assert data.report(ProjectState()) is None
    headers, rows = data.split_table(report.labels)
    assert headers[1:] == ["Train", "Validation", "Test"]
    assert rows[-1] == ["All labels", "84", "18", "18"] and len(rows) == 7


def test_all_rows_of_a_data_set(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 120, models=False))
    made = data_rows.data_shelf(state)
    cells = View(made, query.everything(len(made)))
    assert len(cells) == 120 and cells.cell(0, 0) == "train" and cells.cell(119, 0) == "test"
    assert cells.cell(84, 0) == "validation" and cells.cell(5, 2) in LABELS
    assert cells.cell(119, 1) == "121" and cells.find(121) == 119 and cells.find(7777) == -1
    assert sum(n for _, n in data_rows.label_counts(made)) == 120
    only = found(made, Query(label="tag"))
    assert {View(made, only).cell(at, 2) for at in range(len(only))} == {"tag"}
    behind = data_rows.reason_shelf(state, "same text, another label")
    assert behind is not None and len(behind) == 8
    assert View(behind, found(behind, Query(sort="source_row"))).cell(0, 0) == "98"
    (state.names["dataset"].path / "findings.arrow").unlink()
    assert data_rows.reason_shelf(state, "no label") is None  # made before findings were kept


def test_a_look_is_shown_with_the_text_where_there_is_room(tmp_path: Path) -> None:
    (ending,) = looked(table(tmp_path / "a.csv", header="sentence,kind"))
    assert isinstance(ending, Finished)
    seen = ending.result
    assert seen["roles"] == {"text": "sentence", "label": "kind", "label_id": ""}
    made = data_rows.preview_shelf(seen, seen["roles"])
    assert [c.title for c in made.shown] == ["Row", "kind (label)", "sentence (text)"]
    assert View(made, query.everything(len(made))).cell(0, 0) == "2"
    assert data.looked_headline(seen) == "62 rows, 2 columns · utf-8, delimiter comma"
    other = data_rows.with_roles(made, {"text": "kind", "label": "sentence", "label_id": ""})
    assert [c.name for c in other.shown] == ["row", "sentence", "kind"] and other.text == "kind"


def test_hints_say_where_a_column_comes_from() -> None:
    seen = {"roles": {"text": "a", "label": "b", "label_id": ""}, "guessed": ["label"]}
    assert data.hints(seen, {"text": "a", "label": "b", "label_id": ""}) == {
        "text": "found by its name", "label": "guessed from its content: please check", "label_id": "optional",
    }  # fmt: skip
    assert data.hints(seen, {"text": "c", "label": "", "label_id": "b"})["text"] == "your choice"


@pytest.mark.parametrize(
    ("chosen", "labels", "said"),
    [
        (("", "b", ""), None, "Choose the column with the sentences."),
        (("a", "", ""), None, "Choose the column with the labels."),
        (("a", "a", ""), None, "Choose a different column for each."),
        (("a", "b", ""), [("spam", 9)], "Every row has the label “spam”"),
        (("a", "b", ""), [], "The label column is empty"),
        (("a", "", "b"), [("1", 9), ("2", 9)], ""),
        (("a", "b", ""), None, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_columns(chosen: tuple[str, str, str], labels: list[tuple[str, int]] | None, said: str) -> None:  # fmt: skip
    problem = data.columns_problem(dict(zip(("text", "label", "label_id"), chosen, strict=True)), labels)  # fmt: skip
    assert problem.startswith(said) and bool(problem) == bool(said)


def test_edits_make_new_values_and_quote_what_needs_it() -> None:
    first = Asked("t", "l")
    second = first.merging(["a, b", "c"], "d").keeping([9, 4], True)
    assert second.merge == ('"a, b",c=d',) and second.keep_row == (4, 9) and first.merge == ()
    assert parse_merge(second.merge[0]).names == ("a, b", "c")
    assert second.keeping([9], False).keep_row == (4,)
    assert Asked.of(second.values()) == second
    assert second.with_columns(second.roles) is second
    assert second.with_columns({"text": "t", "label": "x", "label_id": ""}).merge == ()


@given(st.lists(st.text(min_size=1).filter(lambda t: t == " ".join(t.split())), min_size=1, max_size=4))  # fmt: skip
def test_any_label_name_survives_the_order(names: list[str]) -> None:
    assert parse_merge(Asked().merging(names, "into").merge[0]).names == tuple(names)


def test_merging_says_what_will_happen() -> None:
    names = ["a", "b", "c"]
    assert data.merge_words(names, [], "x")[0] and data.merge_words(names, ["a"], "")[0]
    assert data.merge_words(names, ["a"], "a")[0] and data.merge_words(names, names, "x")[0]
    assert data.merge_words(names, ["a"], "x=y")[0]
    assert data.merge_words(names, ["a"], "x") == ("", "“a” will be called “x”.")
    assert data.merge_words(names, ["a", "b"], "b") == ("", "2 labels will remain. You can undo it.")  # fmt: skip


def test_a_new_project_never_takes_a_folder_that_exists(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a-2").mkdir()
    assert data.home_for(Path("/x/a.csv"), tmp_path) == tmp_path / "a-3"
    assert data.home_for(Path("/x/b.csv"), tmp_path) == tmp_path / "b"


def test_many_labels_share_the_last_bar() -> None:
    many = tuple((f"l{at}", (2, 1, 1)) for at in range(30))
    drawn = data.bars(many)
    assert len(drawn) == 25 and drawn[-1] == ("6 more labels", (12, 6, 6))
    assert data.bars(many[:3]) == many[:3]


def test_lengths_become_bars_and_a_sentence() -> None:
    told = {"counted_with": "words", "rows": 10, "of": 100, "counts": [[3, 5], [60, 4], [200, 1]], "max_length": 64}  # fmt: skip
    made = lengths(told)
    assert sum(b.texts for b in made.bins) == 10 and made.bins[0].texts == 5
    assert all(b.high - b.low == 7 for b in made.bins) and len(made.bins) <= 48
    assert made.mark == 64 and made.cut == pytest.approx(0.1)
    assert made.sentence == "Estimated on 10 of 100 rows from the words, until a teacher is chosen. 10.0 % of the texts are longer than 64 tokens and lose their end."  # fmt: skip
    assert made.old == "" and lengths(told, "t1").old.startswith("Out of date: a teacher")
    by_teacher = {**told, "counted_with": "teacher", "teacher": "t1"}
    assert lengths(by_teacher, "t1").old == "" and lengths(by_teacher, "t2").old
    assert lengths(by_teacher, "t1").sentence.startswith("Counted on 10 of 100 rows with the teacher's tokenizer.")  # fmt: skip
    assert lengths(None).bins == () and lengths({}).bins == ()
