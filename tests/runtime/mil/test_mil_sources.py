"""Every op's file names where its meaning is documented, and every op has numeric cases."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.runtime.mil.op import OPS

FOLDER = Path(__file__).parents[3] / "studio/runtime/mil/ops"
SERIALISED = {"write_state": "states"}  # what a package holds where coremltools' program has coreml_update_state  # fmt: skip
NO_KERNEL = {"const", "_const_symbolic"}  # read by the package's reader


@pytest.fixture(scope="module")
def documented(ct: Any) -> dict[str, set[tuple[str, str]]]:
    """Op -> (opset, group) of each of coremltools' documented definitions."""
    from coremltools.converters.mil.mil.ops.registry import SSAOpRegistry

    found: dict[str, set[tuple[str, str]]] = {}
    for name, versions in SSAOpRegistry.core_ops.items():
        for kind in versions.values():
            opset, group = kind.__module__.split(".defs.")[1].split(".")[:2]
            found.setdefault(name, set()).add((opset.removeprefix("iOS"), group))
    return found


def module_of(name: str) -> Path:
    """The file that registers an op."""
    kernel: Any = OPS[name].kernel
    while hasattr(kernel, "func"):
        kernel = kernel.func
    file = Path(inspect.getsourcefile(kernel) or "")
    if file.parent == FOLDER:
        return file
    spelled = [p for p in sorted(FOLDER.glob("*.py")) if f'"{name}"' in p.read_text(encoding="utf-8")]  # fmt: skip
    return spelled[0]


def named_sources(path: Path) -> tuple[set[str], str]:
    """(opsets, docstring) a file names: `iOS15/17 conv` is 15 and 17."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    opsets = {n for found in re.findall(r"iOS ?(\d+(?:/\d+)*)", said) for n in found.split("/")}
    return opsets, said


def test_each_file_names_the_documented_definition_of_its_ops(documented: dict[str, set[tuple[str, str]]]) -> None:  # fmt: skip
    faults = []
    for name in OPS:
        path = module_of(name)
        opsets, said = named_sources(path)
        groups = documented.get(name, {("18", SERIALISED.get(name, "?"))})
        if not any(opset in opsets and re.search(rf"\b{group}\b", said) for opset, group in groups):
            faults.append(f"{path.name}: {name} is documented in {sorted(groups)}")
    assert faults == []


def test_every_file_of_ops_registers_one_and_all_core_ops_are_there(documented: dict[str, set[tuple[str, str]]]) -> None:  # fmt: skip
    assert set(documented) - set(OPS) == NO_KERNEL
    assert set(OPS) - set(documented) == set(SERIALISED)
    files = {p.name for p in FOLDER.glob("*.py")} - {"__init__.py"}
    helpers = files - {module_of(name).name for name in OPS}
    assert all("op(" not in (FOLDER / h).read_text(encoding="utf-8") for h in helpers), helpers
    assert "apple.github.io/coremltools" in (FOLDER / "__init__.py").read_text(encoding="utf-8")


def words(path: Path) -> Iterator[str]:
    """Strings, and names behind a dot (mb.while_loop), in a test's code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_every_op_has_cases() -> None:
    mine = Path(__file__).resolve()
    tests = [p for p in mine.parents[1].rglob("test_*.py") if p.resolve() != mine]
    seen = {word for path in [*tests, *mine.parent.glob("mil_*.py")] for word in words(path)}
    assert set(OPS) <= seen, set(OPS) - seen
    # A state's update is two ops in a package; the tests write it as coremltools does.
    assert "coreml_update_state" in set(words(mine.parent / "test_mil_states.py"))
