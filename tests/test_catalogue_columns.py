"""Which column holds what: recognised by headings, corrected by the caller, or found by content."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Final

import pytest
from attrs import fields_dict
from tests.schemes_fixture import scheme_named

from siarchive import CatalogueError, Columns, Finding, FindingCode, check

C = FindingCode
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"

CHINESE: Final[Mapping[str, str]] = {
    "档号": "number",
    "全宗号": "fonds",
    "年度": "year",
    "类别": "category",
    "业务环节": "stage",
    "案卷号": "volume",
    "件号": "position",
    "题名": "title",
    "责任者": "responsible_body",
    "文号": "document_number",
    "形成日期": "date",
    "起页": "first_page",
    "止页": "last_page",
    "页数": "page_count",
    "保管期限": "retention",
    "备注": "remarks",
}
"""The headings of the finding aids, and the role of each."""

OTHER: Final[Mapping[str, str]] = {
    "年份": "year",
    "类目": "category",
    "卷号": "volume",
    "顺序号": "position",
    "文件题名": "title",
    "案卷题名": "title",
    "文件编号": "document_number",
    "日期": "date",
    "year": "year",
    "category": "category",
    "stage": "stage",
    "title": "title",
    "retention period": "retention",
    "first page": "first_page",
    "last_page": "last_page",
    "fonds number": "fonds",
}


def refused(header: list[str], **given: str) -> Finding:
    """Return the one reason for which columns are not recognised."""
    with pytest.raises(CatalogueError) as caught:
        Columns.recognise(header, given=given)
    (found,) = caught.value.findings
    return found


class TestByHeadings:
    def test_every_role_has_its_chinese_heading(self) -> None:
        assert set(CHINESE.values()) == set(fields_dict(Columns))
        found = Columns.recognise(list(CHINESE))
        assert found.named() == {role: heading for heading, role in CHINESE.items()}

    @pytest.mark.parametrize(("heading", "role"), OTHER.items())
    def test_other_headings(self, heading: str, role: str) -> None:
        found = Columns.recognise(["档号", heading])
        assert found.named() == {"number": "档号", role: heading}

    @pytest.mark.parametrize("heading", ["档案号", "档案编号", "archive number", "archive_number"])
    def test_other_headings_of_the_number(self, heading: str) -> None:
        assert Columns.recognise([heading]).named() == {"number": heading}

    @pytest.mark.parametrize(
        "heading", ["档 号", " 档号", "档号\n", "Archive Number", "ＡＲＣＨＩＶＥ number"]
    )
    def test_blanks_case_and_width_do_not_matter(self, heading: str) -> None:
        """The column keeps its own name, since that is the key of the cells."""
        assert Columns.recognise([heading]).number == heading

    def test_what_is_not_known_has_no_role(self) -> None:
        assert Columns.recognise(["档号", "盒号", "档号说明"]).named() == {"number": "档号"}

    def test_two_of_another_role(self) -> None:
        """Only the number must be told from its like: the first of two years is taken."""
        assert Columns.recognise(["档号", "年份", "年度"]).year == "年份"

    def test_no_number(self) -> None:
        found = refused(["编号", "题名"])
        assert (found.code, found.field) == (C.NO_NUMBER_COLUMN, "columns")
        for lang in ("zh", "en"):
            assert "编号, 题名" in found.message(lang)

    def test_two_numbers(self) -> None:
        found = refused(["档号", "题名", "档案编号"])
        assert (found.code, found.field) == (C.TWO_NUMBER_COLUMNS, "columns")
        for lang in ("zh", "en"):
            assert "档号, 档案编号" in found.message(lang)

    def test_the_same_heading_twice(self) -> None:
        assert refused(["档号", "题名", "档号"]).code is C.TWO_NUMBER_COLUMNS


class TestGiven:
    @pytest.mark.parametrize("asked", ["number", "档号", "档案编号", "Archive Number"])
    def test_role_or_usual_heading(self, asked: str) -> None:
        found = Columns.recognise(["Nr", "题名"], given={asked: "Nr"})
        assert found.named() == {"number": "Nr", "title": "题名"}

    def test_it_goes_before_what_is_recognised(self) -> None:
        found = Columns.recognise(
            ["档号", "档案号", "年度"], given={"档号": "档案号", "date": "年度"}
        )
        assert found.named() == {"number": "档案号", "date": "年度"}

    def test_no_such_role(self) -> None:
        found = refused(["档号", "题名"], 立档单位="题名")
        assert (found.code, found.field) == (C.UNKNOWN_COLUMN, "columns")
        assert "立档单位" in found.message("zh")

    def test_no_such_heading(self) -> None:
        found = refused(["档号", "题名"], fonds="立档单位")
        assert (found.code, found.field) == (C.UNKNOWN_COLUMN, "columns")
        assert "立档单位" in found.message("en")
        assert "档号, 题名" in found.message("en")

    def test_headings_are_those_of_the_file(self) -> None:
        """What names the catalogue's own column must name it exactly."""
        assert refused(["Number", "题名"], number="number").code is C.UNKNOWN_COLUMN

    def test_whole_columns_must_be_there(self) -> None:
        known = Columns(number="档号", title="题名")
        assert list(check([{"档号": PLAIN, "题名": "甲"}], columns=known))
        with pytest.raises(CatalogueError) as caught:
            list(check([{"档号": PLAIN}], columns=known))
        assert [f.code for f in caught.value.findings] == [C.UNKNOWN_COLUMN]

    def test_a_mapping_for_check(self) -> None:
        row = {"No": PLAIN, "J": "2010"}
        (checked,) = check([row], columns={"档号": "No", "year": "J"})
        assert [(f.code, f.column) for f in checked.findings] == [(C.YEAR_COLUMN, "J")]


