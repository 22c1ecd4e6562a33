"""Plain values that cross doors. All frozen; columns instead of a million little objects."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.files import digest_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float32]

ORIGIN_CSV = "csv"
_PIECE = 4096  # rows joined and digested at once


@dataclass(frozen=True, slots=True)
class LabelSet:
    """k label names, by dense id; `source_ids` are the file's own ids ("" where it had none)."""

    names: tuple[str, ...]
    source_ids: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """The dense id of a name; raises ValueError."""
        return self.names.index(name)


@dataclass(frozen=True, slots=True)
class Example:
    """One text with its dense label id (-1: unlabelled), the file row it came from, and how."""

    text: str
    label_id: int
    source_row: int
    origin: str = ORIGIN_CSV


@dataclass(frozen=True)
class _Joined:
    """`between.join(texts)` as UTF-8 in pieces, so that texts on disk need not be in memory."""

    texts: Sequence[str]
    between: str

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self.texts), _PIECE):
            part = self.between.join(self.texts[at : at + _PIECE])
            yield (self.between * (at > 0) + part).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class _Numbers:
    """A column as little-endian 64-bit integers, in pieces."""

    column: NDArray[np.integer[Any]]

    def __iter__(self) -> Iterator[bytes]:
        for at in range(0, len(self.column), _PIECE):
            yield self.column[at : at + _PIECE].astype("<i8").tobytes()


def _taken(column: Sequence[str], at: Ints) -> Sequence[str]:
    """Some rows of a column; one on disk stays there."""
    take = getattr(column, "take", None)
    found: Sequence[str] = take(at) if take else [column[i] for i in at]
    return found


@dataclass(frozen=True)
class Dataset:
    """n examples as columns. `origins` is `csv` or `augment:<method>` per row.

    label_ids: int64[n] dense ids, -1 where unlabelled; source_rows: int64[n], 1-based lines
    (or records) of the source file.
    """

    texts: Sequence[str]
    label_ids: Ints
    source_rows: Ints
    origins: Sequence[str]
    labels: LabelSet

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Example]:
        for at in range(len(self)):
            yield self[at]

    def __getitem__(self, at: int) -> Example:
        return Example(
            self.texts[at], int(self.label_ids[at]), int(self.source_rows[at]), self.origins[at]
        )

    @property
    def examples(self) -> Dataset:
        """The rows as a lazy sequence of Example (the data set itself)."""
        return self

    @cached_property
    def digest(self) -> str:
        """SHA-256 over labels and every column: the same rows have the same digest anywhere."""
        for _ in self.digesting():
            pass
        return str(self.__dict__["digest"])

    def digesting(self) -> Iterator[int]:
        """Work `digest` out, saying how many of twice the rows are done, for data sets that take a while."""
        import numpy as np

        if "digest" in self.__dict__:
            return
        lengths, size = np.empty(len(self), dtype=np.int32), 0
        texts = _Joined(self.texts, "")
        for done in range(0, len(self), _PIECE):
            part = self.texts[done : done + _PIECE]
            lengths[done : done + _PIECE] = [len(text) for text in part]
            size += len("".join(part).encode("utf-8", "surrogatepass"))
            yield done
        state = hashlib.sha256()  # as digest_bytes of six chunks, the long ones piece by piece
        for chunk, length in (
            ([json.dumps([self.labels.names, self.labels.source_ids]).encode()], None),
            (texts, size),
            (_Numbers(lengths), 8 * len(self)),
            (_Numbers(self.label_ids), 8 * len(self)),
            (_Numbers(self.source_rows), 8 * len(self)),
            (_Joined(self.origins, "\n"), None),
        ):
            length = sum(map(len, chunk)) if length is None else length
            state.update(length.to_bytes(8, "little"))
            for at, piece in enumerate(chunk):
                state.update(piece)
                yield (
                    min(2 * len(self), len(self) + at * _PIECE) if chunk is texts else 2 * len(self)
                )
        self.__dict__["digest"] = state.hexdigest()

    def select(self, rows: Ints | Sequence[int]) -> Dataset:
        """A data set of the given row indices, in that order."""
        import numpy as np

        at = np.asarray(rows, dtype=np.int64)
        return Dataset(
            _taken(self.texts, at),
            self.label_ids[at],
            self.source_rows[at],
            _taken(self.origins, at),
            self.labels,
        )

    @classmethod
    def of(cls, examples: Sequence[Example], labels: LabelSet) -> Dataset:
        """Columns from little objects (tests, small data)."""
        import numpy as np

        return cls(
            [e.text for e in examples],
            np.array([e.label_id for e in examples], dtype=np.int64),
            np.array([e.source_row for e in examples], dtype=np.int64),
            [e.origin for e in examples],
            labels,
        )


