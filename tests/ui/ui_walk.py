"""Walks over what a person can see and reach: controls, words, focus, and what sticks out."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from studio.ui.widgets import ElidedLabel

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)  # fmt: skip
RING = 3  # pixels around a control that its ring may use


def controls(root: QWidget) -> list[QWidget]:
    """What can be pressed, typed into or chosen from, and is shown; parts of a control left out."""
    found = [w for w in root.findChildren(QWidget) if w.isVisibleTo(root) and _counts(w)]
    return [w for w in found if not isinstance(w, QDialogButtonBox)]


def _counts(widget: QWidget) -> bool:
    inner = isinstance(widget.parentWidget(), (QAbstractSpinBox, QComboBox, QAbstractItemView))
    if inner or isinstance(widget, QHeaderView) or widget.objectName().startswith("qt_"):
        return False
    tabs = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not isinstance(widget, QScrollArea)  # fmt: skip
    return isinstance(widget, CONTROLS) or tabs


def name(widget: QWidget) -> str:
    """What a screen reader says."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name).strip() if face is not None else ""


def told(widget: QWidget) -> str:
    """A control, for a failing test's reader."""
    return f"{type(widget).__name__} {name(widget)!r} {widget.objectName()!r}"


def reachable(window: QWidget) -> list[QWidget]:
    """Every widget that Tab visits, in order, from wherever the focus is until it comes round."""
    seen: list[QWidget] = []
    for _ in range(500):
        window.focusNextChild()
        at = QApplication.focusWidget()
        if at is None or at in seen:
            return seen
        seen.append(at)
    raise AssertionError("Tab never comes round")


def place(widget: QWidget) -> QRect:
    """Where it stands in its window."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def backwards(order: list[QWidget]) -> Iterator[tuple[QWidget, QWidget]]:
    """Neighbours in Tab's order of which the second stands above and not to the right."""
    for first, then in itertools.pairwise(order):
        a, b = place(first), place(then)
        if b.bottom() <= a.top() and b.left() <= a.right():
            yield first, then


def picture(widget: QWidget) -> QImage:
    """The control with what is around it."""
    window = widget.window()
    around = place(widget).adjusted(-RING, -RING, RING, RING)
    return window.grab(around.intersected(window.rect())).toImage()


def cut_off(root: QWidget) -> list[str]:
    """Words that are wider than their place, or shortened although they are no path."""
    found = []
    for part in root.findChildren(QWidget):
        if not part.isVisibleTo(root) or part.width() == 0:
            continue
        if isinstance(part, ElidedLabel):
            kept = (
                bool(part.toolTip()) and part.objectName() == "muted"
            )  # a remark: whole in its tip
            if part.text() != part.whole and os.sep not in part.whole and not kept:
                found.append(f"shortened: {part.whole!r}")
        elif isinstance(part, QLabel) and not part.wordWrap() and part.text():
            if part.sizeHint().width() > part.width() + 1:
                found.append(f"label: {part.text()!r} {part.sizeHint().width()} > {part.width()}")
        elif (isinstance(part, QAbstractButton) and part.text() and not part.findChildren(QLabel)
              and part.minimumSizeHint().width() > part.width() + 1):  # fmt: skip
            found.append(f"button: {part.text()!r} {part.minimumSizeHint().width()} > {part.width()}")  # fmt: skip
    return found


def sticking_out(root: QWidget) -> list[str]:
    """Controls that reach past the right edge of the window."""
    edge = root.window().width()
    return [told(w) for w in controls(root) if place(w).right() > edge]
