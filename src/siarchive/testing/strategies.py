"""Strategies: archive numbers, the texts people write for them, and questions, for Hypothesis.

Every function that needs a scheme takes it, so that the same properties can be tested on any
scheme, one's own included. Beside the generators stands a pool of awkward values: random data
seldom finds the oddities that real catalogues hold.

>>> from hypothesis import given
>>> import siarchive
>>> from siarchive.testing.strategies import archive_numbers
>>> scheme = siarchive.load_scheme("wuhu")
>>> @given(archive_numbers(scheme))
... def test_round_trip(number):
...     assert siarchive.parse(siarchive.format(number, scheme=scheme), scheme=scheme) == number
>>> test_round_trip()
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, TypeVar, cast

from attrs import evolve, fields_dict, frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from siarchive.catalogue import CheckedRow, Columns, RowFinding, check
from siarchive.characters import character_table
from siarchive.classification import (
    Ambiguous,
    Candidate,
    Classification,
    Decided,
    PeriodDecided,
    Undetermined,
    classify,
)
from siarchive.clocks import (
    BeyondCalendar,
    Never,
    Reason,
    RetentionAnswer,
    UnknownEnd,
    retention,
)
from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.explanations import ExplainedPart, Explanation, explain
from siarchive.findings import (
    ArchiveNumberError,
    Finding,
    FindingCode,
    Findings,
    RecordTypeError,
    Span,
    finding,
)
from siarchive.formats import (
    LEAST_YEAR,
    LONGEST_STAGE,
    MOST_COUNT,
    MOST_YEAR,
    Layout,
    NumberFormat,
    Segment,
    SegmentKind,
)
from siarchive.holdings import Item, Volume
from siarchive.numbers import LONGEST_TEXT, ArchiveNumber, parse
from siarchive.repairs import Repair, repair
from siarchive.resolution import Evidence, Resolution, resolve
from siarchive.rules import Category, Clock, Delegation, Rule, RuleGroup, RuleTable
from siarchive.scheme import Scheme
from siarchive.sources import Document, Source
from siarchive.validation import validate

__all__ = [
    "NearMiss",
    "RetentionQuestion",
    "Untidy",
    "Written",
    "archive_numbers",
    "canonical_texts",
    "category_codes",
    "checked_rows",
    "classifications",
    "columns",
    "counts",
    "explanations",
    "findings",
    "fonds_numbers",
    "items",
    "near_misses",
    "parse_errors",
    "periods",
    "repairs",
    "resolutions",
    "retention_answers",
    "retention_codes",
    "retention_questions",
    "rules",
    "spans",
    "stages",
    "strategy_of",
    "untidy",
    "volumes",
    "written_numbers",
    "years",
]


def __dir__() -> list[str]:
    return __all__


_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_SMALL: Final = "abcdefghijklmnopqrstuvwxyz"
_EDGE: Final = " \u3000-"
"""What no stage begins or ends with, whatever the scheme."""

_AWKWARD_STAGES: Final = (
    # the separator, digits, and what looks like other parts of a number
    "甲-乙",
    "甲--乙",
    "甲-1",
    "1-甲",
    "1-50",
    "2009-第3季度",
    "50",
    "0",
    "Z9",
    "永久",
    "30年",
    "第1卷",
    "第50页",
    "1~50",
    "档号:甲",
    # other separators
    "甲/乙",
    "月/季",
    "甲／乙",
    "甲.乙",
    "甲·乙",
    "甲_乙",
    "甲—乙",
    "甲–乙",
    "一ー二",
    "甲、乙,丙，丁",
    # brackets and quotation marks, half-width and full-width, also without their partner
    "甲(乙)",
    "甲（乙）",
    "〔甲〕",
    "“甲”",
    '"甲"',
    "甲)",
    # blanks inside
    "甲 乙",
    "甲\u3000乙",
    # composed characters, marks that compose with nothing, and a mark that comes first
    "caf\u00e9",
    "q\u0323\u0307",
    "\u0301甲",
    "\uac01\ud558",
    # compatibility forms, which NFKC would rewrite
    "①㎡",
    "ﬁ",
    "Ⅻ",
    # characters beyond the basic plane
    "\U00020bb7野",
    "\U0001f5c4",
    # letters whose capitals are something else
    "straße",
    "ıſK",
    # the longest
    "长" * LONGEST_STAGE,
    "\U00020bb7" * LONGEST_STAGE,
)


def _range(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


# All of these are assigned in every Unicode version that a supported Python knows.
_PLAIN: Final = _range(0x21, 0x7E) + _range(0x4E00, 0x53FF) + " \u3000-/.、（）()〔〕·"
_RARE: Final = (
    " \u3000-/~～—–①㎡²½ﬁ"
    + _range(0xC0, 0x17F)
    + _range(0x300, 0x34E)  # combining marks
    + _range(0x3B1, 0x3C9)
    + _range(0x1100, 0x1112)  # the letters of which Korean syllables are made
    + _range(0x1161, 0x1175)
    + _range(0x11A8, 0x11C2)
    + _range(0xAC00, 0xAC7F)
    + _range(0xF900, 0xF93F)  # compatibility characters
    + _range(0xFF01, 0xFF5E)
    + _range(0x20BB0, 0x20BBF)
    + _range(0x1F600, 0x1F64F)
)

_NOT_IN_A_STAGE: Final = {
    0x000A: "line feed",
    0x000D: "carriage return",
    0x0009: "tab",
    0x0000: "null",
    0x001B: "escape",
    0x0085: "next line",
    0x00A0: "no-break space",
    0x00AD: "soft hyphen",
    0x034F: "grapheme joiner",
    0x2003: "em space",
    0x2028: "line separator",
    0x200B: "zero-width space",
    0x200D: "zero-width joiner",
    0x200F: "right-to-left mark",
    0x202E: "right-to-left override",
    0x2060: "word joiner",
    0x2067: "right-to-left isolate",
    0x2800: "blank braille pattern",
    0x3164: "Hangul filler",
    0xE000: "private use",
    0xFE0F: "variation selector",
    0xFEFF: "byte order mark",
    0xFFFD: "replacement character",
    0xDC80: "lone surrogate",
    0xE0041: "tag",
    0x10FFFF: "noncharacter",
}
"""Characters that no stage may hold."""

_T = TypeVar("_T")

_SHIFT: Final = 0xFEE0
"""From an ASCII sign to its full-width form."""


@frozen
class Written:
    """A number and its canonical text, written from the scheme's data and not by its writer."""

    number: ArchiveNumber
    text: str


