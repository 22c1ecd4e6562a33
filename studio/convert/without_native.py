"""Core ML Tools without its native parts: our blob and package writers take their place.

On Windows, and on a Python newer than its wheels, coremltools imports but can neither write
weights nor make packages ("BlobWriter not loaded"). It keeps the native classes as names of four
of its modules; where such a name is None, ours goes there.
"""

from __future__ import annotations

import importlib
from typing import Any

from studio.convert.blob_storage import BlobStorageReader, BlobStorageWriter
from studio.convert.package_folder import ModelPackage

_PLACES: dict[tuple[str, str], Any] = {
    ("coremltools.converters.mil.backend.mil.load", "BlobWriter"): BlobStorageWriter,
    ("coremltools.converters.mil.frontend.milproto.load", "BlobReader"): BlobStorageReader,
    ("coremltools.models.model", "_ModelPackage"): ModelPackage,
    ("coremltools.models.utils", "_ModelPackage"): ModelPackage,
}


def fill_in() -> tuple[str, ...]:
    """Puts our classes where the native ones are missing; the names it filled.

    Call it after `import coremltools`. Where the native parts loaded, nothing changes.
    """
    filled = []
    for (module_name, name), ours in _PLACES.items():
        module = importlib.import_module(module_name)
        if getattr(module, name) is None:
            setattr(module, name, ours)
            filled.append(f"{module_name}.{name}")
    return tuple(filled)
