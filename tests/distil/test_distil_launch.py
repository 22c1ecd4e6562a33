"""Two processes under `accelerate launch` do what one process does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from distil_launched import work
from safetensors.torch import load_file

HERE = Path(__file__).parent


@pytest.mark.slow
def test_two_processes_equal_one(tmp_path: Path):
    out = tmp_path / "two"
    out.mkdir()
    launch = ["-m", "accelerate.commands.launch", "--cpu", "--num_processes", "2", "--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0"]  # fmt: skip
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    run = subprocess.run(
        [sys.executable, *launch, str(HERE / "distil_launched.py"), str(out)],
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    about = json.loads((out / "about.json").read_text())
    soft, alone = work(tmp_path / "one")
    assert about["world"] == 2
    np.testing.assert_allclose(about["logits"], soft.logits, atol=1e-6)
    assert [r["epoch"] for r in about["history"]] == [r["epoch"] for r in alone.history]
    ours = alone.classifier.model.state_dict()
    for name, tensor in load_file(out / "student.safetensors").items():
        torch.testing.assert_close(tensor, ours[name], atol=2e-5, rtol=1e-3)
