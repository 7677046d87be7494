"""How values show themselves: HTML in notebooks, rich on a terminal."""

from __future__ import annotations

import copy
import io
import pickle
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType
from tests.html_reader import read, shown
from tests.schemes_fixture import category_of, rule_of, scheme_named

import siarchive
from siarchive import (
    Ambiguous,
    ArchiveNumber,
    ArchiveNumberError,
    Candidate,
    CategoryCode,
    CheckedRow,
    Decided,
    Evidence,
    EvidenceKind,
    ExplainedPart,
    Explanation,
    Finding,
    FindingCode,
    Findings,
    PeriodDecided,
    Reason,
    Repair,
    Resolution,
    RetentionCode,
    RetentionPeriod,
    RowFinding,
    RuleTable,
    Severity,
    Span,
    Undetermined,
    check,
    classify,
    explain,
    load_scheme,
    parse,
    repair,
    resolve,
    retention,
    validate,
)
from siarchive.characters import is_visible_text
from siarchive.display.blocks import Mark, Marked
from siarchive.display.terminal import _Carets
from siarchive.findings import Language, finding, printable
from siarchive.showing import Shown
from siarchive.sources import Wording

PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
WUHU: Final = load_scheme("wuhu")
TINY: Final = scheme_named("tiny")
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
MISPLACED: Final = "2009-ZJ-参保单位登记材料-1-50-Y"
"""The scheme's own example, whose stage is a rule of GL."""


def printed(value: RenderableType, width: int = 3000) -> str:
    """Return what a terminal without colours is sent; wide, so that nothing is cut in two."""
    file = io.StringIO()
    Console(file=file, width=width, force_terminal=False, color_system=None).print(value)
    return file.getvalue()


# hostile text

FRAGMENTS: Final = (
    *(
        "<script>alert(1)</script>",
        '"><img src=x onerror=y>',
        "'><b style=x>",
        "<!--",
        "<?x",
        "&lt;",
    ),
    *(
        "[red]",
        "[/]",
        "[/red]",
        "[link=http://x]",
        "[@click=x]",
        ":smile:",
        "\\[b]",
        "{0}",
        "{words}",
    ),
    *("\x1b[31m", "\x1b]8;;http://x\x1b\\", "\x9b2J", "\x07", "\x00", "\r", "\n", "\t"),
    *("\u202e", "\u2066", "\u200b", "\ud800", "\udfff", "\ufffe", "\u0301", "甲", "Ａ", "%s", "`"),
)
HOSTILE: Final = (
    st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), min_size=1, max_size=5)
    .map("".join)
    .filter(lambda text: 0 < len(printable(text)) < 70)
)
"""Shorter than what a message quotes, so that it must be shown whole."""


def _number(text: str) -> ArchiveNumber:
    """Return a number with as much of the text as a stage may hold."""
    kept = unicodedata.normalize("NFC", "".join(filter(is_visible_text, text)))
    stage = kept.strip("- \u3000") or "甲"
    if not is_visible_text(stage) or not unicodedata.is_normalized("NFC", stage):
        stage = "甲"
    return ArchiveNumber(2011, CategoryCode("KH"), stage, 3, 12, RetentionCode("P"))


def _category(text: str) -> siarchive.Category:
    document = evolve(TINY.documents[0], title=Wording(text, text), number=text)
    source = siarchive.Source(document, text)
    return evolve(
        category_of(TINY, 1), title=text, english=text, insurance_words=(text,), source=source
    )


def _rule(text: str) -> siarchive.Rule:
    category = _category(text)
    return evolve(
        rule_of(TINY, "1.1"), title=text, scope=text, category=category, source=category.source
    )


def _evidence(text: str) -> Evidence:
    return Evidence(EvidenceKind.SCOPE_TERM, text, text, _category(text), _rule(text), Span(0, 1))


def _candidate(text: str) -> Candidate:
    return Candidate(_rule(text), 0.5, (_evidence(text),))


def _finding(text: str) -> Finding:
    return finding(FindingCode.UNKNOWN_STAGE, text, (0, len(text)), suggestion=text, value=text)


