"""Catalogues: synthetic ones, for any scheme, with known faults.

Everything that belongs to a scheme is taken from the ``Scheme``; persons, units and documents are
invented. The same arguments give the same catalogue on every version of Python: all chance comes
from ``random.Random(seed).random()``, which Python promises never to change, and no order is that
of a set.
"""

from __future__ import annotations

import csv
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from os import PathLike
from pathlib import Path
from random import Random
from typing import Final, TypeAlias, TypeVar

from attrs import evolve, frozen

from siarchive.characters import character_table, comparison_key
from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.findings import ArchiveNumberError, CatalogueError, FindingCode, finding
from siarchive.formats import LEAST_YEAR, MOST_YEAR, Layout, SegmentKind
from siarchive.numbers import ArchiveNumber
from siarchive.resolution import rules_of_stage
from siarchive.rules import Rule
from siarchive.scheme import Scheme
from siarchive.scheme_files import scheme_meant

__all__ = [
    "HEADER",
    "CatalogueRow",
    "FaultKind",
    "PlantedFault",
    "SyntheticCatalogue",
    "make_catalogue",
    "write_csv",
    "write_faults",
]


def __dir__() -> list[str]:
    return __all__


_T = TypeVar("_T")

_FONDS: Final = "全宗号"
_NUMBER: Final = "档号"
_YEAR: Final = "年度"
_TITLE: Final = "题名"
_DATE: Final = "形成日期"
_LAST_PAGE: Final = "止页"
_PERIOD: Final = "保管期限"

HEADER: Final = (
    _FONDS,
    _NUMBER,
    _YEAR,
    "类别",
    "业务环节",
    "案卷号",
    "件号",
    _TITLE,
    "责任者",
    "文号",
    _DATE,
    "起页",
    _LAST_PAGE,
    _PERIOD,
    "备注",
)
"""The headings of a synthetic catalogue, in order."""

_ROWS_PER_FAULT: Final = 12
_ROWS_FOR_ALL_KINDS: Final = 200
_OLDEST: Final = 17
_NEWEST: Final = 2
"""Papers are this many years old at least: one formed in the next year is not in the future yet."""

_LEAST_ITEMS: Final = 3
_MOST_ITEMS: Final = 17
_MOST_PAGES: Final = 6
_ONE_IN: Final = 4
_DAYS: Final = 365
_DAYS_WITH_SPRING: Final = 455
"""Days from 1 January to the end of March of the next year, when accounts are closed."""

_BODY: Final = "经办机构"
_SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN: Final = "文敏静丽强磊军洋艳勇杰娟涛明超霞平刚桂兰辉玲红华"
_UNITS: Final = ("云屿", "禾泽", "沐川", "砚石", "栖禾", "澄汐", "疏桐", "望岫", "听澜", "归屿")
_TRADES: Final = ("建材", "电子", "化工", "印务", "纺织", "机械", "食品", "物流", "家具", "包装")
_PAPERS: Final = ("申请表", "审核表", "登记表", "核定表")
_PAPER_ENDS: Final = ("书", "表", "单", "册", "料", "报告", "方案")

_DASHES: Final = "—‐−–﹣"
_INVISIBLE: Final = "\u200b\ufeff\u200e"
_NO_DAYS: Final = ("02-30", "04-31", "06-31", "09-31", "11-31", "13-05")
_WIDE_SHIFT: Final = 0xFEE0
# A province as a whole, which is on no card, and a day of birth that is on none in use.
_CARD_STEM: Final = "11000019000101"
_CARD_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CARD_CHECKS: Final = "10X98765432"


# What comes out.


@frozen(repr=False)
class CatalogueRow(Mapping[str, str]):
    """One row of a catalogue: a mapping from heading to cell, immutable and hashable."""

    header: tuple[str, ...]
    cells: tuple[str, ...]

    def __getitem__(self, key: str) -> str:
        try:
            return self.cells[self.header.index(key)]
        except ValueError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.header)

    def __len__(self) -> int:
        return len(self.header)

    def __repr__(self) -> str:
        return f"CatalogueRow({dict(self)!r})"


