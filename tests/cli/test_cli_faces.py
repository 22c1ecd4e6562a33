"""Faces and results: plain lines, the bar, time left, tables, failures."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.cli.faces import BarFace, JsonFace, Pace, TextFace, clock_time, failure, size
from studio.cli.results import table, told
from studio.core.events import (
    ArtifactReady,
    Cancelled,
    Event,
    Failed,
    Finished,
    Metric,
    Note,
    Progress,
    Started,
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Utf8(io.StringIO):
    encoding = "utf-8"


def shown(face: type[TextFace], events: list[Event], step: float = 1.0) -> tuple[str, str]:
    out, err, clock = Utf8(), Utf8(), Clock()
    painter = face("import", out, err, clock=clock)
    for event in events:
        painter.show(event)
        clock.now += step
    return out.getvalue(), err.getvalue()


STORY: list[Event] = [
    Started("import", 1),
    *(Progress("read", at, 100) for at in range(101)),
    Metric("train/loss", 0.25, 1),
    Note("careful", "warning"),
    ArtifactReady("dataset", "d", "/p/d", 2_500_000),
    Finished({"rows_read": 3, "share": 0.123456}),
]


def test_plain_lines_are_few_and_plain() -> None:
    out, err = shown(TextFace, STORY, step=0.1)
    assert out == "rows read: 3\nshare: 0.1235\n"
    lines = err.splitlines()
    assert "\r" not in err and "\x1b" not in err
    assert lines[0] == "read: 0/100" and lines[-3].startswith("read: 100/100  10/s")
    assert lines[-2:] == ["Warning: careful", "dataset: /p/d (2.5 MB)"]
    assert len(lines) <= 3 + 10 / 5 + 1


def test_the_bar_rewrites_one_line_and_leaves() -> None:
    out, err = shown(BarFace, STORY)
    assert out.startswith("rows read")
    drawn = err.split("\r")
    assert any(re.match(r"read  ━{12}╌{12}  50/100  1/s  0:50 left", line) for line in drawn)
    assert err.count("\n") == 2 and err.endswith("(2.5 MB)\n")
    assert "Warning: careful\n" in err and "\x1b[KWarning" in err


def test_the_bar_fits_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    _, err = shown(BarFace, [Progress("x" * 60, 1, 2), Cancelled()])
    assert all(len(line.split("\x1b")[0]) < 30 for line in err.split("\r"))


def test_the_bar_knows_its_letters() -> None:
    class Ascii(io.StringIO):
        encoding = "ascii"

    err = Ascii()
    BarFace("x", io.StringIO(), err).show(Progress("s", 1, 2))
    assert "############............" in err.getvalue() and err.getvalue().isascii()


def test_json_is_the_events() -> None:
    out = io.StringIO()
    for event in STORY:
        JsonFace(out).show(event)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(lines) == len(STORY) and lines[-1]["kind"] == "finished"


def test_pace_counts_from_where_a_stage_began() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.words(Progress("s", 500, 600)) == "500/600"
    clock.now = 10
    assert pace.words(Progress("s", 520, 600)) == "520/600  2/s  0:40 left"
    assert pace.words(Progress("s", 505, 600)) == "505/600  2 s each  3:10 left"
    assert pace.words(Progress("t", 3)) == "3"


def test_a_long_job_says_when_it_will_end() -> None:
    story: list[Event] = [Progress("s", 1, 2), Metric("job/seconds_left", 332.0)]
    assert shown(TextFace, [*story, Progress("s", 2, 2)])[1].endswith("5:32 left in all\n")
    assert "5:32 left in all\x1b[K" in shown(BarFace, story)[1]


def test_clock_time() -> None:
    assert [clock_time(s) for s in (0, 5.4, 65, 3725)] == ["0:00", "0:05", "1:05", "1:02:05"]


def test_a_null_metric_is_not_shown() -> None:
    _, err = shown(TextFace, [Metric("loss", None), Progress("s", 1, 2), Cancelled(True)])  # type: ignore[arg-type]
    assert err == "s: 1/2\nStopped. The same command goes on from there.\n"


@pytest.mark.parametrize(
    ("code", "verbose", "details"),
    [("input.x", False, False), ("input.x", True, True), ("bug", False, True), ("quality.parity", False, True), ("worker-died", False, True)],
)  # fmt: skip
def test_failures(code: str, verbose: bool, details: bool) -> None:
    lines = failure(Failed(code, "It is empty.", "Fill it.", "one\ntwo"), verbose)
    assert lines[:2] == ["Error: It is empty.", "Remedy: Fill it."]
    assert lines[2:] == (["Details:", "  one", "  two"] if details else [])


def test_tables_align() -> None:
    rows = [
        {"model": "教師", "MB": 670.3, "F1": "95.0%"},
        {"model": "student", "MB": 8, "why": None},
    ]
    assert list(table(rows)) == [
        "model       MB     F1  why",
        "-------  -----  -----  ---",
        "教師     670.3  95.0%    -",
        "student      8      -    -",
    ]
    assert list(table([])) == []


def test_results_by_kind() -> None:
    assert list(told("x", {"lines": ["b"], "text": "c", "table": [{"a": 1}], "n": 5})) == ["a", "-", "1", "b", "c"]  # fmt: skip
    assert list(told("predict", {"predictions": [{"text": "é"}]})) == ['{"text": "é"}']
    assert list(told("x", None)) == [] and list(told("x", "word")) == ["word"]
    assert list(told("x", {"a_b": [1, 2], "c": {"d": True}})) == ["a b: 1, 2", "c: d yes"]


CELL = st.none() | st.text(max_size=8) | st.floats() | st.booleans()


@given(st.lists(st.dictionaries(st.text(max_size=8), CELL, max_size=4), max_size=4))
def test_any_table_is_one_line_a_row(rows: list[dict[str, object]]) -> None:
    lines = list(table(rows))
    assert len(lines) == (len(rows) + 2 if any(rows) else 0)
    assert all(len(line.splitlines()) <= 1 for line in lines)


def test_a_small_artifact_has_a_size() -> None:
    assert [size(n) for n in (2_500_000, 100_000, 99_999, 340)] == ["2.5 MB", "0.1 MB", "100.0 kB", "0.3 kB"]  # fmt: skip


ACTS = "\x1b[2J\x07\u202etxt\x9b31m\r\udc80"
SEEN = r"\u001b[2J\u0007\u202etxt\u009b31m\u000d\udc80"


def test_a_strangers_label_does_not_act_on_the_terminal() -> None:
    results: list[tuple[str, object]] = [
        ("x", {"table": [{ACTS: 1, "label": ACTS}]}),
        ("x", {"lines": [ACTS, "a\tb"], "text": f"{ACTS}\n{ACTS}"}),
        ("x", {"labels": [ACTS], ACTS: {ACTS: 1}}),
        ("x", ACTS),
    ]
    for verb, result in results:
        lines = list(told(verb, result))
        assert lines and all(line.isprintable() for line in lines), lines
        "\n".join(lines).encode()
    assert list(told("x", {"text": ACTS})) == [SEEN]


def test_a_prediction_shown_is_still_the_same_json() -> None:
    said = {"text": "a\u202eb\x9b", "label": ACTS, "probabilities": {ACTS: 1.0}}
    (line,) = told("predict", {"predictions": [said]})
    assert line.isprintable() and json.loads(line) == said


@pytest.mark.parametrize("face", [TextFace, BarFace])
def test_what_is_said_on_the_way_does_not_act_either(face: type[TextFace]) -> None:
    story: list[Event] = [
        Progress(ACTS, 1, 2),
        Note(ACTS),
        ArtifactReady("dataset", "d", f"/p/{ACTS}", 1),
        Failed("bug", ACTS, ACTS, f"{ACTS}\nmore"),
    ]
    _, err = shown(face, story)
    assert SEEN in err and not set(err) & set("\x07\u202e\x9b\udc80") and "\x1b[2J" not in err


def test_what_a_stranger_wrote_cannot_move_the_cursor() -> None:
    evil = "a\x1b[2J\x9b1m\u202eb\rc"
    lines = list(told("compare", {"table": [{evil: evil}], "lines": [evil + "\nnext\tone"]}))
    assert lines[-1] == "next    one" and len(lines) == 5
    assert not any(re.search("[\x00-\x1f\x7f-\x9f\u202e]", line) for line in lines)
    assert "a\\u001b[2J" in lines[0]
    (line,) = told("predict", {"predictions": [{"text": evil}]})
    assert json.loads(line) == {"text": evil} and "\x9b" not in line and "\u202e" not in line
    out, err = shown(TextFace, [Note(evil), ArtifactReady(f"student{evil}", "d", "x", 1)])
    assert "\x1b" not in out + err and "\u202e" not in out + err
