"""A number explained part by part."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.schemes_fixture import category_of, every_scheme, scheme_named

from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    ArchiveNumberTypeError,
    CategoryCode,
    Evidence,
    EvidenceKind,
    RetentionCode,
    RetentionError,
    RetentionPeriod,
    explain,
    format,  # noqa: A004  (reason: the public name of the writer)
    load_scheme,
    parse,
    resolve,
    validate,
)
from siarchive.explanations import _agreement
from siarchive.findings import Language
from siarchive.testing import strategies

WUHU: Final = load_scheme("wuhu")
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def meaning(text: str, field: str, lang: Language = "zh") -> str:
    part = explain(text).part(field)
    assert part is not None
    return part.meaning.text(lang)


class TestLaws:
    @every_scheme
    @given(data=st.data())
    def test_the_parts_make_the_number(self, name: str, data: st.DataObject) -> None:
        """Joined, the parts are the number as the scheme writes it, in the scheme's order."""
        scheme = scheme_named(name)
        number = data.draw(strategies.archive_numbers(scheme))
        made = explain(number, scheme=scheme)
        assert made.text == format(number, scheme=scheme)
        for part in made.parts:
            assert made.text[slice(*part.span)] == part.text
        form = scheme.number_format
        segments = [s for s in form.segments if s.kind != "fonds" or number.fonds is not None]
        joined = made.parts[0].text
        for segment, part in zip(segments[1:], made.parts[1:], strict=True):
            joined += (segment.separator or form.separator) + part.text
        assert joined == made.text
        assert [part.field for part in made.parts] == [s.kind.value for s in segments]
        assert (made.part("fonds") is None) == (number.fonds is None)

    @every_scheme
    @given(data=st.data())
    def test_every_finding_has_its_place(self, name: str, data: st.DataObject) -> None:
        """The findings are those of ``validate``; each stands beside the part it speaks of."""
        scheme = scheme_named(name)
        number = data.draw(strategies.archive_numbers(scheme))
        made = explain(number, scheme=scheme)
        assert made.findings == validate(number, scheme=scheme)
        assert made.resolution == resolve(number, scheme=scheme)
        for part in made.parts:
            assert part.findings == tuple(f for f in made.findings if f.field == part.field)
            assert part.meaning.zh
            assert part.meaning.en


