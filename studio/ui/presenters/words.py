"""Numbers as people read them: sizes, times, counts, shares."""

from __future__ import annotations

from studio.ui.presenters.language import tr


def size(n_bytes: float) -> str:
    """Decimal units, as file managers show them: 134.2 MB."""
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if n_bytes >= scale:
            return f"{n_bytes / scale:.1f} {unit}"
    return f"{n_bytes:.0f} B"


def duration(seconds: float) -> str:
    """45 s, 3 min 12 s, 1 h 05 min."""
    whole = max(0, round(seconds))
    if whole < 60:
        return tr("{seconds} s", seconds=whole)
    if whole < 3600:
        return tr("{minutes} min {seconds:02d} s", minutes=whole // 60, seconds=whole % 60)
    return tr("{hours} h {minutes:02d} min", hours=whole // 3600, minutes=whole % 3600 // 60)


def count(n: int) -> str:
    """1,234,567."""
    return f"{n:,}"


def share(value: float, digits: int = 1) -> str:
    """0.974 -> 97.4 %."""
    return f"{100 * value:.{digits}f} %"


def rate(per_second: float) -> str:
    """11.2/s; slower than one a second: 2.5 s each."""
    if per_second >= 1:
        return tr(
            "{rate}/s", rate=f"{per_second:,.0f}" if per_second >= 100 else f"{per_second:.3g}"
        )
    return tr("{seconds} s each", seconds=f"{1 / per_second:.2g}")


def plain(name: str) -> str:
    """A field's or stage's own name as a label: learning_rate -> Learning rate."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
