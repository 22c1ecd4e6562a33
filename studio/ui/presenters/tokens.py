"""The window's colours in both themes, by role, and the arithmetic that proves they can be read."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """sRGB #rrggbb by role. `text`, `muted`, `good`, `warn`, `bad` and `accent` are read as text."""

    background: str
    surface: str
    border: str
    control: str  # outlines of things one can press or type into: 3:1
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    hover: str
    good: str
    warn: str
    bad: str
    grid: str
    marks: tuple[str, ...]  # data series, in order

    def css(self) -> dict[str, str]:
        """Names to colours, for a style sheet."""
        return {k: v for k, v in dataclasses.asdict(self).items() if isinstance(v, str)}


LIGHT = Tokens(
    background="#f6f7f9",
    surface="#ffffff",
    border="#e3e6eb",
    control="#868e9c",
    text="#16181d",
    muted="#596273",
    accent="#4f46e5",
    on_accent="#ffffff",
    accent_soft="#eeeefe",
    hover="#eef0f4",
    good="#067647",
    warn="#a8420a",
    bad="#b42318",
    grid="#e9ecf1",
    marks=("#4f46e5", "#067647", "#b54708", "#0b7285", "#9c36b5", "#596273"),
)
DARK = Tokens(
    background="#101114",
    surface="#17191d",
    border="#2a2e35",
    control="#6a7180",
    text="#eceef2",
    muted="#9fa8b8",
    accent="#9595ff",
    on_accent="#0d0d17",
    accent_soft="#26264a",
    hover="#22262c",
    good="#47cd89",
    warn="#fdb022",
    bad="#ff8379",
    grid="#262a31",
    marks=("#9595ff", "#47cd89", "#fdb022", "#4cc9d9", "#da77f2", "#9fa8b8"),
)
THEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio, 1..21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)
