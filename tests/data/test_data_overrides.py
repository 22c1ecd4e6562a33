"""What a person says of a file goes before what the sniffer finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import InputError
from studio.data import read_table


def put(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    return path


def test_an_encoding_that_can_not_be_guessed(tmp_path: Path) -> None:
    path = put(tmp_path, "text,label\nслово,b\nà côté,c\n".encode("cp1251", "replace"))
    frame, report = read_table(path, encoding="windows-1251")
    assert frame["text"][0] == "слово" and report.encoding == "cp1251"


def test_a_delimiter_by_name_or_by_itself(tmp_path: Path) -> None:
    path = put(tmp_path, b"text;a,label;b\none;1,x;2\n")
    assert list(read_table(path, delimiter="semicolon")[0]) == ["text", "a,label", "b"]
    assert list(read_table(path, delimiter=",")[0]) == ["text;a", "label;b"]
    strange = put(tmp_path, b"text~label\na, b~x\n")
    assert read_table(strange, delimiter="~")[0].to_dict("list") == {"text": ["a, b"], "label": ["x"]}  # fmt: skip


def test_column_names_over_two_lines_and_none_at_all(tmp_path: Path) -> None:
    path = put(tmp_path, b"2025,2025,\nNorth,South,label\n1,2,a\n3,4,b\n")
    frame, report = read_table(path, header_rows=2)
    assert list(frame) == ["2025 / North", "2025 / South", "label"]
    assert report.rows == [3, 4] and report.rows_read == 2
    bare = put(tmp_path, b"hello,x\nbye,y\n")
    frame, report = read_table(bare, header_rows=0)
    assert frame.to_dict("list") == {"column 1": ["hello", "bye"], "column 2": ["x", "y"]}
    assert report.rows == [1, 2]


def test_names_that_look_like_data_stay_names(tmp_path: Path) -> None:
    path = put(tmp_path, b"great,good\nfine,good\nfair,good\nbad,bad\nworse,bad\n")
    assert len(read_table(path)[0]) == 5  # found: the first line is data
    assert len(read_table(path, header_rows=1)[0]) == 4


@pytest.mark.parametrize(("field", "value"), [("encoding", "klingon"), ("encoding", "base64"), ("delimiter", "ab"), ("delimiter", '"')])  # fmt: skip
def test_nonsense_is_told(tmp_path: Path, field: str, value: str) -> None:
    with pytest.raises(InputError) as caught:
        read_table(put(tmp_path, b"a,b\n1,2\n"), **{field: value})
    assert caught.value.code == "input.bad-setting" and caught.value.remedy
