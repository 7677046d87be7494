"""Checking: every row of a catalogue against the scheme and against its own columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Final, Literal, TypeAlias

from attrs import evolve

from siarchive.catalogue.columns import Columns
from siarchive.catalogue.rows import (
    CheckedRow,
    RowFinding,
    cell_text,
    mask_personal_numbers,
    personal_numbers,
    plain,
    surplus_cells,
)
from siarchive.characters import comparison_key
from siarchive.clocks import RetentionAnswer, is_day, retention
from siarchive.codes import RetentionCode, RetentionPeriod
from siarchive.findings import (
    CatalogueError,
    CodeError,
    Finding,
    FindingCode,
    NoCodeError,
    RetentionError,
    Severity,
    SiarchiveError,
    Span,
    finding,
    finding_of,
    wrong_type,
)
from siarchive.formats import LONGEST_STAGE
from siarchive.numbers import ArchiveNumber, number_reader
from siarchive.repairs import Repair, repair
from siarchive.resolution import resolve, rules_of_stage
from siarchive.rules import Category, Rule
from siarchive.scheme import Scheme
from siarchive.scheme_files import scheme_meant
from siarchive.validation import (
    carries,
    date_findings,
    fonds_findings,
    number_findings,
    period_findings,
    with_spans,
)

__all__ = ["PageMeans", "check"]


def __dir__() -> list[str]:
    return __all__


PageMeans: TypeAlias = Literal["first-page", "page-count", "unknown"]
"""What the page slot of a number means. ``"unknown"`` checks nothing; the scheme does not say."""

_SAMPLE: Final = 50
_LONGEST_CELL: Final = 32_767
"""The most characters a spreadsheet's cell holds."""
_MOST_PAGE: Final = 999_999

_DATES: Final = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", re.ASCII),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", re.ASCII),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII),
    re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII),
)


