"""Numbers of a form: what a person typed or a project stored stays what it is, to the last decimal."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDoubleSpinBox
from pytestqt.qtbot import QtBot

from studio.pipeline import fields
from studio.pipeline.specs import DistilSpec, TeachSpec
from studio.ui.forms import SpecForm


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0.00"), (0.5, "0.50"), (0.99, "0.99"), (0.995, "0.995"), (0.9999, "0.9999")],
)
def test_a_share_of_many_nines_can_be_set(qtbot: QtBot, value: float, shown: str) -> None:
    form = SpecForm(DistilSpec, ("resume",))
    qtbot.addWidget(form)
    form.set_value("average", value)
    control = form.controls["average"]
    assert isinstance(control, QDoubleSpinBox)
    assert control.text().replace(",", ".") == shown and form.values()["average"] == value


@pytest.mark.parametrize("spec", [TeachSpec, DistilSpec])
def test_every_number_goes_to_its_bounds_and_no_further(qtbot: QtBot, spec: type) -> None:
    """Two decimals made 1.00 of a largest value of 0.9999, which the step then refused."""
    form = SpecForm(spec)
    qtbot.addWidget(form)
    seen = 0
    for info in fields.describe(spec):
        control = form.controls[info.name]
        if isinstance(control, QDoubleSpinBox):
            seen += 1
            for bound in (info.low, info.high):
                control.setValue(float(bound or 0.0))
                assert control.value() == bound, info.name
            control.setValue(1e12)
            assert control.value() == info.high
    assert seen >= 4