@frozen
class NearMiss:
    """A text that is almost a number of the scheme, and which ``parse`` must refuse."""

    text: str
    why: str


@frozen
class Untidy:
    """A text that ``repair`` must read.

    Attributes:
        text: The text.
        number: The number that it must give.
        last_page: The last page that it must give.
        codes: The mends that must be named, and no others.
    """

    text: str
    number: ArchiveNumber
    last_page: int | None
    codes: frozenset[FindingCode]


@frozen
class RetentionQuestion:
    """The arguments of a question that ``retention`` must answer."""

    rule: Rule
    formed: dt.date | int
    accounting_year: int | None

    @property
    def formed_year(self) -> int:
        """The year of formation."""
        return self.formed if isinstance(self.formed, int) else self.formed.year

    @property
    def base_year(self) -> int:
        """The year after which the period starts."""
        if self.rule.clock is Clock.ACCOUNTING and self.accounting_year is not None:
            return self.accounting_year
        return self.formed_year


# parts of a number


def years(scheme: Scheme | None = None) -> SearchStrategy[int]:
    """Return years that may stand in a number; the first and the last among them.

    With a scheme: years within the bounds of its format.
    """
    least, most = _bounds(scheme, SegmentKind.YEAR) or (LEAST_YEAR, MOST_YEAR)
    edges = [year for year in (least, 2000, 2009, 2012, most) if least <= year <= most]
    return st.sampled_from(edges) | st.integers(least, most)


def counts(bounds: tuple[int, int] = (1, MOST_COUNT)) -> SearchStrategy[int]:
    """Return volume numbers or pages; the first, the last and changes of length among them."""
    least, most = bounds
    lengths = [1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000]
    edges = [least, *(n for n in lengths if least < n < most), most]
    return st.sampled_from(edges) | st.integers(least, most)


def _bounds(scheme: Scheme | None, kind: SegmentKind) -> tuple[int, int] | None:
    return None if scheme is None else scheme.number_format.segment(kind).bounds


def category_codes(scheme: Scheme | None = None) -> SearchStrategy[CategoryCode]:
    """Return category codes: the scheme's, or without one any of sound form."""
    if scheme is None:
        return st.text(_CAPITALS, min_size=1, max_size=8).map(CategoryCode)
    return st.sampled_from([c.code for c in scheme.categories if c.code is not None])


def retention_codes(scheme: Scheme | None = None) -> SearchStrategy[RetentionCode]:
    """Return retention codes: the scheme's, or without one any of sound form."""
    if scheme is None:
        return st.text(_CAPITALS, min_size=1, max_size=4).map(RetentionCode)
    return st.sampled_from([c.code for c in scheme.retention_codes])


def periods(scheme: Scheme | None = None) -> SearchStrategy[RetentionPeriod]:
    """Return retention periods: those the scheme prints anywhere, or without one any."""
    if scheme is None:
        terms = st.sampled_from([1, 5, 25, 30, 100, 9999]) | st.integers(1, 9999)
        return st.just(RetentionPeriod.permanent()) | terms.map(RetentionPeriod)
    printed = {c.period for c in scheme.retention_codes}
    printed |= {r.period for r in scheme.rules if r.period is not None}
    return st.sampled_from(sorted(printed))


def rules(scheme: Scheme) -> SearchStrategy[Rule]:
    """Return rules of the scheme."""
    return st.sampled_from(scheme.rules.rows)


