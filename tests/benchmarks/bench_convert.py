"""Size, time and peak memory of a conversion: python tests/benchmarks/bench_convert.py [NAME].

NAME is bert-large (24 x 1024, goal 670 MB) or distilbert (6 x 768, goal 134 MB). The weights are
random; five labels, 128 tokens, float16. With --scheme NAME the package is compressed as well.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.convert import ConvertSettings, compress, convert
from studio.core.events import Event, Progress
from studio.core.values import ClassifierCard

GOALS_MB = {"bert-large": 670.0, "distilbert": 134.0}
LABELS = tuple(f"label {n}" for n in range(5))


def build(name: str) -> Any:
    """A classifier of random weights with five labels."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        import transformers as hf
    torch.manual_seed(0)
    if name == "distilbert":
        return hf.DistilBertForSequenceClassification(hf.DistilBertConfig(num_labels=5)).eval()
    config = hf.BertConfig(
        hidden_size=1024,
        num_hidden_layers=24,
        num_attention_heads=16,
        intermediate_size=4096,
        num_labels=5,
    )
    return hf.BertForSequenceClassification(config).eval()


def drain(work: Generator[Event, None, Any]) -> Any:
    """Run a job to its end, printing its stages with seconds; returns its result."""
    started = time.perf_counter()
    try:
        while True:
            event = next(work)
            if isinstance(event, Progress) and event.done == event.total:
                print(f"  {event.stage:<10} {time.perf_counter() - started:6.1f} s")
    except StopIteration as end:
        return end.value


def main() -> int:
    """Print one line a conversion; exit 1 when the size misses its goal by more than 1 %."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", choices=GOALS_MB, default="distilbert")
    parser.add_argument("--target", default="iOS17")
    parser.add_argument("--scheme", action="append", default=[])
    options = parser.parse_args()
    model = build(options.name)
    card = ClassifierCard(LABELS, 128, "random", options.name)
    encoder = SimpleNamespace(to_json=lambda: "{}")
    classifier: Any = SimpleNamespace(model=model, encoder=encoder, card=card, folder=None)
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / f"{options.name}.mlpackage"
        started = now()
        report = drain(convert(classifier, package, ConvertSettings(target=options.target)))
        say(options.name, report.size_bytes, started)
        for scheme in options.scheme:
            started = now()
            small = drain(compress(package, scheme, Path(folder) / f"{scheme}.mlpackage"))
            say(f"{scheme} ({small.bits:.2f} bits)", small.size_bytes, started)
    goal = GOALS_MB[options.name]
    off = report.size_bytes / 1e6 / goal - 1
    print(f"goal {goal:.0f} MB, off by {off:+.2%}")
    return int(abs(off) > 0.01)


def now() -> tuple[float, float]:
    """The wall clock and this process's CPU time, seconds."""
    return time.perf_counter(), time.process_time()


def say(what: str, size: int, started: tuple[float, float]) -> None:
    """One measured line."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, work = time.perf_counter() - started[0], time.process_time() - started[1]
    print(
        f"{what}: {size / 1e6:.1f} MB, {seconds:.1f} s ({work:.1f} CPU-s), peak memory {peak:.0f} MB"
    )


if __name__ == "__main__":
    raise SystemExit(main())
