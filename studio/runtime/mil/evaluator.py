"""Runs a compiled ML Program on arrays, one call per prediction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.core.errors import InputError, StudioError, UpstreamError
from studio.runtime.mil.arithmetic import HELD_AS, MODES, is_finite, round_to_half
from studio.runtime.mil.constants import from_numpy, plain
from studio.runtime.mil.fast.mode import FastMode
from studio.runtime.mil.ops.state import Held
from studio.runtime.mil.package import Package, no_such_function, refuse_images
from studio.runtime.mil.plan import BlockPlan, Compiler, Step
from studio.runtime.mil.program import Function

Watch = Callable[[Step, str, Any], None]
State = Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class NonFinite:
    """Where numbers first went wrong: the op, its output, and `inf` or `nan`."""

    op_type: str
    op_name: str
    output: str
    kind: str

    def __str__(self) -> str:
        what = "infinity" if self.kind == "inf" else "NaN"
        return f"{what} first appears in {self.output} (op {self.op_type})"


class Evaluator:
    """One function of an ML Program, compiled in one arithmetic mode (`faithful` or `fast`).

    `first_nonfinite` tells, for the latest call, the first op whose result wasn't finite: in
    faithful mode wherever it happens, in fast mode when it reaches an output.
    Not for several threads at once.
    """

    def __init__(
        self, package: Package, *, arithmetic: str = "faithful", function: str = ""
    ) -> None:
        if arithmetic not in MODES:
            raise ValueError(f"arithmetic is one of {', '.join(MODES)}, not {arithmetic!r}")
        self.package, self.arithmetic = package, arithmetic
        self.function = _function(package, function)
        self.offer = package.model.offer(self.function.name)
        refuse_images(package, self.offer)
        self.first_nonfinite: NonFinite | None = None
        compiler = Compiler(package, arithmetic)
        slots = [(name, t, compiler._define(name)) for name, t in self.function.inputs]
        self._inputs = {name: (t, slot) for name, t, slot in slots if t.kind != "state"}
        self._states = {name: (t, slot) for name, t, slot in slots if t.kind == "state"}
        self._plan = compiler.block(self.function.block)
        self._constants = compiler.registers.values
        self.output_names = self.function.block.outputs
        self._fast: FastMode | None = None
        if arithmetic == "fast" and not self._states:
            places = {name: slot for name, (_, slot) in self._inputs.items()}
            self._fast = FastMode(self._plan, self._constants, places)

    @property
    def ops(self) -> list[tuple[str, str]]:
        """(op type, op name) of every step, in order."""
        return [(s.op_type, s.name) for s in self._plan.steps]

    def new_state(self) -> dict[str, Held]:
        """What the model keeps between predictions, all zeros (empty for most models)."""
        return {
            name: Held(torch.zeros(t.shape, dtype=HELD_AS[t.dtype]))
            for name, (t, _) in self._states.items()
        }

    def __call__(
        self, inputs: Mapping[str, Any], watch: Watch | None = None, state: State | None = None
    ) -> dict[str, Any]:
        """Outputs by name: arrays of the declared types, the label, the label's probabilities.

        `watch(step, output name, value)` sees every result as it is made. A model with states
        wants one made by new_state(), which the call changes.
        Raises InputError for missing or ill-shaped inputs, UpstreamError when an op fails.
        """
        registers = self._constants.copy()
        self.first_nonfinite = None
        for name, (declared, slot) in self._inputs.items():
            registers[slot] = self._input(inputs, name, declared.dtype)
        for name, (_, slot) in self._states.items():
            registers[slot] = self._state(state, name)
        check = self.arithmetic == "faithful"
        before = {name: held.value for name, held in (state or {}).items()}
        with torch.inference_mode():
            found = self._quickly(registers) if watch is None else None
            if found is None:
                self._run(self._plan, registers, check, watch)
                found = [registers[slot] for slot in self._plan.outputs]
            if not check and not all(is_finite(v) for v in found if _is_float(v)):
                for name, (declared, slot) in self._inputs.items():
                    registers[slot] = self._input(inputs, name, declared.dtype)
                for name, value in before.items():  # the second look starts where the first did
                    (state or {})[name].value = value
                self._run(self._plan, registers, True, None)
        return dict(
            zip(self.output_names, map(self._output, self.output_names, found), strict=True)
        )

    def many(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """Outputs of n predictions, stacked: every input [n, ...] holds one model input a row.

        Labels and their probabilities, which are no arrays, come as lists.
        In fast mode rows go together where the program allows it; else one by one.
        Raises what a call raises.
        """
        rows = len(next(iter(inputs.values())))
        found = self._together(inputs) if self._fast is not None and rows > 1 else None
        if found is not None:
            self.first_nonfinite = None
            outputs = zip(self.output_names, found, strict=True)
            return {name: self._output(name, value) for name, value in outputs}
        each = [self({n: v[i : i + 1] for n, v in inputs.items()}) for i in range(rows)]
        return {name: _stacked([one[name] for one in each]) for name in self.output_names}

    def each(self, several: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Outputs of predictions whose inputs come one by one, in order; together where possible.

        Raises what a call raises.
        """
        joined = _joined(several) if self._fast is not None and len(several) > 1 else None
        found = None if joined is None else self._together(joined)
        if found is None:
            return [self(one) for one in several]
        self.first_nonfinite = None
        outputs = dict(zip(self.output_names, map(self._output, self.output_names, found), strict=True))  # fmt: skip
        return [{name: _row(value, at) for name, value in outputs.items()} for at in range(len(several))]  # fmt: skip

    def _together(self, inputs: Mapping[str, Any]) -> list[Any] | None:
        """All rows by fast mode; None when they can't go together or something isn't finite."""
        if self._fast is None or set(inputs) != set(self._inputs):
            return None
        values = {}
        for name, (declared, slot) in self._inputs.items():
            first = self._input({name: inputs[name][:1]}, name, declared.dtype)
            values[slot] = from_numpy(np.asarray(inputs[name])).to(first.dtype)
        with torch.inference_mode():
            found = self._fast.many(values)
        finite = found is not None and all(is_finite(v) for v in found if _is_float(v))
        return found if finite else None

    def _quickly(self, registers: list[Any]) -> list[Any] | None:
        """The outputs by fast mode's own program, where it has one."""
        if self._fast is None:
            return None
        return self._fast.one({slot: registers[slot] for _, slot in self._inputs.values()})

    def _state(self, state: State | None, name: str) -> Held:
        if state is not None and name in state:
            return state[name]
        raise InputError(
            f"{self.package.path.name} keeps the state {name} between predictions and got none.",
            code="state-missing",
            remedy="Make one with make_state() and hand it to every prediction.",
        )

    def _input(self, inputs: Mapping[str, Any], name: str, dtype: str) -> Tensor:
        feature = next((f for f in self.offer.inputs if f.name == name), None)
        if name not in inputs and feature is not None and feature.default is not None:
            return torch.full(feature.shapes[0], feature.default).to(HELD_AS[dtype])
        if name not in inputs:
            raise InputError(
                f"The model needs the input {name}.",
                code="input-missing",
                remedy=f"Hand over all of {', '.join(self._inputs)}.",
            )
        array = np.asarray(inputs[name])
        if feature is not None and not feature.accepts(array.shape):
            raise InputError(
                f"The input {name} has shape {array.shape}; the model takes {feature.allowed}.",
                code="input-shape",
                remedy="Pad or cut the input to a shape the model was converted for.",
            )
        value = from_numpy(array).to(HELD_AS[dtype])
        return round_to_half(value) if dtype == "fp16" and self.arithmetic == "faithful" else value

    def _output(self, name: str, value: Any) -> Any:
        if not isinstance(value, Tensor):
            return value
        declared = next((f.dtype for f in self.offer.outputs if f.name == name), "")
        array = value.numpy()
        return array.astype(np.float16) if declared == "fp16" else array

    def _run(self, plan: BlockPlan, registers: list[Any], check: bool, watch: Watch | None) -> None:
        for step in plan.steps:
            try:
                result = self._call(step, registers, check, watch)
            except StudioError:
                raise
            except (RuntimeError, IndexError, ValueError, TypeError) as error:
                raise UpstreamError(
                    f"The op {step.op_type} ({step.name}) failed in {self.package.path.name}.",
                    code="op-failed",
                    remedy="Check the input's shape and ids, or convert the model by the other route.",
                    detail=str(error),
                ) from error
            results = result if isinstance(result, tuple) else (result,)
            for at, (slot, settle, value) in enumerate(
                zip(step.outputs, step.settles, results, strict=False)
            ):
                if settle is not None:
                    value = settle(value)
                registers[slot] = value
                if check and step.watched[at] and self.first_nonfinite is None:
                    self._notice(step, at, value)
                if watch is not None:
                    watch(step, step.output_names[at], value)
            for slot in step.releases:
                registers[slot] = None

    def _call(self, step: Step, registers: list[Any], check: bool, watch: Watch | None) -> Any:
        arguments = [
            registers[s] if type(s) is int else [registers[i] for i in s]  # type: ignore[union-attr]
            for s in step.arguments
        ]
        if not step.late_settings and not step.blocks:
            return step.kernel(*arguments)
        late = {
            name: plain([registers[i] for i in s] if isinstance(s, tuple) else registers[s])
            for name, s in step.late_settings
        }
        if step.blocks:
            late["blocks"] = [partial(self._block, b, registers, check, watch) for b in step.blocks]
        return step.kernel(*arguments, **late)

    def _block(
        self, plan: BlockPlan, registers: list[Any], check: bool, watch: Watch | None, *given: Any
    ) -> tuple[Any, ...]:
        for slot, value in zip(plan.inputs, given, strict=True):
            registers[slot] = value
        self._run(plan, registers, check, watch)
        return tuple(registers[slot] for slot in plan.outputs)

    def _notice(self, step: Step, at: int, value: Tensor) -> None:
        if not is_finite(value):
            kind = "nan" if bool(torch.isnan(value).any()) else "inf"
            self.first_nonfinite = NonFinite(step.op_type, step.name, step.output_names[at], kind)


def _joined(several: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Every input [n, ...] of n predictions; None when they aren't rows of the same shapes."""
    arrays = [{name: np.asarray(value) for name, value in one.items()} for one in several]
    shapes = {name: value.shape for name, value in arrays[0].items()}
    if not shapes or any(len(shape) == 0 or shape[0] != 1 for shape in shapes.values()):
        return None
    if any({name: value.shape for name, value in one.items()} != shapes for one in arrays):
        return None
    return {name: np.concatenate([one[name] for one in arrays]) for name in shapes}


def _row(value: Any, at: int) -> Any:
    """One prediction's part of an output: a row that stays [1, ...], a label, its probabilities."""
    return value[at : at + 1].copy() if isinstance(value, np.ndarray) else value[at]


def _stacked(values: list[Any]) -> Any:
    return np.concatenate(values) if isinstance(values[0], np.ndarray) else values


def _is_float(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()


def _function(package: Package, name: str) -> Function:
    functions = package.model.functions
    chosen = name or package.model.default_function
    if chosen in functions:
        return functions[chosen]
    raise no_such_function(package, chosen)
