"""Our program in the place of Core ML's compute plan: every op on this computer's processor, as it is.

Costs are shares of the multiply-adds. Source of the interface: coremltools/models/compute_plan.py
and compute_device.py, whose own classes hold what is told here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.runtime.mil.inspector import inspect
from studio.runtime.mil.package import Package, open_package
from studio.runtime.mil.program import Block


class StandInProcessor:
    """What coremltools calls `_MLCPUComputeDeviceProxy`."""


class StandInPlan:
    """What coremltools calls `_MLComputePlanProxy`."""

    def __init__(self, path: str) -> None:
        package = open_package(path)
        self.model_structure = structure_of(package)
        self._costs = _shares(package)

    def get_compute_device_usage_for_mlprogram_operation(self, operation: Any) -> Any:
        """The processor; None for a constant."""
        from coremltools.models.compute_device import MLCPUComputeDevice
        from coremltools.models.compute_plan import MLComputePlanDeviceUsage

        if operation.operator_name == "const":
            return None
        here = MLCPUComputeDevice(StandInProcessor())
        return MLComputePlanDeviceUsage(here, [here])

    def get_estimated_cost_for_mlprogram_operation(self, operation: Any) -> Any:
        """Its share of the work, where that is known."""
        from coremltools.models.compute_plan import MLComputePlanCost

        share = self._costs.get(operation.outputs[0].name) if operation.outputs else None
        return None if share is None else MLComputePlanCost(share)


def structure_of(package: Package) -> Any:
    """coremltools' MLModelStructure of a package's program."""
    from coremltools.models import compute_plan as told

    functions = {
        name: told.MLModelStructureProgramFunction([], _block(function.block))
        for name, function in package.model.functions.items()
    }
    return told.MLModelStructure(None, told.MLModelStructureProgram(functions), None)


def _block(block: Block) -> Any:
    from coremltools.models import compute_plan as told

    operations = [
        told.MLModelStructureProgramOperation(
            {}, o.op_type, [_value(name) for name, _ in o.outputs], [_block(b) for b in o.blocks], None
        )
        for o in block.operations
    ]  # fmt: skip
    return told.MLModelStructureProgramBlock([], operations, list(block.outputs))


def _value(name: str) -> Any:
    from coremltools.models import compute_plan as told

    return told.MLModelStructureProgramNamedValueType(name, told.MLModelStructureProgramValueType())


def _shares(package: Package) -> Mapping[str, float]:
    lines = inspect(package)
    work = sum(line.multiply_adds for line in lines)
    return {line.output: line.multiply_adds / work for line in lines} if work else {}
