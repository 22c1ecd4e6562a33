"""The clock of the computer is set back or ahead: nothing is lost, nothing told new or old for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.core.events import (
    ArtifactReady,
    Cancelled,
    Checkpointed,
    Failed,
    Finished,
    Metric,
    Note,
    Progress,
    Started,
    decode,
)
from studio.core.files import idle_days
from studio.project import Project, runs
from studio.project.book import Order, keep_unfinished, unfinished
from studio.project.runs import INTERRUPTED, LOG

Clock = Callable[[float], None]
DAY = 86_400.0
JUMPS = [-400 * DAY, 400 * DAY, -DAY, 3 * DAY]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Sets what time.time and time.gmtime say, by seconds from the real time; monotonic goes on."""
    real, real_gm, real_local = time.time, time.gmtime, time.localtime
    moved = [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + moved[0])
    monkeypatch.setattr(time, "gmtime", lambda at=None: real_gm(real() + moved[0] if at is None else at))  # fmt: skip
    monkeypatch.setattr(time, "localtime", lambda at=None: real_local(real() + moved[0] if at is None else at))  # fmt: skip
    return lambda by: moved.__setitem__(0, by)


def make(project: Project, name: str, words: str, kind: str = "model", *parents: str) -> str:
    with project.draft(kind, name, made_by="x", parents=parents) as draft:
        draft.path.mkdir(exist_ok=True)
        (draft.path / "made").write_text(words)
    assert draft.artifact is not None
    return draft.artifact.digest


@pytest.mark.parametrize("jump", JUMPS)
def test_the_latest_run_is_the_one_begun_last(tmp_path: Path, clock: Clock, jump: float) -> None:
    with Project.open(tmp_path / "p", create=True, write=True) as project:
        project.begin_run("import", {}).end(Finished({}))
        clock(jump)
        project.begin_run("teach", {}).end(Failed("input.x", "no"))
        clock(0)
        project.begin_run("distil", {}).end(Cancelled(True))
        assert [run.step for run in project.runs()] == ["distil", "teach", "import"]


@pytest.mark.parametrize("jump", JUMPS)
def test_names_stay_in_the_order_they_were_given(tmp_path: Path, clock: Clock, jump: float) -> None:
    with Project.open(tmp_path / "p", create=True, write=True) as project:
        make(project, "teacher", "t")
        clock(jump)
        make(project, "student", "s")
        clock(0)
        make(project, "student-float16", "p", "package")
        assert list(project.names()) == ["teacher", "student", "student-float16"]
        clock(jump)
        make(project, "teacher", "t2")  # made anew: the last one now
        assert list(project.names()) == ["student", "student-float16", "teacher"]


@pytest.mark.parametrize("jump", JUMPS)
def test_a_damaged_catalogue_comes_back_in_that_order_too(tmp_path: Path, clock: Clock, jump: float) -> None:  # fmt: skip
    root = tmp_path / "p"
    with Project.open(root, create=True, write=True) as project:
        for at, name in enumerate(("c", "a", "b")):
            clock(jump * (at == 1))
            make(project, name, name)
    (root / "project.sqlite").write_bytes(b"no catalogue" * 1000)
    for beside in root.glob("project.sqlite-*"):
        beside.unlink()
    clock(jump)
    with Project.open(root, write=True) as project:
        assert list(project.names()) == ["c", "a", "b"] and project.restored


@pytest.mark.parametrize("jump", JUMPS)
def test_the_newest_measurement_holds(tmp_path: Path, clock: Clock, jump: float) -> None:
    with Project.open(tmp_path / "p", create=True, write=True) as project:
        digest = make(project, "student", "s")
        project.measure(digest, "speed", {"p50": 1}, "torch")
        clock(jump)
        project.measure(digest, "speed", {"p50": 2}, "torch")
        assert project.measured(digest, "speed", "torch") == {"p50": 2}
        assert project.known()[0].speeds == ({"p50": 2},)


