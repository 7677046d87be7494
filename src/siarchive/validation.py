"""Validation: one value, or several records, against a scheme.

Form is the business of the values themselves; this room compares them with what the scheme prints.
All faults are reported at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import evolve, frozen

from siarchive.characters import comparison_key
from siarchive.clocks import is_day
from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.findings import (
    ArchiveNumberError,
    Finding,
    FindingCode,
    Findings,
    NoCodeError,
    RecordTypeError,
    RetentionError,
    Span,
    finding,
    wrong_type,
)
from siarchive.holdings import Item, Volume
from siarchive.numbers import ArchiveNumber, number_reader
from siarchive.resolution import Resolution, resolve, rules_of_stage
from siarchive.rules import Category, Delegation, Rule
from siarchive.scheme_files import scheme_meant

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = ["Validatable", "validate"]


def __dir__() -> list[str]:
    return __all__


Validatable: TypeAlias = (
    str | ArchiveNumber | CategoryCode | RetentionCode | RetentionPeriod | Volume | Item
)
"""What ``validate`` takes as one value."""

_NEAR: Final = 0.6
"""How alike a title must be to be suggested, as ``difflib`` measures it; set by eye on slips."""


@frozen
class _Label:
    """What is compared with the scheme, whether it came from a number or from a record."""

    year: int
    stage: str
    candidates: tuple[Category, ...]
    decided: Category | None
    code: CategoryCode | None
    period: RetentionPeriod | None


def nearest_title(scheme: Scheme, categories: Iterable[Category], stage: str) -> str | None:
    """Return the rule title most like ``stage``: of the categories first, else of the scheme."""
    wanted = comparison_key(stage)
    own = [rule.title for category in categories for rule in scheme.rules.of(category)]
    for titles in (own, [rule.title for rule in scheme.rules]):
        keys = {comparison_key(title): title for title in titles}
        near = difflib.get_close_matches(wanted, keys, n=1, cutoff=_NEAR)
        if near:
            return keys[near[0]]
    return None


def fonds_findings(fonds: str | None, scheme: Scheme) -> list[Finding]:
    """Compare a fonds number with the one the scheme states."""
    wanted = scheme.fonds
    if fonds is None or wanted is None or fonds == wanted:
        return []
    lost = len(fonds) < len(wanted) and fonds.lstrip("0") == wanted.lstrip("0")
    code = FindingCode.FONDS_ZERO_LOST if lost else FindingCode.OTHER_FONDS
    suggestion = wanted if code is FindingCode.FONDS_ZERO_LOST else None
    return [finding(code, "fonds", suggestion=suggestion, value=fonds, fonds=wanted)]


def _year_findings(year: int, as_of: date | None) -> list[Finding]:
    if as_of is None or year <= as_of.year:
        return []
    return [finding(FindingCode.FUTURE_YEAR, "year", value=year, as_of=as_of.isoformat())]


def _stage_findings(label: _Label, scheme: Scheme) -> tuple[list[Finding], tuple[Rule, ...]]:
    """Compare category and stage; return also the rules whose period the label must bear."""
    named = {c: rules_of_stage(scheme, c, label.stage) for c in label.candidates}
    if any(named.values()):
        found = []
        if label.decided is None and len(label.candidates) > 1:
            found.append(_ambiguous(label.code, label.candidates))
        meant = label.candidates if label.decided is None else (label.decided,)
        return found, tuple(rule for category in meant for rule in named.get(category, ()))
    elsewhere = scheme.rules.titled(label.stage)
    if elsewhere:
        codes = {rule.category.code for rule in elsewhere}
        only = codes.pop() if len(codes) == 1 else None
        return [
            finding(
                FindingCode.CATEGORY_STAGE_CONFLICT,
                "category",
                suggestion=str(only) if only else None,
                stage=label.stage,
                code=str(label.code or (label.decided.title if label.decided else "")),
                category=", ".join(dict.fromkeys(r.category.title for r in elsewhere)),
                rule=", ".join(r.id for r in elsewhere),
            )
        ], elsewhere
    found = [
        finding(
            FindingCode.UNKNOWN_STAGE,
            "stage",
            suggestion=nearest_title(scheme, label.candidates, label.stage),
            value=label.stage,
        )
    ]
    if label.decided is None and len(label.candidates) > 1:
        found.append(_ambiguous(label.code, label.candidates))
    return found, ()


def carries(scheme: Scheme, wanted: RetentionPeriod, printed: RetentionPeriod) -> bool:
    """Tell whether ``printed`` is a right label for ``wanted``.

    A period that has no code can only be labelled with a longer one: the one now in force, or the
    shortest coded one that is long enough.
    """
    if printed == wanted:
        return True
    if scheme.has_code(wanted):
        return False
    known = next((p.in_force for p in scheme.periods_without_code if p.period == wanted), None)
    longer = sorted(c.period for c in scheme.retention_codes if c.period > wanted)
    return printed == known or printed in longer[:1]


def period_findings(
    period: RetentionPeriod | None, rules: tuple[Rule, ...], scheme: Scheme
) -> list[Finding]:
    """Compare a printed period with the rules it may fall under.

    It is at fault if it conflicts with every one of them that prints a period.
    """
    found = []
    wanted = sorted({rule.period for rule in rules if rule.period is not None})
    if not wanted:
        return [
            finding(
                FindingCode.PERIOD_DELEGATED,
                "retention",
                rule=rule.id,
                printed=rule.retention.printed,
                period=str(period or ""),
            )
            for rule in rules
            if isinstance(rule.retention, Delegation)
        ]
    if period is not None and not any(carries(scheme, w, period) for w in wanted):
        short = [w for w in wanted if period < w]
        target = short[0] if len(short) == len(wanted) else wanted[0]
        code = (
            FindingCode.PERIOD_TOO_SHORT
            if len(short) == len(wanted)
            else FindingCode.PERIOD_TOO_LONG
        )
        letter = (
            scheme.code_for(target)
            if scheme.has_code(target)
            else scheme.no_code_suggestion(target)
        )
        found.append(
            finding(
                code,
                "retention",
                suggestion=str(letter) if letter and len(wanted) == 1 else None,
                period=str(period),
                wanted=" / ".join(map(str, wanted)),
                rule=", ".join(r.id for r in rules if r.period is not None),
            )
        )
    found += [scheme.no_code(w) for w in wanted if not scheme.has_code(w)]
    return found


def _hint_findings(
    number: ArchiveNumber, answer: Resolution, hint: Category | None
) -> list[Finding]:
    if hint is None or not answer.candidates or hint in answer.candidates:
        return []
    return [
        finding(
            FindingCode.CATEGORY_HINT_CONFLICT,
            "category",
            suggestion=str(hint.code) if hint.code not in {None, number.category_code} else None,
            hint=str(hint),
            code=str(number.category_code),
        )
    ]


def number_findings(
    number: ArchiveNumber, scheme: Scheme, as_of: date | None, hint: Category | None
) -> list[Finding]:
    """Compare a number with the scheme; findings have no spans yet."""
    found = fonds_findings(number.fonds, scheme) + _year_findings(number.year, as_of)
    found += _category_code_findings(number.category_code, scheme)
    period: RetentionPeriod | None = None
    try:
        period = scheme.period_of(number.retention_code)
    except NoCodeError as error:
        found += error.findings
    answer = resolve(number, category=hint, scheme=scheme)
    label = _Label(
        number.year, number.stage, answer.candidates, answer.category, number.category_code, period
    )
    stage, rules = _stage_findings(label, scheme)
    return (
        found
        + stage
        + _hint_findings(number, answer, hint)
        + period_findings(label.period, rules, scheme)
    )


def _category_code_findings(code: CategoryCode, scheme: Scheme) -> list[Finding]:
    if str(code) in scheme.category_codes:
        return []
    known = " ".join(scheme.category_codes)
    return [finding(FindingCode.UNKNOWN_CATEGORY, "category", value=str(code), known=known)]


def _code_findings(
    value: CategoryCode | RetentionCode | RetentionPeriod, scheme: Scheme
) -> tuple[Finding, ...]:
    if isinstance(value, RetentionPeriod):
        return () if scheme.has_code(value) else (scheme.no_code(value),)
    if isinstance(value, RetentionCode):
        try:
            scheme.period_of(value)
        except NoCodeError as error:
            return error.findings
        return ()
    meant = scheme.categories_of(value)
    if len(meant) > 1:
        return (_ambiguous(value, meant),)
    return tuple(_category_code_findings(value, scheme))


def _ambiguous(code: CategoryCode | None, categories: Iterable[Category]) -> Finding:
    return finding(
        FindingCode.AMBIGUOUS_CATEGORY,
        "category",
        code=str(code),
        categories=", ".join(c.title for c in categories),
    )


def _volume_findings(volume: Volume, scheme: Scheme, as_of: date | None) -> list[Finding]:
    found = fonds_findings(volume.fonds, scheme) + _year_findings(volume.year, as_of)
    if volume.category not in scheme.categories:
        known = ", ".join(c.title for c in scheme.categories)
        return [
            *found,
            finding(
                FindingCode.UNKNOWN_CATEGORY, "category", value=str(volume.category), known=known
            ),
        ]
    label = _Label(
        volume.year,
        volume.stage,
        (volume.category,),
        volume.category,
        volume.category.code,
        volume.retention,
    )
    stage, rules = _stage_findings(label, scheme)
    found += stage + period_findings(label.period, rules, scheme)
    for name, day in (("first_date", volume.first_date), ("last_date", volume.last_date)):
        found += date_findings(day, name, volume.year, rules, as_of)
    return found


def _item_findings(item: Item, scheme: Scheme, as_of: date | None) -> list[Finding]:
    found = []
    if not item.title.strip():
        found.append(finding(FindingCode.TITLE_MISSING, "title"))
    if item.volume is not None:
        rules = rules_of_stage(scheme, item.volume.category, item.volume.stage)
        year = item.accounting_year or item.volume.year
        found += date_findings(item.date, "date", year, rules, as_of)
        found += _volume_findings(item.volume, scheme, as_of)
    return found


def date_findings(
    day: date | None, name: str, year: int | None, rules: Iterable[Rule], as_of: date | None
) -> list[Finding]:
    """Compare the day a paper was formed with its year, and with ``as_of``.

    The year after is normal for accounts and yearly summaries (a note); elsewhere, and for any
    other year, it is a warning.
    """
    if day is None:
        return []
    found = []
    if as_of is not None and day > as_of:
        found.append(
            finding(
                FindingCode.DATE_IN_FUTURE, name, value=day.isoformat(), as_of=as_of.isoformat()
            )
        )
    if year is not None and day.year != year:
        normal = day.year == year + 1 and any(rule.may_form_next_year for rule in rules)
        code = FindingCode.DATE_NEXT_YEAR if normal else FindingCode.DATE_OTHER_YEAR
        found.append(finding(code, name, value=day.isoformat(), year=year))
    return found


def with_spans(found: Iterable[Finding], spans: Mapping[str, Span]) -> tuple[Finding, ...]:
    """Give findings about a part of a number the span of that part."""
    return tuple(evolve(f, span=spans.get(f.field or "")) if f.span is None else f for f in found)


@frozen
class _Borne:
    """A record that bears a printed number; ``place`` counts from 1 among those given."""

    place: int
    record: Volume | Item | ArchiveNumber
    category: Category | None


def _printed(
    records: Iterable[Volume | Item | ArchiveNumber], scheme: Scheme
) -> Mapping[str, list[_Borne]]:
    """Return the records that bear each printed number; a record without one bears none."""
    found: dict[str, list[_Borne]] = {}
    for place, record in enumerate(records, 1):
        try:
            number = (
                record
                if isinstance(record, ArchiveNumber)
                else record.archive_number(scheme=scheme)
            )
            text = number_reader(scheme).write(number)
        except ArchiveNumberError:
            continue
        if isinstance(record, ArchiveNumber):
            category = resolve(record, scheme=scheme).category
        else:
            volume = record if isinstance(record, Volume) else record.volume
            category = None if volume is None else volume.category
        found.setdefault(text, []).append(_Borne(place, record, category))
    return found


def _repeated(
    records: Iterable[Volume | Item | ArchiveNumber], scheme: Scheme
) -> Iterator[Finding]:
    """Report equal printed numbers: of one category a duplicate, of several a collision."""
    for text, borne in _printed(records, scheme).items():
        # a volume may print the number of an item in it: pages and page counts share a slot
        held = [b.record.volume for b in borne if isinstance(b.record, Item)]
        own = [b for b in borne if not (isinstance(b.record, Volume) and b.record in held)]
        places = ", ".join(str(b.place) for b in own)
        known = sorted({b.category for b in own if b.category is not None})
        if len(known) > 1:
            titles = ", ".join(c.title for c in known)
            yield finding(
                FindingCode.COLLISION, "number", number=text, categories=titles, places=places
            )
        # a number whose category is open may be any of the others
        if len(own) > max(len(known), 1):
            yield finding(FindingCode.DUPLICATE_NUMBER, "number", number=text, places=places)


def validate(
    value: Validatable | Iterable[Volume | Item | ArchiveNumber],
    *,
    scheme: Scheme | None = None,
    as_of: date | None = None,
    category: Category | None = None,
) -> Findings:
    """Say what is wrong with a value, or with several records together.

    Text is read as an archive number first; what cannot be read is reported, not raised. Spans
    refer to that text, or for an ``ArchiveNumber`` to its text in the scheme's format.

    A period shorter than the rule's is an error; a longer one a warning, because periods are
    minimum periods but the table prints one. Where the rule prints no period, a note says so.

    Args:
        value: Text, a number, a code, a period, a volume, an item; or several numbers, volumes and
            items, which are then also compared with each other: one printed number for records of
            different categories is a collision, for records of one category a duplicate.
        scheme: Against what; Wuhu's if not given.
        as_of: The day on which it is asked; without it no date-dependent check runs.
        category: What is known of the category of a number from elsewhere.

    Returns:
        The findings; empty when all is well.

    Raises:
        RecordTypeError: ``value`` is none of these.
        ArchiveNumberTypeError: ``category`` is not a ``Category``.
        RetentionError: ``as_of`` is not a date.
    """
    scheme = scheme_meant(scheme)
    if as_of is not None and not is_day(as_of):
        raise RetentionError(
            [
                finding(
                    FindingCode.BAD_QUESTION,
                    "as_of",
                    reason_zh="as_of 须为日期",
                    reason_en="as_of must be a date",
                )
            ]
        )
    match value:
        case Volume() | Item():
            return Findings(_record_findings(value, scheme, as_of))
        case str() | ArchiveNumber():
            return Findings(_text_findings(value, scheme, as_of, category))
        case CategoryCode() | RetentionCode() | RetentionPeriod():
            return Findings(_code_findings(value, scheme))
        case _:
            return Findings(_many_findings(value, scheme, as_of))


def _many_findings(value: object, scheme: Scheme, as_of: date | None) -> tuple[Finding, ...]:
    if not isinstance(value, Iterable):
        raise _wrong(value)
    records = list(value)
    for record in records:
        if not isinstance(record, Volume | Item | ArchiveNumber):
            raise _wrong(record)
    own = [f for record in records for f in validate(record, scheme=scheme, as_of=as_of)]
    return (*own, *_repeated(records, scheme))


def _record_findings(
    record: Volume | Item, scheme: Scheme, as_of: date | None
) -> tuple[Finding, ...]:
    if isinstance(record, Item):
        return tuple(_item_findings(record, scheme, as_of))
    own = _volume_findings(record, scheme, as_of)
    inside = [f for item in record.contents() for f in _item_findings(item, scheme, as_of)]
    return (*own, *(f for f in inside if f not in own))


def _text_findings(
    value: str | ArchiveNumber, scheme: Scheme, as_of: date | None, hint: Category | None
) -> tuple[Finding, ...]:
    reader = number_reader(scheme)
    try:
        number = reader.read(value) if isinstance(value, str) else value
    except ArchiveNumberError as error:
        return error.findings
    found = number_findings(number, scheme, as_of, hint)
    try:
        spans = reader.spans(reader.write(number))
    except ArchiveNumberError:
        # a number the scheme's format cannot carry has no text there
        spans = {}
    return with_spans(found, spans)


def _wrong(value: object) -> RecordTypeError:
    return RecordTypeError([wrong_type("value", value)])
