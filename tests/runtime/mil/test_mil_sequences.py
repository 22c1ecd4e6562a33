"""Recurrent layers against torch, lists, boxes, random numbers, slices written into."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from mil_kernels import call

from studio.runtime.mil.op import OPS

RNG = np.random.default_rng(2)
X = RNG.normal(size=(5, 2, 3)).astype(np.float32)  # steps, batch, inputs
T = torch.from_numpy(X)


def gates(stacked: torch.Tensor, order: tuple[int, ...]) -> np.ndarray:
    """torch's stacked gates in MIL's order."""
    parts = stacked.detach().chunk(len(order))
    return torch.cat([parts[i] for i in order]).numpy()


@pytest.mark.parametrize("every", [True, False])
def test_lstm_both_ways_equals_torch(every: bool) -> None:
    torch.manual_seed(0)
    theirs = torch.nn.LSTM(3, 4, bidirectional=True)
    h, c = torch.randn(2, 2, 4), torch.randn(2, 2, 4)
    expected, (last_h, last_c) = theirs(T, (h, c))
    w, order = dict(theirs.named_parameters()), (0, 1, 3, 2)
    found = call(
        "lstm", x=X, direction="bidirectional", output_sequence=every,
        initial_h=torch.cat(list(h), -1).numpy(), initial_c=torch.cat(list(c), -1).numpy(),
        weight_ih=gates(w["weight_ih_l0"], order), weight_hh=gates(w["weight_hh_l0"], order),
        bias=gates(w["bias_ih_l0"] + w["bias_hh_l0"], order),
        weight_ih_back=gates(w["weight_ih_l0_reverse"], order),
        weight_hh_back=gates(w["weight_hh_l0_reverse"], order),
        bias_back=gates(w["bias_ih_l0_reverse"] + w["bias_hh_l0_reverse"], order),
    )  # fmt: skip
    wanted = expected if every else torch.cat([last_h[0], last_h[1]], -1)[None]
    assert np.allclose(found[0], wanted.detach().numpy(), atol=1e-5)
    assert np.allclose(found[1], torch.cat(list(last_h), -1).detach().numpy(), atol=1e-5)
    assert np.allclose(found[2], torch.cat(list(last_c), -1).detach().numpy(), atol=1e-5)


def test_lstm_in_reverse_with_peepholes_and_a_clip() -> None:
    size = {"weight_ih": RNG.normal(size=(4, 3)), "weight_hh": RNG.normal(size=(4, 1))}
    given = {k: v.astype(np.float32) for k, v in size.items()}
    peephole = np.array([0.5, -0.5, 2.0], np.float32)
    zeros = np.zeros((2, 1), np.float32)
    found = call(
        "lstm", x=X, initial_h=zeros, initial_c=zeros, peephole=peephole, clip=0.1,
        direction="reverse", output_sequence=True, **given,
    )  # fmt: skip
    h, c = np.zeros((2, 1)), np.zeros((2, 1))
    for at, step in enumerate(X[::-1]):
        i, f, o, z = np.split(step @ given["weight_ih"].T + h @ given["weight_hh"].T, 4, 1)
        i, f = 1 / (1 + np.exp(-i - c * 0.5)), 1 / (1 + np.exp(-f + c * 0.5))
        c = np.clip(f * c + i * np.tanh(z), -0.1, 0.1)
        h = np.tanh(c) / (1 + np.exp(-o - c * 2))
        assert np.allclose(found[0][at], h, atol=1e-5)  # in the order of work
    with pytest.raises(ValueError, match="weight_ih_back"):
        call("lstm", x=X, initial_h=zeros, initial_c=zeros, direction="bidirectional", **given)


def test_gru_before_and_after_the_reset() -> None:
    torch.manual_seed(1)
    theirs = torch.nn.GRU(3, 4)
    h = torch.randn(1, 2, 4)
    expected, _ = theirs(T, h)
    w, order = dict(theirs.named_parameters()), (0, 2, 1)  # torch: reset, update, new
    common = {
        "x": X, "initial_h": h[0].numpy(), "output_sequence": True,
        "weight_ih": gates(w["weight_ih_l0"], order), "weight_hh": gates(w["weight_hh_l0"], order),
    }  # fmt: skip
    after = call(
        "gru", **common, reset_after=True, bias=gates(w["bias_hh_l0"], order),
        input_bias=gates(w["bias_ih_l0"], order),
    )  # fmt: skip
    assert np.allclose(after[0], expected.detach().numpy(), atol=1e-5)
    found = call("gru", **common)  # torch never resets before: by hand
    state, w_ih, w_hh = h[0].numpy(), common["weight_ih"], common["weight_hh"]
    for at, step in enumerate(X):
        r_in, o_in, z_in = np.split(step @ w_ih.T, 3, 1)
        r = 1 / (1 + np.exp(-r_in - state @ w_hh[:4].T))
        z = 1 / (1 + np.exp(-z_in - state @ w_hh[8:].T))
        o = np.tanh(o_in + (r * state) @ w_hh[4:8].T)
        state = (1 - z) * o + z * state
        assert np.allclose(found[0][at], state, atol=1e-5)


def test_rnn_equals_torch() -> None:
    torch.manual_seed(2)
    theirs = torch.nn.RNN(3, 4, nonlinearity="relu")
    h = torch.randn(1, 2, 4)
    expected, last = theirs(T, h)
    w = {k: v.detach().numpy() for k, v in theirs.named_parameters()}
    found = call(
        "rnn", x=X, initial_h=h[0].numpy(), weight_ih=w["weight_ih_l0"], activation="relu",
        weight_hh=w["weight_hh_l0"], bias=w["bias_ih_l0"] + w["bias_hh_l0"], output_sequence=True,
    )  # fmt: skip
    assert np.allclose(found[0], expected.detach().numpy(), atol=1e-5)
    assert np.allclose(found[1], last[0].detach().numpy(), atol=1e-5)


def test_lists_grow_and_never_change_under_another() -> None:
    made: Any = OPS["make_list"].kernel(init_length=2, elem_shape=[2], dtype="int32")
    one = OPS["list_write"].kernel(made, torch.tensor([1, 2], dtype=torch.int32), index=[4])
    assert int(OPS["list_length"].kernel(made)) == 2 and int(OPS["list_length"].kernel(one)) == 5
    new = torch.tensor([[3, 4], [5, 6]], dtype=torch.int32)
    two = OPS["list_scatter"].kernel(one, new, indices=[0, 3])
    rows = OPS["list_gather"].kernel(two, indices=[4, 3, 2, 0])
    assert rows.tolist() == [[1, 2], [5, 6], [0, 0], [3, 4]] and rows.dtype == torch.int32
    assert OPS["list_read"].kernel(one, index=0).tolist() == [0, 0]
    empty = OPS["make_list"].kernel(init_length=0, elem_shape="is0")
    grown = OPS["list_write"].kernel(empty, torch.ones(3), index=1)
    assert [v.tolist() for v in grown] == [[0, 0, 0], [1, 1, 1]]


def test_overlapping_boxes_are_left_out() -> None:
    boxes = np.array([[[1, 1, 2, 2], [1.1, 1, 2, 2], [9, 9, 2, 2], [5, 5, 0, 0]]], np.float32)
    scores = np.array([[[0.5, 0], [0, 0.9], [0.7, 0], [0.1, 0.1]]], np.float32)
    limits = {"iou_threshold": 0.5, "max_boxes": 3}
    kept, chances, places, count = call("non_maximum_suppression", boxes=boxes, scores=scores, score_threshold=0.2, **limits)  # fmt: skip
    assert places.tolist() == [[1, 2, -1]] and count.tolist() == [2]
    assert np.array_equal(kept[0, 0], boxes[0, 1]) and not kept[0, 2].any()
    assert chances[0, 1].tolist() == pytest.approx([0.7, 0])
    by_class = call("non_maximum_suppression", boxes=boxes, scores=scores, score_threshold=0.2, per_class_suppression=True, **limits)  # fmt: skip
    assert by_class[2].tolist() == [[1, 2, 0]]
    turned = call("non_maximum_suppression", boxes=boxes.swapaxes(1, 2), scores=scores.swapaxes(1, 2), **limits)  # fmt: skip
    assert len(turned) == 3 and turned[2].tolist() == [[1, 2, 3]]
    nobody = call("non_maximum_suppression", boxes=boxes, scores=scores, score_threshold=5.0, **limits)  # fmt: skip
    assert nobody[2].tolist() == [[1, -1, -1]]


def test_random_numbers_follow_their_distribution_and_repeat_by_seed() -> None:
    shape = {"shape": [100, 200], "seed": 5}
    normal = call("random_normal", mean=2.0, stddev=3.0, **shape)
    assert normal.mean() == pytest.approx(2, abs=0.1) and normal.std() == pytest.approx(3, abs=0.1)
    assert np.array_equal(normal, call("random_normal", mean=2.0, stddev=3.0, **shape))
    flat = call("random_uniform", low=-1.0, high=1.0, **shape)
    assert flat.min() >= -1 and flat.max() < 1 and flat.mean() == pytest.approx(0, abs=0.02)
    coins = call("random_bernoulli", prob=0.3, **shape)
    assert set(np.unique(coins)) == {0, 1} and coins.mean() == pytest.approx(0.3, abs=0.02)
    chances = np.array([[0.2, 0.5, 0.3], [0.0, 0.0, 1.0]], np.float32)
    drawn = call("random_categorical", x=chances, mode="probs", size=9000, seed=1)
    shares = np.bincount(drawn[0].astype(int), minlength=3) / 9000
    assert np.allclose(shares, chances[0], atol=0.03) and (drawn[1] == 2).all()
    logits = call("random_categorical", x=np.log(chances[:1]), size=9000, seed=1)
    assert np.array_equal(logits[0], drawn[0][:9000]) or logits.mean() == pytest.approx(
        1.1, abs=0.05
    )
    again = [call("random_normal", shape=[8]) for _ in range(2)]
    assert not np.array_equal(*again)


def test_sequences_reversed_and_windows() -> None:
    lengths = np.array([3, 5], np.int32)
    found = call("reverse_sequence", x=X, lengths=lengths, seq_axis=0, batch_axis=1)
    expected = X.copy()
    expected[:3, 0] = X[:3, 0][::-1]
    expected[:, 1] = X[::-1, 1]
    assert np.array_equal(found, expected)
    windows = call("sliding_windows", x=X, axis=0, size=3, stride=2)
    assert windows.shape == (2, 3, 2, 3) and np.array_equal(windows[1], X[2:5])


def test_a_slice_is_replaced() -> None:
    new = np.full((3, 3), 7, np.float32)
    found = call("slice_update", x=X, update=new, begin=[0, 1, 0], end=[5, 2, 3], stride=[2, 1, 1], squeeze_mask=[False, True, False])  # fmt: skip
    expected = X.copy()
    expected[0:5:2, 1] = 7
    assert np.array_equal(found, expected)
    turned = call("slice_update", x=X, update=X, begin=[4, 0, 0], end=[0, 0, 0], stride=[-1, 1, 1], begin_mask=[False, True, True], end_mask=[True] * 3)  # fmt: skip
    assert np.array_equal(turned, X[::-1])


def test_indices_outside() -> None:
    data, one = np.zeros(3, np.float32), np.ones(2, np.float32)
    wild = {"data": data, "indices": np.array([-1, 5], np.int32), "updates": one}
    assert call("scatter", **wild, validate_indices=False).tolist() == [0, 0, 0]
    for validate in (None, True):  # to iOS 16, and where it is asked for
        with pytest.raises(IndexError, match="outside"):
            call("scatter", **wild, validate_indices=validate)
    old = {**wild, "indices": np.array([-1, 0], np.int32)}
    assert call("scatter", **old).tolist() == [1, 0, 1]
    for name in ("gather", "gather_along_axis"):
        with pytest.raises(IndexError, match="outside"):
            call(name, x=data, indices=np.array([-1], np.int32), validate_indices=True)
    nd = {"x": data, "indices": np.array([[-1]], np.int32)}
    assert call("gather_nd", **nd).tolist() == [0]
    with pytest.raises(IndexError, match="outside"):
        call("gather_nd", **nd, validate_indices=True)


def test_products_of_mixed_types() -> None:
    whole, part = np.array([[1, 2]], np.int32), np.array([[0.5, 1.5]], np.float32)
    assert call("linear", x=whole, weight=part).tolist() == [[3.5]]
    assert call("linear", x=part, weight=whole, bias=np.array([1], np.int32)).tolist() == [[4.5]]
    assert call("matmul", x=whole, y=part, transpose_y=True).tolist() == [[3.5]]


def test_zeros_in_a_shape_count_from_the_right() -> None:
    assert call("reshape", x=X[0], shape=[1, 0, -1, 0]).shape == (1, 1, 2, 3)
    assert call("flatten2d", x=X, axis=-1).shape == (10, 3)
