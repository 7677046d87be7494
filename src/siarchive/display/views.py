"""Views: which blocks each value shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch

from attrs import evolve

from siarchive.catalogue.rows import CheckedRow, RowFinding, cell_text, mask_personal_numbers
from siarchive.classification import Ambiguous, Candidate, Decided, PeriodDecided, Undetermined
from siarchive.clocks import RetentionAnswer
from siarchive.codes import RetentionPeriod
from siarchive.display.blocks import (
    Block,
    Cell,
    Facts,
    FindingLine,
    FindingLines,
    Heading,
    Mark,
    Marked,
    Steps,
    Table,
)
from siarchive.display.words import both, end_text, word
from siarchive.explanations import ExplainedPart, Explanation
from siarchive.findings import Finding, Findings, Language, SiarchiveError
from siarchive.numbers import ArchiveNumber
from siarchive.repairs import Repair
from siarchive.resolution import Evidence, Resolution
from siarchive.rules import Category, Rule, RuleTable
from siarchive.scheme import Scheme

__all__ = ["blocks_of", "retention_words"]


def __dir__() -> list[str]:
    return __all__


_NONE = "—"

_FIELDS = {
    "fonds": "fonds",
    "year": "year of number",
    "category": "category code",
    "stage": "stage",
    "volume": "volume",
    "page": "page",
    "retention": "retention code",
    "fixed": "text",
}


def retention_words(rule: Rule, lang: Language) -> str:
    """Return the printed period of a rule; ``undetermined`` where it delegates it."""
    if isinstance(rule.retention, RetentionPeriod):
        return str(rule.retention)
    return word("undetermined", lang)


def _heads(*names: str) -> tuple[str, ...]:
    return tuple(map(both, names))


def _facts(**values: object) -> Facts:
    """Return facts under the headings named, leaving out what is not there."""
    return Facts(
        tuple(
            (both(name.replace("_", " ")), str(value))
            for name, value in values.items()
            if value not in {None, ""}
        )
    )


# findings


def _place(found: Finding) -> str:
    span = f"[{found.span.start}:{found.span.end}]" if found.span else ""
    return f"{found.field or ''} {span}".strip()


def _line(found: Finding) -> FindingLine:
    return FindingLine(
        found.severity,
        found.code,
        _place(found),
        found.message("zh"),
        found.message("en"),
        found.suggestion,
    )


def _row_line(found: RowFinding) -> FindingLine:
    """Return the finding of a row as its message has it: personal numbers are masked."""
    suggestion = found.finding.suggestion
    return evolve(
        _line(found.finding),
        place=f"{both('row')} {found.row}, {found.column or _NONE} {_place(found.finding)}".strip(),
        zh=found.message("zh"),
        en=found.message("en"),
        suggestion=None if suggestion is None else mask_personal_numbers(suggestion),
    )


def _list(found: Iterable[Finding]) -> FindingLines:
    return FindingLines(tuple(map(_line, found)))


def _marked(text: str, found: Iterable[Finding]) -> Marked:
    return Marked(text, tuple(Mark(f.span, f.severity) for f in found if f.span))


@singledispatch
def blocks_of(value: object) -> Iterator[Block]:
    """Return what a value shows; of what is not known here, its ``repr``."""
    yield Heading(repr(value))


@blocks_of.register
def _(value: Finding) -> Iterator[Block]:
    yield _list([value])


@blocks_of.register
def _(value: Findings) -> Iterator[Block]:
    yield _list(value)


@blocks_of.register
def _(value: SiarchiveError) -> Iterator[Block]:
    yield Heading(type(value).__name__)
    if value.text is not None:
        yield _marked(value.text, value.findings)
    yield _list(value.findings)


@blocks_of.register
def _(value: RowFinding) -> Iterator[Block]:
    span = value.finding.span
    marks = (Mark(span, value.severity),) if span else ()
    # a mask is as long as what it hides, so the places stay true
    yield Marked(mask_personal_numbers(value.value), marks)
    yield FindingLines((_row_line(value),))


@blocks_of.register
def _(value: CheckedRow) -> Iterator[Block]:
    yield Heading(f"{both('row')} {value.row}")
    names = [str(name) for name in value.cells]
    cells = [mask_personal_numbers(cell_text(cell)) for cell in value.cells.values()]
    yield Table(tuple(names), (tuple(cells),))
    answer = value.retention
    yield _facts(
        number=mask_personal_numbers(value.text or "") or both("unreadable"),
        category=value.category or both("undetermined"),
        rule=value.rule or both("undetermined"),
        retention=(answer and answer.period) or both("undetermined"),
        due_day=answer and _end(answer),
    )
    yield FindingLines(tuple(map(_row_line, value.findings)))


# numbers


@blocks_of.register
def _(value: ArchiveNumber) -> Iterator[Block]:
    yield Heading(str(value))
    yield _facts(
        fonds=value.fonds,
        year_of_number=value.year,
        category_code=value.category_code,
        stage=value.stage,
        volume=value.volume,
        page=value.page,
        retention_code=value.retention_code,
    )


@blocks_of.register
def _(value: Repair) -> Iterator[Block]:
    yield Heading(both("unreadable") if value.number is None else str(value.number))
    if value.last_page is not None:
        yield _facts(last_page=value.last_page)
    yield _marked(value.text, value.findings)
    yield _list(value.findings)


def _part_row(part: ExplainedPart) -> tuple[Cell, ...]:
    meaning = (part.meaning.zh, part.meaning.en)
    return both(_FIELDS[part.field]), part.text, meaning, tuple(f.code for f in part.findings)


def _parts(parts: Iterable[ExplainedPart]) -> Table:
    return Table(_heads("part", "text", "meaning", "findings"), tuple(map(_part_row, parts)))


@blocks_of.register
def _(value: ExplainedPart) -> Iterator[Block]:
    yield _parts([value])
    if value.findings:
        yield _list(value.findings)


@blocks_of.register
def _(value: Explanation) -> Iterator[Block]:
    yield _marked(value.text, value.findings)
    yield _parts(value.parts)
    yield _list(value.findings)


# categories and classification


def _evidence(found: Iterable[Evidence]) -> Table:
    rows = ((e.kind, (e.text("zh"), e.text("en"))) for e in found)
    return Table(_heads("evidence", "reason"), tuple(rows))


@blocks_of.register
def _(value: Evidence) -> Iterator[Block]:
    yield _evidence([value])


@blocks_of.register
def _(value: Resolution) -> Iterator[Block]:
    yield Heading(str(value.category or " / ".join(map(str, value.candidates)) or _NONE))
    yield _evidence(value.evidence)


def _candidates(found: Iterable[Candidate]) -> Table:
    rows = (
        (
            c.rule.id,
            c.rule.category.title,
            c.rule.title,
            retention_words(c.rule, "zh"),
            f"{c.score:.2f}",
            tuple(f"{e.words} ~ {e.matched}" for e in c.evidence),
        )
        for c in found
    )
    head = _heads("id", "category", "title", "retention", "score", "evidence")
    return Table(head, tuple(rows))


@blocks_of.register
def _(value: Candidate) -> Iterator[Block]:
    yield _candidates([value])
    yield _evidence(value.evidence)


@blocks_of.register
def _(value: Decided | PeriodDecided | Ambiguous | Undetermined) -> Iterator[Block]:
    outcome = both(value.outcome)
    match value:
        case Decided():
            yield Heading(f"{outcome}: {value.rule}, {retention_words(value.rule, 'zh')}")
        case PeriodDecided():
            yield Heading(f"{outcome}: {value.period}")
        case _:
            yield Heading(outcome)
    if value.candidates:
        yield _candidates(value.candidates)


# retention


def _end(answer: RetentionAnswer) -> str:
    zh, en = end_text(answer.due, "zh"), end_text(answer.due, "en")
    return zh if zh == en else f"{zh} / {en}"


@blocks_of.register
def _(value: RetentionAnswer) -> Iterator[Block]:
    yield Heading(str(value.rule))
    last = end_text(value.last_day, "zh")
    yield _facts(
        period=value.period or both("undetermined"),
        basis=both(value.basis),
        start=end_text(value.start, "zh"),
        last_day=last,
        due_day=_end(value),
    )
    yield Steps(tuple((r.text("zh"), r.text("en")) for r in value.reasons))


# schemes


def _rules(rules: Iterable[Rule]) -> Table:
    rows = (
        (
            r.id,
            str(r.category),
            r.title,
            r.scope or "",
            retention_words(r, "zh"),
            str(r.source.line or ""),
        )
        for r in rules
    )
    head = _heads("id", "category", "title", "scope", "retention", "line")
    return Table(head, tuple(rows))


@blocks_of.register
def _(value: Rule) -> Iterator[Block]:
    yield Heading(str(value))
    delegated = None if isinstance(value.retention, RetentionPeriod) else value.retention.printed
    yield _facts(
        category=value.category,
        scope=value.scope,
        retention=delegated or retention_words(value, "zh"),
        clock=both(value.clock),
        source=value.source,
    )


@blocks_of.register
def _(value: RuleTable) -> Iterator[Block]:
    yield _rules(value)


@blocks_of.register
def _(value: Category) -> Iterator[Block]:
    yield Heading(str(value))
    yield _facts(
        ordinal=value.ordinal,
        category_code=value.code,
        title=value.title if value.english is None else f"{value.title} / {value.english}",
        insurance_words="、".join(value.insurance_words),
        source=value.source,
    )


@blocks_of.register
def _(value: Scheme) -> Iterator[Block]:
    yield Heading(f"{value.title.zh} / {value.title.en}")
    categories = (
        (str(c.ordinal), str(c.code or ""), c.title, c.english or "") for c in value.categories
    )
    yield Table((both("ordinal"), both("code"), "类别", "category"), tuple(categories))
    codes = ((str(c.code), str(c.period)) for c in value.retention_codes)
    yield Table(_heads("retention code", "period"), tuple(codes))
    yield _rules(value.rules)
