"""The synonym table, the words left alone, and the multilingual door."""

from __future__ import annotations

import gzip
import importlib.util
import json
import re
import sys
import types
from pathlib import Path

import pytest

from studio.augment import METHODS, Recipe, augment_texts
from studio.augment.batch import Batch
from studio.augment.synonyms import load_table, open_source
from studio.augment.vocabulary import Vocabulary
from studio.augment.words import STOP_WORDS
from studio.core.errors import HostError, InputError
from studio.core.files import resource

FOLDER = resource("wordnet")


def names(text: str) -> list[str]:
    batch = Batch([text], Vocabulary([]))
    return [w for w, name in zip(batch.words[0], batch.names.tolist(), strict=True) if name]


def test_the_licence_and_the_script_lie_beside_the_table() -> None:
    licence = (FOLDER / "LICENCE.txt").read_text(encoding="utf-8")
    assert "WordNet 3.0 Copyright 2006 by Princeton University" in licence
    assert "Permission to use, copy, modify and distribute" in licence
    assert (FOLDER / "build_table.py").exists()


def test_the_table_is_plain_small_and_deterministic() -> None:
    packed = (FOLDER / "synonyms.json.gz").read_bytes()
    assert len(packed) < 1_200_000
    assert packed[4:8] == b"\0\0\0\0"  # gzip's time stamp
    assert not packed[3] & 8  # nor a file name
    table = json.loads(gzip.decompress(packed))["synonyms"]
    assert len(table) > 15_000 and list(table) == sorted(table)
    plain = re.compile(r"[a-z]{3,}( [a-z]{3,})*")
    for word, found in table.items():
        assert plain.fullmatch(word) and plain.fullmatch(found)
        assert word not in found.split() and len(set(found.split())) == len(found.split())


def test_no_slur_and_no_rare_sense_is_in_the_table() -> None:
    everything = set(load_table()) | {s for found in load_table().values() for s in found.split()}
    for word in ("nigger", "faggot", "whore", "bitch", "cunt", "fuck", "spastic", "tranny", "lam"):
        assert word not in everything
    table = load_table()
    assert table["thinking"].startswith("believing")  # the verb's form, not the noun "thought"
    assert "clip" not in table.get("time", "") and "bump" not in table["find"]
    for word in ("a", "an", "who", "as", "left", "building", "good", "bad"):
        assert word not in table


def test_stop_words_have_no_synonym() -> None:
    look_up = open_source("eng")
    assert [w for w in sorted(STOP_WORDS) if look_up(w)] == []
    assert look_up("parcel") == ["package"]


@pytest.mark.parametrize(
    ("word", "synonyms"),
    [
        ("parcel", "package"),
        ("parcels", "packages"),
        ("movies", "films"),
        ("stories", "narratives tales"),
        ("cars", "automobiles"),
        ("helped", "assisted aided"),
        ("stopping", "halting discontinuing ceasing quitting"),
        ("stopped", "halted discontinued ceased"),
        ("tried", "attempted"),
    ],
)
def test_forms_keep_their_form(word: str, synonyms: str) -> None:
    assert load_table()[word] == synonyms


@pytest.mark.parametrize(
    ("word", "ending", "form"),
    [
        ("stop", "ed", "stopped"),
        ("try", "ed", "tried"),
        ("try", "s", "tries"),
        ("play", "s", "plays"),
        ("pass", "s", "passes"),
        ("undo", "s", "undoes"),
        ("lie", "ing", "lying"),
        ("see", "ing", "seeing"),
        ("make", "ing", "making"),
        ("free", "ed", "freed"),
        ("take", "ed", None),
        ("cut", "ed", None),
        ("kid", "plural", "kids"),
        ("child", "plural", "children"),
        ("photo", "plural", "photos"),
        ("hero", "plural", "heroes"),
        ("seaman", "plural", "seamen"),
        ("scissors", "plural", None),
        ("baggage", "plural", None),
        ("cactus", "plural", None),
    ],
)
def test_the_builder_inflects_only_what_is_sure(word: str, ending: str, form: str | None) -> None:
    spec = importlib.util.spec_from_file_location("build_table", FOLDER / "build_table.py")
    assert spec and spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    verbs = {"stop": ["stopped", "stopping"], "lie": ["lain", "lay", "lying"], "take": ["took"]}
    nouns = {"child": ["children"], "cactus": ["cacti", "cactuses"]}
    made = build.plural(word, nouns) if ending == "plural" else build.verb_form(word, ending, verbs)
    assert made == form


