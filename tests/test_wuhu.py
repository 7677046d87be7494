"""The Wuhu scheme against a transcription made by hand, and against the published text itself.

``data/wuhu_rows.tsv``, ``wuhu_scope.tsv`` and ``wuhu_mends.tsv`` were written from the text without
the scheme file; ``data/wuhu_scheme.txt`` is the text. Nothing expected here comes from the loader.
"""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from tests.schemes_fixture import DATA, rows

import siarchive
from siarchive import Clock, Delegation, Rule, RuleGroup, Severity, load_scheme, validate
from siarchive.sources import Mend

WUHU = load_scheme("wuhu")
LINES = (DATA / "wuhu_scheme.txt").read_text(encoding="utf-8").split("\n")
ROWS = rows("wuhu_rows.tsv")
RULES = [row for row in ROWS if row["kind"] != "group"]
GROUPS = [row for row in ROWS if row["kind"] == "group"]
SCOPES = {row["id"]: row["scope"] for row in rows("wuhu_scope.tsv")}
MENDS = rows("wuhu_mends.tsv")

NUMERALS = "〇一二三四五六七八九"
FIGURES = "⓪⒈⒉⒊⒋⒌"
CIRCLES = "⓪①②③④⑤"

CATEGORIES = [
    ("GL", "社会保险管理类"),
    ("ZJ", "社会保险费征缴类"),
    ("YL", "养老保险待遇类"),
    ("YB", "医疗保险待遇类"),
    ("SY", "失业保险待遇类"),
    ("GS", "工伤保险待遇类"),
    ("SY", "生育保险待遇类"),
    ("TJ", "社会保险业务统计报表类"),
    ("JH", "社会保险稽核监管类"),
]
CODES = [
    ("Y", "永久"),
    ("H", "100年"),
    ("C", "50年"),
    ("D", "30年"),
    ("E", "15年"),
    ("F", "10年"),
    ("G", "5年"),
]
AIDS = ["案卷目录汇总表", "归档文件目录", "案卷目录", "卷内目录", "备考表", "索引目录"]
COUNTS = {1: 9, 2: 15, 3: 15, 4: 16, 5: 16, 6: 18, 7: 6, 8: 4, 9: 4}


def line(number: int | None) -> str:
    assert number is not None
    return LINES[number - 1]


def marker(path: list[str]) -> str:
    """Return the number printed before an item: (一), ⒈ and ① by depth."""
    signs = [f"({NUMERALS[int(path[1])]})"]
    if len(path) > 2:
        signs.append(FIGURES[int(path[2])])
    if len(path) > 3:
        signs.append(CIRCLES[int(path[3])])
    return "".join(signs)


class TestHead:
    def test_categories(self) -> None:
        found = [(str(c.code), c.title) for c in WUHU.categories]
        assert found == CATEGORIES
        assert [c.ordinal for c in WUHU.categories] == list(range(1, 10))

    def test_category_lines(self) -> None:
        for category in WUHU.categories:
            assert category.source.section == "一"
            assert line(category.source.line) == f"{category.code}-{category.title}"
            heading = f"{NUMERALS[category.ordinal]}、{category.title}"
            assert line(category.heading_line) == heading

    def test_one_code_is_printed_twice(self) -> None:
        codes = [str(c.code) for c in WUHU.categories]
        assert {c for c in codes if codes.count(c) > 1} == {"SY"}
        shared = WUHU.categories_of(siarchive.CategoryCode("SY"))
        assert [c.ordinal for c in shared] == [5, 7]

    def test_retention_codes(self) -> None:
        assert [(str(c.code), str(c.period)) for c in WUHU.retention_codes] == CODES

    def test_retention_code_lines(self) -> None:
        for coded in WUHU.retention_codes:
            assert coded.source.section == "二"
            at = coded.source.line
            assert at is not None
            # the first stands on two lines
            printed = "".join(LINES[at - 1 : at + (2 if str(coded.code) == "Y" else 0)])
            assert printed == f"{coded.code}-〔{coded.period}〕"

    def test_25_years_has_no_code(self) -> None:
        assert [str(p.period) for p in WUHU.periods_without_code] == ["25年"]
        printed = {str(r.period) for r in WUHU.rules if r.period is not None}
        assert printed - {period for _, period in CODES} == {"25年"}

    def test_fonds(self) -> None:
        assert WUHU.fonds == "0211"
        assert WUHU.fonds_source is not None
        assert line(WUHU.fonds_source.line).endswith("档案全宗号:0211")

    def test_number_format(self) -> None:
        kinds = [str(s.kind) for s in WUHU.number_format.segments]
        assert kinds == ["fonds", "year", "category", "stage", "volume", "page", "retention"]
        assert WUHU.number_format.separator == "-"
        assert WUHU.number_format.optional_fonds
        assert [s.pad for s in WUHU.number_format.segments] == [0] * 7

    def test_volume_numbering_is_inferred(self) -> None:
        assert WUHU.volume_numbering.scope == ("fonds", "year", "category", "stage")
        assert WUHU.volume_numbering.confidence == "inferred"

    def test_example(self) -> None:
        (example,) = WUHU.examples
        assert example.text == "2009-ZJ-参保单位登记材料-1-50-Y"
        assert example.source.line == 47
        assert f"{line(47)}{line(49)}" == f"如:{example.text}"

    def test_the_example_contradicts_the_table(self) -> None:
        """It must be read, and validation must say so; its letter agrees with the rule."""
        number = siarchive.parse(WUHU.examples[0].text)
        found = validate(number)
        assert [(f.code, f.suggestion) for f in found if f.severity is Severity.ERROR] == [
            (siarchive.FindingCode.CATEGORY_STAGE_CONFLICT, "GL")
        ]

    def test_finding_aids(self) -> None:
        assert [a.title.zh for a in WUHU.finding_aids] == AIDS
        for aid in WUHU.finding_aids:
            text = line(aid.source.line).rstrip(":")
            assert text == f"{aid.ordinal}、编制{aid.title.zh}"

    def test_columns_of_the_summary(self) -> None:
        (columns,) = [a.columns for a in WUHU.finding_aids if a.columns]
        assert list(columns) == LINES[54:59:2]


