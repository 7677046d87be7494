"""Validation: one value or several against a scheme; every fault at once, with its place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import AlwaysEqual
from tests.schemes_fixture import category_of, every_scheme, rule_of, scheme_named, written

from siarchive import (
    ArchiveNumber,
    CategoryCode,
    Finding,
    FindingCode,
    Item,
    RecordTypeError,
    RetentionCode,
    RetentionError,
    RetentionPeriod,
    Severity,
    SiarchiveError,
    Volume,
    parse,
    validate,
)
from siarchive.rules import RuleTable
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
TINY = scheme_named("tiny")
GL = category_of(WUHU, 1)
SY5, SY7 = category_of(WUHU, 5), category_of(WUHU, 7)
PERMANENT = RetentionPeriod.permanent()
PLAIN = "2009-GL-参保单位登记材料-1-50-Y"
AS_OF = date(2026, 11, 23)
C = FindingCode


def told(findings: Iterable[Finding]) -> list[tuple[FindingCode, str | None]]:
    """Return codes with the suggestion; what programs act on."""
    return [(f.code, f.suggestion) for f in findings]


def codes(findings: Iterable[Finding]) -> list[FindingCode]:
    return [f.code for f in findings]


def errors(findings: Iterable[Finding]) -> set[FindingCode]:
    return {f.code for f in findings if f.severity is Severity.ERROR}


class TestNothingWrong:
    @given(data=st.data())
    @every_scheme
    def test_what_the_table_prints_is_well(self, name: str, data: st.DataObject) -> None:
        """A number made of a rule's own category, title and letter has no fault."""
        scheme = scheme_named(name)
        coded = {c.period: c.code for c in scheme.retention_codes}
        sound = [r for r in scheme.rules if r.period in coded and r.category.code is not None]
        rule = data.draw(st.sampled_from(sound))
        assert rule.category.code is not None
        assert rule.period is not None
        number = ArchiveNumber(
            data.draw(st.integers(1949, AS_OF.year)),
            rule.category.code,
            rule.title,
            data.draw(strategies.counts()),
            data.draw(strategies.counts()),
            coded[rule.period],
        )
        found = validate(number, scheme=scheme, as_of=AS_OF)
        # a ledger under a shared code leaves the category open: worth knowing, nothing to do
        assert set(codes(found)) <= {C.AMBIGUOUS_CATEGORY}
        shared = len(scheme.categories_of(rule.category.code)) > 1
        assert bool(found) == (shared and rule.group is not None)

    @pytest.mark.parametrize("text", [PLAIN, f"0211-{PLAIN}", "2012-SY-失业备案材料-3-9-F"])
    def test_empty(self, text: str) -> None:
        assert validate(text, as_of=AS_OF) == ()
        assert validate(parse(text), as_of=AS_OF) == ()

    @pytest.mark.parametrize("title", ["社会保险业务月／季统计报表", "社会保险业务 月/季统计报表"])
    def test_stages_are_compared_after_nfkc_without_blanks(self, title: str) -> None:
        assert validate(f"2010-TJ-{title}-3-12-F") == ()