class _RowCheck:
    """The check of one row; collects findings as it goes."""

    def __init__(self, row: int, cells: Mapping[str, object], checker: _Checker) -> None:
        self.row = row
        self.cells = cells
        self.checker = checker
        self.scheme = checker.scheme
        self.columns = checker.columns
        self.findings: list[RowFinding] = []
        self.number: ArchiveNumber | None = None
        self.year: int | None = None
        self.rules: tuple[Rule, ...] = ()
        """The rules the row may fall under; more than one where its category is open."""

    # small tools

    def text(self, role: str) -> str:
        column = getattr(self.columns, role)
        return "" if column is None else cell_text(self.cells.get(column))

    def report(self, role: str, found: Finding) -> None:
        column = getattr(self.columns, role)
        self.findings.append(RowFinding(self.row, column, found, self.text(role)))

    def cell(
        self, role: str, code: FindingCode, /, *, suggestion: str | None = None, **params: str | int
    ) -> None:
        """Report a whole cell."""
        text = self.text(role)
        shown = {"value": text, **params}
        self.report(role, finding_of(code, role, (0, len(text)), shown, suggestion))

    def whole_number(self, role: str, most: int = _MOST_PAGE) -> int | None:
        """Read a cell that must hold a whole number from 1; blank is missing."""
        text = plain(self.text(role))
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) > 0:
            return int(text)
        self.cell(
            role,
            FindingCode.BAD_CELL,
            reason_zh=f"须为 1 至 {most} 的整数",
            reason_en=f"a whole number from 1 to {most} is wanted",
        )
        return None

    # the checks, in order

    def run(self) -> CheckedRow:
        self.check_shape()
        read = self.read_number()
        named = self.read_category()
        hint = named[0] if len(named) == 1 else None
        self.check_year()
        category, self.rules = self.resolve(hint)
        self.check_number(read, hint)
        self.check_fonds()
        self.check_category(category, named)
        self.check_stage()
        self.check_volume()
        self.check_pages(read)
        self.check_period()
        day = self.check_date()
        self.check_title()
        rule = self.rules[0] if category is not None and len(self.rules) == 1 else None
        answer = self.retain(rule, day)
        order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
        return CheckedRow(
            row=self.row,
            cells=self.cells,
            number=self.number,
            text=None if self.number is None else self.number.format(scheme=self.scheme),
            category=category,
            rule=rule,
            retention=answer,
            findings=tuple(sorted(self.findings, key=lambda f: order[f.severity])),
        )

    def check_shape(self) -> None:
        width = self.checker.width
        surplus = surplus_cells(self.cells)
        missing = [key for key in self.checker.header if key not in self.cells]
        if surplus:
            code, count = FindingCode.ROW_TOO_LONG, width + len(surplus)
            self._row(finding(code, "row", cells=count, wanted=width), ",".join(surplus))
        elif missing:
            code, count = FindingCode.ROW_TOO_SHORT, width - len(missing)
            self._row(finding(code, "row", cells=count, wanted=width), "")
        cells = [(name, cell_text(self.cells.get(name))) for name in self.checker.header]
        for column, text in (*cells, *((None, cell) for cell in surplus)):
            name = column or "row"
            if "\0" in text:
                place = text.index("\0")
                span = (place, place + 1)
                count = text.count("\0")
                self._odd(column, text, finding(FindingCode.NUL_BYTE, name, span, count=count))
            if len(text) > _LONGEST_CELL:
                span = (0, len(text))
                length, most = len(text), _LONGEST_CELL
                self._odd(
                    column,
                    text,
                    finding(FindingCode.CELL_TOO_LONG, name, span, length=length, most=most),
                )

    def _odd(self, column: str | None, text: str, found: Finding) -> None:
        self.findings.append(RowFinding(self.row, column, found, text))

    def _row(self, found: Finding, value: str) -> None:
        self.findings.append(RowFinding(self.row, None, found, value))

    def read_number(self) -> Repair:
        read = repair(self.text("number"), scheme=self.scheme)
        for found in read.findings:
            self.report("number", found)
        self.number = read.number
        return read

    def read_category(self) -> tuple[Category, ...]:
        """Return every category the column may mean: by name, by code, or by an insurance."""
        text = self.text("category")
        if not text.strip():
            return ()
        named = self.checker.categories_named(text)
        if not named:
            self.cell(
                "category",
                FindingCode.BAD_CELL,
                reason_zh="方案中没有此类别",
                reason_en="the scheme has no such category",
            )
        return named

    def check_year(self) -> None:
        text = plain(self.text("year")).removesuffix("年")
        year: int | None = None
        if text:
            if text.isascii() and text.isdigit() and len(text) == len("2009") and text > "0":
                year = int(text)
            else:
                self.cell(
                    "year",
                    FindingCode.BAD_CELL,
                    reason_zh="须为四位年份",
                    reason_en="a year of four digits is wanted",
                )
        if self.number is None:
            self.year = year or None
            return
        self.year = self.number.year
        if year is not None and year != self.number.year:
            self.cell(
                "year",
                FindingCode.YEAR_COLUMN,
                suggestion=str(self.number.year),
                wanted=self.number.year,
            )

    def resolve(self, hint: Category | None) -> tuple[Category | None, tuple[Rule, ...]]:
        """Return the category and the rules the row names: by its number, else by its columns."""
        number = self.number
        column = self.text("stage")
        if number is None:
            return hint, () if hint is None else self.rules_named(hint, column)
        answer = resolve(number, category=hint, scheme=self.scheme)
        candidates = (answer.category,) if answer.category else answer.candidates
        rules = tuple(r for c in candidates for r in self.rules_named(c, number.stage))
        # a stage that names a rule elsewhere is a contradiction; one that names none may be a slip
        if not rules and answer.category and not self.scheme.rules.titled(number.stage):
            rules = self.rules_named(answer.category, column)
        return answer.category, rules

    def rules_named(self, category: Category, stage: str) -> tuple[Rule, ...]:
        # longer than a stage can be: no title, and nothing to remember
        if not 0 < len(stage) <= LONGEST_STAGE:
            return ()
        return rules_of_stage(self.scheme, category, stage)

    def check_number(self, read: Repair, hint: Category | None) -> None:
        if self.number is None:
            return
        found = number_findings(self.number, self.scheme, self.checker.as_of, hint)
        if not found:
            return
        spans = read.spans or number_reader(self.scheme).spans(read.text)
        for each in with_spans(found, spans):
            # the category column itself is reported by check_category
            if each.code is not FindingCode.CATEGORY_HINT_CONFLICT:
                self.report("number", each)

    def check_fonds(self) -> None:
        text = plain(self.text("fonds"))
        if not text:
            return
        for found in fonds_findings(text, self.scheme):
            self.cell(
                "fonds", found.code, suggestion=found.suggestion, fonds=self.scheme.fonds or ""
            )
        own = self.number.fonds if self.number else None
        if own is not None and own != text:
            self.cell("fonds", FindingCode.FONDS_COLUMN, suggestion=own, wanted=own)

    def check_category(self, category: Category | None, named: tuple[Category, ...]) -> None:
        if self.number is None or not named:
            return
        meant = {category} if category else {*self.scheme.categories_of(self.number.category_code)}
        if meant.isdisjoint(named):
            says = category.title if category else str(self.number.category_code)
            # a number that contradicts its own stage is no witness against the column
            sound = category is not None and bool(self.rules)
            self.cell(
                "category",
                FindingCode.CATEGORY_COLUMN,
                suggestion=says if sound else None,
                wanted=says,
            )

    def check_stage(self) -> None:
        text = self.text("stage")
        if self.number is None or not text.strip():
            return
        if comparison_key(text) != comparison_key(self.number.stage):
            says = self.number.stage
            self.cell("stage", FindingCode.STAGE_COLUMN, wanted=says)

    def check_volume(self) -> None:
        volume = self.whole_number("volume")
        if volume is not None and self.number is not None and volume != self.number.volume:
            says = self.number.volume
            self.cell("volume", FindingCode.VOLUME_COLUMN, suggestion=str(says), wanted=says)

    def check_pages(self, read: Repair) -> None:
        first, last = self.whole_number("first_page"), self.whole_number("last_page")
        count = self.whole_number("page_count")
        if first is not None and last is not None:
            if last < first:
                self.cell("last_page", FindingCode.BAD_SPAN, first=first, last=last)
            elif count is None:
                count = last - first + 1
        if self.number is None or self.checker.page_means == "unknown":
            return
        says = self.number.page
        if self.checker.page_means == "page-count":
            if read.last_page is not None:
                # a range in the slot names positions, not a count
                says = read.last_page - says + 1
            if count is not None and count != says:
                role = "page_count" if self.text("page_count").strip() else "last_page"
                self.cell(role, FindingCode.PAGE_COLUMN, wanted=says)
            return
        if first is not None and first != says:
            self.cell("first_page", FindingCode.PAGE_COLUMN, suggestion=str(says), wanted=says)
        if last is not None and read.last_page is not None and last != read.last_page:
            says = read.last_page
            self.cell("last_page", FindingCode.PAGE_COLUMN, suggestion=str(says), wanted=says)

    def check_period(self) -> None:
        text = comparison_key(self.text("retention"))
        if not text:
            return
        period = self.period(text)
        if period is None:
            self.cell(
                "retention",
                FindingCode.BAD_CELL,
                suggestion=f"{text}年" if text.isascii() and text.isdigit() else None,
                reason_zh="须为“永久”或“30年”之类",
                reason_en="永久, 30年 or the like is wanted",
            )
            return
        if self.number is None:
            for found in period_findings(period, self.rules, self.scheme):
                self.report("retention", self.in_words(found))
            return
        try:
            says = self.scheme.period_of(self.number.retention_code)
        except NoCodeError:
            return
        if not carries(self.scheme, period, says):
            self.cell(
                "retention", FindingCode.PERIOD_COLUMN, suggestion=str(says), wanted=str(says)
            )

    def in_words(self, found: Finding) -> Finding:
        """Suggest a period as the column writes it, not as a letter."""
        letter = found.suggestion
        words = None if letter is None else str(self.scheme.period_of(RetentionCode(letter)))
        span = Span(0, len(self.text("retention")))
        return evolve(found, span=span, suggestion=words)

    def period(self, text: str) -> RetentionPeriod | None:
        """Read a period as words, or as one of the scheme's codes."""
        try:
            return RetentionPeriod.parse(text)
        except CodeError:
            pass
        try:
            return self.scheme.period_of(RetentionCode(text))
        except SiarchiveError:
            return None

    def check_date(self) -> date | None:
        text = plain(self.text("date"))
        if not text:
            return None
        for pattern in _DATES:
            found = pattern.fullmatch(text)
            if found is None:
                continue
            try:
                day = date(*map(int, found.groups()))
            except ValueError:
                self.cell("date", FindingCode.DATE_IMPOSSIBLE)
                return None
            span = Span(0, len(self.text("date")))
            for each in date_findings(day, "date", self.year, self.rules, self.checker.as_of):
                self.report("date", evolve(each, span=span))
            return day
        self.cell("date", FindingCode.DATE_UNREADABLE)
        return None

    def check_title(self) -> None:
        if self.columns.title is None:
            return
        text = self.text("title")
        if not text.strip():
            self.report("title", finding(FindingCode.TITLE_MISSING, "title", (0, len(text))))
        for span in personal_numbers(text):
            shown = mask_personal_numbers(text[span.start : span.end])
            self.report("title", finding(FindingCode.ID_CARD_IN_TITLE, "title", span, value=shown))

    def retain(self, rule: Rule | None, day: date | None) -> RetentionAnswer | None:
        formed = day or self.year
        if rule is None or formed is None:
            return None
        return retention(rule, formed=formed, accounting_year=self.year, scheme=self.scheme)


