"""k-means on the values of one tensor: exact, near the optimum, and the same every time."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from studio.convert.kmeans import cluster
from studio.convert.palette import lookup

HALF = st.floats(-100, 100, width=16)


def error(weight: np.ndarray, entries: int) -> float:
    table, index = lookup(weight, entries)
    return float(np.mean((weight.reshape(-1).astype(np.float64) - table[index]) ** 2))


@settings(deadline=None)
@given(arrays.arrays(np.float16, st.integers(1, 200), elements=HALF), st.sampled_from([4, 16, 256]))
def test_every_number_gets_its_nearest_entry(weight: np.ndarray, entries: int) -> None:
    table, index = lookup(weight, entries)
    assert table.shape == (entries,) and table.dtype == weight.dtype
    assert index.shape == weight.shape and index.dtype == np.uint8 and index.max() < entries
    wide, numbers = table.astype(np.float64), weight.astype(np.float64)
    best = np.abs(numbers[:, None] - wide[None, :]).min(axis=1)
    # the table is rounded to float16 after the cuts were made
    assert np.allclose(np.abs(numbers - wide[index]), best, atol=0.07)


@settings(deadline=None)
@given(arrays.arrays(np.float16, st.integers(1, 16), elements=HALF))
def test_few_distinct_values_are_kept_exactly(weight: np.ndarray) -> None:
    table, index = lookup(weight, 16)
    assert np.array_equal(table[index], weight)


def test_golden_clusters() -> None:
    values = np.array([0.0, 0.1, 0.2, 5.0, 5.1, 9.0])
    assert np.allclose(cluster(values, np.ones(6), 3), [0.1, 5.05, 9.0])
    heavier = np.array([1.0, 1.0, 8.0, 1.0, 1.0, 1.0])
    assert np.allclose(cluster(values, heavier, 3), [0.17, 5.05, 9.0])


@pytest.mark.parametrize(("bits", "slack"), [(4, 1.01), (6, 1.06), (8, 1.06)])
def test_close_to_the_optimum_of_the_exact_solver(bits: int, slack: float) -> None:
    kmeans1d = pytest.importorskip("coremltools._deps.kmeans1d")
    weight = (np.random.default_rng(0).standard_t(5, (64, 96)) * 0.04).astype(np.float16)
    values, counts = np.unique(weight, return_counts=True)
    best = kmeans1d.cluster(values, 2**bits, weights=counts)
    table = np.array(best.centroids)[np.array(best.clusters)]
    optimum = float((counts * (values.astype(np.float64) - table) ** 2).sum() / counts.sum())
    assert error(weight, 2**bits) < slack * optimum


def test_float32_weights_and_a_large_embedding_are_quick_and_repeatable() -> None:
    weight = (np.random.default_rng(1).standard_normal((30_522, 96)) * 0.04).astype(np.float32)
    started = time.process_time()
    table, index = lookup(weight, 256)
    assert time.process_time() - started < 5
    again = lookup(weight, 256)
    assert np.array_equal(table, again[0]) and np.array_equal(index, again[1])
    assert table.dtype == np.float32
    assert error(weight, 256) < (0.04**2) * 1e-4


@pytest.mark.parametrize("entries", [64, 256])
def test_an_outlier_that_no_sentence_touched_keeps_an_entry(entries: int) -> None:
    weight = (np.random.default_rng(2).standard_normal(200_000) * 0.04).astype(np.float16)
    weight[:2] = (4.4, 3.0)
    importance = np.random.default_rng(3).random(weight.shape) + 0.5
    importance[:2] = 0
    table, index = lookup(weight, entries, importance)
    assert np.abs(table[index][:2].astype(float) - weight[:2]).max() < 0.05
