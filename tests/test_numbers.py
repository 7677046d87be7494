"""Numbers: the value, its form, its order, and what the strict reader says of bad text."""

from __future__ import annotations

import unicodedata

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import AlwaysEqual, check_equality, check_order
from tests.schemes_fixture import every_scheme, fonds_of, scheme_named, written

import siarchive
from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    ArchiveNumberTypeError,
    CategoryCode,
    FindingCode,
    RetentionCode,
    RetentionPeriod,
    RuleTable,
    Severity,
    parse,
    repair,
)
from siarchive import format as write
from siarchive.formats import NumberFormat, Segment, SegmentKind
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
TINY = scheme_named("tiny")
PLAIN = "2009-GL-参保单位登记材料-1-50-Y"
GL, Y = CategoryCode("GL"), RetentionCode("Y")
NUMBER = ArchiveNumber(2009, GL, "参保单位登记材料", 1, 50, Y)

Fault = tuple[FindingCode, str | None, tuple[int, int] | None]


def faults(text: str, name: str = "wuhu") -> list[Fault]:
    with pytest.raises(ArchiveNumberError) as caught:
        parse(text, scheme=scheme_named(name))
    return [(f.code, f.field, f.span) for f in caught.value.findings]


class TestValue:
    def test_parts(self) -> None:
        assert (NUMBER.year, NUMBER.volume, NUMBER.page, NUMBER.fonds) == (2009, 1, 50, None)
        assert (NUMBER.category_code, NUMBER.retention_code) == (GL, Y)
        assert NUMBER.stage == "参保单位登记材料"

    def test_text_is_what_is_printed(self) -> None:
        assert str(NUMBER) == PLAIN
        assert str(ArchiveNumber(2009, GL, "甲", 1, 50, Y, "0211")) == "0211-2009-GL-甲-1-50-Y"

    @given(data=st.data())
    @every_scheme
    def test_str_never_follows_a_scheme(self, name: str, data: st.DataObject) -> None:
        n = data.draw(strategies.archive_numbers(scheme_named(name)))
        parts = [n.year, n.category_code, n.stage, n.volume, n.page, n.retention_code]
        if n.fonds is not None:
            parts.insert(0, n.fonds)
        assert str(n) == "-".join(map(str, parts))

    def test_methods_are_the_functions(self) -> None:
        assert ArchiveNumber.parse(PLAIN) == parse(PLAIN) == NUMBER
        assert NUMBER.format() == write(NUMBER) == PLAIN
        text = "KH/互档/P/2011/甲/12/003"
        number = ArchiveNumber.parse(text, scheme=TINY)
        assert number == ArchiveNumber(2011, CategoryCode("KH"), "甲", 3, 12, RetentionCode("P"))
        assert number.format(scheme=TINY) == text

    def test_explain_follows_the_scheme(self) -> None:
        number = parse("KH/互档/P/2011/甲/12/003", scheme=scheme_named("tiny"))
        own = number.explain(scheme=scheme_named("tiny"))
        assert own == siarchive.explain(number, scheme=scheme_named("tiny"))
        assert own != number.explain()

    def test_keywords(self) -> None:
        assert (
            ArchiveNumber(
                year=2009,
                category_code=GL,
                stage="参保单位登记材料",
                volume=1,
                page=50,
                retention_code=Y,
                fonds=None,
            )
            == NUMBER
        )

    def test_repr_can_be_read_back(self) -> None:
        names = {
            "ArchiveNumber": ArchiveNumber,
            "CategoryCode": CategoryCode,
            "RetentionCode": RetentionCode,
        }
        assert eval(repr(NUMBER), names) == NUMBER  # noqa: S307  (reason: our own repr)

    def test_nothing_can_be_changed_or_added(self) -> None:
        for name in ("year", "stage", "fonds", "more"):
            with pytest.raises(AttributeError):
                setattr(NUMBER, name, "x")
            with pytest.raises(AttributeError):
                delattr(NUMBER, name)

    def test_hostile_comparands(self) -> None:
        check_equality(NUMBER)
        check_order(NUMBER)


