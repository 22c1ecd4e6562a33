"""One model's answer in the playground: label, bars, milliseconds, runtime, word pieces."""

from __future__ import annotations

from studio.ui.bars import ProbabilityBars
from studio.ui.presenters.language import tr
from studio.ui.presenters.playground import AnswerView
from studio.ui.widgets import Card, ElidedLabel, label, row


class AnswerCard(Card):
    """Shows the newest answer of one model."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self.model = model
        self.name = ElidedLabel(model, "h2")
        self.runtime = label("", "pill")
        self.runtime.hide()
        self.label, self.milliseconds = label("", "big"), label("", "muted")
        self.bars = ProbabilityBars()
        self.pieces = label("", "small", wrap=True)
        self.cut = label("", "warn", wrap=True)
        head = row(self.name, self.runtime)
        head.setStretch(0, 1)
        self.body.addLayout(head)
        self.body.addLayout(row(self.label, 1, self.milliseconds))
        for part in (self.bars, self.pieces, self.cut):
            self.body.addWidget(part)
        self.cut.hide()
        self.wait(tr("Loading"))

    def wait(self, words: str) -> None:
        """Nothing to show yet."""
        self.label.setText("")
        self.milliseconds.setText(words)
        self.bars.show_bars(())

    def show_answer(self, answer: AnswerView) -> None:
        """An answer."""
        self.name.say(answer.model)
        self.label.setText(answer.label)
        self.milliseconds.setText(answer.milliseconds)
        self.runtime.setText(answer.runtime)
        self.runtime.setToolTip(answer.runtime_help)
        self.runtime.show()
        self.bars.show_bars(answer.bars)
        self.pieces.setText(answer.pieces)
        self.cut.setText(answer.cut)
        self.cut.setVisible(bool(answer.cut))
        self.setAccessibleName(f"{answer.model}: {answer.label}, {answer.milliseconds}")
