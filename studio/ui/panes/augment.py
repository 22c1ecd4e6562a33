"""Augment: more examples with the same meaning, for the train part only."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox

from studio.core.events import Answer, Event, Failed
from studio.ui.before_after import BeforeAfter
from studio.ui.job_pane import JobPane
from studio.ui.listening import Listening
from studio.ui.method_mix import MethodMix
from studio.ui.panes import PANES
from studio.ui.presenters import augment, words
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, Card, label, row

DEBOUNCE = 40  # milliseconds after a slider's last move


@PANES.register("augment")
class AugmentPane(JobPane):
    """Methods and their mix, copies, seed; rows before and after as they change."""

    NAME, TITLE, ORDER, ICON = "augment", "Augment", 2, "wand-sparkles"
    PURPOSE = "Write more examples with the same meaning; validation and test stay as they are"
    PRIMARY, JOBS, STEP = "Augment", ("augment",), "augment"
    LEFT_OUT = ("method", "mix", "teacher_filter")
    EMPTY = "This step is optional. How many copies each method wrote is shown here."

    def build(self) -> None:
        """The form with the methods above it; the preview."""
        self.listening = Listening(self.space.resident, self)
        self.listening.heard.connect(self._hear)
        self._soon = QTimer(self, interval=DEBOUNCE, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self._rolls, self._asked, self._source = 0, 0, ""
        self._counts: dict[str, int] = {}
        super().build()
        self.mix = MethodMix(augment.methods())
        self.filter = QCheckBox(tr("Ask the teacher"))
        self.filter.setToolTip(tr("Drop copies on which the teacher changes its mind."))
        self.filter.setAccessibleDescription(self.filter.toolTip())
        self.why = label("", "small", wrap=True)
        self.form.lead(self.mix, self.filter, self.why)
        self.mix.changed.connect(self._changed)
        self.filter.toggled.connect(self._changed)
        self.form.changed.connect(self._changed)

    def build_results(self) -> None:
        """Rows to come, and rows before and after."""
        self.to_come, self.balance = label("", "h2", wrap=True), label("", "muted", wrap=True)
        counted = Card()
        counted.body.setSpacing(4)
        counted.body.addWidget(self.to_come)
        counted.body.addWidget(self.balance)
        self.counted = counted
        self.results.addWidget(counted)
        roll = self.roll = Button(tr("Roll again"), "refresh-cw")
        roll.setToolTip(tr("Other chances, for this preview only; the job uses the seed."))
        roll.clicked.connect(self._roll)
        self.preview = Card(tr("Before and after"), roll)
        self.rolled = label("", "small", wrap=True)
        self.rows = BeforeAfter()
        self.preview.body.addLayout(row(self.rolled))
        self.preview.body.addWidget(self.rows)
        self.results.addWidget(self.preview)

    # the frame's side -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Whether there are augmented rows, and of today's data."""
        state = self.space.state
        if state.has("augmented"):
            stale = "augmented" in state.stale
            told = tr("Something it was made from changed since: augment again.") if stale else tr("Training uses the augmented rows.")  # fmt: skip
            self.say([tr("Augmented rows are stored: {size}.", size=words.size(state.names["augmented"].size_bytes)), told])  # fmt: skip
        else:
            self.say([])
        teacher = state.has("teacher")
        self.filter.setEnabled(teacher)
        if not teacher:
            self.filter.setChecked(False)
        self.why.setText(tr("Drops copies on which the teacher changes its mind.") if teacher else tr("To drop copies on which a teacher changes its mind, make the teacher first."))  # fmt: skip
        source = state.names["dataset"].digest if state.has("dataset") else ""
        self.preview.setVisible(bool(source))
        self.counted.setVisible(bool(source))
        if source != self._source:
            self._source = source
            self.listening.close()
            if self.isVisible():
                self.opened()
        self._counts = augment.train_counts(state)
        self._count()

    def opened(self) -> None:
        """The preview's worker starts when somebody looks."""
        if self._source and not self.listening.active:
            self.rolled.setText(tr("Choosing rows…"))
            self.listening.open({"step": "augment_preview", "spec": {}, "project": str(self.space.state.root)})  # fmt: skip
            self._ask()

    async def leave(self) -> None:
        """The preview's worker ends."""
        await self.listening.stop()

    def blocked(self) -> str:
        """The form's own fault, or no method."""
        if not self.mix.chosen():
            return tr("Choose a method.")
        return self.form.problem(**self.mix.values())

    def spec_values(self) -> dict[str, Any]:
        """The form, the methods, the filter. Raises InputError."""
        return self.form.values_with(**self.mix.values(), teacher_filter=self.filter.isChecked())

    # the preview ----------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.update_button()
        self._count()
        self._soon.start()

    def _count(self) -> None:
        copies = int(self.form.typed().get("copies") or 0)
        self.to_come.setText(augment.rows_to_come(sum(self._counts.values()), copies, self.filter.isChecked()))  # fmt: skip
        self.balance.setText(augment.balance(self._counts))

    def _roll(self) -> None:
        self._rolls += 1
        self._ask()

    def _ask(self) -> None:
        if not self.listening.active:
            return
        typed = self.form.typed()
        if not self.mix.chosen():
            self.rolled.setText(tr("Choose a method."))
            return
        question = {
            **self.mix.question(), "seed": int(typed.get("seed") or 0) + self._rolls,
            "language": str(typed.get("language") or "eng"),
        }  # fmt: skip
        self._asked = self.listening.ask(question)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Answer) and event.id == self._asked:
            self._show(event.value)
        elif isinstance(event, Failed):
            self.rolled.setText(f"{event.message} {event.remedy}")

    def _show(self, told: dict[str, Any]) -> None:
        if told.get("problem"):
            self.rolled.setText(f"{told['problem']} {told.get('remedy', '')}")
            return
        self.rows.show_rows([augment.row(one) for one in told["rows"]])
        self.rolled.setText(tr("As the job will write them with this seed.") if not self._rolls else tr("Rolled {n} times, for a look; the job uses the seed.", n=self._rolls) if self._rolls > 1 else tr("Rolled once, for a look; the job uses the seed."))  # fmt: skip
