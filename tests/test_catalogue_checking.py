"""What a check says of one row: one slip at a time in a row that is sound without it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from attrs import frozen
from tests.schemes_fixture import TINY

from siarchive import (
    BeyondCalendar,
    CatalogueError,
    CheckedRow,
    Columns,
    FindingCode,
    Never,
    PageMeans,
    RetentionError,
    RowFinding,
    Scheme,
    Severity,
    UnknownEnd,
    check,
    finding_table,
    load_scheme,
)
from siarchive.catalogue import OutputSet, open_table

C = FindingCode
WUHU: Final = load_scheme("wuhu")
TINY_SCHEME: Final = load_scheme(TINY)
SCHEMES: Final = {"wuhu": WUHU, "tiny": TINY_SCHEME}
AS_OF: Final = date(2026, 11, 23)
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
CARD: Final = "340200190001010016"
MASKED: Final = "340200********0016"

SOUND: Final[Mapping[str, Mapping[str, object]]] = {
    "wuhu": {
        "全宗号": "0211",
        "档号": f"0211-{PLAIN}",
        "年度": "2009",
        "类别": "社会保险管理类",
        "业务环节": "参保单位登记材料",
        "案卷号": "1",
        "件号": "1",
        "题名": "芜湖云麓机械有限公司参保登记表",
        "形成日期": "2009-05-02",
        "起页": "50",
        "止页": "60",
        "页数": "11",
        "保管期限": "永久",
        "备注": "",
    },
    "tiny": {
        "fonds": "007A",
        "archive number": "007A/KH/互档/P/2011/开户登记材料/12/003",
        "year": "2011",
        "category": "开户类",
        "stage": "开户登记材料",
        "volume": "3",
        "item": "1",
        "title": "某户开户申请",
        "date": "2011-02-03",
        "first page": "12",
        "last page": "14",
        "pages": "3",
        "retention": "永久",
        "remarks": "",
    },
}


def one(
    row: Mapping[str, object],
    *,
    scheme: Scheme = WUHU,
    as_of: date | None = AS_OF,
    page_means: PageMeans = "unknown",
    header: Iterable[str] | None = None,
) -> CheckedRow:
    """Check a single row."""
    names = None if header is None else tuple(header)
    (checked,) = check([row], scheme=scheme, as_of=as_of, page_means=page_means, header=names)
    return checked


def codes(row: CheckedRow) -> list[FindingCode]:
    return [f.code for f in row.findings]


def leaks(row: Mapping[str, object]) -> list[str]:
    """Return what is said of a row and shows of a number more than place and year of birth."""
    checked = one(row)
    assert checked.findings
    said = [
        str(record[key])
        for found in checked.findings
        for record in (found.as_record("zh"), found.as_record("en"))
        for key in ("value", "message", "suggestion")
    ]
    return [text for text in said if CARD[:11] in text]


def numbered(number: str, **cells: object) -> dict[str, object]:
    """Return a row of a number and a few cells more."""
    return {"档号": number, **cells}


@pytest.mark.parametrize("name", SCHEMES)
@pytest.mark.parametrize("page_means", ["unknown", "first-page"])
def test_a_sound_row_has_no_findings(name: str, page_means: PageMeans) -> None:
    checked = one(SOUND[name], scheme=SCHEMES[name], page_means=page_means)
    assert checked.findings == ()
    assert checked.row == 1
    assert checked.cells == SOUND[name]
    assert checked.retention is not None
    assert checked.retention.due == Never()
    assert checked.rule is not None
    assert checked.rule.id == "1.1"
    assert checked.category == checked.rule.category


Place = tuple[FindingCode, str | None, str, tuple[int, int] | None]
"""Code, column, field, span."""


@frozen
class Slip:
    """A sound row with one slip in it, and everything that a check must then say."""

    cells: Mapping[str, object]
    wanted: tuple[Place, ...]
    suggestion: str | None = None
    scheme: str = "wuhu"
    as_of: date | None = AS_OF
    page_means: PageMeans = "first-page"
    dropped: tuple[str, ...] = ()

    def row(self) -> dict[str, object]:
        row = {**SOUND[self.scheme], **self.cells}
        return {name: cell for name, cell in row.items() if name not in self.dropped}


def slip(
    code: FindingCode,
    column: str | None,
    field: str,
    cell: str,
    *,
    suggestion: str | None = None,
    span: tuple[int, int] | None = None,
    scheme: str = "wuhu",
    as_of: date | None = AS_OF,
    page_means: PageMeans = "first-page",
) -> Slip:
    """Return a slip in one cell that brings one finding, about the whole cell if not said."""
    place = (0, len(cell)) if span is None else span
    cells = {} if column is None else {column: cell}
    return Slip(
        cells, ((code, column, field, place),), suggestion, scheme, as_of, page_means=page_means
    )


SLIPS: Final = [
    Slip(
        {"全宗号": "0305"},
        ((C.FONDS_COLUMN, "全宗号", "fonds", (0, 4)), (C.OTHER_FONDS, "全宗号", "fonds", (0, 4))),
        "0211",
    ),
    slip(C.YEAR_COLUMN, "年度", "year", "2010", suggestion="2009"),
    slip(C.YEAR_COLUMN, "年度", "year", "2010年", suggestion="2009"),
    slip(C.CATEGORY_COLUMN, "类别", "category", "工伤保险待遇类", suggestion="社会保险管理类"),
    slip(C.CATEGORY_COLUMN, "类别", "category", "GS", suggestion="社会保险管理类"),
    slip(C.STAGE_COLUMN, "业务环节", "stage", "参保人员登记材料"),
    slip(C.VOLUME_COLUMN, "案卷号", "volume", "12", suggestion="1"),
    slip(C.PAGE_COLUMN, "起页", "first_page", "1", suggestion="50"),
    slip(C.PAGE_COLUMN, "页数", "page_count", "12", page_means="page-count"),
    slip(C.PERIOD_COLUMN, "保管期限", "retention", "10年", suggestion="永久"),
    slip(C.PERIOD_COLUMN, "保管期限", "retention", "D", suggestion="永久"),
    slip(C.BAD_CELL, "年度", "year", "二〇〇九"),
    slip(C.BAD_CELL, "年度", "year", "09"),
    slip(C.BAD_CELL, "年度", "year", "20O9"),
    slip(C.BAD_CELL, "类别", "category", "杂类"),
    slip(C.BAD_CELL, "案卷号", "volume", "一"),
    slip(C.BAD_CELL, "案卷号", "volume", "0"),
    slip(C.BAD_CELL, "起页", "first_page", "若干"),
    slip(C.BAD_CELL, "止页", "last_page", "-60"),
    slip(C.BAD_CELL, "止页", "last_page", "1000000"),
    slip(C.BAD_CELL, "页数", "page_count", "#REF!"),
    slip(C.BAD_CELL, "保管期限", "retention", "长期"),
    slip(C.BAD_CELL, "保管期限", "retention", "30", suggestion="30年"),
    slip(C.BAD_SPAN, "止页", "last_page", "49"),
    slip(C.DATE_IMPOSSIBLE, "形成日期", "date", "2009-02-30"),
    slip(C.DATE_UNREADABLE, "形成日期", "date", "09.5"),
    slip(C.DATE_OTHER_YEAR, "形成日期", "date", "2010-01-05"),
    slip(C.DATE_OTHER_YEAR, "形成日期", "date", "2008年12月31日"),
    slip(C.DATE_IN_FUTURE, "形成日期", "date", "2009-05-03", as_of=date(2009, 5, 2)),
    slip(C.TITLE_MISSING, "题名", "title", ""),
    slip(C.TITLE_MISSING, "题名", "title", " \u3000"),
    slip(C.ID_CARD_IN_TITLE, "题名", "title", f"孙刚的表({CARD})", span=(5, 23)),
    slip(C.NUL_BYTE, "题名", "题名", "参保\0登记表\0", span=(2, 3)),
    slip(C.CELL_TOO_LONG, "备注", "备注", "甲" * 32_768),
    Slip({None: ["多"]}, ((C.ROW_TOO_LONG, None, "row", None),)),  # type: ignore[dict-item]  # reason: as csv.DictReader has it
    Slip({}, ((C.ROW_TOO_SHORT, None, "row", None),), dropped=("备注",)),
    # what the number itself says, at its place in the cell
    slip(C.MENDED_DASH, "档号", "number", f"0211—{PLAIN}", suggestion="-", span=(4, 5)),
    # another scheme: other headings, other order, padded volume, codes of digits
    Slip(
        {"fonds": "0305"},
        ((C.FONDS_COLUMN, "fonds", "fonds", (0, 4)), (C.OTHER_FONDS, "fonds", "fonds", (0, 4))),
        "007A",
        "tiny",
    ),
    slip(C.YEAR_COLUMN, "year", "year", "2012", suggestion="2011", scheme="tiny"),
    slip(
        C.CATEGORY_COLUMN,
        "category",
        "category",
        "来信来访类",
        suggestion="开户类",
        scheme="tiny",
    ),
    slip(C.STAGE_COLUMN, "stage", "stage", "总账", scheme="tiny"),
    slip(C.VOLUME_COLUMN, "volume", "volume", "12", suggestion="3", scheme="tiny"),
    slip(C.PAGE_COLUMN, "first page", "first_page", "3", suggestion="12", scheme="tiny"),
    slip(C.PAGE_COLUMN, "pages", "page_count", "4", scheme="tiny", page_means="page-count"),
    slip(C.PERIOD_COLUMN, "retention", "retention", "20", suggestion="永久", scheme="tiny"),
    slip(C.PERIOD_COLUMN, "retention", "retention", "3年", suggestion="永久", scheme="tiny"),
    slip(C.DATE_OTHER_YEAR, "date", "date", "2012/1/2", scheme="tiny"),
]


class TestLaw11:
    """Law 11: no code without a test.

    Every finding code has a test that produces it, asserting code, field and span.
    """

    @pytest.mark.parametrize(
        "case", SLIPS, ids=[f"{i}-{s.wanted[0][0]}" for i, s in enumerate(SLIPS)]
    )
    def test_one_slip_one_finding(self, case: Slip) -> None:
        scheme = SCHEMES[case.scheme]
        checked = one(
            case.row(),
            scheme=scheme,
            as_of=case.as_of,
            page_means=case.page_means,
            header=SOUND[case.scheme],
        )
        said = [(f.code, f.column, f.finding.field, f.finding.span) for f in checked.findings]
        assert said == list(case.wanted)
        first = checked.findings[0]
        if case.suggestion is not None:
            assert first.finding.suggestion == case.suggestion
        for found in checked.findings:
            assert found.row == 1
            assert found.severity is finding_table()[found.code].severity
            if found.column is not None:
                assert found.value == case.row()[found.column]
            assert found.message("zh") != found.message("en")

    @pytest.mark.parametrize(
        ("column", "cell", "says"),
        [
            ("全宗号", "0305", "0211"),
            ("年度", "2010", "2009"),
            ("类别", "工伤保险待遇类", "社会保险管理类"),
            ("业务环节", "参保人员登记材料", "参保单位登记材料"),
            ("案卷号", "12", "1"),
            ("起页", "7", "50"),
            ("保管期限", "10年", "永久"),
        ],
    )
    def test_both_readings_are_named(self, column: str, cell: str, says: str) -> None:
        row = {**SOUND["wuhu"], column: cell}
        found = one(row, page_means="first-page").findings[0]
        for lang in ("zh", "en"):
            assert cell in found.message(lang)
            assert says in found.message(lang)

    def test_every_code_of_the_catalogue_is_produced(self) -> None:
        in_rows = {place[0] for case in SLIPS for place in case.wanted}
        wanted = {code for code, entry in finding_table().items() if entry.room == "catalogue"}
        assert wanted - in_rows - {case.code for case in FILES} == {C.DATE_NEXT_YEAR}
        assert codes(one(numbered("2012-ZJ-总账-1-80-E", 日期="2013-01-15"))) == [C.DATE_NEXT_YEAR]


@frozen
class Spoilt:
    """What spoils the whole catalogue."""

    code: FindingCode
    field: str
    produce: Callable[[Path], object]


def read(content: bytes, *, encoding: str | None = None) -> Callable[[Path], object]:
    """Return what writes a file and reads it as a catalogue."""

    def produce(folder: Path) -> object:
        path = folder / "catalogue.csv"
        path.write_bytes(content)
        with open_table(path, encoding=encoding) as table:
            return list(check(table.rows, header=table.header))

    return produce


def columns(header: str, **given: str) -> Callable[[Path], object]:
    row = dict.fromkeys(header.split(","), "")
    return lambda _: list(check([row], columns=given))


def _missing(folder: Path) -> object:
    with open_table(folder / "missing.csv") as table:
        return table


def _folder(folder: Path) -> object:
    with open_table(folder) as table:
        return table


def _output(folder: Path) -> object:
    with OutputSet("en") as outputs:
        outputs.findings(folder / "missing" / "findings.csv")
    return None


FILES: Final = [
    Spoilt(C.FILE_UNREADABLE, "file", _missing),
    Spoilt(C.FILE_UNREADABLE, "file", _folder),
    Spoilt(C.FILE_EMPTY, "file", read(b"")),
    Spoilt(C.FILE_EMPTY, "file", read("\ufeff".encode())),
    Spoilt(C.FILE_EMPTY, "file", read(b"\n\n")),
    Spoilt(C.FILE_BINARY, "file", read(b"PK\x03\x04" + bytes(range(256)))),
    Spoilt(C.FILE_BINARY, "file", read(b"\0" * 1000)),
    Spoilt(C.FILE_ENCODING, "file", read("档号,题名\n".encode("utf-16"))),
    Spoilt(C.FILE_ENCODING, "file", read("档号,题名\n".encode("utf-32"))),
    Spoilt(C.FILE_ENCODING, "file", read("档号,题名\n".encode("gb18030"), encoding="utf-8")),
    Spoilt(C.FILE_ENCODING, "file", read("档号,题名\n".encode(), encoding="ascii")),
    Spoilt(C.FILE_ENCODING, "file", read(b"\xe6\xa1\xa3,\xff\n")),
    Spoilt(C.FILE_ENCODING, "file", read(b"a", encoding="no-such-encoding")),
    Spoilt(C.FILE_MALFORMED, "file", read('档号,题名\n"x,y\n'.encode())),
    Spoilt(C.FILE_MALFORMED, "file", read('档号,题名\n"x"y,z\n'.encode())),
    Spoilt(C.FILE_MALFORMED, "file", read("档号,备注,备注\nx,y,z\n".encode())),
    Spoilt(C.NO_NUMBER_COLUMN, "columns", columns("编号,题名,备注")),
    Spoilt(C.TWO_NUMBER_COLUMNS, "columns", columns("档号,档案号,题名")),
    Spoilt(C.UNKNOWN_COLUMN, "columns", columns("档号,题名", fonds="立档单位")),
    Spoilt(C.UNKNOWN_COLUMN, "columns", columns("档号,题名", 立档单位="题名")),
    Spoilt(C.OUTPUT_FAILED, "file", _output),
]


@pytest.mark.parametrize("case", FILES, ids=[f"{i}-{s.code}" for i, s in enumerate(FILES)])
def test_what_spoils_the_whole_catalogue(case: Spoilt, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as caught:
        case.produce(tmp_path)
    (found,) = caught.value.findings
    assert (found.code, found.field, found.span) == (case.code, case.field, None)
    assert found.severity is Severity.ERROR
    assert found.message("zh") != found.message("en")


class TestNumber:
    """The number is read with repairs, and checked against the rule table."""

    def test_spans_count_in_the_cell_not_in_the_mended_text(self) -> None:
        cell = " 2009-ZJ-参保单位登记材料-01-50-Y"
        checked = one(numbered(cell))
        assert [(f.code, f.column, f.finding.field, f.finding.span) for f in checked.findings] == [
            (C.CATEGORY_STAGE_CONFLICT, "档号", "category", (6, 8)),
            (C.MENDED_BLANKS, "档号", "number", (0, 1)),
            (C.MENDED_ZERO_PADDING, "档号", "volume", (18, 20)),
        ]
        assert checked.text == "2009-ZJ-参保单位登记材料-1-50-Y"

    @pytest.mark.parametrize(
        ("number", "code", "field", "span", "suggestion"),
        [
            (
                "2012-GL-社会保险个人账户管理材料-3-40-C",
                C.PERIOD_TOO_SHORT,
                "retention",
                (26, 27),
                "H",
            ),
            (
                "2012-YB-医疗保险住院待遇核定材料-3-40-D",
                C.PERIOD_TOO_LONG,
                "retention",
                (26, 27),
                "F",
            ),
            (
                "2009-GL-参保单位登计材料-1-50-Y",
                C.UNKNOWN_STAGE,
                "stage",
                (8, 16),
                "参保单位登记材料",
            ),
            ("2012-SY-总账-1-80-E", C.AMBIGUOUS_CATEGORY, "category", (5, 7), None),
            ("2049-GL-参保单位登记材料-1-50-Y", C.FUTURE_YEAR, "year", (0, 4), None),
            (f"0305-{PLAIN}", C.OTHER_FONDS, "fonds", (0, 4), None),
            (f"211-{PLAIN}", C.FONDS_ZERO_LOST, "fonds", (0, 3), "0211"),
            (
                "2012-ZJ-现金、银行存款日记账-1-1-D",
                C.NO_CODE_FOR_PERIOD,
                "retention",
                (23, 24),
                None,
            ),
            ("", C.EMPTY_NUMBER, "number", (0, 0), None),
            ("2009-GL-参保单位登记材料-1-5 0-Y", C.BLANK_INSIDE, "page", (19, 22), None),
        ],
    )
    def test_rule_table(
        self, number: str, code: str, field: str, span: tuple[int, int], suggestion: str | None
    ) -> None:
        (found,) = one(numbered(number)).findings
        assert (found.code, found.column, found.finding.field) == (code, "档号", field)
        assert (found.finding.span, found.finding.suggestion) == (span, suggestion)

    def test_without_a_day_nothing_is_in_the_future(self) -> None:
        row = numbered("2049-GL-参保单位登记材料-1-50-Y", 日期="2049-01-02")
        assert codes(one(row, as_of=None)) == []
        assert codes(one(row)) == [C.FUTURE_YEAR, C.DATE_IN_FUTURE]

    def test_a_page_range_is_compared_with_both_columns(self) -> None:
        row = numbered("2009-GL-参保单位登记材料-1-1~50-Y", 起页="1", 止页="49")
        checked = one(row, page_means="first-page")
        assert [(f.code, f.column, f.finding.suggestion) for f in checked.findings] == [
            (C.PAGE_COLUMN, "止页", "50"),
            (C.MENDED_PAGE_RANGE, "档号", "1"),
        ]


class TestCategory:
    """The category column is a hint: it decides a shared code, and never overrules the number."""

    @pytest.mark.parametrize("cell", ["失业保险待遇类", " 失业保险待遇类", "SY-失业保险待遇类"])
    def test_it_decides_a_shared_code(self, cell: str) -> None:
        checked = one(numbered("2012-SY-总账-1-80-E", 类别=cell))
        assert checked.findings == ()
        assert checked.rule is not None
        assert checked.rule.id == "5.5.2.2"
        assert checked.retention is not None
        # fifteen years as printed, after the accounting year 2012
        assert checked.retention.start == date(2013, 1, 1)
        assert checked.retention.due == date(2028, 1, 1)

    def test_it_decides_for_a_rule_that_prints_no_years(self) -> None:
        checked = one(numbered("2012-SY-总账-1-80-E", 类别="生育保险待遇类"))
        assert codes(checked) == [C.PERIOD_DELEGATED]
        assert checked.rule is not None
        assert checked.rule.id == "7.4"
        assert checked.retention is not None
        assert checked.retention.period is None
        assert checked.retention.due == UnknownEnd()

    @pytest.mark.parametrize("cell", ["", "SY", "sy", None])
    def test_what_decides_nothing_leaves_it_open(self, cell: str | None) -> None:
        checked = one(numbered("2012-SY-总账-1-80-E", 类别=cell))
        assert codes(checked) == [C.AMBIGUOUS_CATEGORY]
        assert (checked.category, checked.rule, checked.retention) == (None, None, None)

    def test_the_stage_decides_before_the_column(self) -> None:
        checked = one(numbered("2012-SY-妊娠登记材料-1-20-F", 类别="失业保险待遇类"))
        assert [(f.code, f.column) for f in checked.findings] == [(C.CATEGORY_COLUMN, "类别")]
        assert checked.category is not None
        assert checked.category.title == "生育保险待遇类"

    @pytest.mark.parametrize("cell", ["SY", "YL", "yl"])
    def test_another_code_in_the_column_contradicts(self, cell: str) -> None:
        """A shared code names two categories; neither is the number's."""
        checked = one(numbered(PLAIN, 类别=cell))
        assert [(f.code, f.column) for f in checked.findings] == [(C.CATEGORY_COLUMN, "类别")]

    @pytest.mark.parametrize("cell", ["GL", "gl", "社会保险管理类", "ＧＬ", "GL-社会保险管理类"])
    def test_the_same_category_in_other_words(self, cell: str) -> None:
        assert one(numbered(PLAIN, 类别=cell)).findings == ()

    def test_a_column_of_insurances_holds_insurances(self) -> None:
        """险种 is recognised as the category column, and what stands in it is 失业保险."""
        checked = one(numbered("2012-SY-总账-1-80-E", 险种="失业保险"))
        assert C.BAD_CELL not in codes(checked)

    def test_a_number_against_its_own_stage_is_no_witness(self) -> None:
        """The scheme's own example: the column is right, and ZJ must not be suggested for it."""
        checked = one(numbered("2009-ZJ-参保单位登记材料-1-50-Y", 类别="社会保险管理类"))
        by_code = {f.code: f for f in checked.findings}
        assert by_code[C.CATEGORY_STAGE_CONFLICT].finding.suggestion == "GL"
        assert by_code[C.CATEGORY_COLUMN].finding.suggestion is None

    def test_tiny(self) -> None:
        row = {"archive number": "B2/互档/20/2011/总账/12/003"}
        assert codes(one(row, scheme=TINY_SCHEME)) == [C.AMBIGUOUS_CATEGORY]
        checked = one({**row, "category": "门诊补助类"}, scheme=TINY_SCHEME)
        assert checked.findings == ()
        assert checked.rule is not None
        assert checked.rule.id == "2.2.1"


