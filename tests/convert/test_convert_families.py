"""Every family by both routes: text in, probabilities out, as transformers gives them.

Each folder has the family's own kind of tokenizer and is gone when the package is asked: it alone
must know how to read a text. Lengths and targets take turns; the whole matrix is in
tests/benchmarks/bench_families.py.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from convert_families import FAMILY, keep_torchlib
from convert_tiny import drain
from convert_tokenizers import as_transformers_does, written

from studio.convert import ConvertSettings, convert
from studio.models.classifier import load_classifier
from studio.models.pieces import is_byte_level, readable
from studio.runtime import open_runtime

TEXTS = (
    "Where is my parcel?", "", "naïve café!", "I want my money back, please! 12.50", "日本 \U0001f600 é",
    "the lazy dog </s> [SEP] <pad> [PAD] jumps", "fox " * 40, "don't UNAFFABLE\n\tdogs",
)  # fmt: skip
LONG = (" ".join(("the lazy dog jumps over my money " * 40).split()), "a fox")
IOS17 = ("iOS17", (32,))
CASES = {  # (target, lengths); the others: IOS17
    ("distilbert", "torch"): ("iOS18", (8, 16, 32)),
    ("deberta-v3", "torch"): ("iOS18", (16, 32)),
    ("roberta", "onnx"): ("iOS18", (16, 32)),
    ("modernbert", "onnx"): ("iOS18", (16, 32)),
    ("minilm", "torch"): ("iOS17", (512,)),
    ("bert", "onnx"): ("iOS26", (32,)),
    ("electra", "torch"): ("iOS26", (32,)),
    ("mpnet", "torch"): ("iOS16", (32,)),
    ("albert", "onnx"): ("iOS16", (32,)),
}
# one random layer of it answers so steeply that half precision alone moves a probability by 3e-2
SINGLE = {("deberta-v3", "torch")}
# graphs that are roberta's and bert's own: their tokenizers are tried by the other route
TWINS = {("xlm-roberta", "onnx"), ("camembert", "onnx"), ("minilm", "onnx")}


@pytest.fixture(autouse=True, scope="module")
def quick_exporter() -> None:
    keep_torchlib()


def cases() -> list[Any]:
    """Family and route."""
    return [(f, r) for f in FAMILY for r in ("torch", "onnx") if (f, r) not in TWINS]


@pytest.mark.parametrize(("family", "route"), cases())
def test_a_package_answers_as_transformers_does(family: str, route: str, tmp_path: Path) -> None:
    target, lengths = CASES.get((family, route), IOS17)
    few = {} if family == "modernbert" else {"num_hidden_layers": 1}  # its 2nd has the window
    folder, length = tmp_path / "checkpoint", lengths[-1]
    model, tokenizer = written(family, folder, max_position_embeddings=length + 4, **few)
    classifier = load_classifier(folder, max_length=length)
    precision, limit = ("float32", 1e-4) if (family, route) in SINGLE else ("float16", 1e-2)
    settings = ConvertSettings(route, precision, target, lengths)
    report, _ = drain(convert(classifier, tmp_path / "m.mlpackage", settings))
    assert report.card.lengths == lengths
    shutil.rmtree(folder)
    texts = LONG if length > 100 else TEXTS
    expected = np.array([as_transformers_does(model, tokenizer, t, length) for t in texts])
    with open_runtime(report.path, runtime="reference") as runtime:
        found = np.array([runtime.predict(text).probabilities for text in texts])
        pieces = [runtime.read(text).tokens for text in texts]
    assert np.abs(found - expected).max() < limit
    assert np.ptp(expected, axis=0).max() > 0.05  # answers that differ, or nothing is proved
    assert pieces == [as_read(tokenizer, text, length) for text in texts]


def as_read(tokenizer, text: str, length: int) -> tuple[str, ...]:
    """The pieces that transformers cuts a text into, as people read them."""
    ids = tokenizer(text, truncation=True, max_length=length)["input_ids"]
    found = tokenizer.convert_ids_to_tokens(ids)
    return tuple(map(readable, found) if is_byte_level(tokenizer.backend_tokenizer) else found)
