"""Preferences: each choice is worn and remembered at once; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QFormLayout, QSpinBox, QWidget

from studio.ui.presenters.language import tr
from studio.ui.settings import Settings
from studio.ui.sheets import Sheet
from studio.ui.theme import Theme
from studio.ui.widgets import Button, ElidedLabel, label, row

SIZES = (90, 100, 115, 130, 150)  # percent


def themes() -> list[tuple[str, str]]:
    """(name, words) of the choices."""
    return [("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))]


class Preferences(Sheet):
    """Theme, text size, threads, the folder of new projects, what closing does, hints."""

    worn = Signal()
    hinted = Signal()

    def __init__(self, parent: QWidget, settings: Settings, theme: Theme, cores: int) -> None:
        super().__init__(parent, tr("Preferences"), 520, 345)
        self._settings, self._theme = settings, theme
        self.theme = _choice(themes(), theme.choice, self._wear)
        self.text_size = _choice([(n, f"{n} %") for n in SIZES], theme.text_size, self._wear)
        self.threads = QSpinBox(minimum=0, maximum=max(1, cores), value=settings.threads)
        self.threads.setSpecialValueText(tr("chosen by the job"))
        self.threads.lineEdit().setTextMargins(
            8, 0, 0, 0
        )  # the style sheet's padding doesn't reach it
        self.threads.valueChanged.connect(lambda n: setattr(settings, "threads", n))
        self.folder = ElidedLabel(str(settings.projects))
        self.change = Button(tr("Change…"))
        self.change.setAccessibleName(tr("Change the folder for new projects"))
        self.change.clicked.connect(self._choose)
        self.ask = QCheckBox(tr("Ask what becomes of running jobs when the window closes"))
        self.ask.setToolTip(tr("Otherwise they are kept, to be resumed at the next start."))
        self.ask.setChecked(settings.ask_on_close)
        self.ask.toggled.connect(lambda on: setattr(settings, "ask_on_close", on))
        self.hints = QCheckBox(tr("Show a hint at each step"))
        self.hints.setChecked(settings.hints)
        self.hints.toggled.connect(self._hint)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        rows: list[tuple[str, QWidget]] = [
            (tr("Theme"), self.theme), (tr("Text size"), self.text_size),
            (tr("Processor threads"), self.threads),
        ]  # fmt: skip
        for name, control in rows:
            control.setAccessibleName(name)
            buddy = label(name)
            buddy.setBuddy(control)
            buddy.setMinimumHeight(control.sizeHint().height())
            form.addRow(buddy, control)
        where = label(tr("New projects go to"))
        where.setMinimumHeight(self.change.sizeHint().height())
        form.addRow(where, row(self.folder, self.change))
        form.addRow(self.ask)
        form.addRow(self.hints)
        self.body.addLayout(form)
        self.body.addStretch()
        self.finish()

    def _wear(self) -> None:
        self._settings.theme = self.theme.currentData()
        self._settings.text_size = self.text_size.currentData()
        self._theme.apply(self._settings.theme, self._settings.text_size)
        self.worn.emit()

    def _hint(self, on: bool) -> None:
        self._settings.hints = on
        self.hinted.emit()

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Folder for new projects"), str(self._settings.projects))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, folder: str) -> None:
        self._settings.projects = Path(folder)
        self.folder.say(folder)


def _choice(items: list[tuple[str, str]] | list[tuple[int, str]], now: object, then: Callable[[], None]) -> QComboBox:  # fmt: skip
    made = QComboBox()
    for value, words in items:
        made.addItem(words, value)
    made.setCurrentIndex(max(0, made.findData(now)))
    made.currentIndexChanged.connect(lambda _: then())
    return made
