"""Repairs: the lenient reader. It mends a listed set of slips, names each, and never guesses.

Every mend is a finding with its span in the original text. What has two readings, or none, is
refused with the reason. The stage's own words are never rewritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from siarchive.characters import SOFT_HYPHEN, STAGE_BLANKS, character_name, character_table
from siarchive.codes import RetentionPeriod
from siarchive.findings import (
    ArchiveNumberError,
    ArchiveNumberTypeError,
    CodeError,
    Finding,
    FindingCode,
    Findings,
    FrozenMapping,
    Span,
    finding,
)
from siarchive.formats import MOST_COUNT, Segment, SegmentKind
from siarchive.numbers import ArchiveNumber, NumberReader, number_reader
from siarchive.scheme_files import default_scheme
from siarchive.showing import Shown

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = ["Repair", "repair"]


def __dir__() -> list[str]:
    return __all__


LONGEST_RAW: Final = 2000
"""Longer text is refused unread: no slip makes a number that long."""

_WIDE_FIRST: Final = 0xFF01
_WIDE_LAST: Final = 0xFF5E
_WIDE_SHIFT: Final = 0xFEE0
_LABEL: Final = re.compile(r"\s*档\s*号\s*[:\uff1a]")
_RANGE_PAGES: Final = 2
LONGEST_DIGITS: Final = 20
"""Digits of a page beyond which it is not even looked at as a figure."""


@frozen
class Repair(Shown):
    """What the lenient reader made of a text.

    Attributes:
        number: The number, or ``None`` where the text was refused.
        last_page: The last page, where the page slot held a range; the number keeps the first.
        findings: Every mend (warnings) and every reason for refusal (errors), in order of place.
        text: The text as it was given.
        spans: Where each part of a mended number stands in that text, by field; empty where
            nothing was mended.
    """

    number: ArchiveNumber | None
    last_page: int | None
    findings: Findings = field(converter=Findings)
    text: str
    spans: FrozenMapping[Span] = field(factory=FrozenMapping, eq=False, repr=False)


@frozen
class _Char:
    """A character and the span of the original text it came from."""

    char: str
    start: int
    end: int


_Chars = list[_Char]


def _text(chars: Iterable[_Char]) -> str:
    return "".join(c.char for c in chars)


def _span(chars: _Chars) -> Span:
    return Span(chars[0].start, chars[-1].end)


class _RefusedError(Exception):
    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings


class _Mender:
    """One attempt to read one text; collects mends as it goes."""

    def __init__(self, reader: NumberReader, variants: frozenset[str]) -> None:
        self.reader = reader
        self.form = reader.form
        self.table = character_table()
        self.variants = variants
        self.findings: list[Finding] = []
        self.last_page: int | None = None

    def mend(self, code: FindingCode, chars: _Chars, mended: str, name: str = "number") -> None:
        original = _text(chars)
        self.findings.append(
            finding(code, name, _span(chars), suggestion=mended, original=original, mended=mended)
        )

    def refuse(self, code: FindingCode, chars: _Chars, name: str, **params: str) -> _RefusedError:
        return _RefusedError([finding(code, name, _span(chars), **params)])

    # the whole text

    def compose(self, chars: _Chars) -> _Chars:
        """Bring the text to NFC, cluster by cluster, keeping every span."""
        text = _text(chars)
        if unicodedata.is_normalized("NFC", text):
            return chars
        composed: _Chars = []
        place = 0
        while place < len(text):
            end = place + 1
            while end < len(text) and _combine(text[place:end], text[end]):
                end += 1
            cluster = chars[place:end]
            normal = unicodedata.normalize("NFC", text[place:end])
            if normal == text[place:end]:
                composed += cluster
            else:
                self.mend(FindingCode.MENDED_NFC, cluster, normal)
                whole = _span(cluster)
                composed += [_Char(c, whole.start, whole.end) for c in normal]
            place = end
        return composed

    def drop_removable(self, chars: _Chars) -> _Chars:
        kept: _Chars = []
        run: _Chars = []
        for char in [*chars, None]:
            if char is not None and char.char in self.table.removable:
                run.append(char)
                continue
            if run:
                names = ", ".join(character_name(c) for c in sorted({c.char for c in run}))
                self.findings.append(
                    finding(
                        FindingCode.MENDED_INVISIBLE,
                        "number",
                        _span(run),
                        suggestion="",
                        original=names,
                        mended="",
                    )
                )
                run = []
            if char is not None:
                kept.append(char)
        return kept

    def trim(self, chars: _Chars, name: str = "number") -> _Chars:
        blanks = self.table.blanks | {"\n", "\r", "\v", "\f", "\x85"}
        first, last = 0, len(chars)
        while first < last and chars[first].char in blanks:
            first += 1
        while last > first and chars[last - 1].char in blanks:
            last -= 1
        for run in (chars[:first], chars[last:]):
            if run:
                self.mend(FindingCode.MENDED_BLANKS, run, "", name)
        return chars[first:last]

    def unwrap(self, chars: _Chars) -> _Chars:
        """Remove a leading label and surrounding quotation marks, with their blanks."""
        label = _LABEL.match(_text(chars))
        if label:
            self.mend(FindingCode.MENDED_LABEL, chars[: label.end()], "")
            chars = self.trim(chars[label.end() :])
        if len(chars) > 1 and (chars[0].char, chars[-1].char) in self.table.quotes:
            self.mend(FindingCode.MENDED_QUOTES, chars[:1], "")
            self.mend(FindingCode.MENDED_QUOTES, chars[-1:], "")
            chars = self.trim(chars[1:-1])
        return chars

    # the parts

    def split(self, chars: _Chars) -> list[tuple[Segment | None, _Chars, _Chars]]:
        """Cut into parts, from both ends, and mend the separators that were used.

        Returns each part with the separator before it, which is empty for the first.
        """
        separators = self.variants | {self.form.separator}
        cuts = [Span(i, i + 1) for i, c in enumerate(chars) if c.char in separators]
        parts = self._cut(chars, cuts)
        clean = [self._plain_text(part) for part in parts]
        fonds = self.reader.has_fonds(clean)
        spans = self.form.split(cuts, len(chars), fonds=fonds)
        if spans is None:
            soft = [c for c in chars if c.char == SOFT_HYPHEN]
            if soft:
                raise _RefusedError(
                    [finding(FindingCode.SOFT_HYPHEN, "number", (c.start, c.end)) for c in soft]
                )
            raise _RefusedError(
                [
                    finding(
                        FindingCode.TOO_FEW_PARTS,
                        "number",
                        _span(chars) if chars else (0, 0),
                        parts=len(cuts) + 1,
                        wanted=len(self.form.kinds) + fonds,
                        separator=self.form.separator,
                    )
                ]
            )
        for before, after in pairwise(spans):
            cut = chars[before.end : after.start]
            if _text(cut) != self.form.separator:
                self.mend(FindingCode.MENDED_DASH, cut, self.form.separator)
        segments: list[Segment | None] = [*([None] if fonds else []), *self.form.segments]
        befores = [0, *(span.end for span in spans[:-1])]
        return [
            (segment, chars[span.start : span.end], chars[before : span.start])
            for segment, span, before in zip(segments, spans, befores, strict=True)
        ]

    @staticmethod
    def _cut(chars: _Chars, cuts: list[Span]) -> list[_Chars]:
        starts = [0, *(c.end for c in cuts)]
        ends = [*(c.start for c in cuts), len(chars)]
        return [chars[a:b] for a, b in zip(starts, ends, strict=True)]

    def _plain_text(self, part: _Chars) -> str:
        """Return a part as it would read when mended; only to see where the fonds ends."""
        text = "".join(_narrow(c.char) for c in part).strip().upper()
        return text.removesuffix("年")

    def read(self, chars: _Chars) -> tuple[str, list[_Char]]:
        """Return the canonical text and, for each of its characters, where it came from."""
        canonical: _Chars = []
        refusals: list[Finding] = []
        for segment, raw, cut in self.split(chars):
            canonical += [_Char(self.form.separator, c.start, c.end) for c in cut]
            name = "fonds" if segment is None else segment.kind.value
            try:
                part = self.trim(raw, name)
                canonical += self.part(segment, name, part)
            except _RefusedError as refused:
                refusals += refused.findings
        if refusals:
            raise _RefusedError(refusals)
        return _text(canonical), canonical

    def part(self, segment: Segment | None, name: str, part: _Chars) -> _Chars:
        if not part:
            return part
        if segment is None:
            return self.narrow(part, name)
        match segment.kind:
            case SegmentKind.STAGE:
                return self.stage(part)
            case SegmentKind.YEAR:
                return self.digits(self.affix(part, name, "", "年"), name, 0)
            case SegmentKind.CATEGORY:
                return self.code(part, name, self.reader.scheme.category_codes)
            case SegmentKind.RETENTION:
                return self.retention(part, name)
            case SegmentKind.VOLUME:
                return self.digits(self.affix(part, name, "第", "卷"), name, segment.pad)
            case SegmentKind.PAGE:
                return self.page(part, name, segment.pad)
            case SegmentKind.FIXED:
                return part if _text(part) == segment.text else self.narrow(part, name)

    def stage(self, part: _Chars) -> _Chars:
        """Mend blanks inside the stage that are neither U+0020 nor U+3000; nothing else."""
        mended: _Chars = []
        for char in part:
            if char.char in self.table.blanks and char.char not in STAGE_BLANKS:
                self.mend(FindingCode.MENDED_BLANKS, [char], " ", "stage")
                mended.append(_Char(" ", char.start, char.end))
            else:
                mended.append(char)
        return mended

    def narrow(self, part: _Chars, name: str) -> _Chars:
        """Mend full-width letters, digits and signs."""
        wide = [c for c in part if _narrow(c.char) != c.char]
        if wide:
            self.mend(
                FindingCode.MENDED_FULL_WIDTH, part, "".join(_narrow(c.char) for c in part), name
            )
        return [_Char(_narrow(c.char), c.start, c.end) for c in part]

    def affix(self, part: _Chars, name: str, before: str, after: str) -> _Chars:
        """Remove ``年``, ``第…卷`` and the like round a number."""
        text = _text(part)
        first = len(before) if before and text.startswith(before) and text.endswith(after) else 0
        if not text.endswith(after):
            return part
        kept = part[first : len(part) - len(after)]
        self.mend(FindingCode.MENDED_AFFIX, part, _text(kept), name)
        return self.trim(kept, name) if kept else kept

    def digits(self, part: _Chars, name: str, pad: int) -> _Chars:
        """Read a number slot: ASCII digits, after mending width and zero padding."""
        self.check_slot(part, name, digits=True)
        part = self.narrow(part, name)
        if name == SegmentKind.YEAR:
            return part
        text = _text(part)
        significant = text.lstrip("0")
        if not text.isascii() or not text.isdigit() or not significant:
            return part
        canonical = significant.zfill(pad)
        if canonical != text:
            self.mend(FindingCode.MENDED_ZERO_PADDING, part, canonical, name)
            start, end = part[0].start, part[-1].end
            return [_Char(c, start, end) for c in canonical]
        return part

    def code(self, part: _Chars, name: str, known: Container[str]) -> _Chars:
        self.check_slot(part, name, digits=False)
        part = self.narrow(part, name)
        text = _text(part)
        upper = text.upper()
        if upper != text and upper in known:
            self.mend(FindingCode.MENDED_LOWER_CASE, part, upper, name)
            return [_Char(c.char.upper(), c.start, c.end) for c in part]
        return part

    def retention(self, part: _Chars, name: str) -> _Chars:
        words = "".join(_narrow(c.char) for c in part)
        try:
            period = RetentionPeriod.parse(words)
        except CodeError:
            return self.code(part, name, self.reader.scheme.retention_code_texts)
        if not self.reader.scheme.has_code(period):
            reason = self.reader.scheme.no_code(period)
            raise _RefusedError(
                [
                    finding(
                        FindingCode.UNKNOWN_RETENTION,
                        name,
                        _span(part),
                        value=words,
                        known=" ".join(self.reader.scheme.retention_code_texts),
                    ),
                    Finding(reason.code, reason.severity, name, _span(part), reason.params),
                ]
            )
        letter = str(self.reader.scheme.code_for(period))
        self.mend(FindingCode.MENDED_PERIOD_WORDS, part, letter, name)
        return [_Char(c, part[0].start, part[-1].end) for c in letter]

    def page(self, part: _Chars, name: str, pad: int) -> _Chars:
        part = self.affix(part, name, "第", "页")
        signs = self.table.page_range_signs
        places = [i for i, c in enumerate(part) if c.char in signs]
        if not places:
            return self.digits(part, name, pad)
        ends = [
            self.trim(chars, name) for chars in self._cut(part, [Span(i, i + 1) for i in places])
        ]
        reasons = None
        if len(ends) > _RANGE_PAGES:
            reasons = ("多于两端", "it has more than two ends")
        elif not all(ends):
            reasons = ("一端缺失", "one end is missing")
        if reasons:
            raise self._bad_range(part, name, reasons)
        first = self.digits(ends[0], name, pad)
        last = self.digits(ends[1], name, pad)
        texts = _text(first), _text(last)
        if not all(t.isascii() and t.isdigit() and len(t) <= LONGEST_DIGITS for t in texts):
            raise self._bad_range(part, name, ("两端须为数字", "its ends must be numbers"))
        low, high = map(int, texts)
        if low == 0:
            raise self._bad_range(part, name, ("不得从0起", "it starts at zero"))
        if high > MOST_COUNT:
            reason = f"止页超过 {MOST_COUNT}", f"it ends beyond {MOST_COUNT}"
            raise self._bad_range(part, name, reason)
        if high < low:
            raise self._bad_range(part, name, ("止页小于起页", "it runs backwards"))
        self.last_page = high
        self.mend(FindingCode.MENDED_PAGE_RANGE, part, texts[0], name)
        return first

    def _bad_range(self, part: _Chars, name: str, reasons: tuple[str, str]) -> _RefusedError:
        return self.refuse(
            FindingCode.BAD_PAGE_RANGE,
            part,
            name,
            value=_text(part),
            reason_zh=reasons[0],
            reason_en=reasons[1],
        )

    def check_slot(self, part: _Chars, name: str, *, digits: bool) -> None:
        """Refuse what looks like the right character and is not."""
        text = _text(part)
        for char in part:
            plain = _narrow(char.char)
            if char.char in self.table.blanks:
                raise self.refuse(FindingCode.BLANK_INSIDE, part, name, value=text)
            if char.char == SOFT_HYPHEN:
                raise self.refuse(FindingCode.SOFT_HYPHEN, [char], name)
            if plain.isascii():
                if digits and plain.isalpha() and plain in "OoIlZzSB" and len(part) > 1:
                    raise self.refuse(
                        FindingCode.LETTER_FOR_DIGIT,
                        part,
                        name,
                        value=text,
                        character=character_name(char.char),
                    )
                continue
            category = unicodedata.category(char.char)
            if unicodedata.numeric(char.char, None) is not None:
                code = FindingCode.FOREIGN_DIGIT
            elif category.startswith("L"):
                code = FindingCode.LOOK_ALIKE
            else:
                continue
            raise self.refuse(code, part, name, value=text, character=character_name(char.char))


def _combine(before: str, char: str) -> bool:
    """Tell whether ``char`` belongs to the characters before it: a mark, or half a syllable."""
    if unicodedata.combining(char):
        return True
    normal = unicodedata.normalize("NFC", before)
    return unicodedata.normalize("NFC", normal[-1:] + char) != normal[-1:] + unicodedata.normalize(
        "NFC", char
    )


def _narrow(char: str) -> str:
    """Return the ASCII form of a full-width character; others as they are."""
    point = ord(char)
    return chr(point - _WIDE_SHIFT) if _WIDE_FIRST <= point <= _WIDE_LAST else char


def _attempt(reader: NumberReader, text: str, variants: frozenset[str]) -> Repair:
    """Read with one set of separators."""
    mender = _Mender(reader, variants)
    try:
        raw = [_Char(char, place, place + 1) for place, char in enumerate(text)]
        chars = mender.compose(mender.trim(mender.drop_removable(mender.trim(raw))))
        chars = mender.unwrap(chars)
        canonical, origin = mender.read(chars)
        number = reader.read(canonical)
    except _RefusedError as refused:
        found = [*mender.findings, *refused.findings]
        return Repair(None, None, _in_order(found), text)
    except ArchiveNumberError as error:
        found = [*mender.findings, *(_moved(f, origin, len(text)) for f in error.findings)]
        return Repair(None, None, _in_order(found), text)
    spans = FrozenMapping.of(
        {
            name: _origin_span(span, origin, len(text))
            for name, span in reader.spans(canonical).items()
        }
    )
    return Repair(number, mender.last_page, _in_order(mender.findings), text, spans)


def _origin_span(span: Span, origin: _Chars, length: int) -> Span:
    """Return where a span of the canonical text stands in the original text."""
    end_of_all = min(origin[-1].end, length)
    start = origin[span.start].start if span.start < len(origin) else end_of_all
    end = origin[span.end - 1].end if span.end > span.start else start
    return Span(min(start, length), max(start, min(end, length)))


def _moved(found: Finding, origin: _Chars, length: int) -> Finding:
    if found.span is None or not origin:
        return found
    return evolve(found, span=_origin_span(found.span, origin, length))


def _in_order(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: f.span or Span(0, 0)))


def _variants(separator: str) -> frozenset[str]:
    """Return the characters read as this separator, apart from itself."""
    wide = chr(ord(separator) + _WIDE_SHIFT) if "!" <= separator <= "~" else separator
    dashes = character_table().dashes if separator == "-" else frozenset[str]()
    return (dashes | {wide}) - {separator}


def _ranges_by_dash(text: str, reader: NumberReader, variants: frozenset[str]) -> list[Repair]:
    """Read a dash between two digits as a range sign; keep the readings that make a number.

    Only dashes near either end can stand in the page slot, however long the stage is.
    """
    form = reader.form
    separators = variants | {form.separator}
    places = [i for i, char in enumerate(text) if char in separators]
    near = {*places[: form.stage_place + 2], *places[-form.parts_after_stage - 1 :]}
    found = []
    for place in sorted(near):
        before, after = text[:place].rstrip(), text[place + 1 :].lstrip()
        if text[place] in variants and _is_digit(before[-1:]) and _is_digit(after[:1]):
            read = _attempt(reader, f"{text[:place]}~{text[place + 1 :]}", variants)
            if read.last_page is not None:
                found.append(read)
    return found


def _shown(reading: Repair) -> str:
    number = reading.number
    pages = number and f"{number.page}~{reading.last_page}"
    return f"{number} ({pages})" if reading.last_page else str(number)


def _is_digit(char: str) -> bool:
    return char != "" and _narrow(char) in "0123456789"


def repair(text: str, *, scheme: Scheme | None = None) -> Repair:
    """Read an archive number that may be written untidily; lenient, and never guessing.

    Mends, each a finding of severity warning: other dashes, blanks at the ends and beside
    separators, blanks inside the stage other than U+0020 and U+3000, full-width forms outside the
    stage, zero-width and direction marks, text not in NFC, lower case, zero padding, ``年``,
    ``第…卷``, ``第…页``, periods in words, a page range, surrounding quotes, a leading label.

    Refuses, each with a finding of severity error: whatever has two readings, or none.

    Args:
        text: Any text.
        scheme: Whose numbers are read; Wuhu's if not given.

    Returns:
        The number, or ``None`` with the reasons. For text that ``parse`` accepts: that number and
        no findings.

    Raises:
        ArchiveNumberTypeError: what was given is not text.
    """
    if not isinstance(text, str):
        raise ArchiveNumberTypeError(
            [finding(FindingCode.WRONG_TYPE, "number", kind=type(text).__name__, value=repr(text))]
        )
    reader = number_reader(default_scheme() if scheme is None else scheme)
    whole = (0, len(text))
    if len(text) > LONGEST_RAW:
        too_long = finding(
            FindingCode.TOO_LONG, "number", whole, length=len(text), most=LONGEST_RAW
        )
        return Repair(None, None, (too_long,), text)
    if not text.strip():
        return Repair(None, None, (finding(FindingCode.EMPTY_NUMBER, "number", whole),), text)
    try:
        return Repair(reader.read(text), None, (), text)
    except ArchiveNumberError:
        pass
    variants = _variants(reader.form.separator)
    strict = _attempt(reader, text, frozenset())
    if not set(text) & variants:
        return strict
    loose = _attempt(reader, text, variants)
    ranged = _ranges_by_dash(text, reader, variants)
    readings = {r.number: r for r in (strict, *ranged, loose) if r.number}
    if len(readings) > 1:
        first, second = list(readings)[:2]
        doubt = finding(
            FindingCode.TWO_READINGS,
            "number",
            whole,
            first=_shown(readings[first]),
            second=_shown(readings[second]),
        )
        return Repair(None, None, (doubt,), text)
    if strict.number:
        return strict
    return loose
