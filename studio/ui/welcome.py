"""The first page: try the sample, open a CSV, open a project; below them the recent ones."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from studio.core.optional import sample_missing
from studio.project import is_project
from studio.project.sample import sample_project
from studio.ui.icons import emblem, pixmap
from studio.ui.notice import Notice
from studio.ui.presenters.language import tr
from studio.ui.settings import Settings
from studio.ui.theme import tokens
from studio.ui.widgets import Button, clear, label, row

COLUMN = 760  # pixels
EMBLEM = 48
SHOWN = 5  # recent projects


class Door(Button):
    """A large button: an icon, a name, a sentence."""

    def __init__(self, icon_name: str, name: str, sentence: str) -> None:
        super().__init__("", "", "door")
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self._name = icon_name
        self._picture = QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(6)
        column.addWidget(self._picture)
        column.addSpacing(6)
        column.addWidget(label(name, "h2"))
        column.addWidget(label(sentence, "muted", wrap=True))
        column.addStretch()
        self.setMinimumHeight(158)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._paint_icon()

    def _paint_icon(self) -> None:
        if hasattr(self, "_picture"):
            self._picture.setPixmap(pixmap(self._name, tokens().accent, 26, self.devicePixelRatioF()))  # fmt: skip


def of_the_sample() -> str:
    """What "Try the sample" will do here."""
    if sample_project() is not None:
        return tr("Trained models: type a sentence into them, compare them, look at every step.")  # fmt: skip
    if sample_missing():
        return tr("It needs two optional packages: press to see how they are installed.")
    return tr("The whole way on 3,000 labelled sentences, in some ten to fifteen minutes.")


class Welcome(QWidget):
    """Three doors."""

    sample = Signal()
    table = Signal()
    project = Signal()
    recent = Signal(str)

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.notice = Notice()
        doors = QHBoxLayout()
        doors.setSpacing(16)
        for icon_name, name, sentence, signal in (
            ("sparkles", tr("Try the sample"), of_the_sample(), self.sample),
            ("file-up", tr("Open a CSV"), tr("Your own labelled sentences: CSV, TSV, JSONL, Excel or Parquet."), self.table),
            ("folder-open", tr("Open a project"), tr("Go on where you stopped."), self.project),
        ):  # fmt: skip
            door = Door(icon_name, name, sentence)
            door.clicked.connect(signal)
            doors.addWidget(door, 1)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        inside = QWidget()
        inside.setMaximumWidth(COLUMN)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(2)
        picture = QLabel()
        picture.setPixmap(emblem(EMBLEM, self.devicePixelRatioF()))
        column.addWidget(picture)
        column.addSpacing(4)
        column.addWidget(label(tr("A small, proven text classifier for an iPhone"), "h1"))
        column.addWidget(label(tr("From a labelled CSV and a big BERT to a Core ML model you can type into. Drop a file anywhere to begin."), "muted", wrap=True))  # fmt: skip
        column.addSpacing(10)
        column.addWidget(self.notice)
        column.addLayout(doors)
        column.addSpacing(14)
        column.addLayout(self._recent)
        column.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inside, 100)
        outer.addStretch(1)
        self.show_recent()

    def show_recent(self) -> None:
        """Read the recent projects again."""
        clear(self._recent)
        found = self._settings.recent
        if found:
            self._recent.addWidget(label(tr("Recent projects"), "h2"))
        for folder in found[:SHOWN]:
            line = self._link(folder) if is_project(folder) else self._missing(folder)
            self._recent.addWidget(line, 0, Qt.AlignmentFlag.AlignLeft)

    def _missing(self, folder: Path) -> QWidget:
        """One that was moved or deleted: greyed, and it can be taken off the list."""
        line = QWidget()
        words = label(tr("{name}  ·  {folder}  ·  no longer there", name=folder.name, folder=str(folder.parent)), "muted")  # fmt: skip
        remove = Button(tr("Remove from list"), "", "link")
        remove.setAccessibleName(tr("Remove {name} from the list", name=folder.name))
        remove.clicked.connect(lambda: self._forget(folder))
        laid = row(words, remove)
        laid.setContentsMargins(0, 0, 0, 0)
        line.setLayout(laid)
        return line

    def _forget(self, folder: Path) -> None:
        self._settings.forget(folder)
        self.show_recent()

    def _link(self, folder: Path) -> Button:
        link = Button(f"{folder.name}  ·  {folder.parent}", "", "link")
        link.setAccessibleName(tr("Open the project {name}", name=folder.name))
        link.clicked.connect(lambda: self.recent.emit(str(folder)))
        return link