class TestPages:
    """The page slot is checked only if it is said what it means."""

    ROW: Final = numbered(PLAIN, 起页="1", 止页="49", 页数="49")

    def test_unknown_checks_nothing(self) -> None:
        assert one(self.ROW).findings == ()

    def test_first_page(self) -> None:
        checked = one(self.ROW, page_means="first-page")
        assert [(f.code, f.column, f.finding.suggestion) for f in checked.findings] == [
            (C.PAGE_COLUMN, "起页", "50")
        ]
        assert one({**self.ROW, "起页": "50", "止页": "98"}, page_means="first-page").findings == ()

    def test_page_count(self) -> None:
        checked = one(self.ROW, page_means="page-count")
        assert [(f.code, f.column) for f in checked.findings] == [(C.PAGE_COLUMN, "页数")]
        assert one({**self.ROW, "页数": "50"}, page_means="page-count").findings == ()

    def test_pages_are_counted_where_no_column_does(self) -> None:
        checked = one(numbered(PLAIN, 起页="1", 止页="49"), page_means="page-count")
        assert [(f.code, f.column) for f in checked.findings] == [(C.PAGE_COLUMN, "止页")]
        assert one(numbered(PLAIN, 起页="11", 止页="60"), page_means="page-count").findings == ()

    def test_a_blank_count_is_not_at_fault(self) -> None:
        """Where the count column is blank, what was compared stands in the other two."""
        checked = one(numbered(PLAIN, 起页="1", 止页="49", 页数=""), page_means="page-count")
        (found,) = checked.findings
        assert (found.code, found.column) == (C.PAGE_COLUMN, "止页")
        assert found.value == "49"

    def test_a_range_counts_its_pages(self) -> None:
        """1~50 are fifty pages, whatever the number keeps of them."""
        number = "2009-GL-参保单位登记材料-1-1~50-Y"
        checked = one(numbered(number, 页数="50"), page_means="page-count")
        assert codes(checked) == [C.MENDED_PAGE_RANGE]
        checked = one(numbered(number, 页数="49"), page_means="page-count")
        assert C.PAGE_COLUMN in codes(checked)

    @pytest.mark.parametrize("page_means", ["unknown", "first-page", "page-count"])
    def test_backwards_is_always_wrong(self, page_means: PageMeans) -> None:
        checked = one(numbered(PLAIN, 起页="50", 止页="49"), page_means=page_means)
        assert [(f.code, f.column, f.finding.field) for f in checked.findings] == [
            (C.BAD_SPAN, "止页", "last_page")
        ]

    @pytest.mark.parametrize("cell", ["1 2", "5²", 1.5, "1.0"])
    def test_a_figure_is_not_put_together(self, cell: object) -> None:
        """A blank inside a number is not mended in the number either; 5² is not 52."""
        assert codes(one(numbered(PLAIN, 案卷号=cell))) == [C.BAD_CELL]


