"""Every unusable file or choice gets one sentence and a remedy."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from studio.core.errors import InputError, exit_code
from studio.data import import_file
from studio.data.read import drain, read_columns

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + zlib.compress(bytes(range(256)) * 40)
GOOD = "text,label\n" + "".join(f"word{n} thing{n},{'ab'[n % 2]}\n" for n in range(20))


def workbook(path: Path, inside: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 50)
        archive.writestr(inside, "<x/>")


FILES: dict[str, tuple[bytes, str]] = {  # name: (bytes, code)
    "image": (PNG, "input.not-a-table"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(range(256)), "input.not-a-table"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\n" + b"1 0 obj\n" * 20, "input.not-a-table"),
    "old excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "input.not-a-table"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(range(200)), "input.archive-damaged"),
    "random": (bytes((n * 7919 >> 3) % 256 for n in range(4000)), "input.not-a-table"),
    "empty": (b"", "input.empty-file"),
    "only a mark": (b"\xef\xbb\xbf", "input.empty-file"),
    "only line ends": (b"\r\n\r\n \n", "input.empty-file"),
    "only NULs": (bytes(100), "input.empty-file"),
    "header only": (b"text,label\n", "input.no-rows"),
    "header only, no line end": (b"text,label,label_id", "input.no-rows"),
    "only ragged rows": (b"text,label\na,b,c\nd,e,f\n", "input.no-rows"),
    "no text column": (b"id,label\n" + b"1,x\n2,y\n" * 9, "input.no-text-column"),
    "no label column": (b"text\nhello\nbye\n", "input.no-label-column"),
    "one class": (b"text,label\nhello,x\nbye,x\nsee you,\n", "input.one-class"),
    "nothing left": (b"text,label,label_id\nhello,x,-1\n,x,1\nbye,,2\n", "input.no-rows-left"),
    "two rows": (b"text,label\nhello,x\nbye,y\n", "input.too-few-rows"),
}


@pytest.mark.parametrize("name", FILES)
def test_bad_files(tmp_path: Path, name: str) -> None:
    data, code = FILES[name]
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError) as caught:
        drain(import_file(tmp_path / "a.csv"))
    error = caught.value
    assert error.code == code and exit_code(error.code) == 3
    assert error.remedy and "\n" not in error.message and error.message.endswith(".")


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file") as missing:
        read_columns(tmp_path / "nowhere.csv")
    assert missing.value.code == "input.no-such-file" and missing.value.detail
    with pytest.raises(InputError, match="is a folder") as folder:
        read_columns(tmp_path)
    assert folder.value.code == "input.is-a-folder" and folder.value.remedy


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("xl/workbook.xml", "a damaged Excel workbook"),
        ("word/document.xml", "a Word document"),
        ("data.csv", "a zip archive"),
    ],
)
def test_zip_files_by_another_name(tmp_path: Path, inside: str, what: str) -> None:
    workbook(tmp_path / "a.csv", inside)
    with pytest.raises(InputError, match=what):
        read_columns(tmp_path / "a.csv")


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 broken PAR1")
    with pytest.raises(InputError, match="damaged Parquet"):
        read_columns(tmp_path / "a.parquet")
    (tmp_path / "b.parquet").write_bytes(b"text,label\na,b\n")
    with pytest.raises(InputError, match="isn't one"):
        read_columns(tmp_path / "b.parquet")


def test_columns_asked_for_in_vain_name_those_there_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    for asked in ({"text": "body"}, {"label": "intent"}, {"label_id": "number"}):
        with pytest.raises(InputError) as caught:
            drain(import_file(tmp_path / "a.csv", **asked))  # type: ignore[arg-type]
        assert "'text', 'label'" in caught.value.remedy
        assert repr(next(iter(asked.values()))) in caught.value.message


@pytest.mark.parametrize(
    "choice",
    [
        {"validation": 0.6, "test": 0.4},
        {"validation": -0.1},
        {"test": 1.0},
        {"on_duplicate": "ask"},
        {"on_conflict": "majority"},
        {"on_rare": "x"},
    ],
)
def test_bad_choices(tmp_path: Path, choice: dict[str, float]) -> None:
    (tmp_path / "a.csv").write_text(GOOD, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        drain(import_file(tmp_path / "a.csv", **choice))  # type: ignore[arg-type]
    assert caught.value.remedy


def test_sheets_that_would_be_counted_up_to_for_ever(tmp_path: Path) -> None:
    """A row's number, and a column's letters, are the file's own words: gaps before them cost time and memory."""
    first, far = tmp_path / "first.xlsx", tmp_path / "far.xlsx"
    sheet(first, '<row r="1"><c r="A1"><v>1</v></c></row><row r="9000000000"><c r="A2"><v>1</v></c></row>')  # fmt: skip
    sheet(far, "".join(f'<row r="{n}"><c r="XFD{n}"><v>{n}</v></c></row>' for n in range(1, 260)))
    with pytest.raises(InputError, match="damaged Excel workbook"):
        read_columns(first)
    with pytest.raises(InputError, match="far apart") as caught:
        read_columns(far)
    assert caught.value.code == "input.not-a-table" and caught.value.remedy


def sheet(path: Path, rows: str) -> None:
    """A workbook with the rows said, gaps and all."""
    import openpyxl

    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_records_with_a_name_of_their_own_each_are_refused(tmp_path: Path, name: str) -> None:
    rows = [f'{{"text": "word{n}", "label": "x", "id{n}": 1}}' for n in range(1100)]
    (tmp_path / name).write_text("\n".join(rows) if name == "a.jsonl" else f"[{','.join(rows)}]")
    with pytest.raises(InputError, match="1000 different names") as caught:
        read_columns(tmp_path / name)
    assert caught.value.code == "input.too-many-columns" and caught.value.remedy


def test_json_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[" * 100_000)
    with pytest.raises(InputError, match="no readable rows"):
        read_columns(tmp_path / "a.json")
