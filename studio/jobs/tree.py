"""End a process with everything it started: its group, and children that left the group."""

from __future__ import annotations

import contextlib
import os
import signal

import psutil

Family = list[psutil.Process]


def descendants(pid: int) -> Family:
    """Children of a process, and theirs, as far as they can still be traced to it."""
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.Error:
        return []


def strays(pid: int) -> Family:
    """Descendants that left the process's group: killing the group would miss them."""
    if os.name != "posix":
        return descendants(pid)
    found = []
    for process in descendants(pid):
        with contextlib.suppress(ProcessLookupError):
            if os.getpgid(process.pid) != os.getpgid(pid):
                found.append(process)
    return found


def kill_tree(pid: int) -> None:
    """Kill a living process that leads its own group, the group, and all its descendants."""
    family = descendants(pid)
    kill_group(pid)
    with contextlib.suppress(psutil.Error):
        psutil.Process(pid).kill()
    kill_all(family)


def kill_group(pid: int) -> None:
    """Kill what is left of the group a process leads or led (where the system has groups)."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def kill_all(family: Family) -> None:
    """Kill each of these processes that is still there (pid reuse is checked by psutil)."""
    for process in family:
        with contextlib.suppress(psutil.Error):
            process.kill()
