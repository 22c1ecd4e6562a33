"""read_state, write_state: a tensor the model keeps between predictions (iOS18 states).

coremltools writes its `coreml_update_state` as these two.
"""

from __future__ import annotations

from torch import Tensor

from studio.runtime.mil.op import op


class Held:
    """The one mutable thing in a program: a tensor that outlives the call."""

    def __init__(self, value: Tensor) -> None:
        self.value = value


@op("read_state", moves=True)
def read_state(input: Held) -> Tensor:
    """What the state holds now."""
    return input.value


@op("write_state", moves=True)
def write_state(input: Held, data: Tensor) -> tuple[()]:
    """Makes the state hold `data`; gives nothing."""
    input.value = data
    return ()
