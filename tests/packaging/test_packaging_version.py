"""One version number: the module's; every builder reads it, none writes its own."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import studio

ROOT = Path(__file__).parents[2]


def test_pyproject_takes_the_modules_version() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" not in told["project"] and told["project"]["dynamic"] == ["version"]
    assert told["tool"]["hatch"]["version"]["path"] == "studio/__init__.py"
    assert re.fullmatch(r"\d+\.\d+\.\d+", studio.__version__)


def test_no_builder_writes_a_version_of_its_own() -> None:
    for file in (p for p in (ROOT / "packaging").rglob("*") if p.is_file() and p.suffix != ".pyc"):
        assert studio.__version__ not in file.read_text("utf-8"), file


def test_the_bundles_builders_ask_the_module() -> None:
    for name in ("pack.py", "pocketbert.spec"):
        assert "from studio import __version__" in (ROOT / "packaging" / name).read_text("utf-8")
    for name in ("macos/bundle", "windows/bundle.ps1", "appimage"):
        assert "studio.__version__" in (ROOT / "packaging" / name).read_text("utf-8")
