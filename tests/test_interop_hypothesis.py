"""Hypothesis knows siarchive's types by its entry point; siarchive does not import Hypothesis."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from datetime import date
from enum import Enum
from importlib.metadata import entry_points
from typing import TypeVar

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.schemes_fixture import scheme_named

import siarchive
from siarchive import (
    ArchiveNumber,
    BeyondCalendar,
    Category,
    CategoryCode,
    CheckedRow,
    Columns,
    Finding,
    Never,
    RecordTypeError,
    Repair,
    RetentionAnswer,
    RetentionCode,
    RetentionPeriod,
    Rule,
    RuleTable,
    Scheme,
    Severity,
    Span,
    UnknownEnd,
    Volume,
)
from siarchive.interop import hypothesis as hook
from siarchive.testing.strategies import _BY_TYPE, classifications, strategy_of

PUBLIC = [
    value
    for name in siarchive.__all__
    if inspect.isclass(value := getattr(siarchive, name)) and not issubclass(value, Exception)
]
VALUES = [kind for kind in PUBLIC if not issubclass(kind, Enum)]


T = TypeVar("T")


def drawn(strategy: st.SearchStrategy[T], most: int = 200) -> list[T]:
    """Return what a strategy draws first, always the same."""
    found: list[T] = []

    @settings(max_examples=most, phases=[Phase.generate], derandomize=True, deadline=None)
    @given(strategy)
    def draw(value: T) -> None:
        found.append(value)

    draw()
    return found


def fresh(code: str, **environment: str) -> str:
    """Return what a new interpreter prints that runs ``code``."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


def test_every_public_value_is_registered() -> None:
    """Strategies grow with features: a new public type must be drawable."""
    assert sorted(hook.TYPES) == sorted(kind.__name__ for kind in VALUES)
    assert set(_BY_TYPE) == set(VALUES)


@pytest.mark.parametrize("kind", PUBLIC)
def test_from_type_draws_the_type(kind: type[object]) -> None:
    """Of the type itself, not a stand-in."""
    assert {type(value) for value in drawn(st.from_type(kind), 3)} == {kind}


def test_the_entry_point_is_installed() -> None:
    (entry,) = (e for e in entry_points(group="hypothesis") if e.name == "siarchive")
    assert entry.load() is hook.register


def test_a_plain_program_needs_no_import_of_testing() -> None:
    """Importing hypothesis registers; strategies are only made when one is asked for."""
    code = """
import sys
import hypothesis
assert "siarchive.interop.hypothesis" in sys.modules
assert "siarchive.testing" not in sys.modules and "cattrs" not in sys.modules
import siarchive
@hypothesis.settings(database=None, max_examples=5)
@hypothesis.given(...)
def test(number: siarchive.ArchiveNumber, code: siarchive.CategoryCode):
    assert siarchive.parse(str(number)) == number
    assert siarchive.load_scheme("wuhu").categories_of(code)
    print("ran")
test()
"""
    assert set(fresh(code).split()) == {"ran"}


def test_it_can_be_turned_off() -> None:
    code = "import sys, hypothesis; print('siarchive' in sys.modules)"
    assert fresh(code, HYPOTHESIS_NO_PLUGINS="1") == "False"


def test_siarchive_does_not_import_hypothesis() -> None:
    code = "siarchive.parse; siarchive.interop.hypothesis; print('hypothesis' in sys.modules)"
    assert fresh(f"import sys, siarchive.interop.hypothesis; {code}") == "False"


@given(st.from_type(ArchiveNumber))
def test_numbers_are_the_schemes(number: ArchiveNumber) -> None:
    """parse(format(n)) == n for every number whose codes are the scheme's."""
    assert siarchive.parse(siarchive.format(number)) == number


@given(
    st.from_type(CategoryCode),
    st.from_type(RetentionCode),
    st.from_type(RetentionPeriod),
    st.from_type(Category),
    st.from_type(Rule),
    st.from_type(Volume),
)
def test_parts_are_the_schemes(
    code: CategoryCode,
    letter: RetentionCode,
    period: RetentionPeriod,
    category: Category,
    rule: Rule,
    volume: Volume,
) -> None:
    scheme = siarchive.load_scheme("wuhu")
    assert code.text in {str(c.code) for c in scheme.categories}
    assert letter.text in set("YHCDEFG")
    assert scheme.has_code(period) or period == RetentionPeriod(25)
    assert category in scheme.categories
    assert rule in scheme.rules
    assert volume.category in scheme.categories


@given(st.from_type(Finding), st.from_type(Span))
def test_findings_are_real(found: Finding, span: Span) -> None:
    """A finding has a sentence in both languages, and its span is half-open and not negative."""
    assert found.message("zh") != found.message("en") != ""
    assert found.severity is siarchive.finding_table()[found.code].severity
    for place in (span, found.span or span):
        assert 0 <= place.start <= place.end


@given(st.from_type(CheckedRow), st.from_type(Repair), st.from_type(Columns))
def test_rows_and_readings_agree_with_themselves(
    row: CheckedRow, reading: Repair, columns: Columns
) -> None:
    assert (row.number is None) == (row.text is None)
    assert "档号" in row.cells
    errors = [f for f in reading.findings if f.severity is Severity.ERROR]
    assert (reading.number is None) == bool(errors)
    names = list(columns.named().values())
    assert len(set(names)) == len(names)


def test_answers_of_every_kind_are_drawn() -> None:
    """What can happen is drawn: texts read, mended and refused, periods known, endless, unknown."""
    readings = drawn(st.from_type(Repair))
    assert any(reading.number is None for reading in readings)
    assert any(reading.last_page is not None for reading in readings)
    assert any(not reading.findings for reading in readings)
    ends = [answer.due for answer in drawn(st.from_type(RetentionAnswer))]
    assert {type(end) for end in ends} == {date, Never, UnknownEnd, BeyondCalendar}
    found = drawn(st.from_type(Finding))
    assert {f.severity for f in found} == set(Severity)


def test_outcomes() -> None:
    """`classify` returns one of four types: each alone, and all together."""
    wuhu = scheme_named("wuhu")
    outcomes = {answer.outcome for answer in drawn(classifications(wuhu))}
    assert outcomes == {"decided", "period-decided", "ambiguous", "undetermined"}
    for outcome in outcomes:
        assert {answer.outcome for answer in drawn(classifications(wuhu, outcome))} == {outcome}


@given(st.data())
def test_another_scheme(data: st.DataObject) -> None:
    tiny = scheme_named("tiny")
    number = data.draw(strategy_of(ArchiveNumber, tiny))
    assert siarchive.parse(siarchive.format(number, scheme=tiny), scheme=tiny) == number
    assert data.draw(strategy_of(Scheme, tiny)) is tiny
    assert data.draw(strategy_of(Rule, tiny)) in tiny.rules


def test_no_strategy_for_what_is_not_ours() -> None:
    with pytest.raises(RecordTypeError) as caught:
        strategy_of(int, scheme_named("tiny"))
    assert [f.field for f in caught.value.findings] == ["kind"]


def test_an_outcome_that_a_scheme_never_gives() -> None:
    """With one rule there is nothing to tie: nothing is drawn, and nothing fails."""
    tiny = scheme_named("tiny")
    alone = evolve(tiny, rules=RuleTable(tiny.rules.rows[:1]))
    assert classifications(alone, "period-decided").is_empty
    assert not classifications(alone, "decided").is_empty
