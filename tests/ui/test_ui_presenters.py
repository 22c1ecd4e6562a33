"""What the window says, without a window: states, badges, paces, forms, drops, stale answers."""

from __future__ import annotations

import os
import string
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ui_project import make_project

from studio.core.errors import InputError
from studio.core.events import (
    Cancelled,
    Failed,
    Finished,
    Metric,
    Note,
    Progress,
    Started,
    decode,
    encode,
)
from studio.core.values import Artifact
from studio.pipeline import fields
from studio.pipeline.catalogue import SPECS, offered
from studio.project import Project
from studio.project.measurements import export_origin
from studio.ui.presenters import (
    activity,
    curves,
    dropping,
    form,
    language,
    packages,
    playground,
    training,
    words,
)
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.state import Badge, ProjectState, badge, missing, read_state, stale_names


def test_presenters_never_load_qt() -> None:
    folder = Path(playground.__file__).parent
    names = ", ".join(f"studio.ui.presenters.{p.stem}" for p in folder.glob("[!_]*.py"))
    code = f"import sys, {names}\nprint([m for m in sys.modules if m.startswith(('PySide6', 'qasync', 'numpy'))])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder.parents[2])  # fmt: skip
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.size(134_200_000), "134.2 MB"), (words.size(12), "12 B"), (words.size(3.2e9), "3.2 GB"),
        (words.duration(192), "3 min 12 s"), (words.duration(59.6), "1 min 00 s"), (words.duration(3900), "1 h 05 min"),
        (words.share(0.974), "97.4 %"), (words.rate(11.24), "11.2/s"), (words.rate(0.4), "2.5 s each"), (words.rate(25_000), "25,000/s"),
        (words.count(1680), "1,680"), (words.plain("learning_rate"), "Learning rate"),
    ],
)  # fmt: skip
def test_words(said: str, expected: str) -> None:
    assert said == expected


def test_tr_translates_before_it_fills_in() -> None:
    language.use(lambda text: {"{n} rows": "{n} Zeilen"}.get(text, text))
    try:
        assert language.tr("{n} rows", n=3) == "3 Zeilen"
        assert language.tr("as {it} is") == "as {it} is"
    finally:
        language.use(str)


# a job -------------------------------------------------------------------------------------------


def running() -> JobView:
    job = JobView("teach", "Teacher")
    job.take(Started("teach", 7), 100.0)
    return job


def test_pace_and_time_left_come_from_the_stage() -> None:
    job = running()
    job.take(Progress("train", 100, 400), 101.0)
    job.take(Progress("train", 200, 400), 111.0)
    assert job.fraction == 0.5 and job.rate(111.0) == pytest.approx(10.0)
    assert job.seconds_left(111.0) == pytest.approx(20.0)
    assert job.figures(111.0) == "200 of 400 · 10/s · 20 s left · 11 s so far"
    job.take(Progress("score", 0, 50), 121.0)
    assert job.rate(122.0) is None and job.seconds_left(122.0) is None


def test_a_job_of_parts_says_its_own_time_left() -> None:
    job = running()
    job.take(Note("[4/9] Fine-tune the teacher"), 100.0)
    job.take(Metric("job/seconds_left", 300.0), 100.0)
    job.take(Progress("train", 1, 10), 110.0)
    assert job.seconds_left(110.0) == pytest.approx(290.0)
    assert job.headline() == "[4/9] Fine-tune the teacher · Train"
    assert "job/seconds_left" not in job.metrics
    job.take(decode(encode(Metric("job/seconds_left", float("nan")))), 120.0)
    assert job.seconds_left(120.0) is None  # it has said all it had to say


@pytest.mark.parametrize(
    ("ending", "state", "headline"),
    [
        (Finished({"a": 1}), State.DONE, "Done"),
        (Failed("input.x", "No such column.", "Name it."), State.FAILED, "No such column."),
        (Cancelled(True), State.CANCELLED, "Stopped: can be resumed"),
        (Cancelled(False), State.CANCELLED, "Stopped"),
    ],
)  # fmt: skip
def test_endings(ending, state: State, headline: str) -> None:
    job = running()
    job.take(ending, 130.0)
    assert (job.state, job.headline(), job.elapsed(999.0)) == (state, headline, 30.0)
    assert job.state.over


