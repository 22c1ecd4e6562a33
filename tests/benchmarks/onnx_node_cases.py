"""ONNX's own node cases through the studio's bridge and its reference runtime.

`python tests/benchmarks/onnx_node_cases.py [--ops PATTERN] [--verbose]` converts each case whose
operators occur in text encoders (`--all`: in the bridge's table) and whose types Core ML has (float, int32, int64 inside 32 bits, bool),
runs the package and compares with the outputs that the onnx package ships. A case that could
not be compared counts as failed.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from studio.convert.onnx_bridge import Walk
from studio.convert.onnx_file import fix_lengths, graph_of
from studio.convert.onnx_ops import ONNX_OPS
from studio.convert.upstream import core_ml_tools, library
from studio.core.errors import StudioError

FLOATS = (np.float32, np.float16, np.float64)
# What exporters make of text encoders (torch's two exporters, opsets 11 to 20, ten families).
TEXT_ENCODER_OPS = frozenset(
    """
    Abs Add And ArgMax Cast CastLike Ceil Clip Concat Constant ConstantOfShape Conv Cos CumSum Div
    Dropout Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor Gather GatherElements GatherND
    Gelu Gemm Greater GreaterOrEqual Identity IsNaN LayerNormalization Less LessOrEqual Log
    LogSoftmax MatMul Max Mean Min Mod Mul Neg NonZero Not OneHot Or Pad Pow RMSNormalization Range
    Reciprocal ReduceL2 ReduceMax ReduceMean ReduceMin ReduceSum Relu Reshape Round ScatterElements
    ScatterND Shape Sigmoid Sign Sin Size Slice Softmax Softplus Split Sqrt Squeeze Sub Sum Tanh
    Tile TopK Transpose Trilu Unsqueeze Where Xor
    """.split()
)


def cases(known: frozenset[str] = TEXT_ENCODER_OPS) -> Iterator[Any]:
    """The cases all of whose operators are known ones."""
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = collect_testcases(None)
    for case in found:
        nodes = list(case.model.graph.node)
        if nodes and all(n.op_type in known and not n.domain for n in nodes):
            yield case


def has_core_ml_types(case: Any) -> bool:
    """Whether every input and output is a tensor of a type that a Core ML program has."""
    for inputs, outputs in case.data_sets:
        for value in [*inputs, *outputs]:
            if not isinstance(value, np.ndarray | np.generic):
                return False
            array = np.asarray(value)
            if array.size == 0 or array.ndim > 5:
                return False  # Core ML has neither empty tensors nor more than five sides
            if (
                array.dtype in (np.int64, np.int32)
                and -(2**31) <= array.min() <= array.max() < 2**31
            ):
                continue
            if array.dtype not in (*FLOATS, np.bool_):
                return False
    return bool(case.data_sets)


def outcome(case: Any, folder: Path) -> str:
    """ "" when every output agrees, else why not."""
    inputs, wanted = (list(map(np.asarray, part)) for part in case.data_sets[0])
    try:
        package = _package(case, inputs, folder)
        found = _run(package, case, inputs)
    except StudioError as error:
        return f"{error.code}: {error.message} {error.detail}"[:300]
    for name, value in zip((o.name for o in case.model.graph.output), wanted, strict=True):
        got = np.asarray(found[name])
        if got.size != value.size:
            return f"{name}: {got.shape} instead of {value.shape}"
        got = got.reshape(value.shape)
        rough = max(float(case.rtol), 1e-3 if value.dtype == np.float16 else 1e-4)
        close = np.allclose(got, value.astype(np.float64), rtol=rough, atol=1e-5, equal_nan=True)
        if not close:
            return f"{name}: off by {np.abs(got - value.astype(np.float64)).max():.3g}"
    return ""


def _constants(case: Any) -> set[str]:
    """Inputs that say how, not what: sides, axes, counts. A program fixes them."""
    steering = {
        "Reshape": (1,), "Expand": (1,), "Tile": (1,), "Slice": (1, 2, 3, 4), "Pad": (1, 2, 3),
        "Unsqueeze": (1,), "Squeeze": (1,), "Split": (1,), "TopK": (1,), "OneHot": (1, 2),
        "CumSum": (1,), "Trilu": (1,), "ConstantOfShape": (0,), "Range": (0, 1, 2),
        "BatchNormalization": (1, 2, 3, 4), "InstanceNormalization": (1, 2),
        "GroupNormalization": (1, 2), "Clip": (1, 2),
    }  # fmt: skip
    fixed = set()
    for node in case.model.graph.node:
        at = range(1, 99) if node.op_type.startswith("Reduce") else steering.get(node.op_type, ())
        fixed |= {node.input[i] for i in at if i < len(node.input)}
    return fixed


def _package(case: Any, inputs: list[Any], folder: Path) -> Path:
    import onnx

    ct = core_ml_tools()
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import Function, Program, types

    proto = onnx.ModelProto()
    proto.CopyFrom(case.model)
    names = [value.name for value in proto.graph.input]
    fixed = _constants(case) & set(names)
    given, feeds = {}, {}
    for name, array in zip(names, inputs, strict=True):
        if name in fixed:
            proto.graph.initializer.append(onnx.numpy_helper.from_array(array, name))
        else:
            kind = types.fp32 if array.dtype in FLOATS else types.int32
            given[name] = mb.placeholder(shape=array.shape or (1,), dtype=kind, name=name)
    if not given:
        given["unused"] = mb.placeholder(shape=(1,), dtype=types.fp32, name="unused")
    graph = graph_of(proto, folder)
    fix_lengths(graph.proto, {n: a.shape for n, a in zip(names, inputs, strict=True)})
    program = Program()
    with Function(given, opset_version=ct.target.iOS18) as function:
        for name, array in zip(names, inputs, strict=True):
            if name in function.inputs:
                value = function.inputs[name]
                value = value if array.shape else mb.squeeze(x=value)
                feeds[name] = mb.cast(x=value, dtype="bool") if array.dtype == bool else value
        walk = Walk(graph, feeds, half=False)
        for _ in walk.run():
            pass
        outputs = []
        for output in proto.graph.output:
            value = walk.value(output.name)
            value = mb.const(val=_plain(value)) if isinstance(value, np.ndarray) else value
            if value.dtype == types.bool:
                value = mb.cast(x=value, dtype="int32")
            outputs.append(mb.identity(x=value, name=output.name))
        function.set_outputs(outputs)
        program.add_function("main", function)
    path = folder / "case.mlpackage"
    with library("convert", ""):
        ct.convert(
            program, convert_to="mlprogram", minimum_deployment_target=ct.target.iOS18,
            compute_precision=ct.precision.FLOAT32, skip_model_load=True, package_dir=str(path),
        )  # fmt: skip
    return path


def _inputs(package: Path) -> set[str]:
    from studio.convert.package import read_spec

    return {feature.name for feature in read_spec(package).description.input}


def _plain(value: Any) -> Any:
    if value.dtype.kind in "iu":
        return value.astype(np.int32)
    return value if value.dtype == bool else value.astype(np.float32)


def _run(package: Path, case: Any, inputs: list[Any]) -> dict[str, Any]:
    from studio.runtime.mil import open_evaluator, open_package

    names = [value.name for value in case.model.graph.input]
    feeds = {"unused": np.zeros(1, np.float32)} if "unused" in _inputs(package) else {}
    feeds |= {name: _plain(array).reshape(array.shape or (1,)) for name, array in zip(names, inputs, strict=True)}  # fmt: skip
    found: dict[str, Any] = open_evaluator(open_package(package))(feeds)
    return found


def main() -> None:
    """Run them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ops", default="", help="only operators that match")
    parser.add_argument("--all", action="store_true", help="every operator of the table")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    reached: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    other = 0
    for case in cases(frozenset(ONNX_OPS) | {"Constant"} if options.all else TEXT_ENCODER_OPS):
        kind = case.model.graph.node[0].op_type
        if not re.search(options.ops, kind):
            continue
        if not has_core_ml_types(case):
            other += 1
            continue
        reached[kind] += 1
        with tempfile.TemporaryDirectory() as folder:
            why = outcome(case, Path(folder))
        passed[kind] += not why
        if why:
            print(f"  {case.name}: {why}")
    for kind in sorted(reached):
        if options.verbose or passed[kind] < reached[kind]:
            print(f"{kind:28}{passed[kind]:4} of {reached[kind]}")
    whole = sum(reached.values())
    print(f"{sum(passed.values())} of {whole} ({sum(passed.values()) / max(whole, 1):.1%}); {other} have types that Core ML lacks")  # fmt: skip


if __name__ == "__main__":
    main()
