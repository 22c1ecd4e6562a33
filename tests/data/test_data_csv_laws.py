"""Properties of reading CSV: what csv.writer wrote comes back; both readers agree; nothing vanishes."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.spill import Spill
from studio.data.delimited import read_records
from studio.data.dialect import find_dialect
from studio.data.encoding import decode
from studio.data.read import Into, _quickly, _tabulate, drain, read_columns
from studio.data.table import unique_names

HEADER = ["text", "label", "label_id"]
ANY = st.text(
    st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs", "Cc"])
    | st.sampled_from("\n\r\t\x0b\x0c\x85\u2028"),
    max_size=12,
)
PLAIN = st.text(st.sampled_from("abcé ,;|\t\"\n'\\NA"), max_size=12)
HAN = st.text(st.sampled_from('我的包裹在哪里,"\n'), max_size=12)
LINES = st.lists(
    st.sampled_from(
        ["a,b\n", '"a",b\r\n', '"a\nb",c\n', 'a,"b""c"\n', '"",""\n', ",\n", "a,\n", '"a\r\nb",\n']
    )
    | st.sampled_from(
        [
            "\n",
            " \n",
            "a\n",
            "a,b,c\n",
            "a,b,\n",
            'a"b,c\n',
            '"a"b,c\n',
            ' "a",b\n',
            '"a,b\n',
            'a"",b\n',
            "a,b",
        ]
    ),
    max_size=6,
).map("".join)
SOUP = st.text(st.sampled_from('ab,,"" \n\n\r\t'), max_size=60)
quick = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rows_of(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8)


def written(rows: list[list[str]], delimiter: str, newline: str, quoting: int) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows([HEADER, *rows])
    return out.getvalue()


def read_back(path: Path, data: bytes) -> tuple[list[list[str]], list[int]]:
    path.write_bytes(data)
    table, report = read_columns(path)
    assert table.names == tuple(HEADER)
    assert report.rows_read == len(table)
    return [list(row) for row in zip(*table.columns.values(), strict=True)], table.rows.tolist()


def lines_of(rows: list[list[str]], newline: str) -> list[int]:
    """The line each record starts on, counted by hand."""
    line, found = 2, []
    for row in rows:
        found.append(line)
        line += 1 + sum(cell.count(newline[-1]) for cell in row)
    return found


@quick
@given(
    rows=rows_of(ANY | PLAIN),
    delimiter=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
@example(rows=[["NA", "None", "null"]], delimiter=",", newline="\n", encoding="utf-8")
@example(rows=[["", "", ""], ["a", "", ""]], delimiter=",", newline="\r\n", encoding="utf-8")
@example(rows=[['say ""', '"', "\n"]], delimiter="|", newline="\n", encoding="utf-16")
def test_quoted_tables_come_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str, newline: str, encoding: str
) -> None:
    text = written(rows, delimiter, newline, csv.QUOTE_ALL)
    back, lines = read_back(tmp_path / "a.csv", text.encode(encoding))
    assert back == rows
    assert lines == lines_of(rows, newline)


@quick
@given(
    rows=rows_of(PLAIN),
    delimiter=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
)
def test_minimally_quoted_tables_come_back(
    tmp_path: Path, rows: list[list[str]], delimiter: str, newline: str, encoding: str
) -> None:
    text = written(rows, delimiter, newline, csv.QUOTE_MINIMAL)
    back, lines = read_back(tmp_path / "a.csv", text.encode(encoding))
    assert back == rows
    assert lines == lines_of(rows, newline)


@quick
@given(rows=rows_of(HAN), encoding=st.sampled_from(["utf-16-le", "utf-16-be", "utf-8"]))
def test_east_asian_utf16_needs_no_mark(
    tmp_path: Path, rows: list[list[str]], encoding: str
) -> None:
    text = written(rows, ",", "\n", csv.QUOTE_MINIMAL)
    assert read_back(tmp_path / "a.csv", text.encode(encoding))[0] == rows


@settings(max_examples=200, deadline=None)
@given(soup=LINES)
@example(soup='a,b\n"",x\n')
@example(soup='5" pipe,a\n6" pipe,b\n')
@example(soup="a,b\n\n \nc,d")
def test_the_quick_reader_agrees_with_the_careful_one(soup: str) -> None:
    data = f"x,y\n{soup}".encode()
    fast = drain(_quickly(Path("a.csv"), Into(None, Spill()), data))
    if fast is None:
        return  # the careful reader reads these
    table, told = fast
    decoded = decode(data)
    slow_dialect = find_dialect(decoded.text)
    records, slow_dialect = drain(read_records(decoded.text, slow_dialect))
    slow, report = _tabulate(records, slow_dialect, decoded)
    assert told.delimiter == slow_dialect.delimiter
    assert table.columns == slow.columns
    assert table.rows.tolist() == slow.rows.tolist()
    assert not report.dropped and report.left_out == told.left_out
    assert report.notes == told.notes and report.rows_read == told.rows_read


@settings(max_examples=200, deadline=None)
@given(soup=SOUP)
def test_any_soup_is_read_or_refused_and_every_row_counted(soup: str) -> None:
    decoded = decode(f"x,y\n{soup}".encode())
    records, dialect = drain(read_records(decoded.text, find_dialect(decoded.text)))
    table, report = _tabulate(records, dialect, decoded)
    dropped = [row for rows in report.dropped.values() for row in rows]
    assert report.rows_read == len(table) + len(dropped) == len(records.cells) - 1
    assert len({*table.rows.tolist(), *dropped}) == report.rows_read  # no row number twice


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(st.sampled_from(["a,b", "", " ", "a", "a,b,c", "text,label", "é,x"]), max_size=12), end=st.booleans())  # fmt: skip
@example(lines=["Report of May", "", "text,label", "a,b"], end=True)
def test_every_line_is_a_row_or_left_out_with_its_number(tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: bool) -> None:  # fmt: skip
    path = tmp_path_factory.mktemp("lines") / "a.csv"
    above = lines[: lines.index("text,label")] if "text,label" in lines[:1] else []
    text = "\n".join([*above, "text,label", *lines]) + ("\n" if end else "")
    path.write_bytes(text.encode())
    try:
        table, report = read_columns(path)
        refused = ""
    except InputError as error:
        refused = error.code
    if refused:
        assert refused == "input.no-rows"
        return
    told = [line for part in (report.dropped, report.left_out) for at in part.values() for line in at]  # fmt: skip
    header = len(above) + 1
    physical = text.count("\n") + (not text.endswith("\n"))
    assert sorted([*table.rows.tolist(), *told, header]) == list(range(1, physical + 1))


@given(cells=st.lists(st.sampled_from(["a", "b", " a ", "a (2)", "a (3)", "b (2) (2)", "", "column 2"]), max_size=30))  # fmt: skip
def test_column_names_are_never_twice_and_the_lowest_free_number_is_taken(cells: list[str]) -> None:
    names = unique_names(cells)
    assert len(set(names)) == len(names) == len(cells)
    for at, name in enumerate(names):
        base = " ".join(cells[at].split()) or f"column {at + 1}"
        copies = (base, *(f"{base} ({number})" for number in range(2, len(cells) + 2)))
        assert name == next(copy for copy in copies if copy not in names[:at])


def test_a_table_of_50_000_columns_has_its_names_at_once() -> None:
    """Quadratic, it took 12 s; each name was looked for among all before it."""
    assert unique_names(["x"] * 50_000)[-1] == "x (50000)"
