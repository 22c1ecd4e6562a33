"""Column roles: by name in any spelling, by content, or as asked."""

from __future__ import annotations

import numpy as np
import pytest

from studio.core.errors import InputError
from studio.data.roles import find_roles, text_column
from studio.data.table import Table

SENTENCES = [f"where is parcel number {n} of mine" for n in range(12)]


def table(**columns: list[str]) -> Table:
    return named(columns)


def named(columns: dict[str, list[str]]) -> Table:
    n = len(next(iter(columns.values())))
    return Table(columns, np.arange(2, n + 2))


@pytest.mark.parametrize(
    "text", ["text", "Sentence", " UTTERANCE ", "review", "message", "Content"]
)
@pytest.mark.parametrize("label", ["label", "Category", "class", "INTENT"])
@pytest.mark.parametrize("ident", ["label_id", "label id", "LabelID", "Label-Id", "LABEL ID"])
def test_names(text: str, label: str, ident: str) -> None:
    columns = {ident: ["1"] * 12, label: ["a", "b"] * 6, "note": ["long " * 40] * 12, text: SENTENCES}  # fmt: skip
    roles = find_roles(named(columns))
    assert (roles.text, roles.label, roles.label_id) == (text, label, ident)
    assert roles.guessed == ()
    assert roles.to_columns() == {"text": text, "label": label, "label_id": ident}


def test_content_decides_without_names() -> None:
    columns = {"a": [str(n) for n in range(12)], "b": ["x", "y", "z"] * 4, "c": SENTENCES, "d": ["1", "2"] * 6}  # fmt: skip
    roles = find_roles(named(columns))
    assert (roles.text, roles.label, roles.label_id) == ("c", "b", None)
    assert set(roles.guessed) == {"text", "label"}


def test_ids_alone_are_the_labels() -> None:
    roles = find_roles(named({"text": SENTENCES, "label_id": ["0", "1"] * 6}))
    assert (roles.label, roles.label_id) == (None, "label_id")


def test_what_is_asked_for_wins() -> None:
    columns = {"text": SENTENCES, "label": ["a", "b"] * 6, "Topic ": ["c", "d"] * 6, "title": SENTENCES}  # fmt: skip
    roles = find_roles(named(columns), text="title", label="topic")
    assert (roles.text, roles.label) == ("title", "Topic ")
    roles = find_roles(named(columns), label_id="label")
    assert (roles.label, roles.label_id) == (None, "label")


def test_a_label_is_never_the_text() -> None:
    roles = find_roles(named({"title": SENTENCES, "message": SENTENCES, "type": ["a", "b"] * 6}))
    assert (roles.text, roles.label) == ("message", "type")


def test_missing_roles_name_the_columns() -> None:
    with pytest.raises(InputError, match="'n', 'label'"):
        find_roles(table(n=["1", "2"], label=["a", "b"]))
    with pytest.raises(InputError, match="label"):
        find_roles(table(text=SENTENCES, id=[str(n) for n in range(12)]))


def test_a_text_column_needs_no_label() -> None:
    assert text_column(named({"n": ["1", "2"], "what": ["hello you", "bye all"]})) == "what"
    with pytest.raises(InputError):
        text_column(named({"n": ["1", "2"], "m": ["3", "4"]}))
