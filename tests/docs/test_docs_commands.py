"""Every command of the guide and the README runs as it stands there, page by page, on a tiny real model.

Left to others: `demo` (the README's figures are its run), `doctor` (tests/cli), the window (tests/e2e), and what
`accelerate launch` adds before a command (tests/distil).
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from test_docs_guide import PAGES, ROOT, commands

from studio.cli.main import VERBS
from studio.cli.parser import checked, parse, parser_for
from studio.cli.places import project_for
from studio.core.errors import QualityError
from studio.pipeline import door
from studio.pipeline.catalogue import DEVICE_REPORT, SPECS
from studio.project import Project
from studio.runtime import onnx_twin

sys.path.insert(0, str(ROOT / "tests" / "pipeline"))
from pipeline_tiny import make_teacher, write_csv

FIRST = ROOT / "README.md"  # the first page of the guide is part of it
OWN_COPY = ("own-teacher", "choosing-a-student")  # they change what the other pages build on
ELSEWHERE = ("demo", "doctor", "VERB", "mine")
JUDGES = ("verify", "convert", "compare", "compress")  # a tiny model may fail: an answer, too


def run(words: list[str]) -> None:
    """One command, in this process, in the current folder."""
    spec = SPECS[words[0]]
    parser = parser_for(words[0], spec)
    said, given = parse(parser, words[1:])
    settings = checked(parser, spec, given)
    project = project_for(words[0], said._project, settings)
    order = {"step": words[0], "spec": settings, "project": project and str(project)}
    try:
        for _ in door.start(order):
            pass
    except QualityError:
        assert words[0] in JUDGES, words


def walk(page: Path) -> list[str]:
    """The page's commands, in order; those that ran."""
    ran = []
    for words in commands(page.read_text("utf-8")):
        if words and words[0] not in ELSEWHERE and "--help" not in words:
            assert words[0] in VERBS
            run(words)
            ran.append(" ".join(words))
    return ran


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the pages name, after the README was walked in `here`."""
    root = tmp_path_factory.mktemp("guide")
    here = root / "here"
    here.mkdir()
    teacher = make_teacher(root / "my-classifier", positions=160)
    for place in ("my-bert-large", "bert-base-uncased", "here/sample"):
        shutil.copytree(teacher, root / place)
    write_csv(here / "sentences.csv", 150)
    write_csv(here / "new.csv", 12, seed=1)
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(teacher / name, here / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        patch.setenv(onnx_twin.PLACE, str(root / "twins"))
        shutil.copyfile(onnx_twin.onnx_twin(teacher), here / "model.onnx")
        assert len(walk(FIRST)) == 11
    package = here / "mine/exports/student-int8.mlpackage"
    shutil.copytree(package, here / package.name)
    return root


def report(root: Path) -> dict[str, object]:
    """What the app of the iPhone kit shares."""
    with Project.open(root) as project:
        digest = project.require("student-int8", remedy="").digest
    one = {
        "model": "student-int8", "digest": digest, "computeUnits": "ALL", "loadMilliseconds": 120.0, "tokens": 12,
        "latency": {"count": 9, "median": 3.0, "p95": 4.0, "mean": 3.4}, "thermalState": "nominal",
    }  # fmt: skip
    return {"format": DEVICE_REPORT, "version": 1, "device": "iPhone16,2", "system": "18.1", "measurements": [one]}  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(1200)  # the first one pays for the walk through the README
@pytest.mark.parametrize("page", [p for p in PAGES if p != FIRST and p.stem != "errors"], ids=lambda p: p.stem)  # fmt: skip
def test_every_command_of_the_page_runs(page: Path, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    root = desk
    if page.stem in OWN_COPY:
        root = shutil.copytree(desk, tmp_path / "desk")
    monkeypatch.chdir(root / "here")
    monkeypatch.setenv("POCKETBERT_PROJECT", "mine")
    monkeypatch.setenv(onnx_twin.PLACE, str(root / "twins"))
    made = report(Path("mine"))  # of what the last page left
    Path("device-report.json").write_text(json.dumps(made))
    walk(page)
