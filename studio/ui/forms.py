"""A form made from a spec: one control a field, advanced ones folded, the help where it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from studio.ui.presenters import form
from studio.ui.presenters.form import FieldView
from studio.ui.presenters.language import tr
from studio.ui.undo import Edits
from studio.ui.widgets import FlatButton, as_text, label

Offer = dict[str, list[tuple[str, str]]]  # field -> (value, help) to choose from
LARGEST = 2**31 - 1  # what a spin box can hold
DECIMALS = 6


class SpecForm(QWidget):
    """Controls for the fields of `spec`; `offers` turns text fields into choices."""

    changed = Signal()

    def __init__(self, spec: type, leave_out: tuple[str, ...] = (), offers: Offer | None = None) -> None:  # fmt: skip
        super().__init__()
        self.spec, self._offers = spec, offers or {}
        self.controls: dict[str, QWidget] = {}
        self._adopted: dict[str, QWidget] = {}
        self._names: list[QLabel] = []
        self.edits = Edits(lambda name: read(self._control(name)), self.set_value, self)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._plain, self._folded = _layout(), QWidget()
        advanced = _layout()
        self._folded.setLayout(advanced)
        for view in form.views(spec, leave_out):
            self._add(view, advanced if view.advanced else self._plain)
        widest = max((name.sizeHint().width() for name in self._names), default=0)
        for name in self._names:  # the folded part's fields stand under the others
            name.setMinimumWidth(widest)
        column.addLayout(self._plain)
        self.fold = FlatButton(tr("Advanced"), "chevron-right")
        self.fold.setProperty("fold", "true")
        self.fold.clicked.connect(self._toggle)
        self._folded.hide()
        column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._folded)
        self.fold.setHidden(advanced.rowCount() == 0)

    def lead(self, *widgets: QWidget) -> None:
        """Put words above the first field."""
        for at, widget in enumerate(widgets):
            self._column.insertWidget(at, widget)

    def typed(self) -> dict[str, Any]:
        """What the controls hold, unchecked."""
        return {name: read(control) for name, control in self.controls.items()}

    def values(self) -> dict[str, Any]:
        """Checked plain values. Raises InputError."""
        return form.values(self.spec, self.typed())

    def values_with(self, **more: Any) -> dict[str, Any]:
        """The same, with fields the form leaves out. Raises InputError."""
        return form.values(self.spec, {**self.typed(), **more})

    def problem(self, **more: Any) -> str:
        """Why it can't be used as it is, or ""."""
        return form.problem(self.spec, {**self.typed(), **more})

    def set_value(self, name: str, value: Any) -> None:
        """Put a value into a control."""
        write(self._control(name), value)

    def adopt(self, name: str, title: str, control: QWidget) -> None:
        """A control that stands elsewhere on the pane: Undo takes its edits back in one order with the form's."""
        self._adopted[name] = control
        self.edits.watch(name, title, control)
        _when_changed(control, lambda *_: self.edits.noticed(name))

    def _control(self, name: str) -> QWidget:
        return self.controls[name] if name in self.controls else self._adopted[name]

    def _add(self, view: FieldView, layout: QFormLayout) -> None:
        control = control_for(view, self._offers.get(view.name, []))
        control.setToolTip(as_text(view.hint))
        control.setAccessibleName(view.label)
        control.setAccessibleDescription(view.hint)
        control.setAcceptDrops(False)  # a dropped file belongs to the window
        write(control, view.default)
        self.controls[view.name] = control
        self.edits.watch(view.name, view.label, control)
        _when_changed(control, lambda *_: self._edited(view.name))
        name = label("" if view.kind == "flag" else view.label)
        name.setToolTip(as_text(view.hint))
        name.setBuddy(control)
        if view.kind != "several":
            name.setMinimumHeight(control.sizeHint().height())
        self._names.append(name)
        layout.addRow(name, control)

    def _edited(self, name: str) -> None:
        self.edits.noticed(name)
        self.changed.emit()

    def _toggle(self) -> None:
        shown = self._folded.isHidden()
        self._folded.setVisible(shown)
        self.fold.change(tr("Advanced"), "chevron-down" if shown else "chevron-right")


def _layout() -> QFormLayout:
    made = QFormLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setHorizontalSpacing(16)
    made.setVerticalSpacing(10)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    made.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return made