class TestByContent:
    ROWS: Final = [{"甲": PLAIN, "乙": "x"}, {"甲": " 2012-ZJ-催缴材料-1-30-F", "乙": PLAIN}]

    def test_where_no_heading_says_it(self) -> None:
        rows = [*self.ROWS, {"甲": PLAIN, "乙": "y"}]
        assert Columns.recognise(["乙", "甲"], sample=rows).number == "甲"
        assert [row.text for row in check(rows)] == [PLAIN, "2012-ZJ-催缴材料-1-30-F", PLAIN]

    def test_two_of_them(self) -> None:
        rows = [{"甲": PLAIN, "乙": PLAIN}]
        with pytest.raises(CatalogueError) as caught:
            list(check(rows))
        assert [f.code for f in caught.value.findings] == [C.TWO_NUMBER_COLUMNS]

    def test_none_of_them(self) -> None:
        with pytest.raises(CatalogueError) as caught:
            list(check([{"甲": "x", "乙": None}]))
        assert [f.code for f in caught.value.findings] == [C.NO_NUMBER_COLUMN]

    def test_a_column_has_one_role(self) -> None:
        """The column of numbers bears the heading of another role: it is the number's alone."""
        found = Columns.recognise(["文号", "题名"], sample=[{"文号": PLAIN, "题名": "x"}])
        assert found.named() == {"number": "文号", "title": "题名"}

    def test_blank_cells_say_nothing(self) -> None:
        rows = [{"甲": cell, "乙": "x"} for cell in ("", " ", None, PLAIN)]
        assert Columns.recognise(["甲", "乙"], sample=rows).number == "甲"

    def test_a_heading_goes_before_content(self) -> None:
        rows = [{"档号": "不详", "旧号": PLAIN}]
        assert Columns.recognise(["档号", "旧号"], sample=rows).number == "档号"

    def test_numbers_of_the_scheme(self) -> None:
        rows = [{"甲": "KH/互档/P/2011/开户登记材料/12/003", "乙": PLAIN}]
        tiny = scheme_named("tiny")
        assert Columns.recognise(["甲", "乙"], sample=rows, scheme=tiny).number == "甲"
        assert Columns.recognise(["甲", "乙"], sample=rows).number == "乙"

    def test_an_endless_sample_is_looked_at_in_part(self) -> None:
        sample = ({"甲": PLAIN, "乙": str(n)} for n in count())
        assert Columns.recognise(["甲", "乙"], sample=sample).number == "甲"
