"""Rows: what a check says about one row of a catalogue, and about one cell of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from siarchive.clocks import RetentionAnswer
from siarchive.findings import Finding, FindingCode, Language, Params, Severity, Span
from siarchive.numbers import ArchiveNumber
from siarchive.rules import Category, Rule
from siarchive.showing import Shown

__all__ = [
    "CheckedRow",
    "RowFinding",
    "cell_text",
    "mask_personal_numbers",
    "personal_numbers",
    "surplus_cells",
]


def __dir__() -> list[str]:
    return __all__


_ID_CARD: Final = re.compile(
    r"(?<![0-9])([1-9][0-9]{5})((?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"
    r"([0-9]{3}[0-9Xx])(?![0-9])",
    re.ASCII,
)
_NARROW: Final = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_WIDE_DIGITS: Final = {0xFF10 + i: str(i) for i in range(10)} | {0xFF38: "X", 0xFF58: "x"}


def personal_numbers(text: str) -> Iterator[Span]:
    """Return where identity-card numbers stand: 18 digits with a plausible date of birth.

    The check digit is not required; full-width digits count.
    """
    for found in _ID_CARD.finditer(text.translate(_WIDE_DIGITS)):
        yield Span(*found.span())


@frozen
class RowFinding(Shown):
    """A finding and its place in the catalogue.

    Attributes:
        row: 1-based number of the data row.
        column: The heading of the column it concerns; ``None`` for the row as a whole.
        finding: What was found; its span counts in the cell.
        value: The cell, as it stands.
    """

    row: int
    column: str | None
    finding: Finding
    value: str

    @property
    def code(self) -> FindingCode:
        """The code of the finding."""
        return self.finding.code

    @property
    def severity(self) -> Severity:
        """The severity of the finding."""
        return self.finding.severity

    def message(self, lang: Language = "en") -> str:
        """Return the sentence for people; personal numbers are masked."""
        # masked before the message quotes it: a quotation may end within a number
        params = self.finding.params
        masked = {
            k: mask_personal_numbers(v) if isinstance(v, str) else v for k, v in params.items()
        }
        return evolve(self.finding, params=Params.of(masked)).message(lang)

    def as_record(self, lang: Language = "en") -> dict[str, str | int | None]:
        """Return it as a flat record; personal numbers are masked."""
        span = self.finding.span
        suggestion = self.finding.suggestion
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code.value,
            "severity": self.severity.value,
            "field": self.finding.field,
            "start": span.start if span else None,
            "end": span.end if span else None,
            "value": mask_personal_numbers(self.value),
            "message": self.message(lang),
            "suggestion": None if suggestion is None else mask_personal_numbers(suggestion),
        }


@frozen
class CheckedRow(Shown):
    """One row and what is known about it.

    Attributes:
        row: 1-based number of the data row.
        cells: The cells, as they stand.
        number: The archive number, mended where that was certain; ``None`` if it cannot be read.
        text: That number in the scheme's format; ``None`` likewise.
        category: The category it belongs to; ``None`` if undetermined.
        rule: The rule it falls under; ``None`` if undetermined.
        retention: How long it is kept; ``None`` where no rule or no year is known.
        findings: What was found, in order of severity and column.
    """

    row: int
    cells: Mapping[str, object]
    number: ArchiveNumber | None
    text: str | None
    category: Category | None
    rule: Rule | None
    retention: RetentionAnswer | None
    findings: tuple[RowFinding, ...]


def _is_missing(value: object) -> bool:
    """Tell the missing values of data frames: unlike themselves, or refusing to be compared."""
    try:
        return bool(value != value)  # noqa: PLR0124  (reason: only NaN is unlike itself)
    except TypeError:
        return True
    except ValueError:
        return False


def plain(text: str) -> str:
    """Return a cell for reading figures: full-width forms made narrow, no blanks at the ends."""
    return text.translate(_NARROW).strip()


def surplus_cells(cells: Mapping[str, object]) -> list[str]:
    """Return the cells a row has beyond the headings: those under the key ``None``, as in csv."""
    anything: Mapping[object, object] = dict(cells.items())
    surplus = anything.get(None)
    if surplus is None:
        return []
    return [cell_text(v) for v in surplus] if isinstance(surplus, list) else [cell_text(surplus)]


def mask_personal_numbers(text: str) -> str:
    """Return ``text`` with the middle of every identity-card number hidden."""
    if len(text) < 18:  # noqa: PLR2004  (reason: an identity-card number has 18 characters)
        return text
    plain = text.translate(_WIDE_DIGITS)
    for found in reversed(list(_ID_CARD.finditer(plain))):
        start, end = found.span(2)
        text = f"{text[:start]}{'*' * (end - start)}{text[end:]}"
    return text


def cell_text(value: object) -> str:
    """Return a cell as text: missing is empty, whole numbers and dates are written out."""
    if value is None or _is_missing(value):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
