"""Trust in numbers: temperature, calibration error, rejection and bootstrap, each counted again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core import calibration, scores


def sample(n=4000, k=4, heat=1.0, seed=0):
    """Logits whose softmax is exactly the chance of each label, then made `heat` times larger."""
    random = np.random.default_rng(seed)
    logits = random.normal(size=(n, k)) * 2
    p = scores.softmax(logits.astype(np.float32)).astype(np.float64)
    ids = (random.random((n, 1)) > np.cumsum(p, 1)).sum(1).clip(0, k - 1)
    return (logits * heat).astype(np.float32), ids


@pytest.mark.parametrize("heat", [0.5, 1.0, 2.0, 4.0])
def test_the_temperature_takes_back_what_was_multiplied(heat):
    logits, ids = sample(heat=heat)
    found = calibration.fit_temperature(logits, ids)
    assert found == pytest.approx(heat, rel=0.08)
    nll = [calibration.negative_log_likelihood(logits, ids, t) for t in (found * 0.97, found, found * 1.03)]  # fmt: skip
    assert nll[1] == min(nll)
    assert calibration.calibration_error(logits, ids, found) < 0.02


def test_overconfidence_is_seen():
    logits, ids = sample(heat=4.0)
    assert calibration.calibration_error(logits, ids) > 0.1


def test_the_error_counted_by_hand():
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.6, 0.4], [0.2, 0.8]])
    found = calibration.calibration_error(np.log(p).astype(np.float32), np.array([0, 1, 0, 1]))
    assert found == pytest.approx((2 * abs(0.5 - 0.9) + abs(1 - 0.6) + abs(1 - 0.8)) / 4, abs=1e-6)


def test_all_right_and_no_rows():
    sure = np.array([[9.0, 0.0], [0.0, 9.0]], dtype=np.float32)
    assert calibration.fit_temperature(sure, np.array([0, 1])) == calibration.COLDEST
    assert calibration.fit_temperature(sure, np.array([1, 0])) == calibration.HOTTEST
    assert calibration.fit_temperature(sure[:0], np.array([], dtype=int)) == 1.0
    assert calibration.reject_below(sure, np.array([0, 1]), 0.01) == (0.0, 1.0)
    assert calibration.reject_below(sure, np.array([1, 0]), 0.01) == (1.0, 0.0)


@settings(max_examples=80, deadline=None)
@given(n=st.integers(1, 60), k=st.integers(2, 5), seed=st.integers(0, 999), risk=st.floats(0, 1))
def test_rejection_keeps_its_promise(n, k, seed, risk):
    random = np.random.default_rng(seed)
    logits = random.integers(-2, 3, (n, k)).astype(np.float32)  # many ties
    ids = random.integers(0, k, n)
    threshold, coverage = calibration.reject_below(logits, ids, risk)
    p = scores.softmax(logits).astype(np.float64)
    answered = p.max(1) >= threshold
    if coverage:
        assert answered.mean() == pytest.approx(coverage)
        assert (p.argmax(1) != ids)[answered].mean() <= risk + 1e-12
    for other in np.unique(p.max(1)):  # no lower threshold would do
        more = p.max(1) >= other
        if more.mean() > coverage:
            assert (p.argmax(1) != ids)[more].mean() > risk


def test_the_curve_ends_at_the_error_rate():
    logits, ids = sample(500)
    coverage, risk, threshold = calibration.risk_coverage(logits, ids)
    assert coverage[-1] == 1.0 and (np.diff(coverage) > 0).all() and (np.diff(threshold) < 0).all()
    assert risk[-1] == pytest.approx((logits.argmax(1) != ids).mean())


def test_the_bootstrap_is_the_one_over_rows():
    """Against a plain bootstrap that draws rows, and the normal interval of a share."""
    random = np.random.default_rng(1)
    truth = random.integers(0, 3, 400)
    predicted = np.where(random.random(400) < 0.8, truth, random.integers(0, 3, 400))
    found = scores.intervals(truth, predicted, 3, resamples=4000)
    drawn = [random.integers(0, 400, 400) for _ in range(1500)]
    for name, score in (("accuracy", lambda t, p: scores.accuracy(t, p)), ("macro_f1", lambda t, p: scores.macro_f1(t, p, 3))):  # fmt: skip
        want = np.quantile([score(truth[r], predicted[r]) for r in drawn], (0.025, 0.975))
        np.testing.assert_allclose(found[name], want, atol=0.008)
    a = scores.accuracy(truth, predicted)
    half = 1.96 * (a * (1 - a) / 400) ** 0.5
    np.testing.assert_allclose(found["accuracy"], (a - half, a + half), atol=0.008)
    assert scores.intervals(truth, predicted, 3) == scores.intervals(truth, predicted, 3)
    assert scores.intervals(truth[:0], predicted[:0], 3)["accuracy"] == (0.0, 0.0)
