"""Front door: the window, the command line, or a worker. Imports nothing heavy."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")  # without one of them Qt aborts


def main() -> int:
    """Choose the face; returns the exit status."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--worker"]:  # first: a frozen app starts its workers this way
        return _worker()
    if arguments[:1] == ["--coreml-child"]:  # likewise the process in which Core ML predicts
        from studio.runtime.coreml_child import main as coreml_child

        return coreml_child()
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()
    from studio.cli.main import VERBS
    from studio.cli.main import main as command_line

    if not arguments or (len(arguments) == 1 and _is_place(arguments[0], VERBS)):
        return _window(arguments[0] if arguments else None)
    return command_line(arguments)


def _is_place(word: str, verbs: tuple[str, ...]) -> bool:
    return word not in verbs and not word.startswith("-") and Path(word).exists()


def _worker() -> int:
    from studio.jobs.worker import main as worker

    def start(order: dict[str, Any], **feed: Any) -> Generator[Any, None, Any]:
        from studio.pipeline.door import start  # after the worker has taken stdout over

        return start(order, **feed)

    return worker(start)


def _window(path: str | None) -> int:
    if sys.platform.startswith("linux") and not any(map(os.environ.get, SCREENS)):
        print(
            "Error: The window can't open: there is no screen here.\n"
            "Remedy: use the commands (pocketbert --help), or log in with a desktop (ssh -X shows it on yours).",
            file=sys.stderr,
        )
        return 4
    try:
        from studio.ui.app import main as window
    except ImportError as error:
        print(
            f"Error: The window can't open: {error}\n"
            "Remedy: run pocketbert doctor; the commands (pocketbert --help) work without a window.",
            file=sys.stderr,
        )
        return 4
    return window(Path(path) if path else None)


if __name__ == "__main__":
    sys.exit(main())
