"""Slots: what each part of an archive number may hold, and what is wrong with what stands there.

A slot is compiled once per scheme from a segment of its number format. What it knows it looks up;
anything else it reads closely, and says all that is wrong with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import frozen

from siarchive.characters import (
    STAGE_BLANKS,
    character_fault,
    character_name,
    is_visible_text,
)
from siarchive.codes import CategoryCode, RetentionCode
from siarchive.findings import Finding, FindingCode, finding, in_brief
from siarchive.formats import (
    LEAST_YEAR,
    LONGEST_FONDS,
    LONGEST_STAGE,
    MOST_COUNT,
    MOST_YEAR,
    Segment,
    SegmentKind,
)

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = [
    "Slot",
    "SlotValue",
    "character_findings",
    "compile_slot",
    "count_findings",
    "fonds_findings",
    "is_stage",
    "no_place_for",
    "stage_findings",
    "year_findings",
]


def __dir__() -> list[str]:
    return __all__


SlotValue: TypeAlias = int | str | CategoryCode | RetentionCode
"""What a slot can hold."""

_Faults: TypeAlias = Callable[[str, int, str | None], list[Finding]]

_FONDS: Final = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_CODE: Final = re.compile(r"[A-Za-z0-9]{1,8}", re.ASCII)
_DIGITS: Final = re.compile(r"[0-9]+", re.ASCII)
_READY_COUNTS: Final = 9999
_STR_SEPARATOR: Final = "-"
"""What ``str(number)`` writes between the parts, whatever the scheme."""


@frozen
class Slot:
    """One segment of a scheme's format, ready to be read.

    Attributes:
        segment: The segment.
        name: The field that findings about it name.
        known: The texts it can hold, with their values; for counts and stages the usual ones.
        other: Gives the value of a text that is not among them, or ``None`` if it is at fault.
        faults: Says all that is wrong with a text: takes the text, where it starts, and what the
            rest of the number asks for in this place, if that is known.
    """

    segment: Segment
    name: str
    known: Mapping[str, SlotValue]
    other: Callable[[str], SlotValue | None]
    faults: _Faults

    def read(self, text: str) -> SlotValue | None:
        """Return the value of a text, or ``None`` if the slot cannot hold it."""
        value = self.known.get(text)
        return self.other(text) if value is None else value


# what is wrong with a part, whether it was read or given


def character_findings(text: str, name: str, start: int) -> list[Finding]:
    """Return one finding per run of characters that may not stand in a number."""
    if is_visible_text(text):
        return []
    found: list[Finding] = []
    run_code: FindingCode | None = None
    run_start = 0
    for place, char in enumerate([*text, ""]):
        code = character_fault(char) if char else None
        if code is run_code:
            continue
        if run_code is not None:
            first = text[run_start]
            found.append(
                finding(
                    run_code,
                    name,
                    (start + run_start, start + place),
                    character=character_name(first),
                )
            )
        run_code, run_start = code, place
    return found


def fonds_findings(
    text: str, span: tuple[int, int] | None = None, bounds: tuple[int, int] = (1, LONGEST_FONDS)
) -> list[Finding]:
    """Return what is wrong with the form of a fonds number."""
    least, most = bounds
    if _FONDS.fullmatch(text) is not None and least <= len(text) <= most:
        return []
    return [finding(FindingCode.BAD_FONDS, "fonds", span, value=text, least=least, most=most)]


def no_place_for(fonds: str) -> Finding:
    """Return the finding that a format has no place for a fonds number."""
    return finding(FindingCode.BAD_FONDS, "fonds", value=fonds, least=1, most=LONGEST_FONDS)


def year_findings(
    year: int, text: str, bounds: tuple[int, int] = (LEAST_YEAR, MOST_YEAR)
) -> list[Finding]:
    """Return what is wrong with a year, written as ``text``."""
    least, most = bounds
    if least <= year <= most:
        return []
    return [finding(FindingCode.BAD_YEAR, "year", value=text, least=least, most=most)]


def count_findings(
    count: int, name: str, bounds: tuple[int, int] = (1, MOST_COUNT)
) -> list[Finding]:
    """Return what is wrong with a volume number or page."""
    least, most = bounds
    if least <= count <= most:
        return []
    code = FindingCode.NUMBER_OUT_OF_RANGE
    return [finding(code, name, value=in_brief(count), least=least, most=most)]


def is_stage(stage: str, edge: str, most: int = LONGEST_STAGE) -> bool:
    """Tell whether a stage has its form; ``edge`` holds what it may neither begin nor end with."""
    return (
        0 < len(stage) <= most
        and is_visible_text(stage)
        and stage.strip(STAGE_BLANKS + edge) == stage
        and unicodedata.is_normalized("NFC", stage)
    )


def stage_findings(
    stage: str, edge: str, start: int = 0, most: int = LONGEST_STAGE
) -> list[Finding]:
    """Return what is wrong with the form of a stage that begins at ``start``.

    ``edge`` holds the separators that it may neither begin nor end with.
    """
    if is_stage(stage, edge, most):
        return []
    end = start + len(stage)
    if not stage:
        return [finding(FindingCode.EMPTY_STAGE, "stage", (start, end))]
    if not is_visible_text(stage):
        return character_findings(stage, "stage", start)
    found = []
    if len(stage) > most:
        code = FindingCode.STAGE_TOO_LONG
        found.append(finding(code, "stage", (start, end), length=len(stage), most=most))
    if not unicodedata.is_normalized("NFC", stage):
        normal = unicodedata.normalize("NFC", stage)
        found.append(
            finding(FindingCode.NOT_NFC, "stage", (start, end), suggestion=normal, value=stage)
        )
    edge += STAGE_BLANKS
    if stage[0] in edge or stage[-1] in edge:
        found += _edge_findings(stage, edge, start)
    return found


def _edge_findings(stage: str, edge: str, start: int) -> list[Finding]:
    """Name what must be taken away at either end; a stage of nothing else has no remedy."""
    end = start + len(stage)
    first = start + len(stage) - len(stage.lstrip(edge))
    last = start + len(stage.rstrip(edge))
    if first == end:
        return [finding(FindingCode.STAGE_EDGE, "stage", (start, end), value=stage)]
    return [
        finding(FindingCode.STAGE_EDGE, "stage", span, suggestion="", value=stage)
        for span in ((start, first), (last, end))
        if span[0] < span[1]
    ]


# slots


def compile_slot(segment: Segment, scheme: Scheme) -> Slot:
    """Make the slot of a segment, with what the scheme knows to stand there."""
    match segment.kind:
        case SegmentKind.YEAR:
            return _year_slot(segment)
        case SegmentKind.VOLUME | SegmentKind.PAGE:
            return _count_slot(segment)
        case SegmentKind.STAGE:
            return _stage_slot(segment, scheme)
        case SegmentKind.CATEGORY:
            codes = scheme.category_codes
            return _code_slot(segment, FindingCode.UNKNOWN_CATEGORY, codes, {})
        case SegmentKind.RETENTION:
            letters = scheme.retention_code_texts
            words = {str(coded.period): coded.code.text for coded in scheme.retention_codes}
            return _code_slot(segment, FindingCode.UNKNOWN_RETENTION, letters, words)
        case SegmentKind.FIXED:
            return _fixed_slot(segment)
        case SegmentKind.FONDS:
            return _fonds_slot(segment)


def _nothing(_: str) -> None:
    """Read nothing: the slot holds no other texts than those it knows."""


def _year_slot(segment: Segment) -> Slot:
    least, most = segment.bounds

    def year_faults(part: str, start: int, _: str | None) -> list[Finding]:
        span = (start, start + len(part))
        return character_findings(part, "year", start) or [
            finding(FindingCode.BAD_YEAR, "year", span, value=part, least=least, most=most)
        ]

    years = {str(year): year for year in range(least, most + 1)}
    return Slot(segment, "year", years, _nothing, year_faults)


def _code_slot(
    segment: Segment,
    code: FindingCode,
    known: Mapping[str, CategoryCode] | Mapping[str, RetentionCode],
    words: Mapping[str, str],
) -> Slot:
    """Make the slot of a code; ``words`` are other ways to write it, with what they mean."""
    name = segment.kind.value
    listed = " ".join(known)

    def code_faults(part: str, start: int, asked: str | None) -> list[Finding]:
        upper = part.strip().upper()
        meant = words.get(part) or (upper if upper in known else None)
        # what the stage asks for is no answer to words that say something else
        if meant is None and (not part or _CODE.fullmatch(part) is not None):
            meant = asked
        span = (start, start + len(part))
        return character_findings(part, name, start) or [
            finding(code, name, span, suggestion=meant, value=part, known=listed)
        ]

    return Slot(segment, name, known, _nothing, code_faults)


def _fixed_slot(segment: Segment) -> Slot:
    wanted = segment.text or ""
    code = FindingCode.FIXED_TEXT

    def fixed_faults(part: str, start: int, _: str | None) -> list[Finding]:
        span = (start, start + len(part))
        return character_findings(part, "fixed", start) or [
            finding(code, "fixed", span, suggestion=wanted, value=part, wanted=wanted)
        ]

    return Slot(segment, "fixed", {wanted: wanted}, _nothing, fixed_faults)


def _fonds_slot(segment: Segment) -> Slot:
    bounds = segment.bounds

    def other(part: str) -> str | None:
        return None if fonds_findings(part, None, bounds) else part

    def fonds_faults(part: str, start: int, _: str | None) -> list[Finding]:
        span = (start, start + len(part))
        return character_findings(part, "fonds", start) or fonds_findings(part, span, bounds)

    return Slot(segment, "fonds", {}, other, fonds_faults)


def _stage_slot(segment: Segment, scheme: Scheme) -> Slot:
    # `str(number)` must be sound too, whatever the scheme's separator
    edge = scheme.number_format.stage_edges + _STR_SEPARATOR
    most = segment.bounds[1]

    def other(part: str) -> str | None:
        return part if is_stage(part, edge, most) else None

    def stage_faults(part: str, start: int, _: str | None) -> list[Finding]:
        return stage_findings(part, edge, start, most)

    titles = {title: title for title in scheme.stage_titles if other(title) is not None}
    return Slot(segment, "stage", titles, other, stage_faults)


def _count_slot(segment: Segment) -> Slot:
    name = segment.kind.value
    pad = segment.pad
    least, most = segment.bounds
    longest = max(pad, len(str(most)))
    bad = FindingCode.BAD_VOLUME if segment.kind is SegmentKind.VOLUME else FindingCode.BAD_PAGE

    def other(part: str) -> int | None:
        if len(part) > longest or not (part.isascii() and part.isdigit()):
            return None
        count = int(part)
        return count if least <= count <= most and f"{count:0{pad}d}" == part else None

    def count_faults(part: str, start: int, _: str | None) -> list[Finding]:
        code, suggestion = bad, None
        if _DIGITS.fullmatch(part) is None:
            found = character_findings(part, name, start)
            if found:
                return found
        else:
            significant = part.lstrip("0")
            canonical = significant.zfill(pad)
            if other(canonical) is not None:
                suggestion = canonical
            elif significant:
                code = FindingCode.NUMBER_OUT_OF_RANGE
        span = (start, start + len(part))
        return [
            finding(code, name, span, suggestion=suggestion, value=part, least=least, most=most)
        ]

    return Slot(segment, name, _ready_counts(segment), other, count_faults)


@lru_cache(maxsize=32)
def _ready_counts(segment: Segment) -> Mapping[str, int]:
    least, most = segment.bounds
    last = min(most, least + _READY_COUNTS - 1)
    return {f"{n:0{segment.pad}d}": n for n in range(least, last + 1)}