def _row_finding(text: str) -> RowFinding:
    return RowFinding(1, text, _finding(text), text)


def _retention(text: str) -> siarchive.RetentionAnswer:
    answer = retention(rule_of(TINY, "1.1"), formed=2011, scheme=TINY)
    source = _category(text).source
    return evolve(answer, rule=_rule(text), reasons=(Reason(Wording(text, text), source),))


def _row(text: str) -> CheckedRow:
    findings = (_row_finding(text),)
    return CheckedRow(1, {text: text}, None, text, _category(text), _rule(text), None, findings)


def _part(text: str) -> ExplainedPart:
    wording = Wording(text, text)
    return ExplainedPart("stage", text, Span(0, len(text)), wording, Findings([_finding(text)]))


def _explanation(text: str) -> Explanation:
    made = explain(_number("甲"), scheme=TINY)
    return evolve(made, text=text, parts=(_part(text),), findings=Findings([_finding(text)]))


def _error(text: str) -> ArchiveNumberError:
    return ArchiveNumberError([_finding(text)], text)


MAKERS: Final[dict[type[Shown], Callable[[str], Shown]]] = {
    Finding: _finding,
    Findings: lambda text: Findings([_finding(text)]),
    Repair: lambda text: Repair(None, None, Findings([_finding(text)]), text),
    ArchiveNumber: _number,
    siarchive.Category: _category,
    siarchive.Rule: _rule,
    RuleTable: lambda text: RuleTable((_rule(text),)),
    siarchive.Scheme: lambda text: evolve(
        TINY,
        title=Wording(text, text),
        categories=(_category(text),),
        rules=RuleTable((_rule(text),)),
    ),
    Evidence: _evidence,
    Resolution: lambda text: Resolution(None, (_category(text),), (_evidence(text),)),
    Candidate: _candidate,
    Decided: lambda text: Decided((_candidate(text),)),
    PeriodDecided: lambda text: PeriodDecided((_candidate(text),), RetentionPeriod(10)),
    Ambiguous: lambda text: Ambiguous((_candidate(text),)),
    Undetermined: lambda text: Undetermined((_candidate(text),)),
    siarchive.RetentionAnswer: _retention,
    RowFinding: _row_finding,
    CheckedRow: _row,
    ExplainedPart: _part,
    Explanation: _explanation,
    ArchiveNumberError: _error,
}


class TestHostileText:
    def test_every_type_that_shows_itself_is_tried(self) -> None:
        public = (getattr(siarchive, name) for name in siarchive.__all__)
        showing = {k for k in public if isinstance(k, type) and issubclass(k, Shown)}
        errors = {k for k in showing if issubclass(k, siarchive.SiarchiveError)}
        assert showing - errors == set(MAKERS) - {ArchiveNumberError}
        # errors show themselves alike, apart from their names
        for kind in errors:
            assert shown(kind([_finding("甲")], "甲")._repr_html_()).startswith(kind.__name__)

    @pytest.mark.parametrize("kind", MAKERS, ids=lambda kind: kind.__name__)
    @given(text=HOSTILE)
    def test_html(self, kind: type[Shown], text: str) -> None:
        """Everything that comes from data is escaped: no tag, no attribute, no character of it."""
        reader = read(MAKERS[kind](text)._repr_html_())
        # marks cut a text into pieces, so pieces are joined
        everything = "".join(reader.texts)
        assert everything.isprintable()
        if kind is not ArchiveNumber:
            assert printable(text) in everything

    @pytest.mark.parametrize("kind", MAKERS, ids=lambda kind: kind.__name__)
    @given(text=HOSTILE)
    def test_terminal(self, kind: type[Shown], text: str) -> None:
        """No escape sequence and no markup comes from data: it is shown letter by letter."""
        out = printed(MAKERS[kind](text))
        assert out.replace("\n", "").isprintable()
        if kind is not ArchiveNumber:
            assert printable(text) in out

    def test_a_stage_with_markup(self) -> None:
        number = evolve(_number("甲"), stage="[red]<b>[/]")
        assert "[red]<b>[/]" in shown(number._repr_html_())
        assert "[red]<b>[/]" in printed(number)

    def test_colours_are_ours_alone(self) -> None:
        """With colours on, a terminal is sent the same sequences whatever the text says."""
        sent = []
        for text in ("[bold]甲[/]", "(bold)甲(/)"):
            file = io.StringIO()
            Console(file=file, width=200, force_terminal=True, color_system="truecolor").print(
                _error(text)
            )
            sent.append(file.getvalue().replace(text, ""))
        assert sent[0] == sent[1]
        assert "\x1b[" in sent[0]

    def test_a_long_text_is_cut(self) -> None:
        long = "甲" * 1_000_000
        assert len(RuleTable((evolve(_rule("甲"), scope=long),))._repr_html_()) < 100_000
        for value in (repair(long), _error(long)):
            assert isinstance(value, Shown)
            assert len(value._repr_html_()) < 100_000
            assert len(printed(value, 80)) < 100_000