class TestPeriods:
    @pytest.mark.parametrize("cell", ["永久", " 永 久 ", "Y"])
    def test_the_period_in_words_or_as_code(self, cell: str) -> None:
        assert one(numbered(PLAIN, 保管期限=cell)).findings == ()

    @pytest.mark.parametrize("cell", ["25年", "30年", "２５年", "D"])
    def test_25_years_have_no_code(self, cell: str) -> None:
        """As printed no letter fits; `D` is never called wrong there."""
        row = numbered("2012-ZJ-现金、银行存款日记账-1-1-D", 保管期限=cell)
        assert codes(one(row)) == [C.NO_CODE_FOR_PERIOD]

    def test_25_years_are_not_50(self) -> None:
        row = numbered("2012-ZJ-现金、银行存款日记账-1-1-C", 保管期限="25年")
        assert {C.PERIOD_COLUMN, C.PERIOD_TOO_LONG} <= set(codes(one(row)))

    @pytest.mark.parametrize(
        ("cell", "suggestion"), [("30", "30年"), ("abc", None), ("长期", None)]
    )
    def test_years_are_suggested_for_a_figure_alone(
        self, cell: str, suggestion: str | None
    ) -> None:
        (found,) = one(numbered(PLAIN, 保管期限=cell)).findings
        assert (found.code, found.finding.suggestion) == (C.BAD_CELL, suggestion)

    def test_a_code_of_digits_is_a_code(self) -> None:
        row = {"archive number": "B2/互档/10/2011/门诊补助核定材料/1/001", "retention": "10"}
        assert one(row, scheme=TINY_SCHEME).findings == ()


