"""Hypothesis profiles. Choose one with ``--hypothesis-profile``; the first is the default."""

from __future__ import annotations

import os
from importlib import import_module

import pytest
from hypothesis import HealthCheck, Phase, settings

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
# For mutants (docs/quality.md): one failing example is enough, so nothing is shrunk or stored.
settings.register_profile(
    "mutation",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("fast")


MUTATED = ("codes", "findings", "formats", "numbers", "repairs", "slots")


def _empty_caches() -> None:
    for room in MUTATED:
        for value in list(vars(import_module(f"siarchive.{room}")).values()):
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let a mutant meet no cache that was filled while tests were collected."""
    if session.config.getoption("hypothesis_profile") == "mutation":
        _empty_caches()


def pytest_runtest_setup() -> None:
    """Let every test run what it needs, while mutmut notes which test runs which function."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        _empty_caches()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the mutated room's own tests first, the laws last: most mutants die early."""
    if config.getoption("hypothesis_profile") == "mutation":
        room = os.environ.get("MUTANT_UNDER_TEST", "").removeprefix("siarchive.").partition(".")[0]
        order = {f"test_{room}": -1, "test_laws": 1}
        items.sort(key=lambda item: (order.get(item.path.stem, 0), item.nodeid))
