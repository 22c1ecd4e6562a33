"""How long the texts are in tokens, counted for the histogram beside the data set."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from studio.core import columns
from studio.core.errors import HostError, InputError
from studio.core.events import Event, Progress
from studio.core.values import Artifact
from studio.project import Project

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

STAGE = KIND = "lengths"
MOST_ROWS = 20_000  # counted; of more rows as many drawn by lot, always the same
LONGEST = 512
_BATCH = 2_000
_PIECES_PER_WORD = 4 / 3  # of English in a WordPiece vocabulary of 30,000
_SPECIALS = 2


def token_lengths(texts: Sequence[str], project: Project) -> Generator[Event, None, dict[str, Any]]:
    """How many texts have each length, specials included, up to 512 and more.

    counted_with: teacher, sample (the installed encoder) or words (an estimate); teacher: its
    digest, "" for the others. max_length is the teacher's, or what leaves 99 % of the texts uncut.
    """
    from studio.models.tokenizer import fitting_length

    some = _some(texts)
    teacher = project.named("teacher")
    who, encoder = _encoder(teacher)
    lengths: list[int] = []
    for at in range(0, len(some), _BATCH):
        yield Progress(STAGE, at, len(some))
        batch = some[at : at + _BATCH]
        lengths += _estimates(batch) if encoder is None else [len(row) for row in encoder.encode(batch, LONGEST).ids]  # fmt: skip
    yield Progress(STAGE, len(some), len(some))
    longest = encoder.max_length if encoder is not None and who == "teacher" else fitting_length(lengths)  # fmt: skip
    counts = Counter(lengths)
    return {
        "counted_with": who,
        "teacher": teacher.digest if teacher is not None and who == "teacher" else "",
        "rows": len(some),
        "of": len(texts),
        "counts": [[length, counts[length]] for length in sorted(counts)],
        "max_length": longest,
    }


def recount(project: Project, data: Artifact, teacher: Artifact) -> Generator[Event, None, None]:
    """Count with the teacher's tokenizer, where the import could not; known counts are kept."""
    told = project.about(data).get("lengths", {})
    if told.get("teacher") == teacher.digest or project.measured(teacher.digest, KIND, data.digest):
        return
    found = yield from token_lengths(columns.read_split(data.path).train.texts, project)
    project.measure(teacher.digest, KIND, found, data.digest)


def _some(texts: Sequence[str]) -> Sequence[str]:
    if len(texts) <= MOST_ROWS:
        return texts
    return [texts[at] for at in sorted(random.Random(0).sample(range(len(texts)), MOST_ROWS))]


def _encoder(teacher: Artifact | None) -> tuple[str, TextEncoder | None]:
    from studio.models.source import sample_folder
    from studio.models.tokenizer import TextEncoder

    if teacher is not None and teacher.path.exists():
        with contextlib.suppress(InputError):  # a damaged teacher is not the import's concern
            return "teacher", TextEncoder.load(teacher.path)
    try:
        return "sample", TextEncoder.load(sample_folder())
    except HostError:
        return "words", None


def _estimates(texts: Sequence[str]) -> list[int]:
    return [min(LONGEST, round(len(text.split()) * _PIECES_PER_WORD) + _SPECIALS) for text in texts]
