"""BERT-large the whole way on a small machine: python tests/benchmarks/bench_large.py [--rows 200].

Random weights in BERT-large's shape (24 layers of 1024): a few steps of teaching, soft labels for
all rows, an epoch for a DistilBERT-shaped student. Each part tells wall and processor seconds and
the most memory so far; the answers mean nothing.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from distil_data import drain, shortened, split_of

from studio.core.values import Split


def told(name: str, work: Callable[[], Any]) -> Any:
    """The work's result; prints what it cost."""
    wall, cpu = time.monotonic(), time.process_time()
    found = work()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name:<34}{time.monotonic() - wall:>8.1f} s{time.process_time() - cpu:>9.1f} CPU-s{most:>8.2f} GB at most so far", flush=True)  # fmt: skip
    return found


def main() -> None:
    """Make, teach, label, distil."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--steps", type=int, default=4, help="of teaching, 8 rows each")
    asked = parser.parse_args()
    from transformers import BertConfig

    from studio.distil import DistilSettings, TrainSettings, distil, soft_labels, teach
    from studio.models.encoder import load_base
    from studio.models.hugging_face import new_model
    from studio.models.published import build_student

    split = shortened(split_of("kinds", 1200, 0), 20, asked.rows)
    small = load_base("sample", split.labels, 0, texts=split.train.texts)
    config = BertConfig(vocab_size=small.encoder.vocabulary_size, hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096, num_labels=len(split.labels))  # fmt: skip
    config.id2label = dict(enumerate(split.labels.names))
    config.label2id = {name: at for at, name in enumerate(split.labels.names)}
    card = replace(small.card, architecture="BertForSequenceClassification")
    teacher = told("random BERT-large", lambda: replace(small, model=new_model(config, 0), card=card, folder=None))  # fmt: skip
    print(f"{teacher.parameters / 1e6:.0f} M weights; {asked.rows} rows", flush=True)
    few = range(min(asked.steps * 8, len(split.train)))
    held = split.validation.select(range(min(16, len(split.validation))))
    with tempfile.TemporaryDirectory() as place:
        part = Split(split.train.select(few), held, held)
        once = TrainSettings(epochs=1, batch_size=8, threads=1, learning_rate=2e-5, checkpoint_seconds=1e9)  # fmt: skip
        teacher = told(f"teach {asked.steps} steps", lambda: drain(teach(teacher, part, once, Path(place) / "t"))).classifier  # fmt: skip
        soft = told(f"label {len(split.train)} rows", lambda: drain(soft_labels(teacher, split.train, checkpoint=Path(place) / "l", threads=1)))  # fmt: skip
        student = told("DistilBERT's shape", lambda: build_student("distilbert", teacher))
        settings = DistilSettings(epochs=1, batch_size=8, threads=1, checkpoint_seconds=1e9)
        told(f"distil {len(split.train)} rows, one epoch", lambda: drain(distil(student, split.train, held, soft, settings, Path(place) / "d")))  # fmt: skip


if __name__ == "__main__":
    main()
