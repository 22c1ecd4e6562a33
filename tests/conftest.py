"""For every room's tests: how long an example takes is no matter of correctness."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("studio", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("studio")
