"""The main job by mouse and keys in a real window: drop a file, every step, type a sentence, read the label."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from x_person import Person

from studio.data.samples import build_sample

ROWS = 180
SENTENCE = "Permission is hereby granted to use this software for any purpose."
PACKAGE = "student-int8"


def program() -> list[str]:
    """The installed command, or the same from the source tree."""
    installed = shutil.which("pocketbert", path=str(Path(sys.executable).parent))
    return [installed] if installed else [sys.executable, "-m", "studio"]


@pytest.mark.slow
@pytest.mark.gui
@pytest.mark.weights
@pytest.mark.timeout(900)  # it takes two to four minutes; a loaded machine may need longer
def test_from_a_dropped_file_to_a_label(person: Person, tmp_path: Path) -> None:
    table = tmp_path / "kinds.csv"
    build_sample("kinds", table, ROWS)
    try:
        person.start(program())
        journey(person, table)
        said = read_the_label(person)
        export(person)
    except (AssertionError, TimeoutError) as error:
        pytest.fail(f"{error}\n{person.tell()}")
    below = psutil.Process(person.program.pid).children(recursive=True)
    assert person.leave() == 0, person.log.read_text()
    assert psutil.wait_procs(below, 10)[1] == []
    assert "Traceback" not in person.log.read_text()
    assert said == predicted(person.project)
    (person.pictures / "passed").write_text(f"{SENTENCE} -> {said}\n")  # .ci/run asks for it


def journey(person: Person, table: Path) -> None:
    """Every step up to the comparison."""
    person.shoot("welcome")
    person.drag_in(table, f"“{table.name}”")
    until_imported(person)
    person.shoot("data")
    augment(person)
    teach(person)
    distil(person)
    convert(person)
    compare(person)


def until_imported(person: Person) -> None:
    """The dropped file is looked at; its pane's button imports it."""
    person.wait_for("Data", "label")
    if not person.runs("import"):
        person.press_primary(by_mouse=True)
    person.done("import")


def augment(person: Person) -> None:
    """One copy a row; by keys only."""
    person.go("Augment", 2)
    person.fill("Copies", "1")
    person.press_primary()
    person.done("augment")
    person.shoot("augment")


def teach(person: Person) -> None:
    """The installed encoder, one pass, short inputs; by mouse and keys."""
    person.go("Teacher", 3)
    person.click("Use the installed encoder", "button")
    person.fill("Epochs", "1")
    person.fill("Max length", "24")
    person.press_primary(by_mouse=True)
    person.done("teach", 400)
    person.shoot("teacher")


def distil(person: Person) -> None:
    """One pass."""
    person.go("Distil", 4, by_mouse=True)
    person.fill("Epochs", "1")
    person.press_primary()
    person.done("distil", 400)  # after the soft labels
    person.shoot("distil")


def convert(person: Person) -> None:
    """The student as it is, and in eight bits."""
    person.go("Convert", 5)
    person.tick("int8")
    person.press_primary(by_mouse=True)
    person.done("convert", 400)
    made = {path.name for path in (person.project / "exports").glob("*.mlpackage")}
    assert made == {"student-float16.mlpackage", "student-int8.mlpackage"}
    person.shoot("convert")


def compare(person: Person) -> None:
    """Every model side by side."""
    person.go("Compare", 6, by_mouse=True)
    person.press_primary()
    person.done("compare", 400)
    person.shoot("compare")


def read_the_label(person: Person) -> str:
    """Type a sentence; what the package's card says of it."""
    person.go("Playground", 7)
    person.tab_to("Sentence to classify")
    person.display.write(SENTENCE)
    card = person.wait_for(f"{PACKAGE}: .+, .*", seconds=90)
    person.shoot("playground")
    return card.name.removeprefix(f"{PACKAGE}: ").partition(",")[0]


def export(person: Person) -> None:
    """The model card."""
    person.go("Export", 8, by_mouse=True)
    person.press_primary(by_mouse=True)
    person.done("export")
    assert (person.project / "exports" / "MODEL_CARD.md").stat().st_size > 200
    person.shoot("export")


def predicted(project: Path) -> str:
    """The label that the command line gives the same sentence with the same package."""
    package = project / "exports" / f"{PACKAGE}.mlpackage"
    command = [*program(), "predict", str(package), SENTENCE]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
    return str(json.loads(told.splitlines()[-1])["label"])
