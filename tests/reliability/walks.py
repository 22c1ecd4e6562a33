"""The main job on tiny real models, as orders: what every run here breaks in its own way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workers import Ending, work

Order = tuple[str, dict[str, Any]]


def inputs(folder: Path) -> tuple[Path, Path]:
    """(a labelled CSV, a teacher of random weights) in `folder`."""
    from pipeline_tiny import make_teacher, write_csv

    folder.mkdir(parents=True, exist_ok=True)
    return write_csv(folder / "in.csv"), make_teacher(folder / "base")


def orders(file: Path, teacher: Path, out: Path) -> list[Order]:
    """Every step of the command line in an order that works; files outside the project go to `out`."""
    return [
        ("import", {"file": str(file)}),
        ("augment", {"copies": 1}),
        ("teach", {"finetune": str(teacher), "epochs": 3, "learning_rate": 5e-3, "patience": 6}),
        ("label", {}),
        ("distil", {"epochs": 3, "learning_rate": 5e-3, "patience": 4}),
        ("convert", {"source": "student"}),
        ("compress", {"model": "student-float16", "scheme": ["int8"]}),
        ("verify", {"reference": "student", "models": ["student-float16"], "limit": 20}),
        ("predict", {"model": "student-float16", "csv": str(file), "out": str(out / "answers.csv")}),
        ("bench", {"models": ["student"], "runs": 5, "runtime": "torch"}),
        ("compare", {"models": ["student", "student-float16"], "runs": 5, "limit": 20}),
        ("export", {"what": "report"}),
    ]  # fmt: skip


def walk(project: Path, todo: list[Order]) -> dict[str, Ending]:
    """Every order to its end, by step. Raises AssertionError where one fails."""
    found = {}
    for step, spec in todo:
        found[step] = work(step, spec, project)
        assert found[step].done, (step, found[step].last, found[step].log[-2000:])
    return found
