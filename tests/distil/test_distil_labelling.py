"""Soft labels: right whatever the batches, in row order, and cheap to go on with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from studio.core.errors import QualityError
from studio.core.events import Checkpointed, Note, Progress
from studio.distil import soft_labels


def one_by_one(teacher, texts):
    """The reference: each text alone through the model, without any padding."""
    rows = []
    for ids in teacher.encoder.encode(texts, teacher.card.max_length).ids:
        with torch.no_grad():
            rows.append(teacher.model(input_ids=torch.tensor([ids])).logits[0].numpy())
    return np.stack(rows)


@pytest.mark.parametrize(("batch_size", "chunk"), [(1, 60), (7, 13), (64, 60), (8, 8)])
def test_equal_to_one_text_at_a_time(tiny, split, finish, tmp_path, batch_size, chunk):
    teacher = tiny(1, layers=2, initializer_range=0.5)
    _, soft = finish(soft_labels(teacher, split.train, checkpoint=tmp_path, batch_size=batch_size, chunk=chunk))  # fmt: skip
    assert soft.logits.dtype == np.float32
    np.testing.assert_allclose(soft.logits, one_by_one(teacher, split.train.texts), atol=1e-5)
    assert soft.dataset_digest == split.train.digest and soft.teacher_digest == teacher.digest()


def test_a_stopped_run_goes_on(tiny, split, finish, stop_after, tmp_path: Path):
    teacher = tiny(1)
    _, whole = finish(soft_labels(teacher, split.train, checkpoint=tmp_path / "whole", chunk=10, batch_size=5))  # fmt: skip
    folder = tmp_path / "cut"
    stop_after(soft_labels(teacher, split.train, checkpoint=folder, chunk=10, batch_size=5), 12)
    kept = {p: p.stat().st_mtime_ns for p in folder.glob("logits-*.npy")}
    assert 0 < len(kept) < 6 and not list(folder.glob(".part-*"))
    events, resumed = finish(soft_labels(teacher, split.train, checkpoint=folder, chunk=10, batch_size=5))  # fmt: skip
    assert np.array_equal(resumed.logits, whole.logits)
    assert all(p.stat().st_mtime_ns == at for p, at in kept.items())
    assert Note(f"{10 * len(kept)} of 60 rows were labelled before.") in events
    assert not any(isinstance(e, Progress) and e.stage == "tokenise" for e in events)


def test_progress_rises_to_the_end(tiny, split, finish, tmp_path):
    events, _ = finish(soft_labels(tiny(), split.train, checkpoint=tmp_path, chunk=16, batch_size=4))  # fmt: skip
    done = [e.done for e in events if isinstance(e, Progress) and e.stage == "label"]
    assert done == sorted(done) and done[0] == 0 and done[-1] == 60
    assert [e.at for e in events if isinstance(e, Checkpointed)][-1] == 60


def test_another_teacher_is_another_answer(tiny, split, finish, tmp_path):
    _, one = finish(soft_labels(tiny(1), split.train, checkpoint=tmp_path))
    _, other = finish(soft_labels(tiny(2), split.train, checkpoint=tmp_path))
    assert one.teacher_digest != other.teacher_digest
    assert not np.allclose(one.logits, other.logits)


def test_a_damaged_chunk_is_made_again(tiny, split, finish, tmp_path):
    _, first = finish(soft_labels(tiny(1), split.train, checkpoint=tmp_path, chunk=20))
    file = sorted(tmp_path.glob("logits-*.npy"))[1]
    file.write_bytes(file.read_bytes()[:50])
    _, again = finish(soft_labels(tiny(1), split.train, checkpoint=tmp_path, chunk=20))
    assert np.array_equal(first.logits, again.logits)


def test_no_numbers_are_a_quality_error(tiny, split, finish, tmp_path):
    teacher = tiny()
    with torch.no_grad():
        teacher.model.classifier.bias[0] = float("nan")
    with pytest.raises(QualityError) as caught:
        finish(soft_labels(teacher, split.train, checkpoint=tmp_path))
    assert caught.value.code == "quality.nan-logits"
