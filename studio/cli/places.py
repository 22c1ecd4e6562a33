"""Which project a command works in: said, remembered by the shell, here, or the usual name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.home import typed
from studio.pipeline.catalogue import DEFAULT_PROJECT, MAKES_PROJECT, NEEDS_PROJECT

VARIABLE = "POCKETBERT_PROJECT"
CATALOGUE = "project.sqlite"


def project_for(verb: str, said: str | None, spec: dict[str, Any]) -> Path | None:
    """The absolute project folder of one command, None where it works without.

    --project, then $POCKETBERT_PROJECT, then the current folder if it is a project, then the
    default name beside it: made by `import` and `demo`, used by the others when it exists.
    Raises InputError when a verb needs a project and there is none.
    """
    named = said or os.environ.get(VARIABLE)
    if named:
        return _absolute(named)
    here = _absolute(".")
    if verb != "demo" and (here / CATALOGUE).is_file():
        return here
    usual = here / DEFAULT_PROJECT.get(verb, DEFAULT_PROJECT["import"]).format_map(spec)
    if verb in MAKES_PROJECT or (usual / CATALOGUE).is_file():
        return usual
    if verb in NEEDS_PROJECT:
        raise InputError(
            "There is no project here.",
            code="no-project",
            remedy="Name one with --project DIR, or make one: pocketbert import FILE --project DIR",
        )
    return None


def _absolute(named: str) -> Path:
    """Raises InputError for somebody's home that isn't known, and where the current folder is gone."""
    try:
        return typed(named).absolute()
    except FileNotFoundError as error:
        raise InputError(
            "The folder this command was started in is no longer there.",
            code="no-such-folder",
            remedy="Change to a folder that is (cd), then give the command again.",
            detail=str(error),
        ) from error