# findings


class TestFindings:
    def test_a_tuple_that_shows_itself(self) -> None:
        found = validate(MISPLACED)
        assert type(found) is Findings
        assert found == tuple(found)
        assert tuple(found) == found
        assert hash(found) == hash(tuple(found))
        assert repr(found) == repr(tuple(found))
        assert validate(PLAIN) == ()
        assert not validate(PLAIN)

    def test_its_parts(self) -> None:
        found = repair(" 2009-gl-参保单位登记材料-01-50-Y").findings
        assert len(found) == 3
        assert type(found[0]) is Finding
        assert type(found[1:]) is Findings
        assert found[1:] == tuple(found)[1:]
        assert found[::-1] == tuple(found)[::-1]

    def test_copies_and_pickles(self) -> None:
        found = validate(MISPLACED)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert type(pickle.loads(pickle.dumps(found, protocol))) is Findings
            assert pickle.loads(pickle.dumps(found, protocol)) == found
        for copied in (copy.copy(found), copy.deepcopy(found)):
            assert type(copied) is Findings
            assert copied == found

    def test_who_gives_them(self) -> None:
        number = parse(PLAIN)
        kept = siarchive.RetentionPeriod(25)
        for value in (
            PLAIN,
            number,
            "x",
            number.category_code,
            number.retention_code,
            kept,
            [number],
        ):
            assert type(validate(value)) is Findings
        assert type(repair(PLAIN).findings) is Findings
        assert type(repair("x").findings) is Findings
        assert type(Repair(None, None, (validate("x")[0],), "x").findings) is Findings
        with pytest.raises(ArchiveNumberError) as caught:
            parse("x")
        assert type(caught.value.findings) is Findings

    def test_a_table_with_a_row_each(self) -> None:
        found = repair(" 2009-gl-参保单位登记材料-01-50-Y").findings
        reader = read(found._repr_html_())
        assert reader.tags["tr"] == 1 + len(found)
        for each in found:
            for lang in LANGUAGES:
                assert each.message(lang) in reader.texts
                assert each.message(lang) in printed(found)

    def test_none(self) -> None:
        assert shown(Findings()._repr_html_()) == "没有发现问题 / nothing found"
        assert printed(Findings()).strip() == "没有发现问题 / nothing found"

    def test_code_place_and_suggestion(self) -> None:
        """The stage is rule 1.1, of GL; ZJ stands at [5, 7)."""
        (found,) = validate(MISPLACED)
        for text in (shown(found._repr_html_()), printed(found)):
            assert "category-stage-conflict" in text
            assert "category [5:7]" in text
            assert "GL" in text
            assert "错误 / error" in text

    def test_severities_differ_to_the_eye(self) -> None:
        found = [
            *validate(MISPLACED),
            *validate("2009-GL-自定环节-1-50-Y"),
            *validate("2012-SY-总账-1-80-E"),
        ]
        assert [f.severity for f in found] == list(Severity)
        looks = {frozenset(read(f._repr_html_()).attributes) for f in found}
        assert len(looks) == len(Severity)


# the marks


