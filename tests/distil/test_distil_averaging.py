"""Averaged weights, and enough steps for few rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.core.events import Checkpointed
from studio.core.values import SoftLabels
from studio.distil import DistilSettings, Fresh, TrainSettings, distil, teach
from studio.distil.averaging import Average

FAST = TrainSettings(epochs=3, learning_rate=3e-3, batch_size=8, threads=1, average=0.9)
SOFT = DistilSettings(epochs=3, learning_rate=3e-3, batch_size=8, threads=1, average=0.9)


def weights(classifier):
    return {n: w.detach().clone() for n, w in classifier.model.named_parameters()}


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[n], other[n]) for n in one)


def test_the_average_by_hand():
    """Decays 2/11, 3/12, 4/13, then at most 0.3; 10 is where it starts."""
    model = torch.nn.Linear(1, 1, bias=False)
    model.weight.data.fill_(10.0)
    average, want = Average(model, 0.3), 10.0
    for step, value in enumerate((1.0, 2.0, 3.0, 4.0, 5.0, 6.0), start=1):
        model.weight.data.fill_(value)
        average.follow(model, step)
        decay = min(0.3, (1 + step) / (10 + step))
        want = decay * want + (1 - decay) * value
        assert average.weights["weight"].item() == pytest.approx(want, rel=1e-6)
    with average.inside(model):
        assert model.weight.item() == pytest.approx(want, rel=1e-6)
    assert model.weight.item() == 6.0
    with pytest.raises(KeyboardInterrupt), average.inside(model):
        raise KeyboardInterrupt
    assert model.weight.item() == 6.0
    assert average.weights["weight"].item() == pytest.approx(want, rel=1e-6)


def test_the_average_is_judged_and_kept_and_leaves_the_steps_alone(tiny, split, finish, tmp_path):
    plain = finish(teach(tiny(1), split, replace(FAST, average=0.0), tmp_path / "plain"))[1]
    found = finish(teach(tiny(1), split, FAST, tmp_path / "average"))[1]
    assert [r["train_loss"] for r in found.history] == [r["train_loss"] for r in plain.history]
    assert not same(weights(found.classifier), weights(plain.classifier))
    predicted = found.classifier.logits(split.validation.texts).argmax(1)
    assert (predicted == split.validation.label_ids).mean() == found.validation["accuracy"]


def test_an_averaged_run_goes_on_bit_identical(tiny, split, finish, stop_after, tmp_path):
    logits = np.random.default_rng(0).normal(size=(len(split.train), 3)).astype(np.float32)
    soft = SoftLabels(logits, split.train.digest, "teacher")

    def job(folder):
        return distil(tiny(3), split.train, split.validation, soft, SOFT, folder)

    events, whole = finish(job(tmp_path / "whole"))
    end = next(i for i, e in enumerate(events) if isinstance(e, Checkpointed))
    for cut in (9, end, end + 1, end + 5):
        stop_after(job(tmp_path / str(cut)), cut)
        _, resumed = finish(job(tmp_path / str(cut)))
        assert same(weights(resumed.classifier), weights(whole.classifier)), cut
        assert resumed.history == whole.history


def test_few_rows_get_more_epochs(tiny, split, finish, tmp_path):
    """60 rows in batches of 8 are 8 steps an epoch; patience grows in the same measure."""
    settings = replace(FAST, epochs=2, patience=2, least_steps=50, learning_rate=1e-7)
    result = finish(teach(tiny(), split, settings, tmp_path / "more"))[1]
    assert result.steps == 56 and len(result.history) == 7
    enough = replace(settings, least_steps=16)
    assert finish(teach(tiny(), split, enough, tmp_path / "enough"))[1].steps == 16


def test_fresh_copies_count_as_steps(tiny, split, finish, tmp_path):
    teacher, n = tiny(7), len(split.train)

    def make(epoch):
        yield from ()
        return list(split.train.texts), np.arange(n)

    soft = SoftLabels(teacher.logits(split.train.texts), split.train.digest, "teacher")
    settings = replace(SOFT, epochs=1, patience=9, least_steps=40)
    work = distil(tiny(3), split.train, split.validation, soft, settings, tmp_path, teacher=teacher, fresh=Fresh(make, 1, "same"))  # fmt: skip
    assert finish(work)[1].steps == 45  # 3 epochs of 120 rows
