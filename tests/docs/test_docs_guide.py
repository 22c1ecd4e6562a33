"""The guide and the README: every command can be given, every link leads somewhere, every error is told."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from studio.cli.main import VERBS
from studio.cli.parser import checked, parse, parser_for
from studio.pipeline.catalogue import SPECS

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "resources/docs/guide").glob("*.md"))]
FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(pocketbert [^`]+)`")
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
