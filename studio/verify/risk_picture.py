"""Risk and coverage as a picture: how often a model errs if it answers only when it is sure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 64, 24, 64, 48
INK, QUIET, LINE, MARK = "#16181d", "#596273", "#4f46e5", "#067647"
POINTS = 400  # a longer curve is thinned


def risk_picture(
    name: str, coverage: Sequence[float], risk: Sequence[float], chosen: tuple[float, float] | None = None
) -> str:  # fmt: skip
    """An SVG of risk (0..1) over coverage (0..1); `chosen` is the (coverage, risk) of a threshold."""
    top = max([*risk, 0.01])
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="system-ui, sans-serif" font-size="12" role="img">',
        f"<title>Risk and coverage of {escape(name)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="15" font-weight="600" fill="{INK}">Wrong answers of {escape(name)}, if it answers only when it is sure</text>',
        f'<text x="16" y="46" fill="{QUIET}">up: share of answers that are wrong; right: share of texts it answers</text>',
        *_grid(top),
        _curve(coverage, risk, top),
        *_mark(chosen, top),
        "</svg>",
    ]
    return "\n".join(body)


def _x(coverage: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * coverage


def _y(risk: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * risk / top


def _grid(top: float) -> list[str]:
    found = []
    for step in range(5):
        share = step / 4
        x, y = _x(share), _y(share * top, top)
        found.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e4e7ec"/><text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{QUIET}">{share * top:.1%}</text>')  # fmt: skip
        found.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="{QUIET}">{share:.0%}</text>')  # fmt: skip
    return found


def _curve(coverage: Sequence[float], risk: Sequence[float], top: float) -> str:
    step = max(1, len(coverage) // POINTS)
    kept = sorted({*range(0, len(coverage), step), max(len(coverage) - 1, 0)}) if coverage else []
    points = " ".join(f"{_x(coverage[at]):.1f},{_y(risk[at], top):.1f}" for at in kept)
    return f'<polyline points="{points}" fill="none" stroke="{LINE}" stroke-width="1.8"/>'


def _mark(chosen: tuple[float, float] | None, top: float) -> list[str]:
    if chosen is None:
        return []
    x, y = _x(chosen[0]), _y(chosen[1], top)
    told = f"{chosen[1]:.1%} wrong on {chosen[0]:.0%}"
    side = "end" if chosen[0] > 0.7 else "start"
    return [  # the words stand below: the curve rises to the right
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" stroke="{MARK}" stroke-width="2"/>',
        f'<text x="{x + (-9 if side == "end" else 9):.1f}" y="{min(y + 22, HEIGHT - BOTTOM - 6):.1f}" text-anchor="{side}" fill="{MARK}">{told}</text>',
    ]
