"""Panes that are a form, a job, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from studio.core.errors import InputError
from studio.pipeline.catalogue import SPECS, offered
from studio.ui.forms import SpecForm
from studio.ui.pane import Pane
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.widgets import Card, clear, label

FORM_WIDTH = 330


class JobPane(Pane):
    """The form of `STEP` at the left, results at the right; subclasses add their own cards."""

    STEP: ClassVar[str]
    LEFT_OUT: ClassVar[tuple[str, ...]] = ()
    EMPTY: ClassVar[str] = "What came out is shown here."

    def build(self) -> None:
        """Form and results side by side."""
        spec = SPECS[self.STEP]
        fields = spec.__dataclass_fields__  # type: ignore[attr-defined]
        offers = {name: found for name in fields if (found := offered(self.STEP, name))}
        self.form = SpecForm(spec, self.LEFT_OUT, offers)
        self.form.changed.connect(self.update_button)
        card = Card(tr("Settings"))
        card.setFixedWidth(FORM_WIDTH)
        card.body.addWidget(self.form)
        card.body.addStretch()
        self.results = QVBoxLayout()
        self.results.setSpacing(16)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(6)
        told = Card(tr("Result"))
        told.body.addLayout(self.lines)
        self.build_results()
        self.results.addWidget(told)
        self.results.addStretch()
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self.results, 1)
        self.body.addLayout(line, 1)
        self.say([])

    def build_results(self) -> None:
        """Cards of a pane's own above the result's lines."""

    def undo_stack(self) -> QUndoStack | None:
        """Edits of the form."""
        return self.form.edits.stack

    def blocked(self) -> str:
        """The form's own fault."""
        return self.form.problem()

    def spec_values(self) -> dict[str, Any]:
        """The job's settings. Raises InputError."""
        return self.form.values()

    def press(self) -> None:
        """Run the step."""
        try:
            values = self.spec_values()
        except InputError as error:
            self.refuse(error)
            return
        self.start(self.STEP, values)

    def progress(self, job: JobView) -> None:
        """Show the result when there is one."""
        if job.step in self.JOBS and job.state is State.DONE and isinstance(job.result, dict):
            self.say([str(line) for line in job.result.get("lines", [])])

    def say(self, lines: list[str]) -> None:
        """What came out, line by line."""
        clear(self.lines)
        for text in lines or [tr(self.EMPTY)]:
            made = label(text, "" if lines else "muted", wrap=True)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.lines.addWidget(made)
