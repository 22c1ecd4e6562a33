"""Later opsets' ops against coremltools' numpy meaning (iOS 15's are in test_mil_ops)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from mil_kernels import call

RNG = np.random.default_rng(4)
X = RNG.normal(size=(2, 3, 4)).astype(np.float32)
Q, K, V = (RNG.normal(size=(1, 2, 5, 4)).astype(np.float32) for _ in range(3))
ALONG = np.array([[[1, 0, 2, 1]], [[0, 0, 1, 2]]], np.int32)
STEPS = np.array([0.1, 0.2, 0.3], np.float32)

CASES: list[tuple[str, dict[str, Any]]] = [
    ("reshape", {"x": X[0], "shape": [1, 0, -1, 0]}),
    ("reshape", {"x": X, "shape": [-1, 0]}),
    ("fill_like", {"ref_tensor": X, "value": np.float32(2)}),
    ("quantize", {"input": X * 30, "scale": np.float32(0.3), "zero_point": np.int8(3), "output_dtype": "int8"}),
    ("quantize", {"input": X * 9, "scale": STEPS, "axis": 1, "output_dtype": "uint8"}),
    ("slice_update", {"x": X, "update": np.ones((2, 2, 4), np.float32), "begin": [0, 0, 0], "end": [2, 3, 4], "stride": [1, 2, 1]}),
    ("slice_update", {"x": X, "update": np.ones((2, 4), np.float32), "begin": [0, 1, 0], "end": [2, 9, 4], "squeeze_mask": [False, True, False]}),
    ("scatter_along_axis", {"data": X, "indices": ALONG, "updates": X[:, :1], "axis": 1, "mode": "update", "validate_indices": True}),
    ("scaled_dot_product_attention", {"query": Q, "key": K, "value": V}),
    ("scaled_dot_product_attention", {"query": Q, "key": K, "value": V, "attn_mask": Q @ K.swapaxes(-1, -2)}),
    ("gather", {"x": X, "indices": np.array([2, 0], np.uint16), "axis": 1, "validate_indices": True}),
    ("gather_nd", {"x": X, "indices": np.array([[1, 0], [0, 2]], np.int32)}),
    ("reduce_argmax", {"x": X, "axis": 1, "output_dtype": "uint16"}),
    ("topk", {"x": X, "k": 2, "axis": 1, "ascending": True}),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_kernels_of_later_opsets_mean_what_coremltools_means(ct: Any) -> None:
    from coremltools.converters.mil.mil import Builder as mb

    compared = []
    for name, inputs in CASES:
        folded: list[Any] = []

        @mb.program(input_specs=[mb.TensorSpec(shape=(1,))], opset_version=ct.target.iOS18)
        def program(unused: Any) -> Any:
            made = getattr(mb, name)(**inputs)  # noqa: B023  called at once
            folded.extend(made if isinstance(made, (tuple, list)) else [made])  # noqa: B023
            return mb.identity(x=unused)

        if any(v.val is None for v in folded):
            continue
        compared.append(name)
        found = call(name, **{k: plain(v) for k, v in inputs.items()})
        for mine, theirs in zip(found if isinstance(found, list) else [found], folded, strict=True):
            assert mine.shape == theirs.val.shape, name
            assert np.allclose(mine, theirs.val, atol=2e-5), (name, mine, theirs.val)
    assert len(compared) >= len(CASES) - 2, compared


def plain(value: Any) -> Any:
    """Numbers as the planner hands settings over."""
    return value.item() if isinstance(value, np.generic) else value
