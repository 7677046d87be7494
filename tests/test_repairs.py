"""Repairs: each mend by itself and several at once, and what is refused rather than guessed."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import AlwaysEqual, check_equality
from tests.schemes_fixture import every_scheme, scheme_named, written

from siarchive import (
    ArchiveNumberTypeError,
    FindingCode,
    Repair,
    Severity,
    Span,
    parse,
    repair,
)
from siarchive.characters import character_table
from siarchive.formats import NumberFormat, Segment, SegmentKind
from siarchive.testing import strategies

PLAIN = "2009-GL-参保单位登记材料-1-50-Y"
NUMBER = parse(PLAIN)
TINY = scheme_named("tiny")
C = FindingCode

SMALL = "KH/互档/P/2011/甲乙/12/003"


def mends(answer: Repair) -> list[tuple[FindingCode, str | None]]:
    assert all(f.severity is Severity.WARNING for f in answer.findings)
    return [(f.code, f.field) for f in answer.findings]


def reasons(text: str, name: str = "wuhu") -> set[FindingCode]:
    """Return why a text is refused; nothing is read from it."""
    answer = repair(text, scheme=scheme_named(name))
    assert answer.number is None
    assert answer.last_page is None
    return {f.code for f in answer.findings if f.severity is Severity.ERROR}


@every_scheme
class TestUntidyTexts:
    """Any mixture of slips is mended, each is named, and nothing else is."""

    @given(data=st.data())
    def test_number_mends_and_places(self, name: str, data: st.DataObject) -> None:
        slip = data.draw(strategies.untidy(scheme_named(name)))
        answer = repair(slip.text, scheme=scheme_named(name))
        assert (answer.number, answer.last_page) == (slip.number, slip.last_page)
        assert {code for code, _ in mends(answer)} == slip.codes
        # places lie in the text and in order, and the parts of the number lie apart
        spans = [f.span for f in answer.findings if f.span is not None]
        assert len(spans) == len(answer.findings)
        assert spans == sorted(spans)
        assert all(0 <= a <= b <= len(slip.text) for a, b in spans)
        parts = sorted(span for field, span in answer.spans.items() if field != "number")
        assert all(a.end <= b.start for a, b in pairwise(parts))


MENDS = [
    ("2009-GL-Cafe\u0301登记-1-50-Y", C.MENDED_NFC, "number"),
    ("2009-GL-\uf900材料-1-50-Y", C.MENDED_NFC, "number"),
    ("2009-GL-甲\uf900材料-1-50-Y", C.MENDED_NFC, "number"),
    ("2009-GL-\u1100\u1161\u11a8-1-50-Y", C.MENDED_NFC, "number"),
    ("2009-GL-\u0cc6\u0cc2\u0cd5-1-50-Y", C.MENDED_NFC, "number"),
    ("2009-GL-a\u0323\u0302-1-50-Y", C.MENDED_NFC, "number"),
    ("2009-GL-参保\u200b单位-1-50-Y", C.MENDED_INVISIBLE, "number"),
    ("\ufeff2009-GL-甲-1-50-Y", C.MENDED_INVISIBLE, "number"),
    ("2009-GL-甲-1-5\u200e0-Y", C.MENDED_INVISIBLE, "number"),
    (" 2009-GL-甲-1-50-Y", C.MENDED_BLANKS, "number"),
    ("2009-GL-甲-1-50-Y\n", C.MENDED_BLANKS, "number"),
    ("2009-GL-甲-1-50-Y\u00a0", C.MENDED_BLANKS, "number"),
    ("2009 -GL-甲-1-50-Y", C.MENDED_BLANKS, "year"),
    ("2009- GL-甲-1-50-Y", C.MENDED_BLANKS, "category"),
    ("2009-GL-\u3000甲-1-50-Y", C.MENDED_BLANKS, "stage"),
    ("2009-GL-甲-1\t-50-Y", C.MENDED_BLANKS, "volume"),
    ("2009-GL-甲-1-\u200350-Y", C.MENDED_BLANKS, "page"),
    ("2009-GL-甲-1-50- Y", C.MENDED_BLANKS, "retention"),
    ("0211 -2009-GL-甲-1-50-Y", C.MENDED_BLANKS, "fonds"),
    ("2009-GL-甲\u00a0乙-1-50-Y", C.MENDED_BLANKS, "stage"),
    ("2009—GL-甲-1-50-Y", C.MENDED_DASH, "number"),
    ("2009-GL-甲－1-50-Y", C.MENDED_DASH, "number"),
    ("２００９-GL-甲-1-50-Y", C.MENDED_FULL_WIDTH, "year"),
    ("2009-ＧＬ-甲-1-50-Y", C.MENDED_FULL_WIDTH, "category"),
    ("2009-GL-甲-１-50-Y", C.MENDED_FULL_WIDTH, "volume"),
    ("2009-GL-甲-1-５0-Y", C.MENDED_FULL_WIDTH, "page"),
    ("2009-GL-甲-1-50-Ｙ", C.MENDED_FULL_WIDTH, "retention"),
    ("０211-2009-GL-甲-1-50-Y", C.MENDED_FULL_WIDTH, "fonds"),
    ("2009-gL-甲-1-50-Y", C.MENDED_LOWER_CASE, "category"),
    ("2009-GL-甲-1-50-y", C.MENDED_LOWER_CASE, "retention"),
    ("2009-GL-甲-01-50-Y", C.MENDED_ZERO_PADDING, "volume"),
    ("2009-GL-甲-1-00000000050-Y", C.MENDED_ZERO_PADDING, "page"),
    ("2009年-GL-甲-1-50-Y", C.MENDED_AFFIX, "year"),
    ("2009-GL-甲-第1卷-50-Y", C.MENDED_AFFIX, "volume"),
    ("2009-GL-甲-1-第50页-Y", C.MENDED_AFFIX, "page"),
    ("2009-GL-甲-1-50-永久", C.MENDED_PERIOD_WORDS, "retention"),
    ("2009-GL-甲-1-50-10年", C.MENDED_PERIOD_WORDS, "retention"),
    ("2009-GL-甲-1-50-１０年", C.MENDED_PERIOD_WORDS, "retention"),
    ("2009-GL-甲-1-1~50-Y", C.MENDED_PAGE_RANGE, "page"),
    ("档号:2009-GL-甲-1-50-Y", C.MENDED_LABEL, "number"),
    ("档 号：2009-GL-甲-1-50-Y", C.MENDED_LABEL, "number"),
]


class TestOneMend:
    @pytest.mark.parametrize(("text", "code", "field"), MENDS)
    def test_named_with_its_place(self, text: str, code: FindingCode, field: str) -> None:
        answer = repair(text)
        assert mends(answer) == [(code, field)]

    @pytest.mark.parametrize(("text", "code", "field"), MENDS)
    def test_suggestion_is_replacement_text(self, text: str, code: FindingCode, field: str) -> None:
        """Putting it in place of the span gives what was read: the canonical text."""
        answer = repair(text)
        (found,) = answer.findings
        assert (found.code, found.field) == (code, field)
        assert found.span is not None
        assert found.suggestion is not None
        start, end = found.span
        tidy = text[:start] + found.suggestion + text[end:]
        assert answer.number == parse(tidy)

    @pytest.mark.parametrize(("text", "code", "field"), MENDS)
    def test_span_is_no_wider_than_the_slip(self, text: str, code: FindingCode, field: str) -> None:
        """Neighbours that are as they should be stay out of it, unless the part is one slip."""
        (found,) = repair(text).findings
        assert (found.code, found.field) == (code, field)
        assert found.span is not None
        start, end = found.span
        slip = text[start:end]
        if code in {C.MENDED_DASH, C.MENDED_INVISIBLE, C.MENDED_BLANKS}:
            assert not any(c.isalnum() or c == "-" for c in slip)
        elif code is C.MENDED_NFC:
            assert not unicodedata.is_normalized("NFC", slip)
            assert unicodedata.is_normalized("NFC", text[:start])
            assert unicodedata.is_normalized("NFC", text[end:])
            assert "-" not in slip
        elif code is not C.MENDED_LABEL:
            assert "-" not in slip

    @pytest.mark.parametrize("dash", sorted(character_table().dashes))
    def test_every_dash_of_the_list(self, dash: str) -> None:
        answer = repair(PLAIN.replace("-", dash))
        assert answer.number == NUMBER
        assert mends(answer) == [(C.MENDED_DASH, "number")] * 5

    @pytest.mark.parametrize("sign", list("一ー_~=+|/\\.·、,　 \u00ad\u30fb〜"))
    def test_never_these(self, sign: str) -> None:
        """One (一) and the long vowel mark (ー) are words; the rest are other signs."""
        assert reasons(PLAIN.replace("-", sign))

    @pytest.mark.parametrize("char", sorted(character_table().removable))
    def test_every_mark_that_shows_nothing(self, char: str) -> None:
        text = char.join(PLAIN)
        answer = repair(text)
        assert answer.number == NUMBER
        assert {code for code, _ in mends(answer)} == {C.MENDED_INVISIBLE}
        assert len(answer.findings) == len(PLAIN) - 1

    @pytest.mark.parametrize("quotes", ['""', "''", "“”", "‘’", "「」", "『』", "《》", "＂＂"])
    def test_quotes(self, quotes: str) -> None:
        answer = repair(f"{quotes[0]}{PLAIN}{quotes[1]}")
        assert answer.number == NUMBER
        assert [(f.code, f.span, f.suggestion) for f in answer.findings] == [
            (C.MENDED_QUOTES, (0, 1), ""),
            (C.MENDED_QUOTES, (24, 25), ""),
        ]

    @pytest.mark.parametrize("text", [f"“{PLAIN}", f"{PLAIN}”", f"”{PLAIN}“", f"“{PLAIN}'"])
    def test_quotes_come_in_pairs(self, text: str) -> None:
        assert reasons(text)


class TestStage:
    """The stage's own words are never rewritten."""

    @pytest.mark.parametrize(
        "stage",
        [
            "参保单位登计材料",
            "甲－乙",
            "甲—乙",
            "甲–1",
            "ＡＢＣ",
            "（甲）",
            "月／季",
            "abc",
            "第１卷",
            "1～50",
            "甲 乙",
            "甲\u3000乙",
            "①㎡",
            "一ー二",
            "“甲”",
            "永久",
            "001",
        ],
    )
    def test_kept_as_given(self, stage: str) -> None:
        """Even where the rest of the number is untidy, and even what would be a slip elsewhere."""
        for text in (f" 2009-GL-{stage}-1-50-Y", f"2009年-gl-{stage}-01-50-Y"):
            answer = repair(text)
            assert answer.number is not None
            assert answer.number.stage == stage

    def test_a_title_that_is_almost_one(self) -> None:
        """A slip in the stage is the business of validation."""
        assert repair("2009-GL-参保单位登计材料-1-50-Y").findings == ()