def fonds_numbers(scheme: Scheme) -> SearchStrategy[str | None]:
    """Return what a number of the scheme may hold as fonds; often what looks like another part."""
    form = scheme.number_format
    if not form.has_fonds:
        return st.none()
    least, most = form.segment(SegmentKind.FONDS).bounds
    looks = [
        "0",
        "0000",
        "00000000",
        "A",
        "z9",
        str(LEAST_YEAR),
        "2009",
        *([] if scheme.fonds is None else [scheme.fonds]),
        *scheme.category_codes,
        *scheme.retention_code_texts,
        *(
            segment.text
            for segment in form.segments
            if segment.text is not None and segment.text.isascii() and segment.text.isalnum()
        ),
    ]
    looks = [text for text in looks if least <= len(text) <= most]
    any_fonds = st.text(_CAPITALS + _SMALL, min_size=least, max_size=most)
    given = st.one_of(*([st.sampled_from(looks)] if looks else []), any_fonds)
    return st.none() | given if form.optional_fonds else given


def _tidy_stage(text: str, edge: str, most: int = LONGEST_STAGE) -> str:
    return unicodedata.normalize("NFC", text).strip(edge)[:most].strip(edge)


def stages(scheme: Scheme | None = None) -> SearchStrategy[str]:
    """Return stages of sound form: titles, local names and oddities.

    With a scheme: also titles of its rules, texts with its separator inside, and texts that look
    like a number of it. No stage begins or ends with a separator beside it.
    """
    return _stages(scheme)


@lru_cache(maxsize=16)
def _stages(scheme: Scheme | None) -> SearchStrategy[str]:
    separator = "-" if scheme is None else scheme.number_format.separator
    edge = _EDGE + ("" if scheme is None else scheme.number_format.stage_edges)
    _, most = _bounds(scheme, SegmentKind.STAGE) or (1, LONGEST_STAGE)
    pieces = st.text(_PLAIN, min_size=1, max_size=12) | st.text(_RARE, min_size=1, max_size=12)
    joined = st.lists(pieces | st.sampled_from(["1", "50", "2009"]), min_size=2, max_size=9)
    options = [
        st.sampled_from(_AWKWARD_STAGES),
        pieces,
        joined.map(separator.join),
        pieces.map(lambda text: text * LONGEST_STAGE),
    ]
    if scheme is not None:
        titles = st.sampled_from([rule.title for rule in scheme.rules])
        options += [
            titles,
            st.builds(lambda a, b: f"{a}{separator}{b}", titles, pieces),
            _values(scheme, st.just("甲")).map(lambda number: _join(number, scheme)),
        ]
    return st.one_of(options).map(lambda text: _tidy_stage(text, edge, most)).filter(bool)


# whole numbers


def _values(scheme: Scheme, stage: SearchStrategy[str]) -> SearchStrategy[ArchiveNumber]:
    segment = scheme.number_format.segment
    return st.builds(
        ArchiveNumber,
        year=years(scheme),
        category_code=category_codes(scheme),
        stage=stage,
        volume=counts(segment(SegmentKind.VOLUME).bounds),
        page=counts(segment(SegmentKind.PAGE).bounds),
        retention_code=retention_codes(scheme),
        fonds=fonds_numbers(scheme),
    )


def _part_of(number: ArchiveNumber, segment: Segment) -> str:
    match segment.kind:
        case SegmentKind.YEAR:
            return str(number.year)
        case SegmentKind.CATEGORY:
            return number.category_code.text
        case SegmentKind.STAGE:
            return number.stage
        case SegmentKind.VOLUME:
            return str(number.volume).zfill(segment.pad)
        case SegmentKind.PAGE:
            return str(number.page).zfill(segment.pad)
        case SegmentKind.RETENTION:
            return number.retention_code.text
        case SegmentKind.FIXED:
            return segment.text or ""
        case SegmentKind.FONDS:
            return number.fonds or ""


def _layout(number: ArchiveNumber, scheme: Scheme) -> Layout:
    return scheme.number_format.layout(fonds=number.fonds is not None)


def _parts_of(number: ArchiveNumber, scheme: Scheme) -> list[str]:
    """Return the parts of a number as the scheme's data have them written."""
    return [_part_of(number, segment) for segment in _layout(number, scheme).segments]


def _joined(parts: Iterable[str], gaps: Iterable[str]) -> str:
    return "".join(gap + part for gap, part in zip(("", *gaps), parts, strict=True))


def _join(number: ArchiveNumber, scheme: Scheme) -> str:
    return _joined(_parts_of(number, scheme), _layout(number, scheme).gaps)


def archive_numbers(scheme: Scheme) -> SearchStrategy[ArchiveNumber]:
    """Return numbers whose codes are the scheme's, and which its format can carry."""
    return _archive_numbers(scheme)


@lru_cache(maxsize=16)
def _archive_numbers(scheme: Scheme) -> SearchStrategy[ArchiveNumber]:
    return _values(scheme, stages(scheme))


def written_numbers(scheme: Scheme) -> SearchStrategy[Written]:
    """Return numbers with their canonical texts."""
    return archive_numbers(scheme).map(lambda number: Written(number, _join(number, scheme)))


def canonical_texts(scheme: Scheme) -> SearchStrategy[str]:
    """Return canonical texts of the scheme's numbers: all of them ``parse`` must accept."""
    return written_numbers(scheme).map(lambda written: written.text)


# texts that must be refused


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + _SHIFT) if "!" <= c <= "~" else c for c in text)


