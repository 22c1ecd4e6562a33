"""Tables inside archives and workbooks, under a report's title, with their names written twice."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from studio.core.errors import InputError
from studio.core.values import DropReason
from studio.data import previewing
from studio.data.packed import ROOM
from studio.data.read import drain, read_columns

CSV = b"text,label\nhello there,a\nbye now,b\n"
ROWS = {"text": ["hello there", "bye now"], "label": ["a", "b"]}


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(*sheets: list[list[object]]) -> bytes:
    """An .xlsx file."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for at, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"sheet {at}")
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


PACKED = {
    "a.csv.gz": gzip.compress(CSV),
    "a.csv.bz2": bz2.compress(CSV),
    "a.csv.xz": lzma.compress(CSV),
    "a.zip": zipped({"folder/a.csv": CSV, "__MACOSX/folder/._a.csv": b"x", "folder/README.md": b"y"}),
    "a.csv": gzip.compress(CSV),  # whatever its name says
    "a.tsv.gz": gzip.compress(CSV.replace(b",", b"\t")),
    "a.jsonl.gz": gzip.compress(b'{"text": "hello there", "label": "a"}\n{"text": "bye now", "label": "b"}\n'),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_table_is_read_and_looked_at(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PACKED[name])
    table, _ = read_columns(path)
    assert table.columns == ROWS
    assert drain(previewing(path, tmp_path / "look.arrow")).rows == 2


BAD = {
    "several": (zipped({"a.csv": CSV, "b.csv": CSV}), "input.several-tables"),
    "none": (zipped({"a.png": b"x"}), "input.not-a-table"),
    "cut": (gzip.compress(CSV * 100)[:-12], "input.archive-damaged"),
    "cut zip": (zipped({"a.csv": CSV * 100})[:-40], "input.archive-damaged"),
    "bomb": (gzip.compress(bytes(ROOM + 1)), "input.unpacks-too-big"),
    "zip bomb": (zipped({"a.csv": bytes(ROOM + 1)}), "input.unpacks-too-big"),
    "workbook bomb": (zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": bytes(ROOM + 1)}), "input.unpacks-too-big"),
    "empty inside": (gzip.compress(b""), "input.empty-file"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_archive_is_refused_with_a_remedy(tmp_path: Path, name: str) -> None:
    data, code = BAD[name]
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_columns(tmp_path / "a.zip")
    assert caught.value.code == code and caught.value.remedy


def test_a_locked_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": CSV}))
    data[6] |= 1  # the flag of the local header
    data[data.rindex(b"PK\x01\x02") + 8] |= 1  # and of the directory
    (tmp_path / "a.zip").write_bytes(bytes(data))
    with pytest.raises(InputError, match="locked with a password"):
        read_columns(tmp_path / "a.zip")


def test_a_workbook_has_rows_as_excel_numbers_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [["text", "label", "when", "n"], ["hello", "a", date(2026, 5, 1), 3.0], [None] * 4, ["bye", "b", None, 2.5], ["x", "a", None, True, "beyond"]]  # fmt: skip
    (tmp_path / "a.xlsx").write_bytes(workbook([["only one column"]], rows, [["left", "out"]]))
    table, report = read_columns(tmp_path / "a.xlsx")
    assert table.columns == {"text": ["hello", "bye"], "label": ["a", "b"], "when": ["2026-05-01 00:00:00", ""], "n": ["3", "2.5"]}  # fmt: skip
    assert table.rows.tolist() == [2, 4] and report.dropped == {DropReason.RAGGED: [5]}
    assert "'sheet 2' was read" in report.notes[0] and report.format == "xlsx"


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    data = workbook([["text", "label"], ["a", "b"]])
    for at in range(0, len(data), 97):
        (tmp_path / "a.xlsx").write_bytes(data[:at] + b"\xff" * 9 + data[at + 9 :])
        try:
            read_columns(tmp_path / "a.xlsx")
        except InputError as error:
            refused = error.remedy
        else:
            refused = "read all the same"
        assert refused


REPORTS = {
    "title": ("Export of May 2026\n\nby: somebody\ntext,label\nhello,a\nbye,b\n", [1, 3], [2], 4),
    "title with a comma": ("Report, generated 2026-05-01\nid,text,label\n1,hello,a\n2,bye,b\n", [1], [], 2),
    "tabs": ("# exported\ntext\tlabel\nhello\ta\nbye\tb\n", [1], [], 2),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_lines_above_the_column_names_are_left_out(tmp_path: Path, name: str) -> None:
    text, above, blank, header = REPORTS[name]
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    table, report = read_columns(tmp_path / "a.csv")
    assert table.columns["text"] == ["hello", "bye"] and table.columns["label"] == ["a", "b"]
    assert report.left_out.get("above the column names", []) == above
    assert report.left_out.get("blank", []) == blank
    assert table.rows.tolist() == [header + 1, header + 2]
    assert report.notes[0].startswith("Left out above the column names: line")
    look = drain(previewing(tmp_path / "a.csv", tmp_path / "look.arrow"))
    assert look.rows == 2 and look.notes == report.notes


NO_TITLE = {
    "one column of sentences": "text\nhello, world\nfoo, text\nbar, baz\n",
    "a row that names a column": "a,b\ntext,label\nhello,x\nbye,y\n",
    "a quoted text over lines": '"a\ntext,label\n",b\nhello,x\n',
}


@pytest.mark.parametrize("name", NO_TITLE)
def test_what_may_be_a_row_is_no_title(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text(NO_TITLE[name], encoding="utf-8")
    _, report = read_columns(tmp_path / "a.csv")
    assert "above the column names" not in report.left_out


def test_column_names_that_stand_again_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(CSV + b"text,label\nonce more,a\n")
    table, report = read_columns(path)
    assert table.rows.tolist() == [2, 3, 5] and report.left_out == {"column names again": [4]}
    assert report.notes == ["The column names stand again, and were left out, in line 4."]
    assert drain(previewing(path, tmp_path / "look.arrow")).rows == 3


SPECTRUM = {  # the shapes a well-known set of CSV files asks for
    "comma in quotes": (b'first,text\nJohn,"120 any st., Anytown, WW"\n', ["120 any st., Anytown, WW"]),
    "empty": (b'a,text\n1,""\n2,x\n', ["", "x"]),
    "empty crlf": (b'a,text\r\n1,""\r\n2,x\r\n', ["", "x"]),
    "escaped quotes": (b'a,text\n1,"ha ""ha"" ha"\n3,4\n', ['ha "ha" ha', "4"]),
    "json": (b'key,text\n1,"{""type"": ""Point"", ""at"": [102.0, 0.5]}"\n', ['{"type": "Point", "at": [102.0, 0.5]}']),
    "newlines": (b'a,text\n1,"Once upon\na time"\n5,6\n', ["Once upon\na time", "6"]),
    "newlines crlf": (b'a,text\r\n1,"Once upon\r\na time"\r\n5,6\r\n', ["Once upon\r\na time", "6"]),
    "quotes and newlines": (b'a,text\n1,"ha\n""ha""\nha"\n3,4\n', ['ha\n"ha"\nha', "4"]),
    "simple": (b"a,text\n1,2\n", ["2"]),
    "simple crlf": (b"a,text\r\n1,2\r\n", ["2"]),
    "utf-8": ("a,text\n1,ʤ\n4,日本\n".encode(), ["ʤ", "日本"]),
    "coordinates": (b'text,at\n"Springfield","39.78, -89.65"\n', ["Springfield"]),
}  # fmt: skip


@pytest.mark.parametrize("name", SPECTRUM)
def test_every_shape_of_a_plain_csv(tmp_path: Path, name: str) -> None:
    data, texts = SPECTRUM[name]
    (tmp_path / "a.csv").write_bytes(data)
    table, report = read_columns(tmp_path / "a.csv")
    assert table.columns["text"] == texts and not report.left_out and not report.dropped