class TestRules:
    def test_ids_in_printed_order(self) -> None:
        assert [r.id for r in WUHU.rules] == [row["id"] for row in RULES]
        assert [g.id for g in WUHU.groups] == [row["id"] for row in GROUPS]

    def test_counts(self) -> None:
        """58 numbered items, 5 of them only headings, and 50 lines under those."""
        items = [r for r in [*WUHU.rules, *WUHU.groups] if r.id.count(".") == 1]
        leaves = [r for r in WUHU.rules if r.id.count(".") == 3]
        assert (len(items), len(leaves), len(WUHU.groups)) == (58, 50, 5)
        assert len(WUHU.rules) == len(items) - len(WUHU.groups) + len(leaves) == 103
        assert {c.ordinal: len(WUHU.rules.of(c)) for c in WUHU.categories} == COUNTS

    @pytest.mark.parametrize("row", RULES, ids=[row["id"] for row in RULES])
    def test_rule(self, row: dict[str, str]) -> None:
        rule = WUHU.rules[row["id"]]
        assert rule.category.ordinal == int(row["category"])
        assert rule.title == row["title"]
        assert rule.source.line == int(row["line"])
        assert rule.clock is Clock(row["clock"])
        assert rule.scope == SCOPES.get(row["id"])
        if row["period"] == "delegated":
            assert isinstance(rule.retention, Delegation)
            assert rule.period is None
        else:
            assert str(rule.retention) == row["period"]

    @pytest.mark.parametrize("row", GROUPS, ids=[row["id"] for row in GROUPS])
    def test_group(self, row: dict[str, str]) -> None:
        (group,) = [g for g in WUHU.groups if g.id == row["id"]]
        assert group.category.ordinal == int(row["category"])
        assert group.title == row["title"]
        assert group.source.line == int(row["line"])
        assert all((r.group == group.id) == r.id.startswith(f"{group.id}.") for r in WUHU.rules)

    def test_every_scope_of_the_transcription_is_there(self) -> None:
        assert {r.id: r.scope for r in WUHU.rules if r.scope is not None} == SCOPES

    def test_delegations(self) -> None:
        """Both editions of the measure; only the accounts of 生育 stand for printed lines."""
        found = {r.id: r.retention for r in WUHU.rules if isinstance(r.retention, Delegation)}
        assert set(found) == {"7.4", "8.4"}
        for delegation in found.values():
            years = [d.effective_from.year for d in delegation.to if d.effective_from]
            assert years == [1999, 2016]
            assert delegation.printed == "按《会计档案管理办法》确定保管期限"
        assert (found["7.4"].lines_as_in, found["8.4"].lines_as_in) == ("5.5", None)