class TestPageRange:
    @pytest.mark.parametrize("sign", list("~～〜至"))
    @pytest.mark.parametrize(
        ("first", "last"), [("1", "50"), ("1", "1"), ("7", "999999"), ("１", "５０")]
    )
    def test_signs(self, sign: str, first: str, last: str) -> None:
        answer = repair(f"2009-GL-甲-1-{first}{sign}{last}-Y")
        assert answer.number is not None
        assert (answer.number.page, answer.last_page) == (int(first), int(last))
        assert (C.MENDED_PAGE_RANGE, "page") in mends(answer)

    def test_blanks_round_the_sign(self) -> None:
        answer = repair("2009-GL-甲-1-1 ~ 50-Y")
        assert answer.last_page == 50
        assert set(mends(answer)) == {(C.MENDED_PAGE_RANGE, "page"), (C.MENDED_BLANKS, "page")}

    def test_words_round_the_range(self) -> None:
        answer = repair("2009-GL-甲-1-第1至50页-Y")
        assert answer.last_page == 50
        assert set(mends(answer)) == {(C.MENDED_PAGE_RANGE, "page"), (C.MENDED_AFFIX, "page")}

    @pytest.mark.parametrize(
        "slot",
        ["50~1", "1~", "~50", "~", "1~2~3", "1~~50", "0~50", "00~50", "1~x", "x~50", "1~五十"],
    )
    def test_refused(self, slot: str) -> None:
        """Backwards, open, threefold, from zero, or no figures."""
        assert reasons(f"2009-GL-甲-1-{slot}-Y")

    @pytest.mark.parametrize("slot", ["50~1", "1~", "~50", "1~2~3", "0~50"])
    def test_refused_with_the_reason(self, slot: str) -> None:
        assert reasons(f"2009-GL-甲-1-{slot}-Y") == {C.BAD_PAGE_RANGE}

    @pytest.mark.parametrize("last", ["1000000", "9" * 30, "9" * 1900])
    def test_the_last_page_is_a_page(self, last: str) -> None:
        """Pages end at 999999, the last of a range too."""
        assert reasons(f"2009-GL-甲-1-1~{last}-Y")

    def test_padded_as_the_format_asks(self) -> None:
        """Where pages have four digits, both ends of a range have them."""
        answer = repair("3.2011.KH.P.〔互〕.甲.0001~0050", scheme=scheme_named("turned"))
        assert answer.last_page == 50
        assert mends(answer) == [(C.MENDED_PAGE_RANGE, "page")]

    def test_a_hyphen_is_a_separator(self) -> None:
        """By position the stage is `参保单位登记材料-1`; `parse` reads it, so nothing is mended."""
        answer = repair("2009-GL-参保单位登记材料-1-1-50-Y")
        assert answer.number is not None
        assert (answer.number.stage, answer.findings) == ("参保单位登记材料-1", ())


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("2 009-GL-甲-1-50-Y", C.BLANK_INSIDE),
            ("2009-G L-甲-1-50-Y", C.BLANK_INSIDE),
            ("2009-GL-甲-1\u30000-50-Y", C.BLANK_INSIDE),
            ("2009-GL-甲-1-5\u00a00-Y", C.BLANK_INSIDE),
            ("2009-GL-甲-1-50-30 年", C.BLANK_INSIDE),
            ("2009-G\u041b-甲-1-50-Y", C.LOOK_ALIKE),
            ("2009-GL-甲-1-50-\u0421", C.LOOK_ALIKE),
            ("2009-GL-甲-1-50-\u03a5", C.LOOK_ALIKE),
            ("2009-GL-甲-1-l50-Y", C.LETTER_FOR_DIGIT),
            ("20O9-GL-甲-1-50-Y", C.LETTER_FOR_DIGIT),
            ("２０Ｏ９-GL-甲-1-50-Y", C.LETTER_FOR_DIGIT),
            ("2009-GL-甲-十二-50-Y", C.FOREIGN_DIGIT),
            ("2009-GL-甲-〇-50-Y", C.FOREIGN_DIGIT),
            ("二〇〇九-GL-甲-1-50-Y", C.FOREIGN_DIGIT),
            ("۲۰۰۹-GL-甲-1-50-Y", C.FOREIGN_DIGIT),
            ("2009-GL-甲-①-50-Y", C.FOREIGN_DIGIT),
            ("2009-GL-甲-Ⅻ-50-Y", C.FOREIGN_DIGIT),
            ("2009-GL-甲-²-50-Y", C.FOREIGN_DIGIT),
            ("2009-GL-甲-1-50-D30", C.UNKNOWN_RETENTION),
            ("2009-GL-甲-1-50-30", C.UNKNOWN_RETENTION),
            ("2009-GL-甲-1-50-长期", C.UNKNOWN_RETENTION),
            ("2009-GL-甲-1-1\u00ad50-Y", C.SOFT_HYPHEN),
            ("2009\u00adGL\u00ad甲\u00ad1\u00ad50\u00adY", C.SOFT_HYPHEN),
            ("2009-GL-甲-1\u00ad50-Y", C.SOFT_HYPHEN),
            ("2009-GL-参\u00ad保-1-50-Y", C.INVISIBLE_CHARACTER),
            ("2009-GL-\u202e甲-1-50-Y", C.BIDI_CHARACTER),
            ("2009-GL-甲\n乙-1-50-Y", C.CONTROL_CHARACTER),
            ("2009-GL-甲\udc80-1-50-Y", C.SURROGATE),
            ("2009-GL-甲\ufffd-1-50-Y", C.BAD_CHARACTER),
            ("2009-GL--1-50-Y", C.EMPTY_STAGE),
            ("2009-GL- -1-50-Y", C.EMPTY_STAGE),
            ("2009-GL--甲-1-50-Y", C.STAGE_EDGE),
            ("2009-GL-甲-1-50", C.TOO_FEW_PARTS),
            ("2009-GL-甲-1-50-", C.UNKNOWN_RETENTION),
            ("2009-XX-甲-1-50-Y", C.UNKNOWN_CATEGORY),
            ("1948-GL-甲-1-50-Y", C.BAD_YEAR),
            ("09-GL-甲-1-50-Y", C.BAD_YEAR),
            ("2009-GL-甲-0-50-Y", C.BAD_VOLUME),
            ("2009-GL-甲-1-0-Y", C.BAD_PAGE),
            ("2009-GL-甲-1000000-50-Y", C.NUMBER_OUT_OF_RANGE),
            ("-2009-GL-甲-1-50-Y", C.BAD_FONDS),
            ("—2009—GL—甲—1—50—Y", C.BAD_FONDS),
            ("芜湖-2009-GL-甲-1-50-Y", C.BAD_FONDS),
            ("", C.EMPTY_NUMBER),
            ("\u3000\n", C.EMPTY_NUMBER),
        ],
    )
    def test_with_the_reason(self, text: str, code: FindingCode) -> None:
        assert code in reasons(text)

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            # a refused slot and faults elsewhere
            (
                "209-XX-甲-1-5 0-永远",
                [
                    (C.BAD_YEAR, "year", (0, 3)),
                    (C.UNKNOWN_CATEGORY, "category", (4, 6)),
                    (C.BLANK_INSIDE, "page", (11, 14)),
                    (C.UNKNOWN_RETENTION, "retention", (15, 17)),
                ],
            ),
            # two slips of different kinds in one slot
            (
                "2O 09-GL-甲-1-50-Y",
                [(C.LETTER_FOR_DIGIT, "year", (0, 5)), (C.BLANK_INSIDE, "year", (0, 5))],
            ),
            # mends are named as well, and what they were made of is read on
            (
                "2009年-GL-甲-十-50~1-y",
                [
                    (C.MENDED_AFFIX, "year", (0, 5)),
                    (C.FOREIGN_DIGIT, "volume", (11, 12)),
                    (C.BAD_PAGE_RANGE, "page", (13, 17)),
                    (C.MENDED_LOWER_CASE, "retention", (18, 19)),
                ],
            ),
            # too few parts, and a character that belongs nowhere
            (
                " 2009-GL\x07-甲",
                [
                    (C.MENDED_BLANKS, "number", (0, 1)),
                    (C.TOO_FEW_PARTS, "number", (1, 11)),
                    (C.CONTROL_CHARACTER, "number", (8, 9)),
                ],
            ),
        ],
    )
    def test_no_refusal_hides_another(
        self, text: str, wanted: list[tuple[FindingCode, str, tuple[int, int]]]
    ) -> None:
        answer = repair(text)
        assert answer.number is None
        assert [(f.code, f.field, f.span) for f in answer.findings] == wanted

    @pytest.mark.parametrize(
        ("text", "named"),
        [
            ("2009-GL-甲-1-5 0-Y", "U+0020 SPACE"),
            ("2009-GL-甲-1-5\u30000-Y", "U+3000 IDEOGRAPHIC SPACE"),
            ("2009-G\u041b-甲-1-50-Y", "U+041B CYRILLIC CAPITAL LETTER EL"),
            ("2009-GL-甲-1-5O-Y", "U+004F LATIN CAPITAL LETTER O"),
            ("2009-GL-甲-①-50-Y", "U+2460 CIRCLED DIGIT ONE"),
            ("2009-GL-甲-1-٥-Y", "U+0665 ARABIC-INDIC DIGIT FIVE"),
            ("2009-GL-\u202e甲-1-50-Y", "U+202E RIGHT-TO-LEFT OVERRIDE"),
            ("2009-GL-甲-1-5\u00ad0-Y", "U+00AD"),
        ],
    )
    def test_the_character_is_named(self, text: str, named: str) -> None:
        (found,) = repair(text).findings
        for lang in ("zh", "en"):
            assert named in found.message(lang)

    @pytest.mark.parametrize(
        "text", ["2009-GL-甲-No.1-50-Y", "2009-GL-甲-AB-50-Y", "2009-GL-甲-O-50-Y"]
    )
    def test_a_letter_among_letters_is_no_slip_of_a_digit(self, text: str) -> None:
        assert reasons(text) == {C.BAD_VOLUME}

    def test_a_label_is_taken_off_once(self) -> None:
        """What stands behind a label is the number's; a second label is no slip we know."""
        assert str(repair("档号:“2009-GL-甲-1-50-Y”").number) == "2009-GL-甲-1-50-Y"
        assert str(repair("“档号:2009-GL-甲-1-50-Y”").number) == "2009-GL-甲-1-50-Y"
        assert reasons("档号:档号:2009-GL-甲-1-50-Y") == {C.BAD_YEAR}
        assert reasons("档号:“档号:2009-GL-甲-1-50-Y”") == {C.BAD_YEAR}

    def test_words_of_a_stage_that_comes_first_are_no_label(self) -> None:
        wuhu = scheme_named("wuhu")
        _, year, category, stage, *others = wuhu.number_format.segments
        form = NumberFormat((stage, year, category, *others), "-")
        scheme = evolve(wuhu, id="first", number_format=form)
        answer = repair("“档号:甲-2009-gl-1-50-Y”", scheme=scheme)
        assert answer.number is not None
        assert answer.number.stage == "档号:甲"

    def test_quotation_marks_alone(self) -> None:
        """Two of them hold nothing; one holds no other."""
        pair = repair('""')
        assert [f.code for f in pair.findings if f.code is not C.MENDED_QUOTES] == [C.EMPTY_NUMBER]
        assert len(pair.findings) == 3
        assert reasons('"') == {C.TOO_FEW_PARTS}

    def test_what_two_readings_were_made_of_is_kept(self) -> None:
        text = "2009-GL-甲-1-1—50-Y"
        assert repair(text).text == text

    def test_too_long_when_all_is_mended(self) -> None:
        """The figures of the sentence are there after mends as well."""
        text = " 2009-GL-" + "甲" * 986 + "-1-50-Y"
        found = repair(text).findings[-1]
        assert (found.code, found.span) == (C.TOO_LONG, (0, 1002))
        assert found.params == {"length": 1001, "most": 1000}

    def test_invisible_marks_are_listed(self) -> None:
        (found,) = repair("2009-GL-甲\u200d\u200b\u200d-1-50-Y").findings
        assert found.params["original"] == ("U+200B ZERO WIDTH SPACE, U+200D ZERO WIDTH JOINER")

    def test_full_width_signs_of_fixed_text(self) -> None:
        """The first and the last of the full-width forms."""
        plain = parse("2009-GL-甲-1-50-Y")
        wuhu = scheme_named("wuhu")
        fixed = Segment(SegmentKind.FIXED, text="!~")
        form = NumberFormat((*wuhu.number_format.segments, fixed), "-")
        scheme = evolve(wuhu, id="signs", number_format=form)
        answer = repair("2009-GL-甲-1-50-Y-！～", scheme=scheme)
        assert (answer.number, mends(answer)) == (plain, [(C.MENDED_FULL_WIDTH, "fixed")])

    def test_two_years_and_a_dash(self) -> None:
        """A fonds 2009 before the year 2010, or the years 2009 to 2010: nobody can tell."""
        answer = repair("2009—2010-GL-甲-1-50-Y")
        (found,) = answer.findings
        assert (found.code, found.field, found.span) == (C.TWO_READINGS, "year", (0, 9))
        assert found.params == {
            "first": "2009-2010-GL-甲-1-50-Y",
            "second": "2009~2010-GL-甲-1-50-Y",
        }
        # a fonds that is no year, and one joined by the separator, have one reading
        assert str(repair("0211—2010-GL-甲-1-50-Y").number) == "0211-2010-GL-甲-1-50-Y"
        assert str(repair("2009-2010-gl-甲-1-50-Y").number) == "2009-2010-GL-甲-1-50-Y"
        # only years make a span
        assert mends(repair("KH／KH/互档/P/2011/甲乙/12/003", scheme=TINY)) == [
            (C.MENDED_DASH, "number")
        ]

    def test_25_years_has_no_letter(self) -> None:
        """Both are said: the letter is missing, and why; none is put in its place."""
        answer = repair("2009-YL-现金、银行存款日记账-1-50-25年")
        assert answer.number is None
        assert [(f.code, f.field, f.span, f.suggestion) for f in answer.findings] == [
            (C.UNKNOWN_RETENTION, "retention", (24, 27), None),
            (C.NO_CODE_FOR_PERIOD, "retention", (24, 27), None),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "-2009-GL-甲-1-50-Y",
            "-X-2009-GL-甲-1-50-Y",
            "-GL-甲-1-50-Y",
            "2009-GL-甲-1-50-Y-",
            "2009--GL-甲-1-50-Y",
            "2009-GL-甲-1--50-Y",
            "--2009-GL-甲-1-50-Y",
        ],
    )
    def test_an_empty_part_is_not_dropped(self, text: str) -> None:
        assert reasons(text)

    def test_all_reasons_at_once(self) -> None:
        found = repair("20O9-G\u041b-甲-十二-5 0-D30").findings
        assert [(f.code, f.field) for f in found if f.severity is Severity.ERROR] >= [
            (C.LETTER_FOR_DIGIT, "year"),
            (C.LOOK_ALIKE, "category"),
            (C.FOREIGN_DIGIT, "volume"),
            (C.BLANK_INSIDE, "page"),
        ]

    def test_a_reason_stands_where_the_fault_is(self) -> None:
        """Also behind parts that were mended to another length."""
        text = "2009年-gl-甲-第01卷-1~50-"
        found = [f for f in repair(text).findings if f.severity is Severity.ERROR]
        assert [(f.code, f.span) for f in found] == [(C.UNKNOWN_RETENTION, (len(text), len(text)))]

    def test_an_empty_part_stands_between_its_separators(self) -> None:
        text = "2009年- gl --第01卷-50-Y"
        found = [f for f in repair(text).findings if f.severity is Severity.ERROR]
        assert [(f.code, f.span) for f in found] == [(C.EMPTY_STAGE, (11, 11))]

    def test_mends_are_named_beside_the_reason(self) -> None:
        answer = repair("２００９-GL-甲-1-50-A")
        assert {f.code for f in answer.findings} == {C.MENDED_FULL_WIDTH, C.UNKNOWN_RETENTION}

    @pytest.mark.parametrize(
        "value", [None, 5, True, b"2009", [PLAIN], NUMBER, object(), AlwaysEqual()]
    )
    def test_not_text(self, value: object) -> None:
        with pytest.raises(ArchiveNumberTypeError) as caught:
            repair(value)  # type: ignore[arg-type]  # reason: the wrong type is the test
        assert isinstance(caught.value, TypeError)
        assert [(f.code, f.field) for f in caught.value.findings] == [(C.WRONG_TYPE, "number")]