class TestOrder:
    """By year, category code, stage, volume, page, retention code, fonds; figures as figures."""

    ROWS = (
        (1949, "ZJ", "乙", 9, 9, "Y", None),
        (2009, "A", "乙", 9, 9, "Y", None),
        (2009, "B", "甲", 9, 9, "Y", None),
        (2009, "B", "甲乙", 2, 9, "Y", None),
        (2009, "B", "甲乙", 10, 9, "Y", None),
        (2009, "B", "甲乙", 10, 10, "Y", None),
        (2009, "B", "甲乙", 10, 100, "D", None),
        (2009, "B", "甲乙", 10, 100, "Y", None),
        (2009, "B", "甲乙", 10, 100, "Y", "0"),
        (2009, "B", "甲乙", 10, 100, "Y", "0211"),
        (10_000 - 1, "A", "甲", 1, 1, "A", None),
    )

    @staticmethod
    def made(row: tuple[int, str, str, int, int, str, str | None]) -> ArchiveNumber:
        year, category, stage, volume, page, retention, fonds = row
        return ArchiveNumber(
            year, CategoryCode(category), stage, volume, page, RetentionCode(retention), fonds
        )

    def test_rows_stand_in_order(self) -> None:
        numbers = list(map(self.made, self.ROWS))
        backwards = numbers[::-1]
        assert sorted(backwards) == numbers
        for i, first in enumerate(numbers):
            for second in numbers[i + 1 :]:
                assert first < second
                assert first <= second
                assert second > first
                assert second >= first
                assert first != second

    def test_order_and_equality_agree(self) -> None:
        for row in self.ROWS:
            first, second = self.made(row), self.made(row)
            assert first == second
            assert hash(first) == hash(second)
            assert not first < second
            assert first <= second
            assert first >= second


