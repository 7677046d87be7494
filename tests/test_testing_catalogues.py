"""Synthetic catalogues: what they promise, for several schemes."""

from __future__ import annotations

import ast
import copy
import csv
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from attrs import evolve

import siarchive
from siarchive import (
    CategoryCode,
    CheckedRow,
    FindingCode,
    RetentionCode,
    RowFinding,
    Scheme,
    Severity,
    load_scheme,
)
from siarchive import testing as public
from siarchive.formats import NumberFormat, Segment, SegmentKind
from siarchive.rules import RuleTable
from siarchive.scheme import VolumeNumbering
from siarchive.sources import Confidence
from siarchive.testing import (
    CatalogueRow,
    FaultKind,
    PlantedFault,
    SyntheticCatalogue,
    catalogues,
    make_catalogue,
    write_csv,
    write_faults,
)

AS_OF = date(2026, 11, 23)
EXAMPLES = Path(__file__).parents[1] / "examples"
TINY = Path(__file__).with_name("schemes") / "tiny.toml"
SEEDS = (0, 1, 2, 3, 20261123)

# What a check must say of each kind, from the documented code table.
ERROR, WARNING = Severity.ERROR, Severity.WARNING
EXPECTED: Mapping[str, tuple[str, str, Severity]] = {
    "uncoded_period": ("档号", "period-too-short", ERROR),
    "period_too_long": ("档号", "period-too-long", WARNING),
    "period_too_short": ("档号", "period-too-short", ERROR),
    "category_mismatch": ("档号", "category-stage-conflict", ERROR),
    "truncated": ("档号", "too-few-parts", ERROR),
    "stage_typo": ("档号", "unknown-stage", WARNING),
    "lower_case": ("档号", "mended-lower-case", WARNING),
    "page_backwards": ("止页", "page-backwards", ERROR),
    "period_column": ("保管期限", "period-column", ERROR),
    "zero_padding": ("档号", "mended-zero-padding", WARNING),
    "fonds_zero_lost": ("全宗号", "fonds-zero-lost", ERROR),
    "invisible": ("档号", "mended-invisible", WARNING),
    "dash": ("档号", "mended-dash", WARNING),
    "full_width": ("档号", "mended-full-width", WARNING),
    "blanks": ("档号", "mended-blanks", WARNING),
    "unknown_code": ("档号", "unknown-retention", ERROR),
    "future_year": ("档号", "future-year", ERROR),
    "year_column": ("年度", "year-column", ERROR),
    "date_other_year": ("形成日期", "date-other-year", WARNING),
    "date_impossible": ("形成日期", "date-impossible", ERROR),
    "title_missing": ("题名", "title-missing", WARNING),
    "id_card_in_title": ("题名", "id-card-in-title", WARNING),
}

# Of the built-in scheme: the letters (section 二), and what some stages bear (the annex).
LETTERS = {
    "Y": "永久",
    "H": "100年",
    "C": "50年",
    "D": "30年",
    "E": "15年",
    "F": "10年",
    "G": "5年",
}
PERIODS = {
    "参保单位登记材料": "永久",
    "参保人员登记材料": "100年",
    "催缴材料": "10年",
    "总账": "15年",
    "会计月、季度报表": "5年",
    "工伤认定材料": "50年",
    "社会保险稽核材料": "30年",
    # printed with 25 years, for which there is no letter; 30 years are in force
    "现金、银行存款日记账": "30年",
}
# Rules that refer to another measure and print no period.
DELEGATED = {"生育保险付款凭证、会计账簿、会计报表等", "各项社会保险基金年度预决算表"}


def _turned(wuhu: Scheme) -> Scheme:
    """The built-in rules under another format; some titles hold its separator."""
    kinds = ("retention", "page", "volume", "stage", "category", "year")
    segments = [Segment(SegmentKind.FIXED, text="档A"), *(Segment(SegmentKind(k)) for k in kinds)]
    segments[3] = Segment(SegmentKind.VOLUME, pad=4)
    return evolve(
        wuhu,
        fonds=None,
        number_format=NumberFormat(tuple(segments), "/"),
        volume_numbering=VolumeNumbering(("year",), Confidence.INFERRED),
    )


