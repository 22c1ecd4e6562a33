"""What a reliability run found: counts for the table, and every fault with what repeats it."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SHOWN = 20


@dataclass
class Figures:
    """One line of the table. `faults` must stay empty; `facts` are numbers worth knowing."""

    name: str
    tries: int = 0
    faults: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def count(self, fact: str, more: int = 1) -> None:
        """One more of something."""
        self.facts[fact] = int(str(self.facts.get(fact, 0))) + more

    def most(self, fact: str, value: float) -> None:
        """The largest value seen."""
        self.facts[fact] = max(float(str(self.facts.get(fact, 0.0))), round(value, 3))

    def fault(self, what: str) -> None:
        """Something that must not happen."""
        self.faults.append(what)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Seconds and processor seconds, children's included."""
        began, cpu = time.monotonic(), _cpu()
        yield
        self.seconds += time.monotonic() - began
        self.cpu_seconds += _cpu() - cpu

    def lines(self) -> list[str]:
        """For people: the row of the table, then the first faults."""
        facts = ", ".join(f"{value} {fact}" for fact, value in self.facts.items())
        row = f"| {self.name} | {self.tries:,} | {len(self.faults)} | {facts} | {self.cpu_seconds:.0f} |"  # fmt: skip
        return [row, *(f"    fault: {fault}" for fault in self.faults[:SHOWN])]


def _cpu() -> float:
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))  # fmt: skip
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
