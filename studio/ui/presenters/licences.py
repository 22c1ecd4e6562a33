"""What the studio is made of: versions and licences, as the installed packages state them."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib import metadata

from studio.core.errors import HostError
from studio.core.files import resource
from studio.ui.presenters.language import marked, tr

LIBRARIES = (
    "PySide6-Essentials", "qasync", "torch", "transformers", "tokenizers", "safetensors", "accelerate",
    "coremltools", "onnx", "onnxruntime", "onnxscript", "numpy", "pandas", "pyarrow", "scikit-learn",
    "nltk", "psutil", "charset-normalizer", "openpyxl",
)  # fmt: skip
LONGEST = 60  # characters of a licence's short form
KNOWN = {
    "PySide6-Essentials": "LGPL-3.0-only OR GPL-2.0-only",
    "tokenizers": "Apache-2.0",
}  # stated in prose only
PARTS = (  # what comes with the studio itself: name, licence, file with its text
    (marked("Inter (font)"), "OFL-1.1", "fonts/OFL.txt"),
    (marked("Lucide (icons)"), "ISC", "icons/LICENSE"),
    (marked("WordNet 3.0 (synonyms)"), "WordNet 3.0", "wordnet/LICENCE.txt"),
)


@dataclass(frozen=True, slots=True)
class Component:
    """One thing the studio contains or uses; `text` is its licence where it comes along."""

    name: str
    version: str
    licence: str
    text: str = ""


def components() -> list[Component]:
    """Fonts, icons and words first, then Python and the libraries that are installed."""
    python = Component("Python", platform.python_version(), "PSF-2.0")
    return [*(Component(tr(n), "", licence, _text(file)) for n, licence, file in PARTS), python, *_libraries()]  # fmt: skip


def _libraries() -> list[Component]:
    found = []
    for name in LIBRARIES:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(Component(name, str(about["Version"]), KNOWN.get(name) or _licence(about)))
    return found


def _licence(about: metadata.PackageMetadata) -> str:
    """The short form: an SPDX expression, a one-line field, or the classifier's last word."""
    for key in ("License-Expression", "License"):
        text = str(about[key] or "") if key in about else ""
        if text and "\n" not in text:
            return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    named = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    return named[-1].rpartition(":: ")[2] if named else tr("see its own files")


def _text(file: str) -> str:
    try:
        return resource(file).read_text("utf-8", "replace")
    except HostError:
        return ""
