"""Holdings: volumes and items as values, and the numbers they bear."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import AlwaysEqual, check_equality
from tests.schemes_fixture import category_of, every_scheme, scheme_named, written

from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    FindingCode,
    Item,
    RecordError,
    RecordTypeError,
    RetentionPeriod,
    SiarchiveError,
    Volume,
    parse,
)
from siarchive import format as write
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
TINY = scheme_named("tiny")
GL = category_of(WUHU, 1)
PERMANENT = RetentionPeriod.permanent()
VOLUME = Volume(GL, 2009, "参保单位登记材料", 1, PERMANENT, page_count=50)
ITEM = Item(1, "登记表", first_page=3, last_page=7)
C = FindingCode


def faults(make: Callable[[], object]) -> list[tuple[FindingCode, str | None]]:
    with pytest.raises(SiarchiveError) as caught:
        make()
    assert isinstance(caught.value, RecordError | ArchiveNumberError)
    for found in caught.value.findings:
        assert found.span is None
        assert found.message("zh")
        assert found.message("en")
    return [(f.code, f.field) for f in caught.value.findings]


def volume_with(name: str, value: object) -> Volume:
    """Return the volume with one part exchanged, of whatever type."""
    return evolve(VOLUME, **{name: value})  # type: ignore[arg-type]  # reason: wrong parts are the test


def item_with(name: str, value: object) -> Item:
    """Return the item with one part exchanged, of whatever type."""
    return evolve(ITEM, **{name: value})  # type: ignore[arg-type]  # reason: as above


class TestVolume:
    def test_holds_the_real_category(self) -> None:
        assert VOLUME.category is GL
        assert VOLUME.contents() == ()

    @pytest.mark.parametrize("year", [1948, 10_000, 0])
    def test_year(self, year: int) -> None:
        assert faults(lambda: evolve(VOLUME, year=year)) == [(C.BAD_VALUE, "year")]

    @pytest.mark.parametrize("number", [0, -1, 1_000_000])
    def test_number(self, number: int) -> None:
        assert faults(lambda: evolve(VOLUME, number=number)) == [(C.BAD_VALUE, "number")]

    @pytest.mark.parametrize("name", ["item_count", "page_count", "scanned_pages"])
    def test_counts(self, name: str) -> None:
        """Three different things; none is an answer, and so is nothing known."""
        for count in (None, 0, 1, 999_999):
            assert getattr(volume_with(name, count), name) == count
        for count in (-1, 1_000_000):
            assert faults(partial(volume_with, name, count)) == [(C.BAD_VALUE, name)]

    def test_dates(self) -> None:
        first, last = date(2009, 5, 2), date(2009, 5, 3)
        assert evolve(VOLUME, first_date=first, last_date=last).last_date == last
        assert evolve(VOLUME, first_date=last, last_date=last).first_date == last
        assert evolve(VOLUME, last_date=first).first_date is None
        assert faults(lambda: evolve(VOLUME, first_date=last, last_date=first)) == [
            (C.DATES_BACKWARDS, "last_date")
        ]

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (date(2009, 5, 2), datetime(2009, 5, 3)),  # noqa: DTZ001  (reason: as a frame gives it)
            (datetime(2009, 5, 2), date(2009, 5, 3)),  # noqa: DTZ001  (reason: as above)
        ],
    )
    def test_a_moment_is_a_day_or_our_error(self, first: date, last: date) -> None:
        """Frames give moments for days; Python cannot compare the two, and says so its own way."""
        with contextlib.suppress(RecordError):
            evolve(VOLUME, first_date=first, last_date=last)

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("category", [None, "GL", 1, GL.code, AlwaysEqual()]),
            ("year", [None, "2009", 2009.0, True]),
            ("stage", [None, 5, b"x"]),
            ("number", [None, "1", True]),
            ("retention", ["永久", 30, True]),
            ("fonds", [211, True]),
            ("title", [5]),
            ("first_date", ["2009-05-02", 2009]),
            ("item_count", ["1", 1.0, True]),
            ("items", [None, [ITEM], "x"]),
        ],
    )
    def test_types(self, name: str, values: list[object]) -> None:
        for value in values:
            with pytest.raises(RecordTypeError) as caught:
                volume_with(name, value)
            assert isinstance(caught.value, TypeError)
            assert [(f.code, f.field) for f in caught.value.findings] == [(C.WRONG_TYPE, name)]

    @pytest.mark.parametrize("items", [(1,), ("登记表",), (None,), (VOLUME,)])
    def test_only_items_are_items(self, items: tuple[object, ...]) -> None:
        with pytest.raises(RecordTypeError) as caught:
            volume_with("items", items)
        assert caught.value.findings[0].field == "items[0]"

    @pytest.mark.parametrize("fonds", ["", "123456789", "芜湖", "²", "0211 "])
    def test_fonds_has_its_form(self, fonds: str) -> None:
        """1 to 8 ASCII letters or digits, as everywhere; no number could bear another."""
        with pytest.raises(RecordError) as caught:
            evolve(VOLUME, fonds=fonds)
        assert [f.field for f in caught.value.findings] == ["fonds"]

    def test_all_faults_at_once(self) -> None:
        assert faults(lambda: Volume(GL, 0, "甲", 0, item_count=-1)) == [
            (C.BAD_VALUE, "year"),
            (C.BAD_VALUE, "number"),
            (C.BAD_VALUE, "item_count"),
        ]


class TestItem:
    def test_empty_title_is_a_value(self) -> None:
        """A missing title is the business of `validate`."""
        assert Item(1, "").title == ""

    @pytest.mark.parametrize("position", [0, -1, 1_000_000])
    def test_position(self, position: int) -> None:
        assert faults(lambda: Item(position, "甲")) == [(C.BAD_VALUE, "position")]

    @pytest.mark.parametrize("name", ["first_page", "last_page"])
    def test_pages(self, name: str) -> None:
        for page in (0, -1, 1_000_000):
            item = partial(evolve, Item(1, "甲"))
            assert faults(partial(item, **{name: page})) == [(C.BAD_VALUE, name)]

    @pytest.mark.parametrize(("first", "last"), [(None, 4), (4, None), (4, 4), (1, 999_999)])
    def test_spans(self, first: int | None, last: int | None) -> None:
        item = Item(1, "甲", first_page=first, last_page=last)
        assert (item.first_page, item.last_page) == (first, last)

    def test_backwards(self) -> None:
        assert faults(lambda: Item(1, "甲", first_page=6, last_page=4)) == [
            (C.BAD_SPAN, "last_page")
        ]

    @pytest.mark.parametrize("year", [1948, 10_000])
    def test_accounting_year(self, year: int) -> None:
        assert faults(lambda: Item(1, "甲", accounting_year=year)) == [
            (C.BAD_VALUE, "accounting_year")
        ]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("position", True),
            ("title", None),
            ("date", "2013-05-02"),
            ("first_page", "1"),
            ("persons", ["吴启明"]),
            ("units", "甲厂"),
            ("volume", "1"),
        ],
    )
    def test_types(self, name: str, value: object) -> None:
        with pytest.raises(RecordTypeError) as caught:
            item_with(name, value)
        assert [(f.code, f.field) for f in caught.value.findings] == [(C.WRONG_TYPE, name)]


class TestNumbers:
    def test_of_a_volume(self) -> None:
        """The page count stands in the page slot unless another page is given."""
        assert VOLUME.archive_number() == parse("2009-GL-参保单位登记材料-1-50-Y")
        assert VOLUME.archive_number(page=7).page == 7
        assert evolve(VOLUME, fonds="0211").archive_number().fonds == "0211"

    def test_of_an_item(self) -> None:
        """Its first page stands in the page slot unless another page is given."""
        (item,) = evolve(VOLUME, items=(ITEM,)).contents()
        assert item.volume is not None
        assert item.archive_number() == parse("2009-GL-参保单位登记材料-1-3-Y")
        assert item.archive_number(page=7).page == 7

    @pytest.mark.parametrize("page", [0, -1, 1_000_000])
    def test_a_page_that_is_given_is_not_passed_over(self, page: int) -> None:
        """0 is no page; taking the page count in its place would be a guess."""
        with pytest.raises(ArchiveNumberError) as caught:
            VOLUME.archive_number(page=page)
        assert [f.field for f in caught.value.findings] == ["page"]

    def test_an_item_in_no_volume(self) -> None:
        assert faults(ITEM.archive_number) == [(C.BAD_VALUE, "volume")]

    def test_why_not(self) -> None:
        """All reasons at once: no category code, no code for the period, no page."""
        volume = Volume(category_of(TINY, 4), 2011, "甲", 1, RetentionPeriod(7))
        assert faults(lambda: volume.archive_number(scheme=TINY)) == [
            (C.BAD_VALUE, "category"),
            (C.NO_CODE_FOR_PERIOD, "retention"),
            (C.BAD_VALUE, "page"),
        ]
        bare = Volume(GL, 2009, "甲", 1)
        assert faults(bare.archive_number) == [
            (C.BAD_VALUE, "retention"),
            (C.BAD_VALUE, "page"),
        ]

    def test_25_years(self) -> None:
        """No letter is put in its place: the letter in force is a suggestion of `validate`."""
        ledger = evolve(VOLUME, retention=RetentionPeriod(25))
        assert faults(ledger.archive_number) == [(C.NO_CODE_FOR_PERIOD, "retention")]

    def test_a_category_of_another_scheme(self) -> None:
        """Its code means nothing here; a number of it would be read as another category's."""
        volume = Volume(category_of(TINY, 1), 2011, "甲", 1, PERMANENT, page_count=5)
        assert str(volume.archive_number(scheme=TINY)) == "2011-KH-甲-1-5-P"
        assert [field for _, field in faults(lambda: volume.archive_number(scheme=WUHU))] == [
            "category"
        ]

    def test_a_stage_that_no_number_holds(self) -> None:
        assert faults(lambda: evolve(VOLUME, stage="甲-").archive_number()) == [
            (C.STAGE_EDGE, "stage")
        ]

    @given(data=st.data())
    @every_scheme
    def test_given_exactly_when_every_part_has_a_code(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        volume = data.draw(strategies.volumes(scheme))
        codes = {c.period: c.code for c in scheme.retention_codes}
        letter = None if volume.retention is None else codes.get(volume.retention)
        if volume.category.code is None or letter is None or not volume.page_count:
            with pytest.raises(ArchiveNumberError) as caught:
                volume.archive_number(scheme=scheme)
            fields = {f.field for f in caught.value.findings}
            assert ("category" in fields) == (volume.category.code is None)
            assert ("retention" in fields) == (letter is None)
            assert ("page" in fields) == (not volume.page_count)
            return
        number = ArchiveNumber(
            volume.year,
            volume.category.code,
            volume.stage,
            volume.number,
            volume.page_count,
            letter,
            volume.fonds,
        )
        assert volume.archive_number(scheme=scheme) == number
        assert write(number, scheme=scheme) == written(number, scheme)


class TestContents:
    @given(data=st.data())
    @every_scheme
    def test_each_item_knows_its_volume(self, name: str, data: st.DataObject) -> None:
        volume = data.draw(strategies.volumes(scheme_named(name)))
        contents = volume.contents()
        assert [evolve(item, volume=None) for item in contents] == list(volume.items)
        assert all(item.volume == volume for item in contents)

    def test_nothing_can_be_changed(self) -> None:
        for record in (VOLUME, ITEM):
            for name in ("title", "volume", "more"):
                with pytest.raises(AttributeError):
                    setattr(record, name, None)

    def test_hostile_comparands(self) -> None:
        check_equality(VOLUME)
        check_equality(ITEM)
