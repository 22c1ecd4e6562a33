"""Large products by PyTorch's kernel or ONNX Runtime's, whichever proves quicker on this machine.

Both compute x W^T + b in float32 from the same memory: weights are handed over, never copied. On
AMD processors the library behind PyTorch takes up to a fifth longer for some shapes; elsewhere it
is the quicker one. So the first calls of a shape try both and the rest use the winner.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.fast.node import Fact, Node
from studio.runtime.mil.ops.linear import linear

LARGE = 1 << 18  # weights; below that the call itself is the cost
TRIES = 3  # timed calls each, after one to warm up
GAIN = 0.97  # of PyTorch's time: less than that is noise
OPSET, IR_VERSION = 18, 9
Product = Callable[[Tensor, Tensor, Tensor | None], Tensor]


@dataclass(slots=True)
class Trial:
    """Seconds of both ways for one shape of product; chosen: the index of the winner, when known."""

    seconds: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    chosen: int | None = None

    def turn(self) -> int:
        """Whose turn it is."""
        one, other = self.seconds
        return int(len(other) < len(one))

    def took(self, way: int, seconds: float) -> None:
        """A call was made; the first of each only warmed up."""
        self.seconds[way].append(seconds)
        one, other = (s[1:] for s in self.seconds)
        if len(other) == TRIES == len(one):
            self.chosen = int(min(other) < GAIN * min(one))


_trials: dict[tuple[Any, ...], Trial] = {}


def wide(nodes: Sequence[Node], facts: Sequence[Fact]) -> list[Node]:
    """The nodes, their large linear layers with constant weights ready to be tried both ways."""
    if find_spec("onnxruntime") is None:
        return list(nodes)
    return [replace(n, kernel=product) if _fits(n, facts) else n for n in nodes]


def _fits(node: Node, facts: Sequence[Fact]) -> bool:
    if node.kernel is not linear or node.casts != (None,):
        return False
    x, weight, *bias = (facts[slot] if isinstance(slot, int) else None for slot in node.arguments)
    known = [f.constant for f in (weight, *bias) if f is not None and f.constant is not None]
    if x is None or x.dtype != torch.float32 or len(known) != len(node.arguments) - 1:
        return False
    floats = all(isinstance(c, Tensor) and c.dtype == torch.float32 and c.is_contiguous() for c in known)  # fmt: skip
    return floats and known[0].numel() >= LARGE and all(c.ndim == 1 for c in known[1:])


def product(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x[..., in] -> [..., out], by the quicker way."""
    rows = x.numel() // x.shape[-1]
    key = (rows.bit_length(), weight.shape, bias is None, torch.get_num_threads())
    trial = _trials.setdefault(key, Trial())
    if trial.chosen is not None:
        return WAYS[trial.chosen](x, weight, bias)
    way = trial.turn()
    start = time.perf_counter()
    found = WAYS[way](x, weight, bias)
    trial.took(way, time.perf_counter() - start)
    return found


def by_onnx_runtime(x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
    """The product in ONNX Runtime, inputs and output in PyTorch's memory."""
    rows = x.reshape(-1, x.shape[-1]).contiguous()
    made = torch.empty((*x.shape[:-1], weight.shape[0]))
    if not made.numel():  # it takes no empty tensors
        return made
    session = _session(bias is not None, torch.get_num_threads())
    binding = session.io_binding()
    for name, value in (("x", rows), ("w", weight), ("b", bias)):
        if value is not None:
            binding.bind_input(name, "cpu", 0, "float32", list(value.shape), value.data_ptr())
    shape = [rows.shape[0], weight.shape[0]]
    binding.bind_output("y", "cpu", 0, "float32", shape, made.data_ptr())
    session.run_with_iobinding(binding)
    return made


@cache
def _session(with_bias: bool, threads: int) -> Any:
    """One operator whose weights come with the call; its threads sleep between calls."""
    import onnxruntime
    from onnx import TensorProto, helper

    sides = {"x": ["m", "k"], "w": ["n", "k"], **({"b": ["n"]} if with_bias else {})}
    given = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in sides.items()]
    made = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["m", "n"])
    graph = helper.make_graph([helper.make_node("Gemm", list(sides), ["y"], transB=1)], "product", given, [made])  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)  # fmt: skip
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # we aren't alone
    return onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])  # fmt: skip


WAYS: tuple[Product, Product] = (F.linear, by_onnx_runtime)