class TestTwoReadings:
    """What can be read in two ways is refused, whichever is the likelier."""

    @pytest.mark.parametrize(
        "text",
        [
            "2009-GL-甲-1-1—50-Y",
            "2009-GL-甲-1-1－50-Y",
            "2009-GL-甲-2-1–50-Y",
        ],
    )
    def test_a_dash_before_the_page(self, text: str) -> None:
        """The range 1 to 50 of volume 1, or volume 1 of the stage `甲-1` and page 50."""
        assert reasons(text) == {C.TWO_READINGS}

    def test_only_one_of_the_readings_is_a_number(self) -> None:
        """All dashes are the same, so there is no range."""
        answer = repair("2009—GL—甲—1—50—Y")
        assert answer.number is not None
        assert (answer.number.stage, answer.last_page) == ("甲", None)

    def test_the_question_names_both(self) -> None:
        (found,) = repair("2009-GL-甲-1-1—50-Y").findings
        assert found.span == (0, 18)
        assert "2009-GL-甲-1-1-Y" in str(found.params["first"]) + str(found.params["second"])
        assert "2009-GL-甲-1-1-50-Y" in str(found.params["first"]) + str(found.params["second"])


class TestSeveralMends:
    def test_the_design_s_example(self) -> None:
        answer = repair("２００９－gl—参保单位登记材料 — 第01卷-50-永久")
        assert answer.number == NUMBER
        assert {code for code, _ in mends(answer)} == {
            C.MENDED_FULL_WIDTH,
            C.MENDED_DASH,
            C.MENDED_LOWER_CASE,
            C.MENDED_BLANKS,
            C.MENDED_AFFIX,
            C.MENDED_ZERO_PADDING,
            C.MENDED_PERIOD_WORDS,
        }

    def test_an_invisible_mark_inside_what_must_be_composed(self) -> None:
        answer = repair("2009-GL-Cafe\u200b\u0301-1-50-Y")
        assert answer.number is not None
        assert answer.number.stage == "Café"
        assert {code for code, _ in mends(answer)} == {C.MENDED_INVISIBLE, C.MENDED_NFC}

    def test_the_parts_stand_where_they_stood(self) -> None:
        text = " 2009年 -gl-甲\u200b乙-第01卷-1~50-永久"
        spans = repair(text).spans
        found = {field: text[a:b] for field, (a, b) in spans.items() if field != "number"}
        assert found["category"] == "gl"
        assert found["stage"] == "甲\u200b乙"
        assert found["retention"] == "永久"
        assert found["year"] == "2009"

    def test_a_tidy_text_needs_no_spans(self) -> None:
        """Nothing was mended; the canonical text is where its parts stand."""
        assert dict(repair(PLAIN).spans) == {}