class TestConstructor:
    """It takes typed parts and checks their form; membership in a scheme is another question."""

    @staticmethod
    def refused(**changes: object) -> list[tuple[FindingCode, str | None]]:
        parts: dict[str, object] = {
            "year": 2009,
            "category_code": GL,
            "stage": "甲",
            "volume": 1,
            "page": 1,
            "retention_code": Y,
        }
        with pytest.raises(ArchiveNumberError) as caught:
            ArchiveNumber(**{**parts, **changes})  # type: ignore[arg-type]  # reason: wrong parts are the test
        assert all(f.span is None for f in caught.value.findings)
        assert all(f.message("zh") and f.message("en") for f in caught.value.findings)
        types = isinstance(caught.value, ArchiveNumberTypeError)
        assert types == any(f.code is FindingCode.WRONG_TYPE for f in caught.value.findings)
        return [(f.code, f.field) for f in caught.value.findings]

    def test_codes_of_no_scheme(self) -> None:
        number = ArchiveNumber(2009, CategoryCode("QQ"), "甲", 1, 1, RetentionCode("ZZ"))
        assert str(number) == "2009-QQ-甲-1-1-ZZ"

    @pytest.mark.parametrize("year", [1949, 9999])
    @pytest.mark.parametrize("count", [1, 999_999])
    def test_bounds(self, year: int, count: int) -> None:
        number = ArchiveNumber(year, GL, "甲", count, count, Y)
        assert (number.year, number.volume, number.page) == (year, count, count)

    @pytest.mark.parametrize("year", [1948, 10_000, 0, -2009, 10**50])
    def test_year(self, year: int) -> None:
        assert self.refused(year=year) == [(FindingCode.BAD_YEAR, "year")]

    @pytest.mark.parametrize("count", [0, -1, 1_000_000, 10**50])
    @pytest.mark.parametrize("name", ["volume", "page"])
    def test_counts(self, name: str, count: int) -> None:
        assert self.refused(**{name: count}) == [(FindingCode.NUMBER_OUT_OF_RANGE, name)]

    @pytest.mark.parametrize(
        "fonds", ["", "123456789", "02-11", "芜湖", "０２１１", "02 11", "0211\n"]
    )
    def test_fonds(self, fonds: str) -> None:
        assert self.refused(fonds=fonds) == [(FindingCode.BAD_FONDS, "fonds")]

    @pytest.mark.parametrize("fonds", ["0", "0211", "J019", "abcdEFGH"])
    def test_fonds_is_kept_as_text(self, fonds: str) -> None:
        assert ArchiveNumber(2009, GL, "甲", 1, 1, Y, fonds).fonds == fonds

    @pytest.mark.parametrize(
        ("stage", "code"),
        [
            ("", FindingCode.EMPTY_STAGE),
            (" 甲", FindingCode.STAGE_EDGE),
            ("甲\u3000", FindingCode.STAGE_EDGE),
            ("-甲", FindingCode.STAGE_EDGE),
            ("甲-", FindingCode.STAGE_EDGE),
            ("-", FindingCode.STAGE_EDGE),
            ("甲" * 201, FindingCode.STAGE_TOO_LONG),
            ("cafe\u0301", FindingCode.NOT_NFC),
            ("\u1100\u1161", FindingCode.NOT_NFC),
            ("\uf900", FindingCode.NOT_NFC),
            ("甲\n乙", FindingCode.CONTROL_CHARACTER),
            ("甲\t", FindingCode.CONTROL_CHARACTER),
            ("甲\u200b乙", FindingCode.INVISIBLE_CHARACTER),
            ("甲\u00ad乙", FindingCode.INVISIBLE_CHARACTER),
            ("甲\u00a0乙", FindingCode.INVISIBLE_CHARACTER),
            ("甲\ufeff", FindingCode.INVISIBLE_CHARACTER),
            ("\u202e甲", FindingCode.BIDI_CHARACTER),
            ("甲\ud800", FindingCode.SURROGATE),
            ("甲\ufffd", FindingCode.BAD_CHARACTER),
            ("甲\ue000", FindingCode.BAD_CHARACTER),
            ("\u3164", FindingCode.INVISIBLE_CHARACTER),
            ("\u2800", FindingCode.INVISIBLE_CHARACTER),
            ("甲\ufe0f", FindingCode.INVISIBLE_CHARACTER),
        ],
    )
    def test_stage(self, stage: str, code: FindingCode) -> None:
        assert self.refused(stage=stage) == [(code, "stage")]

    @pytest.mark.parametrize(
        "stage", ["甲", "甲" * 200, "甲 乙", "甲\u3000乙", "a-b/c", "123", "é", "①㎡", "\U00020bb7"]
    )
    def test_stage_is_kept_as_given(self, stage: str) -> None:
        assert ArchiveNumber(2009, GL, stage, 1, 1, Y).stage == stage

    @pytest.mark.parametrize(
        ("name", "field", "values"),
        [
            ("year", "year", [None, "2009", 2009.0, True, AlwaysEqual()]),
            ("category_code", "category", [None, "GL", Y, AlwaysEqual()]),
            ("stage", "stage", [None, 5, b"x", ["x"]]),
            ("volume", "volume", [None, "1", 1.0, True]),
            ("page", "page", [None, "1", False]),
            ("retention_code", "retention", [None, "Y", GL]),
            ("fonds", "fonds", [211, True, b"0211"]),
        ],
    )
    def test_types(self, name: str, field: str, values: list[object]) -> None:
        for value in values:
            assert self.refused(**{name: value}) == [(FindingCode.WRONG_TYPE, field)]

    def test_all_faults_at_once(self) -> None:
        assert set(self.refused(year=0, stage="", volume=0, page=0, fonds="")) == {
            (FindingCode.BAD_YEAR, "year"),
            (FindingCode.EMPTY_STAGE, "stage"),
            (FindingCode.NUMBER_OUT_OF_RANGE, "volume"),
            (FindingCode.NUMBER_OUT_OF_RANGE, "page"),
            (FindingCode.BAD_FONDS, "fonds"),
        }
        assert set(self.refused(year="2009", volume=None)) == {
            (FindingCode.WRONG_TYPE, "year"),
            (FindingCode.WRONG_TYPE, "volume"),
        }


