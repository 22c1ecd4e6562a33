"""Sentences without labels: read from a file, kept out of the exam, answered by the teacher."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.core.files import digest_path
from studio.core.values import Dataset, LabelSet, Split
from studio.pipeline.plain_text import lines_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.classifier import Classifier

    Logits = NDArray[np.float32]

ORIGIN = "unlabelled"


@dataclass(frozen=True)
class Sifted:
    """What is left of a file's texts, and how many were left out: empty, repeated, in the exam."""

    texts: tuple[str, ...]
    empty: int
    repeated: int
    exam: int


def file_digest(file: str) -> tuple[str, ...]:
    """The file's digest, for a result's key. Raises InputError when there is no such file."""
    if not file:
        return ()
    if not Path(file).is_file():
        raise InputError(f"There is no file {file}.", code="no-such-file", remedy="Check the path.")
    return (digest_path(Path(file)),)


def unlabelled_rows(file: str, split: Split) -> Generator[Event, None, Dataset]:
    """The file's usable sentences as rows without a label. Raises InputError when none is left."""
    found = sift(_read(Path(file)), split)
    yield Note(
        f"{len(found.texts)} unlabelled sentences; left out: {found.exam} too like the validation or "
        f"test rows, {found.repeated} known already, {found.empty} empty"
    )
    if not found.texts:
        raise InputError(f"No sentence of {Path(file).name} can be used.", code="no-rows", remedy="Give a file with other sentences than the data set's.")  # fmt: skip
    return as_rows(found.texts, split.labels)


def sift(texts: Sequence[str], split: Split) -> Sifted:
    """Without blanks, without repetitions and train rows, without near-duplicates of the exam."""
    from studio.data import near_duplicate_groups

    seen = {text.strip() for text in split.train.texts}
    fresh: list[str] = []
    empty = repeated = 0
    for text in texts:
        bare = text.strip()
        if not bare:
            empty += 1
        elif bare in seen:
            repeated += 1
        else:
            seen.add(bare)
            fresh.append(text)
    exam = [*split.validation.texts, *split.test.texts]
    groups = near_duplicate_groups([*exam, *fresh]).tolist()
    closed = set(groups[: len(exam)])
    kept = tuple(t for t, group in zip(fresh, groups[len(exam) :], strict=True) if group not in closed)  # fmt: skip
    return Sifted(kept, empty, repeated, len(fresh) - len(kept))


def as_rows(texts: Sequence[str], labels: LabelSet) -> Dataset:
    """Rows with id -1; their source rows are counted below 0, so that none is taken for the file's."""
    import numpy as np

    n = len(texts)
    return Dataset(
        list(texts), np.full(n, -1, dtype=np.int64), -1 - np.arange(n, dtype=np.int64),
        [ORIGIN] * n, labels,
    )  # fmt: skip


def together(rows: Dataset, more: Dataset) -> Dataset:
    """Both, in that order."""
    import numpy as np

    return Dataset(
        [*rows.texts, *more.texts],
        np.concatenate([rows.label_ids, more.label_ids]),
        np.concatenate([rows.source_rows, more.source_rows]),
        [*rows.origins, *more.origins],
        rows.labels,
    )


def answered(
    rows: Dataset, teacher: Classifier, folder: Path, threads: int
) -> Generator[Event, None, Logits]:
    """The teacher's logits float32[n, k] for them; a run cut off goes on where it was."""
    from studio.distil import soft_labels

    soft = yield from soft_labels(teacher, rows, checkpoint=folder, threads=threads)
    return soft.logits


def _read(path: Path) -> Sequence[str]:
    """Sentences of a text file, a line each, or of a table's text column."""
    from studio.data import read_texts

    if path.suffix.lower() == ".txt":
        return lines_of(path)
    return read_texts(path, None)