class TestFonds:
    @pytest.mark.parametrize(
        ("fonds", "wanted"),
        [
            ("0211", []),
            ("0305", [(C.OTHER_FONDS, None)]),
            ("211", [(C.FONDS_ZERO_LOST, "0211")]),
            ("00211", [(C.OTHER_FONDS, None)]),
            ("211A", [(C.OTHER_FONDS, None)]),
            ("J019", [(C.OTHER_FONDS, None)]),
            ("0", [(C.OTHER_FONDS, None)]),
        ],
    )
    def test_wuhu(self, fonds: str, wanted: list[tuple[FindingCode, str | None]]) -> None:
        assert told(validate(f"{fonds}-{PLAIN}")) == wanted

    @pytest.mark.parametrize(
        ("fonds", "wanted"),
        [("007A", []), ("7A", [(C.FONDS_ZERO_LOST, "007A")]), ("7B", [(C.OTHER_FONDS, None)])],
    )
    def test_letters_too(self, fonds: str, wanted: list[tuple[FindingCode, str | None]]) -> None:
        """The scheme's but for lost leading zeros, whatever follows them."""
        number = parse(f"{fonds}/KH/互档/P/2011/开户登记材料/12/003", scheme=TINY)
        assert told(validate(number, scheme=TINY)) == wanted

    def test_a_scheme_that_states_none(self) -> None:
        scheme = evolve(WUHU, id="bare", fonds=None, fonds_source=None)
        assert validate(f"0305-{PLAIN}", scheme=scheme) == ()

    def test_digits_of_other_scripts(self) -> None:
        """What Python calls a digit and cannot count is no reason to fail."""
        with contextlib.suppress(SiarchiveError):
            validate(Volume(GL, 2009, "参保单位登记材料", 1, PERMANENT, fonds="²"))


class TestYear:
    def test_no_clock(self) -> None:
        """Without `as_of` no date-dependent check runs."""
        assert validate("9999-GL-参保单位登记材料-1-50-Y") == ()

    @pytest.mark.parametrize(("year", "late"), [(2025, False), (2026, False), (2027, True)])
    def test_the_year_of_the_check_is_not_the_future(self, year: int, *, late: bool) -> None:
        found = validate(f"{year}-GL-参保单位登记材料-1-50-Y", as_of=AS_OF)
        assert codes(found) == ([C.FUTURE_YEAR] if late else [])

    @pytest.mark.parametrize("day", ["2026-11-23", 2026, True, AlwaysEqual()])
    def test_as_of_is_a_date(self, day: object) -> None:
        with pytest.raises(RetentionError) as caught:
            validate(PLAIN, as_of=day)  # type: ignore[arg-type]  # reason: the wrong type is the test
        assert [(f.code, f.field) for f in caught.value.findings] == [(C.BAD_QUESTION, "as_of")]

    def test_a_moment_is_a_day_or_our_error(self) -> None:
        moment = datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001  (reason: as programs pass it)
        volume = Volume(GL, 2026, "参保单位登记材料", 1, PERMANENT, first_date=AS_OF)
        with contextlib.suppress(SiarchiveError):
            assert validate(volume, as_of=moment) == validate(volume, as_of=AS_OF)


