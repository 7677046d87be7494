"""Formats: which ones are refused, and how a text is cut from both ends."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import check_equality
from tests.schemes_fixture import scheme_named

from siarchive import (
    ArchiveNumber,
    CategoryCode,
    FindingCode,
    RetentionCode,
    SchemeError,
    parse,
    repair,
)
from siarchive import format as write
from siarchive.findings import ArchiveNumberError
from siarchive.formats import Layout, NumberFormat, Segment, SegmentKind
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
TINY = scheme_named("tiny")


def segments(words: str) -> tuple[Segment, ...]:
    """Return segments from words such as ``year volume:3 fixed=甲``."""
    made = []
    for word in words.split():
        kind, _, text = word.partition("=")
        kind, _, pad = kind.partition(":")
        made.append(Segment(SegmentKind(kind), int(pad or 0), text or None))
    return tuple(made)


PLAIN = "year category stage volume page retention"
PLAIN_TURNED = "stage year category volume page retention"
FONDS = Segment(SegmentKind.FONDS, optional=True)


def faults(words: str, separator: str = "-") -> list[tuple[FindingCode, str | None]]:
    with pytest.raises(SchemeError) as caught:
        NumberFormat(segments(words), separator)
    for found in caught.value.findings:
        zh, en = str(found.params["reason_zh"]), str(found.params["reason_en"])
        assert any("\u4e00" <= char <= "\u9fff" for char in zh)
        assert len(en.split()) > 2
        assert zh in found.message("zh")
        assert en in found.message("en")
    return [(f.code, f.field) for f in caught.value.findings]


class TestSound:
    @pytest.mark.parametrize("separator", list("-/.·_|:;、。~+#"))
    def test_separators(self, separator: str) -> None:
        form = NumberFormat(segments(PLAIN), separator)
        assert form.separator == separator

    @pytest.mark.parametrize(
        "words",
        [
            PLAIN,
            "stage year category volume page retention",
            "retention page volume category year stage",
            "fixed=甲 year category stage volume:6 page:1 retention fixed=乙 fixed=乙",
            "fixed=X year category stage volume page retention fixed=A",
        ],
    )
    def test_orders(self, words: str) -> None:
        form = NumberFormat(segments(words), "-")
        kinds = [word.partition("=")[0].partition(":")[0] for word in words.split()]
        assert list(form.kinds) == kinds
        assert form.layout(fonds=True).stage == kinds.index("stage")
        assert form.segment(SegmentKind.YEAR).kind is SegmentKind.YEAR

    def test_kinds_follow_from_the_segments(self) -> None:
        """They are no part of their own: not given, and not shown."""
        form = NumberFormat(segments(PLAIN), "-")
        assert repr(form) == f"NumberFormat(segments={form.segments!r}, separator='-')"
        with pytest.raises(TypeError):
            NumberFormat(segments(PLAIN), "-", kinds=())  # type: ignore[call-arg]  # reason: the test


class TestRefused:
    @pytest.mark.parametrize(
        "separator",
        ["", "--", "A", "z", "0", " ", "\t", "\n", "\u3000", "\u00a0", "- "],
    )
    def test_separator(self, separator: str) -> None:
        assert faults(PLAIN, separator) == [(FindingCode.SCHEME_FORMAT, "number_format.separator")]

    @pytest.mark.parametrize(
        "separator",
        ["第", "é", "Ж", "１", "٣", "\u0301", "\u200b", "\u202e", "\x00", "\ue000", "\u212a"],
    )
    def test_separator_of_another_script_or_unseen(self, separator: str) -> None:
        """No letter, digit or blank, says the message; what cannot be seen separates nothing."""
        assert faults(PLAIN, separator) == [(FindingCode.SCHEME_FORMAT, "number_format.separator")]

    @pytest.mark.parametrize("kind", PLAIN.split())
    def test_each_part_exactly_once(self, kind: str) -> None:
        wanted = [(FindingCode.SCHEME_FORMAT, "number_format.segments")]
        assert faults(PLAIN.replace(kind, "")) == wanted
        assert faults(f"{PLAIN} {kind}") == wanted

    @pytest.mark.parametrize("kind", ["year", "category", "stage", "retention"])
    def test_only_counts_are_padded(self, kind: str) -> None:
        place = PLAIN.split().index(kind)
        words = PLAIN.replace(kind, f"{kind}:4")
        assert faults(words) == [
            (FindingCode.SCHEME_FORMAT, f"number_format.segments[{place}].pad")
        ]

    @pytest.mark.parametrize("pad", [7, 100, -1])
    def test_width(self, pad: int) -> None:
        assert faults(PLAIN.replace("volume", f"volume:{pad}")) == [
            (FindingCode.SCHEME_FORMAT, "number_format.segments[3].pad")
        ]

    @pytest.mark.parametrize(
        "words", [f"{PLAIN} fixed", f"{PLAIN} fixed=甲-乙", PLAIN.replace("year", "year=2009")]
    )
    def test_fixed_text(self, words: str) -> None:
        place = 0 if "year=" in words else 6
        assert faults(words) == [
            (FindingCode.SCHEME_FORMAT, f"number_format.segments[{place}].text")
        ]

    def test_empty_fixed_text(self) -> None:
        parts = (*segments(PLAIN), Segment(SegmentKind.FIXED, 0, ""))
        with pytest.raises(SchemeError):
            NumberFormat(parts, "-")

    def test_longest_fixed_text(self) -> None:
        """The message says 1 to 50 characters."""
        parts = (*segments(PLAIN), Segment(SegmentKind.FIXED, 0, "甲" * 50))
        assert NumberFormat(parts, "-").segments[-1].text == "甲" * 50

    @pytest.mark.parametrize(
        "text", ["甲" * 51, "甲" * 1000, "甲\n", "\u200b", " 甲", "cafe\u0301", "\ud800"]
    )
    def test_fixed_text_that_no_number_can_hold(self, text: str) -> None:
        """It stands in every number, so it must be text that a number may hold."""
        parts = (*segments(PLAIN), Segment(SegmentKind.FIXED, 0, text))
        with pytest.raises(SchemeError) as caught:
            NumberFormat(parts, "-")
        assert [f.field for f in caught.value.findings] == ["number_format.segments[6].text"]

    def test_all_faults_at_once(self) -> None:
        assert {field for _, field in faults("year:9 category stage volume page", "A")} == {
            "number_format.separator",
            "number_format.segments",
            "number_format.segments[0].pad",
        }


class TestFonds:
    """A number with and without a fonds in front must be told apart by the parts after it."""

    @pytest.mark.parametrize(
        "words",
        [
            PLAIN,
            "category year stage volume page retention",
            "volume category stage year page retention",
            "fixed=甲 fixed=乙 stage year category volume page retention",
            # a volume of four digits is never `12`, one without padding never `012`
            "fixed=012 volume stage year category page retention",
            "fixed=12 volume:4 stage year category page retention",
            "volume:4 fixed=12 stage year category page retention",
            # no volume is zero, and none has seven digits
            "fixed=0 volume stage year category page retention",
            "fixed=0000 volume:4 stage year category page retention",
            "fixed=1000000 volume stage year category page retention",
        ],
    )
    def test_can_be_told(self, words: str) -> None:
        form = NumberFormat((FONDS, *segments(words)), "-")
        assert evolve(WUHU, number_format=form).number_format is form

    @pytest.mark.parametrize(
        "words",
        [
            "stage year category volume page retention",
            "year stage category volume page retention",
            "volume page stage year category retention",
            "year volume stage page category retention",
            "fixed=12 volume stage year category page retention",
            "fixed=1 volume stage year category page retention",
            "fixed=10 volume stage year category page retention",
            "fixed=999999 volume stage year category page retention",
            "volume:4 fixed=0012 stage year category page retention",
            "fixed=0012 volume:4 stage year category page retention",
            "fixed=甲 fixed=甲 stage year category volume page retention",
        ],
    )
    def test_cannot_be_told(self, words: str) -> None:
        form = NumberFormat((FONDS, *segments(words)), "-")
        with pytest.raises(SchemeError) as caught:
            evolve(WUHU, number_format=form)
        assert [(f.code, f.field) for f in caught.value.findings] == [
            (FindingCode.SCHEME_FORMAT, "number_format.segments[0].optional")
        ]

    def test_codes_that_are_digits(self) -> None:
        """A category code `2010` would be a year."""
        categories = tuple(
            evolve(c, code=CategoryCode("2010")) if c.ordinal == 1 else c for c in WUHU.categories
        )
        with pytest.raises(SchemeError):
            evolve(WUHU, categories=categories)
        form = evolve(WUHU.number_format, segments=WUHU.number_format.without_fonds)
        assert evolve(WUHU, categories=categories, number_format=form).categories == categories


class TestCut:
    WORDS = "year stage volume page category retention"
    FORM = NumberFormat((FONDS, *segments(WORDS)), "-")

    def parts(self, text: str, *, fonds: bool = False) -> list[str] | None:
        return cut(self.FORM, text, fonds=fonds)

    def test_from_both_ends(self) -> None:
        assert self.parts("a-b-c-d-e-f") == ["a", "b", "c", "d", "e", "f"]
        assert self.parts("a-b-x--y-c-d-e-f") == ["a", "b-x--y", "c", "d", "e", "f"]
        assert self.parts("a--c-d-e-f") == ["a", "", "c", "d", "e", "f"]

    def test_with_a_fonds_in_front(self) -> None:
        assert self.parts("o-a-b-x-c-d-e-f", fonds=True) == ["o", "a", "b-x", "c", "d", "e", "f"]

    def test_too_few(self) -> None:
        assert self.parts("a-b-c-d-e") is None
        assert self.parts("a-b-c-d-e-f", fonds=True) is None
        assert self.parts("") is None

    def test_nothing_after_the_stage(self) -> None:
        form = NumberFormat(segments("year volume page category retention stage"), "-")
        assert cut(form, "a-b-c-d-e-f-g") == ["a", "b", "c", "d", "e", "f-g"]

    def test_nothing_before_the_stage(self) -> None:
        form = NumberFormat(segments("stage year volume page category retention"), "-")
        assert cut(form, "a-b-c-d-e-f-g") == ["a-b", "c", "d", "e", "f", "g"]
        assert cut(form, "-c-d-e-f-g") == ["", "c", "d", "e", "f", "g"]

    def test_separators_of_their_own(self) -> None:
        """A separator is looked for in its own place; the stage may hold any of them."""
        form = NumberFormat(own(self.WORDS, stage="·", page="/"), "-")
        assert form.layout(fonds=True).gaps == ("·", "-", "/", "-", "-")
        assert set(form.separators) == set("-·/")
        assert set(form.stage_edges) == set("·-")
        assert cut(form, "a·b-x·y/z-c/d-e-f") == ["a", "b-x·y/z", "c", "d", "e", "f"]
        assert cut(form, "a-b-c/d-e-f") is None
        assert cut(form, "a·b-c-d-e-f") is None

    def test_left_and_right_may_not_cross(self) -> None:
        """What was taken from the left is not there for the right."""
        form = NumberFormat(own(self.WORDS, stage="·", volume="·"), "-")
        assert cut(form, "a·1-2-3-4") is None
        assert cut(form, "a··1-2-3-4") == ["a", "", "1", "2", "3", "4"]


def cut(form: NumberFormat, text: str, *, fonds: bool = False) -> list[str] | None:
    places = form.layout(fonds=fonds).cut(text)
    return None if places is None else [text[start:end] for start, end in places]


def own(words: str, **separators: str) -> tuple[Segment, ...]:
    """Return segments with separators of their own, by kind."""
    return tuple(evolve(s, separator=separators.get(s.kind.value)) for s in segments(words))


def test_a_layout_follows_from_its_segments() -> None:
    """What stands between the parts, and where the stage is, cannot be given beside them."""
    layout = NumberFormat(own(PLAIN, stage="·"), "-").layout(fonds=True)
    assert (layout.gaps, layout.stage) == (("-", "·", "-", "-", "-"), 2)
    with pytest.raises(TypeError):
        Layout(layout.segments, "-", gaps=())  # type: ignore[call-arg]  # reason: the test
    with pytest.raises(TypeError):
        Layout(layout.segments, "-", stage=0)  # type: ignore[call-arg]  # reason: the test


@pytest.mark.parametrize(
    ("words", "edges"),
    [
        (PLAIN, "·^"),
        ("year category volume page stage retention", "·^"),
        ("stage year category volume page retention", "^"),
        ("year category volume page retention stage", "·"),
    ],
)
def test_the_edges_of_a_stage_are_the_separators_beside_it(words: str, edges: str) -> None:
    kinds = words.split()
    after = kinds[kinds.index("stage") + 1 :][:1]
    separators = {"stage": "·"} if kinds[0] != "stage" else {}
    form = NumberFormat(own(words, **separators, **dict.fromkeys(after, "^")), "-")
    assert form.stage_edges == edges


def test_the_separator_behind_a_fonds_is_an_edge_too() -> None:
    """It stands beside the stage in the numbers that are written with their fonds."""
    fonds = Segment(SegmentKind.FONDS, optional=True)
    stage, *others = own("stage year category volume page retention", stage="·", year="^")
    assert NumberFormat((fonds, stage, *others), "-").stage_edges == "·^"


def reasons(*parts: Segment) -> list[str | None]:
    with pytest.raises(SchemeError) as caught:
        NumberFormat(parts, "-")
    assert all(f.code is FindingCode.SCHEME_FORMAT for f in caught.value.findings)
    return [f.field for f in caught.value.findings]


def bounded(kind: str, least: int | None, most: int | None) -> tuple[Segment, ...]:
    """Return the plain segments, the last of them with bounds."""
    last = Segment(SegmentKind(kind), least=least, most=most)
    return (*(s for s in segments(PLAIN) if s.kind is not last.kind), last)


class TestBounds:
    """A scheme may narrow what a part can hold, never widen it."""

    @pytest.mark.parametrize(
        ("kind", "widest"),
        [
            ("year", (1949, 9999)),
            ("volume", (1, 999_999)),
            ("page", (1, 999_999)),
            ("stage", (1, 200)),
            ("fonds", (1, 8)),
            ("category", (0, 0)),
        ],
    )
    def test_without_any(self, kind: str, widest: tuple[int, int]) -> None:
        assert Segment(SegmentKind(kind)).bounds == widest
        assert WUHU.number_format.has_widest_bounds

    @pytest.mark.parametrize(
        ("kind", "least", "most"),
        [
            ("year", 1986, 2099),
            ("year", 1949, 9998),
            ("volume", 1, 9999),
            ("page", 999_999, 999_999),
            ("fonds", 4, 4),
            ("stage", None, 20),
        ],
    )
    def test_narrower(self, kind: str, least: int | None, most: int) -> None:
        form = NumberFormat(bounded(kind, least, most), "-")
        assert form.segment(SegmentKind(kind)).bounds == (1 if least is None else least, most)
        assert not form.has_widest_bounds

    @pytest.mark.parametrize(
        ("kind", "least", "most", "key"),
        [
            ("year", 1948, None, "least"),
            ("year", None, 10_000, "most"),
            ("volume", 0, None, "least"),
            ("page", None, 1_000_000, "most"),
            ("page", 10, 9, "most"),
            ("fonds", 1, 9, "most"),
            ("stage", None, 201, "most"),
            ("stage", 2, None, "least"),
            ("category", 1, None, "least"),
            ("retention", None, 4, "most"),
        ],
    )
    def test_refused(self, kind: str, least: int | None, most: int | None, key: str) -> None:
        parts = bounded(kind, least, most)
        assert reasons(*parts) == [f"number_format.segments[{len(parts) - 1}].{key}"]


class TestNarrowScheme:
    """Narrow in every part: what lies outside can be neither read nor written."""

    SCHEME = evolve(
        WUHU,
        id="narrow",
        number_format=NumberFormat(
            (
                Segment(SegmentKind.FONDS, optional=True, least=4, most=4),
                Segment(SegmentKind.YEAR, least=1986, most=2099),
                Segment(SegmentKind.CATEGORY),
                Segment(SegmentKind.STAGE, most=3),
                Segment(SegmentKind.VOLUME, pad=3, most=50),
                Segment(SegmentKind.PAGE, least=2, most=300),
                Segment(SegmentKind.RETENTION),
            ),
            "-",
        ),
    )

    @pytest.mark.parametrize("text", ["1986-GL-甲-001-2-Y", "0211-2099-GL-甲乙丙-050-300-Y"])
    def test_at_the_bounds(self, text: str) -> None:
        assert write(parse(text, scheme=self.SCHEME), scheme=self.SCHEME) == text

    @pytest.mark.parametrize(
        ("text", "code", "field", "span"),
        [
            ("1985-GL-甲-001-2-Y", FindingCode.BAD_YEAR, "year", (0, 4)),
            ("2100-GL-甲-001-2-Y", FindingCode.BAD_YEAR, "year", (0, 4)),
            ("1986-GL-甲乙丙丁-001-2-Y", FindingCode.STAGE_TOO_LONG, "stage", (8, 12)),
            ("1986-GL-甲-051-2-Y", FindingCode.NUMBER_OUT_OF_RANGE, "volume", (10, 13)),
            ("1986-GL-甲-001-1-Y", FindingCode.NUMBER_OUT_OF_RANGE, "page", (14, 15)),
            ("1986-GL-甲-001-301-Y", FindingCode.NUMBER_OUT_OF_RANGE, "page", (14, 17)),
            ("211-1986-GL-甲-001-2-Y", FindingCode.BAD_FONDS, "fonds", (0, 3)),
            ("02110-1986-GL-甲-001-2-Y", FindingCode.BAD_FONDS, "fonds", (0, 5)),
        ],
    )
    def test_beyond(self, text: str, code: FindingCode, field: str, span: tuple[int, int]) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            parse(text, scheme=self.SCHEME)
        assert [(f.code, f.field, f.span) for f in caught.value.findings] == [(code, field, span)]

    def test_written_beyond(self) -> None:
        """Every part that the format cannot carry is named, although the value is sound."""
        number = ArchiveNumber(
            1985, CategoryCode("GL"), "甲乙丙丁", 51, 301, RetentionCode("Y"), "1"
        )
        with pytest.raises(ArchiveNumberError) as caught:
            write(number, scheme=self.SCHEME)
        assert [(f.code, f.field, f.span) for f in caught.value.findings] == [
            (FindingCode.BAD_YEAR, "year", None),
            (FindingCode.STAGE_TOO_LONG, "stage", None),
            (FindingCode.NUMBER_OUT_OF_RANGE, "volume", None),
            (FindingCode.NUMBER_OUT_OF_RANGE, "page", None),
            (FindingCode.BAD_FONDS, "fonds", None),
        ]

    def test_a_fonds_that_must_be_there(self) -> None:
        mixed = scheme_named("mixed")
        number = ArchiveNumber(2011, CategoryCode("KH"), "甲", 3, 12, RetentionCode("P"), "T1")
        assert write(number, scheme=mixed) == "T1·KH-2011-甲/003·P-12"
        with pytest.raises(ArchiveNumberError) as caught:
            write(evolve(number, fonds=None), scheme=mixed)
        assert [(f.code, f.field) for f in caught.value.findings] == [
            (FindingCode.BAD_FONDS, "fonds")
        ]


class TestRefusedSegments:
    def test_two_stages(self) -> None:
        """Two parts without a fixed length: nobody could tell where one ends."""
        with pytest.raises(SchemeError) as caught:
            NumberFormat(segments(f"{PLAIN} stage"), "-")
        (found,) = caught.value.findings
        assert found.field == "number_format.segments"
        assert "ends" in found.message("en")

    def test_fonds(self) -> None:
        fonds = Segment(SegmentKind.FONDS)
        plain = segments(PLAIN)
        last = NumberFormat((*plain, fonds), "-")
        assert last.has_fonds
        assert not last.optional_fonds
        assert not NumberFormat(plain, "-").has_fonds
        assert reasons(fonds, *plain, fonds) == ["number_format.segments"]
        assert reasons(*plain, FONDS) == ["number_format.segments[6].optional"]
        year, *others = plain
        assert reasons(evolve(year, optional=True), *others) == [
            "number_format.segments[0].optional"
        ]

    @pytest.mark.parametrize("separator", ["", "--", "A", " ", "第"])
    def test_separators_of_segments(self, separator: str) -> None:
        parts = own(PLAIN, stage=separator)
        assert reasons(*parts) == ["number_format.segments[2].separator"]

    def test_nothing_stands_before_the_first(self) -> None:
        assert reasons(*own(PLAIN, year="·")) == ["number_format.segments[0].separator"]

    def test_fixed_text_holds_no_separator_at_all(self) -> None:
        fixed = Segment(SegmentKind.FIXED, text="甲·乙")
        assert NumberFormat((*segments(PLAIN), fixed), "-").kinds[-1] is SegmentKind.FIXED
        assert reasons(*own(PLAIN, category="·"), fixed) == ["number_format.segments[6].text"]

    def test_unlike_separators_tell_a_fonds_apart(self) -> None:
        """No part holds a separator: two years in front could be confused, were both before `-`."""
        words = "year stage category volume page retention"
        with pytest.raises(SchemeError):
            evolve(WUHU, number_format=NumberFormat((FONDS, *segments(words)), "-"))
        form = NumberFormat((FONDS, *own(words, year="·")), "-")
        scheme = evolve(WUHU, number_format=form)
        for text in ("2009-甲-GL-1-50-Y", "2009·2010-甲-GL-1-50-Y"):
            assert write(parse(text, scheme=scheme), scheme=scheme) == text

    @given(data=st.data())
    def test_laws_where_the_stage_comes_first(self, data: st.DataObject) -> None:
        """Law 1, law 2 and law 4 for a format that no scheme of the tests has."""
        form = NumberFormat(own(PLAIN_TURNED, year="·"), "-")
        scheme = evolve(WUHU, id="first", number_format=form)
        number = data.draw(strategies.archive_numbers(scheme))
        assert parse(write(number, scheme=scheme), scheme=scheme) == number
        slip = data.draw(strategies.untidy(scheme))
        mended = repair(slip.text, scheme=scheme)
        assert (mended.number, mended.last_page) == (slip.number, slip.last_page)
        miss = data.draw(strategies.near_misses(scheme))
        with pytest.raises(ArchiveNumberError):
            parse(miss.text, scheme=scheme)

    def test_braces_are_separators_and_text_like_others(self) -> None:
        """Braces mean something to Python's templates, and nothing in a number."""
        fixed = Segment(SegmentKind.FIXED, text="〔{0}}〕")
        form = NumberFormat((*own(PLAIN, stage="^"), fixed), "|")
        scheme = evolve(WUHU, id="braces", number_format=form)
        text = "2009|GL^甲|1|50|Y|〔{0}}〕"
        assert write(parse(text, scheme=scheme), scheme=scheme) == text
        form = NumberFormat(own(PLAIN, stage="}"), "{")
        scheme = evolve(WUHU, id="braces", number_format=form)
        text = "2009{GL}甲{1{50{Y"
        assert write(parse(text, scheme=scheme), scheme=scheme) == text


