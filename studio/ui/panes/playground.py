"""Playground: every chosen model answers as you type, side by side."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
)

from studio.core.events import Answer, Event, Failed, Note
from studio.ui.answers import AnswerCard
from studio.ui.listening import Listening
from studio.ui.pane import Pane
from studio.ui.panes import PANES
from studio.ui.presenters import playground
from studio.ui.presenters.language import tr
from studio.ui.widgets import Card, clear, label

DEBOUNCE = 40  # milliseconds after the last keystroke
REST = 1500  # milliseconds after which a text is worth remembering
COLUMNS = 2  # of answers
ABREAST = 4  # check boxes of models in one line


@PANES.register("playground")
class PlaygroundPane(Pane):
    """Models, a sentence, answers, what was asked before."""

    NAME, TITLE, ORDER, ICON = "playground", "Playground", 7, "message-square-text"
    PURPOSE = "Type a sentence: every chosen model answers as you type"

    def build(self) -> None:
        """Models, text, answers, history."""
        self.memory = playground.Playground()
        self.listening = Listening(self.space.resident, self)
        self.listening.heard.connect(self._hear)
        self._debounce = QTimer(self, interval=DEBOUNCE, singleShot=True)
        self._debounce.timeout.connect(self._ask)
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self._remember)
        self.boxes: dict[str, QCheckBox] = {}
        self.cards: dict[str, AnswerCard] = {}
        self._chosen: list[str] | None = None
        self._visible_once = False
        self._models = QGridLayout()
        self._models.setHorizontalSpacing(16)
        self._models.setVerticalSpacing(4)
        self._models.setColumnStretch(ABREAST, 1)
        self.empty = label("", "muted", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(tr("Type or paste a sentence"))
        self.text.setAccessibleName(tr("Sentence to classify"))
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setFixedHeight(84)
        self.text.textChanged.connect(self._typed)
        asked = Card()
        asked.body.addLayout(self._models)
        asked.body.addWidget(self.empty)
        asked.body.addWidget(self.text)
        self.body.addWidget(asked)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self.body.addLayout(self._grid)
        self.history = QListWidget()
        self.history.setAccessibleName(tr("Sentences asked before"))
        self.history.setFixedHeight(130)
        self.history.itemActivated.connect(self._again)
        self.history.itemClicked.connect(self._again)
        self.past = Card(tr("Asked before"))
        self.past.body.addWidget(self.history)
        self.past.hide()
        self.body.addWidget(self.past)
        self.body.addStretch()

    def refresh(self) -> None:
        """Other models may be there."""
        known = self.space.state.models() + self.space.extra_models
        if list(self.boxes) != known:
            self._offer(known)
        wanted = [m for m in (self._chosen or []) if m in known] or playground.first_choice(self.space.state) + self.space.extra_models[-1:]  # fmt: skip
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(name in wanted)
            box.blockSignals(False)
        self.empty.setText(playground.blocked(known))
        self.empty.setVisible(not known)
        self.text.setEnabled(bool(known))
        if self._visible_once:
            self._load()

    def opened(self) -> None:
        """The models are loaded when somebody first looks."""
        self._visible_once = True
        self.text.setFocus()
        self._load()

    def add_model(self, path: str) -> None:
        """A dropped package."""
        if path not in self.space.extra_models:
            self.space.extra_models.append(path)
        self._chosen = [*(n for n, b in self.boxes.items() if b.isChecked()), path]
        self._refresh()

    # ----------------------------------------------------------------------------------------------

    def _offer(self, known: list[str]) -> None:
        clear(self._models)
        self.boxes = {}
        for at, name in enumerate(known):
            box = QCheckBox(playground.box_name(name))
            box.setToolTip(name)
            box.toggled.connect(self._choose)
            self.boxes[name] = box
            self._models.addWidget(box, at // ABREAST, at % ABREAST)

    def _choose(self) -> None:
        self._chosen = [name for name, box in self.boxes.items() if box.isChecked()]
        self._load()

    def _load(self) -> None:
        models = [name for name, box in self.boxes.items() if box.isChecked()]
        if list(self.cards) == models:
            return
        self.memory.restart()
        for card in self.cards.values():
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = {name: AnswerCard(playground.short_name(name)) for name in models}
        for at, card in enumerate(self.cards.values()):
            self._grid.addWidget(card, at // COLUMNS, at % COLUMNS)
        self.notice.hide()
        if models:
            root = str(self.space.state.root) if self.space.state.root else None
            self.listening.open({"step": "playground", "spec": {"models": models}, "project": root})
            self._ask()
        else:
            self.listening.close()

    def _typed(self) -> None:
        self._debounce.start()
        self._rest.start()

    def _ask(self) -> None:
        text = self.text.toPlainText().strip()
        if text and self.listening.active:
            self.memory.asked(self.listening.ask({"text": text}), text)

    def _hear(self, event: Event) -> None:
        if isinstance(event, Answer):
            for name, answer in zip(self._answering(event), self.memory.answer(event.id, event.value) or [], strict=False):  # fmt: skip
                if name in self.cards:
                    self.cards[name].show_answer(answer)
        elif isinstance(event, Note) and event.level == "warning":
            self.notice.say(event.text, level="warn")
        elif isinstance(event, Note) and event.text.startswith("ready: "):
            card = self.cards.get(event.text.removeprefix("ready: "))
            if card is not None and not card.label.text():
                card.wait(tr("Ready"))
        elif isinstance(event, Failed):
            self.notice.fail(event)

    def _answering(self, event: Answer) -> list[str]:
        return [str(given["model"]) for given in event.value.get("answers", [])]

    def _remember(self) -> None:
        if self.memory.keep():
            self.history.clear()
            for text in self.memory.history:
                QListWidgetItem(" ".join(text.split()), self.history)
            self.past.show()

    def _again(self, item: QListWidgetItem) -> None:
        self.text.setPlainText(item.text())
        self.text.setFocus()
