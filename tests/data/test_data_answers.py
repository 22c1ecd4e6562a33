"""Tables without labels: sentences out, answers in, nothing lost."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from studio.core.errors import InputError
from studio.data.answers import read_texts, write_with_columns


def test_texts_and_answers_keep_every_row(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text('id,sentence,label\n1,"a, ""quoted""\nline",x\n2,,y\n3,NA,\n', "utf-8")
    assert read_texts(source) == ['a, "quoted"\nline', "", "NA"]
    write_with_columns(source, tmp_path / "out.csv", {"label": ["p", "q", "r"]})
    with open(tmp_path / "out.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["id", "sentence", "label", "label (2)"]
    assert [row[3] for row in rows[1:]] == ["p", "q", "r"] and rows[1][1] == 'a, "quoted"\nline'


def test_one_column_is_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("words\nhello there\nbye now\n", "utf-8")
    assert read_texts(tmp_path / "a.csv") == ["hello there", "bye now"]
    with pytest.raises(InputError, match="no column 'x'"):
        read_texts(tmp_path / "a.csv", "x")


def test_a_changed_file_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\nhello\nbye\n", "utf-8")
    with pytest.raises(InputError, match="changed"):
        write_with_columns(tmp_path / "a.csv", tmp_path / "b.csv", {"x": ["1"]})
    assert not (tmp_path / "b.csv").exists()
