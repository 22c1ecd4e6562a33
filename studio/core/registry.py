"""One registry type for every extension point: a file in a folder is an entry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to entries, filled by importing every module of one package once, in name order.

    Modules of such a package keep heavy imports inside functions, so that names and help
    texts can be listed in the window's process.
    """

    def __init__(self, package: str) -> None:
        self._package, self._loaded = package, False
        self._entries: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Decorator; raises ValueError for a name that is taken."""

        def add(entry: T) -> T:
            if name in self._entries:
                raise ValueError(f"{name!r} is already registered in {self._package}")
            self._entries[name] = entry
            return entry

        return add

    def _load(self) -> None:
        if not self._loaded:
            self._loaded = True
            package = importlib.import_module(self._package)
            for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
                importlib.import_module(f"{self._package}.{info.name}")

    def __getitem__(self, name: str) -> T:
        self._load()
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(self)
            raise KeyError(f"no {name!r} in {self._package}; known: {known}") from None

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(sorted(self._entries))

    def __len__(self) -> int:
        self._load()
        return len(self._entries)
