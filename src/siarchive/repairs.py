"""Repairs: the lenient reader. It mends a listed set of slips, names each, and never guesses.

Every mend is a finding with its span in the original text. What has two readings, or none, is
refused with the reason. The stage's own words are never rewritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import evolve, field, frozen

from siarchive.characters import (
    SOFT_HYPHEN,
    STAGE_BLANKS,
    blanks,
    character_name,
    character_table,
)
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
    wrong_type,
)
from siarchive.formats import Place, Segment, SegmentKind
from siarchive.numbers import LONGEST_TEXT, ArchiveNumber, NumberReader, number_reader
from siarchive.scheme_files import scheme_meant
from siarchive.showing import Shown
from siarchive.slots import Slot, character_findings

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
_LIKE_DIGITS: Final = frozenset("OoIlZzSB")
_ALMOST_DIGITS: Final = re.compile(r"(?=.*[0-9])[0-9OoIlZzSB\s]+", re.ASCII)
_LIKE_LETTERS: Final = frozenset({"Lu", "Ll", "Lt", "Lm"})


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


class _Char(NamedTuple):
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


class _Part(NamedTuple):
    """A part of the text, the slot it fills, and the separator in front of it."""

    slot: Slot
    chars: _Chars
    separator: str
    printed: _Chars


class _Mender:
    """One attempt to read one text; collects mends as it goes."""

    def __init__(self, reader: NumberReader, variants: Mapping[str, str], length: int) -> None:
        self.reader = reader
        self.length = length
        self.table = character_table()
        self.blanks = blanks()
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
            while end < len(text) and _joins(text[end]):
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
        text = _text(chars)
        kept = text.strip(self.blanks)
        first = text.index(kept)
        last = first + len(kept)
        for run in (chars[:first], chars[last:]):
            if run:
                self.mend(FindingCode.MENDED_BLANKS, run, "", name)
        return chars[first:last]

    def unwrap(self, chars: _Chars) -> _Chars:
        """Remove a leading label and surrounding quotation marks, in either order."""
        chars = self.unlabel(chars)
        if len(chars) > 1 and (chars[0].char, chars[-1].char) in self.table.quotes:
            self.mend(FindingCode.MENDED_QUOTES, chars[:1], "")
            self.mend(FindingCode.MENDED_QUOTES, chars[-1:], "")
            chars = self.unlabel(self.trim(chars[1:-1]))
        return chars

    def unlabel(self, chars: _Chars) -> _Chars:
        """Remove a leading label, but only once, and never words that may be the stage's own."""
        label = _LABEL.match(_text(chars))
        form = self.reader.form
        labelled = any(f.code is FindingCode.MENDED_LABEL for f in self.findings)
        if label is None or labelled or form.without_fonds[0].kind is SegmentKind.STAGE:
            return chars
        self.mend(FindingCode.MENDED_LABEL, chars[: label.end()], "")
        return self.trim(chars[label.end() :])

    # the parts

    def split(self, chars: _Chars) -> list[_Part]:
        """Cut into parts, from both ends, and mend the separators that were used."""
        if not chars:
            raise _RefusedError([finding(FindingCode.EMPTY_NUMBER, "number", (0, self.length))])
        text = "".join(self.variants.get(c.char, c.char) for c in chars)
        slots, places = self.reader.places(text, _tidy)
        if places is None:
            raise _RefusedError(self.too_few(chars, text, slots))
        self.check_fonds(chars, text, slots, places)
        parts = []
        before = 0
        for slot, (start, end) in zip(slots, places, strict=True):
            printed = chars[before:start]
            if _text(printed) != text[before:start]:
                self.mend(FindingCode.MENDED_DASH, printed, text[before:start])
            parts.append(_Part(slot, chars[start:end], text[before:start], printed))
            before = end
        return parts

    def check_fonds(
        self, chars: _Chars, text: str, slots: Sequence[Slot], places: Sequence[Place]
    ) -> None:
        """Refuse a fonds that a dash ties to a year: ``2009—2010`` may be a span of years."""
        if not slots[0].segment.optional or slots[1].segment.kind is not SegmentKind.YEAR:
            return
        (start, end), (second, last) = places[:2]
        dash = _text(chars[end:second])
        if dash != text[end:second] and slots[1].read(_tidy(text[start:end])) is not None:
            raise _RefusedError(
                [
                    finding(
                        FindingCode.TWO_READINGS,
                        slots[1].name,
                        _span(chars[start:last]),
                        first=text,
                        second=f"{text[start:end]}~{text[second:]}",
                    )
                ]
            )

    def too_few(self, chars: _Chars, text: str, slots: Sequence[Slot]) -> list[Finding]:
        soft = [c for c in chars if c.char == SOFT_HYPHEN]
        if soft:
            return [finding(FindingCode.SOFT_HYPHEN, "number", (c.start, c.end)) for c in soft]
        separators = self.reader.form.separators
        few = finding(
            FindingCode.TOO_FEW_PARTS,
            "number",
            _span(chars),
            parts=self.reader.count_parts(text, slots),
            wanted=len(slots),
            separator=separators,
        )
        strange = character_findings(text, "number", 0)
        return [few, *(_moved(f, chars) for f in strange)]

    def read(self, chars: _Chars) -> tuple[str, _Chars]:
        """Return the canonical text, and where each of its characters came from."""
        canonical: _Chars = []
        places: list[Place] = []
        refusals: list[Finding] = []
        parts = self.split(chars)
        for part in parts:
            canonical += [
                _Char(c, p.start, p.end) for c, p in zip(part.separator, part.printed, strict=True)
            ]
            start = len(canonical)
            try:
                canonical += self.part(part.slot.segment, self.trim(part.chars, part.slot.name))
            except _RefusedError as refused:
                refusals += refused.findings
                canonical += part.chars
            places.append((start, len(canonical)))
        text = _text(canonical)
        if len(text) > LONGEST_TEXT:
            code = FindingCode.TOO_LONG
            whole = (0, self.length)
            raise _RefusedError(
                [finding(code, "number", whole, length=len(text), most=LONGEST_TEXT)]
            )
        known = {f.field for f in refusals}
        found = self.reader.findings_at(text, [part.slot for part in parts], places)
        refusals += [_moved(f, canonical) for f in found if f.field not in known]
        if refusals:
            raise _RefusedError(refusals)
        return text, canonical

    def part(self, segment: Segment, part: _Chars) -> _Chars:
        """Return a part as the scheme writes it, as far as that is certain."""
        if not part:
            return part
        name = segment.kind.value
        match segment.kind:
            case SegmentKind.STAGE:
                return self.stage(part)
            case SegmentKind.YEAR:
                return self.digits(self.affix(part, name, "", "年"), segment)
            case SegmentKind.CATEGORY:
                return self.code(part, name, self.reader.scheme.category_codes)
            case SegmentKind.RETENTION:
                return self.retention(part, name)
            case SegmentKind.VOLUME:
                return self.digits(self.affix(part, name, "第", "卷"), segment)
            case SegmentKind.PAGE:
                return self.page(part, segment)
            case SegmentKind.FIXED:
                return part if _text(part) == segment.text else self.narrow(part, name)
            case SegmentKind.FONDS:
                return self.narrow(part, name)

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

    def digits(self, part: _Chars, segment: Segment) -> _Chars:
        """Read a number slot: ASCII digits, after mending width and zero padding."""
        name = segment.kind.value
        self.check_slot(part, name, digits=True)
        part = self.narrow(part, name)
        if segment.kind is SegmentKind.YEAR:
            return part
        text = _text(part)
        significant = text.lstrip("0")
        if not text.isascii() or not text.isdigit() or not significant:
            return part
        canonical = significant.zfill(segment.pad)
        if canonical != text:
            self.mend(FindingCode.MENDED_ZERO_PADDING, part, canonical, name)
            start, end = _span(part)
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

    def page(self, part: _Chars, segment: Segment) -> _Chars:
        """Read the page slot: a page, or a range, of which the number keeps the first."""
        name = segment.kind.value
        part = self.affix(part, name, "第", "页")
        signs = self.table.page_range_signs
        places = [i for i, c in enumerate(part) if c.char in signs]
        if not places:
            return self.digits(part, segment)
        bounds = [-1, *places, len(part)]
        ends = [self.trim(part[a + 1 : b], name) for a, b in pairwise(bounds)]
        if len(ends) > _RANGE_PAGES:
            raise self.bad_range(part, "多于两端", "it has more than two ends")
        if not all(ends):
            raise self.bad_range(part, "一端缺失", "one end is missing")
        first, last = (self.digits(end, segment) for end in ends)
        texts = _text(first), _text(last)
        if not all(t.isascii() and t.isdigit() and len(t) <= LONGEST_DIGITS for t in texts):
            raise self.bad_range(part, "两端须为数字", "its ends must be numbers")
        low, high = map(int, texts)
        most = segment.bounds[1]
        if low == 0:
            raise self.bad_range(part, "不得从0起", "it starts at zero")
        if high > most:
            raise self.bad_range(part, f"止页超过 {most}", f"it ends beyond {most}")
        if high < low:
            raise self.bad_range(part, "止页小于起页", "it runs backwards")
        self.last_page = high
        self.mend(FindingCode.MENDED_PAGE_RANGE, part, texts[0], name)
        return first

    def bad_range(self, part: _Chars, zh: str, en: str) -> _RefusedError:
        code = FindingCode.BAD_PAGE_RANGE
        value = _text(part)
        return self.refuse(code, part, "page", value=value, reason_zh=zh, reason_en=en)

    def check_slot(self, part: _Chars, name: str, *, digits: bool) -> None:
        """Refuse what looks like the right character and is not: one finding a kind of slip."""
        slips: dict[FindingCode, _Char] = {}
        # a letter is taken for a slip of a digit where all the rest are digits
        digits = (
            digits and _ALMOST_DIGITS.fullmatch("".join(_narrow(c.char) for c in part)) is not None
        )
        for char in part:
            code = self.slip(char.char, digits=digits)
            if code is not None:
                slips.setdefault(code, char)
        found = []
        for code, char in slips.items():
            # a soft hyphen shows nothing: it is named where it stands
            span = _span([char]) if code is FindingCode.SOFT_HYPHEN else _span(part)
            named = character_name(char.char)
            found.append(finding(code, name, span, value=_text(part), character=named))
        if found:
            raise _RefusedError(found)

    def slip(self, char: str, *, digits: bool) -> FindingCode | None:
        """Name the slip that a character of a number or code is, if it is one."""
        plain = _narrow(char)
        if char in self.table.blanks:
            return FindingCode.BLANK_INSIDE
        if char == SOFT_HYPHEN:
            return FindingCode.SOFT_HYPHEN
        if plain.isascii():
            return FindingCode.LETTER_FOR_DIGIT if digits and plain in _LIKE_DIGITS else None
        if unicodedata.numeric(char, None) is not None:
            return FindingCode.FOREIGN_DIGIT
        # letters of scripts that have capitals, and their modifiers, look like ours; 档 does not
        return FindingCode.LOOK_ALIKE if unicodedata.category(char) in _LIKE_LETTERS else None


