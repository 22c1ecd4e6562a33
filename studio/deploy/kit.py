"""What an iPhone kit is made of, and the texts that are computed for it: catalogue, golden vectors."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.files import digest_path
from studio.core.values import ClassifierCard
from studio.deploy.probing import HARD
from studio.deploy.tables import Tables

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

GOLDEN_LENGTH = 64
GOLDEN_ROWS = 40
_BUNDLE_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class KitModel:
    """One package for the app. `parity` is texts with the logits the studio measured, [n][k].

    `target` is the oldest system the package runs on, such as `iOS17`.
    """

    name: str
    package: Path
    digest: str
    size_bytes: int
    card: ClassifierCard
    encoder: TextEncoder
    parity: tuple[tuple[str, tuple[float, ...]], ...] = ()
    target: str = "iOS16"

    @property
    def resource(self) -> str:
        """A file name Xcode can turn into a class: student-int8 -> StudentInt8."""
        joined = "".join(p[:1].upper() + p[1:] for p in re.findall(r"[A-Za-z0-9]+", self.name))
        return joined if joined[:1].isalpha() else f"Model{joined}"

    @property
    def ios(self) -> int:
        """The oldest iOS as a number."""
        return int(self.target.removeprefix("iOS") or 16)


@dataclass(frozen=True)
class Kit:
    """Everything an exported app holds. `rows` are sentences of the user's own data."""

    title: str
    bundle_id: str
    models: tuple[KitModel, ...]
    rows: tuple[str, ...]
    model_card: str
    base_model: str = ""
    attribution: str = ""
    label_source: str = ""

    def check(self) -> None:
        """Raises InputError for a kit without models, with two of one name, or a bundle id Xcode refuses."""
        if not self.models:
            raise InputError("There is no Core ML package to put into an app.", code="no-package", remedy="Make one: pocketbert convert student")  # fmt: skip
        if not _BUNDLE_ID.fullmatch(self.bundle_id):
            raise InputError(f"{self.bundle_id!r} is no bundle identifier.", code="bad-setting", remedy="For example: com.example.classifier")  # fmt: skip
        seen: dict[str, str] = {}
        for model in self.models:
            if other := seen.get(model.resource):
                raise InputError(f"{other} and {model.name} would be one file in the app.", code="same-name", remedy="Choose one of them, or rename one.")  # fmt: skip
            seen[model.resource] = model.name

    @property
    def ios(self) -> str:
        """The app's deployment target: iOS 17, or what its models need."""
        return f"{max([17, *(model.ios for model in self.models)])}.0"


def catalogue(kit: Kit, tables: dict[str, Tables]) -> str:
    """`models.json`: what ModelCatalog.swift reads. `tables` is by model name."""
    models = [_described(model, tables[model.name]) for model in kit.models]
    return _json({"models": models, "samples": list(kit.rows[:GOLDEN_ROWS])})


def _described(model: KitModel, tables: Tables) -> dict[str, Any]:
    card = model.card
    return {
        "id": model.name,
        "title": model.name,
        "resource": model.resource,
        "digest": model.digest,
        "bytes": model.size_bytes,
        "precision": card.precision,
        "scheme": card.scheme,
        "labels": list(card.labels),
        "tokenizer": tables.name,
        "lengths": sorted(card.lengths or (card.max_length,)),
        "temperature": card.calibration,
        "rejectBelow": card.reject_below,
        "idsInput": "input_ids",
        "maskInput": "attention_mask",
        "logitsOutput": "logits",
        "tolerance": tolerance(model),
        "parity": [{"text": text, "logits": [round(v, 6) for v in logits]} for text, logits in model.parity],
        "files": _files(model.package),
    }  # fmt: skip


def _files(package: Path) -> list[dict[str, Any]]:
    """What a download of the package is compared with: path, bytes and SHA-256 of each file."""
    return [
        {
            "path": path.relative_to(package).as_posix(),
            "bytes": path.stat().st_size,
            "sha256": digest_path(path),
        }
        for path in sorted(p for p in package.rglob("*") if p.is_file())
    ]


def tolerance(model: KitModel) -> float:
    """How far a device's logits may be from the studio's: 16-bit sums in another order, by their size."""
    largest = max((abs(v) for _, logits in model.parity for v in logits), default=1.0)
    return round(0.03 + 0.02 * max(largest, 1.0), 3)


def golden(encoder: TextEncoder, rows: Sequence[str]) -> str:
    """Hard cases and own rows with the live tokenizer's answers, for the kit's unit tests."""
    named = {**HARD, **{f"row {at}": row for at, row in enumerate(rows[:GOLDEN_ROWS], 1)}}
    texts = [text.encode("utf-8", "replace").decode("utf-8") for text in named.values()]
    bare = encoder.tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    whole = encoder.encode(texts, GOLDEN_LENGTH)
    cases = [
        {"name": name, "text": text, "ids": found.ids, "count": len(ids), "cut": cut}
        for name, text, found, ids, cut in zip(
            named, texts, bare, whole.ids, whole.cut, strict=True
        )
    ]
    return _json({"length": GOLDEN_LENGTH, "cases": cases})


def _json(value: Any) -> str:
    """ASCII, so that no editor and no file system changes a mark."""
    return json.dumps(value, ensure_ascii=True, indent=1, sort_keys=True) + "\n"
