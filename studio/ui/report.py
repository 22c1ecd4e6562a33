"""Help > Copy report: what `pocketbert doctor --report` says, put on the clipboard; no row of anybody's data is in it."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, QProcess, Signal
from PySide6.QtGui import QGuiApplication

from studio.ui.presenters.language import tr


class ReportCopy(QObject):
    """Asks the doctor in a process of its own; `told` says once what became of it."""

    told = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._doctor = QProcess(self)
        self._doctor.finished.connect(self._take)
        self._doctor.errorOccurred.connect(self._fail)

    def start(self) -> None:
        """Begin; nothing happens while one is under way."""
        if self._doctor.state() is QProcess.ProcessState.NotRunning:
            program, *words = command()
            self._doctor.start(program, words)

    def stop(self) -> None:
        """The window closes."""
        self._doctor.blockSignals(True)
        self._doctor.kill()
        self._doctor.waitForFinished(1000)

    def _take(self) -> None:
        text = bytes(self._doctor.readAllStandardOutput().data()).decode("utf-8", "replace").strip()
        if text.startswith("###"):
            QGuiApplication.clipboard().setText(text)
            self.told.emit(tr("The report is on the clipboard: versions and settings, nothing of your data."))  # fmt: skip
        else:
            self._fail()

    def _fail(self) -> None:
        self.told.emit(tr("The report could not be made. Run pocketbert doctor --report in a terminal."))  # fmt: skip


def command() -> list[str]:
    """This program as a doctor: itself in a bundle, else Python with the studio."""
    itself = [] if getattr(sys, "frozen", False) else ["-P", "-m", "studio"]
    return [sys.executable, *itself, "doctor", "--report"]
