"""Losses: the contract every objective meets, and each against its formula in plain torch."""

from __future__ import annotations

import math

import pytest
import torch
from distil_tiny import rows, tiny_classifier
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.distil import OBJECTIVES, parse_lesson
from studio.distil.insides import Insides, matched_layers
from studio.distil.objectives import Batch, States
from studio.distil.study import begin_study
from studio.models.batches import forward

INNER = sorted(name for name in OBJECTIVES if OBJECTIVES[name].needs)
CPU = torch.device("cpu")
WIDE = {"initializer_range": 0.4}


def answers(seed=0, n=6, k=4, spread=5.0):
    g = torch.Generator().manual_seed(seed)
    student, teacher = (torch.randn(n, k, generator=g) * spread for _ in range(2))
    return student, teacher, torch.randint(k, (n,), generator=g)


def loss_of(name, student, teacher, ids, temperature, alpha):
    batch = Batch(States(student), States(teacher), ids, None, temperature, alpha)
    return OBJECTIVES[name].loss(batch)


def padded(n=5, seed=3):
    """Ragged sentences: [n, L] ids and mask."""
    encoder = tiny_classifier().encoder
    return encoder.pad(encoder.encode(rows(n, seed).texts).ids)


def studied(name, student, teacher, ids=None):
    """Losses of one objective through the study, as training runs it."""
    study = begin_study(parse_lesson(f"{name}:1"), student, teacher, 0, CPU)
    ids = torch.zeros(5, dtype=torch.long) if ids is None else ids
    try:
        return study.losses(student.model, padded(), None, ids, 0.0, lambda r: (r, 0)), study
    finally:
        study.close()


def seen_by_transformers(classifier, **wanted):
    """The reference: transformers' own outputs with its eager attention."""
    ids, mask = (torch.tensor(part).long() for part in padded())
    classifier.model.set_attn_implementation("eager")
    with torch.no_grad():
        return classifier.model(input_ids=ids, attention_mask=mask, **wanted), mask.bool()


@pytest.mark.parametrize("name", ["hard", "soft_hard"])
def test_finite_at_high_temperature(name):
    student, teacher, ids = answers(spread=80.0)
    student.requires_grad_()
    losses = loss_of(name, student, teacher, ids, 20.0, 0.5)
    losses.sum().backward()
    assert losses.shape == (6,) and torch.isfinite(losses).all()
    assert student.grad is not None and torch.isfinite(student.grad).all()


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0, 20.0])
def test_the_soft_part_is_zero_when_student_equals_teacher(temperature):
    _, teacher, ids = answers()
    student = teacher.clone().requires_grad_()
    losses = loss_of("soft_hard", student, teacher, ids, temperature, 0.0)
    losses.sum().backward()
    assert losses.abs().max() < 1e-4 and student.grad.abs().max() < 1e-4


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    temperature=st.floats(0.5, 20),
    alpha=st.floats(0, 1),
    k=st.integers(2, 7),
)
def test_soft_hard_is_the_formula(seed, temperature, alpha, k):
    student, teacher, ids = answers(seed, 3, k)
    got = loss_of("soft_hard", student, teacher, ids, temperature, alpha)
    for row in range(3):
        z, t = student[row].double().tolist(), teacher[row].double().tolist()
        ce = math.log(sum(math.exp(x) for x in z)) - z[int(ids[row])]
        p = _softmax([x / temperature for x in t])
        q = _softmax([x / temperature for x in z])
        kl = sum(a * math.log(a / b) for a, b in zip(p, q, strict=True) if a > 0)
        want = alpha * ce + (1 - alpha) * temperature**2 * kl
        assert float(got[row]) == pytest.approx(want, rel=2e-4, abs=2e-4)


def test_a_row_without_a_label_learns_from_the_teacher_alone():
    student, teacher, ids = answers()
    ids[::2] = -1
    mixed = loss_of("soft_hard", student, teacher, ids, 2.0, 0.7)
    soft = loss_of("soft_hard", student, teacher, ids, 2.0, 0.0)
    assert torch.equal(mixed[::2], soft[::2]) and not torch.allclose(mixed[1::2], soft[1::2])
    hard = loss_of("hard", student, None, ids, 1.0, 1.0)
    assert (hard[::2] == 0).all() and (hard[1::2] > 0).all()


@pytest.mark.parametrize("name", INNER)
def test_inner_losses_are_zero_for_a_twin_and_not_for_another(name):
    teacher = tiny_classifier(1, layers=2, **WIDE)
    twin, _ = studied(name, tiny_classifier(1, layers=2, **WIDE), teacher)
    other, _ = studied(name, tiny_classifier(2, layers=2, **WIDE), teacher)
    assert twin.shape == other.shape == (5,) and (other > twin + 1e-3).all()
    if name != "contrastive":  # InfoNCE is least, not zero, for a twin
        assert twin.abs().max() < 1e-6


