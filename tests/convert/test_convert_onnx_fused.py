"""Files that ONNX Runtime's optimiser fused: attention, embeddings and norms as one node each."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from convert_tiny import drain, tiny_classifier
from onnx import TensorProto, helper, numpy_helper

from studio.convert import ConvertSettings
from studio.convert.foreign import convert_onnx
from studio.convert.onnx_file import read_onnx
from studio.convert.onnx_package import to_program
from studio.convert.routes import Plan
from studio.core.errors import UpstreamError
from studio.runtime import open_runtime

TEXTS = ["a", "b c d e f", "z " * 30]
FUSED = {
    "tool": {"EmbedLayerNormalization", "Attention", "SkipLayerNormalization", "BiasGelu"},
    "session": {"FusedMatMul", "FusedGemm", "BiasGelu"},
}
NAMES = ("input_ids", "attention_mask", "token_type_ids")


class Plain(torch.nn.Module):
    """A classifier as other people export it."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Any, mask: Any, types: Any) -> Any:
        return self.model(
            input_ids=ids, attention_mask=mask, token_type_ids=types, return_dict=False
        )[0]


@pytest.fixture(scope="module")
def plain_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BERT with free batch and length, by torch's older exporter; eager attention, which is what the optimiser knows."""
    path = tmp_path_factory.mktemp("plain") / "model.onnx"
    model = tiny_classifier("bert").model
    model.set_attn_implementation("eager")
    ones = torch.ones(2, 16, dtype=torch.int64)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Plain(model).eval(), (ones, ones, ones * 0), str(path), dynamo=False, opset_version=14,
            input_names=list(NAMES), output_names=["logits"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in NAMES},
        )  # fmt: skip
    return path


def fused(path: Path, by: str) -> Path:
    """The same file, optimised by ONNX Runtime's tool for transformers or by its sessions."""
    out = path.with_name(f"{by}.onnx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if by == "tool":
            from onnxruntime.transformers.optimizer import optimize_model

            optimize_model(str(path), "bert", num_heads=2, hidden_size=64).save_model_to_file(str(out))  # fmt: skip
        else:
            import onnxruntime

            options = onnxruntime.SessionOptions()
            options.log_severity_level = 4
            options.graph_optimization_level = (
                onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
            )
            options.optimized_model_filepath = str(out)
            onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    return out


@pytest.mark.slow
@pytest.mark.parametrize(("by", "lengths"), [("tool", (24,)), ("session", (16, 32))])
def test_an_optimised_file_answers_as_torch_does(tmp_path: Path, plain_file: Path, by: str, lengths: tuple[int, ...]) -> None:  # fmt: skip
    path = fused(plain_file, by)
    kinds = {node.op_type for node in onnx.load(str(path)).graph.node if node.domain}
    assert kinds >= FUSED[by]
    classifier = tiny_classifier("bert")
    out, settings = tmp_path / "m.mlpackage", ConvertSettings("onnx", "float32", "iOS18", lengths)
    drain(convert_onnx(path, out, classifier.card, classifier.encoder, settings))
    with open_runtime(out, runtime="reference") as runtime:
        found = runtime.logits(TEXTS[:2])
    assert np.abs(found - classifier.logits(TEXTS[:2])).max() < 2e-5


def single(kind: str, shapes: dict[str, tuple[int, ...]], constants: dict[str, Any], order: list[str], **attributes: Any) -> Any:  # fmt: skip
    """A model of one com.microsoft node on float inputs."""
    node = helper.make_node(kind, order, ["y"], name="it", domain="com.microsoft", **attributes)
    graph = helper.make_graph(
        [node], "one",
        [helper.make_tensor_value_info(n, TensorProto.INT32 if n == "mask" else TensorProto.FLOAT, s) for n, s in shapes.items()],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(a, n) for n, a in constants.items()],
    )  # fmt: skip
    imports = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=imports, ir_version=9)