class _Whole(QSpinBox):
    def __init__(self, low: int, high: int, unit: str) -> None:
        super().__init__()
        self.setRange(low, high)
        self._unit = unit
        self._count(low)
        self.valueChanged.connect(self._count)
        self.setGroupSeparatorShown(True)
        _settle(self)

    def _count(self, value: int) -> None:
        self.setSuffix(f" {form.counted(self._unit, value)}" if self._unit else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change a setting


class _Real(QDoubleSpinBox):
    """Two decimals are shown, more where a value has them: 0.999 and a stored 0.125 stay what they are."""

    def __init__(self, low: float, high: float) -> None:
        super().__init__()
        self.setDecimals(DECIMALS)
        self.setRange(low, high)
        self.setSingleStep(0.05 if high - low <= 1 else 0.5)
        _settle(self)

    def textFromValue(self, value: float) -> str:
        """As short as it can be."""
        digits = next((n for n in range(2, DECIMALS) if round(value, n) == value), DECIMALS)
        return self.locale().toString(value, "f", digits)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Choice(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def control_for(view: FieldView, offered: list[tuple[str, str]]) -> QWidget:
    """The control of one field."""
    if view.kind == "flag":
        return QCheckBox(view.label)
    if view.kind == "choice" or (offered and view.kind == "text"):
        return _choice(offered or [(c, "") for c in view.choices])
    if view.kind == "several" and offered:
        return Several(offered)
    if view.kind == "whole":
        whole = _Whole(int(view.low or 0), int(min(view.high or LARGEST, LARGEST)), view.unit)
        whole.setSpecialValueText(tr("automatic") if view.automatic else "")
        return whole
    if view.kind == "real":
        return _Real(view.low or 0.0, view.high or 1e9)
    made_text = QLineEdit()
    made_text.setPlaceholderText(view.empty)
    return made_text


def _settle(box: QSpinBox | QDoubleSpinBox) -> None:
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    box.lineEdit().setTextMargins(8, 0, 0, 0)  # the style sheet's padding doesn't reach it


def _choice(items: list[tuple[str, str]]) -> QComboBox:
    made = _Choice()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    for at, (value, help) in enumerate(items):
        made.addItem(value.replace("_", " "), value)
        made.setItemData(at, as_text(help), Qt.ItemDataRole.ToolTipRole)
    return made


class Boxes(QWidget):
    """Check boxes by name; subclasses make and lay them out."""

    changed = Signal()
    boxes: dict[str, QCheckBox]

    def chosen(self) -> list[str]:
        """Names of the checked ones."""
        return [value for value, box in self.boxes.items() if box.isChecked()]

    def choose(self, values: Sequence[str]) -> None:
        """Check exactly these."""
        for value, box in self.boxes.items():
            box.setChecked(value in values)


class Several(Boxes):
    """A check box for each of several things."""

    def __init__(self, offered: list[tuple[str, str]]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.boxes = {value: QCheckBox(value.replace("_", " ")) for value, _ in offered}
        for value, help in offered:
            self.boxes[value].setToolTip(as_text(help))
            self.boxes[value].setAccessibleDescription(help)
            self.boxes[value].toggled.connect(lambda _: self.changed.emit())
            column.addWidget(self.boxes[value])


def read(control: QWidget) -> Any:
    """What a control holds."""
    if isinstance(control, QCheckBox):
        return control.isChecked()
    if isinstance(control, QComboBox):
        return control.currentData()
    if isinstance(control, (QSpinBox, QDoubleSpinBox)):
        return control.value()
    if isinstance(control, Boxes):
        return control.chosen()
    assert isinstance(control, QLineEdit)
    return control.text().strip()


def write(control: QWidget, value: Any) -> None:
    """Put a value into a control."""
    if isinstance(control, QCheckBox):
        control.setChecked(bool(value))
    elif isinstance(control, QComboBox):
        control.setCurrentIndex(max(0, control.findData(value)))
    elif isinstance(control, (QSpinBox, QDoubleSpinBox)):
        control.setValue(value)
    elif isinstance(control, Boxes):
        control.choose([str(item) for item in value])
    elif isinstance(control, QLineEdit):
        control.setText(form.shown(value))
        if not control.hasFocus():
            control.setCursorPosition(0)  # a long text is read from its beginning


def _when_changed(control: QWidget, then: Any) -> None:
    if isinstance(control, QCheckBox):
        control.toggled.connect(then)
    elif isinstance(control, QComboBox):
        control.currentIndexChanged.connect(then)
    elif isinstance(control, (QSpinBox, QDoubleSpinBox)):
        control.valueChanged.connect(then)
    elif isinstance(control, Boxes):
        control.changed.connect(then)
    elif isinstance(control, QLineEdit):
        control.textChanged.connect(then)