def _narrow(wuhu: Scheme) -> Scheme:
    """One category, one retention code: several kinds of fault cannot occur."""
    first = wuhu.categories[0]
    rules = tuple(rule for rule in wuhu.rules.of(first) if str(rule.retention) == "10年")
    return evolve(
        wuhu,
        categories=(first,),
        rules=RuleTable(rules),
        retention_codes=tuple(c for c in wuhu.retention_codes if str(c.period) == "10年"),
    )


@pytest.fixture(scope="module")
def wuhu() -> Scheme:
    return load_scheme("wuhu")


@pytest.fixture(params=["wuhu", "tiny", "turned"], scope="module")
def scheme(request: pytest.FixtureRequest, wuhu: Scheme) -> Scheme:
    name: object = request.param
    if name == "tiny":
        return load_scheme(TINY)
    return _turned(wuhu) if name == "turned" else wuhu


def _check(catalogue: SyntheticCatalogue, scheme: Scheme) -> list[CheckedRow]:
    rows = siarchive.check(catalogue.rows, scheme=scheme, as_of=AS_OF, page_means="first-page")
    return list(rows)


def _serious(findings: Iterable[RowFinding]) -> list[RowFinding]:
    return [found for found in findings if found.severity is not Severity.NOTE]


# The committed example.