WRITINGS: Final = [
    "2009-11-02",
    "2009-11-2",
    "2009/11/2",
    "2009/11/02",
    "2009.11.2",
    "2009年11月2日",
    "20091102",
    " 2009-11-02 ",
    "２００９年１１月２日",
    "2009-11-02T00:00:00",
    "2009-11-02 00:00:00",
    date(2009, 11, 2),
    datetime(2009, 11, 2),  # noqa: DTZ001  (reason: the cell of a spreadsheet has no time zone)
]


class TestDates:
    @pytest.mark.parametrize("cell", WRITINGS, ids=repr)
    def test_writings(self, cell: object) -> None:
        """Each is 2 November 2009: on that day not in the future, the day before it is."""
        row = numbered(PLAIN, 形成日期=cell)
        assert codes(one(row, as_of=date(2009, 11, 2))) == []
        assert codes(one(row, as_of=date(2009, 11, 1))) == [C.DATE_IN_FUTURE]

    @pytest.mark.parametrize(
        "cell",
        [
            "2009",
            "2009-11",
            "2009年11月",
            "09-11-02",
            "2/11/2009",
            "November 2, 2009",
            "2009-11/02",
            "2009112",
            "2009-11-02-03",
            "二〇〇九年十一月二日",
            "2009-1 1-02",
            "2009110 2",
            "40119",
            "不详",
        ],
    )
    def test_unreadable(self, cell: str) -> None:
        """In part, in another order, or in doubt: never guessed."""
        checked = one(numbered(PLAIN, 形成日期=cell))
        assert codes(checked) == [C.DATE_UNREADABLE]

    @pytest.mark.parametrize(
        "cell",
        [
            "2009-02-29",
            "2009-13-01",
            "2009/4/31",
            "20090231",
            "2009年2月30日",
            "2009.00.10",
            "2009-1-0",
        ],
    )
    def test_impossible(self, cell: str) -> None:
        assert codes(one(numbered(PLAIN, 形成日期=cell))) == [C.DATE_IMPOSSIBLE]

    def test_29_february(self) -> None:
        row = numbered("2008-GL-参保单位登记材料-1-50-Y", 形成日期="2008-02-29")
        assert one(row).findings == ()

    @pytest.mark.parametrize("cell", ["", " ", None, float("nan")])
    def test_missing(self, cell: object) -> None:
        checked = one(numbered(PLAIN, 形成日期=cell))
        assert checked.findings == ()
        # without a date the number's year is taken
        assert checked.retention is not None
        assert checked.retention.start == date(2010, 1, 1)

    @pytest.mark.parametrize(
        ("number", "day", "code", "start"),
        [
            # accounts follow the accounting year, whatever the date
            ("2012-ZJ-会计年报-1-20-Y", "2013-01-20", C.DATE_NEXT_YEAR, 2013),
            ("2012-ZJ-总账-1-20-E", "2013-12-31", C.DATE_NEXT_YEAR, 2013),
            ("2012-ZJ-总账-1-20-E", "2014-01-01", C.DATE_OTHER_YEAR, 2013),
            ("2012-ZJ-总账-1-20-E", "2011-12-31", C.DATE_OTHER_YEAR, 2013),
            # yearly summaries are business papers, which follow the day of formation
            ("2012-TJ-各项社会保险年度统计报表-1-50-Y", "2013-03-01", C.DATE_NEXT_YEAR, 2014),
            ("2012-ZJ-社会保险基金征缴年度汇总表-1-5-Y", "2013-03-01", C.DATE_NEXT_YEAR, 2014),
            ("2012-TJ-各项社会保险年度统计报表-1-50-Y", "2014-03-01", C.DATE_OTHER_YEAR, 2015),
            # any other paper
            ("2012-ZJ-催缴材料-1-30-F", "2013-01-20", C.DATE_OTHER_YEAR, 2014),
            ("2012-TJ-社会保险业务月/季统计报表-1-30-F", "2013-01-20", C.DATE_OTHER_YEAR, 2014),
        ],
    )
    def test_the_year_after(self, number: str, day: str, code: str, start: int) -> None:
        checked = one(numbered(number, 形成日期=day))
        assert [(f.code, f.column) for f in checked.findings] == [(code, "形成日期")]
        assert checked.retention is not None
        assert checked.retention.start == date(start, 1, 1)

    def test_the_year_after_where_any_candidate_is_an_account(self) -> None:
        """SY 总账 is an account whichever of the two categories is meant."""
        checked = one(numbered("2012-SY-总账-1-80-E", 形成日期="2013-01-15"))
        assert set(codes(checked)) == {C.AMBIGUOUS_CATEGORY, C.DATE_NEXT_YEAR}

    def test_tiny(self) -> None:
        number = "B2/互档/10/2011/住院补助核定材料(首次/再次)/1/001"
        row = {"archive number": number, "date": "2012-01-05"}
        assert codes(one(row, scheme=TINY_SCHEME)) == [C.DATE_NEXT_YEAR]
        number = "B2/互档/10/2011/门诊补助核定材料/1/001"
        row = {"archive number": number, "date": "2012-01-05"}
        assert codes(one(row, scheme=TINY_SCHEME)) == [C.DATE_OTHER_YEAR]

    def test_the_future_needs_no_year(self) -> None:
        """A number that cannot be read does not hide a date that cannot be."""
        checked = one(numbered("不详", 形成日期="2049-01-01"))
        assert C.DATE_IN_FUTURE in codes(checked)

    def test_beyond_the_calendar(self) -> None:
        checked = one(numbered("9999-ZJ-催缴材料-1-30-F"), as_of=None)
        assert checked.retention is not None
        assert checked.retention.start == BeyondCalendar()


