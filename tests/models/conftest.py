"""What the models tests are given: tokenizers and tiny models of several families, made here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.models.classifier import save_classifier
from studio.models.hugging_face import new_model
from studio.models.tokenizer import TextEncoder

WORDS = "where is my parcel the a fast brown fox un ##able ##ly aff ##e na ##ive ! ? . , ' 1 2 ##3 中 文".split()


def bert_tokenizer() -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    letters = list("abcdefghijklmnopqrstuvwxyz")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *["##" + c for c in letters], *WORDS]  # fmt: skip
    ids = {w: i for i, w in enumerate(dict.fromkeys(vocabulary))}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )  # fmt: skip
    tokenizer.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    return tokenizer


def roberta_tokenizer() -> Any:
    """Byte-level BPE with <s> ... </s> and padding id 1, trained on a few lines."""
    from tokenizers import ByteLevelBPETokenizer, processors

    trained = ByteLevelBPETokenizer()
    lines = ["where is my parcel", "the fast brown fox", "naïve café, l'été"] * 3
    trained.train_from_iterator(lines, vocab_size=300, show_progress=False, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"])  # fmt: skip
    tokenizer = trained._tokenizer
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


def config_of(family: str, vocabulary: int, k: int = 3, layers: int = 6) -> Any:
    from transformers import AutoConfig

    names = {i: f"LABEL_{i}" for i in range(k)}
    if family == "distilbert":
        shape: dict[str, Any] = {"dim": 32, "n_layers": layers, "n_heads": 2, "hidden_dim": 64}
    else:
        shape = {"hidden_size": 32, "num_hidden_layers": layers, "num_attention_heads": 2, "intermediate_size": 64}  # fmt: skip
    shape |= {"electra": {"embedding_size": 16}, "albert": {"embedding_size": 16}, "mobilebert": {"embedding_size": 32, "intra_bottleneck_size": 32}}.get(family, {})  # fmt: skip
    pad = 1 if family in ("roberta", "xlm-roberta") else 0
    if family == "modernbert":
        shape |= {"cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3}
    return AutoConfig.for_model(
        family, vocab_size=vocabulary, max_position_embeddings=64, pad_token_id=pad,
        initializer_range=0.3, id2label=names, label2id={v: i for i, v in names.items()}, **shape,
    )  # fmt: skip


@pytest.fixture
def encoder() -> TextEncoder:
    return TextEncoder.from_json(bert_tokenizer().to_str(), 24)


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for the disk is core's promise and tested there."""
    monkeypatch.setattr("studio.core.files._sync", lambda path: None)


@pytest.fixture
def folder_of(tmp_path: Path, encoder: TextEncoder) -> Callable[..., Path]:
    """Writes a tiny foreign classifier folder, as transformers' save_pretrained would."""

    def make(family: str = "bert", names: tuple[str, ...] = ("a", "b", "c"), seed: int = 0, layers: int = 6) -> Path:  # fmt: skip
        from studio.core.values import ClassifierCard

        tokens = TextEncoder.from_json(roberta_tokenizer().to_str(), 24) if "roberta" in family else encoder  # fmt: skip
        model = new_model(config_of(family, tokens.vocabulary_size, len(names), layers), seed)
        folder = tmp_path / f"{family}-{seed}-{'-'.join(names)}"
        save_classifier(folder, model, tokens, ClassifierCard(names, 24, tokens.digest, family))
        (folder / "studio_card.json").unlink()
        return folder

    return make


@pytest.fixture
def model_of() -> Callable[[str], Any]:
    """Makes a tiny model of a family, two layers of random weights, 60 tokens."""
    return lambda family: new_model(config_of(family, 60, layers=2), 1)
