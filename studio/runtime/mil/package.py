"""An .mlpackage on disk, opened read-only: its model description, functions and constants."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from studio.core.errors import InputError
from studio.core.ordinary import refuse_special
from studio.runtime.mil.collector import paused
from studio.runtime.mil.program import Constant, Model, Offer, model_of
from studio.runtime.mil.schema import MODEL
from studio.runtime.mil.weights import BITS, NUMPY, WeightsFile, from_bytes
from studio.runtime.mil.wire import read

MODEL_PATH = "@model_path/"
IN_BYTES = ("fp16", "int8", "uint8", "int16", "uint16", "uint32", *BITS)


@dataclass(frozen=True)
class Package:
    """A parsed model with the folder its weights are relative to. Never writes to the package."""

    path: Path
    model: Model
    folder: Path
    _files: dict[str, WeightsFile] = field(default_factory=dict, repr=False)

    def value(self, constant: Constant) -> Any:
        """A constant as an array, a str, a list (of strings or values) or a dict.

        Arrays from the weights file are views of the mapped file. Raises InputError when the
        weights are missing or damaged, or a number does not fit its type.
        """
        try:
            return self._value(constant)
        except (OverflowError, TypeError) as error:
            raise damaged(self.path, "a constant is no value of its type", error) from error
        except (OSError, ValueError, LookupError) as error:
            raise damaged(self.path, "its weights are missing or cut short", error) from error

    def release(self, value: Any) -> None:
        """Forget the mapped pages of an array that value() returned and that was copied since."""
        if isinstance(value, np.ndarray) and value.nbytes:
            for file in self._files.values():
                file.release(value)

    def _value(self, constant: Constant) -> Any:
        if constant.immediate is None:
            return self._weights(constant)
        kinds = constant.immediate
        for several in ("list", "tuple"):
            if several in kinds:
                return [self._message(v) for v in kinds[several].get("values", [])]
        if "dictionary" in kinds:
            pairs = kinds["dictionary"].get("values", [])
            return {self._message(p["key"]): self._message(p["value"]) for p in pairs}
        return _immediate(constant, kinds.get("tensor", {}))

    def _message(self, message: dict[str, Any]) -> Any:
        from studio.runtime.mil.program import constant_of

        value = self._value(constant_of(message))
        return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value

    def _weights(self, constant: Constant) -> Any:
        name = constant.file.removeprefix(MODEL_PATH)
        if name not in self._files:
            self._files[name] = WeightsFile(_inside(self.folder, name))
        return self._files[name].array(constant.offset, constant.type.dtype, constant.type.shape)


def _inside(folder: Path, name: str) -> Path:
    """The file `name` of a folder. Raises ValueError where the name or a link leads out of it."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} leads out of the package")
    return path


def _immediate(constant: Constant, tensor: dict[str, Any]) -> Any:
    dtype, shape = constant.type.dtype, constant.type.shape
    kind = next(iter(tensor), "")
    values = tensor[kind].get("values", []) if kind else []
    if dtype == "string":
        return (values[0] if values else "") if shape == () else list(values)
    if kind == "bytes":
        return from_bytes(np.frombuffer(bytearray(values), np.uint8), dtype, shape)
    return np.array(values, dtype=NUMPY.get(dtype, "<i8")).reshape(shape)


def open_package(path: Path | str, function: str = "") -> Package:
    """Read a package's description; `function` chooses one of several (default: the package's own).

    Raises InputError: missing, not a package, damaged, no such function, or of a format that
    isn't an ML Program (named, with what to do).
    """
    path = Path(path)
    refuse_special(path)
    spec = _spec_file(path)
    try:
        model = _parsed(spec.read_bytes())
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise damaged(path, "its model description can't be read", error) from error
    package = Package(path, model, spec.parent)
    return _checked(_choosing(package, function) if function else package)


def _parsed(data: bytes) -> Model:
    """The model in a serialised Model.proto. Raises what a damaged one makes the reader raise."""
    with paused():
        return model_of(read(memoryview(data), MODEL))


def _choosing(package: Package, function: str) -> Package:
    """The package with another default function, described by that function's inputs and outputs."""
    model = package.model
    if function not in model.functions:
        raise no_such_function(package, function)
    offer = model.offer(function)
    return replace(
        package,
        model=replace(
            model, default_function=function,
            inputs=offer.inputs, outputs=offer.outputs, states=offer.states,
        ),
    )  # fmt: skip


def no_such_function(package: Package, function: str) -> InputError:
    """The InputError for a function a package doesn't have."""
    return InputError(
        f"{package.path.name} has no function {function}.",
        code="no-such-function",
        remedy=f"Its functions are {', '.join(package.model.functions) or 'none'}.",
    )


def open_spec(data: bytes, weights: Path | str, name: str = "model") -> Package:
    """The package of a serialised Model.proto whose weights lie in folder `weights`."""
    folder = Path(weights)
    model = _parsed(data)
    root = folder.parent if folder.name == "weights" else folder
    return _checked(Package(Path(name), model, root))


def _checked(package: Package) -> Package:
    model = package.model
    if model.format != "mlProgram":
        raise _other_format(package.path, model.format)
    refuse_images(package, model.offer(model.default_function))
    return package


def refuse_images(package: Package, offer: Offer) -> None:
    """Raises InputError when a function wants an image."""
    for feature in offer.inputs:
        if feature.kind == "image":
            raise InputError(
                f"{package.path.name} wants an image as input {feature.name}.",
                code="image-input",
                remedy="Convert the model with tensor inputs, or run it with Core ML on a Mac.",
            )


def _spec_file(path: Path) -> Path:
    if not path.exists():
        raise InputError(
            f"There is no {path}.", code="no-such-file", remedy="Check the path of the .mlpackage."
        )
    if not path.is_dir():
        raise _not_a_folder(path)
    try:
        manifest = json.loads((path / "Manifest.json").read_text(encoding="utf-8"))
        entry = manifest["itemInfoEntries"][manifest["rootModelIdentifier"]]
        spec = _inside(path / "Data", entry["path"])
    except FileNotFoundError as error:
        raise InputError(
            f"{path.name} is not an .mlpackage: it has no Manifest.json.",
            code="not-a-package",
            remedy="Hand over the whole .mlpackage folder as it was written.",
            detail=str(error),
        ) from error
    except (OSError, ValueError, LookupError, TypeError, RecursionError) as error:
        raise damaged(path, "its Manifest.json can't be read", error) from error
    if not spec.is_file():
        raise damaged(path, "its model file is missing", FileNotFoundError(str(spec)))
    return spec


def _not_a_folder(path: Path) -> InputError:
    """The InputError for a single file: an .mlmodel is told by its format."""
    if path.suffix == ".mlmodel":
        try:
            kind = _parsed(path.read_bytes()).format
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            kind = ""
        if kind not in ("", "mlProgram"):
            return _other_format(path, kind)
    return InputError(
        f"{path.name} is a file, not an .mlpackage folder.",
        code="not-a-package",
        remedy="Hand over an .mlpackage (an ML Program); convert older .mlmodel files again.",
    )


def _other_format(path: Path, kind: str) -> InputError:
    return InputError(
        f"{path.name} is not an ML Program but of format {kind or 'unknown'}.",
        code="not-an-ml-program",
        remedy="Convert the model again with convert_to='mlprogram' (the studio's convert does).",
    )


def damaged(path: Path, what: str, error: Exception) -> InputError:
    """The InputError for a broken package."""
    return InputError(
        f"{path.name} is damaged: {what}.",
        code="package-damaged",
        remedy="Copy the package again, whole, or convert the model again.",
        detail=str(error),
    )