def test_curves_are_bounded_and_nan_is_left_out() -> None:
    job = running()
    for n in range(45_000):
        job.take(Metric("train/loss", 1.0, n), 1.0)
    job.take(Metric("train/loss", None, 1), 1.0)  # type: ignore[arg-type]
    curve = job.metrics["train/loss"]
    assert len(curve) <= 20_001 and curve[-1] == (44_999, 1.0) and curve == sorted(curve)


# the project ---------------------------------------------------------------------------------------


def made(digest: str, *parents: str, kind: str = "model") -> Artifact:
    return Artifact(digest, kind, Path("/"), 1, "x", parents)


def test_stale_is_what_lost_a_parent_and_all_below_it() -> None:
    names = {
        "dataset": made("d2"), "teacher": made("t1", "d1"), "student": made("s1", "d2"),
        "student-float16": made("p1", "s1", kind="package"), "teacher-float16": made("p2", "t1", kind="package"),
        "foreign-float16": made("p3", "elsewhere", kind="package"), "comparison": made("c", "p2", "p1"),
    }  # fmt: skip
    assert stale_names(names) == {"teacher", "teacher-float16", "comparison"}
    assert stale_names({}) == frozenset()


def test_badges_walk_with_the_project(tmp_path: Path) -> None:
    nothing = ProjectState()
    steps = ("data", "augment", "teacher", "distil", "convert", "compare", "export")
    assert [badge(nothing, s) for s in steps] == [Badge.READY, *[Badge.NOT_STARTED] * 6]
    assert missing(nothing, "distil") == ("teacher", "teacher")
    root = make_project(tmp_path / "p", 60, models=False)
    state = read_state(root)
    assert [badge(state, s) for s in steps] == [Badge.DONE, Badge.READY, Badge.READY, *[Badge.NOT_STARTED] * 3, Badge.READY]  # fmt: skip
    assert badge(state, "teacher", ["teach"]) is Badge.RUNNING
    state = read_state(make_project(tmp_path / "q", 60))
    assert [badge(state, s) for s in steps[2:6]] == [Badge.DONE] * 4
    assert state.models() == ["teacher", "student", "teacher-float16", "student-float16", "student-int8", "student-palette4"]  # fmt: skip
    assert playground.first_choice(state) == ["student", "student-palette4"]