def _wrong_years() -> SearchStrategy[str]:
    return st.sampled_from(
        [
            "",
            "209",
            "20090",
            "0000",
            "1948",
            "10000",
            "+2009",
            "-209",
            "2e3",
            "20O9",
            "２００９",
            "二〇〇九",
            "۲۰۰۹",
            "2009年",
            "2009\n",
            "09",
            "MMIX",
        ]
    )


def _wrong_counts(text: str, segment: Segment) -> SearchStrategy[str]:
    least, most = segment.bounds
    pad = segment.pad
    wrong = [
        "",
        "0",
        "0" * max(pad, 1),
        f"0{text}",
        f"+{text}",
        f"{text}.0",
        f"{text} ",
        f"{text}\n",
        f"{text}_0",
        f"{text}\u200b",
        f"{text}x",
        f"{text}~{text}9",
        str(most + 1).zfill(pad),
        str(least - 1).zfill(pad),
        "9" * 30,
        "NaN",
        "十二",
        "①",
        "٣",
        "²",
        _wide(text),
    ]
    if text.startswith("0"):
        wrong.append(text.lstrip("0"))
    # one that a wider format pads to is not wrong in it
    sound = {str(n).zfill(pad) for n in (int(text), int(f"{text}0"))}
    return st.sampled_from([w for w in wrong if w not in sound])


def _wrong_fonds(text: str, most: int) -> SearchStrategy[str]:
    return st.sampled_from(["", "芜湖", "A" * (most + 1), f"{text} ", f"\u200b{text}", _wide(text)])


def _wrong_codes(text: str, known: Iterable[str]) -> SearchStrategy[str]:
    wrong = ["", f"{text}0", f"{text}{text}", text.lower(), _wide(text), f" {text}", f"{text}\n"]
    wrong += [f"{text}\u200b", f"{text[:-1]}\u0421", "ZZZZZZZZZ", "1", "永久", "-1"]
    return st.sampled_from([w for w in wrong if w not in known])


def _wrong_stages(stage: str, form: NumberFormat) -> SearchStrategy[str]:
    edges = (*form.stage_edges, "-", " ", "\u3000")
    bad = st.sampled_from(sorted(map(chr, _NOT_IN_A_STAGE)))
    return st.one_of(
        st.sampled_from(
            [
                "",
                *edges,
                *(f"{edge}{stage}" for edge in edges),
                *(f"{stage}{edge}" for edge in edges),
                "长" * (form.segment(SegmentKind.STAGE).bounds[1] + 1),
                "cafe\u0301",
                "\u1100\u1161\u11a8",
                "\uf900",
                "\u212a",
            ]
        ),
        st.builds(lambda c: f"甲{c}乙", bad),
        st.builds(lambda c: f"{c}甲", bad),
        st.builds(lambda c: f"甲{c}", bad),
    )


def _wrong_part(segment: Segment, part: str, scheme: Scheme) -> SearchStrategy[str]:
    match segment.kind:
        case SegmentKind.YEAR:
            least, most = segment.bounds
            return _wrong_years() | st.sampled_from([str(least - 1), str(most + 1)])
        case SegmentKind.VOLUME | SegmentKind.PAGE:
            return _wrong_counts(part, segment)
        case SegmentKind.FONDS:
            return _wrong_fonds(part, segment.bounds[1])
        case SegmentKind.CATEGORY:
            return _wrong_codes(part, scheme.category_codes)
        case SegmentKind.RETENTION:
            return _wrong_codes(part, scheme.retention_code_texts)
        case SegmentKind.FIXED:
            return st.sampled_from(["", f"{part} ", f"{part}{part}", f"{part}\n", "甲乙丙"])
        case SegmentKind.STAGE:
            return _wrong_stages(part, scheme.number_format)


@lru_cache(maxsize=16)
def _parts_of_one_piece(scheme: Scheme) -> SearchStrategy[list[str]]:
    """Return parts with a stage of one piece, so that none of it can be taken for another slot.

    A fonds stands among them only where the format demands one.
    """
    form = scheme.number_format
    other = str.maketrans(dict.fromkeys(form.separators, "甲") | {"-": "乙"})
    numbers = _values(scheme, stages(scheme).map(lambda stage: stage.translate(other)))
    if form.optional_fonds:
        numbers = numbers.map(lambda number: evolve(number, fonds=None))
    return numbers.map(lambda number: _parts_of(number, scheme))


def _additions(layout: Layout, separator: str) -> list[tuple[str, str]]:
    """Return what may stand before and after a number and makes it none.

    A stage at either end would take what can be seen for its own.
    """
    pairs = [
        (" ", ""),
        ("", " "),
        ("", "\n"),
        ("\ufeff", ""),
        ("", "\u200b"),
        ("", "\x00"),
        (separator, ""),
        ("", separator),
        ("“", "”"),
        ("档号:", ""),
        ("", "!"),
        ("", "#"),
        (f"全宗号{separator}", ""),
        (f"123456789{separator}", ""),
        (f"a{separator}b{separator}", ""),
    ]
    first, last = (layout.segments[end].kind is SegmentKind.STAGE for end in (0, -1))
    return [
        (before, after)
        for before, after in pairs
        if (before and not (first and before.isprintable() and before != " "))
        or (after and not (last and after.isprintable() and after != " "))
    ]


