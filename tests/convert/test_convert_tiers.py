"""Words in two tiers: rows keep their places, texts decide who gets the bits, the program answers as torch does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from convert_tiny import drain, tiny_classifier
from hypothesis import given
from hypothesis import strategies as st

from studio.convert import ConvertSettings, compress, convert
from studio.convert.codings import Matters, along, code
from studio.convert.fewer_words import rows_used
from studio.convert.held import WORDS
from studio.convert.schemes import SCHEMES
from studio.convert.search_model import Bench, weights_in
from studio.convert.stored import Coding, Stored
from studio.convert.tiers import Tiered, common_rows
from studio.runtime import open_runtime

DICE = np.random.default_rng(0)
TABLE = DICE.standard_normal((200, 32)).astype(np.float16)
SIX_TWO = Coding("palette", 6, 0, rest=2)


def tiered(seen: Any) -> Stored | Tiered:
    return code(TABLE, 1, SIX_TWO, Matters(np.ones(TABLE.shape, np.float32), None, seen))


def test_rows_that_texts_use_are_nearer() -> None:
    seen = DICE.permutation(np.arange(200) < 40)
    found = tiered(seen)
    assert isinstance(found, Tiered)
    wrong = np.abs(found.dense() - TABLE).mean(1)
    assert wrong[seen].max() < 0.05 < 0.2 < wrong[~seen].mean()
    # 40 rows of 6 bits, 160 of 2, 64 + 2 * 4 halves, and two bytes a row
    bits = (40 * 32 * 6 + 160 * 32 * 2 + 16 * (64 + 2 * 4) + 200 * 16) / TABLE.size
    assert found.bits == pytest.approx(bits)


@given(st.lists(st.booleans(), min_size=200, max_size=200))
def test_every_row_has_a_rank_of_its_own(seen: list[bool]) -> None:
    used = np.array(seen)
    if not used.any() or used.all():
        assert isinstance(tiered(used), Stored)  # one tier is a plain palette
        return
    ranks = Tiered(SIX_TWO, used, None, None).ranks  # type: ignore[arg-type]
    assert ranks.dtype == np.int16 and sorted(ranks) == list(range(200))
    assert (ranks[used] < used.sum()).all() and (np.diff(ranks[used]) == 1).all()


def test_large_vocabularies_have_wide_ranks() -> None:
    assert Tiered(SIX_TWO, np.arange(250_002) < 5, None, None).ranks.dtype == np.int32  # type: ignore[arg-type]


def test_without_texts_the_first_quarter_counts_as_common() -> None:
    assert common_rows(200, None).sum() == 50 and common_rows(200, None)[:50].all()


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if SCHEMES[name].tiered])
@pytest.mark.parametrize("arithmetic", ["fast", "faithful"])
def test_a_tiered_package_answers_as_torch_does(scheme: str, arithmetic: str, tmp_path: Path) -> None:  # fmt: skip
    classifier = tiny_classifier("distilbert")
    whole = drain(convert(classifier, tmp_path / "w.mlpackage", ConvertSettings(target="iOS18")))[0]
    weights = weights_in(whole.path)
    bench, words = Bench(classifier, weights), next(w for w in weights if w.role == WORDS)
    seen = rows_used(whole.path, ["a b c", "hello"], len(words.value))
    assert 0 < (seen > 0).sum() < len(words.value)
    texts = ["a b c", "hello", "q w e r t y"]  # the last one's words are in the other tier
    matters = drain(bench.matters(texts))[0]
    matters[words.name] = replace(matters[words.name], seen=seen)
    report = drain(compress(whole.path, scheme, tmp_path / "s.mlpackage", matters))[0]
    plan = SCHEMES[scheme].plan(weights)
    by_name = {w.name: w for w in weights}
    stored = {n: code(by_name[n].value, along(by_name[n], c), c, matters.get(n)) for n, c in plan.items()}  # fmt: skip
    assert isinstance(stored[words.name], Tiered)
    bench.exchange({n: s for n, s in stored.items() if n in bench.names})
    with open_runtime(report.path, runtime="reference", arithmetic=arithmetic) as runtime:
        assert np.allclose(runtime.logits(texts), bench.logits(texts), atol=2e-2)
    real = {t.name: t.bits * t.elements for t in report.tensors if t.name.startswith(words.name)}
    assert len(real) == 2 and report.untouched == ()
    ranks = stored[words.name].ranks.nbytes * 8
    assert sum(real.values()) + ranks == pytest.approx(stored[words.name].bits * words.value.size, rel=0.02)  # fmt: skip