class TestPersonalNumbers:
    """Identity-card numbers in titles: 18 digits with a plausible date, any check digit."""

    @pytest.mark.parametrize(
        ("title", "spans"),
        [
            (CARD, [(0, 18)]),
            (f"孙刚{CARD}核定表", [(2, 20)]),
            ("34020019000101001X的表", [(0, 18)]),
            ("34020019000101001x", [(0, 18)]),
            ("３４０２００１９０００１０１００１６", [(0, 18)]),
            ("34020019000101001Ｘ", [(0, 18)]),
            ("34020019000101001ｘ", [(0, 18)]),
            (f"身份证号：{CARD}", [(5, 23)]),
            # 010016 has one right check digit; all others count as well
            *[(f"34020019000101001{digit}", [(0, 18)]) for digit in "0123456789"],
            (f"{CARD}、340200200012310021", [(0, 18), (19, 37)]),
            (f"A{CARD}B", [(1, 19)]),
            # no identity-card numbers
            (CARD[:17], []),
            (f"{CARD}1", []),
            (f"1{CARD}", []),
            ("340200190013010016", []),
            ("340200190001320016", []),
            ("340200190000010016", []),
            ("340200170001010016", []),
            ("040200190001010016", []),
            ("34020019000101001Y", []),
            ("2012年总账第001册", []),
        ],
    )
    def test_where_they_stand(self, title: str, spans: list[tuple[int, int]]) -> None:
        checked = one(numbered(PLAIN, 题名=title))
        assert [(f.code, f.column, f.finding.span) for f in checked.findings] == [
            (C.ID_CARD_IN_TITLE, "题名", span) for span in spans
        ]

    def test_masked_in_what_is_said_and_kept_in_what_is_given(self) -> None:
        title = f"孙刚住院医疗费用核定表（身份证号{CARD}）"
        row = numbered(PLAIN, 题名=title)
        checked = one(row)
        (found,) = checked.findings
        record = found.as_record("zh")
        assert record["value"] == title.replace(CARD, MASKED)
        assert MASKED in str(record["message"])
        assert CARD not in repr(record)
        assert (found.value, checked.cells) == (title, row)

    @pytest.mark.parametrize(
        ("column", "cell"),
        [
            ("档号", CARD),
            ("档号", f"2009-GL-孙刚{CARD}-1-50-Y"),
            ("档号", f"2009-GL-参保单位登记材料-{CARD}-50-Y"),
            ("年度", f"孙刚{CARD}"),
            ("案卷号", CARD),
            ("类别", CARD),
            ("业务环节", CARD),
            ("保管期限", CARD),
            ("形成日期", CARD),
        ],
    )
    def test_masked_wherever_it_stands(self, column: str, cell: str) -> None:
        assert leaks({"档号": PLAIN, column: cell}) == []

    @pytest.mark.parametrize("column", ["档号", "年度"])
    def test_no_half_number_where_a_message_is_cut(self, column: str) -> None:
        """A message quotes the beginning of a long cell; what it cuts in two is masked as well."""
        leaking = []
        for length in range(100):
            cell = f"{'甲' * length}{CARD}"
            if column == "档号":
                cell = f"2009-GL-{cell}-1-50-Y"
            if leaks({"档号": PLAIN, column: cell}):
                leaking.append(length)
        assert leaking == []

    def test_surplus_cells(self) -> None:
        (found,) = one({"档号": PLAIN, None: [f"证{CARD}"]}).findings  # type: ignore[dict-item]  # reason: as csv.DictReader has it
        assert found.code is C.ROW_TOO_LONG
        assert found.as_record()["value"] == f"证{MASKED}"


