"""A project that a failed step made and left without anything goes away again."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from studio.project.folder import CATALOGUE, FOLDERS, is_project

_FILES = ("project.lock",)  # a window.lock: somebody looks at it
_TOLD = ("runs", "cards")  # rooms that tell of others


class Blank:
    """What stood at a project's place before a step that may make it; ask before the step begins."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._was_project, self._stood = is_project(root), root.exists()

    def take_away(self) -> bool:
        """Remove the project if it is new, closed and holds nothing but the story of that step.

        A folder that stood there empty stays, empty. Whether anything was removed.
        """
        if self._was_project or not is_project(self._root) or not self._holds_nothing():
            return False
        for path in self._root.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        if not self._stood:
            with contextlib.suppress(OSError):  # somebody put a file there meanwhile
                self._root.rmdir()
        return True

    def _holds_nothing(self) -> bool:
        rooms = {p.name: p for p in self._root.iterdir() if not p.name.startswith(CATALOGUE)}
        if any(not (p.is_dir() if name in FOLDERS else name in _FILES) for name, p in rooms.items()):  # fmt: skip
            return False
        return not any(any(p.iterdir()) for name, p in rooms.items() if name in FOLDERS and name not in _TOLD)  # fmt: skip
