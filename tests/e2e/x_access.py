"""What the window tells assistive technology: every control's role, name, state and place (AT-SPI)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, DBusErrorResponse, Properties, new_method_call
from jeepney.io.blocking import open_dbus_connection

ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
ATSPI = "org.a11y.atspi."
CHECKED, ENABLED, FOCUSABLE, FOCUSED, SHOWING = 4, 8, 11, 12, 25  # AtspiStateType
LARGE = ("table", "tree table")  # a million cells need not be asked for
PATIENCE = 20.0  # seconds for one answer


@dataclass(frozen=True)
class Control:
    """One thing on the screen; `box` is (x, y, width, height) in pixels of the screen."""

    bus: str
    path: str
    role: str
    name: str
    states: int
    box: tuple[int, int, int, int]
    depth: int

    def has(self, state: int) -> bool:
        """Whether a state is on."""
        return bool(self.states >> state & 1)

    @property
    def centre(self) -> tuple[int, int]:
        """Where to click."""
        x, y, width, height = self.box
        return x + width // 2, y + height // 2


class Reader:
    """Reads one program's controls through the accessibility bus of a session bus."""

    def __init__(self, session: str) -> None:
        with contextlib.closing(open_dbus_connection(session)) as bus:
            asked = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")  # fmt: skip
            address = bus.send_and_get_reply(asked, timeout=PATIENCE).body[0]
        self._bus = open_dbus_connection(address)

    def close(self) -> None:
        """Hang up."""
        self._bus.close()

    def controls(self) -> list[Control]:
        """Everything that shows, depth first; [] while there is no program, or it just changed."""
        try:
            return [c for at in self._children(*ROOT) for c in self._below(*at, 0)]
        except DBusErrorResponse:
            return []

    def find(self, name: str, role: str = "") -> Control | None:
        """The first control that shows and whose whole name matches, of a role that contains `role`."""
        for control in self.controls():
            if role in control.role and re.fullmatch(name, control.name):
                return control
        return None

    def focused(self) -> Control | None:
        """Where the keys go: the innermost control with the focus."""
        there = [c for c in self.controls() if c.has(FOCUSED) and c.has(FOCUSABLE)]
        return there[-1] if there else None

    def names(self, role: str = "") -> list[str]:
        """Names of all that shows."""
        return [c.name for c in self.controls() if role in c.role and c.name]

    def story(self) -> str:
        """The whole tree, for the report of a failure."""
        return "\n".join(f"{'  ' * c.depth}{c.role} {c.name!r} {c.box} {c.states:x}" for c in self.controls())  # fmt: skip

    def _below(self, bus: str, path: str, depth: int) -> Iterator[Control]:
        low, high = self._call(bus, path, "Accessible", "GetState")[0]
        role = self._call(bus, path, "Accessible", "GetRoleName")[0]
        if depth and not low >> SHOWING & 1:
            return
        name = self._property(bus, path, "Accessible", "Name")
        box = self._call(bus, path, "Component", "GetExtents", "u", (0,))[0] if depth else (0, 0, 0, 0)  # fmt: skip
        yield Control(bus, path, role, name, low | high << 32, tuple(box), depth)
        if role not in LARGE:
            for at in self._children(bus, path):
                yield from self._below(*at, depth + 1)

    def _children(self, bus: str, path: str) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = self._call(bus, path, "Accessible", "GetChildren")[0]
        return [(b, p) for b, p in found if not p.endswith("/null")]

    def _call(self, bus: str, path: str, interface: str, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Any:  # fmt: skip
        asked = new_method_call(DBusAddress(path, bus, ATSPI + interface), method, signature, body)
        return self._answer(asked)

    def _property(self, bus: str, path: str, interface: str, name: str) -> Any:
        return self._answer(Properties(DBusAddress(path, bus, ATSPI + interface)).get(name))[0][1]

    def _answer(self, asked: Any) -> Any:
        reply = self._bus.send_and_get_reply(asked, timeout=PATIENCE)
        if reply.header.message_type.name == "error":
            raise DBusErrorResponse(reply)
        return reply.body
