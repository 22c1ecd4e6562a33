"""ONNX Runtime reports models to its maker by default; with the studio it doesn't, and keeps no device id."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import time, {first}onnxruntime
from onnx import TensorProto, helper
value = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1]) for n in "xy"]
graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", value[:1], value[1:])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
time.sleep(0.5)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there it is a channel of the system's")
def test_a_session_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    own = ("CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS")
    env = {k: v for k, v in os.environ.items() if k not in own and not k.startswith("XDG_")}
    root = str(Path(__file__).parents[2])
    env |= {"HOME": str(tmp_path), "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", CODE.format(first="studio, ")], env=env, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_every_process_of_ours_says_so() -> None:
    import studio  # noqa: F401

    assert os.environ["ORT_DISABLE_TELEMETRY"] and os.environ["HF_HUB_DISABLE_TELEMETRY"]
