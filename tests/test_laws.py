"""The laws of the design, each quoted by the class that tests it.

Laws 1 to 8 and 10 are properties of every scheme in the tests; law 11 is a table. Law 9 speaks of
catalogues and columns and is tested with them.
"""

from __future__ import annotations

import copy
import multiprocessing
import pickle
import tracemalloc
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from enum import Enum
from itertools import pairwise

import pytest
from attrs import evolve, frozen
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.schemes_fixture import (
    NAMES,
    TESTS,
    TINY,
    category_of,
    every_scheme,
    fonds_of,
    is_canonical,
    rule_of,
    scheme_named,
    written,
)

import siarchive
from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    BeyondCalendar,
    CategoryCode,
    Finding,
    FindingCode,
    Item,
    Never,
    NoCodeError,
    RetentionAnswer,
    RetentionCode,
    RetentionPeriod,
    Scheme,
    Severity,
    SiarchiveError,
    Span,
    UnknownEnd,
    Volume,
    finding_table,
    load_scheme,
    parse,
    repair,
    resolve,
    retention,
    validate,
)
from siarchive import format as write
from siarchive.interop.json import from_json
from siarchive.resolution import EvidenceKind
from siarchive.rules import Clock, RuleTable
from siarchive.testing import strategies
from siarchive.validation import Validatable

WUHU = load_scheme("wuhu")
PLAIN = "2009-GL-参保单位登记材料-1-50-Y"


def codes(findings: Iterable[Finding]) -> list[FindingCode]:
    return [f.code for f in findings]


def sharing(scheme: Scheme) -> list[tuple[siarchive.Category, ...]]:
    """Return the groups of categories that print one code."""
    by_code: dict[str, list[siarchive.Category]] = {}
    for category in scheme.categories:
        if category.code is not None:
            by_code.setdefault(str(category.code), []).append(category)
    return [tuple(group) for group in by_code.values() if len(group) > 1]


def accepted(text: str, scheme: Scheme) -> ArchiveNumber | None:
    """Return the number, or nothing; any other error than ours is let through."""
    try:
        return parse(text, scheme=scheme)
    except ArchiveNumberError:
        return None


