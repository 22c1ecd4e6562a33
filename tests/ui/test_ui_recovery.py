"""What people and computers do to a window: moved folders, full disks, kill -9, two windows."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from ui_fakes import FakeResident, ScriptedJobs, demo_script
from ui_help import until
from ui_project import make_project

from studio.core import files
from studio.core.errors import HostError
from studio.core.events import Failed, Finished
from studio.project import Project
from studio.project.book import unfinished
from studio.project.lock import WindowLock
from studio.ui import workspace
from studio.ui.app import make_window
from studio.ui.notice import Notice
from studio.ui.presenters.job import State
from studio.ui.presenters.state import Badge, ProjectState
from studio.ui.settings import Settings
from studio.ui.window import Window

pytestmark = pytest.mark.gui
ROOT = Path(__file__).parents[2]


def press(place: Notice | QMessageBox, words: str) -> None:
    """Click the button with these words."""
    QTest.mouseClick(next(b for b in place.findChildren(QPushButton) if b.text() == words), Qt.MouseButton.LeftButton)  # fmt: skip


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


# kill -9 and closing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "spec", "worker"),
    [
        ("tidy", {"path": "half", "resumable": True}, "echo"),
        pytest.param("augment", {"copies": 20}, "", marks=pytest.mark.slow),
    ],
)
async def test_after_kill_9_the_next_start_offers_what_was_cut_off(window: Window, jobs: ScriptedJobs, tmp_path: Path, step: str, spec: dict[str, object], worker: str) -> None:  # fmt: skip
    root = make_project(tmp_path / "p", 60 if worker else 30_000, models=False)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = [sys.executable, str(Path(__file__).with_name("crash_app.py")), str(root), step, json.dumps(spec), worker]  # fmt: skip
    app = subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=env, cwd=tmp_path)
    assert app.stdout is not None
    told = await asyncio.get_running_loop().run_in_executor(None, app.stdout.readline)
    pid = json.loads(told)["worker"]
    family = [pid, *(c.pid for c in psutil.Process(pid).children(recursive=True))]
    app.send_signal(signal.SIGKILL)
    app.wait(10)
    app.stdout.close()
    await until(lambda: all(gone(p) for p in family), "no worker is left")
    assert window.space.open(root)
    rows = {row.job.step: row for row in window.drawer.rows}
    assert {row.job.state for row in rows.values()} == {State.INTERRUPTED}
    assert window.drawer.summary.whole == "Nothing is running · 2 to resume"
    assert rows[step].headline.whole == "Interrupted: resume it"
    assert rows["export"].headline.whole == "Was still waiting: start it"
    assert window.rail.buttons["data"].badge is Badge.DONE
    jobs.scripts[step] = [Finished({})]
    QTest.mouseClick(
        rows["export"].again, Qt.MouseButton.LeftButton
    )  # it needs the other one first
    await until(lambda: not window.space.desk.unfinished, "both")
    assert [o["step"] for o in jobs.orders] == [step, "export"] and jobs.orders[0]["spec"] == spec
    assert unfinished(root) == []


@pytest.mark.parametrize(
    ("words", "kept"), [("Stop and close", []), ("Resume later", ["demo", "export"])]
)
async def test_closing_asks_what_becomes_of_the_jobs(settings: Settings, jobs: ScriptedJobs, tmp_path: Path, words: str, kept: list[str]) -> None:  # fmt: skip
    root = make_project(tmp_path / "p", 60)
    jobs.scripts["demo"] = demo_script()
    jobs.hold.clear()
    async with opened(settings, jobs) as window:
        window.space.open(root)
        window.space.start("demo", {"rows": 300})
        window.space.start("export", {"what": "card"})
        await until(lambda: window.drawer.rows[0].job.done == 119, "at work")
        window.close()
        press(window.findChild(QMessageBox), words)
        await asyncio.wait_for(window.closed.wait(), 10)
    assert [order.step for order in unfinished(root)] == kept
    async with opened(settings, jobs) as again:
        again.space.open(root)
        assert [row.job.step for row in reversed(again.drawer.rows)] == kept
        assert all(row.job.state is State.INTERRUPTED for row in again.drawer.rows)
        for row in list(again.drawer.rows):
            QTest.mouseClick(row.forget, Qt.MouseButton.LeftButton)
        assert unfinished(root) == []


async def test_closing_without_asking_keeps_the_jobs(settings: Settings, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    root = make_project(tmp_path / "p", 60)
    settings.ask_on_close = False
    jobs.hold.clear()
    async with opened(settings, jobs) as window:
        window.space.open(root)
        window.space.start("demo", {})
        await until(lambda: window.space.desk.busy(), "at work")
    assert [order.step for order in unfinished(root)] == ["demo"]


class opened:
    """A second window beside the test's own, closed in order."""

    def __init__(self, settings: Settings, jobs: ScriptedJobs) -> None:
        self._parts = settings, jobs

    async def __aenter__(self) -> Window:
        settings, jobs = self._parts
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.window = make_window(app, settings, source=jobs, resident=FakeResident)
        self.window.show()
        return self.window

    async def __aexit__(self, *_: object) -> None:
        if not self.window.closed.is_set():
            self.window.close()
            await asyncio.wait_for(self.window.closed.wait(), 10)
        self.window.deleteLater()
        await asyncio.sleep(0)


