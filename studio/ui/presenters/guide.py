"""The guide: its pages in the order of its contents, found by words, and the page that belongs to a step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from studio.core.files import resource

FIRST = "index"
OF_STEP = {
    "data": "first-classifier", "augment": "first-classifier", "teacher": "own-teacher", "distil": "choosing-a-student",
    "convert": "choosing-a-scheme", "compare": "reading-parity", "playground": "reading-parity", "export": "on-an-iphone",
}  # fmt: skip
_LINK = re.compile(r"\[([^\]]*)\]\(([\w-]+)\.md\)")
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*`#|\\]+|^-{3,}$", re.MULTILINE)
_AROUND = 36  # characters beside a found word


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `name` is its file without .md, `plain` its words alone."""

    name: str
    title: str
    markdown: str
    plain: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page that holds all the words asked for, and the place of the first."""

    page: Page
    around: str


def folder() -> Path:
    """Where the pages lie."""
    return resource("docs/guide")


@cache
def pages() -> dict[str, Page]:
    """Every page by name: the contents first, then as they are named there, then the others."""
    files = {path.stem: path for path in sorted(folder().glob("*.md"))}
    named = [name for _, name in _LINK.findall(files[FIRST].read_text("utf-8"))]
    order = [name for name in dict.fromkeys([FIRST, *named, *files]) if name in files]
    return {name: _page(files[name]) for name in order}


def search(asked: str) -> list[Found]:
    """Pages that hold every word asked for: those with one in the title first, then the most hits."""
    words = asked.casefold().split()
    if not words:
        return []
    hits: list[tuple[bool, int, Found]] = []
    for page in pages().values():
        text = page.plain.casefold()
        if all(word in text for word in words):
            named = any(word in page.title.casefold() for word in words)
            count = sum(text.count(word) for word in words)
            hits.append((named, count, Found(page, _around(page.plain, text.find(words[0])))))
    hits.sort(key=lambda hit: (not hit[0], -hit[1]))
    return [found for _, _, found in hits]


def _page(path: Path) -> Page:
    text = path.read_text("utf-8")
    title = text.partition("\n")[0].lstrip("# ")
    return Page(path.stem, title, text, _MARKUP.sub(r"\1", text))


def _around(text: str, at: int) -> str:
    start, end = max(0, at - _AROUND), min(len(text), at + _AROUND)
    inside = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{inside}{'…' if end < len(text) else ''}"
