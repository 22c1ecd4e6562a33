"""What the records of a run say: a verdict for each test, a table by op, reasons in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSED, FAILED, REFUSED, UNREACHED = "passed", "failed", "refused", "no prediction"
REFUSALS = {
    "image-input": "wants an image",
    "not-an-ml-program": "is a neural network, not an ML Program",
    "unknown-op": "uses an op nobody has written",
}
# Ops seen in conversions of BERT-like encoders (the studio's routes and layouts, other people's
# scripts, every compression), besides `const`.
TEXT_ENCODER_OPS = frozenset(
    """
    add sub mul real_div floor_div mod pow maximum minimum equal not_equal greater greater_equal
    less less_equal logical_and logical_or logical_not select cast abs sign ceil floor clip exp log
    erf sqrt rsqrt inverse square tanh relu sigmoid silu gelu softmax linear matmul einsum conv
    layer_norm batch_norm l2_norm reduce_sum reduce_mean reduce_max reduce_argmax reduce_sum_square
    reshape transpose expand_dims squeeze concat stack split slice_by_index slice_by_size tile pad
    gather gather_along_axis gather_nd scatter_nd shape fill fill_like range_1d one_hot cumsum
    band_part identity classify scaled_dot_product_attention quantize dequantize constexpr_cast
    constexpr_affine_dequantize constexpr_lut_to_dense constexpr_lut_to_sparse
    constexpr_sparse_to_dense constexpr_blockwise_shift_scale
    constexpr_sparse_blockwise_shift_scale
    """.split()
)


@dataclass
class Row:
    """One line of the table."""

    reached: int = 0
    passed: int = 0
    failed: int = 0
    refused: int = 0

    def add(self, verdict: str) -> None:
        """Count one test."""
        self.reached += 1
        setattr(self, verdict, getattr(self, verdict) + 1)


@dataclass
class Table:
    """All rows, and why what did not pass did not."""

    total: Row = field(default_factory=Row)
    encoder: Row = field(default_factory=Row)
    rows: dict[str, Row] = field(default_factory=dict)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    unreached: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Passed, of those that needed nothing we refuse."""
        return self.total.passed / max(1, self.total.reached - self.total.refused)


def read(path: Path) -> list[dict[str, Any]]:
    """The records the plugin wrote; of a test with several, the one of its worst phase."""
    by_id: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        old = by_id.get(record["id"])
        if old is None or old["outcome"] == "passed":
            by_id[record["id"]] = record
    return list(by_id.values())


def verdict(record: dict[str, Any]) -> str:
    """passed, failed, refused, or `no prediction` when the test never asked an ML Program for one.

    A test that asked and was not answered has failed, unless an op's error is what it asked for.
    """
    if not record.get("reached") or not record.get("programs"):
        return UNREACHED
    codes = {code for code, _ in record.get("refusals", [])}
    if record["outcome"] == "passed" and (record.get("answered") or codes == {"op-failed"}):
        return PASSED
    return REFUSED if codes & {"image-input", "not-an-ml-program"} else FAILED


def reason(record: dict[str, Any]) -> str:
    """Why a test did not pass, in one line."""
    for code, message in record.get("refusals", []):
        return REFUSALS.get(code, message)
    if record.get("xfail"):
        return f"expected to fail by Apple: {record['xfail'].removeprefix('reason: ')}"
    if record.get("error"):
        return " ".join(record["error"].split())[:160]
    return "the prediction was asked for and not compared"


def table(records: Iterable[dict[str, Any]]) -> Table:
    """Counts by op: a test stands in the row of every op its programs hold."""
    made = Table()
    for record in records:
        made.seconds += record["seconds"]
        found = verdict(record)
        if found == UNREACHED:
            made.unreached[test_of(record), _why_unreached(record)] += 1
            continue
        made.total.add(found)
        ops = [o for o in record["ops"] if o != "cast"] or ["cast"]
        for name in ops:
            made.rows.setdefault(name, Row()).add(found)
        if set(ops) <= TEXT_ENCODER_OPS:
            made.encoder.add(found)
        if found != PASSED:
            made.reasons[test_of(record), reason(record)] += 1
    return made


def test_of(record: dict[str, Any]) -> str:
    """A test's file, class and function, without its parameters."""
    return record["id"].split("[")[0]


def _why_unreached(record: dict[str, Any]) -> str:
    if record.get("xfail"):
        return f"expected to fail by Apple: {record['xfail'].removeprefix('reason: ')}"
    if record.get("reached"):
        return "predicts with a neural network only"
    if record["outcome"] == "passed":
        return "checks the converter only"
    return " ".join(record.get("error", record["outcome"]).split())[:160]
