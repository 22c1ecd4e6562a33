"""A walked project: every step of the main job on tiny real models, once a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import make_teacher, write_csv

from studio.pipeline import door
from studio.runtime.onnx_twin import PLACE

Run = Callable[..., tuple[list[Any], dict[str, Any]]]


@pytest.fixture(scope="session", autouse=True)
def own_twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files that `bench` exports for ONNX Runtime stay among the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLACE, str(tmp_path_factory.mktemp("twins")))
        yield


@pytest.fixture(scope="session")
def order_step() -> Run:
    """run(step, project, **spec) -> (events, result), in this process."""

    def run(
        step: str, project: Path | None = None, **spec: Any
    ) -> tuple[list[Any], dict[str, Any]]:
        story = door.start({"step": step, "spec": spec, "project": project and str(project)})
        events = []
        while True:
            try:
                events.append(next(story))
            except StopIteration as end:
                return events, end.value

    return run


@pytest.fixture(scope="session")
def teacher_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_teacher(tmp_path_factory.mktemp("base") / "teacher")


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory, teacher_folder: Path, order_step: Run) -> tuple[Path, dict[str, Any]]:  # fmt: skip
    """The project folder and each step's result."""
    root = tmp_path_factory.mktemp("walk")
    file, project = write_csv(root / "in.csv"), root / "p"
    results = {}
    for step, spec in (
        ("import", {"file": str(file)}),
        ("augment", {"copies": 1}),
        ("teach", {"finetune": str(teacher_folder), "epochs": 6, "learning_rate": 5e-3, "patience": 6}),
        ("label", {}),
        ("distil", {"epochs": 4, "learning_rate": 5e-3, "patience": 4}),
        ("convert", {"source": "student", "scheme": ["int8"]}),
    ):  # fmt: skip
        results[step] = order_step(step, project, **spec)[1]
    return project, results
