"""The ONNX route against torch, ONNX's own node cases, and files that are refused by name."""

from __future__ import annotations

import dataclasses
import importlib.util
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from convert_tiny import drain, tiny_classifier
from onnx import TensorProto, helper, numpy_helper

from studio.convert import ROUTES, ConvertSettings, convert
from studio.convert.foreign import convert_onnx
from studio.convert.onnx_bridge import Walk
from studio.convert.onnx_file import OnnxGraph, read_onnx
from studio.convert.onnx_package import to_program
from studio.convert.routes import Plan
from studio.core.errors import InputError, UpstreamError
from studio.runtime import open_runtime

# Random by nature, ties in another order than numpy's, or nothing Core ML has.
KNOWN_FAILURES = (
    "test_training_dropout",
    "test_top_k_same_values",
    "test_center_crop_pad",
    "test_wrap_pad",
    "test_einsum_batch_diagonal",
)
TEXTS = ["a", "", "b c d e f", "z " * 60]
PLAN = Plan("float32", "iOS17", (8,))


def _bench() -> Any:
    path = Path(__file__).parents[1] / "benchmarks" / "onnx_node_cases.py"
    spec = importlib.util.spec_from_file_location("onnx_node_cases", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "precision", "lengths", "tolerance"),
    [
        ("bert", "float32", (), 1e-5),
        ("distilbert", "float32", (16, 32), 1e-5),
        ("deberta", "float16", (), 1e-2),
    ],
)
def test_the_onnx_route_answers_as_torch_does(
    tmp_path: Path, family: str, precision: str, lengths: tuple[int, ...], tolerance: float
) -> None:
    classifier = tiny_classifier(family)
    target = "iOS18" if lengths else "iOS17"
    settings = ConvertSettings("onnx", precision, target, lengths)
    report, _ = drain(convert(classifier, tmp_path / "m.mlpackage", settings))
    assert report.route == "onnx"
    assert [path.name for path in tmp_path.iterdir()] == ["m.mlpackage"]
    expected = classifier.logits(TEXTS)
    with open_runtime(report.path, runtime="reference") as runtime:
        assert np.abs(runtime.logits(TEXTS) - expected).max() < tolerance


def test_both_routes_are_offered() -> None:
    assert set(ROUTES) == {"onnx", "torch"}


@pytest.mark.slow
def test_a_sample_of_onnx_node_cases(tmp_path: Path) -> None:
    """Every 20th of them; the whole run is `python tests/benchmarks/onnx_node_cases.py`."""
    bench = _bench()
    cases = [case for case in bench.cases() if bench.has_core_ml_types(case)][::20]
    assert len(cases) > 20
    failures = {}
    for at, case in enumerate(cases):
        folder = tmp_path / str(at)
        folder.mkdir()
        if why := bench.outcome(case, folder):
            failures[case.name] = why
    unmet = [name for name in failures if not name.startswith(KNOWN_FAILURES)]
    assert not unmet, failures


