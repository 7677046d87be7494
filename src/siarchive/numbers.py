"""Numbers: the archive number as a value, its strict reader and its writer.

| part | width | alphabet | meaning |
| --- | --- | --- | --- |
| fonds | 1 to 8, optional | ASCII letters, digits | all records formed by one agency |
| year | 4 | ASCII digits, 1949 to 9999 | year of the business |
| category | 1 to 8 | ASCII capitals, digits | printed code of a category |
| stage | 1 to 200 | visible characters | business stage: a rule's title, or a local name |
| volume | 1 to 6 | ASCII digits, 1 to 999999 | volume number |
| page | 1 to 6 | ASCII digits, 1 to 999999 | a position or a count; the scheme does not say |
| retention | 1 to 4 | ASCII capitals, digits | printed code of a period |

Order, separator and padding are the scheme's. Source: the scheme's section on its number format
(for Wuhu section 三, line 45).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias, cast, final

from attrs import field, frozen

from siarchive.characters import (
    STAGE_BLANKS,
    character_fault,
    character_name,
    is_visible_text,
)
from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.findings import (
    ArchiveNumberError,
    ArchiveNumberTypeError,
    CodeError,
    Finding,
    FindingCode,
    Span,
    finding,
)
from siarchive.formats import (
    LEAST_YEAR,
    LONGEST_FONDS,
    LONGEST_STAGE,
    MOST_COUNT,
    MOST_YEAR,
    Segment,
    SegmentKind,
)
from siarchive.scheme_files import default_scheme
from siarchive.showing import Shown

if TYPE_CHECKING:
    from siarchive.explanations import Explanation
    from siarchive.scheme import Scheme

__all__ = ["ArchiveNumber", "format", "parse"]


def __dir__() -> list[str]:
    return __all__


LONGEST_TEXT: Final = 1000
"""Longer text is not looked at: no number of any format comes near."""

_FONDS: Final = re.compile(rf"[A-Za-z0-9]{{1,{LONGEST_FONDS}}}", re.ASCII)
_DIGITS: Final = re.compile(r"[0-9]+", re.ASCII)
_READY_COUNTS: Final = 9999

# The writer's order in ``str(n)``, which no scheme changes.
_SEPARATOR: Final = "-"


@lru_cache(maxsize=1)
def _years() -> dict[str, int]:
    return {str(year): year for year in range(LEAST_YEAR, MOST_YEAR + 1)}


@lru_cache(maxsize=7)
def _counts(pad: int) -> dict[str, int]:
    return {f"{n:0{pad}d}": n for n in range(1, _READY_COUNTS + 1)}


def is_fonds(text: str) -> bool:
    """Tell whether ``text`` has the form of a fonds number."""
    return _FONDS.fullmatch(text) is not None


def stage_findings(stage: str, separator: str, start: int = 0) -> list[Finding]:
    """Return what is wrong with the form of a stage that begins at ``start``."""
    end = start + len(stage)
    if not stage:
        return [finding(FindingCode.EMPTY_STAGE, "stage", (start, end))]
    if not is_visible_text(stage):
        return character_findings(stage, "stage", start)
    found = []
    if len(stage) > LONGEST_STAGE:
        found.append(
            finding(
                FindingCode.STAGE_TOO_LONG,
                "stage",
                (start, end),
                length=len(stage),
                most=LONGEST_STAGE,
            )
        )
    edge = STAGE_BLANKS + separator
    trimmed = stage.strip(edge)
    if trimmed != stage:
        at_start = len(stage) - len(stage.lstrip(edge))
        span = (start, start + at_start) if at_start else (start + len(stage.rstrip(edge)), end)
        found.append(
            finding(FindingCode.STAGE_EDGE, "stage", span, suggestion=trimmed or None, value=stage)
        )
    if not unicodedata.is_normalized("NFC", stage):
        found.append(
            finding(
                FindingCode.NOT_NFC,
                "stage",
                (start, end),
                suggestion=unicodedata.normalize("NFC", stage),
                value=stage,
            )
        )
    return found


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


@final
@frozen(order=True, init=False)
class ArchiveNumber(Shown):
    """An archive number: exactly what is printed.

    Which category a shared code means is not stored here; ``siarchive.resolve`` answers that. The
    constructor checks the *form* of the parts; membership in a scheme is the business of
    ``parse(..., scheme=...)`` and of ``validate``.

    Numbers are ordered by year, category code, stage, volume, page, retention code, fonds; volume
    2 comes before volume 10.

    Args:
        year: 1949 to 9999.
        category_code: The printed code.
        stage: NFC, visible characters, at most 200; no blank or ``-`` at either end.
        volume: 1 to 999999.
        page: 1 to 999999; whether a position or a count, the scheme does not say.
        retention_code: The printed code.
        fonds: 1 to 8 ASCII letters or digits, as text; ``None`` if not written.

    Raises:
        ArchiveNumberError: a part has not its form; ``findings`` names every such part.
        ArchiveNumberTypeError: a part is of the wrong type.
    """

    year: int
    category_code: CategoryCode
    stage: str
    volume: int
    page: int
    retention_code: RetentionCode
    fonds: str | None = field(default=None, order=lambda fonds: fonds or "")

    def __init__(  # noqa: PLR0913  (reason: a number has seven parts)
        self,
        year: int,
        category_code: CategoryCode,
        stage: str,
        volume: int,
        page: int,
        retention_code: RetentionCode,
        fonds: str | None = None,
    ) -> None:
        wrong = [
            finding(FindingCode.WRONG_TYPE, name, kind=type(value).__name__, value=repr(value))
            for name, value, wanted in (
                ("year", year, int),
                ("category", category_code, CategoryCode),
                ("stage", stage, str),
                ("volume", volume, int),
                ("page", page, int),
                ("retention", retention_code, RetentionCode),
                ("fonds", fonds, str | None),
            )
            if isinstance(value, bool) or not isinstance(value, wanted)
        ]
        if wrong:
            raise ArchiveNumberTypeError(wrong)
        found = stage_findings(stage, _SEPARATOR)
        if not LEAST_YEAR <= year <= MOST_YEAR:
            found.append(_year_finding(str(year)))
        for name, count in (("volume", volume), ("page", page)):
            if not 1 <= count <= MOST_COUNT:
                found.append(
                    finding(
                        FindingCode.NUMBER_OUT_OF_RANGE, name, value=str(count), most=MOST_COUNT
                    )
                )
        if fonds is not None and not is_fonds(fonds):
            found.append(finding(FindingCode.BAD_FONDS, "fonds", value=fonds))
        if found:
            # these parts never stood in one text: a span would point nowhere
            raise ArchiveNumberError([_without_span(f) for f in found])
        self.__attrs_init__(year, category_code, stage, volume, page, retention_code, fonds)

    @classmethod
    def parse(cls, text: str, *, scheme: Scheme | None = None) -> ArchiveNumber:
        """Read canonical text; the same as ``siarchive.parse``."""
        return parse(text, scheme=scheme)

    def format(self, *, scheme: Scheme | None = None) -> str:
        """Write it in a scheme's format; the same as ``siarchive.format``."""
        return format(self, scheme=scheme)

    def explain(self, *, scheme: Scheme | None = None) -> Explanation:
        """Say part by part what it means in a scheme; the same as ``siarchive.explain``."""
        from siarchive.explanations import explain

        return explain(self, scheme=scheme)

    def __str__(self) -> str:
        fonds = "" if self.fonds is None else f"{self.fonds}-"
        return (
            f"{fonds}{self.year}-{self.category_code.text}-{self.stage}"
            f"-{self.volume}-{self.page}-{self.retention_code.text}"
        )