def _joins(char: str) -> bool:
    """Tell whether a character may join the one before it in NFC."""
    return unicodedata.combining(char) != 0 or character_table().joining.match(char) is not None


def _narrow(char: str) -> str:
    """Return the ASCII form of a full-width character; others as they are."""
    point = ord(char)
    return chr(point - _WIDE_SHIFT) if _WIDE_FIRST <= point <= _WIDE_LAST else char


def _tidy(part: str) -> str:
    """Return a part as it would read when mended; only to see where the fonds ends."""
    return "".join(map(_narrow, part)).strip().upper().removesuffix("年")


def _attempt(reader: NumberReader, text: str, variants: Mapping[str, str]) -> Repair:
    """Read with one set of separators: which characters are read as which separator."""
    mender = _Mender(reader, variants, len(text))
    chars = [_Char(char, place, place + 1) for place, char in enumerate(text)]
    try:
        chars = mender.compose(mender.trim(mender.drop_removable(mender.trim(chars))))
        canonical, origin = mender.read(mender.unwrap(chars))
    except _RefusedError as refused:
        found = [*mender.findings, *refused.findings]
        return Repair(None, None, _in_order(found), text)
    spans = FrozenMapping.of(
        {name: _origin_span(span, origin) for name, span in reader.spans(canonical).items()}
    )
    number = reader.read(canonical)
    return Repair(number, mender.last_page, _in_order(mender.findings), text, spans)


