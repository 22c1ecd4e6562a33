"""The time left, replayed on a clock of its own: what is said after a minute holds within 20 %.

Costs are those measured on one slow core (milliseconds a token: 0.40 a forward pass of six layers,
0.58 a step of three, half a second a checkpoint), rows a hundred times as long instead of as many.
"""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from distil_tiny import run_out, tiny_classifier, tiny_split

from studio.core.events import Metric, Note
from studio.core.values import Dataset, SoftLabels
from studio.distil import DistilSettings, Fresh, TrainSettings, distil, soft_labels, teach
from studio.distil.run import Run
from studio.distil.time_left import SECONDS_LEFT, TimeLeft

LAYER = 0.0067  # seconds a token in one layer, a hundred tokens for one


class Clock:
    now = 0.0

    def __init__(self, seed: int = 0) -> None:
        self._random = np.random.default_rng(seed)

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds * self._random.lognormal(0, 0.1)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Passes with the work that is really done, as long as it was measured to take."""
    from studio.distil import evaluate, fresh

    ticking = Clock()
    step, save, answer = Run.step, Run.save, evaluate.forward

    def slow_step(run, batch):
        lengths = run.material.tokens.lengths[batch]
        ticking.passes(LAYER * 2.9 * run.plain.config.num_hidden_layers * len(batch) * lengths.max())  # fmt: skip
        return step(run, batch)

    def slow_save(run):
        ticking.passes(0.5)
        save(run)

    def slow_answer(model, ids, mask):
        ticking.passes(LAYER * model.config.num_hidden_layers * ids.size)
        return answer(model, ids, mask)

    monkeypatch.setattr(Run, "step", slow_step)
    monkeypatch.setattr(Run, "save", slow_save)
    monkeypatch.setattr(evaluate, "forward", slow_answer)
    monkeypatch.setattr(fresh, "BATCH", 8)
    monkeypatch.setattr("studio.distil.time_left._EVERY", 1.0)
    for module in ("run", "time_left"):
        monkeypatch.setattr(f"studio.distil.{module}.time", SimpleNamespace(monotonic=ticking))
    return ticking


def said(work, clock) -> tuple[list[tuple[float, float]], float]:
    """(when, seconds left) as they were said, and when the work ended."""
    found = []
    while True:
        try:
            event = next(work)
        except StopIteration:
            return found, clock.now
        if isinstance(event, Metric) and event.name == SECONDS_LEFT:
            found.append((clock.now, event.value))


def held(found: list[tuple[float, float]], end: float, least: float = 60.0) -> None:
    """From a minute on each word was within a fifth of the truth, or six seconds."""
    later = [(end - at, left) for at, left in found if at >= least and not math.isnan(left)]
    assert len(later) > 10
    worst = max(later, key=lambda pair: abs(pair[1] - pair[0]) / max(pair[0], 30))
    assert abs(worst[1] - worst[0]) <= 0.2 * max(worst[0], 30), worst
    assert math.isnan(found[-1][1])  # what follows training speaks for itself


def shuffled(data: Dataset, clock: Clock):
    def make(epoch: int):
        clock.passes(2.0)
        random = np.random.default_rng(epoch)
        yield Note("copies")
        return [" ".join(random.permutation(text.split())) for text in data.texts], np.arange(len(data))  # fmt: skip

    return make


def soft_of(teacher, data: Dataset) -> SoftLabels:
    return SoftLabels(teacher.logits(data.texts), data.digest, teacher.digest())


class TestAfterAMinute:
    def test_teaching(self, clock, tmp_path):
        settings = TrainSettings(epochs=4, batch_size=4, patience=4)
        held(*said(teach(tiny_classifier(1, layers=6), tiny_split(), settings, tmp_path), clock))

    def test_distilling_with_fresh_copies_every_epoch(self, clock, tmp_path):
        split, teacher = tiny_split(), tiny_classifier(7, layers=6)
        soft = soft_of(teacher, split.train)
        clock.now = 0.0
        made = Fresh(shuffled(split.train, clock), 1, "shuffled")
        settings = DistilSettings(epochs=5, batch_size=4, patience=5, checkpoint_seconds=0.0)
        work = distil(tiny_classifier(3, layers=3), split.train, split.validation, soft, settings, tmp_path, teacher=teacher, fresh=made)  # fmt: skip
        held(*said(work, clock))

    def test_going_on_from_a_checkpoint(self, clock, tmp_path):
        settings = TrainSettings(epochs=4, batch_size=4, patience=4)
        first = teach(tiny_classifier(1, layers=6), tiny_split(), settings, tmp_path)
        for _ in range(90):
            next(first)
        first.close()
        begun = clock.now
        work = teach(tiny_classifier(1, layers=6), tiny_split(), settings, tmp_path)
        held(*said(work, clock), begun + 60)

    def test_labelling(self, clock, tmp_path):
        teacher = tiny_classifier(7, layers=6)
        texts = tiny_split().train
        work = soft_labels(teacher, texts, checkpoint=tmp_path, batch_size=2, chunk=8)
        found, end = said(work, clock)
        held(found, end, 8.0)


def test_early_stopping_is_not_foreseen_but_ends_what_was_said(clock, tmp_path):
    settings = TrainSettings(epochs=30, batch_size=4, patience=1, learning_rate=0.0)
    found, end = said(teach(tiny_classifier(1, layers=1), tiny_split(), settings, tmp_path), clock)
    assert found[-2][1] > 3 * end and math.isnan(found[-1][1])  # all 30 epochs, of which 2 were run


def test_a_kind_not_seen_yet_runs_at_the_pace_of_the_others():
    clock = Clock()
    left = TimeLeft(clock)
    left.plan("steps", 100)
    left.plan("judging", 50)
    assert left.seconds() is None and left.word() == []
    for _ in range(2):
        clock.now += 20
        left.did("steps", 10)
    assert left.seconds() == pytest.approx(2 * (80 + 50))
    assert [m.value for m in left.word()] == [260.0] and left.word() == []


def test_label_ends_in_the_same_numbers_whatever_the_order(tmp_path):
    teacher, data = tiny_classifier(7), tiny_split().train
    _, soft = run_out(soft_labels(teacher, data, checkpoint=tmp_path, batch_size=3, chunk=16))
    np.testing.assert_allclose(soft.logits, teacher.logits(data.texts), atol=1e-5)