class FaultKind(StrEnum):
    """The kinds of fault that are planted, each in one cell of one row.

    Those that few rows can bear come first.
    """

    UNCODED_PERIOD = "uncoded_period"
    """The rule's period has no code, and the number bears the code of a shorter one."""
    PERIOD_TOO_LONG = "period_too_long"
    """The number bears the code of a longer period than the rule prints."""
    PERIOD_TOO_SHORT = "period_too_short"
    """The number bears the code of a shorter one."""
    CATEGORY_MISMATCH = "category_mismatch"
    """The number bears the code of a category that has no such stage."""
    TRUNCATED = "truncated"
    """The last two parts of the number are cut off."""
    STAGE_TYPO = "stage_typo"
    """Two characters of the stage changed places."""
    LOWER_CASE = "lower_case"
    """The codes are written in lower case."""
    PAGE_BACKWARDS = "page_backwards"
    """The last page stands before the first."""
    PERIOD_COLUMN = "period_column"
    """The period beside the number is another than the number's."""
    ZERO_PADDING = "zero_padding"
    """Volume or page has zeros in front that the format does not ask for."""
    FONDS_ZERO_LOST = "fonds_zero_lost"
    """The fonds number lost its leading zeros."""
    INVISIBLE = "invisible"
    """A character that shows nothing stands in the stage."""
    DASH = "dash"
    """Another dash, or the full-width form, stands for the separator."""
    FULL_WIDTH = "full_width"
    """Letters, digits and separators are full-width."""
    BLANKS = "blanks"
    """Blanks stand at the ends and round the first separator."""
    UNKNOWN_CODE = "unknown_code"
    """The retention code is none of the scheme's."""
    FUTURE_YEAR = "future_year"
    """The number's year has not come yet."""
    YEAR_COLUMN = "year_column"
    """The year beside the number is another than the number's."""
    DATE_OTHER_YEAR = "date_other_year"
    """The paper was formed a year or two too early."""
    DATE_IMPOSSIBLE = "date_impossible"
    """There is no such day."""
    TITLE_MISSING = "title_missing"
    """The title is empty."""
    ID_CARD_IN_TITLE = "id_card_in_title"
    """An (invented, impossible) identity-card number stands in the title."""


@frozen
class PlantedFault:
    """A fault that is known to stand in the catalogue.

    Attributes:
        row: 1-based number of the data row.
        kind: What was done.
        column: The heading of the column it was done to.
        before, after: The sound cell and the faulty one.
        code: What a check must find in that column. Other findings may follow from the same fault:
            a number with another year also contradicts the year beside it.
    """

    row: int
    kind: FaultKind
    column: str
    before: str
    after: str
    code: FindingCode


@frozen
class SyntheticCatalogue:
    """A catalogue of invented records.

    Attributes:
        header: The headings, in order.
        rows: The rows, as ``siarchive.check`` takes them.
        faults: Every fault in them, by row; at most one a row.
    """

    header: tuple[str, ...]
    rows: tuple[CatalogueRow, ...]
    faults: tuple[PlantedFault, ...]


# What it is made of.


