"""Spec fields: bounds, choices, JSON round trips, sentences for bad values."""

from __future__ import annotations

import json
import math

import pytest

from studio.core.errors import InputError
from studio.pipeline import catalogue, fields, specs

ALL = {**catalogue.SPECS, **catalogue.HIDDEN_SPECS}


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_field_explains_itself(name: str) -> None:
    assert ALL[name].__doc__
    for info in fields.describe(ALL[name]):
        assert info.help.endswith("."), info.name
        assert info.type in {str, int, float, bool}
        if info.type in {int, float}:
            assert info.low is not None and info.high is not None, info.name
        if info.choices:
            assert info.default in info.choices


@pytest.mark.parametrize("name", sorted(ALL))
def test_defaults_round_trip_through_json(name: str) -> None:
    spec = ALL[name]()
    required = {i.name: "x" for i in fields.describe(ALL[name]) if i.required}
    values = json.loads(json.dumps({**fields.to_dict(spec), **required}))
    built = fields.build(ALL[name], values)
    assert fields.build(ALL[name], fields.to_dict(built)) == built


@pytest.mark.parametrize(
    ("spec", "values", "sentence"),
    [
        (specs.DistilSpec, {"temperature": 0}, "Temperature must be between 0.5 and 20, not 0.0."),
        (specs.DistilSpec, {"temperature": math.nan}, "Temperature must be a number, not nan."),
        (specs.DistilSpec, {"epochs": 1.5}, "Epochs must be a whole number, not 1.5."),
        (specs.DistilSpec, {"epochs": "many"}, "Epochs must be a whole number, not 'many'."),
        (specs.DistilSpec, {"resume": "perhaps"}, "Resume must be yes or no, not 'perhaps'."),
        (specs.ConvertSpec, {"target": "iOS9"}, "Target can't be 'iOS9'."),
        (specs.ImportSpec, {}, "File is missing."),
        (specs.ImportSpec, {"file": "a", "nonsense": 1}, "There is no setting called 'nonsense'."),
    ],
)
def test_bad_values_get_a_sentence_and_a_remedy(spec: type, values: dict[str, object], sentence: str) -> None:  # fmt: skip
    with pytest.raises(InputError) as caught:
        fields.build(spec, values)
    assert caught.value.message == sentence and caught.value.remedy


def test_good_values_are_converted() -> None:
    spec = fields.build(specs.AugmentSpec, {"method": "x=0.1", "copies": "3"})
    assert spec.method == ("x=0.1",) and spec.copies == 3
    assert fields.build(specs.DistilSpec, {"resume": "yes"}).resume is True
    assert fields.build(specs.DistilSpec, {"seed": None}).seed == 0


def test_lengths_are_read_or_refused() -> None:
    from studio.pipeline.asked_lengths import lengths

    assert lengths("", 112) == (112,) and lengths("64, 32,64", 112) == (32, 64)
    assert lengths("auto", 112, "iOS18") == (32, 64, 112) and lengths("auto", 48) == (32, 48)
    assert lengths("auto", 112, "iOS17") == (112,)
    for bad in ("x", "0", "1,2", "9000"):
        with pytest.raises(InputError, match="Lengths can't be"):
            lengths(bad, 112)
