"""Jobs under Qt's event loop: same stories, no thread left, no crash at exit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.gui
def test_jobs_under_qt_leave_cleanly() -> None:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6", "PYTHONPATH": str(ROOT)}  # fmt: skip
    for _ in range(3):
        run = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("qt_jobs.py"))],
            capture_output=True, text=True, timeout=60, check=False, env=env,
        )  # fmt: skip
        assert (run.returncode, run.stderr) == (0, "") and run.stdout.endswith("left\n")