@pytest.mark.parametrize("jump", JUMPS)
def test_results_locks_checkpoints_and_unfinished_jobs_know_no_clock(tmp_path: Path, clock: Clock, jump: float) -> None:  # fmt: skip
    root = tmp_path / "p"
    with Project.open(root, create=True, write=True) as project:
        digest = make(project, "teacher", "t")
        project.remember("key", "teach", {"f1": 1}, {"teacher": digest})
        (project.checkpoint_folder("a" * 64) / "state").write_text("x")
        run = project.begin_run("distil", {})
        run._file.close()  # as kill -9 leaves it
        orders = [Order("import", {}, begun=True), Order("teach", {}, after=0), Order("label", {}, after=1)]  # fmt: skip
        keep_unfinished(root, orders)
    clock(jump)
    for file in root.rglob("*"):
        os.utime(file, (4e9, 4e9) if jump < 0 else (0, 0))
    with Project.open(root, write=True) as project:
        assert project.recall("key") == {"f1": 1}
        assert (project.checkpoint_folder("a" * 64) / "state").read_text() == "x"
        assert project.runs()[0].state == INTERRUPTED and unfinished(root) == orders


@pytest.mark.parametrize(("written", "idle"), [(-3 * DAY, 3.0), (0.0, 0.0), (400 * DAY, 0.0)])
def test_a_mark_from_the_future_counts_from_now(
    tmp_path: Path, written: float, idle: float
) -> None:
    """Else a clock once wrong would keep a cache for ever, or until that day."""
    mark = tmp_path / "mark"
    mark.write_text("")
    os.utime(mark, (time.time() + written,) * 2)
    assert idle_days(mark) == pytest.approx(idle, abs=0.01)
    assert abs(mark.stat().st_mtime - time.time()) < 4 * DAY


def test_a_cache_that_another_process_just_removed_is_not_missed(tmp_path: Path) -> None:
    """Two sweeps at once: the slower one found its name, and nothing behind it."""
    assert idle_days(tmp_path / "gone") == 0.0


# the run's log ----------------------------------------------------------------------------------


def test_a_runs_log_is_bounded_and_says_what_it_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(runs, "MOST_BYTES", 20_000)
    monkeypatch.setattr(runs, "_RESERVE", 10_000)
    with Project.open(tmp_path / "p", create=True, write=True) as project:
        run = project.begin_run("distil", {})
        run.say(Started("distil", 1))
        for at in range(5_000):
            run.say(Progress("train", at, 5_000))
            run.say(Metric("train/loss", 0.1, at))
            if at % 1_000 == 0:
                run.say(Checkpointed(at))
        run.say(Note("the loss jumped", "warning"))
        run.say(ArtifactReady("student", "d", "/p", 1))
        run.end(Finished({"rows": 1}))
        assert project.runs()[0].state == "done"
    file = tmp_path / "p" / "runs" / run.id / LOG
    told = [decode(line) for line in file.read_text().splitlines()]
    assert file.stat().st_size < 20_500 and told[-1] == Finished({"rows": 1})
    assert [e.at for e in told if isinstance(e, Checkpointed)] == [0, 1000, 2000, 3000, 4000]
    assert Note("the loss jumped", "warning") in told and ArtifactReady("student", "d", "/p", 1) in told  # fmt: skip
    written = sum(isinstance(e, Progress | Metric) for e in told)
    last = told[-2]
    assert isinstance(last, Note) and last.text.startswith(f"{10_000 - written} events were left out")  # fmt: skip


def test_a_short_log_is_whole(tmp_path: Path) -> None:
    with Project.open(tmp_path / "p", create=True, write=True) as project:
        run = project.begin_run("distil", {})
        said = [Started("distil", 1), *(Progress("train", at, 100) for at in range(100))]
        for event in said:
            run.say(event)
        run.end(Finished({}))
    lines = (run.folder / LOG).read_text().splitlines()
    assert [decode(line) for line in lines] == [*said, Finished({})]


def test_only_the_newest_runs_keep_their_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(runs, "KEPT_LOGS", 3)
    with Project.open(tmp_path / "p", create=True, write=True) as project:
        made = [project.begin_run("bench", {}) for _ in range(5)]
        for run in made:
            run.end(Finished({}))
    with Project.open(tmp_path / "p", write=True) as project:
        assert [run.folder.exists() for run in made] == [False, False, True, True, True]
        assert len(project.runs()) == 5
