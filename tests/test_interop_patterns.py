"""Patterns for validators that are not ours: they match every canonical text, and few others."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schemes_fixture import every_scheme, scheme_named

from siarchive import ArchiveNumber, ArchiveNumberError, RetentionPeriod, parse
from siarchive.interop.patterns import (
    archive_number_pattern,
    category_code_pattern,
    retention_code_pattern,
    retention_period_pattern,
)
from siarchive.testing.strategies import (
    canonical_texts,
    category_codes,
    periods,
    retention_codes,
)

WUHU = scheme_named("wuhu")


def matches(pattern: str, text: str) -> bool:
    # `$` alone also matches before a line break at the end, in Python and nowhere else
    return re.fullmatch(pattern, text) is not None


@pytest.mark.parametrize("text", ["GL", "A", "12345678", "SY"])
def test_a_category_code_by_its_form(text: str) -> None:
    assert matches(category_code_pattern(), text)


@pytest.mark.parametrize("text", ["", "gl", "ABCDEFGHI", "G L", "GL\n", "Ｇ", "٣", "业"])
def test_no_category_code(text: str) -> None:
    assert not matches(category_code_pattern(), text)


def test_codes_of_a_scheme() -> None:
    assert matches(category_code_pattern(WUHU), "SY")
    assert not matches(category_code_pattern(WUHU), "XX")
    assert matches(retention_code_pattern(WUHU), "Y")
    assert not matches(retention_code_pattern(WUHU), "A")
    assert not matches(retention_code_pattern(WUHU), "YY")


@pytest.mark.parametrize("text", ["Y", "D30", "1234"])
def test_a_retention_code_by_its_form(text: str) -> None:
    assert matches(retention_code_pattern(), text)


@pytest.mark.parametrize("text", ["", "y", "12345", "Y-", "永久"])
def test_no_retention_code(text: str) -> None:
    assert not matches(retention_code_pattern(), text)


@pytest.mark.parametrize("text", ["永久", "1年", "30年", "9999年"])
def test_a_period(text: str) -> None:
    assert matches(retention_period_pattern(), text)


@pytest.mark.parametrize("text", ["", "30", "030年", "0年", "10000年", "30 年", "长期", "永久\n"])
def test_no_period(text: str) -> None:
    assert not matches(retention_period_pattern(), text)


@given(category_codes(), retention_codes(), periods())
def test_every_code_and_period_matches(
    category: object, retention: object, period: RetentionPeriod
) -> None:
    """Every text that `parse` of the type reads matches the pattern of the type."""
    assert matches(category_code_pattern(), str(category))
    assert matches(retention_code_pattern(), str(retention))
    assert matches(retention_period_pattern(), str(period))


@every_scheme
@given(data=st.data())
def test_every_canonical_text_matches(name: str, data: st.DataObject) -> None:
    """Every canonical text of every scheme matches the scheme's pattern."""
    text = data.draw(canonical_texts(scheme_named(name)))
    assert matches(archive_number_pattern(scheme_named(name)), text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "209-GL-甲-1-50-Y",
        "1948-GL-甲-1-50-Y",
        "10000-GL-甲-1-50-Y",
        "2009-XX-甲-1-50-Y",
        "2009-GL-甲-1-50-A",
        "2009-GL-甲-0-50-Y",
        "2009-GL-甲-01-50-Y",
        "2009-GL-甲-1-1000000-Y",
        "2009-GL--1-50-Y",
        "2009-GL- 甲-1-50-Y",
        "2009-GL-甲\u3000-1-50-Y",
        "2009-GL-甲\n乙-1-50-Y",
        f"2009-GL-{'长' * 201}-1-50-Y",
        "2009-GL-甲-1-50",
        "芜湖-2009-GL-甲-1-50-Y",
        "123456789-2009-GL-甲-1-50-Y",
        "2009-GL-甲-1-50-Y\n",
        "２００９-GL-甲-1-50-Y",
    ],
)
def test_what_a_pattern_can_refuse(text: str) -> None:
    assert not matches(archive_number_pattern(), text)
    with pytest.raises(ArchiveNumberError):
        parse(text)


def test_padding_is_exact() -> None:
    """The page of `turned` is written with four digits at least."""
    turned = scheme_named("turned")
    pattern = archive_number_pattern(turned)
    sound = ArchiveNumber(
        2011,
        next(iter(turned.category_codes.values())),
        "甲",
        7,
        12,
        next(iter(turned.retention_code_texts.values())),
    ).format(scheme=turned)
    assert sound.endswith(".0012")
    for page in ("0001", "0999", "9999", "10000", "999999"):
        assert matches(pattern, sound.removesuffix("0012") + page)
    for page in ("12", "012", "0000", "00012", "012345", "1000000"):
        assert not matches(pattern, sound.removesuffix("0012") + page)


def test_without_a_scheme_the_number_is_wuhus() -> None:
    assert archive_number_pattern() == archive_number_pattern(WUHU)


@every_scheme
def test_no_dialect_is_needed(name: str) -> None:
    """No look-around, no possessive or named group, and no escape of a sign that is no syntax."""
    for pattern in (
        archive_number_pattern(scheme_named(name)),
        category_code_pattern(scheme_named(name)),
        retention_code_pattern(scheme_named(name)),
        retention_period_pattern(),
    ):
        assert pattern.startswith("^")
        assert pattern.endswith("$")
        assert set(re.findall(r"\(\?(.)", pattern)) <= {":"}
        assert set(re.findall(r"\\(.)", pattern)) <= set(r"u-^$\.*+?()[]{}|")
