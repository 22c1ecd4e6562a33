"""A data set's token ids, made once: flat int32 with offsets, kept beside the checkpoint.

They go to disk slice by slice and large ones stay there (mapped): memory holds n offsets.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.events import Event, Note, Progress
from studio.core.files import atomic_path, digest_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.tokenizer import TextEncoder

    Flat = NDArray[np.int32]
    Ints = NDArray[np.int64]

_SLICE = 512  # texts between two chances to stop
_MAPPED = 64 << 20  # bytes of ids from which a file is mapped
_WORD = 8  # bytes of an int64


@dataclass(frozen=True)
class Tokens:
    """n ragged rows of ids: row i is ids[offsets[i]:offsets[i + 1]]; offsets int64[n + 1]."""

    ids: Flat
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> Ints:
        """Tokens per row, int64[n]."""
        return self.offsets[1:] - self.offsets[:-1]

    def rows(self, at: Sequence[int] | Ints) -> list[Flat]:
        """The ids of some rows."""
        return [self.ids[self.offsets[i] : self.offsets[i + 1]] for i in at]

    def take(self, at: Sequence[int] | Ints) -> Tokens:
        """Some rows as tokens of their own."""
        return flat(self.rows(at))


def flat(rows: Sequence[Sequence[int] | Flat]) -> Tokens:
    """Ragged rows of ids, put end to end."""
    import numpy as np

    lengths = [0, *map(len, rows)]
    ids = np.concatenate([np.asarray(row, dtype=np.int32) for row in rows]) if rows else np.zeros(0, np.int32)  # fmt: skip
    return Tokens(ids, np.cumsum(lengths, dtype=np.int64))


def joined(one: Tokens, other: Tokens) -> Tokens:
    """The rows of both, in that order."""
    import numpy as np

    offsets = np.concatenate([one.offsets, other.offsets[1:] + one.offsets[-1]])
    return Tokens(np.concatenate([one.ids, other.ids]), offsets)


def encoded(encoder: TextEncoder, texts: Sequence[str], max_length: int) -> Tokens:
    """Token ids of some texts at once, kept nowhere."""
    return flat(encoder.encode(texts, max_length).ids)


def tokenise(
    encoder: TextEncoder,
    texts: Sequence[str],
    max_length: int,
    folder: Path,
    digest: str,
    stage: str,
) -> Generator[Event, None, Tokens]:
    """Token ids of every text, from `folder` when they were made before.

    `digest` is the data set's. Says how many texts were cut.
    """
    key = digest_bytes(digest.encode(), encoder.digest.encode(), str(max_length).encode())[:24]
    file = folder / f"tokens-{key}.ids"
    kept = _read(file)
    if kept is not None and len(kept) == len(texts):
        return kept
    cut = yield from _encode(encoder, texts, max_length, stage, file)
    if cut:
        yield Note(f"{cut} of {len(texts)} texts are longer than {max_length} tokens and were cut.")
    made = _read(file)
    assert made is not None  # just written, whole
    return made


def _encode(
    encoder: TextEncoder, texts: Sequence[str], max_length: int, stage: str, file: Path
) -> Generator[Event, None, int]:
    """Write the ids slice by slice, so that memory holds one slice; how many texts were cut."""
    import numpy as np

    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    cut = 0
    with atomic_path(file) as draft, open(draft, "wb") as out:
        for start in range(0, len(texts), _SLICE):
            yield Progress(stage, start, len(texts))
            found = encoder.encode(texts[start : start + _SLICE], max_length)
            cut += sum(c > 0 for c in found.cut)
            offsets[start + 1 : start + 1 + len(found.ids)] = [len(row) for row in found.ids]
            np.fromiter(chain.from_iterable(found.ids), dtype=np.int32).tofile(out)
        np.cumsum(offsets, out=offsets)
        offsets.tofile(out)
        np.array([len(texts)], dtype=np.int64).tofile(out)
    yield Progress(stage, len(texts), len(texts))
    return cut


def _read(file: Path) -> Tokens | None:
    """ids int32, then offsets int64[n + 1], then n int64; large files are mapped, not read."""
    import numpy as np

    try:
        size = file.stat().st_size
        n = int(np.fromfile(file, np.int64, 1, offset=size - _WORD)[0])
        begin = size - _WORD * (n + 2)
        offsets = np.fromfile(file, np.int64, n + 1, offset=begin)
        if offsets[-1] * 4 != begin:
            return None
        if begin > _MAPPED:
            return Tokens(np.memmap(file, np.int32, "r", shape=(int(offsets[-1]),)), offsets)
        return Tokens(np.fromfile(file, np.int32, int(offsets[-1])), offsets)
    except (OSError, ValueError, IndexError):  # not there, or from a dying disk: made anew
        return None
