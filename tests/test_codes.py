"""Codes and periods: their form, their order, and that one is never taken for another."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import AlwaysEqual, NeverEqual, check_equality, check_order, less

from siarchive import (
    CategoryCode,
    CodeError,
    CodeTypeError,
    FindingCode,
    RetentionCode,
    RetentionPeriod,
    SiarchiveError,
)
from siarchive.testing import strategies

NOT_TEXT = [None, 5, 5.0, True, b"GL", ["GL"], ("G", "L"), object(), AlwaysEqual(), NeverEqual()]
NOT_A_CODE = [
    "",
    " ",
    "gl",
    "G L",
    " GL",
    "GL\n",
    "GL\x00",
    "ＧＬ",
    "G-L",
    "管理",
    "Ж",
    "É",
    "\u0421",
    "①",
    "٣",
    "\ud800",
    "G\u200b",
]


def check_wrong_type(error: CodeTypeError, field: str, value: object) -> None:
    """The finding names the type that was given, and quotes the value as Python shows it."""
    assert [(f.code, f.field, f.span, dict(f.params)) for f in error.findings] == [
        (FindingCode.WRONG_TYPE, field, None, {"kind": type(value).__name__, "value": repr(value)})
    ]


class TestCategoryCode:
    @pytest.mark.parametrize("text", ["GL", "A", "ABCDEFGH", "01", "2B", "0"])
    def test_form(self, text: str) -> None:
        code = CategoryCode(text)
        assert (code.text, str(code), CategoryCode.parse(text)) == (text, text, code)

    @pytest.mark.parametrize("text", [*NOT_A_CODE, "ABCDEFGHI"])
    def test_not_a_code(self, text: str) -> None:
        for make in (CategoryCode, CategoryCode.parse):
            with pytest.raises(CodeError) as caught:
                make(text)
            (found,) = caught.value.findings
            assert (found.code, found.field) == (FindingCode.BAD_CATEGORY, "category")
            assert found.span == (0, len(text))
            assert dict(found.params) == {"value": text}
            assert caught.value.text == text

    @pytest.mark.parametrize("value", NOT_TEXT)
    def test_not_text(self, value: object) -> None:
        for make in (CategoryCode, CategoryCode.parse):
            with pytest.raises(CodeTypeError) as caught:
                make(value)  # type: ignore[arg-type]  # reason: the wrong type is the test
            assert isinstance(caught.value, TypeError)
            check_wrong_type(caught.value, "category", value)

    @pytest.mark.parametrize(
        ("text", "suggestion"), [("gl", "GL"), (" GL ", "GL"), ("g l", None), ("管理", None)]
    )
    def test_suggestion(self, text: str, suggestion: str | None) -> None:
        with pytest.raises(CodeError) as caught:
            CategoryCode(text)
        assert caught.value.findings[0].suggestion == suggestion

    @given(code=strategies.category_codes())
    def test_there_and_back(self, code: CategoryCode) -> None:
        assert CategoryCode.parse(str(code)) == code

    def test_order_is_that_of_text(self) -> None:
        texts = ["ZJ", "A", "10", "2", "AB"]
        assert [str(c) for c in sorted(map(CategoryCode, texts))] == ["10", "2", "A", "AB", "ZJ"]


class TestRetentionCode:
    @pytest.mark.parametrize("text", ["Y", "D30", "ABCD", "10"])
    def test_form(self, text: str) -> None:
        code = RetentionCode(text)
        assert (code.text, str(code), RetentionCode.parse(text)) == (text, text, code)

    @pytest.mark.parametrize("text", [*NOT_A_CODE, "ABCDE", "永久", "30年"])
    def test_not_a_code(self, text: str) -> None:
        with pytest.raises(CodeError) as caught:
            RetentionCode(text)
        (found,) = caught.value.findings
        assert (found.code, found.field) == (FindingCode.BAD_RETENTION, "retention")
        assert found.span == (0, len(text))

    @pytest.mark.parametrize("value", NOT_TEXT)
    def test_not_text(self, value: object) -> None:
        with pytest.raises(CodeTypeError) as caught:
            RetentionCode(value)  # type: ignore[arg-type]  # reason: the wrong type is the test
        check_wrong_type(caught.value, "retention", value)

    @given(code=strategies.retention_codes())
    def test_there_and_back(self, code: RetentionCode) -> None:
        assert RetentionCode.parse(str(code)) == code


class TestRetentionPeriod:
    @pytest.mark.parametrize(
        ("text", "term"), [("永久", "permanent"), ("1年", 1), ("30年", 30), ("9999年", 9999)]
    )
    def test_words(self, text: str, term: int | str) -> None:
        period = RetentionPeriod.parse(text)
        assert (period.term, str(period)) == (term, text)
        assert period.is_permanent == (text == "永久")
        assert period.years == (None if text == "永久" else term)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "30",
            "年",
            "0年",
            "030年",
            "10000年",
            "-1年",
            "+1年",
            "1.5年",
            "30 年",
            " 30年",
            "30年\n",
            "３０年",
            "三十年",
            "30年以上",
            "长期",
            "短期",
            "永久 ",
            "permanent",
            "None",
            "1_0年",
            "٣年",
        ],
    )
    def test_other_words(self, text: str) -> None:
        with pytest.raises(CodeError) as caught:
            RetentionPeriod.parse(text)
        (found,) = caught.value.findings
        assert (found.code, found.field) == (FindingCode.BAD_PERIOD, "period")
        assert found.span == (0, len(text))
        assert dict(found.params) == {"value": text}
        assert caught.value.text == text

    @pytest.mark.parametrize("years", [0, -1, 10_000, 10**30])
    def test_years_out_of_bounds(self, years: int) -> None:
        with pytest.raises(CodeError) as caught:
            RetentionPeriod(years)
        assert [(f.code, f.field, f.span, dict(f.params)) for f in caught.value.findings] == [
            (FindingCode.BAD_PERIOD, "period", None, {"value": str(years)})
        ]

    @pytest.mark.parametrize(
        "term", [None, True, 30.0, "30", "永久", "30年", "PERMANENT", b"permanent", float("inf")]
    )
    def test_there_is_no_default(self, term: object) -> None:
        """A missing period is not a permanent one."""
        with pytest.raises(CodeTypeError) as caught:
            RetentionPeriod(term)  # type: ignore[arg-type]  # reason: the wrong type is the test
        check_wrong_type(caught.value, "period", term)

    def test_what_only_claims_to_be_permanent(self) -> None:
        with pytest.raises(CodeTypeError):
            RetentionPeriod(AlwaysEqual())  # type: ignore[arg-type]  # reason: as above

    @pytest.mark.parametrize("value", [*NOT_TEXT, 30])
    def test_not_text(self, value: object) -> None:
        with pytest.raises(CodeTypeError) as caught:
            RetentionPeriod.parse(value)  # type: ignore[arg-type]  # reason: as above
        check_wrong_type(caught.value, "period", value)

    @given(period=strategies.periods())
    def test_there_and_back(self, period: RetentionPeriod) -> None:
        assert RetentionPeriod.parse(str(period)) == period

    @given(drawn=st.lists(strategies.periods()))
    def test_order_is_by_length_and_permanent_is_longest(
        self, drawn: list[RetentionPeriod]
    ) -> None:
        lengths = [p.years if p.years is not None else 10**9 for p in sorted(drawn)]
        assert lengths == sorted(lengths)
        assert all(p <= RetentionPeriod.permanent() for p in drawn)

    def test_two_names_for_permanent(self) -> None:
        assert RetentionPeriod("permanent") == RetentionPeriod.permanent()
        assert RetentionPeriod(9999) < RetentionPeriod.permanent()


@pytest.mark.parametrize("kind", [CategoryCode, RetentionCode])
def test_text_of_a_subclass_is_kept_as_plain_text(kind: type[CategoryCode | RetentionCode]) -> None:
    class Masked(str):
        __slots__ = ()

        def __str__(self) -> str:
            return "masked"

    assert type(kind(Masked("Y")).text) is str
    assert str(kind(Masked("Y"))) == "Y"


class TestTypesApart:
    """A different meaning is a different type."""

    VALUES: tuple[object, ...] = (CategoryCode("Y"), RetentionCode("Y"), RetentionPeriod(30))

    @pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
    def test_hostile_comparands(self, value: object) -> None:
        check_equality(value)
        check_order(value)

    def test_no_two_types_are_equal(self) -> None:
        values = {*self.VALUES, "Y", 30}
        assert len(values) == 5
        for first, second in permutations(values, 2):
            assert first != second

    def test_no_order_between_types(self) -> None:
        for first, second in permutations([*self.VALUES, "Y", 30], 2):
            if {type(first), type(second)} != {str, int}:
                with pytest.raises(TypeError):
                    less(first, second)

    @pytest.mark.parametrize("value", VALUES, ids=lambda v: type(v).__name__)
    def test_nothing_can_be_changed(self, value: object) -> None:
        for name in ("text", "term", "more"):
            with pytest.raises(AttributeError):
                setattr(value, name, "X")

    def test_errors_are_ours_and_python_s(self) -> None:
        assert issubclass(CodeError, ValueError)
        assert issubclass(CodeTypeError, TypeError)
        assert issubclass(CodeTypeError, CodeError)
        assert issubclass(CodeError, SiarchiveError)