# the folder ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["moved", "deleted"])
async def test_a_project_that_vanishes_while_open(window: Window, jobs: ScriptedJobs, tmp_path: Path, how: str) -> None:  # fmt: skip
    root, there = make_project(tmp_path / "p", 60), tmp_path / "elsewhere"
    window.space.open(root)
    for name in window.rail.buttons:
        window.go(name)
    jobs.scripts["demo"] = demo_script()
    jobs.hold.clear()
    job = window.space.start("demo", {})
    await until(lambda: job.state is State.RUNNING, "at work")
    root.rename(there) if how == "moved" else shutil.rmtree(root)
    window.space.look()
    assert window.banner.isVisible() and "is no longer there" in window.banner.message.text()
    await until(lambda: window.banner.y() > 0, "air above it")
    await until(lambda: job.state is State.FAILED, "it ends in a sentence")
    assert job.failure is not None and job.failure.code == "host.project-gone"
    assert "Traceback" not in job.failure.detail and not root.exists()
    for name in window.rail.buttons:
        window.go(name)
    window.space.look()  # said once, not every two seconds
    if how == "moved":
        assert [b.text() for b in window.banner.findChildren(QPushButton)][-2:] == ["Open it where it is now…", "Close the project"]  # fmt: skip
        window.open_project(str(there))
        assert window.space.state.root == there and window.space.state.has("teacher")
        assert not window.space.read_only
    else:
        press(window.banner, "Close the project")
        assert window.space.state.root is None and window.stack.currentWidget() is window.welcome
    assert window.banner.isHidden()
    await until(lambda: window.stack.y() == 0, "no air where there is no banner")


async def test_a_project_that_comes_back_is_shown_again(window: Window, tmp_path: Path) -> None:
    root, there = make_project(tmp_path / "p", 60), tmp_path / "unplugged"
    window.space.open(root)
    root.rename(there)
    window.space.look()
    assert window.banner.isVisible() and window.space.state.names == {}
    there.rename(root)
    window.space.look()
    assert window.banner.isHidden() and window.space.state.has("student")


