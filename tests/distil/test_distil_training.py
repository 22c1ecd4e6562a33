"""Teaching and distilling: they learn, they stop and go on, to the last bit."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from studio.core.errors import InputError, QualityError
from studio.core.events import Checkpointed, Event, Metric, Note, Progress
from studio.core.values import SoftLabels
from studio.distil import DistilSettings, TrainSettings, distil, soft_labels, teach

FAST = TrainSettings(epochs=3, learning_rate=3e-3, batch_size=8, threads=1)
APT = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "initializer_range": 0.1}
SOFT = DistilSettings(epochs=2, learning_rate=3e-3, batch_size=8, threads=1)


def weights(model):
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(one[n], other[n]) for n in one)


def random_soft(split, seed=0):
    logits = np.random.default_rng(seed).normal(size=(len(split.train), 3)).astype(np.float32)
    return SoftLabels(logits, split.train.digest, "teacher")


def test_a_teacher_learns(tiny, split, finish, tmp_path: Path):
    settings = replace(FAST, epochs=14, learning_rate=1e-2, patience=14)
    events, result = finish(teach(tiny(layers=2, **APT), split, settings, tmp_path))
    assert result.validation["accuracy"] > 0.9
    assert result.history[result.best_epoch - 1]["accuracy"] == result.validation["accuracy"]
    assert result.history[-1]["train_loss"] < result.history[0]["train_loss"]
    assert not result.classifier.model.training
    # the weights kept are the best epoch's: scoring again gives the same answer
    predicted = result.classifier.logits(split.validation.texts).argmax(1)
    assert (predicted == split.validation.label_ids).mean() == result.validation["accuracy"]
    told = [e for e in events if isinstance(e, Metric)]
    assert {m.name for m in told} == {"job/seconds_left", "train/loss", "epoch", "validation/accuracy", "validation/loss", "validation/macro_f1"}  # fmt: skip


def test_progress_never_goes_back(tiny, split, finish, tmp_path):
    events, _ = finish(teach(tiny(), split, FAST, tmp_path))
    by_stage: dict[str, list[Progress]] = {}
    for event in events:
        if isinstance(event, Progress):
            by_stage.setdefault(event.stage, []).append(event)
    assert set(by_stage) == {"tokenise train", "tokenise validation", "train"}
    for said in by_stage.values():
        done = [e.done for e in said]
        assert done == sorted(done) and done[-1] == said[-1].total


def test_same_seed_same_weights_other_seed_others(tiny, split, finish, tmp_path):
    ends = [
        weights(finish(teach(tiny(), split, replace(FAST, seed=seed), tmp_path / name))[1].classifier.model)
        for name, seed in (("a", 0), ("b", 0), ("c", 1))
    ]  # fmt: skip
    assert same(ends[0], ends[1]) and not same(ends[0], ends[2])


def test_stopped_anywhere_it_ends_bit_identical(tiny, split, finish, stop_after, tmp_path):
    """Cuts in the first step, mid-epoch, around validation, after an epoch, near the end."""
    soft = random_soft(split)

    def job(folder):
        return distil(tiny(3), split.train, split.validation, soft, SOFT, folder)

    events, whole = finish(job(tmp_path / "whole"))
    end = next(i for i, e in enumerate(events) if isinstance(e, Checkpointed))
    cuts = {5, 6, 9, end - 8, end - 4, end, end + 1, end + 2, end + 7, len(events) - 6, len(events)}
    for cut in sorted(cuts):
        folder = tmp_path / str(cut)
        stop_after(job(folder), cut)
        _, resumed = finish(job(folder))
        assert same(weights(resumed.classifier.model), weights(whole.classifier.model)), cut
        assert resumed.history == whole.history and resumed.validation == whole.validation


def test_killed_without_a_goodbye_it_ends_bit_identical(tiny, split, finish, tmp_path):
    """A kill -9 leaves the last periodic checkpoint: copy the folder while the run lives on."""
    settings = replace(FAST, checkpoint_steps=3)
    events, whole = finish(teach(tiny(5), split, settings, tmp_path / "whole"))
    folder, seen = tmp_path / "live", 0
    work = teach(tiny(5), split, settings, folder)
    for event in work:
        if isinstance(event, Checkpointed):
            shutil.copytree(folder, tmp_path / f"dead-{seen}")
            seen += 1
    assert seen == sum(isinstance(e, Checkpointed) for e in events) >= 9
    for at in range(seen):
        told, resumed = finish(teach(tiny(5), split, settings, tmp_path / f"dead-{at}"))
        assert any(isinstance(e, Note) and e.text.startswith("Going on from step") for e in told)
        assert same(weights(resumed.classifier.model), weights(whole.classifier.model)), at
        assert resumed.history == whole.history


def test_stopped_twice(tiny, split, finish, stop_after, tmp_path):
    _, whole = finish(teach(tiny(), split, FAST, tmp_path / "whole"))
    for cut in (7, 12):
        stop_after(teach(tiny(), split, FAST, tmp_path / "cut"), cut)
    _, resumed = finish(teach(tiny(), split, FAST, tmp_path / "cut"))
    assert same(weights(resumed.classifier.model), weights(whole.classifier.model))


def test_a_finished_run_answers_at_once(tiny, split, finish, tmp_path):
    _, first = finish(teach(tiny(), split, FAST, tmp_path))
    events, again = finish(teach(tiny(), split, FAST, tmp_path))
    assert same(weights(first.classifier.model), weights(again.classifier.model))
    assert not any(isinstance(e, (Metric, Progress)) for e in events)


@pytest.mark.parametrize("change", [{"learning_rate": 1e-3}, {"seed": 1}, {"epochs": 2}])
def test_other_settings_begin_anew(tiny, split, finish, stop_after, tmp_path, change):
    stop_after(teach(tiny(), split, FAST, tmp_path), 12)
    events, _ = finish(teach(tiny(), split, replace(FAST, **change), tmp_path))
    assert not any(isinstance(e, Note) for e in events)
    assert next(e for e in events if isinstance(e, Progress) and e.stage == "train").done == 0


def test_resume_false_begins_anew(tiny, split, finish, stop_after, tmp_path):
    stop_after(teach(tiny(), split, FAST, tmp_path), 12)
    events, _ = finish(teach(tiny(), split, FAST, tmp_path, resume=False))
    assert not any(isinstance(e, Note) for e in events)


def test_a_damaged_checkpoint_is_no_trap(tiny, split, finish, stop_after, tmp_path):
    stop_after(teach(tiny(), split, FAST, tmp_path), 12)
    for state in tmp_path.glob("at-*/state.json"):
        state.write_text("{")
    _, result = finish(teach(tiny(), split, FAST, tmp_path))
    assert result.steps == 24


def test_early_stopping_keeps_the_best(tiny, split, finish, tmp_path):
    """With a rate of almost nothing no epoch is more accurate; the loss breaks ties downwards."""
    settings = replace(FAST, epochs=9, learning_rate=5e-2, patience=1)
    events, result = finish(teach(tiny(), split, settings, tmp_path))
    assert result.stopped_early and len(result.history) == result.best_epoch + 1 < 9
    assert any(isinstance(e, Note) and "Stopped after epoch" in e.text for e in events)
    best = max(result.history, key=lambda r: (r["accuracy"], -r["loss"]))
    assert best["epoch"] == result.best_epoch


def test_a_loss_of_no_number_is_a_quality_error(tiny, split, finish, tmp_path):
    soft = SoftLabels(np.full((60, 3), np.nan, np.float32), split.train.digest, "t")
    with pytest.raises(QualityError) as caught:
        finish(distil(tiny(), split.train, split.validation, soft, SOFT, tmp_path))
    assert caught.value.code == "quality.nan-loss" and "learning rate" in caught.value.remedy
    assert not list(tmp_path.glob("at-*"))


def test_soft_labels_of_other_rows_are_refused(tiny, split, finish, tmp_path):
    soft = SoftLabels(np.zeros((59, 3), np.float32), "", "")
    with pytest.raises(InputError) as caught:
        finish(distil(tiny(), split.train, split.validation, soft, SOFT, tmp_path))
    assert caught.value.code == "input.stale-soft-labels"


def test_no_validation_rows_are_refused(tiny, split, finish, tmp_path):
    empty = replace(split, validation=split.validation.select([]))
    with pytest.raises(InputError, match="no validation rows"):
        finish(teach(tiny(), empty, FAST, tmp_path))


def test_a_student_takes_after_its_teacher(tiny, split, finish, tmp_path):
    """With alpha 0 a teacher that contradicts every hard label is believed all the same."""
    lies = [(part.label_ids + 1) % 3 for part in (split.train, split.validation)]
    soft = SoftLabels(np.eye(3, dtype=np.float32)[lies[0]] * 8, split.train.digest, "liar")
    settings = replace(SOFT, alpha=0.0, temperature=1.0, epochs=20, learning_rate=1e-2, patience=20)
    validation = replace(split.validation, label_ids=lies[1])
    student = tiny(layers=2, **APT)
    _, result = finish(distil(student, split.train, validation, soft, settings, tmp_path))
    assert result.validation["accuracy"] >= 0.7  # believing the data would give at most a third
    assert result.classifier.card.temperature == 1.0


def test_unlabelled_rows_are_welcome(tiny, split, finish, tmp_path):
    rows = replace(split.train, label_ids=np.where(np.arange(60) % 2, -1, split.train.label_ids))
    _, result = finish(distil(tiny(), rows, split.validation, random_soft(split), SOFT, tmp_path))
    assert np.isfinite(result.history[-1]["train_loss"])


def test_the_first_steps_match_a_hand_written_loop(tiny, split, finish, tmp_path):
    """No dropout, one epoch: the same AdamW, schedule, clipping and loss written out by hand."""
    from studio.distil.order import epoch_batches

    still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    settings, soft = replace(SOFT, epochs=1), random_soft(split)
    model = tiny(2, **still).model
    encoder = tiny(2).encoder
    ids = encoder.encode(split.train.texts, 16).ids
    batches = epoch_batches(np.array([len(r) for r in ids]), 8, 0, 0)
    thick = [p for p in model.parameters() if p.ndim > 1]
    thin = [p for p in model.parameters() if p.ndim <= 1]
    adam = torch.optim.AdamW([{"params": thick, "weight_decay": 0.01}, {"params": thin, "weight_decay": 0.0}])  # fmt: skip
    model.train()
    for step, batch in enumerate(batches):
        for group in adam.param_groups:
            group["lr"] = 3e-3 * (1.0 if step == 0 else (len(batches) - step) / (len(batches) - 1))
        a, m = encoder.pad([ids[i] for i in batch])
        z = model(input_ids=torch.tensor(a).long(), attention_mask=torch.tensor(m).long()).logits
        ce = torch.nn.functional.cross_entropy(z, torch.tensor(split.train.label_ids[batch]))
        p = (torch.tensor(soft.logits[batch]) / 2).softmax(-1)
        kl = (p * (p.log() - (z / 2).log_softmax(-1))).sum(-1).mean()
        (0.5 * ce + 0.5 * 4 * kl).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        adam.zero_grad()
    _, result = finish(
        distil(tiny(2, **still), split.train, split.validation, soft, settings, tmp_path)
    )
    for name, tensor in result.classifier.model.state_dict().items():
        torch.testing.assert_close(tensor, model.state_dict()[name], atol=2e-6, rtol=1e-4)


def test_a_checkpoint_is_no_pickle(tiny, split, stop_after, tmp_path):
    stop_after(teach(tiny(), split, FAST, tmp_path), 9)
    files = {p.name for p in tmp_path.rglob("*") if p.is_file()}
    assert {"state.json", "model.safetensors", "optimiser.safetensors"} <= files
    assert all(name.endswith((".safetensors", ".json", ".ids")) for name in files)
    assert not list(tmp_path.glob(".part-*"))


def test_events_come_at_every_step(tiny, split, finish, tmp_path):
    events, result = finish(teach(tiny(), split, FAST, tmp_path))
    steps = {e.done for e in events if isinstance(e, Progress) and e.stage == "train"}
    assert steps == set(range(result.steps + 1))
    assert all(isinstance(e, Event) for e in events)


def test_teacher_labels_then_student(tiny, split, finish, tmp_path):
    """The three jobs in a row, as the pipeline runs them."""
    _, taught = finish(teach(tiny(), split, replace(FAST, epochs=1), tmp_path / "t"))
    _, soft = finish(soft_labels(taught.classifier, split.train, checkpoint=tmp_path / "l", threads=1))  # fmt: skip
    _, result = finish(distil(tiny(1, layers=2), split.train, split.validation, soft, SOFT, tmp_path / "s"))  # fmt: skip
    assert soft.logits.shape == (60, 3) and result.steps == 16
