"""Packages by a script outside the studio: asked by their own names, answers as PyTorch gives them."""

from __future__ import annotations

import json
import queue
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from outside_script import LENGTH, convert

from studio.core.errors import InputError
from studio.core.events import Answer
from studio.pipeline import door
from studio.runtime import open_runtime

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="no coremltools for Windows"),
]
LABELS = ["billing", "shipping", "account"]
WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] where is my parcel the invoice was wrong".split()
TEXTS = ["where is my parcel", "the invoice was wrong wrong wrong", "my my my parcel"]


@pytest.fixture(scope="module")
def model() -> Any:
    import torch
    from transformers import DistilBertConfig, DistilBertForSequenceClassification

    torch.manual_seed(0)
    config = DistilBertConfig(
        vocab_size=len(WORDS), dim=32, hidden_dim=64, n_layers=2, n_heads=2,
        max_position_embeddings=LENGTH, initializer_range=0.3, attn_implementation="eager",
        id2label=dict(enumerate(LABELS)), label2id={n: i for i, n in enumerate(LABELS)},
    )  # fmt: skip
    return DistilBertForSequenceClassification(config).eval()


@pytest.fixture
def home(tmp_path: Path, model: Any) -> Path:
    """Where a script leaves things: the tokenizer and config.json, the package comes beside them."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordPiece({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "config.json").write_text(json.dumps(model.config.to_dict()))
    return tmp_path


def expected(model: Any, runtime: Any, text: str) -> np.ndarray:
    import torch

    (ids, mask) = runtime.encoder.pad(runtime.encoder.encode([text], LENGTH).ids, LENGTH)
    with torch.inference_mode():
        found = model(torch.from_numpy(ids).long(), torch.from_numpy(mask).long()).logits
    return np.asarray(torch.softmax(found, -1)[0])


@pytest.mark.parametrize(
    ("labels", "softmax"), [(None, False), (LABELS, False), (LABELS, True), (None, True)]
)
def test_it_opens_and_answers_as_torch_does(
    home: Path, model: Any, labels: list[str] | None, softmax: bool
) -> None:
    path = convert(model, home / "theirs.mlpackage", labels, softmax)
    if labels:
        (home / "config.json").unlink()  # the package names its classes itself
    with open_runtime(path, runtime="reference", arithmetic="fast") as runtime:
        assert runtime.card.labels == tuple(LABELS) and runtime.card.lengths == (LENGTH,)
        together = runtime.logits(TEXTS)
        for text, row in zip(TEXTS, together, strict=True):
            chances = expected(model, runtime, text)
            answer = runtime.predict(text)
            assert np.allclose(answer.probabilities, chances, atol=2e-3)
            assert answer.label == LABELS[int(chances.argmax())]
            assert np.allclose(np.exp(row) / np.exp(row).sum(), chances, atol=2e-3)


@pytest.mark.parametrize("missing", ["tokenizer.json", "config.json"])
def test_what_is_missing_is_said(home: Path, model: Any, missing: str) -> None:
    path = convert(model, home / "theirs.mlpackage")
    (home / missing).unlink()
    with pytest.raises(InputError) as caught:
        open_runtime(path, runtime="reference")
    assert caught.value.code == "input.no-card" and missing in caught.value.message


def test_the_playground_asks_it(home: Path, model: Any) -> None:
    path = convert(model, home / "theirs.mlpackage", LABELS, softmax=True)
    inbox: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
    story = door.start({"step": "playground", "spec": {"models": [str(path)]}}, inbox)
    inbox.put((1, {"text": TEXTS[0]}))
    deadline, said = time.monotonic() + 60, []
    while time.monotonic() < deadline and not said:
        event = next(story)
        said = event.value["answers"] if isinstance(event, Answer) else []
    story.close()
    with open_runtime(path, runtime="reference", arithmetic="fast") as runtime:
        chances = expected(model, runtime, TEXTS[0])
    assert said and said[0]["label"] == LABELS[int(chances.argmax())]
    assert list(said[0]["probabilities"].values()) == pytest.approx(chances, abs=2e-3)
