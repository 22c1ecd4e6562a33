"""Distil: a small student learns from the labels and from the teacher's doubts."""

from __future__ import annotations

from studio.core.errors import InputError
from studio.ui import table
from studio.ui.panes import PANES
from studio.ui.presenters.language import tr
from studio.ui.presenters.students import HEADERS, Student, students
from studio.ui.training_pane import TrainingPane
from studio.ui.widgets import Card, label


@PANES.register("distil")
class DistilPane(TrainingPane):
    """Preset, temperature, alpha; soft labels are written first when they are missing."""

    NAME, TITLE, ORDER, ICON = "distil", "Distil", 4, "flask-conical"
    PURPOSE = "Teach a small student with the teacher's soft labels"
    PRIMARY, JOBS, STEP, ROLE = "Start distillation", ("label", "distil"), "distil", "student"
    LEFT_OUT = ("resume",)  # found by itself

    def build_results(self) -> None:
        """The presets above the student's scores."""
        self.students: list[Student] = []
        self.presets = table.table(tr("Students to choose from"), 0)
        self.presets.setSelectionMode(self.presets.SelectionMode.SingleSelection)
        self.about = label("", "muted", wrap=True)
        card = Card(tr("Students"), label(tr("predicted .mlpackage, MB"), "muted"))
        card.body.addWidget(self.presets)
        card.body.addWidget(self.about)
        self.results.addWidget(card)
        super().build_results()

    def build(self) -> None:
        """The list and the form's field choose the same."""
        super().build()
        self.form.changed.connect(self._mark)
        self.presets.selectionModel().currentRowChanged.connect(lambda now, _: self._choose(now.row()))  # fmt: skip

    def refresh(self) -> None:
        """Presets for the teacher there is now."""
        super().refresh()
        self.students = students(self.space.state)
        rows = [student.cells for student in self.students]
        self.presets.blockSignals(True)
        table.show(self.presets, table.Grid([tr(h) for h in HEADERS], rows), (0, 70, 62, 50, 48))
        table.fit_height(self.presets, len(rows))
        self.presets.blockSignals(False)
        self._mark()

    def blocked(self) -> str:
        """A preset this teacher can't have, or the form's own fault."""
        chosen = self._chosen()
        return (chosen.problem if chosen else "") or super().blocked()

    def press(self) -> None:
        """Soft labels (kept when nothing changed), then the student."""
        try:
            values = self.spec_values()
        except InputError as error:
            self.refuse(error)
            return
        first = self.start("label", {"threads": values["threads"]})
        self.start("distil", values, after=first)

    def _chosen(self) -> Student | None:
        name = self.form.typed()["student"]
        return next((student for student in self.students if student.name == name), None)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.students):
            self.form.set_value("student", self.students[row].name)

    def _mark(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        self.about.setText(chosen.problem or f"{chosen.help} {chosen.warning}".strip())
        at = self.students.index(chosen)
        if self.presets.currentIndex().row() != at:
            self.presets.selectRow(at)
