"""Text to token ids with the `tokenizers` package alone: loads in 0.05 s, needs no torch.

The same encoder serves teacher, student, package and playground, so padding and truncation are
always ours: what a tokenizer.json carries of them is reset when it is loaded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer

from studio.core.errors import InputError
from studio.models.pieces import is_byte_level, readable
from studio.models.special_tokens import find_pad, read_json, read_special_tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.int32]

DEFAULT_LENGTH = 128
_FILE = "tokenizer.json"
_UNLIMITED = 10**9  # transformers writes 1e30 where a tokenizer has no length of its own


@dataclass(frozen=True, slots=True)
class Encoded:
    """n texts as token ids with [CLS] and [SEP]; `cut` counts the word pieces left out per text."""

    ids: list[list[int]]
    cut: list[int]


@dataclass(frozen=True)
class TextEncoder:
    """A tokenizer, its padding token and the longest input, specials included."""

    tokenizer: Any
    max_length: int = DEFAULT_LENGTH
    special_tokens: dict[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, path: str | Path, max_length: int = 0) -> TextEncoder:
        """From a model folder or a tokenizer.json; 0 takes the folder's own length, or 128.

        Raises InputError when there is no tokenizer.json or it is damaged.
        """
        file = Path(path) / _FILE if Path(path).is_dir() else Path(path)
        specials = read_special_tokens(file.parent)
        own = read_json(file.parent / "tokenizer_config.json").get("model_max_length")
        known = int(own) if isinstance(own, (int, float)) and 2 < own < _UNLIMITED else 0
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(
                f"{file.parent} has no readable tokenizer.json.",
                code="no-tokenizer",
                remedy="Put tokenizer.json beside the weights: transformers' save_pretrained writes it.",
                detail=str(error),
            ) from error
        return cls.from_json(text, max_length or known or DEFAULT_LENGTH, special_tokens=specials)

    @classmethod
    def from_json(
        cls,
        text: str,
        max_length: int = DEFAULT_LENGTH,
        pad_token: str = "",
        special_tokens: dict[str, str] | None = None,
    ) -> TextEncoder:
        """From the text of a tokenizer.json. Raises InputError when it is not one."""
        try:
            tokenizer = Tokenizer.from_str(text)
            fields = json.loads(text)
        except Exception as error:  # `tokenizers` raises nothing narrower
            raise InputError(
                "The tokenizer.json is not one that can be read.",
                code="tokenizer-damaged",
                remedy="Copy it again, or save it again with transformers' save_pretrained.",
                detail=str(error),
            ) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        specials = dict(special_tokens or {})
        wanted = pad_token or specials.get("pad_token", "")
        if pad := find_pad(fields, tokenizer.get_vocab(with_added_tokens=True), wanted):
            specials["pad_token"] = pad
        return cls(tokenizer, max_length, specials)

    def with_length(self, max_length: int) -> TextEncoder:
        """The same tokenizer with another longest input."""
        return TextEncoder(self.tokenizer, max_length, self.special_tokens)

    def encode(self, texts: Sequence[str], max_length: int = 0) -> Encoded:
        """Ids of n texts: each keeps its first pieces so that, specials included, it fits L.

        0 takes the encoder's own length. Same ids as transformers with truncation=True.
        """
        before, after = self._specials
        room = max((max_length or self.max_length) - len(before) - len(after), 0)
        pieces = [e.ids for e in self._encode_batch(texts)]
        ids = [[*before, *p[:room], *after] for p in pieces]
        return Encoded(ids, [max(len(p) - room, 0) for p in pieces])

    def pad(self, batch: Sequence[Sequence[int]], length: int | None = None) -> tuple[Matrix, Matrix]:  # fmt: skip
        """(input_ids, attention_mask), int32[n, L]; L is `length`, or the longest row."""
        import numpy as np

        width = length or max(map(len, batch), default=0)
        ids = np.full((len(batch), width), self.pad_id, dtype=np.int32)
        mask = np.zeros((len(batch), width), dtype=np.int32)
        for at, row in enumerate(batch):
            ids[at, : len(row)] = row
            mask[at, : len(row)] = 1
        return ids, mask

    def tokens(self, text: str) -> list[str]:
        """The word pieces of one text as people read them, specials included and cut to L."""
        pieces = [self.tokenizer.id_to_token(i) or "" for i in self.encode([text]).ids[0]]
        return list(map(readable, pieces)) if is_byte_level(self.tokenizer) else pieces

    @property
    def pad_id(self) -> int:
        """Id of the padding token; 0 where the vocabulary has none (it is masked anyway)."""
        pad = self.tokenizer.token_to_id(self.special_tokens.get("pad_token", "[PAD]"))
        return int(pad) if pad is not None else 0

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens, added ones included."""
        return int(self.tokenizer.get_vocab_size(with_added_tokens=True))

    @property
    def highest_id(self) -> int:
        """The largest id encoding can give."""
        return int(max(self.tokenizer.get_vocab(with_added_tokens=True).values(), default=0))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical tokenizer.json: keys sorted, no padding or truncation."""
        fields = json.loads(self.to_json())
        text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    def to_json(self) -> str:
        """The text of a tokenizer.json without padding or truncation."""
        return str(self.tokenizer.to_str())

    @cached_property
    def _specials(self) -> tuple[list[int], list[int]]:
        """Ids its own post-processor puts before and after one sentence."""
        for probe in ("a", "1", ".", "\u4e00"):
            body = self.tokenizer.encode(probe, add_special_tokens=False).ids
            whole = self.tokenizer.encode(probe, add_special_tokens=True).ids
            for at in range(len(whole) - len(body) + 1):
                if body and whole[at : at + len(body)] == body:
                    return whole[:at], whole[at + len(body) :]
        return [], []

    def _encode_batch(self, texts: Sequence[str]) -> list[Any]:
        batch = list(texts)
        try:
            found: list[Any] = self.tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        except (TypeError, UnicodeEncodeError):  # half a surrogate pair is not UTF-8
            clean = [t.encode("utf-8", "replace").decode("utf-8") for t in batch]
            found = self.tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        return found


def fitting_length(lengths: Sequence[int], longest: int = 512, share: float = 0.99) -> int:
    """The input length that leaves `share` of the texts uncut: a multiple of 8, at most `longest`."""
    ordered = sorted(lengths)
    if not ordered:
        return min(DEFAULT_LENGTH, longest)
    needed = ordered[min(int(len(ordered) * share), len(ordered) - 1)]
    return min(max(-(-needed // 8) * 8, 16), longest)
