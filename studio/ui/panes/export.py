"""Export: what leaves the studio, as far as it exists: the model card and the report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.ui.job_pane import JobPane
from studio.ui.panes import PANES
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, Card, ElidedLabel, clear, label

FILES = ("MODEL_CARD.md", "report.html")


@PANES.register("export")
class ExportPane(JobPane):
    """What to write; what is there."""

    NAME, TITLE, ORDER, ICON = "export", "Export", 8, "share"
    PURPOSE = "The model card and the report: what the classifier is and what was verified where"
    PRIMARY, JOBS, STEP = "Write", ("export",), "export"
    EMPTY = "Packages under Convert carry their labels, tokenizer and provenance already."

    def build_results(self) -> None:
        """The files written so far."""
        self.files = Card(tr("In the exports folder"))
        self.lines_of_files = QVBoxLayout()
        self.files.body.addLayout(self.lines_of_files)
        self.results.addWidget(self.files)

    def refresh(self) -> None:
        """Look again."""
        root = self.space.state.root
        folder = root / "exports" if root else None
        found = [folder / name for name in FILES if folder and (folder / name).exists()]
        clear(self.lines_of_files)
        for path in found:
            self.lines_of_files.addWidget(self._line(path))
        if not found:
            self.lines_of_files.addWidget(label(tr("Nothing yet."), "muted"))

    def _line(self, path: Path) -> QWidget:
        show = Button(tr("Open"), "", "link")
        show.setAccessibleName(tr("Open {name}", name=path.name))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(ElidedLabel(path.name), 1)
        line.addWidget(show)
        made = QWidget()
        made.setLayout(line)
        return made
