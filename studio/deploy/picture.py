"""A picture of latencies as SVG: a bar to the median of each model and runtime, a line to its p95."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, ROW, LEFT, RIGHT, TOP = 760, 34, 230, 130, 56
COLOURS = {  # of a runtime's bars, light and dark
    "torch": ("#596273", "#98a1b3"),
    "reference": ("#4f46e5", "#8b85ff"),
    "coreml": ("#067647", "#3fb984"),
    "onnx": ("#b54708", "#f0954a"),
}
OTHER = ("#9c36b5", "#d98cf0")
PAPER, INK, QUIET = ("#ffffff", "#121212"), ("#16181d", "#f2f3f5"), ("#596273", "#98a1b3")


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
            _style(),
            f'<rect width="{WIDTH}" height="{height}" class="speed-paper"/>',
            '<text x="16" y="28" font-size="15" font-weight="600" class="speed-ink">Latency of single sentences, milliseconds</text>',
            *body,
            _legend(rows, height - 14),
            "</svg>",
        ]
    )


def _style() -> str:
    """Every colour twice: the picture follows the page's theme, and stands alone as a file."""
    pairs = {"speed-paper": PAPER, "speed-ink": INK, "speed-quiet": QUIET, "speed-other": OTHER}
    pairs |= {_bar(name): pair for name, pair in COLOURS.items()}

    def rules(at: int) -> str:
        fills = " ".join(f".{name}{{fill:{pair[at]}}}" for name, pair in pairs.items())
        return fills + " ".join(f".{name}-line{{stroke:{pair[at]};fill:none}}" for name, pair in pairs.items())  # fmt: skip

    return f"<style>{rules(0)} @media (prefers-color-scheme: dark) {{ {rules(1)} }}</style>"


def _bar(runtime: str) -> str:
    return f"speed-{runtime}" if runtime in COLOURS else "speed-other"


def _row(row: Mapping[str, str], top: int, scale: float) -> str:
    p50, p95 = (float(row[key]) for key in ("p50 ms", "p95 ms"))
    bar, middle = _bar(row["runtime"]), top + ROW / 2
    end = LEFT + p95 * scale
    return "\n".join(
        [
            f'<text x="{LEFT - 12}" y="{middle + 4:.1f}" text-anchor="end" class="speed-ink">{escape(row["model"])}</text>',
            f'<rect x="{LEFT}" y="{top + 8}" width="{max(1.0, p50 * scale):.1f}" height="{ROW - 16}" rx="3" class="{bar}">'
            f"<title>{escape(row['model'])}, {escape(row['runtime'])}: p50 {p50:.1f} ms, p95 {p95:.1f} ms</title></rect>",
            f'<path d="M{LEFT + p50 * scale:.1f} {middle:.1f}H{end:.1f}m0 -5v10" class="{bar}-line" stroke-width="1.5"/>',
            f'<text x="{end + 8:.1f}" y="{middle + 4:.1f}" class="speed-quiet">{p50:.1f} | {p95:.1f}</text>',
        ]
    )


def _legend(rows: Sequence[Mapping[str, str]], y: int) -> str:
    x, parts = LEFT, []
    for runtime in dict.fromkeys(row["runtime"] for row in rows):
        parts.append(f'<rect x="{x}" y="{y - 9}" width="10" height="10" rx="2" class="{_bar(runtime)}"/>')  # fmt: skip
        parts.append(f'<text x="{x + 16}" y="{y}" class="speed-quiet">{escape(runtime)}</text>')
        x += 40 + 8 * len(runtime)
    parts.append(f'<text x="{WIDTH - 16}" y="{y}" text-anchor="end" class="speed-quiet">bar: p50, line: p95</text>')  # fmt: skip
    return "\n".join(parts)
