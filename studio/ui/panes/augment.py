"""Augment: more examples with the same meaning, for the train part only."""

from __future__ import annotations

from studio.ui.job_pane import JobPane
from studio.ui.panes import PANES
from studio.ui.presenters import words
from studio.ui.presenters.language import tr


@PANES.register("augment")
class AugmentPane(JobPane):
    """Methods, copies, seed."""

    NAME, TITLE, ORDER, ICON = "augment", "Augment", 2, "wand-sparkles"
    PURPOSE = "Write more examples with the same meaning; validation and test stay as they are"
    PRIMARY, JOBS, STEP = "Augment", ("augment",), "augment"
    EMPTY = "This step is optional. How many copies each method wrote is shown here."

    def refresh(self) -> None:
        """Whether there are augmented rows, and of today's data."""
        state = self.space.state
        if state.has("augmented"):
            stale = "augmented" in state.stale
            told = tr("The data changed since: augment again.") if stale else tr("Training uses the augmented rows.")  # fmt: skip
            self.say([tr("Augmented rows are stored: {size}.", size=words.size(state.names["augmented"].size_bytes)), told])  # fmt: skip
        else:
            self.say([])
