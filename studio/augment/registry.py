"""What an augmentation method is, and the registry of them."""

from __future__ import annotations

from typing import ClassVar, Protocol

from studio.core.registry import Registry


class Method(Protocol):
    """One way to change words. It says what a word may become; chances are not its business.

    `probability` is p's default, `lowest` and `highest` its bounds, `help` one sentence for a form.
    p counts every word of a text where `counts_every_word`, else only the words with an option;
    `spared` words with an option are always left as they are. Made once per run, for texts of one
    language (ISO 639-3, `eng`).
    """

    title: ClassVar[str]
    help: ClassVar[str]
    probability: ClassVar[float]
    lowest: ClassVar[float]
    highest: ClassVar[float]
    counts_every_word: ClassVar[bool]
    spared: ClassVar[int]

    def __init__(self, language: str) -> None: ...

    def options(self, word: str) -> tuple[str, ...]:
        """What a word (a run without white space, its punctuation included) may become.

        None of them is the word itself. Asked once per distinct word, so it may take its time;
        proper nouns are left out later, by where they stand.
        """
        ...

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text with `changes` made (position -> option); `words` and `gaps` may be consumed.

        gaps: the white space before each word and after the last; None for single spaces.
        """
        ...


METHODS: Registry[type[Method]] = Registry("studio.augment.methods")
