"""The short reliability runs, each in a process of its own: forks need one without threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    "names",
    [
        ("tables",),
        pytest.param(("watch",), marks=pytest.mark.slow),
        pytest.param(("hostile", "kills", "scarcity"), marks=pytest.mark.slow),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_no_fault_is_found(names: tuple[str, ...]) -> None:
    env = {**os.environ, "OMP_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, str(HERE / "table.py"), *names], capture_output=True, text=True, env=env, timeout=280, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(names)