class TestFallback:
    """Where the number cannot be read, the row's own columns say what it is."""

    ROW: Final[Mapping[str, object]] = {
        "档号": "2013-GS-工伤认定材料-1-12",
        "年度": "2013",
        "类别": "工伤保险待遇类",
        "业务环节": "工伤认定材料",
        "形成日期": "2013-03-05",
        "保管期限": "50年",
    }

    def test_category_rule_and_dates(self) -> None:
        checked = one(self.ROW)
        assert codes(checked) == [C.TOO_FEW_PARTS]
        assert (checked.number, checked.text) == (None, None)
        assert checked.rule is not None
        assert checked.rule.id == "6.2"
        assert checked.category == checked.rule.category
        assert checked.retention is not None
        assert checked.retention.start == date(2014, 1, 1)
        assert checked.retention.due == date(2064, 1, 1)

    def test_the_columns_are_still_checked(self) -> None:
        row = {**self.ROW, "形成日期": "2012-03-05", "保管期限": "10年"}
        checked = one(row)
        said = [(f.code, f.column, f.finding.field, f.finding.span) for f in checked.findings]
        assert said == [
            (C.TOO_FEW_PARTS, "档号", "number", (0, 19)),
            (C.PERIOD_TOO_SHORT, "保管期限", "retention", (0, 3)),
            (C.DATE_OTHER_YEAR, "形成日期", "date", (0, 10)),
        ]

    def test_a_suggestion_is_written_as_the_column_is(self) -> None:
        """`suggestion` is replacement text for the field: for 10年 it is 50年, not a letter."""
        found = one({**self.ROW, "保管期限": "10年"}).findings[1]
        assert found.finding.suggestion == "50年"

    def test_without_columns_nothing_is_known(self) -> None:
        checked = one({"档号": "2013-GS-工伤认定材料-1-12"})
        assert (checked.category, checked.rule, checked.retention) == (None, None, None)

    @pytest.mark.parametrize("missing", ["类别", "业务环节"])
    def test_half_of_it_decides_no_rule(self, missing: str) -> None:
        row = {name: cell for name, cell in self.ROW.items() if name != missing}
        checked = one(row)
        assert (checked.rule, checked.retention) == (None, None)

    def test_no_year_no_dates(self) -> None:
        row = {n: c for n, c in self.ROW.items() if n not in {"年度", "形成日期"}}
        checked = one(row)
        assert checked.rule is not None
        assert checked.retention is None

    def test_the_date_alone_is_enough(self) -> None:
        checked = one({n: c for n, c in self.ROW.items() if n != "年度"})
        assert checked.retention is not None
        assert checked.retention.start == date(2014, 1, 1)

    def test_an_accounting_year_goes_before_the_date(self) -> None:
        row = {
            "档号": "?",
            "年度": "2012",
            "类别": "ZJ",
            "业务环节": "总账",
            "形成日期": "2013-02-03",
        }
        checked = one(row)
        assert C.DATE_NEXT_YEAR in codes(checked)
        assert checked.retention is not None
        assert checked.retention.start == date(2013, 1, 1)

    def test_a_category_without_a_code(self) -> None:
        row = {
            "archive number": "?",
            "category": "来信来访类",
            "stage": "来信来访材料",
            "year": "2011",
        }
        checked = one(row, scheme=TINY_SCHEME)
        assert checked.rule is not None
        assert checked.rule.id == "4.1"
        assert checked.retention is not None
        assert checked.retention.due == date(2015, 1, 1)


