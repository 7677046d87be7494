"""Summary: what a check of a catalogue comes to, counted as the rows go by."""

from __future__ import annotations

from collections import Counter
from datetime import date

from attrs import define, field

from siarchive.catalogue.rows import CheckedRow, RowFinding
from siarchive.clocks import BeyondCalendar, Never, UnknownEnd
from siarchive.findings import FindingCode, Severity

__all__ = ["Summary"]


def __dir__() -> list[str]:
    return __all__


@define
class Summary:
    """Counts over the rows seen so far. Holds no rows: memory does not grow with the catalogue.

    Attributes:
        rows: Rows seen.
        faulty: Rows with at least one finding of severity error.
        doubtful: Rows without an error and with at least one warning.
        codes: Findings by code.
        examples: The first finding of each code.
        holdings: Rows by category title and printed period; empty text is undetermined.
        due: Rows due for appraisal, by year.
        permanent, undetermined, beyond: Rows whose end is no date, by kind.
    """

    rows: int = 0
    faulty: int = 0
    doubtful: int = 0
    codes: Counter[FindingCode] = field(factory=Counter)
    examples: dict[FindingCode, RowFinding] = field(factory=dict)
    severities: Counter[Severity] = field(factory=Counter)
    holdings: Counter[tuple[str, str]] = field(factory=Counter)
    due: Counter[int] = field(factory=Counter)
    permanent: int = 0
    undetermined: int = 0
    beyond: int = 0

    def add(self, row: CheckedRow) -> None:
        """Count one row."""
        self.rows += 1
        severities = {f.severity for f in row.findings}
        self.faulty += Severity.ERROR in severities
        self.doubtful += Severity.WARNING in severities and Severity.ERROR not in severities
        for found in row.findings:
            self.codes[found.code] += 1
            self.severities[found.severity] += 1
            self.examples.setdefault(found.code, found)
        answer = row.retention
        period = "" if answer is None or answer.period is None else str(answer.period)
        self.holdings[(row.category.title if row.category else "", period)] += 1
        if answer is None:
            self.undetermined += 1
            return
        match answer.due:
            case date():
                self.due[answer.due.year] += 1
            case Never():
                self.permanent += 1
            case UnknownEnd():
                self.undetermined += 1
            case BeyondCalendar():
                self.beyond += 1

    def by_severity(self) -> list[FindingCode]:
        """Return the codes that were found: errors first, then by number."""
        order = list(Severity)
        return sorted(
            self.codes,
            key=lambda code: (order.index(self.examples[code].severity), -self.codes[code], code),
        )
