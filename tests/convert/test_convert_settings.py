"""Settings that don't go together are refused in one sentence, before any work."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from convert_tiny import LABELS, tiny_classifier

from studio.convert import ROUTES, SCHEMES, ConvertSettings, convert
from studio.convert.conversion import checked_plan
from studio.convert.package import older
from studio.convert.reports import TARGETS
from studio.convert.upstream import core_ml_tools
from studio.core.errors import InputError
from studio.core.values import ClassifierCard

CARD = ClassifierCard(LABELS, 128, "digest", "bert")


def config(**changes: Any) -> Any:
    fields = {"num_labels": 4, "max_position_embeddings": 512, "model_type": "bert"}
    return SimpleNamespace(**{**fields, **changes})


def refused(settings: ConvertSettings, **changes: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        checked_plan(settings, CARD, config(**changes))
    assert caught.value.remedy
    return caught.value


def test_defaults_take_the_cards_length() -> None:
    plan = checked_plan(ConvertSettings(), CARD, config())
    assert (plan.lengths, plan.target, plan.precision) == ((128,), "iOS17", "float16")


def test_lengths_are_sorted_and_unique() -> None:
    settings = ConvertSettings(lengths=(64, 32, 64), target="iOS18")
    assert checked_plan(settings, CARD, config()).lengths == (32, 64)


@pytest.mark.parametrize("target", ["iOS16", "iOS17"])
def test_several_lengths_need_ios18(target: str) -> None:
    error = refused(ConvertSettings(lengths=(32, 64), target=target))
    assert error.code == "input.lengths-need-newer-target"
    assert "iOS18" in error.message and "iOS18" in error.remedy


@pytest.mark.parametrize("field", ["route", "precision", "target", "layout"])
def test_unknown_names_list_what_there_is(field: str) -> None:
    error = refused(dataclasses.replace(ConvertSettings(), **{field: "nonsense"}))
    assert error.code == f"input.unknown-{field}" and "nonsense" in error.message


@pytest.mark.parametrize("lengths", [(2,), (0,), (513,)])
def test_lengths_outside_the_model(lengths: tuple[int, ...]) -> None:
    assert refused(ConvertSettings(lengths=lengths)).code == "input.bad-lengths"


def test_roberta_loses_the_positions_before_its_padding_id() -> None:
    roberta = {"model_type": "roberta", "max_position_embeddings": 66, "pad_token_id": 1}
    longest = checked_plan(ConvertSettings(lengths=(64,)), CARD, config(**roberta)).lengths
    assert longest == (64,)
    assert refused(ConvertSettings(lengths=(65,)), **roberta).code == "input.bad-lengths"


def test_labels_must_match_the_model() -> None:
    assert refused(ConvertSettings(), num_labels=3).code == "input.labels-differ"


def test_out_must_be_a_package_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a name for a Core ML package"):
        next(convert(tiny_classifier(), tmp_path / "model.onnx"))


def test_our_targets_are_core_mls() -> None:
    ct = core_ml_tools()
    assert [ct.target[name].value for name in TARGETS] == [7, 8, 9, 10]
    assert older("iOS17", "iOS18") and not older("iOS18", "iOS18") and not older("iOS26", "iOS18")


def test_registries_say_what_they_hold() -> None:
    assert set(ROUTES) >= {"torch"}
    assert set(SCHEMES) >= {"int8", "palette8", "palette6", "palette4", "int4"}
    for name in SCHEMES:
        scheme = SCHEMES[name]
        assert scheme.name == name and scheme.help and scheme.target in TARGETS
        assert 0.5 < scheme.agreement <= 1
