"""The rows on which two chosen models disagree: two boxes, a filter, a table."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox

from studio.core.errors import StudioError
from studio.ui import table
from studio.ui.presenters import disagreements
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState
from studio.ui.widgets import Card, label, row

ROWS_SEEN = 9


class DisagreementCard(Card):
    """Choose two models here, or by selecting two rows of the comparison (`choose`)."""

    def __init__(self) -> None:
        super().__init__(tr("Where two models disagree"))
        self._state = ProjectState()
        self.first, self.second = QComboBox(), QComboBox()
        for box, name in ((self.first, tr("First model")), (self.second, tr("Second model"))):
            box.setAccessibleName(name)
            box.setMinimumWidth(150)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.currentIndexChanged.connect(self._read)
        self.worse = QCheckBox(tr("Only where it got worse"))
        self.worse.setToolTip(tr("The first model is right, the second is not"))
        self.worse.setAccessibleDescription(self.worse.toolTip())
        self.worse.toggled.connect(self._show)
        self.body.addLayout(row(self.first, label(tr("against"), "muted"), self.second, self.worse, 1))  # fmt: skip
        self.said = label("", "muted", wrap=True)
        self.body.addWidget(self.said)
        self.table = table.table(tr("Rows on which the two models disagree"), 0)
        self.body.addWidget(self.table)
        self._found: disagreements.Disagreements | None = None

    def show_state(self, state: ProjectState) -> None:
        """The models that have answered the test rows; the choice stays where it can."""
        self._state = state
        names, chosen = disagreements.answered(state), [self.first.currentText(), self.second.currentText()]  # fmt: skip
        pair = chosen if set(chosen) <= set(names) and chosen[0] else disagreements.first_choice(state)  # fmt: skip
        for box, name in zip((self.first, self.second), pair, strict=True):
            with QSignalBlocker(box):
                box.clear()
                box.addItems(names)
                box.setCurrentIndex(max(0, box.findText(name)))
        enough = len(names) > 1
        for part in (self.first, self.second, self.worse):
            part.setEnabled(enough)
        self._read()

    def choose(self, first: str, second: str) -> None:
        """Two models, the original before what was made from it."""
        with QSignalBlocker(self.first):
            self.first.setCurrentIndex(max(0, self.first.findText(first)))
        with QSignalBlocker(self.second):
            self.second.setCurrentIndex(max(0, self.second.findText(second)))
        self._read()

    def _read(self) -> None:
        first, second = self.first.currentText(), self.second.currentText()
        self._found = None
        if self.first.count() < 2:
            self.said.setText(tr("Two models must have answered the test rows: “Measure all” keeps their answers."))  # fmt: skip
        elif first == second:
            self.said.setText(tr("Choose two different models."))
        else:
            try:
                self._found = disagreements.disagreements(self._state, first, second)
            except StudioError as error:
                self.said.setText(f"{error.message} {error.remedy}")
        self._show()

    def _show(self) -> None:
        found = self._found
        self.table.setVisible(found is not None and len(found) > 0)
        if found is None:
            return
        self.said.setText(found.headline())
        shown = found.only_worse() if self.worse.isChecked() else found
        table.show(self.table, shown, (0, 110, 150, 150))
        table.fit_height(self.table, min(ROWS_SEEN, len(shown)))