class TestStage:
    @pytest.mark.parametrize(
        ("stage", "suggestion"),
        [
            ("参保单位登计材料", "参保单位登记材料"),
            ("参保单位登记", "参保单位登记材料"),
            ("甲", None),
        ],
    )
    def test_unknown(self, stage: str, suggestion: str | None) -> None:
        """A warning, with the title it is most like, if there is one."""
        (found,) = validate(f"2009-GL-{stage}-1-50-Y")
        assert (found.code, found.severity) == (C.UNKNOWN_STAGE, Severity.WARNING)
        assert (found.suggestion, found.span) == (suggestion, (8, 8 + len(stage)))

    def test_the_number_s_own_category_comes_first(self) -> None:
        found = validate("2009-GS-伤残工亡待遇核定材料-1-50-C")
        assert told(found) == [(C.UNKNOWN_STAGE, "工伤保险伤残工亡待遇核定材料")]

    def test_a_heading_is_no_stage(self) -> None:
        (found,) = validate("2009-ZJ-收款凭证、会计账簿、会计报表等-1-50-E")
        assert found.code is C.UNKNOWN_STAGE

    @pytest.mark.parametrize(
        ("text", "suggestion"),
        [
            ("2009-ZJ-参保单位登记材料-1-50-Y", "GL"),
            ("2009-GL-劳动能力鉴定材料-1-50-C", "YL"),
            ("2009-SY-参保单位登记材料-1-50-Y", "GL"),
            # a ledger stands in five categories, so no code can be suggested
            ("2009-GL-总账-1-50-E", None),
        ],
    )
    def test_of_another_category(self, text: str, suggestion: str | None) -> None:
        found = validate(text)
        assert told(found)[0] == (C.CATEGORY_STAGE_CONFLICT, suggestion)
        assert errors(found) == {C.CATEGORY_STAGE_CONFLICT}

    def test_of_a_category_without_a_code(self) -> None:
        """There is a conflict, and no code to suggest; certainly not the word None."""
        number = ArchiveNumber(2011, CategoryCode("KH"), "来信来访材料", 1, 1, RetentionCode("S"))
        assert told(validate(number, scheme=TINY)) == [(C.CATEGORY_STAGE_CONFLICT, None)]

    def test_the_period_is_compared_with_that_rule_too(self) -> None:
        found = validate("2012-YL-工伤认定材料-1-50-F")
        assert told(found) == [(C.CATEGORY_STAGE_CONFLICT, "GS"), (C.PERIOD_TOO_SHORT, "C")]

    def test_an_unknown_code_hides_nothing(self) -> None:
        """All faults at once: the stage names a rule all the same, and its period is longer."""
        number = ArchiveNumber(
            2009, CategoryCode("XX"), "参保单位登记材料", 1, 50, RetentionCode("C")
        )
        assert errors(validate(number)) >= {C.UNKNOWN_CATEGORY, C.PERIOD_TOO_SHORT}
        odd = evolve_stage(number, "参保单位登计材料")
        assert set(codes(validate(odd))) >= {C.UNKNOWN_CATEGORY, C.UNKNOWN_STAGE}


def evolve_stage(number: ArchiveNumber, stage: str) -> ArchiveNumber:
    """Return the number with another stage."""
    return ArchiveNumber(
        number.year,
        number.category_code,
        stage,
        number.volume,
        number.page,
        number.retention_code,
        number.fonds,
    )


class TestSharedCode:
    def test_undecided_is_a_note(self) -> None:
        (found,) = validate("2012-SY-会计年报-1-20-Y")
        assert (found.code, found.severity) == (C.AMBIGUOUS_CATEGORY, Severity.NOTE)
        assert found.span == (5, 7)
        assert found.params["categories"] == "失业保险待遇类, 生育保险待遇类"

    @pytest.mark.parametrize("stage", ["失业备案材料", "生育保险待遇核定材料"])
    def test_decided_says_nothing(self, stage: str) -> None:
        assert validate(f"2012-SY-{stage}-1-20-F") == ()

    def test_unknown_stage_that_names_none(self) -> None:
        assert set(codes(validate("2012-SY-甲-1-20-F"))) == {C.UNKNOWN_STAGE, C.AMBIGUOUS_CATEGORY}

    def test_unknown_stage_that_names_one(self) -> None:
        assert codes(validate("2012-SY-失业金发放-1-20-F")) == [C.UNKNOWN_STAGE]

    @pytest.mark.parametrize(
        ("letter", "wanted"),
        [("Y", set()), ("C", {C.PERIOD_TOO_SHORT}), ("G", {C.PERIOD_TOO_SHORT})],
    )
    def test_at_fault_only_against_every_rule_that_prints_one(
        self, letter: str, wanted: set[FindingCode]
    ) -> None:
        """会计年报 is permanent in 失业; 生育 prints no period, which excuses nothing."""
        found = validate(f"2012-SY-会计年报-1-20-{letter}")
        assert errors(found) == wanted

    def test_two_rules_that_print_different_periods(self) -> None:
        """The same title in both categories, 10 and 20 years: either letter is right."""
        twin = evolve(
            rule_of(TINY, "2.1"),
            id="3.3",
            category=category_of(TINY, 3),
            title="总账",
            retention=RetentionPeriod(10),
        )
        scheme = evolve(TINY, id="twin", rules=RuleTable((*TINY.rules.rows, twin)))
        for letter, wanted in [("20", set()), ("10", set()), ("S", {C.PERIOD_TOO_SHORT})]:
            number = ArchiveNumber(2011, CategoryCode("B2"), "总账", 1, 1, RetentionCode(letter))
            assert errors(validate(number, scheme=scheme)) == wanted
        number = ArchiveNumber(2011, CategoryCode("B2"), "总账", 1, 1, RetentionCode("P"))
        assert C.PERIOD_TOO_LONG in codes(validate(number, scheme=scheme))

    @pytest.mark.parametrize("category", [SY5, SY7])
    def test_a_hint_decides(self, category: object) -> None:
        hint = SY5 if category is SY5 else SY7
        found = validate("2012-SY-会计年报-1-20-Y", category=hint)
        assert codes(found) == ([] if hint is SY5 else [C.PERIOD_DELEGATED])

    @pytest.mark.parametrize(
        ("text", "ordinal", "suggestion"),
        [
            ("2012-SY-会计年报-1-20-Y", 6, "GS"),
            (PLAIN, 5, "SY"),
            # it prints the same code, so the code cannot be the cure
            ("2012-SY-失业备案材料-1-20-F", 7, None),
        ],
    )
    def test_a_hint_that_contradicts(self, text: str, ordinal: int, suggestion: str | None) -> None:
        found = [
            f
            for f in validate(text, category=category_of(WUHU, ordinal))
            if f.code is C.CATEGORY_HINT_CONFLICT
        ]
        assert told(found) == [(C.CATEGORY_HINT_CONFLICT, suggestion)]

    def test_a_suggestion_is_never_what_stands_there(self) -> None:
        texts = [PLAIN, "2012-SY-失业备案材料-1-20-F", "2012-SY-会计年报-1-20-G"]
        for text in texts:
            for category in WUHU.categories:
                for found in validate(text, category=category):
                    assert found.span is not None
                    start, end = found.span
                    assert found.suggestion != text[start:end]


