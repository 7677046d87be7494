"""Clocks: from when a period runs, until when, and on whose word."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import AlwaysEqual, check_equality
from tests.schemes_fixture import every_scheme, rule_of, scheme_named

from siarchive import (
    BeyondCalendar,
    Delegation,
    End,
    FindingCode,
    Never,
    NotAvailableError,
    RetentionAnswer,
    RetentionError,
    RetentionPeriod,
    UnknownEnd,
    retention,
)
from siarchive.rules import RuleTable
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
TINY = scheme_named("tiny")

BUSINESS = "2.5"  # 催缴材料, 10 years
ACCOUNTS = "2.2.1.1"  # vouchers, 15 years
ANNUAL = "2.2.3.1"  # annual accounts, permanent
PRINTED = "7.4"  # prints no years


def ask(rule_id: str, formed: date | int, accounting_year: int | None = None) -> RetentionAnswer:
    return retention(rule_of(WUHU, rule_id), formed=formed, accounting_year=accounting_year)


class TestIntervals:
    def test_the_design_s_example(self) -> None:
        """2009, 15 years: start 2010-01-01, last day 2024-12-31, due for appraisal 2025-01-01."""
        answer = ask(ACCOUNTS, 2009)
        assert answer.start == date(2010, 1, 1)
        assert answer.last_day == date(2024, 12, 31)
        assert answer.due == date(2025, 1, 1)
        assert answer.period == RetentionPeriod(15)
        assert (answer.basis, answer.outcome) == ("as-printed", "determined")
        assert answer.rule is rule_of(WUHU, ACCOUNTS)

    @pytest.mark.parametrize(
        ("formed", "start"),
        [
            (date(2015, 1, 1), date(2016, 1, 1)),
            (date(2015, 12, 31), date(2016, 1, 1)),
            (date(2016, 2, 29), date(2017, 1, 1)),
            (2015, date(2016, 1, 1)),
        ],
    )
    def test_business_papers_start_after_the_year_of_formation(
        self, formed: date | int, start: date
    ) -> None:
        assert ask(BUSINESS, formed).start == start

    def test_accounting_papers_start_after_the_accounting_year(self) -> None:
        """Annual accounts of 2012, formed in January 2013: the two clocks differ by a year."""
        day = date(2013, 1, 20)
        assert ask(ACCOUNTS, day, 2012).start == date(2013, 1, 1)
        assert ask(ACCOUNTS, day).start == date(2014, 1, 1)
        assert ask(BUSINESS, day).start == date(2014, 1, 1)

    def test_a_missing_accounting_year_is_said(self) -> None:
        given_year = ask(ACCOUNTS, 2012, 2012)
        taken_year = ask(ACCOUNTS, 2012)
        assert given_year.due == taken_year.due
        assert len(taken_year.reasons) == len(given_year.reasons) + 1
        assert "2012" in taken_year.reasons[1].text("zh")

    def test_business_papers_follow_the_formation_date(self) -> None:
        """An accounting year does not move them."""
        assert ask(BUSINESS, 2013, 2009).start == date(2014, 1, 1)

    def test_permanent(self) -> None:
        answer = ask(ANNUAL, 2009)
        assert (answer.last_day, answer.due) == (Never(), Never())
        assert answer.start == date(2010, 1, 1)
        assert answer.outcome == "determined"

    @pytest.mark.parametrize("rule_id", [PRINTED, "8.4"])
    def test_delegated(self, rule_id: str) -> None:
        """Never a silent default: the period is unknown, and so is its end; the start is known."""
        answer = ask(rule_id, 2014)
        assert answer.period is None
        assert (answer.last_day, answer.due) == (UnknownEnd(), UnknownEnd())
        assert answer.start == date(2015, 1, 1)
        assert answer.outcome == "undetermined"
        delegation = rule_of(WUHU, rule_id).retention
        assert isinstance(delegation, Delegation)
        assert delegation.printed in answer.sentence("zh")

    def test_25_years_needs_no_code(self) -> None:
        answer = ask("2.2.2.1", 2009)
        assert (answer.period, answer.due) == (RetentionPeriod(25), date(2035, 1, 1))

    @pytest.mark.parametrize(
        ("formed", "start", "last_day", "due"),
        [
            (1, date(2, 1, 1), date(11, 12, 31), date(12, 1, 1)),
            (9988, date(9989, 1, 1), date(9998, 12, 31), date(9999, 1, 1)),
            (9989, date(9990, 1, 1), date(9999, 12, 31), BeyondCalendar()),
            (9998, date(9999, 1, 1), BeyondCalendar(), BeyondCalendar()),
            (9999, BeyondCalendar(), BeyondCalendar(), BeyondCalendar()),
            (date(9999, 12, 31), BeyondCalendar(), BeyondCalendar(), BeyondCalendar()),
        ],
    )
    def test_the_ends_of_the_calendar(
        self, formed: date | int, start: End, last_day: End, due: End
    ) -> None:
        answer = ask(BUSINESS, formed)
        assert (answer.start, answer.last_day, answer.due) == (start, last_day, due)

    @pytest.mark.parametrize("years", [1, 9999])
    def test_any_period(self, years: int) -> None:
        rule = evolve(rule_of(WUHU, BUSINESS), retention=RetentionPeriod(years))
        rows = tuple(rule if r.id == rule.id else r for r in WUHU.rules)
        answer = retention(rule, formed=1, scheme=evolve(WUHU, rules=RuleTable(rows)))
        assert answer.due == (date(3, 1, 1) if years == 1 else BeyondCalendar())

    def test_a_moment_of_a_day_is_that_day(self) -> None:
        """`datetime` is a `date` to Python, and formation is a day."""
        moment = datetime(2013, 12, 31, 23, 59)  # noqa: DTZ001  (reason: a day has no zone)
        assert ask(BUSINESS, moment).due == ask(BUSINESS, date(2013, 12, 31)).due


class TestReasons:
    @given(data=st.data())
    @every_scheme
    def test_both_languages_name_the_dates(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        question = data.draw(strategies.retention_questions(scheme))
        answer = retention(
            question.rule,
            formed=question.formed,
            accounting_year=question.accounting_year,
            scheme=scheme,
        )
        for lang in ("zh", "en"):
            sentence = answer.sentence(lang)
            assert question.rule.id in sentence
            assert str(question.base_year) in sentence
            for end in (answer.start, answer.due):
                if isinstance(end, date) and isinstance(answer.due, date):
                    assert end.isoformat() in sentence
            assert "\n" not in sentence

    def test_sources(self) -> None:
        first, second, third = ask(BUSINESS, 2009).reasons
        assert first.source == rule_of(WUHU, BUSINESS).source
        assert second.source is not None
        assert second.source.document.id == "order-3"
        assert third.source is None
        assert "第177行" in first.text("zh")
        assert "line 177" in first.text("en")
        accounts = [r.source.document.id for r in ask(ACCOUNTS, 2009).reasons if r.source]
        assert accounts == ["wuhu", "accounting-measure-1998"]

    def test_a_minimum_never_a_licence(self) -> None:
        """The end of a period means due for appraisal, never anything more."""
        answer = ask(BUSINESS, 2009)
        assert "鉴定" in answer.sentence("zh")
        assert "appraisal" in answer.sentence("en")
        assert "销毁" not in answer.sentence("zh")
        assert "destr" not in answer.sentence("en")


class TestBadQuestions:
    @staticmethod
    def field(**changes: object) -> str | None:
        parts: dict[str, object] = {"rule": rule_of(WUHU, ACCOUNTS), "formed": 2009, **changes}
        rule = parts.pop("rule")
        with pytest.raises(RetentionError) as caught:
            retention(rule, **parts)  # type: ignore[arg-type]  # reason: wrong parts are the test
        (found,) = caught.value.findings
        assert found.code is FindingCode.BAD_QUESTION
        assert found.message("zh")
        assert found.message("en")
        return found.field

    @pytest.mark.parametrize("rule", [None, ACCOUNTS, 5, AlwaysEqual()])
    def test_not_a_rule(self, rule: object) -> None:
        assert self.field(rule=rule) == "rule"

    def test_a_rule_of_another_scheme(self) -> None:
        assert self.field(rule=rule_of(TINY, "1.1")) == "rule"
        assert self.field(scheme=TINY) == "rule"

    @pytest.mark.parametrize(
        "formed", [None, "2009", "2009-05-02", 2009.0, True, 0, -1, 10_000, 10**30]
    )
    def test_formed(self, formed: object) -> None:
        assert self.field(formed=formed) == "formed"

    @pytest.mark.parametrize(
        "year", ["2009", 2009.0, True, 0, -1, 10_000, date(2009, 1, 1), AlwaysEqual()]
    )
    def test_accounting_year(self, year: object) -> None:
        assert self.field(accounting_year=year) == "accounting_year"

    @pytest.mark.parametrize("year", ["2009", 0, True])
    def test_accounting_year_of_a_business_paper(self, year: object) -> None:
        """Not used, but a question that cannot be meant is not passed over."""
        assert self.field(rule=rule_of(WUHU, BUSINESS), accounting_year=year) == "accounting_year"

    @pytest.mark.parametrize("day", ["2009-05-02", 2009, True, AlwaysEqual()])
    def test_decided_on(self, day: object) -> None:
        assert self.field(decided_on=day) == "decided_on"

    @pytest.mark.parametrize("basis", ["printed", "", None, "IN-FORCE", True])
    def test_basis(self, basis: object) -> None:
        assert self.field(basis=basis) == "basis"

    def test_in_force_is_not_answered_yet(self) -> None:
        """Honestly refused, not answered as printed."""
        with pytest.raises(NotAvailableError) as caught:
            retention(
                rule_of(WUHU, ACCOUNTS),
                formed=2009,
                decided_on=date(2026, 11, 23),
                basis="in-force",
            )
        assert [(f.code, f.field) for f in caught.value.findings] == [
            (FindingCode.NOT_YET_AVAILABLE, "basis")
        ]


class TestEnds:
    def test_four_different_things(self) -> None:
        ends = {date(2025, 1, 1), Never(), UnknownEnd(), BeyondCalendar()}
        assert len(ends) == 4
        assert None not in ends
        assert {Never(), UnknownEnd(), BeyondCalendar()} < ends

    @pytest.mark.parametrize("end", [Never(), UnknownEnd(), BeyondCalendar()], ids=repr)
    def test_hostile_comparands(self, end: object) -> None:
        check_equality(end)
        assert str(end)

    def test_answers(self) -> None:
        check_equality(ask(BUSINESS, 2009))
        check_equality(ask(BUSINESS, 2009).reasons[0])
        assert ask(BUSINESS, 2009) == ask(BUSINESS, 2009)
        assert ask(BUSINESS, 2009) != ask(BUSINESS, 2010)