class TestOtherSchemes:
    @pytest.mark.parametrize(
        ("text", "code", "field"),
        [
            ("kh/互档/P/2011/甲乙/12/003", C.MENDED_LOWER_CASE, "category"),
            ("KH／互档/P/2011/甲乙/12/003", C.MENDED_DASH, "number"),
            ("KH/互档/永久/2011/甲乙/12/003", C.MENDED_PERIOD_WORDS, "retention"),
            ("KH/互档/P/2011年/甲乙/12/003", C.MENDED_AFFIX, "year"),
            ("KH/互档/P/2011/甲乙/12/3", C.MENDED_ZERO_PADDING, "volume"),
            ("KH/互档/P/2011/甲乙/12/0003", C.MENDED_ZERO_PADDING, "volume"),
            ("KH/互档/P/2011/甲乙/012/003", C.MENDED_ZERO_PADDING, "page"),
            ("KH/互档/P/2011/甲乙/12~50/003", C.MENDED_PAGE_RANGE, "page"),
            ("KH/互档 /P/2011/甲乙/12/003", C.MENDED_BLANKS, "fixed"),
        ],
    )
    def test_the_same_mends(self, text: str, code: FindingCode, field: str) -> None:
        answer = repair(text, scheme=TINY)
        assert answer.number == parse(SMALL, scheme=TINY)
        assert mends(answer) == [(code, field)]

    def test_dashes_are_no_separators_there(self) -> None:
        assert reasons("KH—互档—P—2011—甲乙—12—003", "tiny")
        assert reasons("KH-互档-P-2011-甲乙-12-003", "tiny")

    def test_fixed_text_is_not_guessed(self) -> None:
        assert reasons("KH/户档/P/2011/甲乙/12/003", "tiny") == {C.FIXED_TEXT}

    @pytest.mark.parametrize("text", ["（甲）", "Ａ", "a"])
    def test_fixed_text_stands_as_the_scheme_has_it(self, text: str) -> None:
        """Full-width or small, it is what it must be: not a slip."""
        segments = tuple(
            Segment(SegmentKind.FIXED, 0, text) if s.kind is SegmentKind.FIXED else s
            for s in TINY.number_format.segments
        )
        form = NumberFormat(segments, "/")
        scheme = evolve(TINY, id="fixed", number_format=form)
        tidy = f"KH/{text}/P/2011/甲乙/12/003"
        assert repair(tidy, scheme=scheme).findings == ()
        answer = repair(f" {tidy}", scheme=scheme)
        assert mends(answer) == [(C.MENDED_BLANKS, "number")]
        assert answer.number is not None
        assert written(answer.number, scheme) == tidy


