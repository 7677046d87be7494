"""What a type checker must say of siarchive's values as fields of pydantic's models.

Type-checked, never run. A line with ``type: ignore`` must be an error, and of that kind; every
other line must be none. ``test_typing.py`` looks at both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, assert_type

from pydantic import BaseModel, TypeAdapter

from siarchive import ArchiveNumber, CategoryCode, RetentionCode, RetentionPeriod, Scheme
from siarchive.interop.pydantic import InScheme


class Row(BaseModel):
    """Plain annotations are all a model needs."""

    number: ArchiveNumber
    code: CategoryCode
    letter: RetentionCode | None = None
    period: RetentionPeriod | None = None


def reading(data: Mapping[str, object], text: str) -> None:
    """What is read from data has the types of the values."""
    row = Row.model_validate(data)
    assert_type(row, Row)
    assert_type(row.number, ArchiveNumber)
    assert_type(row.number.category_code, CategoryCode)
    assert_type(row.letter, RetentionCode | None)
    assert_type(row.period, RetentionPeriod | None)
    assert_type(TypeAdapter(ArchiveNumber).validate_python(text), ArchiveNumber)
    written: str = row.number  # type: ignore[assignment]  # reason: a number is not a text
    row.number.year = 2010  # type: ignore[misc]  # reason: frozen
    del written


def making(number: ArchiveNumber, code: CategoryCode, letter: RetentionCode) -> None:
    """A model is made of values; what is made of text is validated from data."""
    Row(number=number, code=code, letter=letter)
    Row(number=number, code=letter)  # type: ignore[arg-type]  # reason: the other code
    Row(number="2009-GL-甲-1-50-Y", code=code)  # type: ignore[arg-type]  # reason: text
    Row(number=number, code=code, period=letter)  # type: ignore[arg-type]  # reason: no period
    Row(number=number)  # type: ignore[call-arg]  # reason: a field is missing


def of_a_scheme(scheme: Scheme) -> None:
    """A field of another scheme has the same type."""

    class Local(BaseModel):
        number: Annotated[ArchiveNumber, InScheme(scheme)]

    assert_type(Local.model_validate({}).number, ArchiveNumber)
    InScheme("wuhu")  # type: ignore[arg-type]  # reason: a name is no scheme
    InScheme(scheme).scheme = scheme  # type: ignore[misc]  # reason: frozen
