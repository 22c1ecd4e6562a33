"""The few dialogs: they open and report back; none of them stops the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from studio import __version__
from studio.ui.pane import Pane
from studio.ui.presenters.language import tr


def ask_to_stop(parent: QWidget, jobs: list[str], then: Callable[[], None]) -> QMessageBox:
    """Closing with jobs at work: stop them, or stay."""
    box = _box(parent, tr("Stop what is running and close?"))
    box.setInformativeText(tr("At work: {jobs}. What was finished is kept; training goes on from its last checkpoint when you resume it.", jobs=", ".join(jobs)))  # fmt: skip
    stop = box.addButton(tr("Stop and close"), QMessageBox.ButtonRole.AcceptRole)
    stay = box.addButton(tr("Keep working"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda button: then() if button is stop else None)
    box.open()
    return box


def bug(parent: QWidget, sentence: str, report: str) -> QMessageBox:
    """A fault of the studio's: the sentence, the traceback behind a button, Copy report."""
    box = _box(parent, sentence)
    box.setInformativeText(tr("This is a fault of PocketBERT Studio. What was saved is safe; the report helps to mend it."))  # fmt: skip
    box.setDetailedText(report)
    copy = box.addButton(tr("Copy report"), QMessageBox.ButtonRole.ActionRole)
    copy.clicked.disconnect()
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(report))
    box.addButton(QMessageBox.StandardButton.Close)
    box.open()
    return box


def shortcuts(parent: QWidget, panes: list[type[Pane]]) -> QMessageBox:
    """Every shortcut."""
    box = _box(parent, tr("Keyboard shortcuts"))
    steps = [f"Ctrl+{at}   {tr(pane.TITLE)}" for at, pane in enumerate(panes, 1)]
    rest = [
        "Ctrl+O   " + tr("Open a table"), "Ctrl+Shift+O   " + tr("Open a project"),
        "Ctrl+J   " + tr("Show or hide the jobs"), "Ctrl+Return   " + tr("Press the step's main button"),
        "F11   " + tr("Full screen"), "F1   " + tr("This page"), "Ctrl+Q   " + tr("Quit"),
    ]  # fmt: skip
    box.setInformativeText("\n".join([*steps, "", *rest]))
    box.open()
    return box


def about(parent: QWidget) -> QMessageBox:
    """Version and licences."""
    box = _box(parent, tr("PocketBERT Studio {version}", version=__version__))
    box.setInformativeText(
        tr(
            "From a labelled table and a big BERT to a small, proven Core ML text classifier.\n\n"
            "Licence: Apache-2.0. Window: Qt and PySide6 (LGPL-3.0), qasync (BSD). Font: Inter (OFL-1.1). "
            "Icons: Lucide (ISC). Synonyms: WordNet 3.0 (its own licence)."
        )
    )
    box.open()
    return box


def _box(parent: QWidget, text: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle("PocketBERT Studio")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box
