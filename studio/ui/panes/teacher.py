"""Teacher: a fine-tuned classifier, or a base encoder fine-tuned now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from studio.ui import table
from studio.ui.panes import PANES
from studio.ui.presenters import matching
from studio.ui.presenters.language import tr
from studio.ui.presenters.matching import Match
from studio.ui.training_pane import TrainingPane
from studio.ui.widgets import Button, Card, label

ROWS_SEEN = 10


@PANES.register("teacher")
class TeacherPane(TrainingPane):
    """Which teacher, whether its labels are the data's, how it trains, what it scores."""

    NAME, TITLE, ORDER, ICON = "teacher", "Teacher", 3, "graduation-cap"
    PURPOSE = "The large classifier the student learns from: your own, or fine-tuned here"
    PRIMARY, JOBS, STEP, ROLE = "Prepare the teacher", ("teach",), "teach", "teacher"

    def build(self) -> None:
        """The form with a word on its first two fields."""
        self.match: Match | None = None
        self._looked: tuple[str, str] | None = None
        super().build()
        hint = label(tr("Fine-tune an encoder on your rows (“sample” is the one installed), or name a classifier you have: a folder or a hub id."), "muted", wrap=True)  # fmt: skip
        choose = Button(tr("Choose a folder…"), "", "link")
        choose.clicked.connect(self.choose_folder)
        use = Button(tr("Use the installed encoder"), "", "link")
        use.setToolTip(tr("Fine-tune the 6-layer encoder that comes with the sample"))
        use.clicked.connect(self._use_sample)
        self.form.lead(hint, choose, use)
        self._use_sample()  # what a first-time visitor has
        self.form.edits.stack.clear()
        self.form.controls["model"].textEdited.connect(self._own)  # type: ignore[attr-defined]
        self.form.changed.connect(self._look)
        self._look()

    def build_results(self) -> None:
        """The labels' table above the scores."""
        self.labels = table.table(tr("Labels of the data and of the model"), 0)
        self.assumed = label("", "warn", wrap=True)
        self.trouble = label("", "bad", wrap=True)
        self.matched = label("", "muted")
        self.labels_card = Card(tr("Labels"), self.matched)
        for part in (self.trouble, self.assumed, self.labels):
            self.labels_card.body.addWidget(part)
        self.labels_card.hide()
        self.results.addWidget(self.labels_card)
        super().build_results()

    def refresh(self) -> None:
        """Scores; the labels are compared with the data there is now."""
        super().refresh()
        self._look()

    def take(self, path: str) -> None:
        """A dropped or chosen model folder."""
        self.form.set_value("finetune", "")
        self.form.set_value("model", path)
        self.notice.say(tr("“{path}” is chosen as the teacher.", path=path), tr("Press “Prepare the teacher” to load and score it."))  # fmt: skip

    def choose_folder(self) -> QFileDialog:
        """Ask for a model folder."""
        made = QFileDialog(self.window(), tr("Choose a model folder"))
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.setFileMode(QFileDialog.FileMode.Directory)
        made.setOption(QFileDialog.Option.ShowDirsOnly)
        made.fileSelected.connect(self.take)
        made.open()
        return made

    def blocked(self) -> str:
        """Exactly one source, and its labels are the data's."""
        typed = self.form.typed()
        if bool(typed["model"]) == bool(typed["finetune"]):
            return tr("Name only one of the two.") if typed["model"] else tr("Name a model or a base encoder.")  # fmt: skip
        if self.match is not None and self.match.problem:
            return self.match.reason
        return self.form.problem()

    def _use_sample(self) -> None:
        self.form.set_value("model", "")
        self.form.set_value("finetune", "sample")

    def _own(self) -> None:
        """A model of one's own replaces the encoder that was offered."""
        typed = self.form.typed()
        if typed["model"] and typed["finetune"] == "sample":
            self.form.set_value("finetune", "")

    def _look(self) -> None:
        """Compare labels when the folder or the data is another one."""
        state, named = self.space.state, str(self.form.typed()["model"])
        data = state.names["dataset"].digest if "dataset" in state.names else ""
        if (named, data) == self._looked:
            return
        self._looked = (named, data)
        self.match = found = matching.look(named, state)
        self.labels_card.setVisible(found is not None)
        if found is not None:
            self._show_match(found)
        self.update_button()

    def _show_match(self, found: Match) -> None:
        for part, text in ((self.trouble, " ".join(t for t in (found.problem, found.remedy) if t)), (self.assumed, found.note)):  # fmt: skip
            part.setText(text)
            part.setVisible(bool(text))
        verdict = {True: tr("matched"), False: tr("not matched")}
        rows = [[ours or "–", theirs or "–", verdict[bool(ours and theirs)]] for ours, theirs in found.rows]  # fmt: skip
        table.show(self.labels, table.Grid((tr("Data"), tr("Model"), tr("Match")), rows), (0, 130, 96))  # fmt: skip
        table.fit_height(self.labels, min(ROWS_SEEN, len(rows)))
        self.labels.setVisible(bool(rows))
        self.matched.setText(tr("{n} of {all} matched", n=found.matched, all=len(rows)) if rows else "")  # fmt: skip
