"""Large products both ways: equal numbers, a fair trial, the winner kept; nothing else is touched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from studio.runtime.mil import open_evaluator, open_package
from studio.runtime.mil.fast import wide
from studio.runtime.mil.fast.wide import TRIES, Trial, by_onnx_runtime


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "_trials", {})


@pytest.mark.parametrize("shape", [(1, 5, 24), (5, 24), (24,), (2, 3, 4, 24), (0, 24)])
@pytest.mark.parametrize("with_bias", [True, False])
def test_both_ways_give_the_same(shape: tuple[int, ...], with_bias: bool) -> None:
    torch.manual_seed(0)
    x, weight = torch.randn(shape), torch.randn(16, 24)
    bias = torch.randn(16) if with_bias else None
    expected = torch.nn.functional.linear(x, weight, bias)
    assert torch.allclose(by_onnx_runtime(x, weight, bias), expected, atol=1e-5)


def test_a_view_that_is_not_contiguous() -> None:
    x, weight = torch.randn(6, 10, 24)[:, :3], torch.randn(16, 24)
    assert torch.allclose(by_onnx_runtime(x, weight, None), x @ weight.T, atol=1e-5)


@pytest.mark.parametrize(
    ("torchs", "others", "chosen"),
    [([9, 4, 4, 4], [9, 3, 5, 5], 1), ([9, 4, 4, 4], [1, 3.99, 4, 4], 0), ([1, 4, 2, 4], [9, 3, 3, 3], 0)],
)  # fmt: skip
def test_the_quicker_way_wins_without_the_first_call(torchs: list[float], others: list[float], chosen: int) -> None:  # fmt: skip
    trial, left = Trial(), (torchs.copy(), others.copy())
    while trial.chosen is None:
        way = trial.turn()
        trial.took(way, left[way].pop(0))
    assert trial.chosen == chosen and left == ([], [])


@pytest.mark.parametrize("winner", [0, 1])
def test_a_program_tries_and_settles(package_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, winner: int) -> None:  # fmt: skip
    """A clock that lets one of them win."""
    monkeypatch.setattr(wide, "LARGE", 1)
    calls, now = [0, 0], [0.0]

    def counted(way: int) -> Callable[..., Tensor]:
        real = wide.WAYS[way]

        def call(*given: Any) -> Tensor:
            calls[way] += 1
            now[0] += 1.0 if way == winner else 2.0
            return real(*given)

        return call

    monkeypatch.setattr(wide, "WAYS", (counted(0), counted(1)))
    monkeypatch.setattr(wide.time, "perf_counter", lambda: now[0])
    package = open_package(package_of("bert", precision="float16"))
    run = open_evaluator(package, arithmetic="fast")
    given = {"input_ids": np.arange(5, 21, dtype=np.int32)[None], "attention_mask": np.ones((1, 16), np.int32)}  # fmt: skip
    first = run(given)["logits"]
    for _ in range(2 * TRIES + 2):
        run(given)
    assert {t.chosen for t in wide._trials.values()} == {winner}
    lost, won = calls[1 - winner], calls[winner]
    again = run(given)["logits"]
    assert calls[1 - winner] == lost and calls[winner] > won
    monkeypatch.setattr(wide, "LARGE", 1 << 62)
    plain = open_evaluator(package, arithmetic="fast")(given)["logits"]
    for found in (first, again):
        assert np.abs(found - plain).max() < 1e-5 * np.abs(plain).max()


def test_small_products_and_machines_without_onnx_runtime_stay_as_they_are(package_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    run = open_evaluator(open_package(package_of("bert", precision="float16")), arithmetic="fast")
    given = {"input_ids": np.ones((1, 16), np.int32), "attention_mask": np.ones((1, 16), np.int32)}
    run(given)
    assert wide._trials == {}
    monkeypatch.setattr(wide, "find_spec", lambda name: None)
    monkeypatch.setattr(wide, "LARGE", 1)
    run = open_evaluator(open_package(package_of("bert", precision="float16")), arithmetic="fast")
    run(given)
    assert wide._trials == {}
