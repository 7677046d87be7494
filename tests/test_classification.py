"""Which rule a title falls under, by which of its words; and when that is left open."""

from __future__ import annotations

import copy
import pickle
import time
from collections import Counter
from typing import Final, assert_never

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.schemes_fixture import category_of, every_scheme, rows, rule_of, scheme_named

from siarchive import (
    Ambiguous,
    Classification,
    Decided,
    Delegation,
    EvidenceKind,
    FindingCode,
    PeriodDecided,
    RecordTypeError,
    RetentionPeriod,
    Rule,
    RuleTable,
    Undetermined,
    classify,
    load_scheme,
)
from siarchive.characters import comparison_key

WUHU: Final = load_scheme("wuhu")
TINY: Final = scheme_named("tiny")
RULES: Final = [row for row in rows("wuhu_rows.tsv") if row["kind"] == "rule"]
ITEMS: Final = rows("scope_items.tsv")
SHARED: Final = {title for title, n in Counter(row["title"] for row in RULES).items() if n > 1}
# The rule of the seventh category that stands for the account lines printed for the others.
DELEGATING: Final = "7.4"


def ids(answer: Classification) -> list[str]:
    return [candidate.rule.id for candidate in answer.candidates]


def test_there_are_103_rules() -> None:
    assert len(RULES) == 103
    assert len(SHARED) == 10


class TestTitles:
    """The title of a rule is the first thing a paper can be called."""

    @pytest.mark.parametrize("row", RULES, ids=lambda row: row["id"])
    def test_with_its_category(self, row: dict[str, str]) -> None:
        answer = classify(row["title"], category=category_of(WUHU, int(row["category"])))
        assert isinstance(answer, Decided)
        assert answer.rule.id == row["id"]
        best = answer.candidates[0]
        assert best.score == 1.0
        first = best.evidence[0]
        assert first.kind is EvidenceKind.EXACT_TITLE
        assert (first.words, first.matched) == (row["title"], row["title"])
        assert first.span == (0, len(row["title"]))

    @pytest.mark.parametrize("row", RULES, ids=lambda row: row["id"])
    def test_without_its_category(self, row: dict[str, str]) -> None:
        """A title that several categories print is never decided for one of them."""
        answer = classify(row["title"])
        if row["title"] not in SHARED:
            assert isinstance(answer, Decided)
            assert answer.rule.id == row["id"]
            return
        # all five print one period, and the delegating rule takes that of the line
        assert isinstance(answer, PeriodDecided)
        assert str(answer.period) == row["period"]
        wanted = {other["id"] for other in RULES if other["title"] == row["title"]}
        assert set(ids(answer)) == wanted | {DELEGATING}

    @pytest.mark.parametrize("title", sorted(SHARED))
    def test_the_category_that_prints_no_lines(self, title: str) -> None:
        answer = classify(title, category=category_of(WUHU, 7))
        assert isinstance(answer, Decided)
        assert answer.rule.id == DELEGATING
        assert answer.candidates[0].evidence[0].kind is EvidenceKind.ACCOUNT_LINE
        assert answer.candidates[0].evidence[0].matched == title

    @pytest.mark.parametrize("row", RULES, ids=lambda row: row["id"])
    def test_another_category(self, row: dict[str, str]) -> None:
        """What is known and what the words say contradict each other: nothing is decided."""
        other = next(
            category
            for category in WUHU.categories
            if category.ordinal not in {int(row["category"]), 7}
            and all(rule.title != row["title"] for rule in WUHU.rules.of(category))
        )
        answer = classify(row["title"], category=other)
        assert isinstance(answer, Undetermined)
        assert row["id"] in ids(answer)

    @pytest.mark.parametrize("row", RULES, ids=lambda row: row["id"])
    def test_blanks_and_width_do_not_matter(self, row: dict[str, str]) -> None:
        category = category_of(WUHU, int(row["category"]))
        wide = row["title"].replace("(", "（").replace(")", "）").replace("/", "／")
        spaced = f" {wide[:2]}\u3000{wide[2:]} "
        answer = classify(spaced, category=category)
        assert isinstance(answer, Decided)
        assert answer.rule.id == row["id"]

    @pytest.mark.parametrize(
        ("title", "wanted"),
        [
            ("养老保险会计年报", "3.4.3.1"),
            ("医疗保险总账", "4.5.2.2"),
            ("医保总账", "4.5.2.2"),
            ("失业保险会计年报", "5.5.3.1"),
            ("工伤保险银行对账单", "6.7.1.2"),
            ("社会保险费征缴记账凭证", "2.2.1.1"),
            ("生育保险总账", DELEGATING),
        ],
    )
    def test_an_insurance_decides_a_shared_title(self, title: str, wanted: str) -> None:
        answer = classify(title)
        assert isinstance(answer, Decided)
        assert answer.rule.id == wanted


