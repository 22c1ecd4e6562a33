"""A whole file classified in the playground: columns, a job, answers to filter, sort and export."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from studio.core.errors import StudioError
from studio.core.events import Event, Failed, Finished
from studio.core.scratch import scratch_folder
from studio.ui import table
from studio.ui.listening import Listening
from studio.ui.notice import Notice
from studio.ui.presenters import batch, playground
from studio.ui.presenters.batch import Answers, Columns
from studio.ui.presenters.dropping import TABLES
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.saving import Saving
from studio.ui.widgets import Button, Card, ElidedLabel, label, row
from studio.ui.workspace import Workspace

SORTS = {"file": "As in the file", "unsure": "Least sure first", "sure": "Surest first"}
HEIGHT = 330  # of the table


class BatchCard(Card):
    """Choose a file, its columns and a model; classify; look at the answers; export them.

    `grew` says that there is more to see.
    """

    grew = Signal()

    def __init__(self, space: Workspace, parent: QObject) -> None:
        self.choose_file = Button(tr("Classify a file…"), "file-up")
        super().__init__(tr("A whole file"), self.choose_file)
        self.space = space
        self.looking = Listening(space.resident, parent)
        self.looking.heard.connect(self._looked)
        self.path = Path()
        self.columns: Columns | None = None
        self.answers: Answers | None = None
        self._job: JobView | None = None
        self.saving = Saving(self)
        self.saving.saved.connect(self._saved)
        self.saving.failed.connect(self._fail)
        self._folder: Path | None = None
        self.choose_file.clicked.connect(self.choose)
        self.notice = Notice()
        self.hint = label(tr("Drop a CSV, TSV, JSONL, Excel or Parquet file here: one model answers every row."), "muted", wrap=True)  # fmt: skip
        self.body.addWidget(self.notice)
        self.body.addWidget(self.hint)
        self.body.addWidget(self._settings())
        self.body.addWidget(self._results())
        self.settings.hide()
        self.results.hide()

    def _settings(self) -> QWidget:
        self.file, self.rows = ElidedLabel("", "h2"), label("", "muted")
        self.text_column, self.label_column, self.model = QComboBox(), QComboBox(), QComboBox()
        self.run = Button(tr("Classify"), "play", "primary")
        self.run.clicked.connect(self.press)
        self.stop = Button(tr("Stop"), "square")
        self.stop.clicked.connect(self._stop)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Rows classified"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        named = ((self.text_column, tr("Text")), (self.label_column, tr("Right labels")), (self.model, tr("Model")))  # fmt: skip
        for at, (box, name) in enumerate(named):
            box.setAccessibleName(name)
            box.setMinimumContentsLength(8)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # fmt: skip
            said = label(name, "muted")
            said.setBuddy(box)
            grid.addWidget(said, 0, at)
            grid.addWidget(box, 1, at)
            grid.setColumnStretch(at, 1)
        grid.addLayout(row(self.stop, self.run), 1, 3)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        head = row(self.file, self.rows)
        head.setStretch(0, 1)
        column.addLayout(head)
        column.addLayout(grid)
        column.addWidget(self.bar)
        self.settings = QWidget()
        self.settings.setLayout(column)
        for part in (self.bar, self.stop):
            part.hide()
        return self.settings

    def _results(self) -> QWidget:
        self.summary = label("", "", wrap=True)
        self.summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.filter, self.sort = QComboBox(), QComboBox()
        self.filter.setAccessibleName(tr("Show answers"))
        self.sort.setAccessibleName(tr("Order"))
        for value, said in SORTS.items():
            self.sort.addItem(tr(said), value)
        self.export = Button(tr("Export answers…"), "share")
        self.export.clicked.connect(self.save)
        self.table = table.table(tr("Answers"), -1)
        self.table.setFixedHeight(HEIGHT)
        self.exported = label(tr("The CSV gets the file's columns, the answer and its confidence. Cells that begin with = + - or @ get an apostrophe in front, so that no spreadsheet runs them as formulas."), "small", wrap=True)  # fmt: skip
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.summary)
        column.addLayout(row(self.filter, self.sort, 1, self.export))
        column.addWidget(self.table)
        column.addWidget(self.exported)
        self.filter.currentIndexChanged.connect(self._arrange)
        self.sort.currentIndexChanged.connect(self._arrange)
        self.results = QWidget()
        self.results.setLayout(column)
        return self.results

    # the file -------------------------------------------------------------------------------------

    def refresh(self, known: list[str], chosen: list[str]) -> None:
        """Other models are there; the first chosen one is suggested."""
        kept = str(self.model.currentData() or "")
        self.model.clear()
        for name in known:
            self.model.addItem(playground.short_name(name), name)
        wanted = kept if kept in known else next(iter(chosen), "")
        self.model.setCurrentIndex(max(0, self.model.findData(wanted)))
        self._update()

    def choose(self) -> None:
        """Ask for a file."""
        kinds = " ".join(f"*{ending}" for ending in TABLES)
        dialog = QFileDialog(self, tr("Classify a file"), self.space.settings.folder, tr("Tables ({kinds})", kinds=kinds))  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.take(Path(path)))
        dialog.open()

    def take(self, path: Path) -> None:
        """A file was dropped or chosen: look at its columns."""
        self.path, self.columns = path, None
        self.space.settings.folder = str(path.parent)
        self.notice.hide()
        self.results.hide()
        self.hint.hide()
        self.settings.show()
        self.file.say(path.name)
        self.rows.setText(tr("looking at it…"))
        self._update()
        self.grew.emit()
        out = str(self._place() / "look.arrow")
        self.looking.open({"step": "preview", "spec": {"file": str(path), "output": out}, "project": None})  # fmt: skip

    def _looked(self, event: Event) -> None:
        if isinstance(event, Finished) and isinstance(event.result, dict):
            self._show_columns(batch.columns_of(event.result))
        elif isinstance(event, Failed):
            self.rows.setText("")
            self.notice.fail(event)
        if event.ending:
            self.looking.close()

    def _show_columns(self, found: Columns) -> None:
        self.columns = found
        self.rows.setText(found.headline)
        for box in (self.text_column, self.label_column):
            box.clear()
        self.label_column.addItem(tr("none"), "")
        for name in found.names:
            self.text_column.addItem(name, name)
            self.label_column.addItem(name, name)
        self.text_column.setCurrentIndex(max(0, self.text_column.findData(found.text)))
        self.label_column.setCurrentIndex(max(0, self.label_column.findData(found.label)))
        self._update()
        self.run.setFocus()

    # the job --------------------------------------------------------------------------------------

    def press(self) -> None:
        """Classify."""
        self.notice.hide()
        self.results.hide()
        place = self._place()
        spec = {
            "model": str(self.model.currentData()), "csv": str(self.path), "out": str(place / "answers.csv"),
            "answers": str(place / "answers.arrow"), "text_column": str(self.text_column.currentData()),
            "label_column": str(self.label_column.currentData() or ""), "neutral": True,
        }  # fmt: skip
        self._job = self.space.start("predict", spec)
        self._update()
        self.stop.setFocus()

    def progress(self, job: JobView) -> None:
        """The job moved."""
        if job is not self._job:
            return
        self.bar.setMaximum(job.total or 0)
        self.bar.setValue(job.done if job.total else -1)
        if job.state.over:
            self._job = None
            if job.state is State.DONE and isinstance(job.result, dict):
                self._show_answers(job.result)
        self._update()

    def _stop(self) -> None:
        if self._job is not None:
            self.space.desk.cancel(self._job)

    def _update(self) -> None:
        busy = self._job is not None
        for part in (self.bar, self.stop):
            part.setVisible(busy)
        self.run.setVisible(not busy)
        self.run.setEnabled(self.columns is not None and self.model.count() > 0)
        self.run.setToolTip("" if self.model.count() else tr("There is no model to ask yet."))
        for box in (self.text_column, self.label_column, self.model, self.choose_file):
            box.setEnabled(not busy and (box is self.choose_file or self.columns is not None))

    # the answers ----------------------------------------------------------------------------------

    def _show_answers(self, result: dict[str, object]) -> None:
        try:
            self.answers = Answers.read(Path(str(result["answers"])))
        except StudioError as error:
            self._fail(error)
            return
        self.summary.setText("\n".join(batch.summary(result)))
        for box in (self.filter, self.sort):
            box.blockSignals(True)
        self.filter.clear()
        self.filter.addItem(tr("All answers ({n})", n=f"{len(self.answers):,}"), -1)
        for at, (name, n) in enumerate(self.answers.counts()):
            self.filter.addItem(f"{name} ({n:,})", at)
        self.sort.setCurrentIndex(0)
        for box in (self.filter, self.sort):
            box.blockSignals(False)
        self._arrange()
        self.results.show()
        self.table.setFocus()
        self.grew.emit()

    def _arrange(self) -> None:
        if self.answers is not None:
            self.answers.arrange(int(self.filter.currentData()), str(self.sort.currentData()))
            known = (130,) if self.answers.truth is not None else ()
            table.show(self.table, self.answers, (70, 130, 96, *known))

    def save(self) -> None:
        """Ask where the answers go."""
        name = batch.answers_name(str(self.path), str(self.model.currentData()))
        start = str(Path(self.space.settings.folder) / name)
        dialog = QFileDialog(self, tr("Export answers"), start, tr("CSV files (*.csv)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, path: str) -> None:
        """Write the answers there, whole or not at all."""
        self.notice.hide()
        self.saving.save(self._place() / "answers.csv", Path(path))

    def _saved(self, path: str) -> None:
        self.notice.say(tr("Wrote {path}.", path=path))

    def _fail(self, error: StudioError) -> None:
        self.notice.fail(Failed(error.code, error.message, error.remedy, error.detail))

    def _place(self) -> Path:
        """A folder for this window's answers, gone with it."""
        if self._folder is None:
            self._folder = scratch_folder("answers")
            weakref.finalize(self, shutil.rmtree, self._folder, True)
        return self._folder