class TestMeanings:
    """Expected from the scheme's text: its list of categories, its annex, its list of codes."""

    def test_a_sound_number(self) -> None:
        text = "0211-2009-GL-参保单位登记材料-1-50-Y"
        assert "芜湖市人力资源和社会保障局" in meaning(text, "fonds")
        assert "2009" in meaning(text, "year")
        assert meaning(text, "category").startswith("社会保险管理类：")
        assert meaning(text, "category", "en").startswith(
            "社会保险管理类 (Social insurance administration): "
        )
        for lang in LANGUAGES:
            assert "1.1" in meaning(text, "stage", lang)
            assert "永久" in meaning(text, "stage", lang)
        assert meaning(text, "volume") == "第 1 卷"
        assert "方案未说明" in meaning(text, "page")
        assert "does not say" in meaning(text, "page", "en")
        assert meaning(text, "retention") == "永久；与条目 1.1 一致"
        assert meaning(text, "retention", "en") == "永久; as rule 1.1 prints"
        assert explain(text).rules == (WUHU.rules["1.1"],)
        assert explain(text).findings == ()

    def test_a_fonds_is_nobody_s_where_the_scheme_states_none(self) -> None:
        silent = evolve(WUHU, fonds=None, fonds_source=None)
        part = explain("9999-2009-GL-参保单位登记材料-1-50-Y", scheme=silent).part("fonds")
        assert part is not None
        assert part.meaning.text("zh") == "全宗号；本方案未载"
        assert WUHU.agency.en not in part.meaning.text("en")

    def test_the_schemes_own_example(self) -> None:
        """The printed example says ZJ, the annex prints the stage under GL, permanent."""
        made = explain("2009-ZJ-参保单位登记材料-1-50-Y")
        category, stage, retention = map(made.part, ("category", "stage", "retention"))
        assert category is not None
        assert stage is not None
        assert retention is not None
        assert [f.code for f in category.findings] == ["category-stage-conflict"]
        assert category.meaning.zh.startswith("社会保险费征缴类：")
        assert "另一类" in stage.meaning.zh
        assert "社会保险管理类" in stage.meaning.zh
        assert "another category" in stage.meaning.en
        assert retention.meaning.zh == "永久；与条目 1.1 一致"

    def test_a_shared_code(self) -> None:
        text = "2012-SY-总账-1-80-E"
        assert meaning(text, "category").startswith(
            "失业保险待遇类、生育保险待遇类均可，不能判定："
        )
        assert "not decided" in meaning(text, "category", "en")
        assert "按《会计档案管理办法》" in meaning(text, "stage")
        # 5.5.2.2 prints 15 years; 7.4 prints none, and is not claimed to agree
        assert meaning(text, "retention") == "15年；与条目 5.5.2.2 一致"
        hint = explain(text, category=category_of(WUHU, 5)).part("category")
        assert hint is not None
        assert hint.meaning.zh.startswith("失业保险待遇类：")
        assert "已知类别" in hint.meaning.zh

    @pytest.mark.parametrize(
        ("code", "zh", "en"),
        [
            ("F", "10年；与条目 2.5 一致", "10年; as rule 2.5 prints"),
            ("G", "5年；短于条目所印的10年", "5年; shorter than the rule's 10年"),
            ("E", "15年；长于条目所印的10年", "15年; longer than the rule's 10年"),
        ],
    )
    def test_the_letter_against_the_rule(self, code: str, zh: str, en: str) -> None:
        """Rule 2.5 prints ten years, letter F."""
        text = f"2012-ZJ-催缴材料-1-30-{code}"
        assert (meaning(text, "retention"), meaning(text, "retention", "en")) == (zh, en)

    def test_years_without_a_letter(self) -> None:
        """No letter means 25 years; D, 30 years, may stand for them."""
        rule = next(r for r in WUHU.rules if r.period is not None and r.period.years == 25)
        code = rule.category.code
        said = meaning(f"2012-{code}-{rule.title}-1-30-D", "retention")
        assert said == "30年；条目印25年，没有代码，以更长的期限标注"

    def test_a_rule_without_years(self) -> None:
        said = meaning("2012-SY-生育保险付款凭证、会计账簿、会计报表等-1-30-E", "retention")
        assert said == "15年；条目不印年限，无从比较"

    def test_a_stage_of_ones_own(self) -> None:
        text = "2012-GL-自定环节-1-30-E"
        assert "没有这个题名" in meaning(text, "stage")
        assert meaning(text, "retention") == "15年；没有可比的条目"
        assert explain(text).rules == ()

    def test_codes_the_scheme_does_not_print(self) -> None:
        number = ArchiveNumber(2012, CategoryCode("XX"), "甲", 1, 1, RetentionCode("Q"), "999")
        made = explain(number)
        said = {part.field: part.meaning.zh for part in made.parts}
        assert said["category"] == "方案没有代码 XX"
        assert said["retention"] == "方案没有期限代码 Q"
        assert "0211" in said["fonds"]
        assert {"unknown-category", "unknown-retention", "other-fonds"} <= {
            f.code for f in made.findings
        }

    def test_between_two_rules(self) -> None:
        """Ten years of 2.5, permanent of 1.1: fifteen are neither."""
        rules = (WUHU.rules["2.5"], WUHU.rules["1.1"])
        assert _agreement(RetentionPeriod(15), rules, WUHU).zh == "与条目所印的10年 / 永久不符"

    def test_a_number_the_format_cannot_carry(self) -> None:
        """`turned` writes no fonds, so the text is that of ``str``."""
        turned = scheme_named("turned")
        number = ArchiveNumber(2011, CategoryCode("KH"), "甲", 3, 12, RetentionCode("P"), "007A")
        made = explain(number, scheme=turned)
        assert made.text == str(number)
        assert [p.text for p in made.parts] == ["007A", "2011", "KH", "甲", "3", "12", "P"]


class TestQuestions:
    def test_text_is_read_strictly(self) -> None:
        text = "2009-GL-参保单位登记材料-1-50-Y"
        assert explain(text) == explain(parse(text)) == parse(text).explain()
        with pytest.raises(ArchiveNumberError) as caught:
            explain(" " + text)
        assert caught.value.findings[0].code == "bad-year"

    def test_wrong_types(self) -> None:
        with pytest.raises(ArchiveNumberTypeError):
            explain(5)  # type: ignore[arg-type]  # reason: a wrong type is the test

    def test_as_of(self) -> None:
        text = "2049-GL-参保单位登记材料-1-50-Y"
        assert explain(text).findings == ()
        made = explain(text, as_of=date(2026, 11, 23)).part("year")
        assert made is not None
        assert [f.code for f in made.findings] == ["future-year"]
        with pytest.raises(RetentionError):
            explain(text, as_of=2026)  # type: ignore[arg-type]  # reason: a wrong type is the test

    def test_copies_and_pickles(self) -> None:
        made = explain("2009-ZJ-参保单位登记材料-1-50-Y")
        assert pickle.loads(pickle.dumps(made)) == made
        assert copy.deepcopy(made) == made
        assert hash(made) == hash(explain("2009-ZJ-参保单位登记材料-1-50-Y"))

    def test_part(self) -> None:
        made = explain("2009-GL-参保单位登记材料-1-50-Y")
        assert made.part("year") is made.parts[0]
        assert made.part("fonds") is None


class TestEvidenceInWords:
    @pytest.mark.parametrize("kind", EvidenceKind)
    def test_every_kind_has_a_sentence_in_both_languages(self, kind: EvidenceKind) -> None:
        rule = WUHU.rules["2.5"]
        made = Evidence(kind, "甲乙", "丙丁", rule.category, rule)
        for lang in LANGUAGES:
            said = made.text(lang)
            assert "{" not in said
            wanted = rule.category.title if kind is EvidenceKind.HINT else "甲乙"
            assert wanted in said
        assert made.text("zh") != made.text("en")
        assert Evidence(kind, "甲").text()

    def test_braces_in_a_title(self) -> None:
        assert "{rule}" in Evidence(EvidenceKind.NOTHING, "{rule}").text()
