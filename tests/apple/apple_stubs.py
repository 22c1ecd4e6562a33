"""Empty modules for what Apple's test helpers import and their MIL op tests hardly use.

coremltools' testing_utils imports PIL for one isinstance check on image inputs, which our
runtime refuses anyway. A real Pillow is used when there is one.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


def fill_gaps() -> None:
    """Register a stand-in for each module that isn't installed."""
    for name, attributes in _WANTED.items():
        if name not in sys.modules and importlib.util.find_spec(name) is None:
            sys.modules[name] = _module(name, attributes)


def _module(name: str, parts: dict[str, dict[str, object]]) -> ModuleType:
    whole = ModuleType(name)
    for part, attributes in parts.items():
        module = ModuleType(f"{name}.{part}")
        module.__dict__.update(attributes)
        setattr(whole, part, module)
        sys.modules[module.__name__] = module
    return whole


_WANTED: dict[str, dict[str, dict[str, object]]] = {
    "PIL": {"Image": {"Image": type("Image", (), {})}},
    "parameterized": {},
    "torchvision": {"ops": {}},
}