@cache
def columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class TestMarks:
    def carets(self, text: str, *spans: tuple[int, int], width: int = 80) -> list[str]:
        marks = tuple(Mark(Span(*span), Severity.ERROR) for span in spans)
        return [line.rstrip() for line in printed(_Carets(Marked(text, marks)), width).splitlines()]

    def test_wide_characters_take_two_columns(self) -> None:
        assert self.carets("甲-AＡ乙", (0, 1), (3, 4)) == ["甲-AＡ乙", "^^  ^^"]

    def test_what_is_missing_is_marked_where_it_should_stand(self) -> None:
        assert self.carets("甲--1", (2, 2)) == ["甲--1", "   ^"]
        assert self.carets("甲", (1, 1)) == ["甲", "  ^"]
        assert self.carets("", (0, 0)) == ["", "^"]

    def test_an_escape_is_marked_whole(self) -> None:
        assert self.carets("a\x1bb", (1, 2)) == ["a\\u{1b}b", " ^^^^^^"]

    def test_a_combining_mark_has_a_place_when_it_is_the_fault(self) -> None:
        assert self.carets("a\u0301b", (1, 2)) == ["a◌\u0301b", " ^"]
        assert self.carets("a\u0301b", (2, 3)) == ["a\u0301b", " ^"]

    def test_a_long_text_is_marked_line_by_line(self) -> None:
        assert self.carets("甲乙丙丁", (1, 3), width=5) == ["甲乙", "  ^^", "丙丁", "^^"]

    def test_a_mark_beyond_what_is_shown(self) -> None:
        lines = self.carets("a" * 1000, (900, 901), width=1000)
        assert lines == ["a" * 400 + "…", " " * 400 + "^"]

    @given(
        text=st.text("甲Ａa-1，", max_size=30),
        ends=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
        width=st.integers(4, 80),
    )
    def test_carets_align(self, text: str, ends: list[tuple[int, int]], width: int) -> None:
        """Under every marked character stand as many carets as it has columns, elsewhere none."""
        spans = [(min(a, b), max(a, b)) for a, b in ends if a != b and max(a, b) <= len(text)]
        marks = tuple(Mark(Span(*span), Severity.NOTE) for span in spans)
        lines = printed(_Carets(Marked(text, marks)), width).split("\n")
        marked: list[bool] = []
        while lines:
            line = lines.pop(0).rstrip()
            below = lines.pop(0) if lines and "^" in lines[0] else ""
            assert sum(map(columns, line)) <= width
            place = 0
            for char in line:
                under = below[place : place + columns(char)].ljust(columns(char))
                assert under in {"^" * columns(char), " " * columns(char)}
                marked.append("^" in under)
                place += columns(char)
        assert marked == [any(a <= i < b for a, b in spans) for i in range(len(text))]

    @given(
        text=st.text("甲<&a\x1b", max_size=30),
        ends=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
    )
    def test_html_marks_the_same_characters(self, text: str, ends: list[tuple[int, int]]) -> None:
        """What is marked in HTML is the text of the spans, and the whole text is there."""
        spans = [(min(a, b), max(a, b)) for a, b in ends if a != b and max(a, b) <= len(text)]
        found = Findings(
            finding(FindingCode.BAD_YEAR, None, s, value="", least=1, most=2) for s in spans
        )
        reader = read(Repair(None, None, found, text)._repr_html_())
        wanted = "".join(c for i, c in enumerate(text) if any(a <= i < b for a, b in spans))
        assert "".join(reader.marked) == printable(wanted)
        assert printable(text) in "".join(reader.texts)

    def test_html_of_what_is_missing(self) -> None:
        """``empty-stage`` covers no character: [8, 8), between the separators."""
        reader = read(repair("2009-GL--1-50-Y")._repr_html_())
        assert reader.marked == ["‸"]

    def test_the_more_severe_mark_is_seen(self) -> None:
        marks = (Mark(Span(0, 3), Severity.NOTE), Mark(Span(1, 2), Severity.ERROR))
        file = io.StringIO()
        console = Console(file=file, width=40, force_terminal=True, color_system="standard")
        console.print(_Carets(Marked("abc", marks)))
        # bold red stands between the two halves of cyan
        assert "\x1b[36m^\x1b[0m\x1b[1;31m^\x1b[0m\x1b[36m^\x1b[0m" in file.getvalue()