class TestScopes:
    """Every kind of paper that a scope names, by an oracle written from the text alone."""

    @pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["title"])
    def test_item(self, item: dict[str, str]) -> None:
        expected = item["expected"].split("|")
        answer = classify(item["title"])
        if isinstance(answer, Decided):
            assert answer.rule.id in expected
            return
        # an honest answer that it is open, where it is, with all it may be among the candidates
        assert len(expected) > 1
        assert isinstance(answer, Ambiguous | PeriodDecided)
        assert set(expected) <= set(ids(answer))

    def test_none_is_decided_wrong(self) -> None:
        wrong = {}
        right = 0
        for item in ITEMS:
            answer = classify(item["title"])
            if isinstance(answer, Decided):
                if answer.rule.id in item["expected"].split("|"):
                    right += 1
                else:
                    wrong[item["title"]] = answer.rule.id
        assert wrong == {}
        # wherever the scope leaves one rule only, that rule is found
        assert right >= sum("|" not in item["expected"] for item in ITEMS)

    @pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["title"])
    def test_with_its_category(self, item: dict[str, str]) -> None:
        """A right hint never makes a right answer wrong."""
        expected = item["expected"].split("|")
        for wanted in expected:
            category = rule_of(WUHU, wanted).category
            answer = classify(item["title"], category=category)
            own = {e for e in expected if rule_of(WUHU, e).category == category}
            if isinstance(answer, Decided):
                assert answer.rule.id in own
            elif isinstance(answer, Ambiguous | PeriodDecided):
                assert own <= set(ids(answer))

    @pytest.mark.parametrize("item", ITEMS, ids=lambda item: item["title"])
    def test_evidence_points_at_the_words(self, item: dict[str, str]) -> None:
        title = item["title"]
        for candidate in classify(title).candidates:
            assert candidate.evidence
            assert 0 < candidate.score <= 1
            for evidence in candidate.evidence:
                assert evidence.words
                assert evidence.words in title
                if evidence.span is not None:
                    assert title[evidence.span.start : evidence.span.end] == evidence.words
                if evidence.kind in {EvidenceKind.TITLE_WORDS, EvidenceKind.SCOPE_TERM}:
                    assert evidence.span is not None
                    assert evidence.rule == candidate.rule
                    assert evidence.category == candidate.rule.category
                    assert stands_in(evidence.matched, candidate.rule)


def stands_in(words: str, rule: Rule) -> bool:
    """Tell whether the characters of some words stand in a rule's title and scope, in order."""
    text = iter(comparison_key(rule.title + (rule.scope or "")))
    return all(char in text for char in comparison_key(words))


@pytest.mark.parametrize("rule", WUHU.rules, ids=lambda rule: rule.id)
def test_terms_are_words_of_the_rule(rule: Rule) -> None:
    """What a rule is known by stands in it, whole or with words of it left out."""
    for term in (*rule.terms, *rule.bare_terms, *rule.supporting_terms):
        assert stands_in(term, rule)


class TestEvidence:
    def test_words_and_place(self) -> None:
        title = "2015年工伤认定决定书 吴启明"
        answer = classify(title)
        assert isinstance(answer, Decided)
        (evidence,) = answer.candidates[0].evidence
        assert (evidence.words, evidence.span) == ("工伤认定决定书", (5, 12))
        assert evidence.rule == rule_of(WUHU, "6.2")

    def test_places_count_in_the_title_as_it_stands(self) -> None:
        """Width and blanks change nothing; ㈱ is one character of the title and three compared."""
        title = "㈱甲 工伤　认定 决定书"
        answer = classify(title)
        assert isinstance(answer, Decided)
        (evidence,) = answer.candidates[0].evidence
        assert (evidence.words, evidence.span) == ("工伤　认定 决定书", (3, 12))

    def test_the_score_is_the_share_of_the_title(self) -> None:
        answer = classify("甲乙丙催缴材料")
        assert isinstance(answer, Decided)
        assert answer.candidates[0].score == pytest.approx(4 / 7, abs=1e-3)

    def test_a_hint_is_evidence(self) -> None:
        answer = classify("总账", category=category_of(WUHU, 5))
        assert isinstance(answer, Decided)
        kinds = [evidence.kind for evidence in answer.candidates[0].evidence]
        assert kinds == [EvidenceKind.EXACT_TITLE, EvidenceKind.HINT]

    def test_an_insurance_is_evidence(self) -> None:
        answer = classify("失业保险会计年报")
        assert isinstance(answer, Decided)
        by_kind = {evidence.kind: evidence.words for evidence in answer.candidates[0].evidence}
        assert by_kind[EvidenceKind.INSURANCE_WORD] == "失业"


