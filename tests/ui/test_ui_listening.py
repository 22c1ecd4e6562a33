"""A resident that was replaced is listened to until it has ended: no task of its is dropped while pending."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

from PySide6.QtCore import QObject

from studio.core.events import Event, Note
from studio.ui.listening import Listening


class Slow:
    """A resident; all but `three` go on, after their worker was closed, until they are released."""

    def __init__(self, order: dict[str, Any], release: asyncio.Event) -> None:
        self.release = release
        self.name, self.ended = order["name"], False
        self.gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """At once."""

    async def __aiter__(self) -> AsyncIterator[Event]:
        yield Note(self.name)
        try:
            await self.gone
        finally:
            if self.name != "three":
                await self.release.wait()
            self.ended = True

    async def close(self) -> None:
        """Lets the events end."""
        self.gone.set_result(None)


def collect() -> None:
    for _ in range(3):
        gc.collect()


def test_a_replaced_resident_is_heard_out(qapp: QObject) -> None:
    made: list[Slow] = []
    complaints: list[str] = []

    async def life() -> None:
        loop, release = asyncio.get_running_loop(), asyncio.Event()

        def make(order: dict[str, Any]) -> Any:
            made.append(Slow(order, release))
            return made[-1]

        loop.set_exception_handler(lambda _, context: complaints.append(str(context["message"])))
        owner = QObject()
        listening = Listening(make, owner)
        heard: list[Event] = []
        listening.heard.connect(heard.append)
        for name in ("one", "two", "three"):
            listening.open({"name": name})
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            collect()
        loop.call_later(0.05, release.set)
        await listening.stop()
        assert [resident.ended for resident in made] == [True, True, True]
        assert [event.text for event in heard if isinstance(event, Note)] == ["one", "two", "three"]
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(life())
    collect()
    assert complaints == []
