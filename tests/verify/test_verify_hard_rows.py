"""Hard rows."""

from __future__ import annotations

import unicodedata

from studio.verify import hard_rows


def test_every_kind_is_there() -> None:
    rows = hard_rows(16, ["first sample text", "second"])
    assert "" in rows and "word" in rows
    assert any("🙂" in r for r in rows) and any("我" in r for r in rows)
    assert any("\x00" in r for r in rows) and any(unicodedata.combining(c) for r in rows for c in r)
    assert {14, 13, 15, 64} <= {len(r.split()) for r in rows}  # full, one short, one over, far over
    assert any("first sample text second" in r for r in rows)
    assert len(rows) == len(set(rows))


def test_tiny_lengths_and_no_samples_are_fine() -> None:
    for length in (1, 2, 3):
        assert all(isinstance(r, str) for r in hard_rows(length, []))
    assert hard_rows(8, []) == hard_rows(8, [])
    assert hard_rows(8, ["", " "]) == hard_rows(8, [])


def test_a_glued_row_stops_soon() -> None:
    assert len(hard_rows(8, ["word " * 10] * 100_000)[-1]) < 200
