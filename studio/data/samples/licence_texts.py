"""The licence texts and notices that the package licensedcode-data installs, one file each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from studio.core.errors import HostError
from studio.core.optional import SAMPLE_PACKAGE, in_a_bundle

PACKAGE = "licensedcode-data"
_FOREIGN = {
    "le", "la", "les", "des", "du", "une", "est", "dans", "pour", "und", "der", "die", "das", "ist",
    "nicht", "mit", "den", "von", "el", "los", "las", "del", "una", "que", "il", "che", "della",
    "het", "een", "voor", "zijn", "os", "uma", "para",
}  # fmt: skip


@dataclass(frozen=True)
class LicenceFile:
    """One file: its name without ending, its front matter (raw lines) and the text below it."""

    name: str
    head: str
    body: str

    def says(self, flag: str) -> bool:
        """Whether the front matter holds `flag: yes`."""
        return f"\n{flag}: yes\n" in f"\n{self.head}\n"

    @property
    def usable(self) -> bool:
        """English, current, and about a licence at all."""
        refused = ("is_deprecated", "is_false_positive")
        return "language:" not in self.head and not any(map(self.says, refused))


def licence_files(folder: str, ending: str) -> Iterator[LicenceFile]:
    """The usable files of `data/<folder>` in name order. Raises HostError when not installed."""
    root = _data() / folder
    for name in sorted(os.listdir(root)):
        if name.endswith(ending):
            text = (root / name).read_bytes().decode("utf-8", errors="replace")
            found = _parse(name.removesuffix(ending), text.replace("\r\n", "\n"))
            if found.usable:
                yield found


def version() -> str:
    """The installed package's version. Raises HostError when it is missing."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise _missing(str(error)) from error


def is_english(text: str) -> bool:
    """A coarse check: mostly ASCII, and no two common words of French, German, Spanish, ...

    The package marks the language of few files.
    """
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    plain = sum(c.isascii() for c in text) >= 0.97 * len(text)
    return plain and len(words & _FOREIGN) < 2


def _data() -> Path:
    version()
    root = Path(str(metadata.distribution(PACKAGE).locate_file("licensedcode/data")))
    if not (root / "rules").is_dir() or not (root / "licenses").is_dir():
        raise _missing(f"no rules or licenses folder in {root}")
    return root


def _missing(detail: str) -> HostError:
    return HostError(
        "The texts of the sample data are not installed.",
        code="sample-missing",
        remedy=SAMPLE_PACKAGE
        if in_a_bundle()
        else "Install them with: pip install 'pocketbert-studio[sample]'",
        detail=detail,
    )


def _parse(name: str, text: str) -> LicenceFile:
    head, _, body = text.removeprefix("---\n").partition("\n---")
    return LicenceFile(name, head, body.strip())