def _without_span(found: Finding) -> Finding:
    return Finding(found.code, found.severity, found.field, None, found.params, found.suggestion)


def _year_finding(text: str, span: tuple[int, int] | None = None) -> Finding:
    return finding(FindingCode.BAD_YEAR, "year", span, value=text, least=LEAST_YEAR, most=MOST_YEAR)


_Value: TypeAlias = int | str | CategoryCode | RetentionCode


class _Faults(Exception):  # noqa: N818  (reason: control flow inside this module only)
    """The findings of one part, on their way to the collector."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings


class NumberReader:
    """The strict reader of one scheme's numbers, compiled once."""

    def __init__(self, scheme: Scheme) -> None:
        form = scheme.number_format
        self.scheme = scheme
        self.form = form
        self._separator = form.separator
        self._count = len(form.kinds)
        self._plain = SegmentKind.FIXED not in form.kinds
        place = form.kinds.index
        self._at = (
            place(SegmentKind.YEAR),
            place(SegmentKind.CATEGORY),
            place(SegmentKind.STAGE),
            place(SegmentKind.VOLUME),
            place(SegmentKind.PAGE),
            place(SegmentKind.RETENTION),
        )
        self._years = _years()
        self._categories = scheme.category_codes
        self._volumes = _counts(form.segment(SegmentKind.VOLUME).pad)
        self._pages = _counts(form.segment(SegmentKind.PAGE).pad)
        self._retentions = scheme.retention_code_texts
        edge = STAGE_BLANKS + form.separator + _SEPARATOR
        self._readers: Mapping[SegmentKind, Callable[[Segment, str, int], _Value]] = {
            SegmentKind.YEAR: self._read_year,
            SegmentKind.CATEGORY: self._read_category,
            SegmentKind.STAGE: self._read_stage,
            SegmentKind.VOLUME: self._read_count,
            SegmentKind.PAGE: self._read_count,
            SegmentKind.RETENTION: self._read_retention,
            SegmentKind.FIXED: self._read_fixed,
        }
        # only titles of sound form may take the short way
        self._stages = {
            t: t for t in scheme.stage_titles if t.strip(edge) == t and not stage_findings(t, "-")
        }

    def read(self, text: str) -> ArchiveNumber:
        """Return the number, or raise ``ArchiveNumberError`` with every fault."""
        # The short way: all parts are known words. Anything else is looked at closely.
        given: object = text
        if isinstance(given, str) and len(given) <= LONGEST_TEXT and self._plain:
            parts = given.split(self._separator)
            if len(parts) == self._count:
                at_year, at_category, at_stage, at_volume, at_page, at_retention = self._at
                year = self._years.get(parts[at_year])
                category = self._categories.get(parts[at_category])
                stage = self._stages.get(parts[at_stage])
                volume = self._volumes.get(parts[at_volume])
                page = self._pages.get(parts[at_page])
                retention = self._retentions.get(parts[at_retention])
                if (
                    year is not None
                    and category is not None
                    and stage is not None
                    and volume is not None
                    and page is not None
                    and retention is not None
                ):
                    number = _new(ArchiveNumber)
                    number.__attrs_init__(year, category, stage, volume, page, retention, None)
                    return number
        return self._read_closely(text)

    def _read_closely(self, text: object) -> ArchiveNumber:
        if not isinstance(text, str):
            raise ArchiveNumberTypeError(
                [
                    finding(
                        FindingCode.WRONG_TYPE,
                        "number",
                        kind=type(text).__name__,
                        value=repr(text)[:LONGEST_TEXT],
                    )
                ]
            )
        whole = (0, len(text))
        if len(text) > LONGEST_TEXT:
            raise ArchiveNumberError(
                [
                    finding(
                        FindingCode.TOO_LONG, "number", whole, length=len(text), most=LONGEST_TEXT
                    )
                ],
                text,
            )
        if not text.strip():
            raise ArchiveNumberError([finding(FindingCode.EMPTY_NUMBER, "number", whole)], text)
        cuts = self._cuts(text)
        fonds = self.has_fonds(text.split(self._separator))
        spans = self.form.split(cuts, len(text), fonds=fonds)
        if spans is None:
            raise ArchiveNumberError(
                [
                    finding(
                        FindingCode.TOO_FEW_PARTS,
                        "number",
                        whole,
                        parts=len(cuts) + 1,
                        wanted=self._count + fonds,
                        separator=self._separator,
                    )
                ],
                text,
            )
        return self._read_parts(text, spans, fonds=fonds)

    def _cuts(self, text: str) -> list[Span]:
        return [Span(i, i + 1) for i, char in enumerate(text) if char == self._separator]

    def spans(self, text: str) -> dict[str, Span]:
        """Return where each part of a readable text stands; the whole under ``number``."""
        cuts = self._cuts(text)
        fonds = self.has_fonds(text.split(self._separator))
        found = {"number": Span(0, len(text))}
        spans = self.form.split(cuts, len(text), fonds=fonds) or []
        names = [*(["fonds"] if fonds else []), *(kind.value for kind in self.form.kinds)]
        return found | dict(zip(names, spans, strict=False))

    def has_fonds(self, parts: list[str]) -> bool:
        """Tell whether the first part is a fonds number.

        It is one if and only if the parts after it are those the format begins with. For text that
        cannot be read either way, the reading that leaves fewer faults is taken.
        """
        left = self.form.stage_place
        if not self.form.optional_fonds or len(parts) < left:
            return False
        plain = self._fitting(parts[:left])
        shifted = self._fitting(parts[1 : left + 1])
        return plain < left and shifted > plain

    def _fitting(self, parts: list[str]) -> int:
        """Count the parts that are what the format has in these places, from the left."""
        return sum(map(self._fits, self.form.segments, parts))

    def _fits(self, segment: Segment, part: str) -> bool:
        match segment.kind:
            case SegmentKind.YEAR:
                return part in self._years
            case SegmentKind.CATEGORY:
                return part in self._categories
            case SegmentKind.RETENTION:
                return part in self._retentions
            case SegmentKind.FIXED:
                return part == segment.text
            case _:
                return _count(part, segment.pad)[0] is not None

    def _read_parts(self, text: str, spans: list[Span], *, fonds: bool) -> ArchiveNumber:
        found: list[Finding] = []
        values: dict[SegmentKind, _Value] = {}
        prefix: str | None = None
        if fonds:
            span = spans.pop(0)
            prefix = text[span.start : span.end]
            if not is_fonds(prefix):
                fault = finding(FindingCode.BAD_FONDS, "fonds", span, value=prefix)
                found += self._fault(prefix, "fonds", span.start, fault).findings
        for segment, span in zip(self.form.segments, spans, strict=True):
            try:
                values[segment.kind] = self._value(segment, text[span.start : span.end], span.start)
            except _Faults as faults:
                found += faults.findings
        if found:
            raise ArchiveNumberError(sorted(found, key=lambda f: f.span or Span(0, 0)), text)
        number = _new(ArchiveNumber)
        number.__attrs_init__(
            cast("int", values[SegmentKind.YEAR]),
            cast("CategoryCode", values[SegmentKind.CATEGORY]),
            cast("str", values[SegmentKind.STAGE]),
            cast("int", values[SegmentKind.VOLUME]),
            cast("int", values[SegmentKind.PAGE]),
            cast("RetentionCode", values[SegmentKind.RETENTION]),
            prefix,
        )
        return number

    def _value(self, segment: Segment, part: str, start: int) -> _Value:
        """Return the value of one part, or raise ``_Faults``."""
        return self._readers[segment.kind](segment, part, start)

    def _read_stage(self, _: Segment, part: str, start: int) -> str:
        faults = stage_findings(part, self._separator, start)
        if not faults and part.strip(_SEPARATOR) != part:
            faults = stage_findings(part, _SEPARATOR, start)
        if faults:
            raise _Faults(faults)
        return part

    def _read_year(self, _: Segment, part: str, start: int) -> int:
        year = self._years.get(part)
        if year is None:
            raise self._fault(part, "year", start, _year_finding(part, _span(part, start)))
        return year

    def _read_category(self, _: Segment, part: str, start: int) -> CategoryCode:
        code = self._categories.get(part)
        if code is None:
            fault = finding(
                FindingCode.UNKNOWN_CATEGORY,
                "category",
                _span(part, start),
                suggestion=_upper_in(part, self._categories),
                value=part,
                known=" ".join(self._categories),
            )
            raise self._fault(part, "category", start, fault)
        return code

    def _read_retention(self, _: Segment, part: str, start: int) -> RetentionCode:
        code = self._retentions.get(part)
        if code is None:
            fault = finding(
                FindingCode.UNKNOWN_RETENTION,
                "retention",
                _span(part, start),
                suggestion=self._retention_suggestion(part),
                value=part,
                known=" ".join(self._retentions),
            )
            raise self._fault(part, "retention", start, fault)
        return code

    def _read_fixed(self, segment: Segment, part: str, start: int) -> str:
        wanted = segment.text or ""
        if part != wanted:
            fault = finding(
                FindingCode.FIXED_TEXT,
                "fixed",
                _span(part, start),
                suggestion=wanted,
                value=part,
                wanted=wanted,
            )
            raise self._fault(part, "fixed", start, fault)
        return part

    def _read_count(self, segment: Segment, part: str, start: int) -> int:
        count, code, suggestion = _count(part, segment.pad)
        if count is None:
            bad = {
                SegmentKind.VOLUME: FindingCode.BAD_VOLUME,
                SegmentKind.PAGE: FindingCode.BAD_PAGE,
            }
            fault = finding(
                code or bad[segment.kind],
                segment.kind.value,
                _span(part, start),
                suggestion=suggestion,
                value=part,
                most=MOST_COUNT,
            )
            raise self._fault(part, segment.kind.value, start, fault)
        return count

    @staticmethod
    def _fault(part: str, name: str, start: int, otherwise: Finding) -> _Faults:
        """Name the characters that do not belong into any number; else give ``otherwise``."""
        return _Faults(character_findings(part, name, start) or [otherwise])

    def _retention_suggestion(self, part: str) -> str | None:
        try:
            period = RetentionPeriod.parse(part)
        except CodeError:
            return _upper_in(part, self._retentions)
        return str(self.scheme.code_for(period)) if self.scheme.has_code(period) else None

    def write(self, number: ArchiveNumber) -> str:
        """Return the number in this scheme's format, or raise ``ArchiveNumberError``."""
        found = []
        if number.fonds is not None and not self.form.optional_fonds:
            found.append(finding(FindingCode.BAD_FONDS, "fonds", value=number.fonds))
        if number.stage.strip(self._separator) != number.stage:
            found += [_without_span(f) for f in stage_findings(number.stage, self._separator)]
        if found:
            raise ArchiveNumberError(found)
        values: Mapping[SegmentKind, int | str] = {
            SegmentKind.YEAR: number.year,
            SegmentKind.CATEGORY: number.category_code.text,
            SegmentKind.STAGE: number.stage,
            SegmentKind.VOLUME: number.volume,
            SegmentKind.PAGE: number.page,
            SegmentKind.RETENTION: number.retention_code.text,
        }
        parts = [] if number.fonds is None else [number.fonds]
        for segment in self.form.segments:
            value = values.get(segment.kind, segment.text or "")
            parts.append(str(value).zfill(segment.pad) if segment.pad else str(value))
        return self._separator.join(parts)