class TestPeriod:
    @pytest.mark.parametrize(
        ("letter", "code", "severity"),
        [
            ("G", C.PERIOD_TOO_SHORT, Severity.ERROR),
            ("F", C.PERIOD_TOO_SHORT, Severity.ERROR),
            ("E", C.PERIOD_TOO_SHORT, Severity.ERROR),
            ("D", C.PERIOD_TOO_SHORT, Severity.ERROR),
            ("C", None, None),
            ("H", C.PERIOD_TOO_LONG, Severity.WARNING),
            ("Y", C.PERIOD_TOO_LONG, Severity.WARNING),
        ],
    )
    def test_against_50_years(
        self, letter: str, code: FindingCode | None, severity: Severity | None
    ) -> None:
        found = validate(f"2012-GL-异地安置登记材料-1-1-{letter}")
        assert [(f.code, f.severity, f.suggestion) for f in found] == (
            [] if code is None else [(code, severity, "C")]
        )

    @pytest.mark.parametrize(
        ("letter", "wanted"),
        [
            ("G", {C.PERIOD_TOO_SHORT}),
            ("E", {C.PERIOD_TOO_SHORT}),
            ("D", set()),
            ("C", {C.PERIOD_TOO_LONG}),
            ("Y", {C.PERIOD_TOO_LONG}),
        ],
    )
    def test_25_years_has_no_letter(self, letter: str, wanted: set[FindingCode]) -> None:
        """Both are said: no letter fits as printed, and D is what is in force; D is never wrong."""
        found = validate(f"2010-YL-现金、银行存款日记账-2-200-{letter}")
        assert set(codes(found)) == wanted | {C.NO_CODE_FOR_PERIOD}
        for one in found:
            if one.code in wanted:
                assert one.suggestion == "D"

    def test_a_period_without_a_code_elsewhere(self) -> None:
        """In the small scheme 7 years are labelled as the next longer, or as is in force: 20."""
        for letter, wanted in [
            ("S", {C.PERIOD_TOO_SHORT}),
            ("10", set()),
            ("20", set()),
            ("P", {C.PERIOD_TOO_LONG}),
        ]:
            number = ArchiveNumber(2011, CategoryCode("B2"), "现金账", 1, 1, RetentionCode(letter))
            found = set(codes(validate(number, scheme=TINY)))
            assert found == wanted | {C.NO_CODE_FOR_PERIOD, C.AMBIGUOUS_CATEGORY}

    def test_delegated(self) -> None:
        (found,) = validate("2014-TJ-各项社会保险基金年度预决算表-1-80-E")
        assert (found.code, found.severity) == (C.PERIOD_DELEGATED, Severity.NOTE)
        assert found.params["period"] == "15年"

    def test_a_letter_of_no_scheme(self) -> None:
        """The rest is looked at none the less."""
        number = ArchiveNumber(
            2009, CategoryCode("ZJ"), "参保单位登记材料", 1, 50, RetentionCode("B")
        )
        assert errors(validate(number)) == {C.UNKNOWN_RETENTION, C.CATEGORY_STAGE_CONFLICT}


