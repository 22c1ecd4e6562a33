"""The rules of all ops; importing their files registers them."""

from studio.runtime.mil.fast import (  # noqa: F401
    rules_channels,
    rules_elementwise,
    rules_layout,
    rules_reduce,
)
from studio.runtime.mil.fast.proofs import RULES as RULES
