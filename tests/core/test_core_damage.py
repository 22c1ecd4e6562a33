"""Cards and data sets that somebody wrote or a disk damaged: refused, never half believed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.core import columns
from studio.core.errors import InputError
from studio.core.values import ClassifierCard, Dataset, Example, LabelSet

CARD = ClassifierCard(("a", "b"), 32, "d", "Bert", lengths=(32,))


@pytest.mark.parametrize(
    ("field", "value"),
    [("reject_below", "0.5"), ("calibration", 0), ("temperature", float("nan")), ("max_length", "32"), ("lengths", [-1]), ("labels", [1, 2]), ("scheme", None)],
)  # fmt: skip
def test_a_card_of_wrong_kinds_is_no_card(field: str, value: object) -> None:
    text = json.dumps({**json.loads(CARD.to_json()), field: value})
    with pytest.raises(ValueError, match="not a classifier card"):
        ClassifierCard.from_json(text)
    assert ClassifierCard.from_json(CARD.to_json()) == CARD


def test_a_damaged_byte_of_a_data_set_is_told(tmp_path: Path) -> None:
    file = tmp_path / "train.arrow"
    rows = [Example(f"a text that is number {at}", at % 2, at + 2) for at in range(50)]
    columns.write_dataset(file, Dataset.of(rows, LabelSet(("a", "b"))))
    whole = file.read_bytes()
    at = whole.index(b"a text that is number 7")
    file.write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
    with pytest.raises(InputError, match=r"train\.arrow is missing or damaged"):
        columns.read_dataset(file)


@pytest.mark.parametrize("text", ["[]", '{"a":' * 100_000, "\xff"])
def test_a_description_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "dataset.json").write_text(text, "latin-1")
    with pytest.raises(InputError, match="holds no data set"):
        columns.read_about(tmp_path)
