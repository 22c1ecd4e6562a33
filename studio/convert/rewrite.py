"""A program's weights found and replaced, in coremltools' own representation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.convert.held import Weight, with_roles
from studio.convert.package import weights_dir
from studio.convert.stored import Stored
from studio.convert.tiers import Tiered
from studio.convert.upstream import core_ml_tools


@dataclass(frozen=True, slots=True)
class Program:
    """An MLModel read into coremltools' own representation, with every weight that could be replaced."""

    model: Any
    prog: Any
    version: int
    weights: tuple[Weight, ...]

    def written(self, stored: Mapping[str, Any]) -> Any:
        """A new MLModel in which the named weights are stored as told: a Stored, a Tiered, or plain
        numbers in place of the old ones. This program is used up by it.
        """
        found = dict(_constants(self.prog))
        for name, new in stored.items():
            _replace(found[name], new)
        return core_ml_tools().models.utils._mil_convert(
            self.prog,
            convert_to="mlprogram",
            convert_from="milinternal",
            specification_version=self.version,
            compute_units=self.model.compute_unit,
            model_description=self.model.get_spec().description,
            skip_model_load=True,
        )


def opened(package: Path, spec: Any) -> Program:
    """The program of a package by its description (opening a path would rewrite its manifest).

    What coremltools' own compression does before and after its passes (`_apply_graph_pass`), in two
    parts, so that the work between them can tell how far it is.
    """
    ct = core_ml_tools()
    model = ct.models.MLModel(spec, weights_dir=str(weights_dir(package)), skip_model_load=True)
    utils = ct.models.utils
    version = max(spec.specificationVersion, ct.target.iOS16.value)
    prog = utils._convert_model_spec_to_pymil_prog(model, version, utils._milproto_to_pymil.load)
    return Program(model, prog, version, weights_of(dict(_constants(prog))))


def weights_of(found: Mapping[str, Any]) -> tuple[Weight, ...]:
    """The constants as weights with their roles."""
    from coremltools.optimize._utils import select_input_output_channel_axis

    weights = []
    for name, op in found.items():
        users = frozenset(child.op_type for child in op.outputs[0].child_ops)
        _, axis = select_input_output_channel_axis(op)
        weights.append(Weight(name, op.outputs[0].val, users, axis or 0))
    return with_roles(weights)


def _constants(prog: Any) -> Iterator[tuple[str, Any]]:
    """Every float constant of two sides or more that is no part of a compressed one."""
    for function in prog.functions.values():
        for op in function.operations:
            if op.op_type != "const" or not op.outputs[0].child_ops:
                continue
            value = op.outputs[0].val
            if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or value.ndim < 2:
                continue
            if not any(c.op_type.startswith("constexpr_") for c in op.outputs[0].child_ops):
                yield op.name, op


def _replace(op: Any, stored: Stored | Any) -> None:
    """Put a constexpr op, or another constant, where the constant was."""
    block = op.enclosing_block
    if isinstance(stored, Tiered):
        _tier(block, op, stored)
        return
    with block:
        if not isinstance(stored, Stored):
            new = _numbers(op, stored)
        elif stored.mask is not None:
            new = _sparse(op, stored)
        else:
            new = _palette(op, stored) if stored.table is not None else _linear(op, stored)
    block.replace_uses_of_var_after_op(
        anchor_op=op, old_var=op.outputs[0], new_var=new, no_check_var_types=True
    )
    block.remove_ops([op])


def _numbers(op: Any, value: Any) -> Any:
    from coremltools.converters.mil.mil import Builder as mb

    return mb.const(val=value, before_op=op, name=f"{op.name}_fewer")


