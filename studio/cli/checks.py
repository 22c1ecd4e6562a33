"""One finding of the doctor."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """level is `ok`, `note` (something is limited) or `missing` (essential: exit status 4)."""

    level: str
    name: str
    text: str
    remedy: str = ""
