"""What a type checker must say of reading, writing and values.

Type-checked, never run. A line with ``type: ignore`` must be an error, and of that kind; every
other line must be none. ``test_typing.py`` looks at both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_type

import siarchive
from siarchive import (
    ArchiveNumber,
    Category,
    CategoryCode,
    Delegation,
    Finding,
    FindingCode,
    Item,
    Repair,
    Resolution,
    RetentionCode,
    RetentionPeriod,
    Rule,
    Scheme,
    Severity,
    Span,
    Volume,
)


def reading(text: str, scheme: Scheme) -> None:
    """A text becomes a number."""
    assert_type(siarchive.parse(text), ArchiveNumber)
    assert_type(siarchive.parse(text, scheme=scheme), ArchiveNumber)
    assert_type(ArchiveNumber.parse(text), ArchiveNumber)
    assert_type(siarchive.repair(text), Repair)
    assert_type(siarchive.repair(text).number, ArchiveNumber | None)
    assert_type(siarchive.repair(text).last_page, int | None)
    assert_type(siarchive.repair(text).findings, siarchive.Findings)
    siarchive.parse(5)  # type: ignore[arg-type]  # reason: not text
    siarchive.parse(None)  # type: ignore[arg-type]  # reason: not text
    siarchive.parse(b"2009")  # type: ignore[arg-type]  # reason: not text
    siarchive.parse(text, scheme)  # type: ignore[call-arg]  # reason: a keyword
    siarchive.parse(text, scheme="wuhu")  # type: ignore[arg-type]  # reason: a name is no scheme
    siarchive.repair(5)  # type: ignore[arg-type]  # reason: not text


def writing(number: ArchiveNumber, scheme: Scheme) -> None:
    """A number becomes a text."""
    assert_type(siarchive.format(number), str)
    assert_type(siarchive.format(number, scheme=scheme), str)
    assert_type(number.format(), str)
    assert_type(str(number), str)
    siarchive.format("2009-GL-甲-1-50-Y")  # type: ignore[arg-type]  # reason: not a number


def parts(number: ArchiveNumber) -> None:
    """Parts have types of their own, and none can be assigned."""
    assert_type(number.year, int)
    assert_type(number.category_code, CategoryCode)
    assert_type(number.stage, str)
    assert_type(number.volume, int)
    assert_type(number.page, int)
    assert_type(number.retention_code, RetentionCode)
    assert_type(number.fonds, str | None)
    number.year = 2010  # type: ignore[misc]  # reason: frozen
    number.stage = "甲"  # type: ignore[misc]  # reason: frozen
    number.more = 1  # type: ignore[attr-defined]  # reason: no such part


def making(code: CategoryCode, letter: RetentionCode) -> None:
    """A code is not a text, and one code is not the other."""
    ArchiveNumber(2009, code, "甲", 1, 50, letter)
    ArchiveNumber(2009, code, "甲", 1, 50, letter, "0211")
    ArchiveNumber(2009, "GL", "甲", 1, 50, letter)  # type: ignore[arg-type]  # reason: text
    ArchiveNumber(2009, code, "甲", 1, 50, "Y")  # type: ignore[arg-type]  # reason: text
    ArchiveNumber(2009, letter, "甲", 1, 50, letter)  # type: ignore[arg-type]  # reason: the other
    ArchiveNumber("2009", code, "甲", 1, 50, letter)  # type: ignore[arg-type]  # reason: text
    ArchiveNumber(2009, code, "甲", 1, 50, letter, 211)  # type: ignore[arg-type]  # reason: no text
    ArchiveNumber(2009, code, "甲", 1, 50)  # type: ignore[call-arg]  # reason: a part is missing


def codes(code: CategoryCode, letter: RetentionCode, period: RetentionPeriod) -> None:
    """Codes and periods are values of their own."""
    assert_type(code.text, str)
    assert_type(CategoryCode.parse("GL"), CategoryCode)
    assert_type(RetentionPeriod.parse("30年"), RetentionPeriod)
    assert_type(RetentionPeriod.permanent(), RetentionPeriod)
    assert_type(period.years, int | None)
    text: str = code  # type: ignore[assignment]  # reason: a code is not a text
    other: CategoryCode = letter  # type: ignore[assignment]  # reason: nor another code
    years: int = period  # type: ignore[assignment]  # reason: a period is not a number
    printed: RetentionCode = period  # type: ignore[assignment]  # reason: nor a code
    meant: RetentionPeriod = letter  # type: ignore[assignment]  # reason: nor a code a period
    code.text = "ZJ"  # type: ignore[misc]  # reason: frozen
    period.term = 30  # type: ignore[misc]  # reason: frozen
    CategoryCode(5)  # type: ignore[arg-type]  # reason: not text
    RetentionPeriod(None)  # type: ignore[arg-type]  # reason: there is no default
    RetentionPeriod("永久")  # type: ignore[arg-type]  # reason: words are for `parse`
    del text, other, years, printed, meant


def schemes(scheme: Scheme, code: CategoryCode, period: RetentionPeriod) -> None:
    """A scheme's tables are typed, and cannot be exchanged."""
    assert_type(siarchive.load_scheme("wuhu"), Scheme)
    assert_type(scheme.categories, tuple[Category, ...])
    assert_type(scheme.category(1), Category | None)
    assert_type(scheme.categories_of(code), tuple[Category, ...])
    assert_type(scheme.code_for(period), RetentionCode)
    assert_type(scheme.period_of(RetentionCode("Y")), RetentionPeriod)
    assert_type(scheme.rules["1.1"], Rule)
    assert_type(scheme.rules.get("1.1"), Rule | None)
    assert_type(scheme.rules["1.1"].retention, RetentionPeriod | Delegation)
    assert_type(scheme.fonds, str | None)
    assert_type([rule.title for rule in scheme.rules], list[str])
    scheme.fonds = "0305"  # type: ignore[misc]  # reason: frozen
    scheme.code_for("永久")  # type: ignore[arg-type]  # reason: a period is not a text
    scheme.period_of("Y")  # type: ignore[arg-type]  # reason: nor is a code
    scheme.rules["1.1"].title = "甲"  # type: ignore[misc]  # reason: frozen


