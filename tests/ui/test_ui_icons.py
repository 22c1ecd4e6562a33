"""Every icon that is named is there, can be drawn, and none lies about unused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtSvg import QSvgRenderer

from studio.core.files import resource
from studio.ui import icons
from studio.ui.window import Window

UI = Path(icons.__file__).parent
TAKE = {"Button": 1, "TurnButton": 1, "FlatButton": 1, "Door": 0, "change": 1, "icon": 0, "pixmap": 0}  # fmt: skip
THEMED = re.compile(r"-(light|dark)$")


def named() -> Iterator[tuple[str, str]]:
    """(icon, file) of each name handed to what draws one, and of each pane's ICON."""
    for file in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for part in _parts(node):
                found = [part.body, part.orelse] if isinstance(part, ast.IfExp) else [part]
                said = [n.value for n in found if isinstance(n, ast.Constant)]
                yield from ((name, file.name) for name in said if isinstance(name, str) and name)


def _parts(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")  # fmt: skip
        at = TAKE.get(called, 9)
        given = [k.value for k in node.keywords if k.arg == "icon_name"]
        return [*node.args[at : at + 1], *given]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
        names = [getattr(t, "id", "") for t in node.targets[0].elts]
        if "ICON" in names and isinstance(node.value, ast.Tuple):
            return [node.value.elts[names.index("ICON")]]
    return []


def test_every_icon_named_in_the_code_is_there() -> None:
    there = {path.stem for path in resource("icons").glob("*.svg")}
    asked = set(named())
    assert len(asked) > 20
    assert {pair for pair in asked if pair[0] not in there} == set()


def test_no_icon_lies_about_unused() -> None:
    said = "\n".join(file.read_text(encoding="utf-8") for file in UI.rglob("*.py"))
    stems = {THEMED.sub("", path.stem) for path in resource("icons").glob("*.svg")}
    assert {stem for stem in stems if f'"{stem}"' not in said and f"{stem}-" not in said} == set()


@pytest.mark.gui
@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda p: p.stem)
def test_every_icon_can_be_drawn(path: Path) -> None:
    assert QSvgRenderer(str(path)).isValid()


@pytest.mark.gui
@pytest.mark.parametrize("size", icons.SIZES)
def test_the_studios_own_picture_is_more_than_a_blot(qtbot: object, size: int) -> None:
    """At every size title bars use: its ground, the sheet and the pocket are three colours."""
    picture = icons.emblem(size, 1).toImage()
    assert picture.width() == size
    seen = {picture.pixelColor(x, y).name() for x in range(size) for y in range(size)}
    assert {"#4f46e5", "#ffffff", "#c7d2fe"} <= seen
    assert picture.pixelColor(0, 0).alpha() < 128  # round corners


@pytest.mark.gui
async def test_the_window_has_the_studios_icon(window: Window) -> None:
    assert not window.windowIcon().isNull()
    assert window.windowIcon().pixmap(16).toImage() == icons.emblem(16, 1).toImage()
