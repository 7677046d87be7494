"""Display: how values show themselves in notebooks (HTML) and on a terminal (rich).

Everything that comes from data is escaped. Terminal functions import rich when they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

from siarchive.clocks import BeyondCalendar, Never, RetentionAnswer, UnknownEnd
from siarchive.codes import RetentionPeriod
from siarchive.findings import Finding, Language, Severity, printable
from siarchive.numbers import ArchiveNumber
from siarchive.repairs import Repair
from siarchive.resolution import Evidence, Resolution
from siarchive.rules import Rule
from siarchive.scheme import Scheme

if TYPE_CHECKING:
    from rich.console import RenderableType

    from siarchive.catalogue import Summary
    from siarchive.classification import Classification

__all__ = [
    "classification_html",
    "end_text",
    "finding_html",
    "findings_html",
    "number_html",
    "repair_html",
    "resolution_html",
    "retention_html",
    "rules_html",
    "scheme_html",
    "scheme_tables",
    "summary_tables",
    "word",
]


def __dir__() -> list[str]:
    return __all__


_COLOURS: Final = {Severity.ERROR: "#b3261e", Severity.WARNING: "#8a5a00", Severity.NOTE: "#33618d"}
_STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WHOLE: Final = 10_000
"""Characters of a table cell: whole scopes are shown, a hostile cell is not."""
_DUE_YEARS: Final = 12
_MOST_HOLDINGS: Final = 40

_WORDS: Final[dict[str, dict[Language, str]]] = {
    "code": {"zh": "代码", "en": "code"},
    "severity": {"zh": "轻重", "en": "severity"},
    "field": {"zh": "字段", "en": "field"},
    "span": {"zh": "位置", "en": "span"},
    "message": {"zh": "说明", "en": "message"},
    "suggestion": {"zh": "建议", "en": "suggestion"},
    "count": {"zh": "数量", "en": "count"},
    "example": {"zh": "示例", "en": "example"},
    "row": {"zh": "行", "en": "row"},
    "category": {"zh": "类别", "en": "category"},
    "period": {"zh": "保管期限", "en": "period"},
    "rows": {"zh": "行数", "en": "rows"},
    "findings": {"zh": "检查结果", "en": "findings"},
    "holdings": {"zh": "按类别与期限", "en": "by category and period"},
    "due": {"zh": "到期应鉴定(按年)", "en": "due for appraisal, by year"},
    "year": {"zh": "年", "en": "year"},
    "undetermined": {"zh": "待定", "en": "undetermined"},
    "overdue": {"zh": "已到期", "en": "already due"},
    "later": {"zh": "更晚", "en": "later"},
    "never": {"zh": "永久，无期满", "en": "never (permanent)"},
    "rule": {"zh": "条目", "en": "rule"},
    "title": {"zh": "题名", "en": "title"},
    "retention": {"zh": "保管期限", "en": "retention"},
    "line": {"zh": "行号", "en": "line"},
    "nothing": {"zh": "没有发现问题", "en": "nothing found"},
    "error": {"zh": "错误", "en": "error"},
    "warning": {"zh": "警告", "en": "warning"},
    "note": {"zh": "提示", "en": "note"},
}


def word(name: str, lang: Language) -> str:
    """Return a heading in Chinese or English."""
    return _WORDS[name][lang]


# notebooks


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> str:
    heads = "".join(f"<th>{escape(h)}</th>" for h in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(printable(cell, _WHOLE))}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    top = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{top}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def finding_html(found: Finding) -> str:
    """Return one finding as a line of HTML, in both languages."""
    colour = _COLOURS[found.severity]
    where = f" {found.field}" if found.field else ""
    span = f" [{found.span.start}:{found.span.end}]" if found.span else ""
    return (
        f'<div><b style="color:{colour}">{escape(found.code)}</b>'
        f"{escape(where + span)}: {escape(found.message('zh'))} / "
        f"{escape(found.message('en'))}</div>"
    )


def findings_html(found: Iterable[Finding]) -> str:
    """Return several findings as HTML; says so if there are none."""
    lines = [finding_html(f) for f in found]
    return "".join(lines) or "<div>没有发现问题 / nothing found</div>"


def number_html(number: ArchiveNumber) -> str:
    """Return a number as a table of its parts."""
    rows = [
        ("全宗号 / fonds", "" if number.fonds is None else number.fonds),
        ("年度 / year", number.year),
        ("类别代码 / category code", number.category_code),
        ("业务环节 / stage", number.stage),
        ("案卷号 / volume", number.volume),
        ("页码 / page", number.page),
        ("期限代码 / retention code", number.retention_code),
    ]
    return _table(("", ""), rows, str(number))


def repair_html(repair: Repair) -> str:
    """Return what a repair came to."""
    head = "—" if repair.number is None else str(repair.number)
    return f"<div><code>{escape(head)}</code></div>{findings_html(repair.findings)}"


def _evidence_rows(evidence: Iterable[Evidence]) -> list[tuple[object, ...]]:
    return [
        (e.kind, e.words, e.matched, e.rule.id if e.rule else "", e.category or "")
        for e in evidence
    ]


def resolution_html(answer: Resolution) -> str:
    """Return which category a number belongs to, with the evidence."""
    named = answer.category or " / ".join(map(str, answer.candidates)) or "—"
    head = ("evidence", "words", "matched", "rule", "category")
    return _table(head, _evidence_rows(answer.evidence), str(named))


def classification_html(answer: Classification) -> str:
    """Return the outcome and every candidate with the words it rests on."""
    rows = [
        (
            c.rule.id,
            c.rule.title,
            _retention(c.rule, "zh"),
            f"{c.score:.2f}",
            "; ".join(f"{e.words} ~ {e.matched}" for e in c.evidence),
        )
        for c in answer.candidates
    ]
    return _table(("rule", "title", "retention", "score", "evidence"), rows, answer.outcome)


def retention_html(answer: RetentionAnswer) -> str:
    """Return the dates and the chain of reasons, in both languages."""
    rows = [
        ("保管期限 / period", answer.period or "待定 / undetermined"),
        ("起算 / start", answer.start),
        ("最后一日 / last day", answer.last_day),
        ("到期应鉴定 / due for appraisal", answer.due),
    ]
    reasons = "".join(
        f"<li>{escape(r.text('zh'))}<br>{escape(r.text('en'))}</li>" for r in answer.reasons
    )
    return _table(("", ""), rows, str(answer.rule)) + f"<ol>{reasons}</ol>"


def _retention(rule: Rule, lang: Language) -> str:
    return (
        str(rule.retention)
        if isinstance(rule.retention, RetentionPeriod)
        else word("undetermined", lang)
    )


def rules_html(rules: Iterable[Rule]) -> str:
    """Return a rule table as HTML."""
    rows = [
        (r.id, r.category, r.title, r.scope or "", _retention(r, "zh"), r.source.line or "")
        for r in rules
    ]
    return _table(("id", "类别", "题名", "范围", "保管期限", "行"), rows)


def scheme_html(scheme: Scheme) -> str:
    """Return a scheme: its categories, codes and rules."""
    categories = [(c.ordinal, c.code or "", c.title, c.english or "") for c in scheme.categories]
    codes = [(c.code, c.period) for c in scheme.retention_codes]
    return (
        _table(("", "代码", "类别", "category"), categories, scheme.title.zh)
        + _table(("代码", "保管期限"), codes)
        + rules_html(scheme.rules)
    )


# the terminal


def summary_tables(summary: Summary, lang: Language, as_of: date) -> list[RenderableType]:
    """Return the tables that sum up a check, for a rich console."""
    return [
        _findings_table(summary, lang),
        _holdings_table(summary, lang),
        _due_table(summary, lang, as_of),
    ]


def _findings_table(summary: Summary, lang: Language) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=word("findings", lang), title_justify="left")
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
    from rich.table import Table
    from rich.text import Text

    periods = sorted({p for _, p in summary.holdings}, key=_period_key)
    titles = list(dict.fromkeys(t for t, _ in sorted(summary.holdings)))
    table = Table(title=word("holdings", lang), title_justify="left")
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
    from rich.table import Table

    table = Table(title=word("due", lang), title_justify="left")
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
        ((r.id, r.title, _retention(r, lang), r.source.line or "") for r in scheme.rules),
    )
    return [categories, codes, rules]


def _data_table(
    head: Iterable[str], rows: Iterable[Sequence[object]], title: str = ""
) -> RenderableType:
    """Return a table of data; brackets in data are no markup."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title) if title else None, title_justify="left")
    for name in head:
        table.add_column(Text(name), overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    return table


def end_text(end: object, lang: Language) -> str:
    """Return an end of retention in words."""
    if isinstance(end, Never):
        return word("never", lang)
    if isinstance(end, UnknownEnd):
        return word("undetermined", lang)
    if isinstance(end, BeyondCalendar) and lang == "zh":
        return "9999年之后"
    return str(end)
