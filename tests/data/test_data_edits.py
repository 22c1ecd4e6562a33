"""What a person decides: labels merged, rows put back; and the rows behind every reason."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.values import DropReason
from studio.data import Imported, importing
from studio.data.edits import Merge, merged_names, parse_merge
from studio.data.read import drain

DUPLICATE, CONFLICT = str(DropReason.DUPLICATE), str(DropReason.CONFLICT)


def written(path: Path, rows: list[list[str]]) -> Path:
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["text", "label"], *rows])
    return path


def plain(n: int = 45, labels: str = "abc") -> list[list[str]]:
    """n texts of words that share nothing: rows 2 to n + 1."""
    return [[f"w{i}p w{i}q w{i}r", labels[i % len(labels)]] for i in range(n)]


def run(path: Path, **options: Any) -> Imported:
    return drain(importing(path, **options))


def kept(done: Imported) -> dict[int, str]:
    """Row number -> label name."""
    parts = (done.split.train, done.split.validation, done.split.test)
    return {e.source_row: done.split.labels.names[e.label_id] for p in parts for e in p}


def behind(done: Imported, reason: str) -> list[tuple[int, bool, str, str]]:
    """(row, kept, label, text) of a reason, as shown."""
    f = done.findings
    rows = zip(f.reasons, f.rows, f.kept, f.labels, f.texts, strict=True)
    return [row[1:] for row in rows if row[0] == reason]


def test_labels_are_merged_in_the_order_given(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", plain())
    done = run(path, merge=["a,b=x", "x=y"])
    assert done.split.labels.names == ("c", "y")
    assert done.report.label_counts == {"c": 15, "y": 30}
    assert done.split.digest != run(path).split.digest


def test_a_merge_settles_a_conflict_and_shows_a_repetition(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*plain(), ["w0p w0q w0r", "b"]])  # row 47 as row 2
    torn = run(path)
    assert torn.report.dropped == {CONFLICT: [2, 47]}
    assert behind(torn, CONFLICT) == [(2, False, "a", "w0p w0q w0r"), (47, False, "b", "w0p w0q w0r")]  # fmt: skip
    done = run(path, merge=["a,b=ab"])
    assert done.report.dropped == {DUPLICATE: [47]}
    assert [row[:2] for row in behind(done, DUPLICATE)] == [(2, True), (47, False)]


def test_rows_are_put_back(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*plain(), ["w0p w0q w0r", "b"], ["w1p w1q w1r", "b"]])
    done = run(path, keep_rows=[47, 48])
    assert done.report.dropped == {CONFLICT: [2]}
    assert kept(done)[47] == "b" and kept(done)[48] == "b" and 2 not in kept(done)
    assert [row[:2] for row in behind(done, CONFLICT)] == [(2, False), (47, True)]
    assert [row[:2] for row in behind(done, DUPLICATE)] == [(3, True), (48, True)]
    assert run(path, keep_rows=[3]).report.dropped == run(path).report.dropped  # kept anyway


def test_dropped_rows_are_shown_with_their_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [",".join(row) for row in plain()]
    path.write_text("\n".join(["text,label", *rows, "no label here,", ",a", "one,two,three", "x,-1"]), encoding="utf-8")  # fmt: skip
    done = run(path)
    assert behind(done, str(DropReason.NO_LABEL)) == [(47, False, "", "no label here")]
    assert behind(done, str(DropReason.NO_TEXT)) == [(48, False, "a", "")]
    assert behind(done, str(DropReason.RAGGED)) == [(49, False, "", "one,two,three")]
    assert behind(done, str(DropReason.LABEL_MINUS_ONE)) == [(50, False, "-1", "x")]
    made = done.findings.to_arrow()
    assert made.column_names == ["reason", "source_row", "kept", "label", "text"]
    assert made["source_row"].to_pylist() == done.findings.rows


def test_kept_repetitions_are_found_too(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [*plain(), ["w0p w0q w0r", "a"]])
    done = run(path, on_duplicate="keep")
    assert done.report.dropped == {} and behind(done, DUPLICATE) == [(2, True, "a", "w0p w0q w0r"), (47, True, "a", "w0p w0q w0r")]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"merge": ["a,b"]}, "input.bad-merge"),
        ({"merge": ["=x"]}, "input.bad-merge"),
        ({"merge": ["a,,b=x"]}, "input.bad-merge"),
        ({"merge": ["a,nothing=x"]}, "input.no-such-label"),
        ({"merge": ["a,b=x", "b=y"]}, "input.no-such-label"),
        ({"merge": ["a,b,c=x"]}, "input.one-class"),
        ({"keep_rows": [4711]}, "input.no-such-row"),
        ({"keep_rows": [47]}, "input.row-not-usable"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, options: dict[str, Any], code: str) -> None:
    path = written(tmp_path / "a.csv", [*plain(), ["no label", ""]])
    with pytest.raises(InputError) as caught:
        run(path, **options)
    assert caught.value.code == code and caught.value.remedy


def test_an_order_to_merge_is_read() -> None:
    assert parse_merge(' a , "b, c" = d ') == Merge(("a", "b, c"), "d")
    assert parse_merge("a=b=c") == Merge(("a=b",), "c")
    assert merged_names(["A", "b"], [Merge(("a", "B"), "c")]) == {"A": "c", "b": "c"}
    assert merged_names(["A", "b"], [Merge(("b",), "a")]) == {"A": "A", "b": "A"}


names = st.sampled_from(["a", "b", "c", "d"])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)  # fmt: skip
@given(
    st.lists(st.tuples(st.integers(0, 14), st.sampled_from(["a", "b", "c", "d", "", " A"])), min_size=20, max_size=60),
    st.lists(st.tuples(st.sets(names, min_size=1, max_size=2), names), max_size=3),
    st.sets(st.integers(2, 62), max_size=6),
    st.sampled_from(["drop", "keep"]),
    st.sampled_from(["drop", "first", "keep"]),
)  # fmt: skip
def test_every_row_is_kept_or_dropped_whatever_is_decided(
    tmp_path: Path, cells: list[tuple[int, str]], orders: list[tuple[set[str], str]], keep: set[int], duplicate: str, conflict: str
) -> None:  # fmt: skip
    rows = [[f"p{i} q{i} r{i}" if i else "", name] for i, name in cells]
    path = written(tmp_path / "a.csv", rows)
    merge = [f"{','.join(sorted(some))}={into}" for some, into in orders]
    try:
        done = run(path, merge=merge, keep_rows=keep, on_duplicate=duplicate, on_conflict=conflict)
    except InputError:
        return
    dropped = [row for found in done.report.dropped.values() for row in found]
    assert done.report.rows_read == len(cells) == done.report.kept + len(dropped)
    assert sorted([*kept(done), *dropped]) == list(range(2, len(cells) + 2))
    assert keep <= set(kept(done))
    assert sum(done.report.label_counts.values()) == done.report.kept
    now = merged_names({"a", "b", "c", "d"}, [parse_merge(order) for order in merge])
    for row, label in kept(done).items():
        assert label.casefold() == now[cells[row - 2][1].strip().lower()]
    shown = zip(done.findings.rows, done.findings.kept, strict=True)
    assert {row for row, still in shown if not still} == set(dropped)