@st.composite
def near_misses(draw: DrawFn, scheme: Scheme) -> NearMiss:
    """Return texts that are almost numbers of the scheme and must not be accepted."""
    form = scheme.number_format
    layout = form.layout(fonds=not form.optional_fonds)
    separator = form.separator
    parts = draw(_parts_of_one_piece(scheme))
    text = _joined(parts, layout.gaps)
    way = draw(st.sampled_from(["part", "left-out", "separator", "added"]))
    if way == "part":
        place = draw(st.integers(0, len(parts) - 1))
        segment = layout.segments[place]
        parts[place] = draw(_wrong_part(segment, parts[place], scheme))
        return NearMiss(_joined(parts, layout.gaps), f"wrong {segment.kind.value}")
    if way == "left-out":
        place = draw(st.integers(0, len(parts) - 1))
        gap = max(place - 1, 0)
        gaps = layout.gaps[:gap] + layout.gaps[gap + 1 :]
        return NearMiss(_joined(parts[:place] + parts[place + 1 :], gaps), "a part left out")
    if way == "separator":
        others = [c for c in "_~ ,|\t－—–\u00ad" if c not in form.separators]
        return NearMiss(draw(st.sampled_from(others)).join(parts), "another separator")
    before, after = draw(st.sampled_from(_additions(layout, separator)))
    return NearMiss(f"{before}{text}{after}", "something added")


# texts that must be mended


@st.composite
def untidy(draw: DrawFn, scheme: Scheme) -> Untidy:
    """Return texts with slips that ``repair`` must mend, and what it must make of them.

    Several slips may stand in one text, also in one part. None of the texts has two readings.
    """
    writer = _UntidyWriter(draw, scheme)
    return writer.write()


class _UntidyWriter:
    """Writes one number untidily and keeps account of the mends that takes."""

    def __init__(self, draw: DrawFn, scheme: Scheme) -> None:
        self.draw = draw
        self.scheme = scheme
        separators = scheme.number_format.separators
        table = character_table()
        self.variants = {
            gap: sorted({*(table.dashes if gap == "-" else ()), _wide(gap)} - set(separators))
            for gap in separators
        }
        self.alike = {*separators, *(c for known in self.variants.values() for c in known)}
        # U+2000 and U+2001 are other blanks in NFC: where they stand says which mend they take
        self.blanks = sorted(b for b in table.blanks if unicodedata.is_normalized("NFC", b))
        self.removable = sorted(table.removable)
        self.quotes = sorted(table.quotes)
        self.signs = sorted(table.page_range_signs)
        self.codes: set[FindingCode] = set()
        self.last_page: int | None = None

    def maybe(self, code: FindingCode) -> bool:
        """Decide whether to make a slip, and note that it must be mended."""
        if self.draw(st.integers(0, 4)):
            return False
        self.codes.add(code)
        return True

    def one_of(self, choices: Sequence[str]) -> str:
        return self.draw(st.sampled_from(choices))

    def write(self) -> Untidy:
        number = self.draw(archive_numbers(self.scheme))
        gaps = _layout(number, self.scheme).gaps
        joints = self.joints(gaps)
        if tuple(joints) != gaps:
            # with dashes or separators inside the stage the text could have a second reading
            stage = "".join("甲" if c in self.alike else c for c in number.stage)
            number = evolve(number, stage=_tidy_stage(stage, _EDGE))
            fonds, after = self.scheme.number_format.segments[:2]
            years = fonds.optional and after.kind is SegmentKind.YEAR
            if years and number.fonds is not None and number.fonds.isdigit():
                # two years and a dash could be a span of years
                number = evolve(number, fonds="Z" * fonds.bounds[0])
        parts = [
            self.blank_ends(self.part(segment, part, number))
            for segment, part in zip(
                _layout(number, self.scheme).segments, _parts_of(number, self.scheme), strict=True
            )
        ]
        text = self.wrap(_joined(parts, joints))
        if not unicodedata.is_normalized("NFC", text):
            self.codes.add(FindingCode.MENDED_NFC)
        text = self.sprinkle(text)
        return Untidy(text, number, self.last_page, frozenset(self.codes))

    def joints(self, gaps: tuple[str, ...]) -> list[str]:
        """Return what stands between the parts."""
        can = [place for place, gap in enumerate(gaps) if self.variants[gap]]
        if not can or not self.maybe(FindingCode.MENDED_DASH):
            return list(gaps)
        joints = [self.one_of([gap, *self.variants[gap]]) for gap in gaps]
        place = self.draw(st.sampled_from(can))
        joints[place] = self.one_of(self.variants[gaps[place]])
        return joints

    def part(self, segment: Segment, part: str, number: ArchiveNumber) -> str:
        match segment.kind:
            case SegmentKind.FONDS:
                return self.wide(part)
            case SegmentKind.YEAR:
                text = self.wide(part)
                return f"{text}年" if self.maybe(FindingCode.MENDED_AFFIX) else text
            case SegmentKind.CATEGORY:
                return self.wide(self.small(part))
            case SegmentKind.RETENTION:
                if self.maybe(FindingCode.MENDED_PERIOD_WORDS):
                    return str(self.scheme.period_of(number.retention_code))
                return self.wide(self.small(part))
            case SegmentKind.VOLUME:
                return self.affix("第", self.wide(self.zeros(part, segment.pad)), "卷")
            case SegmentKind.PAGE:
                return self.affix("第", self.page(segment, part, number), "页")
            case SegmentKind.STAGE:
                return self.stage(part)
            case SegmentKind.FIXED:
                return part

    def page(self, segment: Segment, part: str, number: ArchiveNumber) -> str:
        pad = segment.pad
        text = self.wide(self.zeros(part, pad))
        if not self.maybe(FindingCode.MENDED_PAGE_RANGE):
            return text
        self.last_page = self.draw(st.integers(number.page, segment.bounds[1]))
        last = self.wide(self.zeros(str(self.last_page).zfill(pad), pad))
        return f"{text}{self.one_of(self.signs)}{last}"

    def wide(self, text: str) -> str:
        return _wide(text) if self.maybe(FindingCode.MENDED_FULL_WIDTH) else text

    def small(self, text: str) -> str:
        if text.lower() != text and self.maybe(FindingCode.MENDED_LOWER_CASE):
            return text.lower()
        return text

    def zeros(self, text: str, pad: int) -> str:
        """Pad with zeros otherwise than the format does."""
        if not self.maybe(FindingCode.MENDED_ZERO_PADDING):
            return text
        plain = text.lstrip("0")
        if len(plain) < pad and self.draw(st.booleans()):
            return plain
        return plain.zfill(max(len(plain), pad) + self.draw(st.integers(1, 4)))

    def affix(self, before: str, text: str, after: str) -> str:
        return f"{before}{text}{after}" if self.maybe(FindingCode.MENDED_AFFIX) else text

    def stage(self, text: str) -> str:
        if " " in text and self.maybe(FindingCode.MENDED_BLANKS):
            others = [b for b in self.blanks if b not in " \u3000"]
            text = text.replace(" ", self.one_of(others), 1)
        return unicodedata.normalize("NFD", text) if self.draw(st.booleans()) else text

    def blank_ends(self, part: str) -> str:
        if not self.maybe(FindingCode.MENDED_BLANKS):
            return part
        blank = self.one_of(self.blanks)
        return self.one_of([f"{blank}{part}", f"{part}{blank}", f"{blank}{blank}{part}{blank}"])

    def wrap(self, text: str) -> str:
        """Put quotation marks round the whole, or a label in front."""
        if self.maybe(FindingCode.MENDED_QUOTES):
            first, last = self.draw(st.sampled_from(self.quotes))
            text = f"{first}{text}{last}"
        stage_first = self.scheme.number_format.without_fonds[0].kind is SegmentKind.STAGE
        if not stage_first and self.maybe(FindingCode.MENDED_LABEL):
            text = self.one_of(["档号:", "档号：", "档 号："]) + text
        if self.maybe(FindingCode.MENDED_BLANKS):
            text = self.one_of([f"{text}\n", f"{text}\r\n", f" {text}", f"{text}\u3000"])
        return text

    def sprinkle(self, text: str) -> str:
        """Put characters that show nothing anywhere."""
        if not self.maybe(FindingCode.MENDED_INVISIBLE):
            return text
        for _ in range(self.draw(st.integers(1, 3))):
            place = self.draw(st.integers(0, len(text)))
            text = text[:place] + self.one_of(self.removable) + text[place:]
        return text


