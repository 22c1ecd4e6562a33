"""What the window remembers between starts: geometry, theme, last folders, recent projects."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

PLACE = "POCKETBERT_SETTINGS"  # an .ini file instead of the system's own place
RECENT = 8


class Settings:
    """Typed access to QSettings; `file` (or the environment) names an .ini of its own."""

    def __init__(self, file: Path | None = None) -> None:
        named = file or os.environ.get(PLACE)
        self._store = (
            QSettings(str(named), QSettings.Format.IniFormat)
            if named
            else QSettings("PocketBERT", "PocketBERT Studio")
        )

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
        found = self._store.value("projects")
        return Path(str(found)) if found else Path(documents or Path.home()) / "PocketBERT"

    @projects.setter
    def projects(self, folder: Path) -> None:
        self._store.setValue("projects", str(folder))

    @property
    def recent(self) -> list[Path]:
        """Projects opened lately that are still there, newest first."""
        return [p for p in map(Path, self._list("recent")) if p.is_dir()]

    def opened(self, project: Path) -> None:
        """Put a project first among the recent ones."""
        others = [p for p in self._list("recent") if Path(p) != project]
        self._store.setValue("recent", [str(project), *others][:RECENT])

    @property
    def folder(self) -> str:
        """Where the last file was opened from."""
        return str(self._store.value("folder", ""))

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

    def save(self) -> None:
        """Write now."""
        self._store.sync()

    def _list(self, key: str) -> list[str]:
        found: Any = self._store.value(key, [])
        return [str(item) for item in ([found] if isinstance(found, str) else found or [])]
