"""Teacher: a fine-tuned classifier, or a base encoder fine-tuned now."""

from __future__ import annotations

from studio.ui.panes import PANES
from studio.ui.presenters.language import tr
from studio.ui.training_pane import TrainingPane
from studio.ui.widgets import Button, label


@PANES.register("teacher")
class TeacherPane(TrainingPane):
    """Which teacher, how it trains, what it scores."""

    NAME, TITLE, ORDER, ICON = "teacher", "Teacher", 3, "graduation-cap"
    PURPOSE = "The large classifier the student learns from: your own, or fine-tuned here"
    PRIMARY, JOBS, STEP, ROLE = "Prepare the teacher", ("teach",), "teach", "teacher"

    def build(self) -> None:
        """The form with a word on its first two fields."""
        super().build()
        hint = label(tr("Name a classifier you have, or a base encoder to fine-tune."), "muted", wrap=True)  # fmt: skip
        use = Button(tr("Use the installed encoder"), "", "link")
        use.setToolTip(tr("Fine-tune the 6-layer encoder that comes with the sample"))
        use.clicked.connect(self._use_sample)
        self.form.lead(hint, use)

    def take_model(self, path: str) -> None:
        """A dropped model folder."""
        self.form.set_value("model", path)
        self.form.set_value("finetune", "")
        self.notice.say(tr("“{path}” is chosen as the teacher.", path=path), tr("Press “Prepare the teacher” to load and score it."))  # fmt: skip

    def blocked(self) -> str:
        """Exactly one source."""
        typed = self.form.typed()
        if bool(typed["model"]) == bool(typed["finetune"]):
            return tr("Name only one of the two.") if typed["model"] else tr("Name a model or a base encoder.")  # fmt: skip
        return self.form.problem()

    def _use_sample(self) -> None:
        self.form.set_value("model", "")
        self.form.set_value("finetune", "sample")
