"""What this computer has: cores, memory, free disk, accelerators; cheap to ask, loads nothing."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Machine:
    """Sizes in bytes. `cores` are those this process may use; accelerator is "", "cuda" or "mps"."""

    system: str
    cores: int
    memory_bytes: int
    memory_free_bytes: int
    disk_free_bytes: int
    accelerator: str
    native_core_ml: bool


def this_machine(folder: Path) -> Machine:
    """What is here; free disk is that of the folder's disk."""
    memory = psutil.virtual_memory()
    return Machine(
        f"{platform.system()} {platform.release()} {platform.machine()}",
        _cores(),
        memory.total,
        memory.available,
        shutil.disk_usage(folder).free,
        _accelerator(),
        sys.platform == "darwin",
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _accelerator() -> str:
    if Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi"):
        return "cuda"
    return "mps" if sys.platform == "darwin" and platform.machine() == "arm64" else ""


def memory_of(pid: int) -> int:
    """Bytes of memory a process holds (resident); 0 when it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0
