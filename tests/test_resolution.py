"""Resolution: which category a printed code means, and the evidence for it."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import AlwaysEqual, check_equality
from tests.schemes_fixture import category_of, every_scheme, scheme_named

from siarchive import (
    ArchiveNumber,
    ArchiveNumberTypeError,
    CategoryCode,
    EvidenceKind,
    FindingCode,
    RetentionCode,
    Scheme,
    explain,
    parse,
    resolve,
    validate,
)
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
TINY = scheme_named("tiny")
K = EvidenceKind


def number(code: str, stage: str) -> ArchiveNumber:
    return ArchiveNumber(2012, CategoryCode(code), stage, 1, 20, RetentionCode("Y"))


def candidates(scheme: Scheme, *ordinals: int) -> tuple[object, ...]:
    return tuple(category_of(scheme, n) for n in ordinals)


class TestUnsharedCode:
    @given(data=st.data())
    @every_scheme
    def test_decides_whatever_the_stage(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        drawn = data.draw(strategies.archive_numbers(scheme))
        printing = [c for c in scheme.categories if c.code == drawn.category_code]
        answer = resolve(drawn, scheme=scheme)
        assert set(answer.candidates) <= set(printing)
        if len(printing) == 1:
            assert answer.category is printing[0]
            assert answer.evidence[0].kind is K.ONLY_CATEGORY
            assert answer.evidence[0].category is printing[0]

    def test_exact_title_is_evidence_too(self) -> None:
        answer = resolve(parse("2009-GL-参保单位登记材料-1-50-Y"))
        assert [(e.kind, e.rule and e.rule.id) for e in answer.evidence] == [
            (K.ONLY_CATEGORY, None),
            (K.EXACT_TITLE, "1.1"),
        ]

    def test_a_title_of_another_category_does_not_move_it(self) -> None:
        """The printed example: the code says 征缴, the stage is a title of 管理."""
        answer = resolve(parse("2009-ZJ-参保单位登记材料-1-50-Y"))
        assert answer.category is category_of(WUHU, 2)
        last = answer.evidence[-1]
        assert (last.kind, last.rule and last.rule.id) == (K.OTHER_TITLE, "1.1")
        assert last.category is category_of(WUHU, 1)

    def test_compared_without_blanks_and_after_nfkc(self) -> None:
        answer = resolve(number("TJ", "社会保险业务 月／季　统计报表"))
        assert [e.rule.id for e in answer.evidence if e.rule] == ["8.3"]


class TestSharedCode:
    @pytest.mark.parametrize(
        ("stage", "ordinals", "kinds"),
        [
            ("失业备案材料", (5,), {K.EXACT_TITLE, K.INSURANCE_WORD}),
            ("妊娠登记材料", (7,), {K.EXACT_TITLE}),
            ("生育保险付款凭证、会计账簿、会计报表等", (7,), {K.EXACT_TITLE, K.INSURANCE_WORD}),
            ("失业金发放明细", (5,), {K.INSURANCE_WORD}),
            ("生育津贴", (7,), {K.INSURANCE_WORD}),
            ("失 业金", (5,), {K.INSURANCE_WORD}),
            ("失业、生育合并材料", (5, 7), {K.INSURANCE_WORD}),
            ("总账", (5, 7), {K.EXACT_TITLE, K.ACCOUNT_LINE}),
            ("会计年报", (5, 7), {K.EXACT_TITLE, K.ACCOUNT_LINE}),
            ("明细表", (5, 7), {K.NOTHING}),
            ("医疗费", (5, 7), {K.NOTHING}),
            ("工伤备案材料", (5, 7), {K.OTHER_TITLE}),
        ],
    )
    def test_wuhu(self, stage: str, ordinals: tuple[int, ...], kinds: set[EvidenceKind]) -> None:
        answer = resolve(number("SY", stage))
        assert answer.candidates == candidates(WUHU, *ordinals)
        assert answer.category == (answer.candidates[0] if len(ordinals) == 1 else None)
        assert {e.kind for e in answer.evidence} == kinds
        assert all(e.words for e in answer.evidence)

    @pytest.mark.parametrize(
        ("stage", "ordinals"),
        [
            ("门诊补助核定材料", (2,)),
            ("住院补助核定材料（首次／再次）", (3,)),
            ("病房费", (3,)),
            ("门诊费", (2,)),
            ("门诊转病房", (2, 3)),
            ("总账", (2, 3)),
            ("补助", (2, 3)),
        ],
    )
    def test_tiny(self, stage: str, ordinals: tuple[int, ...]) -> None:
        """The words are the scheme's: nothing of one scheme decides in another."""
        answer = resolve(number("B2", stage), scheme=TINY)
        assert answer.candidates == candidates(TINY, *ordinals)
        assert answer.category == (answer.candidates[0] if len(ordinals) == 1 else None)

    def test_an_account_line_names_the_rule_that_stands_for_it(self) -> None:
        answer = resolve(number("SY", "总账"))
        found = [(e.kind, e.rule and e.rule.id, e.category) for e in answer.evidence]
        assert found == [
            (K.EXACT_TITLE, "5.5.2.2", category_of(WUHU, 5)),
            (K.ACCOUNT_LINE, "7.4", category_of(WUHU, 7)),
        ]

    def test_a_title_of_another_category_does_not_silence_the_insurance(self) -> None:
        """A stage may be another category's title and name an insurance none the less."""
        categories = tuple(
            evolve(c, insurance_words=("开户",)) if c.ordinal == 3 else c for c in TINY.categories
        )
        scheme = evolve(TINY, id="words", categories=categories)
        answer = resolve(number("B2", "开户登记材料"), scheme=scheme)
        assert {e.kind for e in answer.evidence} == {K.OTHER_TITLE, K.INSURANCE_WORD}
        assert answer.candidates == candidates(scheme, 3)


