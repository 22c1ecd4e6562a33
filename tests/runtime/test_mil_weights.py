"""Weights files: our view of a blob equals what coremltools' native writer put there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.runtime.mil.weights import WeightsFile, from_bytes, unpack


@given(st.sampled_from([1, 2, 3, 4, 6, 8]), st.data())
def test_unpack_turns_packing_around(bits: int, data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(0, 2**bits - 1), max_size=50))
    stream = "".join(format(n, f"0{bits}b")[::-1] for n in numbers)
    stream += "0" * (-len(stream) % 8)
    raw = np.array([int(stream[at : at + 8][::-1], 2) for at in range(0, len(stream), 8)], np.uint8)
    assert unpack(raw, bits, len(numbers)).tolist() == numbers


def test_int4_has_a_sign() -> None:
    raw = np.array([0x8F, 0x07], np.uint8)
    assert unpack(raw, 4, 4, signed=True).tolist() == [-1, -8, 7, 0]


def test_too_few_bytes_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        unpack(np.zeros(2, np.uint8), 6, 3)
    with pytest.raises(ValueError, match="promised"):
        from_bytes(np.zeros(4, np.uint8), "fp16", (3,))


def test_blobs_of_the_native_writer(ct: Any, tmp_path: Path) -> None:
    from coremltools.libmilstoragepython import _BlobStorageWriter

    rng, path = np.random.default_rng(0), tmp_path / "weight.bin"
    writer = _BlobStorageWriter(str(path))
    half = rng.normal(size=(3, 5)).astype(np.float16)
    single = rng.normal(size=7).astype(np.float32)
    small = rng.integers(-8, 8, 9).astype(np.int8)
    tiny = rng.integers(0, 8, 11).astype(np.uint8)
    at = [
        writer.write_fp16_data(half.view(np.uint16).reshape(-1)),
        writer.write_float_data(single),
        writer.write_int4_data(small),
        writer.write_uint3_data(tiny),
    ]
    del writer
    blobs = WeightsFile(path)
    assert np.array_equal(blobs.array(at[0], "fp16", (3, 5)), half)
    assert np.array_equal(blobs.array(at[1], "fp32", (7,)), single)
    assert np.array_equal(blobs.array(at[2], "int4", (9,)), small)
    assert np.array_equal(blobs.array(at[3], "uint3", (11,)), tiny)
    with pytest.raises(ValueError, match="no blob"):
        blobs.array(at[1] + 64, "fp32", (7,))
    with pytest.raises(ValueError, match="ends before"):
        blobs.array(10**9, "fp32", (7,))


def test_a_view_writes_nothing_back(tmp_path: Path, ct: Any) -> None:
    from coremltools.libmilstoragepython import _BlobStorageWriter

    path = tmp_path / "weight.bin"
    writer = _BlobStorageWriter(str(path))
    at = writer.write_float_data(np.ones(3, np.float32))
    del writer
    before = path.read_bytes()
    WeightsFile(path).array(at, "fp32", (3,))[:] = 5
    assert path.read_bytes() == before