class TestStrictReader:
    @pytest.mark.parametrize(
        "value",
        [None, 5, True, 2009.0, b"2009", [PLAIN], (PLAIN,), NUMBER, AlwaysEqual()],
    )
    def test_not_text(self, value: object) -> None:
        for scheme in (None, WUHU, TINY):
            with pytest.raises(ArchiveNumberTypeError) as caught:
                parse(value, scheme=scheme)  # type: ignore[arg-type]  # reason: the wrong type is the test
            assert isinstance(caught.value, TypeError)
            assert isinstance(caught.value, ValueError)
            assert [(f.code, f.field) for f in caught.value.findings] == [
                (FindingCode.WRONG_TYPE, "number")
            ]

    def test_text_of_a_subclass(self) -> None:
        class Text(str):
            __slots__ = ()

        assert parse(Text(PLAIN)) == NUMBER

    @pytest.mark.parametrize("text", ["", " ", "\u3000\u3000", "\n"])
    def test_empty(self, text: str) -> None:
        assert faults(text) == [(FindingCode.EMPTY_NUMBER, "number", (0, len(text)))]

    def test_all_faults_at_once_in_order_of_place(self) -> None:
        assert faults("99-gl--0-1000000-永久") == [
            (FindingCode.BAD_YEAR, "year", (0, 2)),
            (FindingCode.UNKNOWN_CATEGORY, "category", (3, 5)),
            (FindingCode.EMPTY_STAGE, "stage", (6, 6)),
            (FindingCode.BAD_VOLUME, "volume", (7, 8)),
            (FindingCode.NUMBER_OUT_OF_RANGE, "page", (9, 16)),
            (FindingCode.UNKNOWN_RETENTION, "retention", (17, 19)),
        ]

    def test_spans_count_code_points(self) -> None:
        """Not bytes, and not halves of a character beyond the basic plane."""
        assert faults("2009-GL-\U00020bb7\U0001f5c4-0-50-Y") == [
            (FindingCode.BAD_VOLUME, "volume", (11, 12))
        ]

    def test_one_finding_for_a_run_of_bad_characters(self) -> None:
        assert faults("2009-GL-甲\u200b\u200b乙\n丙-1-50-Y") == [
            (FindingCode.INVISIBLE_CHARACTER, "stage", (9, 11)),
            (FindingCode.CONTROL_CHARACTER, "stage", (12, 13)),
        ]

    @pytest.mark.parametrize(
        ("text", "suggestion"),
        [
            ("2009-gl-甲-1-50-Y", "GL"),
            ("2009-xx-甲-1-50-Y", None),
            ("2009-GL-甲-01-50-Y", "1"),
            ("2009-GL-甲-1-000-Y", None),
            ("2009-GL-甲-十-50-Y", None),
            ("2009-GL-甲-1-50-y", "Y"),
            ("2009-GL-甲-1-50-永久", "Y"),
            ("2009-GL-甲-1-50-30年", "D"),
            ("2009-GL-甲-1-50-25年", None),
            ("2009-GL-甲-1-50-D30", None),
            ("2009-GL-甲 -1-50-Y", ""),
            ("2009-GL-cafe\u0301-1-50-Y", "café"),
        ],
    )
    def test_suggestion(self, text: str, suggestion: str | None) -> None:
        """Replacement text for the part, where there is only one; never advice."""
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text)
        (found,) = caught.value.findings
        assert found.suggestion == suggestion

    @pytest.mark.parametrize(
        ("text", "suggestions"),
        [
            # rule 1.1 stands under GL and is permanent: Y
            ("2009-XX-参保单位登记材料-1-50-Y", {"category": "GL"}),
            ("2009-GL-参保单位登记材料-1-50-Q", {"retention": "Y"}),
            ("2009-XX-参保单位登记材料-1-50-", {"category": "GL", "retention": "Y"}),
            # what was written counts first: D is 30 years, small letters are a slip
            ("2009-zj-参保单位登记材料-1-50-30年", {"category": "ZJ", "retention": "D"}),
            # words that say something else are not overruled by the stage
            ("2009-GL-参保单位登记材料-1-50-长期", {"retention": None}),
            ("2009-社保-参保单位登记材料-1-50-Y", {"category": None}),
            # rules 2.2.2.2, 3.4.2.2 and so on: five categories, all 15 years: E
            ("2009-XX-总账-1-50-Q", {"category": None, "retention": "E"}),
            # 25 years has no letter
            ("2009-YL-现金、银行存款日记账-1-50-Q", {"retention": None}),
            # 5.1 and 7.1: the code is shared, and still the one to print; 10 years: F
            ("2009-XX-失业备案材料-1-50-Q", {"category": "SY", "retention": "F"}),
            ("0211-2009-XX-失业备案材料-1-50-F", {"category": "SY"}),
            # a stage of its own name asks for nothing
            ("2009-XX-甲-1-50-Q", {"category": None, "retention": None}),
        ],
    )
    def test_what_the_stage_asks_for(self, text: str, suggestions: dict[str, str | None]) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text)
        assert {f.field: f.suggestion for f in caught.value.findings} == suggestions

    def test_rules_of_one_title_that_disagree_ask_for_nothing(self) -> None:
        """总账 stands under five categories; if one says 5 years, none is asked."""
        wuhu = scheme_named("wuhu")
        rows = tuple(
            evolve(rule, retention=RetentionPeriod(5)) if rule.id == "2.2.2.2" else rule
            for rule in wuhu.rules
        )
        scheme = evolve(wuhu, id="other", rules=RuleTable(rows))
        with pytest.raises(ArchiveNumberError) as caught:
            parse("2009-ZJ-总账-1-50-Q", scheme=scheme)
        assert [f.suggestion for f in caught.value.findings] == [None]

    def test_a_title_that_no_number_can_hold(self) -> None:
        """A rule may be titled as it likes: as a stage it must keep off the separator."""
        wuhu = scheme_named("wuhu")
        first, *others = wuhu.rules
        rules = RuleTable((evolve(first, title="甲-"), *others))
        scheme = evolve(wuhu, id="other", rules=rules)
        with pytest.raises(ArchiveNumberError) as caught:
            parse("2009-GL-甲--1-50-Y", scheme=scheme)
        assert [f.code for f in caught.value.findings] == [FindingCode.STAGE_EDGE]

    def test_what_has_no_place_for_a_fonds_is_never_read_with_one(self) -> None:
        wuhu = scheme_named("wuhu")
        form = evolve(wuhu.number_format, segments=wuhu.number_format.without_fonds)
        scheme = evolve(wuhu, id="bare", number_format=form)
        with pytest.raises(ArchiveNumberError) as caught:
            parse("209-2009-甲-1-50-Y", scheme=scheme)
        assert [f.code for f in caught.value.findings] == [
            FindingCode.BAD_YEAR,
            FindingCode.UNKNOWN_CATEGORY,
        ]

    def test_a_fonds_is_read_only_where_that_leaves_fewer_faults(self) -> None:
        """`2010` for a category is one fault; `2009` for a fonds would leave two."""
        assert faults("2009-2010-甲-1-50-Y") == [(FindingCode.UNKNOWN_CATEGORY, "category", (5, 9))]

    def test_the_longest_text_that_is_looked_at(self) -> None:
        """A thousand characters; one more is not looked at, and kept with the error."""
        text = "2009-GL-" + "甲" * 985 + "-1-50-Y"
        assert len(text) == 1000
        assert faults(text) == [(FindingCode.STAGE_TOO_LONG, "stage", (8, 993))]
        assert faults("甲" * 1000) == [(FindingCode.TOO_FEW_PARTS, "number", (0, 1000))]
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text + "Y")
        assert [f.code for f in caught.value.findings] == [FindingCode.TOO_LONG]
        assert caught.value.text == text + "Y"

    def test_a_stage_of_200_characters_with_a_blank_is_not_too_long(self) -> None:
        assert faults("2009-GL-" + "甲" * 199 + " -1-50-Y") == [
            (FindingCode.STAGE_EDGE, "stage", (207, 208))
        ]

    def test_faults_of_a_stage_in_order_of_place(self) -> None:
        assert faults("2009-GL-cafe\u0301 -1-50-Y") == [
            (FindingCode.NOT_NFC, "stage", (8, 14)),
            (FindingCode.STAGE_EDGE, "stage", (13, 14)),
        ]

    def test_without_a_text_nothing_suggests_to_empty_the_stage(self) -> None:
        """An edge is taken away at its span; without one, "" would replace the whole stage."""
        with pytest.raises(ArchiveNumberError) as caught:
            ArchiveNumber(2009, GL, "甲 ", 1, 50, Y)
        assert [(f.code, f.span, f.suggestion) for f in caught.value.findings] == [
            (FindingCode.STAGE_EDGE, None, None)
        ]

    def test_each_end_of_a_stage_is_named(self) -> None:
        """The suggestion replaces the span: the blank goes, and the stage stays."""
        text = "2009-GL- 甲 -1-50-Y"
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text)
        found = caught.value.findings
        assert [(f.code, f.span, f.suggestion) for f in found] == [
            (FindingCode.STAGE_EDGE, (8, 9), ""),
            (FindingCode.STAGE_EDGE, (10, 11), ""),
        ]
        for one in reversed(found):
            assert one.span is not None
            text = text[: one.span.start] + (one.suggestion or "") + text[one.span.end :]
        assert str(parse(text)) == "2009-GL-甲-1-50-Y"

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("2009-GL-甲-1", 6),
            ("0211-2009-GL-甲-1", 7),
            ("2009-2010-GL-甲-1", 7),
            ("2009-2010-GL-甲-1-50", 7),
            ("2009", 6),
            ("-", 6),
        ],
    )
    def test_how_many_parts_are_missing(self, text: str, wanted: int) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text)
        (found,) = caught.value.findings
        parts = text.count("-") + 1
        assert (found.code, found.params["parts"]) == (FindingCode.TOO_FEW_PARTS, parts)
        assert found.params["wanted"] == wanted

    # mixed: T1·KH-2011-甲/001·P-50
    @pytest.mark.parametrize(("text", "parts"), [("a/b/c/d/e/f/g/h/i", 1), ("T1·KH-2011/1-1", 4)])
    def test_only_separators_in_their_order_make_parts(self, text: str, parts: int) -> None:
        mixed = scheme_named("mixed")
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text, scheme=mixed)
        for found in (caught.value.findings[0], repair(text, scheme=mixed).findings[0]):
            assert (found.code, found.params["parts"]) == (FindingCode.TOO_FEW_PARTS, parts)

    @pytest.mark.parametrize("field", ["year", "volume", "page"])
    def test_figures_too_long_for_python_to_write(self, field: str) -> None:
        parts = {"year": 2009, "volume": 1, "page": 1, field: 10**5000}
        code, letter = CategoryCode("GL"), RetentionCode("Y")
        with pytest.raises(ArchiveNumberError) as caught:
            ArchiveNumber(parts["year"], code, "甲", parts["volume"], parts["page"], letter)
        assert [f.field for f in caught.value.findings] == [field]
        assert caught.value.message("zh")

    def test_a_text_with_methods_of_its_own(self) -> None:
        class Sly(str):
            __slots__ = ()

            def split(self, *_: object) -> list[str]:
                return ["2009", "GL", "甲", "1", "50", "Y"]

            def __str__(self) -> str:
                return "2009-GL-甲-1-50-Y"

        assert faults(Sly("nothing")) == [(FindingCode.TOO_FEW_PARTS, "number", (0, 7))]
        number = parse(Sly("2009-GL-甲-1-50-Y"))
        assert type(number.stage) is str
        assert type(CategoryCode(Sly("GL")).text) is str

    @pytest.mark.parametrize(
        "text",
        [
            "2009-GL-甲-1-50-Y",
            "0211-2009-GL-甲-1-50-Y",
            "2009-2009-GL-甲-1-50-Y",
            "GL-2009-GL-甲-1-50-Y",
            "Y-2009-GL-甲-1-50-Y",
            "2010-2009-GL-2008-GL-甲-1-50-Y",
        ],
    )
    def test_fonds_if_and_only_if_a_year_and_a_category_follow(self, text: str) -> None:
        first, second, third, *_ = text.split("-")
        number = parse(text)
        assert number.fonds == (first if second == "2009" and third == "GL" else None)
        assert str(number) == text

    @pytest.mark.parametrize(
        "text", ["02-11-2009-GL-甲-1-50-Y", "0211-0211-2009-GL-甲-1-50-Y", "-2009-GL-甲-1-50-Y"]
    )
    def test_only_one_fonds(self, text: str) -> None:
        assert faults(text)

    @pytest.mark.parametrize(
        ("pad", "sound", "unsound"),
        [
            ("volume", ["001", "999", "1000", "999999"], ["1", "01", "0001", "01000", "000"]),
            ("page", ["1", "12", "999999"], ["01", "001", "0"]),
        ],
    )
    def test_padding_is_the_format_s(self, pad: str, sound: list[str], unsound: list[str]) -> None:
        """In the small scheme volumes have three digits at least, and pages are not padded."""
        for text in [*sound, *unsound]:
            page, volume = ("7", text) if pad == "volume" else (text, "007")
            whole = f"KH/互档/P/2011/甲/{page}/{volume}"
            if text in sound:
                number = parse(whole, scheme=TINY)
                assert (number.volume if pad == "volume" else number.page) == int(text)
            else:
                assert {field for _, field, _ in faults(whole, "tiny")} == {pad}

    def test_page_at_the_end_padded_to_four(self) -> None:
        turned = scheme_named("turned")
        assert parse("3.2011.KH.P.〔互〕.甲.0012", scheme=turned).page == 12
        assert faults("3.2011.KH.P.〔互〕.甲.12", "turned") == [
            (FindingCode.BAD_PAGE, "page", (18, 20))
        ]

    def test_another_scheme_s_number(self) -> None:
        assert faults(PLAIN, "tiny") == [(FindingCode.TOO_FEW_PARTS, "number", (0, 23))]
        assert faults("KH/互档/P/2011/甲/12/003")[0][0] is FindingCode.TOO_FEW_PARTS

    def test_errors_are_errors(self) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            parse("x")
        assert all(f.severity is Severity.ERROR for f in caught.value.findings)
        assert caught.value.text == "x"
        assert str(caught.value) == caught.value.message("en")
        assert caught.value.message("zh") != caught.value.message("en")


