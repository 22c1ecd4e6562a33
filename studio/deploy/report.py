"""The report: one HTML file that needs nothing else, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from string import Template

from studio.core.files import resource
from studio.deploy.facts import DeployFacts, cells, header


def html_report(facts: DeployFacts) -> str:
    """Fill `resources/templates/report.html`; labels and texts are shown as text, never as HTML."""
    template = Template(resource("templates/report.html").read_text(encoding="utf-8"))
    report = facts.import_report
    dropped = {reason: len(rows) for reason, rows in report.get("dropped", {}).items() if rows}
    return template.substitute(
        title=escape(facts.title),
        label_source=escape(facts.label_source),
        data_file=escape(facts.data_file),
        attribution=escape(facts.attribution or "not stated"),
        rows_read=report.get("rows_read", "-"),
        kept=report.get("kept", "-"),
        dropped=escape(", ".join(f"{n} {reason}" for reason, n in dropped.items()) or "none"),
        labels=_rows(
            (name, report.get("label_counts", {}).get(name, "-")) for name in facts.labels
        ),
        notes="".join(f"<li>{escape(note)}</li>" for note in report.get("notes", [])),
        head="".join(f"<th>{escape(title)}</th>" for title in header()),
        comparison=_rows(cells(row) for row in facts.comparison),
        verdicts="".join(f"<li>{escape(line)}</li>" for line in facts.verdicts),
        per_label=_rows(_per_label(facts)),
        settings=_rows(
            (step, ", ".join(f"{k} {v}" for k, v in values.items()))
            for step, values in facts.settings.items()
        ),
    )


def _per_label(facts: DeployFacts) -> list[tuple[str, ...]]:
    return [
        (model, label, f"{f1:.3f}")
        for model, parts in facts.scores.items()
        for label, f1 in parts.get("test", {}).get("per_label_f1", {}).items()
    ]


def _rows(rows: Iterable[Sequence[object]]) -> str:
    lines = []
    for row in rows:
        lines.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>")
    return "\n".join(lines)
