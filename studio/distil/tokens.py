"""A data set's token ids, made once: flat int32 with offsets, kept beside the checkpoint."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
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
    file = folder / f"tokens-{key}.safetensors"
    kept = _read(file)
    if kept is not None and len(kept) == len(texts):
        return kept
    tokens, cut = yield from _encode(encoder, texts, max_length, stage)
    if cut:
        yield Note(f"{cut} of {len(texts)} texts are longer than {max_length} tokens and were cut.")
    _write(file, tokens)
    return tokens


def _encode(
    encoder: TextEncoder, texts: Sequence[str], max_length: int, stage: str
) -> Generator[Event, None, tuple[Tokens, int]]:
    import numpy as np

    parts: list[Flat] = []
    lengths: list[int] = [0]
    cut = 0
    for start in range(0, len(texts), _SLICE):
        yield Progress(stage, start, len(texts))
        found = encoder.encode(texts[start : start + _SLICE], max_length)
        cut += sum(c > 0 for c in found.cut)
        lengths += [len(row) for row in found.ids]
        parts.append(np.fromiter((i for row in found.ids for i in row), dtype=np.int32))
    yield Progress(stage, len(texts), len(texts))
    flat = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
    return Tokens(flat, np.cumsum(lengths, dtype=np.int64)), cut


def _read(file: Path) -> Tokens | None:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        found = load_file(str(file))
        return Tokens(found["ids"], found["offsets"])
    except (OSError, SafetensorError, KeyError):  # not there, or from a dying disk: made anew
        return None


def _write(file: Path, tokens: Tokens) -> None:
    from safetensors.numpy import save_file

    with atomic_path(file) as draft:
        save_file({"ids": tokens.ids, "offsets": tokens.offsets}, str(draft))