# each type


class TestRepair:
    def test_mended_and_refused_places(self) -> None:
        """The volume is padded, the page holds the letter O."""
        value = repair("2009-GL-参保单位登记材料-01-5O-Y")
        assert value.number is None
        reader = read(value._repr_html_())
        assert reader.marked == ["01", "5O"]
        assert "不能读作档号 / not readable as an archive number" in reader.texts
        lines = printed(value, 80).splitlines()
        place = next(i for i, line in enumerate(lines) if line.startswith("2009"))
        # 8 columns, 8 wide characters and a separator before the volume
        assert lines[place + 1].rstrip() == " " * 25 + "^^ ^^"

    def test_the_number_and_the_last_page(self) -> None:
        value = repair("2009-GL-参保单位登记材料-1-1~50-Y")
        for text in (shown(value._repr_html_()), printed(value)):
            assert "2009-GL-参保单位登记材料-1-1-Y" in text
            assert "末页 / last page" in text
            assert "50" in text

    def test_nothing_to_mend(self) -> None:
        reader = read(repair(PLAIN)._repr_html_())
        assert reader.marked == []
        assert "没有发现问题 / nothing found" in reader.texts


class TestErrors:
    def test_a_caret_under_every_fault(self) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            parse("209-GL-参保单位登记材料-0-50-Q")
        error = caught.value
        lines = printed(error, 80).splitlines()
        assert lines[0] == "ArchiveNumberError"
        assert lines[1].rstrip() == error.text
        # the year; after 7 columns, 8 wide characters and a separator the volume; the code
        assert lines[2].rstrip() == "^^^" + " " * 21 + "^" + " " * 4 + "^"
        assert read(error._repr_html_()).marked == ["209", "0", "Q"]
        assert str(error) == error.message("en")

    def test_without_a_text(self) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            ArchiveNumber(1, CategoryCode("GL"), "甲", 1, 1, RetentionCode("Y"))
        assert caught.value.text is None
        assert "bad-year" in shown(caught.value._repr_html_())
        assert "^" not in printed(caught.value)


class TestRows:
    ID_CARD: Final = "340200190001010016"
    MASKED: Final = "340200********0016"

    def row(self) -> CheckedRow:
        (row,) = check([{"档号": "2012—ZJ-催缴材料-1-30-F", "题名": f"甲{self.ID_CARD}"}])
        return row

    def test_personal_numbers_are_masked(self) -> None:
        row = self.row()
        (found,) = (f for f in row.findings if f.code == "id-card-in-title")
        for value in (row, found):
            for text in (value._repr_html_(), printed(value)):
                assert self.MASKED in text
                assert self.ID_CARD not in text
                assert "19000101" not in text
        assert read(found._repr_html_()).marked == [self.MASKED]

    def test_a_suggestion_is_masked(self) -> None:
        made = evolve(_row_finding("甲"), finding=evolve(_finding("甲"), suggestion=self.ID_CARD))
        for text in (made._repr_html_(), printed(made)):
            assert self.ID_CARD not in text
            assert self.MASKED in text

    def test_a_stage_is_masked(self) -> None:
        (row,) = check([{"档号": f"2012-ZJ-{self.ID_CARD}甲-1-30-F"}])
        assert row.text is not None
        assert self.ID_CARD in row.text
        for text in (row._repr_html_(), printed(row)):
            assert self.ID_CARD not in text

    def test_what_is_known_of_the_row(self) -> None:
        """2012 and ten years from 2013-01-01: due on 2023-01-01."""
        for text in (shown(self.row()._repr_html_()), printed(self.row())):
            for wanted in (
                "行 / row 1",
                "2.5 催缴材料",
                "10年",
                "2023-01-01",
                "mended-dash",
                "[4:5]",
            ):
                assert wanted in text

    def test_what_is_not_known_is_said(self) -> None:
        (row,) = check([{"档号": "x"}])
        text = shown(row._repr_html_())
        assert text.count("待定 / undetermined") == 3
        assert "不能读作档号 / not readable as an archive number" in text


