"""Law 9 for catalogues, streaming, and the summary that counts as the rows go by."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import count, islice
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schemes_fixture import scheme_named

from siarchive import CheckedRow, FindingCode, Scheme, Severity, check
from siarchive.catalogue import Summary
from siarchive.testing import make_catalogue

C = FindingCode
AS_OF: Final = date(2026, 11, 23)
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
SCHEMES: Final = ("wuhu", "tiny")

Row = Mapping[str, object]
Said = list[tuple[str, str | None, str | None, tuple[int, int] | None, str | None]]


def said(row: CheckedRow) -> Said:
    """Return all that is said of a row, apart from its place."""
    return [
        (f.code.value, f.column, f.finding.field, f.finding.span, f.finding.suggestion)
        for f in row.findings
    ]


def checked(rows: list[Row], scheme: Scheme) -> list[CheckedRow]:
    return list(check(rows, scheme=scheme, as_of=AS_OF, page_means="first-page"))


def faulty_rows(name: str) -> list[Row]:
    """Return rows with every kind of fault the maker of catalogues knows, and twins of some."""
    catalogue = make_catalogue(rows=200, seed=7, scheme=scheme_named(name))
    faulty = [catalogue.rows[fault.row - 1] for fault in catalogue.faults]
    return [*faulty, *catalogue.rows[:10], *faulty[:5]]


ROWS: Final = {name: faulty_rows(name) for name in SCHEMES}


@cache
def alone(name: str) -> list[Said]:
    """Return what is said of each row where it is the only one."""
    return [said(checked([row], scheme_named(name))[0]) for row in ROWS[name]]


@pytest.mark.parametrize("name", SCHEMES)
class TestLaw9:
    """Law 9: row order and chunking never change a catalogue's findings."""

    def test_there_is_something_to_find(self, name: str) -> None:
        found = Counter(code for each in alone(name) for code, *_ in each)
        assert len(found) >= 10

    def test_a_row_alone(self, name: str) -> None:
        together = [said(row) for row in checked(ROWS[name], scheme_named(name))]
        assert together == alone(name)

    @given(data=st.data())
    def test_order(self, name: str, data: st.DataObject) -> None:
        wanted = alone(name)
        order = data.draw(st.permutations(range(len(wanted))))
        rows = checked([ROWS[name][place] for place in order], scheme_named(name))
        assert [said(row) for row in rows] == [wanted[place] for place in order]
        assert [row.row for row in rows] == list(range(1, len(order) + 1))

    @given(data=st.data())
    def test_chunking(self, name: str, data: st.DataObject) -> None:
        rows, scheme = ROWS[name], scheme_named(name)
        cut = data.draw(st.integers(0, len(rows)))
        parts = [*checked(rows[:cut], scheme), *checked(rows[cut:], scheme)]
        assert [said(row) for row in parts] == alone(name)

    def test_twins_are_not_compared(self, name: str) -> None:
        """Whether numbers repeat is a question about several rows; `check` asks about each."""
        assert alone(name)[:5] == alone(name)[-5:]


class Tap:
    """Rows without end, and how many of them were asked for."""

    def __init__(self) -> None:
        self.drawn = 0

    def __iter__(self) -> Iterator[Row]:
        for place in count(1):
            self.drawn = place
            yield {"档号": f"2009-GL-参保单位登记材料-{place % 900_000 + 1}-50-Y"}


class TestStreaming:
    def test_nothing_is_drawn_before_it_is_asked_for(self) -> None:
        tap = Tap()
        check(tap)
        assert tap.drawn == 0

    def test_rows_come_as_they_are_read(self) -> None:
        """No more than the first fifty rows are held, to recognise the columns by."""
        tap = Tap()
        rows = check(tap)
        assert next(rows).row == 1
        assert tap.drawn <= 50
        for row in islice(rows, 500):
            assert tap.drawn <= max(50, row.row)
        assert tap.drawn <= 501

    def test_nothing_is_dropped(self) -> None:
        rows: list[Row] = [
            {"档号": text} for _ in range(30) for text in ("", "x", PLAIN, "\0", "=1")
        ]
        assert [row.row for row in check(rows)] == list(range(1, 151))

    def test_an_iterator_that_ends_with_an_error(self) -> None:
        """What stops the source stops the check, after the rows that came before it."""

        def rows() -> Iterator[Row]:
            for _ in range(60):
                yield {"档号": PLAIN}
            message = "the source broke"
            raise OSError(message)

        checks = check(rows())
        assert [row.row for row in islice(checks, 60)] == list(range(1, 61))
        with pytest.raises(OSError, match="the source broke"):
            next(checks)


