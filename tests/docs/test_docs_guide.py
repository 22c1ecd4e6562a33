"""The guide and the README: every command can be given, every link leads somewhere, every error is told."""

from __future__ import annotations

import os
import re
import shlex
import struct
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from studio.cli.main import VERBS
from studio.cli.parser import checked, parse, parser_for
from studio.pipeline.catalogue import SPECS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "resources/docs/guide").glob("*.md"))]
FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(pocketbert [^`]+)`")
REPORT = "report.png"  # a browser takes it, not the window
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def commands(text: str) -> list[list[str]]:
    """The words of every `pocketbert ...` (or `... -m studio ...`) in a page."""
    lines = [line for block in FENCE.findall(text) for line in block.splitlines()]
    lines += INLINE.findall(text)
    found = []
    for line in lines:
        for part in line.partition("#")[0].split("&&"):
            words = shlex.split(part)
            for start in ("pocketbert", "studio"):
                if start in words and (start == "pocketbert" or "-m" in words):
                    found.append(words[words.index(start) + 1 :])
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_command_can_be_given(page: Path) -> None:
    for words in commands(page.read_text("utf-8")):
        if not words or words[0] not in VERBS or words[0] in ("demo", "doctor") or "…" in words:
            assert not words or words[0] in (*VERBS, "VERB", "mine"), words
            continue
        spec = SPECS[words[0]]
        parser = parser_for(words[0], spec)
        if "--help" not in words:
            _, given = parse(parser, words[1:])  # exits on nonsense
            checked(parser, spec, given)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_link_and_picture_is_there(page: Path) -> None:
    for place in LINK.findall(page.read_text("utf-8")):
        assert place.startswith("https://") or (page.parent / place).exists(), place


def test_the_table_of_errors_is_what_the_code_says() -> None:
    checked = subprocess.run([sys.executable, str(ROOT / "packaging/errors.py"), "--check"], capture_output=True, text=True)  # fmt: skip
    assert checked.returncode == 0, checked.stderr


def test_the_recipe_for_contributors_works(monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.augment import METHODS, AugmentResult, Recipe, augment_texts

    text = (ROOT / "resources/docs/guide/contributing.md").read_text("utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(METHODS) > 0  # all of them are loaded
    monkeypatch.setattr(METHODS, "_entries", dict(METHODS._entries))
    exec(compile(block, "ampersand.py", "exec"), {"__name__": "ampersand"})
    told: list[AugmentResult] = []

    def listen() -> Iterator[object]:
        told.append((yield from augment_texts(["salt and pepper"], Recipe((("ampersand", 1.0),), 1), row_keys=[0])))  # fmt: skip

    list(listen())
    assert told[0].texts == ["salt & pepper"]


@pytest.mark.gui
@pytest.mark.slow
def test_every_picture_is_made(tmp_path: Path) -> None:
    """By the script that packaging/pictures runs; here in one size."""
    code = "import sys, ui_pictures as u; u.SIZES = u.SIZES[:1]; u.main(sys.argv[1])"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests/ui")))}  # fmt: skip
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, env=environment, check=True)  # fmt: skip
    wanted = {Path(place).name for page in PAGES for place in LINK.findall(page.read_text("utf-8")) if place.endswith(".png")}  # fmt: skip
    assert wanted and wanted - {REPORT} <= {p.name for p in tmp_path.glob("*.png")}


@pytest.mark.slow
def test_the_reports_picture_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the script that packaging/pictures --report runs, where there is a browser; of a made-up project here."""
    for place in ("packaging", "tests/ui"):
        monkeypatch.syspath_prepend(str(ROOT / place))
    report_picture, ui_project = import_module("report_picture"), import_module("ui_project")
    assert report_picture.NAME == REPORT
    if not report_picture.browser():
        pytest.skip("no Chromium here")
    report_picture.take(ui_project.make_project(tmp_path / "licences"), tmp_path / REPORT)
    head = (tmp_path / REPORT).read_bytes()[:24]
    assert struct.unpack(">II", head[16:]) == (report_picture.WIDTH, report_picture.HEIGHT)


def test_presets_and_schemes_named_exist() -> None:
    from studio.convert import SCHEMES
    from studio.models.architectures import PRESETS

    student = (ROOT / "resources/docs/guide/choosing-a-student.md").read_text("utf-8")
    rows = [line for line in student.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named and named <= set(PRESETS)
    scheme = (ROOT / "resources/docs/guide/choosing-a-scheme.md").read_text("utf-8")
    rows = [line for line in scheme.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named == set(SCHEMES)
