"""Batches of like lengths: every row once, sorted, within both limits."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.models.batches import length_batches


@given(
    st.lists(st.integers(1, 90), max_size=120), st.integers(1, 20), st.sampled_from([0, 50, 300])
)
def test_every_row_once_within_the_limits(lengths, size, most):
    lengths = np.array(lengths, dtype=np.int64)
    batches = length_batches(lengths, size, most)
    rows = [int(i) for b in batches for i in b]
    assert sorted(rows) == list(range(len(lengths)))
    assert [lengths[i] for i in rows] == sorted(lengths)
    for batch in batches:
        assert 1 <= len(batch) <= size
        assert not most or len(batch) == 1 or len(batch) * lengths[batch].max() <= most


def test_no_more_batches_than_needed():
    assert [len(b) for b in length_batches(np.full(70, 9), 32)] == [32, 32, 6]
    assert [len(b) for b in length_batches(np.array([1, 1, 10, 10]), 32, 20)] == [2, 2]
