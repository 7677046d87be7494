"""The tables of the command line, and the words of every table."""

from __future__ import annotations

import io
from datetime import date
from typing import Final

import pytest
from attrs import evolve
from rich.console import Console, RenderableType
from tests.schemes_fixture import TINY

from siarchive import (
    BeyondCalendar,
    Category,
    End,
    Never,
    RuleTable,
    Scheme,
    Severity,
    UnknownEnd,
    check,
    load_scheme,
)
from siarchive.catalogue import Summary
from siarchive.display import end_text, scheme_tables, summary_tables, word
from siarchive.findings import Language
from siarchive.rules import Rule
from siarchive.sources import Wording

AS_OF: Final = date(2026, 11, 23)
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
WUHU: Final = load_scheme("wuhu")
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def printed(tables: list[RenderableType], width: int = 160) -> str:
    """Return tables as a terminal without colours shows them."""
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=False, color_system=None)
    for table in tables:
        console.print(table)
    return file.getvalue()


def line_with(text: str, *words: str) -> list[str]:
    """Return the cells of the one line of a table that holds all these words."""
    (line,) = (line for line in text.splitlines() if all(word in line for word in words))
    return [cell.strip() for cell in line.strip("│┃|").replace("┃", "│").split("│")]


class TestSummary:
    ROWS: Final = [
        {"档号": PLAIN, "年度": "2009"},
        {"档号": PLAIN, "年度": "2010"},
        {"档号": "2012—ZJ—催缴材料—1—30—F", "年度": "2012"},
        {"档号": "2012-ZJ-总账-1-30-E", "年度": "2012"},
        {"档号": "2012-SY-总账-1-80-E", "年度": "2012"},
        {"档号": "2014-JH-社会保险稽核材料-1-5-D", "年度": "2014"},
        {"档号": "9990-ZJ-催缴材料-1-30-F", "年度": "9990"},
    ]

    def summed(self) -> Summary:
        made = Summary()
        for row in check(self.ROWS):
            made.add(row)
        return made

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_codes_with_their_numbers_and_examples(self, lang: Language) -> None:
        text = printed(summary_tables(self.summed(), lang, AS_OF))
        heads = [word(n, lang) for n in ("severity", "code", "count", "row", "example")]
        assert line_with(text, *(f" {head} " for head in heads)) == heads
        error = line_with(text, "year-column")
        assert error[:4] == [word("error", lang), "year-column", "1", "2"]
        assert "2010" in error[4]
        assert "2009" in error[4]
        mend = line_with(text, "mended-dash")
        assert mend[:4] == [word("warning", lang), "mended-dash", "5", "3"]
        assert line_with(text, "ambiguous-category")[:4] == [
            word("note", lang),
            "ambiguous-category",
            "1",
            "5",
        ]
        places = [text.index(code) for code in ("year-column", "mended-dash", "ambiguous-category")]
        assert places == sorted(places)

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_by_category_and_period(self, lang: Language) -> None:
        text = printed(summary_tables(self.summed(), lang, AS_OF))
        heads = line_with(text, "永久", "30年")
        assert heads == [
            word("category", lang),
            "永久",
            "30年",
            "15年",
            "10年",
            word("undetermined", lang),
        ]
        # the account of 失业 or 生育, whose category is open
        open_rows = [
            line for line in text.splitlines() if f"│ {word('undetermined', lang)} " in line
        ]
        assert len(open_rows) == 2
        assert line_with(text, "社会保险管理类")[1:] == ["2", "", "", "", ""]
        assert line_with(text, "社会保险费征缴类")[1:] == ["", "", "1", "2", ""]
        assert line_with(text, "社会保险稽核监管类")[1:] == ["", "1", "", "", ""]

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_due_by_year(self, lang: Language) -> None:
        """2012 and ten years fall due in 2023, and fifteen in 2028; 2014 and thirty in 2045."""
        tables = summary_tables(self.summed(), lang, AS_OF)
        text = printed(tables[2:])
        assert line_with(text, "2026", word("overdue", lang))[1] == "1"
        assert line_with(text, "2028")[1] == "1"
        # 2045, and what lies beyond the calendar
        assert line_with(text, word("later", lang))[1] == "2"
        assert line_with(text, word("never", lang))[1] == "2"
        assert line_with(text, word("undetermined", lang))[1] == "1"

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_what_falls_due_on_the_day_is_due(self, lang: Language) -> None:
        for as_of, overdue in ((date(2022, 12, 31), "0"), (date(2023, 1, 1), "1")):
            text = printed(summary_tables(self.summed(), lang, as_of)[2:])
            assert line_with(text, word("overdue", lang))[1] == overdue

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_nothing_found(self, lang: Language) -> None:
        text = printed(summary_tables(Summary(), lang, AS_OF))
        assert word("nothing", lang) in text

    def test_languages_differ(self) -> None:
        zh, en = (printed(summary_tables(self.summed(), lang, AS_OF)) for lang in LANGUAGES)
        for name in ("severity", "count", "example", "findings", "holdings", "due", "overdue"):
            assert word(name, "zh") in zh
            assert word(name, "en") in en
            assert word(name, "zh") not in en

    def test_personal_numbers_are_masked(self) -> None:
        made = Summary()
        for row in check([{"档号": PLAIN, "题名": "甲340200190001010016"}]):
            made.add(row)
        text = printed(summary_tables(made, "zh", AS_OF))
        assert "340200********0016" in text
        assert "19000101" not in text

    def test_markup_in_a_cell_is_text(self) -> None:
        made = Summary()
        for row in check([{"档号": PLAIN, "年度": "[red]甲[/nonsense]"}]):
            made.add(row)
        assert "[red]甲[/nonsense]" in printed(summary_tables(made, "zh", AS_OF))

    def test_markup_in_a_category_is_text(self) -> None:
        scheme = bracketed()
        made = Summary()
        for row in check([{"档号": "KH/互档/P/2011/开户登记材料[b]/12/003"}], scheme=scheme):
            made.add(row)
        assert "开户类[/甲][b]" in printed(summary_tables(made, "zh", AS_OF))


