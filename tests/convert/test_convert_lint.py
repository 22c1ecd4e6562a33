"""Constants outside a program's number range are found, wherever they hide."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from convert_tiny import read
from hypothesis import given
from hypothesis import strategies as st

from studio.convert import PackageReport
from studio.convert.lint import LIMIT, _fits, lint_constants
from studio.core.errors import UpstreamError


def constant(spec: Any, dtype: int, *, blob: bool) -> Any:
    """The literal of the first constant of a data type, in place or in the weight file."""
    (block,) = spec.mlProgram.functions["main"].block_specializations.values()
    kind = "blobFileValue" if blob else "immediateValue"
    for op in block.operations:
        value = op.attributes["val"] if op.type == "const" else None
        if value is None or value.WhichOneof("value") != kind:
            continue
        if value.type.tensorType.dataType == dtype:
            return value
    raise AssertionError("no such constant")


def test_a_good_package_passes(bert_package: PackageReport) -> None:
    lint_constants(bert_package.path, read(bert_package.path), "float16")


@pytest.mark.parametrize("bad", [-np.inf, np.inf, np.nan])
def test_an_injected_literal_is_caught(bert_package: PackageReport, bad: float) -> None:
    spec = read(bert_package.path)
    value = constant(spec, 10, blob=False)
    value.immediateValue.tensor.bytes.values = np.array(bad, np.float16).tobytes()
    with pytest.raises(UpstreamError) as caught:
        lint_constants(bert_package.path, spec, "float16")
    assert caught.value.code == "upstream.constant-out-of-range"


def test_an_injected_weight_is_caught(bert_package: PackageReport, tmp_path: Path) -> None:
    package = tmp_path / "bad.mlpackage"
    shutil.copytree(bert_package.path, package)
    spec = read(package)
    offset = constant(spec, 10, blob=True).blobFileValue.offset
    weights = package / "Data/com.apple.CoreML/weights/weight.bin"
    data = bytearray(weights.read_bytes())
    at = int.from_bytes(data[offset + 16 : offset + 24], "little")
    data[at + 4 : at + 6] = np.array(-np.inf, np.float16).tobytes()
    weights.write_bytes(data)
    with pytest.raises(UpstreamError, match="constant that is no float16 number"):
        lint_constants(package, spec, "float16")


def test_a_large_number_is_fine_in_float32_only(bert_package: PackageReport) -> None:
    spec = read(bert_package.path)
    value = constant(spec, 10, blob=False)
    value.type.tensorType.dataType = 11
    value.immediateValue.tensor.floats.values.append(-3.4e38)
    lint_constants(bert_package.path, spec, "float32")
    lint_constants(bert_package.path, spec, "float16")  # a float32 operation of a half program


def test_a_large_number_that_a_cast_halves_is_caught(bert_package: PackageReport) -> None:
    spec = read(bert_package.path)
    (block,) = spec.mlProgram.functions["main"].block_specializations.values()
    cast = next(op for op in block.operations if op.type == "cast")
    cast.outputs[0].type.tensorType.dataType = 10
    large = block.operations.add(type="const")
    large.outputs.add(name="large").type.tensorType.dataType = 11
    large.attributes["val"].type.tensorType.dataType = 11
    large.attributes["val"].immediateValue.tensor.floats.values.append(7e4)
    lint_constants(bert_package.path, spec, "float16")
    cast.inputs["x"].arguments[0].name = "large"
    lint_constants(bert_package.path, spec, "float32")
    with pytest.raises(UpstreamError, match="no float16 number: large"):
        lint_constants(bert_package.path, spec, "float16")


@given(st.lists(st.floats(width=32), min_size=1), st.sampled_from([LIMIT, float("inf")]))
def test_the_bit_patterns_say_what_numpy_says(numbers: list[float], limit: float) -> None:
    array = np.array(numbers, np.float32)
    expected = bool(np.isfinite(array).all() and (np.abs(array) <= limit).all())
    assert _fits(array, limit) is expected
