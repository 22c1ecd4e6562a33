"""A sample of Apple's own op tests, those of text encoder ops, in every run of our suite.

The full set is tests/benchmarks/apple_tests.py. Which test functions belong here is written in
text_encoder_tests.txt; of each, the same evenly spaced cases run every time.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "benchmarks")]

import apple_tests  # noqa: E402
from apple_page import page, summary  # noqa: E402
from apple_table import FAILED, PASSED, REFUSED, UNREACHED, Table, read, table, verdict  # noqa: E402

CASES = 2  # of each test function


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """The table of one run of the sample, in a process of its own."""
    if find_spec("coremltools") is None:
        pytest.skip("coremltools isn't installed (there is no wheel for Windows)")
    records = tmp_path_factory.mktemp("apple") / "records.jsonl"
    line = apple_tests.command(
        apple_tests.folder_of_tests(), records, "--apple-quick", f"--apple-each={CASES}",
        f"--apple-list={HERE / 'text_encoder_tests.txt'}",
    )  # fmt: skip
    done = subprocess.run(
        line, cwd=apple_tests.folder_of_tests(), env=apple_tests.environment(),
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip
    assert records.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    return table(read(records))


@pytest.mark.slow
def test_every_sampled_test_passes(found: Table) -> None:
    assert found.total.reached > 200, summary(found)  # with the flags set wrong nothing is compared
    assert found.total.passed == found.total.reached, summary(found)
    assert found.encoder.reached > 150


@pytest.mark.slow
def test_the_ops_of_an_encoder_are_among_them(found: Table) -> None:
    wanted = "linear matmul layer_norm gelu softmax gather transpose reshape select constexpr_lut_to_dense"
    missing = [name for name in wanted.split() if name not in found.rows]
    assert not missing


def record(**known: object) -> dict[str, object]:
    basis = {"id": "iOS14/test_x.py::TestX::test_y[a]", "outcome": "passed", "seconds": 0.1}
    return {**basis, "reached": 1, "programs": 1, "ops": ["linear"], **known}


def test_a_prediction_that_was_not_answered_has_failed() -> None:
    assert verdict(record(asked=1, answered=1)) == PASSED
    assert verdict(record()) == FAILED
    assert verdict(record(asked=1, answered=1, outcome="failed")) == FAILED
    assert verdict(record(reached=0)) == verdict(record(programs=0)) == UNREACHED
    assert verdict(record(refusals=[["image-input", ""]], outcome="failed")) == REFUSED
    assert verdict(record(refusals=[["op-failed", ""]])) == PASSED  # it asked for the error
    assert verdict(record(refusals=[["unknown-op", ""]], outcome="failed")) == FAILED


def test_the_page_explains_what_did_not_pass() -> None:
    made = table(
        [
            record(answered=1),
            record(answered=1, outcome="failed", error="AssertionError: no", ops=["conv", "cast"]),
            record(refusals=[["image-input", ""]], outcome="failed", ops=["resize"]),
            record(reached=0, outcome="skipped", error="Skipped: TensorFlow 2.x not found."),
        ]
    )
    assert (made.total.reached, made.total.passed, made.total.refused) == (3, 1, 1)
    assert made.share == 0.5 and (made.encoder.reached, made.encoder.passed) == (2, 1)
    text = page(made, "one run")
    assert "| linear * | 1 | 1 | 0 | 0 |" in text and "| resize | 1 | 0 | 0 | 1 |" in text
    assert "1 x `iOS14/test_x.py::TestX::test_y`: AssertionError: no" in text
    assert "wants an image" in text and "computes what it expects with TensorFlow" in text
    assert "50.00%" in text and "conv" in summary(made)
