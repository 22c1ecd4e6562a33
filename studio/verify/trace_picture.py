"""The error by depth as a picture: an SVG of two lines over the allowed band, and bars for a terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape

from studio.verify.trace import Depth, Trace

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 420, 76, 64, 76, 96
LOWEST, HIGHEST = 1e-6, 10.0  # shares of the largest number; beyond is drawn at the edge
FAITHFUL, FLOAT32, BAD, QUIET, INK = "#4f46e5", "#067647", "#b42318", "#596273", "#16181d"
BAR, NAME = 24, 44


def depth_picture(trace: Trace) -> str:
    """An SVG: each place compared from left to right, errors upwards in powers of ten."""
    depth = trace.depth
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="system-ui, sans-serif" font-size="12" role="img">',
        "<title>Where the package parts from torch: error by depth</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="15" font-weight="600" fill="{INK}">Error by depth, as a share of the largest number in each layer</text>',
        f'<text x="16" y="46" fill="{QUIET}">{escape(_cut(trace.sentence, 125))}</text>',
        *_grid(),
        *_blocks(depth),
        _band(depth),
        _line(depth, lambda d: d.float32, FLOAT32),
        _line(depth, lambda d: d.faithful, FAITHFUL),
        *_mark(trace),
        _legend(),
        "</svg>",
    ]
    return "\n".join(body)


def depth_lines(trace: Trace, most: int = 40) -> list[str]:
    """Bars for a terminal, in powers of ten; long models by block, their worst place each."""
    shown = [d for d in trace.depth if d.side == "output" or d.layer == trace.layer]
    if len(shown) > most:
        shown = _worst_of_blocks(shown, trace.layer)
    lines = [f"{'layer':<{NAME}}  {'':<{BAR}}  {'as declared':>11}  {'in float32':>10}"]
    for entry in shown:
        filled = round(BAR * _share(entry.faithful))
        name = entry.layer if entry.side == "output" else f"into {entry.layer}"
        name = name if len(name) <= NAME else "…" + name[1 - NAME :]
        here = "  <- here" if _is_it(entry, trace) else ""
        lines.append(
            f"{name:<{NAME}}  {'#' * filled:<{BAR}}  {_said(entry.faithful):>11}  "
            f"{_said(entry.float32):>10}{here}"
        )
    return lines


def _worst_of_blocks(depth: Sequence[Depth], kept: str) -> list[Depth]:
    from studio.runtime.mil.inspector import block_of

    groups: dict[str, list[Depth]] = {}
    for entry in depth:
        key = entry.layer if entry.layer == kept else block_of(entry.layer)
        groups.setdefault(key, []).append(entry)
    return [max(some, key=lambda d: d.faithful) for some in groups.values()]


def _is_it(entry: Depth, trace: Trace) -> bool:
    return trace.parts and entry.layer == trace.layer and (entry.op == trace.op or (bool(trace.suspects) and entry.op in trace.suspects))  # fmt: skip


def _share(value: float) -> float:
    """0..1 of the height, in powers of ten."""
    if not math.isfinite(value):
        return 1.0
    held = min(max(value, LOWEST), HIGHEST)
    return math.log10(held / LOWEST) / math.log10(HIGHEST / LOWEST)


def _x(at: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (at / max(1, count - 1))


def _y(value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(value)


def _grid() -> list[str]:
    found = []
    for power in range(-6, 2):
        y = _y(10.0**power)
        told = f"{100 * 10.0**power:g} %"
        found.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e4e7ec"/><text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="{QUIET}">{told}</text>')  # fmt: skip
    return found


def _blocks(depth: Sequence[Depth]) -> list[str]:
    """Names below, one a block, and a thin line where a block begins."""
    from studio.runtime.mil.inspector import block_of

    found, last, room = [], "", 0.0
    for at, entry in enumerate(depth):
        block = block_of(entry.layer)
        if block == last:
            continue
        x, last = _x(at, len(depth)), block
        found.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#f2f4f7"/>')
        if x >= room:
            room = x + 16
            short = ".".join(block.split(".")[-2:])
            y = HEIGHT - BOTTOM + 14
            found.append(f'<text transform="translate({x + 4:.1f} {y}) rotate(40)" fill="{QUIET}">{escape(_cut(short, 16))}</text>')  # fmt: skip
    return found


def _band(depth: Sequence[Depth]) -> str:
    """What float16's rounding explains, as an area."""
    if not depth:
        return ""
    top = " ".join(f"{_x(at, len(depth)):.1f},{_y(d.allowed_faithful):.1f}" for at, d in enumerate(depth))  # fmt: skip
    base = HEIGHT - BOTTOM
    return f'<polygon points="{LEFT},{base} {top} {_x(len(depth) - 1, len(depth)):.1f},{base}" fill="#eef2f6"/>'  # fmt: skip


def _line(depth: Sequence[Depth], of: Callable[[Depth], float], colour: str) -> str:
    points = " ".join(f"{_x(at, len(depth)):.1f},{_y(of(d)):.1f}" for at, d in enumerate(depth))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.8"/>'


def _mark(trace: Trace) -> list[str]:
    """A ring where they part."""
    for at, entry in enumerate(trace.depth):
        if _is_it(entry, trace):
            x, y = _x(at, len(trace.depth)), _y(entry.faithful)
            return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="none" stroke="{BAD}" stroke-width="2"><title>{escape(trace.sentence)}</title></circle>']  # fmt: skip
    return []


def _legend() -> str:
    y, parts = 66, []
    items = ((FAITHFUL, "as the package declares"), (FLOAT32, "its weights in float32"), ("#d0d5dd", "explained by rounding"), (BAD, "they part here"))  # fmt: skip
    for at, (colour, name) in enumerate(items):
        x = LEFT + 200 * at
        parts.append(f'<rect x="{x}" y="{y - 9}" width="10" height="10" rx="2" fill="{colour}"/><text x="{x + 16}" y="{y}" fill="{QUIET}">{name}</text>')  # fmt: skip
    return "\n".join(parts)


def _said(value: float) -> str:
    return f"{100 * value:.2g} %" if math.isfinite(value) and value < 10 else "broken"


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
