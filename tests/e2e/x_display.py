"""A screen of the test's own: X server, window manager, session bus, and hands for its mouse and keys."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psutil

from studio.cli.systemlibs import ANY_WINDOW, REAL_DISPLAY, loads

PROGRAMS = {  # program: Debian package
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "xclip": "xclip",
    "import": "imagemagick",
    "dbus-daemon": "dbus",
}
A11Y_SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")  # at-spi2-core
SCREEN = (1600, 1000)
MEANT_FOR_OFFSCREEN = ("QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "WAYLAND_DISPLAY", "XAUTHORITY", "AT_SPI_BUS_ADDRESS")  # fmt: skip
Found = TypeVar("Found")


def why_not() -> str:
    """Why no screen can be had here, with the packages to install; "" when it can."""
    if not sys.platform.startswith("linux"):
        return "an X server is only started on Linux"
    absent = [package for program, package in PROGRAMS.items() if not shutil.which(program)]
    absent += [] if A11Y_SERVICE.exists() else ["at-spi2-core"]
    libraries = {**ANY_WINDOW, **REAL_DISPLAY}
    absent += [package for library, package in libraries.items() if not loads(library)]
    return f"no real window here: apt-get install {' '.join(absent)}" if absent else ""


def until(true: Callable[[], Found], what: str, seconds: float = 30.0, pause: float = 0.05) -> Found:  # fmt: skip
    """Poll the truth; what it was in the end."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(pause)
    return found


class Display:
    """Starts everything in `open`, ends everything in `close`; `environment` is for what runs on it."""

    def __init__(self, home: Path) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in MEANT_FOR_OFFSCREEN}
        folders = {name: str(home / folder) for name, folder in (("HOME", ""), ("XDG_CONFIG_HOME", ".config"), ("XDG_DATA_HOME", ".local/share"), ("XDG_CACHE_HOME", ".cache"))}  # fmt: skip
        self.environment = {**kept, **folders, "LC_ALL": "C.UTF-8", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}  # fmt: skip
        self.log = home / "screen.log"
        self._running: list[subprocess.Popen[Any]] = []

    def open(self) -> None:
        """Server, bus, window manager, in this order."""
        reading, writing = os.pipe()
        width, height = SCREEN
        self.run(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-noreset", "-nolisten", "tcp"], pass_fds=[writing])  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as told:
            self.environment["DISPLAY"] = f":{told.readline().strip()}"
        bus = self.run(["dbus-daemon", "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE)  # fmt: skip
        assert bus.stdout is not None
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.run(["openbox"])
        until(lambda: self.said("xdotool", "get_num_desktops").strip().isdigit(), "the window manager is there")  # fmt: skip

    def run(self, command: list[str], **more: Any) -> subprocess.Popen[Any]:
        """Start something on this screen; `close` ends it."""
        with open(self.log, "ab") as log:
            made = subprocess.Popen(command, env=self.environment, **{"stderr": log, **more})
        self._running.append(made)
        return made

    def said(self, *command: str) -> str:
        """What a short command prints."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30)  # fmt: skip
        return done.stdout

    def close(self) -> None:
        """Last started, first ended; what the bus had started as well."""
        services = [child for one in self._running if psutil.pid_exists(one.pid) and one.poll() is None for child in psutil.Process(one.pid).children(recursive=True)]  # fmt: skip
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
            if process.stdout is not None:
                process.stdout.close()
        for service in services:
            if service.is_running():
                service.terminate()
        psutil.wait_procs(services, 10)

    # hands ----------------------------------------------------------------------------------------

    def key(self, *keys: str) -> None:
        """Press keys one after the other: "ctrl+1", "Tab", "Return"."""
        self.said("xdotool", "key", "--clearmodifiers", *keys)

    def write(self, text: str) -> None:
        """Type as a quick person does."""
        self.said("xdotool", "type", "--delay", "15", text)

    def point(self, x: int, y: int) -> None:
        """Move the mouse."""
        self.said("xdotool", "mousemove", "--sync", str(x), str(y))

    def click(self, x: int, y: int) -> None:
        """Move there and press."""
        self.said("xdotool", "mousemove", "--sync", str(x), str(y), "click", "1")

    def button(self, what: str) -> None:
        """mousedown or mouseup."""
        self.said("xdotool", what, "1")

    def windows(self, title: str) -> list[str]:
        """Ids of the visible windows with this in their title."""
        return self.said("xdotool", "search", "--onlyvisible", "--name", title).split()

    def place(self, window: str, x: int, y: int) -> None:
        """Move a window and bring it to the front."""
        self.said("xdotool", "windowmove", "--sync", window, str(x), str(y), "windowactivate", "--sync", window)  # fmt: skip

    def clipboard(self) -> str:
        """What was copied."""
        return self.said("xclip", "-selection", "clipboard", "-out")

    def shoot(self, path: Path) -> None:
        """The whole screen as a PNG."""
        self.said("import", "-window", "root", str(path))
