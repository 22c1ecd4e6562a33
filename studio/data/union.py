"""Connected components, joined pair by pair."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Components:
    """n items, each alone at first; the smallest index of a component stands for it."""

    def __init__(self, n: int) -> None:
        self._parent = array("q", range(n))  # quick for one item here, for many through numpy
        self._view = np.frombuffer(self._parent, dtype=np.int64) if n else np.zeros(0, np.int64)

    def find(self, item: int) -> int:
        """The item that stands for this one's component."""
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, one: int, other: int) -> bool:
        """Make one component of two; False when they were one already."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return False
        self._parent[max(one, other)] = min(one, other)
        return True

    def roots(self, items: Ints) -> Ints:
        """`find` of many items at once, int64 of their shape."""
        roots = self._view[items]
        while True:
            above = self._view[roots]
            if np.array_equal(above, roots):
                return roots
            roots = above

    def numbered(self) -> Ints:
        """int64[n]: component numbers 0, 1, ... by first appearance."""
        roots = self.roots(np.arange(len(self._parent)))
        own = roots == np.arange(len(roots))  # the smallest index stands, so it appears first
        return (np.cumsum(own) - 1)[roots]
