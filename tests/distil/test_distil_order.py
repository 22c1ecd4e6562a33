"""Order of rows, shares of processes, learning rates, token tables."""

from __future__ import annotations

import numpy as np
import pytest
from distil_tiny import tiny_encoder
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.events import Note
from studio.distil.order import epoch_batches, learning_rate_at, shard
from studio.distil.tokens import tokenise

lengths_of = st.lists(st.integers(1, 60), min_size=1, max_size=300)


@settings(max_examples=40, deadline=None)
@given(lengths_of, st.integers(1, 20), st.integers(0, 99), st.integers(0, 5))
def test_every_row_once_and_always_the_same(lengths, size, seed, epoch):
    lengths = np.array(lengths)
    batches = epoch_batches(lengths, size, seed, epoch)
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    assert len(batches) == -(-len(lengths) // size) and max(map(len, batches)) <= size
    again = epoch_batches(lengths, size, seed, epoch)
    assert all(np.array_equal(a, b) for a, b in zip(batches, again, strict=True))


def test_like_lengths_share_a_batch():
    lengths = np.random.default_rng(0).integers(3, 60, size=3000)
    padded = sum(len(b) * lengths[b].max() for b in epoch_batches(lengths, 32, 0, 0))
    assert padded / lengths.sum() < 1.08  # drawn at random it is about 1.85


def test_epochs_differ():
    lengths = np.ones(100, dtype=np.int64)
    first, second = (np.concatenate(epoch_batches(lengths, 8, 0, e)) for e in (0, 1))
    assert not np.array_equal(first, second)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 9))
def test_shares_average_to_the_whole_batch(n, world):
    batch, losses = np.arange(n) + 100, np.random.default_rng(n).normal(size=n)
    parts = [shard(batch, rank, world) for rank in range(world)]
    mean = np.mean([(losses[rows - 100] * weights).sum() for rows, weights in parts])
    assert mean == pytest.approx(losses.mean(), abs=1e-6)
    assert all(len(rows) for rows, _ in parts)


def test_learning_rate_climbs_and_falls():
    rates = [learning_rate_at(step, 100, 0.1) for step in range(100)]
    assert rates[0] == pytest.approx(0.1) and rates[9] == 1.0
    assert rates[10] == 1.0 and rates[55] == 0.5 and rates[99] == pytest.approx(1 / 90)
    assert learning_rate_at(0, 1, 0.1) == 1.0


def test_tokens_are_made_once(finish, tmp_path):
    encoder, texts = tiny_encoder(), ["apple of the old tin", "rain", "", "the " * 40]
    events, made = finish(tokenise(encoder, texts, 16, tmp_path, "digest", "tokenise"))
    assert Note("1 of 4 texts are longer than 16 tokens and were cut.") in events
    assert [r.tolist() for r in made.rows([3, 0])] == [encoder.encode(texts, 16).ids[i] for i in (3, 0)]  # fmt: skip
    assert made.lengths.tolist() == [7, 3, 2, 16]
    events, again = finish(tokenise(encoder, texts, 16, tmp_path, "digest", "tokenise"))
    assert events == [] and np.array_equal(again.ids, made.ids)
    next(tmp_path.glob("tokens-*")).write_bytes(b"half")
    _, third = finish(tokenise(encoder, texts, 16, tmp_path, "digest", "tokenise"))
    assert np.array_equal(third.ids, made.ids)
