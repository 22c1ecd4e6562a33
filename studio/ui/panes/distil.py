"""Distil: a small student learns from the labels and from the teacher's doubts."""

from __future__ import annotations

from studio.core.errors import InputError
from studio.ui.panes import PANES
from studio.ui.training_pane import TrainingPane


@PANES.register("distil")
class DistilPane(TrainingPane):
    """Preset, temperature, alpha; soft labels are written first when they are missing."""

    NAME, TITLE, ORDER, ICON = "distil", "Distil", 4, "flask-conical"
    PURPOSE = "Teach a small student with the teacher's soft labels"
    PRIMARY, JOBS, STEP, ROLE = "Start distillation", ("label", "distil"), "distil", "student"
    LEFT_OUT = ("resume",)  # found by itself

    def press(self) -> None:
        """Soft labels (kept when nothing changed), then the student."""
        try:
            values = self.spec_values()
        except InputError as error:
            self.refuse(error)
            return
        first = self.start("label", {"threads": values["threads"]})
        self.start("distil", values, after=first)
