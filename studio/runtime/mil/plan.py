"""A program compiled once into steps over numbered registers, so that a call does no looking up.

Registers hold every value of one function, nested blocks included; constants sit in them from
the start. A step names its argument registers, its kernel with the settings bound, and the
registers nobody needs after it. Passes that rewrite steps (fusing attention, say) fit between
`compile_block` and the evaluator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

from torch import Tensor

from studio.core.errors import StudioError, UpstreamError
from studio.runtime.mil.arithmetic import FLOATS, Settle, settle
from studio.runtime.mil.constants import plain, shares, tensor
from studio.runtime.mil.op import OPS, REQUIRED, Op
from studio.runtime.mil.package import Package, damaged
from studio.runtime.mil.program import Block, Constant, Operation, Type

Slot = int | tuple[int, ...]
NONE = 0  # register 0 always holds None: an optional tensor that isn't given


@dataclass(slots=True)
class Step:
    """One op, ready to run. Slots are register numbers; a tuple of them is a list argument."""

    op_type: str
    name: str
    kernel: Callable[..., Any]
    arguments: tuple[Slot, ...]
    outputs: tuple[int, ...]
    settles: tuple[Settle | None, ...]
    watched: tuple[bool, ...]
    output_names: tuple[str, ...]
    late_settings: tuple[tuple[str, Slot], ...] = ()
    blocks: tuple[BlockPlan, ...] = ()
    releases: tuple[int, ...] = ()


@dataclass(slots=True)
class BlockPlan:
    """Steps in order, with the registers of the block's inputs and outputs."""

    inputs: tuple[int, ...]
    steps: list[Step]
    outputs: tuple[int, ...]


@dataclass(slots=True)
class Registers:
    """Values known before any call (constants), by register; the others are None."""

    values: list[Any] = field(default_factory=lambda: [None])

    def new(self, value: Any = None) -> int:
        """A fresh register."""
        self.values.append(value)
        return len(self.values) - 1


@dataclass(frozen=True, slots=True)
class _Later:
    """One result of a constexpr op that runs when asked."""

    work: Callable[[], tuple[Any, ...]]
    at: int