def test_the_example_is_what_the_generator_writes(tmp_path: Path) -> None:
    """The same seed gives the same bytes, on every version of Python."""
    catalogue = make_catalogue(rows=500, seed=1, as_of_year=2026)
    write_csv(catalogue, tmp_path / "catalogue.csv")
    write_faults(catalogue, tmp_path / "faults.tsv")
    for name in ("catalogue.csv", "faults.tsv"):
        assert (tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()


def test_the_example_is_the_default() -> None:
    assert make_catalogue() == make_catalogue(rows=500, seed=1, faults=True, as_of_year=2026)


def test_the_example_tells_its_faults() -> None:
    """As a user reads both files, with nothing of the generator at hand."""
    with (EXAMPLES / "catalogue.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (EXAMPLES / "faults.tsv").open(encoding="utf-8", newline="") as file:
        faults = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) == 500
    assert {fault["kind"] for fault in faults} == set(EXPECTED)
    checked = list(siarchive.check(rows, as_of=AS_OF))
    for fault in faults:
        row = int(fault["row"])
        assert rows[row - 1][fault["column"]] == ast.literal_eval(fault["after"])
        found = {(f.column, f.code.value, f.severity) for f in checked[row - 1].findings}
        assert EXPECTED[fault["kind"]] in found
    sound = [r for r in checked if str(r.row) not in {fault["row"] for fault in faults}]
    assert not [r for r in sound if _serious(r.findings)]


# Faults.


@pytest.mark.parametrize("seed", SEEDS)
def test_every_planted_fault_is_found(scheme: Scheme, seed: int) -> None:
    catalogue = make_catalogue(rows=400, seed=seed, scheme=scheme)
    checked = _check(catalogue, scheme)
    assert catalogue.faults
    for fault in catalogue.faults:
        column, code, severity = EXPECTED[fault.kind]
        assert (fault.column, fault.code) == (column, code)
        found = {(f.column, f.code.value, f.severity) for f in checked[fault.row - 1].findings}
        assert (column, code, severity) in found, fault
    faulty = {fault.row for fault in catalogue.faults}
    assert not [r for r in checked if r.row not in faulty and _serious(r.findings)]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rows", [200, 500])
def test_every_kind_occurs_from_200_rows(wuhu: Scheme, rows: int, seed: int) -> None:
    catalogue = make_catalogue(rows=rows, seed=seed, scheme=wuhu)
    assert {fault.kind for fault in catalogue.faults} == set(FaultKind) == set(EXPECTED)


def test_what_a_scheme_does_not_allow_is_not_planted(wuhu: Scheme) -> None:
    turned = {f.kind for f in make_catalogue(rows=300, scheme=_turned(wuhu)).faults}
    assert set(FaultKind) - turned == {FaultKind.FONDS_ZERO_LOST}
    narrow = make_catalogue(rows=300, scheme=_narrow(wuhu))
    assert set(FaultKind) - {f.kind for f in narrow.faults} == {
        FaultKind.UNCODED_PERIOD,
        FaultKind.PERIOD_TOO_LONG,
        FaultKind.PERIOD_TOO_SHORT,
        FaultKind.PERIOD_COLUMN,
        FaultKind.CATEGORY_MISMATCH,
    }
    assert len(narrow.faults) == 25


@pytest.mark.parametrize("fonds", ["9211", "000", "00A1", "A0", None])
def test_only_a_number_with_leading_zeros_can_lose_them(wuhu: Scheme, fonds: str | None) -> None:
    kinds = {f.kind for f in make_catalogue(rows=300, scheme=evolve(wuhu, fonds=fonds)).faults}
    assert set(FaultKind) - kinds == {FaultKind.FONDS_ZERO_LOST}


def _awkward(wuhu: Scheme, *titles: str) -> Scheme:
    """The first category with rules of these titles, kept ten years."""
    rule = wuhu.rules["1.9"]
    assert str(rule.retention) == "10年"
    rules = tuple(evolve(rule, id=f"1.{i}", title=t) for i, t in enumerate(titles, 1))
    return evolve(wuhu, rules=RuleTable(rules))


UNTIDY = {
    FaultKind.TRUNCATED,
    FaultKind.LOWER_CASE,
    FaultKind.ZERO_PADDING,
    FaultKind.INVISIBLE,
    FaultKind.DASH,
    FaultKind.FULL_WIDTH,
    FaultKind.BLANKS,
}


@pytest.mark.parametrize(
    ("titles", "spared"),
    [
        # each with its characters exchanged is the other
        (("核对", "对核"), {FaultKind.STAGE_TYPO}),
        (("账账", "账9"), {FaultKind.STAGE_TYPO}),
        # exchanged, these two would flow into one character
        (("\u1161\u1100",), {FaultKind.STAGE_TYPO}),
        # cut off, it still has six parts; with other dashes, it may hold a range of pages
        (("8-9", "甲-乙-丙", "8—9", "甲—乙—丙"), UNTIDY),
        (("甲－乙－丙",), UNTIDY),
    ],
)
def test_a_stage_that_cannot_bear_a_fault_is_spared(
    wuhu: Scheme, titles: tuple[str, ...], spared: set[FaultKind]
) -> None:
    scheme = _awkward(wuhu, *titles)
    catalogue = make_catalogue(rows=300, scheme=scheme)
    assert {row["业务环节"] for row in catalogue.rows} == set(titles)
    assert spared.isdisjoint({fault.kind for fault in catalogue.faults})
    checked = _check(catalogue, scheme)
    for fault in catalogue.faults:
        found = {(f.column, f.code.value, f.severity) for f in checked[fault.row - 1].findings}
        assert EXPECTED[fault.kind] in found, fault


def test_digits_have_no_lower_case_and_other_signs_no_dash(wuhu: Scheme) -> None:
    coded = next(c for c in wuhu.retention_codes if str(c.period) == "10年")
    category = evolve(wuhu.categories[0], code=CategoryCode("01"))
    scheme = evolve(
        wuhu,
        categories=(category,),
        retention_codes=(evolve(coded, code=RetentionCode("10")),),
        rules=RuleTable((evolve(wuhu.rules["1.9"], category=category),)),
        number_format=evolve(wuhu.number_format, separator="·"),
    )
    catalogue = make_catalogue(rows=300, scheme=scheme)
    kinds = {fault.kind for fault in catalogue.faults}
    assert kinds.isdisjoint({FaultKind.LOWER_CASE, FaultKind.DASH})
    assert kinds >= UNTIDY - {FaultKind.LOWER_CASE, FaultKind.DASH}


def test_the_wide_form_of_a_separator_counts_as_one(wuhu: Scheme) -> None:
    scheme = evolve(
        _awkward(wuhu, "甲／乙"), number_format=evolve(wuhu.number_format, separator="/")
    )
    kinds = {fault.kind for fault in make_catalogue(rows=300, scheme=scheme).faults}
    assert UNTIDY.isdisjoint(kinds)


def test_a_shared_code_is_no_mismatch_where_one_category_has_the_stage(wuhu: Scheme) -> None:
    second, fifth, seventh = (wuhu.categories[i] for i in (1, 4, 6))
    rule = wuhu.rules["5.1"]
    twin = evolve(rule, id="2.1", category=second)
    scheme = evolve(wuhu, categories=(second, fifth, seventh), rules=RuleTable((twin, rule)))
    catalogue = make_catalogue(rows=300, scheme=scheme)
    assert {row["类别"] for row in catalogue.rows} == {second.title, fifth.title}
    assert FaultKind.CATEGORY_MISMATCH not in {fault.kind for fault in catalogue.faults}


@pytest.mark.parametrize(
    ("rows", "faults"),
    # one in twelve, to the nearest; from 200 rows at least one of each of the 22 kinds
    [(0, 0), (1, 0), (5, 0), (6, 1), (120, 10), (200, 22), (500, 42), (1200, 100)],
)
def test_about_one_row_in_twelve_is_faulty(rows: int, faults: int) -> None:
    catalogue = make_catalogue(rows=rows)
    assert len(catalogue.rows) == rows
    assert len(catalogue.faults) == faults


def test_no_row_bears_two_faults_and_they_stand_in_order() -> None:
    rows = [fault.row for fault in make_catalogue(rows=1000).faults]
    assert rows == sorted(set(rows))


def test_kinds_are_spread_evenly() -> None:
    counted = Counter(fault.kind for fault in make_catalogue(rows=1200).faults)
    assert sorted(set(counted.values())) == [4, 5]


def test_identity_card_numbers_are_plausible_in_form_and_nobody_s() -> None:
    faults = make_catalogue(rows=3000).faults
    titles = [f.after for f in faults if f.kind is FaultKind.ID_CARD_IN_TITLE]
    assert titles
    for title in titles:
        found = re.search(r"11000019000101([0-9]{3})([0-9X])\)$", title)
        assert found is not None
        # GB 11643: the weighted digits and the check character together are 1 modulo 11
        digits = [*f"11000019000101{found[1]}"]
        check = 10 if found[2] == "X" else int(found[2])
        total = sum(int(d) * 2 ** (17 - place) for place, d in enumerate(digits)) + check
        assert total % 11 == 1


# The sound twin.


@pytest.mark.parametrize("seed", [*SEEDS, 77, 78, 79])
def test_the_sound_twin_has_no_error_and_no_warning(scheme: Scheme, seed: int) -> None:
    twin = make_catalogue(rows=400, seed=seed, scheme=scheme, faults=False)
    assert twin.faults == ()
    checked = _check(twin, scheme)
    assert [f for row in checked for f in _serious(row.findings)] == []
    assert all(row.number and row.category and row.rule for row in checked)


def test_the_sound_twin_has_the_same_rows_without_the_faults(scheme: Scheme) -> None:
    faulty = make_catalogue(rows=300, seed=9, scheme=scheme)
    twin = make_catalogue(rows=300, seed=9, scheme=scheme, faults=False)
    mended = [dict(row) for row in faulty.rows]
    for fault in faulty.faults:
        assert mended[fault.row - 1][fault.column] == fault.after != fault.before
        mended[fault.row - 1][fault.column] = fault.before
    assert mended == [dict(row) for row in twin.rows]


def _volumes(rows: Iterable[CatalogueRow]) -> Iterator[list[CatalogueRow]]:
    def key(row: CatalogueRow) -> tuple[str, ...]:
        return row["年度"], row["类别"], row["业务环节"], row["案卷号"]

    for _, volume in groupby(rows, key):
        yield list(volume)


def test_volumes_items_and_pages_follow_each_other(wuhu: Scheme) -> None:
    rows = make_catalogue(rows=2000, seed=5, scheme=wuhu, faults=False).rows
    years = [row["年度"] for row in rows]
    assert years == sorted(years)
    last: Counter[tuple[str, ...]] = Counter()
    most = 0
    for volume in _volumes(rows):
        first = volume[0]
        series = (first["全宗号"], first["年度"], first["类别"], first["业务环节"])
        last[series] += 1
        most = max(most, last[series])
        assert first["案卷号"] == str(last[series])
        assert [row["件号"] for row in volume] == [str(i + 1) for i in range(len(volume))]
        assert [row["形成日期"] for row in volume] == sorted(row["形成日期"] for row in volume)
        page = 1
        for row in volume:
            assert int(row["起页"]) == page <= int(row["止页"])
            page = int(row["止页"]) + 1
    assert most > 1


def test_volumes_are_numbered_over_the_scope_of_the_scheme(wuhu: Scheme) -> None:
    rows = make_catalogue(rows=600, scheme=_turned(wuhu), faults=False).rows
    by_year: dict[str, list[int]] = {}
    for volume in _volumes(rows):
        by_year.setdefault(volume[0]["年度"], []).append(int(volume[0]["案卷号"]))
    assert by_year
    assert all(found == list(range(1, len(found) + 1)) for found in by_year.values())


def test_numbers_and_columns_agree(wuhu: Scheme) -> None:
    rows = make_catalogue(rows=3000, seed=6, scheme=wuhu, faults=False).rows
    named = {c.title: str(c.code) for c in wuhu.categories}
    for row in rows:
        year, code, stage, volume, page, letter = row["档号"].split("-")
        assert (year, stage, volume, page) == (
            row["年度"],
            row["业务环节"],
            row["案卷号"],
            row["起页"],
        )
        assert row["全宗号"] == "0211"
        assert code == named[row["类别"]]
        assert LETTERS[letter] == row["保管期限"] == PERIODS.get(stage, row["保管期限"])
        assert stage not in DELEGATED
    assert {row["业务环节"] for row in rows} >= set(PERIODS)


def test_another_format_is_written_in_its_own_order(wuhu: Scheme) -> None:
    row = make_catalogue(rows=1, scheme=_turned(wuhu), faults=False).rows[0]
    letter = next(code for code, period in LETTERS.items() if period == row["保管期限"])
    code = {c.title: str(c.code) for c in wuhu.categories}[row["类别"]]
    assert row["档号"] == f"档A/{letter}/1/0001/{row['业务环节']}/{code}/{row['年度']}"
    assert row["全宗号"] == ""


def test_dates_lie_in_the_year_or_for_accounts_in_the_next_spring(wuhu: Scheme) -> None:
    rows = make_catalogue(rows=3000, seed=8, scheme=wuhu, faults=False).rows
    late = set()
    for row in rows:
        year, day = int(row["年度"]), date.fromisoformat(row["形成日期"])
        assert 2009 <= year <= 2024
        if day.year != year:
            assert day.year == year + 1
            assert day.month <= 3
            late.add(row["业务环节"])
    assert "总账" in late
    assert late.isdisjoint({"参保单位登记材料", "催缴材料", "工伤认定材料", "社会保险稽核材料"})


def test_titles_are_filled_and_hold_no_personal_number() -> None:
    rows = make_catalogue(rows=3000, seed=8, faults=False).rows
    assert all(row["题名"] for row in rows)
    assert not [row for row in rows if re.search(r"[0-9]{15}", row["题名"])]


def test_categories_without_a_code_and_shared_numbers_are_left_out() -> None:
    scheme = load_scheme(TINY)
    uncoded = {c.title for c in scheme.categories if c.code is None}
    rows = make_catalogue(rows=600, scheme=scheme, faults=False).rows
    assert uncoded
    assert uncoded.isdisjoint(row["类别"] for row in rows)


def test_one_printed_number_never_stands_for_two_categories(wuhu: Scheme) -> None:
    """Where categories share a code and a stage, papers are filed under the first alone."""
    fifth, seventh = wuhu.categories[4], wuhu.categories[6]
    shared = tuple(
        evolve(rule, id=f"7.9.{place}", category=seventh, group=None)
        for place, rule in enumerate(wuhu.rules.of(fifth), 1)
    )
    doubled = evolve(wuhu, rules=RuleTable((*wuhu.rules.of(fifth), *shared)))
    rows = make_catalogue(rows=500, scheme=doubled, faults=False).rows
    assert {row["类别"] for row in rows} == {"失业保险待遇类"}


def test_rules_that_a_row_could_not_tell_apart_are_left_out(wuhu: Scheme) -> None:
    """Compared without blanks and width, two titles are one; so are a title and another's code."""
    scheme = _awkward(wuhu, "服务协议", "服务 协议", "催缴")
    rows = make_catalogue(rows=100, scheme=scheme, faults=False).rows
    assert {row["业务环节"] for row in rows} == {"催缴"}

    first, second = wuhu.categories[:2]
    unclear = evolve(first, title=str(second.code))
    rules = tuple(
        evolve(rule, category=unclear) if rule.category == first else rule for rule in wuhu.rules
    )
    scheme = evolve(wuhu, categories=(unclear, *wuhu.categories[1:]), rules=RuleTable(rules))
    rows = make_catalogue(rows=2000, scheme=scheme, faults=False).rows
    assert {row["类别"] for row in rows} == {c.title for c in wuhu.categories[1:]}


# The year of the check.


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [(1951, 1949, 1949), (1960, 1949, 1958), (2000, 1983, 1998), (9999, 9982, 9997)],
)
def test_papers_are_older_than_the_check(year: int, first: int, last: int) -> None:
    catalogue = make_catalogue(rows=600, as_of_year=year, faults=False)
    years = {int(row["年度"]) for row in catalogue.rows}
    assert (min(years), max(years)) == (first, last)
    checked = siarchive.check(catalogue.rows, as_of=date(year, 1, 1))
    assert not [row for row in checked if _serious(row.findings)]


