"""Scheme auto: search, write the package, let the real one be judged, step back when it fails."""

from __future__ import annotations

import math
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import InputError, QualityError
from studio.core.events import Event, Metric, Note
from studio.core.files import size_bytes
from studio.core.values import ParityReport
from studio.pipeline.calibrating import Calibration
from studio.pipeline.measuring import judged
from studio.pipeline.searching import Search, chosen, explained, larger, megabytes
from studio.pipeline.specs import CompressSpec

_DOUBT = 0.005  # an estimate from a thousand sentences may be so far off


def smallest(spec: CompressSpec, helped: Calibration, out: Path) -> Generator[Event, None, dict[str, Any]]:  # fmt: skip
    """The smallest package that keeps enough answers, or the best within a budget, at `out`.

    Raises InputError without a classifier and sentences, or for a budget that is too small;
    QualityError when nothing keeps what was asked.
    """
    from studio.convert.package import read_spec, target_of
    from studio.convert.search import front, told

    budget = megabytes(spec.budget) if spec.budget else 0.0
    if not helped.possible or not helped.judge:
        raise InputError("A search needs the package's classifier and sentences.", code="nothing-to-search-with", remedy="Work in its project, or name --reference and --texts.")  # fmt: skip
    matters = yield from helped.matters()
    target = target_of(read_spec(helped.package))
    search = Search(helped.bench, helped.weights, helped.judge, target, matters, helped.losses(), helped.keep_losses)  # fmt: skip
    options = yield from search.losses()
    mixes = front(options)
    rest = size_bytes(helped.package) - sum(each[0].size for each in options.values())
    # an option's first is the weight as it is
    at = yield from chosen(search, mixes, rest, spec.keep, budget)
    asked = spec.keep
    if budget:
        share = search.agreement(mixes[at])
        yield Metric("search/agreement", share, mixes[at].size + rest)
        asked = math.floor((share - _DOUBT) * 1000) / 1000
    result, report = yield from _proven(helped, search, mixes, at, out, asked, step_back=not budget)
    rows = told(helped.weights, mixes[result["mixture"]])
    lines = [
        f"auto: {result['bits']:.2f} bits a weight, needs {result['target']}; kept {report.label_agreement:.2%} of {report.examples} answers",
        *explained(rows),
    ]
    for line in lines:
        yield Note(line)
    return {**result, "layers": rows, "agreement": report.label_agreement, "lines": lines}


def _proven(helped: Calibration, search: Search, mixes: list[Any], at: int, out: Path, asked: float, *, step_back: bool) -> Generator[Event, None, tuple[dict[str, Any], ParityReport]]:  # fmt: skip
    """Write a mixture and judge it in faithful arithmetic; a larger one when it fails."""
    from studio.convert import compress
    from studio.convert.compression import Mixture
    from studio.convert.schemes import searched
    from studio.runtime import open_runtime

    assert helped.classifier is not None, "asked before"
    while True:
        mixture = Mixture(searched(asked), mixes[at].codings, search.target)
        made = yield from compress(helped.package, mixture, out, search.matters)
        with open_runtime(helped.classifier) as reference, open_runtime(out) as candidate:
            report = yield from judged(reference, candidate, helped.judge)
        yield Metric("search/proven", report.label_agreement, made.size_bytes)
        if report.verdict == "pass":
            return {**made.to_json(), "mixture": at}, report
        if not step_back:
            raise QualityError(
                f"Within the budget only {report.label_agreement:.2%} of the answers stay the same.",
                code="budget-costs-answers",
                remedy="Allow more bytes, or prune the vocabulary as well.",
                detail=report.reason,
            )
        yield Note(
            f"{made.size_bytes / 1e6:.1f} MB keep {report.label_agreement:.2%}: one step back"
        )
        at = larger(mixes, at)
