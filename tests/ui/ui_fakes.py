"""Stand-ins for jobs and the playground's resident: scripted, instant, stoppable."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any, ClassVar

from studio.core.events import Answer, Cancelled, Event, Finished, Metric, Note, Progress, Started

Script = Callable[[dict[str, Any]], list[Event]]


class ScriptedJobs:
    """Plays a script per step; `hold` keeps a job at work until released or cancelled: one of the steps
    in `held`, or any when that is empty."""

    def __init__(self, scripts: dict[str, list[Event]] | None = None) -> None:
        self.scripts, self.orders = scripts or {}, list[dict[str, Any]]()
        self.hold, self.held = asyncio.Event(), set[str]()
        self.hold.set()
        self.ended = 0

    async def __call__(self, order: dict[str, Any], *, cancel: asyncio.Event) -> AsyncGenerator[Event, None]:  # fmt: skip
        self.orders.append(order)
        try:
            yield Started(order["step"], 0)
            for event in self.scripts.get(order["step"], [Progress("work", 1, 1), Finished({})]):
                if event.ending and not await self._may_go_on(order["step"], cancel):
                    yield Cancelled(True)
                    return
                yield event
                await asyncio.sleep(0)
        finally:
            self.ended += 1

    async def _may_go_on(self, step: str, cancel: asyncio.Event) -> bool:
        if self.held and step not in self.held:
            return not cancel.is_set()
        waits = [asyncio.ensure_future(self.hold.wait()), asyncio.ensure_future(cancel.wait())]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        return not cancel.is_set()


class FakeResident:
    """Answers at once, or when told to; keeps what it was asked."""

    made: ClassVar[list[FakeResident]] = []

    def __init__(self, order: dict[str, Any]) -> None:
        self.order, self.asked = order, list[tuple[int, Any]]()
        self.events: asyncio.Queue[Event | None] = asyncio.Queue()
        self.closed = False
        FakeResident.made.append(self)

    async def start(self) -> None:
        for model in self.order["spec"].get("models", []):
            runtime = "torch" if model == "student" else "reference"
            told = {"model": model, "state": "ready", "runtime": runtime, "arithmetic": "faithful"}
            self.events.put_nowait(Note(json.dumps(told), "model"))

    def ask(self, value: Any) -> int:
        self.asked.append((len(self.asked) + 1, value))
        return len(self.asked)

    @classmethod
    def of(cls, step: str) -> FakeResident:
        """The newest one of a step."""
        return [made for made in cls.made if made.order["step"] == step][-1]

    def reply(self, number: int, label: str = "notice") -> None:
        self.events.put_nowait(
            Answer(number, self.answer(self.asked[number - 1][1]["text"], label))
        )

    def answer(self, text: str, label: str) -> dict[str, Any]:
        others = ("reference", "tag", "text", "intro", "clue")
        p = {label: 0.9123, **{name: 0.0877 / 5 for name in others if name != label}}
        return {
            "text": text,
            "answers": [
                {"model": m, "label": label, "label_id": 0, "probabilities": p, "milliseconds": 12.5 + at,
                 "runtime": "torch" if m == "student" else "reference", "tokens": ["[CLS]", *text.lower().split(), "[SEP]"], "cut": 3 if len(text) > 60 else 0}
                for at, m in enumerate(self.asked[-1][1].get("models", self.order["spec"]["models"]))
            ],
        }  # fmt: skip

    async def __aiter__(self):
        while (event := await self.events.get()) is not None:
            yield event

    async def close(self) -> None:
        self.closed = True
        self.events.put_nowait(None)


def demo_script(rows: int = 3) -> list[Event]:
    """The events of a small demo: parts, progress, curves, an ending."""
    steps = [Metric("train/loss", 2.0 / (1 + n / 30), n) for n in range(120)]
    return [
        Note("[1/9] Build the sample"),
        Progress("sample", 1, 1),
        Metric("job/seconds_left", 420.0),
        Note("[4/9] Fine-tune the teacher"),
        *(event for n, m in enumerate(steps) for event in (m, Progress("train", n, 200))),
        Finished({"rows": rows, "lines": ["done"]}),
    ]