def _tier(block: Any, op: Any, stored: Tiered) -> None:
    """Each lookup of a word becomes two, of which its rank chooses one."""
    from coremltools.converters.mil.mil import Builder as mb

    with block:
        used, rest = _palette(op, stored.used, "_used"), _palette(op, stored.rest, "_rest")
        ranks = mb.const(val=stored.ranks, before_op=op, name=f"{op.name}_ranks")
    for lookup in list(op.outputs[0].child_ops):
        with block:
            at: dict[str, Any] = {"before_op": lookup}
            rank = mb.gather(x=ranks, indices=lookup.indices, axis=0, **at)
            rank = mb.cast(x=rank, dtype="int32", **at)
            count = np.int32(stored.used.data.shape[0])
            first = mb.gather(x=used, indices=mb.minimum(x=rank, y=count - 1, **at), axis=0, **at)
            past = mb.maximum(x=mb.sub(x=rank, y=count, **at), y=np.int32(0), **at)
            other = mb.gather(x=rest, indices=past, axis=0, **at)
            known = mb.expand_dims(x=mb.less(x=rank, y=count, **at), axes=[-1], **at)
            word = mb.select(cond=known, a=first, b=other, name=f"{lookup.name}_word", **at)
        block.replace_uses_of_var_after_op(
            anchor_op=lookup, old_var=lookup.outputs[0], new_var=word
        )
        block.remove_ops([lookup])
    block.remove_ops([op])


def _palette(op: Any, stored: Stored, part: str = "") -> Any:
    from coremltools.converters.mil.frontend._utils import _construct_constexpr_lut_op
    from coremltools.converters.mil.mil import Builder as mb

    kind = op.outputs[0].val.dtype
    table = _table(op, stored)
    along = np.int32(stored.axis) if table.shape[-1] > 1 else None
    new = _construct_constexpr_lut_op(
        stored.data, table, along, name=f"{op.name}{part}_palettized", before_op=op
    )
    if stored.scale is None:
        return new
    return mb.constexpr_blockwise_shift_scale(
        data=new, scale=stored.scale.astype(kind), before_op=op, name=f"{op.name}{part}_scaled"
    )


def _table(op: Any, stored: Stored) -> Any:
    """[*groups, entries, numbers an entry], as iOS 18 has it."""
    groups, entries, *size = stored.table.shape
    shape = [1] * stored.data.ndim + [entries, *(size or [1])]
    shape[stored.axis] = groups
    return stored.table.astype(op.outputs[0].val.dtype).reshape(shape)


def _sparse(op: Any, stored: Stored) -> Any:
    """A mask and the numbers that are not zero: halves, indices or whole numbers (iOS 18)."""
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import types

    def kind(name: str) -> Any:
        return types.nptype_from_builtin(types.string_to_builtin(name))

    dtype, bits = op.outputs[0].val.dtype, stored.coding.bits
    mask, left = stored.mask.astype(kind("uint1")), stored.data[stored.mask]
    if stored.table is not None:
        mask, left = mb.constexpr_lut_to_sparse(
            indices_mask=mask, indices_nonzero_data=left.astype(kind(f"uint{bits}")), lut=_table(op, stored),
            before_op=op, name=f"{op.name}_values",
        )  # fmt: skip
    elif stored.scale is not None:
        mask, left = mb.constexpr_sparse_blockwise_shift_scale(
            data_mask=mask, nonzero_data=left.astype(np.int8), scale=stored.scale.astype(dtype),
            before_op=op, name=f"{op.name}_values",
        )  # fmt: skip
    else:
        left = left.astype(dtype)
    return mb.constexpr_sparse_to_dense(
        nonzero_data=left, mask=mask, before_op=op, name=f"{op.name}_sparse"
    )


def _linear(op: Any, stored: Stored) -> Any:
    from coremltools.converters.mil.mil import types
    from coremltools.optimize._utils import QuantParams
    from coremltools.optimize.coreml._quantization_passes import linear_quantize_weights

    kind = types.nptype_from_builtin(
        types.string_to_builtin(f"{'int' if stored.offset is None else 'uint'}{stored.coding.bits}")
    )
    offset = None if stored.offset is None else stored.offset.astype(kind)
    scale = stored.scale.astype(op.outputs[0].val.dtype)
    params = QuantParams(stored.data.astype(kind), scale, offset, np.uint8(stored.coding.bits))
    return linear_quantize_weights._create_constexpr_var(op, params)
