"""Events on the wire: any event survives as one ASCII line; strange lines are refused, not fatal."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core import events
from studio.core.events import Event, Failed, Finished, Metric, Note, Progress, decode, encode

TEXT = st.text(st.characters(), max_size=20)  # lone surrogates too: file names may hold them
COUNT = st.integers(0, 2**53)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | COUNT | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FLOAT = st.floats(allow_nan=False, allow_infinity=False)
ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(events.Started, TEXT, COUNT, COUNT),
    st.builds(events.Progress, TEXT, COUNT, st.none() | COUNT),
    st.builds(events.Metric, TEXT, FLOAT, FLOAT),
    st.builds(events.Note, TEXT, TEXT),
    st.builds(events.ArtifactReady, TEXT, TEXT, TEXT, COUNT),
    st.builds(events.Checkpointed, COUNT),
    st.builds(events.Answer, COUNT, JSON),
    st.builds(events.Finished, JSON),
    st.builds(events.Failed, TEXT, TEXT, TEXT, TEXT),
    st.builds(events.Cancelled, st.booleans()),
)


@given(ANY_EVENT)
def test_any_event_is_one_ascii_line_and_comes_back(event: Event) -> None:
    line = encode(event)
    assert line.isascii() and len(line.splitlines()) == 1
    assert decode(line) == event and decode(line.encode()) == event


def test_the_strategy_knows_every_kind() -> None:
    assert len(events.KINDS) == 10
    assert {k: c.kind for k, c in events.KINDS.items()} == {k: k for k in events.KINDS}
    assert {k for k, c in events.KINDS.items() if c.ending} == {"finished", "failed", "cancelled"}


@given(ANY_EVENT, st.dictionaries(st.text(min_size=1, max_size=5), JSON, max_size=3))
def test_fields_of_a_newer_version_are_dropped(event: Event, news: dict[str, Any]) -> None:
    known = {f.name for f in dataclasses.fields(event)} | {"kind"}
    fields = {**json.loads(encode(event)), **{k: v for k, v in news.items() if k not in known}}
    assert decode(json.dumps(fields)) == event


@given(st.binary(max_size=60) | TEXT | JSON.map(json.dumps))
def test_any_other_line_is_a_value_error(line: str | bytes) -> None:
    try:
        event = decode(line)
    except ValueError:
        return
    assert isinstance(event, Event)


@pytest.mark.parametrize("line", ["", "null", "[]", "{}", '{"kind": "later"}', '{"kind": "note"}', '{"kind": []}', '{"kind": {}}', pytest.param("[" * 100_000, id="brackets")])  # fmt: skip
def test_these_are_not_events(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode(line)


@pytest.mark.parametrize("line", ['{"kind": "progress", "stage": "s", "done": "many"}', '{"kind": "progress", "stage": "s", "done": NaN}', '{"kind": "progress", "stage": "s", "done": true}', '{"kind": "progress", "stage": ["s"], "done": 1}', '{"kind": "progress", "stage": "s", "done": 1, "total": 1.5}', '{"kind": "progress", "stage": "s", "done": 1' + "0" * 400 + "}", '{"kind": "metric", "name": "loss", "value": "low"}', '{"kind": "metric", "name": "loss", "value": 1e999}', '{"kind": "note", "text": {"a": 1}}', '{"kind": "failed", "code": 5, "message": null}', '{"kind": "cancelled", "resumable": "yes"}'])  # fmt: skip
def test_a_field_of_another_type_is_no_event(line: str) -> None:
    with pytest.raises(ValueError, match="not a "):
        decode(line)


def test_nan_on_the_wire_is_null() -> None:
    assert decode('{"kind": "finished", "result": [NaN, -Infinity]}') == Finished([None, None])


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_json_has_no_number_for_becomes_null(value: float) -> None:
    assert decode(encode(Metric("loss", value))) == Metric("loss", None)  # type: ignore[arg-type]
    told = decode(encode(Finished({"a": [value, (value, 1.5)], "b": {"c": value}})))
    assert told == Finished({"a": [None, [None, 1.5]], "b": {"c": None}})


def test_what_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError):
        encode(Finished({"path": object()}))


def test_events_are_frozen_values() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Note("a").text = "b"  # type: ignore[misc]
    assert len({Progress("s", 1), Progress("s", 1), Failed("a", "b")}) == 2
