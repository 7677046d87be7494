"""Terminal: blocks for rich, and the tables of the command line. rich is imported when called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from siarchive.codes import RetentionPeriod
from siarchive.display.blocks import (
    Block,
    Facts,
    FindingLine,
    FindingLines,
    Heading,
    Mark,
    Marked,
    Steps,
    Table,
    strongest,
)
from siarchive.display.views import blocks_of, retention_words
from siarchive.display.words import both, word
from siarchive.findings import Language, Severity, Span, printable
from siarchive.scheme import Scheme

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.text import Text

    from siarchive.catalogue import Summary

__all__ = ["as_rich", "scheme_tables", "summary_tables"]


def __dir__() -> list[str]:
    return __all__


_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WHOLE: Final = 10_000
"""Characters of a table cell: whole scopes are shown, a hostile cell is not."""
_MARKED: Final = 400
"""Characters of a text with marks: more than any number has."""
_DUE_YEARS: Final = 12
_MOST_HOLDINGS: Final = 40


# values


def as_rich(value: object) -> RenderableType:
    """Return a value as rich prints it."""
    from rich.console import Group

    return Group(*(part for block in blocks_of(value) for part in _block(block)))


def _block(block: Block) -> Iterator[RenderableType]:
    match block:
        case Heading():
            yield _text(block.text, "bold")
        case Facts():
            yield _facts(block)
        case Table():
            yield _data_table(block.head, block.rows, block.title)
        case Marked():
            yield _Carets(block)
        case FindingLines():
            for line in block.lines:
                yield from _finding(line)
            if not block.lines:
                yield _text(both("nothing"))
        case Steps():
            yield _steps(block)


def _facts(block: Facts) -> RenderableType:
    from rich.table import Table as RichTable

    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    for name, fact in block.rows:
        grid.add_row(_text(name, "bold"), _text(fact))
    return grid


def _steps(block: Steps) -> RenderableType:
    from rich.table import Table as RichTable

    grid = RichTable.grid(padding=(0, 1))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for place, sentences in enumerate(block.steps, 1):
        grid.add_row(_text(f"{place}."), _cell(sentences))
    return grid


def _finding(line: FindingLine) -> Iterator[RenderableType]:
    from rich.padding import Padding

    head = _text(both(line.severity), _STYLES[line.severity])
    for part in (line.code, line.place, f"→ {line.suggestion}" if line.suggestion else ""):
        head.append_text(_text(f" {part}" if part else ""))
    yield head
    for sentence in (line.zh, line.en):
        yield Padding(_text(sentence), (0, 0, 0, 4))


class _Carets:
    """A text with carets under the marked places, however wide its characters are.

    A text longer than a line is cut into lines, each with its own carets.
    """

    def __init__(self, block: Marked) -> None:
        kept = block.text[:_MARKED]
        pieces = [printable(char) for char in kept]
        if kept != block.text:
            pieces.append("…")
        last = len(kept)
        # there stands the ellipsis of what was cut off, or the blank where something is missing
        marks = [
            Mark(Span(min(m.span.start, last), min(m.span.end, last)), m.severity)
            for m in block.marks
        ]
        self._columns = [
            (piece, _severity_at(marks, place)) for place, piece in enumerate([*pieces, " "])
        ]

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        from rich.cells import cell_len
        from rich.text import Text

        text, carets, used = Text(no_wrap=True), Text(no_wrap=True), 0
        for char, severity in self._columns:
            # a mark that stands on the character before it gets a place of its own
            piece = char if cell_len(char) or not severity else f"◌{char}"
            width = cell_len(piece)
            if used and used + width > options.max_width:
                yield from _filled(text, carets)
                text, carets, used = Text(no_wrap=True), Text(no_wrap=True), 0
            text.append(piece)
            carets.append(("^" if severity else " ") * width, _STYLES[severity] if severity else "")
            used += width
        yield from _filled(text, carets)


def _severity_at(marks: Sequence[Mark], place: int) -> Severity | None:
    """Return the severity at a place; a mark of no characters stands at the one that follows."""
    return strongest(marks, place, place + 1) or strongest(
        [m for m in marks if m.span == (place, place)], place, place
    )


def _filled(text: Text, carets: Text) -> Iterator[Text]:
    yield text
    if carets.plain.strip():
        yield carets


# the command line


def summary_tables(summary: Summary, lang: Language, as_of: date) -> list[RenderableType]:
    """Return the tables that sum up a check, for a rich console."""
    return [
        _findings_table(summary, lang),
        _holdings_table(summary, lang),
        _due_table(summary, lang, as_of),
    ]


def _findings_table(summary: Summary, lang: Language) -> RenderableType:
    from rich.table import Table as RichTable
    from rich.text import Text

    table = RichTable(title=word("findings", lang), title_justify="left")
    table.add_column(word("severity", lang))
    table.add_column(word("code", lang), overflow="fold")
    table.add_column(word("count", lang), justify="right")
    table.add_column(word("row", lang), justify="right")
    table.add_column(word("example", lang), overflow="fold")
    for code in summary.by_severity():
        example = summary.examples[code]
        table.add_row(
            Text(word(example.severity, lang), style=_STYLES[example.severity]),
            code,
            str(summary.codes[code]),
            str(example.row),
            Text(example.message(lang)),
        )
    if not summary.codes:
        table.add_row(word("nothing", lang), "", "0", "", "")
    return table


def _holdings_table(summary: Summary, lang: Language) -> RenderableType:
    from rich.table import Table as RichTable
    from rich.text import Text

    periods = sorted({p for _, p in summary.holdings}, key=_period_key)
    titles = list(dict.fromkeys(t for t, _ in sorted(summary.holdings)))
    table = RichTable(title=word("holdings", lang), title_justify="left")
    table.add_column(word("category", lang), overflow="fold")
    for period in periods:
        table.add_column(period or word("undetermined", lang), justify="right")
    for title in titles[:_MOST_HOLDINGS]:
        cells = (str(summary.holdings[(title, p)] or "") for p in periods)
        # titles are data: brackets in them are no markup
        table.add_row(Text(title or word("undetermined", lang)), *cells)
    return table


def _period_key(text: str) -> tuple[int, float]:
    if not text:
        return 1, 0
    years = RetentionPeriod.parse(text).years
    return 0, -(years or float("inf"))


def _due_table(summary: Summary, lang: Language, as_of: date) -> RenderableType:
    from rich.table import Table as RichTable

    table = RichTable(title=word("due", lang), title_justify="left")
    table.add_column(word("year", lang))
    table.add_column(word("rows", lang), justify="right")
    overdue = sum(n for year, n in summary.due.items() if year <= as_of.year)
    last = as_of.year + _DUE_YEARS
    table.add_row(f"≤ {as_of.year} ({word('overdue', lang)})", str(overdue))
    for year in sorted(y for y in summary.due if as_of.year < y <= last):
        table.add_row(str(year), str(summary.due[year]))
    later = sum(n for year, n in summary.due.items() if year > last) + summary.beyond
    table.add_row(f"> {last} ({word('later', lang)})", str(later))
    table.add_row(word("never", lang), str(summary.permanent))
    table.add_row(word("undetermined", lang), str(summary.undetermined))
    return table


def scheme_tables(scheme: Scheme, lang: Language) -> list[RenderableType]:
    """Return a scheme as tables, for a rich console."""
    categories = _data_table(
        ("", word("code", lang), word("category", lang), word("line", lang)),
        (
            (
                c.ordinal,
                c.code or "—",
                c.title if lang == "zh" else f"{c.title} {c.english or ''}".rstrip(),
                c.source.line or "",
            )
            for c in scheme.categories
        ),
        title=scheme.title.text(lang),
    )
    codes = _data_table(
        (word("code", lang), word("period", lang)),
        ((coded.code, coded.period) for coded in scheme.retention_codes),
    )
    rules = _data_table(
        tuple(word(name, lang) for name in ("rule", "title", "retention", "line")),
        ((r.id, r.title, retention_words(r, lang), r.source.line or "") for r in scheme.rules),
    )
    return [categories, codes, rules]


def _data_table(
    head: Iterable[str], rows: Iterable[Sequence[object]], title: str = ""
) -> RenderableType:
    """Return a table of data; brackets in data are no markup."""
    from rich.table import Table as RichTable

    table = RichTable(title=_text(title) if title else None, title_justify="left")
    for name in head:
        table.add_column(_text(name), overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(cell: object) -> Text:
    from rich.text import Text

    lines = cell if isinstance(cell, tuple) else (cell,)
    return Text("\n").join(map(_text, lines))


def _text(value: object, style: str = "") -> Text:
    """Return a text that is shown as it is: no markup, no emoji, no control characters."""
    from rich.text import Text

    return Text(printable(value, _WHOLE), style=style)