def lowered(model: Any, feeds: dict[str, Any]) -> Any:
    """What the bridge's program answers, by Core ML Tools' own meanings."""
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import Function, types

    from studio.convert.mil_values import Values
    from studio.convert.onnx_bridge import Walk
    from studio.convert.onnx_file import graph_of
    from studio.convert.upstream import core_ml_tools

    ct = core_ml_tools()
    kinds = {n: types.int32 if a.dtype == np.int32 else types.fp32 for n, a in feeds.items()}
    given = {n: mb.placeholder(shape=a.shape, dtype=kinds[n], name=n) for n, a in feeds.items()}
    with Function(given, opset_version=ct.target.iOS17) as function:
        walk = Walk(graph_of(model, Path()), dict(function.inputs), half=False)
        for _ in walk.run():
            pass
        function.set_outputs([mb.identity(x=walk.value("y"), name="out")])
    with Values(function, feeds) as values:
        return {var.name: array for var, array in values}["out"]


def by_onnx_runtime(model: Any, feeds: dict[str, Any]) -> Any:
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])  # fmt: skip
    return session.run(None, feeds)[0]


DRAW = np.random.default_rng(0)
X = DRAW.standard_normal((1, 6, 16)).astype(np.float32)
MASKS = {
    "kept": np.array([[1, 1, 1, 1, 0, 0]], np.int32),
    "count": np.array([4], np.int32),
    "pairs": np.tril(np.ones((1, 6, 6), np.int32)),
}


@pytest.mark.parametrize("mask", [*MASKS, ""])
@pytest.mark.parametrize("uneven", [False, True])
def test_attention_is_onnx_runtimes(mask: str, uneven: bool) -> None:
    sizes = [16, 16, 24] if uneven else [16, 16, 16]
    width = sum(sizes)
    held = {
        "w": DRAW.standard_normal((16, width)).astype(np.float32),
        "b": DRAW.standard_normal(width).astype(np.float32),
    }
    feeds = {"x": X, **({"mask": MASKS[mask]} if mask else {})}
    more = {"qkv_hidden_sizes": sizes} if uneven else {}
    order = ["x", "w", "b", *(["mask"] if mask else [])]
    model = single("Attention", {n: a.shape for n, a in feeds.items()}, held, order, num_heads=2, **more)  # fmt: skip
    assert np.abs(lowered(model, feeds) - by_onnx_runtime(model, feeds)).max() < 1e-4


@pytest.mark.parametrize("mask", ["kept", ""])
def test_attention_of_ready_queries_is_onnx_runtimes(mask: str) -> None:
    feeds = {"q": X, "k": X[:, ::-1].copy(), "v": X * 2, **({"mask": MASKS[mask]} if mask else {})}
    held = {"b": DRAW.standard_normal(48).astype(np.float32)}
    order = ["q", "k", "v", "b", *(["mask"] if mask else [])]
    model = single("MultiHeadAttention", {n: a.shape for n, a in feeds.items()}, held, order, num_heads=4, scale=0.3)  # fmt: skip
    assert np.abs(lowered(model, feeds) - by_onnx_runtime(model, feeds)).max() < 1e-4


@pytest.mark.parametrize("activation", ["Tanh", "Relu"])
def test_a_gemm_with_its_activation(activation: str) -> None:
    held = {"w": DRAW.standard_normal((16, 8)).astype(np.float32), "b": np.ones(8, np.float32)}
    model = single("FusedGemm", {"x": (6, 16)}, held, ["x", "w", "b"], activation=activation)
    assert np.abs(lowered(model, {"x": X[0]}) - by_onnx_runtime(model, {"x": X[0]})).max() < 1e-5


@pytest.mark.parametrize(
    ("kind", "domain", "remedy"),
    [
        ("QAttention", "com.microsoft", "before quantising"),
        ("DynamicQuantizeLinear", "", "before quantising"),
        ("MatMulInteger", "", "before quantising"),
        ("DisentangledAttention", "com.microsoft", "before ONNX Runtime optimised it"),
    ],
)
def test_what_cannot_be_converted_is_named_with_a_way_out(tmp_path: Path, kind: str, domain: str, remedy: str) -> None:  # fmt: skip
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["x"], to=TensorProto.FLOAT),
        helper.make_node(kind, ["x"], ["logits"], name="the_one", domain=domain),
    ]
    ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "length"])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 2])
    graph = helper.make_graph(nodes, "small", [ids], [logits])
    imports = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    onnx.save(helper.make_model(graph, opset_imports=imports), tmp_path / "m.onnx")
    with pytest.raises(UpstreamError, match=rf"the_one \(.*{kind}\)") as caught:
        drain(to_program(read_onnx(tmp_path / "m.onnx"), Plan("float32", "iOS17", (8,))))
    assert remedy in caught.value.remedy
