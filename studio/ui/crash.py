"""What a start that ended without a goodbye leaves for the next one: versions and frames, never a row of data."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import platform
import sys
import traceback
from pathlib import Path
from types import TracebackType

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
        self._out: io.FileIO | None = None

    def begin(self) -> str:
        """Start a file of our own; what the last start left behind, or "" when it ended in order."""
        left = ""
        with contextlib.suppress(OSError):  # a folder nobody may write to, a full disk: no harm
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if not self._lock.tryLock(0):
                return ""
            left = self._file.read_text("utf-8", "replace") if self._file.is_file() else ""
            if self._file.is_file() or not self._file.exists():  # a pipe would wait for a reader
                self._open()
        return left if left.partition(_FRAMES)[2].strip() else ""

    def _open(self) -> None:
        """Unbuffered: what a full disk refuses is not refused once more when the file is closed."""
        self._out = open(self._file, "wb", buffering=0)  # noqa: SIM115  lives as long as the window
        faulthandler.enable(self._out)
        self._say(f"PocketBERT Studio {__version__}, Python {platform.python_version()}, PySide6 {qt_version}, {platform.platform()}{_FRAMES}")  # fmt: skip

    def _say(self, words: str) -> None:
        with contextlib.suppress(OSError):  # a report that cannot be written may not end the window
            if self._out is not None:
                self._out.write(words.encode("utf-8", "backslashreplace"))

    def heard(self, kind: type[BaseException], trace: TracebackType | None) -> None:
        """An exception nobody caught: its kind and its frames."""
        self._say("".join([*traceback.format_tb(trace), f"{kind.__name__}\n\n"]))

    def end(self) -> None:
        """The window ended in order: nothing to tell."""
        if self._out is None:
            return
        faulthandler.disable()
        if sys.stderr is not None:
            faulthandler.enable()
        with contextlib.suppress(OSError):
            self._out.close()
            self._file.unlink(missing_ok=True)
        self._out = None
        self._lock.unlock()
