"""Names, specs and lists for forms and parsers: everything a face may know of the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studio.pipeline import specs

SPECS: dict[str, type] = {
    "demo": specs.DemoSpec,
    "import": specs.ImportSpec,
    "augment": specs.AugmentSpec,
    "teach": specs.TeachSpec,
    "label": specs.LabelSpec,
    "distil": specs.DistilSpec,
    "convert": specs.ConvertSpec,
    "compress": specs.CompressSpec,
    "verify": specs.VerifySpec,
    "predict": specs.PredictSpec,
    "bench": specs.BenchSpec,
    "compare": specs.CompareSpec,
    "export": specs.ExportSpec,
}
HIDDEN_SPECS: dict[str, type] = {
    "playground": specs.PlaygroundSpec,
    "preview": specs.PreviewSpec,
    "augment_preview": specs.AugmentPreviewSpec,
    "copy": specs.CopySpec,
    "trace": specs.TraceSpec,
    "count": specs.CountSpec,
    "device": specs.DeviceSpec,
}
NEEDS_PROJECT = frozenset({"demo", "import", "augment", "teach", "label", "distil", "compare", "export", "count", "device"})  # fmt: skip
DEVICE_REPORT = "pocketbert-device-report"  # a .json file of the iPhone app says so itself
MAKES_PROJECT = frozenset({"demo", "import"})
RESUMABLE = frozenset({"demo", "teach", "label", "distil", "compare", "compress"})
DEFAULT_PROJECT = {"demo": "pocketbert-demo-{sample}", "import": "pocketbert-project"}


def offered(step: str, field: str) -> list[tuple[str, str]]:
    """What a free field of a step can be filled with, as (value, help); [] where it is open.

    The registries behind it keep heavy imports inside functions: a window may ask.
    """
    if field == "scheme":
        from studio.convert.schemes import SCHEMES

        return [(name, SCHEMES[name].help) for name in SCHEMES]
    if (step, field) == ("distil", "student"):
        from studio.models.architectures import PRESETS

        return [(name, PRESETS[name].help) for name in PRESETS]
    if (step, field) == ("distil", "objective"):
        from studio.distil.objectives import OBJECTIVES

        found = [OBJECTIVES[name] for name in OBJECTIVES]
        beside = [(f"soft_hard+{o.name}:{o.usual:g}", f"Answers, and: {o.help}") for o in found if o.needs]  # fmt: skip
        return [*((o.name, o.help) for o in found if not o.needs), *beside]
    if (step, field) == ("augment", "method"):
        from studio.augment.registry import METHODS

        return [(f"{name}={METHODS[name].probability:g}", METHODS[name].help) for name in METHODS]
    if (step, field) == ("augment", "bounds"):  # of p, as name=lowest=highest
        from studio.augment.registry import METHODS

        return [
            (f"{n}={METHODS[n].lowest:g}={METHODS[n].highest:g}", METHODS[n].title) for n in METHODS
        ]
    return []


def matched(config: dict[str, Any], names: Sequence[str], source_ids: Sequence[str] = ()) -> tuple[tuple[tuple[str, str], ...], str]:  # fmt: skip
    """((the data's label, the model's), ...) and what was assumed, by the rule teachers load with.

    `config` is a model's config.json. Raises InputError when they can't be reconciled.
    """
    from studio.core.values import LabelSet
    from studio.models.checkpoint import label_names
    from studio.models.labels import match_labels

    head = label_names(config)
    found = match_labels(head, LabelSet(tuple(names), tuple(source_ids)))
    return tuple((name, head[row]) for name, row in zip(names, found.rows, strict=True)), found.note


def head_names(config: dict[str, Any]) -> tuple[str, ...]:
    """A model's own label names by row of its head. Raises InputError."""
    from studio.models.checkpoint import label_names

    return label_names(config)


def schemes() -> list[tuple[str, str, float, str]]:
    """(name, help, bits a stored number with its tables or 0 where texts tell, oldest deployment target) of each scheme."""
    from studio.convert.schemes import SCHEMES

    found = (SCHEMES[name] for name in SCHEMES)
    return [(s.name, s.help, 0.0 if s.tiered else s.bits + s.table_bits, s.target) for s in found]
