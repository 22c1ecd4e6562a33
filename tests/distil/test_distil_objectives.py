"""Losses: the contract every objective meets, and soft_hard against the formula written out."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.distil import OBJECTIVES


def batch(seed=0, n=6, k=4, spread=5.0):
    g = torch.Generator().manual_seed(seed)
    student, teacher = (torch.randn(n, k, generator=g) * spread for _ in range(2))
    return student, teacher, torch.randint(k, (n,), generator=g)


@pytest.mark.parametrize("name", list(OBJECTIVES))
def test_finite_at_high_temperature(name):
    student, teacher, ids = batch(spread=80.0)
    student.requires_grad_()
    losses = OBJECTIVES[name].loss(student, teacher, ids, temperature=20.0, alpha=0.5)
    losses.sum().backward()
    assert losses.shape == (6,) and torch.isfinite(losses).all()
    assert student.grad is not None and torch.isfinite(student.grad).all()


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0, 20.0])
def test_the_soft_part_is_zero_when_student_equals_teacher(temperature):
    _, teacher, ids = batch()
    student = teacher.clone().requires_grad_()
    losses = OBJECTIVES["soft_hard"].loss(student, teacher, ids, temperature=temperature, alpha=0.0)
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
    student, teacher, ids = batch(seed, 3, k)
    got = OBJECTIVES["soft_hard"].loss(student, teacher, ids, temperature=temperature, alpha=alpha)
    for row in range(3):
        z, t = student[row].double().tolist(), teacher[row].double().tolist()
        ce = math.log(sum(math.exp(x) for x in z)) - z[int(ids[row])]
        p = _softmax([x / temperature for x in t])
        q = _softmax([x / temperature for x in z])
        kl = sum(a * math.log(a / b) for a, b in zip(p, q, strict=True) if a > 0)
        want = alpha * ce + (1 - alpha) * temperature**2 * kl
        assert float(got[row]) == pytest.approx(want, rel=2e-4, abs=2e-4)


def test_a_row_without_a_label_learns_from_the_teacher_alone():
    student, teacher, ids = batch()
    ids[::2] = -1
    mixed = OBJECTIVES["soft_hard"].loss(student, teacher, ids, temperature=2.0, alpha=0.7)
    soft = OBJECTIVES["soft_hard"].loss(student, teacher, ids, temperature=2.0, alpha=0.0)
    assert torch.equal(mixed[::2], soft[::2]) and not torch.allclose(mixed[1::2], soft[1::2])
    hard = OBJECTIVES["hard"].loss(student, None, ids, temperature=1.0, alpha=1.0)
    assert (hard[::2] == 0).all() and (hard[1::2] > 0).all()


def _softmax(z):
    top = max(z)
    e = [math.exp(x - top) for x in z]
    return [x / sum(e) for x in e]
