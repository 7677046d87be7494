"""The loader: every fault of a scheme file by its code, its key path and its file.

``broken_schemes`` holds one small file a fault. Each is ``sound.toml`` spoilt in one place, and
says in its head which findings that must give: ``# expect: CODE KEY-PATH``, ``-`` for no key path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from tests.schemes_fixture import TESTS, TINY, category_of, rule_of

import siarchive
from siarchive import (
    ArchiveNumber,
    CategoryCode,
    Clock,
    Delegation,
    Finding,
    FindingCode,
    RetentionCode,
    RetentionPeriod,
    Rule,
    SchemeError,
    load_scheme,
)
from siarchive.sources import Confidence

BROKEN = TESTS / "broken_schemes"
FILES = sorted(BROKEN.glob("*.toml"))
EXPECTED = re.compile(r"^# expect: (\S+) (\S+)$", re.MULTILINE)
SOUND = (BROKEN / "sound.toml").read_text(encoding="utf-8")


def findings_of(path: Path | str) -> tuple[Finding, ...]:
    with pytest.raises(SchemeError) as caught:
        load_scheme(path)
    return caught.value.findings


class TestBrokenFiles:
    @pytest.mark.parametrize("path", FILES, ids=[f.stem for f in FILES])
    def test_findings(self, path: Path) -> None:
        wanted = EXPECTED.findall(path.read_text(encoding="utf-8"))
        if not wanted:
            assert path.stem == "sound"
            assert load_scheme(path).id == "small"
            return
        found = findings_of(path)
        assert sorted((str(f.code), f.field or "-") for f in found) == sorted(wanted)

    @pytest.mark.parametrize("path", [f for f in FILES if f.stem != "sound"], ids=lambda f: f.stem)
    def test_every_finding_names_the_file(self, path: Path) -> None:
        for found in findings_of(path):
            assert found.params["file"] == str(path)
            assert found.span is None
            assert found.message("zh")
            assert found.message("en")

    def test_every_kind_of_fault_has_a_file(self) -> None:
        codes = {c for path in FILES for c, _ in EXPECTED.findall(path.read_text("utf-8"))}
        assert codes == {
            FindingCode.SCHEME_SYNTAX,
            FindingCode.SCHEME_UNKNOWN_KEY,
            FindingCode.SCHEME_MISSING_KEY,
            FindingCode.SCHEME_BAD_VALUE,
            FindingCode.SCHEME_DUPLICATE,
            FindingCode.SCHEME_DANGLING,
            FindingCode.SCHEME_FORMAT,
        }

    def test_each_file_is_spoilt_in_one_place(self) -> None:
        """What a file changes is less than what it keeps."""
        sound = set(SOUND.splitlines())
        for path in FILES:
            kept = sound & set(path.read_text(encoding="utf-8").splitlines())
            assert len(kept) > len(sound) / 2, path.stem


class TestUnreadable:
    def unreadable(self, path: Path) -> Finding:
        (found,) = findings_of(path)
        assert found.code is FindingCode.SCHEME_UNREADABLE
        assert found.field is None
        assert found.params["file"] == str(path)
        assert found.params["reason"]
        return found

    def test_missing_file(self, tmp_path: Path) -> None:
        self.unreadable(tmp_path / "missing.toml")

    def test_folder(self, tmp_path: Path) -> None:
        folder = tmp_path / "folder.toml"
        folder.mkdir()
        self.unreadable(folder)

    def test_file_in_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "sound.toml"
        path.write_text(SOUND, encoding="utf-8")
        self.unreadable(path / "more.toml")

    def test_another_encoding(self, tmp_path: Path) -> None:
        path = tmp_path / "gb.toml"
        path.write_text(SOUND, encoding="gb18030")
        self.unreadable(path)

    def test_null_in_the_name(self) -> None:
        self.unreadable(Path("a\0b.toml"))

    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "large.toml"
        path.write_text(SOUND + "#" * (4 * 1024 * 1024), encoding="utf-8")
        self.unreadable(path)

    def test_large_enough(self, tmp_path: Path) -> None:
        path = tmp_path / "large.toml"
        path.write_text(SOUND + "#" * (1024 * 1024), encoding="utf-8")
        assert load_scheme(path).id == "small"

    def test_byte_order_mark(self, tmp_path: Path) -> None:
        """Editors on Windows write one; it is no part of the text."""
        path = tmp_path / "bom.toml"
        path.write_text(SOUND, encoding="utf-8-sig")
        assert load_scheme(path).id == "small"

    def test_line_ends_of_windows(self, tmp_path: Path) -> None:
        path = tmp_path / "crlf.toml"
        path.write_bytes(SOUND.replace("\n", "\r\n").encode())
        assert load_scheme(path).title == load_scheme(BROKEN / "sound.toml").title

    def test_empty_file_lacks_everything(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.toml"
        path.write_text("", encoding="utf-8")
        found = findings_of(path)
        assert {f.code for f in found} == {FindingCode.SCHEME_MISSING_KEY}
        assert {f.field for f in found} >= {"id", "title", "categories", "rules", "number_format"}


class TestNames:
    def test_built_in(self) -> None:
        assert siarchive.built_in_schemes() == ("wuhu",)
        assert load_scheme("wuhu") is load_scheme("wuhu")
        assert load_scheme("wuhu").id == "wuhu"

    def test_unknown_name(self) -> None:
        (found,) = findings_of("wuhan")
        assert (found.code, found.field) == (FindingCode.UNKNOWN_SCHEME, "scheme")
        assert found.params == siarchive.findings.Params.of({"value": "wuhan", "known": "wuhu"})

    @pytest.mark.parametrize("text", ["", "WUHU", "wuhu ", "../wuhu", "./wuhu", "wuhu/", "a\\wuhu"])
    def test_nothing_but_the_name_is_the_name(self, text: str) -> None:
        found = findings_of(text)
        assert found[0].code in {FindingCode.UNKNOWN_SCHEME, FindingCode.SCHEME_UNREADABLE}

    def test_text_with_a_suffix_is_a_path(self) -> None:
        assert load_scheme(str(TINY)).id == "tiny"

    def test_a_path_is_never_a_name(self) -> None:
        (found,) = findings_of(Path("wuhu"))
        assert found.code is FindingCode.SCHEME_UNREADABLE

    @pytest.mark.parametrize("value", [None, 5, b"wuhu", ["wuhu"]])
    def test_neither_text_nor_path(self, value: object) -> None:
        with pytest.raises(SchemeError) as caught:
            load_scheme(value)  # type: ignore[arg-type]  # reason: the wrong type is the test
        assert [(f.code, f.field) for f in caught.value.findings] == [
            (FindingCode.WRONG_TYPE, "scheme")
        ]


class TestTiny:
    """What stands in the file comes out typed; the values here were read from the file by eye."""

    TINY = load_scheme(TINY)

    def test_head(self) -> None:
        assert (self.TINY.id, self.TINY.version, self.TINY.fonds) == ("tiny", "3", "007A")
        assert self.TINY.title.zh == "云麓镇互助档案分类方案"
        assert self.TINY.agency.text("en") == "Mutual Aid Society of Yunlu"
        assert self.TINY.origin == str(TINY)
        assert [w.zh for w in self.TINY.limitations] == ["本方案是为测试编写的。"]
        assert self.TINY.paper_words == ("材料",)

    def test_categories(self) -> None:
        found = [(c.ordinal, c.code, c.title, c.insurance_words) for c in self.TINY.categories]
        assert found == [
            (1, CategoryCode("KH"), "开户类", ()),
            (2, CategoryCode("B2"), "门诊补助类", ("门诊",)),
            (3, CategoryCode("B2"), "住院补助类", ("住院", "病房")),
            (4, None, "来信来访类", ()),
        ]

    def test_documents_and_dates(self) -> None:
        first, second = self.TINY.documents[1:]
        assert (first.effective_from, first.effective_until) == (
            date(1990, 1, 1),
            date(2010, 1, 1),
        )
        assert (second.published_on, second.effective_until) == (date(2009, 12, 1), None)
        assert second.confidence is Confidence.SECOND_HAND
        assert second.number == "云账〔2〕号"

    def test_codes(self) -> None:
        found = [(c.code.text, str(c.period)) for c in self.TINY.retention_codes]
        assert found == [("P", "永久"), ("20", "20年"), ("10", "10年"), ("S", "3年")]
        (lacking,) = self.TINY.periods_without_code
        assert lacking.period == RetentionPeriod(7)
        assert lacking.in_force == RetentionPeriod(20)
        assert lacking.basis.document == self.TINY.documents[2]

    def test_rules(self) -> None:
        assert [r.id for r in self.TINY.rules] == [
            "1.1",
            "2.1",
            "2.2.1",
            "2.2.2",
            "3.1",
            "3.2",
            "4.1",
        ]
        ledger = rule_of(self.TINY, "2.2.2")
        assert ledger.category is self.TINY.categories[1]
        assert (ledger.title, ledger.group, ledger.clock) == ("现金账", "2.2", Clock.ACCOUNTING)
        assert ledger.period == RetentionPeriod(7)
        assert (ledger.source.section, ledger.source.line) == ("表 二(二)2", 17)
        first = rule_of(self.TINY, "1.1")
        assert (first.scope, first.terms) == ("包括开户申请和核对记录", ("开户申请",))
        assert first.bare_terms == ("核对记录",)
        assert rule_of(self.TINY, "3.1").yearly
        assert not first.yearly

    def test_delegation(self) -> None:
        found = rule_of(self.TINY, "3.2").retention
        assert isinstance(found, Delegation)
        assert found.to == self.TINY.documents[1:]
        assert (found.printed, found.lines_as_in) == ("按账册规定办理", "2.2")
        lines = self.TINY.lines_for(rule_of(self.TINY, "3.2"), "总 账")
        assert [r.id for r in lines] == ["2.2.1"]
        assert self.TINY.lines_for(rule_of(self.TINY, "3.2"), "开户登记材料") == ()
        assert self.TINY.lines_for(rule_of(self.TINY, "2.1"), "总账") == ()

    def test_a_delegation_that_names_no_lines_stands_for_none(self) -> None:
        wuhu = load_scheme("wuhu")
        found = rule_of(wuhu, "8.4")
        for title in ("总账", "参保单位登记材料", found.title):
            assert wuhu.lines_for(found, title) == ()

    def test_groups_are_no_rules(self) -> None:
        assert [(g.id, g.title) for g in self.TINY.groups] == [("2.2", "门诊补助账册")]
        assert self.TINY.rules.get("2.2") is None
        assert self.TINY.rules.titled("门诊补助账册") == ()

    def test_starts(self) -> None:
        assert self.TINY.retention_start[Clock.BUSINESS].section == "尾"
        assert self.TINY.retention_start[Clock.ACCOUNTING].document.id == "ledger-rules-1"

    def test_example_reads(self) -> None:
        """It follows the format of the file: category, fixed part, letter, year."""
        (example,) = self.TINY.examples
        assert siarchive.parse(example.text, scheme=self.TINY) == ArchiveNumber(
            2011, CategoryCode("KH"), "开户登记材料", 3, 12, RetentionCode("P")
        )

    def test_a_category_by_ordinal_title_or_own_code(self) -> None:
        first, second, third, fourth = self.TINY.categories
        for key in (1, "KH", "开户类", "KH-开户类", CategoryCode("KH")):
            assert self.TINY.category(key) is first
        assert self.TINY.category(" 门诊 补助类 ") is second
        assert self.TINY.category("B2-住院补助类") is third
        assert self.TINY.category(4) is fourth
        for unknown in (0, 5, "B2", CategoryCode("B2"), "KZ", ""):
            assert self.TINY.category(unknown) is None

    def test_identity_is_the_place_in_the_scheme(self) -> None:
        """Never the printed code or title: two that print the same are two, and one is one."""
        first, second, third, _ = self.TINY.categories
        assert second != third
        assert len({first, second, third}) == 3
        renamed = evolve(
            first,
            title="别的",
            code=None,
            source=second.source,
            english="Other",
            insurance_words=("甲",),
            heading_line=1,
            mends=load_scheme("wuhu").rules["1.5"].mends,
        )
        assert renamed == first
        assert hash(renamed) == hash(first)
        assert not first < renamed
        assert evolve(first, scheme="other") != first
        assert sorted([third, second, first]) == [first, second, third]

    def test_schemes_that_print_other_codes_are_not_equal(self) -> None:
        """Categories are equal by place; what is kept of one scheme must not answer for another."""
        wuhu = siarchive.load_scheme("wuhu")
        first, *others = wuhu.categories
        other = evolve(wuhu, categories=(evolve(first, code=CategoryCode("QQ")), *others))
        assert other != wuhu
        assert siarchive.parse("2009-GL-甲-1-50-Y", scheme=wuhu).volume == 1
        assert siarchive.parse("2009-QQ-甲-1-50-Y", scheme=other).volume == 1
        renamed = evolve(wuhu, categories=(evolve(first, title="甲"), *others))
        assert renamed != wuhu
        assert evolve(wuhu) == wuhu
        assert hash(evolve(wuhu)) == hash(wuhu)

    def test_what_a_file_leaves_out(self) -> None:
        """Nothing is a default that would say something about a paper."""
        bare = load_scheme(BROKEN / "sound.toml").rules["1.2"]
        assert (bare.scope, bare.group, bare.yearly) == (None, None, False)
        assert (bare.terms, bare.bare_terms, bare.supporting_terms) == ((), (), ())
        assert bare.mends == ()
        made = Rule("1.9", bare.category, "甲", bare.retention, bare.clock, bare.source)
        assert not made.yearly
        assert not made.may_form_next_year

    def test_a_category_without_a_code_is_not_found_by_none(self) -> None:
        """The word that stands for a missing code is no code."""
        assert self.TINY.category("None") is None
        assert self.TINY.category_codes == {"KH": CategoryCode("KH"), "B2": CategoryCode("B2")}

    def test_rule_tables(self) -> None:
        table = self.TINY.rules
        rule = rule_of(self.TINY, "2.2.1")
        assert len(table) == 7
        assert rule in table
        assert "2.2.1" not in table
        assert load_scheme("wuhu").rules["1.1"] not in table
        assert table["2.2.1"] is rule
        assert table.titled(" 总　账 ") == (rule,)
        assert table.of(category_of(self.TINY, 3)) == (
            rule_of(self.TINY, "3.1"),
            rule_of(self.TINY, "3.2"),
        )
        with pytest.raises(KeyError):
            table["9.9"]


@pytest.mark.parametrize("scheme", ["wuhu", 3, [], b"tiny"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda scheme: siarchive.parse("2009-GL-甲-1-50-Y", scheme=scheme),
        lambda scheme: siarchive.parse("2009-GL-甲-1-50-Y").format(scheme=scheme),
        lambda scheme: siarchive.repair("2009-GL-甲-1-50-Y", scheme=scheme),
        lambda scheme: siarchive.resolve(siarchive.parse("2009-GL-甲-1-50-Y"), scheme=scheme),
        lambda scheme: siarchive.validate("2009-GL-甲-1-50-Y", scheme=scheme),
        lambda scheme: siarchive.classify("总账", scheme=scheme),
        lambda scheme: siarchive.explain("2009-GL-甲-1-50-Y", scheme=scheme),
        lambda scheme: list(siarchive.check([{"档号": "2009"}], scheme=scheme)),
    ],
    ids=["parse", "format", "repair", "resolve", "validate", "classify", "explain", "check"],
)
def test_a_name_or_anything_else_is_no_scheme(
    ask: Callable[[object], object], scheme: object
) -> None:
    """A scheme is loaded first; what is given in its place is named, by an error of ours."""
    with pytest.raises(SchemeError) as caught:
        ask(scheme)
    assert [(f.code, f.field) for f in caught.value.findings] == [
        (FindingCode.WRONG_TYPE, "scheme")
    ]
