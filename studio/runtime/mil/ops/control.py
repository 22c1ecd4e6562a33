"""cond and while_loop: nested blocks, run when and as often as the program says (iOS15 control_flow)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor

from studio.runtime.mil.op import op

Body = Callable[..., tuple[Any, ...]]


@op("cond", moves=True, blocks=True)
def cond(pred: Tensor, *, blocks: list[Body]) -> tuple[Any, ...]:
    """The results of the first block where pred holds, else of the second."""
    return blocks[0 if bool(pred) else 1]()


@op("while_loop", moves=True, blocks=True)
def while_loop(loop_vars: list[Any], *, blocks: list[Body]) -> tuple[Any, ...]:
    """Runs the second block on the loop variables while the first says so."""
    carried = tuple(loop_vars)
    while bool(blocks[0](*carried)[0]):
        carried = blocks[1](*carried)
    return carried