def test_new_data_make_the_models_stale(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    with (
        Project.open(root, write=True) as project,
        project.draft("dataset", "dataset", made_by="import") as draft,
    ):
        (draft.path / "dataset.json").write_text('{"labels": [], "import": {}}')
    state = read_state(root)
    assert [badge(state, s) for s in ("teacher", "distil", "convert", "compare")] == [Badge.STALE] * 4  # fmt: skip
    assert packages.package_lines(state)[0].cells[-1] == "passed, out of date"


def again(project: Project, kind: str, name: str, *parents: str, suffix: str = "") -> str:
    """Make an artifact anew; its digest."""
    with project.draft(kind, name, made_by="x", parents=parents, suffix=suffix) as draft:
        (draft.path / "made").write_text(f"{name} {time.time_ns()}")
        if name == "dataset":
            (draft.path / "dataset.json").write_text('{"labels": [], "import": {}}')
    return draft.artifact.digest


def chain(root: Path) -> Path:
    """Data, augmented rows, teacher, soft labels, student, package, comparison, card: as the steps make them."""
    with Project.open(root, write=True, create=True) as project:
        data = again(project, "dataset", "dataset")
        rows = again(project, "augmented", "augmented", data)
        teacher = again(project, "model", "teacher", data)
        soft = again(project, "soft-labels", "soft-labels", teacher, rows)
        student = again(project, "model", "student", data, teacher, soft)
        package = again(project, "package", "student-float16", student, suffix=".mlpackage")
        again(project, "report", "comparison", teacher, student, package)
        for name in ("MODEL_CARD.md", "report.html"):
            (root / "exports" / name).write_text("told")
            project.measure(name, "export", export_origin(project.names()))  # as the step does
    return root


DOWN = ("augment", "teacher", "distil", "convert", "compare", "export")


@pytest.mark.parametrize(
    ("changed", "stale"),
    [
        ("dataset", DOWN),
        ("augmented", ("distil", "convert", "compare")),
        ("teacher", ("distil", "convert", "compare", "export")),
        ("student", ("convert", "compare", "export")),
        ("student-float16", ("compare",)),
        ("comparison", ("export",)),
    ],
)
@pytest.mark.parametrize("clock", ["back", "ahead"])
def test_what_each_change_upstream_makes_stale(tmp_path: Path, changed: str, stale: tuple[str, ...], clock: str) -> None:  # fmt: skip
    root = chain(tmp_path / "p")
    state = replace(read_state(root), known=())  # nothing was measured: not what this asks
    assert [badge(state, step) for step in ("data", *DOWN)] == [Badge.DONE] * 7
    with Project.open(root, write=True) as project:
        artifact = state.names[changed]
        again(project, artifact.kind, changed, *artifact.parents, suffix=artifact.path.suffix)
        made = project.names()[changed].path
    os.utime(made, (0, 0) if clock == "back" else (4e9, 4e9))  # no clock decides this
    state = replace(read_state(root), known=())
    assert {step for step in DOWN if badge(state, step) is Badge.STALE} == set(stale)
    assert badge(state, "data") is Badge.DONE


def test_first_augmented_rows_make_the_student_stale() -> None:
    names = {
        "dataset": made("d"), "teacher": made("t", "d"), "soft-labels": made("s", "t", "d"), "student": made("k", "d", "t", "s"),
    }  # fmt: skip
    assert stale_names(names) == frozenset()
    assert stale_names({**names, "augmented": made("a", "d")}) == {"soft-labels", "student"}
    assert stale_names({**names, "augmented": made("a", "old")}) == {"augmented"}  # not used


def test_failed_and_cut_off_runs_are_seen(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    with Project.open(root, write=True) as project:
        project.begin_run("teach", {"epochs": 2}).end(Failed("bug", "x"))
        project.begin_run("distil", {"epochs": 4})._file.close()  # as a crash would
    with Project.open(root, write=True):
        pass
    state = read_state(root)
    assert badge(state, "teacher") is Badge.FAILED
    (job,) = activity.cut_off(state)
    assert (job.step, job.spec, job.state, job.resumable) == ("distil", {"epochs": 4}, State.INTERRUPTED, True)  # fmt: skip
    assert job.headline() == "Interrupted: resume it"


def test_a_project_that_is_gone_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    state = read_state(tmp_path / "nowhere")
    assert state.problem is not None and "is not a project" in state.problem.message


# drops -----------------------------------------------------------------------------------------------


def test_drops_are_judged_before_they_happen(tmp_path: Path) -> None:
    for ending in ("csv", "TSV", "jsonl", "parquet"):
        assert dropping.judge([Path(f"/x/a.{ending}")]).kind == "data"
    assert dropping.judge([Path("/x/a.csv")], True).sentence == "Import “a.csv” into this project."
    assert not dropping.judge([Path("/a.csv"), Path("/b.csv")]).ok
    assert not dropping.judge([]).ok
    project = make_project(tmp_path / "p", 60, models=False)
    assert dropping.judge([project]).kind == dropping.judge([project / "project.sqlite"]).kind == "project"  # fmt: skip
    assert not dropping.judge([tmp_path]).ok
    for name in ("photo.png", "model.bin", "noending"):
        assert f"“{name}” can't be used here" in dropping.judge([tmp_path / name]).sentence
    package = tmp_path / "m.mlpackage"
    package.mkdir()
    assert dropping.judge([package]).kind == "model"


# forms, curves, packages -----------------------------------------------------------------------------


def test_every_field_of_every_spec_has_a_control_kind_and_good_defaults() -> None:
    for step, spec in SPECS.items():
        for view in form.views(spec):
            assert view.kind in {"flag", "choice", "whole", "real", "scale", "several", "text"}
            assert view.label and view.help, (step, view.name)
    kinds = {view.name: view.kind for view in form.views(SPECS["distil"])}
    assert kinds["learning_rate"] == "scale" and kinds["alpha"] == "real" and kinds["epochs"] == "whole"  # fmt: skip


def test_typed_texts_become_checked_values() -> None:
    spec = SPECS["augment"]
    typed = {"method": "synonym_replacement=0.3 , random_deletion=0.1,", "copies": 3}
    assert form.values(spec, typed)["method"] == ["synonym_replacement=0.3", "random_deletion=0.1"]
    assert "between 0 and 20" in form.problem(spec, {"copies": 21})
    assert form.problem(spec, {"copies": 2}) == ""
    with pytest.raises(InputError):
        form.values(SPECS["distil"], {"learning_rate": "fast"})


def test_choices_come_from_the_registries() -> None:
    assert {"int8", "palette4"} <= {name for name, _ in offered("convert", "scheme")}
    assert "every_second_layer" in {name for name, _ in offered("distil", "student")}
    assert all(help for _, help in offered("augment", "method"))
    assert set(SPECS["augment"]().method) < {name for name, _ in offered("augment", "method")}
    assert {name for name, _ in offered("distil", "objective")} >= {"soft_hard", "hard", "soft_hard+hidden:1"}  # fmt: skip
    assert offered("import", "file") == []


@settings(deadline=None)  # the first example of a loaded machine takes its time
@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6), st.integers(1, 9))
def test_ticks_are_inside_and_few(low: float, span: float, wanted: int) -> None:
    high = low + span
    ticks = curves.nice_ticks(low, high, wanted)
    slack = (abs(low) + abs(high)) * 1e-9 + 1e-9
    assert len(ticks) <= wanted + 1 and all(low - slack <= t <= high + slack for t in ticks)


