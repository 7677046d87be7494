"""Blocks: what a value shows, before anybody decides how.

Texts in blocks are raw: whoever writes them out makes them safe for the place they go to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from attrs import frozen

from siarchive.findings import Severity, Span

__all__ = [
    "Block",
    "Cell",
    "Facts",
    "FindingLine",
    "FindingLines",
    "Heading",
    "Mark",
    "Marked",
    "Steps",
    "Table",
    "strongest",
]


def __dir__() -> list[str]:
    return __all__


@frozen
class Heading:
    """One line that says what the value is."""

    text: str


Cell: TypeAlias = str | tuple[str, ...]
"""What stands in a cell of a table: a text, or several, a line each."""


@frozen
class Facts:
    """Names and what they are."""

    rows: tuple[tuple[str, str], ...]


@frozen
class Table:
    """A table; ``title`` may be empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@frozen
class Mark:
    """A place in a text and the severity of what is said about it."""

    span: Span
    severity: Severity


@frozen
class Marked:
    """A text with the places that findings speak of."""

    text: str
    marks: tuple[Mark, ...]


@frozen
class FindingLine:
    """One finding in words; what had to be masked is masked."""

    severity: Severity
    code: str
    place: str
    zh: str
    en: str
    suggestion: str | None


@frozen
class FindingLines:
    """Several findings; may be none."""

    lines: tuple[FindingLine, ...]


@frozen
class Steps:
    """A chain of reasons, each in Chinese and English."""

    steps: tuple[tuple[str, str], ...]


Block: TypeAlias = Heading | Facts | Table | Marked | FindingLines | Steps
"""One piece of what is shown."""


def strongest(marks: Iterable[Mark], start: int, end: int) -> Severity | None:
    """Return the most severe of the marks that cover all of ``[start, end)``, if any does."""
    covering = {m.severity for m in marks if m.span.start <= start and end <= m.span.end}
    return next((severity for severity in Severity if severity in covering), None)