@every_scheme
class TestLaw1:
    """Law 1: what is written can be read.

    `parse(format(n)) == n` for every number whose codes are the scheme's, including stages
    with `-`, digits, `/`.
    """

    @given(data=st.data())
    def test_round_trip(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        number = data.draw(strategies.archive_numbers(scheme))
        assert parse(write(number, scheme=scheme), scheme=scheme) == number

    @given(data=st.data())
    def test_the_text_is_what_the_scheme_s_data_say(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        number = data.draw(strategies.archive_numbers(scheme))
        assert write(number, scheme=scheme) == written(number, scheme)

    @pytest.mark.parametrize(
        "stage", ["甲-乙", "甲--1", "1-50", "2009-第3季度", "月/季", "甲.乙/丙-丁", "123", "1/1"]
    )
    def test_stages_with_separators_and_digits(self, name: str, stage: str) -> None:
        scheme = scheme_named(name)
        code = next(c.code for c in scheme.categories if c.code)
        letter = scheme.retention_codes[0].code
        number = ArchiveNumber(2011, code, stage, 12, 345, letter, fonds_of(scheme))
        assert parse(written(number, scheme), scheme=scheme) == number


@every_scheme
class TestLaw2:
    """Law 2: writing undoes reading, and mending ends.

    `format(parse(s)) == s` for every `s` that `parse` accepts. `repair(s).number ==
    parse(s)` where `parse` accepts, with no findings; `repair(format(repair(s).number))`
    mends nothing.
    """

    @given(data=st.data())
    def test_format_undoes_parse(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        text = data.draw(strategies.canonical_texts(scheme))
        assert write(parse(text, scheme=scheme), scheme=scheme) == text

    @given(data=st.data())
    def test_repair_agrees_with_parse(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        known = data.draw(strategies.written_numbers(scheme))
        answer = repair(known.text, scheme=scheme)
        assert answer.number == known.number
        assert answer.last_page is None
        assert answer.findings == ()
        assert answer.text == known.text

    @given(data=st.data())
    def test_repair_leaves_nothing_to_mend(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        slip = data.draw(strategies.untidy(scheme))
        mended = repair(slip.text, scheme=scheme).number
        assert mended == slip.number
        again = repair(write(mended, scheme=scheme), scheme=scheme)
        assert (again.number, again.findings) == (mended, ())

    @given(data=st.data())
    def test_whatever_is_accepted_is_canonical(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        text = data.draw(spoilt(scheme))
        number = accepted(text, scheme)
        assert (number is not None) == is_canonical(text, name)
        if number is not None:
            assert written(number, scheme) == text

    @given(data=st.data())
    def test_whatever_is_mended_is_canonical_then(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        answer = repair(data.draw(spoilt(scheme)), scheme=scheme)
        assume(answer.number is not None)
        assert answer.number is not None
        text = write(answer.number, scheme=scheme)
        assert is_canonical(text, name)
        assert (text == answer.text) == (answer.findings == ())


def spoilt(scheme: Scheme) -> st.SearchStrategy[str]:
    """Return canonical texts in which a few characters were put, taken away or exchanged."""
    separator = scheme.number_format.separator
    signs = st.sampled_from(
        [separator, "-", "0", "1", "9", "A", "甲", " ", "\n", "~", "年", "", ""]
    )

    @st.composite
    def made(draw: st.DrawFn) -> str:
        text = draw(strategies.canonical_texts(scheme))
        for _ in range(draw(st.integers(0, 3))):
            place = draw(st.integers(0, len(text)))
            text = text[:place] + draw(signs) + text[place + draw(st.integers(0, 1)) :]
        return text

    return made()


def any_text(scheme: Scheme) -> st.SearchStrategy[str]:
    """Return text of every kind: noise, with separators, near numbers, and lone surrogates."""
    separator = scheme.number_format.separator
    noise = st.text(st.characters(categories=None), max_size=40)
    return st.one_of(
        noise,
        st.lists(noise, min_size=5, max_size=9).map(separator.join),
        strategies.near_misses(scheme).map(lambda miss: miss.text),
        strategies.untidy(scheme).map(lambda slip: slip.text),
        spoilt(scheme),
        st.text("0123456789-—~至年第卷页 \u00ad/.", max_size=60),
    )


@every_scheme
class TestLaw3:
    """Law 3: any text has an answer.

    On any text, `parse` returns or raises `ArchiveNumberError`; `repair` returns. Time is
    linear in the length; length is bounded first.
    """

    @given(data=st.data())
    def test_parse_returns_or_raises_our_error(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        text = data.draw(any_text(scheme))
        number = accepted(text, scheme)
        if number is not None:
            assert written(number, scheme) == text
            return
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text, scheme=scheme)
        assert caught.value.findings
        assert caught.value.text == text
        check_findings(caught.value.findings, text)
        assert all(f.severity is Severity.ERROR for f in caught.value.findings)

    @given(data=st.data())
    def test_repair_returns(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        text = data.draw(any_text(scheme))
        answer = repair(text, scheme=scheme)
        errors = [f for f in answer.findings if f.severity is Severity.ERROR]
        assert bool(errors) == (answer.number is None)
        assert answer.text == text
        check_findings(answer.findings, text)

    @pytest.mark.parametrize("length", [1001, 2001, 100_000])
    def test_parse_bounds_the_length(self, name: str, length: int) -> None:
        scheme = scheme_named(name)
        text = scheme.number_format.separator * length
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text, scheme=scheme)
        assert codes(caught.value.findings) == [FindingCode.TOO_LONG]
        assert caught.value.findings[0].span == (0, length)

    @pytest.mark.parametrize("length", [2001, 100_000])
    def test_repair_bounds_the_length(self, name: str, length: int) -> None:
        scheme = scheme_named(name)
        answer = repair(scheme.number_format.separator * length, scheme=scheme)
        assert codes(answer.findings) == [FindingCode.TOO_LONG]
        assert answer.findings[0].span == (0, length)

    def test_length_comes_before_any_work(self, name: str) -> None:
        """A million separators must not become a million parts."""
        scheme = scheme_named(name)
        text = scheme.number_format.separator * 1_000_000
        accepted("", scheme)  # tables are read on first use
        tracemalloc.start()
        try:
            assert accepted(text, scheme) is None
            assert repair(text, scheme=scheme).number is None
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 500_000


def check_findings(findings: Iterable[Finding], text: str) -> None:
    """Check what holds of every finding about a text."""
    for found in findings:
        if found.span is not None:
            start, end = found.span
            assert 0 <= start <= end <= len(text)
            if found.suggestion is not None:
                assert found.suggestion != text[start:end], "replaces a text by itself"
        for lang in ("zh", "en"):
            assert found.message(lang)
        assert found.severity is finding_table()[found.code].severity


@every_scheme
class TestLaw4:
    """Law 4: a number with something added is no number.

    Any text added before or after a canonical number is not accepted by `parse`, unless the
    whole is itself canonical.
    """

    @given(data=st.data())
    def test_added_text(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        text = data.draw(strategies.canonical_texts(scheme))
        separator = scheme.number_format.separator
        more = st.one_of(
            st.text("0123456789ABYabyz甲年 \n\t!" + separator, min_size=1, max_size=9),
            st.sampled_from(["\n", " ", "\u3000", "\r\n", separator, "A" + separator, "0", "Y"]),
            strategies.canonical_texts(scheme),
            strategies.canonical_texts(scheme).map(lambda t: separator + t),
            strategies.canonical_texts(scheme).map(lambda t: t + separator),
        )
        before = data.draw(st.just("") | more)
        after = data.draw(more) if not before else data.draw(st.just("") | more)
        whole = before + text + after
        assume(len(whole) <= 1000)
        assert (accepted(whole, scheme) is not None) == is_canonical(whole, name)

    @given(data=st.data())
    def test_near_misses_are_refused(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        miss = data.draw(strategies.near_misses(scheme))
        assert accepted(miss.text, scheme) is None, miss.why


class TestLaw4Example:
    """Law 4, read against a trap: `$` matches before a last line feed."""

    @pytest.mark.parametrize("added", ["\n", "\r", "\x00", " ", "\u200b", "-", "Y", "1"])
    @pytest.mark.parametrize("name", NAMES)
    def test_one_character_after(self, name: str, added: str) -> None:
        scheme = scheme_named(name)
        number = ArchiveNumber(
            2011,
            next(c.code for c in scheme.categories if c.code),
            "甲",
            123,
            4567,
            scheme.retention_codes[0].code,
            fonds_of(scheme),
        )
        text = written(number, scheme)
        assert accepted(text, scheme) == number
        longer = text + added
        assert (accepted(longer, scheme) is not None) == is_canonical(longer, name)


class TestLaw5:
    """Law 5: a shared code is decided by the stage, or left open.

    `SY`: for each rule title of 失业 or 生育 (accounting lines apart) resolution gives exactly
    that category; a stage that names neither insurance leaves both, and the evidence says
    so.
    """

    @pytest.mark.parametrize(
        ("name", "rule_id"),
        [
            (name, rule.id)
            for name in ("wuhu", "tiny")
            for group in sharing(scheme_named(name))
            for category in group
            for rule in scheme_named(name).rules
            if rule.category == category and rule.clock is Clock.BUSINESS
        ],
    )
    def test_each_title_decides(self, name: str, rule_id: str) -> None:
        scheme = scheme_named(name)
        rule = rule_of(scheme, rule_id)
        code = rule.category.code
        assert code is not None
        number = ArchiveNumber(2012, code, rule.title, 1, 1, scheme.retention_codes[0].code)
        answer = resolve(number, scheme=scheme)
        assert answer.category == rule.category
        assert answer.candidates == (rule.category,)
        exact = [e for e in answer.evidence if e.kind is EvidenceKind.EXACT_TITLE]
        assert [(e.category, e.rule, e.words) for e in exact] == [(rule.category, rule, rule.title)]

    def test_there_are_such_titles(self) -> None:
        """Six of 失业 and five of 生育 in Wuhu; accounting lines and their heading apart."""
        five, seven = sharing(WUHU)[0]
        titles = [r for r in WUHU.rules if r.clock is Clock.BUSINESS]
        assert len([r for r in titles if r.category == five]) == 6
        assert len([r for r in titles if r.category == seven]) == 5

    @every_scheme
    @given(data=st.data())
    def test_a_stage_that_names_none_leaves_all(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        for group in sharing(scheme):
            stage = data.draw(strategies.stages(scheme))
            key = "".join(unicodedata.normalize("NFKC", stage).split())
            words = [w for category in group for w in category.insurance_words]
            assume(not any(word in key for word in words))
            assume(all(key not in rule.title for rule in scheme.rules))
            code = group[0].code
            assert code is not None
            number = ArchiveNumber(2012, code, stage, 1, 1, scheme.retention_codes[0].code)
            answer = resolve(number, scheme=scheme)
            assert answer.category is None
            assert answer.candidates == group
            assert [e.kind for e in answer.evidence] == [EvidenceKind.NOTHING]

    @pytest.mark.parametrize(
        ("name", "stage"), [("wuhu", "总账"), ("wuhu", "会计年报"), ("tiny", "现金账")]
    )
    def test_account_lines_leave_all(self, name: str, stage: str) -> None:
        scheme = scheme_named(name)
        group = sharing(scheme)[0]
        code = group[0].code
        assert code is not None
        answer = resolve(
            ArchiveNumber(2012, code, stage, 1, 1, scheme.retention_codes[0].code), scheme=scheme
        )
        assert answer.category is None
        assert answer.candidates == group
        assert {e.category for e in answer.evidence} == set(group)


@every_scheme
class TestLaw6:
    """Law 6: one number on two categories is a collision.

    Two volumes of different categories whose printed numbers are equal are reported as a
    collision, never as a duplicate, and never silently merged.
    """

    @staticmethod
    def across(findings: Iterable[Finding]) -> list[FindingCode]:
        wanted = {FindingCode.COLLISION, FindingCode.DUPLICATE_NUMBER}
        return sorted(f.code for f in findings if f.code in wanted)

    @given(data=st.data())
    def test_volumes(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        first, second = data.draw(st.sampled_from(sharing(scheme)))[:2]
        volume = evolve(
            data.draw(strategies.volumes(scheme)),
            category=first,
            retention=data.draw(st.sampled_from([c.period for c in scheme.retention_codes])),
            page_count=data.draw(strategies.counts((1, 20_000))),
            items=(),
        )
        other = evolve(volume, category=second, title="another")
        collision, duplicate = [FindingCode.COLLISION], [FindingCode.DUPLICATE_NUMBER]
        assert self.across(validate([volume, other], scheme=scheme)) == collision
        assert self.across(validate([other, volume], scheme=scheme)) == collision
        assert self.across(validate([volume, evolve(volume)], scheme=scheme)) == duplicate
        all_three = validate([volume, other, volume], scheme=scheme)
        assert self.across(all_three) == collision + duplicate
        apart = evolve(other, number=other.number % 5000 + 1)
        assert self.across(validate([volume, apart], scheme=scheme)) == []

    def test_the_finding_names_the_number_and_the_categories(self, name: str) -> None:
        scheme = scheme_named(name)
        first, second = sharing(scheme)[0]
        coded = scheme.retention_codes[0]
        fonds = fonds_of(scheme)
        volume = Volume(first, 2012, "甲", 1, coded.period, fonds, page_count=20)
        found = [
            f
            for f in validate([volume, evolve(volume, category=second)], scheme=scheme)
            if f.code is FindingCode.COLLISION
        ]
        assert first.code is not None
        text = written(ArchiveNumber(2012, first.code, "甲", 1, 20, coded.code, fonds), scheme)
        titles = f"{first.title}, {second.title}"
        assert [f.params for f in found] == [
            {"number": text, "categories": titles, "places": "1, 2"}
        ]
        assert [(f.field, f.severity) for f in found] == [("number", Severity.ERROR)]

    def test_an_undecided_number_beside_a_volume(self, name: str) -> None:
        """One printed number on two records is never passed over, decided or not."""
        scheme = scheme_named(name)
        first, _ = sharing(scheme)[0]
        coded = scheme.retention_codes[0]
        assert first.code is not None
        fonds = fonds_of(scheme)
        number = ArchiveNumber(2012, first.code, "总账", 1, 20, coded.code, fonds)
        volume = Volume(first, 2012, "总账", 1, coded.period, fonds, page_count=20)
        assert resolve(number, scheme=scheme).category is None
        assert self.across(validate([number, volume], scheme=scheme)) != []
        assert self.across(validate([number, number, volume], scheme=scheme)) != []

    def test_an_item_is_no_double_of_its_volume(self, name: str) -> None:
        """The slot for pages is one: a volume of 20 pages and its item on page 20 print alike."""
        scheme = scheme_named(name)
        category = next(c for c in scheme.categories if c.code)
        period = scheme.retention_codes[0].period
        items = (Item(1, "甲", first_page=20), Item(2, "乙", first_page=20))
        volume = Volume(
            category, 2012, "甲", 1, period, fonds_of(scheme), page_count=20, items=items[:1]
        )
        assert self.across(validate([volume, *volume.contents()], scheme=scheme)) == []
        two = evolve(volume, items=items)
        doubled = [
            f.params["places"]
            for f in validate([two, *two.contents()], scheme=scheme)
            if f.code is FindingCode.DUPLICATE_NUMBER
        ]
        assert doubled == ["2, 3"]


class TestLaw7:
    """Law 7: codes and periods go there and back.

    `period_of(code_for(p)) == p` for every period that has a code; 25 years has none as
    printed and says so.
    """

    @pytest.mark.parametrize("name", NAMES)
    @given(data=st.data())
    def test_there_and_back(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        period = data.draw(strategies.periods(scheme) | strategies.periods())
        listed = {c.period: c.code for c in scheme.retention_codes}
        assert scheme.has_code(period) == (period in listed)
        if period in listed:
            assert scheme.code_for(period) == listed[period]
            assert scheme.period_of(scheme.code_for(period)) == period
        else:
            with pytest.raises(NoCodeError) as caught:
                scheme.code_for(period)
            assert codes(caught.value.findings) == [FindingCode.NO_CODE_FOR_PERIOD]

    def test_25_years(self) -> None:
        with pytest.raises(NoCodeError) as caught:
            WUHU.code_for(RetentionPeriod(25))
        (found,) = caught.value.findings
        assert found.code is FindingCode.NO_CODE_FOR_PERIOD
        assert found.params["period"] == "25年"
        assert found.params["rules"] == "2.2.2.1, 3.4.2.1, 4.5.2.1, 5.5.2.1, 6.7.2.1"
        # it says both: no letter as printed, and the letter of what is in force
        assert "30" in str(found.params["reason_zh"])
        assert "D" in str(found.params["reason_zh"])

    def test_a_letter_the_scheme_lacks(self) -> None:
        with pytest.raises(NoCodeError) as caught:
            WUHU.period_of(RetentionCode("B"))
        assert codes(caught.value.findings) == [FindingCode.UNKNOWN_RETENTION]


def end_key(end: siarchive.End) -> tuple[int, date]:
    """Return where an end stands on the line of time; unknown ends have no place."""
    if isinstance(end, BeyondCalendar):
        return (1, date.max)
    if isinstance(end, Never):
        return (2, date.max)
    assert not isinstance(end, UnknownEnd)
    return (0, end)


@every_scheme
class TestLaw8:
    """Law 8: retention runs by years.

    Retention: `start` is always a 1 January, or `BeyondCalendar`; `due` is start plus the
    period's years; nothing depends on 29 February; a longer period never ends earlier; past
    9999-12-31 the end is `BeyondCalendar`.
    """

    def ask(self, scheme: Scheme, question: strategies.RetentionQuestion) -> RetentionAnswer:
        return retention(
            question.rule,
            formed=question.formed,
            accounting_year=question.accounting_year,
            scheme=scheme,
        )

    @given(data=st.data())
    def test_start_and_due(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        question = data.draw(strategies.retention_questions(scheme))
        answer = self.ask(scheme, question)
        first = question.base_year + 1
        if first > 9999:
            assert answer.start == BeyondCalendar()
        else:
            assert answer.start == date(first, 1, 1)
        period = question.rule.period
        assert answer.period == period
        if period is None:
            assert (answer.last_day, answer.due) == (UnknownEnd(), UnknownEnd())
            assert answer.outcome == "undetermined"
        elif period.is_permanent:
            assert (answer.last_day, answer.due) == (Never(), Never())
        else:
            due = first + (period.years or 0)
            assert answer.due == (date(due, 1, 1) if due <= 9999 else BeyondCalendar())
            last = due - 1
            assert answer.last_day == (date(last, 12, 31) if last <= 9999 else BeyondCalendar())

    @given(data=st.data())
    def test_every_step_has_its_reason(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        question = data.draw(strategies.retention_questions(scheme))
        answer = self.ask(scheme, question)
        sources = [r.source for r in answer.reasons if r.source is not None]
        assert sources == [question.rule.source, scheme.retention_start[question.rule.clock]]
        assert answer.sentence("zh")
        assert answer.sentence("en")

    @given(data=st.data())
    def test_29_february(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        rule = data.draw(strategies.rules(scheme))
        year = data.draw(st.sampled_from([4, 1996, 2000, 2012, 2024, 9996]))
        days = [date(year, 1, 1), date(year, 2, 28), date(year, 2, 29), date(year, 3, 1)]
        answers = [retention(rule, formed=day, scheme=scheme) for day in days]
        assert len({(a.period, a.start, a.last_day, a.due) for a in answers}) == 1
        after = retention(rule, formed=date(year + 1, 2, 28), scheme=scheme)
        assert end_key(after.start)[1].year - end_key(answers[0].start)[1].year == 1

    @given(data=st.data())
    def test_longer_never_ends_earlier(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        question = data.draw(strategies.retention_questions(scheme))
        drawn = sorted(data.draw(st.lists(strategies.periods(), min_size=2, max_size=5)))
        ends = []
        for period in drawn:
            rule = evolve(question.rule, retention=period)
            rows = tuple(rule if r.id == rule.id else r for r in scheme.rules)
            changed = evolve(scheme, rules=RuleTable(rows))
            answer = self.ask(changed, evolve(question, rule=rule))
            assert answer.period == period
            ends.append((end_key(answer.last_day), end_key(answer.due)))
        for (last, due), (longer_last, longer_due) in pairwise(ends):
            assert last <= longer_last
            assert due <= longer_due

    @pytest.mark.parametrize(
        ("formed", "years", "last_day", "due"),
        [
            (9988, 10, date(9998, 12, 31), date(9999, 1, 1)),
            (9989, 10, date(9999, 12, 31), BeyondCalendar()),
            (9990, 10, BeyondCalendar(), BeyondCalendar()),
            (9999, 10, BeyondCalendar(), BeyondCalendar()),
        ],
    )
    def test_the_end_of_the_calendar(
        self, name: str, formed: int, years: int, last_day: siarchive.End, due: siarchive.End
    ) -> None:
        scheme = scheme_named(name)
        rule = next(r for r in scheme.rules if r.retention == RetentionPeriod(years))
        answer = retention(rule, formed=formed, scheme=scheme)
        assert (answer.last_day, answer.due) == (last_day, due)


# law 10


def specimens() -> list[object]:
    """Return one value at least of every public type; errors stand in ``errors``."""
    number = parse("0211-" + PLAIN)
    volume = Volume(
        category=category_of(WUHU, 1),
        year=2009,
        stage="参保单位登记材料",
        number=1,
        retention=RetentionPeriod.permanent(),
        first_date=date(2009, 2, 28),
        page_count=50,
        items=(Item(1, "登记表", persons=("吴启明",)),),
    )
    rule = rule_of(WUHU, "2.2.2.1")
    delegated = rule_of(WUHU, "7.4")
    untidy = repair(" ２００９－gl—参保单位登记材料 — 第01卷-1~50-永久")
    rows = [{"档号": PLAIN, "题名": "登记表"}, {"档号": "2009-XX-甲-1-1-Y", "题名": ""}]
    ledgers = siarchive.classify("总账").candidates
    day = date(2013, 5, 2)
    values: list[object] = [
        number,
        number.category_code,
        number.retention_code,
        RetentionPeriod(25),
        RetentionPeriod.permanent(),
        volume,
        *volume.contents(),
        WUHU,
        load_scheme(TINY),
        WUHU.rules,
        rule,
        *WUHU.groups,
        *WUHU.categories,
        delegated.retention,
        *WUHU.documents,
        rule.source,
        *WUHU.retention_codes,
        *WUHU.periods_without_code,
        *WUHU.examples,
        *WUHU.finding_aids,
        WUHU.volume_numbering,
        WUHU.number_format,
        untidy,
        repair("2009-GL"),
        *untidy.findings,
        *(f.params for f in untidy.findings),
        Span(3, 4),
        resolve(number),
        *resolve(number).evidence,
        *ledgers,
        siarchive.Decided(ledgers),
        siarchive.PeriodDecided(ledgers, RetentionPeriod(15)),
        siarchive.Ambiguous(ledgers),
        siarchive.Undetermined(ledgers),
        retention(rule, formed=day),
        *retention(rule, formed=day).reasons,
        retention(delegated, formed=9999),
        Never(),
        UnknownEnd(),
        BeyondCalendar(),
        *siarchive.check(rows),
        *(f for row in siarchive.check(rows) for f in row.findings),
        siarchive.Columns("档号"),
        validate(number),
        number.explain(),
        *number.explain().parts,
        *finding_table().values(),
    ]
    return values


def errors() -> list[SiarchiveError]:
    """Return one error of every public class, as it is raised wherever that is possible."""

    def raised(ask: Callable[[], object]) -> SiarchiveError:
        with pytest.raises(SiarchiveError) as caught:
            ask()
        return caught.value

    category = category_of(WUHU, 1)
    rule = rule_of(WUHU, "1.1")
    wrong: object = 5
    one = raised(lambda: parse("209-XX-" + "-1-50-Y"))
    return [
        one,
        raised(lambda: parse(wrong)),  # type: ignore[arg-type]  # reason: the wrong type is the test
        raised(lambda: CategoryCode("gl")),
        raised(lambda: CategoryCode(wrong)),  # type: ignore[arg-type]  # reason: as above
        raised(lambda: WUHU.code_for(RetentionPeriod(25))),
        raised(lambda: Volume(category, 2009, "甲", 0)),
        raised(lambda: Volume(category, 2009, "甲", wrong, items=[])),  # type: ignore[arg-type]  # reason: as above
        raised(lambda: retention(rule, formed=0)),
        raised(lambda: retention(rule, formed=2009, basis="in-force")),
        raised(lambda: load_scheme("nowhere.toml")),
        siarchive.CatalogueError(one.findings),
        raised(lambda: from_json('{"start": 1, "start": 2}', Span)),
        SiarchiveError(one.findings, "text"),
    ]


def same(first: object, second: object) -> bool:
    """Tell whether two values are the same; errors have no equality of their own."""
    if isinstance(first, SiarchiveError) and isinstance(second, SiarchiveError):
        return (
            type(first) is type(second)
            and first.findings == second.findings
            and first.text == second.text
            and str(first) == str(second)
        )
    return type(first) is type(second) and first == second and repr(first) == repr(second)


EVERYTHING = [*specimens(), *errors()]
IDS = [f"{i}-{type(v).__name__}" for i, v in enumerate(EVERYTHING)]
# a CheckedRow holds the cells it was given, which may be anything
HASHABLE = [v for v in specimens() if not isinstance(v, siarchive.CheckedRow)]


class TestLaw10:
    """Law 10: values travel.

    Every value, result and error survives pickle, copy, deepcopy, JSON round trip, and a
    worker process.
    """

    @pytest.mark.parametrize("value", EVERYTHING, ids=IDS)
    def test_pickle(self, value: object) -> None:
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            assert same(pickle.loads(pickle.dumps(value, protocol)), value)

    @pytest.mark.parametrize("value", EVERYTHING, ids=IDS)
    def test_copies(self, value: object) -> None:
        assert same(copy.copy(value), value)
        assert same(copy.deepcopy(value), value)

    @pytest.mark.parametrize(
        "value", HASHABLE, ids=[f"{i}-{type(v).__name__}" for i, v in enumerate(HASHABLE)]
    )
    def test_equal_values_hash_alike(self, value: object) -> None:
        assert hash(copy.deepcopy(value)) == hash(value)
        assert hash(pickle.loads(pickle.dumps(value))) == hash(value)

    @pytest.mark.slow
    @pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
    def test_a_worker_process(self, method: str) -> None:
        with multiprocessing.get_context(method).Pool(1) as pool:
            # there and back, and there every value is copied once more
            for value, back in zip(EVERYTHING, pool.map(copy.deepcopy, EVERYTHING), strict=True):
                assert same(back, value)
            assert pool.apply(parse, (PLAIN,)) == parse(PLAIN)
            with pytest.raises(ArchiveNumberError) as caught:
                pool.apply(parse, ("209-GL-甲-1-50-Y",))
            assert [(f.code, f.field, f.span) for f in caught.value.findings] == [
                (FindingCode.BAD_YEAR, "year", (0, 3))
            ]

    def test_every_public_type_has_a_specimen(self) -> None:
        public = {
            value
            for value in (getattr(siarchive, name) for name in siarchive.__all__)
            if isinstance(value, type) and not issubclass(value, Enum)
        }
        assert public - {type(v) for v in EVERYTHING} == set()

    def test_a_scheme_in_a_copy_still_reads(self) -> None:
        again = pickle.loads(pickle.dumps(WUHU))
        assert parse(PLAIN, scheme=again) == parse(PLAIN)
        assert again.rules["1.1"] in WUHU.rules


# law 11


@frozen
class Case:
    """One way to produce a finding: its code, its field, its span, and how."""

    code: FindingCode
    field: str | None
    span: tuple[int, int] | None
    produce: Callable[[], Iterable[Finding]]


def refused(ask: Callable[[], object]) -> tuple[Finding, ...]:
    with pytest.raises(SiarchiveError) as caught:
        ask()
    return caught.value.findings


def parsing(code: FindingCode, field: str, span: tuple[int, int], text: str) -> Case:
    return Case(code, field, span, lambda: refused(lambda: parse(text)))


def mending(code: FindingCode, field: str, span: tuple[int, int], text: str) -> Case:
    return Case(code, field, span, lambda: repair(text).findings)


def validating(
    code: FindingCode, field: str, span: tuple[int, int] | None, value: Validatable
) -> Case:
    return Case(code, field, span, lambda: validate(value, as_of=date(2026, 11, 23)))


def loading(file: str) -> tuple[Finding, ...]:
    return refused(lambda: load_scheme(TESTS / "broken_schemes" / file))


C = FindingCode
GL = category_of(WUHU, 1)
SY5, SY7 = category_of(WUHU, 5), category_of(WUHU, 7)
PERMANENT = RetentionPeriod.permanent()
ANNUAL = Volume(SY5, 2012, "会计年报", 1, PERMANENT, page_count=20)
TINY_SCHEME = load_scheme(TINY)
NOT_TEXT: object = 20090150

CASES = [
    # values
    Case(C.WRONG_TYPE, "number", None, lambda: refused(lambda: parse(NOT_TEXT))),  # type: ignore[arg-type]  # reason: the wrong type is the test
    # numbers; the parts of PLAIN stand at 0-4, 5-7, 8-16, 17-18, 19-21, 22-23
    parsing(C.EMPTY_NUMBER, "number", (0, 1), "\u3000"),
    parsing(C.TOO_LONG, "number", (0, 1001), "x" * 1001),
    parsing(C.TOO_FEW_PARTS, "number", (0, 18), "2009-GL-参保单位登记材料-1"),
    parsing(C.BAD_FONDS, "fonds", (0, 2), f"芜湖-{PLAIN}"),
    parsing(C.BAD_YEAR, "year", (0, 3), "209-GL-参保单位登记材料-1-50-Y"),
    parsing(C.UNKNOWN_CATEGORY, "category", (5, 7), "2009-XX-参保单位登记材料-1-50-Y"),
    parsing(C.EMPTY_STAGE, "stage", (8, 8), "2009-GL--1-50-Y"),
    parsing(C.STAGE_TOO_LONG, "stage", (8, 209), f"2009-GL-{'长' * 201}-1-50-Y"),
    parsing(C.STAGE_EDGE, "stage", (8, 9), "2009-GL--参保单位登记材料-1-50-Y"),
    parsing(C.STAGE_EDGE, "stage", (9, 11), "2009-GL-甲 \u3000-1-50-Y"),
    parsing(C.BAD_VOLUME, "volume", (17, 19), "2009-GL-参保单位登记材料-01-50-Y"),
    parsing(C.BAD_PAGE, "page", (19, 20), "2009-GL-参保单位登记材料-1-0-Y"),
    parsing(C.NUMBER_OUT_OF_RANGE, "volume", (17, 24), "2009-GL-参保单位登记材料-1000000-50-Y"),
    parsing(C.NUMBER_OUT_OF_RANGE, "page", (19, 49), f"2009-GL-参保单位登记材料-1-{'9' * 30}-Y"),
    parsing(C.UNKNOWN_RETENTION, "retention", (22, 23), "2009-GL-参保单位登记材料-1-50-A"),
    parsing(C.UNKNOWN_RETENTION, "retention", (22, 22), "2009-GL-参保单位登记材料-1-50-"),
    Case(
        C.FIXED_TEXT,
        "fixed",
        (3, 5),
        lambda: refused(lambda: parse("KH/户档/P/2011/甲/12/003", scheme=TINY_SCHEME)),
    ),
    parsing(C.CONTROL_CHARACTER, "stage", (10, 11), "2009-GL-参保\n单位登记材料-1-50-Y"),
    parsing(C.CONTROL_CHARACTER, "stage", (10, 11), "2009-GL-参保\u2028单位登记材料-1-50-Y"),
    parsing(C.INVISIBLE_CHARACTER, "stage", (10, 11), "2009-GL-参保\u200b单位登记材料-1-50-Y"),
    parsing(C.INVISIBLE_CHARACTER, "page", (20, 21), "2009-GL-参保单位登记材料-1-5\u200b0-Y"),
    parsing(C.INVISIBLE_CHARACTER, "stage", (10, 11), "2009-GL-参保\u00a0单位登记材料-1-50-Y"),
    parsing(C.BIDI_CHARACTER, "stage", (8, 9), "2009-GL-\u202e料材记登位单保参-1-50-Y"),
    parsing(C.SURROGATE, "stage", (10, 11), "2009-GL-参保\udc80单位登记材料-1-50-Y"),
    parsing(C.BAD_CHARACTER, "stage", (10, 11), "2009-GL-参保\ufffd单位登记材料-1-50-Y"),
    parsing(C.NOT_NFC, "stage", (8, 17), "2009-GL-Cafe\u0301登记材料-1-50-Y"),
    # codes and periods
    Case(C.BAD_CATEGORY, "category", (0, 2), lambda: refused(lambda: CategoryCode("gl"))),
    Case(C.BAD_RETENTION, "retention", (0, 2), lambda: refused(lambda: RetentionCode("永久"))),
    Case(C.BAD_PERIOD, "period", (0, 2), lambda: refused(lambda: RetentionPeriod.parse("长期"))),
    Case(C.BAD_PERIOD, "period", None, lambda: refused(lambda: RetentionPeriod(0))),
    Case(
        C.NO_CODE_FOR_PERIOD,
        "retention",
        None,
        lambda: refused(lambda: WUHU.code_for(RetentionPeriod(25))),
    ),
    # mends
    mending(C.MENDED_NFC, "number", (11, 13), "2009-GL-Cafe\u0301登记材料-1-50-Y"),
    mending(C.MENDED_NFC, "number", (8, 9), "2009-GL-\uf900材料-1-50-Y"),
    mending(C.MENDED_NFC, "number", (8, 11), "2009-GL-\u1100\u1161\u11a8材料-1-50-Y"),
    mending(C.MENDED_INVISIBLE, "number", (10, 12), "2009-GL-参保\u200b\u200b单位登记材料-1-50-Y"),
    mending(C.MENDED_BLANKS, "number", (0, 1), f" {PLAIN}"),
    mending(C.MENDED_BLANKS, "number", (23, 25), f"{PLAIN}\r\n"),
    mending(C.MENDED_BLANKS, "category", (5, 6), "2009-\u3000GL-参保单位登记材料-1-50-Y"),
    mending(C.MENDED_BLANKS, "stage", (16, 17), "2009-GL-参保单位登记材料 -1-50-Y"),
    mending(C.MENDED_BLANKS, "stage", (10, 11), "2009-GL-参保\u00a0单位登记材料-1-50-Y"),
    mending(C.MENDED_DASH, "number", (16, 17), "2009-GL-参保单位登记材料—1-50-Y"),
    mending(C.MENDED_FULL_WIDTH, "year", (0, 4), "２００９-GL-参保单位登记材料-1-50-Y"),
    mending(C.MENDED_FULL_WIDTH, "retention", (22, 23), "2009-GL-参保单位登记材料-1-50-Ｙ"),
    mending(C.MENDED_LOWER_CASE, "category", (5, 7), "2009-gl-参保单位登记材料-1-50-Y"),
    mending(C.MENDED_LOWER_CASE, "retention", (22, 23), "2009-GL-参保单位登记材料-1-50-y"),
    mending(C.MENDED_ZERO_PADDING, "volume", (17, 21), "2009-GL-参保单位登记材料-0001-50-Y"),
    mending(C.MENDED_AFFIX, "year", (0, 5), "2009年-GL-参保单位登记材料-1-50-Y"),
    mending(C.MENDED_AFFIX, "volume", (17, 20), "2009-GL-参保单位登记材料-第1卷-50-Y"),
    mending(C.MENDED_AFFIX, "page", (19, 23), "2009-GL-参保单位登记材料-1-第50页-Y"),
    mending(C.MENDED_PERIOD_WORDS, "retention", (22, 24), "2009-GL-参保单位登记材料-1-50-永久"),
    mending(C.MENDED_PERIOD_WORDS, "retention", (22, 25), "2009-GL-参保单位登记材料-1-50-30年"),
    mending(C.MENDED_PAGE_RANGE, "page", (19, 23), "2009-GL-参保单位登记材料-1-1~50-Y"),
    mending(C.MENDED_QUOTES, "number", (0, 1), f"“{PLAIN}”"),
    mending(C.MENDED_QUOTES, "number", (24, 25), f"“{PLAIN}”"),
    mending(C.MENDED_LABEL, "number", (0, 3), f"档号:{PLAIN}"),
    # refusals
    mending(C.BLANK_INSIDE, "page", (19, 22), "2009-GL-参保单位登记材料-1-5 0-Y"),
    mending(C.LOOK_ALIKE, "retention", (22, 23), "2009-GL-参保单位登记材料-1-50-\u0421"),
    mending(C.LOOK_ALIKE, "category", (5, 7), "2009-G\u13de-参保单位登记材料-1-50-Y"),
    mending(C.FOREIGN_DIGIT, "volume", (17, 19), "2009-GL-参保单位登记材料-十二-50-Y"),
    mending(C.FOREIGN_DIGIT, "volume", (17, 18), "2009-GL-参保单位登记材料-①-50-Y"),
    mending(C.FOREIGN_DIGIT, "year", (0, 4), "۲۰۰۹-GL-参保单位登记材料-1-50-Y"),
    mending(C.LETTER_FOR_DIGIT, "year", (0, 4), "20O9-GL-参保单位登记材料-1-50-Y"),
    mending(C.SOFT_HYPHEN, "page", (20, 21), "2009-GL-参保单位登记材料-1-1\u00ad50-Y"),
    mending(C.BAD_PAGE_RANGE, "page", (19, 23), "2009-GL-参保单位登记材料-1-50~1-Y"),
    mending(C.TWO_READINGS, "number", (0, 25), "2009-GL-参保单位登记材料-1-1—50-Y"),
    # a value against its scheme
    validating(C.OTHER_FONDS, "fonds", (0, 4), f"0305-{PLAIN}"),
    validating(C.FONDS_ZERO_LOST, "fonds", (0, 3), f"211-{PLAIN}"),
    validating(C.FUTURE_YEAR, "year", (0, 4), "2049-GL-参保单位登记材料-1-50-Y"),
    validating(C.UNKNOWN_STAGE, "stage", (8, 16), "2009-GL-参保单位登计材料-1-50-Y"),
    validating(C.CATEGORY_STAGE_CONFLICT, "category", (5, 7), "2009-ZJ-参保单位登记材料-1-50-Y"),
    validating(C.AMBIGUOUS_CATEGORY, "category", (5, 7), "2012-SY-会计年报-1-20-Y"),
    validating(C.AMBIGUOUS_CATEGORY, "category", None, CategoryCode("SY")),
    Case(
        C.CATEGORY_HINT_CONFLICT,
        "category",
        (5, 7),
        lambda: validate("2012-SY-会计年报-1-20-Y", category=category_of(WUHU, 6)),
    ),
    validating(
        C.PERIOD_TOO_SHORT, "retention", (26, 27), "2012-GL-社会保险个人账户管理材料-3-40-C"
    ),
    validating(C.PERIOD_TOO_LONG, "retention", (26, 27), "2012-YB-医疗保险住院待遇核定材料-3-40-D"),
    validating(
        C.PERIOD_DELEGATED,
        "retention",
        (33, 34),
        "2014-SY-生育保险付款凭证、会计账簿、会计报表等-1-80-E",
    ),
    validating(C.NO_CODE_FOR_PERIOD, "retention", (25, 26), "2010-YL-现金、银行存款日记账-2-200-D"),
    validating(C.NO_CODE_FOR_PERIOD, "retention", None, RetentionPeriod(25)),
    validating(C.UNKNOWN_RETENTION, "retention", None, RetentionCode("B")),
    validating(C.UNKNOWN_CATEGORY, "category", None, CategoryCode("XX")),
    Case(C.COLLISION, "number", None, lambda: validate([ANNUAL, evolve(ANNUAL, category=SY7)])),
    Case(C.DUPLICATE_NUMBER, "number", None, lambda: validate([ANNUAL, ANNUAL])),
    Case(C.DUPLICATE_NUMBER, "number", None, lambda: validate([parse(PLAIN), parse(PLAIN)])),
    # records
    Case(
        C.BAD_VALUE,
        "item_count",
        None,
        lambda: refused(lambda: Volume(GL, 2009, "甲", 1, item_count=-1)),
    ),
    Case(
        C.BAD_SPAN,
        "last_page",
        None,
        lambda: refused(lambda: Item(1, "甲", first_page=6, last_page=4)),
    ),
    Case(
        C.DATES_BACKWARDS,
        "last_date",
        None,
        lambda: refused(
            lambda: Volume(
                GL,
                2013,
                "甲",
                1,
                first_date=date(2013, 5, 2),
                last_date=date(2012, 5, 2),
            )
        ),
    ),
    Case(C.WRONG_TYPE, "year", None, lambda: refused(lambda: Volume(GL, True, "甲", 1))),  # noqa: FBT003  (reason: the wrong type is the test)
    # dates and titles of records, where a number is validated and not a row
    validating(
        C.DATE_IN_FUTURE,
        "first_date",
        None,
        Volume(GL, 2026, "参保单位登记材料", 1, PERMANENT, first_date=date(2026, 11, 24)),
    ),
    validating(
        C.DATE_OTHER_YEAR,
        "last_date",
        None,
        Volume(GL, 2012, "参保单位登记材料", 1, PERMANENT, last_date=date(2013, 1, 20)),
    ),
    validating(C.DATE_NEXT_YEAR, "last_date", None, evolve(ANNUAL, last_date=date(2013, 1, 20))),
    validating(C.TITLE_MISSING, "title", None, Item(1, " ")),
    # scheme files
    Case(C.SCHEME_UNREADABLE, None, None, lambda: loading("no_such_file.toml")),
    Case(C.SCHEME_SYNTAX, None, None, lambda: loading("syntax.toml")),
    Case(C.SCHEME_UNKNOWN_KEY, "rules[0].colour", None, lambda: loading("unknown_key.toml")),
    Case(C.SCHEME_MISSING_KEY, "rules[0].title", None, lambda: loading("missing_key.toml")),
    Case(C.SCHEME_BAD_VALUE, "rules[0].retention", None, lambda: loading("bad_period.toml")),
    Case(C.SCHEME_DUPLICATE, "rules[1].id", None, lambda: loading("duplicate_rule_id.toml")),
    Case(C.SCHEME_DANGLING, "rules[0].category", None, lambda: loading("dangling_category.toml")),
    Case(C.SCHEME_FORMAT, "number_format.separator", None, lambda: loading("bad_separator.toml")),
    Case(C.UNKNOWN_SCHEME, "scheme", None, lambda: refused(lambda: load_scheme("wuhan"))),
    # questions without an answer
    Case(
        C.BAD_QUESTION,
        "formed",
        None,
        lambda: refused(lambda: retention(rule_of(WUHU, "1.1"), formed=0)),
    ),
    Case(
        C.NOT_YET_AVAILABLE,
        "basis",
        None,
        lambda: refused(lambda: retention(rule_of(WUHU, "1.1"), formed=2009, basis="in-force")),
    ),
    # data from elsewhere
    Case(C.BAD_JSON, "$", (1, 1), lambda: refused(lambda: from_json("[", Span))),
    Case(C.BAD_JSON, "$.title", None, lambda: refused(lambda: from_json('{"position": 1}', Item))),
]

ROOMS = {
    "values",
    "numbers",
    "repairs",
    "codes",
    "validation",
    "holdings",
    "scheme_files",
    "clocks",
    "interop",
}


class TestLaw11:
    """Law 11: no code without a test.

    Every finding code has a test that produces it, asserting code, field and span.
    """

    @pytest.mark.parametrize("case", CASES, ids=[f"{i}-{c.code}" for i, c in enumerate(CASES)])
    def test_produced(self, case: Case) -> None:
        found = tuple(case.produce())
        wanted = (case.code, case.field, case.span)
        assert wanted in [(f.code, f.field, f.span) for f in found]
        for one in found:
            assert one.severity is finding_table()[one.code].severity
            for lang in ("zh", "en"):
                # a figure that the sentence needs and the finding lacks would raise
                assert one.message(lang)
                assert one.cure(lang)

    def test_every_code_of_these_rooms_is_produced(self) -> None:
        """The rooms of the catalogue have a table of their own."""
        wanted = {code for code, entry in finding_table().items() if entry.room in ROOMS}
        assert wanted - {case.code for case in CASES} == set()

    def test_the_other_rooms_are_the_catalogue_s(self) -> None:
        assert {entry.room for entry in finding_table().values()} - ROOMS == {"catalogue"}

    @pytest.mark.parametrize("code", list(FindingCode))
    def test_severities_follow_what_an_archivist_would_do(self, code: FindingCode) -> None:
        """A mend: warning. Undecided SY and another fonds: note. An unknown stage: warning."""
        notes = {
            C.OTHER_FONDS,
            C.AMBIGUOUS_CATEGORY,
            C.PERIOD_DELEGATED,
            C.NO_CODE_FOR_PERIOD,
            C.DATE_NEXT_YEAR,
        }
        warnings = {
            C.UNKNOWN_STAGE,
            C.PERIOD_TOO_LONG,
            C.DATE_OTHER_YEAR,
            C.TITLE_MISSING,
            C.ID_CARD_IN_TITLE,
        }
        wanted = Severity.ERROR
        if code in notes:
            wanted = Severity.NOTE
        elif code in warnings or code.startswith("mended-"):
            wanted = Severity.WARNING
        assert finding_table()[code].severity is wanted