@pytest.mark.parametrize("name", INNER)
def test_gradients_reach_the_student_and_never_the_teacher(name):
    student = tiny_classifier(2, layers=1, **WIDE)
    teacher = tiny_classifier(1, layers=2, **WIDE)
    losses, _ = studied(name, student, teacher)
    losses.sum().backward()
    grown = [p.grad for p in student.model.parameters() if p.grad is not None]
    assert grown and all(torch.isfinite(g).all() for g in grown)
    assert any(g.abs().max() > 0 for g in grown)
    assert all(p.grad is None for p in teacher.model.parameters())


@pytest.mark.parametrize("name", INNER)
def test_padding_counts_nothing(name):
    student, teacher = tiny_classifier(2, layers=2, **WIDE), tiny_classifier(1, layers=2, **WIDE)
    study = begin_study(parse_lesson(name), student, teacher, 0, CPU)
    encoder = student.encoder
    ids = encoder.encode(rows(3, 5).texts).ids
    found = [
        study.losses(student.model, encoder.pad(ids, width), None, torch.zeros(3).long(), 0.0, lambda r: (r, 0))
        for width in (max(map(len, ids)), 24)
    ]  # fmt: skip
    study.close()
    torch.testing.assert_close(found[0], found[1], atol=2e-5, rtol=1e-4)


@pytest.mark.parametrize("name", ["hidden", "patient", "contrastive", "minilmv2"])
def test_a_narrower_student_is_lifted(name):
    student = tiny_classifier(2, layers=1, hidden_size=8, intermediate_size=16)
    losses, study = studied(name, student, tiny_classifier(1, layers=2))
    losses.sum().backward()
    assert losses.shape == (5,) and torch.isfinite(losses).all()
    if name != "minilmv2":
        assert study.bridge["hidden"].weight.grad.abs().max() > 0


def test_hidden_is_tinyberts_formula():
    student, teacher = tiny_classifier(2, layers=2, **WIDE), tiny_classifier(1, layers=4, **WIDE)
    got = studied("hidden", student, teacher)[0].detach()
    (a, mask), (b, _) = (seen_by_transformers(c, output_hidden_states=True) for c in (student, teacher))  # fmt: skip
    for row in range(5):
        real = mask[row]
        parts = [
            torch.nn.functional.mse_loss(a.hidden_states[i][row][real], b.hidden_states[j][row][real])
            for i, j in ((0, 0), (1, 2), (2, 4))
        ]  # fmt: skip
        assert float(got[row]) == pytest.approx(float(sum(parts) / 3), rel=1e-4)


def test_patient_is_pkds_formula():
    student, teacher = tiny_classifier(2, layers=3, **WIDE), tiny_classifier(1, layers=6, **WIDE)
    got = studied("patient", student, teacher)[0].detach()
    (a, _), (b, _) = (seen_by_transformers(c, output_hidden_states=True) for c in (student, teacher))  # fmt: skip
    for row in range(5):
        parts = []
        for i, j in ((1, 2), (2, 4)):  # the last layers are left out
            x, y = a.hidden_states[i][row, 0], b.hidden_states[j][row, 0]
            parts.append((x / x.norm() - y / y.norm()).square().sum())
        assert float(got[row]) == pytest.approx(float(sum(parts) / 2), rel=1e-4)


def test_attention_softmaxes_to_transformers_own():
    """The scores compared are those behind transformers' attention probabilities."""
    from studio.distil.relations import scores, split

    teacher = tiny_classifier(1, layers=2, **WIDE)
    inside = Insides(teacher.model, {"attention"})
    with torch.no_grad():
        states = inside.take(forward(teacher.model, *padded()))
    inside.close()
    found, mask = seen_by_transformers(teacher, output_attentions=True)
    for layer in range(2):
        raw = scores(split(states.queries[layer], 2), split(states.keys[layer], 2))
        ours = raw.masked_fill(~mask[:, None, None, :], -1e4).softmax(-1)
        torch.testing.assert_close(ours, found.attentions[layer], atol=1e-5, rtol=1e-4)