class TestWriting:
    NUMBER = ArchiveNumber(2011, CategoryCode("KH"), "甲", 3, 12, RetentionCode("P"), "007A")

    def test_a_fonds_needs_a_place(self) -> None:
        turned = scheme_named("turned")
        with pytest.raises(ArchiveNumberError) as caught:
            write(self.NUMBER, scheme=turned)
        assert [(f.code, f.field, f.span) for f in caught.value.findings] == [
            (FindingCode.BAD_FONDS, "fonds", None)
        ]
        assert write(evolve_number(self.NUMBER), scheme=turned) == "3.2011.KH.P.〔互〕.甲.0012"
        assert write(self.NUMBER, scheme=TINY) == "007A/KH/互档/P/2011/甲/12/003"

    @pytest.mark.parametrize("stage", ["/甲", "甲/", "甲//"])
    def test_a_stage_keeps_off_the_separator(self, stage: str) -> None:
        """Sound as a value, and not to be written in a format that ends parts so."""
        number = ArchiveNumber(2011, CategoryCode("KH"), stage, 3, 12, RetentionCode("P"))
        assert str(number) == f"2011-KH-{stage}-3-12-P"
        with pytest.raises(ArchiveNumberError) as caught:
            write(number, scheme=TINY)
        assert [(f.code, f.field, f.span) for f in caught.value.findings] == [
            (FindingCode.STAGE_EDGE, "stage", None)
        ]


def evolve_number(number: ArchiveNumber) -> ArchiveNumber:
    """Return the number without its fonds."""
    return ArchiveNumber(
        number.year,
        number.category_code,
        number.stage,
        number.volume,
        number.page,
        number.retention_code,
    )


def test_hostile_comparands() -> None:
    check_equality(WUHU.number_format)
    check_equality(WUHU.number_format.segments[0])
