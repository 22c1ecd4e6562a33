"""One command: find its verb, parse, choose a face, run, return the exit status."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import sys
from pathlib import Path
from typing import Any

import studio
from studio.cli.faces import BarFace, Face, JsonFace, SilentFace, TextFace
from studio.cli.parser import PROG, checked, parse, parser_for
from studio.cli.places import project_for
from studio.core import refusals
from studio.core.errors import (
    EXIT_CANCELLED,
    EXIT_DONE,
    EXIT_USAGE,
    HostError,
    StudioError,
    exit_code,
)
from studio.core.events import Failed, Started
from studio.core.files import FULL
from studio.pipeline.catalogue import RESUMABLE, SPECS

VERBS = (*SPECS, "doctor")


def main(arguments: list[str], command: list[str] | None = None) -> int:
    """Run `pocketbert ARGUMENTS...`; `command` starts another worker than ours (tests)."""
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        return _dispatch(arguments, command)
    except SystemExit as end:  # argparse has said its piece
        return end.code if isinstance(end.code, int) else EXIT_USAGE
    except BrokenPipeError:  # nobody reads our output any more (`| head`)
        _drop_output()
        return EXIT_CANCELLED
    except OSError as error:
        return _refused(error)
    except KeyboardInterrupt:
        return EXIT_CANCELLED


def _open_streams() -> None:
    """A program started without standard streams (`>&-`, some daemons) gets empty ones, with their numbers."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            stream = open(os.devnull, "w" if number else "r")  # noqa: SIM115  lives as long as we do
            setattr(sys, name, stream)


def _drop_output() -> None:
    """What is left in its buffer can't be written; trying again at exit would be an error."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refused(error: OSError) -> int:
    """What the system refuses this process itself, which only reads paths and writes its output."""
    told = refusals.told(error)
    if error.errno in FULL:
        told = HostError(
            "What this command says can't be written: the disk is full.",
            code="output-full",
            remedy="Free some space, then give the command again: what was finished is kept.",
        )
    if told is None:
        raise error
    _drop_output()
    with contextlib.suppress(OSError):
        print(f"Error: {told.message}\nRemedy: {told.remedy}", file=sys.stderr)
    return exit_code(told.code)


def _dispatch(arguments: list[str], command: list[str] | None) -> int:
    verb, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if verb in {"-h", "--help", "help"}:
        print(overview())
        return EXIT_DONE
    if verb in {"-V", "--version"}:
        print(f"{PROG} {studio.__version__}")
        return EXIT_DONE
    if verb == "doctor":
        from studio.cli.doctor import main as doctor

        return doctor(rest)
    if verb in SPECS:
        return _run(verb, rest, command)
    print(f"Error: {unknown(verb)}\nSee: {PROG} --help", file=sys.stderr)
    return EXIT_USAGE


def _run(verb: str, arguments: list[str], command: list[str] | None) -> int:
    parser = parser_for(verb, SPECS[verb])
    said, given = parse(parser, arguments)
    if verb == "predict" and not given.get("text") and not given.get("csv"):
        given["text"] = _standard_input()
    spec = checked(parser, SPECS[verb], given)
    face = _face(verb, said)
    try:
        project = project_for(verb, said._project, spec)
    except StudioError as error:
        face.show(Started(verb, os.getpid()))
        failed = Failed(error.code, error.message, error.remedy, error.detail)
        face.show(failed)
        from studio.cli.running import status

        return status(failed)
    from studio.cli.running import run

    return run(_order(verb, spec, project), face, command)


def _order(verb: str, spec: dict[str, Any], project: Path | None) -> dict[str, Any]:
    where = None if project is None else str(project)
    return {"step": verb, "spec": spec, "project": where, "resumable": verb in RESUMABLE}


def _face(verb: str, said: argparse.Namespace) -> Face:
    if os.environ.get("RANK", "0") != "0":  # one of several processes of `accelerate launch`
        return SilentFace()
    if said._json:
        return JsonFace(sys.stdout)
    kind = BarFace if sys.stderr.isatty() else TextFace
    return kind(verb, sys.stdout, sys.stderr, verbose=said._verbose)


def _standard_input() -> list[str]:
    """One text a line."""
    if sys.stdin.isatty():
        print("One text a line; Ctrl-D ends.", file=sys.stderr)
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    return [line.rstrip("\r\n") for line in sys.stdin]


def overview() -> str:
    """`pocketbert --help`."""
    helps = {verb: (spec.__doc__ or "").strip().splitlines()[0] for verb, spec in SPECS.items()}
    helps["doctor"] = "What works on this computer, what is missing, and how to mend it."
    verbs = "\n".join(f"  {verb:<10} {text}" for verb, text in helps.items())
    return (
        f"usage: {PROG} [PATH]             open the window (on a project, a CSV or a model)\n"
        f"       {PROG} VERB [OPTION]...   one step, without the window\n\n"
        f"{verbs}\n\n"
        f"{PROG} VERB --help explains a verb's options. Every verb takes --json and --project DIR.\n"
        "Exit status: 0 done, 1 bug, 2 usage, 3 your file or settings, 4 this computer,\n"
        "5 a library refused, 6 the numbers are not good, 130 cancelled."
    )


def unknown(word: str) -> str:
    """A sentence about a first word that is neither a verb nor a path."""
    near = difflib.get_close_matches(word, VERBS, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    what = "option" if word.startswith("-") else "command or file"
    return f"There is no {what} {word!r}.{hint}"