def _origin_span(span: Span, origin: Sequence[_Char]) -> Span:
    """Return where a span of a mended text stands in the original text."""
    if span.start < span.end:
        return Span(origin[span.start].start, max(c.end for c in origin[span.start : span.end]))
    place = origin[span.start].start if span.start < len(origin) else origin[-1].end
    return Span(place, place)


def _moved(found: Finding, origin: Sequence[_Char]) -> Finding:
    return found if found.span is None else evolve(found, span=_origin_span(found.span, origin))


def _in_order(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda f: f.span or Span(0, 0)))


@lru_cache(maxsize=64)
def _variants(separators: str) -> Mapping[str, str]:
    """Return the characters that are read as a separator, each with that separator."""
    found: dict[str, str] = {}
    for separator in separators:
        wide = chr(ord(separator) + _WIDE_SHIFT) if "!" <= separator <= "~" else separator
        dashes = character_table().dashes if separator == "-" else frozenset[str]()
        found |= dict.fromkeys(dashes | {wide}, separator)
    return {char: separator for char, separator in found.items() if char not in separators}


def _ranges_by_dash(text: str, reader: NumberReader, variants: Mapping[str, str]) -> list[Repair]:
    """Read a dash between two digits as a range sign; keep the readings that make a number.

    Only dashes near either end can stand in the page slot, however long the stage is.
    """
    layout = reader.form.layout(fonds=True)
    places = [i for i, c in enumerate(text) if c in variants or c in reader.form.separators]
    right = len(layout.gaps) - layout.stage
    near = {*places[: layout.stage + 1], *places[-right - 1 :]}
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
        raise ArchiveNumberTypeError([wrong_type("number", text)])
    # a subclass may have methods of its own: only its characters count
    text = str.__str__(text)
    reader = number_reader(scheme_meant(scheme))
    whole = (0, len(text))
    if len(text) > LONGEST_RAW:
        too_long = finding(
            FindingCode.TOO_LONG, "number", whole, length=len(text), most=LONGEST_RAW
        )
        return Repair(None, None, (too_long,), text)
    if not text.strip(blanks()):
        return Repair(None, None, (finding(FindingCode.EMPTY_NUMBER, "number", whole),), text)
    try:
        return Repair(reader.read(text), None, (), text)
    except ArchiveNumberError:
        pass
    variants = _variants(reader.form.separators)
    strict = _attempt(reader, text, {})
    if variants.keys().isdisjoint(text):
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