def test_hostile_comparands() -> None:
    check_equality(repair(PLAIN))
    check_equality(repair(""))


def test_what_comes_back_cannot_be_changed() -> None:
    answer = repair(PLAIN)
    with pytest.raises(AttributeError):
        answer.number = None  # type: ignore[misc]  # reason: that it is an error is the test
    with pytest.raises(TypeError):
        answer.spans["year"] = Span(0, 0)  # type: ignore[index]  # reason: as above


class TestUnlikeSeparators:
    """Each separator has its own full-width form, and is looked for in its own place."""

    MIXED = scheme_named("mixed")

    def test_full_width(self) -> None:
        answer = repair("t1·ｋｈ－２０１１年－甲·乙／第3卷·p－１２", scheme=self.MIXED)
        assert str(answer.number and answer.number.format(scheme=self.MIXED)) == (
            "t1·KH-2011-甲·乙/003·P-12"
        )
        assert {f.code for f in answer.findings} == {
            C.MENDED_DASH,
            C.MENDED_FULL_WIDTH,
            C.MENDED_LOWER_CASE,
            C.MENDED_AFFIX,
            C.MENDED_ZERO_PADDING,
        }

    def test_one_separator_is_not_taken_for_another(self) -> None:
        answer = repair("T1-KH-2011-甲/003·P-12", scheme=self.MIXED)
        assert [f.code for f in answer.findings] == [C.TOO_FEW_PARTS]

    def test_beyond_the_bounds(self) -> None:
        answer = repair("T1·KH-2011-甲/003·P-9~20001", scheme=self.MIXED)
        assert [(f.code, f.field) for f in answer.findings] == [(C.BAD_PAGE_RANGE, "page")]
        answer = repair("T1·KH-1985年-甲/003·P-12", scheme=self.MIXED)
        assert {(f.code, f.span) for f in answer.findings} == {
            (C.MENDED_AFFIX, (6, 11)),
            (C.BAD_YEAR, (6, 10)),
        }