class _Draw:
    """Chance that is the same on every version of Python."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed).random  # noqa: S311  (reason: repeatable, not secret)

    def below(self, limit: int) -> int:
        """Return 0 to ``limit - 1``."""
        return int(self._random() * limit)

    def pick(self, choices: Sequence[_T]) -> _T:
        return choices[self.below(len(choices))]

    def shuffled(self, items: Iterable[_T]) -> list[_T]:
        mixed = list(items)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed


@frozen
class _Line:
    """A rule under which papers can be filed and numbered, and the period its label bears."""

    place: int
    rule: Rule
    category_code: CategoryCode
    period: RetentionPeriod
    retention_code: RetentionCode
    fonds: str | None


@frozen
class _Batch:
    """A volume before it has its number."""

    line: _Line
    year: int
    items: int


@frozen
class _Record:
    """A sound row."""

    line: _Line
    number: ArchiveNumber
    position: int
    title: str
    document: str
    day: date
    last_page: int


@frozen
class _World:
    """What all rows of one catalogue share."""

    scheme: Scheme
    as_of_year: int
    lines: tuple[_Line, ...]

    @property
    def newest(self) -> int:
        return self.as_of_year - _NEWEST

    def text(self, number: ArchiveNumber) -> str:
        return number.format(scheme=self.scheme)

    def parts(self, record: _Record) -> list[tuple[SegmentKind, str]] | None:
        """Return the written parts of the record's number.

        ``None`` where a part holds what could be taken for a separator: written untidily, such a
        number may have two readings.
        """
        text = self.text(record.number)
        layout = self.layout(record.number)
        texts = [text[start:end] for start, end in layout.cut(text) or ()]
        alike = character_table().dashes.union(layout.gaps, map(_wide, layout.gaps))
        if any(char in alike for part in texts for char in part):
            return None
        return list(zip((s.kind for s in layout.segments), texts, strict=True))

    def layout(self, number: ArchiveNumber) -> Layout:
        return self.scheme.number_format.layout(fonds=number.fonds is not None)

    def join(self, record: _Record, parts: Iterable[str], write: Callable[[str], str] = str) -> str:
        """Put the separators between parts, as ``write`` writes them."""
        gaps = ("", *map(write, self.layout(record.number).gaps))
        return "".join(gap + part for gap, part in zip(gaps, parts, strict=False))

    def row(self, record: _Record) -> CatalogueRow:
        number = record.number
        cells = (
            self.scheme.fonds or "",
            self.text(number),
            str(number.year),
            record.line.rule.category.title,
            number.stage,
            str(number.volume),
            str(record.position),
            record.title,
            _BODY,
            record.document,
            record.day.isoformat(),
            str(number.page),
            str(record.last_page),
            str(record.line.period),
            "",
        )
        return CatalogueRow(HEADER, cells)


def _label_period(rule: Rule, scheme: Scheme) -> RetentionPeriod | None:
    """Return the coded period that a sound label of the rule bears."""
    if rule.period is None or scheme.has_code(rule.period):
        return rule.period
    known = (p.in_force for p in scheme.periods_without_code if p.period == rule.period)
    in_force = next(known, None)
    return in_force if in_force is not None and scheme.has_code(in_force) else None


def _lines(scheme: Scheme) -> Iterator[_Line]:
    """Return the rules that can be told from a row for certain, and numbered."""
    titles = Counter((rule.category, comparison_key(rule.title)) for rule in scheme.rules)
    printed: set[tuple[CategoryCode, str]] = set()
    for place, rule in enumerate(scheme.rules):
        category, key = rule.category, comparison_key(rule.title)
        period = _label_period(rule, scheme)
        if category.code is None or period is None or scheme.category(category.title) != category:
            continue
        # categories that share a code and a stage would print one number for two volumes
        if titles[category, key] > 1 or (category.code, key) in printed:
            continue
        form = scheme.number_format
        # where the fonds can be left out it has a column of its own
        fonds = scheme.fonds if form.has_fonds and not form.optional_fonds else None
        line = _Line(place, rule, category.code, period, scheme.code_for(period), fonds)
        try:
            _number(line, LEAST_YEAR, 1, 1).format(scheme=scheme)
        except ArchiveNumberError:
            continue
        printed.add((category.code, key))
        yield line


def _number(line: _Line, year: int, volume: int, page: int) -> ArchiveNumber:
    return ArchiveNumber(
        year, line.category_code, line.rule.title, volume, page, line.retention_code, line.fonds
    )


# Sound rows.


def _deck(world: _World, draw: _Draw) -> list[_Line]:
    """Return the lines in a drawn order, but first some that together can bear every fault."""
    mixed = draw.shuffled(world.lines)
    first: list[_Line] = []
    for fault in _FAULTS:
        if not any(_can_bear(line, fault, world) for line in first):
            first += [line for line in mixed if _can_bear(line, fault, world)][:1]
    return first + [line for line in mixed if line not in first]


def _batches(rows: int, world: _World, draw: _Draw) -> list[_Batch]:
    deck = _deck(world, draw)
    oldest = max(LEAST_YEAR, world.as_of_year - _OLDEST)
    found: list[_Batch] = []
    left, card = rows, 0
    while left:
        line = deck[card % len(deck)]
        card += 1
        year = oldest + draw.below(world.newest - oldest + 1)
        for _ in range(1 if draw.below(_ONE_IN) else 2):
            items = min(left, _LEAST_ITEMS + draw.below(_MOST_ITEMS - _LEAST_ITEMS + 1))
            left -= items
            if items:
                found.append(_Batch(line, year, items))
    return sorted(found, key=lambda b: (b.year, b.line.rule.category, b.line.place))


def _records(rows: int, world: _World, draw: _Draw) -> Iterator[_Record]:
    volumes: Counter[tuple[int | str, ...]] = Counter()
    for batch in _batches(rows, world, draw):
        rule = batch.line.rule
        parts: Mapping[str, int | str] = {
            "fonds": world.scheme.fonds or "",
            "year": batch.year,
            "category": rule.category.ordinal,
            "stage": rule.title,
        }
        key = tuple(parts[name] for name in world.scheme.volume_numbering.scope)
        volumes[key] += 1
        page = 1
        for position, day in enumerate(_days(batch, draw), 1):
            last = page + draw.below(_MOST_PAGES)
            yield _Record(
                line=batch.line,
                number=_number(batch.line, batch.year, volumes[key], page),
                position=position,
                title=_title(batch, position, world.scheme, draw),
                document="" if draw.below(_ONE_IN) else f"经办〔{day.year}〕{1 + draw.below(99)}号",
                day=day,
                last_page=last,
            )
            page = last + 1


def _days(batch: _Batch, draw: _Draw) -> list[date]:
    days = _DAYS_WITH_SPRING if batch.line.rule.may_form_next_year else _DAYS
    first = date(batch.year, 1, 1)
    return sorted(first + timedelta(days=draw.below(days)) for _ in range(batch.items))


def _title(batch: _Batch, position: int, scheme: Scheme, draw: _Draw) -> str:
    rule = batch.line.rule
    if rule.may_form_next_year or not rule.terms:
        return f"{rule.title}({batch.year}年度第{position}册)"
    ending = next((w for w in scheme.paper_words if rule.title.endswith(w)), "")
    words = draw.pick((rule.title.removesuffix(ending) or rule.title, *rule.terms))
    paper = "" if words.endswith(_PAPER_ENDS) else draw.pick(_PAPERS)
    return f"{_unit(draw) if '单位' in words else _person(draw)}{words}{paper}"


def _unit(draw: _Draw) -> str:
    return f"{draw.pick(_UNITS)}{draw.pick(_TRADES)}有限公司"


def _person(draw: _Draw) -> str:
    given = "".join(draw.pick(_GIVEN) for _ in range(1 + draw.below(2)))
    return f"{draw.pick(_SURNAMES)}{given}"


# Faults: each returns the spoilt cell, or ``None`` for a row that cannot bear it.

_Spoil: TypeAlias = Callable[[_Record, _World, _Draw], str | None]


def _relabelled(
    record: _Record, world: _World, draw: _Draw, fits: Callable[[RetentionPeriod], bool]
) -> str | None:
    codes = [coded.code for coded in world.scheme.retention_codes if fits(coded.period)]
    if not codes:
        return None
    return world.text(evolve(record.number, retention_code=draw.pick(codes)))


def _uncoded_period(record: _Record, world: _World, draw: _Draw) -> str | None:
    wanted = record.line.rule.period
    if wanted is None or wanted == record.line.period:
        return None
    return _relabelled(record, world, draw, lambda period: period < wanted)


def _period_too_long(record: _Record, world: _World, draw: _Draw) -> str | None:
    wanted = record.line.rule.period
    if wanted != record.line.period:
        return None
    return _relabelled(record, world, draw, lambda period: period > wanted)


def _period_too_short(record: _Record, world: _World, draw: _Draw) -> str | None:
    wanted = record.line.rule.period
    if wanted != record.line.period:
        return None
    return _relabelled(record, world, draw, lambda period: period < wanted)


def _category_mismatch(record: _Record, world: _World, draw: _Draw) -> str | None:
    scheme, number = world.scheme, record.number
    codes = [
        code
        for code in scheme.category_codes.values()
        if code != number.category_code
        and not any(
            rules_of_stage(scheme, category, number.stage)
            for category in scheme.categories_of(code)
        )
    ]
    return world.text(evolve(number, category_code=draw.pick(codes))) if codes else None


def _truncated(record: _Record, world: _World, _: _Draw) -> str | None:
    parts = world.parts(record)
    return None if parts is None else world.join(record, (text for _, text in parts[:-2]))


def _stage_typo(record: _Record, world: _World, draw: _Draw) -> str | None:
    stage = record.number.stage
    typos = []
    for place in range(len(stage) - 1):
        one, two = stage[place], stage[place + 1]
        typo = f"{stage[:place]}{two}{one}{stage[place + 2 :]}"
        if (
            one.isalpha()
            and two.isalpha()
            and comparison_key(typo) != comparison_key(stage)
            and not world.scheme.rules.titled(typo)
            and unicodedata.is_normalized("NFC", typo)
        ):
            typos.append(typo)
    return world.text(evolve(record.number, stage=draw.pick(typos))) if typos else None


def _lower_case(record: _Record, world: _World, _: _Draw) -> str | None:
    codes = {SegmentKind.CATEGORY, SegmentKind.RETENTION}
    parts = world.parts(record)
    if parts is None or not any(kind in codes and text.lower() != text for kind, text in parts):
        return None
    return world.join(record, (text.lower() if kind in codes else text for kind, text in parts))


def _page_backwards(record: _Record, _: _World, draw: _Draw) -> str | None:
    first = record.number.page
    return str(first - 1 - draw.below(min(first - 1, 3))) if first > 1 else None


def _period_column(record: _Record, world: _World, draw: _Draw) -> str | None:
    others = [c.period for c in world.scheme.retention_codes if c.period != record.line.period]
    return str(draw.pick(others)) if others else None


def _zero_padding(record: _Record, world: _World, draw: _Draw) -> str | None:
    parts = world.parts(record)
    if parts is None:
        return None
    padded = draw.pick((SegmentKind.VOLUME, SegmentKind.PAGE))
    zeros = "0" * (1 + draw.below(3))
    return world.join(
        record, (f"{zeros}{text}" if kind is padded else text for kind, text in parts)
    )


def _fonds_zero_lost(_: _Record, world: _World, __: _Draw) -> str | None:
    fonds = world.scheme.fonds or ""
    lost = fonds.lstrip("0")
    return lost if lost != fonds and lost.isascii() and lost.isdigit() else None


def _invisible(record: _Record, world: _World, draw: _Draw) -> str | None:
    parts = world.parts(record)
    if parts is None:
        return None
    sign = draw.pick(_INVISIBLE)
    spoilt = (
        f"{text[:1]}{sign}{text[1:]}" if kind is SegmentKind.STAGE else text for kind, text in parts
    )
    return world.join(record, spoilt)


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + _WIDE_SHIFT) if "!" <= c <= "~" else c for c in text)


def _dash(record: _Record, world: _World, draw: _Draw) -> str | None:
    dash = draw.pick(_DASHES)
    parts = world.parts(record)
    if parts is None:
        return None
    text = world.join(
        record, (text for _, text in parts), lambda gap: dash if gap == "-" else _wide(gap)
    )
    return None if text == world.text(record.number) else text


def _full_width(record: _Record, world: _World, _: _Draw) -> str | None:
    parts = world.parts(record)
    if parts is None:
        return None
    kept = {SegmentKind.STAGE, SegmentKind.FIXED}
    wide = (text if kind in kept else _wide(text) for kind, text in parts)
    return world.join(record, wide, _wide)


def _blanks(record: _Record, world: _World, _: _Draw) -> str | None:
    parts = world.parts(record)
    if parts is None:
        return None
    first, second, *others = (text for _, text in parts)
    return f" {world.join(record, (f'{first} ', f' {second}', *others))}\u3000"


def _unknown_code(record: _Record, world: _World, draw: _Draw) -> str | None:
    known = world.scheme.retention_code_texts
    codes = [RetentionCode(c) for c in string.ascii_uppercase if c not in known]
    return world.text(evolve(record.number, retention_code=draw.pick(codes))) if codes else None


def _future_year(record: _Record, world: _World, draw: _Draw) -> str | None:
    year = world.as_of_year + 1 + draw.below(25)
    return world.text(evolve(record.number, year=year)) if year <= MOST_YEAR else None


def _year_column(record: _Record, _: _World, __: _Draw) -> str:
    return str(record.number.year - 1)


def _date_other_year(record: _Record, _: _World, draw: _Draw) -> str:
    first = date(record.number.year - 1 - draw.below(2), 1, 1)
    return (first + timedelta(days=draw.below(_DAYS))).isoformat()


def _date_impossible(record: _Record, _: _World, draw: _Draw) -> str:
    return f"{record.number.year}-{draw.pick(_NO_DAYS)}"


def _title_missing(_: _Record, __: _World, ___: _Draw) -> str:
    return ""


def _id_card_in_title(record: _Record, _: _World, draw: _Draw) -> str:
    stem = f"{_CARD_STEM}{1 + draw.below(999):03d}"
    total = sum(int(c) * weight for c, weight in zip(stem, _CARD_WEIGHTS, strict=True))
    return f"{record.title}(身份证号{stem}{_CARD_CHECKS[total % len(_CARD_CHECKS)]})"


@frozen
class _Fault:
    kind: FaultKind
    column: str
    code: FindingCode
    spoil: _Spoil


_FAULTS: Final = (
    _Fault(FaultKind.UNCODED_PERIOD, _NUMBER, FindingCode.PERIOD_TOO_SHORT, _uncoded_period),
    _Fault(FaultKind.PERIOD_TOO_LONG, _NUMBER, FindingCode.PERIOD_TOO_LONG, _period_too_long),
    _Fault(FaultKind.PERIOD_TOO_SHORT, _NUMBER, FindingCode.PERIOD_TOO_SHORT, _period_too_short),
    _Fault(
        FaultKind.CATEGORY_MISMATCH,
        _NUMBER,
        FindingCode.CATEGORY_STAGE_CONFLICT,
        _category_mismatch,
    ),
    _Fault(FaultKind.TRUNCATED, _NUMBER, FindingCode.TOO_FEW_PARTS, _truncated),
    _Fault(FaultKind.STAGE_TYPO, _NUMBER, FindingCode.UNKNOWN_STAGE, _stage_typo),
    _Fault(FaultKind.LOWER_CASE, _NUMBER, FindingCode.MENDED_LOWER_CASE, _lower_case),
    _Fault(FaultKind.PAGE_BACKWARDS, _LAST_PAGE, FindingCode.BAD_SPAN, _page_backwards),
    _Fault(FaultKind.PERIOD_COLUMN, _PERIOD, FindingCode.PERIOD_COLUMN, _period_column),
    _Fault(FaultKind.ZERO_PADDING, _NUMBER, FindingCode.MENDED_ZERO_PADDING, _zero_padding),
    _Fault(FaultKind.FONDS_ZERO_LOST, _FONDS, FindingCode.FONDS_ZERO_LOST, _fonds_zero_lost),
    _Fault(FaultKind.INVISIBLE, _NUMBER, FindingCode.MENDED_INVISIBLE, _invisible),
    _Fault(FaultKind.DASH, _NUMBER, FindingCode.MENDED_DASH, _dash),
    _Fault(FaultKind.FULL_WIDTH, _NUMBER, FindingCode.MENDED_FULL_WIDTH, _full_width),
    _Fault(FaultKind.BLANKS, _NUMBER, FindingCode.MENDED_BLANKS, _blanks),
    _Fault(FaultKind.UNKNOWN_CODE, _NUMBER, FindingCode.UNKNOWN_RETENTION, _unknown_code),
    _Fault(FaultKind.FUTURE_YEAR, _NUMBER, FindingCode.FUTURE_YEAR, _future_year),
    _Fault(FaultKind.YEAR_COLUMN, _YEAR, FindingCode.YEAR_COLUMN, _year_column),
    _Fault(FaultKind.DATE_OTHER_YEAR, _DATE, FindingCode.DATE_OTHER_YEAR, _date_other_year),
    _Fault(FaultKind.DATE_IMPOSSIBLE, _DATE, FindingCode.DATE_IMPOSSIBLE, _date_impossible),
    _Fault(FaultKind.TITLE_MISSING, _TITLE, FindingCode.TITLE_MISSING, _title_missing),
    _Fault(FaultKind.ID_CARD_IN_TITLE, _TITLE, FindingCode.ID_CARD_IN_TITLE, _id_card_in_title),
)


def _can_bear(line: _Line, fault: _Fault, world: _World) -> bool:
    """Tell whether an item of this line, other than the first in its volume, can be spoilt so."""
    year = world.newest
    record = _Record(line, _number(line, year, 1, 2), 2, "", "", date(year, 1, 1), 2)
    return fault.spoil(record, world, _Draw(0)) is not None


def _choices(records: Sequence[_Record], world: _World, draw: _Draw) -> list[_Fault]:
    """Return which faults to plant: every kind in turn, the choosy ones of each turn first."""
    possible = [f for f in _FAULTS if any(_can_bear(line, f, world) for line in world.lines)]
    kinds = draw.shuffled(possible)
    total = (len(records) + _ROWS_PER_FAULT // 2) // _ROWS_PER_FAULT
    if len(records) >= _ROWS_FOR_ALL_KINDS:
        total = max(total, len(kinds))
    found: list[_Fault] = []
    while kinds and len(found) < total:
        found += sorted(kinds[: total - len(found)], key=_FAULTS.index)
    return found


def _plant(
    rows: list[CatalogueRow], records: Sequence[_Record], world: _World, draw: _Draw
) -> Iterator[PlantedFault]:
    """Spoil ``rows`` in place, no row twice."""
    order = draw.shuffled(range(len(rows)))
    taken: set[int] = set()
    # each kind goes through the rows once, however many it is to spoil
    walks = {fault.kind: iter(order) for fault in _FAULTS}
    for fault in _choices(records, world, draw):
        for place in walks[fault.kind]:
            if place in taken:
                continue
            after = fault.spoil(records[place], world, draw)
            if after is None:
                continue
            taken.add(place)
            row = rows[place]
            cells = {**row, fault.column: after}
            rows[place] = CatalogueRow(HEADER, tuple(cells.values()))
            yield PlantedFault(
                place + 1, fault.kind, fault.column, row[fault.column], after, fault.code
            )
            break


def _bad(name: str, zh: str, en: str) -> CatalogueError:
    return CatalogueError([finding(FindingCode.BAD_QUESTION, name, reason_zh=zh, reason_en=en)])


def make_catalogue(
    *,
    rows: int = 500,
    seed: int = 1,
    scheme: Scheme | None = None,
    faults: bool = True,
    as_of_year: int = 2026,
) -> SyntheticCatalogue:
    """Make a catalogue of invented records, and say which faults stand in it.

    Apart from the faults planted, the rows are sound: volumes and items are numbered from 1, pages
    follow each other, the page slot of the number is the first page, the period is the rule's, and
    dates lie in the year, or for accounts and yearly summaries early in the next. Rules that print
    no period are left out, and so are those whose period has no code, unless the scheme says which
    one is in force.

    About one row in twelve is faulty, and of 200 rows or more every kind of fault that the scheme
    allows occurs. ``faults=False`` gives the same rows without them.

    >>> catalogue = make_catalogue(rows=200, seed=7)
    >>> fault = catalogue.faults[0]
    >>> catalogue.rows[fault.row - 1][fault.column] == fault.after
    True

    Args:
        rows: How many rows.
        seed: Another number gives another catalogue.
        scheme: Whose rules and numbers; Wuhu's if not given.
        faults: Whether to plant faults.
        as_of_year: The year in which it will be checked; the papers are older.

    Raises:
        CatalogueError: ``rows`` is negative, ``as_of_year`` leaves no year for papers, or the
            scheme has no rule whose papers could be numbered.
    """
    scheme = scheme_meant(scheme)
    if rows < 0:
        raise _bad("rows", "行数不得为负", "the number of rows cannot be negative")
    least = LEAST_YEAR + _NEWEST
    if not least <= as_of_year <= MOST_YEAR:
        raise _bad(
            "as_of_year",
            f"须为 {least} 至 {MOST_YEAR} 年",
            f"a year from {least} to {MOST_YEAR} is wanted",
        )
    world = _World(scheme, as_of_year, tuple(_lines(scheme)))
    if not world.lines:
        raise _bad(
            "scheme",
            "方案中没有可以编号的条目",
            "the scheme has no rule whose papers could be numbered",
        )
    draw = _Draw(seed)
    records = list(_records(rows, world, draw))
    made = [world.row(record) for record in records]
    planted = sorted(_plant(made, records, world, draw), key=lambda f: f.row) if faults else []
    return SyntheticCatalogue(HEADER, tuple(made), tuple(planted))


def write_csv(catalogue: SyntheticCatalogue, path: str | PathLike[str]) -> None:
    r"""Write the rows as CSV: UTF-8 with mark, as spreadsheets expect it; lines end in ``\n``.

    Args:
        catalogue: The catalogue.
        path: The file; it is overwritten.

    Raises:
        OSError: the file cannot be written.
    """
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(catalogue.header)
        writer.writerows(row.cells for row in catalogue.rows)


def write_faults(catalogue: SyntheticCatalogue, path: str | PathLike[str]) -> None:
    r"""Write the faults as a table: UTF-8, cells parted by tabs, lines ending in ``\n``.

    The cells before and after are Python literals, so that characters that show nothing can be
    seen; ``ast.literal_eval`` reads them back.

    Args:
        catalogue: The catalogue.
        path: The file; it is overwritten.

    Raises:
        OSError: the file cannot be written.
    """
    lines = [("row", "kind", "column", "code", "before", "after")]
    lines += [
        (str(f.row), f.kind.value, f.column, f.code.value, repr(f.before), repr(f.after))
        for f in catalogue.faults
    ]
    text = "".join("\t".join(line) + "\n" for line in lines)
    Path(path).write_text(text, encoding="utf-8", newline="\n")
