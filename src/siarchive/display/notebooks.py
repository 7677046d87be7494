"""Notebooks: blocks as HTML. Every text is made printable, then escaped; tags are written here."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Final

from siarchive.display.blocks import (
    Block,
    Cell,
    Facts,
    FindingLine,
    FindingLines,
    Heading,
    Marked,
    Steps,
    Table,
    strongest,
)
from siarchive.display.views import blocks_of
from siarchive.display.words import both
from siarchive.findings import Severity, printable

__all__ = ["as_html"]


def __dir__() -> list[str]:
    return __all__


_WHOLE: Final = 10_000
"""Characters of a table cell: whole scopes are shown, a hostile cell is not."""

_TEXT_COLOURS: Final = {
    Severity.ERROR: "color:#b3261e",
    Severity.WARNING: "color:#8a5a00",
    Severity.NOTE: "color:#33618d",
}
_MARK_COLOURS: Final = {
    Severity.ERROR: "color:#000;background:#f6b8b2",
    Severity.WARNING: "color:#000;background:#f7d98c",
    Severity.NOTE: "color:#000;background:#bcd9f5",
}
_CELL: Final = "text-align:left;vertical-align:top;padding:2px 8px"
_SCROLL: Final = "overflow-x:auto"
_CODE: Final = "white-space:pre-wrap"
_CARET: Final = "‸"
"""Stands where a mark covers no character: something is missing there."""


def as_html(value: object) -> str:
    """Return a value as HTML for a notebook."""
    return "".join(map(_block, blocks_of(value)))


def _safe(text: str) -> str:
    return escape(printable(text, _WHOLE))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<div><b>{_safe(block.text)}</b></div>"
        case Facts():
            rows = (
                f'<tr><th style="{_CELL}">{_safe(name)}</th>{_cell(fact)}</tr>'
                for name, fact in block.rows
            )
            return _wide(f"<table><tbody>{''.join(rows)}</tbody></table>")
        case Table():
            rows = (f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
            return _table(block.head, rows, block.title)
        case Marked():
            return _marked(block)
        case FindingLines():
            return _findings(block)
        case Steps():
            steps = (f"<li>{_safe(zh)}<br>{_safe(en)}</li>" for zh, en in block.steps)
            return f"<ol>{''.join(steps)}</ol>"


def _cell(cell: Cell) -> str:
    lines = (cell,) if isinstance(cell, str) else cell
    return f'<td style="{_CELL}">{"<br>".join(map(_safe, lines))}</td>'


def _table(head: Iterable[str], rows: Iterable[str], title: str = "") -> str:
    heads = "".join(f'<th style="{_CELL}">{_safe(name)}</th>' for name in head)
    top = f"<caption>{_safe(title)}</caption>" if title else ""
    return _wide(
        f"<table>{top}<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _wide(table: str) -> str:
    """Let a table that is wider than the page scroll by itself."""
    return f'<div style="{_SCROLL}">{table}</div>'


def _findings(block: FindingLines) -> str:
    if not block.lines:
        return f"<div>{both('nothing')}</div>"
    head = (both(name) for name in ("code", "message", "suggestion"))
    return _table(head, map(_finding, block.lines))


def _finding(line: FindingLine) -> str:
    # few columns: the table must be readable on a telephone, too
    colour = _TEXT_COLOURS[line.severity]
    first = (
        f'<td style="{_CELL}"><b style="{colour}">{both(line.severity)}</b>'
        f"<br>{_safe(line.code)}<br>{_safe(line.place)}</td>"
    )
    return f"<tr>{first}{_cell((line.zh, line.en))}{_cell(line.suggestion or '')}</tr>"


def _marked(block: Marked) -> str:
    text = block.text[:_WHOLE]
    ends = (min(place, len(text)) for mark in block.marks for place in mark.span)
    edges = sorted({0, len(text), *ends})
    shown = []
    for start, end in pairwise([*edges, len(text)]):
        nothing = [m for m in block.marks if m.span == (start, start)]
        shown.append(_mark(_CARET, strongest(nothing, start, start)) if nothing else "")
        piece = _safe(text[start:end])
        shown.append(_mark(piece, strongest(block.marks, start, end)) if piece else "")
    return f'<div><code style="{_CODE}">{"".join(shown)}</code></div>'


def _mark(shown: str, severity: Severity | None) -> str:
    return f'<mark style="{_MARK_COLOURS[severity]}">{shown}</mark>' if severity else shown
