"""Names, specs and lists for forms and parsers: everything a face may know of the pipeline."""

from __future__ import annotations

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
    "export": specs.ExportSpec,
}
HIDDEN_SPECS: dict[str, type] = {"playground": specs.PlaygroundSpec}
HIDDEN_SPECS["augment_preview"] = specs.AugmentPreviewSpec
NEEDS_PROJECT = frozenset({"demo", "import", "augment", "teach", "label", "distil", "export"})
MAKES_PROJECT = frozenset({"demo", "import"})
HIDDEN_SPECS |= {"copy": specs.CopySpec}
RESUMABLE = frozenset({"demo", "teach", "label", "distil"})
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
    if (step, field) == ("augment", "method"):
        from studio.augment.registry import METHODS

        return [(f"{name}={METHODS[name].probability:g}", METHODS[name].help) for name in METHODS]
    return []
