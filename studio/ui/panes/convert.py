"""Convert: a classifier becomes a Core ML package, and smaller ones."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from studio.ui import table
from studio.ui.job_pane import JobPane
from studio.ui.panes import PANES
from studio.ui.presenters import packages
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, Card


@PANES.register("convert")
class ConvertPane(JobPane):
    """Source, precision, target, schemes; a table of what came out."""

    NAME, TITLE, ORDER, ICON = "convert", "Convert", 5, "package"
    PURPOSE = "Write Core ML packages: one as it is, and a smaller one for each scheme"
    PRIMARY, JOBS, STEP = "Convert", ("convert", "compress"), "convert"
    LEFT_OUT = ("output",)
    EMPTY = "Packages are written into the project's exports folder."

    def build(self) -> None:
        """The packages over the form."""
        reveal = Button(tr("Show in folder"), "folder-open", "link")
        reveal.clicked.connect(self._reveal)
        self.card = Card(tr("Packages"), reveal)
        self.table = table.table(tr("Packages"), 0)
        self.card.body.addWidget(self.table)
        self.body.addWidget(self.card)
        super().build()

    def refresh(self) -> None:
        """What there is."""
        rows = packages.package_rows(self.space.state)
        table.show(self.table, table.Grid(packages.HEADERS, rows), (0, 84, 64, 84, 102, 90, 80))
        table.fit_height(self.table, len(rows))
        self.card.setVisible(bool(rows))

    def _reveal(self) -> None:
        if self.space.state.root is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.space.state.root / "exports")))
