"""What a type checker must know of answers that come in several types.

Type-checked, never run. A line with ``type: ignore`` must be an error, and of that kind; every
other line must be none. ``test_typing.py`` looks at both.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, assert_never, assert_type

import siarchive
from siarchive import (
    Ambiguous,
    BeyondCalendar,
    Candidate,
    Classification,
    Decided,
    Delegation,
    Never,
    PeriodDecided,
    RetentionAnswer,
    RetentionPeriod,
    Rule,
    Undetermined,
    UnknownEnd,
)


def by_outcome(title: str) -> Rule | RetentionPeriod | None:
    """`classify` narrows on its outcome."""
    answer = siarchive.classify(title, year=2015)
    assert_type(answer, Classification)
    assert_type(answer.candidates, tuple[Candidate, ...])
    assert_type(answer.outcome, Literal["decided", "period-decided", "ambiguous", "undetermined"])
    if answer.outcome == "decided":
        assert_type(answer, Decided)
        return answer.rule
    if answer.outcome == "period-decided":
        assert_type(answer, PeriodDecided)
        answer.rule  # type: ignore[attr-defined]  # noqa: B018  (reason: a tie has no rule)
        return answer.period
    if answer.outcome == "ambiguous":
        assert_type(answer, Ambiguous)
        answer.period  # type: ignore[attr-defined]  # noqa: B018  (reason: nor a period)
        return None
    assert_type(answer, Undetermined)
    return None


def by_match(answer: Classification) -> str:
    """Every outcome is one of four, and a checker sees when one is forgotten."""
    match answer:
        case Decided():
            return answer.rule.id
        case PeriodDecided():
            return str(answer.period)
        case Ambiguous() | Undetermined():
            return ""
        case _:
            assert_never(answer)


def forgotten(answer: Classification) -> str:
    """One outcome is left out."""
    match answer:
        case Decided() | PeriodDecided() | Ambiguous():
            return ""
        case _:
            assert_never(answer)  # type: ignore[arg-type]  # reason: undetermined is left


def an_outcome_that_does_not_exist(answer: Classification) -> bool:
    """A slip in the word is seen."""
    return answer.outcome == "undecided"  # type: ignore[comparison-overlap]  # reason: no outcome


def without_narrowing(title: str) -> None:
    """A rule is there only where one was decided."""
    answer = siarchive.classify(title)
    answer.rule  # type: ignore[union-attr]  # noqa: B018  (reason: only one type has it)
    answer.outcome = "decided"  # type: ignore[misc]  # reason: frozen


def ends(rule: Rule) -> date | None:
    """An end is a date or one of three other things; `None` is none of them."""
    answer = siarchive.retention(rule, formed=date(2013, 5, 2))
    assert_type(answer, RetentionAnswer)
    assert_type(answer.start, date | BeyondCalendar)
    assert_type(answer.due, date | Never | UnknownEnd | BeyondCalendar)
    assert_type(answer.period, RetentionPeriod | None)
    assert_type(answer.outcome, Literal["determined", "undetermined"])
    late: bool = answer.due < date(2026, 11, 23)  # type: ignore[operator]  # reason: it may be no date
    del late
    match answer.due:
        case date():
            return answer.due
        case Never() | UnknownEnd() | BeyondCalendar():
            return None
        case _:
            assert_never(answer.due)


def retentions(rule: Rule) -> str:
    """A rule prints a period or delegates it."""
    rule.retention.years  # type: ignore[union-attr]  # noqa: B018  (reason: a delegation has none)
    if isinstance(rule.retention, Delegation):
        return rule.retention.printed
    assert_type(rule.retention, RetentionPeriod)
    return str(rule.retention)


def questions(rule: Rule) -> None:
    """A basis is one of two words, and dates are dates."""
    siarchive.retention(rule, formed=2013)
    siarchive.retention(rule, formed=2013, basis="as-printed")
    siarchive.retention(rule, 2013)  # type: ignore[call-arg]  # reason: a keyword
    siarchive.retention(rule)  # type: ignore[call-arg]  # reason: formed is needed
    siarchive.retention(rule, formed="2013")  # type: ignore[arg-type]  # reason: no date, no year
    siarchive.retention(rule, formed=2013, basis="printed")  # type: ignore[arg-type]  # reason: no basis
    siarchive.retention("1.1", formed=2013)  # type: ignore[arg-type]  # reason: an id is no rule
