"""A worker that stands still or writes nonsense: one clear ending, in seconds, and no error of ours."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
import threading
import time

import pytest
from jobs_help import COMMAND, check_story, gone, order

from studio.core.events import Cancelled, Event, Failed, Finished, Note, Started
from studio.jobs import lines
from studio.jobs.supervisor import run_job

HEARD = "import os, sys, signal, time; sys.stdin.readline(); say = lambda s: os.write(1, s)\n"
BEGUN = 'say(b\'{"kind": "started", "step": "x", "pid": 1}\\n\')\n'
FOR_EVER = {
    "stands still": "os.kill(os.getpid(), signal.SIGSTOP)",
    "floods": 'while True: say(b\'{"kind": "note", "text": "x"}\\n\' * 1000)',
    "one line without an end": "while True: say(b'x' * 65536)",
    "noise": "while True: say(b'\\xff\\x00}{\\n' * 1000)",
    "half a line": 'say(b\'{"kind": "fini\'); time.sleep(60)',
}


def worker(program: str) -> list[str]:
    return [COMMAND[0], "-S", "-c", HEARD + BEGUN + program]


@pytest.mark.parametrize("what", FOR_EVER)
@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")
async def test_it_ends_when_asked_and_the_loop_goes_on(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines.read_lines, "__defaults__", (1 << 20,))
    cancel, ticks, events = asyncio.Event(), [time.monotonic()], list[Event]()

    async def tick() -> None:
        while True:
            await asyncio.sleep(0.01)
            ticks.append(time.monotonic())

    ticker = asyncio.create_task(tick())
    asyncio.get_running_loop().call_later(0.5, cancel.set)
    async for event in run_job(order("x"), cancel=cancel, command=worker(FOR_EVER[what])):
        events.append(event)
    ticker.cancel()
    check_story(events)
    assert events[-1] == Cancelled(False) and ticks[-1] - ticks[0] < 8
    assert max(b - a for a, b in itertools.pairwise(ticks)) < 1


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")
async def test_closing_the_window_ends_one_that_stands_still() -> None:
    job = run_job(order("count", n=10**6, pause=0.01), command=COMMAND)
    begun = await anext(job)
    assert isinstance(begun, Started)
    os.kill(begun.pid, signal.SIGSTOP)
    asked = time.monotonic()
    await job.aclose()
    assert gone(begun.pid) and time.monotonic() - asked < 4


@pytest.mark.parametrize(
    "last",
    [
        "",
        "say(b'{\"kind\": \"finished\", \"result\": ')",
        "say(b'{\"kind\": \"failed\", \"code\": 5, \"message\": null}\\n')",
        "say(b'{\"kind\": \"progress\", \"stage\": [], \"done\": NaN}\\n' + b'y' * 3_000_000)",
    ],
)  # fmt: skip
async def test_one_that_never_tells_its_ending_is_one_sentence(last: str) -> None:
    events = [e async for e in run_job(order("x"), command=worker(last))]
    assert events[0] == Started("x", 1) and len(events) == 2
    ending = events[-1]
    assert isinstance(ending, Failed) and ending.code == "worker-died" and ending.remedy


async def test_lines_between_nonsense_are_heard() -> None:
    good = 'say(b\'{"kind": "note", "text": "a"}\\n\')\n'
    end = 'say(b\'{"kind": "finished", "result": [NaN]}\\n\')\n'
    program = "say(b'\\xff' * 2_000_000 + b'\\n')\n" + good + "say(b'{\"kind\": 5}\\n\\n')\n" + end
    events = [e async for e in run_job(order("x"), command=worker(program))]
    assert events == [Started("x", 1), Note("a"), Finished([None])]


def test_a_long_line_is_cut_and_the_next_one_whole() -> None:
    reader, writer = os.pipe()
    said = b"a" * 200_000 + b"\nshort\n" + b"b" * 70_000 + b"\n" + b"c" * 90_000

    def write() -> None:
        lines.write_all(writer, said)
        os.close(writer)

    thread = threading.Thread(target=write)
    thread.start()
    found = list(lines.read_lines(reader, 80_000))
    thread.join()
    os.close(reader)
    assert found == [b"a" * 80_000, b"short", b"b" * 70_000, b"c" * 80_000]