class TestText:
    """Every row names document, section and line, and stands in the text at that line."""

    ENTRIES: tuple[Rule | RuleGroup, ...] = tuple(
        sorted([*WUHU.rules, *WUHU.groups], key=lambda entry: entry.source.line or 0)
    )

    def chunk(self, entry: Rule | RuleGroup) -> str:
        """Return the text from an entry's line to the line before the next, on one line."""
        starts = [e.source.line for e in self.ENTRIES]
        headings = [c.heading_line for c in WUHU.categories]
        stops = sorted({n for n in [*starts, *headings, len(LINES) + 1] if n is not None})
        at = entry.source.line
        assert at is not None
        end = next(stop for stop in stops if stop > at)
        return "".join(LINES[at - 1 : end - 1])

    @pytest.mark.parametrize("entry", ENTRIES, ids=[e.id for e in ENTRIES])
    def test_source(self, entry: Rule | RuleGroup) -> None:
        path = entry.id.split(".")
        section = f"附件 {NUMERALS[entry.category.ordinal]}{marker(path)}"
        assert entry.source.document.id == "wuhu"
        assert entry.source.section == section

    @pytest.mark.parametrize("entry", ENTRIES, ids=[e.id for e in ENTRIES])
    def test_title_stands_at_its_line(self, entry: Rule | RuleGroup) -> None:
        path = entry.id.split(".")
        sign = marker(path)[-1] if len(path) > 2 else marker(path)
        first = line(entry.source.line)
        # three voucher kinds are printed on three lines in four places, on one in the fifth
        printed = self.chunk(entry)
        if not first.startswith(f"{sign}{entry.title}"):
            assert path[2:] == ["1", "1"]
            assert first == f"{sign}{entry.title.split('、')[0]}"
            assert printed.startswith(f"{sign}{entry.title.replace('、', '')}")

    @pytest.mark.parametrize("rule", list(WUHU.rules), ids=[r.id for r in WUHU.rules])
    def test_period_and_scope_stand_below(self, rule: Rule) -> None:
        printed = self.chunk(rule)
        if isinstance(rule.retention, Delegation):
            assert rule.retention.printed in printed
        else:
            # in four places the opening half of the bracket is missing
            rest = printed[printed.index(f"{rule.retention}〕") + len(f"{rule.retention}〕") :]
            assert rest in {"", *(f"{f}{t}类" for f, t in HEADINGS), "财务报告"}
        if rule.scope is not None:
            assert rule.scope in printed

    def test_lines_rise(self) -> None:
        lines = [e.source.line or 0 for e in self.ENTRIES]
        assert all(a < b for a, b in pairwise(lines))
        order = [e.id for e in self.ENTRIES]
        assert order == sorted(order, key=lambda i: [int(part) for part in i.split(".")])


HEADINGS = [("⒈", "会计凭证"), ("⒉", "会计账簿"), ("⒊", "财务报告"), ("⒋", "其他")]


class TestMends:
    """Every break of the printed layout is recorded where it was mended."""

    def mends(self, name: str) -> tuple[Mend, ...]:
        if name == "code:Y":
            return WUHU.retention_codes[0].mends
        if name == "example":
            return WUHU.examples[0].mends
        # the heading of 财务报告 holds no rule of its own; its mend sits on its first line
        return WUHU.rules["2.2.3.1" if name == "2.2.3" else name].mends

    @pytest.mark.parametrize("row", MENDS, ids=[f"{row['id']}-{row['line']}" for row in MENDS])
    def test_recorded(self, row: dict[str, str]) -> None:
        lines = {n for mend in self.mends(row["id"]) for n in mend.lines}
        assert int(row["line"]) in lines

    def test_all_lines_of_a_split_are_named(self) -> None:
        lines = {n for mend in WUHU.rules["2.2.1.1"].mends for n in mend.lines}
        assert lines >= {143, 145, 147}

    def test_a_mend_says_what_is_printed(self) -> None:
        """The words round every break stand in its lines; `…` and ` / ` are the record's."""
        rules = [m for r in WUHU.rules for m in r.mends]
        others = [*WUHU.retention_codes[0].mends, *WUHU.examples[0].mends]
        for mend in [*rules, *others]:
            pieces = mend.printed.split(" / ")
            assert len(pieces) == len(mend.lines)
            for number, piece in zip(mend.lines, pieces, strict=True):
                assert piece.replace("…", "") in line(number).replace("…", "")

    def test_nothing_else_is_mended(self) -> None:
        named = {"2.2.3.1" if row["id"] == "2.2.3" else row["id"] for row in MENDS}
        found = {r.id for r in WUHU.rules if r.mends} | {"code:Y", "example"}
        assert found == named


SOURCE = Path(siarchive.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))


class TestNothingInTheCode:
    """Categories, codes and rules never appear in code, so that any scheme works."""

    @staticmethod
    def literals(source: str) -> list[tuple[int, str]]:
        """Return every text of a module that is not a docstring, with its line."""
        tree = ast.parse(source)
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        return [
            (node.lineno, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in alone
        ]

    @classmethod
    def found_in(cls, source: str) -> list[tuple[int, str]]:
        codes = {code for code, _ in CATEGORIES} | {code for code, _ in CODES} | {"0211"}
        titles = {title for _, title in CATEGORIES} | {row["title"] for row in ROWS}
        return [
            (at, text)
            for at, text in cls.literals(source)
            if text in codes or any(title in text for title in titles)
        ]

    def test_there_is_code_to_look_at(self) -> None:
        assert len(FILES) > 15

    @pytest.mark.parametrize("file", FILES, ids=[str(f.relative_to(SOURCE)) for f in FILES])
    def test_no_literal_of_the_scheme(self, file: Path) -> None:
        assert self.found_in(file.read_text(encoding="utf-8")) == []

    @pytest.mark.parametrize(
        "code",
        [
            "if code == 'GL': pass",
            "CODES = {'Y': 1}",
            "x = f'{a}总账'",
            "def f():\n    return 'the 参保单位登记材料'",
        ],
    )
    def test_the_search_finds_what_it_looks_for(self, code: str) -> None:
        assert self.found_in(code) != []

    def test_docstrings_may_speak_of_it(self) -> None:
        assert (
            self.found_in('"""参保单位登记材料 is 1.1."""\n\ndef f():\n    """Like GL."""\n') == []
        )
