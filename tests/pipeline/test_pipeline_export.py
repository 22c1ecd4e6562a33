"""Where a card and a report are written: the project, a folder, or the file that was named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import write_csv

from studio.core.errors import InputError


@pytest.fixture
def project(tmp_path: Path, order_step: Any) -> Path:
    order_step("import", tmp_path / "p", file=str(write_csv(tmp_path / "rows.csv", rows=90)))
    return tmp_path / "p"


@pytest.mark.parametrize(("what", "ending", "usual"), [("report", ".html", "report.html"), ("card", ".md", "MODEL_CARD.md")])  # fmt: skip
def test_a_path_with_the_ending_is_the_file(project: Path, order_step: Any, tmp_path: Path, what: str, ending: str, usual: str) -> None:  # fmt: skip
    def written(output: Path | str) -> Path:
        return Path(order_step("export", project, what=what, output=str(output))[1]["path"])

    named = tmp_path / "new" / f"Kinds{ending}"
    assert written(named) == named and named.is_file()
    assert written(tmp_path / "docs") == tmp_path / "docs" / usual
    (old := tmp_path / f"folder{ending}").mkdir()
    assert written(old) == old / usual
    assert written("") == project / "exports" / usual
    assert len({p.read_bytes() for p in (named, tmp_path / "docs" / usual, old / usual)}) == 1


@pytest.mark.parametrize(("what", "name"), [("report", "x.md"), ("card", "x.HTML")])  # fmt: skip
def test_another_documents_ending_is_refused(project: Path, order_step: Any, tmp_path: Path, what: str, name: str) -> None:  # fmt: skip
    with pytest.raises(InputError, match=f"The {what} can't be written as") as caught:
        order_step("export", project, what=what, output=str(tmp_path / name))
    assert caught.value.code == "input.export-ending" and "folder" in caught.value.remedy
    assert not (tmp_path / name).exists()
