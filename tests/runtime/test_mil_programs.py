"""Whole programs: tiny models against torch, fp16 noise, where numbers go wrong, what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import torch

from studio.core.errors import InputError, UpstreamError
from studio.runtime.mil import open_evaluator, open_package
from studio.runtime.mil.package import Package, open_spec
from studio.runtime.mil.program import Constant, Type

RNG = np.random.default_rng(3)
FAMILIES = ("bert", "distilbert", "roberta", "electra")


def inputs(kept: int, length: int = 16) -> dict[str, np.ndarray]:
    ids = RNG.integers(4, 100, (1, length)).astype(np.int32)
    mask = (np.arange(length) < kept).astype(np.int32)[None]
    return {"input_ids": np.where(mask == 1, ids, 0).astype(np.int32), "attention_mask": mask}


def torchs(model: torch.nn.Module, given: dict[str, np.ndarray]) -> np.ndarray:
    with torch.no_grad():
        found = model(**{k: torch.from_numpy(v).long() for k, v in given.items()}).logits
    return np.asarray(found.numpy())


@pytest.mark.parametrize("family", FAMILIES)
def test_float32_programs_equal_torch(
    model_of: Callable[[str], Any], package_of: Callable[..., Path], family: str
) -> None:
    run = open_evaluator(open_package(package_of(family)))
    for kept in (16, 11, 2):
        given = inputs(kept)
        expected = torchs(model_of(family), given)
        found = run(given)
        assert np.abs(found["logits"] - expected).max() <= 1e-5 * max(1, np.abs(expected).max())
        assert found["probabilities"].sum() == pytest.approx(1, abs=1e-5)
    assert run.first_nonfinite is None


@pytest.mark.parametrize("mode", ["faithful", "fast"])
def test_float16_noise_is_small_and_there(
    model_of: Callable[[str], Any], package_of: Callable[..., Path], mode: str
) -> None:
    run = open_evaluator(open_package(package_of("bert", precision="float16")), arithmetic=mode)
    noise = []
    for kept in (16, 11, 2):
        given = inputs(kept)
        expected = torchs(model_of("bert"), given)
        noise.append(np.abs(run(given)["logits"] - expected).max() / np.abs(expected).max())
    assert 1e-5 < max(noise) < 1e-2  # random weights; halves have 11 bits


def test_every_tensor_of_a_faithful_run_is_a_half(package_of: Callable[..., Path]) -> None:
    package = open_package(package_of("bert", precision="float16"))
    declared = {n: t.dtype for o in package.model.functions["main"].block.operations for n, t in o.outputs}  # fmt: skip
    seen: list[str] = []

    def watch(step: Any, name: str, value: Any) -> None:
        if declared[name] == "fp16":
            seen.append(step.op_type)
            assert torch.equal(value, value.half().float()), name

    open_evaluator(package)(inputs(9), watch)
    assert {"linear", "layer_norm", "softmax", "gelu", "gather"} <= set(seen) and len(seen) > 40
    outside: list[bool] = []
    open_evaluator(package, arithmetic="fast")(
        inputs(9),
        lambda s, n, v: outside.append(declared[n] == "fp16" and not torch.equal(v, v.half().float())),
    )  # fmt: skip
    assert any(outside)


def test_a_classifier_answers_label_and_probabilities(package_of: Callable[..., Path]) -> None:
    found = open_evaluator(open_package(package_of("bert", classifier=True, card=False)))(inputs(9))
    label, chances = found["label"], found["label_probs"]  # coremltools' own name for it
    assert set(found) == {"label", "label_probs"} and label == max(chances, key=chances.get)
    assert "mixed é 🙂" in chances and sum(chances.values()) == pytest.approx(1, abs=1e-5)


def test_enumerated_lengths_each_equal_torch(
    model_of: Callable[[str], Any], package_of: Callable[..., Path]
) -> None:
    package = open_package(package_of("bert", lengths=(8, 16), target="iOS18"))
    assert set(package.model.inputs[0].shapes) == {(1, 8), (1, 16)}
    run = open_evaluator(package)
    for length in (8, 16):
        given = inputs(6, length)
        assert np.abs(run(given)["logits"] - torchs(model_of("bert"), given)).max() < 1e-5
    with pytest.raises(InputError, match=r"shape \(1, 12\)"):
        run(inputs(6, 12))


def test_missing_inputs_and_ids_beyond_the_vocabulary(package_of: Callable[..., Path]) -> None:
    run = open_evaluator(open_package(package_of("bert")))
    with pytest.raises(InputError, match="attention_mask"):
        run({"input_ids": inputs(3)["input_ids"]})
    wild = {**inputs(16), "input_ids": np.full((1, 16), 5000, np.int32)}
    with pytest.raises(UpstreamError, match="gather"):
        run(wild)


def test_overflow_is_named_where_it_begins(ct: Any, compiled: Callable[..., Any]) -> None:
    from coremltools.converters.mil.mil import Builder as mb

    @mb.program(input_specs=[mb.TensorSpec(shape=(2,))], opset_version=ct.target.iOS17)
    def program(x: Any) -> Any:
        big = mb.square(x=x, name="big")
        return mb.sub(x=big, y=mb.mul(x=big, y=np.float32(1.0), name="copy"), name="y")

    run = compiled(program, precision="float16")
    assert run({"x": np.array([3.0, 4.0], np.float32)}) and run.first_nonfinite is None
    found = run({"x": np.array([3.0, 300.0], np.float32)})
    assert run.first_nonfinite.op_type == "square" and run.first_nonfinite.kind == "inf"
    assert "square" in str(run.first_nonfinite)
    assert np.isnan(next(iter(found.values()))[1])
    fast = compiled(program, precision="float16", arithmetic="fast")
    assert np.isfinite(next(iter(fast({"x": np.array([3.0, 300.0], np.float32)}).values()))).all()
    fast({"x": np.array([0.0, 1e30], np.float32)})
    assert fast.first_nonfinite.op_type == "square"
    fast({"x": np.zeros(2, np.float32)})
    assert fast.first_nonfinite is None


def test_control_flow(ct: Any, compiled: Callable[..., Any]) -> None:
    from coremltools.converters.mil.mil import Builder as mb

    @mb.program(input_specs=[mb.TensorSpec(shape=(1,))], opset_version=ct.target.iOS17)
    def program(x: Any) -> Any:
        doubled = mb.mul(x=x, y=2.0)
        (count, total) = mb.while_loop(
            _cond=lambda i, s: mb.less(x=i, y=4.0),
            _body=lambda i, s: (mb.add(x=i, y=1.0), mb.add(x=s, y=doubled)),
            loop_vars=(mb.fill(shape=[1], value=0.0), x),
        )
        large = mb.squeeze(x=mb.greater(x=total, y=50.0))
        return mb.cond(
            pred=large,
            _true_fn=lambda: mb.mul(x=total, y=-1.0),
            _false_fn=lambda: mb.add(x=total, y=count),
        )

    run = compiled(program)
    assert next(iter(run({"x": np.array([1.0], np.float32)}).values())).tolist() == [13.0]
    assert next(iter(run({"x": np.array([10.0], np.float32)}).values())).tolist() == [-90.0]


def test_shapes_worked_out_while_running(ct: Any, compiled: Callable[..., Any]) -> None:
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import get_new_symbol

    spec = mb.TensorSpec(shape=(get_new_symbol(), 3))

    @mb.program(input_specs=[spec], opset_version=ct.target.iOS17)
    def program(x: Any) -> Any:
        rows = mb.slice_by_size(x=mb.shape(x=x), begin=[0], size=[1])
        wanted = mb.concat(values=[mb.mul(x=rows, y=3), np.array([1], np.int32)], axis=0)
        return mb.reshape(x=x, shape=wanted, name="y")

    run = compiled(program)
    assert run({"x": np.zeros((2, 3), np.float32)})["y"].shape == (6, 1)
    with pytest.raises(InputError, match="1 to 2, 3"):
        run({"x": np.zeros((4, 3), np.float32)})


def test_an_unknown_op_is_named(package_of: Callable[..., Path], tmp_path: Path) -> None:
    copy = tmp_path / "strange.mlpackage"
    shutil.copytree(package_of("bert"), copy)
    file = copy / "Data/com.apple.CoreML/model.mlmodel"
    file.write_bytes(file.read_bytes().replace(b"layer_norm", b"layer_mock"))
    with pytest.raises(UpstreamError, match=r"layer_mock .*doesn't know"):
        open_evaluator(open_package(copy))


def spec_of(ct: Any) -> Any:
    spec = ct.proto.Model_pb2.Model()
    spec.specificationVersion = 8
    return spec


def test_other_formats_and_images_are_refused_by_name(ct: Any, tmp_path: Path) -> None:
    old = spec_of(ct)
    old.neuralNetworkClassifier.SetInParent()
    with pytest.raises(InputError, match="neuralNetworkClassifier") as caught:
        open_spec(old.SerializeToString(), tmp_path)
    assert "mlprogram" in caught.value.remedy
    image = spec_of(ct)
    image.mlProgram.version = 1
    image.description.input.add(name="photo").type.imageType.width = 3
    with pytest.raises(InputError, match="image as input photo"):
        open_spec(image.SerializeToString(), tmp_path)


def test_a_program_without_functions_and_a_wrong_mode(
    ct: Any, tmp_path: Path, package_of: Callable[..., Path]
) -> None:
    empty = spec_of(ct)
    empty.mlProgram.version = 1
    with pytest.raises(InputError, match="no function main"):
        open_evaluator(open_spec(empty.SerializeToString(), tmp_path))
    with pytest.raises(ValueError, match="arithmetic"):
        open_evaluator(open_package(package_of("bert")), arithmetic="exact")


def test_intermediate_values_are_let_go(package_of: Callable[..., Path]) -> None:
    run = open_evaluator(open_package(package_of("bert")))
    made = {slot for step in run._plan.steps for slot in step.outputs}
    let_go = [slot for step in run._plan.steps for slot in step.releases]
    assert len(let_go) == len(set(let_go))
    assert made - set(let_go) == set(run._plan.outputs)


@pytest.mark.parametrize("spoil", ["attributes", "outputs"])
def test_a_constant_that_holds_nothing_is_damage(ct: Any, package_of: Callable[..., Path], spoil: str) -> None:  # fmt: skip
    package = package_of()
    spec = ct.models.utils.load_spec(str(package))
    block = next(iter(spec.mlProgram.functions["main"].block_specializations.values()))
    constant = next(op for op in block.operations if op.type == "const")
    if spoil == "attributes":
        del constant.attributes["val"]
    else:
        del constant.outputs[:]
    weights = package / "Data" / "com.apple.CoreML" / "weights"
    with pytest.raises(InputError, match="damaged"):
        open_evaluator(open_spec(spec.SerializeToString(), weights))


@pytest.mark.parametrize("values", [[1 << 55], [{}]])
def test_a_number_that_its_type_cannot_hold_is_a_damaged_package(tmp_path: Path, values: list[object]) -> None:  # fmt: skip
    package = Package(tmp_path / "a.mlpackage", cast(Any, None), tmp_path)
    constant = Constant(Type("tensor", "int32", (1,)), {"tensor": {"ints": {"values": values}}})
    with pytest.raises(InputError, match="no value of its type"):
        package.value(constant)
