"""Palette indices chosen column by column, each column's error made up for in those that follow.

The method of GPTQ (Frantar et al. 2022) with tables in place of a grid: rounding to the nearest
entry is best for one number, not for a sum of them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.palette import tables

_DAMPING = 0.02  # of the mean curvature: keeps what few sentences say from being taken too far
_BLOCK = 64  # columns between two updates of all that follow


def compensated(weight: Any, entries: int, axis: int, group: int, importance: Any, curvature: Any) -> tuple[Any, Any]:  # fmt: skip
    """(table [groups, entries], uint8 indices) of a weight [n, d], as `palette.tables` gives them.

    curvature: how errors of two columns cost together, [d, d], symmetric. Tables of groups of
    rows are made first; those of groups of columns when their turn comes, from what is left.
    """
    work = np.ascontiguousarray(weight.astype(np.float32).T)  # columns in one piece each
    upper = _factor(curvature)
    index = np.empty(work.shape, np.uint8)
    by_rows = axis == 0 or group >= work.shape[0]
    found = [tables(weight, importance, entries, axis, group)[0]] if by_rows else []
    for start in range(0, len(work), _BLOCK):
        end = min(start + _BLOCK, len(work))
        errors = np.empty((end - start, work.shape[1]), np.float32)
        for at in range(start, end):
            if not by_rows and at % group == 0:
                found.append(_table(work, at, group, weight.dtype, entries, importance))
            table = found[0] if by_rows else found[-1]
            index[at], meant = _nearest(work[at], table)
            errors[at - start] = (work[at] - meant) / upper[at, at]
            work[at + 1 : end] -= np.outer(upper[at, at + 1 : end], errors[at - start])
        work[end:] -= upper[start:end, end:].T @ errors
    return np.concatenate(found), np.ascontiguousarray(index.T)


def _factor(curvature: Any) -> Any:
    """The upper Cholesky factor of the damped inverse, float32[d, d]."""
    wide = curvature.astype(np.float64)
    mean = max(float(np.trace(wide)) / len(wide), 1e-30)
    damped = wide / mean + _DAMPING * np.eye(len(wide))
    return np.linalg.cholesky(np.linalg.inv(damped)).T.astype(np.float32)


def _table(work: Any, at: int, group: int, dtype: Any, entries: int, importance: Any) -> Any:
    """One table for the columns from `at`, as they are by now."""
    part = None if importance is None else importance[:, at : at + group].T
    now = np.clip(work[at : at + group], -65504, 65504).astype(np.float16).astype(dtype)
    return tables(now, part, entries, 0, group if len(now) == group else len(now))[0]


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
