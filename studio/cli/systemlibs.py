"""The doctor's look at the system libraries that Qt needs on Linux, with their Debian names."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator

from studio.cli.checks import Check

ANY_WINDOW = {  # shared object: Debian package; needed even without a display
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
REAL_DISPLAY = {  # what Qt's X11 plugin loads
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}


def checks() -> Iterator[Check]:
    """Two or three lines on Linux, none elsewhere: Qt brings its own there."""
    if not sys.platform.startswith("linux"):
        return
    yield _line("Qt libraries", ANY_WINDOW, "no window; the commands work without them")
    yield _line("Qt on X11", REAL_DISPLAY, "no window on an X display")
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        yield Check("note", "display", "none: the window would be invisible; the commands work without it")  # fmt: skip


def _line(name: str, wanted: dict[str, str], loss: str) -> Check:
    absent = {library: package for library, package in wanted.items() if not loads(library)}
    if not absent:
        return Check("ok", name, f"all {len(wanted)} found")
    return Check("note", name, f"{', '.join(absent)} absent: {loss}", f"sudo apt install {' '.join(absent.values())}")  # fmt: skip


def loads(library: str) -> bool:
    """Whether the dynamic linker finds it, with all that it needs itself."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
