"""Two processes under `accelerate launch` do what one process does."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from distil_launched import work
from safetensors.torch import load_file

HERE = Path(__file__).parent
LAUNCH = "-m accelerate.commands.launch --multi_gpu --num_processes 2 --num_machines 1 --mixed_precision no --dynamo_backend no --main_process_port"  # the launcher has no other word for several processes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def launch(out: Path) -> tuple[int, str]:
    """Exit status and stderr; nothing outlives the call, whatever hangs."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "ACCELERATE_USE_CPU": "true"}
    environment["PYTHONPATH"] = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    command = [sys.executable, *LAUNCH.split(), str(free_port()), str(HERE / "distil_launched.py"), str(out)]  # fmt: skip
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:  # fmt: skip
        try:
            _, said = process.communicate(timeout=200)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, said


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="process groups and gloo are POSIX here")
def test_two_processes_equal_one(tmp_path: Path):
    out = tmp_path / "two"
    out.mkdir()
    code, said = launch(out)
    assert code == 0, said[-3000:]
    about = json.loads((out / "about.json").read_text())
    soft, alone = work(tmp_path / "one")
    assert about["world"] == 2
    np.testing.assert_allclose(about["logits"], soft.logits, atol=1e-6)
    assert [r["epoch"] for r in about["history"]] == [r["epoch"] for r in alone.history]
    ours = alone.classifier.model.state_dict()
    for name, tensor in load_file(out / "student.safetensors").items():
        torch.testing.assert_close(tensor, ours[name], atol=1e-5, rtol=0)


def test_the_guide_s_launch_commands_are_the_launcher_s_own():
    """Every `accelerate launch ...` of the guide is parsed by accelerate itself; unknown flags exit."""
    from accelerate.commands.launch import launch_command_parser

    page = HERE.parents[1] / "resources/docs/guide/servers-and-gpus.md"
    given = re.findall(
        r"^[^`\n]*accelerate launch (--[^`\n]*)$", page.read_text("utf-8"), re.MULTILINE
    )
    assert len(given) == 3
    for line in given:
        asked = launch_command_parser().parse_args(shlex.split(line))
        assert asked.module and asked.training_script == "studio"
        assert asked.multi_gpu and asked.num_processes > 1  # else it starts one process, silently
