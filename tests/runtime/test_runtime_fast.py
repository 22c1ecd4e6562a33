"""Fast mode: what it proves, what it leaves alone, and that neither changes a number."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch

from studio.runtime import open_runtime
from studio.runtime.mil import open_evaluator, open_package
from studio.runtime.mil.fast.bounds import Ball, largest_score
from studio.runtime.mil.fast.program import FastProgram

LENGTH = 16
RNG = np.random.default_rng(5)


def rows(*kept: int, length: int = LENGTH) -> dict[str, np.ndarray]:
    """ids and masks [n, length], so many tokens kept in each row."""
    mask = (np.arange(length) < np.array(kept)[:, None]).astype(np.int32)
    ids = RNG.integers(4, 100, mask.shape).astype(np.int32) * mask
    return {"input_ids": ids, "attention_mask": mask}


def program(run: Any) -> FastProgram:
    """The newest program fast mode made."""
    found = list(run._fast._made.values())[-1]
    assert isinstance(found, FastProgram)
    return found


def kernels(run: Any) -> list[str]:
    return [step.what.split()[0] for step in program(run).steps]


def plainly(run: Any, given: dict[str, np.ndarray]) -> dict[str, Any]:
    """The same evaluator's answer by the plan as it was compiled."""
    return run(given, watch=lambda *_: None)


def worst(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).max() / np.abs(other).max())


@pytest.mark.parametrize("family", ["bert", "distilbert", "roberta", "electra"])
@pytest.mark.parametrize("precision", ["float32", "float16"])
def test_only_kept_tokens_are_worked_on_and_nothing_changes(
    package_of: Callable[..., Path], family: str, precision: str
) -> None:
    path = package_of(family, precision=precision)
    run = open_evaluator(open_package(path), arithmetic="fast")
    for kept in (16, 11, 2, 1):
        given = rows(kept)
        assert worst(run(given)["logits"], plainly(run, given)["logits"]) < 2e-6
    assert program(run).trims and program(run).batches, program(run).why
    assert kernels(run).count("attention") == 2 and "softmax" in kernels(run)  # the last one


def test_several_texts_at_once_equal_one_by_one(package_of: Callable[..., Path]) -> None:
    run = open_evaluator(open_package(package_of("bert")), arithmetic="fast")
    given = rows(3, 16, 1, 7, 7, 2, 12, 16, 5)
    found = run.many(given)
    for at in range(9):
        one = plainly(run, {name: value[at : at + 1] for name, value in given.items()})
        assert worst(found["logits"][at : at + 1], one["logits"]) < 2e-6
        assert worst(found["probabilities"][at : at + 1], one["probabilities"]) < 2e-6


@pytest.mark.parametrize("mode", ["fast", "faithful"])
def test_lists_of_labels_keep_their_order(package_of: Callable[..., Path], mode: str) -> None:
    path = package_of("bert", classifier=True, card=False)
    run = open_evaluator(open_package(path), arithmetic=mode)
    given = rows(16, 2, 9, 4)
    found = run.many(given)
    for at in range(4):
        one = run({name: value[at : at + 1] for name, value in given.items()})
        assert found["label"][at] == one["label"]
        assert found["label_probs"][at] == pytest.approx(one["label_probs"], abs=1e-6)


def test_every_length_of_a_package_has_its_program(package_of: Callable[..., Path]) -> None:
    path = package_of("bert", lengths=(8, 16), target="iOS18")
    run = open_evaluator(open_package(path), arithmetic="fast")
    for length in (8, 16):
        given = rows(5, length=length)
        assert worst(run(given)["logits"], plainly(run, given)["logits"]) < 2e-6
        assert program(run).trims
    assert len(run._fast._made) == 2


@pytest.mark.parametrize("hole", ["in the middle", "in front", "nothing kept", "a weight of 2"])
def test_a_mask_that_is_not_ones_and_then_zeros_keeps_every_token(
    package_of: Callable[..., Path], hole: str
) -> None:
    run = open_evaluator(open_package(package_of("bert")), arithmetic="fast")
    given = rows(12)
    mask = given["attention_mask"]
    if hole == "in the middle":
        mask[0, 5] = 0
    elif hole == "in front":
        mask[0, :3] = 0
    elif hole == "nothing kept":
        mask[:] = 0
    else:
        mask[0, 3] = 2
    assert worst(run(given)["logits"], plainly(run, given)["logits"]) < 2e-6
    both = {name: np.concatenate([value, rows(4)[name]]) for name, value in given.items()}
    assert worst(run.many(both)["logits"][:1], plainly(run, given)["logits"]) < 2e-6


def test_texts_reach_the_model_together(package_of: Callable[..., Path]) -> None:
    texts = ["where is my parcel", "a", "the order is late, cancel it please", "thank you", ""] * 3
    with open_runtime(package_of("bert"), arithmetic="fast") as quick:
        together = quick.logits(texts)
        alone = np.concatenate([quick.logits([text]) for text in texts])
        assert quick.predict(texts[0]).arithmetic == "fast"
    assert worst(together, alone) < 2e-6
    with open_runtime(package_of("bert", lengths=(8, 16), target="iOS18"), arithmetic="fast") as quick:  # fmt: skip
        assert worst(quick.logits(texts), together) < 1e-5
    with open_runtime(package_of("bert")) as exact:
        assert exact.predict(texts[0]).arithmetic == "faithful"


def test_not_finite_is_named_in_fast_mode_too(package_of: Callable[..., Path]) -> None:
    run = open_evaluator(open_package(package_of("bert")), arithmetic="fast")
    given = rows(5)
    run(given)
    weights = next(c for c in run._constants if isinstance(c, torch.Tensor) and c.shape == (64, 32))
    before = weights[0, 0].item()
    weights[0, 0] = float("inf")
    run(given)
    assert run.first_nonfinite is not None and run.first_nonfinite.op_type == "linear"
    assert np.isnan(run.many(rows(5, 3))["logits"]).any()
    weights[0, 0] = before
    run(given)
    assert run.first_nonfinite is None


def test_the_bound_of_scores_holds() -> None:
    torch.manual_seed(0)
    gamma, beta = torch.rand(24) + 0.5, torch.randn(24)
    query, key = (
        Ball(gamma, beta, 24, (2, 3), ((torch.randn(16, 24), torch.randn(16)),), heads=4)
        for _ in range(2)
    )
    unit = torch.randn(500, 24)
    unit = torch.cat([unit / unit.norm(dim=1, keepdim=True) * 24**0.5, torch.ones(500, 1)], 1)
    q, k = (unit @ b.matrix().T for b in (query, key))
    scores = torch.einsum("ihd,jhd->hij", q.reshape(500, 4, 4), k.reshape(500, 4, 4))
    assert 0.1 * largest_score(query, key) < scores.abs().max() <= largest_score(query, key)


def test_two_thousand_predictions_leave_memory_flat(package_of: Callable[..., Path]) -> None:
    run = open_evaluator(open_package(package_of("bert")), arithmetic="fast")
    given = [rows(n) for n in range(1, 17)]

    def predict(times: int) -> int:
        for at in range(times):
            run(given[at % 16])
        gc.collect()
        return int(psutil.Process().memory_info().rss)

    before = predict(300)
    assert predict(2000) - before < 4 << 20
