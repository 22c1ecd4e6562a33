"""A file as a DataFrame of text with every line accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import InputError
from studio.core.values import DropReason
from studio.data import read_table


def test_every_cell_is_text_and_every_line_has_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'Report\ntext;label;label id\nNA;x;1\n\n01;;2.50\na;b;c;d\n"two\nlines";y;3')
    frame, report = read_table(path)
    assert frame.to_dict("list") == {"text": ["NA", "01", "two\nlines"], "label": ["x", "", "y"], "label id": ["1", "2.50", "3"]}  # fmt: skip
    assert all(isinstance(cell, str) for column in frame.columns for cell in frame[column])
    assert report.rows == [3, 5, 7] and report.dropped == {DropReason.RAGGED: [6]}
    assert report.left_out == {"above the column names": [1], "blank": [4]}
    assert report.delimiter == ";" and report.rows_read == 4


def test_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_table(str(tmp_path / "none.csv"))
