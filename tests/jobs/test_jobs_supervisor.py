"""Jobs, start to end: stories, deaths, cancelling, noise, and nothing left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest
from jobs_help import COMMAND, check_story, eventually, gone, order, story

from studio.core.errors import exit_code
from studio.core.events import Cancelled, Event, Failed, Finished, Metric, Note, Progress, Started
from studio.jobs import channel, worker
from studio.jobs.supervisor import run_job


def is_note(event: Event) -> bool:
    return isinstance(event, Note)


async def test_a_plain_story() -> None:
    events, _ = await story("count", n=3)
    assert isinstance(events[0], Started) and events[0].step == "count" and events[0].pid > 0
    assert events[-2] == Progress("count", 3, 3)
    assert events[-1] == Finished({"n": 3})


async def test_noise_by_any_road_does_not_break_the_channel() -> None:
    events, _ = await story("noise")
    assert [e for e in events if isinstance(e, Metric)] == [Metric("loss", 1.0, at) for at in range(20)]  # fmt: skip
    assert events[-1] == Finished({"read": ""})


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
async def test_a_death_is_told(name: str) -> None:
    events, _ = await story("die", number=int(signal.Signals[name]))
    ending = events[-1]
    assert (
        isinstance(ending, Failed) and ending.code == "worker-died" and exit_code(ending.code) == 4
    )
    assert name in ending.message and ending.remedy
    assert "last words in the log" in ending.detail


async def test_sigterm_is_a_polite_cancel(tmp_path: Path) -> None:
    half, events = tmp_path / "half", []
    job = run_job(order("tidy", path=str(half)), command=COMMAND)
    async with contextlib.aclosing(job):
        async for event in job:
            events.append(event)
            if isinstance(event, Progress) and event.done == 0:
                os.kill(events[0].pid, signal.SIGTERM)
    check_story(events)
    assert events[-1] == Cancelled(False) and not half.exists()


async def test_sigterm_ends_a_stuck_step_too() -> None:
    events, asked = [], 0.0
    async with contextlib.aclosing(run_job(order("stuck"), command=COMMAND)) as job:
        async for event in job:
            events.append(event)
            if is_note(event):
                asked = time.monotonic()
                os.kill(events[0].pid, signal.SIGTERM)
    check_story(events)
    assert events[-1] == Cancelled(False) and time.monotonic() - asked < 6


@pytest.mark.parametrize("status", [0, 7])
async def test_leaving_without_a_word_is_told(status: int) -> None:
    ending = (await story("leave", status=status))[0][-1]
    assert isinstance(ending, Failed) and ending.code == "worker-died"
    assert f"status {status}" in ending.message


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("input", "input.no-text-column", 3),
        ("host", "host.no-core-ml", 4),
        ("busy", "host.project-busy", 4),
        ("memory", "host.out-of-memory", 4),
        ("torch", "host.out-of-memory", 4),
        ("thread", "host.out-of-memory", 4),
        ("disk", "host.disk-full", 4),
        ("rust", "host.disk-full", 4),
        ("quota", "host.disk-full", 4),
        ("zero", "bug", 1),
        ("exit", "bug", 1),
    ],
)
async def test_errors_keep_their_fields(kind: str, code: str, status: int) -> None:
    ending = (await story("bug", kind=kind))[0][-1]
    assert isinstance(ending, Failed) and ending.code == code and exit_code(code) == status
    assert ("Traceback" in ending.detail) == (code == "bug" or kind == "memory")


async def test_a_bug_says_where() -> None:
    ending = (await story("bug", kind="zero"))[0][-1]
    assert isinstance(ending, Failed)
    assert ending.message == "ZeroDivisionError: division by zero"
    assert "echo_worker.py" in ending.detail and "report" in ending.remedy


def test_a_bugs_details_quote_no_row() -> None:
    try:
        try:
            int("the patient has a rash")
        except ValueError as error:
            raise KeyError("another row of data") from error
    except KeyError as error:
        error.__cause__.__cause__ = error  # type: ignore[union-attr]  a ring
        told = worker._told(error)
    assert told.code == "bug" and "ValueError" in told.detail and "KeyError" in told.detail
    assert told.detail.index("ValueError\n") < told.detail.rindex("KeyError")
    assert "patient has a rash'" not in told.detail and "row of data'" not in told.detail


async def test_a_result_that_is_not_json_is_a_bug() -> None:
    ending = (await story("strange_result"))[0][-1]
    assert isinstance(ending, Failed) and ending.code == "bug"


async def test_no_such_step_is_a_bug_with_its_own_ending() -> None:
    ending = (await story("nonsense"))[0][-1]
    assert isinstance(ending, Failed) and "KeyError" in ending.message


async def test_a_lying_step_can_not_break_the_laws() -> None:
    events, _ = await story("liar")
    assert [e.done for e in events if isinstance(e, Progress)] == [5, 9]


async def test_cancel_tidies_up(tmp_path: Path) -> None:
    half = tmp_path / "half"
    events, waited = await story("tidy", lambda e: isinstance(e, Progress), path=str(half))
    assert events[-1] == Cancelled(False)
    assert not half.exists() and waited < 2.5


async def test_a_checkpoint_makes_it_resumable(tmp_path: Path) -> None:
    path = str(tmp_path / "half")
    events, _ = await story("tidy", lambda e: isinstance(e, Progress), path=path, resumable=True)
    assert events[-1] == Cancelled(True)


async def test_the_order_can_say_resumable() -> None:
    cancel, events = asyncio.Event(), []
    cancel.set()
    job = run_job({**order("stuck"), "resumable": True}, cancel=cancel, command=COMMAND)
    async with contextlib.aclosing(job):
        events = [event async for event in job]
    check_story(events)
    assert events[-1] == Cancelled(True)


@pytest.mark.parametrize("escaped", [False, True])
async def test_a_stuck_step_is_killed_with_its_children(escaped: bool, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    events, waited = await story("stuck", None, marker, child=True, escaped=escaped, file=str(marker))  # fmt: skip
    assert events[-1] == Cancelled(False) and 0.7 < waited < 2.5  # 0.85 on a quiet computer
    child = next(int(e.value) for e in events if isinstance(e, Metric))
    eventually(lambda: gone(child))
    assert gone(events[0].pid)  # type: ignore[attr-defined]


async def test_a_child_that_escaped_ends_with_its_step() -> None:
    events, _ = await story("escape")
    child = next(int(e.value) for e in events if isinstance(e, Metric))
    assert events[-1] == Finished(None)
    eventually(lambda: gone(child))


async def test_a_loop_that_never_yields_is_killed() -> None:
    """0.8 s after the word, whatever it computes: the supervisor's clock, not the worker's."""
    waits = []
    for _ in range(5):
        cancel, asked = asyncio.Event(), 0.0
        async for event in run_job(order("endless"), cancel=cancel, command=COMMAND):
            if event == Note("in it now"):
                await asyncio.sleep(0.3)  # well in it
                asked = time.monotonic()
                cancel.set()
            last = event
        waits.append(time.monotonic() - asked)
        assert last == Cancelled(False)
    assert min(waits) >= 0.7 and sorted(waits)[2] <= 1.2  # on a quiet machine the median is 0.9


async def test_a_step_that_holds_the_interpreter_is_killed() -> None:
    events, waited = await story("deaf", is_note, seconds=60)
    assert events[-1] == Cancelled(False) and waited < 2.5


async def test_a_forked_child_can_not_hide_a_death() -> None:
    began = time.monotonic()
    events, _ = await story("forked")
    ending = events[-1]
    assert isinstance(ending, Failed) and "SIGKILL" in ending.message
    child = next(int(e.value) for e in events if isinstance(e, Metric))
    eventually(lambda: gone(child))
    assert time.monotonic() - began < 8


async def test_progress_is_calm_and_its_last_arrives() -> None:
    began = time.monotonic()
    events, _ = await story("burst", n=20_000)
    shown = [e for e in events if isinstance(e, Progress)]
    assert shown[-2:] == [Progress("burst", 20_000), Progress("burst two", 1, 1)]
    assert len(shown) <= 10 * (time.monotonic() - began) + 3


async def test_a_big_event_is_one_line() -> None:
    events, _ = await story("big", size=1_000_000)
    assert events[1] == Note("x" * 1_000_000) and events[-1] == Finished("y" * 1_000_000)


async def test_a_big_order_arrives() -> None:
    job = run_job({**order("count", n=1), "ballast": "z" * 3_000_000}, command=COMMAND)
    async with contextlib.aclosing(job):
        assert [e async for e in job][-1] == Finished({"n": 1})


async def test_the_last_200_lines_of_the_log_are_kept() -> None:
    ending = (await story("log", lines=1000))[0][-1]
    assert isinstance(ending, Failed)
    assert ending.detail.splitlines() == [f"line {at}" for at in range(800, 1000)]


async def test_the_worker_steps_back_for_others() -> None:
    events, _ = await story("polite")
    assert events[1] == Metric("nice", min(19, os.nice(0) + 10))


async def test_leaving_the_loop_ends_the_job(tmp_path: Path) -> None:
    half = tmp_path / "half"
    job = run_job(order("tidy", path=str(half)), command=COMMAND)
    async with contextlib.aclosing(job):
        async for event in job:
            if isinstance(event, Started):
                pid = event.pid
            if isinstance(event, Progress):
                break
    assert gone(pid) and not half.exists()


async def test_cancelling_the_task_ends_the_job() -> None:
    task = asyncio.create_task(story("stuck"))
    while not (workers := list_workers()):
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert all(gone(pid) for pid in workers)


def list_workers() -> list[int]:
    import psutil

    return [child.pid for child in psutil.Process().children()]


async def test_a_worker_that_can_not_start_is_told() -> None:
    job = run_job(order("count"), command=["/nowhere/python"])
    events = [event async for event in job]
    check_story(events)
    assert isinstance(events[-1], Failed) and events[-1].code == "host.no-worker"


async def test_a_worker_that_dies_before_its_first_word() -> None:
    job = run_job(order("count"), command=[COMMAND[0], "-c", "raise SystemExit('no luck')"])
    events = [event async for event in job]
    check_story(events)
    assert isinstance(events[-1], Failed) and "no luck" in events[-1].detail


async def test_a_death_before_the_log_is_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Late(threading.Thread):
        def start(self) -> None:
            if self.name.endswith("_read_log"):
                time.sleep(0.5)  # the worker is gone by now
            super().start()

    monkeypatch.setattr(channel.threading, "Thread", Late)
    job = run_job(order("count"), command=[COMMAND[0], "-S", "-c", "raise SystemExit('no luck')"])
    async with asyncio.timeout(20):
        events = [event async for event in job]
    assert isinstance(events[-1], Failed) and "no luck" in events[-1].detail


async def test_unknown_lines_are_ignored() -> None:
    program = (
        "import sys; sys.stdin.readline()\n"
        "print('noise'); print('{\"kind\": \"later\"}'); print('[1]'); print('{\"kind\": \"note\"}')\n"
        'print(\'{"kind": "started", "step": "x", "pid": 1, "news": 2}\')\n'
        'print(\'{"kind": "finished", "result": 5}\'); print(\'{"kind": "note", "text": "late"}\')'
    )
    events = [event async for event in run_job(order("x"), command=[COMMAND[0], "-c", program])]
    assert events == [Started("x", 1), Finished(5)]


async def test_two_jobs_at_once_do_not_mix() -> None:
    stories = await asyncio.gather(story("count", n=2), story("count", n=4))
    assert [events[-1] for events, _ in stories] == [Finished({"n": 2}), Finished({"n": 4})]


def by_hand(line: bytes) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    worker = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True)
    assert worker.stdin is not None
    worker.stdin.write(line + b"\n")
    worker.stdin.flush()
    return worker


def read_events(worker: subprocess.Popen[bytes]) -> list[dict[str, object]]:
    out, _ = worker.communicate(timeout=20)
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("line", [b"not json", b"[1, 2]", b"\xff\xfe"])
def test_an_unreadable_order_is_told(line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    kinds = [event["kind"] for event in read_events(by_hand(line))]
    assert kinds == ["started", "failed"]


def test_a_window_that_vanishes_takes_the_worker_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    marker = tmp_path / "pid"
    worker = by_hand(json.dumps(order("stuck", child=True, file=str(marker))).encode())
    eventually(lambda: marker.exists() and marker.read_text() != "")
    import psutil

    child = psutil.Process(worker.pid).children()[0].pid
    began = time.monotonic()
    events = read_events(worker)  # closes stdin: the window is gone
    assert time.monotonic() - began < 6
    assert events[-1] == {"kind": "cancelled", "resumable": False}
    eventually(lambda: gone(child))


def test_a_vanished_window_lets_a_polite_step_tidy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    half = tmp_path / "half"
    worker = by_hand(json.dumps(order("tidy", path=str(half))).encode())
    eventually(half.exists)
    for pipe in (worker.stdout, worker.stderr, worker.stdin):
        assert pipe is not None
        pipe.close()
    worker.wait(10)
    assert not half.exists()


async def test_a_quick_end_never_overtakes_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "POLL", 0)  # sees the death before the loop sees the events
    for _ in range(5):
        assert (await story("count", n=1))[0][-1] == Finished({"n": 1})
