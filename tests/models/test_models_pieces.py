"""Byte-level pieces are shown in their own characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from studio.models.pieces import _bytes_by_letter, is_byte_level, readable
from studio.models.tokenizer import TextEncoder

BYTES = pre_tokenizers.ByteLevel(add_prefix_space=False)


def test_the_alphabet_is_the_tokenizers_own() -> None:
    assert set(_bytes_by_letter()) == set(pre_tokenizers.ByteLevel.alphabet())


@given(st.text(alphabet=st.characters(exclude_categories=["Z", "C"]), min_size=1))
def test_whole_pieces_read_as_they_were_written(text: str) -> None:
    pieces = [piece for piece, _ in BYTES.pre_tokenize_str(text)]
    assert "".join(map(readable, pieces)) == text


@pytest.mark.parametrize(
    ("piece", "shown"),
    [("Ġwhere", "▁where"), ("naÃ¯ve", "naïve"), ("æ", "<0xE6>"), ("naÃ", "na<0xC3>"), ("Ċ", "<0x0A>"), ("<s>", "<s>"), ("日", "日"), ("", "")],
)  # fmt: skip
def test_a_piece(piece: str, shown: str) -> None:
    assert readable(piece) == shown


def test_only_byte_level_tokenizers_are_translated() -> None:
    words = Tokenizer(models.WordPiece({"[UNK]": 0, "Ġ": 1}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    assert not is_byte_level(words)
    assert TextEncoder.from_json(words.to_str()).tokens("Ġ") == ["Ġ"]
    inside, decodes = Tokenizer(models.BPE()), Tokenizer(models.BPE())
    inside.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Punctuation(), BYTES])
    decodes.decoder = decoders.ByteLevel()
    assert is_byte_level(inside) and is_byte_level(decodes)
