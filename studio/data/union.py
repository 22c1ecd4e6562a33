"""Connected components, joined pair by pair."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np

from studio.core.spill import Spill, blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Components:
    """n items, each alone at first; the smallest index of a component stands for it. 4 bytes an item."""

    def __init__(self, n: int) -> None:
        kind = "i" if n < 1 << 31 else "q"
        self._parent = array(kind)  # quick for one item here, for many through numpy
        self._parent.frombytes(bytes(n * self._parent.itemsize))
        self._view = np.frombuffer(self._parent, dtype=f"i{self._parent.itemsize}")
        self._view[:] = np.arange(n, dtype=self._view.dtype)

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

    def roots(self, items: NDArray[np.integer]) -> NDArray[np.integer]:
        """`find` of many items at once, of their shape."""
        roots = self._view[items]
        while True:
            above = self._view[roots]
            if np.array_equal(above, roots):
                return roots
            roots = above

    def numbered(self, spill: Spill | None = None) -> Ints:
        """int64[n]: component numbers 0, 1, ... by first appearance."""
        n, seen, spill = len(self._parent), 0, spill or Spill()
        found: Ints = spill.zeros(n, np.int64)
        for some in blocks(n):
            items = np.arange(some.start, some.stop)
            roots = self.roots(items)
            own = roots == items  # the smallest index stands, so it appears first
            found[some][own] = seen + np.arange(np.count_nonzero(own))
            found[some] = found[roots]
            seen += int(np.count_nonzero(own))
            spill.let_go()
        return found
