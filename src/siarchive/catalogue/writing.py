"""Writing: findings and the checked catalogue as files that are whole or not there.

A file is written beside its place and renamed when it is complete. The user's own cells are copied
as they are. In what siarchive adds, personal numbers are masked, and text that a spreadsheet would
run as a formula is made harmless by an apostrophe in front.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, Self, TextIO, TypeAlias

from attrs import frozen

from siarchive.catalogue.rows import CheckedRow, cell_text, mask_personal_numbers, surplus_cells
from siarchive.findings import CatalogueError, FindingCode, Language, finding

__all__ = ["ADDED_COLUMNS", "FINDING_COLUMNS", "OutputSet", "harmless"]


def __dir__() -> list[str]:
    return __all__


FINDING_COLUMNS: Final = (
    "row",
    "column",
    "code",
    "severity",
    "field",
    "start",
    "end",
    "value",
    "message",
    "suggestion",
)
"""The columns of a findings file, in this order; a contract."""

ADDED_COLUMNS: Final = (
    "siarchive_number",
    "siarchive_category",
    "siarchive_rule",
    "siarchive_start",
    "siarchive_due",
    "siarchive_findings",
)
"""The columns added to a catalogue, in this order; a contract."""

_FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")

_Write: TypeAlias = Callable[[CheckedRow], None]


def harmless(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


@frozen
class _Part:
    """A file under way.

    ``beside`` is where it is written until it is complete, ``target`` where it goes then; a device
    or pipe is written directly and has no ``beside``.
    """

    file: TextIO
    target: Path
    beside: Path | None


@contextmanager
def _part(target: Path, encoding: str) -> Iterator[_Part]:
    """Open a file to write; what is not complete when the block ends is removed."""
    if target.exists() and not target.is_file():
        try:
            with target.open("w", encoding=encoding, newline="") as file:
                yield _Part(file, target, None)
        except OSError as error:
            raise _failed(target, error) from error
        return
    target = target.resolve()
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{target.name}.", suffix=".part", dir=target.parent
        )
    except OSError as error:
        raise _failed(target, error) from error
    beside = Path(name)
    file = open(handle, "w", encoding=encoding, newline="")  # noqa: PTH123, SIM115  (reason: an open descriptor, closed below)
    try:
        yield _Part(file, target, beside)
    finally:
        # a full disk shows here too; what matters was reported by finish()
        with suppress(OSError):
            file.close()
        beside.unlink(missing_ok=True)


def _failed(path: Path, error: OSError) -> CatalogueError:
    reason = error.strerror or str(error)
    return CatalogueError(
        [finding(FindingCode.OUTPUT_FAILED, "file", file=str(path), reason=reason)]
    )


class OutputSet:
    """All files of one check: written row by row, put in place together at the end.

    Use as a context manager; call ``finish`` when all rows are written. Without it nothing is left.
    """

    def __init__(self, lang: Language) -> None:
        self._lang = lang
        self._stack = ExitStack()
        self._parts: list[_Part] = []
        self._writes: list[tuple[Path, _Write]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self, path: Path, encoding: str) -> TextIO:
        if path.is_dir():
            raise _failed(path, IsADirectoryError(0, "is a directory"))
        part = self._stack.enter_context(_part(path, encoding))
        self._parts.append(part)
        return part.file

    def findings(self, path: Path) -> None:
        """Write findings to ``path``: CSV if its suffix is ``.csv``, else JSON Lines."""
        if path.suffix.lower() == ".csv":
            writer = csv.writer(self._open(path, "utf-8-sig"))
            writer.writerow(FINDING_COLUMNS)

            def write_csv(row: CheckedRow) -> None:
                for found in row.findings:
                    record = found.as_record(self._lang)
                    cells = (record[name] for name in FINDING_COLUMNS)
                    writer.writerow([_csv_cell(cell) for cell in cells])

            self._writes.append((path, write_csv))
            return
        file = self._open(path, "utf-8")

        def write_json(row: CheckedRow) -> None:
            for found in row.findings:
                # a lone surrogate has no UTF-8 form; JSON's own escape keeps it
                line = json.dumps(found.as_record(self._lang), ensure_ascii=False)
                file.write(line.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")

        self._writes.append((path, write_json))

    def catalogue(
        self, path: Path, header: Sequence[str], headings: Sequence[str] | None = None
    ) -> None:
        """Write the catalogue to ``path`` with the added columns; UTF-8 with mark, CSV.

        Cells that a row has beyond the headings are written after the added columns.

        Args:
            path: Where to.
            header: The headings by which rows are asked for their cells.
            headings: The headings to write, if not those.
        """
        writer = csv.writer(self._open(path, "utf-8-sig"))
        written = header if headings is None else headings
        writer.writerow([*written, *(_free(name, header) for name in ADDED_COLUMNS)])

        def write(row: CheckedRow) -> None:
            cells = [cell_text(row.cells.get(name)) for name in header]
            added = [harmless(mask_personal_numbers(text)) for text in _added(row)]
            # surplus cells have no heading; they go last, so that none is lost and none is moved
            writer.writerow([*cells, *added, *surplus_cells(row.cells)])

        self._writes.append((path, write))

    def add(self, row: CheckedRow) -> None:
        """Write one row everywhere."""
        for path, write in self._writes:
            try:
                write(row)
            except OSError as error:
                raise _failed(path, error) from error
            except UnicodeEncodeError as error:
                # half a character in the user's own cell: no file could hold it unchanged
                raise _failed(path, OSError(0, str(error))) from error

    def finish(self) -> None:
        """Put every file in its place; all are complete on disk before the first is renamed."""
        for part in self._parts:
            try:
                part.file.flush()
                if part.beside is not None:
                    os.fsync(part.file.fileno())
                    part.beside.chmod(_mode(part.target))
            except OSError as error:
                raise _failed(part.target, error) from error
        for part in self._parts:
            try:
                if part.beside is not None:
                    part.beside.replace(part.target)
            except OSError as error:
                raise _failed(part.target, error) from error


def _csv_cell(cell: str | int | None) -> str | int | None:
    if not isinstance(cell, str):
        return cell
    # half a character has no UTF-8 form; it is written as its number
    return harmless(cell.encode("utf-8", "backslashreplace").decode("utf-8"))


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _free(name: str, header: Sequence[str]) -> str:
    """Return ``name``, or with a number where the catalogue already has such a column."""
    count = 2
    free = name
    while free in header:
        free = f"{name}_{count}"
        count += 1
    return free


def _added(row: CheckedRow) -> list[str]:
    answer = row.retention
    return [
        row.text or "",
        row.category.title if row.category else "",
        row.rule.id if row.rule else "",
        "" if answer is None else str(answer.start),
        "" if answer is None else str(answer.due),
        " ".join(dict.fromkeys(f.code.value for f in row.findings)),
    ]