class TestValues:
    def test_text_that_cannot_be_read_is_reported(self) -> None:
        assert codes(validate("209-GL-甲-1-50-Y")) == [C.BAD_YEAR]
        assert codes(validate("")) == [C.EMPTY_NUMBER]

    def test_text_is_a_number_not_a_code(self) -> None:
        assert codes(validate("GL")) == [C.TOO_FEW_PARTS]

    def test_codes(self) -> None:
        assert validate(CategoryCode("GL")) == ()
        assert codes(validate(CategoryCode("SY"))) == [C.AMBIGUOUS_CATEGORY]
        assert codes(validate(CategoryCode("QQ"))) == [C.UNKNOWN_CATEGORY]
        assert validate(RetentionCode("Y")) == ()
        assert codes(validate(RetentionCode("B"))) == [C.UNKNOWN_RETENTION]
        assert validate(RetentionPeriod(30)) == ()
        assert codes(validate(RetentionPeriod(25))) == [C.NO_CODE_FOR_PERIOD]
        assert codes(validate(RetentionPeriod(30), scheme=TINY)) == [C.NO_CODE_FOR_PERIOD]

    @pytest.mark.parametrize(
        "value",
        [None, 5, True, 2009.0, b"2009", object(), AlwaysEqual(), [PLAIN], {PLAIN: 1}, [None], GL],
    )
    def test_neither_value_nor_records(self, value: object) -> None:
        with pytest.raises(RecordTypeError) as caught:
            validate(value)  # type: ignore[arg-type]  # reason: the wrong type is the test
        assert isinstance(caught.value, TypeError)
        assert [(f.code, f.field) for f in caught.value.findings] == [(C.WRONG_TYPE, "value")]

    @given(data=st.data())
    @every_scheme
    def test_spans_are_those_of_the_text(self, name: str, data: st.DataObject) -> None:
        """Of a number: in its canonical text; the part that the field names stands there."""
        scheme = scheme_named(name)
        number = data.draw(strategies.archive_numbers(scheme))
        text = written(number, scheme)
        found = validate(number, scheme=scheme, as_of=AS_OF)
        assert found == validate(text, scheme=scheme, as_of=AS_OF)
        parts = {
            "fonds": number.fonds,
            "year": str(number.year),
            "category": str(number.category_code),
            "stage": number.stage,
            "retention": str(number.retention_code),
        }
        for one in found:
            assert one.span is not None
            start, end = one.span
            assert text[start:end] == parts[one.field or ""]

    def test_a_number_the_format_cannot_carry(self) -> None:
        """Its faults have no place in a text that does not exist."""
        number = ArchiveNumber(2011, CategoryCode("KH"), "甲/", 1, 1, RetentionCode("P"))
        found = validate(number, scheme=TINY)
        assert C.UNKNOWN_STAGE in codes(found)
        assert all(f.span is None for f in found)


