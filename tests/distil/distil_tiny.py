"""A tiny BERT, its tokenizer and rows it can learn, all made here in a moment."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from studio.core.events import Event
from studio.core.seeds import rng
from studio.core.values import ClassifierCard, Dataset, Example, LabelSet, Split
from studio.models.classifier import Classifier
from studio.models.hugging_face import new_model
from studio.models.tokenizer import TextEncoder

LABELS = LabelSet(("fruit", "metal", "weather"), ("1", "2", "4"))
KINDS = ("apple pear plum fig", "iron zinc tin lead", "rain snow wind hail")
FILLER = "the a of some and then here there old new"
WORDS = [*" ".join(KINDS).split(), *FILLER.split()]


def tiny_encoder() -> TextEncoder:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary = {w: i for i, w in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )  # fmt: skip
    return TextEncoder.from_json(tokenizer.to_str(), 16)


def rows(n: int, seed: int) -> Dataset:
    random, examples = rng(seed, "rows"), []
    for row in range(n):
        label = row % len(KINDS)
        words = [random.choice(FILLER.split()) for _ in range(random.randint(1, 16))]
        words.insert(random.randint(0, min(len(words), 8)), random.choice(KINDS[label].split()))
        examples.append(Example(" ".join(words), label, row + 2, "csv"))
    return Dataset.of(examples, LABELS)


def tiny_split() -> Split:
    return Split(rows(60, 0), rows(30, 1), rows(30, 2))


def tiny_classifier(seed: int = 0, layers: int = 1, **settings: Any) -> Classifier:
    """A classifier of random weights; the same seed makes the same one."""
    from transformers import BertConfig

    encoder = tiny_encoder()
    shape = {"hidden_size": 16, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig(
        vocab_size=encoder.vocabulary_size, num_hidden_layers=layers, max_position_embeddings=32,
        id2label=dict(enumerate(LABELS.names)), **{**shape, **settings},
    )  # fmt: skip
    card = ClassifierCard(LABELS.names, 16, encoder.digest, "BertForSequenceClassification", source_ids=LABELS.source_ids)  # fmt: skip
    return Classifier(new_model(config, seed), encoder, card)


def run_out(work: Generator[Event, None, Any]) -> tuple[list[Event], Any]:
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return events, end.value
