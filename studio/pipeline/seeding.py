"""The same training with several seeds: every run told as one story, then mean and spread."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from statistics import mean, stdev
from typing import Any, TypeVar

from studio.core.events import Event, Metric, Note, Progress
from studio.pipeline.step import Story

SCORES = ("accuracy", "macro_f1")
R = TypeVar("R")


def several(seeds: Sequence[int], one: Callable[[int], Story]) -> Story:
    """Run `one(seed)` for each; the result is that of the one best on validation.

    It gains `runs` (a row a seed, `kept` marks that one) and `spread` (mean, standard deviation,
    least and most of the test scores). The exam has no say in which one is kept.
    """
    found: dict[int, dict[str, Any]] = {}
    shift: dict[str, float] = {}
    for seed in seeds:
        yield Note(f"Seed {seed}, {len(found) + 1} of {len(seeds)}")
        found[seed] = dict((yield from told_apart(one(seed), f"seed {seed}: ", shift)))
    best = max(seeds, key=lambda seed: _validation(found[seed]))
    runs = [_row(seed, found[seed], seed == best) for seed in seeds]
    spread = {name: spread_of([run[name] for run in runs]) for name in SCORES}
    return {**found[best], "runs": runs, "spread": spread, "lines": lines(runs, spread)}


def spread_of(values: Sequence[float]) -> dict[str, float]:
    """mean, sd (of a sample; 0 for one value), least and most."""
    deviation = stdev(values) if len(values) > 1 else 0.0
    return {"mean": mean(values), "sd": deviation, "least": min(values), "most": max(values)}


def lines(runs: Sequence[dict[str, Any]], spread: dict[str, dict[str, float]]) -> list[str]:
    """The table of runs for people."""
    head = f"{'seed':>6} {'accuracy':>9} {'macro F1':>9} {'epoch':>6}"
    rows = [
        f"{run['seed']:>6} {run['accuracy']:>9.3f} {run['macro_f1']:>9.3f} {run['best_epoch']:>6}"
        + ("  kept: best on validation" if run["kept"] else "")
        for run in runs
    ]
    told = [f"{name.replace('_', ' ')}: {s['mean']:.3f} +- {s['sd']:.3f}, {s['least']:.3f} to {s['most']:.3f}" for name, s in spread.items()]  # fmt: skip
    return [head, *rows, *told]


def _validation(told: dict[str, Any]) -> tuple[float, float]:
    scores = told["scores"]["validation"]
    return scores["accuracy"], scores["macro_f1"]


def _row(seed: int, told: dict[str, Any], kept: bool) -> dict[str, Any]:
    test = told["scores"]["test"]
    return {"seed": seed, "best_epoch": told["best_epoch"], "kept": kept, **{name: test[name] for name in SCORES}}  # fmt: skip


def told_apart(story: Generator[Event | None, None, R], prefix: str, shift: dict[str, float]) -> Generator[Event | None, None, R]:  # fmt: skip
    """A run's events with stages of its own; its curves begin where the run before ended, as `shift` says."""
    last: dict[str, float] = {}
    while True:
        try:
            event = next(story)
        except StopIteration as end:
            shift.update(last)
            result: R = end.value
            return result
        if isinstance(event, Progress):
            event = replace(event, stage=prefix + event.stage)
        elif isinstance(event, Metric):
            name = event.name
            event = replace(event, at=event.at + shift.get(name, 0.0))
            last[name] = event.at
        yield event
