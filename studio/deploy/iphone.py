"""The iPhone kit on disk: templates, project, tables, models; the same kit gives the same bytes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from string import Template
from typing import Any

from studio.core.errors import InputError
from studio.core.files import atomic_path, digest_path, resource, size_bytes
from studio.deploy.kit import Kit, KitModel, catalogue, golden
from studio.deploy.kit_words import words
from studio.deploy.playground import arranged, check_small
from studio.deploy.probing import prove
from studio.deploy.reading import tables_of
from studio.deploy.tables import Tables
from studio.deploy.xcode import PACKAGE, XcodeProject

MANIFEST = "kit.json"
FILLED = (".md", ".yml")  # templates with $words in them; the rest is copied as it is
_DOT = "dot-"  # `.github` is `dot-github` among the templates: hidden files get lost in packages
_LOADING_CHANGES = frozenset(
    {"Manifest.json"}
)  # coremltools rewrites it whenever it loads a package
_NOT_OURS = frozenset({".DS_Store", ".build", ".swiftpm", "xcuserdata", "DerivedData"})


def write_kit(kit: Kit, folder: Path, *, playground: bool = False) -> dict[str, Any]:
    """Write the whole kit into `folder`, replacing an earlier one that nobody has changed since.

    With `playground` it is a Swift Playgrounds package in place of an Xcode project.

    Returns {"files", "bytes", "checked"}: how many strings proved the tokenizers.
    Raises InputError for a tokenizer or kit that can't be exported, or a folder with other things in it.
    """
    kit.check()
    if playground:
        check_small(kit)
    refuse_changed(folder)
    tables = {model.name: tables_of(model.encoder, model.name) for model in kit.models}
    own = _owners(kit, tables)
    checked = sum(prove(m.encoder, tables[m.name], kit.rows, m.name) for m in own.values())
    with atomic_path(folder, folder=True) as draft:
        found = texts(kit, tables)
        for path, text in (arranged(kit, found) if playground else found).items():
            _put(draft / path, text)
        for model in kit.models:
            shutil.copytree(model.package, draft / models_folder(model))
        _put(draft / MANIFEST, json.dumps(_digests(draft), indent=1, sort_keys=True) + "\n")
    files = [p for p in folder.rglob("*") if p.is_file()]
    return {"files": len(files), "bytes": size_bytes(folder), "checked": checked}


def texts(kit: Kit, tables: dict[str, Tables]) -> dict[str, str]:
    """Every file but the models, by its path in the kit."""
    found = {**_templates(kit), **XcodeProject(kit.title, kit.bundle_id, kit.ios).files()}
    found["App/models.json"] = catalogue(kit, tables)
    found["MODEL_CARD.md"] = kit.model_card
    for name, model in _owners(kit, tables).items():
        home = f"{PACKAGE}/Sources/TextClassifierKit/Resources/Tokenizers/{name}"
        found |= {f"{home}/{file}": text for file, text in tables[model.name].files.items()}
        found[f"{PACKAGE}/Tests/TextClassifierKitTests/Resources/Golden/{name}.json"] = golden(model.encoder, kit.rows)  # fmt: skip
    return found


def models_folder(model: KitModel) -> str:
    """Where a package lies in the kit."""
    return f"App/Models/{model.resource}.mlpackage"


def refuse_changed(folder: Path) -> None:
    """Raises InputError when a folder holds what an export would destroy."""
    if not folder.exists():
        return
    try:
        known = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        known = {}
    known = known if isinstance(known, dict) else {}
    now = _digests(folder)
    changed = sorted(p for p in now if known.get(p) != now[p] and Path(p).name not in _LOADING_CHANGES)  # fmt: skip
    if changed and changed != [MANIFEST]:
        raise InputError(
            f"{folder} holds what this export would overwrite: {', '.join(changed[:3])}{' and more' if len(changed) > 3 else ''}.",
            code="kit-changed",
            remedy="Choose another folder with -o, or move this one away: your changes stay yours.",
        )


def _owners(kit: Kit, tables: dict[str, Tables]) -> dict[str, KitModel]:
    """One model for each different tokenizer, by the tables' name."""
    return {tables[m.name].name: m for m in reversed(kit.models)}


def _templates(kit: Kit) -> dict[str, str]:
    root, values = resource("iphone"), words(kit)
    found = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.name not in _NOT_OURS):
        name = "/".join(part.replace(_DOT, ".", 1) if part.startswith(_DOT) else part for part in path.relative_to(root).parts)  # fmt: skip
        text = path.read_text(encoding="utf-8")
        found[name] = Template(text).substitute(values) if name.endswith(FILLED) else text
    return found


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


def _digests(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file() and not _NOT_OURS & set(p.relative_to(folder).parts))  # fmt: skip
    return {p.relative_to(folder).as_posix(): digest_path(p) for p in sorted(files) if p != folder / MANIFEST}  # fmt: skip
