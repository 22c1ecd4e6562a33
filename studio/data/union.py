"""Connected components, joined pair by pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


class Components:
    """n items, each alone at first; the smallest index of a component stands for it."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

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

    def roots(self) -> Ints:
        """int64[n]: `find` of every item at once."""
        roots = np.array(self._parent, dtype=np.int64)
        while True:
            above = roots[roots]
            if np.array_equal(above, roots):
                return roots
            roots = above

    def numbered(self) -> Ints:
        """int64[n]: component numbers 0, 1, ... by first appearance."""
        _, first, inverse = np.unique(self.roots(), return_index=True, return_inverse=True)
        order = np.empty(len(first), dtype=np.int64)
        order[np.argsort(first)] = np.arange(len(first))
        return order[inverse]