class TestRecords:
    VOLUME = Volume(GL, 2012, "参保单位登记材料", 1, PERMANENT, "0211", page_count=50)

    def test_well(self) -> None:
        assert validate(self.VOLUME, as_of=AS_OF) == ()

    @pytest.mark.parametrize(
        ("change", "wanted"),
        [
            ({"retention": RetentionPeriod(50)}, [C.PERIOD_TOO_SHORT]),
            ({"retention": None}, []),
            ({"fonds": "0305"}, [C.OTHER_FONDS]),
            ({"fonds": "211"}, [C.FONDS_ZERO_LOST]),
            ({"fonds": None}, []),
            ({"stage": "甲"}, [C.UNKNOWN_STAGE]),
            ({"stage": "催缴材料", "retention": RetentionPeriod(10)}, [C.CATEGORY_STAGE_CONFLICT]),
            ({"category": SY5}, [C.CATEGORY_STAGE_CONFLICT]),
            ({"year": 2027}, [C.FUTURE_YEAR]),
            ({"first_date": date(2012, 12, 31)}, []),
            ({"first_date": date(2010, 6, 1)}, [C.DATE_OTHER_YEAR]),
            ({"last_date": date(2013, 1, 20)}, [C.DATE_OTHER_YEAR]),
            (
                {"year": 2026, "last_date": date(2026, 11, 24)},
                [C.DATE_IN_FUTURE],
            ),
            ({"year": 2026, "last_date": AS_OF}, []),
        ],
    )
    def test_volume(self, change: dict[str, object], wanted: list[FindingCode]) -> None:
        volume = evolve(self.VOLUME, **change)  # type: ignore[arg-type]  # reason: parts by name
        assert codes(validate(volume, as_of=AS_OF)) == wanted

    def test_next_year_is_normal_for_accounts_and_yearly_summaries(self) -> None:
        """A paper of year N may be formed in N+1: a note there, a warning elsewhere."""
        day = date(2013, 1, 20)
        for stage, category, period, code in [
            ("会计年报", 2, PERMANENT, C.DATE_NEXT_YEAR),
            ("社会保险基金征缴年度汇总表", 2, PERMANENT, C.DATE_NEXT_YEAR),
            ("各项社会保险年度统计报表", 8, PERMANENT, C.DATE_NEXT_YEAR),
            ("催缴材料", 2, RetentionPeriod(10), C.DATE_OTHER_YEAR),
        ]:
            volume = Volume(category_of(WUHU, category), 2012, stage, 1, period, last_date=day)
            assert codes(validate(volume)) == [code]
            later = evolve(volume, last_date=date(2014, 1, 1))
            assert codes(validate(later)) == [C.DATE_OTHER_YEAR]

    def test_a_volume_of_the_shared_code_is_never_ambiguous(self) -> None:
        """It holds the real category."""
        volume = Volume(SY5, 2012, "会计年报", 1, PERMANENT)
        assert validate(volume) == ()
        delegated = evolve(volume, category=SY7)
        assert codes(validate(delegated)) == [C.PERIOD_DELEGATED]

    def test_a_category_of_another_scheme(self) -> None:
        volume = Volume(category_of(TINY, 1), 2012, "甲", 1, PERMANENT, fonds="211")
        assert set(codes(validate(volume))) == {C.UNKNOWN_CATEGORY, C.FONDS_ZERO_LOST}

    def test_items(self) -> None:
        item = Item(1, "", date=date(2010, 6, 1))
        assert codes(validate(item)) == [C.TITLE_MISSING]
        (inside,) = evolve(self.VOLUME, items=(item,), fonds="211").contents()
        assert sorted(codes(validate(inside))) == sorted(
            [C.TITLE_MISSING, C.DATE_OTHER_YEAR, C.FONDS_ZERO_LOST]
        )

    def test_a_volume_reports_its_items_too(self) -> None:
        items = (Item(1, "甲"), Item(2, " "), Item(3, "乙", date=date(2010, 6, 1)))
        volume = evolve(self.VOLUME, items=items, fonds="211")
        found = codes(validate(volume))
        assert sorted(found) == sorted([C.FONDS_ZERO_LOST, C.TITLE_MISSING, C.DATE_OTHER_YEAR])

    def test_the_accounting_year_of_an_item(self) -> None:
        """Formed in 2013, of the accounts of 2012: that is the year it is compared with."""
        ledger = Volume(category_of(WUHU, 2), 2013, "总账", 1, RetentionPeriod(15))
        item = Item(1, "总账", date=date(2013, 1, 20), accounting_year=2012)
        (inside,) = evolve(ledger, items=(item,)).contents()
        assert codes(validate(inside)) == [C.DATE_NEXT_YEAR]


