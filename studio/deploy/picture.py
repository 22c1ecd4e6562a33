"""A picture of latencies as SVG: a bar to the median of each model and runtime, a line to its p95."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, ROW, LEFT, RIGHT, TOP = 760, 34, 230, 130, 56
COLOURS = {"torch": "#596273", "reference": "#4f46e5", "coreml": "#067647", "onnx": "#b54708"}


def speed_picture(rows: Sequence[Mapping[str, str]]) -> str:
    """An SVG of bench rows (`model`, `runtime`, `p50 ms`, `p95 ms`); texts are escaped."""
    height = TOP + ROW * len(rows) + 40
    longest = max((float(row["p95 ms"]) for row in rows), default=1.0) or 1.0
    scale = (WIDTH - LEFT - RIGHT) / longest
    body = [_row(row, TOP + ROW * at, scale) for at, row in enumerate(rows)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
            f' height="{height}" font-family="system-ui, sans-serif" font-size="13" role="img">',
            "<title>Latency of single sentences: median and 95th percentile</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            '<text x="16" y="28" font-size="15" font-weight="600" fill="#16181d">Latency of single sentences, milliseconds</text>',
            *body,
            _legend(rows, height - 14),
            "</svg>",
        ]
    )


def _row(row: Mapping[str, str], top: int, scale: float) -> str:
    p50, p95 = (float(row[key]) for key in ("p50 ms", "p95 ms"))
    colour, middle = COLOURS.get(row["runtime"], "#9c36b5"), top + ROW / 2
    end = LEFT + p95 * scale
    return "\n".join(
        [
            f'<text x="{LEFT - 12}" y="{middle + 4:.1f}" text-anchor="end" fill="#16181d">{escape(row["model"])}</text>',
            f'<rect x="{LEFT}" y="{top + 8}" width="{max(1.0, p50 * scale):.1f}" height="{ROW - 16}" rx="3" fill="{colour}">'
            f"<title>{escape(row['model'])}, {escape(row['runtime'])}: p50 {p50:.1f} ms, p95 {p95:.1f} ms</title></rect>",
            f'<path d="M{LEFT + p50 * scale:.1f} {middle:.1f}H{end:.1f}m0 -5v10" stroke="{colour}" stroke-width="1.5" fill="none"/>',
            f'<text x="{end + 8:.1f}" y="{middle + 4:.1f}" fill="#596273">{p50:.1f} | {p95:.1f}</text>',
        ]
    )


def _legend(rows: Sequence[Mapping[str, str]], y: int) -> str:
    x, parts = LEFT, []
    for runtime in dict.fromkeys(row["runtime"] for row in rows):
        parts.append(f'<rect x="{x}" y="{y - 9}" width="10" height="10" rx="2" fill="{COLOURS.get(runtime, "#9c36b5")}"/>')  # fmt: skip
        parts.append(f'<text x="{x + 16}" y="{y}" fill="#596273">{escape(runtime)}</text>')
        x += 40 + 8 * len(runtime)
    parts.append(f'<text x="{WIDTH - 16}" y="{y}" text-anchor="end" fill="#596273">bar: p50, line: p95</text>')  # fmt: skip
    return "\n".join(parts)
