"""One model in the playground: how it stands, its answer, bars, milliseconds, runtime."""

from __future__ import annotations

from PySide6.QtCore import Signal

from studio.ui.bars import ProbabilityBars
from studio.ui.presenters.language import tr
from studio.ui.presenters.playground import AnswerView, ModelState, short_name
from studio.ui.widgets import Button, Card, ElidedLabel, SteadyLabel, as_text, label, row


class AnswerCard(Card):
    """Shows the newest answer of one model; `removed` asks for it to be taken away."""

    removed = Signal(str)

    def __init__(self, model: str) -> None:
        super().__init__()
        self.model, self.title_ = model, short_name(model)
        self.name = ElidedLabel(self.title_, "h2")
        self.milliseconds = label("", "muted")
        self.milliseconds.setToolTip(tr("Median of the last answers: encoding and the model."))
        self.runtime = SteadyLabel("", "small")
        self.label, self.share = ElidedLabel("", "big", end=True), label("", "muted")
        self.bars = ProbabilityBars()
        self.sentence = label("", "bad", wrap=True)
        self.remove = Button(tr("Remove"), "x", "link")
        self.remove.setAccessibleName(tr("Remove {model}", model=self.title_))
        self.remove.clicked.connect(lambda: self.removed.emit(self.model))
        head = row(self.name, self.milliseconds)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addWidget(
            self.runtime, 1
        )  # two lines in one card: the answers beside each other still stand level
        said = row(self.label, self.share)
        said.setStretch(0, 1)
        self.body.addLayout(said)
        for part in (self.bars, self.sentence):
            self.body.addWidget(part)
        self.body.addLayout(row(self.remove, 1))
        self.body.addStretch()
        self.wait(tr("loading…"))

    def wait(self, said: str) -> None:
        """Nothing to show yet, and why."""
        self.milliseconds.setText(said)
        self.label.say("")
        self.share.setText("")
        self.bars.show_bars(())
        self._show_fault("")
        self.setAccessibleName(f"{self.title_}: {said}")

    def show_state(self, state: ModelState) -> None:
        """It is loading, ready, or can't be used."""
        if state.runtime:
            self.runtime.say(state.runtime)
            self.runtime.setToolTip(as_text(state.runtime_help))
        if state.state == "failed":
            self.wait("")
            self._show_fault(state.sentence)
            self.setAccessibleName(f"{self.title_}: {state.sentence}")
        elif state.state == "loading":
            self.wait(state.sentence or tr("loading…"))
        elif not self.bars.bars:
            self.wait(tr("ready"))

    def show_answer(self, answer: AnswerView) -> None:
        """An answer."""
        self._show_fault("")
        self.label.say(answer.said)
        self.share.setText(answer.share)
        self.milliseconds.setText(answer.milliseconds)
        self.runtime.say(answer.runtime)
        self.runtime.setToolTip(as_text(answer.runtime_help))
        self.bars.show_bars(answer.bars)
        self.show_late(False)
        self.setAccessibleName(f"{answer.title}: {answer.said}, {answer.milliseconds}")

    def show_late(self, late: bool) -> None:
        """Whether what is shown answers an older sentence."""
        self.bars.fade(late)
        self.label.setEnabled(not late)

    def _show_fault(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        self.remove.setVisible(bool(sentence))
        for part in (self.runtime, self.label, self.share, self.bars):
            part.setVisible(not sentence)
