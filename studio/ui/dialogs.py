"""The few dialogs: they open and report back; none of them stops the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from studio.ui.presenters.language import tr

Then = Callable[[], None]


def ask_to_stop(parent: QWidget, jobs: list[str], stop: Then, keep: Then) -> QMessageBox:
    """Closing with jobs at work: stop them, keep them for the next start, or go on working."""
    box = _box(parent, tr("Jobs are still running. Close the window?"))
    _inform(box, tr("At work: {jobs}. “Resume later” closes now and offers them at the next start, where training goes on from its last checkpoint. What was finished is kept either way.", jobs=", ".join(jobs)))  # fmt: skip
    later = box.addButton(tr("Resume later"), QMessageBox.ButtonRole.AcceptRole)
    now = box.addButton(tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    for button, then in ((now, stop), (later, keep)):
        button.clicked.connect(lambda _=False, then=then: then())
    box.open()
    return box


def bug(parent: QWidget, sentence: str, report: str) -> QMessageBox:
    """A fault of the studio's: the sentence, the traceback behind a button, Copy report."""
    box = _box(parent, sentence)
    _inform(box, tr("This is a fault of PocketBERT Studio. What was saved is safe; the report helps to mend it."))  # fmt: skip
    box.setDetailedText(report)
    copy = box.addButton(tr("Copy report"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
    box.addButton(QMessageBox.StandardButton.Close)
    box.open()
    return box


def _inform(box: QMessageBox, text: str) -> None:
    """The second sentence, as plain text: the box's own format is for the first one only."""
    box.setInformativeText(text)
    for part in box.findChildren(QLabel):
        part.setTextFormat(Qt.TextFormat.PlainText)


def _box(parent: QWidget, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("PocketBERT Studio")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    for part in box.buttons():
        part.setAccessibleName(part.text())
    return box