class TestOpen:
    def test_several_rules_one_period(self) -> None:
        """工作记录 stands in the scopes of 9.1 and 9.3, word for word; both give 30 years."""
        answer = classify("工作记录")
        assert isinstance(answer, PeriodDecided)
        assert set(ids(answer)) == {"9.1", "9.3"}
        assert answer.period == RetentionPeriod(30)

    def test_several_rules_several_periods(self) -> None:
        """A unit's registration is permanent, a person's is kept 100 years."""
        answer = classify("参保登记")
        assert isinstance(answer, Ambiguous)
        assert set(ids(answer)) == {"1.1", "1.2"}

    def test_a_delegated_rule_that_names_no_line_blocks_the_tie(self) -> None:
        """互助账 is a word of a line with 20 years, and of a rule that prints none: no period."""
        words = {"2.2.1": ("互助账",), "3.2": ("互助账",)}
        table = RuleTable(tuple(evolve(r, terms=words.get(r.id, ())) for r in TINY.rules))
        answer = classify("互助账", scheme=evolve(TINY, rules=table))
        assert isinstance(answer, Ambiguous)
        assert set(ids(answer)) == {"2.2.1", "3.2"}

    def test_several_rules_that_print_none(self) -> None:
        """That nobody prints a period is not one period that all give."""
        delegated = rule_of(TINY, "3.2").retention
        assert isinstance(delegated, Delegation)
        nobody = evolve(delegated, lines_as_in=None)
        table = RuleTable(
            tuple(
                evolve(r, terms=("互助账",), retention=nobody) if r.id in {"2.1", "3.2"} else r
                for r in TINY.rules
            )
        )
        answer = classify("互助账", scheme=evolve(TINY, rules=table))
        assert isinstance(answer, Ambiguous)
        assert set(ids(answer)) == {"2.1", "3.2"}

    @pytest.mark.parametrize("length", range(6, 14))
    @pytest.mark.parametrize(
        ("words", "outcome"), [("甲乙丙", "ambiguous"), ("甲乙丙丁", "decided")]
    )
    def test_the_best_must_be_clearly_better(self, words: str, outcome: str, length: int) -> None:
        """Two characters more than the next, here 戊己, decide; one does not; in any title."""
        terms = {"1.1": (words,), "4.1": ("戊己",)}
        table = RuleTable(tuple(evolve(r, terms=terms.get(r.id, ())) for r in TINY.rules))
        title = f"{words}戊己".ljust(length, "、")
        answer = classify(title, scheme=evolve(TINY, rules=table))
        assert answer.outcome == outcome
        assert set(ids(answer)) == {"1.1", "4.1"}

    def test_a_rule_that_prints_no_years_can_be_decided(self) -> None:
        answer = classify("各项社会保险基金年度预决算表")
        assert isinstance(answer, Decided)
        assert (answer.rule.id, answer.rule.period) == ("8.4", None)

    def test_never_permanent_because_unknown(self) -> None:
        for title in ("材料", "登记表", "登记", "核定表", "社会保险", "包括", "及相关材料", "凭证"):
            assert not isinstance(classify(title), Decided | PeriodDecided)

    @pytest.mark.parametrize(
        "title",
        [
            "住房公积金缴存登记表",
            "租房提取公积金申请表",
            "入党积极分子考察登记表",
            "局机关工作人员年度考核登记表",
            "社保局工作人员工资审批表",
            "流动人员人事档案委托保管协议",
            "劳动人事争议仲裁裁决书",
            "劳动合同书(固定期限)",
            "公务接待费报销单",
            "农村低保申请审批表",
            "残疾人两项补贴申请表",
            "独生子女父母光荣证申领表",
            "计划生育家庭奖励扶助金申报表",
            "婚姻登记档案",
            "创业担保贷款申请表",
            "职称证书补办申请表",
            "药品经营许可证换证材料",
            "医疗事故鉴定书",
            "户口迁移证明",
            "会议纪要",
            "车辆年检登记表",
            "网络安全等级保护测评报告",
            "12333咨询热线通话记录",
            "业务档案销毁清册(非会计)",
            "",
            " ",
            "、。（）",
            "2009",
            "0211-2009",
            "abc",
            "\0",
            "\ud800",
        ],
    )
    def test_no_rule_is_named(self, title: str) -> None:
        assert isinstance(classify(title), Undetermined)

    @pytest.mark.parametrize("ordinal", range(1, 10))
    def test_a_hint_alone_names_no_rule(self, ordinal: int) -> None:
        answer = classify("住房公积金缴存登记表", category=category_of(WUHU, ordinal))
        assert isinstance(answer, Undetermined)

    @every_scheme
    @given(title=st.text(st.characters(max_codepoint=0x7F)))
    def test_no_words_no_rule(self, name: str, title: str) -> None:
        answer = classify(title, scheme=scheme_named(name))
        assert answer == Undetermined()

    @every_scheme
    @given(title=st.text())
    def test_any_text_gets_an_answer(self, name: str, title: str) -> None:
        scheme = scheme_named(name)
        answer = classify(title, scheme=scheme)
        assert answer == classify(title, scheme=scheme)
        for candidate in answer.candidates:
            assert candidate.rule in scheme.rules


