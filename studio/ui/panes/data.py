"""Data: a dropped table is looked at, then imported; every row accounted for, every edit undone at will."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from studio.core.errors import InputError, StudioError
from studio.core.events import Failed
from studio.pipeline.catalogue import SPECS
from studio.ui.data_columns import ColumnPicker
from studio.ui.data_edits import DataEdit
from studio.ui.data_look import Look
from studio.ui.data_report import DataReportView
from studio.ui.data_table import DataTable
from studio.ui.forms import SpecForm
from studio.ui.pane import Pane
from studio.ui.panes import PANES
from studio.ui.presenters import data, data_rows
from studio.ui.presenters.data import Asked
from studio.ui.presenters.dropping import TABLES
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, Card, ElidedLabel, label, row

LEFT_OUT = ("file", "text", "label", "label_id", "merge", "keep_row")


@PANES.register("data")
class DataPane(Pane):
    """Look, columns, import; then report, labels, rows. Both halves share the form of the split."""

    NAME, TITLE, ORDER, ICON = "data", "Data", 1, "database"
    PURPOSE = "Read a labelled file, account for every row, and split it for training"
    PRIMARY, JOBS = "Import", ("import",)

    def build(self) -> None:
        """File, columns, then either the rows of the file or the report of the data set."""
        self.path, self.looked = "", dict[str, Any]()
        self.asked = Asked()
        self._editing: DataEdit | None = None
        self._edit_job: JobView | None = None
        self._root: Path | None = None
        self._dataset, self._has_report = "", False
        self._labels: list[tuple[str, int]] | None = None
        self.look = Look(self.space.desk, self)
        self.look.seen.connect(self._seen)
        self.look.failed.connect(self._not_seen)
        self.body.addWidget(self._file_card())
        self.preview = DataTable(tr("Rows of the file"), self.space.desk)
        self.preview.counted.connect(self._counted)
        self.report = DataReportView(self.space.desk)
        self.report.merge_asked.connect(self._merge)
        self.report.keep_asked.connect(self._keep)
        self.report.count_asked.connect(self._count)
        self.body.addWidget(self._first_card())
        self.body.addWidget(self.preview)
        self.body.addWidget(self.report)
        self.form = SpecForm(SPECS["import"], LEFT_OUT)
        self.form.changed.connect(self.update_button)
        self.settings = Card(tr("How it is read and split"))
        self.settings.body.addWidget(self.form)
        self.body.addWidget(self.settings)
        self.body.addStretch()
        self.space.desk.ended.connect(self._ended)

    def _file_card(self) -> QWidget:
        self.file, self.headline = ElidedLabel("", "h2"), ElidedLabel("", "muted")
        self.choose_file = Button(tr("Choose a file…"), "file-up")
        self.choose_file.clicked.connect(self.choose)
        self.back = Button(tr("Back to the data set"), "", "link")
        self.back.clicked.connect(self._put_away)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.file)
        said.addWidget(self.headline)
        line = row(self.back, self.choose_file)
        line.insertLayout(0, said, 1)
        card = Card()
        card.body.addLayout(line)
        self.columns = ColumnPicker()
        self.columns.changed.connect(self._column_changed)
        card.body.addWidget(self.columns)
        return card

    def _first_card(self) -> Card:
        """What a file should look like, while there is none."""
        self.first = Card(tr("What the file needs"))
        for line in (
            tr("One row for each example: a sentence, and the label it should get."),
            tr("The columns are found by their names (text, label, label id) or by what is in them. You see the rows first and can choose other columns; nothing is imported before you press Import."),
            tr("Rows without text or label, repeated texts, and texts with two labels are listed with their row numbers. You decide about each of them, and can undo it."),
        ):  # fmt: skip
            self.first.body.addWidget(label(line, "muted", wrap=True))
        return self.first

    # what is shown --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the project's data set, unless another file is being looked at."""
        state = self.space.state
        if state.root != self._root:
            self._root, self._dataset = state.root, ""
            self.form.edits.stack.clear()
            if not self.look.file:
                self.path = ""
        artifact = state.names.get("dataset") if state.data else None
        if artifact is None or artifact.digest != self._dataset:
            self._has_report = self._read_report()
        elif self._has_report:
            self.report.show_lengths(state)
        self._arrange()

    def _read_report(self) -> bool:
        try:
            found = data.report(self.space.state)
            if found is not None:
                self._adopt(found)
        except StudioError as error:
            self._fail(error)
            return False
        return found is not None

    def _adopt(self, found: data.DataReport) -> None:
        state = self.space.state
        self.report.show_report(state, found)
        self._dataset = state.names["dataset"].digest
        if self.look.file:
            return
        settings = state.data.get("settings", found.columns)
        self.asked = Asked.of({**found.columns, **{k: v for k, v in settings.items() if v}})
        for name in self.form.controls:
            if name in settings:
                self.form.edits.put(name, settings[name])
        self.path = self.path or str(state.about.get("dataset", {}).get("path", ""))
        self._offer(list(state.data.get("columns", found.columns.values())))
        self.file.say(found.file)
        self.headline.say(found.headline)

    def _arrange(self) -> None:
        looking = bool(self.look.file)
        self.report.setVisible(self._has_report and not looking)
        self.preview.setVisible(bool(self.looked))
        self.columns.setVisible(bool(self.looked) or (self._has_report and not looking))
        empty = not looking and not self._has_report
        self.settings.setVisible(bool(self.looked) or (not looking and self._has_report))
        self.first.setVisible(empty)
        self.back.setVisible(looking and self._has_report)
        if empty:
            self.file.say(tr("Drop a labelled file anywhere"))
            self.headline.say(tr("CSV, TSV, JSONL, Excel or Parquet, with a column of sentences and a column of labels"))  # fmt: skip

    def _offer(self, names: list[str]) -> None:
        """The columns to choose from; a column the file names nowhere else is still one."""
        known = list(dict.fromkeys([*names, *filter(None, self.asked.roles.values())]))
        told = self.looked or {"roles": {}, "guessed": []}
        said = data.hints(told, self.asked.roles) if self.looked else {}
        self.columns.offer(known, self.asked.roles, said)

    # a look at a file -----------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a file."""
        kinds = " ".join(f"*{ending}" for ending in TABLES)
        dialog = QFileDialog(self, tr("Open a labelled file"), self.space.settings.folder, tr("Tables ({kinds})", kinds=kinds))  # fmt: skip
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def take(self, path: str) -> None:
        """A file was dropped or chosen: look at it, beside whatever is at work."""
        self._forget_look()
        self.notice.hide()
        self.path, self.asked, self._labels = path, Asked(), None
        self.form.edits.stack.clear()
        self.space.settings.folder = str(Path(path).parent)
        self.file.say(Path(path).name)
        self.headline.say(tr("Reading…"))
        self.look.start(path)
        self._arrange()
        self.update_button()

    def _seen(self, looked: dict[str, Any]) -> None:
        self.looked = looked
        self.asked = Asked(**looked["roles"])
        self.headline.say(data.looked_headline(looked))
        if looked["problem"]:
            self.notice.say(looked["problem"], tr("Choose the columns below."), "warn")
        self._offer(looked["columns"])
        self._show_preview()
        self._arrange()
        self.update_button()

    def _show_preview(self) -> None:
        try:
            if self.preview.shelf is None:
                shelf = data_rows.preview_shelf(self.looked, self.asked.roles)
                self.look.mapped()
            else:
                shelf = data_rows.with_roles(self.preview.shelf, self.asked.roles)
        except StudioError as error:
            self._fail(error)
            return
        self._labels = None
        self.preview.show_shelf(shelf)

    def _not_seen(self, failed: Failed) -> None:
        self._put_away()
        self.notice.fail(failed)

    def _counted(self, counts: list[tuple[str, int]]) -> None:
        self._labels = counts
        self.update_button()

    def _forget_look(self) -> None:
        self.look.stop()
        self.looked = {}
        self.preview.clear()

    def _put_away(self) -> None:
        """Show the data set again, or nothing."""
        self._forget_look()
        self.notice.hide()
        self.path, self._dataset = "", ""
        self.form.edits.stack.clear()
        self.refresh()
        self.update_button()

    # the button -----------------------------------------------------------------------------------

    def blocked(self) -> str:
        """A file first, and columns that can be used."""
        if not self.path:
            return tr("To import again, choose a file.") if self.space.state.has("dataset") else tr("Choose or drop a file.")  # fmt: skip
        if self.look.busy:
            return tr("Reading the file…")
        if self.looked and (problem := data.columns_problem(self.asked.roles, self._labels)):
            return problem
        return self.form.problem(file=self.path)

    def _count(self) -> None:
        self.space.start("count", {})
        self.update_button()

    def update_button(self) -> None:
        """The count is a job, too: one of it is enough, and not where one may only look."""
        super().update_button()
        at_work = any(job.step == "count" for job in self.space.desk.unfinished)
        self.report.count.setEnabled(not at_work and not self.space.read_only)

    def press(self) -> None:
        """Import."""
        self._import(self.asked)

    def _file_is_there(self) -> bool:
        there = bool(self.path) and Path(self.path).exists()
        if not there:
            self.notice.say(tr("The file {name} is no longer there.", name=self.path or self.file.whole), tr("Choose it again, then repeat what you did."), "warn")  # fmt: skip
        return there

    def _import(self, asked: Asked) -> JobView | None:
        if not self._file_is_there():
            return None
        try:
            values = self.form.values_with(file=self.path, **asked.values())
        except InputError as error:
            self.refuse(error)
            return None
        self.notice.hide()
        root = self.space.state.root or data.home_for(Path(self.path), self.space.settings.projects)
        return self.space.start_in(root, "import", values)

    def _ended(self, job: JobView) -> None:
        if job.step != "import":
            return
        if job is self._edit_job:
            self._edit_job = None
            if job.state is not State.DONE:
                self._take_back()
            self._editing = None
        elif job.state is State.DONE and job.spec.get("file") == self.look.file:
            self._forget_look()
            self._dataset = ""
            self._arrange()

    # edits ----------------------------------------------------------------------------------------

    def undo_stack(self) -> QUndoStack:
        """Edits of the data and of the form, in one order."""
        return self.form.edits.stack

    def _column_changed(self, role: str, column: str) -> None:
        words = tr("column of the {role}", role=data.roles()[role].lower())
        self._edit(words, self.asked.with_columns({**self.asked.roles, role: column}))

    def _merge(self, names: list[str], into: str) -> None:
        words = tr("rename of a label") if len(names) == 1 else tr("merge of {n} labels", n=len(names))  # fmt: skip
        self._edit(words, self.asked.merging(names, into))

    def _keep(self, rows: list[int], keep: bool) -> None:
        one = tr("keeping row {row}", row=rows[0]) if keep else tr("dropping row {row}", row=rows[0])  # fmt: skip
        more = tr("keeping {n} rows", n=len(rows)) if keep else tr("dropping {n} rows", n=len(rows))
        self._edit(one if len(rows) == 1 else more, self.asked.keeping(rows, keep))

    def _edit(self, words: str, after: Asked) -> None:
        if after == self.asked:
            return
        if not self.looked and not self._file_is_there():
            self._offer(list(self.space.state.data.get("columns", ())))
        else:
            edit = self._editing = DataEdit(words, self._apply, self.asked, after)
            self.form.edits.stack.push(edit)

    def _apply(self, asked: Asked) -> None:
        """What an edit, its Undo or its Redo asks for: at once in a look, by a new import in a data set."""
        self.asked = asked
        if self.looked:
            self._offer(self.looked["columns"])
            self._show_preview()
            self.update_button()
            return
        self._offer(list(self.space.state.data.get("columns", ())))
        self.update_button()
        problem = data.columns_problem(asked.roles)
        if problem:  # the person is still choosing
            return
        self._edit_job = self._import(asked)
        if self._edit_job is None:  # not while the stack is at work
            QTimer.singleShot(0, self, self._forget_edits)

    def _forget_edits(self) -> None:
        """What can no longer be done or undone, because the file is gone."""
        self._editing = None
        self.form.edits.stack.clear()
        self._take_back()

    def _take_back(self) -> None:
        """The import of an edit failed or was stopped: the data are as before, and so is what is asked."""
        self.asked = Asked.of(self.space.state.data.get("settings", {}))
        edit = self._editing
        if edit is not None:
            edit.heard = False
            edit.setObsolete(True)
            self.form.edits.stack.undo()
        self._offer(list(self.space.state.data.get("columns", ())))
        self.update_button()

    def _fail(self, error: StudioError) -> None:
        self.notice.fail(Failed(error.code, error.message, error.remedy, error.detail))