# questions and records


def _dates() -> SearchStrategy[dt.date]:
    edges = [dt.date(1, 1, 1), dt.date(2012, 2, 29), dt.date(2013, 12, 31), dt.date(9999, 12, 31)]
    return st.sampled_from(edges) | st.dates()


@st.composite
def retention_questions(draw: DrawFn, scheme: Scheme) -> RetentionQuestion:
    """Return questions about retention under the scheme's rules."""
    rule = draw(rules(scheme))
    formed = draw(_dates() | st.sampled_from([1, 2009, 9999]) | st.integers(1, 9999))
    accounting_year = None
    if rule.clock is Clock.ACCOUNTING:
        accounting_year = draw(st.none() | st.sampled_from([1, 2009, 9999]) | st.integers(1, 9999))
    return RetentionQuestion(rule, formed, accounting_year)


@st.composite
def items(draw: DrawFn) -> Item:
    """Return items, standing in no volume."""
    texts = st.none() | st.sampled_from(["", "甲", "云建〔2013〕5号"])
    names = st.lists(st.sampled_from(["吴启明", "程若兰"]), max_size=2).map(tuple)
    first = draw(st.none() | counts())
    last = draw(st.none() | st.integers(first or 1, MOST_COUNT))
    return Item(
        position=draw(counts()),
        title=draw(st.sampled_from(["", "登记表", "登记表 吴启明"])),
        responsible_body=draw(texts),
        document_number=draw(texts),
        date=draw(st.none() | _dates()),
        accounting_year=draw(st.none() | years()),
        first_page=first,
        last_page=last,
        persons=draw(names),
        units=draw(names),
        remarks=draw(texts),
    )


