"""What costs nothing: TF-IDF with logistic regression, and always saying the commonest label."""

from __future__ import annotations

from studio.core import scores
from studio.core.values import Dataset


def tfidf_floor(train: Dataset, exam: Dataset) -> dict[str, float]:
    """accuracy and macro_f1 of TF-IDF, majority and majority_macro_f1 of the commonest label.

    Words and word pairs, sublinear counts; learnt on `train`, judged on `exam` (all 0..1).
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    labelled = train.select(np.flatnonzero(train.label_ids >= 0))
    texts, ids = labelled.texts, labelled.label_ids
    vectors = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b|\S"
    )
    seen = vectors.fit_transform(texts)
    predicted = LogisticRegression(C=10.0, max_iter=1000).fit(seen, ids).predict(vectors.transform(list(exam.texts)))  # fmt: skip
    commonest = np.full(len(exam), np.bincount(ids).argmax(), dtype=np.int64)
    k = len(train.labels)
    return {
        "accuracy": scores.accuracy(exam.label_ids, predicted),
        "macro_f1": scores.macro_f1(exam.label_ids, predicted, k),
        "majority": scores.accuracy(exam.label_ids, commonest),
        "majority_macro_f1": scores.macro_f1(exam.label_ids, commonest, k),
    }
