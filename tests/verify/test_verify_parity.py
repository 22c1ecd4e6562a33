"""Parity verdicts on runtimes whose answers are known."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError, QualityError
from studio.core.events import Event, Progress
from studio.core.values import ClassifierCard, ParityReport
from studio.runtime import Runtime
from studio.verify import compare, require_pass

Rows = Callable[[Sequence[str]], np.ndarray]


class Table:
    """An engine that looks its answers up."""

    def __init__(self, rows: Rows, said: str = "") -> None:
        self.rows, self.said, self.batches = rows, said, [0]

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        self.batches.append(len(texts))
        return self.rows(texts)

    def trouble(self) -> str:
        return self.said

    def close(self) -> None: ...


def runtime(rows: Rows, arithmetic: str = "faithful", labels: tuple[str, ...] = ("a", "b"), said: str = "") -> Runtime:  # fmt: skip
    card = ClassifierCard(labels, 8, "digest", "bert")
    return Runtime("table", Table(rows, said), card, None, arithmetic=arithmetic)  # type: ignore[arg-type]


def by_length(texts: Sequence[str]) -> np.ndarray:
    return np.array([[len(t), 3.0] for t in texts], np.float32)


def shifted(by: float) -> Rows:
    return lambda texts: by_length(texts) + np.array([by, 0], np.float32)


def drained(work: Generator[Event, None, ParityReport]) -> tuple[list[Event], ParityReport]:
    said: list[Event] = []
    while True:
        try:
            said.append(next(work))
        except StopIteration as end:
            return said, end.value


TEXTS = ["", "a", "bb", "dddd", "eeeee"]


def test_equal_runtimes_pass() -> None:
    said, report = drained(
        compare(runtime(by_length, "float32"), runtime(by_length), TEXTS, required_agreement=1.0)
    )
    assert report.verdict == "pass" and report.label_agreement == 1 and report.max_abs_logit == 0
    assert report.arithmetic == "faithful" and report.examples == 5
    done = [e.done for e in said if isinstance(e, Progress)]
    assert done[0] == 0 and done[-1] == 5 and done == sorted(done)
    assert all(isinstance(e, Progress) and e.stage == "verify" for e in said)
    require_pass(report)


def test_a_changed_label_fails_and_names_the_row() -> None:
    _, report = drained(
        compare(runtime(by_length), runtime(shifted(1.5)), TEXTS, required_agreement=1.0)
    )
    assert report.verdict == "fail" and report.label_agreement == pytest.approx(0.8)
    assert report.worst_row == 2 and report.max_abs_logit == pytest.approx(1.5)
    with pytest.raises(QualityError, match="row 2: 'bb'") as caught:
        require_pass(report)
    assert caught.value.code == "quality.parity-failed"
    _, kinder = drained(
        compare(runtime(by_length), runtime(shifted(1.5)), TEXTS, required_agreement=0.8)
    )
    assert kinder.verdict == "pass"


def test_probabilities_have_their_own_limit() -> None:
    def judged(limit: float | None) -> str:
        _, report = drained(
            compare(
                runtime(by_length), runtime(shifted(0.1)), TEXTS,
                required_agreement=1.0, max_abs_probability=limit,
            )
        )  # fmt: skip
        assert 0.0 < report.max_abs_probability < 0.03
        return report.verdict

    assert (judged(None), judged(0.05), judged(5e-3)) == ("pass", "pass", "fail")


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("side", [0, 1])
def test_numbers_that_are_none_fail_whatever_the_threshold(value: float, side: int) -> None:
    def bad(texts: Sequence[str]) -> np.ndarray:
        found = by_length(texts)
        found[[t == "bb" for t in texts], 0] = value
        return found

    pair = [runtime(by_length), runtime(by_length)]
    pair[side] = runtime(bad, said="NaN first appears in scores (op softmax)")
    _, report = drained(compare(*pair, TEXTS, required_agreement=0.1))
    assert report.verdict == "fail" and report.worst_row == 2
    assert "1 of 5 rows" in report.reason and ("op softmax" in report.reason) == (side == 1)


def test_no_verdict_in_fast_arithmetic() -> None:
    for pair in ((runtime(by_length), runtime(by_length, "fast")), (runtime(by_length, "fast"), runtime(by_length))):  # fmt: skip
        with pytest.raises(QualityError, match="fast arithmetic"):
            next(compare(*pair, TEXTS, required_agreement=1.0))


def test_nothing_to_compare_and_other_labels() -> None:
    with pytest.raises(InputError, match="no texts"):
        next(compare(runtime(by_length), runtime(by_length), [], required_agreement=1.0))
    with pytest.raises(InputError, match="different labels"):
        next(compare(runtime(by_length), runtime(by_length, labels=("b", "a")), TEXTS, required_agreement=1.0))  # fmt: skip


def test_batches_grow_while_they_are_quick_and_it_can_be_stopped() -> None:
    one, two = runtime(by_length), runtime(by_length)
    drained(compare(one, two, ["x"] * 300, required_agreement=1.0))
    sizes: Any = one._engine.batches  # type: ignore[attr-defined]
    assert sizes[1:4] == [1, 2, 4] and max(sizes) == 64 and sum(sizes) == 300
    work = compare(one, two, ["x"] * 300, required_agreement=1.0)
    next(work)
    work.close()


def test_the_worst_text_can_be_written_down() -> None:
    _, report = drained(
        compare(runtime(by_length), runtime(shifted(9)), ["\ud83d half"], required_agreement=0.0)
    )
    assert report.worst_text.encode("utf-8") == b"? half"


@given(st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=12))
def test_agreement_counts_rows(shifts: list[float]) -> None:
    texts = [str(i) for i in range(len(shifts))]

    def moved(asked: Sequence[str]) -> np.ndarray:
        return np.array([[1.0 + shifts[int(t)], 0.0] for t in asked], np.float32)

    def still(asked: Sequence[str]) -> np.ndarray:
        return np.array([[1.0, 0.0]] * len(asked), np.float32)

    _, report = drained(compare(runtime(still), runtime(moved), texts, required_agreement=1.0))
    kept = np.mean(np.array([1.0 + s for s in shifts], np.float32) >= 0)
    assert report.label_agreement == pytest.approx(kept)
    assert (report.verdict == "pass") == (kept == 1)
    assert report.max_abs_logit == pytest.approx(max(abs(s) for s in shifts), abs=1e-5)