class _Checker:
    """What all rows of one catalogue share."""

    def __init__(
        self,
        columns: Columns,
        header: tuple[str, ...],
        scheme: Scheme,
        as_of: date | None,
        page_means: PageMeans,
    ) -> None:
        self.columns = columns
        self.header = header
        self.width = len(header)
        self.scheme = scheme
        self.as_of = as_of
        self.page_means: PageMeans = page_means

    def categories_named(self, text: str) -> tuple[Category, ...]:
        """Return the categories that a cell names: by title, by code, or by an insurance."""
        key = plain(text)
        found = self.scheme.category(key)
        if found is not None:
            return (found,)
        code = self.scheme.category_codes.get(key.upper())
        if code is not None:
            return self.scheme.categories_of(code)
        insured = tuple(
            c for c in self.scheme.categories if any(word in key for word in c.insurance_words)
        )
        return insured if len(insured) == 1 else ()


def check(  # noqa: PLR0913  (reason: what to check, against what, and on which day)
    rows: Iterable[Mapping[str, object]],
    *,
    columns: Columns | Mapping[str, str] | None = None,
    header: Sequence[str] | None = None,
    scheme: Scheme | None = None,
    as_of: date | None = None,
    page_means: PageMeans = "unknown",
) -> Iterator[CheckedRow]:
    """Check a catalogue, row by row; nothing is held back, nothing is dropped.

    For each row the number is read (with repairs), its category resolved (the category column is a
    hint), the number checked against the rule table and the row's own columns, and the retention
    dates computed as printed in the scheme.

    Args:
        rows: Mappings from heading to cell, e.g. ``csv.DictReader``. Cells are text; a missing
            value is ``None``; whole numbers and dates are taken as their text. A row that lacks a
            heading is reported as too short; one with cells under the key
            ``None`` as too long.
        columns: Which column holds what; recognised from the headings of the first row if not
            given. A plain mapping of roles or usual headings to headings corrects what is
            recognised.
        header: The headings of the catalogue; those of the first row if not given.
        scheme: Against what; Wuhu's if not given.
        as_of: The day on which it is asked; without it no date-dependent check runs.
        page_means: What the page slot of the numbers means; ``"unknown"`` checks nothing.

    Returns:
        An iterator of one ``CheckedRow`` per row, in order.

    Raises:
        CatalogueError: ``rows`` is not iterable; or, while iterating, no column or more than one
            holds archive numbers, or a row is no mapping.
        RetentionError: ``as_of`` is no date or ``page_means`` no such word.
    """
    scheme = scheme_meant(scheme)
    if as_of is not None and not is_day(as_of):
        raise _bad("as_of", "as_of 须为日期", "as_of must be a date, without a time of day")
    if page_means not in {"first-page", "page-count", "unknown"}:
        raise _bad(
            "page_means",
            "page_means 须为 first-page、page-count 或 unknown",
            "page_means is first-page, page-count or unknown",
        )
    given: object = rows
    if not isinstance(given, Iterable):
        raise _wrong_type(given)
    return _checked(rows, columns, header, scheme, as_of, page_means)


