"""Hypothesis: ``from_type`` knows siarchive's types.

With siarchive installed, ``hypothesis.strategies.from_type(siarchive.ArchiveNumber)`` draws numbers
of the built-in scheme, and so for every public value type; ``builds`` and ``given(...)`` find them
by annotation. For another scheme see ``siarchive.testing.strategies.strategy_of``.

Hypothesis calls ``register`` when it is imported (entry point ``hypothesis``). A type can only be
registered once it exists, so this imports the rooms that define the types; strategies and scheme
are made when a test first asks for one. ``HYPOTHESIS_NO_PLUGINS`` in the environment turns it off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["TYPES", "register"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

TYPES: Final = (
    "Ambiguous",
    "ArchiveNumber",
    "BeyondCalendar",
    "Candidate",
    "Category",
    "CategoryCode",
    "CheckedRow",
    "Columns",
    "Decided",
    "Delegation",
    "Document",
    "Evidence",
    "ExplainedPart",
    "Explanation",
    "Finding",
    "Findings",
    "Item",
    "Never",
    "PeriodDecided",
    "Reason",
    "Repair",
    "Resolution",
    "RetentionAnswer",
    "RetentionCode",
    "RetentionPeriod",
    "RowFinding",
    "Rule",
    "RuleGroup",
    "RuleTable",
    "Scheme",
    "Source",
    "Span",
    "Undetermined",
    "UnknownEnd",
    "Volume",
)
"""The public types that are registered. Hypothesis draws from enumerations by itself."""


def register() -> None:
    """Tell Hypothesis how to draw every public value type."""
    from hypothesis.strategies import register_type_strategy

    import siarchive

    for name in TYPES:
        kind: type[object] = getattr(siarchive, name)
        register_type_strategy(kind, _strategy)


def _strategy(kind: type[T]) -> SearchStrategy[T]:
    from siarchive.scheme_files import default_scheme
    from siarchive.testing.strategies import strategy_of

    return strategy_of(kind, default_scheme())
