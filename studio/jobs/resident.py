"""A worker that stays: questions in, answers out, only the newest one's counts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from studio.core.errors import HostError
from studio.core.events import Answer, Event, Failed, Finished, Note
from studio.jobs.channel import Channel

GRACE = 0.8


class Resident:
    """Keeps one resident worker; `ask` returns an id, iteration gives events.

    Answers to older questions are dropped. A worker that dies is started again and asked the
    newest question once more (a Note says so), answered or not: a second answer to it, a more
    exact one, may have been on its way. If it dies of the same question twice, Failed is given
    and the next question starts a new one. Iteration ends with `close`.
    """

    def __init__(self, order: dict[str, Any], *, command: list[str] | None = None) -> None:
        self._order = {**order, "resident": True}
        self._command = command
        self._channel: Channel | None = None
        self._listeners: set[asyncio.Task[None]] = set()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._newest = 0
        self._open: tuple[int, Any] | None = None  # the newest question, until it is given up
        self._retried = 0
        self._closed = False

    @property
    def newest(self) -> int:
        """The id of the last question, 0 before the first."""
        return self._newest

    @property
    def alive(self) -> bool:
        """Whether a worker is loaded or loading."""
        return self._channel is not None

    async def start(self) -> None:
        """Start the worker (and its loading) before the first question."""
        self._begin()

    def ask(self, value: Any) -> int:
        """Ask; returns the id its answers carry. Starts the worker when there is none."""
        self._newest += 1
        self._open = (self._newest, value)
        self._begin()
        self._send_open()
        return self._newest

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._events.get()) is not None:
            if not (isinstance(event, Answer) and event.id != self._newest):
                yield event

    async def close(self) -> None:
        """End the worker; returns when nothing of it is left."""
        self._closed = True
        for listener in self._listeners:
            listener.cancel()
        if self._listeners:
            await asyncio.wait(self._listeners)
        self._channel = None
        self._events.put_nowait(None)

    def _begin(self) -> None:
        if self._channel is None and not self._closed:
            try:
                self._channel = Channel(self._order, self._command)
            except HostError as error:
                self._say(Failed(error.code, error.message, error.remedy, error.detail))
                return
            listener = asyncio.create_task(self._listen(self._channel))
            self._listeners.add(listener)
            listener.add_done_callback(self._listeners.discard)

    def _send_open(self) -> None:
        if self._channel is not None and self._open is not None:
            ident, value = self._open
            self._channel.send(json.dumps({"ask": ident, "value": value}))

    def _say(self, event: Event) -> None:
        self._events.put_nowait(event)

    async def _listen(self, channel: Channel) -> None:
        """Pass events on until the worker is gone; then decide whether to begin again."""
        ending: Event | None = None
        try:
            async for event in channel.events():
                if event.ending:
                    ending = event
                    break
                self._say(event)
            ending = ending or await channel.obituary()
            self._channel = None  # a question from here on goes to a new worker
            self._after(ending)
        finally:
            await channel.close(GRACE)

    def _after(self, ending: Event) -> None:
        if isinstance(ending, Finished):
            self._say(ending)
        elif not _died(ending) or self._open is None or self._retried == self._open[0]:
            self._open = None
            self._say(ending)
        else:
            self._retried = self._open[0]
            self._say(Note("The model's process ended unexpectedly and was started again.", "warning"))  # fmt: skip
            self._begin()
            self._send_open()


def _died(ending: Event) -> bool:
    return isinstance(ending, Failed) and ending.code == "worker-died"