class TestWriter:
    @pytest.mark.parametrize("value", [None, PLAIN, 5, GL, AlwaysEqual()])
    def test_not_a_number(self, value: object) -> None:
        with pytest.raises(ArchiveNumberTypeError):
            write(value)  # type: ignore[arg-type]  # reason: the wrong type is the test

    def test_the_default_is_wuhu(self) -> None:
        assert write(NUMBER) == write(NUMBER, scheme=WUHU) == PLAIN

    def test_a_fonds_that_the_format_asks_for(self) -> None:
        # Nothing but the fonds is asked for: the widest bounds, and the separator of `str`.
        form = NumberFormat((Segment(SegmentKind.FONDS), *WUHU.number_format.without_fonds), "-")
        scheme = evolve(WUHU, number_format=form)
        with pytest.raises(ArchiveNumberError) as caught:
            write(NUMBER, scheme=scheme)
        assert [(f.code, f.field) for f in caught.value.findings] == [
            (FindingCode.BAD_FONDS, "fonds")
        ]
        assert write(evolve(NUMBER, fonds="0211"), scheme=scheme) == f"0211-{PLAIN}"


@every_scheme
class TestCharacters:
    """The table of characters holds what shows, and nothing that hides."""

    PLANES = (*range(0x20, 0x3400), *range(0xD7A0, 0x10400), *range(0x1D000, 0x1FB00), 0x20BB7)

    def test_nothing_that_hides(self, name: str) -> None:
        """Control, format, private, unassigned: none but the two blanks that a stage may hold."""
        scheme = scheme_named(name)
        code = next(c.code for c in scheme.categories if c.code)
        retention = scheme.retention_codes[0].code
        wrong = []
        for point in (*self.PLANES[::17], *range(0x20, 0x250)):
            char = chr(point)
            if unicodedata.category(char)[0] not in "CZ":
                continue
            sound = char in " \u3000"
            try:
                ArchiveNumber(2011, code, f"甲{char}乙", 1, 1, retention)
            except ArchiveNumberError:
                wrong += [hex(point)] if sound else []
            else:
                wrong += [] if sound else [hex(point)]
        assert wrong == []

    @pytest.mark.parametrize(
        "char", list("一龥〇々〆ヶ·—、。《》〔〕①ⅣⅫ㎡℃αЖé한𠮷😀½²~!@#$%^&*()_+={}[]|\\:;\"'<>,?")
    )
    def test_what_shows(self, name: str, char: str) -> None:
        scheme = scheme_named(name)
        code = next(c.code for c in scheme.categories if c.code)
        letter = scheme.retention_codes[0].code
        # a separator may stand inside
        number = ArchiveNumber(2011, code, f"甲{char}乙", 1, 1, letter, fonds_of(scheme))
        assert parse(written(number, scheme), scheme=scheme) == number
