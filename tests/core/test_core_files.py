"""Atomic writes, digests, sweeping, resources; columns on disk; scores against scikit-learn."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from studio.core import columns, files, scores, seeds
from studio.core.errors import HostError, InputError, QualityError, exit_code
from studio.core.registry import Registry
from studio.core.values import ClassifierCard, Dataset, Example, LabelSet, Split


def test_atomic_write_is_whole_or_absent(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b.txt"
    files.write_text(target, "one")
    with pytest.raises(ZeroDivisionError), files.atomic_path(target) as draft:
        draft.write_text("two")
        raise ZeroDivisionError
    assert target.read_text() == "one" and [p.name for p in target.parent.iterdir()] == ["b.txt"]
    with files.atomic_path(target) as draft:
        draft.write_text("three")
    assert target.read_text() == "three"


def test_a_folder_replaces_a_folder(tmp_path: Path) -> None:
    for text in ("one", "two"):
        with files.atomic_path(tmp_path / "f", folder=True) as draft:
            (draft / text).write_text(text)
    assert [p.name for p in (tmp_path / "f").iterdir()] == ["two"]
    assert files.size_bytes(tmp_path / "f") == 3


def test_an_unwritable_place_is_the_hosts_fault() -> None:
    with pytest.raises(HostError) as caught, files.disk_errors(Path("/x")):
        raise PermissionError(13, "no")
    assert caught.value.code == "host.not-writable" and caught.value.remedy


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_digest_counts_boundaries(chunks: list[bytes]) -> None:
    joined = b"".join(chunks)
    same = files.digest_bytes(*chunks) == files.digest_bytes(joined)
    assert same == (len(chunks) == 1)


def test_folder_digest_sees_names_and_contents_not_order(tmp_path: Path) -> None:
    for base, order in (("a", "xy"), ("b", "yx")):
        for name in order:
            files.write_text(tmp_path / base / name, name)
    assert files.digest_path(tmp_path / "a") == files.digest_path(tmp_path / "b")
    (tmp_path / "b" / "x").rename(tmp_path / "b" / "z")
    assert files.digest_path(tmp_path / "a") != files.digest_path(tmp_path / "b")


def test_sweep_removes_only_leftovers(tmp_path: Path) -> None:
    (tmp_path / f"{files.PART}1").mkdir()
    (tmp_path / "keep").mkdir()
    assert files.sweep(tmp_path) == 1 and [p.name for p in tmp_path.iterdir()] == ["keep"]


def test_a_missing_resource_says_so() -> None:
    with pytest.raises(HostError, match="missing"):
        files.resource("no-such-thing")


def test_seeds_are_golden() -> None:
    assert seeds.derive(0, "split") == 2339996835256237414
    assert seeds.derive(0, "a", "b") != seeds.derive(0, "ab")
    assert seeds.rng(7, "x").random() == seeds.rng(7, "x").random()


labels = LabelSet(("bill", "ship"), ("3", "7"))
texts = st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.integers(0, 1)))


@given(texts)
def test_columns_round_trip(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]]) -> None:  # fmt: skip
    made = Dataset.of([Example(t, y, n, "csv") for n, (t, y) in enumerate(rows, 2)], labels)
    path = tmp_path_factory.mktemp("c") / "x.arrow"
    columns.write_dataset(path, made)
    read = columns.read_dataset(path)
    assert list(read) == list(made) and read.digest == made.digest and read.labels == labels


def test_the_digest_is_golden_and_sees_every_column() -> None:
    one = Dataset.of([Example("a", 0, 1), Example("b", 1, 2)], labels)
    moved = Dataset.of([Example("ab", 0, 1), Example("", 1, 2)], labels)
    other = Dataset.of([Example("a", 0, 1), Example("b", 1, 3)], labels)
    assert len({d.digest for d in (one, moved, other)}) == 3
    assert one.select([1, 0]).select([1, 0]).digest == one.digest


def test_a_split_on_disk(tmp_path: Path) -> None:
    part = Dataset.of([Example("a", 0, 1)], labels)
    columns.write_split(tmp_path, Split(part, part, part), {"source": "x.csv"})
    assert columns.read_split(tmp_path).digest == columns.read_about(tmp_path)["digest"]
    (tmp_path / "test.arrow").write_bytes(b"junk")
    with pytest.raises(InputError, match="damaged"):
        columns.read_split(tmp_path)
    with pytest.raises(InputError, match="no data set"):
        columns.read_about(tmp_path / "nowhere")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_scores_equal_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    truth, guess = (np.array(c, dtype=np.int64) for c in zip(*pairs, strict=True))
    assert scores.accuracy(truth, guess) == pytest.approx(accuracy_score(truth, guess))
    assert scores.macro_f1(truth, guess, 4) == pytest.approx(
        f1_score(truth, guess, average="macro", zero_division=0)
    )
    expected = confusion_matrix(truth, guess, labels=range(4))
    assert (scores.confusion(truth, guess, 4) == expected).all()


def test_softmax_is_stable_and_tempered() -> None:
    logits = np.array([[1e4, 0.0], [0.0, 2.0]], dtype=np.float32)
    p = scores.softmax(logits, 2.0)
    assert np.isfinite(p).all() and p[1, 1] == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_a_card_round_trips_and_ignores_the_future() -> None:
    card = ClassifierCard(("a", "é"), 64, "d", "bert", lengths=(32, 64), made_from=("x",))
    assert ClassifierCard.from_json(card.to_json()) == card
    assert ClassifierCard.from_json(card.to_json()[:-1] + ', "new": 1}') == card
    for bad in ("[]", "{}", "no"):
        with pytest.raises(ValueError, match="card"):
            ClassifierCard.from_json(bad)


def test_exit_codes_follow_families() -> None:
    codes = [exit_code(c) for c in ("input.x", "host", "upstream.y", "quality", "bug", "worker-died", "odd")]  # fmt: skip
    assert codes == [3, 4, 5, 6, 1, 4, 1]
    assert QualityError("m", code="nan").code == "quality.nan"


def test_a_registry_refuses_twins_and_names_what_it_knows() -> None:
    made: Registry[int] = Registry("studio.core")
    made._loaded = True
    made.register("one")(1)
    with pytest.raises(ValueError, match="already"):
        made.register("one")(2)
    with pytest.raises(KeyError, match="known: one"):
        made["two"]
    assert list(made) == ["one"] and len(made) == 1 and "one" in made


@pytest.mark.parametrize("first", ["the-one", "other", "two words", "no.such"])
def test_a_name_loads_its_own_module_and_the_rest_when_it_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    package = f"entries_{tmp_path.name.replace('-', '_')}"
    (tmp_path / package).mkdir()
    words = "from {0} import MADE\nMADE.register({1!r})({2})\n"
    (tmp_path / package / "__init__.py").write_text(f"from studio.core.registry import Registry\nMADE = Registry('{package}')\n")  # fmt: skip
    (tmp_path / package / "the_one.py").write_text(words.format(package, "the-one", 1))
    (tmp_path / package / "elsewhere.py").write_text(words.format(package, "other", 2))
    monkeypatch.syspath_prepend(str(tmp_path))
    made: Registry[int] = importlib.import_module(package).MADE
    loaded = {"the-one": ["the_one"]}.get(first, ["elsewhere", "the_one"])
    if first in ("the-one", "other"):
        assert made[first] == (1 if first == "the-one" else 2)
    else:
        with pytest.raises(KeyError, match="known: other, the-one"):
            made[first]
    assert [n for n in ("elsewhere", "the_one") if f"{package}.{n}" in sys.modules] == loaded
    assert list(made) == ["other", "the-one"] and made["other"] == 2 and made["the-one"] == 1


DRAFTS = "import sys; from studio.core.files import draft_path as d; from pathlib import Path\nwith d(Path(sys.argv[1]), 'half') as p: p.write_text('x'); print(flush=True); sys.stdin.read()"


@pytest.mark.skipif(os.name == "nt", reason="folders can't be locked there")
def test_what_a_killed_writer_left_goes_with_the_next_write(tmp_path: Path) -> None:
    """A cancelled conversion is killed after a second, deep inside a library: it can't tidy up."""
    with subprocess.Popen([sys.executable, "-c", DRAFTS, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:  # fmt: skip
        assert other.stdout is not None and other.stdout.readline() == b"\n"
        with files.draft_path(tmp_path, "mine"):
            files.write_text(tmp_path / "a.txt", "a")
            assert len(list(tmp_path.glob(".part-*"))) == 2  # the living keep theirs
        other.kill()
    assert len(list(tmp_path.glob(".part-*"))) == 1
    before = len(os.listdir("/dev/fd"))
    files.write_text(tmp_path / "b.txt", "b")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt"]
    assert len(os.listdir("/dev/fd")) == before