class Compiler:
    """Compiles one function of a package in one arithmetic mode."""

    def __init__(self, package: Package, mode: str) -> None:
        self.package, self.mode = package, mode
        self.registers = Registers()
        self._slots: dict[str, int] = {}  # value name -> register
        self._raw: dict[str, tuple[Any, Type]] = {}  # constants as stored
        self._ready: dict[tuple[str, bool], int] = {}  # (constant name, half) -> register

    def block(self, block: Block) -> BlockPlan:
        """The plan of a block; raises UpstreamError for an op nobody has written."""
        inputs = tuple(self._define(name) for name, _ in block.inputs)
        steps: list[Step] = []
        for operation in block.operations:
            if operation.op_type == "const":
                self._constant(operation)
            elif (entry := self._entry(operation)).constant:
                self._decompress(operation, entry)
            else:
                steps.append(self._step(operation, entry))
        outputs = tuple(self._slot(name) for name in block.outputs)
        return BlockPlan(inputs, _released(steps, set(outputs)), outputs)

    def _entry(self, operation: Operation) -> Op:
        if operation.op_type not in OPS:
            raise UpstreamError(
                f"{self.package.path.name} uses the op {operation.op_type} "
                f"({operation.name}), which the reference runtime doesn't know.",
                code="unknown-op",
                remedy="Run it with --runtime coreml on a Mac, or convert the model by the other route.",
                detail=f"known ops: {', '.join(OPS)}",
            )
        return OPS[operation.op_type]

    def _define(self, name: str) -> int:
        self._slots[name] = self.registers.new()
        return self._slots[name]

    def _constant(self, operation: Operation) -> None:
        value = next(iter(operation.inputs.get("val", ())), None)
        if not operation.outputs or not isinstance(value, Constant):
            raise damaged(self.package.path, f"the constant {operation.name:.60} holds nothing", KeyError("val"))  # fmt: skip
        name, declared = operation.outputs[0]
        self._raw[name] = (self.package.value(value), declared)

    def _decompress(self, operation: Operation, entry: Op) -> None:
        """Run a constexpr_* op, on arrays, when its result is asked for.

        A single result is made for its user and not kept: decompressed weights and their float32
        copies would be in memory side by side.
        """

        def work() -> tuple[Any, ...]:
            given = {k: self._stored(v[0]) for k, v in operation.inputs.items()}
            result = self._guarded(operation, partial(entry.kernel, **given))
            for value in given.values():
                self.package.release(value)
            return result if isinstance(result, tuple) else (result,)

        several = cache(work) if len(operation.outputs) > 1 else work
        for at, (name, declared) in enumerate(operation.outputs):
            self._raw[name] = (_Later(several, at), declared)

    def _stored(self, argument: str | Constant) -> Any:
        if isinstance(argument, Constant):
            return self.package.value(argument)
        value = self._raw[argument][0]
        return value.work()[value.at] if isinstance(value, _Later) else value

    def _step(self, operation: Operation, entry: Op) -> Step:
        settings, late = self._settings(operation, entry)
        blocks = tuple(self.block(b) for b in operation.blocks)
        arguments = tuple(self._argument(operation, entry, name) for name in entry.tensors)
        types = [t.dtype if t.kind == "tensor" else "" for _, t in operation.outputs]
        if operation.op_type == "classify":  # a label and a dictionary, whatever is declared
            types = [""] * len(types)
        return Step(
            op_type=operation.op_type,
            name=operation.name,
            kernel=partial(entry.kernel, **settings) if settings else entry.kernel,
            arguments=arguments,
            outputs=tuple(self._define(name) for name, _ in operation.outputs),
            settles=tuple(settle(t, self.mode, moved=entry.moves) for t in types),
            watched=tuple(t in FLOATS and not entry.moves for t in types),
            output_names=tuple(name for name, _ in operation.outputs),
            late_settings=late,
            blocks=blocks,
        )

    def _settings(
        self, operation: Operation, entry: Op
    ) -> tuple[dict[str, Any], tuple[tuple[str, Slot], ...]]:
        now: dict[str, Any] = {}
        late: list[tuple[str, Slot]] = []
        for name in entry.settings:
            given = operation.inputs.get(name)
            if given is None:
                continue
            if all(isinstance(a, Constant) or a in self._raw for a in given):
                values = [plain(self._stored(a)) for a in given]
                now[name] = values[0] if len(values) == 1 else values
            else:
                late.append((name, self._slots_of(given, half=False)))
        missing = [n for n, d in entry.settings.items() if d is REQUIRED and n not in now]
        if missed := set(missing) - {n for n, _ in late}:
            raise self._incomplete(operation, missed)
        return now, tuple(late)

    def _argument(self, operation: Operation, entry: Op, name: str) -> Slot:
        given = operation.inputs.get(name)
        if given is None:
            if entry.tensors[name] is REQUIRED:
                raise self._incomplete(operation, {name})
            return NONE
        slot = self._slots_of(given, half=name in entry.keeps_half)
        is_list = name in ("values", "loop_vars", "ref_tensors")
        return (slot,) if is_list and isinstance(slot, int) else slot

    def _slots_of(self, given: tuple[str | Constant, ...], half: bool) -> Slot:
        slots = tuple(self._slot(a, half) for a in given)
        return slots[0] if len(slots) == 1 else slots

    def _slot(self, argument: str | Constant, half: bool = False) -> int:
        """The register of a value; a constant gets one when it is first used, in that form."""
        if isinstance(argument, Constant):
            value = tensor(self.package.value(argument), argument.type.dtype, keep_half=half)
            return self.registers.new(value)
        if argument not in self._raw:
            if argument not in self._slots:
                raise damaged(self.package.path, f"nothing in it makes {argument:.60}", KeyError(argument))  # fmt: skip
            return self._slots[argument]
        if (argument, half) not in self._ready:
            value, declared = self._stored(argument), self._raw[argument][1]
            made = tensor(value, declared.dtype, keep_half=half)
            if isinstance(made, Tensor) and not shares(made, value):
                self.package.release(value)
            self._ready[argument, half] = self.registers.new(made)
        return self._ready[argument, half]

    def _incomplete(self, operation: Operation, missing: set[str]) -> UpstreamError:
        return UpstreamError(
            f"The op {operation.op_type} ({operation.name}) in {self.package.path.name} "
            f"lacks its input {', '.join(sorted(missing))}.",
            code="incomplete-op",
            remedy="Convert the model again.",
        )

    def _guarded(self, operation: Operation, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except StudioError:
            raise
        except (ValueError, TypeError, IndexError, KeyError, RuntimeError) as error:
            raise UpstreamError(
                f"The op {operation.op_type} ({operation.name}) in {self.package.path.name} "
                "can't be worked out.",
                code="op-failed",
                remedy="Convert or compress the model again.",
                detail=str(error),
            ) from error


def _reads(step: Step) -> set[int]:
    """Registers a step looks at, nested blocks included."""
    slots = [*step.arguments, *(s for _, s in step.late_settings)]
    seen = {i for s in slots for i in (s if isinstance(s, tuple) else (s,))}
    for block in step.blocks:
        seen.update(block.outputs)
        for inner in block.steps:
            seen |= _reads(inner)
    return seen


def _released(steps: list[Step], kept: set[int]) -> list[Step]:
    """The steps with what each may forget afterwards: values made in this block, last used there."""
    made = {slot for step in steps for slot in step.outputs}
    last: dict[int, int] = {}
    for at, step in enumerate(steps):
        last.update(dict.fromkeys(_reads(step) | set(step.outputs), at))
    drop: Mapping[int, list[int]] = {at: [] for at in range(len(steps))}
    for slot, at in last.items():
        if slot in made and slot not in kept:
            drop[at].append(slot)
    return [replace(step, releases=tuple(drop[at])) for at, step in enumerate(steps)]