def _graph(nodes: list[Any], constants: dict[str, Any] | None = None, opset: int = 18) -> Any:
    graph = helper.make_graph(
        nodes,
        "small",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])],
        [numpy_helper.from_array(array, name) for name, array in (constants or {}).items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


def _program(path: Path, model: Any) -> Any:
    onnx.save(model, path)
    return drain(to_program(read_onnx(path), PLAN))[0]


def test_an_operator_that_is_not_in_the_table_is_named(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("Det", ["x"], ["logits"], name="the_det"),
    ]
    with pytest.raises(UpstreamError, match=r"the_det \(Det\).*no such operator") as caught:
        _program(tmp_path / "m.onnx", _graph(nodes))
    assert "--route torch" in caught.value.remedy


def test_an_output_that_is_no_table_of_logits_is_refused(tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Cast", ["input_ids"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["x", "axes"], ["logits"]),
    ]
    with pytest.raises(UpstreamError, match="no table of logits"):
        _program(tmp_path / "m.onnx", _graph(nodes, {"axes": np.array([0])}))


@pytest.mark.parametrize("holds", [b"", b"\x08\x07not onnx", b"PK\x03\x04"])
def test_a_file_that_is_not_onnx_is_said_so(tmp_path: Path, holds: bytes) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(holds)
    with pytest.raises(InputError, match=r"m\.onnx"):
        read_onnx(path)


def test_an_old_opset_is_said_so(tmp_path: Path) -> None:
    nodes = [helper.make_node("Add", ["input_ids", "attention_mask"], ["logits"])]
    onnx.save(_graph(nodes, opset=6), tmp_path / "m.onnx")
    with pytest.raises(UpstreamError, match="version 6"):
        read_onnx(tmp_path / "m.onnx")


@pytest.mark.parametrize("location", ["../secret.bin", "absent.bin", "short.bin"])
def test_weights_outside_the_folder_or_cut_are_refused(tmp_path: Path, location: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(b"\0" * 64)
    (folder / "short.bin").write_bytes(b"\0" * 4)
    tensor = numpy_helper.from_array(np.zeros((2, 4), np.float32), "weight")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    graph = OnnxGraph(_graph([]), {"": 18}, folder, {})
    with pytest.raises(InputError, match="not beside"):
        graph.constant(tensor)


def test_external_weights_are_mapped_not_read(tmp_path: Path) -> None:
    wanted = np.arange(8, dtype=np.float32).reshape(2, 4)
    tensor = numpy_helper.from_array(wanted, "weight")
    (tmp_path / "w.bin").write_bytes(b"\0" * 16 + tensor.raw_data)
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="w.bin")
    tensor.external_data.add(key="offset", value="16")
    found = OnnxGraph(_graph([]), {"": 18}, tmp_path, {}).constant(tensor)
    assert isinstance(found, np.memmap)
    assert np.array_equal(found, wanted)


def test_a_mask_of_the_smallest_float_stays_inside_float16(tmp_path: Path) -> None:
    """finfo(float32).min becomes -inf in float16, and NaN on rows that are padded whole."""
    lowest = np.asarray(np.finfo(np.float32).min)
    nodes = [
        helper.make_node("Cast", ["attention_mask"], ["m"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["m", "lowest"], ["blocked"]),
        helper.make_node("ReduceSum", ["blocked", "axes"], ["s"], keepdims=1),
        helper.make_node("Concat", ["s", "s"], ["logits"], axis=1),
    ]
    model = _graph(nodes, {"lowest": lowest, "axes": np.array([1])})
    onnx.save(model, tmp_path / "m.onnx")
    half = Plan("float16", "iOS17", (8,))
    program = drain(to_program(read_onnx(tmp_path / "m.onnx"), half))[0]
    constants = [
        np.asarray(op.outputs[0].val)
        for op in program.functions["main"].operations
        if op.op_type == "const" and op.outputs[0].val is not None
    ]
    numbers = [c for c in constants if c.dtype.kind == "f"]
    assert min(float(c.min()) for c in numbers) == -3e4


def test_a_branch_whose_condition_is_known_takes_its_place(tmp_path: Path) -> None:
    def branch(name: str, factor: float) -> Any:
        made = [
            numpy_helper.from_array(np.float32(factor).reshape(()), f"factor_{name}"),
        ]
        node = helper.make_node("Mul", ["s", f"factor_{name}"], [name])
        output = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        return helper.make_graph([node], name, [], [output], made)

    nodes = [
        helper.make_node("Cast", ["input_ids"], ["x"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["x", "axes"], ["s"], keepdims=1),
        helper.make_node("Shape", ["input_ids"], ["sides"]),
        helper.make_node("Gather", ["sides", "one"], ["side"]),
        helper.make_node("Equal", ["side", "eight"], ["is_eight"]),
        helper.make_node(
            "If", ["is_eight"], ["y"], then_branch=branch("t", 2.0), else_branch=branch("e", 5.0)
        ),
        helper.make_node("Concat", ["y", "y"], ["logits"], axis=1),
    ]
    constants = {"axes": np.array([1]), "one": np.array(1), "eight": np.array(8)}
    program = _program(tmp_path / "m.onnx", _graph(nodes, constants))
    factors = [op.y.val for op in program.functions["main"].find_ops(op_type="mul")]
    assert factors == [np.float32(2.0)]


def test_a_value_used_before_it_is_made_is_said_so() -> None:
    nodes = [helper.make_node("Cast", ["nowhere"], ["logits"], to=TensorProto.FLOAT)]
    walk = Walk(OnnxGraph(_graph(nodes), {"": 18}, Path(), {}), {}, half=False)
    with pytest.raises(UpstreamError, match="nowhere"):
        list(walk.run())


class _Plain(torch.nn.Module):
    """A classifier as other people export it: int64 ids, mask and token types, logits."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        return self.model(
            input_ids=input_ids, attention_mask=attention_mask,
            token_type_ids=token_type_ids, return_dict=False,
        )[0]  # fmt: skip


@pytest.fixture(scope="session")
def foreign_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BERT with free batch and length, opset 17, by torch's older exporter."""
    path = tmp_path_factory.mktemp("foreign") / "model.onnx"
    names = ["input_ids", "attention_mask", "token_type_ids"]
    ones = [torch.ones(2, 16, dtype=torch.int64) for _ in names]
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Plain(tiny_classifier("bert").model).eval(), (ones[0], ones[1], ones[2] * 0),
            str(path), dynamo=False, opset_version=17, input_names=names,
            output_names=["logits"], dynamic_axes={n: {0: "batch", 1: "length"} for n in names},
        )  # fmt: skip
    return path


@pytest.mark.slow
@pytest.mark.parametrize("lengths", [(24,), (16, 32)])
def test_a_foreign_file_with_token_types_and_free_lengths(
    tmp_path: Path, foreign_file: Path, lengths: tuple[int, ...]
) -> None:
    classifier = tiny_classifier("bert")
    out, settings = tmp_path / "m.mlpackage", ConvertSettings("", "float32", "iOS18", lengths)
    report, _ = drain(
        convert_onnx(foreign_file, out, classifier.card, classifier.encoder, settings)
    )
    assert (report.route, report.card.lengths) == ("onnx", lengths)
    expected = classifier.logits(TEXTS[:3])
    with open_runtime(out, runtime="reference") as runtime:
        assert np.abs(runtime.logits(TEXTS[:3]) - expected).max() < 1e-5


def test_a_foreign_file_is_refused_with_labels_of_another_model(
    tmp_path: Path, foreign_file: Path
) -> None:
    classifier = tiny_classifier("bert")
    card = dataclasses.replace(classifier.card, labels=("only", "two"))
    out = tmp_path / "m.mlpackage"
    with pytest.raises(InputError, match="4 scores and 2 labels"):
        drain(convert_onnx(foreign_file, out, card, classifier.encoder))
    with pytest.raises(InputError, match="no output pooled") as caught:
        drain(convert_onnx(foreign_file, out, card, classifier.encoder, logits="pooled"))
    assert "logits" in caught.value.remedy
    assert not list(tmp_path.iterdir())
