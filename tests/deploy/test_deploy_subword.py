"""BPE and Unigram tables give Hugging Face's ids: normalisers, graphemes, added tokens, damaged and unusual ones."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from deploy_subwords import BPE, META, UNIGRAM, byte_pairs, charsmap, replaced, unigram
from deploy_variants import LETTERS, ROWS, WORDS, example_kit

from studio.core.errors import InputError
from studio.deploy import probing
from studio.deploy.charsmap import charsmap_step, grapheme_classes
from studio.deploy.iphone import write_kit
from studio.deploy.reading import tables_of
from studio.deploy.steps_twin import normalised
from studio.deploy.tables import within
from studio.deploy.twin import twin_of
from studio.models.tokenizer import TextEncoder

SHARE = int(os.environ.get("POCKETBERT_STRINGS", "4000")) // (len(UNIGRAM) + len(BPE))
VOCABULARY = [*(word.removeprefix("##") for word in WORDS), *LETTERS, "caf\u00e9", "don", "1,000"]
ADDED = (
    "a  <mask> b",
    " <mask><mask>",
    "<end>  \n x",
    "x  \u00e9t\u00e9 <s>",
    "x  e\u0301te\u0301",
    "</s>\u3000<mask>",
    "<mask",
    "``q''",
    "a  \t b",
    "ok ",
)
KIT = Path(__file__).parents[2] / "resources/iphone/Packages/TextClassifierKit/Sources/Tokenizing"


def made(name: str) -> TextEncoder:
    return unigram(VOCABULARY, name) if name in UNIGRAM else byte_pairs(VOCABULARY, name)


@pytest.mark.parametrize("name", [*UNIGRAM, *BPE])
def test_the_twin_reads_as_hugging_face_does(name: str) -> None:
    encoder = made(name)
    tables = tables_of(encoder, name)
    rows = [*ADDED, *probing.HARD.values(), *probing.neighbours(), *probing.strings(tables.tokens, SHARE, seed=7)]  # fmt: skip
    assert list(probing.differences(encoder, tables, rows))[:3] == []
    assert tables.name == tables_of(encoder, "again").name


def test_graphemes_lose_what_the_library_loses() -> None:
    """A rule for the first letter of a short grapheme swallows the rest of it; a long one is read letter by letter."""
    step = charsmap_step(charsmap({"\uff21": "A", "e\u0301": "\u00e9", "\r": "_"}), "x")
    read = lambda text: normalised(text, [step])  # noqa: E731
    assert read("\uff21\u0301") == "A" and read("\uff21\u0301\u0301") == "A\u0301\u0301"
    assert read("e\u0301") == "\u00e9" and read("e\u0301\u0323") == "\u00e9" and read("\r\n") == "_"
    assert read("\u0600e\u0301") == "\u0600e\u0301" and read("\u200b\uff21") == "\u200bA"


def test_graphemes_are_told_apart_by_their_classes() -> None:
    classes = {name: within(found) for name, found in grapheme_classes().items()}
    assert {"\u0301", "\u200d", "\u0903", "\ufe0f"} <= classes["extend"]
    assert {"\u0600", "\U000110bd"} <= classes["prepend"]
    assert {"\n", "\r", "\u200b", "\u2028", "\x00"} <= classes["control"]
    assert not {"a", "\u4e00", "\u1161"} & (
        classes["extend"] | classes["prepend"] | classes["control"]
    )


def test_one_wrong_score_is_noticed() -> None:
    encoder = made("albert")
    tables = tables_of(encoder, "small")
    lines = tables.more["scores.txt"].splitlines()
    wrong = replace(
        tables, more={"scores.txt": "\n".join([*lines[:30], *reversed(lines[30:])]) + "\n"}
    )
    with pytest.raises(InputError, match="in a way its tables don't show"):
        probing.prove(encoder, wrong, [], "small", 50)


def changed(name: str, **changes: Any) -> TextEncoder:
    fields = json.loads(made(name).to_json())
    model = fields["model"] | changes.pop("model", {})
    return TextEncoder.from_json(json.dumps({**fields, "model": model, **changes}), 64)


SINGLE = {"id": 3, "content": "<unk>", "single_word": True, "lstrip": False, "rstrip": False, "normalized": False, "special": True}  # fmt: skip
UNUSUAL = [
    ("albert", {"model": {"byte_fallback": True}}, "byte_fallback"),
    ("albert", {"pre_tokenizer": {**META, "prepend_scheme": "first"}}, "splits words with"),
    ("albert", {"pre_tokenizer": None}, "splits words with"),
    ("albert", {"added_tokens": [SINGLE]}, "single_word"),
    ("deberta", {"normalizer": replaced("[ab]", "c", "Regex")}, r"replaces the pattern '\[ab\]'"),
    ("deberta", {"normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}}, "BertNormalizer"),
    ("roberta", {"pre_tokenizer": META}, "is BPE and splits words as spaces"),
    ("roberta", {"model": {"dropout": 0.1}}, "dropout"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "words"), UNUSUAL)
def test_what_tables_cannot_say_is_refused(name: str, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        tables_of(changed(name, **changes), "odd")
    assert (
        caught.value.code == "input.tokenizer-unusual" and "can't rebuild" in caught.value.message
    )


@pytest.mark.parametrize(("name", "more"), [("xlm-roberta", "scores.txt"), ("modernbert", "merges.txt")])  # fmt: skip
def test_a_kit_carries_it(name: str, more: str, tmp_path: Path) -> None:
    kit = example_kit(tmp_path, made(name))
    found = write_kit(kit, tmp_path / "kit")
    assert found["checked"] > 4_000
    homes = [*(tmp_path / "kit").glob("Packages/*/Sources/TextClassifierKit/Resources/Tokenizers/*")]  # fmt: skip
    assert [sorted(p.name for p in home.iterdir()) for home in homes] == [sorted(["tokenizer.json", "vocabulary.txt", more])]  # fmt: skip
    spec = json.loads((homes[0] / "tokenizer.json").read_text())
    swift = (KIT / "SubwordSpec.swift").read_text()
    declared = set(re.findall(r"public var (\w+): ", swift))
    told = {*spec, *spec["words"], *(key for step in spec["steps"] for key in step), *spec["special"][0]}  # fmt: skip
    assert told <= declared
    golden = json.loads(next((tmp_path / "kit").rglob("Golden/*.json")).read_text())
    rows = {case["name"]: case["ids"] for case in golden["cases"]}
    assert rows["row 1"] == twin_of(tables_of(made(name), name)).ids(ROWS[0]) != []
