"""The guide in a window of its own: contents and search on the left, the page on the right; all of it offline."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from studio.ui.presenters import guide
from studio.ui.presenters.language import tr
from studio.ui.widgets import label, named

SIDE = 250  # pixels
SPACING = 135  # percent of a line
WIDEST = 640  # pixels of a picture
NAME = Qt.ItemDataRole.UserRole


class Guide(QDialog):
    """Stays beside the window; a link leads to another page, Alt+Left back, Ctrl+F to the search."""

    def __init__(self, parent: QWidget, page: str = guide.FIRST) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Guide"))
        self.resize(1000, 720)
        self.page = ""
        self._been: list[str] = []
        self.asked = QLineEdit(placeholderText=tr("Search the guide"), clearButtonEnabled=True)
        self.asked.setAccessibleName(tr("Search the guide"))
        self.asked.textChanged.connect(self._search)
        self.contents = QListWidget()
        self.asked.returnPressed.connect(lambda: self.contents.setCurrentRow(0))
        self.contents.setAccessibleName(tr("Pages"))
        self.contents.setWordWrap(True)
        self.contents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.contents.currentItemChanged.connect(self._chosen)
        self.none = label(tr("No page has these words."), "muted", wrap=True)
        self.text = QTextBrowser(openLinks=False)
        self.text.setAccessibleName(tr("Page"))
        self.text.anchorClicked.connect(self._follow)
        self._lay_out()
        QShortcut(QKeySequence.StandardKey.Find, self, self._ask)
        QShortcut(QKeySequence.StandardKey.Back, self, self.back)
        self._search("")
        self.show_page(page)

    def show_page(self, name: str) -> None:
        """Show a page and mark it in the contents, with the words that were searched for."""
        if name not in guide.pages():
            name = guide.FIRST
        if self.page and self.page != name:
            self._been.append(self.page)
        self.page = name
        self._mark(name)
        self.text.setSearchPaths([str(guide.folder())])
        self.text.document().setBaseUrl(QUrl.fromLocalFile(f"{guide.folder()}/"))
        self.text.setMarkdown(guide.pages()[name].markdown)
        self._breathe()
        self._find()

    def back(self) -> None:
        """The page before this one."""
        if self._been:
            name = self._been.pop()
            self.page = ""
            self.show_page(name)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(self.asked)
        side.addWidget(self.contents, 1)
        side.addWidget(self.none)
        left = named(QWidget(), "page")
        left.setLayout(side)
        left.setFixedWidth(SIDE)
        side.setContentsMargins(0, 0, 0, 0)
        across = QHBoxLayout(self)
        across.setContentsMargins(16, 16, 16, 16)
        across.setSpacing(16)
        across.addWidget(left)
        across.addWidget(self.text, 1)

    def _breathe(self) -> None:
        """Room between lines, above headings and around code; pictures no wider than the page."""
        document = self.text.document()
        document.setDocumentMargin(20)
        block = document.begin()
        while block.isValid():
            form = block.blockFormat()
            form.setLineHeight(SPACING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            if form.headingLevel() and block.blockNumber():
                form.setTopMargin(18 if form.headingLevel() < 3 else 10)
            elif QTextCursor(block).currentTable() is None and not block.textList():
                form.setTopMargin(6)
            if form.hasProperty(QTextFormat.Property.BlockCodeFence):
                form.setLeftMargin(14)
                form.setNonBreakableLines(False)
                form.setBackground(self.palette().brush(QPalette.ColorRole.Midlight))
            QTextCursor(block).setBlockFormat(form)
            self._fit(block)
            block = block.next()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _fit(self, block: QTextBlock) -> None:
        width = min(self.text.viewport().width() - 2 * 24, WIDEST)
        for part in block:  # type: ignore[attr-defined]
            fragment = part.fragment()
            if fragment.charFormat().isImageFormat():
                picture = fragment.charFormat().toImageFormat()
                picture.setWidth(width)
                place = QTextCursor(block)
                place.setPosition(fragment.position())
                place.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)  # fmt: skip
                place.setCharFormat(picture)

    def _find(self) -> None:
        """Go to the first word that was asked for."""
        first = self.asked.text().split()
        if first:
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(first[0])

    def _search(self, asked: str) -> None:
        """The pages that have the words, or all of them."""
        self.contents.blockSignals(True)
        self.contents.clear()
        found = guide.search(asked)
        shown = [(f.page, f.around) for f in found] if asked.strip() else [(p, "") for p in guide.pages().values()]  # fmt: skip
        for page, around in shown:
            item = QListWidgetItem(f"{page.title}\n{around}" if around else page.title, self.contents)  # fmt: skip
            item.setData(NAME, page.name)
            item.setSizeHint(QSize(SIDE - 24, 66 if around else 30))
        self.contents.blockSignals(False)
        self.none.setVisible(not shown)
        self._mark(self.page)
        self._find()

    def _mark(self, name: str) -> None:
        self.contents.blockSignals(True)
        rows = [at for at in range(self.contents.count()) if self.contents.item(at).data(NAME) == name]  # fmt: skip
        self.contents.setCurrentRow(rows[0] if rows else -1)
        self.contents.blockSignals(False)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_page(item.data(NAME))

    def _follow(self, url: QUrl) -> None:
        """Another page here; anything else where the system opens it."""
        name = url.fileName().removesuffix(".md")
        if url.fileName().endswith(".md") and name in guide.pages():
            self.show_page(name)
        else:
            QDesktopServices.openUrl(self.text.document().baseUrl().resolved(url))

    def _ask(self) -> None:
        self.asked.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.asked.selectAll()


def open_guide(window: QWidget, page: str = guide.FIRST) -> Guide:
    """The window's guide at a page, the one that is open if there is one."""
    shown = next(iter(window.findChildren(Guide)), None)
    if shown is None:
        shown = Guide(window, page)
    elif shown.page != page:
        shown.show_page(page)
    shown.show()
    shown.raise_()
    shown.activateWindow()
    return shown
