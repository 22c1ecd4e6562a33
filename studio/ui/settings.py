"""What the window remembers between starts: geometry, theme, last folders, recent projects."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

from studio.core.home import a_folder
from studio.ui.presenters.language import tr

PLACE = "POCKETBERT_SETTINGS"  # an .ini file instead of the system's own place
RECENT = 8
TEXT_SIZES = (80, 150)  # percent, smallest and largest


class Settings:
    """Typed access to QSettings; `file` (or the environment) names an .ini of its own."""

    def __init__(self, file: Path | None = None) -> None:
        named = file or os.environ.get(PLACE)
        self._store = (
            QSettings(str(named), QSettings.Format.IniFormat)
            if named
            else QSettings("PocketBERT", "PocketBERT Studio")
        )
        self._store.allKeys()  # a section is read when it is asked for: its damage shows only then
        self._damaged = self._store.status() is QSettings.Status.FormatError
        if self._damaged:  # the next thing that is remembered writes over it
            file = Path(self._store.fileName())
            with contextlib.suppress(OSError):
                shutil.copyfile(file, file.with_suffix(".damaged.ini"))

    def trouble(self) -> tuple[str, str]:
        """(sentence, remedy) when settings could not be read or cannot be kept, else two times ""."""
        place = self._store.fileName()
        if self._damaged:
            return tr("The settings file is damaged: the usual settings are used."), tr("Nothing in your projects is touched. A copy of the damaged file lies beside {place}.", place=place)  # fmt: skip
        if not self._store.isWritable():
            return tr("Settings cannot be kept: what you change is forgotten when the window closes."), tr("Make {place} a file that may be written.", place=place)  # fmt: skip
        return "", ""

    @property
    def crash_file(self) -> Path:
        """Where a window that dies leaves its report: beside the settings."""
        return Path(self._store.fileName()).with_suffix(".crash.txt")

    @property
    def theme(self) -> str:
        """system, light or dark."""
        found = str(self._store.value("theme", "system"))
        return found if found in {"system", "light", "dark"} else "system"

    @theme.setter
    def theme(self, choice: str) -> None:
        self._store.setValue("theme", choice)

    @property
    def geometry(self) -> QByteArray | None:
        """The window's place and size."""
        found = self._store.value("geometry")
        return found if isinstance(found, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("geometry", value)

    @property
    def projects(self) -> Path:
        """The folder new projects go to."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)  # fmt: skip
        found = self._text("projects")
        above = Path(documents) if documents else a_folder()
        return Path(found) if found else above / "PocketBERT"

    @projects.setter
    def projects(self, folder: Path) -> None:
        self._store.setValue("projects", str(folder))

    @property
    def recent(self) -> list[Path]:
        """Projects opened lately, newest first; some may be gone by now."""
        return [Path(p) for p in self._list("recent")]

    def opened(self, project: Path) -> None:
        """Put a project first among the recent ones."""
        others = [p for p in self._list("recent") if Path(p) != project]
        self._store.setValue("recent", [str(project), *others][:RECENT])

    def forget(self, project: Path) -> None:
        """Take a project off the recent ones."""
        self._store.setValue("recent", [p for p in self._list("recent") if Path(p) != project])

    @property
    def threads(self) -> int:
        """Processor threads of a job; 0 leaves the choice to the job."""
        return self._whole("threads", 0, 0, 256)

    @threads.setter
    def threads(self, value: int) -> None:
        self._store.setValue("threads", value)

    @property
    def text_size(self) -> int:
        """Percent of the usual size."""
        return self._whole("text_size", 100, *TEXT_SIZES)

    @text_size.setter
    def text_size(self, value: int) -> None:
        self._store.setValue("text_size", value)

    @property
    def ask_on_close(self) -> bool:
        """Whether closing asks what becomes of running jobs; else they are kept for the next start."""
        return str(self._store.value("ask_on_close", "true")) == "true"

    @ask_on_close.setter
    def ask_on_close(self, value: bool) -> None:
        self._store.setValue("ask_on_close", "true" if value else "false")

    @property
    def hints(self) -> bool:
        """Whether each step shows its hint; turned on again, those that were dismissed come back."""
        return str(self._store.value("hints", "true")) == "true"

    @hints.setter
    def hints(self, value: bool) -> None:
        self._store.setValue("hints", "true" if value else "false")
        self._store.setValue("hints_seen", "")

    @property
    def hints_seen(self) -> frozenset[str]:
        """Steps whose hint was dismissed."""
        return frozenset(str(self._store.value("hints_seen", "")).split())

    def saw_hint(self, step: str) -> None:
        """Don't show this step's again."""
        self._store.setValue("hints_seen", " ".join(sorted({*self.hints_seen, step})))

    @property
    def folder(self) -> str:
        """Where the last file was opened from."""
        return self._text("folder")

    @folder.setter
    def folder(self, value: str) -> None:
        self._store.setValue("folder", value)

    @property
    def drawer_open(self) -> bool:
        """Whether the Activity drawer shows its jobs."""
        return str(self._store.value("drawer", "true")) == "true"

    @drawer_open.setter
    def drawer_open(self, value: bool) -> None:
        self._store.setValue("drawer", "true" if value else "false")

    def order(self, table: str) -> tuple[int, bool] | None:
        """(column, descending) a table was sorted by; None when it never was."""
        column, _, way = str(self._store.value(f"order/{table}", "")).partition(" ")
        return (int(column), way == "down") if column.isdecimal() and len(column) < 4 else None

    def keep_order(self, table: str, column: int, descending: bool) -> None:
        """Remember how a table is sorted."""
        self._store.setValue(f"order/{table}", f"{column} {'down' if descending else 'up'}")

    def save(self) -> None:
        """Write now."""
        self._store.sync()

    def _text(self, key: str) -> str:
        """A path as it was kept; a number, a list or a name no system has is none."""
        found: Any = self._store.value(key, "")
        return found if isinstance(found, str) and "\0" not in found else ""

    def _whole(self, key: str, usual: int, low: int, high: int) -> int:
        found = str(self._store.value(key, usual))
        return int(found) if found.isdecimal() and low <= int(found) <= high else usual

    def _list(self, key: str) -> list[str]:
        found: Any = self._store.value(key, [])
        items = found if isinstance(found, list) else [found]
        return [item for item in items if isinstance(item, str) and item and "\0" not in item]
