"""The rules, by family (importing them registers them)."""

from studio.runtime.mil.fast import (  # noqa: F401
    rules_channels,
    rules_elementwise,
    rules_layout,
    rules_reduce,
)