class TestLaw10:
    """Law 10: every value and result survives pickle, copy and deepcopy."""

    @pytest.mark.parametrize(
        "copied", [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))]
    )
    def test_checked_rows(self, copied: object) -> None:
        assert callable(copied)
        for row in checked(ROWS["wuhu"], scheme_named("wuhu")):
            twin = copied(row)
            assert twin == row
            assert isinstance(twin, CheckedRow)
            assert said(twin) == said(row)


class TestSummary:
    ROWS: Final[list[Row]] = [
        # sound, permanent
        {"档号": PLAIN, "年度": "2009"},
        # two errors of one code in two rows, and a warning beside the second
        {"档号": PLAIN, "年度": "2010"},
        {"档号": "2009—GL-参保单位登记材料-1-50-Y", "年度": "2011"},
        # warnings alone: five mends
        {"档号": "2012—ZJ—催缴材料—1—30—F", "年度": ""},
        {"档号": f" {PLAIN}", "年度": ""},
        # a note alone: sound
        {"档号": "2012-ZJ-现金、银行存款日记账-1-1-D", "年度": "2012"},
        # undetermined: no rule, and a rule that prints no years
        {"档号": "2012-SY-总账-1-80-E", "年度": ""},
        {"档号": "2014-TJ-各项社会保险基金年度预决算表-1-80-E", "年度": ""},
        {"档号": "不详", "年度": ""},
        # beyond the calendar
        {"档号": "9990-ZJ-催缴材料-1-30-F", "年度": ""},
    ]

    def summed(self) -> Summary:
        summary = Summary()
        for row in check(self.ROWS):
            summary.add(row)
        return summary

    def test_rows(self) -> None:
        summary = self.summed()
        assert (summary.rows, summary.faulty, summary.doubtful) == (10, 3, 2)

    def test_codes(self) -> None:
        summary = self.summed()
        assert summary.codes == {
            C.YEAR_COLUMN: 2,
            C.MENDED_DASH: 6,
            C.MENDED_BLANKS: 1,
            C.NO_CODE_FOR_PERIOD: 1,
            C.AMBIGUOUS_CATEGORY: 1,
            C.PERIOD_DELEGATED: 1,
            C.TOO_FEW_PARTS: 1,
        }
        assert summary.severities == {Severity.ERROR: 3, Severity.WARNING: 7, Severity.NOTE: 3}

    def test_the_example_is_the_first(self) -> None:
        summary = self.summed()
        assert {code: found.row for code, found in summary.examples.items()} == {
            C.YEAR_COLUMN: 2,
            C.MENDED_DASH: 3,
            C.MENDED_BLANKS: 5,
            C.NO_CODE_FOR_PERIOD: 6,
            C.AMBIGUOUS_CATEGORY: 7,
            C.PERIOD_DELEGATED: 8,
            C.TOO_FEW_PARTS: 9,
        }

    def test_errors_first_then_by_number(self) -> None:
        assert self.summed().by_severity() == [
            C.YEAR_COLUMN,
            C.TOO_FEW_PARTS,
            C.MENDED_DASH,
            C.MENDED_BLANKS,
            C.AMBIGUOUS_CATEGORY,
            C.NO_CODE_FOR_PERIOD,
            C.PERIOD_DELEGATED,
        ]

    def test_by_category_and_period(self) -> None:
        assert self.summed().holdings == {
            ("社会保险管理类", "永久"): 4,
            ("社会保险费征缴类", "10年"): 2,
            ("社会保险费征缴类", "25年"): 1,
            ("社会保险业务统计报表类", ""): 1,
            ("", ""): 2,
        }

    def test_due_by_year(self) -> None:
        summary = self.summed()
        # 2012 and ten years: kept 2013 to 2022; 2012 and twenty-five: 2013 to 2037
        assert summary.due == {2023: 1, 2038: 1}
        assert (summary.permanent, summary.undetermined, summary.beyond) == (4, 3, 1)

    def test_it_adds_up(self) -> None:
        summary = self.summed()
        ends = sum(summary.due.values()) + summary.permanent + summary.undetermined
        assert ends + summary.beyond == summary.rows
        assert sum(summary.holdings.values()) == summary.rows
        assert sum(summary.severities.values()) == sum(summary.codes.values())

    def test_nothing(self) -> None:
        summary = Summary()
        assert (summary.rows, summary.faulty, summary.doubtful) == (0, 0, 0)
        assert summary.by_severity() == []
