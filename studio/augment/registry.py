"""What an augmentation method is, and the registry of them."""

from __future__ import annotations

from typing import ClassVar, NamedTuple, Protocol

from studio.augment.rows import Row
from studio.core.registry import Registry


class Reach(NamedTuple):
    """What a method may do to one row: the word positions it may change, the number of words p
    counts there, and the most it may change at once (so that a word is always left).
    """

    at: list[int]
    words: int
    most: int


class Method(Protocol):
    """One way to change some words of a text; the drawing of chances is not its business.

    `probability` is p's default, `lowest` and `highest` its bounds; `help` is one sentence for a
    form. Made once per run, with the texts' language (ISO 639-3, `eng`).
    """

    title: ClassVar[str]
    help: ClassVar[str]
    probability: ClassVar[float]
    lowest: ClassVar[float]
    highest: ClassVar[float]

    def __init__(self, language: str) -> None: ...

    def reach(self, row: Row) -> Reach:
        """Where it may act."""
        ...

    def edit(self, row: Row, spots: dict[int, int]) -> str:
        """The text with the words at `spots` changed; each spot has a random number below 2**32."""
        ...


METHODS: Registry[type[Method]] = Registry("studio.augment.methods")
