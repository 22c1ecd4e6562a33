"""Sentences asked before, kept in the project's folder so that the next start shows them again."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from studio.core.errors import StudioError
from studio.core.files import write_text

FILE = "playground.json"
KEPT = 50
LONGEST = 2000  # characters of a sentence that is written down


class History:
    """The newest first, each once. Without a project, or where it can't be written, in memory."""

    def __init__(self, root: Path | None = None) -> None:
        self._file = root / FILE if root is not None else None
        self.sentences = _read(self._file) if self._file is not None else []

    def add(self, text: str) -> bool:
        """Remember a sentence; False when it is empty or the newest already."""
        text = text.strip()
        if not text or self.sentences[:1] == [text]:
            return False
        self.sentences = [text, *(s for s in self.sentences if s != text)][:KEPT]
        self._write()
        return True

    def forget(self) -> None:
        """Forget all."""
        self.sentences = []
        self._write()

    def _write(self) -> None:
        if self._file is None or not self._file.parent.is_dir():  # the project went away
            return
        kept = [s for s in self.sentences if len(s) <= LONGEST]
        with contextlib.suppress(StudioError, OSError):  # a convenience: nobody is told off for it
            write_text(self._file, json.dumps({"asked": kept}, ensure_ascii=False, indent=1))


def _read(file: Path) -> list[str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))["asked"]
        return [str(s) for s in found][:KEPT] if isinstance(found, list) else []
    except (OSError, ValueError, KeyError, TypeError):
        return []
