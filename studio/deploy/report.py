"""The report: one HTML file that needs nothing else, every text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from string import Template

from studio.core.files import resource
from studio.deploy.facts import (
    LIMITS,
    DeployFacts,
    cells,
    f1_cells,
    f1_header,
    header,
    licences,
    parity_cells,
    parity_header,
    parts,
    runs_cells,
    runs_header,
    settings,
    trust_cells,
    trust_header,
)
from studio.deploy.picture import speed_picture

_INTERVAL = re.compile(r"[\d.]+-[\d.]+")


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
        head=_head(header()),
        parity_head=_head(parity_header()),
        parity=_rows(parity_cells(facts))
        or _nothing(len(parity_header()), "No package was checked yet."),
        f1_head=_head(f1_header(facts)),
        comparison=_rows(cells(row) for row in facts.comparison)
        or _nothing(len(header()), "Not compared yet."),
        runs_head=_head(runs_header()),
        runs=_rows(runs_cells(facts)) or _nothing(len(runs_header()), "Trained with one seed."),
        trust_head=_head(trust_header()),
        trust=_rows(trust_cells(facts)) or _nothing(len(trust_header()), "Not measured yet."),
        chart=_chart(facts),
        verdicts="".join(f"<li>{escape(line)}</li>" for line in facts.verdicts),
        per_label=_rows(f1_cells(facts)) or _nothing(1 + len(facts.labels), "Not measured yet."),
        settings=_rows(settings(facts)),
        split=escape(parts(facts)),
        limits="".join(f"<li>{escape(line)}</li>" for line in LIMITS),
        licences=_rows(licences(facts)),
    )


def _chart(facts: DeployFacts) -> str:
    """Latencies as a picture inside the page; nothing where none was measured."""
    rows = [
        {"model": row["model"], "runtime": row.get("runtime") or "-", "p50 ms": str(row["median_milliseconds"]), "p95 ms": str(row["p95_milliseconds"])}
        for row in facts.comparison
        if row.get("median_milliseconds") is not None and row.get("p95_milliseconds") is not None
    ]  # fmt: skip
    return speed_picture(rows) if rows else ""


def _head(titles: Iterable[str]) -> str:
    return "".join(f"<th>{escape(title)}</th>" for title in titles)


def _nothing(columns: int, words: str) -> str:
    return f'<tr><td colspan="{columns}">{escape(words)}</td></tr>'


def _rows(rows: Iterable[Sequence[object]]) -> str:
    lines = []
    for row in rows:
        lines.append("<tr>" + "".join(_cell(str(cell)) for cell in row) + "</tr>")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """An interval stays in one line: a browser would break it at its hyphen."""
    whole = ' class="whole"' if _INTERVAL.fullmatch(text) else ""
    return f"<td{whole}>{escape(text)}</td>"
