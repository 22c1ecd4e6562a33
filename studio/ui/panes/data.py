"""Data: a dropped table becomes the project's data set, every row accounted for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.core.errors import InputError, StudioError
from studio.core.events import Failed
from studio.pipeline.catalogue import SPECS
from studio.ui import table
from studio.ui.charts import BarChart
from studio.ui.forms import SpecForm
from studio.ui.pane import Pane
from studio.ui.panes import PANES
from studio.ui.presenters import data, words
from studio.ui.presenters.dropping import TABLES
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, Card, ElidedLabel, Figure, clear, label

ROLES = ("text", "label", "label_id")


@PANES.register("data")
class DataPane(Pane):
    """Import, report, labels, rows, settings."""

    NAME, TITLE, ORDER, ICON = "data", "Data", 1, "database"
    PURPOSE = "Read a labelled file, account for every row, and split it for training"
    PRIMARY, JOBS = "Import", ("import",)

    def build(self) -> None:
        """Lay everything out; what needs a data set is hidden until there is one."""
        self.file = ElidedLabel("", "h2")
        self.headline = ElidedLabel("", "muted")
        choose = Button(tr("Choose a file…"), "file-up")
        choose.clicked.connect(self.choose)
        self.path = ""
        chosen = Card()
        words_ = QVBoxLayout()
        words_.setSpacing(2)
        words_.addWidget(self.file)
        words_.addWidget(self.headline)
        line = QHBoxLayout()
        line.addLayout(words_, 1)
        line.addWidget(choose)
        chosen.body.addLayout(line)
        self.body.addWidget(chosen)
        self.report = QWidget()
        self.report.setLayout(self._report())
        self.body.addWidget(self.report)
        self.form = SpecForm(SPECS["import"], ("file",))
        self.form.changed.connect(self.update_button)
        settings = Card(tr("How it is read and split"))
        settings.body.addWidget(self.form)
        self.body.addWidget(settings)
        self.body.addStretch()

    def _report(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.figures = [Figure() for _ in range(4)]
        top = QHBoxLayout()
        top.setSpacing(16)
        for figure in self.figures:
            top.addWidget(figure, 1)
        column.addLayout(top)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        parts = (tr("train"), tr("validation"), tr("test"))
        self.chart = BarChart(tr("Rows of each label"), parts)
        labels = Card(tr("Labels"))
        labels.body.addWidget(self.chart)
        labels.body.addStretch()
        middle.addWidget(labels, 3)
        middle.addWidget(self._findings(), 2)
        column.addLayout(middle)
        self.rows = table.table(tr("Rows of the data set"), 3)
        self.rows.setMinimumHeight(300)
        rows = Card(tr("Rows"))
        rows.body.addWidget(self.rows)
        column.addWidget(rows)
        return column

    def _findings(self) -> Card:
        findings = Card(tr("Dropped rows"))
        self.dropped = QListWidget()
        self.dropped.setAccessibleName(tr("Reasons for dropped rows"))
        self.dropped.setFixedHeight(120)
        self.dropped.currentItemChanged.connect(self._show_reason)
        self.reason_rows = label("", "small", wrap=True)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(6)
        for part in (self.dropped, self.reason_rows):
            findings.body.addWidget(part)
        findings.body.addLayout(self.notes)
        findings.body.addStretch()
        return findings

    # ----------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the project's data set."""
        try:
            found = data.report(self.space.state)
            cells = data.Rows(self.space.state) if found else None
        except StudioError as error:
            self.notice.fail(Failed(error.code, error.message, error.remedy, error.detail))
            found = cells = None
        self.report.setVisible(found is not None)
        if found is None or cells is None:
            self._show_file(self.path)
            return
        if not self.path or Path(self.path).name == found.file:
            self.file.say(found.file)
            self.headline.say(found.headline)
        for figure, told in zip(self.figures, found.facts, strict=True):
            figure.show_figure(*told)
        for role in ROLES:
            self.form.controls[role].setProperty("placeholderText", found.columns.get(role) or tr("found by its name"))  # fmt: skip
        self.chart.show_rows(found.labels)
        self._show_dropped(found)
        table.show(self.rows, cells, (90, 80, 150))

    def _show_dropped(self, found: data.DataReport) -> None:
        self.dropped.clear()
        for entry in found.dropped:
            item = QListWidgetItem(f"{words.count(entry[1])}  {entry[0]}")
            item.setData(Qt.ItemDataRole.UserRole, data.rows_of(entry))
            self.dropped.addItem(item)
        self.dropped.setVisible(bool(found.dropped))
        self.reason_rows.setText(tr("Choose a reason to see its row numbers.") if found.dropped else tr("No row was dropped."))  # fmt: skip
        clear(self.notes)
        for note in found.notes:
            self.notes.addWidget(label(note, "muted", wrap=True))

    def _show_reason(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.reason_rows.setText(str(item.data(Qt.ItemDataRole.UserRole)))

    def _show_file(self, path: str) -> None:
        self.file.say(Path(path).name if path else tr("Drop a labelled file anywhere"))
        self.headline.say(path or tr("CSV, TSV, JSONL or Parquet, with a column of sentences and a column of labels"))  # fmt: skip

    # ----------------------------------------------------------------------------------------------

    def blocked(self) -> str:
        """A file first."""
        if not self.path:
            return tr("Choose or drop a file.")
        return self.form.problem(file=self.path)

    def choose(self) -> None:
        """Ask for a file."""
        kinds = " ".join(f"*{ending}" for ending in TABLES)
        dialog = QFileDialog(self, tr("Open a labelled file"), self.space.settings.folder, tr("Tables ({kinds})", kinds=kinds))  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, path: str) -> None:
        """A file was dropped or chosen: import it at once, with the columns found."""
        self.path = path
        self.space.settings.folder = str(Path(path).parent)
        self._show_file(path)
        for role in ROLES:
            self.form.set_value(role, "")
        self.press()

    def press(self) -> None:
        """Import."""
        try:
            values = self.form.values_with(file=self.path)
        except InputError as error:
            self.refuse(error)
            return
        self.notice.hide()
        root = self.space.state.root or data.home_for(Path(self.path), self.space.settings.projects)
        self.space.start_in(root, "import", values)