class TestComposing:
    def test_what_joins_is_what_unicode_composes(self) -> None:
        """The table `joining`: second halves of compositions that are no marks."""
        table = character_table()
        pairs = [
            [chr(int(code, 16)) for code in unicodedata.decomposition(chr(c)).split()]
            for c in range(0x20000)
            if re.fullmatch("[0-9A-F]+ [0-9A-F]+", unicodedata.decomposition(chr(c)))
        ]
        # a few pairs are excluded from composition
        halves = {b for a, b in pairs if len(unicodedata.normalize("NFC", a + b)) == 1}
        korean = {chr(c) for c in (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3))}
        joining = {c for c in halves if not unicodedata.combining(c)} | korean
        assert {c for c in map(chr, range(0x20000)) if table.joining.match(c)} == joining

    def test_time_grows_with_the_length_alone(self) -> None:
        """Law 3: two thousand marks in a row are composed in one go, not one by one."""
        text = "2009-GL-甲" + "\u0301\u0327" * 900 + "-1-50-Y"
        seen: list[str] = []
        original = unicodedata.normalize

        class Counting:
            @staticmethod
            def normalize(form: str, given: str) -> str:
                seen.append(given)
                return original(form, given)  # type: ignore[arg-type]  # reason: passed on

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(unicodedata, "normalize", Counting.normalize)
            assert repair(text).number is None
        assert sum(map(len, seen)) < 10 * len(text)