def findings(found: Finding) -> None:
    """A finding is data; its sentence has a language."""
    assert_type(found.code, FindingCode)
    assert_type(found.severity, Severity)
    assert_type(found.field, str | None)
    assert_type(found.span, Span | None)
    assert_type(found.params["value"], str | int)
    assert_type(found.message("zh"), str)
    shown: Mapping[str, str | int] = found.params
    found.message("fr")  # type: ignore[arg-type]  # reason: two languages
    found.severity = Severity.NOTE  # type: ignore[misc]  # reason: frozen
    found.params["value"] = 1  # type: ignore[index]  # reason: immutable
    del shown


def checking(number: ArchiveNumber, volume: Volume, item: Item, day: date) -> None:
    """One value or several records; never a bare number or date."""
    assert_type(siarchive.validate(number), siarchive.Findings)
    assert_type(siarchive.validate("2009-GL-甲-1-50-Y", as_of=day), siarchive.Findings)
    assert_type(siarchive.validate([number, volume, item]), siarchive.Findings)
    assert_type(siarchive.resolve(number), Resolution)
    assert_type(siarchive.resolve(number).category, Category | None)
    assert_type(volume.archive_number(), ArchiveNumber)
    siarchive.validate(5)  # type: ignore[arg-type]  # reason: no value of ours
    siarchive.validate(number, as_of="2026-11-23")  # type: ignore[arg-type]  # reason: not a day
    siarchive.resolve("2009-GL-甲-1-50-Y")  # type: ignore[arg-type]  # reason: not a number
    volume.category = None  # type: ignore[misc,assignment]  # reason: frozen, and never none
    Volume("GL", 2009, "甲", 1)  # type: ignore[arg-type]  # reason: the real category
