"""The door to Core ML Tools: imported quietly, run quietly, its errors given a name."""

from __future__ import annotations

import functools
import logging
import re
import shutil
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.convert.without_native import fill_in
from studio.core.errors import HostError, StudioError, UpstreamError

_OP_PATTERNS = (  # how the two libraries name the operation they stumbled over
    r"convert function for op '([^']+)'",
    r"op_type: ([\w.:]+)",
    r"[Oo]p(?:eration)?,? [\"'`]([\w.:]+)[\"'`]",
    r"Unsupported (?:fx node|op)s?[: ]+([\w.:]+)",
    r"\b(aten[.:]+\w+)",
)
_WRITERS = (
    "MIL FileWriter",
    "BlobWriter",
    "No space left",
    "cannot copy",
)  # a full disk, said in C++


def core_ml_tools() -> Any:
    """The coremltools module. Raises HostError where it isn't installed."""
    # Its import says eight times that there is no macOS here; the level must be set before.
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import coremltools
            import coremltools.optimize.coreml
    except ImportError as error:
        raise HostError(
            "Core ML Tools is not usable on this computer.",
            code="no-core-ml-tools",
            remedy="Install coremltools as the README says, in a fresh environment.",
            detail=str(error),
        ) from error
    fill_in()
    return coremltools


@contextmanager
def library(stage: str, remedy: str) -> Iterator[None]:
    """Runs library code without bars or warnings; what it raises becomes one of our errors.

    These libraries raise every built-in type there is (their own error class once in ten
    thousand lines), so only here any Exception counts as a refusal.
    """
    with _no_bars(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except (StudioError, OSError):
            raise
        except Exception as error:
            # The frames hold the weights and temporary folders, which warn when they go.
            traceback.clear_frames(error.__traceback__)
            raise _named(error, stage, remedy) from error


def _named(error: Exception, stage: str, remedy: str) -> StudioError:
    detail = f"{type(error).__name__}: {error}"[:2000]
    if isinstance(error, MemoryError):
        return HostError(
            f"The computer ran out of memory in the {stage} stage.",
            code="out-of-memory",
            remedy="Close other programs, or convert a smaller model.",
            detail=detail,
        )
    if any(name in detail for name in _WRITERS):
        return disk_full(Path(tempfile.gettempdir()), detail)
    op = named_op(str(error))
    at = f" at the operation {op}" if op else ""
    return UpstreamError(
        f"The {stage} stage failed{at}.", code=f"{stage}-refused", remedy=remedy, detail=detail
    )


def ensure_room(folder: Path, needed: int) -> None:
    """Raises HostError when the disk of `folder` has less than `needed` bytes free."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise disk_full(folder, f"{needed / 1e6:.0f} MB needed, {free / 1e6:.0f} MB free")


def disk_full(folder: Path, detail: str) -> HostError:
    """The error of a disk with too little room."""
    return HostError(
        f"The disk that holds {folder} is too full.",
        code="disk-full",
        remedy="Free some space, or write to another disk; nothing half-written was kept.",
        detail=detail,
    )


def named_op(message: str) -> str:
    """The operation a library's error message blames, or an empty string."""
    for pattern in _OP_PATTERNS:
        if found := re.search(pattern, message):
            return found.group(1)
    return ""


@contextmanager
def scratch(folder: Path) -> Iterator[None]:
    """Temporary packages go below `folder` (which the caller removes) instead of the system's.

    coremltools writes whole copies of the weights to the temporary folder. They belong on the disk
    of the result, whose room was asked for, and its project sweeps them (`core.scratch` is the
    system's disk).
    """
    before = tempfile.tempdir
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextmanager
def _no_bars() -> Iterator[None]:
    from tqdm import tqdm  # type: ignore[import-untyped]

    original = tqdm.__init__
    tqdm.__init__ = functools.partialmethod(original, disable=True)  # type: ignore[method-assign]
    try:
        yield
    finally:
        tqdm.__init__ = original  # type: ignore[method-assign]
