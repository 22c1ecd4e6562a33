"""Where Core ML would run each op: CPU, GPU or Neural Engine, with the share of the work it expects.

Not run on a Mac; built to coremltools' documented compute plan and tested with made-up plans.
Source: coremltools.models.compute_plan (MLComputePlan.load_from_path, a compiled model's path).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEVICES = {"MLCPUComputeDevice": "CPU", "MLGPUComputeDevice": "GPU", "MLNeuralEngineComputeDevice": "Neural Engine"}  # fmt: skip


def plan_of(package: Path, compute_units: str = "ALL") -> list[dict[str, Any]]:
    """The same of a package, asked in a child. Raises HostError and UpstreamError, as predicting does."""
    from studio.runtime.coreml_process import CoreMLProcess

    process = CoreMLProcess(package, compute_units)
    try:
        return process.plan()
    finally:
        process.close()


def compute_plan(compiled: str, compute_units: str, function_name: str = "") -> list[dict[str, Any]]:  # fmt: skip
    """[{"output", "op", "device", "possible", "cost"}] of a compiled model's ops.

    Only where Core ML is: raises ValueError elsewhere, as coremltools does.
    """
    import coremltools as ct
    from coremltools.models.compute_plan import MLComputePlan

    plan = MLComputePlan.load_from_path(path=compiled, compute_units=ct.ComputeUnit[compute_units])
    return list(read_plan(plan, function_name))


def read_plan(plan: Any, function_name: str = "") -> Iterator[dict[str, Any]]:
    """The same of an open plan. Raises ValueError when it isn't an ML Program's."""
    program = plan.model_structure.program
    if program is None:
        raise ValueError("the plan is not one of an ML Program")
    functions = program.functions
    function = functions.get(function_name) or functions.get("main") or next(iter(functions.values()))  # fmt: skip
    yield from _block(plan, function.block)


def _block(plan: Any, block: Any) -> Iterator[dict[str, Any]]:
    for operation in block.operations:
        usage = plan.get_compute_device_usage_for_mlprogram_operation(operation)
        cost = plan.get_estimated_cost_for_mlprogram_operation(operation)
        if usage is not None and operation.outputs:  # constants have none
            yield {
                "output": operation.outputs[0].name,
                "op": operation.operator_name,
                "device": device_name(usage.preferred_compute_device),
                "possible": [device_name(d) for d in usage.supported_compute_devices],
                "cost": None if cost is None else float(cost.weight),
            }
        for inner in operation.blocks or ():
            yield from _block(plan, inner)


def device_name(device: Any) -> str:
    """CPU, GPU or Neural Engine."""
    kind = type(device).__name__
    return DEVICES.get(kind, kind)
