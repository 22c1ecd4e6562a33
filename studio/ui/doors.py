"""The ways into a project and out of it: chosen, opened, copied, lost, held by somebody else."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from studio.core.errors import StudioError
from studio.ui.notice import Notice
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.workspace import Workspace


class Doors(QObject):
    """Dialogs belong to `window`; what stands in the way of a project is told in `banner`.

    opened and closed: a project is there now, or none is; copying: a copy was begun; copied: it
    ended, with a sentence or with a Failed.
    """

    opened = Signal()
    closed = Signal()
    copying = Signal()
    copied = Signal(str, object)

    def __init__(self, space: Workspace, banner: Notice, window: QWidget) -> None:
        super().__init__(window)
        self.space, self.banner, self._window = space, banner, window
        space.gone.connect(self._show_gone)
        space.elsewhere.connect(self._show_elsewhere)
        space.desk.ended.connect(self._tell_copied)

    def choose(self) -> None:
        """Ask for a project folder."""
        dialog = self._dialog(tr("Open a project folder"), self.space.settings.projects)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.open)
        dialog.open()

    def open(self, folder: str) -> None:
        """Open a project."""
        self.banner.hide()
        if self.space.open(Path(folder)):
            self.opened.emit()

    def close(self) -> None:
        """No project; jobs that run for it run on."""
        self.banner.hide()
        self.space.close_project()
        self.closed.emit()

    def save_copy(self) -> None:
        """Ask where to, then copy as a job."""
        root = self.space.state.root
        if root is None:
            return
        dialog = self._dialog(tr("Save a copy of the project"), root.parent)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(tr("{name} copy", name=root.name))
        dialog.fileSelected.connect(self.copy_to)
        dialog.open()

    def copy_to(self, target: str) -> None:
        """The job that copies; it stands in the drawer."""
        self.space.start("copy", {"target": target})
        self.copying.emit()

    def _dialog(self, title: str, folder: Path) -> QFileDialog:
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _tell_copied(self, job: JobView) -> None:
        if job.step == "copy" and job.state is State.DONE:
            folder = str(job.spec["target"])
            self.copied.emit(tr("The copy is complete: {folder}", folder=folder), None)
        elif job.step == "copy" and job.failure is not None:
            self.copied.emit("", job.failure)

    def _show_gone(self, root: Path | None) -> None:
        if root is None:
            self.banner.hide()
            return
        self.banner.offer(
            tr("The project folder {folder} is no longer there.", folder=str(root)),
            tr("It was moved, renamed or deleted. What ran was stopped."),
            [(tr("Open it where it is now…"), self.choose), (tr("Close the project"), self.close)],
        )

    def _show_elsewhere(self, root: Path, error: StudioError) -> None:
        self.banner.offer(error.message, error.remedy, [
            (tr("Look without changing anything"), lambda: self._look_at(root)),
            (tr("Try again"), lambda: self.open(str(root))),
            (tr("Leave it closed"), lambda: None),
        ])  # fmt: skip

    def _look_at(self, root: Path) -> None:
        if self.space.open(root, look=True):
            self.opened.emit()
