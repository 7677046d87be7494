"""Hypothesis profiles. Choose one with ``--hypothesis-profile``; the first is the default."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same tree gives the same answer: gates draw the same examples every time.
# Only "full" explores.
settings.register_profile("fast", max_examples=50, deadline=None, derandomize=True)
settings.register_profile("ci", max_examples=80, deadline=None, derandomize=True)
settings.register_profile(
    "full",
    max_examples=10_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("fast")