@pytest.mark.parametrize("char", ["\u01c5", "\u02b0"])
def test_title_letters_and_modifiers_look_like_letters_too(char: str) -> None:
    """One letter that is a capital and a small one, and a small letter set high."""
    assert reasons(f"2009-G{char}-甲-1-50-Y") == {C.LOOK_ALIKE}


def test_full_width_forms_end_with_the_tilde() -> None:
    """The bracket behind it is wide, but is no wide form of an ASCII sign."""
    assert [f.code for f in repair("2009-GL-甲-1-5\uff5f-Y").findings] == [C.BAD_PAGE]


@pytest.mark.parametrize(("separator", "wide"), [("|", "｜"), ("_", "＿"), ("!", "！")])
def test_the_wide_form_of_any_ascii_separator_is_read_as_it(separator: str, wide: str) -> None:
    form = evolve(scheme_named("wuhu").number_format, separator=separator)
    scheme = evolve(scheme_named("wuhu"), id="other", number_format=form)
    plain = PLAIN.replace("-", separator)
    answer = repair(plain.replace(separator, wide, 1), scheme=scheme)
    assert (answer.number, mends(answer)) == (NUMBER, [(C.MENDED_DASH, "number")])


def test_other_separators_have_no_wide_form() -> None:
    """As far from the middle dot as the wide hyphen is from the hyphen stands a Japanese letter."""
    form = evolve(scheme_named("wuhu").number_format, separator="·")
    scheme = evolve(scheme_named("wuhu"), id="other", number_format=form)
    answer = repair(PLAIN.replace("-", "·").replace("·", "\uff97", 1), scheme=scheme)
    assert answer.number is None


def test_where_the_parts_stood_is_no_part_of_what_was_read() -> None:
    answer = repair(" 2009-GL-甲-1-50-Y")
    assert answer.spans
    assert answer == evolve(answer, spans=repair("2009-GL-甲-1-50-Y").spans)
    assert "spans" not in repr(answer)