@pytest.mark.parametrize(
    ("word", "options"),
    [
        ("parcel?", ("package?",)),
        ("(“Parcel,”", ("(“Package,”",)),
        ("PARCEL", ()),
        ("pArcel", ()),
        ("parcel's", ()),
        ("parcel-shop", ()),
        ("parcel_id", ()),
        ("<parcel>", ()),
        ("{parcel}", ()),
        ("parcel()", ()),
        ("#parcel", ()),
        ("www.parcel.com", ()),
        ("parcel1", ()),
    ],
)
def test_only_whole_words_in_prose_are_replaced(word: str, options: tuple[str, ...]) -> None:
    assert METHODS["synonym_replacement"]("eng").options(word) == options


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Where is my parcel, Anna?", ["Anna?"]),
        ("The film was good. Story and all.", []),
        ("He met Mr. Story at NASA.", ["Mr.", "Story", "NASA."]),
        ("Mark sold it. Big deal", ["Mark"]),
        ("I think I'm late and I’ll go", []),
        ("- Big car", []),
        ("one\nBig car", []),
        ("one Big car", ["Big"]),
        ("eBay iPhone", ["eBay", "iPhone"]),
        ("“Story” by J. Story", ["J.", "Story"]),
        ("BUY A CAR NOW", []),
        ("BUY now", ["BUY"]),
        ("", []),
    ],
)
def test_names_are_found_by_where_capitals_stand(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_a_damaged_table_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "synonyms.json.gz"
    broken.write_bytes(b"not gzip")
    monkeypatch.setattr("studio.augment.synonyms.resource", lambda name: broken)
    with pytest.raises(HostError, match="damaged") as caught:
        load_table.__wrapped__()
    assert caught.value.code == "host.resource-damaged"


@pytest.mark.slow  # NLTK's first import takes seconds
def test_missing_corpora_name_the_download(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import nltk

    monkeypatch.setattr(nltk.data, "path", [str(tmp_path)])
    work = augment_texts(["Où est mon colis ?"], Recipe(language="fra"), row_keys=[1])
    with pytest.raises(HostError) as caught:
        list(work)
    assert caught.value.code == "host.no-corpus"
    assert "nltk.download" in caught.value.remedy


class Synset:
    """A French synset of two words."""

    def pos(self) -> str:
        return "n"

    def lemma_names(self, lang: str) -> list[str]:
        assert lang == "fra"
        return ["colis", "paquet", "Poste", "boîte_postale", "paquet"]


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    """NLTK's two corpora, as far as the studio asks them."""

    def words(name: str) -> list[str]:
        raise LookupError(name)

    corpus = types.ModuleType("nltk.corpus")
    known = {"colis": [Synset()]}
    languages = ["eng"]
    corpus.wordnet = types.SimpleNamespace(  # type: ignore[attr-defined]
        add_omw=lambda: languages.append("fra"),
        langs=lambda: languages,
        synsets=lambda word, lang: known.get(word, []),
    )
    corpus.stopwords = types.SimpleNamespace(words=words)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "nltk.corpus", corpus)


@pytest.mark.usefixtures("french")
def test_other_languages_come_from_the_corpora() -> None:
    assert open_source("fra")("colis") == ["paquet"]
    assert open_source("fra")("rien") == []
    options = METHODS["synonym_replacement"]("fra").options("Colis,")
    assert options == ("Paquet,",)


@pytest.mark.usefixtures("french")
def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InputError, match="xyz") as caught:
        open_source("xyz")
    assert "fra" in caught.value.remedy
