"""What a finding quotes: the very words at its place, and the figures of the rule they broke.

Programs and sentences are made of these parameters, so each is stated in full.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.schemes_fixture import every_scheme, scheme_named

from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    ArchiveNumberTypeError,
    CategoryCode,
    Finding,
    FindingCode,
    RetentionCode,
    RetentionPeriod,
    Severity,
    parse,
    repair,
)
from siarchive import format as write
from siarchive.characters import character_name
from siarchive.formats import NumberFormat, Segment, SegmentKind
from siarchive.testing import strategies

C = FindingCode
GL, Y = CategoryCode("GL"), RetentionCode("Y")
COUNT = 999_999
CATEGORIES = "GL ZJ YL YB SY GS TJ JH"
"""The printed codes of Wuhu, each once, in the order of the scheme."""
PERIODS = "Y H C D E F G"
SMALL_CATEGORIES = "KH B2"
SMALL_PERIODS = "P 20 10 S"

Params = dict[str, str | int]


def strict(text: str, name: str) -> tuple[Finding, ...]:
    with pytest.raises(ArchiveNumberError) as caught:
        parse(text, scheme=scheme_named(name))
    return caught.value.findings


def lenient(text: str, name: str) -> tuple[Finding, ...]:
    return repair(text, scheme=scheme_named(name)).findings


def check_words(found: Finding, text: str) -> None:
    """Quoted words stand at the place the finding names; sentences are whole in both languages."""
    if found.span is not None:
        words = text[found.span.start : found.span.end]
        for name in {"value", "original"} & set(found.params):
            if found.code not in {C.MENDED_INVISIBLE, C.STAGE_EDGE}:  # they name what is not words
                assert found.params[name] == words
    if "mended" in found.params:
        assert found.params["mended"] == found.suggestion
    assert all(type(value) in {str, int} for value in found.params.values())
    for lang in ("zh", "en"):
        assert found.message(lang)


@every_scheme
@given(data=st.data())
def test_strict_findings_quote_what_stands_there(name: str, data: st.DataObject) -> None:
    text = data.draw(strategies.near_misses(scheme_named(name))).text
    with suppress(ArchiveNumberError):
        parse(text, scheme=scheme_named(name))
        return
    for found in strict(text, name):
        check_words(found, text)


@every_scheme
@given(data=st.data())
def test_lenient_findings_quote_what_stands_there(name: str, data: st.DataObject) -> None:
    text = data.draw(strategies.untidy(scheme_named(name))).text
    answer = repair(text, scheme=scheme_named(name))
    fields = [found.field for found in answer.findings]
    for found in answer.findings:
        # a second mend of one part quotes what the first has made of it
        if fields.count(found.field) == 1 and "number" not in fields:
            check_words(found, text)
    assert answer.text == text


STRICT: list[tuple[str, str, FindingCode, Params]] = [
    ("wuhu", "209-GL-甲-1-50-Y", C.BAD_YEAR, {"value": "209", "least": 1949, "most": 9999}),
    (
        "wuhu",
        "2009-XX-甲-1-50-Y",
        C.UNKNOWN_CATEGORY,
        {"value": "XX", "known": CATEGORIES},
    ),
    ("wuhu", "2009-GL-甲-1-50-Q", C.UNKNOWN_RETENTION, {"value": "Q", "known": PERIODS}),
    ("wuhu", "2009-GL--1-50-Y", C.EMPTY_STAGE, {}),
    ("wuhu", f"2009-GL-{'甲' * 201}-1-50-Y", C.STAGE_TOO_LONG, {"length": 201, "most": 200}),
    ("wuhu", "2009-GL- 甲-1-50-Y", C.STAGE_EDGE, {"value": " 甲"}),
    ("wuhu", "2009-GL-\u3000-1-50-Y", C.STAGE_EDGE, {"value": "\u3000"}),
    ("wuhu", "2009-GL-e\u0301-1-50-Y", C.NOT_NFC, {"value": "e\u0301"}),
    ("wuhu", "2009-GL-甲-x-50-Y", C.BAD_VOLUME, {"value": "x", "least": 1, "most": COUNT}),
    ("wuhu", "2009-GL-甲-1-0-Y", C.BAD_PAGE, {"value": "0", "least": 1, "most": COUNT}),
    (
        "wuhu",
        "2009-GL-甲-1-1000000-Y",
        C.NUMBER_OUT_OF_RANGE,
        {"value": "1000000", "least": 1, "most": COUNT},
    ),
    (
        "wuhu",
        "2009-GL-甲\u200b-1-50-Y",
        C.INVISIBLE_CHARACTER,
        {"character": character_name("\u200b")},
    ),
    (
        "wuhu",
        "2009-GL-甲-1-5\x070-Y",
        C.CONTROL_CHARACTER,
        {"character": character_name("\x07")},
    ),
    ("wuhu", "2009-GL-甲", C.TOO_FEW_PARTS, {"parts": 3, "wanted": 6, "separator": "-"}),
    ("wuhu", "X-2009-GL-甲", C.TOO_FEW_PARTS, {"parts": 4, "wanted": 7, "separator": "-"}),
    ("wuhu", "", C.EMPTY_NUMBER, {}),
    ("wuhu", "甲" * 1001, C.TOO_LONG, {"length": 1001, "most": 1000}),
    ("wuhu", "02_11-2009-GL-甲-1-50-Y", C.BAD_FONDS, {"value": "02_11", "least": 1, "most": 8}),
    (
        "tiny",
        "KH/乙档/P/2011/甲/12/003",
        C.FIXED_TEXT,
        {"value": "乙档", "wanted": "互档"},
    ),
    (
        "tiny",
        "QQ/互档/P/2011/甲/12/003",
        C.UNKNOWN_CATEGORY,
        {"value": "QQ", "known": SMALL_CATEGORIES},
    ),
    (
        "tiny",
        "KH/互档/Q/2011/甲/12/003",
        C.UNKNOWN_RETENTION,
        {"value": "Q", "known": SMALL_PERIODS},
    ),
    ("tiny", "KH/互档/P/2011/甲", C.TOO_FEW_PARTS, {"parts": 5, "wanted": 7, "separator": "/"}),
]


@pytest.mark.parametrize(("name", "text", "code", "params"), STRICT)
def test_strict_findings_in_full(name: str, text: str, code: FindingCode, params: Params) -> None:
    (found,) = strict(text, name)
    assert (found.code, dict(found.params)) == (code, params)


def test_known_words_do_not_hide_a_wrong_fixed_part() -> None:
    """Every other part is a word the small scheme knows."""
    (found,) = strict("KH/乙档/P/2011/开户登记材料/12/003", "tiny")
    assert (found.code, found.field, found.span) == (C.FIXED_TEXT, "fixed", (3, 5))
    assert found.suggestion == "互档"


def test_a_character_in_a_fixed_part_is_named_there() -> None:
    (found,) = strict("KH/互\u200b档/P/2011/甲/12/003", "tiny")
    assert (found.code, found.field, found.span) == (C.INVISIBLE_CHARACTER, "fixed", (4, 5))


def test_text_of_the_greatest_length_is_read() -> None:
    """1000 characters are looked at: the fault is the stage's, not the length's."""
    text = "2009-GL--1-50-Y"
    text = text.replace("--", f"-{'甲' * (1000 - len(text))}-")
    assert len(text) == 1000
    assert [f.code for f in strict(text, "wuhu")] == [C.STAGE_TOO_LONG]


# The text, the code, its parameters, and what the lenient reader puts in place.
LENIENT: list[tuple[str, FindingCode, Params, str | None]] = [
    (
        "2009-gl-甲-1-50-Y",
        C.MENDED_LOWER_CASE,
        {"original": "gl", "mended": "GL"},
        "GL",
    ),
    ("2009年-GL-甲-1-50-Y", C.MENDED_AFFIX, {"original": "2009年", "mended": "2009"}, "2009"),
    ("2009-GL-甲-第1卷-50-Y", C.MENDED_AFFIX, {"original": "第1卷", "mended": "1"}, "1"),
    ("2009-GL-甲-12卷-50-Y", C.MENDED_AFFIX, {"original": "12卷", "mended": "12"}, "12"),
    ("2009-GL-甲-1-50页-Y", C.MENDED_AFFIX, {"original": "50页", "mended": "50"}, "50"),
    ("2009-GL-甲-1-50-永久", C.MENDED_PERIOD_WORDS, {"original": "永久", "mended": "Y"}, "Y"),
    (
        "2009-GL-甲-1-1~50-Y",
        C.MENDED_PAGE_RANGE,
        {"original": "1~50", "mended": "1"},
        "1",
    ),
    (
        "2009-GL-甲-1\u200e-50-Y",
        C.MENDED_INVISIBLE,
        {"original": character_name("\u200e"), "mended": ""},
        "",
    ),
    (
        "2009-GL-甲-1 0-50-Y",
        C.BLANK_INSIDE,
        {"value": "1 0", "character": character_name(" ")},
        None,
    ),
    (
        "2009-GL-甲-1O-50-Y",
        C.LETTER_FOR_DIGIT,
        {"value": "1O", "character": character_name("O")},
        None,
    ),
    (
        "2009-GL-甲-十-50-Y",
        C.FOREIGN_DIGIT,
        {"value": "十", "character": character_name("十")},
        None,
    ),
    (
        "2009-G\u0421-甲-1-50-Y",
        C.LOOK_ALIKE,
        {"value": "G\u0421", "character": character_name("\u0421")},
        None,
    ),
    ("2009-GL-甲", C.TOO_FEW_PARTS, {"parts": 3, "wanted": 6, "separator": "-"}, None),
    ("甲" * 2001, C.TOO_LONG, {"length": 2001, "most": 2000}, None),
    ("", C.EMPTY_NUMBER, {}, None),
]


@pytest.mark.parametrize(("text", "code", "params", "suggestion"), LENIENT)
def test_lenient_findings_in_full(
    text: str, code: FindingCode, params: Params, suggestion: str | None
) -> None:
    (found,) = lenient(text, "wuhu")
    assert (found.code, dict(found.params), found.suggestion) == (code, params, suggestion)


def test_a_period_without_a_letter_is_quoted_with_what_the_scheme_says_of_it() -> None:
    scheme = scheme_named("wuhu")
    reason = scheme.no_code(RetentionPeriod(25))
    assert [
        (f.code, f.severity, f.field, f.span, f.params)
        for f in lenient("2009-GL-甲-1-50-25年", "wuhu")
    ] == [
        (
            C.UNKNOWN_RETENTION,
            Severity.ERROR,
            "retention",
            (15, 18),
            {"value": "25年", "known": PERIODS},
        ),
        (C.NO_CODE_FOR_PERIOD, Severity.NOTE, "retention", (15, 18), reason.params),
    ]
    assert reason.params["period"] == "25年"


def test_every_part_is_found_where_it_stood() -> None:
    """What was written another way has its whole place; what was taken away belongs to no part."""
    spans = repair(" 2009-gl-甲\u00a0乙-第1卷-050-10年").spans
    assert dict(spans) == {
        "number": (1, 24),
        "year": (1, 5),
        "category": (6, 8),
        "stage": (9, 12),
        "volume": (14, 15),
        "page": (17, 20),
        "retention": (21, 24),
    }


def test_fixed_text_is_made_narrow() -> None:
    """It is known, so its full-width form is a slip like any other."""
    kinds = ("year", "category", "stage", "volume", "page", "retention")
    fixed = Segment(SegmentKind.FIXED, text="AB")
    form = NumberFormat((*(Segment(SegmentKind(kind)) for kind in kinds), fixed), "-")
    answer = repair(
        "2009-GL-甲-1-50-Y-ＡＢ", scheme=evolve(scheme_named("wuhu"), number_format=form)
    )
    assert answer.number == ArchiveNumber(2009, GL, "甲", 1, 50, Y)
    (found,) = answer.findings
    assert (found.code, found.field, found.span) == (C.MENDED_FULL_WIDTH, "fixed", (17, 19))
    assert found.suggestion == "AB"


def test_text_of_the_greatest_length_is_repaired() -> None:
    """2000 characters are looked at, so the answer is about the parts."""
    assert [f.code for f in lenient("甲" * 2000, "wuhu")] != [C.TOO_LONG]


@pytest.mark.parametrize("slot", ["1~2~3", "~5", "5~", "0~5", "7~5", "1~1000000", "a~5"])
def test_a_page_range_is_quoted_with_its_reason(slot: str) -> None:
    (found,) = lenient(f"2009-GL-甲-1-{slot}-Y", "wuhu")
    assert (found.code, found.field) == (C.BAD_PAGE_RANGE, "page")
    assert found.params["value"] == slot
    zh, en = found.params["reason_zh"], found.params["reason_en"]
    assert isinstance(zh, str)
    assert isinstance(en, str)
    assert zh in found.message("zh")
    assert en in found.message("en")


def test_two_readings_are_quoted_with_their_pages() -> None:
    (found,) = lenient("2009-GL-甲-1-1—50-Y", "wuhu")
    assert (found.code, set(found.params)) == (C.TWO_READINGS, {"first", "second"})
    assert set(found.params.values()) == {"2009-GL-甲-1-1-50-Y", "2009-GL-甲-1-1-Y (1~50)"}


WRONG: list[object] = [None, 5, True, b"x", ["x"]]


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("verb", [parse, repair, write], ids=["parse", "repair", "format"])
def test_a_wrong_type_is_named(verb: object, value: object) -> None:
    assert callable(verb)
    with pytest.raises(ArchiveNumberTypeError) as caught:
        verb(value)
    check_wrong_type(caught.value, "number", value)


@pytest.mark.parametrize("value", WRONG)
def test_a_part_of_a_wrong_type_is_named(value: object) -> None:
    with pytest.raises(ArchiveNumberTypeError) as caught:
        ArchiveNumber(2009, value, "甲", 1, 50, Y)  # type: ignore[arg-type]  # reason: the wrong type is the test
    check_wrong_type(caught.value, "category", value)


def check_wrong_type(error: ArchiveNumberTypeError, field: str, value: object) -> None:
    assert [(f.code, f.field, f.span, dict(f.params)) for f in error.findings] == [
        (C.WRONG_TYPE, field, None, {"kind": type(value).__name__, "value": repr(value)})
    ]


PARTS: list[tuple[dict[str, int | str], FindingCode, Params]] = [
    ({"year": 1948}, C.BAD_YEAR, {"value": "1948", "least": 1949, "most": 9999}),
    ({"volume": 0}, C.NUMBER_OUT_OF_RANGE, {"value": "0", "least": 1, "most": COUNT}),
    ({"page": 1_000_000}, C.NUMBER_OUT_OF_RANGE, {"value": "1000000", "least": 1, "most": COUNT}),
    ({"fonds": "02-11"}, C.BAD_FONDS, {"value": "02-11", "least": 1, "most": 8}),
    ({"stage": "甲-"}, C.STAGE_EDGE, {"value": "甲-"}),
]


@pytest.mark.parametrize(("change", "code", "params"), PARTS)
def test_a_bad_part_is_quoted(
    change: dict[str, int | str], code: FindingCode, params: Params
) -> None:
    with pytest.raises(ArchiveNumberError) as caught:
        ArchiveNumber(**{**SOUND, **change})  # type: ignore[arg-type]  # reason: a bad part is the test
    (found,) = caught.value.findings
    assert (found.code, found.field, dict(found.params)) == (code, *change, params)
    assert (found.severity, found.span) == (Severity.ERROR, None)


SOUND: dict[str, object] = {
    "year": 2009,
    "category_code": GL,
    "stage": "甲",
    "volume": 1,
    "page": 50,
    "retention_code": Y,
}


def test_what_a_format_cannot_carry_is_quoted_all_at_once() -> None:
    """``turned`` has no place for a fonds, and ends its parts with a full stop."""
    number = ArchiveNumber(2011, CategoryCode("KH"), ".甲", 3, 12, RetentionCode("P"), "007A")
    with pytest.raises(ArchiveNumberError) as caught:
        write(number, scheme=scheme_named("turned"))
    assert {
        f.field: (f.code, f.severity, f.span, dict(f.params)) for f in caught.value.findings
    } == {
        "fonds": (C.BAD_FONDS, Severity.ERROR, None, {"value": "007A", "least": 1, "most": 8}),
        "stage": (C.STAGE_EDGE, Severity.ERROR, None, {"value": ".甲"}),
    }


def test_the_composed_form_is_the_suggestion_for_a_part_too() -> None:
    with pytest.raises(ArchiveNumberError) as caught:
        ArchiveNumber(2009, GL, "e\u0301", 1, 50, Y)
    (found,) = caught.value.findings
    assert (found.code, found.suggestion) == (C.NOT_NFC, "\u00e9")


def test_what_narrow_bounds_refuse_is_quoted() -> None:
    """A scheme that begins in 2000, with 5 volumes of 6 pages and stages of 3 characters."""
    segments = (
        Segment(SegmentKind.YEAR, least=2000, most=2020),
        Segment(SegmentKind.CATEGORY),
        Segment(SegmentKind.STAGE, most=3),
        Segment(SegmentKind.VOLUME, most=5),
        Segment(SegmentKind.PAGE, most=6),
        Segment(SegmentKind.RETENTION),
    )
    narrow = evolve(scheme_named("wuhu"), number_format=NumberFormat(segments, "-"))
    with pytest.raises(ArchiveNumberError) as caught:
        write(ArchiveNumber(1999, GL, "甲乙丙丁", 6, 7, Y), scheme=narrow)
    assert {f.field: (f.code, f.span, dict(f.params)) for f in caught.value.findings} == {
        "year": (C.BAD_YEAR, None, {"value": "1999", "least": 2000, "most": 2020}),
        "stage": (C.STAGE_TOO_LONG, None, {"length": 4, "most": 3}),
        "volume": (C.NUMBER_OUT_OF_RANGE, None, {"value": "6", "least": 1, "most": 5}),
        "page": (C.NUMBER_OUT_OF_RANGE, None, {"value": "7", "least": 1, "most": 6}),
    }
    for number in (ArchiveNumber(y, GL, "甲乙丙", 5, 6, Y) for y in (2000, 2020)):
        assert parse(write(number, scheme=narrow), scheme=narrow) == number


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        # before the stage: page 1 and a stage that begins with 50
        ("year category page stage volume retention", "2009-GL-1—50-甲-乙-丙-1-Y"),
        # after it: a stage that ends with 1 and page 50
        ("year category stage page volume retention", "2009-GL-甲-乙-丙-1—50-1-Y"),
        ("year category stage volume page retention", "2009-GL-甲-乙-丙-1-1—5-Y"),
        ("year category stage volume page retention", "2009-GL-甲-乙-丙-1-1 — 50-Y"),
    ],
)
def test_a_dash_between_pages_wherever_they_stand(kinds: str, text: str) -> None:
    """It may be a range, or a separator; where the latter makes a number too, nobody can tell."""
    form = NumberFormat(tuple(Segment(SegmentKind(kind)) for kind in kinds.split()), "-")
    answer = repair(text, scheme=evolve(scheme_named("wuhu"), number_format=form))
    assert answer.number is None
    assert [f.code for f in answer.findings] == [C.TWO_READINGS]


def test_a_fonds_that_a_format_has_no_place_for_is_never_dropped() -> None:
    """Else two agencies' numbers would be one."""
    segments = scheme_named("wuhu").number_format.without_fonds
    scheme = evolve(scheme_named("wuhu"), number_format=NumberFormat(segments, "-"))
    number = ArchiveNumber(2009, GL, "甲", 1, 50, Y, "0211")
    with pytest.raises(ArchiveNumberError) as caught:
        write(number, scheme=scheme)
    assert [(f.code, f.field) for f in caught.value.findings] == [(C.BAD_FONDS, "fonds")]
    assert write(evolve(number, fonds=None), scheme=scheme) == "2009-GL-甲-1-50-Y"


@pytest.mark.parametrize("fonds", ["0211", "GL", "Y"])
def test_a_part_is_missing_behind_a_fonds(fonds: str) -> None:
    """Six parts would be a number, were the first not a fonds."""
    (found,) = strict(f"{fonds}-2009-GL-甲-1-50", "wuhu")
    assert (found.code, found.params["wanted"]) == (C.TOO_FEW_PARTS, 7)
