"""A first look: the same names, cells and row numbers as `read_columns`, the same roles as an import."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.columns import open_table
from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.data import Preview, previewing, streamed
from studio.data import preview as module
from studio.data.read import read_columns
from studio.data.roles import find_roles

cell = st.text(alphabet='ab ,;"\n\r\té\x00😀', max_size=6) | st.sampled_from(["", " ", "NA", '"', "a,b", "x\ny", "'"])  # fmt: skip


def look(path: Path) -> tuple[Preview, dict[str, list[Any]], list[Event]]:
    """The preview, the Arrow file's columns, and what was said."""
    out, events = path.with_name("cells.arrow"), []
    story = previewing(path, out)
    while True:
        try:
            events.append(next(story))
        except StopIteration as end:
            return end.value, open_table(out).to_pydict(), events


def same_as_read(path: Path) -> Preview:
    """Compares with the careful reader."""
    table, report = read_columns(path)
    found, cells, _ = look(path)
    *names, numbers = cells
    assert tuple(names) == table.names == tuple(found.columns)
    assert [cells[name] for name in names] == list(table.columns.values())
    assert cells[numbers] == table.rows.tolist()
    assert (found.rows, found.format, found.encoding, found.delimiter, found.notes) == (
        len(table), report.format, report.encoding, report.delimiter, report.notes,
    )  # fmt: skip
    assert found.dropped == {str(reason): len(rows) for reason, rows in report.dropped.items()}
    try:
        roles = find_roles(table)
    except InputError as error:
        roles, problem = None, error.message
    if roles is None:
        assert found.problem == problem and not any(found.roles.values())
    else:
        assert found.roles == {"text": roles.text, "label": roles.label or "", "label_id": roles.label_id or ""}  # fmt: skip
        assert found.guessed == list(roles.guessed)
    return found


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)  # fmt: skip
@given(
    st.lists(st.tuples(cell, cell, cell), min_size=1, max_size=12),
    st.sampled_from(["text,label,label id", "a,b,c", "text,text,", "row,row_,label"]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_any_written_table_looks_as_it_is_read(
    tmp_path: Path, rows: list[tuple[str, ...]], head: str, mark: str, end: str, encoding: str, quoting: int
) -> None:  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([head.split(","), *rows])
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode(encoding, "replace"))
    refused = ""
    try:
        read_columns(path)
    except InputError as error:
        refused = error.code
    if not refused:
        same_as_read(path)
        return
    with pytest.raises(InputError) as caught:
        look(path)
    assert caught.value.code == refused


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='ab,"\n\r;é', max_size=60))
def test_any_text_at_all_looks_as_it_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,label\nx,y\n" + text.encode())
    same_as_read(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", '{"text": "a", "label": "x"}\nnot json\n{"text": "b"}\n'),
        ("a.json", '[{"text": "a", "label": 3.0}, 7]'),
        ("a.tsv", "text\tlabel\na, b\tc\n"),
        ("a.csv", "one column\na\n\nb\n"),
        ("a.csv", "hello there,spam\nbuy now,spam\ngood morning,ham\nlate again,ham\nmore,spam\n"),
        ("a.csv", "text,label\na,b\n\n\nc,d\n"),
        ("a.csv", "text,label\na,b,c\nd,e\nf\n"),
        ("a.csv", "text,label\na,b\n   \nc,d"),
        ("a.csv", "sep=;\ntext;label\na;b\n"),
    ],
)
def test_every_kind_of_file(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    same_as_read(path)


def test_a_clean_file_takes_the_quick_way_and_many_blocks_keep_their_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(streamed, "_BLOCK", 1 << 10)
    monkeypatch.setattr(streamed, "_CUT", 1 << 10)
    monkeypatch.setattr(module, "reading", None)  # the careful way would break
    path = tmp_path / "a.csv"
    lines = [f'"text {at},\nof two lines",l{at % 3}\n' if at % 5 == 0 else f"text {at},l{at % 3}\n" for at in range(900)]  # fmt: skip
    path.write_text("text,label\n" + "".join(lines), encoding="utf-8")
    found, _, events = look(path)
    assert found.rows == 900 and found.roles["text"] == "text"
    assert list(dict.fromkeys(events)) == [Progress("preview", at, 2) for at in range(3)]
    assert open_table(tmp_path / "cells.arrow")["text"].num_chunks > 5
    monkeypatch.undo()
    same_as_read(path)


def test_a_label_that_only_all_rows_show_is_found_by_all_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"word{at} and more,{at % 4},{at}" for at in range(6000)]
    path.write_text("\n".join(["what was said,mood,number", *rows]), encoding="utf-8")
    found = same_as_read(path)
    assert found.roles["label"] == "mood" and "label" in found.guessed


def test_a_table_without_labels_is_still_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,other\na b,1\nc d,1\n", encoding="utf-8")
    found = same_as_read(path)
    assert found.problem and found.rows == 2


def test_a_wrong_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cat.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    with pytest.raises(InputError, match="PNG image"):
        look(path)


def test_a_look_loads_no_pandas(tmp_path: Path) -> None:
    import subprocess

    path = tmp_path / "a.csv"
    path.write_text("text,label\na,b\nc,d\n", encoding="utf-8")
    code = f"import sys; from pathlib import Path; from studio.data import previewing; list(previewing(Path({str(path)!r}), Path({str(tmp_path / 'o')!r}))); print('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])  # fmt: skip
    assert run.stdout.strip() == "False"
