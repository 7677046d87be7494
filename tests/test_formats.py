"""Formats: which ones are refused, and how a text is cut from both ends."""

from __future__ import annotations

import pytest
from attrs import evolve
from tests.hostile import check_equality
from tests.schemes_fixture import scheme_named

from siarchive import ArchiveNumber, CategoryCode, FindingCode, RetentionCode, SchemeError, Span
from siarchive import format as write
from siarchive.findings import ArchiveNumberError
from siarchive.formats import NumberFormat, Segment, SegmentKind

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


def faults(words: str, separator: str = "-") -> list[tuple[FindingCode, str | None]]:
    with pytest.raises(SchemeError) as caught:
        NumberFormat(segments(words), separator, optional_fonds=False)
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
        form = NumberFormat(segments(PLAIN), separator, optional_fonds=False)
        assert form.separator == separator

    @pytest.mark.parametrize(
        "words",
        [
            PLAIN,
            "stage year category volume page retention",
            "retention page volume category year stage",
            "fixed=甲 year category stage volume:6 page:1 retention fixed=乙 fixed=乙",
        ],
    )
    def test_orders(self, words: str) -> None:
        form = NumberFormat(segments(words), "-", optional_fonds=False)
        kinds = [word.partition("=")[0].partition(":")[0] for word in words.split()]
        assert list(form.kinds) == kinds
        assert form.stage_place == kinds.index("stage")
        assert form.parts_after_stage == len(kinds) - kinds.index("stage") - 1
        assert form.segment(SegmentKind.YEAR).kind is SegmentKind.YEAR

    def test_kinds_follow_from_the_segments(self) -> None:
        """They are no part of their own: not given, and not shown."""
        form = NumberFormat(segments(PLAIN), "-", optional_fonds=True)
        assert repr(form) == (
            f"NumberFormat(segments={form.segments!r}, separator='-', optional_fonds=True)"
        )
        with pytest.raises(TypeError):
            NumberFormat(segments(PLAIN), "-", optional_fonds=True, kinds=())  # type: ignore[call-arg]  # reason: the test


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
            NumberFormat(parts, "-", optional_fonds=False)

    def test_longest_fixed_text(self) -> None:
        """The message says 1 to 50 characters."""
        parts = (*segments(PLAIN), Segment(SegmentKind.FIXED, 0, "甲" * 50))
        assert NumberFormat(parts, "-", optional_fonds=False).segments[-1].text == "甲" * 50

    @pytest.mark.parametrize(
        "text", ["甲" * 51, "甲" * 1000, "甲\n", "\u200b", " 甲", "cafe\u0301", "\ud800"]
    )
    def test_fixed_text_that_no_number_can_hold(self, text: str) -> None:
        """It stands in every number, so it must be text that a number may hold."""
        parts = (*segments(PLAIN), Segment(SegmentKind.FIXED, 0, text))
        with pytest.raises(SchemeError) as caught:
            NumberFormat(parts, "-", optional_fonds=False)
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
            # a volume of four digits is never `12`
            "fixed=12 volume:4 stage year category page retention",
            "volume:4 fixed=12 stage year category page retention",
            # no volume is zero, and none has seven digits
            "fixed=0 volume stage year category page retention",
            "fixed=0000 volume:4 stage year category page retention",
            "fixed=1000000 volume stage year category page retention",
        ],
    )
    def test_can_be_told(self, words: str) -> None:
        form = NumberFormat(segments(words), "-", optional_fonds=True)
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
        form = NumberFormat(segments(words), "-", optional_fonds=True)
        with pytest.raises(SchemeError) as caught:
            evolve(WUHU, number_format=form)
        assert [(f.code, f.field) for f in caught.value.findings] == [
            (FindingCode.SCHEME_FORMAT, "number_format.optional_fonds")
        ]

    def test_codes_that_are_digits(self) -> None:
        """A category code `2010` would be a year."""
        categories = tuple(
            evolve(c, code=CategoryCode("2010")) if c.ordinal == 1 else c for c in WUHU.categories
        )
        with pytest.raises(SchemeError):
            evolve(WUHU, categories=categories)
        form = evolve(WUHU.number_format, optional_fonds=False)
        assert evolve(WUHU, categories=categories, number_format=form).categories == categories


class TestSplit:
    FORM = NumberFormat(segments("year stage volume page category retention"), "-", False)  # noqa: FBT003  (reason: one call)

    @staticmethod
    def cuts(text: str) -> list[Span]:
        return [Span(i, i + 1) for i, char in enumerate(text) if char == "-"]

    def parts(self, text: str, *, fonds: bool = False) -> list[str] | None:
        spans = self.FORM.split(self.cuts(text), len(text), fonds=fonds)
        return None if spans is None else [text[a:b] for a, b in spans]

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
        form = NumberFormat(segments("year volume page category retention stage"), "-", False)  # noqa: FBT003  (reason: one call)
        text = "a-b-c-d-e-f-g"
        spans = form.split(self.cuts(text), len(text), fonds=False)
        assert spans is not None
        assert [text[a:b] for a, b in spans] == ["a", "b", "c", "d", "e", "f-g"]


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
