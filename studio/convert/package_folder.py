"""The folder of an .mlpackage (Manifest.json and Data), made and read in Python.

The layout is Apple's (`modelpackage/src/ModelPackage.hpp` in the coremltools sources): items have
an identifier, a name and an author; one of them is the root model.
"""

from __future__ import annotations

import json
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.files import write_text

_MANIFEST = "Manifest.json"
_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class ModelPackageItemInfo:
    """An item of a package; methods, not fields, because the native class has methods."""

    _identifier: str
    _path: Path
    _name: str
    _author: str
    _description: str

    def identifier(self) -> str:
        """Its UUID."""
        return self._identifier

    def path(self) -> str:
        """Where it lies."""
        return str(self._path)

    def name(self) -> str:
        """Its file name."""
        return self._name

    def author(self) -> str:
        """Who put it there, `com.apple.CoreML` for models."""
        return self._author

    def description(self) -> str:
        """What it is."""
        return self._description


class ModelPackage:
    """What `coremltools.libmodelpackage.ModelPackage` offers; made when it isn't there."""

    def __init__(self, path: str, create: bool = True) -> None:
        self._root = Path(path)
        if create and not (self._root / _MANIFEST).exists():
            (self._root / "Data").mkdir(parents=True, exist_ok=True)
            self._save({"fileFormatVersion": _VERSION, "itemInfoEntries": {}})

    def path(self) -> str:
        """The package's folder."""
        return str(self._root)

    @staticmethod
    def isValid(path: str) -> bool:
        """Whether there is a package with a root model."""
        try:
            manifest = ModelPackage(path, create=False)._manifest()
        except InputError:
            return False
        return manifest.get("rootModelIdentifier") in manifest["itemInfoEntries"]

    def setRootModel(self, path: str, name: str, author: str, description: str) -> str:
        """Copy the model description in; its identifier. Raises InputError for a second one."""
        if "rootModelIdentifier" in self._manifest():
            raise self._refused("it has a root model already")
        return self._add(path, name, author, description, root=True)

    def addItem(self, path: str, name: str, author: str, description: str) -> str:
        """Copy a file or folder in; its identifier. Raises InputError for a second one."""
        return self._add(path, name, author, description, root=False)

    def getRootModel(self) -> ModelPackageItemInfo:
        """The model description. Raises InputError when there is none."""
        manifest = self._manifest()
        identifier = manifest.get("rootModelIdentifier", "")
        if identifier not in manifest["itemInfoEntries"]:
            raise self._refused("it has no root model")
        return self._info(identifier, manifest["itemInfoEntries"][identifier])

    def replaceRootModel(self, path: str, name: str, author: str, description: str) -> str:
        """Put another model description in the place of the first; its identifier."""
        old = self.getRootModel()
        Path(old.path()).unlink()
        manifest = self._manifest()
        del manifest["itemInfoEntries"][old.identifier()], manifest["rootModelIdentifier"]
        self._save(manifest)
        return self._add(path, name, author, description, root=True)

    def findItemByNameAuthor(self, name: str, author: str) -> ModelPackageItemInfo | None:
        """The item with this name and author."""
        for identifier, entry in self._manifest()["itemInfoEntries"].items():
            if (entry["name"], entry["author"]) == (name, author):
                return self._info(identifier, entry)
        return None

    def _add(self, path: str, name: str, author: str, description: str, *, root: bool) -> str:
        if self.findItemByNameAuthor(name, author) is not None:
            raise self._refused(f"it has an item {name} of {author} already")
        source, place = Path(path), self._root / "Data" / author / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, place)
        manifest, identifier = self._manifest(), str(uuid.uuid4())
        entry = {"author": author, "description": description, "name": name}
        manifest["itemInfoEntries"][identifier] = {**entry, "path": f"{author}/{name}"}
        if root:
            manifest["rootModelIdentifier"] = identifier
        self._save(manifest)
        return identifier

    def _manifest(self) -> Any:
        try:
            manifest = json.loads((self._root / _MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise self._refused(str(error)) from error
        if not isinstance(manifest, dict) or not isinstance(manifest.get("itemInfoEntries"), dict):
            raise self._refused(f"{_MANIFEST} lists no items")
        return manifest

    def _save(self, manifest: Any) -> None:
        text = json.dumps(manifest, indent=4, sort_keys=True)
        write_text(self._root / _MANIFEST, text)

    def _info(self, identifier: str, entry: Any) -> ModelPackageItemInfo:
        place = (self._root / "Data" / entry["path"]).absolute()
        if not place.resolve().is_relative_to((self._root / "Data").resolve()):
            raise self._refused(f"an item lies outside: {entry['path']}")
        return ModelPackageItemInfo(
            identifier, place, entry["name"], entry["author"], entry["description"]
        )

    def _refused(self, detail: str) -> InputError:
        return InputError(
            f"{self._root.name} is not a usable .mlpackage.",
            code="broken-package",
            remedy="Convert the model again, or choose another file.",
            detail=detail,
        )
