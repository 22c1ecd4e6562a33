"""The real window's test: skipped with its reason where no X server can be had, or failed if one must be."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from x_display import Display, why_not
from x_person import Person

MUST = "POCKETBERT_REQUIRE_X"  # set: no screen is a failure, not a skip
PICTURES = "POCKETBERT_E2E_PICTURES"
BUILD = Path(__file__).parents[2] / "build" / "e2e"


@pytest.fixture
def pictures() -> Path:
    """An empty folder for the test's pictures."""
    folder = Path(os.environ.get(PICTURES) or BUILD)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def person(tmp_path: Path, pictures: Path) -> Iterator[Person]:
    """Somebody in front of a screen of their own."""
    if reason := why_not():
        (pytest.fail if os.environ.get(MUST) else pytest.skip)(reason)
    home = tmp_path / "home"
    home.mkdir()
    display = Display(home)
    try:
        display.open()
        made = Person(display, home, pictures)
        yield made
        made.eyes.close()
    finally:
        display.close()
