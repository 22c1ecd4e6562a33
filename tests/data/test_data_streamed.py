"""Import in pieces: what a plain import in memory would keep, drop and show, whatever the pieces are."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import plain_import
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.errors import HostError, InputError
from studio.core.spill import Spill
from studio.core.stored import After, Named, Texts, of_lists
from studio.data import importing, read, repeated, streamed
from studio.data.encoding import decode
from studio.data.read import drain, read_columns
from studio.data.records import as_text, read_json
from studio.data.splitting import splitting

SPACES = ["", "", "", " ", "\u2003", "\t", "\x85", "\xa0"]
quick = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)  # fmt: skip


def written(path: Path, rows: list[list[str]], header: str = "text,label,label_id") -> Path:
    out = io.StringIO()
    csv.writer(out).writerows([header.split(","), *rows])
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path


def made(dice: random.Random, n: int) -> list[list[str]]:
    """Rows with repetitions, texts of two labels, near-duplicates, blanks and -1."""
    words, rows = [f"w{i}" for i in range(60)], list[list[str]]()
    for _ in range(n):
        text = " ".join(dice.choices(words, k=dice.randint(1, 12)))
        if rows and dice.random() < 0.3:
            text = dice.choice(rows)[0]
            text = text.upper() if dice.random() < 0.2 else text
        text = dice.choice(SPACES) + (text if dice.random() < 0.97 else "") + dice.choice(SPACES)
        label = dice.choice(["a", "b", "c", "c", "", " ", "-1"] if dice.random() < 0.2 else "abc")
        ident = {"a": "1", "b": "2", "c": "3"}.get(label, "")
        rows.append([text, label, ident if dice.random() < 0.95 else dice.choice(["-1", "-1.0", ""])])  # fmt: skip
    return rows


@quick
@given(
    st.integers(0, 10**6), st.integers(30, 160), st.sampled_from(["drop", "keep"]),
    st.sampled_from(["drop", "first", "keep"]), st.sets(st.integers(2, 30), max_size=3), st.booleans(),
    st.sampled_from([64, 700, 1 << 20]), st.booleans(),
)  # fmt: skip
def test_an_import_in_pieces_is_a_plain_import(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int, duplicate: str, conflict: str, keep: set[int],
    collide: bool, block: int, on_disk: bool,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("pieces")
    rows = made(random.Random(seed), n)
    path = written(folder / "a.csv", rows)
    texts, names, ids = zip(*rows, strict=True)
    numbers = list(range(2, n + 2))
    want = plain_import.checked(texts, names, ids, numbers, on_duplicate=duplicate, on_conflict=conflict, keep=keep)  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(streamed, "_BLOCK", block)
        patched.setattr(streamed, "_CUT", max(block, 300))
        if collide:  # hashes that say nothing: the texts decide
            patched.setattr("studio.data.cleaning.hashes", lambda t: np.array([len(x) % 3 for x in t], np.int64))  # fmt: skip
        try:
            done = drain(importing(path, on_duplicate=duplicate, on_conflict=conflict, keep_rows=keep, scratch=folder if on_disk else None))  # fmt: skip
        except InputError as error:
            refused = error.code
        else:
            refused = ""
    if refused:
        assert refused in ("input.row-not-usable", "input.too-few-rows", "input.one-class")
        return
    assert done.report.dropped == {str(k): v for k, v in want.dropped.items()}
    assert list(done.report.dropped) == [str(k) for k in want.dropped]
    kept = [texts[i] for i in want.at]
    labels = np.array([done.split.labels.index(names[i]) for i in want.at])
    part = drain(splitting(labels, np.array(plain_import.grouped(kept)), validation=0.15, test=0.15, seed=0))  # fmt: skip
    for which, found in enumerate((done.split.train, done.split.validation, done.split.test)):
        at = [want.at[i] for i in np.flatnonzero(part == which)]
        assert found.texts == [texts[i] for i in at]
        assert found.source_rows.tolist() == [numbers[i] for i in at]
        assert [done.split.labels.names[i] for i in found.label_ids] == [names[i] for i in at]
    shown = {reason: rows for reason, rows in want.twins.items() if rows}
    for reason, behind in shown.items():
        told = [row for row, why in zip(done.findings.rows, done.findings.reasons, strict=True) if why == str(reason)]  # fmt: skip
        assert told == [numbers[i] for i in behind]
    assert done.findings.texts == [texts[row - 2] for row in done.findings.rows]


@quick
@given(st.lists(st.text(max_size=5), min_size=1, max_size=40), st.data())
def test_stored_columns_are_lists(cells: list[str], data: st.DataObject) -> None:
    cells = [c.encode("utf-8", "replace").decode() for c in cells]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("studio.core.stored._BATCH", 7)
        column = of_lists({"a": cells, "b": cells[::-1]}).columns["a"]
    assert column == cells and len(column) == len(cells) and column[-1] == cells[-1]
    rows = data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=20))
    taken = column.take(np.array(rows, np.int64))
    assert taken == [cells[i] for i in rows] and taken[2:9:3] == [cells[i] for i in rows][2:9:3]
    order = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=9)) if rows else []
    assert taken.take(np.array(order, np.int64)) == [cells[rows[i]] for i in order]


def test_words_by_code_and_columns_after_one_another_are_lists() -> None:
    named = Named(("a", "b"), np.array([0, 1, 0], np.int8))
    assert named == ["a", "b", "a"] and named[1:] == ["b", "a"] and named[-1] == "a"
    assert named.take(np.array([1, 1])) == ["b", "b"]
    both = After(named, ["x", "y"])
    assert (
        both == ["a", "b", "a", "x", "y"] and len(both) == 5 and both[-1] == "y" and both[2] == "a"
    )
    assert both[1:4] == ["b", "a", "x"] and both[::2] == ["a", "a", "y"] and both[4:] == ["y"]
    for outside in (5, -6):
        with pytest.raises(IndexError):
            both[outside]


def test_half_a_pair_of_surrogates_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [f'{{"text": "w{n} x{n} \\ud83d", "label": "{"ab"[n % 2]}"}}' for n in range(30)]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert drain(importing(path)).split.train.texts[0].endswith(" \ufffd")


def test_column_names_among_the_rows_stay_in_pieces(tmp_path: Path) -> None:
    rows = [[f"w{n} x{n}", "ab"[n % 2], ""] for n in range(40)]
    path = written(tmp_path / "a.csv", [*rows[:9], ["text", "label", "label_id"], ["text", "a", ""], *rows[9:]])  # fmt: skip
    table, report = drain(read.reading(path))
    assert isinstance(table.columns["text"], Texts)
    assert report.left_out == {"column names again": [11]} and table.rows[9] == 12
    assert read_columns(path)[0].columns["text"][9] == "text"


def test_a_file_too_large_to_read_whole_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    path = written(tmp_path / "a.csv", [[f"w{n} x{n}", "ab"[n % 2], ""] for n in range(40)])
    monkeypatch.setattr(read, "available_bytes", lambda: 100)
    assert len(drain(importing(path)).split.train)  # it is clean
    path.write_text(path.read_text() + "one cell\n")
    with pytest.raises(HostError) as caught:
        drain(importing(path))
    assert caught.value.code == "host.too-large-for-memory" and "UTF-8" in caught.value.remedy


def test_rows_of_one_hash_are_told_apart_by_their_texts() -> None:
    texts = ["b", "a", "b", "c", "a", "d"]
    found = drain(repeated.repeats(np.zeros(6, np.int64), np.arange(6) * 10, lambda rows: [texts[i // 10] for i in rows], "check", 6, Spill()))  # fmt: skip
    groups = np.split(found.rows, found.begins[1:])
    assert sorted(g.tolist() for g in groups) == [[0, 20], [10, 40]]


CELL = st.none() | st.text(max_size=4) | st.integers(-2, 2) | st.floats(-2, 2) | st.lists(st.integers(0, 2), max_size=2)  # fmt: skip


@quick
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(("text", "label", "� x", ""), CELL)) | st.integers(), min_size=1, max_size=30), st.booleans())  # fmt: skip
def test_json_in_pieces_is_json_read_whole(tmp_path_factory: pytest.TempPathFactory, records: list[Any], end: bool) -> None:  # fmt: skip
    path = tmp_path_factory.mktemp("json") / "a.jsonl"
    lines = [json.dumps(r, ensure_ascii=True) for r in records]
    path.write_text("\n".join(["", *lines, "not json"]) + "\n" * end, encoding="utf-8")
    whole, told = drain(read_json(decode(path.read_bytes())))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("studio.data.records._RECORDS", 3)
        found = drain(read._in_pieces(path, read.Into(None, Spill()), None))
    if found is None:
        assert not whole.columns
        return
    table, report = found
    assert report == told and table.rows.tolist() == whole.rows.tolist()
    assert table.names == whole.names
    for name, cells in whole.columns.items():
        assert list(table.columns[name]) == [c.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for c in cells]  # fmt: skip


def test_parquet_in_pieces_has_every_type_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    columns = {
        "text": pa.array([None if n % 7 == 3 else f"é{n}" for n in range(40)]),
        "n": pa.array([float(n) if n % 3 else None for n in range(40)]),
        "word": pa.array([["x", None, "y"][n % 3] for n in range(40)]).dictionary_encode(),
        "large": pa.array([f"l{n}" for n in range(40)], pa.large_string()),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet", row_group_size=11)
    monkeypatch.setattr("studio.data.records._RECORDS", 5)
    table, report = read_columns(tmp_path / "a.parquet")
    assert table.columns == {name: [as_text(v) for v in c.to_pylist()] for name, c in columns.items()}  # fmt: skip
    assert table.rows.tolist() == list(range(1, 41)) and report.rows_read == 40
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "b.parquet")
    with pytest.raises(InputError, match="no rows"):
        read_columns(tmp_path / "b.parquet")
