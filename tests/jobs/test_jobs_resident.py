"""The resident worker: newest answer only, restarts after death, nothing left when closed."""

from __future__ import annotations

import asyncio
import contextlib
import queue
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jobs_help import COMMAND, gone, order

from studio.core.events import Answer, Event, Failed, Note, Started
from studio.jobs.inbox import Ask, Inbox
from studio.jobs.resident import Resident

SECONDS = 20


@contextlib.asynccontextmanager
async def playground(**spec: float) -> AsyncIterator[Resident]:
    resident = Resident(order("answers", **spec), command=COMMAND)
    await resident.start()
    try:
        yield resident
    finally:
        await resident.close()
        assert psutil.Process().children() == []


async def heard(resident: Resident, enough: Callable[[Event], bool]) -> list[Event]:
    """Events until one is enough."""
    found = []
    async with asyncio.timeout(SECONDS):
        async for event in resident:
            found.append(event)
            if enough(event):
                break
    return found


def is_answer(event: Event) -> bool:
    return isinstance(event, Answer)


async def test_a_question_is_answered() -> None:
    async with playground() as resident:
        number = resident.ask({"text": "hello"})
        events = await heard(resident, is_answer)
        assert isinstance(events[0], Started) and Note("loaded") in events
        assert events[-1] == Answer(number, "HELLO")
        assert resident.ask({"text": "again"}) == number + 1 == resident.newest
        assert (await heard(resident, is_answer))[-1] == Answer(number + 1, "AGAIN")


async def test_it_loads_before_the_first_question() -> None:
    async with playground() as resident:
        assert (await heard(resident, lambda e: e == Note("loaded")))[-1] == Note("loaded")


async def test_only_the_newest_counts() -> None:
    async with playground(slow=0.05) as resident:
        for at in range(30):
            resident.ask({"text": f"word {at}"})
            await asyncio.sleep(0.005)
        events = await heard(resident, lambda e: isinstance(e, Answer) and e.value == "WORD 29")
        assert [e for e in events if is_answer(e)] == [Answer(30, "WORD 29")]


async def test_it_starts_again_and_asks_again(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    marker.touch()
    async with playground() as resident:
        number = resident.ask({"text": f"once:{marker}"})
        events = await heard(resident, is_answer)
        assert [e.level for e in events if isinstance(e, Note)] == ["info", "warning", "info"]
        assert sum(isinstance(e, Started) for e in events) == 2
        assert events[-1] == Answer(number, f"ONCE:{marker}".upper())


async def test_a_question_that_kills_twice_fails_and_the_next_one_works() -> None:
    async with playground() as resident:
        resident.ask({"text": "die"})
        ending = (await heard(resident, lambda e: e.ending))[-1]
        assert isinstance(ending, Failed) and ending.code == "worker-died"
        assert "SIGKILL" in ending.message and not resident.alive
        number = resident.ask({"text": "well"})
        assert (await heard(resident, is_answer))[-1] == Answer(number, "WELL")


async def test_death_while_idle_is_told_and_mended_by_the_next_question() -> None:
    async with playground() as resident:
        started = (await heard(resident, lambda e: e == Note("loaded")))[0]
        assert isinstance(started, Started)
        psutil.Process(started.pid).kill()
        assert isinstance((await heard(resident, lambda e: e.ending))[-1], Failed)
        number = resident.ask({"text": "back"})
        assert (await heard(resident, is_answer))[-1] == Answer(number, "BACK")


async def test_death_after_an_answer_is_told_and_the_question_asked_again() -> None:
    async with playground() as resident:
        number = resident.ask({"text": "twice"})
        events, seen = await heard(resident, is_answer), list[Event]()
        for _ in range(2):  # the second time it is given up
            started = next(e for e in reversed(events) if isinstance(e, Started))
            psutil.Process(started.pid).kill()
            events = await heard(resident, lambda e: is_answer(e) or e.ending)
            seen += events
        assert [e.id for e in seen if isinstance(e, Answer)] == [number]
        assert [e.level for e in seen if isinstance(e, Note)] == ["warning", "info"]
        assert isinstance(seen[-1], Failed)
        later = resident.ask({"text": "on"})
        assert (await heard(resident, is_answer))[-1] == Answer(later, "ON")


async def test_a_refusal_is_an_ending_not_a_death() -> None:
    async with playground() as resident:
        resident.ask({"text": "refuse"})
        ending = (await heard(resident, lambda e: e.ending))[-1]
        assert isinstance(ending, Failed) and ending.code == "input.no"


async def test_closing_ends_worker_and_iteration() -> None:
    resident = Resident(order("answers"), command=COMMAND)
    await resident.start()
    started = (await heard(resident, lambda e: isinstance(e, Started)))[-1]
    async with asyncio.timeout(SECONDS):
        await resident.close()
        assert [event async for event in resident if event.ending] == []
    assert isinstance(started, Started) and gone(started.pid)
    resident.ask({"text": "too late"})
    assert not resident.alive


async def test_closing_in_the_middle_of_a_long_answer() -> None:
    resident = Resident(order("answers", slow=300), command=COMMAND)
    resident.ask({"text": "x"})
    await heard(resident, lambda e: e == Note("loaded"))
    async with asyncio.timeout(SECONDS):
        await resident.close()


async def test_a_worker_that_can_not_start_is_told() -> None:
    resident = Resident(order("answers"), command=["/nowhere/python"])
    resident.ask({"text": "x"})
    ending = (await heard(resident, lambda e: e.ending))[-1]
    assert isinstance(ending, Failed) and ending.code == "host.no-worker"
    await resident.close()


@given(st.lists(st.text(), min_size=1))
def test_the_inbox_gives_the_newest(texts: list[str]) -> None:
    inbox = Inbox()
    for number, text in enumerate(texts):
        inbox.put(Ask(number, text))
    assert inbox.get(timeout=1) == Ask(len(texts) - 1, texts[-1])
    with pytest.raises(queue.Empty):
        inbox.get(timeout=0.001)
