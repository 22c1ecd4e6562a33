"""The window's panes, one file each; a pane names itself and its place (NAME, TITLE, ORDER)."""

from __future__ import annotations

from studio.core.registry import Registry
from studio.ui.pane import Pane

PANES: Registry[type[Pane]] = Registry("studio.ui.panes")


def in_order() -> list[type[Pane]]:
    """Every pane, as the rail shows them."""
    return sorted((PANES[name] for name in PANES), key=lambda pane: pane.ORDER)
