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
NEEDS_PROJECT = frozenset({"demo", "import", "augment", "teach", "label", "distil", "export"})
MAKES_PROJECT = frozenset({"demo", "import"})
RESUMABLE = frozenset({"demo", "teach", "label", "distil"})
DEFAULT_PROJECT = {"demo": "pocketbert-demo-{sample}", "import": "pocketbert-project"}