def test_after_the_last_year_there_is_no_future() -> None:
    kinds = {f.kind for f in make_catalogue(rows=600, as_of_year=9999).faults}
    assert FaultKind.FUTURE_YEAR not in kinds


# What is refused.


@pytest.mark.parametrize(
    ("rows", "year", "field"),
    [(-1, 2026, "rows"), (10, 1950, "as_of_year"), (10, 10_000, "as_of_year")],
)
def test_bad_questions_are_refused(rows: int, year: int, field: str) -> None:
    with pytest.raises(siarchive.CatalogueError) as caught:
        make_catalogue(rows=rows, as_of_year=year)
    assert [(f.code, f.field) for f in caught.value.findings] == [(FindingCode.BAD_QUESTION, field)]


def test_a_scheme_without_rules_to_number_is_refused(wuhu: Scheme) -> None:
    unwritable = evolve(wuhu.rules["1.1"], title="-登记-")
    delegated = wuhu.rules["8.4"]
    uncoded = wuhu.rules["2.2.2.1"]
    scheme = evolve(
        wuhu, rules=RuleTable((unwritable, delegated, uncoded)), periods_without_code=()
    )
    with pytest.raises(siarchive.CatalogueError) as caught:
        make_catalogue(scheme=scheme)
    assert [(f.code, f.field) for f in caught.value.findings] == [
        (FindingCode.BAD_QUESTION, "scheme")
    ]