async def test_the_watch_notices_by_itself(window: Window, tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    window.space.open(root)
    shutil.rmtree(root)
    await until(window.banner.isVisible, "noticed")


async def test_a_model_removed_from_the_disk_is_told_and_can_be_made_again(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("distil")
    notice = window.panes["distil"].notice
    assert window.rail.buttons["distil"].badge is Badge.DONE and notice.isHidden()
    path = window.space.state.names["student"].path
    path.rename(tmp_path / "away")
    window.space.look()
    assert window.rail.buttons["distil"].badge is Badge.MISSING
    assert "its files are gone" in window.rail.buttons["distil"].accessibleName()
    assert notice.isVisible() and notice.message.text() == "Removed from the disk: student."
    assert window.panes["distil"].primary.isEnabled()  # it can be made again
    (tmp_path / "away").rename(path)
    window.space.look()
    assert window.rail.buttons["distil"].badge is Badge.DONE and notice.isHidden()


async def test_two_windows_on_one_project(settings: Settings, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    root = make_project(tmp_path / "p", 60)
    async with opened(settings, jobs) as first:
        assert first.space.open(root)
        async with opened(settings, jobs) as second:
            assert not second.space.open(root)
            assert f"process {os.getpid()}" in second.banner.message.text()
            assert second.space.state.root is None
            press(second.banner, "Look without changing anything")
            assert second.space.state.root == root and second.space.read_only
            second.go("augment")
            pane = second.panes["augment"]
            assert not pane.primary.isEnabled() and "only look" in pane.reason.text()
            job = second.space.start("augment", {})  # by whatever road
            assert job.state is State.FAILED and jobs.orders == []
            assert "only to look at" in second.status.project.whole
            first.close_project()
            second.open_project(str(root))
            assert not second.space.read_only and pane.primary.isEnabled()
        assert first.space.open(root)


def test_the_lock_of_a_killed_window_is_free(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60, models=False)
    code = "import sys, time; from pathlib import Path; from studio.project.lock import WindowLock; l = WindowLock(Path(sys.argv[1])); l.take(); print('held', flush=True); time.sleep(60)"  # fmt: skip
    owner = subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE, text=True, cwd=ROOT)  # fmt: skip
    assert owner.stdout is not None and owner.stdout.readline() == "held\n"
    lock = WindowLock(root)
    with pytest.raises(HostError, match=f"process {owner.pid} on"):
        lock.take()
    owner.kill()
    owner.wait(10)
    owner.stdout.close()
    lock.take()
    assert lock.held
    lock.release()


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """A real file system of its own, outside pytest's folders; skipped where we may not mount."""
    place = tempfile.mkdtemp()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place]
    try:
        if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:  # fmt: skip
            pytest.skip("mounting needs root")
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", "-l", place], check=True)
    finally:
        shutil.rmtree(place)


@pytest.fixture
def unwritable() -> Iterator[Path]:
    """A project on a file system that is mounted read-only."""
    with small_disk("16m") as place:
        root = make_project(place / "p", 60)
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        yield root


async def test_a_folder_nobody_may_write_to_can_be_looked_at(window: Window, unwritable: Path) -> None:  # fmt: skip
    assert window.space.open(unwritable)
    assert window.space.state.has("student") and "can't be written to" in window.space.read_only
    for name in window.rail.buttons:
        window.go(name)
    pane = window.panes["teacher"]
    assert not pane.primary.isEnabled() and pane.reason.text() == window.space.read_only
    window.close_project()


async def test_a_hidden_pane_starts_nothing_where_no_loop_runs_nor_once_the_window_closes(window: Window, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("playground")
    window.go("data")
    pane, before = window.panes["playground"], len(FakeResident.made)
    window.space.state.names.pop("student")  # as a refresh would find it: other models are wanted
    loop = asyncio.get_running_loop()
    asyncio.events._set_running_loop(None)  # Qt's timers fire between two phases of a test, too
    try:
        pane._turn()
        window.space._refresh_soon()
    finally:
        asyncio.events._set_running_loop(loop)
    assert pane._later.isActive() and window.space._soon.isActive()  # put off, not forgotten
    await until(lambda: not pane._later.isActive() and not window.space._soon.isActive(), "done then")  # fmt: skip
    window.space.desk.closing = True
    pane._later.start()
    await until(lambda: not pane._later.isActive(), "its turn comes")
    assert len(FakeResident.made) == before
    window.space.desk.closing = False


# the disk -----------------------------------------------------------------------------------------


@pytest.fixture
def small() -> Iterator[Path]:
    """One megabyte."""
    with small_disk("1m") as place:
        yield place


async def test_a_disk_that_fills_while_a_job_runs(settings: Settings, small: Path) -> None:
    """A real worker on a real full disk: a sentence with a remedy, nothing half-written."""
    from studio.jobs.supervisor import run_job

    root = make_project(small / "p", 400, models=False)
    before = {p.name for p in (root / "datasets").iterdir()}
    async with opened(settings, run_job) as window:  # type: ignore[arg-type]
        window.space.open(root)
        window.go("augment")
        free = shutil.disk_usage(small).free
        (small / "ballast").write_bytes(bytes(max(0, free - 24_000)))
        job = window.space.start("augment", {"copies": 20})
        await until(lambda: job.state.over, "it ends", 60)
        assert job.failure is not None, job.state
        assert job.failure.code == "host.disk-full", job.failure
        notice = window.panes["augment"].notice
        await until(lambda: "is full" in notice.message.text(), "told in its pane")
        (small / "more").write_bytes(bytes(shutil.disk_usage(small).free))
        window.space.refresh()  # whether or not the catalogue can be read now: nothing is forgotten
        assert window.space.state.has("dataset") and window.panes["augment"].primary.isEnabled()
        (small / "more").unlink()
        (small / "ballast").unlink()
        await until(lambda: not window.space._unread, "read again by itself")
        assert {p.name for p in (root / "datasets").iterdir()} == before
        job = window.space.start("augment", {"copies": 1})
        await until(lambda: job.state.over, "room again", 60)
        assert job.state is State.DONE, job.failure
        window.close_project()


async def test_a_catalogue_that_cannot_be_read_for_a_while(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("augment")
    told: list[object] = []
    window.space.failed.connect(told.append)
    full = HostError("The disk is full.", code="disk-full", remedy="Free some space.")
    whole = workspace.read_state
    monkeypatch.setattr(workspace, "read_state", lambda root: ProjectState(root, problem=full))
    window.space.refresh()
    window.space.look()
    window.space.look()
    assert told == [full]  # once, not every two seconds
    assert window.space.state.has("student") and window.panes["augment"].primary.isEnabled()
    monkeypatch.setattr(workspace, "read_state", whole)
    window.space.look()
    assert not window.space._unread and window.space.state.problem is None


async def test_a_full_disk_under_the_window_itself(window: Window, jobs: ScriptedJobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    root = make_project(tmp_path / "p", 60)
    window.space.open(root)
    monkeypatch.setattr(files, "_sync", full)
    job = window.space.start("augment", {})  # the book can't be written: the job runs all the same
    await until(lambda: job.state is State.DONE, "done")
    assert not list((root / "runs").glob(".part-*"))


# a copy -------------------------------------------------------------------------------------------


async def test_a_copy_is_whole_or_absent(settings: Settings, tmp_path: Path) -> None:
    from studio.jobs.supervisor import run_job

    root, target = make_project(tmp_path / "p", 60), tmp_path / "the copy"
    async with opened(settings, run_job) as window:  # type: ignore[arg-type]
        window.space.open(root)
        window.doors.copy_to(str(target))
        job = window.space.desk.jobs[-1]
        await until(lambda: job.state.over, "copied", 60)
        assert job.state is State.DONE, job.failure
        notice = window.welcome.notice
        await until(notice.isVisible, "told")
        assert str(target) in notice.message.text()
        window.doors.copy_to(str(target))
        again = window.space.desk.jobs[-1]
        await until(lambda: again.state.over, "refused", 60)
        assert again.failure is not None and again.failure.code == "input.target-exists"
        assert window.space.open(target) and window.space.state.models() != []
        window.close_project()
    with Project.open(root) as one, Project.open(target) as other:
        assert {n: a.digest for n, a in one.names().items()} == {n: a.digest for n, a in other.names().items()}  # fmt: skip
        assert all(other.intact(a) for a in other.names().values())


# a worker that dies -------------------------------------------------------------------------------


async def test_a_crash_is_a_sentence_with_the_last_lines(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    died = Failed("worker-died", "The worker process was ended by SIGSEGV (-11).", "Run the step again.", "line 199\nlast words")  # fmt: skip
    jobs.scripts["augment"] = [died]
    window.go("augment")
    window.panes["augment"].press()
    notice = window.panes["augment"].notice
    await until(notice.isVisible, "the notice")
    assert "SIGSEGV" in notice.message.text() and "last words" in notice.detail.toPlainText()
    row = window.drawer.rows[0]
    assert "last words" in row.job.log and row.again.isVisible()
