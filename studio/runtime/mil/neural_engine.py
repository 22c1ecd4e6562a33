"""Which ops are known to keep work off the Neural Engine, and who says so.

Apple publishes no list. What is here is either written in Apple's own pages and sources, or
reported by people who measured; every remark says which. A compute plan on a Mac settles it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

APPLE, USERS = "documented by Apple", "reported by users"
TRANSFORMERS = "https://machinelearning.apple.com/research/neural-engine-transformers"
TYPED = "https://apple.github.io/coremltools/docs-guides/source/typed-execution-example.html"
FLEXIBLE = "https://apple.github.io/coremltools/docs-guides/source/flexible-inputs.html"
COREMLTOOLS = "coremltools/converters/mil/frontend/torch/ops.py"
PASSES = "coremltools/converters/mil/mil/passes/defs/quantization.py (add_int16_cast)"
SURVEY = "https://github.com/hollance/neural-engine/blob/master/docs/unsupported-layers.md"


@dataclass(frozen=True, slots=True)
class Remark:
    """Why an op may not run, or not run well, on the Neural Engine; who says so and where."""

    text: str
    said_by: str
    source: str


LAYOUT = Remark("the Neural Engine likes tensors of four dimensions, channels first: a conv instead of a linear layer", APPLE, TRANSFORMERS)  # fmt: skip
COPY = Remark("reshapes and transposes cost copies of memory (principle 3 there)", APPLE, TRANSFORMERS)  # fmt: skip
SINGLE = Remark(
    "a float32 program runs on CPU and GPU; float16 may run on the Neural Engine", APPLE, TYPED
)
OPEN = Remark("a shape open at run time needs the reshape hint and iOS 17.4 to reach the Neural Engine; enumerated shapes don't", APPLE, FLEXIBLE)  # fmt: skip
SCATTER = Remark("scatter falls off the Neural Engine", APPLE, COREMLTOOLS)
GATHER = Remark(
    "gather is seen off the Neural Engine (coremltools' own sources expect it to stay)",
    USERS,
    SURVEY,
)
RECURRENT = Remark("recurrent layers don't run on the Neural Engine", USERS, SURVEY)
DILATED = Remark("dilated convolutions don't run on the Neural Engine", USERS, SURVEY)
INTEGER = Remark("int32: coremltools itself prefers int16 where an op takes it", APPLE, PASSES)

MOVES = ("reshape", "transpose")
NO_WORK = ("const", "classify")  # nothing to place


def remarks(op_type: str, dtype: str, shape: tuple[int, ...], dilated: bool = False) -> tuple[Remark, ...]:  # fmt: skip
    """What is known against an op with this output; () for a good one."""
    found = []
    if op_type in NO_WORK:
        return ()
    if op_type == "linear" and len(shape) != 4:
        found.append(LAYOUT)
    if op_type in MOVES:
        found.append(COPY)
    if op_type.startswith("gather"):
        found.append(GATHER)
    if op_type.startswith("scatter"):
        found.append(SCATTER)
    if op_type in ("lstm", "gru", "rnn"):
        found.append(RECURRENT)
    if dilated:
        found.append(DILATED)
    if dtype == "fp32":
        found.append(SINGLE)
    if dtype in ("int32", "int64"):
        found.append(INTEGER)
    if -1 in shape:
        found.append(OPEN)
    return tuple(found)


def compared(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[str]:
    """What another layout changed: ops against which something is known, and which kinds, in lines.

    Each op is a mapping with `op` (its type) and `neural_engine` (remarks with text and said_by).
    """
    one, other = list(before), list(after)
    lines = [f"ops: {len(one)}, then {len(other)}"]
    told = [Counter((r["text"], r["said_by"]) for op in ops for r in op["neural_engine"]) for ops in (one, other)]  # fmt: skip
    for text, said_by in dict.fromkeys([*told[0], *told[1]]):
        lines.append(f"{told[0][text, said_by]}, then {told[1][text, said_by]}: {text} ({said_by})")
    kinds = [Counter(op["op"] for op in ops) for ops in (one, other)]
    changed = [k for k in sorted({*kinds[0], *kinds[1]}) if kinds[0][k] != kinds[1][k]]
    return [*lines, *(f"{kind}: {kinds[0][kind]}, then {kinds[1][kind]}" for kind in changed)]
