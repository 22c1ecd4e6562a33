"""Which method, which words, which option: the draws for many copies at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.augment.batch import Batch
from studio.augment.draw import LOW, Bits, Counts, below, counter, mix, rounded
from studio.augment.registry import Method
from studio.augment.vocabulary import Vocabulary

TRIES = 4  # draws per copy before it is given up


class Reach:
    """For m methods and r rows, [m, r]: how many words may change (`able`), where their positions
    begin in `positions` (among the batch's words), how many words p counts, the most to change.
    """

    def __init__(self, batch: Batch, vocabulary: Vocabulary, methods: Sequence[Method], weights: Sequence[int] = ()) -> None:  # fmt: skip
        positions, able, begins, counted, most = [], [], [], [], []
        begin = 0
        for method, flags in zip(methods, vocabulary.changeable, strict=True):
            may = np.frombuffer(bytes(flags), dtype=np.bool_)[batch.numbers] & ~batch.names
            where = np.flatnonzero(may)
            count = batch.per_row(may)
            positions.append(where)
            able.append(count)
            begins.append(begin + np.cumsum(count) - count)
            counted.append(batch.lengths if method.counts_every_word else count)
            most.append(np.maximum(count - method.spared, 0))
            begin += len(where)
        self.positions = np.concatenate(positions)
        self.able, self.begins = np.stack(able), np.stack(begins)
        self.counted, self.most = np.stack(counted), np.stack(most)
        self._useful = (self.most > 0) * np.array(weights or [1] * len(methods))[:, None]

    def nth_method(self, rows: Counts, number: Bits) -> Counts:
        """One method per copy, drawn by weight among those that can change anything in its row."""
        useful = self._useful[:, rows]
        nth = below(number, useful.sum(axis=0))
        return np.argmax((useful > 0) & (np.cumsum(useful, axis=0) > nth), axis=0)


@dataclass(frozen=True, slots=True)
class Draws:
    """n copies: method [n], words p counted [n], spots changed [n]; then per spot, in copy order:
    its word among the batch's, the one to take where that is taken, 32 random bits.
    """

    methods: Counts
    counted: Counts
    spots: Counts
    positions: list[int]
    instead: list[int]
    bits: list[int]


def row_states(seed: int, keys: Sequence[int]) -> Bits:
    """One random state a row key, uint64[r]."""
    named = np.array([key & 0xFFFFFFFFFFFFFFFF for key in keys], dtype=np.uint64)
    return mix(mix(counter(named, np.ones(len(named), dtype=np.uint64))) + np.uint64(seed))


def draw(
    reach: Reach,
    chances: NDArray[np.float64],
    states: Bits,
    rows: Counts,
    copies: Counts,
    attempt: int,
) -> Draws:
    """Draws for copies[n] of rows[n]; chances[m] are the methods' p, states[r] the rows' states.

    A copy keeps its method when it is drawn again (attempt 1 and on), and then changes at least
    one word. Positions are drawn without replacement by Floyd's sampling, all first picks at once.
    """
    state = mix(counter(states[rows], copies + 1))
    method = reach.nth_method(rows, mix(state))
    state = mix(counter(state, np.full(len(rows), attempt + 1)))
    counted = reach.counted[method, rows]
    spots = rounded(chances[method] * counted, mix(state))
    if attempt:  # what drawing until a word changes comes to, in one go
        spots = np.maximum(spots, 1)
    spots = np.minimum(spots, reach.most[method, rows])

    owner = np.repeat(np.arange(len(rows)), spots)
    order = np.arange(len(owner)) - np.repeat(np.cumsum(spots) - spots, spots)
    bits = mix(counter(state[owner], order + 1))
    able, begin = reach.able[method, rows][owner], reach.begins[method, rows][owner]
    last = able - spots[owner] + order
    return Draws(
        method,
        counted,
        spots,
        reach.positions[begin + below(bits, last + 1)].tolist(),
        reach.positions[begin + last].tolist(),
        (bits & LOW).tolist(),
    )
