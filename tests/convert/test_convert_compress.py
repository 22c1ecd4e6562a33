"""Compressed packages: smaller, honest about their bits, and still complete."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest
from convert_tiny import LABELS, drain, files, read

from studio.convert import CompressReport, PackageReport, TensorBits, compress
from studio.core.errors import InputError
from studio.core.events import Note
from studio.core.values import ClassifierCard
from studio.runtime import open_runtime

WEIGHTS = "Data/com.apple.CoreML/weights/weight.bin"


@pytest.fixture(scope="session")
def compressed(
    bert_package: PackageReport, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, CompressReport]:
    """The iOS17 package by each scheme that it can take."""
    folder = tmp_path_factory.mktemp("compressed")
    schemes = ("int8", "palette8", "palette6", "palette4")
    return {s: drain(compress(bert_package.path, s, folder / f"{s}.mlpackage"))[0] for s in schemes}


def test_each_scheme_shrinks_the_weights(
    bert_package: PackageReport, compressed: dict[str, CompressReport]
) -> None:
    full = len(files(bert_package.path)[WEIGHTS])
    share = {s: len(files(r.path)[WEIGHTS]) / full for s, r in compressed.items()}
    # biases, positions and the head stay, and tables count: above bits / 16 in so tiny a model
    assert 0.50 < share["int8"] < 0.70
    assert 0.50 < share["palette8"] < 0.70
    assert 0.37 < share["palette6"] < 0.58
    assert 0.25 < share["palette4"] < 0.47
    for scheme, report in compressed.items():
        assert report.size_bytes < bert_package.size_bytes == report.parent_bytes, scheme


def is_held(tensor: TensorBits) -> bool:
    """Positions and token types (one dense added constant each), pooler and classifier."""
    return len(tensor.shape) == 3 or "pooler" in tensor.name or "classifier" in tensor.name


def test_real_bits_of_every_tensor(compressed: dict[str, CompressReport]) -> None:
    for scheme, nominal in (("int8", 8), ("palette6", 6), ("palette4", 4)):
        report = compressed[scheme]
        assert report.untouched == ()
        big = [t for t in report.tensors if t.elements > 2048 and len(t.shape) > 1]
        large = [t for t in big if not is_held(t)]
        assert len(large) >= 12 and {t.bits for t in big if is_held(t)} == {16.0}
        assert all(nominal <= t.bits < nominal * 1.2 for t in large)
        vectors = [t for t in report.tensors if len(t.shape) == 1 and t.elements >= 64]
        assert vectors and all(t.bits == 16 for t in vectors)
        assert nominal < report.bits < nominal + 4


def test_the_sum_of_bits_is_the_weight_file(compressed: dict[str, CompressReport]) -> None:
    for report in compressed.values():
        told = sum(t.bits * t.elements for t in report.tensors) / 8
        # alignment and a 64-byte header a blob come on top
        stored = len(files(report.path)[WEIGHTS])
        assert 0.8 * stored < told < 1.02 * stored


def test_the_answers_stay_close(
    bert_package: PackageReport, compressed: dict[str, CompressReport]
) -> None:
    texts = ["a b c", "", "q " * 40]
    with open_runtime(bert_package.path, runtime="reference") as runtime:
        expected = runtime.logits(texts)
    for scheme, limit in (("int8", 0.1), ("palette8", 0.1), ("palette6", 0.3), ("palette4", 1.0)):
        with open_runtime(compressed[scheme].path, runtime="reference") as runtime:
            difference = np.abs(runtime.logits(texts) - expected).max()
        assert 0 < difference < limit, scheme


def test_card_and_descriptions_travel_along(
    bert_package: PackageReport, compressed: dict[str, CompressReport]
) -> None:
    old, new = read(bert_package.path).description, read(compressed["palette4"].path).description
    card = ClassifierCard.from_json(new.metadata.userDefined["com.pocketbert.card"])
    assert card == compressed["palette4"].card
    assert card == dataclasses.replace(
        bert_package.card,
        scheme="palette4",
        made_from=(*bert_package.card.made_from, bert_package.digest),
    )
    key = "com.pocketbert.tokenizer"
    assert new.metadata.userDefined[key] == old.metadata.userDefined[key]
    assert (new.metadata.author, new.metadata.license) == (
        old.metadata.author,
        old.metadata.license,
    )
    assert "palette4" in new.metadata.shortDescription
    assert list(new.input) == list(old.input) and list(new.output) == list(old.output)
    with open_runtime(compressed["palette4"].path, runtime="reference") as runtime:
        assert runtime.predict("a").label in LABELS


def test_the_source_is_not_touched_and_the_result_is_the_same_twice(
    bert_package: PackageReport, compressed: dict[str, CompressReport], tmp_path: Path
) -> None:
    before = files(bert_package.path)
    again, _ = drain(compress(bert_package.path, "palette4", tmp_path / "again.mlpackage"))
    assert files(bert_package.path) == before
    assert again.digest == compressed["palette4"].digest


def test_a_width_that_does_not_divide_gets_smaller_blocks_and_says_so(
    electra_package: PackageReport, tmp_path: Path
) -> None:
    report, events = drain(compress(electra_package.path, "int4", tmp_path / "m.mlpackage"))
    # embeddings are 40 wide and the feed-forward layers 96: 16 divides only the latter
    assert report.untouched == ()
    notes = [e for e in events if isinstance(e, Note)]
    assert len(notes) == 1 and "word_embeddings" in notes[0].text
    assert "(10 instead of 16)" in notes[0].text
    words = next(t for t in report.tensors if "word_embeddings" in t.name)
    assert words.bits == 4 + 20 / 10  # 4 bits, a float16 scale and a zero point for 10
    done = {t.bits for t in report.tensors if t.elements > 4000 and t.bits < 16} - {words.bits}
    assert done >= {5.25} and report.target == "iOS18"


def test_a_palette_takes_every_width(electra_package: PackageReport, tmp_path: Path) -> None:
    report, events = drain(compress(electra_package.path, "palette4", tmp_path / "m.mlpackage"))
    assert report.untouched == () and not [e for e in events if isinstance(e, Note)]
    with open_runtime(report.path, runtime="reference") as runtime:
        assert np.isfinite(runtime.logits(["a", "b " * 20])).all()


def refusal(package: Path, scheme: str, out: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        drain(compress(package, scheme, out))
    assert caught.value.remedy and not out.exists()
    return caught.value


def test_a_scheme_for_a_newer_target_is_refused(
    bert_package: PackageReport, tmp_path: Path
) -> None:
    error = refusal(bert_package.path, "int4", tmp_path / "m.mlpackage")
    assert error.code == "input.scheme-needs-newer-target"
    assert "iOS18" in error.message and "iOS17" in error.message


def test_an_unknown_scheme_is_refused(bert_package: PackageReport, tmp_path: Path) -> None:
    error = refusal(bert_package.path, "zip", tmp_path / "m.mlpackage")
    assert error.code == "input.unknown-scheme" and "palette4" in error.remedy


def test_compressing_twice_is_refused(
    compressed: dict[str, CompressReport], tmp_path: Path
) -> None:
    error = refusal(compressed["int8"].path, "palette4", tmp_path / "m.mlpackage")
    assert error.code == "input.already-compressed"


def test_a_package_without_a_card_is_refused(bert_package: PackageReport, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.mlpackage"
    shutil.copytree(bert_package.path, foreign)
    spec = read(foreign)
    spec.description.metadata.userDefined.clear()
    (foreign / "Data/com.apple.CoreML/model.mlmodel").write_bytes(spec.SerializeToString())
    assert refusal(foreign, "int8", tmp_path / "m.mlpackage").code == "input.no-card"


@pytest.mark.parametrize("damage", ["missing", "spec", "weights", "no-weights"])
def test_a_broken_package_is_refused(
    bert_package: PackageReport, tmp_path: Path, damage: str
) -> None:
    broken = tmp_path / "broken.mlpackage"
    if damage != "missing":
        shutil.copytree(bert_package.path, broken)
    if damage == "spec":
        (broken / "Data/com.apple.CoreML/model.mlmodel").write_bytes(b"\xff\x00not a model")
    if damage == "weights":
        data = (broken / WEIGHTS).read_bytes()
        (broken / WEIGHTS).write_bytes(data[: len(data) // 2])
    if damage == "no-weights":
        (broken / WEIGHTS).unlink()
    assert refusal(broken, "int8", tmp_path / "m.mlpackage").code == "input.broken-package"
