"""Only ordinary files and folders are read and replaced: a pipe waits for its writer, a device may never end."""

from __future__ import annotations

import itertools
import stat
from collections.abc import Iterator
from pathlib import Path

from studio.core.errors import InputError

_MODELS = ("config.json", "Manifest.json")  # what tells a folder to be a model's
_MOST = 10_000  # files of a model that are looked at


def refuse_special(path: Path) -> None:
    """Raises InputError for a pipe, a socket or a device, also for one inside a model's folder."""
    for file in itertools.islice(_files(path), _MOST):
        if _is_special(file):
            raise InputError(
                f"{file.name} is a pipe or a device, not a file.",
                code="not-a-file",
                remedy="Save what comes out of it as a file first, then choose that.",
                detail=str(file),
            )


def leads_elsewhere(path: Path, root: Path) -> bool:
    """Whether something of a project isn't in it: by `..` or an absolute path, or a link in its place or inside it.

    The folders above it may be links; a person puts models on another disk that way.
    """
    parts = path.relative_to(root).parts if path.is_relative_to(root) else ("..",)
    if ".." in parts or path.is_symlink():
        return True
    inside = path.rglob("*") if path.is_dir() else iter(())
    return any(file.is_symlink() for file in itertools.islice(inside, _MOST))


def refuse_target(target: Path, *, folder: bool) -> None:
    """Raises InputError where a finished file or folder would take the place of something else."""
    if target.is_dir() and not folder:
        raise InputError(
            f"{target} is a folder, and a file was to be written there.",
            code="is-a-folder",
            remedy="Give the name of a file; what is in the folder stays as it is.",
        )
    if target.is_file() and folder:
        raise InputError(
            f"{target} is a file, and a folder was to be written there.",
            code="not-a-folder",
            remedy="Give another name; the file stays as it is.",
        )
    if _is_special(target):
        raise InputError(
            f"{target} is a pipe or a device, and nothing can take its place.",
            code="not-a-file",
            remedy="Give the name of a file.",
        )


def _files(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and any((path / name).exists() for name in _MODELS):
        yield from path.rglob("*")


def _is_special(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # reading it says what is wrong
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
