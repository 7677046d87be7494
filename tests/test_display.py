"""How values show themselves: HTML in notebooks, tables on a terminal."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from typing import Final, Protocol

import pytest
from attrs import evolve, frozen
from rich.console import Console, RenderableType
from tests.schemes_fixture import TINY, rule_of

import siarchive
from siarchive import (
    ArchiveNumber,
    BeyondCalendar,
    Category,
    CategoryCode,
    Never,
    RetentionCode,
    RuleTable,
    Scheme,
    Severity,
    UnknownEnd,
    check,
    classify,
    load_scheme,
    parse,
    repair,
    resolve,
    retention,
    validate,
)
from siarchive.catalogue import Summary
from siarchive.display import (
    end_text,
    findings_html,
    scheme_tables,
    summary_tables,
    word,
)
from siarchive.findings import Language
from siarchive.rules import Rule
from siarchive.sources import Wording

AS_OF: Final = date(2026, 11, 23)
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
EVIL: Final = "<script>alert('x')</script>&amp;\"<img src=x onerror=y>"
WUHU: Final = load_scheme("wuhu")
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

ALLOWED: Final = {
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("div", "b", "code", "ol", "li", "br"),
}


class _Reader(HTMLParser):
    """Reads HTML as a browser would: which tags, which attributes, which text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str | None]] = set()
        self.texts: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update(attrs)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl}")


