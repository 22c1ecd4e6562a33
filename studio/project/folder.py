"""A project folder: opening it is recovering it; artifacts are whole, named, and proved by digest."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from studio.core.errors import HostError, InputError
from studio.core.files import (
    commit,
    digest_bytes,
    digest_path,
    disk_errors,
    draft_path,
    size_bytes,
    sweep,
)
from studio.core.ordinary import leads_elsewhere
from studio.core.values import Artifact
from studio.project import cards, journal, measurements, runs
from studio.project.lock import Lock
from studio.project.schema import Catalogue, connect, connect_to_look, damaged, prove
from studio.project.soundness import (
    is_empty,
    is_ours,
    is_sound,
    json_object,
    refuse_links,
    refuse_strangers,
)

CATALOGUE = "project.sqlite"
FOLDERS = (
    "datasets",
    "soft-labels",
    "checkpoints",
    "exports",
    "runs",
    "models",
    "answers",
    "cards",
)
_HOMES = {"dataset": "datasets", "augmented": "datasets", "soft-labels": "soft-labels", "package": "exports", "report": "exports"}  # fmt: skip
UNHASHED = cards.UNHASHED


def is_project(path: Path) -> bool:
    """Whether a folder holds a project, even one that has lost its catalogue: the cards make it anew."""
    return (path / CATALOGUE).is_file() or cards.are_there(path)


@dataclass
class Draft:
    """An artifact being made: write to `path` (a folder or file beside its final place)."""

    path: Path
    about: dict[str, Any] = field(default_factory=dict)
    artifact: Artifact | None = None


class Project:
    """An open project. Writers hold the lock; readers never wait."""

    def __init__(self, root: Path, db: sqlite3.Connection, lock: Lock | None) -> None:
        self.root, self._db, self._lock = root, db, lock
        self._proved: set[str] = set()  # digests, looked at once while the project is open
        self.restored = ""  # what to tell when the catalogue was made anew

    @classmethod
    def open(cls, root: Path, *, write: bool = False, create: bool = False) -> Project:
        """Open, recover, migrate. Raises InputError (no project, newer, damaged) or HostError (busy, disk)."""
        root = Path(root).absolute()
        if not is_project(root) and not create:
            raise InputError(
                f"{root} is not a project.",
                code="no-project",
                remedy="Make one with: pocketbert import FILE --project DIR",
            )
        if not is_project(root) and root.is_dir() and not _is_free(root):
            raise InputError(
                f"{root} is not empty and is not a project.",
                code="folder-not-empty",
                remedy="Choose an empty or new folder for the project.",
            )
        if root.is_file():
            raise InputError(f"{root} is a file.", code="not-a-folder", remedy="Choose a folder for the project.")  # fmt: skip
        may_write = write or create or os.access(root, os.W_OK)
        refuse_links(root, CATALOGUE)
        if may_write:
            _make_folders(root)
        lock = Lock(root / "project.lock") if write else None
        if lock is not None:
            lock.take()
        try:
            try:
                catalogue, told = _opened(root, may_write=may_write, write=write), ""
            except InputError as error:
                if not (may_write and error.code.endswith("catalogue-damaged") and cards.are_there(root)):  # fmt: skip
                    raise
                catalogue, told = _restored(root, lock)
            project = cls(root, catalogue, lock)
            project.restored = told
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        if write:
            project._recover()
        return project

    def __enter__(self) -> Project:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Let go of catalogue and lock."""
        self._db.close()
        if self._lock is not None:
            self._lock.release()

    # artifacts ------------------------------------------------------------------------------

    @contextmanager
    def draft(
        self,
        kind: str,
        name: str,
        *,
        made_by: str,
        parents: tuple[str, ...] = (),
        suffix: str = "",
        folder: bool = True,
    ) -> Iterator[Draft]:
        """Make an artifact: nothing shows until the block ends well, then it is whole and named.

        Packages and reports keep their plain name, for people; the rest carry their digest.
        """
        self._still_there()
        home = self.root / _HOMES.get(kind, "models")
        with draft_path(home, f"{name}{suffix}", folder=folder) as path:
            draft = Draft(path)
            yield draft
            digest = digest_path(path, skip=UNHASHED)
            tag = "" if home.name == "exports" else f"-{digest[:12]}"
            final = home / f"{name}{tag}{suffix}"
            made = Artifact(digest, kind, final, size_bytes(path), made_by, parents)
            place = final.relative_to(self.root).as_posix()
            row = (digest, kind, place, made.size_bytes, made_by, json.dumps(parents), json.dumps(draft.about), runs.now())  # fmt: skip
            with journal.kept(self.root, row, name):
                commit(path, final)
                journal.catalogue(self.root, self._db, row, name)
        draft.artifact = made

    def named(self, name: str) -> Artifact | None:
        """The artifact a name points to now ('train', 'teacher', 'student-float16'), or None."""
        row = self._db.execute(
            "SELECT artifacts.* FROM names JOIN artifacts USING (digest) WHERE name = ?", (name,)
        ).fetchone()
        return None if row is None else self._artifact(row)

    def about(self, artifact: Artifact) -> dict[str, Any]:
        """What its maker noted beside it."""
        row = self._db.execute("SELECT about FROM artifacts WHERE digest = ?", (artifact.digest,)).fetchone()  # fmt: skip
        return {} if row is None else dict(json.loads(row["about"]))

    def names(self) -> dict[str, Artifact]:
        """Every name and what it points to, the longest named first (by order, not by clock)."""
        rows = self._db.execute("SELECT names.name, artifacts.* FROM names JOIN artifacts USING (digest) ORDER BY names.rowid")  # fmt: skip
        return {row["name"]: self._artifact(row) for row in rows}

    def require(self, name: str, *, remedy: str) -> Artifact:
        """The named artifact, whole on disk. Raises InputError with the step that makes it (again)."""
        found = self.named(name)
        if found is None:
            raise InputError(f"This project has no {name} yet.", code="not-made-yet", remedy=remedy)
        if not found.path.exists():
            raise InputError(
                f"The project's {name} is missing from {found.path}.", code="artifact-missing", remedy=remedy
            )  # fmt: skip
        if found.digest not in self._proved and leads_elsewhere(found.path, self.root):
            raise InputError(
                f"The project's {name} leads out of the project: a link, or a path to another folder.",
                code="artifact-elsewhere",
                remedy=f"Put the files themselves in its place if you trust them, or make it again: {remedy}",
                detail=str(found.path),
            )
        if found.digest not in self._proved and not self.intact(found):
            raise InputError(
                f"The project's {name} is damaged: its files are not what they were when it was made.",
                code="artifact-damaged",
                remedy=remedy,
                detail=str(found.path),
            )
        self._proved.add(found.digest)
        return found

    def point(self, name: str, artifact: Artifact) -> None:
        """Let a name point to an artifact that is in the catalogue already."""
        if self.named(name) != artifact:
            self._db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (name, artifact.digest))
            cards.write_names(self.root, self._db)

    def intact(self, artifact: Artifact) -> bool:
        """Whether the files are in the project and still have the digest they were made with."""
        return not leads_elsewhere(artifact.path, self.root) and artifact.path.exists() and digest_path(artifact.path, skip=UNHASHED) == artifact.digest  # fmt: skip

    def _artifact(self, row: sqlite3.Row) -> Artifact:
        return Artifact(
            row["digest"], row["kind"], self.root / row["path"], row["size_bytes"], row["made_by"],
            tuple(json.loads(row["parents"])),
        )  # fmt: skip

    # results: the same step on the same input is not done twice ------------------------------

    def recall(self, key: str) -> dict[str, Any] | None:
        """The result remembered under a key, if every artifact it names is still intact.

        A name the result carries (`names`: name -> digest) points to its artifact again.
        """
        row = self._db.execute("SELECT result FROM results WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        kept = json_object(row["result"]) or {}
        names, result = kept.get("names"), kept.get("result")
        if not isinstance(names, dict) or not isinstance(result, dict):
            return None  # damaged: the step is done again
        for name, digest in names.items():
            found = self._db.execute("SELECT * FROM artifacts WHERE digest = ?", (digest,)).fetchone()  # fmt: skip
            if found is None or not self.intact(self._artifact(found)):
                return None
            self.point(name, self._artifact(found))
        return result

    def remember(self, key: str, step: str, result: dict[str, Any], names: dict[str, str]) -> None:
        """Keep a step's JSON result with the artifacts it made (name -> digest)."""
        kept = json.dumps({"result": result, "names": names})
        self._db.execute("INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?)", (key, step, kept, runs.now()))  # fmt: skip

    # measurements: what is known of an artifact, by its digest -------------------------------

    def measure(self, digest: str, kind: str, value: dict[str, Any], against: str = "") -> None:
        """Keep a measured result (plain JSON) of an artifact; a newer one replaces an older one."""
        measurements.keep(self._db, digest, kind, against, value)

    def measured(self, digest: str, kind: str, against: str = "") -> dict[str, Any] | None:
        """What was measured, or None."""
        return measurements.one(self._db, digest, kind, against)

    def known(self) -> tuple[measurements.Known, ...]:
        """Every model of the project with what was measured of it and still holds."""
        rows = self._db.execute("SELECT * FROM artifacts")
        every = {row["digest"]: self._artifact(row) for row in rows}
        return measurements.known(self._db, self.root, self.names(), every, self.about)

    def answers_file(self, digest: str, data: str) -> Path:
        """Where a model's answers to the test rows of a data set are kept (digests of both)."""
        return measurements.answers_file(self.root, digest, data)

    # runs and checkpoints -------------------------------------------------------------------

    def begin_run(self, step: str, spec: dict[str, Any]) -> runs.Run:
        """Start writing down what a job says."""
        return runs.Run(self._db, self.root / "runs", step, spec)

    def runs(self) -> list[runs.RunRecord]:
        """Every job of this project, newest first."""
        return runs.all_runs(self._db)

    def checkpoint_folder(self, key: str) -> Path:
        """Where a long step keeps what survives it; one folder per key."""
        self._still_there()
        folder = self.root / "checkpoints" / key[:16]
        refuse_strangers(self.root, folder)  # a run clears it
        with disk_errors(self.root):
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def forget_checkpoint(self, key: str) -> None:
        """The step ended well: its checkpoint is no longer needed."""
        folder = self.root / "checkpoints" / key[:16]
        if is_ours(self.root, folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _still_there(self) -> None:
        """A project that was moved or deleted is not begun again, half, at its old place."""
        if not is_project(self.root):
            raise gone(self.root)

    def _recover(self) -> None:
        checkpoints = (self.root / "checkpoints").iterdir()
        for folder in (*(self.root / name for name in FOLDERS), *checkpoints):
            if is_ours(self.root, folder):
                sweep(folder)
        cards.write_missing(self.root, self._db)
        journal.finish(self.root, self._db)
        runs.mark_interrupted(self._db)
        runs.drop_old_logs(self._db, self.root / "runs")


def _make_folders(root: Path) -> None:
    """Raises InputError where something else stands in a folder's place, HostError for the disk."""
    for name in FOLDERS:
        try:
            with disk_errors(root):
                (root / name).mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise InputError(
                f"The project needs the folder {root / name}, and something else has that name.",
                code="project-damaged",
                remedy="Move it away, then open the project again.",
                detail=str(error),
            ) from error


def _opened(root: Path, *, may_write: bool, write: bool) -> Catalogue:
    """The catalogue, as sound as can be told. Raises InputError (damaged, lost, newer) or HostError."""
    place = root / CATALOGUE
    if not place.exists() and cards.are_there(root):
        raise damaged(place, "it is missing")
    catalogue = (connect if may_write else connect_to_look)(place)
    try:
        if write:
            prove(catalogue)
        if not is_sound(catalogue) or (is_empty(catalogue) and cards.told(root / cards.FOLDER / cards.NAMES)):  # fmt: skip
            raise damaged(place, "its rows are not a project's")
    except BaseException:
        catalogue.close()
        raise
    return catalogue


def _restored(root: Path, lock: Lock | None) -> tuple[Catalogue, str]:
    """A new catalogue from the cards, the damaged one put aside. Raises HostError when another writes."""
    own = lock or Lock(root / "project.lock")
    if lock is None:
        own.take()
    try:
        with disk_errors(root):
            cards.put_aside(root / CATALOGUE)
        made = connect(root / CATALOGUE)
        count = cards.restore(root, made)
    finally:
        if lock is None:
            own.release()
    told = f"The project's catalogue was damaged: it was made anew, with the {count} artifacts that are whole. What was measured is measured again when it is asked for."
    return made, told


def _is_free(root: Path) -> bool:
    """Whether a folder is empty, or holds only the empty rooms of a project that was cut off."""
    ours = {*FOLDERS, "project.lock", "window.lock"}
    return all(
        p.name in ours and (p.is_file() or not any(p.iterdir()))
        for p in root.iterdir()
        if not p.name.startswith(f"{CATALOGUE}-")
    )


def gone(root: Path) -> HostError:
    """What to say when a project's folder is no longer where it was opened."""
    return HostError(
        f"The project folder {root} is no longer there.",
        code="project-gone",
        remedy="It was moved, renamed or deleted: open it where it is now, and run the step again.",
    )


def result_key(step: str, version: int, settings: dict[str, Any], *digests: str) -> str:
    """The key of a step's result: what was asked, of which version, on which inputs."""
    asked = json.dumps([step, version, settings, digests], sort_keys=True)
    return digest_bytes(asked.encode())
