"""How the layers of each family become parts over [n, C, 1, L], one file a family.

A reader takes the classifier and the Parts to make of it, and gives its Anatomy. It is registered
under the family's name in studio.convert.families.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studio.core.registry import Registry

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.parts import Parts

Reader = Callable[[Any, "Parts"], "Anatomy"]
READERS: Registry[Reader] = Registry("studio.convert.layouts.families")