class TestUndetermined:
    """A rule is left undetermined rather than guessed."""

    @pytest.mark.parametrize(
        "row",
        [
            numbered("2009-GL-参保单位登计材料-1-50-Y"),
            numbered("2009-ZJ-参保单位登记材料-1-50-Y"),
            numbered("2009-GL-本局自定环节-1-50-Y"),
            numbered("2012-SY-总账-1-80-E"),
            numbered("2009-GL-本局自定环节-1-50-Y", 题名="芜湖云麓机械有限公司参保登记表"),
            numbered("不详", 题名="工伤认定决定书", 类别="工伤保险待遇类"),
        ],
    )
    def test_left_open(self, row: Mapping[str, object]) -> None:
        checked = one(row)
        assert (checked.rule, checked.retention) == (None, None)

    def test_number_and_column_contradict(self) -> None:
        """The number's stage is rule 2.5, the column's is rule 1.1: which of them, nobody knows."""
        row = numbered("2012-GL-催缴材料-1-30-F", 业务环节="参保单位登记材料")
        checked = one(row)
        assert {C.CATEGORY_STAGE_CONFLICT, C.STAGE_COLUMN} <= set(codes(checked))
        assert (checked.rule, checked.retention) == (None, None)


class Missing:
    """A missing value as data frames have it: comparing it gives itself, which is not a truth."""

    def __eq__(self, other: object) -> Missing:  # type: ignore[override]  # reason: that is the point
        return self

    def __ne__(self, other: object) -> Missing:  # type: ignore[override]  # reason: that is the point
        return self

    __hash__ = None  # type: ignore[assignment]  # reason: it compares equal to nothing

    def __bool__(self) -> bool:
        message = "boolean value of NA is ambiguous"
        raise TypeError(message)