def read(html: str) -> _Reader:
    """Return what HTML shows; fails on any tag or attribute that is not of a plain table."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert set(reader.tags) <= ALLOWED
    for name, value in reader.attributes:
        assert name == "style"
        assert value is not None
        assert value.startswith("color:#")
    return reader


def shown(html: str) -> str:
    return "\n".join(read(html).texts)


class Shows(Protocol):
    """What a notebook shows as HTML."""

    def _repr_html_(self) -> str: ...


def hostile_scheme() -> Scheme:
    """Return the small scheme with markup in every text of it that is shown."""
    tiny = load_scheme(TINY)
    categories = tuple(
        evolve(c, title=f"{c.title}{EVIL}", english=EVIL, insurance_words=())
        for c in tiny.categories
    )
    by_place = {c.ordinal: c for c in categories}
    rules = tuple(
        evolve(
            rule,
            title=f"{rule.title}{EVIL}",
            scope=EVIL,
            category=by_place[rule.category.ordinal],
            terms=(f"甲{EVIL}",) if rule.id == "1.1" else (),
        )
        for rule in tiny.rules
    )
    return evolve(tiny, title=Wording(EVIL, EVIL), categories=categories, rules=RuleTable(rules))


HOSTILE: Final = hostile_scheme()
NUMBER: Final = ArchiveNumber(
    2011, CategoryCode("KH"), EVIL, 3, 12, RetentionCode("P"), fonds="007A"
)


@frozen
class Specimen:
    """A value with hostile text in it; ``shows`` must stand in its HTML, as text."""

    value: Shows
    shows: tuple[str, ...]


def specimens() -> dict[str, Specimen]:
    rule = rule_of(HOSTILE, "1.1")
    ambiguous = classify(f"总账{EVIL}", scheme=HOSTILE)
    read_number = repair(f" KH/互档/P/2011/{EVIL}/12/003", scheme=HOSTILE)
    (decided, period, several, nothing) = (
        classify("催缴材料<b>甲</b>"),
        classify("总账"),
        classify("参保登记"),
        classify("社会保险费<i>"),
    )
    (found,) = validate(f"2009-GL-{EVIL}-1-50-Y")
    return {
        "ArchiveNumber": Specimen(NUMBER, (EVIL, "007A", "2011", "KH", "P", "12", "3")),
        "Repair": Specimen(read_number, (EVIL, "mended-blanks")),
        "Repair refused": Specimen(repair(f"x{EVIL}"), ("too-few-parts", "—")),
        "Finding": Specimen(found, (EVIL, "unknown-stage", f"stage [8:{8 + len(EVIL)}]")),
        "Resolution": Specimen(resolve(NUMBER, scheme=HOSTILE), (EVIL, "KH", "only-category")),
        "Resolution decided": Specimen(
            resolve(parse(PLAIN)), ("GL-社会保险管理类", "exact-title", "1.1", "参保单位登记材料")
        ),
        "Resolution open": Specimen(
            resolve(parse("2012-SY-总账-1-80-E")),
            ("SY-失业保险待遇类 / SY-生育保险待遇类", "5.5.2.2", "7.4"),
        ),
        "Resolution none": Specimen(
            resolve(ArchiveNumber(2012, CategoryCode("XX"), "甲", 1, 1, RetentionCode("Y"))),
            ("—", "nothing"),
        ),
        "Decided": Specimen(decided, ("decided", "2.5", "催缴材料", "10年", "催缴材料 ~ 催缴材料")),
        "Decided hostile": Specimen(classify(f"甲{EVIL}", scheme=HOSTILE), (EVIL, "1.1")),
        "PeriodDecided": Specimen(period, ("period-decided", "5.5.2.2", "15年", "7.4")),
        "Ambiguous": Specimen(several, ("ambiguous", "1.1", "1.2", "永久", "100年")),
        "Undetermined": Specimen(nothing, ("undetermined",)),
        "hostile account": Specimen(ambiguous, (EVIL,)),
        "RetentionAnswer": Specimen(
            retention(rule, formed=2011, scheme=HOSTILE), (EVIL, "2012-01-01", "永久", "never")
        ),
        "RetentionAnswer undetermined": Specimen(
            retention(WUHU.rules["7.4"], formed=2011), ("待定 / undetermined", "unknown")
        ),
        "RuleTable": Specimen(HOSTILE.rules, (EVIL, "1.1", "4.1", "3年", "待定")),
        "Scheme of few words": Specimen(load_scheme(TINY), ("来信来访类", "开户登记材料")),
        "Scheme": Specimen(HOSTILE, (EVIL, "B2", "P", "永久", "20年")),
    }


SPECIMENS: Final = specimens()


class TestHtml:
    @pytest.mark.parametrize("name", SPECIMENS)
    def test_everything_is_escaped(self, name: str) -> None:
        specimen = SPECIMENS[name]
        html = specimen.value._repr_html_()
        assert "<script" not in html
        assert "<img" not in html
        text = shown(html)
        for wanted in specimen.shows:
            assert wanted in text

    def test_every_type_that_shows_itself_has_a_specimen(self) -> None:
        showing = {
            name
            for name in siarchive.__all__
            if isinstance(kind := getattr(siarchive, name), type) and hasattr(kind, "_repr_html_")
        }
        assert showing == {type(specimen.value).__name__ for specimen in SPECIMENS.values()}

    def test_results_of_the_verbs_show_themselves(self) -> None:
        results: list[Shows] = [
            parse(PLAIN),
            repair(PLAIN),
            resolve(parse(PLAIN)),
            classify("催缴材料"),
            retention(WUHU.rules["2.5"], formed=2009),
        ]
        for result in results:
            assert shown(result._repr_html_())

    def test_a_finding_speaks_both_languages(self) -> None:
        (found,) = validate("2009-ZJ-参保单位登记材料-1-50-Y")
        text = shown(found._repr_html_())
        for lang in LANGUAGES:
            assert found.message(lang) in text
        assert "category-stage-conflict" in text
        assert "category [5:7]" in text

    def test_severities_differ_to_the_eye(self) -> None:
        found = [
            *validate("2009-ZJ-参保单位登记材料-1-50-Y"),
            *validate("2009-GL-自定环节-1-50-Y"),
            *validate("2012-SY-总账-1-80-E"),
        ]
        assert [f.severity for f in found] == list(Severity)
        colours = [value for f in found for _, value in read(f._repr_html_()).attributes]
        assert len(set(colours)) == 3

    def test_several_findings(self) -> None:
        found = repair(" 2009-gl-参保单位登记材料-01-50-Y").findings
        assert len(found) == 3
        reader = read(findings_html(found))
        assert reader.tags["div"] == 3
        assert shown(findings_html([])) == "没有发现问题 / nothing found"

    def test_reasons_in_both_languages(self) -> None:
        answer = retention(WUHU.rules["2.5"], formed=2009)
        reader = read(answer._repr_html_())
        assert reader.tags["li"] == len(answer.reasons) > 0
        text = "\n".join(reader.texts)
        for reason in answer.reasons:
            for lang in LANGUAGES:
                assert reason.text(lang) in text
        for day in ("2010-01-01", "2019-12-31", "2020-01-01"):
            assert day in text

    def test_a_scheme_is_shown_whole(self) -> None:
        reader = read(WUHU._repr_html_())
        # a row of headings each, and 9 categories, 7 codes, 103 rules
        assert reader.tags["table"] == 3
        assert reader.tags["tr"] == 3 + 9 + 7 + 103
        for rule in WUHU.rules:
            assert rule.title in reader.texts
            assert rule.scope is None or rule.scope in reader.texts

    def test_a_number_without_a_fonds(self) -> None:
        assert "None" not in shown(parse(PLAIN)._repr_html_())

    def test_control_characters_are_named(self) -> None:
        (found,) = repair("2009-GL-参保\x1b单位登记材料-1-50-Y").findings
        assert "\x1b" not in found._repr_html_()
        assert "\x1b" not in repair("\x1b[31m")._repr_html_()

    def test_a_hostile_cell_is_cut(self) -> None:
        long = evolve(WUHU.rules["2.5"], scope="甲" * 1_000_000)
        assert len(RuleTable((long,))._repr_html_()) < 100_000

    def test_nothing_is_shown_as_none(self) -> None:
        for specimen in SPECIMENS.values():
            assert "None" not in read(specimen.value._repr_html_()).texts


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
    def test_ends(self, end: object, zh: str, en: str) -> None:
        assert (end_text(end, "zh"), end_text(end, "en")) == (zh, en)

    def test_beyond_the_calendar(self) -> None:
        """An English phrase is no answer to `--lang zh`."""
        assert end_text(BeyondCalendar(), "en") == "beyond 9999-12-31"
        assert "9999" in end_text(BeyondCalendar(), "zh")
        assert "beyond" not in end_text(BeyondCalendar(), "zh")

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_severities_have_names(self, lang: Language) -> None:
        assert len({word(severity, lang) for severity in Severity}) == 3
