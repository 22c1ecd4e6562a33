"""A project as one of several processes sees it: it works along, and only the first one writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from studio.core.files import digest_path, size_bytes
from studio.core.scratch import scratch_folder
from studio.core.values import Artifact
from studio.project.folder import UNHASHED, Draft, Project


def process_rank() -> int:
    """This process's number under `accelerate launch` (torch's RANK); 0 when alone."""
    return int(os.environ.get("RANK", "0") or 0)


class Follower(Project):
    """Reads like any project; what a step would store is made in a temporary place and dropped."""

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
        """As Project.draft, kept nowhere."""
        place = scratch_folder("draft")
        try:
            draft = Draft(place / f"{name}{suffix}")
            if folder:
                draft.path.mkdir()
            yield draft
            digest = digest_path(draft.path, skip=UNHASHED)
            size = size_bytes(draft.path)
            draft.artifact = Artifact(digest, kind, draft.path, size, made_by, parents)
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def point(self, name: str, artifact: Artifact) -> None:
        """The first process does."""

    def remember(self, key: str, step: str, result: dict[str, Any], names: dict[str, str]) -> None:
        """The first process does."""

    def measure(self, digest: str, kind: str, value: dict[str, Any], against: str = "") -> None:
        """The first process does."""

    def forget_checkpoint(self, key: str) -> None:
        """The first process does."""
