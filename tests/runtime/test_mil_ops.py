"""Every op's kernel against coremltools' own numpy meaning (value_inference), numpy, or torch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from studio.runtime.mil.arithmetic import HELD_AS
from studio.runtime.mil.constants import widen
from studio.runtime.mil.op import OPS

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 3, 4)).astype(np.float32)
Y = RNG.normal(size=(3, 4)).astype(np.float32)
P = np.abs(X) + 0.1
UNIT = np.clip(X / 4, -0.9, 0.9)
N = RNG.integers(-5, 9, (2, 3, 4)).astype(np.int32)
D = RNG.integers(1, 5, (3, 4)).astype(np.int32)
B = X > 0
PICK = np.array([2, 0, -1], np.int32)


def run(name: str, inputs: dict[str, Any]) -> Any:
    """The kernel called the way the planner calls it."""
    entry = OPS[name]
    tensors = {
        k: [widen(np.asarray(x)) for x in v] if k in ("values", "ref_tensors") else widen(np.asarray(v))
        for k, v in inputs.items()
        if k in entry.tensors
    }  # fmt: skip
    plain = {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in inputs.items() if k in entry.settings}  # fmt: skip
    assert set(tensors) | set(plain) == set(inputs)
    found = entry.kernel(**tensors, **plain)
    parts = found if isinstance(found, tuple) else (found,)
    return [p.numpy() if isinstance(p, torch.Tensor) else p for p in parts]


SECOND_OPINION: list[tuple[str, dict[str, Any]]] = [
    *((n, {"x": X, "y": Y}) for n in ("add", "sub", "mul", "maximum", "minimum", "real_div")),
    *((n, {"x": N, "y": D}) for n in ("add", "mul", "floor_div", "mod", "real_div")),
    ("pow", {"x": P, "y": Y}),
    *(
        (n, {"x": N, "y": D})
        for n in ("equal", "not_equal", "greater", "greater_equal", "less", "less_equal")
    ),
    *((n, {"x": B, "y": ~B}) for n in ("logical_and", "logical_or", "logical_xor")),
    ("logical_not", {"x": B}),
    *(
        (n, {"x": X})
        for n in (
            "abs", "ceil", "cos", "cosh", "erf", "exp", "exp2", "floor", "round", "sign", "sin",
            "sinh", "square", "tan", "tanh", "relu", "relu6", "sigmoid", "softplus", "softsign", "atan",
        )
    ),
    *((n, {"x": UNIT}) for n in ("acos", "asin", "atanh")),
    ("sqrt", {"x": P}),
    ("log", {"x": P, "epsilon": np.float32(0.1)}),
    ("rsqrt", {"x": P, "epsilon": np.float32(0.1)}),
    ("inverse", {"x": P, "epsilon": np.float32(0.1)}),
    ("clip", {"x": X, "alpha": np.float32(-0.5), "beta": np.float32(0.5)}),
    ("threshold", {"x": X, "alpha": np.float32(0.2)}),
    ("leaky_relu", {"x": X, "alpha": np.float32(0.2)}),
    ("elu", {"x": X, "alpha": np.float32(0.2)}),
    ("prelu", {"x": X[..., None], "alpha": np.array([0.1, 0.2, 0.3], np.float32)}),
    ("clamped_relu", {"x": X, "alpha": np.float32(0.2), "beta": np.float32(0.5)}),
    ("linear_activation", {"x": X, "alpha": np.float32(2), "beta": np.float32(1)}),
    ("scaled_tanh", {"x": X, "alpha": np.float32(2), "beta": np.float32(0.5)}),
    ("sigmoid_hard", {"x": X, "alpha": np.float32(0.3), "beta": np.float32(0.5)}),
    ("thresholded_relu", {"x": X, "alpha": np.float32(0.3)}),
    ("softplus_parametric", {"x": X, "alpha": np.full(3, 2, np.float32), "beta": np.full(3, 0.5, np.float32)}),
    *(("gelu", {"x": X, "mode": m}) for m in ("EXACT", "TANH_APPROXIMATION", "SIGMOID_APPROXIMATION")),
    ("softmax", {"x": X, "axis": 1}),
    ("linear", {"x": X, "weight": RNG.normal(size=(5, 4)).astype(np.float32), "bias": np.arange(5, dtype=np.float32)}),
    ("matmul", {"x": X, "y": Y, "transpose_y": True}),
    ("matmul", {"x": X.swapaxes(1, 2).copy(), "y": Y[None], "transpose_x": True, "transpose_y": True}),
    ("layer_norm", {"x": X, "axes": [-1], "gamma": np.arange(4, dtype=np.float32), "beta": np.ones(4, np.float32), "epsilon": np.float32(1e-3)}),
    ("layer_norm", {"x": X, "axes": [1, 2]}),
    ("l2_norm", {"x": X, "epsilon": np.float32(1e-3)}),
    *(
        (n, {"x": P, "axes": [0, -1], "keep_dims": k})
        for k in (True, False)
        for n in (
            "reduce_sum", "reduce_mean", "reduce_max", "reduce_min", "reduce_prod", "reduce_l1_norm",
            "reduce_l2_norm", "reduce_sum_square", "reduce_log_sum", "reduce_log_sum_exp",
        )
    ),
    ("reduce_argmax", {"x": X, "axis": 1, "keep_dims": True}),
    ("reduce_argmin", {"x": X, "axis": -1}),
    ("reshape", {"x": X, "shape": [4, -1]}),
    ("reshape", {"x": X, "shape": [0, 2, -1]}),
    ("transpose", {"x": X, "perm": [2, 0, 1]}),
    ("expand_dims", {"x": X, "axes": [0, -1]}),
    ("squeeze", {"x": X[:, None, :, :, None], "axes": [1, -1]}),
    ("squeeze", {"x": X[:, None]}),
    ("reverse", {"x": X, "axes": [0, 2]}),
    ("flatten2d", {"x": X, "axis": 2}),
    ("concat", {"values": [X, X + 1], "axis": -2}),
    ("stack", {"values": [X, X + 1], "axis": 1}),
    ("slice_by_index", {"x": X, "begin": [0, -2, 3], "end": [1, 3, 0], "stride": [1, 1, -1], "squeeze_mask": [True, False, False]}),
    ("slice_by_index", {"x": X, "begin": [0, 1, 1], "end": [2, 0, 9], "end_mask": [False, True, False], "begin_mask": [True, False, False]}),
    ("slice_by_size", {"x": X, "begin": [0, 1, 2], "size": [-1, 2, 1]}),
    ("gather", {"x": X, "indices": PICK, "axis": 1}),
    ("gather", {"x": X, "indices": np.array([[1, 0], [1, 1]], np.int32), "axis": 0}),
    ("gather_along_axis", {"x": X, "indices": np.array([[[0, 2, -1, 1]], [[1, 1, 0, 0]]], np.int32), "axis": 1}),
    ("cast", {"x": X, "dtype": "bool"}),
    ("identity", {"x": X}),
    ("select", {"cond": B, "a": X, "b": -X}),
    ("fill", {"shape": np.array([2, 3], np.int32), "value": np.float32(1.5)}),
    ("range_1d", {"start": np.int32(2), "end": np.int32(11), "step": np.int32(3)}),
    ("shape", {"x": X}),
    ("pad", {"x": X, "pad": np.array([1, 0, 0, 2], np.int32), "mode": "constant", "constant_val": np.float32(7)}),
    *(("pad", {"x": X, "pad": np.array([0, 0, 1, 1, 2, 1], np.int32), "mode": m}) for m in ("reflect", "replicate")),
    ("tile", {"x": X, "reps": np.array([2, 1, 3], np.int32)}),
    *(("cumsum", {"x": X, "axis": 1, "exclusive": e, "reverse": r}) for e in (True, False) for r in (True, False)),
    ("band_part", {"x": X, "lower": 1, "upper": 0}),
    ("band_part", {"x": X, "lower": -1, "upper": 2}),
    ("topk", {"x": X, "k": 2, "axis": 1}),
    ("argsort", {"x": X, "axis": 1, "ascending": True}),
    ("non_zero", {"x": np.array([0, 1, 0, 2], np.int32)}),
]  # fmt: skip


def meaning(ct: Any, name: str, inputs: dict[str, Any]) -> list[np.ndarray] | None:
    """What coremltools folds the op to when every input is a constant."""
    from coremltools.converters.mil.mil import Builder as mb

    found: list[Any] = []

    @mb.program(input_specs=[mb.TensorSpec(shape=(1,))], opset_version=ct.target.iOS15)
    def program(unused: Any) -> Any:
        made = getattr(mb, name)(**inputs)
        found.extend(made if isinstance(made, (tuple, list)) else [made])
        return mb.identity(x=unused)

    return None if any(v.val is None for v in found) else [np.asarray(v.val) for v in found]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
def test_kernels_mean_what_coremltools_means(ct: Any) -> None:
    compared = 0
    for name, inputs in SECOND_OPINION:
        expected = meaning(ct, name, inputs)
        if expected is None:
            continue
        compared += 1
        got = run(name, inputs)
        assert len(got) == len(expected), name
        for mine, theirs in zip(got, expected, strict=True):
            assert mine.shape == theirs.shape, (name, inputs.keys())
            assert np.allclose(mine, theirs, rtol=2e-5, atol=2e-5), (name, mine, theirs)
    assert compared > 120, compared


def test_ops_coremltools_does_not_fold() -> None:
    """The same list again where numpy or torch is the only opinion."""
    (found,) = run("einsum", {"values": [X, X.swapaxes(1, 2).copy()], "equation": "bij,bjk->bik"})
    assert np.allclose(found, np.einsum("bij,bjk->bik", X, X.swapaxes(1, 2)), atol=1e-5)
    hot = {"indices": np.array([1, 0, 9]), "one_hot_vector_size": 4, "on_value": 5, "axis": 0}
    assert np.array_equal(
        run("one_hot", hot)[0], 5 * (np.array([1, 0, 9]) == np.arange(4)[:, None])
    )
    (found,) = run("silu", {"x": X})
    assert np.allclose(found, X / (1 + np.exp(-X)), atol=1e-6)
    (found,) = run("fill_like", {"ref_tensor": X, "value": 2.0})
    assert found.shape == X.shape and (found == 2).all()
    first, second = run("split", {"x": X, "axis": 2, "split_sizes": [1, 3]})
    assert np.array_equal(np.concatenate([first, second], 2), X) and first.shape[2] == 1
    assert [p.shape[2] for p in run("split", {"x": X, "axis": 2, "num_splits": 2})] == [2, 2]
    (found,) = run("concat", {"values": [Y, Y + 10], "axis": 0, "interleave": True})
    assert np.array_equal(found[1::2], Y + 10) and np.array_equal(found[::2], Y)


def test_attention_is_softmax_of_scaled_scores() -> None:
    q, k, v = (RNG.normal(size=(1, 2, 5, 4)).astype(np.float32) for _ in range(3))
    keep = np.array([1, 1, 1, 0, 0], bool)
    scores = q @ k.swapaxes(-1, -2) / 2
    for mask in (keep[None, None, None], np.where(keep, 0, -1e4).astype(np.float32)):
        added = scores + np.where(keep, 0, -1e9)
        chances = np.exp(added - added.max(-1, keepdims=True))
        chances /= chances.sum(-1, keepdims=True)
        inputs = {"query": q, "key": k, "value": v, "attn_mask": mask}
        assert np.allclose(run("scaled_dot_product_attention", inputs)[0], chances @ v, atol=1e-5)


def test_gathers_with_batch_dimensions() -> None:
    where = np.array([[0, 2], [1, 1]], np.int32)
    (found,) = run("gather", {"x": X, "indices": where, "axis": 1, "batch_dims": 1})
    assert np.array_equal(found, np.stack([X[b][where[b]] for b in range(2)]))
    (found,) = run("gather_nd", {"x": X, "indices": np.array([[1, 0], [0, 2]], np.int32)})
    assert np.array_equal(found, X[[1, 0], [0, 2]])
    (found,) = run("gather_nd", {"x": X, "indices": where[:, :1], "batch_dims": 1})
    assert np.array_equal(found, np.stack([X[0, 0], X[1, 1]]))


def test_gather_of_unsigned_and_16_bit_indices() -> None:
    for kind in (np.uint16, np.int16, np.uint8):
        (found,) = run("gather", {"x": Y, "indices": np.array([2, 0], kind)})
        assert np.array_equal(found, Y[[2, 0]])


@pytest.mark.parametrize("mode", ["update", "add", "sub", "mul", "div", "max", "min"])
def test_scatters(mode: str) -> None:
    combine = {
        "update": lambda a, b: b, "add": np.add, "sub": np.subtract, "mul": np.multiply,
        "div": np.divide, "max": np.maximum, "min": np.minimum,
    }[mode]  # fmt: skip
    where, new = np.array([2, 0], np.int32), RNG.normal(size=(2, 2, 4)).astype(np.float32) + 3
    expected = X.copy()
    expected[:, where] = combine(X[:, where], new)
    inputs = {"data": X, "indices": where, "updates": new, "axis": 1, "mode": mode}
    assert np.allclose(run("scatter", inputs)[0], expected, atol=1e-5)

    along, new = np.array([[[1, 0, 2, 1]], [[0, 0, 1, 2]]], np.int32), P[:, :1]
    expected = X.copy()
    old = np.take_along_axis(X, along, 1)
    np.put_along_axis(expected, along, combine(old, new), 1)
    inputs = {"data": X, "indices": along, "updates": new, "axis": 1, "mode": mode}
    assert np.allclose(run("scatter_along_axis", inputs)[0], expected, atol=1e-5)

    at, new = np.array([[0, 1], [1, 2]], np.int32), P[0, :2]
    expected = X.copy()
    expected[[0, 1], [1, 2]] = combine(X[[0, 1], [1, 2]], new)
    inputs = {"data": X, "indices": at, "updates": new, "mode": mode}
    assert np.allclose(run("scatter_nd", inputs)[0], expected, atol=1e-5)


def test_scatter_adds_up_repeated_places() -> None:
    inputs = {"data": np.zeros(3, np.float32), "indices": np.array([1, 1], np.int32), "updates": np.ones(2, np.float32)}  # fmt: skip
    assert run("scatter", inputs)[0].tolist() == [0, 2, 0]


@pytest.mark.parametrize(
    ("kind", "stride"), [("same", 1), ("same", 2), ("same_lower", 2), ("valid", 2)]
)
def test_conv_against_torch(kind: str, stride: int) -> None:
    x, w = RNG.normal(size=(1, 2, 7)).astype(np.float32), RNG.normal(size=(3, 2, 4)).astype(np.float32)  # fmt: skip
    total = 0 if kind == "valid" else max(0, (-(-7 // stride) - 1) * stride + 4 - 7)
    before = total // 2 if kind == "same" else total - total // 2
    padded = np.pad(x, ((0, 0), (0, 0), (before, total - before)))
    expected = torch.conv1d(torch.from_numpy(padded), torch.from_numpy(w), stride=stride).numpy()
    got = run("conv", {"x": x, "weight": w, "pad_type": kind, "strides": [stride]})[0]
    assert np.allclose(got, expected, atol=1e-5)


def test_batch_and_instance_norm() -> None:
    mean, variance = np.array([0.1, 0.2, 0.3], np.float32), np.array([1, 2, 3], np.float32)
    (got,) = run("batch_norm", {"x": X, "mean": mean, "variance": variance, "epsilon": 1e-3})
    assert np.allclose(got, (X - mean[:, None]) / np.sqrt(variance + 1e-3)[:, None], atol=1e-5)
    (got,) = run("instance_norm", {"x": X, "epsilon": 1e-3})
    spread = np.sqrt(X.var(-1, keepdims=True) + 1e-3)
    assert np.allclose(got, (X - X.mean(-1, keepdims=True)) / spread, atol=1e-5)


def test_quantize_and_back() -> None:
    scale, zero = np.array([0.1, 0.2, 0.3], np.float32), np.array([1, 2, 3], np.int8)
    inputs = {"scale": scale, "zero_point": zero, "axis": 1}
    (level,) = run("quantize", {"input": X * 30, "output_dtype": "int8", **inputs})
    expected = np.clip(np.round(X * 30 / scale[:, None]) + zero[:, None], -128, 127)
    assert np.array_equal(level, expected)
    (back,) = run("dequantize", {"input": level.astype(np.int8), **inputs})
    assert np.allclose(back, (expected - zero[:, None]) * scale[:, None], atol=1e-5)


def test_topk_can_leave_the_indices_out() -> None:
    (found,) = run("topk", {"x": X, "k": -1, "ascending": True, "return_indices": False})
    assert np.array_equal(found, np.sort(X, -1))


def test_reshape_like_takes_sizes_from_others() -> None:
    inputs = {"x": X, "ref_tensors": [np.zeros((2, 6)), np.zeros((2, 9))], "begins": [0, 0], "ends": [2, 1], "end_masks": [False, False]}  # fmt: skip
    assert run("reshape_like", inputs)[0].shape == (2, 6, 2)


def test_classify_names_the_likeliest() -> None:
    label, chances = run("classify", {"probabilities": np.array([[0.2, 0.5, 0.3]], np.float32), "classes": ["a", "é 🙂", "c"]})  # fmt: skip
    assert label == "é 🙂" and list(chances) == ["a", "é 🙂", "c"]
    assert chances["c"] == pytest.approx(0.3)


def test_one_op_is_documented_once_and_types_are_known() -> None:
    assert len(OPS) > 120
    for name in OPS:
        assert OPS[name].name == name
    assert HELD_AS["fp16"] is torch.float32