class TestSeveral:
    """One printed number for several records: a collision, or a duplicate."""

    VOLUME = Volume(GL, 2012, "参保单位登记材料", 1, PERMANENT, page_count=50)

    def test_each_record_s_own_findings_come_too(self) -> None:
        wrong = evolve(self.VOLUME, number=2, retention=RetentionPeriod(50))
        assert codes(validate([self.VOLUME, wrong])) == [C.PERIOD_TOO_SHORT]

    def test_any_iterable(self) -> None:
        records = [self.VOLUME, self.VOLUME]
        for several in (records, tuple(records), iter(records), (v for v in records)):
            assert codes(validate(several)) == [C.DUPLICATE_NUMBER]
        assert validate([]) == ()

    def test_numbers_and_volumes_together(self) -> None:
        number = parse("2012-GL-参保单位登记材料-1-50-Y")
        assert codes(validate([number, self.VOLUME])) == [C.DUPLICATE_NUMBER]
        assert codes(validate([number, number, self.VOLUME])) == [C.DUPLICATE_NUMBER]

    def test_items(self) -> None:
        items = (
            Item(1, "甲", first_page=1),
            Item(2, "乙", first_page=1),
            Item(3, "丙", first_page=2),
        )
        contents = evolve(self.VOLUME, items=items).contents()
        assert codes(validate(contents)) == [C.DUPLICATE_NUMBER]

    def test_what_has_no_number_is_not_compared(self) -> None:
        bare = evolve(self.VOLUME, page_count=None)
        ledger = Volume(category_of(WUHU, 2), 2012, "现金、银行存款日记账", 1, RetentionPeriod(25))
        found = validate([bare, bare, evolve(ledger, page_count=5), evolve(ledger, page_count=5)])
        assert set(codes(found)) == {C.NO_CODE_FOR_PERIOD}

    def test_another_fonds_is_another_number(self) -> None:
        found = validate([self.VOLUME, evolve(self.VOLUME, fonds="0305")])
        assert codes(found) == [C.OTHER_FONDS]

    def test_undecided_twice(self) -> None:
        number = parse("2012-SY-会计年报-1-20-Y")
        assert codes(validate([number, number])).count(C.DUPLICATE_NUMBER) == 1

    @pytest.mark.parametrize("text", ["2012-SY-会计年报-1-20-Y", "2012-GL-参保单位登记材料-1-20-Y"])
    def test_once_is_no_duplicate(self, text: str) -> None:
        number = parse(text)
        assert C.DUPLICATE_NUMBER not in codes(validate([number]))
        unknown = evolve(number, category_code=CategoryCode("ZZ"))
        assert C.DUPLICATE_NUMBER not in codes(validate([number, unknown]))

    @pytest.mark.parametrize("wrong", [PLAIN, None, CategoryCode("GL"), 5])
    def test_only_records(self, wrong: object) -> None:
        with pytest.raises(RecordTypeError):
            validate([self.VOLUME, wrong])  # type: ignore[list-item]  # reason: the wrong type is the test