@st.composite
def volumes(draw: DrawFn, scheme: Scheme) -> Volume:
    """Return volumes of the scheme, with items; also of categories and periods without a code."""
    texts = st.none() | st.sampled_from(["甲", "一年一卷"])
    days = sorted(draw(st.lists(_dates(), min_size=2, max_size=2)))
    some = st.none() | st.integers(0, MOST_COUNT)
    return Volume(
        category=draw(st.sampled_from(scheme.categories)),
        year=draw(years(scheme)),
        stage=draw(stages(scheme)),
        number=draw(counts(scheme.number_format.segment(SegmentKind.VOLUME).bounds)),
        retention=draw(st.none() | periods(scheme)),
        fonds=draw(fonds_numbers(scheme)),
        title=draw(texts),
        first_date=draw(st.sampled_from([None, days[0]])),
        last_date=draw(st.sampled_from([None, days[1]])),
        item_count=draw(some),
        page_count=draw(some),
        scanned_pages=draw(some),
        prepared_by=draw(texts),
        prepared_on=draw(st.none() | _dates()),
        checked_by=draw(texts),
        checked_on=draw(st.none() | _dates()),
        remarks=draw(texts),
        items=tuple(draw(st.lists(items(), max_size=2))),
    )


# results: what the verbs answer to all of these


def spans() -> SearchStrategy[Span]:
    """Return places in a text as long as a number may be; also empty ones."""
    place = st.integers(0, LONGEST_TEXT)
    return st.builds(lambda one, other: Span(*sorted((one, other))), place, place)


def _raw_texts(scheme: Scheme) -> SearchStrategy[str]:
    """Return texts that are numbers, could be, are almost, or are nothing of the kind."""
    return (
        canonical_texts(scheme)
        | untidy(scheme).map(lambda drawn: drawn.text)
        | near_misses(scheme).map(lambda drawn: drawn.text)
        | st.text(max_size=20)
    )


def repairs(scheme: Scheme) -> SearchStrategy[Repair]:
    """Return what ``repair`` makes of sound, untidy and hopeless texts."""
    return _raw_texts(scheme).map(lambda text: repair(text, scheme=scheme))


@st.composite
def parse_errors(draw: DrawFn, scheme: Scheme) -> ArchiveNumberError:
    """Return the errors that ``parse`` raises, with all their findings."""
    text = draw(near_misses(scheme)).text
    try:
        parse(text, scheme=scheme)
    except ArchiveNumberError as error:
        return error
    message = f"{text!r} was accepted"
    raise AssertionError(message)


def findings(scheme: Scheme) -> SearchStrategy[Finding]:
    """Return findings of ``parse``, ``repair`` and ``validate``, of every severity.

    With and without span and suggestion.
    """
    refused = parse_errors(scheme).map(lambda error: error.findings)
    mended = repairs(scheme).map(lambda answer: answer.findings)
    compared = archive_numbers(scheme).map(lambda number: validate(number, scheme=scheme))
    return (refused | mended | compared).filter(bool).flatmap(st.sampled_from)


def explanations(scheme: Scheme) -> SearchStrategy[Explanation]:
    """Return numbers explained part by part, sound ones and others."""
    return archive_numbers(scheme).map(lambda number: explain(number, scheme=scheme))


def resolutions(scheme: Scheme) -> SearchStrategy[Resolution]:
    """Return what ``resolve`` answers: decided, open, and with every kind of evidence."""
    return archive_numbers(scheme).map(lambda number: resolve(number, scheme=scheme))


def _titles(scheme: Scheme) -> SearchStrategy[str]:
    """Return titles of papers: of one rule, of two, with names, and of none."""
    words = st.sampled_from(
        [text for rule in scheme.rules for text in (rule.title, rule.scope) if text]
    )
    return (
        words
        | st.builds(lambda one, other: f"{one}和{other}", words, words)
        | words.map(lambda text: f"吴启明{text}")
        | stages(scheme)
    )


@lru_cache(maxsize=16)
def _answers(scheme: Scheme) -> Mapping[str, tuple[Classification, ...]]:
    """Return answers about the scheme's own words, alone and two rules' together, by outcome."""
    titles = [rule.title for rule in scheme.rules]
    words = [word for rule in scheme.rules for word in (*rule.terms, *rule.supporting_terms)]
    found: dict[str, list[Classification]] = {}
    for text in ("", "甲", *titles, *words, *map("、".join, pairwise(titles))):
        answer = classify(text, scheme=scheme)
        found.setdefault(answer.outcome, []).append(answer)
    return {outcome: tuple(answers) for outcome, answers in found.items()}


def classifications(
    scheme: Scheme,
    outcome: Literal["decided", "period-decided", "ambiguous", "undetermined"] | None = None,
) -> SearchStrategy[Classification]:
    """Return answers to the question where a paper belongs: of every outcome, or of one.

    A scheme whose titles are never shared may have no ``"period-decided"``; then nothing is drawn.
    """
    answers = _answers(scheme)
    if outcome is not None:
        return st.sampled_from(answers[outcome]) if outcome in answers else st.nothing()
    asked = _titles(scheme).map(lambda title: classify(title, scheme=scheme))
    return st.one_of([asked, *(st.sampled_from(some) for some in answers.values())])


