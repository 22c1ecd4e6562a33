"""What the system refuses, in a sentence: a name too long, a disk that fails, a share that went away."""

from __future__ import annotations

import errno

from studio.core.errors import HostError, InputError, StudioError

_FAILING = frozenset(
    getattr(errno, name)
    for name in ("EIO", "ENXIO", "ENODEV", "EREMOTEIO", "ESTALE", "ENOTCONN", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETUNREACH", "ENETDOWN")
    if hasattr(errno, name)
)  # fmt: skip
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def told(error: BaseException) -> StudioError | None:
    """The StudioError for a refusal nobody foresaw at its place; None where it may be a fault of ours."""
    if not isinstance(error, OSError):
        return None
    name, why = str(error.filename or "A file"), str(error)
    if error.errno == errno.ENAMETOOLONG:
        return InputError(
            f"The name {name[:60]}... is too long for this file system.",
            code="bad-path",
            remedy="Choose a shorter name, or a folder less deep.",
            detail=why,
        )
    if error.errno == errno.ELOOP:
        return InputError(
            f"{name} is a link that leads back to itself.",
            code="bad-path",
            remedy="Choose the file or folder it should lead to.",
            detail=why,
        )
    if error.errno in (errno.EMFILE, errno.ENFILE):
        return HostError(
            "This computer allows no more open files.",
            code="too-many-files",
            remedy="Close other programs, or raise the limit (ulimit -n), then run the step again.",
            detail=why,
        )
    if error.errno in _FORBIDDEN:
        return HostError(
            f"{name} may not be read or written.",
            code="not-allowed",
            remedy="Change its permissions, or choose a folder you own.",
            detail=why,
        )
    if error.errno in _FAILING:
        return HostError(
            f"{name} can't be read or written: the disk or the network share doesn't answer.",
            code="disk-failing",
            remedy="Check the disk or the connection, then run the step again: what was finished is kept.",
            detail=why,
        )
    return None
