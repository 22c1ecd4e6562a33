"""Playground: every chosen model answers as you type, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QPlainTextEdit, QVBoxLayout

from studio.core.events import Answer, Event, Failed, Note
from studio.ui.answers import AnswerCard
from studio.ui.asked import AskedBefore
from studio.ui.batch import BatchCard
from studio.ui.listening import Listening
from studio.ui.models_shown import ModelBoxes
from studio.ui.overlay import Overlay
from studio.ui.pane import Pane
from studio.ui.panes import PANES
from studio.ui.pieces import WordPieces
from studio.ui.presenters import playground
from studio.ui.presenters.batch import table_in
from studio.ui.presenters.history import History
from studio.ui.presenters.language import tr
from studio.ui.widgets import Card, clear, label, row

REST = 1500  # milliseconds after which a text is worth remembering
LATE = 350  # milliseconds after which an old answer is faded
COLUMNS = 2  # of answers


@PANES.register("playground")
class PlaygroundPane(Pane):
    """Models, a sentence, answers, what was asked before, whole files."""

    NAME, TITLE, ORDER, ICON = "playground", "Playground", 7, "message-square-text"
    PURPOSE = "Type a sentence: every chosen model answers as you type"
    JOBS = ("predict",)

    def build(self) -> None:
        """Models, text, word pieces, answers, history, a file."""
        self.memory = playground.Playground()
        self.past = History()
        self.listening = Listening(self.space.resident, self)
        self.listening.heard.connect(self._hear)
        self._soon = QTimer(self, interval=0, singleShot=True)  # a burst of letters is one question
        self._soon.timeout.connect(self._ask)
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self._remember)
        self._late = QTimer(self, interval=LATE, singleShot=True)
        self._late.timeout.connect(self._fade)
        self.cards: dict[str, AnswerCard] = {}
        self._chosen: list[str] | None = None
        self._visible_once = False
        self._digests: dict[str, str] = {}
        self._root: Path | None = None
        self.setAcceptDrops(True)
        self._overlay = Overlay(self)
        self.body.addWidget(self._question())
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        self.body.addLayout(self._grid)
        self.batch = BatchCard(self.space, self)
        self.batch.grew.connect(lambda: QTimer.singleShot(0, self, self._show_batch))
        self.body.addWidget(self.batch)
        self.asked_before = AskedBefore()
        self.asked_before.chosen.connect(self._again)
        self.asked_before.forgotten.connect(self._forget)
        self.body.addWidget(self.asked_before)
        self.body.addStretch(1)  # an empty page keeps its words together

    def _question(self) -> Card:
        self.models = ModelBoxes()
        self.models.changed.connect(self._choose)
        self.units = QComboBox()
        self.units.setAccessibleName(tr("Core ML runs on"))
        for value, said in playground.unit_choices():
            self.units.addItem(said, value)
        self.units.currentIndexChanged.connect(self._ask)
        self._units_row = label(tr("Core ML runs on"), "muted")
        for part in (self.units, self._units_row):
            part.setVisible(self.units.count() > 0)
        self.empty = label("", "muted", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(tr("Type or paste a sentence"))
        self.text.setAccessibleName(tr("Sentence to classify"))
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setFixedHeight(84)
        self.text.textChanged.connect(self._typed)
        self._pieces = QVBoxLayout()
        self._pieces.setSpacing(4)
        asked = Card()
        head = row(self.models, self._units_row, self.units)
        head.setStretch(0, 1)
        asked.body.addLayout(head)
        for widget in (self.empty, self.text):
            asked.body.addWidget(widget)
        asked.body.addLayout(self._pieces)
        return asked

    # the frame's side -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Other models may be there, or another project."""
        if self.space.state.root != self._root:
            self._root, self._chosen = self.space.state.root, None
            self.past = History(self._root)
            self.asked_before.show_sentences(self.past.sentences)
        known = playground.answering(self.space.state) + self.space.extra_models
        self.models.offer(known)
        wanted = [m for m in self._chosen if m in known] if self._chosen is not None else playground.first_choice(self.space.state) + self.space.extra_models[-1:]  # fmt: skip
        self.models.choose(wanted)
        self.empty.setText(playground.blocked(known))
        self.empty.setVisible(not known)
        self.models.setVisible(bool(known))
        self.text.setEnabled(bool(known))
        self.batch.refresh(known, wanted)
        if self._visible_once:
            self._load()

    def opened(self) -> None:
        """The models are loaded when somebody first looks."""
        self._visible_once = True
        self.text.setFocus()
        self._load()

    def take(self, path: str) -> None:
        """A dropped package or ONNX file."""
        if path not in self.space.extra_models:
            self.space.extra_models.append(path)
        self._chosen = [*self.models.chosen(), *([path] if path not in self.models.chosen() else [])]  # fmt: skip
        self._refresh()

    def progress(self, job: Any) -> None:
        """A file is being classified."""
        self.batch.progress(job)

    async def leave(self) -> None:
        """Both workers end."""
        await self.listening.stop()
        await self.batch.looking.stop()
        await self.batch.saving.stop()

    # drops of tables: classified here, imported anywhere else ---------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what will happen; anything but a table is the window's."""
        if found := table_in(_paths(event)):
            self._overlay.say(found)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Still here."""
        event.acceptProposedAction() if table_in(_paths(event)) else event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing will happen."""
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the table."""
        self._overlay.hide()
        if found := table_in(_paths(event)):
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.batch.take(found.path))

    # models ---------------------------------------------------------------------------------------

    def _choose(self) -> None:
        self._chosen = self.models.chosen()
        self.batch.refresh(self.models.known, self._chosen)
        self._load()

    def _load(self) -> None:
        models = self.models.chosen()
        now = playground.digests(self.space.state)
        if self.listening.active and playground.replaced(self._digests, now):
            self.listening.close()
            self._show_cards([])
            self.memory.restart()
        self._digests = now
        if models and not self.listening.active:
            root = str(self._root) if self._root else None
            spec = {"models": models, **({"compute_units": self._unit()} if self.units.count() else {})}  # fmt: skip
            self.memory.restart()
            self.listening.open({"step": "playground", "spec": spec, "project": root})
            self.notice.hide()
        if list(self.cards) != models:
            self._show_cards(models)
            self._ask()

    def _show_cards(self, models: list[str]) -> None:
        for name in [n for n in self.cards if n not in models]:
            card = self.cards.pop(name)
            card.hide()
            card.deleteLater()
            self.memory.forget(name)
        for name in [n for n in models if n not in self.cards]:
            card = AnswerCard(name)
            card.removed.connect(self._remove)
            self.cards[name] = card
        self.cards = {name: self.cards[name] for name in models}
        for card in self.cards.values():
            self._grid.removeWidget(card)
        for at, card in enumerate(self.cards.values()):
            wide = COLUMNS if len(models) == 1 else 1
            self._grid.addWidget(card, at // COLUMNS, at % COLUMNS, 1, wide)

    def _remove(self, model: str) -> None:
        if model in self.space.extra_models:
            self.space.extra_models.remove(model)
        self._chosen = [m for m in self.models.chosen() if m != model]
        self.text.setFocus()
        QTimer.singleShot(0, self, self._refresh)  # the card's own button is being pressed

    # questions and answers ------------------------------------------------------------------------

    def _typed(self) -> None:
        self._soon.start()
        self._rest.start()

    def _ask(self) -> None:
        if not self.listening.active or (not self.text.isEnabled() and not self.cards):
            return
        text = self.text.toPlainText().strip()
        asked = {"text": text, "models": list(self.cards)}
        if self.units.count():
            asked["units"] = self._unit()
        self.memory.asked(self.listening.ask(asked), text)
        self._late.start()
        if not text:
            self._show_pieces()
            for card in self.cards.values():
                if card.bars.bars:
                    card.wait(tr("ready"))

    def _unit(self) -> str:
        return str(self.units.currentData())

    def _hear(self, event: Event) -> None:
        if isinstance(event, Answer):
            shown = self.memory.answer(event.id, event.value)
            for answer in shown:
                if answer.model in self.cards:
                    self.cards[answer.model].show_answer(answer)
            if shown:
                self._show_pieces()
        elif isinstance(event, Note) and event.level == "model":
            state = self.memory.heard(event.text)
            if state is not None and state.model in self.cards:
                self.cards[state.model].show_state(state)
        elif isinstance(event, Note) and event.level == "warning":
            self.notice.say(event.text, level="warn")
        elif isinstance(event, Failed):
            self.notice.fail(event)
            for card in self.cards.values():
                card.wait(tr("stopped"))

    def _fade(self) -> None:
        for name, card in self.cards.items():
            card.show_late(self.memory.late(name))

    def _show_pieces(self) -> None:
        found = self.memory.pieces() if self.memory.text else []
        if [(f.pieces, f.cut, f.models) for f in found] == getattr(self, "_shown_pieces", []):
            return
        self._shown_pieces = [(f.pieces, f.cut, f.models) for f in found]
        clear(self._pieces)
        for one in found:
            self._pieces.addWidget(label(playground.pieces_line(one, len(found) == 1), "small"))
            drawn = WordPieces()
            drawn.show_pieces(one.pieces)
            self._pieces.addWidget(drawn)
            if cut := playground.cut_line(one):
                self._pieces.addWidget(label(cut, "warn", wrap=True))

    # history --------------------------------------------------------------------------------------

    def _remember(self) -> None:
        if self.memory.answered and self.past.add(self.memory.text):
            self.asked_before.show_sentences(self.past.sentences)

    def _show_batch(self) -> None:
        self.area.ensureWidgetVisible(self.batch, 0, 24)

    def _again(self, sentence: str) -> None:
        self.text.setPlainText(sentence)
        self.text.setFocus()

    def _forget(self) -> None:
        self.past.forget()
        self.asked_before.show_sentences([])


def _paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
