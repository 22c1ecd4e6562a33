"""One registry type for every extension point: a file in a folder is an entry."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to entries, filled by importing every module of one package once, in name order; or only
    the module of a name that is asked for.

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

    def _load_one(self, name: str) -> None:
        """Most entries bear their module's name: a worker that needs one need not load the others."""
        own = name.replace("-", "_")
        module = f"{self._package}.{own}"
        if self._loaded or module in sys.modules or not own.isidentifier():
            return
        if importlib.util.find_spec(module) is not None:
            importlib.import_module(module)

    def __getitem__(self, name: str) -> T:
        self._load_one(name)
        if name in self._entries:
            return self._entries[name]
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
