"""What a run may be told besides: objectives of layers, fresh copies, balance, layer-wise rates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from distil_tiny import run_out, tiny_classifier, tiny_split
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.events import Metric, Note, Progress
from studio.core.seeds import rng
from studio.core.values import SoftLabels
from studio.distil import DistilSettings, Fresh, TrainSettings, distil, soft_labels, teach
from studio.distil.optimiser import layer_scales, make_optimiser
from studio.distil.order import balanced, epoch_batches, label_weights

SOFT = DistilSettings(epochs=2, learning_rate=3e-3, batch_size=8, threads=1)


def soft_of(teacher, rows):
    return SoftLabels(teacher.logits(rows.texts), rows.digest, teacher.digest())


def shuffled(split, copies=1):
    """Copies with their words in another order, another one every epoch."""

    def make(epoch):
        texts = []
        for at, text in enumerate(split.train.texts):
            for copy in range(copies):
                words = text.split()
                rng(0, epoch, at, copy).shuffle(words)
                texts.append(" ".join(words))
        yield Progress("copy", epoch, 2)
        return texts, np.repeat(np.arange(len(split.train)), copies)

    return make


def job(folder, **options):
    """A distillation with options: of settings, `fresh`, `shape` (the student's)."""
    split, teacher = tiny_split(), tiny_classifier(7, layers=4, initializer_range=0.3)
    fresh = options.pop("fresh", None)
    shape = options.pop("shape", {})
    made = Fresh(shuffled(split), 1, "shuffled", fresh) if fresh else None
    return distil(
        tiny_classifier(3, layers=2, **shape), split.train, split.validation, soft_of(teacher, split.train),
        replace(SOFT, **options), folder, teacher=teacher, fresh=made,
    )  # fmt: skip


OPTIONS = [
    {"objective": "soft_hard+hidden:0.5+patient:1..0", "shape": {"hidden_size": 8}},
    {"objective": "minilm+contrastive", "balance": "weights"},
    {"fresh": "relabel", "balance": "sampling"},
    {"balance": "square-root"},
    {"fresh": "drop", "objective": "soft_hard+attention:0.1", "layer_decay": 0.8},
]


def options_name(options):
    return "-".join(f"{k}" for k in options)


@pytest.mark.parametrize("options", OPTIONS, ids=options_name)
def test_stopped_anywhere_every_option_ends_bit_identical(tmp_path, options):
    events, whole = run_out(job(tmp_path / "whole", **options))
    trained = [i for i, e in enumerate(events) if isinstance(e, Progress) and e.stage == "train"]
    wanted = whole.classifier.model.state_dict()
    for cut in (trained[2], trained[len(trained) // 2], trained[-3]):
        work = job(tmp_path / str(cut), **options)
        for _ in range(cut + 1):
            next(work)
        work.close()
        told, resumed = run_out(job(tmp_path / str(cut), **options))
        assert any(isinstance(e, Note) and e.text.startswith("Going on") for e in told), cut
        found = resumed.classifier.model.state_dict()
        assert all(torch.equal(found[n], wanted[n]) for n in wanted), cut
        assert resumed.history == whole.history


def test_the_layer_map_is_told(tmp_path):
    events, _ = run_out(job(tmp_path, objective="soft_hard+hidden", epochs=1))
    assert Note("Layers matched: the student's 1, 2 learn from the teacher's 2, 4.") in events


def test_matching_brings_student_and_teacher_together(tmp_path):
    """The hidden-state loss of a student that trains on it falls well below one that does not."""
    from studio.distil.lesson import parse_lesson
    from studio.distil.study import begin_study

    teacher, split, found = tiny_classifier(7, layers=4, initializer_range=0.3), tiny_split(), {}
    for name in ("soft_hard", "hidden"):
        _, result = run_out(job(tmp_path / name, objective=name, epochs=6))
        study = begin_study(parse_lesson("hidden"), result.classifier, teacher, 0, torch.device("cpu"))  # fmt: skip
        padded = teacher.encoder.pad(teacher.encoder.encode(split.validation.texts).ids)
        with torch.no_grad():
            found[name] = float(study.losses(result.classifier.model, padded, None, None, 0.0, lambda r: (r, 0)).mean())  # fmt: skip
        study.close()
    assert found["hidden"] < 0.6 * found["soft_hard"]


def test_an_unknown_balance_or_treatment_is_refused(tmp_path):
    for options in ({"balance": "scales"}, {"fresh": "pray"}):
        with pytest.raises(InputError):
            run_out(job(tmp_path, **options))


class TestFresh:
    def material(self, tmp_path, changed_mind, epoch=0, copies=1):
        from accelerate import Accelerator

        from studio.distil.fresh import FreshRows, Material
        from studio.distil.tokens import encoded

        split, teacher = tiny_split(), tiny_classifier(7, layers=2, initializer_range=0.6)
        fresh = Fresh(shuffled(split, copies), copies, "shuffled", changed_mind)
        base = Material(encoded(teacher.encoder, split.train.texts, 16), split.train.label_ids, teacher.logits(split.train.texts))  # fmt: skip
        rows = FreshRows(fresh, teacher, teacher.encoder, 16, tmp_path, 2)
        events, made = run_out(rows.material(base, epoch, Accelerator()))
        texts, _ = run_out(fresh.make(epoch))[1]
        return base, made, texts, teacher, events

    def test_the_teacher_sees_the_very_copies(self, tmp_path):
        base, made, texts, teacher, _ = self.material(tmp_path, "keep", copies=2)
        assert len(made) == len(made.tokens) == 180
        np.testing.assert_allclose(made.teacher_logits[60:], teacher.logits(texts), atol=1e-5)
        ids = teacher.encoder.encode(texts, 16).ids
        assert [row.tolist() for row in made.tokens.rows(range(60, 180))] == ids
        assert np.array_equal(made.label_ids[60:], np.repeat(base.label_ids, 2))

    def test_where_it_changes_its_mind_it_alone_is_believed(self, tmp_path):
        base, made, *_ = self.material(tmp_path, "relabel")
        changed = made.teacher_logits[60:].argmax(1) != base.teacher_logits.argmax(1)
        assert 0 < changed.sum() < 60
        assert np.array_equal(made.label_ids[60:] == -1, changed)
        assert np.array_equal(made.label_ids[60:][~changed], base.label_ids[~changed])

    def test_or_the_original_takes_the_copys_place(self, tmp_path):
        base, made, texts, teacher, events = self.material(tmp_path, "drop")
        asked = teacher.logits(texts)
        changed = asked.argmax(1) != base.teacher_logits.argmax(1)
        for at in range(60):
            row, want = made.tokens.rows([60 + at])[0], base.tokens.rows([at])[0]
            assert (row.tolist() == want.tolist()) or not changed[at]
        assert np.array_equal(made.label_ids[60:], base.label_ids)
        np.testing.assert_array_equal(made.teacher_logits[60:].argmax(1), base.teacher_logits.argmax(1))  # fmt: skip
        told = [e for e in events if isinstance(e, Metric)]
        assert told == [Metric("fresh/changed_mind", float(changed.mean()), 1)]

    def test_every_epoch_has_other_copies_and_progress_rises(self, tmp_path):
        first, second = (self.material(tmp_path, "keep", epoch)[2:] for epoch in (0, 1))
        assert first[0] != second[0]
        done = [e.done for e in (*first[2], *second[2]) if isinstance(e, Progress) and e.stage == "fresh copies"]  # fmt: skip
        assert done == sorted(done) and done[-1] == 120

    def test_asked_once_only(self, tmp_path):
        *_, events = self.material(tmp_path, "keep")
        *_, again = self.material(tmp_path, "keep")
        asked = [sum(isinstance(e, Progress) and e.stage == "fresh copies" for e in seen) for seen in (events, again)]  # fmt: skip
        assert asked[1] == 1 < asked[0]


@settings(max_examples=80, deadline=None)
@given(ids=st.lists(st.integers(-1, 4), min_size=1, max_size=60), seed=st.integers(0, 99))
def test_balanced_epochs_give_every_label_its_share(ids, seed):
    ids = np.array(ids, dtype=np.int64)
    rows = balanced(ids, np.random.default_rng(seed))
    assert len(rows) == len(ids)
    free = (ids < 0).sum()
    assert (ids[rows] < 0).sum() == free
    counts = np.bincount(ids[rows][ids[rows] >= 0], minlength=5)[np.unique(ids[ids >= 0])]
    assert not len(counts) or counts.max() - counts.min() <= 1
    for label in np.unique(ids[ids >= 0]):  # no row twice while another waits
        taken = np.bincount(rows[ids[rows] == label], minlength=len(ids))[ids == label]
        assert taken.max() - taken.min() <= 1


@settings(max_examples=80, deadline=None)
@given(
    ids=st.lists(st.integers(-1, 4), min_size=1, max_size=60),
    seed=st.integers(0, 99),
    power=st.sampled_from([0.0, 0.5, 1.0]),
)
def test_labels_share_an_epoch_by_a_power_of_their_rows(ids, seed, power):
    ids = np.array(ids, dtype=np.int64)
    rows = balanced(ids, np.random.default_rng(seed), power)
    known = ids[ids >= 0]
    assert (ids[rows] < 0).sum() == len(ids) - len(known) and len(rows) == len(ids)
    if len(known):
        had, got = (np.bincount(i[i >= 0], minlength=5) for i in (ids, ids[rows]))
        wanted = np.where(had > 0, had.astype(float) ** power, 0.0)
        assert np.abs(got - len(known) * wanted / wanted.sum()).max() < 1 + 1e-6
        if power == 1.0:  # left as they are: every row once
            assert sorted(rows.tolist()) == list(range(len(ids)))


def test_square_root_sampling_in_figures():
    """81, 9 and 0 of 90 rows: their roots are 9 to 3, so the epoch has 67 or 68 and 22 or 23."""
    ids = np.array([0] * 81 + [2] * 9)
    rows = balanced(ids, np.random.default_rng(1), 0.5)
    assert np.bincount(ids[rows]).tolist() in ([67, 0, 23], [68, 0, 22])


def test_balanced_batches_are_the_same_for_the_same_epoch():
    ids = np.array([0] * 50 + [1] * 6)
    lengths = np.arange(56)
    one, two, other = (epoch_batches(lengths, 8, 0, e, ids) for e in (0, 0, 1))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert np.bincount(ids[np.concatenate(one)]).tolist() == [28, 28]


def test_label_weights_are_sklearns_balanced():
    from sklearn.utils.class_weight import compute_class_weight

    ids = np.array([0, 0, 0, 2, 2, 0, 3])
    want = compute_class_weight("balanced", classes=np.unique(ids), y=ids)
    found = label_weights(np.append(ids, -1), 4)
    np.testing.assert_allclose(found[[0, 2, 3]], want, rtol=1e-6)
    assert found[-1] == 1.0 and found[ids].mean() == pytest.approx(1.0)


def test_rare_labels_weigh_more_in_the_first_step(tmp_path):
    """One batch of all rows: the loss is the weighed mean of the plain cross-entropies."""
    split = tiny_split()
    train = split.train.select([*range(0, 60, 3), 1, 2])  # 20 fruit, 1 metal, 1 weather
    still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
    options = TrainSettings(epochs=1, batch_size=32, threads=1, balance="weights")
    base = tiny_classifier(4, **still)
    z = torch.from_numpy(base.logits(train.texts))
    ids = torch.from_numpy(train.label_ids)
    weight = torch.tensor([22 / 3 / 20, 22 / 3, 22 / 3])
    want = (torch.nn.functional.cross_entropy(z, ids, reduction="none") * weight[ids]).mean()
    _, result = run_out(teach(base, replace(split, train=train), options, tmp_path))
    assert result.history[0]["train_loss"] == pytest.approx(float(want), rel=1e-5)


def test_layers_learn_at_their_own_rates():
    model = tiny_classifier(layers=3).model
    scales = layer_scales(model, 0.5)
    at = {name: scale for name, scale in scales.items() if name.endswith("query.weight")}
    assert sorted(at.values()) == [0.125, 0.25, 0.5]
    assert at["bert.encoder.layer.2.attention.self.query.weight"] == 0.5
    assert scales["bert.embeddings.word_embeddings.weight"] == 0.0625
    assert scales["classifier.weight"] == scales["bert.pooler.dense.weight"] == 1.0
    assert set(layer_scales(model, 1.0).values()) == {1.0}


def test_thin_weights_do_not_decay_whatever_the_groups():
    model = tiny_classifier(layers=2).model
    options = TrainSettings(layer_decay=0.9, weight_decay=0.1)
    groups = make_optimiser(model, options, torch.device("cpu")).param_groups
    for group in groups:
        kinds = {p.ndim > 1 for p in group["params"]}
        assert len(kinds) == 1 and group["weight_decay"] == (0.1 if kinds.pop() else 0.0)
    assert sum(len(g["params"]) for g in groups) == len(list(model.parameters()))


@pytest.fixture
def half(monkeypatch):
    """Mixed precision as `accelerate launch --mixed_precision bf16` asks for it."""
    from accelerate.state import AcceleratorState

    monkeypatch.setenv("ACCELERATE_MIXED_PRECISION", "bf16")
    monkeypatch.setenv("ACCELERATE_USE_CPU", "true")
    AcceleratorState._reset_state(reset_partial_state=True)
    yield
    AcceleratorState._reset_state(reset_partial_state=True)


def test_mixed_precision_computes_in_half_and_keeps_whole_weights(half, tmp_path):
    """Both models run in bf16, losses and weights stay float32, and the end is near float32's."""
    seen = set()

    def looked(module, args, out):
        seen.add((module.weight.dtype, out.dtype))

    teacher = tiny_classifier(7, layers=4, initializer_range=0.3)
    hook = teacher.model.classifier.register_forward_hook(looked)
    split = tiny_split()
    student = tiny_classifier(3, layers=2)
    student.model.classifier.register_forward_hook(looked)
    _, soft = run_out(soft_labels(teacher, split.train, checkpoint=tmp_path / "soft"))
    assert seen == {(torch.float32, torch.bfloat16)} and soft.logits.dtype == np.float32
    hook.remove()
    exact = teacher.logits(split.train.texts)
    assert 0 < np.abs(soft.logits - exact).max() < 0.03 * np.abs(exact).max()
    settings = replace(SOFT, objective="soft_hard+hidden:0.5+minilmv2:0.5")
    _, result = run_out(distil(student, split.train, split.validation, soft, settings, tmp_path / "run", teacher=teacher))  # fmt: skip
    assert seen == {(torch.float32, torch.bfloat16)}
    assert {p.dtype for p in result.classifier.model.parameters()} == {torch.float32}
    seen.clear()
    result.classifier.logits(split.test.texts)  # the run over, nothing is half any more
    assert seen == {(torch.float32, torch.float32)}
    assert result.history[-1]["train_loss"] < result.history[0]["train_loss"]
