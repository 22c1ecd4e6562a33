"""Compiled models kept at a fixed place: compiling a package takes seconds, once for each system build.

Not run on a Mac; tested with a stand-in behind coremltools. Core ML's own compiled copy lives only
as long as its Python object (coremltools, MLModel.get_compiled_model_path), so it is copied here.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from studio.core.files import digest_bytes, digest_path, idle_days, write_text
from studio.core.home import caches

PLACE = "POCKETBERT_COMPILED"  # another folder than the usual one
KEPT_DAYS = 60
MARK = "complete.txt"  # written last: its digest proves the copy
_REWRITTEN = frozenset({"Manifest.json"})  # by whatever opens the package; it changes no answer


def place() -> Path:
    """The folder of compiled models."""
    if os.environ.get(PLACE):
        return Path(os.environ[PLACE])
    return caches("compiled")


def system_build() -> str:
    """The build of macOS (`sw_vers`), elsewhere the kernel's: compiled models belong to one build."""
    if sys.platform == "darwin":
        try:
            told = subprocess.run(["sw_vers", "-buildVersion"], capture_output=True, text=True, timeout=10, check=True)  # fmt: skip
            return told.stdout.strip()
        except (OSError, subprocess.SubprocessError):
            pass
    return f"{platform.system()}-{platform.release()}"


@dataclass(frozen=True, slots=True)
class Compiled:
    """Where one package's compiled model is, or will be: by its digest, system build, compute units."""

    folder: Path

    @classmethod
    def of(cls, package: Path, compute_units: str, function_name: str = "") -> Compiled:
        """The place of a package as it is now."""
        parts = (
            digest_path(package, skip=_REWRITTEN),
            system_build(),
            compute_units,
            function_name,
        )
        key = digest_bytes(*(part.encode() + b"\0" for part in parts))
        return cls(place() / key[:32])

    @property
    def model(self) -> Path:
        """The .mlmodelc folder."""
        return self.folder / "model.mlmodelc"

    def ready(self) -> bool:
        """Whether it is there, whole and undamaged; a damaged one is removed."""
        mark = self.folder / MARK
        if not mark.is_file() or not self.model.is_dir():
            self.drop()
            return False
        if digest_path(self.model) != mark.read_text(encoding="utf-8").strip():
            self.drop()
            return False
        os.utime(mark)  # used today
        return True

    def keep(self, compiled: Path) -> None:
        """Copy a compiled model here; two processes at once do no harm."""
        draft = self.folder.with_name(f"{self.folder.name}.{os.getpid()}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(compiled, draft / "model.mlmodelc")
        write_text(draft / MARK, digest_path(draft / "model.mlmodelc"))
        try:
            draft.rename(self.folder)
        except OSError:  # another process was first
            shutil.rmtree(draft, ignore_errors=True)

    def drop(self) -> None:
        """Forget it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep(days: float = KEPT_DAYS) -> int:
    """Remove what nobody used for so many days, and drafts of processes that died; how many."""
    removed = 0
    for folder in place().glob("*") if place().is_dir() else ():
        mark = folder / MARK
        if idle_days(mark) > days if mark.is_file() else idle_days(folder) > 1:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed
