"""Our blob and package writers against coremltools' native ones, and conversions with those hidden."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from convert_tiny import drain, tiny_classifier
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.convert import ConvertSettings, compress, convert
from studio.convert.blob_storage import KINDS, BlobStorageReader, BlobStorageWriter
from studio.convert.package_folder import ModelPackage
from studio.convert.upstream import core_ml_tools
from studio.core.errors import InputError
from studio.models.classifier import save_classifier
from studio.runtime import open_runtime
from studio.verify import compare

SCHEMES = ("int8", "palette6", "int4")
TEXTS = ("a", "b c d", "z " * 40)


def _numbers(kind: str, count: int, seed: int) -> Any:
    random = np.random.default_rng(seed)
    form = KINDS[kind]
    if kind == "float":
        return random.standard_normal(count).astype(np.float32)
    low = -(2 ** (form.bits - 1)) if form.signed else 0
    return random.integers(low, low + 2**form.bits, count).astype(form.dtype)


@given(
    blobs=st.lists(
        st.tuples(st.sampled_from(sorted(KINDS)), st.integers(1, 200), st.integers(0, 99)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=60, deadline=None)
def test_weight_files_equal_the_native_ones_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory, blobs: list[tuple[str, int, int]]
) -> None:
    core_ml_tools()
    from coremltools.libmilstoragepython import _BlobStorageReader, _BlobStorageWriter

    folder = tmp_path_factory.mktemp("blobs")
    native, ours = folder / "native.bin", folder / "ours.bin"
    writers = _BlobStorageWriter(str(native)), BlobStorageWriter(str(ours))
    offsets = []
    for kind, count, seed in blobs:
        data = _numbers(kind, count, seed)
        at = [getattr(writer, f"write_{kind}_data")(data) for writer in writers]
        assert at[0] == at[1]
        offsets.append(at[0])
    del writers
    assert native.read_bytes() == ours.read_bytes()
    readers = _BlobStorageReader(str(ours)), BlobStorageReader(str(native))
    for (kind, count, seed), at in zip(blobs, offsets, strict=True):
        wanted = _numbers(kind, count, seed)
        for reader in readers:
            assert np.array_equal(getattr(reader, f"read_{kind}_data")(at), wanted)


def test_packing_crosses_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.convert.blob_storage._BLOCK", 16)
    writer = BlobStorageWriter(str(tmp_path / "w.bin"))
    for kind in ("uint3", "uint6", "int4"):
        data = _numbers(kind, 77, 5)
        at = getattr(writer, f"write_{kind}_data")(data)
        reader = BlobStorageReader(str(tmp_path / "w.bin"))
        assert np.array_equal(getattr(reader, f"read_{kind}_data")(at), data)


@pytest.mark.parametrize("harm", ["cut", "offset", "kind", "gone"])
def test_a_damaged_weight_file_is_said_so(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "w.bin"
    at = BlobStorageWriter(str(path)).write_uint8_data(np.arange(100, dtype=np.uint8))
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    if harm == "gone":
        path.unlink()
    with pytest.raises(InputError, match="damaged"):
        reader = BlobStorageReader(str(path))
        if harm == "kind":
            reader.read_int8_data(at)
        reader.read_uint8_data(at + 64 if harm == "offset" else at)


def test_no_method_that_the_native_classes_lack(tmp_path: Path) -> None:
    with pytest.raises(AttributeError, match="write_uint5_data"):
        BlobStorageWriter(str(tmp_path / "w.bin")).write_uint5_data  # noqa: B018


def test_packages_are_read_by_the_native_class(tmp_path: Path) -> None:
    core_ml_tools()
    from coremltools.libmodelpackage import ModelPackage as Native

    item = tmp_path / "item"
    item.write_text("spec")
    package = tmp_path / "a.mlpackage"
    ours = ModelPackage(str(package))
    assert not ModelPackage.isValid(str(package))
    ours.setRootModel(str(item), "model.mlmodel", "com.apple.CoreML", "A model")
    ours.addItem(str(item), "weights", "com.apple.CoreML", "Weights")
    for refused in (ours.setRootModel, ours.addItem):
        with pytest.raises(InputError, match="not a usable"):
            refused(str(item), "weights", "com.apple.CoreML", "again")
    ours.replaceRootModel(str(item), "model.mlmodel", "com.apple.CoreML", "Another")
    native = Native(str(package))
    assert Native.isValid(str(package)) and ModelPackage.isValid(str(package))
    found = native.findItemByNameAuthor("weights", "com.apple.CoreML")
    mine = ours.findItemByNameAuthor("weights", "com.apple.CoreML")
    assert mine is not None
    assert found.identifier() == mine.identifier()
    assert Path(native.getRootModel().path()) == Path(ours.getRootModel().path())
    assert ours.getRootModel().description() == native.getRootModel().description() == "Another"
    assert ours.findItemByNameAuthor("other", "nobody") is None


def test_an_item_outside_the_package_is_refused(tmp_path: Path) -> None:
    entry = {"author": "a", "name": "n", "description": "d", "path": "../../secret"}
    manifest = {"itemInfoEntries": {"1": entry}, "rootModelIdentifier": "1"}
    (tmp_path / "Manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(InputError, match="not a usable"):
        ModelPackage(str(tmp_path)).getRootModel()


def _weights(folder: Path) -> dict[str, str]:
    """Convert a tiny BERT by both routes and compress it; SHA-256 of each weight.bin by name.

    Each is judged against the classifier and answers a sentence: the main job from end to end.
    """
    classifier = tiny_classifier("bert")
    for route in ("torch", "onnx"):
        settings = ConvertSettings(route=route, target="iOS18")
        drain(convert(classifier, folder / f"{route}.mlpackage", settings))
    for scheme in SCHEMES:
        drain(compress(folder / "torch.mlpackage", scheme, folder / f"{scheme}.mlpackage"))
    drain(compress(folder / "onnx.mlpackage", "int8", folder / "onnx-int8.mlpackage"))
    save_classifier(folder / "classifier", classifier.model, classifier.encoder, classifier.card)
    for package in sorted(folder.glob("*.mlpackage")):
        with open_runtime(folder / "classifier") as torch, open_runtime(package) as opened:
            agreement = 0.5 if package.stem in SCHEMES else 1.0  # of so small a model
            report = drain(compare(torch, opened, TEXTS, required_agreement=agreement))[0]
            assert report.verdict == "pass", (package.stem, report)
            assert sum(opened.predict("a b c").probabilities) == pytest.approx(1, abs=1e-5)
    return {
        path.parents[3].stem: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*.mlpackage/Data/com.apple.CoreML/weights/weight.bin"))
    }


_HIDDEN = """
import sys, json
from pathlib import Path
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("coremltools.lib"):
            raise ImportError(name + " is hidden")
sys.meta_path.insert(0, Hide())
sys.path[:0] = [{here!r}]
from test_convert_without_native import _weights
from studio.convert.without_native import fill_in
found = _weights(Path({out!r}))
import coremltools.converters.mil.backend.mil.load as load
assert load.BlobWriter.__module__ == "studio.convert.blob_storage"
assert fill_in() == ()
print(json.dumps(found))
"""


@pytest.mark.slow
def test_conversion_and_compression_without_native_parts_give_the_same_weights(
    tmp_path: Path,
) -> None:
    out = tmp_path / "hidden"
    out.mkdir()
    code = _HIDDEN.format(here=str(Path(__file__).parent), out=str(out))
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=250
    )
    assert run.returncode == 0, run.stderr[-3000:]
    native = tmp_path / "native"
    native.mkdir()
    wanted = _weights(native)
    assert sorted(wanted) == sorted([*SCHEMES, "torch", "onnx", "onnx-int8"])
    assert json.loads(run.stdout.splitlines()[-1]) == wanted
