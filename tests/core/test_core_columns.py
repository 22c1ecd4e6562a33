"""Numbers out of Arrow's columns, as numpy arrays over the same memory."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from studio.core import columns
from studio.core.columns import as_array
from studio.core.files import digest_bytes
from studio.core.values import Dataset, LabelSet


@pytest.mark.parametrize("kind", ["int32", "int64", "float32", "float64"])
def test_as_array_keeps_width_and_slices(kind: str) -> None:
    whole = pa.array(np.arange(9).astype(kind))
    assert as_array(whole.slice(2, 4)).tolist() == [2, 3, 4, 5]
    assert as_array(pa.chunked_array([whole, whole.slice(7)])).tolist() == [*range(9), 7, 8]
    assert as_array(whole).dtype == as_array(whole.slice(0, 0)).dtype == np.dtype(kind)
    assert as_array(pa.chunked_array([], whole.type)).shape == (0,)


def test_mapped_texts_are_the_same_rows(tmp_path: Path):
    """Same items, slices and digest as in memory, over more rows than one piece holds."""
    n = 9001
    texts = [f"tëxt {i}" for i in range(n)]
    rows = Dataset(texts, np.arange(n) % 2, np.arange(n) + 2, ["csv", "augment:x"] * (n // 2) + ["csv"], LabelSet(("a", "b")))  # fmt: skip
    columns.write_dataset(tmp_path / "train.arrow", rows)
    mapped = columns.read_dataset(tmp_path / "train.arrow", mapped=True)
    assert mapped.digest == rows.digest
    assert mapped.digest == digest_bytes(
        json.dumps([("a", "b"), ()]).encode(), "".join(texts).encode(),
        np.array(list(map(len, texts)), dtype="<i8").tobytes(), rows.label_ids.astype("<i8").tobytes(),
        rows.source_rows.astype("<i8").tobytes(), "\n".join(rows.origins).encode(),
    )  # fmt: skip
    assert list(mapped.texts) == texts and mapped.texts[8] == texts[8]
    assert mapped.texts[-1] == texts[-1]
    assert mapped.texts[5:2:-1] == texts[5:2:-1] and mapped.texts[3:9:2] == texts[3:9:2]
    assert mapped.texts[8999:20000] == texts[8999:]
    assert mapped.select([4095, 0]).texts == [texts[4095], texts[0]]
