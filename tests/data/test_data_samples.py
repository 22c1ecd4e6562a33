"""The samples: deterministic, balanced, honest about who labelled them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from studio.core.errors import HostError, InputError
from studio.data import build_sample, import_file
from studio.data.read import drain
from studio.data.samples import licence_texts
from studio.data.samples.clauses import label_of
from studio.data.samples.licence_texts import is_english
from studio.data.samples.passage import Passage, balanced, distinct


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("samples")
    return {n: (folder / f"{n}.csv", build_sample(n, folder / f"{n}.csv")) for n in ("kinds", "clauses")}  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kinds", "clauses"])
def test_what_is_written(built: dict[str, tuple[Path, dict[str, Any]]], name: str) -> None:
    path, about = built[name]
    found = rows(path)
    assert list(found[0]) == ["text", "label", "label_id", "source", "label_source"]
    assert len(found) == about["rows"] == 3000
    assert Counter(row["label"] for row in found) == about["label_counts"]
    assert max(len(row["text"].split()) for row in found) <= 40
    assert len({row["text"] for row in found}) == 3000
    assert len({(row["label"], row["label_id"]) for row in found}) == len(about["label_counts"])
    assert about["licence"] == "CC-BY-4.0" and "ScanCode" in about["attribution"]
    by = {"kinds": "human", "clauses": "rules"}[name]
    assert about["label_source"].startswith(by + ":")
    assert {row["label_source"] for row in found} == {by}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["kinds", "clauses"])
def test_samples_import_cleanly(built: dict[str, tuple[Path, dict[str, Any]]], name: str) -> None:
    split, report = drain(import_file(built[name][0]))
    assert report.kept == 3000 and report.columns["text"] == "text"
    for part in (split.validation, split.test):
        assert 400 < len(part) < 500
        assert set(part.label_ids.tolist()) == set(range(len(split.labels)))


@pytest.mark.slow
def test_balance(built: dict[str, tuple[Path, dict[str, Any]]]) -> None:
    assert set(built["clauses"][1]["label_counts"].values()) == {750}
    counts = built["kinds"][1]["label_counts"]
    assert set(counts) == {"notice", "reference", "tag", "text", "intro", "clue"}
    assert max(counts.values()) < 750 and min(counts.values()) > 50


def test_the_same_seed_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = [Passage(f"text {n} here", "ab"[n % 2], "f") for n in range(50)]
    monkeypatch.setattr("studio.data.samples.build.SAMPLES", {"kinds": (lambda: iter(fake), "human: x", ("a", "b"))})  # fmt: skip
    for name, seed in (("1", 0), ("2", 0), ("3", 1)):
        about = build_sample("kinds", tmp_path / name, rows=10, seed=seed)
        assert about["label_counts"] == {"a": 5, "b": 5}
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()
    assert (tmp_path / "1").read_bytes() != (tmp_path / "3").read_bytes()


def test_rare_labels_come_whole_and_torn_texts_not_at_all() -> None:
    some = [Passage(f"t{n}", "big" if n else "small", "f") for n in range(30)]
    chosen = balanced(some, 10, seed=0)
    assert Counter(p.label for p in chosen) == {"big": 9, "small": 1}
    torn = [Passage("x", "a", "f"), Passage("x", "b", "g"), Passage("y", "a", "f")]
    assert [p.text for p in distinct([*torn, torn[2]])] == ["y"]


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Redistributions of source code must retain the above copyright notice.", "condition"),
        ("You may copy it provided that you keep this text intact.", "condition"),
        ("You may not rent, lease or lend the Software.", "constraint"),
        ("Commercial use is strictly prohibited.", "constraint"),
        ("The software is provided \"as is\", at your own risk.", "notice"),
        ("Copyright (c) 1999 The Regents, all rights reserved.", "notice"),
        ("You must return the product within 30 days of delivery.", "process"),
        ("By clicking the button, you accept these terms.", "process"),
        ("You may not sell it, and all rights reserved.", None),
        ("This License applies to the Program.", None),
    ],
)  # fmt: skip
def test_rules(sentence: str, label: str | None) -> None:
    assert label_of(sentence) == label


def test_english() -> None:
    assert is_english("See the license for the details.")
    assert not is_english("Ce logiciel est distribué dans le cadre de la licence.")
    assert not is_english("本软件按原样提供")


def test_a_missing_package_names_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(licence_texts, "PACKAGE", "no-such-package-here")
    with pytest.raises(HostError) as caught:
        build_sample("kinds", tmp_path / "a.csv")
    assert "pip install 'pocketbert-studio[sample]'" in caught.value.remedy
    assert not (tmp_path / "a.csv").exists()


def test_unknown_sample(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'poems'"):
        build_sample("poems", tmp_path / "a.csv")