class TestCells:
    """Rows may be dicts of text, whole numbers, dates and missing values."""

    def test_numbers_dates_and_missing_values(self) -> None:
        row = {
            "档号": PLAIN,
            "年度": 2009,
            "案卷号": 1,
            "起页": 50.0,
            "止页": Decimal(60),
            "页数": float("nan"),
            "形成日期": date(2009, 5, 2),
            "题名": "登记表",
            "类别": None,
            "保管期限": None,
        }
        assert one(row, page_means="first-page").findings == ()

    @pytest.mark.parametrize("cell", [2010, 2010.0, "2010", Decimal(2010)], ids=repr)
    def test_a_number_is_its_text(self, cell: object) -> None:
        (found,) = one(numbered(PLAIN, 年度=cell)).findings
        assert (found.code, found.value, found.finding.span) == (C.YEAR_COLUMN, "2010", (0, 4))

    def test_a_fonds_number_read_as_a_figure(self) -> None:
        (found,) = one(numbered(PLAIN, 全宗号=211)).findings
        assert (found.code, found.finding.suggestion) == (C.FONDS_ZERO_LOST, "0211")

    @pytest.mark.parametrize("cell", [None, float("nan"), ""])
    def test_missing(self, cell: object) -> None:
        checked = one({"档号": cell, "题名": cell})
        assert codes(checked) == [C.EMPTY_NUMBER, C.TITLE_MISSING]

    @pytest.mark.parametrize("cell", [Missing(), Decimal("NaN")], ids=["NA", "NaN"])
    def test_other_missing_values(self, cell: object) -> None:
        assert codes(one(numbered(PLAIN, 题名=cell))) == [C.TITLE_MISSING]

    def test_cells_are_never_changed(self) -> None:
        row = {"档号": f" {PLAIN}", "年度": 2009, "题名": None}
        kept = dict(row)
        checked = one(row)
        assert row == kept
        assert checked.cells == kept

    def test_a_nul_in_the_number(self) -> None:
        checked = one(numbered("2009-GL-参保单位\0登记材料-1-50-Y"))
        assert {(f.code, f.finding.span) for f in checked.findings} == {
            (C.CONTROL_CHARACTER, (12, 13)),
            (C.NUL_BYTE, (12, 13)),
        }
        assert checked.number is None

    def test_a_nul_in_a_surplus_cell(self) -> None:
        checked = one({"档号": PLAIN, None: ["x\0y"]})  # type: ignore[dict-item]  # reason: as csv.DictReader has it
        assert set(codes(checked)) == {C.ROW_TOO_LONG, C.NUL_BYTE}

    def test_the_longest_cell(self) -> None:
        assert one(numbered(PLAIN, 备注="甲" * 32_767)).findings == ()

    def test_a_surplus_cell_is_quoted_as_it_stands(self) -> None:
        checked = one({"档号": PLAIN, None: ["甲" * 32_768]})  # type: ignore[dict-item]  # reason: as csv.DictReader has it
        for found in checked.findings:
            assert not found.value.startswith("[")


def test_csv_dict_reader() -> None:
    text = f"档号,题名\n{PLAIN},甲\n{PLAIN}\n{PLAIN},丙,多,出\n"
    rows = list(check(csv.DictReader(io.StringIO(text)), as_of=AS_OF))
    assert [(row.row, codes(row)) for row in rows] == [
        (1, []),
        (2, [C.TITLE_MISSING]),
        (3, [C.ROW_TOO_LONG]),
    ]
    (found,) = rows[2].findings
    assert found.value == "多,出"
    assert "4" in found.message("en")
    assert "2" in found.message("en")


def test_errors_come_first() -> None:
    row = numbered(" 2009-ZJ-参保单位登记材料-01-50-Y", 题名="", 形成日期="2010-02-30")
    order = [Severity.ERROR, Severity.WARNING, Severity.NOTE]
    severities = [f.severity for f in one(row).findings]
    assert len(set(severities)) == 2
    assert severities == sorted(severities, key=order.index)


class TestArguments:
    @pytest.mark.parametrize("rows", [5, None])
    def test_rows_that_are_none(self, rows: object) -> None:
        with pytest.raises(CatalogueError):
            check(rows)  # type: ignore[arg-type]  # reason: what a program may pass by mistake

    @pytest.mark.parametrize("row", ["x", 5, None, ["x"]])
    def test_a_row_that_is_none(self, row: object) -> None:
        with pytest.raises(CatalogueError):
            list(check([row]))  # type: ignore[list-item]  # reason: what a program may pass by mistake

    def test_wrong_words(self) -> None:
        with pytest.raises(RetentionError):
            check([], page_means="count")  # type: ignore[arg-type]  # reason: what a program may pass
        with pytest.raises(RetentionError):
            check([], as_of="2026-11-23")  # type: ignore[arg-type]  # reason: what a program may pass

    def test_a_point_in_time_for_a_day(self) -> None:
        """A datetime is a date that does not compare with one: refused, or taken as its day."""
        now = datetime(2026, 11, 23, 10, 30)  # noqa: DTZ001  (reason: what a program may pass)
        with suppress(RetentionError):
            assert codes(one(numbered(PLAIN, 形成日期="2009-05-02"), as_of=now)) == []

    def test_no_rows(self) -> None:
        assert list(check([])) == []

    def test_columns_given_whole_switch_recognition_off(self) -> None:
        row = numbered(PLAIN, 年度="1999")
        (checked,) = check([row], columns=Columns(number="档号"))
        assert checked.findings == ()
        (checked,) = check([row], columns=Columns(number="档号", year="年度"))
        assert codes(checked) == [C.YEAR_COLUMN]

    def test_a_row_finding_shows_its_finding(self) -> None:
        (found,) = one(numbered(PLAIN, 年度="1999")).findings
        assert isinstance(found, RowFinding)
        assert found.code is found.finding.code
        assert found.severity is found.finding.severity
        assert list(found.as_record()) == [
            "row",
            "column",
            "code",
            "severity",
            "field",
            "start",
            "end",
            "value",
            "message",
            "suggestion",
        ]
        record = found.as_record("zh")
        assert record["message"] == found.finding.message("zh")
        assert (record["row"], record["column"], record["code"]) == (1, "年度", "year-column")
        assert (record["severity"], record["field"]) == ("error", "year")
        assert (record["start"], record["end"]) == (0, 4)
        assert (record["value"], record["suggestion"]) == ("1999", "2009")
