"""Packages of a tiny classifier, and copies of them with one number or one weight made wrong."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.convert import ConvertSettings, convert
from studio.models.classifier import load_classifier
from studio.runtime.mil import open_package

Change = Callable[[NDArray[np.float32]], NDArray[Any]]


def package(teacher: Path, to: Path, *, route: str = "torch", precision: str = "float16", length: int = 32) -> Path:  # fmt: skip
    """The classifier's package at one length."""
    settings = ConvertSettings(route=route, precision=precision, target="iOS17", lengths=(length,))
    for _ in convert(load_classifier(teacher, None), to, settings):
        pass
    return to


def damaged(package: Path, to: Path, name: str, change: Change) -> Path:
    """A copy whose weight with `name` in its name is what `change` makes of it."""
    shutil.copytree(package, to)
    opened = open_package(to)
    program = opened.model.functions[opened.model.default_function].block
    ops = (o for o in program.operations if o.op_type == "const" and name in o.outputs[0][0])
    constant: Any = next(ops).inputs["val"][0]
    value = np.array(opened.value(constant))
    new = change(value.astype(np.float32)).astype(value.dtype)
    file = opened.folder / constant.file.removeprefix("@model_path/")
    raw = bytearray(file.read_bytes())
    start = struct.unpack_from("<IIQQ", raw, constant.offset)[3]
    raw[start : start + new.nbytes] = new.tobytes()
    file.unlink()  # the old one may be mapped
    file.write_bytes(raw)
    return to


def rescaled(package: Path, to: Path, op: str, setting: str, value: float) -> Path:
    """A copy whose op `op` reads another number in its input `setting`."""
    from coremltools.proto import MIL_pb2, Model_pb2

    shutil.copytree(package, to)
    file = to / "Data" / "com.apple.CoreML" / "model.mlmodel"
    model = Model_pb2.Model()
    model.ParseFromString(file.read_bytes())
    function = model.mlProgram.functions["main"]
    block = function.block_specializations[function.opset]
    operation = next(o for o in block.operations if o.outputs[0].name == op)
    argument = operation.inputs[setting].arguments[0]
    constant = next(o for o in block.operations if o.outputs[0].name == argument.name)
    immediate = constant.attributes["val"].immediateValue.tensor
    assert immediate.WhichOneof("value") == "bytes" and MIL_pb2 is not None
    immediate.bytes.values = np.float16(value).tobytes()
    file.unlink()
    file.write_bytes(model.SerializeToString())
    return to
