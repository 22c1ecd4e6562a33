"""Pooling, transposed convolution, resizing, cropping, sampling: against torch and documented points."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from mil_kernels import call

from studio.runtime.mil.ops.resize import grid

RNG = np.random.default_rng(1)
X = RNG.normal(size=(2, 3, 7, 6)).astype(np.float32)
T = torch.from_numpy(X)


def close(found: np.ndarray, expected: torch.Tensor, atol: float = 1e-5) -> None:
    assert found.shape == tuple(expected.shape)
    assert np.allclose(found, expected.numpy(), atol=atol)


@pytest.mark.parametrize("ceil", [False, True])
def test_pools_with_padding(ceil: bool) -> None:
    window = {"kernel_sizes": [3, 2], "strides": [2, 2], "pad_type": "custom", "ceil_mode": ceil}
    edges = {**window, "pad": [1, 1, 1, 1]}
    close(call("max_pool", x=X, **edges), F.max_pool2d(T, (3, 2), 2, 1, ceil_mode=ceil))
    for left_out in (False, True):
        found = call("avg_pool", x=X, exclude_padding_from_average=left_out, **edges)
        close(found, F.avg_pool2d(T, (3, 2), 2, 1, ceil, not left_out))


def test_pools_of_same_and_valid_padding() -> None:
    line = X[:, :, 0]  # 6 places
    same = call("max_pool", x=line, kernel_sizes=[3], strides=[2], pad_type="same")
    lower = call("max_pool", x=line, kernel_sizes=[3], strides=[2], pad_type="same_lower")
    assert np.array_equal(same, np.stack([line[..., 0:3].max(-1), line[..., 2:5].max(-1), line[..., 4:6].max(-1)], -1))  # fmt: skip
    assert np.array_equal(lower, np.stack([line[..., 0:2].max(-1), line[..., 1:4].max(-1), line[..., 3:6].max(-1)], -1))  # fmt: skip
    close(call("l2_pool", x=X, kernel_sizes=[2, 2], pad_type="valid"), F.lp_pool2d(T, 2, 2, 1))
    with pytest.raises(ValueError, match="bananas"):
        call("max_pool", x=X, kernel_sizes=[2, 2], pad_type="bananas")


def test_conv_transpose_in_its_four_sizes() -> None:
    weight = RNG.normal(size=(3, 2, 3, 3)).astype(np.float32)
    w = torch.from_numpy(weight)
    both = {"x": X, "weight": weight, "strides": [2, 2]}
    close(call("conv_transpose", **both), F.conv_transpose2d(T, w, stride=2))
    custom = {**both, "pad_type": "custom", "pad": [1, 1, 1, 1]}
    close(call("conv_transpose", **custom), F.conv_transpose2d(T, w, stride=2, padding=1))
    larger = F.conv_transpose2d(T, w, stride=2, padding=1, output_padding=1)
    close(call("conv_transpose", **custom, output_shape=list(larger.shape)), larger)
    same = call("conv_transpose", **both, pad_type="same")
    close(same, F.conv_transpose2d(T, w, stride=2)[..., :14, :12])


def test_conv_of_eight_bit_weights() -> None:
    weight = RNG.integers(0, 255, (2, 3, 1, 1)).astype(np.uint8)
    scale, shift = np.array([0.1, 0.2], np.float32), np.array([1, 2], np.float32)
    whole = weight * scale[:, None, None, None] + shift[:, None, None, None]
    found = call(
        "conv_quantized", x=X, weight=weight, quant_scale=scale, quant_bias=shift,
        quantization_type="linear",
    )  # fmt: skip
    close(found, F.conv2d(T, torch.from_numpy(whole)), atol=1e-3)
    with pytest.raises(ValueError, match="lut"):
        call("conv_quantized", x=X, weight=weight, quantization_type="lut")


# The grids that the notes of resize_bilinear print, for two places.
GRIDS = {
    ("UNALIGN_CORNERS", 5): [0.0, 0.1, 0.5, 0.9, 1.0],
    ("STRICT_ALIGN_CORNERS", 5): [0.0, 0.25, 0.5, 0.75, 1.0],
    ("DEFAULT", 5): [0.0, 0.4, 0.8, 1.0, 1.0],
    ("OFFSET_CORNERS", 5): [0.1, 0.3, 0.5, 0.7, 0.9],
    ("UNALIGN_CORNERS", 6): [0.0, 0.0, 1 / 3, 2 / 3, 1.0, 1.0],
    ("ALIGN_CORNERS", 6): [0.0, 0.2, 0.4, 0.6, 0.8, 1.0],
    ("DEFAULT", 6): [0.0, 1 / 3, 2 / 3, 1.0, 1.0, 1.0],
    ("OFFSET_CORNERS", 6): [1 / 12, 0.25, 5 / 12, 7 / 12, 0.75, 11 / 12],
    ("ALIGN_CORNERS", 1): [0.5],
    ("STRICT_ALIGN_CORNERS", 1): [0.0],
}


@pytest.mark.parametrize(("mode", "count"), list(GRIDS))
def test_sampling_grids_are_the_documented_ones(mode: str, count: int) -> None:
    assert np.allclose(grid(0.0, 1.0, count, mode).numpy(), GRIDS[mode, count], atol=1e-6)


def test_an_unknown_grid_is_refused() -> None:
    with pytest.raises(ValueError, match="CENTRED"):
        grid(0.0, 1.0, 3, "CENTRED")


def test_resizing_equals_torch() -> None:
    linear = {"mode": "bilinear"}
    aligned = F.interpolate(T, (9, 13), align_corners=True, **linear)
    plain = F.interpolate(T, (14, 12), align_corners=False, **linear)
    sizes = {"target_size_height": 9, "target_size_width": 13}
    close(call("resize_bilinear", x=X, sampling_mode="STRICT_ALIGN_CORNERS", **sizes), aligned)
    twice = {"scale_factor_height": 2, "scale_factor_width": 2}
    close(call("upsample_bilinear", x=X, align_corners=False, **twice), plain)
    near = F.interpolate(T, (9, 13), mode="nearest")
    close(call("resize_nearest_neighbor", x=X, **sizes), near)
    close(call("upsample_nearest_neighbor", x=X, **twice), F.interpolate(T, scale_factor=2, mode="nearest"))  # fmt: skip
    shape = {"shape": [9, 0], "resized_dims": 2}  # 0 keeps a side
    found = call("resize", x=X, sampling_mode="STRICT_ALIGN_CORNERS", **shape)
    close(found, F.interpolate(T, (9, 6), align_corners=True, **linear))


def test_crops() -> None:
    found = call("crop", x=X, crop_height=[1, 2], crop_width=[0, 3])
    assert np.array_equal(found, X[..., 1:5, :3])
    picture = np.arange(1, 17, dtype=np.float32).reshape(1, 1, 4, 4)
    size = {"target_height": 2, "target_width": 2, "sampling_mode": "ALIGN_CORNERS"}
    box = np.array([1, 1, 2, 2], np.float32)
    old = call("crop_resize", x=picture, roi=box.reshape(1, 1, 4, 1, 1), **size)
    assert old.shape == (1, 1, 1, 2, 2) and old.reshape(-1).tolist() == [6, 7, 10, 11]
    one = np.array([0, 0, 0, 1 / 3, 1 / 3], np.float32).reshape(1, 1, 5, 1, 1)
    found = call("crop_resize", x=picture, roi=one, normalized_coordinates=True, **size)
    assert np.allclose(found.reshape(-1), [1, 2, 5, 6], atol=1e-5)
    boxes = np.array([[1.5, 1.5, 1, 1], [0, 0, 2, 2]], np.float32)
    centre = {"boxes": boxes, "box_indices": np.zeros(2, np.int32), "pad_value": -1.0}
    mode = {"box_coordinate_mode": "CENTER_SIZE_WIDTH_FIRST"}
    found = call("crop_resize", x=picture, **centre, **mode, **size)
    assert found.shape == (2, 1, 2, 2) and found[0].reshape(-1).tolist() == [6, 7, 10, 11]
    assert found[1].reshape(-1).tolist() == [-1, -1, -1, 6]  # three points lie outside


@pytest.mark.parametrize("sampling", ["bilinear", "nearest"])
@pytest.mark.parametrize(("padding", "theirs"), [("constant", "zeros"), ("border", "border"), ("reflection", "reflection")])  # fmt: skip
def test_resampling_equals_torch(sampling: str, padding: str, theirs: str) -> None:
    where = RNG.uniform(-1.7, 1.7, (2, 4, 5, 2)).astype(np.float32)
    found = call(
        "resample", x=X, coordinates=where, sampling_mode=sampling, padding_mode=padding,
        coordinates_mode="normalized_minus_one_to_one", align_corners=True,
    )  # fmt: skip
    close(found, F.grid_sample(T, torch.from_numpy(where), sampling, theirs, True))


def test_symmetric_padding_mirrors_at_the_edges() -> None:
    where = RNG.uniform(-1.7, 1.7, (2, 4, 5, 2)).astype(np.float32)
    found = call(
        "resample", x=X, coordinates=where, sampling_mode="bilinear", padding_mode="symmetric",
        coordinates_mode="normalized_minus_one_to_one", align_corners=False,
    )  # fmt: skip
    close(found, F.grid_sample(T, torch.from_numpy(where), "bilinear", "reflection", False))


def test_an_affine_picture_equals_torch() -> None:
    matrix = RNG.normal(size=(2, 6)).astype(np.float32)
    found = call("affine", x=X, transform_matrix=matrix, output_height=4, output_width=5)
    theta = torch.from_numpy(matrix).reshape(2, 2, 3)
    where = F.affine_grid(theta, [2, 3, 4, 5], align_corners=True)
    close(found, F.grid_sample(T, where, align_corners=True), atol=1e-4)


def test_local_response_norm_equals_torch() -> None:
    found = call("local_response_norm", x=X, size=3, alpha=0.1, beta=0.5, k=2.0)
    close(found, F.local_response_norm(T, 3, 0.1, 0.5, 2.0))


def test_numbers_move_between_space_depth_and_batch() -> None:
    deep = RNG.normal(size=(4, 8, 3, 2)).astype(np.float32)
    wide = call("depth_to_space", x=deep, block_size=2)
    assert wide.shape == (4, 2, 6, 4) and wide[0, 0, 0, 1] == deep[0, 2, 0, 0]
    assert np.array_equal(call("space_to_depth", x=wide, block_size=2), deep)
    shuffled = call("pixel_shuffle", x=deep, upscale_factor=2)
    assert shuffled[0, 0, 0, 1] == deep[0, 1, 0, 0]
    assert np.array_equal(call("pixel_unshuffle", x=shuffled, downscale_factor=2), deep)
    edges = [[0, 0], [1, 1]]
    batches = call("space_to_batch", x=wide, block_shape=[2, 3], paddings=edges)
    assert batches.shape == (24, 2, 3, 2) and batches[0, 0, 0, 0] == 0  # a padded column
    assert np.array_equal(call("batch_to_space", x=batches, block_shape=[2, 3], crops=edges), wide)
