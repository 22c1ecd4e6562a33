"""What costs nothing: the TF-IDF floor and the majority class."""

from __future__ import annotations

import pytest
from distil_tiny import LABELS, rows

from studio.core.values import Dataset, Example
from studio.distil import tfidf_floor


def test_words_that_tell_are_found():
    floor = tfidf_floor(rows(200, 0), rows(90, 1))
    assert floor["accuracy"] > 0.95 and floor["macro_f1"] > 0.95
    assert floor["majority"] == pytest.approx(1 / 3)
    assert floor["majority_macro_f1"] == pytest.approx(1 / 6)


def test_majority_is_learnt_on_train_and_judged_on_the_exam():
    def of(ids):
        return Dataset.of([Example(f"word{i}", i, n, "csv") for n, i in enumerate(ids)], LABELS)

    floor = tfidf_floor(of([0, 1, 1, 2, -1, -1, -1]), of([0, 1, 0, 2]))
    assert floor["majority"] == 0.25 and floor["accuracy"] == 1.0
