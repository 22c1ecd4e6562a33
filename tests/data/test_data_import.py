"""import_file: the article's rules, labels, findings, and the account of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.columns import read_split, write_split
from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.values import ImportReport, Split
from studio.data import import_file


def written(
    path: Path, rows: Iterable[Iterable[object]], header: str = "text,label,label_id"
) -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([header.split(","), *rows])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path


def run(path: Path, **options: Any) -> tuple[Split, ImportReport, list[Event]]:
    steps, events = import_file(path, **options), []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as stop:
            return *stop.value, events


def plain(n: int = 60, labels: str = "abc") -> list[list[object]]:
    """n rows of words that share nothing, with labels in turn and ids 10, 20, ..."""
    return [
        [f"w{i}p w{i}q w{i}r", labels[i % len(labels)], 10 * (1 + i % len(labels))]
        for i in range(n)
    ]


def find(report: ImportReport, words: str) -> str:
    notes = [note for note in report.notes if words in note]
    assert len(notes) == 1, report.notes
    return notes[0]


def test_a_clean_file(tmp_path: Path) -> None:
    split, report, events = run(written(tmp_path / "a.csv", plain()))
    assert (report.rows_read, report.kept, report.dropped, report.notes) == (60, 60, {}, [])
    assert report.label_counts == {"a": 20, "b": 20, "c": 20}
    assert report.columns == {"text": "text", "label": "label", "label_id": "label_id"}
    assert (report.encoding, report.delimiter) == ("utf-8", ",")
    assert split.labels.names == ("a", "b", "c") and split.labels.source_ids == ("10", "20", "30")
    assert [len(p) for p in (split.train, split.validation, split.test)] == [42, 9, 9]
    assert sorted(e.source_row for p in (split.train, split.validation, split.test) for e in p) == list(range(2, 62))  # fmt: skip
    stages = [e.stage for e in events if isinstance(e, Progress)]
    assert list(dict.fromkeys(stages)) == ["read", "check", "near-duplicates", "split"]


def test_progress_never_goes_back(tmp_path: Path) -> None:
    rows = [[f'say \\"w{n} x{n % 97} y{n % 89}\\" now', "ab"[n % 2], 1] for n in range(30_000)]
    path = tmp_path / "a.csv"
    path.write_text("text,label,n\n" + "".join(f'"{t}",{x},{n}\n' for t, x, n in rows), "utf-8")
    seen: dict[str, int] = {}
    for event in run(path)[2]:
        assert isinstance(event, Progress)
        assert event.done >= seen.get(event.stage, 0)
        assert event.total is None or event.done <= event.total
        seen[event.stage] = event.done


def test_stopping_early_is_quiet(tmp_path: Path) -> None:
    steps = import_file(written(tmp_path / "a.csv", plain()))
    next(steps)
    steps.close()


def test_the_articles_rules(tmp_path: Path) -> None:
    rows = [*plain(), ["x1", "a", "-1"], ["x2", "", "10"], ["", "a", "10"], ["  ", "a", "10"], ["x3", " ", "10"], ["x4", "b", "-1.0"], ["x5", "b", ""]]  # fmt: skip
    _, report, _ = run(written(tmp_path / "a.csv", rows))
    assert report.dropped == {"label id is -1": [62, 67], "no label": [63, 66], "no text": [64, 65]}
    assert report.rows_read == 67 and report.kept == 61


def test_words_that_look_missing_are_labels_and_texts(tmp_path: Path) -> None:
    rows = [[f"w{i}p w{i}q", ["NA", "None", "null"][i % 3], ""] for i in range(30)]
    _, report, _ = run(written(tmp_path / "a.csv", [*rows, ["NA", "NA", ""], ["null", "None", ""]]))
    assert report.label_counts == {"NA": 11, "None": 11, "null": 10}


def test_ids_alone_become_names(tmp_path: Path) -> None:
    rows = [[text, ident] for text, _, ident in plain()] + [["x", "-1"], ["y", ""]]
    split, report, _ = run(written(tmp_path / "a.csv", rows, "sentence,label id"))
    assert split.labels.names == ("10", "20", "30") == split.labels.source_ids
    assert report.dropped == {"label id is -1": [62], "no label": [63]}


def test_a_label_column_of_numbers(tmp_path: Path) -> None:
    rows = [[f"w{i}p w{i}q", [2, 10, -1][i % 3]] for i in range(60)]
    split, report, _ = run(written(tmp_path / "a.csv", rows, "text,label"))
    assert split.labels.names == ("2", "10") and len(report.dropped["label id is -1"]) == 20


def test_names_order_labels_without_ids(tmp_path: Path) -> None:
    rows = [[f"w{i}p w{i}q", ["pear", "Apple", "fig"][i % 3]] for i in range(30)]
    split, _, _ = run(written(tmp_path / "a.csv", rows, "text,label"))
    assert split.labels.names == ("Apple", "fig", "pear")
    assert split.labels.source_ids == ("", "", "")


def test_spellings_are_merged_into_the_most_frequent(tmp_path: Path) -> None:
    rows = plain()
    for at, spelling in ((0, "A"), (3, " a "), (6, "Ａ")):
        rows[at][1] = spelling
    split, report, _ = run(written(tmp_path / "a.csv", rows))
    assert split.labels.names == ("a", "b", "c") and report.label_counts["a"] == 20
    note = find(report, "case or spaces")
    assert "'A' (1)" in note and "' a ' (1)" in note and "'a' (17)" in note and "Rename" in note


def test_ids_that_disagree_with_names(tmp_path: Path) -> None:
    rows = plain()
    rows[0][2] = 20  # a, usually 10
    split, report, _ = run(written(tmp_path / "a.csv", rows))
    assert split.labels.source_ids == ("10", "20", "30")
    assert "row 2 differ from 10" in find(report, "Label 'a' has the ids 10, 20")
    assert "'a', 'b'" in find(report, "Id 20 stands for")


DOUBLES = [["same text", "a", 10], ["same text", "a", 10], ["same text ", "a", 10]]
TORN = [["torn text", "a", 10], ["torn text", "b", 20], ["torn text", "a", 10]]


def test_duplicates(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*plain(), *DOUBLES])
    _, report, _ = run(path)
    assert report.dropped == {"exact duplicate of an earlier row": [63, 64]}
    assert "2 rows repeat" in find(report, "repeat")
    _, report, _ = run(path, on_duplicate="keep")
    assert report.kept == 63 and "all of them were kept" in find(report, "repeat")


def test_one_text_with_two_labels(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*plain(), *TORN])
    _, report, _ = run(path)
    assert report.dropped == {"same text, another label": [62, 63, 64]}
    assert "rows 62, 63, 64" in find(report, "more than one label")
    _, report, _ = run(path, on_conflict="first")
    assert report.dropped == {"same text, another label": [63], "exact duplicate of an earlier row": [64]}  # fmt: skip
    _, report, _ = run(path, on_conflict="keep", on_duplicate="keep")
    assert report.kept == 63


def test_classes_too_small_to_split(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*plain(), ["rare one", "d", 40], ["other rare", "d", 40]])
    split, report, _ = run(path)
    assert "'d' (2 rows)" in find(report, "train only")
    assert sum(e.label_id == 3 for e in split.train) == 2
    split, report, _ = run(path, on_rare="drop")
    assert report.dropped == {"its label has too few rows to split": [62, 63]}
    assert split.labels.names == ("a", "b", "c") == tuple(report.label_counts)
    assert report.rows_read == report.kept + 2


def test_dropping_rare_labels_may_leave_one_class(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*plain(labels="a"), ["rare one", "d", 40]])
    with pytest.raises(InputError, match="after rare labels"):
        run(path, on_rare="drop")


def test_a_missing_quote_is_suspected_in_a_huge_cell(tmp_path: Path) -> None:
    rows = [*plain(), ["line\n" * 150, "a", 10]]
    _, report, _ = run(written(tmp_path / "a.csv", rows))
    assert "row 62" in find(report, "line breaks")


def test_guessed_columns_are_stated(tmp_path: Path) -> None:
    rows = [[i, f"w{i}p w{i}q w{i}r", "xy"[i % 2]] for i in range(30)]
    _, report, _ = run(written(tmp_path / "a.csv", rows, "no,wording,verdict"))
    assert report.columns == {"text": "wording", "label": "verdict"}
    assert "'wording'" in find(report, "for the text") and "'verdict'" in find(report, "for the label")  # fmt: skip


def test_the_digest_knows_rows_not_paths(tmp_path: Path) -> None:
    one = run(written(tmp_path / "a.csv", plain()))[0]
    (tmp_path / "deep").mkdir()
    other = run(written(tmp_path / "deep" / "b.csv", plain()))[0]
    assert one.digest == other.digest
    assert run(tmp_path / "a.csv", seed=1)[0].digest != one.digest
    # pinned: the same file gives the same split on every machine and Python version
    assert one.digest[:16] == "e39f9f8681f06cde"


def test_a_split_survives_the_disk(tmp_path: Path) -> None:
    split, report, _ = run(written(tmp_path / "a.csv", plain()))
    (tmp_path / "d").mkdir()
    write_split(tmp_path / "d", split, {"report": report.to_json()})
    assert read_split(tmp_path / "d").digest == split.digest


CELL = st.sampled_from(["", " ", "a", "A", "b ", "b", "c", "NA", "-1", "1", "2.0", "hello", "good bye", 'x "y', "p,q"])  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=25),
    long=st.lists(st.integers(0, 24), max_size=3),
    duplicate=st.sampled_from(["drop", "keep"]),
    conflict=st.sampled_from(["drop", "first", "keep"]),
    rare=st.sampled_from(["keep", "drop"]),
)
def test_every_row_is_kept_or_dropped_once(
    tmp_path: Path,
    rows: list[tuple[str, str, str]],
    long: list[int],
    duplicate: str,
    conflict: str,
    rare: str,
) -> None:
    cells: list[list[object]] = [list(row) for row in rows]
    for at in set(long):
        if at < len(cells):
            cells[at].append("too many")
    cells += plain(12, "ab")
    path = written(tmp_path / "a.csv", cells)
    try:
        split, report, _ = run(path, on_duplicate=duplicate, on_conflict=conflict, on_rare=rare)
    except InputError:
        return
    dropped = [row for found in report.dropped.values() for row in found]
    kept = [e.source_row for p in (split.train, split.validation, split.test) for e in p]
    assert report.rows_read == len(cells) == report.kept + len(dropped)
    assert sorted(kept + dropped) == list(range(2, len(cells) + 2))
    assert sum(report.label_counts.values()) == report.kept == len(kept)
    for part in (split.train, split.validation, split.test):
        for example in part:
            assert str(cells[example.source_row - 2][0]) == example.text