def test_thinning_keeps_the_spikes() -> None:
    points = [(float(n), 0.0) for n in range(10_000)]
    points[777], points[8000] = (777.0, 9.0), (8000.0, -9.0)
    thin = curves.thinned(points, 100)
    assert len(thin) <= 200 and (777.0, 9.0) in thin and (8000.0, -9.0) in thin
    assert thin == sorted(thin) and curves.thinned(points[:10], 100) == points[:10]


def test_live_curves_put_validation_at_its_step() -> None:
    metrics = {"train/loss": [(1.0, 2.0), (2.0, 1.0)], "epoch": [(40.0, 1.0)], "validation/loss": [(1.0, 0.7)], "validation/accuracy": [(1.0, 0.9)]}  # fmt: skip
    found = training.live_curves(metrics)
    assert found.loss[0][1] == [(1.0, 2.0), (2.0, pytest.approx(1.9))]
    assert found.loss[1][1] == [(40.0, 0.7)] and found.accuracy[0][1] == [(1.0, 0.9)]


def test_the_front_is_what_nothing_beats() -> None:
    marks = [packages.Mark(n, s, a, 1) for n, s, a in (("big", 90, 0.9), ("mid", 40, 0.85), ("bad", 50, 0.8), ("small", 10, 0.7))]  # fmt: skip
    assert [m.name for m in packages.front(marks)] == ["small", "mid", "big"]
    assert packages.front([]) == []


def test_what_failed_its_check_is_never_on_the_front() -> None:
    marks = [packages.Mark("whole", 90, 0.9, 1), packages.Mark("wrong", 10, 0.95, 1, failed=True)]
    assert [m.name for m in packages.front(marks)] == ["whole"]


def test_every_sentence_has_matching_braces() -> None:
    """A sentence with a {name} nobody fills would reach the person as it is."""
    import ast

    for path in Path(playground.__file__).parents[1].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tr" and isinstance(node.args[0], ast.Constant):  # fmt: skip
                wanted = {field for _, field, _, _ in string.Formatter().parse(node.args[0].value) if field}  # fmt: skip
                assert wanted == {k.arg for k in node.keywords}, f"{path.name}:{node.lineno}"


# forms ---------------------------------------------------------------------------------------------


def test_an_empty_field_says_what_it_stands_for_and_a_unit_agrees_with_its_number() -> None:
    views = {view.name: view for view in form.views(SPECS["convert"])}
    assert views["lengths"].empty == "the classifier's own" and views["head"].label == "ONNX head"
    known = {info.name for spec in SPECS.values() for info in fields.describe(spec)}
    assert set(form.EMPTY) | set(form.NAMES) <= known
    assert [form.counted("students", n) for n in (0, 1, 2)] == ["students", "student", "students"]
    assert form.counted("a row", 1) == "a row"