def _span(part: str, start: int) -> Span:
    return Span(start, start + len(part))


def _upper_in(part: str, known: Container[str]) -> str | None:
    upper = part.strip().upper()
    return upper if upper != part and upper in known else None


def _count(part: str, pad: int) -> tuple[int | None, FindingCode | None, str | None]:
    """Read a volume or page: the value, or a special fault, and a suggestion where honest."""
    ready = _counts(pad).get(part)
    if ready is not None:
        return ready, None, None
    if _DIGITS.fullmatch(part) is None:
        return None, None, None
    significant = part.lstrip("0")
    if len(significant) > len(str(MOST_COUNT)):
        return None, FindingCode.NUMBER_OUT_OF_RANGE, None
    value = int(significant or "0")
    canonical = f"{value:0{pad}d}"
    if value == 0:
        return None, None, None
    return (value, None, None) if canonical == part else (None, None, canonical)


_new = ArchiveNumber.__new__


@lru_cache(maxsize=64)
def number_reader(scheme: Scheme) -> NumberReader:
    """Return the compiled reader of a scheme."""
    return NumberReader(scheme)


@lru_cache(maxsize=1)
def _default_reader() -> NumberReader:
    return number_reader(default_scheme())


def parse(text: str, *, scheme: Scheme | None = None) -> ArchiveNumber:
    """Read an archive number; strict.

    Only canonical text is read: NFC, the scheme's codes, no padding the format does not ask for, no
    blanks at the ends. Messy text is the business of ``siarchive.repair``.

    Args:
        text: The number as text.
        scheme: Whose numbers are read; Wuhu's if not given.

    Raises:
        ArchiveNumberError: the text is no number of the scheme; ``findings`` holds *all* faults,
            with field and span.
        ArchiveNumberTypeError: what was given is not text.
    """
    return (_default_reader() if scheme is None else number_reader(scheme)).read(text)


def format(number: ArchiveNumber, *, scheme: Scheme | None = None) -> str:  # noqa: A001  (reason: the design's public name)
    """Write an archive number in a scheme's format: its order, separator and padding.

    ``parse(format(n, scheme=s), scheme=s) == n`` for every number whose codes are the scheme's.

    Args:
        number: The number.
        scheme: Whose format is written; Wuhu's if not given.

    Raises:
        ArchiveNumberError: the format cannot carry it: a fonds number where the format has no
            place for one, or a stage that begins or ends with the separator.
        ArchiveNumberTypeError: ``number`` is not an ``ArchiveNumber``.
    """
    if not isinstance(number, ArchiveNumber):
        raise ArchiveNumberTypeError(
            [
                finding(
                    FindingCode.WRONG_TYPE, "number", kind=type(number).__name__, value=repr(number)
                )
            ]
        )
    return (_default_reader() if scheme is None else number_reader(scheme)).write(number)
