"""What a card or a report may state: only what was measured, with dashes for what was not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class DeployFacts:
    """Everything known about a project's models, as plain values.

    `comparison` rows are the compare step's (accuracy in 0..1, sizes in bytes); `scores` maps a
    model to its part's scores; `packages` maps a package name to its size in bytes;
    `split` maps a part to its rows, `base_model` is what the teacher was made from;
    `runs` and `spread` are those of a student trained with several seeds, `calibration` is a model's
    trust (pipeline.trust).
    """

    title: str
    data_file: str
    label_source: str
    import_report: dict[str, Any]
    labels: tuple[str, ...]
    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    packages: dict[str, int] = field(default_factory=dict)
    comparison: list[dict[str, Any]] = field(default_factory=list)
    verdicts: list[str] = field(default_factory=list)
    settings: dict[str, dict[str, Any]] = field(default_factory=dict)
    attribution: str = ""
    runs: list[dict[str, Any]] = field(default_factory=list)
    spread: dict[str, dict[str, float]] = field(default_factory=dict)
    calibration: dict[str, dict[str, Any]] = field(default_factory=dict)
    split: dict[str, int] = field(default_factory=dict)
    base_model: str = ""


NOT_STATED = "not stated: look it up before you publish"
LIMITS = (
    "Scores hold for sentences like those of the test rows.",
    "Every sentence gets one of the labels, also one that fits none of them: let a person see unsure answers.",
    "Longer inputs are cut at the package's length; what was cut is not read.",
    "Look at the per-label scores before relying on a rare label.",
    "Parity with PyTorch was measured by the studio's interpreter unless a row says otherwise, not on a device.",
)


def parts(facts: DeployFacts) -> str:
    """The split in words."""
    return ", ".join(f"{name} {rows:,} rows" for name, rows in facts.split.items()) or "not split yet"  # fmt: skip


_UNTOLD = {"left_out"}  # of a packed sample: says nothing of the model


def settings(facts: DeployFacts) -> list[tuple[str, str]]:
    """What each model was made with, in words."""
    return [(step, ", ".join(_setting(k, v) for k, v in values.items() if k not in _UNTOLD)) for step, values in facts.settings.items()]  # fmt: skip


def _setting(name: str, value: Any) -> str:
    if name == "parameters":
        return f"{value / 1e6:.1f} M parameters"
    return f"{name.replace('_', ' ')} {value}"


def licences(facts: DeployFacts) -> list[tuple[str, str]]:
    """What the models were made from, and its terms as far as they were stated."""
    return [
        ("Base model and vocabulary", facts.base_model or NOT_STATED),
        ("Texts the models were trained on", facts.attribution or NOT_STATED),
        ("Labels", facts.label_source or "not stated"),
        ("The models themselves", "made from the above, whose terms apply to them"),
    ]


COLUMNS = (
    ("model", "Model", "{}", 1.0),
    ("parameters", "Parameters (M)", "{:.1f}", 1e6),
    ("size_bytes", "MB", "{:.1f}", 1e6),
    ("accuracy", "Accuracy", "{:.3f}", 1.0),
    ("accuracy_interval", "95 %", "{}", 1.0),
    ("macro_f1", "Macro F1", "{:.3f}", 1.0),
    ("macro_f1_interval", "95 %", "{}", 1.0),
    ("agreement_with_teacher", "Agrees with teacher", "{:.1%}", 1.0),
    ("median_milliseconds", "Median ms", "{:.1f}", 1.0),
    ("p95_milliseconds", "p95 ms", "{:.1f}", 1.0),
    ("runtime", "Runtime", "{}", 1.0),
    ("verdict", "Parity", "{}", 1.0),
)


def header() -> list[str]:
    """Column titles of the comparison."""
    return [title for _, title, _, _ in COLUMNS]


def cells(row: dict[str, Any]) -> list[str]:
    """One comparison row as text; a dash where nothing was measured."""
    return [
        "-" if row.get(key) is None else pattern.format(row[key] if scale == 1.0 else row[key] / scale)
        for key, _, pattern, scale in COLUMNS
    ]  # fmt: skip


RUNS = (("seed", "Seed", "{}"), ("accuracy", "Accuracy", "{:.3f}"), ("macro_f1", "Macro F1", "{:.3f}"), ("best_epoch", "Best epoch", "{}"))  # fmt: skip


def runs_header() -> list[str]:
    """Column titles of the runs with several seeds."""
    return [*(title for _, title, _ in RUNS), "Kept"]


def runs_cells(facts: DeployFacts) -> list[list[str]]:
    """A row a seed, then mean and standard deviation; nothing without several seeds."""
    rows = [[*(pattern.format(run[key]) for key, _, pattern in RUNS), "best on validation" if run["kept"] else ""] for run in facts.runs]  # fmt: skip
    if not facts.spread:
        return rows
    both = [f"{facts.spread[name]['mean']:.3f} ± {facts.spread[name]['sd']:.3f}" for name in ("accuracy", "macro_f1")]  # fmt: skip
    return [*rows, ["mean ± sd", *both, "", ""]]


def trust_header() -> list[str]:
    """Column titles of calibration."""
    return ["Model", "Calibration error", "at its temperature", "Temperature", "Answers over", "Answered", "Wrong among them"]  # fmt: skip


def trust_cells(facts: DeployFacts) -> list[list[str]]:
    """How far each classifier's probabilities can be trusted, on the test rows."""
    return [
        [name, f"{found['ece'][0]:.1%}", f"{found['ece'][1]:.1%}", f"{found['temperature']:.2f}",
         f"{found['reject_below']:.0%}", f"{found['coverage']:.0%}", f"{found['risk']:.1%}"]
        for name, found in facts.calibration.items()
    ]  # fmt: skip


PARITY = (
    ("reference", "Compared with", "{}"),
    ("examples", "Rows", "{:,}"),
    ("label_agreement", "Labels agree", "{:.2%}"),
    ("required_agreement", "Needed", "{:.1%}"),
    ("max_abs_logit", "Largest logit difference", "{:.1e}"),
    ("max_abs_probability", "Largest probability difference", "{:.1e}"),
    ("arithmetic", "Arithmetic", "{}"),
    ("verdict", "Verdict", "{}"),
)


def parity_header() -> list[str]:
    """Column titles of the parity checks."""
    return ["Package", *(title for _, title, _ in PARITY)]


def parity_cells(facts: DeployFacts) -> list[list[str]]:
    """A row for each package that was checked, by its own numbers."""
    rows = [row for row in facts.comparison if row.get("parity")]
    return [[row["model"], *_figures({**row["parity"], "reference": row.get("reference", "-")})] for row in rows]  # fmt: skip


def _figures(parity: dict[str, Any]) -> list[str]:
    return ["-" if parity.get(key) is None else pattern.format(parity[key]) for key, _, pattern in PARITY]  # fmt: skip


def f1_header(facts: DeployFacts) -> list[str]:
    """Model, then the labels."""
    return ["Model", *facts.labels]


def f1_cells(facts: DeployFacts) -> list[list[str]]:
    """F1 of every label for each model whose exam knows it."""
    rows = [row for row in facts.comparison if row.get("per_label_f1")]
    return [[row["model"], *(_share(row["per_label_f1"].get(name)) for name in facts.labels)] for row in rows]  # fmt: skip


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