class TestTypes:
    @pytest.mark.parametrize(
        ("title", "outcome", "kind"),
        [
            ("催缴材料", "decided", Decided),
            ("总账", "period-decided", PeriodDecided),
            ("参保登记", "ambiguous", Ambiguous),
            ("会议纪要", "undetermined", Undetermined),
        ],
    )
    def test_outcomes(self, title: str, outcome: str, kind: type[Classification]) -> None:
        answer = classify(title)
        assert type(answer) is kind
        assert answer.outcome == outcome
        for twin in (copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
            assert twin == answer
        assert hash(answer) == hash(classify(title))

    def test_a_type_checker_narrows(self) -> None:
        """`outcome` tells the four apart; without one of them mypy would complain here."""
        answer = classify("催缴材料")
        if answer.outcome == "decided":
            assert str(answer.rule.period) == "10年"
        elif answer.outcome == "period-decided":
            assert answer.period != RetentionPeriod(1)
        elif answer.outcome == "ambiguous" or answer.outcome == "undetermined":  # noqa: PLR1714  (reason: mypy narrows by one literal at a time)
            assert answer.candidates
        else:
            assert_never(answer)

    @pytest.mark.parametrize("title", [None, 5, b"x", ["x"]])
    def test_what_is_no_text(self, title: object) -> None:
        with pytest.raises(RecordTypeError) as caught:
            classify(title)  # type: ignore[arg-type]  # reason: what a program may pass by mistake
        (found,) = caught.value.findings
        assert (found.code, found.field) == (FindingCode.WRONG_TYPE, "title")

    def test_the_year_changes_nothing_so_far(self) -> None:
        for title in ("催缴材料", "总账", "会议纪要"):
            assert classify(title, year=2015) == classify(title)

    def test_a_long_text_is_no_title(self) -> None:
        """The first thousand characters are read, and the rest costs nothing."""
        assert isinstance(classify("甲" * 990 + "催缴材料"), Decided)
        assert isinstance(classify("甲" * 1000 + "催缴材料"), Undetermined)
        start = time.process_time()
        classify("参保登记" * 1_000_000)
        assert time.process_time() - start < 2


class TestTiny:
    """Another scheme: other words, and a delegating rule with lines of its own."""

    @pytest.mark.parametrize(
        ("title", "wanted"),
        [
            ("开户登记材料", "1.1"),
            ("2011年开户登记", "1.1"),
            ("开户申请", "1.1"),
            ("核对记录", "1.1"),
            ("门诊补助核定材料", "2.1"),
            ("来信来访", "4.1"),
            ("住院补助账册", "3.2"),
        ],
    )
    def test_decided(self, title: str, wanted: str) -> None:
        answer = classify(title, scheme=TINY)
        assert isinstance(answer, Decided)
        assert answer.rule.id == wanted

    def test_a_bare_word_with_others_names_nothing(self) -> None:
        assert isinstance(classify("仓库核对记录本", scheme=TINY), Undetermined)

    @pytest.mark.parametrize(
        ("title", "line", "years"), [("总账", "2.2.1", 20), ("现金账", "2.2.2", 7)]
    )
    def test_lines(self, title: str, line: str, years: int) -> None:
        answer = classify(title, scheme=TINY)
        assert isinstance(answer, PeriodDecided)
        assert set(ids(answer)) == {line, "3.2"}
        assert answer.period == RetentionPeriod(years)
        for ordinal, wanted in ((2, line), (3, "3.2")):
            decided = classify(title, category=category_of(TINY, ordinal), scheme=TINY)
            assert isinstance(decided, Decided)
            assert decided.rule.id == wanted

    @pytest.mark.parametrize(("title", "wanted"), [("门诊总账", "2.2.1"), ("病房总账", "3.2")])
    def test_words_of_its_own(self, title: str, wanted: str) -> None:
        answer = classify(title, scheme=TINY)
        assert isinstance(answer, Decided)
        assert answer.rule.id == wanted

    def test_words_of_another_scheme(self) -> None:
        assert isinstance(classify("催缴材料", scheme=TINY), Undetermined)
