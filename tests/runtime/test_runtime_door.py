"""open_runtime: a copied package alone predicts; whatever is broken gets one sentence."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.core.errors import HostError, InputError, QualityError
from studio.runtime import BACKENDS, open_runtime
from studio.runtime.session import fitting

MODEL = "Data/com.apple.CoreML/model.mlmodel"
WEIGHTS = "Data/com.apple.CoreML/weights/weight.bin"


@pytest.fixture
def copied(package_of: Callable[..., Path], tmp_path: Path) -> Path:
    """A package of its own to break."""
    target = tmp_path / "copy.mlpackage"
    shutil.copytree(package_of("bert", precision="float16", lengths=(8, 16), target="iOS18"), target)  # fmt: skip
    return target


def test_a_copy_alone_predicts(copied: Path) -> None:
    with open_runtime(copied) as runtime:
        assert runtime.name == ("coreml" if sys.platform == "darwin" else "reference")
        assert "not Apple's" in BACKENDS["reference"].help and "interpreter" in runtime.about
        assert runtime.card.labels[3] == "mixed é 🙂" and runtime.card.lengths == (8, 16)
        answer = runtime.predict("where is my parcel 🙂")
        assert answer.label == runtime.card.labels[answer.label_id]
        assert sum(answer.probabilities) == pytest.approx(1, abs=1e-6)
        assert answer.milliseconds > 0 and answer.runtime == "reference"
        rows = runtime.logits(["where is my parcel 🙂", "", "late", "the " * 99])
        assert rows.shape == (4, 4) and rows.dtype == np.float32 and np.isfinite(rows).all()
        assert int(rows[0].argmax()) == answer.label_id
        assert runtime.logits([]).shape == (0, 4)


def test_the_shortest_length_that_fits(copied: Path) -> None:
    assert [fitting((8, 16), n) for n in (1, 8, 9, 16, 99)] == [8, 8, 16, 16, 16]
    with open_runtime(copied) as runtime:
        assert runtime.read("my parcel").length == 8
        long = runtime.read("my parcel is late " * 9)
        assert long.length == 16 and len(long.tokens) == 16 and long.cut == 36 - 14
        assert long.tokens[0] == "[CLS]" and long.tokens[-1] == "[SEP]"


def test_padding_does_not_change_the_answer(package_of: Callable[..., Path]) -> None:
    with (
        open_runtime(package_of("bert", lengths=(8, 16), target="iOS18")) as short,
        open_runtime(package_of("bert", target="iOS17")) as fixed,
    ):
        texts = ["my parcel", "late", ""]
        assert np.abs(short.logits(texts) - fixed.logits(texts)).max() < 1e-5


def test_the_package_is_only_read(copied: Path) -> None:
    files = {p: p.read_bytes() for p in copied.rglob("*") if p.is_file()}
    folders = [copied, *(p for p in copied.rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with open_runtime(copied, runtime="reference") as runtime:
            runtime.predict("late")
    finally:
        for folder in folders:
            folder.chmod(stat.S_IRWXU)
    assert {p: p.read_bytes() for p in copied.rglob("*") if p.is_file()} == files


def test_fast_and_faithful_are_both_offered_and_differ(copied: Path) -> None:
    with open_runtime(copied) as one, open_runtime(copied, arithmetic="fast") as other:
        assert (one.arithmetic, other.arithmetic) == ("faithful", "fast")
        apart = np.abs(one.logits(["where is my order"]) - other.logits(["where is my order"]))
        assert 0 < apart.max() < 0.05


def cut(name: str, keep: float) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        file = path / name
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * keep)])

    damage.__name__ = f"{Path(name).name} cut to {keep}"
    return damage


def gone(name: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        (path / name).unlink()

    damage.__name__ = f"{Path(name).name} gone"
    return damage


def wrong_manifest(path: Path) -> None:
    (path / "Manifest.json").write_text(json.dumps({"rootModelIdentifier": 3}), encoding="utf-8")


def listed_manifest(path: Path) -> None:
    told = {"rootModelIdentifier": 3, "itemInfoEntries": []}
    (path / "Manifest.json").write_text(json.dumps(told), encoding="utf-8")


def noise(path: Path) -> None:
    (path / MODEL).write_bytes(os.urandom(3000))


def swapped_card(path: Path) -> None:
    file = path / MODEL
    file.write_bytes(file.read_bytes().replace(b'{"architecture"', b'["architecture"'))


def swapped_tokenizer(path: Path) -> None:
    import base64
    import zlib

    from studio.runtime.mil import open_package

    text = open_package(path).model.metadata["com.pocketbert.tokenizer"].encode()
    assert zlib.decompress(base64.b64decode(text))
    file = path / MODEL
    file.write_bytes(file.read_bytes().replace(text[:40], b"A" * 40))


@pytest.mark.parametrize(
    "damage",
    [
        cut(WEIGHTS, 0.5), cut(WEIGHTS, 0), cut(MODEL, 0.5), cut(MODEL, 0), gone(WEIGHTS), gone(MODEL),
        gone("Manifest.json"), cut("Manifest.json", 0.5), wrong_manifest, listed_manifest, noise, swapped_card, swapped_tokenizer,
    ],
)  # fmt: skip
def test_broken_packages_get_one_sentence(copied: Path, damage: Callable[[Path], None]) -> None:
    damage(copied)
    with pytest.raises(InputError) as caught:
        open_runtime(copied, runtime="reference")
    assert caught.value.remedy and "copy.mlpackage" in caught.value.message
    assert caught.value.message.count(".") <= 4 and "\n" not in caught.value.message


def test_a_stranger_without_card(package_of: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="the studio didn't make it") as caught:
        open_runtime(package_of("bert", classifier=True, card=False))
    assert caught.value.code == "input.no-card" and "tokenizer.json" in caught.value.remedy


def test_other_inputs_than_ours(package_of: Callable[..., Path], tmp_path: Path) -> None:
    copy = tmp_path / "other.mlpackage"
    shutil.copytree(package_of("bert"), copy)
    file = copy / MODEL
    file.write_bytes(file.read_bytes().replace(b"input_ids", b"input_idz"))
    with pytest.raises(InputError, match="doesn't take input_ids"):
        open_runtime(copy)


def test_what_is_not_a_model(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no"):
        open_runtime(tmp_path / "nothing.mlpackage")
    with pytest.raises(InputError, match="neither"):
        open_runtime(tmp_path)
    picture = tmp_path / "picture.mlpackage"
    picture.write_bytes(b"\x89PNG")
    with pytest.raises(InputError, match="is a file"):
        open_runtime(picture)


def test_settings_that_do_not_exist(copied: Path) -> None:
    for wrong in ({"runtime": "abacus"}, {"arithmetic": "exact"}, {"compute_units": "FPGA"}):
        with pytest.raises(InputError, match=r"There (is|are) no"):
            open_runtime(copied, **wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not a Hugging Face"):
        open_runtime(copied, runtime="torch")


@pytest.mark.skipif(sys.platform == "darwin", reason="Core ML is there")
def test_core_ml_explains_itself(copied: Path) -> None:
    with pytest.raises(HostError, match="only on a Mac") as caught:
        open_runtime(copied, runtime="coreml")
    assert "reference" in caught.value.remedy


def test_every_backend_says_what_it_is() -> None:
    assert {"coreml", "reference", "torch"} <= set(BACKENDS)
    for name in BACKENDS:
        offered = BACKENDS[name].available()
        assert BACKENDS[name].name == name and BACKENDS[name].help
        assert offered.ok or (offered.reason and offered.remedy)


def test_an_answer_that_is_no_number_is_not_sold_as_one(copied: Path) -> None:
    with open_runtime(copied) as runtime:
        runtime._engine.logits = lambda texts: np.full((1, 4), np.nan, np.float32)  # type: ignore[method-assign]
        with pytest.raises(QualityError, match="isn't a number"):
            runtime.predict("late")


def test_torch_opens_a_hugging_face_folder(
    model_of: Callable[[str], Any], package_of: Callable[..., Path], tmp_path: Path
) -> None:
    model_of("bert").save_pretrained(tmp_path)  # type: ignore[operator]
    from studio.runtime.mil import open_package

    package = open_package(package_of("bert"))
    import base64
    import zlib

    packed = package.model.metadata["com.pocketbert.tokenizer"]
    (tmp_path / "tokenizer.json").write_bytes(zlib.decompress(base64.b64decode(packed)))
    (tmp_path / "tokenizer_config.json").write_text('{"model_max_length": 16}', encoding="utf-8")
    with open_runtime(tmp_path) as torch_, open_runtime(package_of("bert")) as reference:
        assert torch_.name == "torch" and torch_.arithmetic == "float32"
        texts = ["where is my parcel", "", "the " * 50, "a"]
        assert np.abs(torch_.logits(texts) - reference.logits(texts)).max() < 1e-5
