"""Numbers rounded so that the errors of a layer's columns make up for each other.

First the method of GPTQ (Frantar et al. 2022): column by column, each error shared out among those
that follow. Then rounds in which every number is chosen anew, all others standing still (QuantEase,
Behdin et al. 2023): together a third less error of a layer's outputs than GPTQ alone. Both for tables of values as well
as for scales.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from studio.convert.palette import tables

_DAMPING = 0.02  # of the mean curvature: keeps what few sentences say from being taken too far
_BLOCK = 64  # columns between two updates of all that follow
_ROUNDS = 2


class Grid(Protocol):
    """The values that a column's numbers may take."""

    ordered: bool
    """Whether the columns must be taken from the first to the last."""

    def begin(self, at: int, work: Any) -> None:
        """Column `at` of work [d, n] is next; a grid of its own can be made of what is left there."""

    def round(self, at: int, column: Any) -> tuple[Any, Any]:
        """(codes [n], what they stand for [n]) of a column [n]."""


def compensated(weight: Any, curvature: Any, grid: Grid, dtype: Any, kept: Any = None) -> Any:
    """Codes of a weight [n, d], of `dtype`.

    curvature: how errors of two columns cost together, [d, d], symmetric. Where the grid allows,
    the columns that cost most come first, and more rounds follow (for tables of words those made
    the answers worse: one curvature for all rows says too little of each). kept: bool [n, d], the numbers that are not zero; None for all.
    """
    grid = grid if kept is None else _Kept(grid, kept)
    damped = _damped(curvature)
    order = np.arange(len(damped)) if grid.ordered else np.argsort(-np.diag(damped), kind="stable")
    damped = np.ascontiguousarray(damped[np.ix_(order, order)])
    exact = np.ascontiguousarray(weight.astype(np.float32).T[order])  # columns in one piece each
    codes = np.empty(exact.shape, dtype)
    meant = np.empty_like(exact)
    _shared(exact.copy(), damped, grid, order, codes, meant)
    for _ in range(0 if grid.ordered else _ROUNDS):
        _again(exact, damped, grid, order, codes, meant)
    placed = np.empty_like(codes)
    placed[order] = codes
    return np.ascontiguousarray(placed.T)


def compensated_palette(weight: Any, entries: int, axis: int, group: int, importance: Any, curvature: Any, kept: Any = None) -> tuple[Any, Any]:  # fmt: skip
    """(table [groups, entries], uint8 indices) of a weight [n, d], as `palette.tables` gives them.

    Tables of groups of rows are made first; those of groups of columns when their turn comes,
    from what is left.
    """
    grid = _Tables(weight, entries, axis, group, importance)
    index = compensated(weight, curvature, grid, np.uint8, kept)
    return np.concatenate(grid.found), index


class _Kept:
    """A grid whose columns have zeros in fixed places."""

    def __init__(self, grid: Grid, kept: Any) -> None:
        self._grid, self._kept = grid, np.ascontiguousarray(kept.T)
        self.ordered = grid.ordered
        self.begin = grid.begin

    def round(self, at: int, column: Any) -> tuple[Any, Any]:
        """As the grid does, but zero where nothing is kept."""
        codes, meant = self._grid.round(at, column)
        return codes, meant * self._kept[at]


class _Tables:
    """The grid of a palette; `found` holds its tables, [groups of rows or 1, entries] each."""

    def __init__(self, weight: Any, entries: int, axis: int, group: int, importance: Any) -> None:
        self._entries, self._group, self._importance = entries, group, importance
        self._dtype = weight.dtype
        self.ordered = axis == 1 and group < weight.shape[1]
        self.found = [] if self.ordered else [tables(weight, importance, entries, axis, group)[0]]

    def begin(self, at: int, work: Any) -> None:
        if not self.ordered or at % self._group:
            return
        end = at + self._group
        part = None if self._importance is None else self._importance[:, at:end].T
        now = np.clip(work[at:end], -65504, 65504).astype(np.float16).astype(self._dtype)
        self.found.append(tables(now, part, self._entries, 0, len(now))[0])

    def round(self, at: int, column: Any) -> tuple[Any, Any]:
        return _nearest(column, self.found[at // self._group if self.ordered else 0])


def _shared(work: Any, damped: Any, grid: Grid, order: Any, codes: Any, meant: Any) -> None:
    """One pass from the first column to the last; fills codes and meant, uses work up."""
    upper = np.linalg.cholesky(np.linalg.inv(damped)).T.astype(np.float32)
    for start in range(0, len(work), _BLOCK):
        end = min(start + _BLOCK, len(work))
        errors = np.empty((end - start, work.shape[1]), np.float32)
        for at in range(start, end):
            grid.begin(int(order[at]), work)
            codes[at], meant[at] = grid.round(int(order[at]), work[at])
            errors[at - start] = (work[at] - meant[at]) / upper[at, at]
            work[at + 1 : end] -= np.outer(upper[at, at + 1 : end], errors[at - start])
        work[end:] -= upper[start:end, end:].T @ errors


def _again(exact: Any, damped: Any, grid: Grid, order: Any, codes: Any, meant: Any) -> None:
    """One round: each column's best numbers, given those of all others."""
    cost = damped.astype(np.float32)
    slope = cost @ (exact - meant)
    for start in range(0, len(cost), _BLOCK):
        end = min(start + _BLOCK, len(cost))
        before = meant[start:end].copy()
        for at in range(start, end):
            wanted = meant[at] + slope[at] / cost[at, at]
            codes[at], now = grid.round(int(order[at]), wanted)
            slope[at:end] -= np.outer(cost[at:end, at], now - meant[at])
            meant[at] = now
        slope[end:] -= cost[end:, start:end] @ (meant[start:end] - before)


def _damped(curvature: Any) -> Any:
    """float64[d, d] with a mean of 1 on the diagonal, and a little more."""
    wide = curvature.astype(np.float64)
    mean = max(float(np.trace(wide)) / len(wide), 1e-30)
    return wide / mean + _DAMPING * np.eye(len(wide))


def _nearest(column: Any, table: Any) -> tuple[Any, Any]:
    """Each number's index into its row's table, and the value there."""
    values = table.astype(np.float32)
    middles = (values[:, 1:] + values[:, :-1]) / 2
    if len(values) == 1:
        index = np.searchsorted(middles[0], column).astype(np.uint8)
        return index, values[0][index]
    rows = column.reshape(len(values), -1)
    found = (rows[:, :, None] > middles[:, None, :]).sum(-1)
    meant = np.take_along_axis(values, found, axis=1)
    return found.astype(np.uint8).reshape(-1), meant.reshape(-1)
