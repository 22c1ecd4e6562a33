"""Every sentence can be translated: the template is up to date, and nothing in the frame escapes tr()."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import pytest_asyncio
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.ui import dialogs
from studio.ui.presenters import language
from studio.ui.sheets import AboutSheet
from studio.ui.widgets import ElidedLabel
from studio.ui.window import Window

pytestmark = pytest.mark.gui
ROOT = Path(__file__).parents[2]
OPEN = "⟦"


def test_the_template_is_up_to_date() -> None:
    run = subprocess.run([sys.executable, "packaging/translations", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_the_template_is_what_qt_reads_and_holds_every_kind_of_sentence() -> None:
    tree = ElementTree.parse(ROOT / "resources" / "i18n" / "studio_en.ts")
    found = {node.text for node in tree.iter("source")}
    assert {"Try the &sample", "Distil", "ready", "Weight of the hard labels; the rest goes to the teacher's."} <= found  # fmt: skip
    assert all(OPEN not in str(text) for text in found)


@pytest_asyncio.fixture
async def pseudo() -> AsyncIterator[None]:
    """A language in which every sentence stands in brackets."""
    language.use(lambda text: f"{OPEN}{text}⟧")
    yield
    language.use(lambda text: QCoreApplication.translate("studio", text))


def escaped(root: QWidget, own: tuple[str, ...]) -> list[str]:
    """Shown words with letters that never passed tr(); `own` are the person's names."""
    said: list[str] = []
    for part in root.findChildren(QWidget):
        if not part.isVisibleTo(root):
            continue
        said.append(part.toolTip())
        if isinstance(part, ElidedLabel):
            said.append(part.whole)
        elif isinstance(part, (QLabel, QAbstractButton)):
            said.append(part.text())
        elif isinstance(part, QLineEdit):
            said.append(part.placeholderText())
        elif isinstance(part, QComboBox):
            said += [part.itemText(at) for at in range(part.count())]
    said += [action.text() for action in root.findChildren(QAction)]
    return [t for t in said if any(c.isalpha() for c in t) and OPEN not in t and not t.startswith(own)]  # fmt: skip


async def test_nothing_in_the_frame_escapes(pseudo: None, window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    root = make_project(tmp_path / "invoices", 60)
    window.space.settings.opened(tmp_path / "invoices gone")
    window.go_home()
    window.space.open(root)
    jobs.hold.clear()
    window.space.start("augment", {})
    window.space.start("export", {"what": "card"})
    await until(lambda: window.space.desk.busy(), "at work")
    own = ("invoices", str(tmp_path), "PocketBERT", "Work", "Ctrl", "F1", "qt_", "Alt", "Shift")
    assert escaped(window, own) == []
    window.show_preferences()
    window.menus.entries["shortcuts"].trigger()
    dialogs.ask_to_stop(window, ["⟦Distil⟧"], lambda: None, lambda: None)
    for sheet in [d for d in window.findChildren(QDialog) if d.isVisible()]:
        assert isinstance(sheet, QMessageBox) or escaped(sheet, own) == []
        sheet.close()
    about = AboutSheet(window)
    assert escaped(about, own) == []
    about.deleteLater()
