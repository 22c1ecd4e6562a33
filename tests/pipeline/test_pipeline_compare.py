"""Measuring on tiny real models: what is stored, what is kept, what a stop leaves, what fails."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.convert.schemes import SCHEMES
from studio.core import columns, scores
from studio.core.errors import InputError, QualityError
from studio.core.events import Note, Progress
from studio.pipeline import comparison, door, measuring
from studio.project import Project
from studio.runtime import open_runtime
from studio.verify import UNCOMPRESSED

pytestmark = pytest.mark.slow
MODELS = ["student", "student-float16", "student-int8"]


@pytest.fixture(scope="module")
def compared(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path_factory: Any) -> tuple[Path, dict[str, Any]]:  # fmt: skip
    """A copy of the walked project after `compare`, and its result."""
    root = tmp_path_factory.mktemp("compare") / "p"
    shutil.copytree(walked[0], root)
    return root, order_step("compare", root, runs=5)[1]


def test_every_model_is_listed_with_what_was_measured(compared: tuple[Path, dict[str, Any]]) -> None:  # fmt: skip
    rows = {row["model"]: row for row in compared[1]["rows"]}
    assert list(rows) == ["majority class", "TF-IDF + logistic regression", "teacher", *MODELS]
    for name in ("teacher", *MODELS):
        assert rows[name]["accuracy"] > 0.5 and rows[name]["median_milliseconds"] > 0
        assert rows[name]["p95_milliseconds"] >= rows[name]["median_milliseconds"]
        assert set(rows[name]["per_label_f1"]) == {"account", "billing", "shipping"}
    assert rows["teacher"]["agreement_with_teacher"] == 1.0 and rows["teacher"]["parity"] is None
    assert [rows[n]["runtime"] for n in MODELS] == ["torch", "reference", "reference"]
    assert rows["student-float16"]["parity"]["texts"] == "validation rows"
    assert rows["student-int8"]["parameters"] == rows["student"]["parameters"] > 0


def test_the_kept_answers_are_the_models(compared: tuple[Path, dict[str, Any]]) -> None:
    with Project.open(compared[0]) as project:
        test = columns.read_split(project.require("dataset", remedy="").path).test
        for model in project.known():
            assert model.answers is not None and model.lacks == ()
            logits, labels = columns.read_answers(model.answers)
            with open_runtime(model.artifact.path) as opened:
                assert np.abs(logits - opened.logits(test.texts)).max() < 1e-5
            assert labels == test.labels.names
            assert model.exam is not None
            assert model.exam["accuracy"] == scores.accuracy(test.label_ids, logits.argmax(-1))


def test_a_second_run_measures_nothing(compared: tuple[Path, dict[str, Any]], order_step: Any) -> None:  # fmt: skip
    events, result = order_step("compare", compared[0])
    assert result["reused"] and not [e for e in events if isinstance(e, Note)]
    assert result["rows"] == compared[1]["rows"]


def test_measuring_again_replaces(compared: tuple[Path, dict[str, Any]], order_step: Any) -> None:
    with Project.open(compared[0]) as project:
        before = next(m for m in project.known() if m.name == "student")
    order_step("compare", compared[0], models=["student"], again=True, runs=5)
    with Project.open(compared[0]) as project:
        after = next(m for m in project.known() if m.name == "student")
    assert before.exam is not None and after.exam is not None
    assert (
        before.exam["confusion"] == after.exam["confusion"]
        and before.speeds != after.speeds
        and len(after.speeds) == 1
    )


def test_a_stopped_run_goes_on_where_it_was(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    story = door.start({"step": "compare", "spec": {"runs": 5}, "project": str(root)})
    for event in story:  # stopped when two of the four models are done
        if isinstance(event, Progress) and (event.stage, event.done) == ("models", 2):
            break
    story.close()
    with Project.open(root) as project:
        assert [m.name for m in project.known() if not m.lacks] == ["teacher", "student"]
        assert project.runs()[0].state == "cancelled" and project.named("comparison") is None
    events, result = order_step("compare", root, runs=5)
    measured = [e.text.split()[1].rstrip(":") for e in events if isinstance(e, Note)]
    assert measured == ["student-float16", "student-int8"] and not result["reused"]
    with Project.open(root) as project:
        assert all(m.lacks == () and m.agreement is not None for m in project.known())


def test_a_model_nobody_knows(compared: tuple[Path, dict[str, Any]], order_step: Any) -> None:
    with pytest.raises(InputError, match="no model 'nonsense'"):
        order_step("compare", compared[0], models=["nonsense"])


def test_verify_and_bench_remember(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    order_step("verify", root, reference="student", models=["student-int8"])
    package = str(root / "exports" / "student-int8.mlpackage")
    order_step("bench", root, models=[package], runs=5)
    order_step("bench", root, models=["student-int8"], runs=5, length=16)
    with Project.open(root) as project:
        model = next(m for m in project.known() if m.name == "student-int8")
    assert model.parity is not None and model.parity["verdict"] == "pass"
    assert [(s["runtime"], s["length"]) for s in model.speeds] == [("reference", 0), ("reference", 16)]  # fmt: skip
    assert model.speeds[1]["tokens"] == 16 and model.speeds[0]["load_seconds"] > 0


def test_a_failed_check_is_remembered_and_raised(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    monkeypatch.setattr(measuring, "threshold", lambda scheme: (1.01, None))  # nothing can pass
    with pytest.raises(QualityError, match="student-float16 failed its parity check") as caught:
        order_step("convert", root, source="student", scheme=["int8"], check_parity=True)
    assert caught.value.remedy.startswith("Use a gentler scheme") and "2 packages" in caught.value.remedy  # fmt: skip
    with Project.open(root) as project:
        found = {m.name: m for m in project.known()}
        assert project.runs()[0].state == "failed"
    for name in ("student-float16", "student-int8"):
        parity = found[name].parity
        assert parity is not None and parity["verdict"] == "fail"
        assert found[name].exam is not None


def test_convert_judges_what_it_makes(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    root = tmp_path / "p"
    shutil.copytree(walked[0], root)
    _, result = order_step(
        "convert", root, source="student", scheme=["palette8"], check_parity=True
    )
    assert [row["model"] for row in result["packages"]] == ["student-float16", "student-palette8"]
    assert [row["verdict"] for row in result["packages"]] == ["pass", "pass"]
    with Project.open(root) as project:
        about = project.about(project.names()["student-palette8"])
    assert about["scheme"] == "palette8" and about["target"] == "iOS17" and 8 <= about["bits"] < 16


def test_a_package_outside_a_project_is_judged_too(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    with Project.open(walked[0]) as project:
        source = str(project.require("student", remedy="").path)
    out = tmp_path / "out.mlpackage"
    events, _ = order_step("convert", None, source=source, output=str(out), check_parity=True)
    assert any(getattr(e, "name", "").startswith("parity/") for e in events) and out.is_dir()


def test_an_unknown_scheme_is_refused_before_anything_is_made(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    with pytest.raises(InputError, match="no scheme 'zip'"):
        order_step("convert", walked[0], source="teacher", scheme=["zip"])
    assert not (walked[0] / "exports" / "teacher-float16.mlpackage").exists()


def test_thresholds_are_the_schemes_own() -> None:
    for name in SCHEMES:
        assert measuring.threshold(name) == (SCHEMES[name].agreement, None)
    plain = (UNCOMPRESSED.agreement, UNCOMPRESSED.max_abs_probability)
    assert measuring.threshold("none") == measuring.threshold("unheard-of") == plain


def test_bench_has_a_row_for_each_runtime_and_a_picture(walked: tuple[Path, dict[str, Any]], order_step: Any, tmp_path: Path) -> None:  # fmt: skip
    picture = tmp_path / "speed.svg"
    _, result = order_step("bench", walked[0], models=["student", "student-int8"], runs=5, threads=1, picture=str(picture))  # fmt: skip
    assert [(r["model"], r["runtime"], r["threads"]) for r in result["table"]] == [("student", "torch", "1"), ("student", "onnx", "1"), ("student-int8.mlpackage", "reference", "1")]  # fmt: skip
    assert set(result["table"][0]) == {"model", "runtime", "p50 ms", "p95 ms", "sentences/s", "peak memory MB", "load s", "MB", "threads", "tokens"}  # fmt: skip
    assert picture.read_text(encoding="utf-8").startswith("<svg ") and result["lines"] == [f"wrote {picture}"]  # fmt: skip
    with pytest.raises(InputError, match=r"doesn't end in \.svg"):
        order_step("bench", walked[0], models=["student"], picture="x.png")
    with pytest.raises(InputError, match="reads 3 to 16 tokens"):
        order_step("bench", walked[0], models=["student"], length=17)


def test_sentences_of_the_comparison() -> None:
    rows = [
        {"model": "majority class", "accuracy": 0.5}, {"model": "TF-IDF + logistic regression", "accuracy": 0.8},
        {"model": "teacher", "accuracy": 0.9, "rows": 40}, {"model": "student", "accuracy": 0.81},
    ]  # fmt: skip
    assert comparison.verdicts(rows) == [
        "The teacher beats TF-IDF + logistic regression (0.800) and the majority class (0.500) on 40 test rows: 0.900.",
        "The student keeps 90.0% of the teacher's accuracy.",
    ]
    assert comparison.verdicts(rows[:2]) == [] and comparison.verdicts([]) == []
