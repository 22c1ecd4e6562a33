"""Export: what leaves the studio: the model card, the report, the packages, an iPhone app, a piece of Swift."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase, QGuiApplication, QTextDocument
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QPlainTextEdit,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from studio.core.errors import InputError, StudioError
from studio.core.events import Failed
from studio.core.home import a_folder
from studio.pipeline.specs import ExportSpec
from studio.ui.forms import SpecForm
from studio.ui.pane import Pane
from studio.ui.panes import PANES
from studio.ui.presenters import export
from studio.ui.presenters.export import CARD, Export
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.saving import Saving
from studio.ui.widgets import Button, Card, ElidedLabel, clear, label, row

PREVIEW = 420  # pixels high
PLAIN_MARKDOWN = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


@PANES.register("export")
class ExportPane(Pane):
    """Files and packages with what is in them, a preview, a snippet."""

    NAME, TITLE, ORDER, ICON = "export", "Export", 8, "share"
    PURPOSE = "What leaves the studio: what is inside, how big, and what was verified where"
    PRIMARY, JOBS = "Write card and report", ("export",)

    def build(self) -> None:
        """Files, packages, Swift, preview."""
        self.saving = Saving(self)
        self.saving.saved.connect(lambda path: self.notice.say(tr("Saved {path}.", path=path)))
        self.saving.failed.connect(self._not_saved)
        reveal = self.folder = Button(tr("Open the folder"), "folder-open", "link")
        reveal.clicked.connect(self._reveal)
        self.files = Card(tr("Card and report"), reveal)
        self.packages = Card(tr("Packages"))
        self.file_lines, self.package_lines = QVBoxLayout(), QVBoxLayout()
        for lines, card in ((self.file_lines, self.files), (self.package_lines, self.packages)):
            lines.setSpacing(12)
            card.body.addLayout(lines)
        self.preview = Card(tr("Preview"))
        self.page_ = QTextBrowser()
        self.page_.setOpenLinks(False)
        self.page_.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page_.setAccessibleName(tr("Preview"))
        self.page_.setFixedHeight(PREVIEW)
        self.preview.body.addWidget(self.page_)
        self.preview.hide()
        for part in (self.files, self.preview, self.packages, self._app(), self._snippet()):
            self.body.addWidget(part)
        self.body.addStretch()

    def _app(self) -> Card:
        make = self.make_app = Button(tr("Make the app"), "package")
        make.clicked.connect(self._make_app)
        self.app_form = SpecForm(ExportSpec, ("what", "output", "models"))
        self.show_app = Button(tr("Show in folder"), "folder-open", "link")
        self.show_app.setAccessibleName(tr("Show the iPhone app in its folder"))
        self.show_app.clicked.connect(self._reveal)
        card = self.app = Card(tr("iPhone app"), make)
        card.body.addWidget(label(tr("An Xcode project (or a Swift Playgrounds package) with every package that has not failed its check, and the Swift package an app needs: a tokenizer that reads as Hugging Face's does, live answers, comparison, a benchmark. Run its benchmark on the phone and drop the device-report.json it shares onto this window: Compare then shows the phone's own figures."), "muted", wrap=True))  # fmt: skip
        card.body.addWidget(self.app_form)
        card.body.addLayout(row(self.show_app, 1))
        return card

    def _make_app(self) -> None:
        try:
            self.start("export", self.app_form.values_with(what="iphone"))
        except InputError as error:
            self.refuse(error)

    def _snippet(self) -> Card:
        copy = self.copy = Button(tr("Copy"), "copy")
        copy.setAccessibleName(tr("Copy the Swift code"))
        copy.clicked.connect(self._copy)
        self.package = QComboBox()
        self.package.setAccessibleName(tr("Package the Swift code is for"))
        self.package.currentIndexChanged.connect(self._show_swift)
        self.swift = QPlainTextEdit(readOnly=True)
        self.swift.setAccessibleName(tr("Swift code"))
        self.swift.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.swift.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPixelSize(12)
        self.swift.setFont(font)
        self.about_swift = label("", "small", wrap=True)
        card = self.code = Card(tr("In an app"), copy)
        card.body.addLayout(row(label(tr("Swift for"), "muted"), self.package, 1))
        card.body.addWidget(self.swift)
        card.body.addWidget(self.about_swift)
        return card

    # the frame's side -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look again."""
        state = self.space.state
        self.folder.setVisible(state.root is not None)
        self._fill(self.file_lines, export.files(state), tr("They are written into the project's exports folder."))  # fmt: skip
        found = export.packages(state)
        self._fill(self.package_lines, found, tr("There is no package yet: Convert makes them."))
        kept = str(self.package.currentData() or "")
        self.package.blockSignals(True)
        self.package.clear()
        for one in [p for p in found if p.kind == "package"]:
            self.package.addItem(one.name, one.name)
        self.package.setCurrentIndex(max(0, self.package.findData(kept)))
        self.package.blockSignals(False)
        self.code.setVisible(self.package.count() > 0)
        self.app.setVisible(self.package.count() > 0)
        made = () if state.root is None else (state.root / "exports" / name for name in export.APPS)
        self.show_app.setVisible(any(app.is_dir() for app in made))
        self._show_swift()
        if self.preview.isVisible() and not Path(self._previewed).is_file():
            self.preview.hide()

    def press(self) -> None:
        """Write both; the second only if the first could be."""
        first = self.start("export", {"what": "card"})
        self.start("export", {"what": "report"}, first)

    def progress(self, job: JobView) -> None:
        """They are there."""
        if job.step == "export" and job.state is State.DONE:
            self.refresh()
            if isinstance(job.result, dict) and str(job.result.get("path", "")).endswith(CARD):
                self.show_file(Path(str(job.result["path"])))
            elif (
                isinstance(job.result, dict)
                and Path(str(job.result.get("path", ""))).name in export.APPS
            ):
                self.notice.say(tr("The app is in {path}. It has not run on a device yet: its README says what only Xcode can show.", path=job.result["path"]))  # fmt: skip

    async def leave(self) -> None:
        """Wait for a copy that is under way."""
        await self.saving.stop()

    # lines ----------------------------------------------------------------------------------------

    def _fill(self, lines: QVBoxLayout, found: list[Export], empty: str) -> None:
        clear(lines)
        for one in found:
            lines.addWidget(self._line(one))
        if not found:
            lines.addWidget(label(empty, "muted", wrap=True))

    def _line(self, one: Export) -> QWidget:
        name = ElidedLabel(one.name, "h2")
        buttons = []
        if one.there:
            if one.kind == "file":
                buttons.append(self._button(tr("Preview"), one, lambda: self.show_file(one.path)))
                buttons.append(self._button(tr("Open"), one, lambda: _open(one.path)))
            buttons.append(self._button(tr("Save to…"), one, lambda: self._ask_where(one)))
            buttons.append(self._button(tr("Show in folder"), one, lambda: _open(one.path.parent)))
        head = row(name, label(one.size or tr("not written yet"), "muted"), *buttons)
        head.setStretch(0, 1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(label(one.inside, "muted", wrap=True))
        if one.verified:
            column.addWidget(label(one.verified, one.tone, wrap=True))
        made = QWidget()
        made.setLayout(column)
        return made

    def _button(self, said: str, one: Export, then: object) -> Button:
        made = Button(said, "", "link")
        made.setAccessibleName(f"{said} {one.name}")
        made.clicked.connect(then)
        return made

    # what the buttons do --------------------------------------------------------------------------

    def show_file(self, path: Path) -> None:
        """The card as it reads, or the report as far as a text view shows it."""
        try:
            text = path.read_text(encoding="utf-8")
        except OSError:
            self.notice.say(tr("{name} is no longer there: write it again.", name=path.name), level="warn")  # fmt: skip
            return
        self._previewed = str(path)
        self.preview.title.setText(path.name)
        if path.suffix == ".md":
            # A label that looks like HTML is shown as it is, and no picture it names is opened.
            self.page_.document().setMarkdown(text, PLAIN_MARKDOWN)
        else:
            self.page_.setHtml(export.without_style(text))
        self.preview.show()

    def _ask_where(self, one: Export) -> None:
        start = str(Path(self.space.settings.folder or str(a_folder())) / export.save_name(one))
        dialog = QFileDialog(self, tr("Save {name}", name=one.name), start)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(export.save_name(one))
        dialog.fileSelected.connect(lambda path: self.save_to(one.path, path))
        dialog.open()

    def save_to(self, source: Path, target: str) -> None:
        """Copy it there in the background."""
        self.space.settings.folder = str(Path(target).parent)
        self.notice.hide()
        self.saving.save(source, Path(target))

    def _not_saved(self, error: StudioError) -> None:
        self.notice.fail(Failed(error.code, error.message, error.remedy, error.detail))

    def _reveal(self) -> None:
        if self.space.state.root is not None:
            _open(self.space.state.root / "exports")

    def _show_swift(self) -> None:
        name = str(self.package.currentData() or "")
        if not name:
            return
        self.swift.setPlainText(export.swift(name, export.lengths_of(self.space.state, name)))
        lines = self.swift.blockCount() + 1  # and one for a long line's scroll bar
        self.swift.setFixedHeight(self.swift.fontMetrics().lineSpacing() * lines + 26)
        self.about_swift.setText(tr("Save the package as {file}, drag it into Xcode, and Xcode makes the class. Your app turns the sentence into token ids with the tokenizer.json that the package carries in its metadata ({key}).", file=f"{export.class_name(name)}.mlpackage", key="com.pocketbert.tokenizer"))  # fmt: skip

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.swift.toPlainText())
        self.copy.setText(" " + tr("Copied"))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