def bracketed() -> Scheme:
    """Return the small scheme with brackets in its titles, as many schemes print them."""
    tiny = load_scheme(TINY)

    def named(category: Category) -> Category:
        return evolve(category, title=f"{category.title}[/甲][b]", english="[/x]")

    def titled(rule: Rule) -> Rule:
        return evolve(rule, title=f"{rule.title}[b]", category=named(rule.category))

    return evolve(
        tiny,
        title=Wording("[/甲]", "[/x]"),
        categories=tuple(map(named, tiny.categories)),
        rules=RuleTable(tuple(map(titled, tiny.rules))),
    )


class TestSchemeTables:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_categories_codes_and_rules(self, lang: Language) -> None:
        text = printed(scheme_tables(WUHU, lang))
        assert WUHU.title.text(lang) in text
        for category in WUHU.categories:
            cells = line_with(text, f"│ {category.ordinal} ", category.title)
            assert cells[:2] == [str(category.ordinal), str(category.code)]
            assert cells[3] == str(category.source.line)
        for coded in WUHU.retention_codes:
            assert line_with(text, f"│ {coded.code} ", f" {coded.period} ") == [
                str(coded.code),
                str(coded.period),
            ]
        heads = [word(name, lang) for name in ("rule", "title", "retention", "line")]
        assert line_with(text, *(f" {head} " for head in heads)) == heads
        for rule in WUHU.rules:
            cells = line_with(text, f"│ {rule.id} ", f" {rule.title} ")
            period = word("undetermined", lang) if rule.period is None else str(rule.period)
            assert cells == [rule.id, rule.title, period, str(rule.source.line)]

    def test_english_names_of_the_categories(self) -> None:
        text = printed(scheme_tables(WUHU, "en"))
        assert "Work-injury insurance benefits" in text
        assert "Work-injury" not in printed(scheme_tables(WUHU, "zh"))

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_markup_in_a_scheme_is_text(self, lang: Language) -> None:
        text = printed(scheme_tables(bracketed(), lang))
        assert "开户类[/甲][b]" in text
        assert "总账[b]" in text
        assert bracketed().title.text(lang) in text

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_a_category_without_a_code(self, lang: Language) -> None:
        text = printed(scheme_tables(load_scheme(TINY), lang))
        assert line_with(text, "来信来访类")[:2] == ["4", "—"]


class TestWords:
    @pytest.mark.parametrize(
        ("end", "zh", "en"),
        [
            (Never(), "永久，无期满", "never (permanent)"),
            (UnknownEnd(), "待定", "undetermined"),
            (date(2020, 1, 1), "2020-01-01", "2020-01-01"),
        ],
        ids=["never", "unknown", "date"],
    )
    def test_ends(self, end: End, zh: str, en: str) -> None:
        assert (end_text(end, "zh"), end_text(end, "en")) == (zh, en)

    def test_beyond_the_calendar(self) -> None:
        """An English phrase is no answer to `--lang zh`."""
        assert end_text(BeyondCalendar(), "en") == "beyond 9999-12-31"
        assert "9999" in end_text(BeyondCalendar(), "zh")
        assert "beyond" not in end_text(BeyondCalendar(), "zh")

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_severities_have_names(self, lang: Language) -> None:
        assert len({word(severity, lang) for severity in Severity}) == 3
