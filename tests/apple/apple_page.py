"""The table of Apple's tests in words: for a terminal, and for resources/docs/apple-tests.md."""

from __future__ import annotations

from collections import Counter

from apple_table import TEXT_ENCODER_OPS, Row, Table

# Failures understood: a part of the test's name, and what is behind it.
EXPLAINED = {
    "iOS15/test_image_resizing.py::TestCropResize::test_builder_to_backend_smoke": (
        "A box of normalised corners 2, 2, 1, 1: outside of the image and the wrong way round. The "
        "documentation gives no meaning to it; we return the padding value, Apple's library the "
        "whole image."
    ),
}
COMMON = {
    "TensorFlow 2.x not found": "The test computes what it expects with TensorFlow, which isn't installed.",
    "got empty parameter set": "The wheel leaves the parameters of this test empty.",
    "expected to fail by Apple": "Apple marks the case as failing on its own runtime and stops before it predicts.",
    "rdar://": "Apple skips the case over a bug of its own, before it predicts.",
    "checks the converter only": "The test converts, or infers types and values, and predicts nothing.",
    "neural network only": "The test predicts with the older neural network format, which the studio doesn't run.",
}


def summary(table: Table) -> str:
    """A screenful: totals, and the rows that aren't clean."""
    lines = [
        _line("all tests that predict", table.total),
        _line("of them with text encoder ops only", table.encoder),
        f"passed, of those that need no image: {table.share:.2%}",
    ]
    unclean = {n: r for n, r in table.rows.items() if r.passed < r.reached}
    lines += [_line(f"  {name}", row) for name, row in sorted(unclean.items())]
    lines += [f"  {n} x {test}: {why}" for (test, why), n in table.reasons.most_common()]
    return "\n".join(lines)


def page(table: Table, about: str) -> str:
    """The whole page, Markdown."""
    parts = [_head(table, about), _rows(table), _not_passed(table), _unreached(table)]
    return "\n\n".join(parts) + "\n"


def _head(table: Table, about: str) -> str:
    return f"""# Apple's op tests against the reference runtime

Written by `python tests/benchmarks/apple_tests.py`; {about}

The tests are the MIL op tests inside the coremltools wheel, unedited. Off a Mac they convert a model
and skip the prediction; here our evaluator (faithful arithmetic) answers in the place of Apple's
native library, and every importer of the flags that guard the prediction is told this is a Mac.
Counted is every ML Program test that reaches the prediction; one whose prediction was not answered
and compared has failed, except where the test asks for an error and got it. Ids with
`neuralnetwork` are left out. The tolerance is Apple's own: for fp16 programs 0.5 absolute or 5 %,
for fp32 ones 1e-4 or 1e-5.

| | reached | passed | failed | refused |
|---|---|---|---|---|
| all | {_cells(table.total)} |
| programs of text encoder ops only | {_cells(table.encoder)} |

Passed, of those that need no image: **{table.share:.2%}**."""


def _rows(table: Table) -> str:
    lines = [
        "## By op",
        "",
        "A test stands in the row of every op its programs hold (`cast` only where it is alone). "
        "`*`: occurs in text encoders.",
        "",
        "| op | reached | passed | failed | refused |",
        "|---|---|---|---|---|",
    ]
    for name, row in sorted(table.rows.items()):
        star = " *" if name in TEXT_ENCODER_OPS else ""
        lines.append(f"| {name}{star} | {_cells(row)} |")
    return "\n".join(lines)


def _not_passed(table: Table) -> str:
    lines = ["## Not passed, and why", ""]
    if not table.reasons:
        return "\n".join([*lines, "Nothing."])
    for (test, why), count in table.reasons.most_common():
        known = next((text for part, text in EXPLAINED.items() if part in test), "")
        lines.append(f"* {count} x `{test}`: {known or why}")
    return "\n".join(lines)


def _unreached(table: Table) -> str:
    lines = ["## Tests that never predict", ""]
    groups: Counter[str] = Counter()
    others: Counter[tuple[str, str]] = Counter()
    for (test, why), count in table.unreached.items():
        known = next((text for part, text in COMMON.items() if part in why), "")
        if known:
            groups[known] += count
        else:
            others[test, why] += count
    lines += [f"* {count} x {text}" for text, count in groups.most_common()]
    lines += [f"* {count} x `{test}`: {why}" for (test, why), count in others.most_common()]
    return "\n".join(lines)


def _line(name: str, row: Row) -> str:
    return f"{name:<40} reached {row.reached:6,}  passed {row.passed:6,}  failed {row.failed:4,}  refused {row.refused:4,}"


def _cells(row: Row) -> str:
    return f"{row.reached:,} | {row.passed:,} | {row.failed:,} | {row.refused:,}"
