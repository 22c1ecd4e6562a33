"""Compressed weights: each constexpr op against coremltools' own decompression, then whole packages."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.runtime.mil import open_evaluator
from studio.runtime.mil.inspector import inspect
from studio.runtime.mil.op import OPS
from studio.runtime.mil.package import open_spec

RNG = np.random.default_rng(1)
IDS = RNG.integers(0, 64, (1, 16)).astype(np.int32)


def half(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape).astype(np.float16)


def decompress(name: str, **given: Any) -> Any:
    return OPS[name].kernel(**given)


def same(mine: Any, theirs: Any) -> None:
    assert mine.dtype == theirs.dtype and np.array_equal(mine, theirs)


@pytest.mark.parametrize("kind", [np.int8, np.uint8])
@pytest.mark.parametrize("scalar", [True, False])
def test_affine(ct: Any, kind: Any, scalar: bool) -> None:
    from coremltools.converters.mil.mil.ops.defs.iOS16 import constexpr_ops as theirs

    low = -128 if kind is np.int8 else 0
    data = RNG.integers(low, low + 256, (6, 5)).astype(kind)
    size = () if scalar else (5,)
    scale, zero = np.abs(half(*size)), RNG.integers(low, low + 256, size).astype(kind)
    given = {"quantized_data": data, "zero_point": zero, "scale": scale, "axis": 1}
    mine = decompress("constexpr_affine_dequantize", **given)
    expected = theirs.constexpr_affine_dequantize.decompress(data, zero, scale, 1)
    assert np.allclose(mine.astype(np.float32), expected.astype(np.float32), rtol=1e-3)
    along = slice(None) if scalar else None
    exact = (data.astype(np.float32) - zero) * scale.astype(np.float32)[along] if not scalar else (data.astype(np.float32) - np.float32(zero)) * np.float32(scale)  # fmt: skip
    same(mine, exact.reshape(data.shape).astype(np.float16))


@pytest.mark.parametrize("scales", [(1, 1), (6, 1), (6, 4), (3, 2)])
@pytest.mark.parametrize("shifted", [True, False])
def test_blockwise(ct: Any, scales: tuple[int, int], shifted: bool) -> None:
    from coremltools.converters.mil.mil.ops.defs.iOS18.compression import (
        constexpr_blockwise_shift_scale as theirs,
    )

    data = RNG.integers(-8, 8, (6, 8)).astype(np.int8)
    scale = half(*scales)
    offset = RNG.integers(-8, 8, scales).astype(np.int8) if shifted else None
    given = {"data": data, "scale": scale, **({"offset": offset} if shifted else {})}
    same(decompress("constexpr_blockwise_shift_scale", **given), theirs.decompress(data, scale, offset))  # fmt: skip


@pytest.mark.parametrize("bits", [1, 2, 4, 6, 8])
def test_packed_lut_of_ios16(ct: Any, bits: int) -> None:
    from coremltools.converters.mil.mil.ops.defs.iOS16.constexpr_ops import (
        constexpr_lut_to_dense as theirs,
    )

    lut, shape = half(2**bits), np.array([5, 3], np.uint32)
    packed = RNG.integers(0, 256, -(-15 * bits // 8)).astype(np.uint8)
    mine = decompress("constexpr_lut_to_dense", indices=packed, lut=lut, shape=shape)
    same(mine, theirs.decompress(lut, packed, shape))


@pytest.mark.parametrize(
    ("groups", "vector", "axis"),
    [((1, 1, 1), 1, None), ((2, 1, 1), 1, None), ((2, 3, 1), 1, None), ((1, 1, 2), 3, 0), ((2, 1, 1), 2, 2)],
)  # fmt: skip
def test_lut_of_ios18(ct: Any, groups: tuple[int, ...], vector: int, axis: int | None) -> None:
    from coremltools.converters.mil.mil.ops.defs.iOS18.compression import (
        constexpr_lut_to_dense as theirs,
    )

    lut, indices = half(*groups, 4, vector), RNG.integers(0, 4, (4, 3, 6)).astype(np.uint8)
    mine = decompress("constexpr_lut_to_dense", indices=indices, lut=lut, vector_axis=axis)
    same(mine, theirs.decompress(indices, lut, axis))


def test_lut_longer_than_a_chunk() -> None:
    from studio.runtime.mil.ops.constexpr_lut import CHUNK

    indices, lut = RNG.integers(0, 256, CHUNK + 7).astype(np.uint8), half(256)
    given = {"indices": indices, "lut": lut, "shape": np.array([CHUNK + 7])}
    same(decompress("constexpr_lut_to_dense", **given), lut[indices])


def test_sparse(ct: Any) -> None:
    from coremltools.converters.mil.mil.ops.defs.iOS18 import compression as theirs

    mask = RNG.integers(0, 2, (4, 6)).astype(np.uint8)
    count = int(mask.sum())
    values = half(count)
    same(decompress("constexpr_sparse_to_dense", nonzero_data=values, mask=mask), theirs.constexpr_sparse_to_dense.decompress(values, mask))  # fmt: skip
    packed = np.packbits(mask.reshape(-1), bitorder="little")
    old = {"nonzero_data": values, "mask": packed, "shape": np.array([4, 6], np.uint32)}
    same(decompress("constexpr_sparse_to_dense", **old), theirs.constexpr_sparse_to_dense.decompress(values, mask))  # fmt: skip

    indices = RNG.integers(0, 4, count).astype(np.uint8)
    for lut, axis in ((half(2, 1, 4, 1), None), (half(1, 1, 4, 2), 1)):
        given = {"indices_mask": mask, "indices_nonzero_data": indices, "lut": lut, "vector_axis": axis}  # fmt: skip
        for mine, expected in zip(
            decompress("constexpr_lut_to_sparse", **given),
            theirs.constexpr_lut_to_sparse.decompress(mask, indices, lut, axis),
            strict=True,
        ):
            same(mine, expected)

    data, scale = RNG.integers(-8, 8, count).astype(np.int8), half(4, 2)
    given = {"data_mask": mask, "nonzero_data": data, "scale": scale}
    for mine, expected in zip(
        decompress("constexpr_sparse_blockwise_shift_scale", **given),
        theirs.constexpr_sparse_blockwise_shift_scale.decompress(mask, data, scale, None),
        strict=True,
    ):
        same(mine, expected)


def test_cast() -> None:
    values = half(3)
    same(decompress("constexpr_cast", source_val=values, output_dtype="fp32"), values.astype(np.float32))  # fmt: skip


def linear(**options: Any) -> Callable[[Any], Any]:
    def apply(model: Any) -> Any:
        import coremltools.optimize.coreml as cto

        config = cto.OpLinearQuantizerConfig(weight_threshold=64, **options)
        return cto.linear_quantize_weights(model, cto.OptimizationConfig(global_config=config))

    apply.__name__ = f"linear {sorted(options.items())}"
    return apply


def palette(nbits: int, mode: str = "uniform", **options: Any) -> Callable[[Any], Any]:
    def apply(model: Any) -> Any:
        import coremltools.optimize.coreml as cto

        config = cto.OpPalettizerConfig(mode=mode, nbits=nbits, weight_threshold=64, **options)
        return cto.palettize_weights(model, cto.OptimizationConfig(global_config=config))

    apply.__name__ = f"palette {nbits} {mode} {sorted(options.items())}"
    return apply


def pruned(then: Callable[[Any], Any] | None = None) -> Callable[[Any], Any]:
    def apply(model: Any) -> Any:
        import coremltools.optimize.coreml as cto

        config = cto.OpMagnitudePrunerConfig(target_sparsity=0.5, weight_threshold=64)
        thin = cto.prune_weights(model, cto.OptimizationConfig(global_config=config))
        return then(thin) if then else thin

    apply.__name__ = f"pruned {then.__name__ if then else ''}"
    return apply


def jointly(nbits: int) -> Callable[[Any], Any]:
    def apply(model: Any) -> Any:
        import coremltools.optimize.coreml as cto

        config = cto.OpPalettizerConfig(mode="uniform", nbits=nbits, weight_threshold=64)
        return cto.palettize_weights(
            model, cto.OptimizationConfig(global_config=config), joint_compression=True
        )

    apply.__name__ = f"jointly {nbits}"
    return apply


def jointly_linear(model: Any) -> Any:
    import coremltools.optimize.coreml as cto

    config = cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8", weight_threshold=64)
    return cto.linear_quantize_weights(
        model, cto.OptimizationConfig(global_config=config), joint_compression=True
    )


SCHEMES: list[tuple[str, Callable[[Any], Any], str]] = [
    ("iOS17", linear(mode="linear_symmetric", dtype="int8"), "constexpr_affine_dequantize"),
    ("iOS17", linear(mode="linear", dtype="uint8"), "constexpr_affine_dequantize"),
    ("iOS17", palette(8), "constexpr_lut_to_dense"),
    ("iOS17", palette(6), "constexpr_lut_to_dense"),
    ("iOS17", palette(4), "constexpr_lut_to_dense"),
    ("iOS17", pruned(), "constexpr_sparse_to_dense"),
    ("iOS18", palette(4), "constexpr_lut_to_dense"),
    ("iOS18", palette(3), "constexpr_lut_to_dense"),
    ("iOS18", palette(2, granularity="per_grouped_channel", group_size=8), "constexpr_lut_to_dense"),
    (
        "iOS18",
        palette(4, mode="kmeans", granularity="per_grouped_channel", group_size=16, cluster_dim=2),
        "constexpr_lut_to_dense",
    ),
    (
        "iOS18",
        linear(mode="linear_symmetric", dtype="int4", granularity="per_block", block_size=16),
        "constexpr_blockwise_shift_scale",
    ),
    ("iOS18", linear(mode="linear", dtype="uint4", granularity="per_channel"), "constexpr_blockwise_shift_scale"),
    ("iOS18", pruned(), "constexpr_sparse_to_dense"),
    ("iOS18", pruned(jointly(4)), "constexpr_lut_to_sparse"),
    ("iOS18", pruned(jointly_linear), "constexpr_sparse_blockwise_shift_scale"),
]  # fmt: skip


@pytest.fixture(scope="module")
def uncompressed(ct: Any, forget: Callable[..., None]) -> Iterator[Callable[[str], Any]]:
    """An embedding and two linear layers in fp16, as an MLModel by target."""
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import types

    made: dict[str, Any] = {}
    sizes = ((64, 32), (48, 32), (16, 48))
    table, first, second = (RNG.normal(size=s).astype(np.float32) for s in sizes)

    def get(target: str) -> Any:
        if target not in made:
            opset = getattr(ct.target, target)
            ids = mb.TensorSpec(shape=(1, 16), dtype=types.int32)

            @mb.program(input_specs=[ids], opset_version=opset)
            def program(ids: Any) -> Any:
                hidden = mb.gather(x=table, indices=ids)
                hidden = mb.linear(x=hidden, weight=first, bias=np.ones(48, np.float32))
                return mb.linear(x=mb.relu(x=hidden), weight=second, name="y")

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                made[target] = ct.convert(
                    program, convert_to="mlprogram", minimum_deployment_target=opset,
                    compute_precision=ct.precision.FLOAT16, skip_model_load=True,
                )  # fmt: skip
        return made[target]

    yield get
    forget(*made.values())


def answer(model: Any) -> tuple[set[str], np.ndarray]:
    package = open_spec(model.get_spec().SerializeToString(), model.weights_dir)
    used = {o.op_type for o in package.model.functions["main"].block.operations}
    (found,) = open_evaluator(package, arithmetic="fast")({"ids": IDS}).values()
    return used, found


def counted(model: Any) -> int:
    """Bytes of all weights, as the inspector counts them."""
    package = open_spec(model.get_spec().SerializeToString(), model.weights_dir)
    return sum(line.size_bytes for line in inspect(package))


@pytest.mark.parametrize(
    ("target", "scheme", "op_type"), SCHEMES, ids=lambda v: getattr(v, "__name__", v)
)
def test_packages_mean_what_decompress_weights_says(
    uncompressed: Callable[[str], Any],
    forget: Callable[..., None],
    target: str,
    scheme: Any,
    op_type: str,
) -> None:
    import coremltools.optimize.coreml as cto

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        small = scheme(uncompressed(target))
        plain = cto.decompress_weights(small)
    used, mine = answer(small)
    assert op_type in used
    stored = Path(small.weights_dir, "weight.bin").stat().st_size
    assert 0.5 * stored < counted(small) <= stored  # headers and padding; nothing twice
    none, expected = answer(plain)
    forget(small, plain)
    assert not any(o.startswith("constexpr") for o in none)
    # A weight may round the other way: coremltools multiplies in half precision.
    assert np.abs(mine - expected).max() <= 1e-3 * np.abs(expected).max()