def test_minilm_is_its_formula():
    student, teacher = tiny_classifier(2, layers=1, **WIDE), tiny_classifier(1, layers=2, **WIDE)
    got = studied("minilm", student, teacher)[0].detach()
    (a, mask), (b, _) = (seen_by_transformers(c, output_attentions=True) for c in (student, teacher))  # fmt: skip
    for row in range(5):
        n = int(mask[row].sum())
        p, q = (x.attentions[-1][row][:, :n, :n] for x in (b, a))
        attention = (p * (p.log() - q.log())).sum() / (2 * n)
        vp, vq = (_value_relation(c, row, n) for c in (teacher, student))
        values = (vp * (vp.log() - vq.log())).sum() / (2 * n)
        assert float(got[row]) == pytest.approx(float(attention + values), rel=2e-4)


def _value_relation(classifier, row, n):
    """softmax(V V^T / sqrt(d)) of the last layer, [heads, n, n], from the layer's own input."""
    found, _ = seen_by_transformers(classifier, output_hidden_states=True)
    attention = classifier.model.bert.encoder.layer[-1].attention.self
    with torch.no_grad():
        v = attention.value(found.hidden_states[-2][row, :n]).view(n, 2, 8).transpose(0, 1)
    return (v @ v.transpose(1, 2) / 8**0.5).softmax(-1)


def test_contrastive_is_infonce():
    student, teacher = tiny_classifier(2, layers=1, **WIDE), tiny_classifier(1, layers=2, **WIDE)
    got = studied("contrastive", student, teacher)[0].detach()
    means = []
    for classifier in (student, teacher):
        found, mask = seen_by_transformers(classifier, output_hidden_states=True)
        rows_ = [found.hidden_states[-1][i][mask[i]].mean(0) for i in range(5)]
        means.append([m / m.norm() for m in rows_])
    for row in range(5):
        z = [float(means[0][row] @ other) / 0.1 for other in means[1]]
        want = math.log(sum(map(math.exp, z))) - z[row]
        assert float(got[row]) == pytest.approx(want, rel=1e-3, abs=1e-4)


def test_weights_add_up_and_move_along_the_run():
    student, teacher, ids = answers()
    batch = Batch(States(student), States(teacher), ids, None, 2.0, 0.5)
    lesson = parse_lesson("soft_hard:2..0+hard:0.5", 2.0, 0.5)
    soft, hard = (OBJECTIVES[n].loss(batch) for n in ("soft_hard", "hard"))
    for share in (0.0, 0.25, 1.0):
        torch.testing.assert_close(lesson.losses(batch, share), 2 * (1 - share) * soft + 0.5 * hard)
    usual = {term.objective.name: term.first for term in parse_lesson("soft_hard+attention+hidden").terms}  # fmt: skip
    assert usual == {"soft_hard": 1.0, "attention": 0.1, "hidden": 1.0}
    assert parse_lesson("hard").teaches_answers and not parse_lesson("hidden+minilm").teaches_answers  # fmt: skip
    assert parse_lesson("hard").needs == frozenset() and not parse_lesson("hard").uses_teacher
    assert parse_lesson("soft_hard+hidden:0..1+minilm").needs == {"hidden", "attention"}


@pytest.mark.parametrize("text", ["warmth", "", "hard+", "hard:x", "hard:-1", "hard:0", "hard:1..", "hard+hard:2", "hard:nan"])  # fmt: skip
def test_nonsense_is_refused(text):
    with pytest.raises(InputError) as caught:
        parse_lesson(text)
    assert caught.value.remedy


@pytest.mark.parametrize(("ours", "theirs", "pairs"), [(3, 6, ((1, 2), (2, 4), (3, 6))), (2, 6, ((1, 3), (2, 6))), (4, 12, ((1, 3), (2, 6), (3, 9), (4, 12))), (6, 6, tuple((i, i) for i in range(1, 7))), (4, 2, ((2, 1), (4, 2)))])  # fmt: skip
def test_layers_are_matched_evenly(ours, theirs, pairs):
    assert matched_layers(ours, theirs) == pairs


def test_pairs_that_cannot_be_compared_are_refused(tiny):
    with pytest.raises(InputError) as caught:
        begin_study(parse_lesson("attention"), tiny(num_attention_heads=4), tiny(), 0, CPU)
    assert caught.value.code == "input.other-heads" and "minilmv2" in caught.value.remedy
    with pytest.raises(InputError, match="none here"):
        begin_study(parse_lesson("hidden"), tiny(), None, 0, CPU)


def test_hooks_leave_no_trace():
    student, teacher = tiny_classifier(2), tiny_classifier(1)
    _, _ = studied("hidden+minilm", student, teacher)
    for model in (student.model, teacher.model):
        assert not any(m._forward_hooks or m._forward_pre_hooks for m in model.modules())


def _softmax(logits):
    top = max(logits)
    found = [math.exp(x - top) for x in logits]
    return [x / sum(found) for x in found]
