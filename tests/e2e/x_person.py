"""A person at the window: looks by name, presses keys, moves the mouse, waits for what really happened."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from x_access import CHECKED, ENABLED, Control, Reader
from x_display import Display, until

OVER = ("done", "failed", "cancelled", "interrupted")
TABS = 120  # a pane has fewer stops than this
PLACE = (300, 120)  # of the program's window; the drag source stays beside it


class Person:
    """Uses one started program on one screen; pictures go to `pictures`."""

    def __init__(self, display: Display, home: Path, pictures: Path) -> None:
        self.display, self.home, self.pictures = display, home, pictures
        self.log = home / "program.log"
        self.shots = 0
        self._folder: Path | None = None
        self.eyes = Reader(display.environment["DBUS_SESSION_BUS_ADDRESS"])

    def start(self, command: list[str]) -> None:
        """Start the program and put its window beside the left edge."""
        with open(self.log, "wb") as log:
            self.program = self.display.run(command, cwd=self.home, stdout=log, stderr=log)
        self.wait_for("Data: .*")
        window = until(lambda: self.display.windows("PocketBERT Studio"), "the window shows")[-1]
        self.display.place(window, *PLACE)

    def shoot(self, name: str) -> None:
        """Keep a picture of the screen."""
        self.display.shoot(self.pictures / f"{self.shots:02}-{name}.png")
        self.shots += 1

    # eyes -----------------------------------------------------------------------------------------

    def wait_for(self, name: str, role: str = "", seconds: float = 60.0) -> Control:
        """A control whose whole name matches."""

        def look() -> Control | None:
            assert self.program.poll() is None, f"the program ended: {self.log.read_text()}"
            return self.eyes.find(name, role)

        return until(look, f"a {role or 'control'} named {name!r} shows", seconds)

    def primary(self) -> Control | None:
        """The pane's main button: the last one at the right of the pane's title."""
        shown = self.eyes.controls()
        titles = [c.name.partition(":")[0] for c in shown if c.role == "check box" and c.has(CHECKED) and ": " in c.name]  # fmt: skip
        heads = [c for c in shown if c.role == "label" and c.name in titles]
        if not heads:
            return None
        top, bottom = heads[0].box[1] - 20, heads[0].box[1] + 60
        beside = [c for c in shown if "button" in c.role and top < c.centre[1] < bottom and c.box[0] > heads[0].box[0]]  # fmt: skip
        return max(beside, key=lambda c: c.box[0], default=None)

    def ready(self) -> Control | None:
        """The main button, when it can be pressed."""
        found = self.primary()
        return found if found and found.has(ENABLED) and found.name != "Stop" else None

    # hands ----------------------------------------------------------------------------------------

    def go(self, step: str, number: int, *, by_mouse: bool = False) -> None:
        """To a pane, by its button in the rail or by its shortcut."""
        entry = self.wait_for(f"{step}: .*", "check box")
        if by_mouse:
            self.display.click(*entry.centre)
        else:
            self.display.key(f"ctrl+{number}")
        until(lambda: self.wait_for(f"{step}: .*", "check box").has(CHECKED), f"{step} is in front")

    def press_primary(self, *, by_mouse: bool = False) -> None:
        """The pane's main button, as soon as it can be pressed."""
        button = until(self.ready, "the pane's button can be pressed")
        if by_mouse:
            self.display.click(*button.centre)
        else:
            self.display.key("ctrl+Return")

    def click(self, name: str, role: str = "") -> None:
        """The mouse on a control."""
        self.display.click(*self.wait_for(name, role).centre)

    def tab_to(self, name: str) -> Control:
        """Tab from stop to stop until one of this name has the focus; every stop must have a name."""
        seen: list[str] = []
        for _ in range(TABS):
            here = self.eyes.focused()
            if here is not None and re.fullmatch(name, here.name):
                return here
            self.display.key("Tab")
            before = here
            here = until(lambda was=before: self._moved(was), f"Tab leaves {before}")  # type: ignore[misc]  # fmt: skip
            assert here.name, f"a {here.role} at {here.box} takes the focus and has no name"
            seen.append(here.name)
        raise AssertionError(f"Tab never comes to {name!r}, only to {seen}")

    def _moved(self, before: Control | None) -> Control | None:
        now = self.eyes.focused()
        same = now is not None and before is not None and (now.bus, now.path) == (before.bus, before.path)  # fmt: skip
        return None if same else now

    def fill(self, name: str, value: str) -> None:
        """Tab to a field and type."""
        self.tab_to(name)
        self.display.key("ctrl+a")
        self.display.write(value)

    def tick(self, name: str) -> None:
        """Tab to a check box and press the space bar."""
        box = self.tab_to(name)
        if not box.has(CHECKED):
            self.display.key("space")
        until(lambda: self.wait_for(name, "check box").has(CHECKED), f"{name} is ticked")

    # the truth ------------------------------------------------------------------------------------

    @property
    def project(self) -> Path:
        """The folder that the program made."""
        return Path(until(self._made, "a project was made"))

    def _made(self) -> Path | None:
        """The project's folder, once it is there; a walk doesn't mind folders that go meanwhile."""
        if self._folder is None:
            folders = [at for at, _, files in os.walk(self.home) if "project.sqlite" in files]
            self._folder = Path(max(folders)) if folders else None
        return self._folder

    def runs(self, *steps: str) -> list[tuple[str, str, str]]:
        """(step, state, message) of these jobs, oldest first, as the catalogue has them."""
        if self._made() is None:
            return []
        with closing(sqlite3.connect(f"file:{self.project}/project.sqlite?mode=ro", uri=True, timeout=10)) as db:  # fmt: skip
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchall():
                return []
            rows = db.execute("SELECT step, state, message FROM runs ORDER BY started_at, rowid").fetchall()  # fmt: skip
        return [(step, state, message) for step, state, message in rows if step in steps]

    def done(self, step: str, seconds: float = 240.0) -> None:
        """Wait until the newest job of this step ended, and ended well."""

        def over() -> tuple[str, str, str] | None:
            found = self.runs(step)
            return found[-1] if found and found[-1][1] in OVER else None

        assert until(over, f"{step} ends", seconds, 0.2)[1] == "done", self.runs(step)
        until(self.ready, f"the window knows that {step} ended", seconds, 0.2)

    def drag_in(self, file: Path, said: str) -> None:
        """Drag a file from another window and let it go over the middle of this one."""
        source = self.display.run([sys.executable, str(Path(__file__).parent / "x_drag.py"), str(file)])  # fmt: skip
        window = until(lambda: self.display.windows("drag source"), "the drag source shows")[-1]
        self.display.place(window, 20, 40)
        self.display.point(120, 110)
        self.display.button("mousedown")
        x, y = PLACE[0] + 640, PLACE[1] + 400
        self.display.point(150, 130)  # far enough to be a drag
        until(lambda: self._hover(x, y, said), f"the window says {said!r}", 30)
        self.shoot("drop")
        self.display.button("mouseup")
        until(lambda: not self._saying(said), "the file was let go")
        source.terminate()
        source.wait(10)

    def _hover(self, x: int, y: int, said: str) -> bool:
        for step in range(0, 60, 12):
            self.display.point(x + step, y + step)
        return self._saying(said)

    def _saying(self, said: str) -> bool:
        return any(re.search(said, name) for name in self.eyes.names("label"))

    def leave(self) -> int:
        """Ctrl+Q; the program's exit status."""
        self.display.key("ctrl+q")
        try:
            return self.program.wait(30)
        except subprocess.TimeoutExpired:
            return -1

    def tell(self) -> str:
        """What there was to see when something went wrong, kept beside the pictures; the program's last words."""
        self.shoot("failure")
        (self.pictures / "failure.txt").write_text(self.eyes.story())
        said = "\n".join(log.read_text(errors="replace") for log in (self.display.log, self.log))
        return said[-4000:]
