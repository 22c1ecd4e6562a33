"""Writes a sample CSV and says who labelled it, under which licence, and whom to name."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.files import write_text
from studio.data.samples import clauses, kinds
from studio.data.samples.licence_texts import PACKAGE, version
from studio.data.samples.passage import Passage, balanced, distinct

LICENCE = "CC-BY-4.0"
SAMPLES: dict[str, tuple[Callable[[], Iterator[Passage]], str, tuple[str, ...]]] = {
    "kinds": (kinds.passages, kinds.LABEL_SOURCE, kinds.KINDS),
    "clauses": (clauses.passages, clauses.LABEL_SOURCE, clauses.CLAUSES),
}


def build_sample(name: str, path: Path, rows: int = 3000, seed: int = 0) -> dict[str, Any]:
    """Write about `rows` passages as CSV: text, label, label_id, source, label_source.

    Returns label_source, licence, attribution, rows and label_counts. The same seed and
    package version give the same bytes. Raises HostError when the package is missing,
    InputError for a name that is no sample.
    """
    if name not in SAMPLES:
        raise InputError(
            f"There is no sample {name!r}.",
            code="no-such-sample",
            remedy=f"Choose one of: {', '.join(SAMPLES)}.",
        )
    passages, label_source, labels = SAMPLES[name]
    chosen = balanced(distinct(passages()), rows, seed)
    write_text(Path(path), _csv(chosen, labels, label_source))
    return {
        "label_source": label_source,
        "licence": LICENCE,
        "attribution": f"ScanCode licence data ({PACKAGE} {version()}), copyright nexB Inc. and others",
        "rows": len(chosen),
        "label_counts": dict(sorted(Counter(p.label for p in chosen).items())),
    }


def _csv(passages: list[Passage], labels: tuple[str, ...], label_source: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["text", "label", "label_id", "source", "label_source"])
    by = label_source.partition(":")[0]
    writer.writerows([p.text, p.label, labels.index(p.label), p.source, by] for p in passages)
    return out.getvalue()
