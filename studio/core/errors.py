"""The error tree: a family says who must act, a code says what happened.

StudioError
  InputError     the user's file or settings     the user edits it             exit 3
  HostError      this computer lacks something   free disk, install, get a Mac exit 4
  UpstreamError  a library refused               pick the other route          exit 5
  QualityError   it ran, the numbers are bad     the user decides              exit 6
Anything else that escapes is a bug and carries its traceback (exit 1).
"""

from __future__ import annotations

import re
from typing import ClassVar

EXIT_DONE, EXIT_BUG, EXIT_USAGE, EXIT_CANCELLED = 0, 1, 2, 130
_EXITS = {"input": 3, "host": 4, "upstream": 5, "quality": 6, "bug": EXIT_BUG, "worker-died": 4}


# Controls (a line break, what moves a terminal's cursor), other line ends, marks that turn the direction of writing,
# and halves of characters (from JSON, or a name on disk that is no UTF-8), which no output takes.
_UNSEEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]")


def shown(text: str) -> str:
    """A text on one line, each character that acts instead of being seen written as `\\u001b`."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class StudioError(Exception):
    """A failure we understand: one sentence, what to do about it, and where it came from.

    `code` is `family.what-happened` (`input.no-text-column`); `detail` is for experts.
    """

    family: ClassVar[str] = "bug"

    def __init__(self, message: str, *, code: str = "", remedy: str = "", detail: str = "") -> None:
        message, remedy = (
            shown(message),
            shown(remedy),
        )  # they may quote the name of a stranger's file
        super().__init__(message)
        self.code = f"{self.family}.{code}" if code else self.family
        self.message, self.remedy, self.detail = message, remedy, detail


class InputError(StudioError):
    """The user's file or settings are not usable as they are."""

    family = "input"


class HostError(StudioError):
    """This computer lacks something: disk, memory, a library, Core ML."""

    family = "host"


class UpstreamError(StudioError):
    """A library refused work it was given; names the op where one is known."""

    family = "upstream"


class QualityError(StudioError):
    """It ran to the end and the numbers are not good."""

    family = "quality"


def exit_code(code: str) -> int:
    """The process exit status for a `Failed.code` (house rules, section 5)."""
    return _EXITS.get(code.partition(".")[0], EXIT_BUG)
