"""Catalogue: reading a list of records, checking every row of it, and writing what was found.

``check`` works on any rows; ``open_table`` reads a CSV file; ``OutputSet`` writes the results.
"""

from __future__ import annotations

from siarchive.catalogue.checking import PageMeans, check
from siarchive.catalogue.columns import Columns
from siarchive.catalogue.reading import Table, detect_encoding, open_table
from siarchive.catalogue.rows import CheckedRow, RowFinding, mask_personal_numbers
from siarchive.catalogue.summary import Summary
from siarchive.catalogue.writing import ADDED_COLUMNS, FINDING_COLUMNS, OutputSet, harmless

__all__ = [
    "ADDED_COLUMNS",
    "FINDING_COLUMNS",
    "CheckedRow",
    "Columns",
    "OutputSet",
    "PageMeans",
    "RowFinding",
    "Summary",
    "Table",
    "check",
    "detect_encoding",
    "harmless",
    "mask_personal_numbers",
    "open_table",
]


def __dir__() -> list[str]:
    return __all__
