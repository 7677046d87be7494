"""Reading: a CSV file as rows of text, whatever its encoding; nothing lost, nothing converted.

Cells stay text: ``0211`` keeps its zero. A row with too few cells lacks the keys of those
it lacks; a row with too many has the rest under the key ``None``, as ``csv.DictReader`` does.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from attrs import frozen

from siarchive.findings import CatalogueError, FindingCode, finding

__all__ = ["Table", "detect_encoding", "open_table"]


def __dir__() -> list[str]:
    return __all__


_CHUNK: Final = 1 << 20
_LONGEST_LINE: Final = 1 << 20
"""Characters in one line; a longer one is no row of a catalogue."""
_LONGEST_RECORD: Final = 4 << 20
"""Characters in one row, over all its lines."""
_DELIMITERS: Final = ",\t;|"
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_OTHER_MARKS: Final = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_TEXT_CONTROLS: Final = frozenset(b"\t\n\r\f\v\x1b\x1a\x00")
_MOST_CONTROLS: Final = 0.01


@frozen
class Table:
    """An open catalogue.

    Attributes:
        header: The headings; one without words is called by its number.
        headings: The headings as they are written.
        rows: The rows, read as they are asked for.
        encoding: How the file is encoded.
        delimiter: What stands between cells.
        position: Returns how many bytes have been read so far, for a progress bar.
        size: The size of the file in bytes.
    """

    header: tuple[str, ...]
    headings: tuple[str, ...]
    rows: Iterator[Mapping[str, object]]
    encoding: str
    delimiter: str
    position: Callable[[], int]
    size: int


def _error(code: FindingCode, path: Path, **params: str) -> CatalogueError:
    return CatalogueError([finding(code, "file", file=str(path), **params)])


def detect_encoding(path: Path) -> str:
    """Return the encoding of a text file: UTF-8 (with or without mark) or GB18030.

    The whole file is decoded once, chunk by chunk, so that the answer holds for every line.

    Raises:
        CatalogueError: it is neither, or no text at all.
    """
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        _check_head(head, path)
        for encoding in _ENCODINGS:
            file.seek(0)
            if _decodes(file, encoding):
                return encoding
    raise _error(FindingCode.FILE_ENCODING, path, encoding="UTF-8, GB18030")


def _check_head(head: bytes, path: Path) -> None:
    if not head:
        raise _error(FindingCode.FILE_EMPTY, path)
    for mark, name in _OTHER_MARKS.items():
        if head.startswith(mark):
            raise _error(FindingCode.FILE_ENCODING, path, encoding=f"UTF-8, GB18030 ({name})")
    controls = sum(byte < ord(" ") and byte not in _TEXT_CONTROLS for byte in head)
    # one stray byte is a damaged cell, not another kind of file
    if controls + head.count(0) > len(head) * _MOST_CONTROLS:
        raise _error(FindingCode.FILE_BINARY, path)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: TextIO, path: Path) -> Iterator[str]:
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE and not line.endswith("\n"):
            raise _error(
                FindingCode.FILE_MALFORMED,
                path,
                reason_zh=f"第{number}行超过{_LONGEST_LINE}个字符",
                reason_en=f"line {number} is longer than {_LONGEST_LINE} characters",
            )
        yield line


def _records(lines: Iterator[str], delimiter: str, path: Path) -> Iterator[list[str]]:
    taken = 0

    def metered() -> Iterator[str]:
        # an open quote makes one record of all lines that follow; it must not fill the memory
        nonlocal taken
        for line in lines:
            taken += len(line)
            if taken > _LONGEST_RECORD:
                raise _error(
                    FindingCode.FILE_MALFORMED,
                    path,
                    reason_zh=f"第{reader.line_num}行附近一条记录超过{_LONGEST_RECORD}个字符，疑引号未闭合",
                    reason_en=f"near line {reader.line_num} a row is longer than "
                    f"{_LONGEST_RECORD} characters, perhaps a quote was not closed",
                )
            yield line

    reader = csv.reader(metered(), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            taken = 0
            yield record
    except csv.Error as error:
        raise _error(
            FindingCode.FILE_MALFORMED,
            path,
            reason_zh=f"第{reader.line_num}行附近：{error}",
            reason_en=f"near line {reader.line_num}: {error}",
        ) from error


def _rows(header: tuple[str, ...], records: Iterator[list[str]]) -> Iterator[Mapping[str, object]]:
    width = len(header)
    for record in records:
        if not record:
            continue
        row: dict[object, object] = dict(zip(header, record, strict=False))
        if len(record) > width:
            row[None] = record[width:]
        yield row  # type: ignore[misc]  # reason: the extra cells stand under None, as in csv


def _decode_errors(lines: Iterator[str], path: Path, encoding: str) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeError as error:
        raise _error(FindingCode.FILE_ENCODING, path, encoding=encoding) from error


def _named(header: tuple[str, ...]) -> tuple[str, ...]:
    """Give a heading without words its number, so that no cell is lost."""
    names: list[str] = []
    for place, heading in enumerate(header, 1):
        name = heading if heading.strip() else f"#{place}"
        while not heading.strip() and (name in header or name in names):
            name += "_"
        names.append(name)
    return tuple(names)


@contextmanager
def open_table(path: Path, *, encoding: str | None = None) -> Iterator[Table]:
    """Open a CSV file as a table of text.

    Args:
        path: The file.
        encoding: Its encoding; detected if not given.

    Raises:
        CatalogueError: the file is missing, a folder, empty, binary, of another encoding, or no
            CSV.
    """
    try:
        if encoding is None:
            encoding = detect_encoding(path)
        else:
            encoding = codecs.lookup(encoding).name
            # some codecs make no text, some refuse everything
            "".encode(encoding)
            encoding = "utf-8-sig" if encoding == "utf-8" else encoding
        size = path.stat().st_size
        raw = path.open("rb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise _error(FindingCode.FILE_UNREADABLE, path, reason=reason) from error
    except (LookupError, UnicodeError) as error:
        raise _error(FindingCode.FILE_ENCODING, path, encoding=str(encoding)) from error
    with raw, TextIOWrapper(raw, encoding=encoding, newline="") as file:
        lines = _decode_errors(_lines(file, path), path, encoding)
        first = next((line for line in lines if line.strip("\r\n")), "")
        delimiter = max(_DELIMITERS, key=first.count)

        def all_lines() -> Iterator[str]:
            yield first
            yield from lines

        records = _records(all_lines(), delimiter, path)
        header = tuple(next((record for record in records if any(record)), ()))
        if not header:
            raise _error(FindingCode.FILE_EMPTY, path)
        repeated = sorted({h for h in header if header.count(h) > 1 and h.strip()})
        if repeated:
            shown = ", ".join(repeated)
            raise _error(
                FindingCode.FILE_MALFORMED,
                path,
                reason_zh=f"列名重复：{shown}",
                reason_en=f"headings stand twice: {shown}",
            )
        names = _named(header)
        yield Table(names, header, _rows(names, records), encoding, delimiter, raw.tell, size)
