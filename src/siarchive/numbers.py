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

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias, cast, final

from attrs import field, frozen

from siarchive.characters import blanks
from siarchive.codes import CategoryCode, RetentionCode
from siarchive.findings import (
    ArchiveNumberError,
    ArchiveNumberTypeError,
    Finding,
    FindingCode,
    Span,
    finding,
    in_brief,
    wrong_type,
)
from siarchive.formats import Layout, Place, SegmentKind
from siarchive.scheme_files import default_scheme, scheme_meant
from siarchive.showing import Shown
from siarchive.slots import (
    Slot,
    SlotValue,
    character_findings,
    compile_slot,
    count_findings,
    fonds_findings,
    no_place_for,
    stage_findings,
    year_findings,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from siarchive.explanations import Explanation
    from siarchive.scheme import Scheme

__all__ = ["ArchiveNumber", "format", "parse"]


def __dir__() -> list[str]:
    return __all__


LONGEST_TEXT: Final = 1000
"""Longer text is not looked at: no number of any format comes near."""

# The writer's order in ``str(n)``, which no scheme changes.
_SEPARATOR: Final = "-"


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
            wrong_type(name, value)
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
        # a subclass may have methods of its own: only its characters and figures count
        stage = str.__str__(stage)
        year, volume, page = (int.__int__(figure) for figure in (year, volume, page))
        fonds = None if fonds is None else str.__str__(fonds)
        found = [
            *stage_findings(stage, _SEPARATOR),
            *year_findings(year, in_brief(year)),
            *count_findings(volume, "volume"),
            *count_findings(page, "page"),
            *(() if fonds is None else fonds_findings(fonds)),
        ]
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

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from siarchive.interop.pydantic import field_schema

        return field_schema(cls, None, handler)


def _without_span(found: Finding) -> Finding:
    # nothing in place of a span takes a slip away; in place of a whole part it would empty it
    suggestion = found.suggestion or None
    return Finding(found.code, found.severity, found.field, None, found.params, suggestion)


_Order: TypeAlias = Callable[[Sequence[str]], tuple[str, ...]]
_PARTS: Final = (
    SegmentKind.YEAR,
    SegmentKind.CATEGORY,
    SegmentKind.STAGE,
    SegmentKind.VOLUME,
    SegmentKind.PAGE,
    SegmentKind.RETENTION,
)
"""The parts of every number, in the order of the value's fields; the fonds comes last there."""


_Values: TypeAlias = tuple[int, CategoryCode, str, int, int, RetentionCode, str | None]
_Words: TypeAlias = tuple[
    Mapping[str, int],
    Mapping[str, CategoryCode],
    Mapping[str, str],
    Mapping[str, int],
    Mapping[str, int],
    Mapping[str, RetentionCode],
]
_NOTHING_ASKED: Final[Mapping[str, str | None]] = {}


class NumberReader:
    """The strict reader and the writer of one scheme's numbers, compiled once."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.form = form = scheme.number_format
        self._full = form.layout(fonds=True)
        self._plain = form.layout(fonds=not form.optional_fonds)
        self._slots = [compile_slot(segment, scheme) for segment in form.segments]
        self._plain_slots = self._slots[1:] if form.optional_fonds else self._slots
        known = {slot.segment.kind: slot.known for slot in self._slots}
        kinds = [slot.segment.kind for slot in self._plain_slots]
        # the short way: one separator, and every part a word that the scheme knows
        self._short = len(form.separators) == 1 and set(kinds) == set(_PARTS)
        self._separator = form.separator
        self._count = len(kinds)
        self._in_order: _Order = itemgetter(*map(kinds.index, _PARTS))
        words = tuple(known[kind] for kind in _PARTS)
        self._words = cast("_Words", words)
        self._asked = _asked_by_stage(scheme)
        self._full_template = _template(self._full)
        self._plain_template = _template(self._plain)
        # whether every sound number without fonds can be written: nothing is asked of its parts
        self._carries_all = (
            form.has_widest_bounds
            and form.stage_edges == _SEPARATOR
            and form.has_fonds == form.optional_fonds
        )

    def read(self, text: str) -> ArchiveNumber:
        """Return the number, or raise ``ArchiveNumberError`` with every fault."""
        if type(text) is str and self._short and len(text) <= LONGEST_TEXT:
            parts = text.split(self._separator)
            if len(parts) == self._count:
                year, category, stage, volume, page, retention = self._in_order(parts)
                years, categories, stages, volumes, pages, retentions = self._words
                number = _new(ArchiveNumber)
                try:
                    number.__attrs_init__(
                        years[year],
                        categories[category],
                        stages[stage],
                        volumes[volume],
                        pages[page],
                        retentions[retention],
                        None,
                    )
                except KeyError:
                    pass  # some part is not one of the usual words
                else:
                    return number
                return self._read_parts(text, self._plain_slots, parts)
        return self._read_closely(_checked(text))

    def _read_closely(self, text: str) -> ArchiveNumber:
        slots, places = self.places(text)
        if places is None:
            raise ArchiveNumberError(self._findings, text)
        return self._read_parts(text, slots, [text[start:end] for start, end in places])

    def _read_parts(self, text: str, slots: Sequence[Slot], parts: Sequence[str]) -> ArchiveNumber:
        values: list[SlotValue] = []
        for slot, part in zip(slots, parts, strict=True):
            value = slot.known.get(part)
            if value is None:
                value = slot.other(part)
                if value is None:
                    # what is wrong is looked into when somebody asks: most only want to know that
                    raise ArchiveNumberError(self._findings, text)
            values.append(value)
        number = _new(ArchiveNumber)
        kinds = [slot.segment.kind for slot in slots]
        fonds = values[kinds.index(SegmentKind.FONDS)] if SegmentKind.FONDS in kinds else None
        ordered = (*(values[kinds.index(kind)] for kind in _PARTS), fonds)
        number.__attrs_init__(*cast("_Values", ordered))
        return number

    def _findings(self, text: str) -> list[Finding]:
        """Return everything that is wrong with a text, in order of place."""
        if self._short:
            parts = text.split(self._separator)
            fonds = self._has_fonds(parts)
            if len(parts) < self._count + fonds:
                return self._too_few(text, len(parts), self._count + fonds)
            if len(parts) == self._count:
                return self.findings_at(text, self._plain_slots, _places_of(parts))
        slots, places = self.places(text)
        if places is not None:
            return self.findings_at(text, slots, places)
        return self._too_few(text, self.count_parts(text, slots), len(slots))

    def count_parts(self, text: str, slots: Sequence[Slot]) -> int:
        """Say how many parts a text has that does not fill these slots."""
        layout = self._plain if len(slots) == self._count else self._full
        return layout.count_parts(text)

    def _too_few(self, text: str, parts: int, wanted: int) -> list[Finding]:
        whole = (0, len(text))
        if not text.strip(blanks()):
            return [finding(FindingCode.EMPTY_NUMBER, "number", whole)]
        code, separators = FindingCode.TOO_FEW_PARTS, self.form.separators
        few = finding(code, "number", whole, parts=parts, wanted=wanted, separator=separators)
        return [few, *character_findings(text, "number", 0)]

    def _has_fonds(self, parts: Sequence[str]) -> bool:
        """Tell whether the first of the parts is rather a fonds number; see ``places``."""
        if not self.form.optional_fonds:
            return False
        left = self._plain_slots[: self._plain.stage]
        plain = sum(slot.read(part) is not None for slot, part in zip(left, parts, strict=False))
        if plain == len(left):
            return False
        shifted = zip(left, parts[1:], strict=False)
        return sum(slot.read(part) is not None for slot, part in shifted) > plain

    def findings_at(
        self, text: str, slots: Sequence[Slot], places: Sequence[Place]
    ) -> list[Finding]:
        """Return everything that is wrong with the parts at these places."""
        found: list[Finding] = []
        for slot, (start, end) in zip(slots, places, strict=True):
            part = text[start:end]
            if slot.read(part) is None:
                first, last = places[self._plain.stage + len(slots) - self._count]
                asked = self._asked.get(slot.segment.kind, _NOTHING_ASKED)
                found += slot.faults(part, start, asked.get(text[first:last]))
        return found

    def places(
        self, text: str, tidy: Callable[[str], str] = str
    ) -> tuple[Sequence[Slot], list[Place] | None]:
        """Say which slots a text fills, and where; without places if it has too few parts.

        The first part is a fonds number if and only if the parts after it are those the format
        begins with. For text that cannot be read either way, the reading that leaves fewer faults
        is taken. ``tidy`` is applied to parts before that is decided.
        """
        left = self._plain.cut_left(text) if self.form.optional_fonds else None
        if left is not None:
            fitting = self._fitting(text, left, tidy)
            if fitting < len(left):
                shifted = self._full.cut_left(text) or [(0, 0)]
                if self._fitting(text, shifted[1:], tidy) > fitting:
                    return self._slots, self._full.cut(text)
        return self._plain_slots, self._plain.cut(text)

    def _fitting(self, text: str, places: Sequence[Place], tidy: Callable[[str], str]) -> int:
        """Count the parts that their slots can hold."""
        return sum(
            slot.read(tidy(text[start:end])) is not None
            for slot, (start, end) in zip(self._plain_slots, places, strict=False)
        )

    def spans(self, text: str) -> dict[str, Span]:
        """Return where each part of a readable text stands; the whole under ``number``."""
        slots, places = self.places(text)
        named = {slot.name: Span(*place) for slot, place in zip(slots, places or (), strict=False)}
        return {"number": Span(0, len(text))} | named

    def write(self, number: ArchiveNumber) -> str:
        """Return the number in this scheme's format, or raise ``ArchiveNumberError``."""
        if not self._carries_all or (number.fonds is not None) > self.form.has_fonds:
            found = self._misfits(number)
            if found:
                # the text was never written: a span would point nowhere
                raise ArchiveNumberError([_without_span(f) for f in found])
        template = self._plain_template if number.fonds is None else self._full_template
        return template.format(
            year=number.year,
            category=number.category_code.text,
            stage=number.stage,
            volume=number.volume,
            page=number.page,
            retention=number.retention_code.text,
            fonds=number.fonds,
        )

    def _misfits(self, number: ArchiveNumber) -> list[Finding]:
        """Return what this format cannot carry of a sound number."""
        form = self.form
        bounds = {kind: form.segment(kind).bounds for kind in form.kinds}
        found = [
            *year_findings(number.year, str(number.year), bounds[SegmentKind.YEAR]),
            *stage_findings(number.stage, form.stage_edges, 0, bounds[SegmentKind.STAGE][1]),
            *count_findings(number.volume, "volume", bounds[SegmentKind.VOLUME]),
            *count_findings(number.page, "page", bounds[SegmentKind.PAGE]),
        ]
        if form.has_fonds:
            if number.fonds is not None or not form.optional_fonds:
                found += fonds_findings(number.fonds or "", None, bounds[SegmentKind.FONDS])
        elif number.fonds is not None:
            found.append(no_place_for(number.fonds))
        return found


def _places_of(parts: Sequence[str]) -> list[Place]:
    """Return where parts stand that were cut at every separator."""
    places = []
    start = 0
    for part in parts:
        places.append((start, start + len(part)))
        start += len(part) + 1
    return places


def _template(layout: Layout) -> str:
    """Return the text of a number with the names of its parts in braces."""
    parts = []
    for segment in layout.segments:
        if segment.text is not None:
            parts.append(segment.text.replace("{", "{{").replace("}", "}}"))
        else:
            pad = f":0{segment.pad}d" if segment.pad else ""
            parts.append(f"{{{segment.kind.value}{pad}}}")
    gaps = [gap.replace("{", "{{").replace("}", "}}") for gap in ("", *layout.gaps)]
    return "".join(gap + part for gap, part in zip(gaps, parts, strict=True))


def _asked_by_stage(scheme: Scheme) -> Mapping[SegmentKind, Mapping[str, str | None]]:
    """Return, for each rule title, the codes that a number of that stage must bear."""
    categories: dict[str, str | None] = {}
    letters: dict[str, str | None] = {}
    for title in scheme.stage_titles:
        rules = scheme.rules.titled(title)
        codes = {rule.category.code for rule in rules}
        periods = {rule.period for rule in rules}
        code = codes.pop() if len(codes) == 1 else None
        period = periods.pop() if len(periods) == 1 else None
        categories[title] = None if code is None else code.text
        letters[title] = None
        if period is not None and scheme.has_code(period):
            letters[title] = scheme.code_for(period).text
    return {SegmentKind.CATEGORY: categories, SegmentKind.RETENTION: letters}


def _checked(text: object) -> str:
    """Return text that is worth reading, or raise ``ArchiveNumberError``."""
    if not isinstance(text, str):
        raise ArchiveNumberTypeError([wrong_type("number", text)])
    # a subclass may have methods of its own: only its characters count
    text = str.__str__(text)
    if len(text) > LONGEST_TEXT:
        long = finding(
            FindingCode.TOO_LONG, "number", (0, len(text)), length=len(text), most=LONGEST_TEXT
        )
        raise ArchiveNumberError([long], text)
    return text


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
    return (_default_reader() if scheme is None else number_reader(scheme_meant(scheme))).read(text)


def format(number: ArchiveNumber, *, scheme: Scheme | None = None) -> str:  # noqa: A001  (reason: the design's public name)
    """Write an archive number in a scheme's format: its order, separator and padding.

    ``parse(format(n, scheme=s), scheme=s) == n`` for every number whose codes are the scheme's.

    Args:
        number: The number.
        scheme: Whose format is written; Wuhu's if not given.

    Raises:
        ArchiveNumberError: the format cannot carry it: a fonds number where the format has no
            place for one, none where it asks for one, a part beyond the format's bounds, or a
            stage that begins or ends with the separator.
        ArchiveNumberTypeError: ``number`` is not an ``ArchiveNumber``.
    """
    if not isinstance(number, ArchiveNumber):
        raise ArchiveNumberTypeError([wrong_type("number", number)])
    reader = _default_reader() if scheme is None else number_reader(scheme_meant(scheme))
    return reader.write(number)
