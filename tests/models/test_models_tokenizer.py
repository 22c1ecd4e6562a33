"""The encoder gives the ids transformers gives, in a fraction of the time, without torch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.models.tokenizer import TextEncoder, fitting_length

HARD = [
    "", " ", "a", "Where is my parcel?", "UNAFFABLE unaffably", "naïve café l'été", "e\u0301te\u0301",
    "中文 and 日本語", "👩‍👩‍👧‍👦 family 🇩🇪", "tab\tnew\nline\r\nend", "nul\x00bell\x07", "\ufeffbom", "\u200bzero\u200dwidth",
    "[CLS] my [SEP] parcel [PAD] [MASK]", "</s> <s> <pad>", "x" * 500, "the " * 200, "İstanbul ǅ ß ﬁ", "\u202eright to left\u202c שלום مرحبا",
    "!?!?...,,,", "1234567890", "a\u00a0b\u3000c", "\uffff\U0010ffff", "don't can't won't",
]  # fmt: skip


def hugging_face(folder: Path):
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(folder))


@pytest.mark.parametrize("family", ["bert", "roberta"])
@pytest.mark.parametrize("length", [2, 3, 8, 24])
def test_equal_to_hugging_face(folder_of, family, length):
    folder = folder_of(family, layers=1)
    reference, ours = hugging_face(folder), TextEncoder.load(folder)
    wanted = reference(HARD, truncation=True, max_length=length)["input_ids"]
    found = ours.encode(HARD, length)
    assert found.ids == wanted
    uncut = reference(HARD)["input_ids"]
    assert found.cut == [len(u) - len(w) for u, w in zip(uncut, wanted, strict=True)]


@pytest.fixture(scope="module")
def sample_pair():
    from studio.models.source import sample_folder

    return hugging_face(sample_folder()), TextEncoder.load(sample_folder())


@pytest.mark.weights
def test_the_sample_encoder_is_not_padded(sample_pair):
    reference, ours = sample_pair
    assert ours.encode(["hello"]).ids == [[101, 7592, 102]]
    assert ours.encode(HARD, 128).ids == reference(HARD, truncation=True, max_length=128, padding=False)["input_ids"]  # fmt: skip
    assert ours.max_length == 512 and ours.pad_id == 0 and ours.vocabulary_size == 30522
    assert json.loads(ours.to_json())["padding"] is None
    assert json.loads(ours.to_json())["truncation"] is None


@pytest.mark.weights
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(text=st.text(max_size=80), length=st.integers(2, 40))
def test_any_text_equals_hugging_face(sample_pair, text, length):
    reference, ours = sample_pair
    wanted = reference([text], truncation=True, max_length=length)["input_ids"]
    assert ours.encode([text], length).ids == wanted


def test_half_a_surrogate_is_no_crash(encoder):
    assert (
        encoder.encode(["where \ud83d is", "the fox"]).ids[1] == encoder.encode(["the fox"]).ids[0]
    )


def test_pad(encoder):
    batch = encoder.encode(["the fox", "fox"]).ids
    ids, mask = encoder.pad(batch)
    assert ids.dtype == mask.dtype == np.int32 and ids.shape == (2, 4)
    assert mask.tolist() == [[1, 1, 1, 1], [1, 1, 1, 0]] and ids[1, 3] == encoder.pad_id
    assert encoder.pad(batch, 7)[0].shape == (2, 7)


def test_pad_id_of_roberta_is_one(folder_of):
    assert TextEncoder.load(folder_of("roberta", layers=1)).pad_id == 1


def test_tokens(encoder):
    assert encoder.tokens("unable fox") == ["[CLS]", "un", "##able", "fox", "[SEP]"]


def test_the_digest_is_of_the_meaning(encoder):
    text = encoder.to_json()
    padded = json.loads(text) | {"padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"}}  # fmt: skip
    shuffled = dict(reversed(padded.items()))
    assert TextEncoder.from_json(json.dumps(shuffled, indent=3)).digest == encoder.digest
    other = json.loads(text)
    other["normalizer"]["lowercase"] = False
    assert TextEncoder.from_json(json.dumps(other)).digest != encoder.digest


def test_own_length_of_the_folder(folder_of):
    assert TextEncoder.load(folder_of(layers=1)).max_length == 24
    assert TextEncoder.load(folder_of(layers=1), 9).max_length == 9


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '{"model": 3}'])
def test_damaged_files_are_refused(tmp_path, text):
    (tmp_path / "tokenizer.json").write_text(text)
    with pytest.raises(InputError) as caught:
        TextEncoder.load(tmp_path)
    assert caught.value.code == "input.tokenizer-damaged"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        TextEncoder.load(tmp_path)
    assert caught.value.code == "input.no-tokenizer"


def test_it_is_light():
    code = "import sys, studio.models.tokenizer as t; print(sorted({'torch', 'transformers', 'numpy'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])  # fmt: skip
    assert run.stdout.strip() == "[]"


def test_fitting_length():
    assert fitting_length([5] * 99 + [400]) == 400
    assert fitting_length([5] * 199 + [400]) == 16
    assert fitting_length([33] * 200) == 40
    assert fitting_length([900] * 5) == 512 and fitting_length([], 64) == 64
