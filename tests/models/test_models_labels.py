"""Label names of a model against those of the data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.values import LabelSet
from studio.models.labels import match_labels

DATA = LabelSet(("refund", "shipping", "thanks"), ("7", "1", "4"))


def test_exact_names_in_any_order_need_no_words():
    found = match_labels(["thanks", "refund", "shipping"], DATA)
    assert found.rows == (1, 2, 0) and found.note == ""


@given(st.permutations(["Refund ", "SHIPPING", "thanks"]))
def test_case_and_spaces_differ(names):
    found = match_labels(names, DATA)
    assert [names[r].strip().lower() for r in found.rows] == list(DATA.names)
    assert "by name" in found.note


def test_hyphens_are_spaces():
    assert match_labels(["no_tag", "law-text"], LabelSet(("law text", "No  Tag"))).rows == (1, 0)


@pytest.mark.parametrize("form", ["LABEL_{}", "label_{}", "{}"])
def test_numbered_heads_go_by_the_files_ids(form):
    found = match_labels([form.format(n) for n in (1, 4, 7)], DATA)
    assert found.rows == (2, 0, 1) and "label ids" in found.note


def test_numbered_heads_without_ids_go_by_order_and_say_so():
    found = match_labels(["LABEL_0", "LABEL_1", "LABEL_2"], LabelSet(("a", "b", "c")))
    assert found.rows == (0, 1, 2)
    assert "guess" in found.note and "LABEL_1 = b" in found.note


def test_numbers_as_names():
    assert match_labels(["LABEL_0", "LABEL_1", "LABEL_2"], LabelSet(("2", "0", "1"))).rows == (2, 0, 1)  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ["refund", "shipping"],
        ["refund", "shipping", "thanks", "other"],
        ["refund", "shipping", "hello"],
        ["LABEL_0", "LABEL_1"],
        ["refund", "Refund", "thanks"],
    ],
)
def test_what_does_not_match_is_refused_with_the_mapping(names):
    with pytest.raises(InputError) as caught:
        match_labels(names, DATA)
    assert caught.value.code == "input.labels-mismatch" and "--finetune" in caught.value.remedy
    assert "data 'refund' -> model " in caught.value.detail


def test_names_that_differ_only_in_case_on_both_sides():
    data = LabelSet(("Tag", "tag"))
    assert match_labels(["tag", "Tag"], data).rows == (1, 0)
