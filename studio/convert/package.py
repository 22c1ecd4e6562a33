"""An .mlpackage on disk: the program description read and written without touching the weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio.convert.reports import TARGETS
from studio.convert.upstream import core_ml_tools
from studio.core.errors import InputError
from studio.core.files import digest_path
from studio.core.ordinary import refuse_target
from studio.core.values import ClassifierCard

CARD_KEY = "com.pocketbert.card"
TOKENIZER_KEY = "com.pocketbert.tokenizer"
SUFFIX = ".mlpackage"

_DATA = Path("Data/com.apple.CoreML")
_FIRST_VERSION = 7  # the specification version of iOS16; each target adds one


def spec_path(package: Path) -> Path:
    """Where the program description lies inside a package."""
    return package / _DATA / "model.mlmodel"


def weights_dir(package: Path) -> Path:
    """Where the weight file lies inside a package."""
    return package / _DATA / "weights"


def read_spec(package: Path) -> Any:
    """The protobuf of an ML Program. Raises InputError for anything that isn't one."""
    ct = core_ml_tools()
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    spec = ct.proto.Model_pb2.Model()
    try:
        spec.ParseFromString(spec_path(package).read_bytes())
    except (OSError, DecodeError) as error:
        raise InputError(
            f"{package.name} is not a readable .mlpackage.",
            code="broken-package",
            remedy="Convert the model again, or choose another file.",
            detail=str(error),
        ) from error
    if spec.WhichOneof("Type") != "mlProgram":
        raise InputError(
            f"{package.name} is not an ML Program.",
            code="not-ml-program",
            remedy="Choose a package that the studio converted.",
        )
    return spec


def write_spec(package: Path, spec: Any) -> None:
    """Replace the program description; the same spec gives the same bytes."""
    spec_path(package).write_bytes(spec.SerializeToString(deterministic=True))


def read_card(package: Path, spec: Any) -> ClassifierCard:
    """The card inside. Raises InputError for a package somebody else made."""
    text = spec.description.metadata.userDefined.get(CARD_KEY, "")
    try:
        return ClassifierCard.from_json(text)
    except ValueError as error:
        raise InputError(
            f"{package.name} carries no card: PocketBERT Studio did not make it.",
            code="no-card",
            remedy="Convert the checkpoint with the studio, then compress that package.",
            detail=str(error),
        ) from error


def package_digest(package: Path) -> str:
    """SHA-256 of a package without Manifest.json, which loading rewrites."""
    return digest_path(package, skip=frozenset({"Manifest.json"}))


def target_of(spec: Any) -> str:
    """The oldest deployment target that runs this program."""
    at = int(spec.specificationVersion) - _FIRST_VERSION
    return TARGETS[min(max(at, 0), len(TARGETS) - 1)]


def older(target: str, needed: str) -> bool:
    """Whether `target` is older than `needed`."""
    return TARGETS.index(target) < TARGETS.index(needed)


def check_out(out: Path) -> None:
    """Raises InputError unless `out` is a name for a package, free or a package's already."""
    if out.suffix != SUFFIX:
        raise InputError(
            f"{out.name} is not a name for a Core ML package.",
            code="not-a-package-name",
            remedy=f"Choose a name that ends in {SUFFIX}.",
        )
    refuse_target(out, folder=True)
    if out.is_dir() and any(out.iterdir()) and not (out / "Manifest.json").is_file():
        raise InputError(
            f"{out} is a folder with other things in it, not a Core ML package.",
            code="not-a-package",
            remedy="Choose another name; what is in the folder stays as it is.",
        )