def retention_answers(scheme: Scheme) -> SearchStrategy[RetentionAnswer]:
    """Return what ``retention`` answers, with ends of all four kinds."""
    return retention_questions(scheme).map(
        lambda asked: retention(
            asked.rule,
            formed=asked.formed,
            accounting_year=asked.accounting_year,
            scheme=scheme,
        )
    )


@st.composite
def checked_rows(draw: DrawFn, scheme: Scheme) -> CheckedRow:
    """Return rows of a catalogue as ``check`` returns them; some too short, some too long."""
    cells: dict[str, object] = {
        "档号": draw(_raw_texts(scheme)),
        "题名": draw(_titles(scheme) | st.none()),
        "起页": draw(st.none() | st.integers(-1, MOST_COUNT) | st.floats(-1, 100)),
    }
    header = tuple(cells)
    if draw(st.booleans()):
        del cells["题名"]
    (row,) = check([cells], columns={"number": "档号"}, header=header, scheme=scheme)
    return row


@st.composite
def columns(draw: DrawFn) -> Columns:
    """Return columns of a catalogue: any roles, each with a heading of its own."""
    roles = draw(st.sets(st.sampled_from(list(fields_dict(Columns))))) | {"number"}
    headings = st.text(_PLAIN, min_size=1, max_size=8)
    names = draw(st.lists(headings, min_size=len(roles), max_size=len(roles), unique=True))
    return Columns(**dict(zip(sorted(roles), names, strict=True)))


# by type


def _sources(scheme: Scheme) -> list[Source]:
    return [rule.source for rule in scheme.rules]


def _delegations(scheme: Scheme) -> list[Delegation]:
    return [r.retention for r in scheme.rules if isinstance(r.retention, Delegation)]


_BY_TYPE: Final[Mapping[type, Callable[[Scheme], SearchStrategy[object]]]] = {
    # values and their parts
    ArchiveNumber: archive_numbers,
    CategoryCode: category_codes,
    RetentionCode: retention_codes,
    RetentionPeriod: periods,
    Item: lambda _: items(),
    Volume: volumes,
    # schemes and their parts
    Scheme: st.just,
    Category: lambda scheme: st.sampled_from(scheme.categories),
    Rule: rules,
    RuleGroup: lambda scheme: st.sampled_from(scheme.groups),
    RuleTable: lambda scheme: st.just(scheme.rules),
    Delegation: lambda scheme: st.sampled_from(_delegations(scheme)),
    Document: lambda scheme: st.sampled_from(scheme.documents),
    Source: lambda scheme: st.sampled_from(_sources(scheme)),
    # answers and their parts
    Finding: findings,
    Findings: lambda scheme: repairs(scheme).map(lambda answer: answer.findings),
    Span: lambda _: spans(),
    Explanation: explanations,
    ExplainedPart: lambda scheme: explanations(scheme).flatmap(
        lambda made: st.sampled_from(made.parts)
    ),
    Repair: repairs,
    Resolution: resolutions,
    Evidence: lambda scheme: resolutions(scheme).flatmap(lambda r: st.sampled_from(r.evidence)),
    Decided: lambda scheme: classifications(scheme, "decided"),
    PeriodDecided: lambda scheme: classifications(scheme, "period-decided"),
    Ambiguous: lambda scheme: classifications(scheme, "ambiguous"),
    Undetermined: lambda scheme: classifications(scheme, "undetermined"),
    Candidate: lambda scheme: classifications(scheme, "decided").flatmap(
        lambda c: st.sampled_from(c.candidates)
    ),
    RetentionAnswer: retention_answers,
    Reason: lambda scheme: retention_answers(scheme).flatmap(lambda a: st.sampled_from(a.reasons)),
    Never: lambda _: st.just(Never()),
    UnknownEnd: lambda _: st.just(UnknownEnd()),
    BeyondCalendar: lambda _: st.just(BeyondCalendar()),
    # catalogues
    Columns: lambda _: columns(),
    CheckedRow: checked_rows,
    RowFinding: lambda scheme: (
        checked_rows(scheme).map(lambda row: row.findings).filter(bool).flatmap(st.sampled_from)
    ),
}


def strategy_of(kind: type[_T], scheme: Scheme) -> SearchStrategy[_T]:
    """Return the strategy that draws values of one public type, as the scheme has them.

    ``hypothesis.strategies.from_type`` knows these types for the built-in scheme. To have it draw
    for a scheme of your own, register them anew:

    >>> from hypothesis import strategies as st
    >>> import siarchive
    >>> from siarchive.testing.strategies import strategy_of
    >>> mine = siarchive.load_scheme("wuhu")  # or a file of your own
    >>> for kind in (siarchive.ArchiveNumber, siarchive.CategoryCode):
    ...     st.register_type_strategy(kind, strategy_of(kind, mine))

    Raises:
        RecordTypeError: the type is none of siarchive's public values.
    """
    made = _BY_TYPE.get(kind)
    if made is None:
        raise RecordTypeError(
            [finding(FindingCode.WRONG_TYPE, "kind", kind=type(kind).__name__, value=repr(kind))]
        )
    # the table pairs each type with a strategy of its values, which no annotation can say
    return cast("SearchStrategy[_T]", made(scheme))
