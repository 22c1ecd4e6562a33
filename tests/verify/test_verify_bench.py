"""The bench: percentiles of known times, and honest figures."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from studio.core.errors import InputError
from studio.core.events import Progress
from studio.core.values import ClassifierCard
from studio.runtime import Runtime
from studio.verify import Bench, bench
from studio.verify.bench import _percentile, peak_bytes


class Slow:
    """An engine that takes its time."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.calls = seconds, 0

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        self.calls += 1
        time.sleep(self.seconds)
        return np.zeros((len(texts), 2), np.float32)

    def trouble(self) -> str:
        return ""

    def close(self) -> None: ...

    def peak_bytes(self) -> int:
        return 0


def timed(engine: Slow, texts: Sequence[str], **options: object) -> tuple[list[Progress], Bench]:
    card = ClassifierCard(("a", "b"), 8, "digest", "bert")
    runtime = Runtime("slow", engine, card, None, arithmetic="faithful")  # type: ignore[arg-type]
    said, work = [], bench(runtime, texts, **options)  # type: ignore[arg-type]
    while True:
        try:
            event = next(work)
            assert isinstance(event, Progress)
            said.append(event)
        except StopIteration as end:
            return said, end.value


def test_figures(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"x" * 1000)
    engine = Slow(0.02)
    said, found = timed(engine, ["a", "b"], path=tmp_path, calls=20)
    assert engine.calls == 23  # three to warm up
    assert 20 <= found.p50_milliseconds <= found.p95_milliseconds
    assert found.texts_per_second == pytest.approx(1000 / found.p50_milliseconds, rel=0.5)
    assert found.size_bytes == 1000 and found.peak_bytes > 10_000_000 and found.calls == 20
    assert [said[0].done, said[-1].done] == [0, 20] and len(said) > 2


def test_percentiles_are_measured_values() -> None:
    assert _percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert _percentile(list(map(float, range(1, 101))), 0.95) == 95.0
    assert _percentile([7.0], 0.95) == 7.0
    assert peak_bytes() > 0


def test_nothing_to_time() -> None:
    with pytest.raises(InputError):
        timed(Slow(0), [])


def test_verify_and_runtime_import_without_torch() -> None:
    code = "import sys, studio.verify, studio.runtime; print({'torch', 'coremltools', 'transformers'} & set(sys.modules))"  # fmt: skip
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
