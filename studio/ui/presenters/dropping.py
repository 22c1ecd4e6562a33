"""What a dropped file or folder means, said before the mouse button is released."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.project import is_project
from studio.ui.presenters.devices import is_report
from studio.ui.presenters.language import tr

TABLES = (".csv", ".tsv", ".jsonl", ".parquet", ".xlsx", ".gz", ".bz2", ".xz", ".zip")
MODELS = (".mlpackage", ".onnx")


@dataclass(frozen=True, slots=True)
class Drop:
    """kind: data, teacher, model, device, project or "" (can't be used); `sentence` says what will happen."""

    kind: str
    path: Path
    sentence: str

    @property
    def ok(self) -> bool:
        """Whether releasing does anything."""
        return bool(self.kind)


def judge(paths: list[Path], project_open: bool = False) -> Drop:
    """What releasing these paths here would do."""
    if len(paths) != 1:
        return Drop("", Path(), tr("Drop one file or folder at a time."))
    path = paths[0]
    if path.is_dir() and path.suffix.lower() not in MODELS:
        return _folder(path)
    return _file(path, project_open)


def _folder(path: Path) -> Drop:
    if is_project(path):
        return Drop("project", path, tr("Open the project “{name}”.", name=path.name))
    if (path / "config.json").is_file():
        return Drop("teacher", path, tr("Use “{name}” as the teacher.", name=path.name))
    return Drop("", path, tr("“{name}” is neither a project nor a model folder (it has no config.json).", name=path.name))  # fmt: skip


def _file(path: Path, project_open: bool) -> Drop:
    ending = path.suffix.lower()
    if ending in TABLES:
        where = tr("into this project") if project_open else tr("into a new project")
        return Drop("data", path, tr("Import “{name}” {where}.", name=path.name, where=where))
    if ending in MODELS:
        return Drop("model", path, tr("Try “{name}” in the playground.", name=path.name))
    if is_report(path):
        if project_open:
            return Drop("device", path, tr("Add the figures in “{name}” to the comparison.", name=path.name))  # fmt: skip
        return Drop("", path, tr("“{name}” holds figures of a device: open the project that made the app, then drop it again.", name=path.name))  # fmt: skip
    if path.name == "project.sqlite":
        return Drop("project", path.parent, tr("Open the project “{name}”.", name=path.parent.name))
    return Drop("", path, tr("“{name}” can't be used here. Drop a CSV, TSV, JSONL, Excel or Parquet file, a model folder, an .mlpackage, an ONNX file, the app’s device-report.json, or a project.", name=path.name))  # fmt: skip
