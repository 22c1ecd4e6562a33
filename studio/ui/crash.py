"""What a start that ended without a goodbye leaves for the next one: versions and frames, never a row of data."""

from __future__ import annotations

import contextlib
import faulthandler
import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QLockFile

from studio import __version__

_FRAMES = "\n--\n"  # what stands above it is there from the start, and no report by itself


class LastWords:
    """A file that is written when the window dies, and gone when it ends in order.

    Only the first of several windows keeps one. Python's faulthandler writes the frames of every thread when a
    native library crashes; `heard` adds those of an exception nobody caught, without its words, which may quote a row.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = QLockFile(str(file.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)
        self._out: TextIO | None = None

    def begin(self) -> str:
        """Start a file of our own; what the last start left behind, or "" when it ended in order."""
        with contextlib.suppress(
            OSError
        ):  # a settings folder nobody may write to: no report, no harm
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if not self._lock.tryLock(0):
                return ""
            left = self._file.read_text("utf-8", "replace") if self._file.is_file() else ""
            self._out = open(self._file, "w", encoding="utf-8")  # noqa: SIM115  lives as long as the window
            self._out.write(f"PocketBERT Studio {__version__}, Python {platform.python_version()}, PySide6 {qt_version}, {platform.platform()}{_FRAMES}")  # fmt: skip
            self._out.flush()
            faulthandler.enable(self._out)
            return left if left.partition(_FRAMES)[2].strip() else ""
        return ""

    def heard(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        """An exception nobody caught: its kind and its frames."""
        if self._out is not None:
            self._out.write("".join([*traceback.format_tb(trace), f"{kind.__name__}\n\n"]))
            self._out.flush()

    def end(self) -> None:
        """The window ended in order: nothing to tell."""
        if self._out is None:
            return
        faulthandler.disable()
        if sys.stderr is not None:
            faulthandler.enable()
        self._out.close()
        self._out = None
        self._file.unlink(missing_ok=True)
        self._lock.unlock()
