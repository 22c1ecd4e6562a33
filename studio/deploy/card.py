"""The model card: Markdown that travels with the package (sections after Hugging Face's model cards)."""

from __future__ import annotations

import re
from string import Template

from studio.core.errors import shown
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
    settings,
    trust_cells,
    trust_header,
)


def model_card(facts: DeployFacts) -> str:
    """Fill `resources/templates/model-card.md`."""
    template = Template(resource("templates/model-card.md").read_text(encoding="utf-8"))
    report = facts.import_report
    return template.substitute(
        title=facts.title,
        labels=", ".join(map(_code, facts.labels)),
        label_source=facts.label_source,
        data_file=facts.data_file,
        rows_read=report.get("rows_read", "-"),
        kept=report.get("kept", "-"),
        attribution=facts.attribution or "not stated",
        packages=_listing({n: f"{size / 1e6:.1f} MB" for n, size in facts.packages.items()}),
        scores=_scores(facts),
        comparison=_table(header(), [cells(row) for row in facts.comparison], "Not compared yet."),
        per_label=_table(f1_header(facts), f1_cells(facts), "Not measured yet."),
        parity=_table(parity_header(), parity_cells(facts), "No package was checked yet."),
        verdicts="\n".join(f"* {line}" for line in facts.verdicts) or "Not compared yet.",
        settings="\n".join(f"* {step}: {told}" for step, told in settings(facts))
        or "Nothing was trained yet.",
        use=_use(facts),
        split=parts(facts),
        trust=_table(trust_header(), trust_cells(facts), "Not measured yet."),
        limits="\n".join(f"* {line}" for line in LIMITS),
        licences="\n".join(f"* {what}: {terms}" for what, terms in licences(facts)),
    )


def _listing(values: dict[str, str]) -> str:
    return "\n".join(f"* {_code(name)}: {value}" for name, value in values.items()) or "None yet."


def _scores(facts: DeployFacts) -> str:
    lines = [
        f"* {model}, {part}: accuracy {s['accuracy']:.3f}, macro F1 {s['macro_f1']:.3f} ({s['rows']} rows)"
        for model, parts in facts.scores.items()
        for part, s in parts.items()
    ]
    return "\n".join(lines) or "Not measured yet."


def _table(titles: list[str], rows: list[list[str]], without: str) -> str:
    if not rows:
        return without
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(_plain(cell) for cell in line) + " |" for line in lines)


def _plain(cell: str) -> str:
    return shown(cell.replace("|", "\\|").replace("\n", " "))


def _code(name: str) -> str:
    """A name as it stands: fenced by more backticks than it has in a row (CommonMark 6.1)."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", name)), default=0))
    room = " " if len(fence) > 1 or name != name.strip() else ""
    return f"{fence}{room}{shown(name)}{room}{fence}"


def _use(facts: DeployFacts) -> str:
    """How to ask the smallest package that did not fail its check."""
    failed = {row["model"] for row in facts.comparison if row.get("verdict") == "fail"}
    good = {name: size for name, size in facts.packages.items() if name not in failed}
    if not good:
        return "No package passed yet." if facts.packages else "No package was made yet."
    name = min(good, key=lambda n: good[n])
    return f"""    pocketbert predict {name}.mlpackage "a sentence"

On an iPhone or a Mac: the Swift package of `pocketbert export iphone` reads the text as the model's own tokenizer does, and gives labels with
probabilities. Core ML alone takes token ids."""