def _checked(  # noqa: PLR0913  (reason: the arguments of check, once they are sound)
    rows: Iterable[Mapping[str, object]],
    columns: Columns | Mapping[str, str] | None,
    header: Sequence[str] | None,
    scheme: Scheme,
    as_of: date | None,
    page_means: PageMeans,
) -> Iterator[CheckedRow]:
    source = (_mapping(row) for row in rows)
    head = list(islice(source, _SAMPLE))
    if not head:
        return
    names = tuple(_headings(head[0])) if header is None else tuple(header)
    if isinstance(columns, Columns):
        known = columns
        known.require(names)
    else:
        known = Columns.recognise(names, given=columns, sample=head, scheme=scheme)
    checker = _Checker(known, names, scheme, as_of, page_means)
    for place, cells in enumerate(chain(head, source), 1):
        yield _RowCheck(place, cells, checker).run()


def _headings(row: Mapping[str, object]) -> Iterator[str]:
    keys: Iterable[object] = row
    for key in keys:
        # csv.DictReader keeps surplus cells under the key None
        if isinstance(key, str):
            yield key


def _bad(name: str, zh: str, en: str) -> RetentionError:
    return RetentionError([finding(FindingCode.BAD_QUESTION, name, reason_zh=zh, reason_en=en)])


def _mapping(row: object) -> Mapping[str, object]:
    if isinstance(row, Mapping):
        return row
    raise _wrong_type(row)


def _wrong_type(value: object) -> CatalogueError:
    return CatalogueError([wrong_type("rows", value)])
