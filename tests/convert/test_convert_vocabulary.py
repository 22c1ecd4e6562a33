"""Fewer word pieces: nothing becomes unreadable, ids are renumbered everywhere, the answers stay."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from convert_tiny import drain, tiny_classifier
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from studio.convert import ConvertSettings, compress, convert
from studio.convert.fewer_words import cut_classifier, prune_vocabulary
from studio.convert.search_model import weights_in
from studio.convert.vocabulary import smaller_vocabulary
from studio.core.errors import InputError
from studio.models.tokenizer import TextEncoder
from studio.runtime import open_runtime

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcde", "##a", "##b", "##c", "abc", "##cde", "bad", "##de", "ced", "ab", "éa"]  # fmt: skip


def encoder(pieces: list[str] = PIECES) -> TextEncoder:
    vocabulary = {piece: at for at, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return TextEncoder.from_json(tokenizer.to_str(), 32)


def pieces_of(reader: TextEncoder, text: str) -> list[str]:
    return [reader.tokenizer.id_to_token(i) for i in reader.encode([text]).ids[0]]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.text("abcdeé", min_size=1, max_size=8), max_size=4),
    st.lists(st.text("abcdefé ", max_size=30), max_size=4),
)
def test_no_text_has_a_new_unknown_piece(needed: list[str], texts: list[str]) -> None:
    old = encoder()
    new = TextEncoder.from_json(smaller_vocabulary(old, needed).tokenizer, 32)
    for text in [*texts, *needed]:
        before, after = pieces_of(old, text), pieces_of(new, text)
        assert after.count("[UNK]") <= before.count("[UNK]")
        assert text not in needed or before == after or "[UNK]" in before


def test_golden_vocabulary() -> None:
    found = smaller_vocabulary(encoder(), ["abc"])
    fields = json.loads(found.tokenizer)
    pieces = sorted(fields["model"]["vocab"], key=fields["model"]["vocab"].get)
    # ##d and ##e occur only inside pieces: added, with the mean of those pieces' rows
    assert pieces == [*PIECES[:13], "abc", "##d", "##e", "é"]
    assert found.rows[:14] == tuple((n,) for n in range(14))
    assert found.rows[14] == (14, 15, 16, 17)  # ##cde, bad, ##de, ced
    table = np.arange(len(PIECES) * 2, dtype=np.float16).reshape(-1, 2)
    new = found.table(table)
    assert new.shape == (32, 2) and np.array_equal(new[:14], table[:14])
    assert np.array_equal(new[14], table[14:18].mean(0)) and not new[17:].any()
    assert fields["post_processor"]["special_tokens"]["[SEP]"]["ids"] == [3]


def test_specials_that_stand_last_get_their_new_ids_everywhere() -> None:
    pieces = ["[PAD]", "a", "##a", "aa", "aaa", "[UNK]", "[CLS]", "[SEP]"]
    tokenizer = Tokenizer(models.WordPiece({p: n for n, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 7), ("[CLS]", 6))
    old = TextEncoder.from_json(tokenizer.to_str(), 16)
    new = TextEncoder.from_json(smaller_vocabulary(old, []).tokenizer, 16)
    assert new.vocabulary_size == old.vocabulary_size - 2  # aa and aaa
    assert pieces_of(new, "a")[0] == "[CLS]" and pieces_of(new, "a")[-1] == "[SEP]"


def test_other_tokenizers_are_refused() -> None:
    bpe = TextEncoder.from_json(Tokenizer(models.BPE({"a": 0, "b": 1}, [])).to_str(), 16)
    with pytest.raises(InputError, match="BPE"):
        smaller_vocabulary(bpe, ["a"])


def test_a_package_answers_the_same_with_fewer_words(tmp_path: Path) -> None:
    classifier = tiny_classifier("bert")
    whole = drain(convert(classifier, tmp_path / "whole.mlpackage", ConvertSettings()))[0]
    out = tmp_path / "few.mlpackage"
    report = drain(prune_vocabulary(whole.path, ["a b c"], out))[0]
    assert report.pieces == report.pieces_before == 40  # specials and single characters only
    texts = ["a b c", "z 9", ""]
    with open_runtime(whole.path, runtime="reference") as old, open_runtime(out, runtime="reference") as new:  # fmt: skip
        assert np.array_equal(old.logits(texts), new.logits(texts))
        assert new.card.made_from[-1] == whole.digest
        assert new.card.tokenizer_digest == new.encoder.digest
    cut = cut_classifier(tiny_classifier("bert"), out, weights_in(out))
    assert cut.model.get_input_embeddings().weight.shape == (48, 64)  # padded to 16s
    assert np.allclose(cut.logits(texts), tiny_classifier("bert").logits(texts), atol=2e-2)
    small = drain(compress(out, "int8", tmp_path / "small.mlpackage"))[0]
    with pytest.raises(InputError, match="already compressed"):
        drain(prune_vocabulary(small.path, ["a"], tmp_path / "no.mlpackage"))
