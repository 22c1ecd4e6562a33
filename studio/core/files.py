"""Files that are whole or absent: atomic writes, digests, resources."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.core import owned
from studio.core.errors import HostError, InputError
from studio.core.exchange import exchange
from studio.core.ordinary import refuse_target

_ROOT = Path(__file__).resolve().parents[1]
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})  # no room, a quota, a limit on files
PART = ".part-"  # marks what is not finished; recovery deletes these


@contextmanager
def disk_errors(where: Path) -> Iterator[None]:
    """Turns a full or read-only disk into a HostError that names the folder."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise HostError(
                f"The disk that holds {where} is full.",
                code="disk-full",
                remedy="Free some space, or choose a project folder on another disk; nothing half-written was kept.",
                detail=str(error),
            ) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise HostError(
                f"{where} can't be written to.",
                code="not-writable",
                remedy="Choose a folder you own, or change its permissions.",
                detail=str(error),
            ) from error
        raise


@contextmanager
def draft_path(parent: Path, name: str, *, folder: bool = False) -> Iterator[Path]:
    """A temporary path named `name` inside `parent`'s own disk; gone when the block ends.

    `commit` moves it to its final place. What a killed process left in `parent` goes first.
    Raises HostError for a full or read-only disk.
    """
    with disk_errors(parent):
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob(f"{PART}*"):  # by a process that was killed
            owned.swept(left)
        draft, lock = _new_draft(parent)
        try:
            if folder:
                (draft / name).mkdir()
            yield draft / name
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            owned.let_go(lock)


def commit(draft: Path, target: Path) -> None:
    """Sync a finished draft and give it its name; a file or a folder that stood there is replaced by one.

    Raises InputError where one would replace the other, or a device.
    """
    refuse_target(target, folder=draft.is_dir())
    with disk_errors(target.parent):
        _sync_tree(draft)
        _replace(draft, target)
        _sync(target.parent)


@contextmanager
def atomic_path(target: Path, *, folder: bool = False) -> Iterator[Path]:
    """A temporary path beside `target` that takes its name when the block ends well.

    Contents are synced before the rename, the parent folder after it; on any error the
    temporary goes away and `target` is what it was. Raises HostError for a full disk, InputError
    where a file would replace a folder or a device, or a folder a file.
    """
    target = Path(target)
    refuse_target(target, folder=folder)
    with draft_path(target.parent, target.name, folder=folder) as draft:
        yield draft
        commit(draft, target)


def prove_target(target: Path) -> None:
    """Raise now what writing the file `target` would raise after the work: InputError or HostError.

    Its folder is made.
    """
    refuse_target(target, folder=False)
    try:
        with draft_path(target.parent, target.name) as draft:
            draft.touch()
    except (FileNotFoundError, NotADirectoryError, FileExistsError) as error:
        raise InputError(
            f"{target.parent} is no folder where a file can be written.",
            code="not-a-folder",
            remedy="Give a place in a folder of yours.",
            detail=str(error),
        ) from error


def write_bytes(target: Path, data: bytes) -> None:
    """Write a small file whole or not at all."""
    with atomic_path(target) as draft:
        draft.write_bytes(data)


def write_text(target: Path, text: str) -> None:
    """Write a small UTF-8 file whole or not at all, newlines as given."""
    write_bytes(target, text.encode("utf-8"))


def digest_bytes(*chunks: bytes) -> str:
    """SHA-256, hex, over the chunks with their lengths (so boundaries count)."""
    state = hashlib.sha256()
    for chunk in chunks:
        state.update(len(chunk).to_bytes(8, "little"))
        state.update(chunk)
    return state.hexdigest()


def digest_path(path: Path, *, skip: frozenset[str] = frozenset()) -> str:
    """SHA-256 of a file, or of a folder's relative names and contents in name order.

    `skip` names files left out, e.g. a Core ML Manifest.json, which loading rewrites.
    """
    if path.is_file():
        return _file_digest(path)
    files = sorted(p for p in path.rglob("*") if p.is_file() and p.name not in skip)
    rows = [f"{p.relative_to(path).as_posix()}\0{_file_digest(p)}".encode() for p in files]
    return digest_bytes(*rows)


def size_bytes(path: Path) -> int:
    """Bytes in a file, or in all files below a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def idle_days(path: Path) -> float:
    """Days since a kept file was last marked as used (os.utime).

    A mark in the future, which a clock that was set back makes, says nothing: it counts from now.
    So does a file that another process is just removing.
    """
    now = time.time()
    try:
        idle = (now - path.stat().st_mtime) / 86_400
        if idle < -1:
            os.utime(path, (now, now))
            return 0.0
    except OSError:
        return 0.0
    return idle


def resource(name: str) -> Path:
    """A file or folder of `resources/`, in a checkout, an installed wheel or a frozen app."""
    for base in (_ROOT / "_resources", _ROOT.parent / "resources"):
        if (base / name).exists():
            return base / name
    raise HostError(
        f"The studio's own file {name} is missing.",
        code="resource-missing",
        remedy="Install PocketBERT Studio again.",
    )


def sweep(folder: Path) -> int:
    """Delete what an interrupted write left in `folder`; returns how many."""
    leftovers = [
        left for left in folder.glob(f"{PART}*") if left.is_dir()
    ]  # a pipe would be waited for
    for leftover in leftovers:
        shutil.rmtree(leftover, ignore_errors=True)
    return len(leftovers)


def _new_draft(parent: Path) -> tuple[Path, int]:
    """(a draft's folder, its lock); made again when another process has just swept it."""
    while True:
        draft = Path(tempfile.mkdtemp(prefix=PART, dir=parent))
        with contextlib.suppress(FileNotFoundError):
            return draft, owned.claim(draft)


def _file_digest(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _replace(draft: Path, target: Path) -> None:
    if target.is_dir():  # a folder can't be renamed over a folder
        if exchange(draft, target):  # at no moment is there none
            return
        old = draft.parent / "old"
        os.replace(target, old)
    os.replace(draft, target)


def _sync_tree(path: Path) -> None:
    if path.is_dir():
        for child in path.iterdir():
            _sync_tree(child)
    _sync(path)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows can't open a folder for syncing
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
