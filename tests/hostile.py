"""Comparands that claim to be equal to everything, to nothing, or larger than anything.

A value that meets one must leave the answer to it: `NotImplemented`, never a verdict of its own.
"""

from __future__ import annotations

import operator

import pytest


class AlwaysEqual:
    """Equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


class NeverEqual:
    """Equal to nothing, itself included."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class AlwaysLarger:
    """Larger than anything."""

    def __lt__(self, other: object) -> bool:
        return False

    def __le__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return True

    def __ge__(self, other: object) -> bool:
        return True


def check_equality(value: object) -> None:
    """Check that a value leaves equality to a stranger."""
    for hostile in (AlwaysEqual(), NeverEqual(), AlwaysLarger(), object(), None, "text", 5):
        assert value.__eq__(hostile) is NotImplemented
        assert value.__ne__(hostile) is NotImplemented
    assert value == AlwaysEqual()
    assert AlwaysEqual() == value
    assert not value != AlwaysEqual()  # noqa: SIM202  (reason: inequality is what is tested)
    assert value != NeverEqual()
    assert not value == NeverEqual()  # noqa: SIM201  (reason: equality is what is tested)
    assert value not in {None, "text", 5}


def check_order(value: object) -> None:
    """Check that an ordered value leaves order to a stranger."""
    for hostile in (AlwaysLarger(), AlwaysEqual(), object(), None, "text", 5):
        for name in ("__lt__", "__le__", "__gt__", "__ge__"):
            assert getattr(value, name)(hostile) is NotImplemented
    larger = AlwaysLarger()
    answers = [compare(value, larger) for compare in (less, at_most, more, at_least)]
    assert answers == [True, True, False, False]
    with pytest.raises(TypeError):
        less(value, "text")


def less(first: object, second: object) -> object:
    """Return `first < second` of any two things."""
    return operator.lt(first, second)  # type: ignore[arg-type]  # reason: whether they have an order is the test


def at_most(first: object, second: object) -> object:
    """Return `first <= second` of any two things."""
    return operator.le(first, second)  # type: ignore[arg-type]  # reason: as above


def more(first: object, second: object) -> object:
    """Return `first > second` of any two things."""
    return operator.gt(first, second)  # type: ignore[arg-type]  # reason: as above


def at_least(first: object, second: object) -> object:
    """Return `first >= second` of any two things."""
    return operator.ge(first, second)  # type: ignore[arg-type]  # reason: as above
