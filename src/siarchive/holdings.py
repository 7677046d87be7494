"""Holdings: the records themselves, as values: a ``Volume`` and each ``Item`` in it.

Both hold the real ``Category``, not its printed code, and both give their archive number when the
scheme has a code for every part, and say why not otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from siarchive.codes import RetentionPeriod
from siarchive.findings import (
    ArchiveNumberError,
    Finding,
    FindingCode,
    RecordError,
    RecordTypeError,
    finding,
    in_brief,
    wrong_type,
)
from siarchive.formats import LEAST_YEAR, MOST_COUNT, MOST_YEAR
from siarchive.numbers import ArchiveNumber
from siarchive.rules import Category
from siarchive.scheme_files import scheme_meant
from siarchive.slots import fonds_findings

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = ["Item", "Volume"]


def __dir__() -> list[str]:
    return __all__


_YEAR: Final = (LEAST_YEAR, MOST_YEAR)
_COUNT: Final = (1, MOST_COUNT)
_ANY_COUNT: Final = (0, MOST_COUNT)

ITEM_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "position": _COUNT,
    "accounting_year": _YEAR,
    "first_page": _COUNT,
    "last_page": _COUNT,
}
"""The least and the most of each whole number of an item."""

VOLUME_BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "year": _YEAR,
    "number": _COUNT,
    "item_count": _ANY_COUNT,
    "page_count": _ANY_COUNT,
    "scanned_pages": _ANY_COUNT,
}
"""The least and the most of each whole number of a volume."""


def _check(record: object, fields: dict[str, tuple[type, bool]]) -> None:
    """Check the types of fields: ``name: (type, may be None)``."""
    wrong = []
    for name, (wanted, optional) in fields.items():
        value = getattr(record, name)
        if value is None and optional:
            continue
        # a bool is an int and a moment a day to Python; neither is meant
        if isinstance(value, bool | dt.datetime) or not isinstance(value, wanted):
            wrong.append(wrong_type(name, value))
    if wrong:
        raise RecordTypeError(wrong)


def _check_each(record: object, name: str, wanted: type) -> None:
    """Check the types of what a tuple holds."""
    for place, value in enumerate(getattr(record, name)):
        if not isinstance(value, wanted):
            raise RecordTypeError([wrong_type(f"{name}[{place}]", value)])


def _bounds(record: object, bounds: Mapping[str, tuple[int, int]]) -> list[Finding]:
    found = []
    for name, (low, high) in bounds.items():
        value = getattr(record, name)
        if value is not None and not low <= value <= high:
            found.append(
                finding(
                    FindingCode.BAD_VALUE,
                    name,
                    value=in_brief(value),
                    reason_zh=f"须在 {low} 至 {high} 之间",
                    reason_en=f"it must lie between {low} and {high}",
                )
            )
    return found


@frozen
class Item:
    """One document in a volume.

    Attributes:
        position: Its place in the volume, from 1.
        title: Its title; empty text is a missing title, which ``validate`` reports.
        responsible_body, document_number, remarks: As written, or ``None``.
        date: The day it was formed.
        accounting_year: The year it accounts for, where that is not the volume's year.
        first_page, last_page: Pages within the volume, from 1.
        persons, units: Whom it concerns.
        volume: The volume it stands in, or ``None`` while it stands in none.

    Raises:
        RecordError: a value is out of bounds, or the last page comes before the first.
        RecordTypeError: a value is of the wrong type.
    """

    position: int
    title: str
    responsible_body: str | None = None
    document_number: str | None = None
    date: dt.date | None = None
    accounting_year: int | None = None
    first_page: int | None = None
    last_page: int | None = None
    persons: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    remarks: str | None = None
    volume: Volume | None = None

    def __attrs_post_init__(self) -> None:
        _check(self, _ITEM_TYPES)
        _check_each(self, "persons", str)
        _check_each(self, "units", str)
        found = _bounds(self, ITEM_BOUNDS)
        first, last = self.first_page, self.last_page
        if first is not None and last is not None and last < first:
            found.append(finding(FindingCode.BAD_SPAN, "last_page", first=first, last=last))
        if found:
            raise RecordError(found)

    def archive_number(
        self, *, scheme: Scheme | None = None, page: int | None = None
    ) -> ArchiveNumber:
        """Return the number to print on it.

        Args:
            scheme: Whose codes are used; Wuhu's if not given.
            page: What to write in the page slot; the first page if not given.

        Raises:
            ArchiveNumberError: a part has no code, or is missing; the findings say which and why.
        """
        if self.volume is None:
            raise ArchiveNumberError(
                [_missing("volume", "不在任何案卷中", "it stands in no volume")]
            )
        page = self.first_page if page is None else page
        return self.volume.archive_number(scheme=scheme, page=page)


@frozen
class Volume:
    """A bound file.

    Attributes:
        category: The real category.
        year: The year of the business.
        stage: The business stage: a rule's title, or a local name.
        number: The volume number.
        retention: The retention period on its label, or ``None`` if it bears none.
        fonds: The fonds number as text, or ``None``.
        title: The title of the volume, or ``None``.
        first_date, last_date: Of its documents.
        item_count, page_count, scanned_pages: As declared; three different things.
        prepared_by, prepared_on, checked_by, checked_on: From the volume note.
        remarks: As written, or ``None``.
        items: What is in it. ``contents()`` gives them with this volume set.

    Raises:
        RecordError: a value is out of bounds, or the last date comes before the first.
        RecordTypeError: a value is of the wrong type.
    """

    category: Category
    year: int
    stage: str
    number: int
    retention: RetentionPeriod | None = None
    fonds: str | None = None
    title: str | None = None
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    item_count: int | None = None
    page_count: int | None = None
    scanned_pages: int | None = None
    prepared_by: str | None = None
    prepared_on: dt.date | None = None
    checked_by: str | None = None
    checked_on: dt.date | None = None
    remarks: str | None = None
    items: tuple[Item, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check(self, _VOLUME_TYPES)
        _check_each(self, "items", Item)
        found = _bounds(self, VOLUME_BOUNDS)
        if self.fonds is not None:
            found += fonds_findings(self.fonds)
        first, last = self.first_date, self.last_date
        if first is not None and last is not None and last < first:
            found.append(
                finding(
                    FindingCode.DATES_BACKWARDS,
                    "last_date",
                    first=first.isoformat(),
                    last=last.isoformat(),
                )
            )
        if found:
            raise RecordError(found)

    def contents(self) -> tuple[Item, ...]:
        """Return its items, each with ``volume`` set to this volume."""
        return tuple(evolve(item, volume=self) for item in self.items)

    def archive_number(
        self, *, scheme: Scheme | None = None, page: int | None = None
    ) -> ArchiveNumber:
        """Return the number to print on it.

        Args:
            scheme: Whose codes are used; Wuhu's if not given.
            page: What to write in the page slot; the page count if not given. The scheme does not
                say what the slot means, so pass it where your agency means something else.

        Raises:
            ArchiveNumberError: a part has no code, or is missing; the findings say which and why.
        """
        scheme = scheme_meant(scheme)
        found: list[Finding] = []
        code = self.category.code
        if self.category not in scheme.categories:
            code = None
            found.append(
                _missing("category", "类别不属于本方案", "the category is not one of the scheme")
            )
        elif code is None:
            found.append(_missing("category", "类别没有代码", "the category has no code"))
        letter = None
        if self.retention is None:
            found.append(_missing("retention", "没有保管期限", "it bears no retention period"))
        elif scheme.has_code(self.retention):
            letter = scheme.code_for(self.retention)
        else:
            found.append(scheme.no_code(self.retention))
        page = self.page_count or None if page is None else page
        if page is None:
            found.append(_missing("page", "没有页码", "nothing is known for the page slot"))
        if code is None or letter is None or page is None:
            raise ArchiveNumberError(found)
        return ArchiveNumber(self.year, code, self.stage, self.number, page, letter, self.fonds)


def _missing(name: str, zh: str, en: str) -> Finding:
    return finding(FindingCode.BAD_VALUE, name, value="", reason_zh=zh, reason_en=en)


_ITEM_TYPES: Final[dict[str, tuple[type, bool]]] = {
    "position": (int, False),
    "title": (str, False),
    "responsible_body": (str, True),
    "document_number": (str, True),
    "date": (dt.date, True),
    "accounting_year": (int, True),
    "first_page": (int, True),
    "last_page": (int, True),
    "persons": (tuple, False),
    "units": (tuple, False),
    "remarks": (str, True),
    "volume": (Volume, True),
}
_VOLUME_TYPES: Final[dict[str, tuple[type, bool]]] = {
    "category": (Category, False),
    "year": (int, False),
    "stage": (str, False),
    "number": (int, False),
    "retention": (RetentionPeriod, True),
    "fonds": (str, True),
    "title": (str, True),
    "first_date": (dt.date, True),
    "last_date": (dt.date, True),
    "item_count": (int, True),
    "page_count": (int, True),
    "scanned_pages": (int, True),
    "prepared_by": (str, True),
    "prepared_on": (dt.date, True),
    "checked_by": (str, True),
    "checked_on": (dt.date, True),
    "remarks": (str, True),
    "items": (tuple, False),
}