# Values and files.


def test_rows_are_mappings_and_cannot_be_changed() -> None:
    row = make_catalogue(rows=1).rows[0]
    assert list(row) == list(row.header)
    assert len(row) == 15
    assert dict(row)["备注"] == ""
    assert repr(row).startswith("CatalogueRow({'全宗号': '0211', ")
    with pytest.raises(KeyError):
        row["页数"]
    with pytest.raises(AttributeError):
        row.cells = ()  # type: ignore[misc]  # reason: this is what must not work


def test_values_survive_pickle_and_copy() -> None:
    catalogue = make_catalogue(rows=24)
    for twin in (
        pickle.loads(pickle.dumps(catalogue)),
        copy.copy(catalogue),
        copy.deepcopy(catalogue),
    ):
        assert twin == catalogue
        assert hash(twin) == hash(catalogue)
    assert isinstance(catalogue.faults[0], PlantedFault)


def test_another_seed_gives_another_catalogue() -> None:
    assert len({make_catalogue(rows=50, seed=seed) for seed in range(20)}) == 20


def test_files_are_text_that_spreadsheets_and_programs_read(tmp_path: Path) -> None:
    catalogue = make_catalogue(rows=300, seed=4)
    path = tmp_path / "catalogue.csv"
    write_csv(catalogue, str(path))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [dict(row) for row in catalogue.rows]

    path = tmp_path / "faults.tsv"
    write_faults(catalogue, str(path))
    lines = path.read_bytes().decode("utf-8").split("\n")
    assert lines[0].split("\t") == ["row", "kind", "column", "code", "before", "after"]
    assert lines[-1] == ""
    for line, fault in zip(lines[1:-1], catalogue.faults, strict=True):
        row, kind, column, code, before, after = line.split("\t")
        assert (row, kind, column, code) == (str(fault.row), fault.kind, fault.column, fault.code)
        assert (ast.literal_eval(before), ast.literal_eval(after)) == (fault.before, fault.after)
        assert line.isprintable() or set("\t") == {c for c in line if not c.isprintable()}


def test_the_generator_needs_no_extra() -> None:
    code = "import sys, siarchive.testing; sys.exit('hypothesis' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_completion_shows_the_public_names() -> None:
    for module in (public, catalogues):
        assert dir(module) == sorted(module.__all__)