class TestResults:
    def both(self, value: Shown, *wanted: str) -> None:
        assert isinstance(value, Shown)
        for text in (shown(value._repr_html_()), printed(value)):
            assert "None" not in text
            for each in wanted:
                assert each in text

    def test_number(self) -> None:
        self.both(parse(f"0211-{PLAIN}"), "0211", "2009", "GL", "参保单位登记材料", "50", "Y")
        assert "全宗号" not in shown(parse(PLAIN)._repr_html_())

    def test_resolution(self) -> None:
        self.both(
            resolve(parse("2012-SY-总账-1-80-E")),
            "SY-失业保险待遇类 / SY-生育保险待遇类",
            "「总账」是条目 5.5.2.2 的题名",
            "“总账” is an account line of rule 7.4",
        )
        nothing = ArchiveNumber(2012, CategoryCode("XX"), "甲", 1, 1, RetentionCode("Y"))
        self.both(resolve(nothing), "—", "nothing")

    def test_outcomes(self) -> None:
        self.both(
            classify("催缴材料"), "已判定 / decided: 2.5 催缴材料, 10年", "催缴材料 ~ 催缴材料"
        )
        self.both(classify("总账"), "期限已判定，条目未定", "15年", "5.5.2.2", "7.4")
        self.both(classify("参保登记"), "有歧义 / ambiguous", "1.1", "1.2", "永久", "100年")
        self.both(classify("会议纪要"), "待定 / undetermined")

    def test_retention(self) -> None:
        answer = retention(WUHU.rules["2.5"], formed=2009)
        sentences = [r.text(lang) for r in answer.reasons for lang in LANGUAGES]
        assert len(sentences) >= 6
        self.both(
            answer,
            "按方案所印 / as the scheme prints",
            "10年",
            "2010-01-01",
            "2019-12-31",
            "2020-01-01",
            *sentences,
        )
        self.both(
            retention(WUHU.rules["1.1"], formed=2009), "永久", "永久，无期满 / never (permanent)"
        )
        self.both(retention(WUHU.rules["7.4"], formed=2009), "待定 / undetermined")

    def test_rule_and_category(self) -> None:
        self.both(
            WUHU.rules["1.1"], "1.1 参保单位登记材料", "GL", "包括参保单位", "永久", "第111行"
        )
        self.both(WUHU.rules["7.4"], "按《会计档案管理办法》")
        self.both(category_of(WUHU, 5), "SY-失业保险待遇类", "Unemployment", "失业")

    def test_a_scheme_is_shown_whole(self) -> None:
        reader = read(WUHU._repr_html_())
        # a row of headings each, and 9 categories, 7 codes, 103 rules
        assert reader.tags["table"] == 3
        assert reader.tags["tr"] == 3 + 9 + 7 + 103
        out = printed(WUHU)
        for rule in WUHU.rules:
            assert rule.title in reader.texts
            assert rule.scope is None or rule.scope in reader.texts
            assert rule.scope is None or rule.scope in out

    def test_nothing_is_cut_on_a_narrow_terminal(self) -> None:
        """A long scope folds; an ellipsis would hide what the scheme prints."""
        assert "…" not in printed(WUHU.rules["1.2"], 60)
        assert "…" not in printed(WUHU.rules, 80)

    def test_hooks_of_what_is_not_known(self) -> None:
        class Other(Shown):
            def __repr__(self) -> str:
                return "<other>"

        assert shown(Other()._repr_html_()) == "<other>"
        assert printed(Other()).strip() == "<other>"


def test_as_of_is_no_part_of_what_is_shown() -> None:
    """The library reads no clock: the same value shows itself the same way."""
    found = validate("2049-GL-参保单位登记材料-1-50-Y", as_of=date(2026, 11, 23))
    assert found._repr_html_() == found._repr_html_()
