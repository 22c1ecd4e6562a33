"""Files that break naive readers, one by one, with what must come out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.core.values import DropReason
from studio.data import Table, TableReport
from studio.data.read import read_columns
from studio.data.sniff import read_whole


def read(tmp_path: Path, data: bytes | str, name: str = "a.csv") -> tuple[Table, TableReport]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_columns(path)


CASES = {  # name: (file, columns, line of each row)
    "simple": ("text,label\na,x\nb,y\n", {"text": ["a", "b"], "label": ["x", "y"]}, [2, 3]),
    "no last line end": ("text,label\na,x\nb,y", {"text": ["a", "b"], "label": ["x", "y"]}, [2, 3]),
    "comma in quotes": ('text,label\n"a, b",x\n', {"text": ["a, b"], "label": ["x"]}, [2]),
    "doubled quotes": ('text,label\n"say ""hi""",x\n', {"text": ['say "hi"'], "label": ["x"]}, [2]),
    "only quotes": ('text,label\n"""""",x\n', {"text": ['""'], "label": ["x"]}, [2]),
    "json in a cell": (
        'text,label\n"{""a"": [1, 2]}",x\n',
        {"text": ['{"a": [1, 2]}'], "label": ["x"]},
        [2],
    ),
    "quoted line break": (
        'text,label\n"a\nb",x\nc,y\n',
        {"text": ["a\nb", "c"], "label": ["x", "y"]},
        [2, 4],
    ),
    "quoted CRLF": (
        'text,label\r\n"a\r\nb",x\r\nc,y\r\n',
        {"text": ["a\r\nb", "c"], "label": ["x", "y"]},
        [2, 4],
    ),
    "CR line ends": ("text,label\ra,x\rb,y\r", {"text": ["a", "b"], "label": ["x", "y"]}, [2, 3]),
    "CR inside a cell": (
        "text,label\na\rb,x\nc,y\n",
        {"text": ["a\rb", "c"], "label": ["x", "y"]},
        [2, 3],
    ),
    "mixed line ends": (
        "text,label\r\na,x\nb,y\r\n",
        {"text": ["a", "b"], "label": ["x", "y"]},
        [2, 3],
    ),
    "blank lines": (
        "\n\ntext,label\n\na,x\n  \nb,y\n\n",
        {"text": ["a", "b"], "label": ["x", "y"]},
        [5, 7],
    ),
    "line separators are text": (
        "text,label\na\u2028b\x0bc\x85d,x\ne,y\n",
        {"text": ["a\u2028b\x0bc\x85d", "e"], "label": ["x", "y"]},
        [2, 3],
    ),
    "empty cells": (
        "text,label\n,x\na,\n,\n",
        {"text": ["", "a", ""], "label": ["x", "", ""]},
        [2, 3, 4],
    ),
    "missing-looking words": (
        "text,label\nNA,None\nnull,nan\nN/A,#N/A\n",
        {"text": ["NA", "null", "N/A"], "label": ["None", "nan", "#N/A"]},
        [2, 3, 4],
    ),
    "numbers stay as written": (
        "text,label\n007,1.50\n1e5,TRUE\n",
        {"text": ["007", "1e5"], "label": ["1.50", "TRUE"]},
        [2, 3],
    ),
    "a quote inside a word": (
        'text,label\n5" pipe,x\n6" pipe,y\n',
        {"text": ['5" pipe', '6" pipe'], "label": ["x", "y"]},
        [2, 3],
    ),
    "a quote never closed": (
        'text,label\n"a,x\nb,y\n"c, d",z\n',
        {"text": ['"a', "b", "c, d"], "label": ["x", "y", "z"]},
        [2, 3, 4],
    ),
    "a quote never closed, last line": (
        'text,label\na,x\n"b,y\n',
        {"text": ["a", '"b'], "label": ["x", "y"]},
        [2, 3],
    ),
    "text after a closing quote": (
        'text,label\n"a" b,x\nc,y\n',
        {"text": ['"a" b', "c"], "label": ["x", "y"]},
        [2, 3],
    ),
    "backslash quotes": (
        'text,label\n"say \\"hi, you\\" now",x\n',
        {"text": ['say "hi, you" now'], "label": ["x"]},
        [2],
    ),
    "a backslash at the end": (
        'text,label\n"C:\\",x\n"D:\\",y\n',
        {"text": ["C:\\", "D:\\"], "label": ["x", "y"]},
        [2, 3],
    ),
    "spaces before quotes": (
        'text, label\n"a, b", "x"\n',
        {"text": ["a, b"], "label": ["x"]},
        [2],
    ),
    "short and long rows": (
        "text,label,id\na,x\nb,y,1,\nc,z,1\n",
        {"text": ["a", "b", "c"], "label": ["x", "y", "z"], "id": ["", "1", "1"]},
        [2, 3, 4],
    ),
    "sep hint": ("sep=;\ntext;label\na,b;x\n", {"text": ["a,b"], "label": ["x"]}, [3]),
    "twin names": (
        "text,text,,label\na,b,c,x\n",
        {"text": ["a"], "text (2)": ["b"], "column 3": ["c"], "label": ["x"]},
        [2],
    ),
    "index column": (",text,label\n0,a,x\n1,b,y\n", {"column 1": ["0", "1"], "text": ["a", "b"], "label": ["x", "y"]}, [2, 3]),
    "one column": ("text\nhello, world\nbye\n", {"text": ["hello, world", "bye"]}, [2, 3]),
    "emoji and marks": ("text,label\n👩‍👩‍👧 ok,x\nनमस्ते,y\n", {"text": ["👩‍👩‍👧 ok", "नमस्ते"], "label": ["x", "y"]}, [2, 3]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_traps(tmp_path: Path, name: str) -> None:
    data, columns, lines = CASES[name]
    table, report = read(tmp_path, data)
    assert table.columns == columns
    assert table.rows.tolist() == lines
    assert report.rows_read == len(lines)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_among_others(tmp_path: Path, delimiter: str) -> None:
    rows = [f'"x{delimiter} y, z; {n}"{delimiter}a|b' if delimiter != "|" else f'"x, {n}"|c' for n in range(9)]  # fmt: skip
    table, report = read(tmp_path, f"text{delimiter}label\n" + "\n".join(rows))
    assert report.delimiter == delimiter
    assert len(table) == 9 and set(table.columns["label"]) <= {"a|b", "c"}


def test_unquoted_commas_in_a_tab_file(tmp_path: Path) -> None:
    table, report = read(tmp_path, 'text\tlabel\na, "b", c\tx\n"d\ty\n', "a.tsv")
    assert report.delimiter == "\t"
    assert table.columns == {"text": ['a, "b", c', '"d'], "label": ["x", "y"]}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(tmp_path: Path, encoding: str) -> None:
    table, _ = read(tmp_path, 'text,label\nnaïve – "ok",x\n日本,y\n'.encode(encoding))
    assert table.columns == {"text": ['naïve – "ok"', "日本"], "label": ["x", "y"]}


LEGACY = {
    "cp1252": "Où est mon colis? Je n’ai pas reçu ma commande passée l’été dernier",
    "cp1250": "Gdzie jest moja przesyłka? Proszę o zwrot pieniędzy, źle wybrałem, żółć",
    "cp1251": "Где моя посылка? Я хочу вернуть товар",
    "shift_jis": "荷物はどこですか。返品したいのですが、サイズが合いません。",
    "gb18030": "我的包裹在哪里？我想退货，因为尺码不合适。谢谢您的帮助。",
    "euc_kr": "제 소포는 어디에 있나요? 사이즈가 맞지 않아 반품하고 싶습니다.",
}


@pytest.mark.parametrize("encoding", LEGACY)
def test_older_encodings(tmp_path: Path, encoding: str) -> None:
    text = LEGACY[encoding]
    data = "text,label\n" + f'"{text}",x\n' * 3
    table, report = read(tmp_path, data.encode(encoding))
    assert table.columns["text"] == [text] * 3
    assert report.encoding not in ("utf-8", "ascii")


def test_a_short_word_in_an_old_encoding_is_western(tmp_path: Path) -> None:
    table, report = read(tmp_path, "text,label\ncafé,x\n".encode("cp1252"))
    assert table.columns["text"] == ["café"] and report.encoding == "cp1252"


def test_one_broken_character_does_not_change_the_encoding(tmp_path: Path) -> None:
    data = ("text,label\n" + "déjà vu,x\n" * 50).encode() + b"caf\xe9,y\n"
    table, report = read(tmp_path, data)
    assert report.encoding == "utf-8"
    assert table.columns["text"][0] == "déjà vu" and table.columns["text"][-1] == "caf\ufffd"
    assert any("1 characters" in note and "UTF-8" in note for note in report.notes)


def test_a_file_cut_inside_a_character(tmp_path: Path) -> None:
    data = ("text,label\n" + "déjà vu,x\n" * 50 + "b,é").encode()[:-1]
    assert read(tmp_path, data)[1].encoding == "utf-8"


def test_stray_nuls_are_left_out_and_said(tmp_path: Path) -> None:
    table, report = read(tmp_path, b"text,label\nhe\0llo,x\nbye\0,y\n")
    assert table.columns == {"text": ["hello", "bye"], "label": ["x", "y"]}
    assert any("2 NUL" in note for note in report.notes)


def test_a_row_with_too_many_cells_is_dropped_and_counted(tmp_path: Path) -> None:
    table, report = read(tmp_path, "text,label\nfine,x\nHello, world,x\nbye,y\n")
    assert table.columns["text"] == ["fine", "bye"]
    assert report.dropped == {DropReason.RAGGED: [3]}
    assert report.rows_read == 3
    assert any("row 3" in note and "quotes" in note for note in report.notes)


def test_a_first_row_with_too_many_cells(tmp_path: Path) -> None:
    table, report = read(tmp_path, "text,label\na,b,c,d\nbye,y\n")
    assert table.columns["text"] == ["bye"] and report.dropped == {DropReason.RAGGED: [2]}


def test_short_rows_and_stray_quotes_are_noted(tmp_path: Path) -> None:
    _, report = read(tmp_path, 'text,label\nalone\nb,x\n"c,y\n')
    assert any("Too few cells in row 2" in note for note in report.notes)
    assert any("row 4" in note and "quote" in note for note in report.notes)


def test_a_file_that_begins_with_data(tmp_path: Path) -> None:
    rows = [f"where is parcel {n},{'shipping' if n % 2 else 'refund'}" for n in range(20)]
    table, report = read(tmp_path, "\n".join(rows))
    assert table.names == ("column 1", "column 2")
    assert len(table) == report.rows_read == 20
    assert table.rows.tolist() == list(range(1, 21))
    assert any("first line" in note for note in report.notes)


def test_jsonl(tmp_path: Path) -> None:
    lines = ['{"text": "a\\nb", "label": "x", "n": 1}', "", '{"text": "c", "label": null}', "[1]", "{oops"]  # fmt: skip
    table, report = read(tmp_path, "\n".join(lines), "a.jsonl")
    assert table.columns == {"text": ["a\nb", "c"], "label": ["x", ""], "n": ["1", ""]}
    assert table.rows.tolist() == [1, 3]
    assert report.dropped == {DropReason.BAD_RECORD: [4, 5]} and report.rows_read == 4


def test_a_json_array(tmp_path: Path) -> None:
    data = json.dumps([{"text": "a", "label": True}, {"text": "b", "label": 2.0}, 7], indent=1)
    table, report = read(tmp_path, data, "a.json")
    assert table.columns == {"text": ["a", "b"], "label": ["True", "2"]}
    assert report.dropped == {DropReason.BAD_RECORD: [3]}


@pytest.mark.parametrize("name", ["a.parquet", "renamed.csv"])
def test_parquet(tmp_path: Path, name: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {"text": ["a", None, "NA"], "label": ["x", "y", None], "label_id": [1, None, 2]}
    pq.write_table(pa.table(columns), tmp_path / name)
    table, report = read_columns(tmp_path / name)
    assert table.columns == {"text": ["a", "", "NA"], "label": ["x", "y", ""], "label_id": ["1", "", "2"]}  # fmt: skip
    assert table.rows.tolist() == [1, 2, 3] and report.format == "parquet"


def test_the_quick_reader_is_used_for_clean_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careful(*_: object) -> None:
        raise AssertionError("a clean file took the careful way")

    monkeypatch.setattr("studio.data.read.read_records", careful)
    assert len(read(tmp_path, 'text,label\n"a, ""b""\nc",x\né,\n,y\n')[0]) == 3


def test_bytes_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"text\n")
    assert read_whole(tmp_path / "a.csv") == b"text\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_first_line_that_is_data_is_read_as_it_is_written(tmp_path: Path, end: str) -> None:
    """Its cells were taken for names first, which never stand twice and are tidied."""
    lines = ["spam,spam", "spam,one", "ham,two", "spam,  three", "ham,four"]
    path = tmp_path / "a.csv"
    path.write_bytes(end.join(lines).encode())
    table, _ = read_columns(path)
    assert list(zip(*table.columns.values(), strict=True)) == [tuple(line.split(",")) for line in lines]  # fmt: skip
