"""An .onnx file read with care: its weights stay on disk until they are used."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from studio.core.errors import InputError, UpstreamError
from studio.core.ordinary import refuse_special

_LARGE = 4096  # bytes of a tensor that is not copied into the graph
OLDEST_OPSET = 7  # before it, operators broadcast by attributes
_BROADCAST = {"Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less", "PRelu", "Gemm"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnnxGraph:
    """A checked model: its graph, its opsets by domain, its constants by name.

    `inputs` maps each true input to its element type and sides (text where a side is free);
    `held` are arrays of initializers that lie in memory beside the graph, by name.
    """

    proto: Any
    opsets: dict[str, int]
    folder: Path
    inputs: dict[str, tuple[int, tuple[int | str, ...]]]
    held: dict[str, Any] = field(default_factory=dict)

    def constant(self, tensor: Any) -> Any:
        """The array of an initializer; external data is mapped, not read."""
        from onnx.external_data_helper import uses_external_data
        from onnx.numpy_helper import to_array

        if tensor.name in self.held:
            return self.held[tensor.name]
        if not uses_external_data(tensor):
            return to_array(tensor)
        return _mapped(tensor, self.folder)


def read_onnx(path: Path) -> OnnxGraph:
    """The graph of a file. Raises InputError for a file that is damaged or not ONNX."""
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    refuse_special(path)
    try:
        proto = onnx.load(str(path), load_external_data=False)
    except (OSError, DecodeError, ValueError) as error:
        raise InputError(
            f"{path.name} is not a readable ONNX file.",
            code="broken-onnx",
            remedy="Export the model again, or choose another file.",
            detail=str(error),
        ) from error
    if not proto.graph.node or not proto.graph.output:
        raise InputError(
            f"{path.name} holds no ONNX graph.",
            code="broken-onnx",
            remedy="Export the model again, or choose another file.",
        )
    return graph_of(proto, path.parent)


def graph_in_memory(program: Any) -> OnnxGraph:
    """What torch exported, without writing it: the arrays are the module's own memory."""
    import onnx_ir as ir

    held: dict[str, Any] = {}
    for name, value in program.model.graph.initializers.items():
        tensor = value.const_value
        if tensor is None or tensor.nbytes < _LARGE:
            continue
        held[name] = tensor.numpy()
        value.const_value = ir.ExternalTensor(
            "memory", 0, tensor.nbytes, tensor.dtype, shape=tensor.shape, name=name
        )
    return replace(graph_of(ir.to_proto(program.model), Path()), held=held)


def graph_of(proto: Any, folder: Path) -> OnnxGraph:
    """A model in memory as a graph; local functions are put in place of their calls."""
    import onnx.inliner

    if proto.functions:
        proto = onnx.inliner.inline_local_functions(proto)
    opsets = {entry.domain or "": int(entry.version) for entry in proto.opset_import}
    kinds = {node.op_type for node in proto.graph.node}
    if opsets.get("", OLDEST_OPSET) < OLDEST_OPSET and kinds & _BROADCAST:
        raise UpstreamError(
            f"The file uses ONNX operators of version {opsets['']}.",
            code="old-opset",
            remedy="Export it again with opset 11 or newer (18 is a good choice).",
        )
    held = {tensor.name for tensor in proto.graph.initializer}
    inputs = {
        value.name: (value.type.tensor_type.elem_type, _sides(value.type.tensor_type))
        for value in proto.graph.input
        if value.name not in held
    }
    return OnnxGraph(proto, opsets, folder, inputs)


def fix_lengths(proto: Any, sides: dict[str, tuple[int | str, ...]]) -> None:
    """Give the inputs these sides, in place; what follows from them the builder infers itself."""
    for value in proto.graph.input:
        if value.name in sides:
            tensor = value.type.tensor_type
            del tensor.shape.dim[:]
            for side in sides[value.name]:
                dim = tensor.shape.dim.add()
                if isinstance(side, int):
                    dim.dim_value = side
                else:
                    dim.dim_param = side
    del proto.graph.value_info[:]


def _sides(tensor: Any) -> tuple[int | str, ...]:
    return tuple(
        int(dim.dim_value) if dim.HasField("dim_value") else dim.dim_param or "?"
        for dim in tensor.shape.dim
    )


def _mapped(tensor: Any, folder: Path) -> Any:
    """External data as a read-only map. Raises InputError for a path that leaves the folder."""
    from onnx.helper import tensor_dtype_to_np_dtype

    facts = {entry.key: entry.value for entry in tensor.external_data}
    path = (folder / facts.get("location", "")).resolve()
    offset, dtype = (
        int(facts.get("offset", 0)),
        np.dtype(tensor_dtype_to_np_dtype(tensor.data_type)),
    )
    shape = tuple(int(side) for side in tensor.dims)
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    inside = path.is_relative_to(folder.resolve()) and path.is_file()
    if not inside or offset < 0 or offset + size > path.stat().st_size:
        raise InputError(
            f"The weights of {tensor.name} are not beside the .onnx file.",
            code="no-external-data",
            remedy=f"Put the file {facts.get('location', '')} back into the folder of the .onnx file.",
        )
    if not size:
        return np.zeros(shape, dtype)
    return np.memmap(path, dtype=dtype, mode="r", offset=offset, shape=shape)
