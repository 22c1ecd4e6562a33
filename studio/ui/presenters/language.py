"""Every sentence a person reads passes through `tr`; the window gives it Qt's translator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_translate: Callable[[str], str] = str


def use(translate: Callable[[str], str]) -> None:
    """Let `translate` turn English source texts into the person's language from now on."""
    global _translate
    _translate = translate


def tr(text: str, **values: Any) -> str:
    """The text in the person's language, then its {names} filled in; numbers come formatted."""
    said = _translate(text)
    return said.format(**values) if values else said


def marked(text: str) -> str:
    """The text as it is: a sentence kept in a table now and given to `tr` when it is shown."""
    return text
