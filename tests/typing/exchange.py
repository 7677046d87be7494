"""What a type checker must say of siarchive's values in JSON and in converters of cattrs.

Type-checked, never run. A line with ``type: ignore`` must be an error, and of that kind; every
other line must be none. ``test_typing.py`` looks at both.
"""

from __future__ import annotations

from typing import assert_type

import cattrs

from siarchive import ArchiveNumber, Classification, Finding, RetentionPeriod, Scheme
from siarchive.interop.cattrs import configure, explain
from siarchive.interop.json import from_json, to_json


def reading(text: str, scheme: Scheme) -> None:
    """JSON gives what was asked for, also where that is a choice or a row of values."""
    assert_type(from_json(text, ArchiveNumber), ArchiveNumber)
    assert_type(from_json(text, ArchiveNumber, scheme=scheme), ArchiveNumber)
    assert_type(from_json(text, Classification), Classification)
    assert_type(from_json(text, tuple[Finding, ...]), tuple[Finding, ...])
    number: ArchiveNumber = from_json(text, RetentionPeriod)  # type: ignore[assignment]  # reason: a period
    from_json(text, ArchiveNumber, scheme)  # type: ignore[call-overload]  # reason: a keyword
    del number


def writing(number: ArchiveNumber, scheme: Scheme) -> None:
    """JSON is text."""
    assert_type(to_json(number), str)
    assert_type(to_json([number], scheme=scheme, indent=2), str)
    to_json(number, scheme="wuhu")  # type: ignore[arg-type]  # reason: a name is no scheme


def converting(data: object, scheme: Scheme) -> None:
    """A converter gives what it is asked for, and its errors can be told."""
    converter = cattrs.Converter()
    configure(converter, scheme=scheme)
    assert_type(converter.structure(data, ArchiveNumber), ArchiveNumber)
    assert_type(explain(ValueError(), "zh"), list[str])
    configure(converter, scheme)  # type: ignore[call-arg]  # reason: a keyword
    explain(ValueError(), "fr")  # type: ignore[arg-type]  # reason: two languages
