"""The lengths a package shall take, from what was asked for and what the texts need."""

from __future__ import annotations

from collections.abc import Sequence

from studio.core.errors import InputError

SHORT = (32, 64)  # beside the classifier's own, where no texts were counted


def lengths(
    text: str, own: int, target: str = "iOS18", counts: Sequence[tuple[int, int]] = ()
) -> tuple[int, ...]:
    """'128' or '32,64,128' -> ascending lengths; empty -> the classifier's own. Raises InputError.

    'auto' adds shorter ones where the target takes several: up to two that pad the counted texts
    least, or 32 and 64 where none were counted. Short texts answer sooner.
    """
    if text == "auto":
        several = target not in {"iOS16", "iOS17"}
        if several and counts:
            from studio.convert.lengths import lengths_for

            return lengths_for(counts, own)
        return (*(n for n in SHORT if several and n < own), own)
    try:
        found = sorted({int(item) for item in text.split(",") if item.strip()}) or [own]
    except ValueError:
        found = [0]
    if found[0] < 2 or found[-1] > 8192:
        raise InputError(f"Lengths can't be {text!r}.", code="bad-setting", remedy="Whole numbers of tokens between 2 and 8192, e.g. 128 or 32,64,128")  # fmt: skip
    return tuple(found)
