"""Tiny classifiers from a config, and how to look into what was made from them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import torch
    import transformers as hf
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from studio.convert.upstream import core_ml_tools
from studio.core.events import Event
from studio.core.values import ClassifierCard
from studio.models.classifier import Classifier
from studio.models.tokenizer import TextEncoder

LABELS = ("shipping", "größe 😀", "日本語", 'quo"te\n')
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz0123456789"]
SIZES = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 96,
    "max_position_embeddings": 48,
}
COMMON: dict[str, Any] = {"vocab_size": 80, "num_labels": len(LABELS), "pad_token_id": 0}
BUILD: dict[str, Callable[[], Any]] = {
    "bert": lambda: hf.BertForSequenceClassification(hf.BertConfig(**COMMON, **SIZES)),
    "distilbert": lambda: hf.DistilBertForSequenceClassification(
        hf.DistilBertConfig(
            **COMMON, dim=64, n_layers=2, n_heads=2, hidden_dim=96, max_position_embeddings=48
        )
    ),
    "roberta": lambda: hf.RobertaForSequenceClassification(hf.RobertaConfig(**COMMON, **SIZES)),
    "electra": lambda: hf.ElectraForSequenceClassification(
        hf.ElectraConfig(**COMMON, **SIZES, embedding_size=40)
    ),
    "deberta": lambda: hf.DebertaV2ForSequenceClassification(
        hf.DebertaV2Config(
            **COMMON,
            **SIZES,
            relative_attention=True,
            pos_att_type=["p2c", "c2p"],
            position_buckets=8,
        )
    ),
}


def tiny_model(name: str) -> Any:
    """A seeded model whose answers are spread out, in eval mode."""
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = BUILD[name]().eval()
    spread = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(3 if parameter.ndim > 1 else 1)
            parameter.add_(0.1 * torch.randn(parameter.shape, generator=spread))
    return model


def tiny_encoder(max_length: int = 32) -> TextEncoder:
    """A WordPiece tokenizer over single characters."""
    vocabulary = {word: at for at, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return TextEncoder.from_json(tokenizer.to_str(), max_length)


def tiny_classifier(name: str = "bert", max_length: int = 32) -> Classifier:
    """A classifier to convert, of one family."""
    encoder = tiny_encoder(max_length)
    card = ClassifierCard(LABELS, max_length, encoder.digest, name, made_from=("csv",))
    return Classifier(tiny_model(name), encoder, card)


def drain(work: Generator[Event, None, Any]) -> tuple[Any, list[Event]]:
    """Run a job to its end: its result and all it said."""
    events = []
    try:
        while True:
            events.append(next(work))
    except StopIteration as end:
        return end.value, events


def read(package: Path) -> Any:
    """The protobuf in a package."""
    spec = core_ml_tools().proto.Model_pb2.Model()
    spec.ParseFromString((package / "Data/com.apple.CoreML/model.mlmodel").read_bytes())
    return spec


def files(package: Path) -> dict[str, bytes]:
    """All bytes of a package."""
    return {
        p.relative_to(package).as_posix(): p.read_bytes() for p in package.rglob("*") if p.is_file()
    }
