"""Numbers out of Arrow's columns, as numpy arrays over the same memory."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from studio.core.columns import as_array


@pytest.mark.parametrize("kind", ["int32", "int64", "float32", "float64"])
def test_as_array_keeps_width_and_slices(kind: str) -> None:
    whole = pa.array(np.arange(9).astype(kind))
    assert as_array(whole.slice(2, 4)).tolist() == [2, 3, 4, 5]
    assert as_array(pa.chunked_array([whole, whole.slice(7)])).tolist() == [*range(9), 7, 8]
    assert as_array(whole).dtype == as_array(whole.slice(0, 0)).dtype == np.dtype(kind)
    assert as_array(pa.chunked_array([], whole.type)).shape == (0,)