@dataclass(frozen=True)
class Split:
    """Train, validation and test rows: split by source row and near-duplicate key before augmenting."""

    train: Dataset
    validation: Dataset
    test: Dataset

    @property
    def labels(self) -> LabelSet:
        """The labels all three parts share."""
        return self.train.labels

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the three parts' digests."""
        return digest_bytes(*(p.digest.encode() for p in (self.train, self.validation, self.test)))


class DropReason(StrEnum):
    """Why an input row is not an example. Every row read is kept or has one of these."""

    NO_TEXT = "no text"
    NO_LABEL = "no label"
    LABEL_MINUS_ONE = "label id is -1"
    RAGGED = "wrong number of cells"
    DUPLICATE = "exact duplicate of an earlier row"
    CONFLICT = "same text, another label"
    RARE_LABEL = "its label has too few rows to split"
    BAD_RECORD = "not a readable record"


@dataclass(frozen=True)
class ImportReport:
    """What became of every row: rows_read == kept + sum(dropped rows), always.

    `dropped` maps a reason to its row numbers; `notes` are findings that dropped nothing, each
    with its remedy; `columns` says which column plays text, label and label_id.
    """

    rows_read: int
    kept: int
    dropped: dict[str, list[int]]
    label_counts: dict[str, int]
    encoding: str
    delimiter: str
    columns: dict[str, str]
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class SoftLabels:
    """A teacher's raw logits, float32[n, k]; temperature is applied in training, never stored."""

    logits: Floats
    dataset_digest: str
    teacher_digest: str


@dataclass(frozen=True, slots=True)
class ClassifierCard:
    """What every model file carries about itself.

    max_length L counts tokens including [CLS] and [SEP]; `lengths` are the lengths the program
    accepts; `temperature` is the one its student was trained with (None: not distilled);
    `scheme` is `none` or a compression scheme; `made_from` are digests and names of ancestors;
    `label_source` says who labelled the data (`human`, or the rule set's name); `calibration`
    divides the logits before the softmax (1: nothing does); answers less probable than
    `reject_below` are not sure (0: all are).
    """

    labels: tuple[str, ...]
    max_length: int
    tokenizer_digest: str
    architecture: str
    precision: str = "float32"
    scheme: str = "none"
    temperature: float | None = None
    made_from: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    source_ids: tuple[str, ...] = ()
    label_source: str = ""
    calibration: float = 1.0
    reject_below: float = 0.0

    def to_json(self) -> str:
        """One JSON object."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ClassifierCard:
        """The card in a JSON object; unknown fields of a newer version are ignored.

        Raises ValueError when it is not a card.
        """
        try:
            fields = json.loads(text)
            known = {f.name for f in dataclasses.fields(cls)}
            tuples = {"labels", "made_from", "lengths", "source_ids"}
            values: dict[str, Any] = {
                k: tuple(v) if k in tuples else v for k, v in fields.items() if k in known
            }
            card = cls(**values)
            card._check()
            return card
        except (TypeError, AttributeError, ValueError, RecursionError) as error:
            raise ValueError(f"not a classifier card: {error}") from error

    def _check(self) -> None:
        """Raises ValueError for a field that isn't what it should be: a card may come from anybody."""
        words = (self.tokenizer_digest, self.architecture, self.precision, self.scheme, self.label_source)  # fmt: skip
        lists = (*self.labels, *self.made_from, *self.source_ids)
        numbers = (self.temperature or 1.0, self.calibration, self.reject_below)
        lengths = (self.max_length, *self.lengths)
        if not all(isinstance(word, str) for word in (*words, *lists)):
            raise ValueError("a name that is no text")
        if not all(type(n) is int and 0 < n < 1 << 31 for n in lengths):
            raise ValueError("a length that is no positive number")
        if not all(type(n) in (int, float) and -1e9 < n < 1e9 for n in numbers):
            raise ValueError("a number that is none")
        if self.calibration <= 0:
            raise ValueError("the logits can't be divided by that")


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file or folder the studio made: proved by its digest, with its parents' digests."""

    digest: str
    kind: str
    path: Path
    size_bytes: int
    made_by: str
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a thing works here; if not, why, and how to mend it."""

    ok: bool
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One text's answer; probabilities[k] by dense id; wall-clock milliseconds of the model call.

    arithmetic: the runtime's (`faithful`, `fast`, `device`, `float32`; "" unknown); sure is
    False when the best probability is under the model's threshold.
    """

    label: str
    label_id: int
    probabilities: tuple[float, ...]
    runtime: str
    milliseconds: float
    arithmetic: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class ParityReport:
    """Two runtimes on the same n texts. label_agreement in 0..1; verdict `pass` or `fail`.

    worst_row is the text index with the largest probability difference; `arithmetic` is how the
    candidate was evaluated (faithful, fast, device); `reason` says why it failed.
    """

    reference: str
    candidate: str
    examples: int
    max_abs_logit: float
    max_abs_probability: float
    label_agreement: float
    worst_row: int
    worst_text: str
    verdict: str
    arithmetic: str = "faithful"
    required_agreement: float = 1.0
    reason: str = ""