class TestHint:
    """What the caller knows decides what the number leaves open, and nothing else."""

    @pytest.mark.parametrize("ordinal", [5, 7])
    def test_decides_between_candidates(self, ordinal: int) -> None:
        hint = category_of(WUHU, ordinal)
        answer = resolve(number("SY", "总账"), category=hint)
        assert (answer.category, answer.candidates) == (hint, (hint,))
        assert answer.evidence[-1].kind is K.HINT

    @pytest.mark.parametrize("ordinal", [1, 6, 9])
    def test_is_no_candidate_of_its_own(self, ordinal: int) -> None:
        answer = resolve(number("SY", "总账"), category=category_of(WUHU, ordinal))
        assert answer == resolve(number("SY", "总账"))

    def test_never_overrides_the_number(self) -> None:
        seven = category_of(WUHU, 7)
        assert resolve(number("SY", "失业备案材料"), category=seven).category == category_of(
            WUHU, 5
        )
        assert resolve(number("GL", "甲"), category=seven).category == category_of(WUHU, 1)


class TestUnknownCode:
    def test_no_candidate(self) -> None:
        answer = resolve(number("QQ", "甲"))
        assert (answer.category, answer.candidates) == (None, ())
        assert [e.kind for e in answer.evidence] == [K.NOTHING]

    def test_a_letter_means_something_through_a_scheme_only(self) -> None:
        assert resolve(number("GL", "甲"), scheme=TINY).candidates == ()
        assert resolve(number("KH", "甲"), scheme=TINY).category == category_of(TINY, 1)

    @pytest.mark.parametrize("value", [None, "2009-GL-甲-1-50-Y", 5, AlwaysEqual()])
    def test_not_a_number(self, value: object) -> None:
        with pytest.raises(ArchiveNumberTypeError) as caught:
            resolve(value)  # type: ignore[arg-type]  # reason: the wrong type is the test
        assert [(f.code, f.field) for f in caught.value.findings] == [
            (FindingCode.WRONG_TYPE, "number")
        ]

    @pytest.mark.parametrize("hint", ["失业保险待遇类", 5, CategoryCode("SY"), AlwaysEqual()])
    def test_a_hint_that_is_no_category(self, hint: object) -> None:
        drawn = number("SY", "总账")
        for verb in (resolve, validate, explain):
            with pytest.raises(ArchiveNumberTypeError) as caught:
                verb(drawn, category=hint)  # type: ignore[arg-type]  # reason: the wrong type is the test
            assert [(f.code, f.field) for f in caught.value.findings] == [
                (FindingCode.WRONG_TYPE, "category")
            ]


def test_hostile_comparands() -> None:
    answer = resolve(number("SY", "总账"))
    check_equality(answer)
    check_equality(answer.evidence[0])
    check_equality(category_of(WUHU, 5))
