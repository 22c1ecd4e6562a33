"""A tiny BERT, its tokenizer and a data set it can learn, all made here in a moment."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

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


def _encoder() -> TextEncoder:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    vocabulary = {w: i for i, w in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )  # fmt: skip
    return TextEncoder.from_json(tokenizer.to_str(), 16)


def _rows(n: int, seed: int) -> Dataset:
    random, examples = rng(seed, "rows"), []
    for row in range(n):
        label = row % len(KINDS)
        words = [random.choice(FILLER.split()) for _ in range(random.randint(1, 16))]
        words.insert(random.randint(0, min(len(words), 8)), random.choice(KINDS[label].split()))
        examples.append(Example(" ".join(words), label, row + 2, "csv"))
    return Dataset.of(examples, LABELS)


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for the disk is core's promise and tested there."""
    monkeypatch.setattr("studio.core.files._sync", lambda path: None)


@pytest.fixture
def split() -> Split:
    return Split(_rows(60, 0), _rows(30, 1), _rows(30, 2))


@pytest.fixture
def tiny() -> Callable[..., Classifier]:
    """Makes a classifier of random weights; the same seed makes the same one."""

    def make(seed: int = 0, layers: int = 4, **settings: Any) -> Classifier:
        from transformers import BertConfig

        encoder = _encoder()
        config = BertConfig(
            vocab_size=encoder.vocabulary_size, hidden_size=16, num_hidden_layers=layers,
            num_attention_heads=2, intermediate_size=32, max_position_embeddings=32,
            id2label=dict(enumerate(LABELS.names)), **settings,
        )  # fmt: skip
        card = ClassifierCard(LABELS.names, 16, encoder.digest, "BertForSequenceClassification", source_ids=LABELS.source_ids)  # fmt: skip
        return Classifier(new_model(config, seed), encoder, card)

    return make


def run_out(work: Generator[Event, None, Any]) -> tuple[list[Event], Any]:
    events = []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return events, end.value


@pytest.fixture
def finish() -> Callable[[Generator[Event, None, Any]], tuple[list[Event], Any]]:
    """Runs a job to its end: (events, result)."""
    return run_out


@pytest.fixture
def stop_after() -> Callable[[Generator[Event, None, Any], int], list[Event]]:
    """Takes n events of a job, then stops it as a cancel does."""

    def stop(work: Generator[Event, None, Any], n: int) -> list[Event]:
        events = [next(work) for _ in range(n)]
        work.close()
        return events

    return stop
