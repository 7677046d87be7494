"""Columns: which column of a catalogue holds what."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, Self

from attrs import asdict, fields_dict, frozen

from siarchive.characters import comparison_key
from siarchive.findings import CatalogueError, FindingCode, finding
from siarchive.repairs import repair
from siarchive.scheme import Scheme

__all__ = ["Columns"]


def __dir__() -> list[str]:
    return __all__


_SAMPLE: Final = 50
"""How many rows are looked at where no heading names the archive number."""


@frozen
class Columns:
    """The name of the catalogue's column for each role; ``None`` where it has none.

    Only ``number`` is needed. Roles that are ``None`` are simply not checked.
    """

    number: str
    fonds: str | None = None
    year: str | None = None
    category: str | None = None
    stage: str | None = None
    volume: str | None = None
    position: str | None = None
    title: str | None = None
    responsible_body: str | None = None
    document_number: str | None = None
    date: str | None = None
    first_page: str | None = None
    last_page: str | None = None
    page_count: str | None = None
    retention: str | None = None
    remarks: str | None = None

    def named(self) -> Mapping[str, str]:
        """Return the roles that have a column."""
        return {role: name for role, name in asdict(self).items() if name is not None}

    def require(self, header: Sequence[str]) -> None:
        """Raise ``CatalogueError`` if a column is not among the headings."""
        for name in self.named().values():
            if name not in header:
                raise _error(FindingCode.UNKNOWN_COLUMN, header, value=name)

    @classmethod
    def recognise(
        cls,
        header: Sequence[str],
        *,
        given: Mapping[str, str] | None = None,
        sample: Iterable[Mapping[str, object]] = (),
        scheme: Scheme | None = None,
    ) -> Self:
        """Recognise the columns by their headings.

        Args:
            header: The headings.
            given: What the caller says: role, or a usual heading, to the catalogue's own heading,
                e.g. ``{"档号": "Number"}``. It goes before what is recognised.
            sample: First rows; where no heading names the archive number, the column whose cells
                read as archive numbers is taken.
            scheme: Whose numbers those are.

        Raises:
            CatalogueError: no column holds archive numbers, or two do; or ``given`` names a role or
                a heading that is not there.
        """
        named = dict(_given(header, given or {}))
        taken = set(named.values())
        for role, names in _headings().items():
            if role in named:
                continue
            found = [h for h in header if _key(h) in names and h not in taken]
            if role == "number" and len(found) > 1:
                raise _error(FindingCode.TWO_NUMBER_COLUMNS, found)
            if found:
                named[role] = found[0]
        if "number" not in named:
            named["number"] = _by_content(header, sample, scheme)
            named = {r: n for r, n in named.items() if r == "number" or n != named["number"]}
        return cls(**named)


def _key(heading: str) -> str:
    return comparison_key(heading).lower()


@lru_cache(maxsize=1)
def _headings() -> Mapping[str, frozenset[str]]:
    path = Path(__file__).with_name("columns.toml")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {role: frozenset(map(_key, names)) for role, names in raw.items()}


def _error(code: FindingCode, columns: Iterable[str], **params: str) -> CatalogueError:
    shown = ", ".join(columns)
    return CatalogueError([finding(code, "columns", columns=shown, **params)])


def _given(header: Sequence[str], given: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    roles = fields_dict(Columns)
    for asked, heading in given.items():
        role = asked if asked in roles else None
        if role is None:
            role = next((r for r, names in _headings().items() if _key(asked) in names), None)
        if role is None:
            raise _error(FindingCode.UNKNOWN_COLUMN, roles, value=asked)
        if heading not in header:
            raise _error(FindingCode.UNKNOWN_COLUMN, header, value=heading)
        yield role, heading


def _by_content(
    header: Sequence[str], sample: Iterable[Mapping[str, object]], scheme: Scheme | None
) -> str:
    rows = list(islice(sample, _SAMPLE))
    found = []
    for heading in header:
        cells = [cell for row in rows if isinstance(cell := row.get(heading), str) and cell.strip()]
        read = sum(repair(cell, scheme=scheme).number is not None for cell in cells)
        if cells and read * 2 > len(cells):
            found.append(heading)
    if len(found) > 1:
        raise _error(FindingCode.TWO_NUMBER_COLUMNS, found)
    if not found:
        raise _error(FindingCode.NO_NUMBER_COLUMN, header)
    return found[0]
