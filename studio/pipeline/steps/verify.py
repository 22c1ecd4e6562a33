"""Step `verify`: packages against a reference on real and hard rows, number by number."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.core import columns
from studio.core.errors import InputError, QualityError
from studio.core.events import Metric, Note
from studio.core.values import ParityReport
from studio.pipeline import tracing
from studio.pipeline.measuring import artifact_of, judged, keep_parity
from studio.pipeline.plain_text import lines_of
from studio.pipeline.specs import VerifySpec
from studio.pipeline.step import STEPS, Context, Story, find_model

BUILT_IN = (
    "The licensee must retain this copyright notice in all copies.",
    "Where is my parcel? It was due on Tuesday.",
    "I was charged twice for the same order and would like a refund.",
    "Redistribution is permitted provided that the following conditions are met.",
    "The software is provided as is, without warranty of any kind.",
    "Please reset the password on my account.",
    "Thank you!",
    "This agreement may be terminated upon thirty days' written notice by either party.",
)


@STEPS.register("verify")
def run(spec: VerifySpec, context: Context) -> Story:
    """Judge each model in faithful arithmetic; the project remembers the verdicts.

    Raises QualityError (exit 6) when one fails.
    """
    paths = [find_model(name, context) for name in spec.models]
    original = find_model(spec.reference, context)
    tracing.require_traceable(spec, original, paths)
    texts, reports, traces = sentences(spec, context), [], []
    from studio.runtime import open_runtime

    with open_runtime(original) as reference:
        for path in paths:
            with open_runtime(path, arithmetic="faithful") as candidate:
                report = yield from judged(reference, candidate, texts)
            yield Metric(f"parity/{candidate.card.scheme}/agreement", report.label_agreement)
            remember(spec, context, path, report)
            reports.append((path, report))
            if spec.trace:
                found = yield from tracing.traced(original, path, texts, report.worst_text)
                traces.append((yield from tracing.shown(path.name, found, path)))
                tracing.draw(spec, found, len(traces) - 1)
    result: dict[str, Any] = {
        "reports": [asdict(report) for _, report in reports],
        "table": [row(path.name, report) for path, report in reports],
    }
    for line in tracing.layout_lines(traces):
        yield Note(line)
    if traces:
        result |= {"traces": traces, "lines": [told["sentence"] for told in traces]}
    failed = [(path, report) for path, report in reports if report.verdict != "pass"]
    if failed:
        for shown in result["table"]:  # the numbers are shown all the same
            yield Note("  ".join(f"{key} {value}" for key, value in shown.items()))
        path, report = failed[0]
        error = QualityError(
            f"{path.name} does not agree with {spec.reference}: {report.reason}",
            code="parity",
            remedy="Use a gentler scheme or float32; the worst sentence is in the details.",
            detail=f"worst row {report.worst_row}: {report.worst_text!r}; {asdict(report)}",
        )
        known = [told["sentence"] for told in traces if told["model"] == path.name]
        named = known[0] if known else (yield from tracing.culprit(original, path, texts, report.worst_text))  # fmt: skip
        raise tracing.with_culprit(error, named)
    return result


def remember(spec: VerifySpec, context: Context, path: Path, report: ParityReport) -> None:
    """Keep a verdict when both models are the project's own."""
    mine, original = (artifact_of(name, context) for name in (str(path), spec.reference))
    if context.project is not None and mine is not None and original is not None:
        texts = Path(spec.texts).name if spec.texts else "validation rows"
        keep_parity(context.project, mine, original, report, texts)


def sentences(spec: VerifySpec, context: Context) -> list[str]:
    """What to compare on: the given file, the project's validation rows, or built-in sentences."""
    if spec.texts:
        return read_sentences(Path(spec.texts))[: spec.limit]
    data = context.project.named("dataset") if context.project is not None else None
    if data is not None and data.path.exists():
        return list(columns.read_dataset(data.path / "validation.arrow").texts)[: spec.limit]
    return list(BUILT_IN)


def read_sentences(path: Path) -> list[str]:
    """A text file's lines, or the text column of a table. Raises InputError."""
    if not path.is_file():
        raise InputError(f"There is no file {path}.", code="no-such-file", remedy="Check the path.")
    if path.suffix.lower() in {".csv", ".tsv", ".jsonl", ".parquet", ".xlsx", ".gz", ".zip"}:
        from studio.data import read_texts

        return read_texts(path)
    return [line for line in lines_of(path) if line.strip()]


def row(name: str, report: ParityReport) -> dict[str, Any]:
    """One line of the table people read."""
    return {
        "model": name,
        "rows": report.examples,
        "agreement": f"{report.label_agreement:.2%}",
        "needed": f"{report.required_agreement:.1%}",
        "max |d logit|": f"{report.max_abs_logit:.2e}",
        "max |d p|": f"{report.max_abs_probability:.2e}",
        "arithmetic": report.arithmetic,
        "verdict": report.verdict,
    }
