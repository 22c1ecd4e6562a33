"""Augmentation methods as controls: which, how strong, how often beside the others."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSlider, QSpinBox, QVBoxLayout, QWidget

from studio.ui.presenters import words
from studio.ui.presenters.augment import MethodView
from studio.ui.presenters.language import tr
from studio.ui.widgets import label

HEAVIEST = 10  # weight in the mix


class _Number(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change a setting


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MethodControls(QWidget):
    """One method: a check box, p as slider and number (percent), its weight in the mix."""

    changed = Signal()

    def __init__(self, view: MethodView) -> None:
        super().__init__()
        self.view = view
        self.box = QCheckBox(view.title)
        self.box.setChecked(view.usual)
        self.box.setToolTip(view.help)
        low, high = round(view.low * 100), round(view.high * 100)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(low, high)
        self.slider.setPageStep(5)
        self.p = _Number()
        self.p.setRange(low, high)
        self.p.setSuffix(" %")
        self.weight = _Number()
        self.weight.setRange(1, HEAVIEST)
        self.share = label("", "small")
        for control, name in ((self.slider, tr("{method}: share of words, slider", method=view.title)), (self.p, tr("{method}: share of words", method=view.title)), (self.weight, tr("{method}: weight in the mix", method=view.title))):  # fmt: skip
            control.setAccessibleName(name)
            control.setToolTip(view.help)
        self.p.setValue(round(view.p * 100))
        self.slider.setValue(self.p.value())
        self._lay_out()
        self.slider.valueChanged.connect(self.p.setValue)
        self.p.valueChanged.connect(self.slider.setValue)
        self.p.valueChanged.connect(lambda _: self.changed.emit())
        self.weight.valueChanged.connect(lambda _: self.changed.emit())
        self.box.toggled.connect(self._toggled)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        help = label(self.view.help, "small", wrap=True)
        words_, drawn = label(tr("Words"), "muted"), label(tr("Mix"), "muted")
        words_.setBuddy(self.p)
        drawn.setBuddy(self.weight)
        grid.addWidget(self.box, 0, 0, 1, 3)
        grid.addWidget(help, 1, 0, 1, 3)
        for at, parts in enumerate(((words_, self.slider, self.p), (drawn, self.share, self.weight)), start=2):  # fmt: skip
            for column, part in enumerate(parts):
                grid.addWidget(part, at, column)
        grid.setColumnStretch(1, 1)
        self._numbers = (words_, self.slider, self.p, drawn, self.share, self.weight)
        self._unfold(self.box.isChecked())
        for number in (self.p, self.weight):
            number.setFixedWidth(84)
            number.lineEdit().setTextMargins(8, 0, 0, 0)  # the style sheet's padding stops short

    def _toggled(self, on: bool) -> None:
        self._unfold(on)
        self.changed.emit()

    def _unfold(self, on: bool) -> None:
        """The numbers of a method that is not used are out of the way."""
        for part in self._numbers:
            part.setEnabled(on)
            part.setVisible(on)


class MethodMix(QWidget):
    """All methods; `changed` when any of them is."""

    changed = Signal()

    def __init__(self, views: list[MethodView]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(16)
        self.methods = [MethodControls(view) for view in views]
        for one in self.methods:
            one.changed.connect(self._changed)
            column.addWidget(one)
        self._changed()

    def chosen(self) -> list[MethodControls]:
        """The checked ones."""
        return [one for one in self.methods if one.box.isChecked()]

    def values(self) -> dict[str, Any]:
        """`method` and `mix` as the job's settings hold them; mix is empty when all weigh alike."""
        chosen = self.chosen()
        weights = [float(one.weight.value()) for one in chosen]
        return {
            "method": [f"{one.view.name}={one.p.value() / 100:g}" for one in chosen],
            "mix": weights if len(set(weights)) > 1 else [],
        }

    def question(self) -> dict[str, Any]:
        """The same for the preview."""
        pairs = [[one.view.name, one.p.value() / 100] for one in self.chosen()]
        return {"methods": pairs, "mix": self.values()["mix"]}

    def _changed(self) -> None:
        chosen = self.chosen()
        total = sum(one.weight.value() for one in chosen)
        for one in self.methods:
            share = one.weight.value() / total if one in chosen else 0
            one.share.setText(tr("{share} of the copies", share=words.share(share, 0)) if share else tr("not used"))  # fmt: skip
        self.changed.emit()
