"""The rules, by family (importing them registers them)."""

from studio.runtime.mil.fast import rules_elementwise, rules_layout, rules_reduce  # noqa: F401
