"""Retention as a picture."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.schemes_fixture import scheme_named

from siarchive import (
    BeyondCalendar,
    RetentionAnswer,
    RetentionError,
    Rule,
    load_scheme,
    retention,
)
from siarchive.display import RetentionPicture, retention_picture
from siarchive.findings import printable
from siarchive.testing import strategies

WUHU: Final = load_scheme("wuhu")
AS_OF: Final = date(2026, 11, 23)
SVG: Final = "{http://www.w3.org/2000/svg}"


def asked(rule_id: str, year: int) -> RetentionAnswer:
    return retention(WUHU.rules[rule_id], formed=year)


PERMANENT: Final = asked("1.1", 2009)
DUE: Final = asked("2.5", 2009)
"""Ten years from 2010-01-01: due on 2020-01-01."""
KEPT: Final = asked("2.5", 2018)
"""Ten years from 2019-01-01: due on 2029-01-01."""
OPEN: Final = asked("7.4", 2015)
"""A rule without years."""


def drawn(picture: RetentionPicture) -> ET.Element:
    """Return the picture as any reader of XML understands it; it must be whole by itself."""
    root = ET.fromstring(picture.svg)  # noqa: S314  (reason: the library's own picture)
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "title", "defs", "pattern", "rect", "line", "g", "polygon", "text"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "href" not in name
            assert "url(" not in value or value == "url(#siarchive-undetermined)"
    return root


def bars(picture: RetentionPicture) -> list[ET.Element]:
    """Return the group of each record."""
    return drawn(picture).findall(f"{SVG}g")


def ends(group: ET.Element) -> tuple[float, float]:
    """Return where the bar of a record begins and ends."""
    rect = group.find(f"{SVG}rect")
    assert rect is not None
    left = float(rect.attrib["x"])
    return left, left + float(rect.attrib["width"])


def line_of(picture: RetentionPicture) -> float:
    """Return where the line of the day stands; it alone is dashed."""
    (line,) = (e for e in drawn(picture).iter(f"{SVG}line") if "stroke-dasharray" in e.attrib)
    assert line.attrib["x1"] == line.attrib["x2"]
    return float(line.attrib["x1"])


class TestKinds:
    PICTURE: Final = retention_picture([PERMANENT, DUE, KEPT, OPEN], as_of=AS_OF)

    def test_only_a_permanent_record_has_an_arrow(self) -> None:
        arrows = [group.find(f"{SVG}polygon") is not None for group in bars(self.PICTURE)]
        assert arrows == [True, False, False, False]

    def test_only_an_undetermined_one_is_hatched(self) -> None:
        fills = [next(group.iter(f"{SVG}rect")).attrib["fill"] for group in bars(self.PICTURE)]
        hatched = [fill == "url(#siarchive-undetermined)" for fill in fills]
        assert hatched == [False, False, False, True]
        # what is due has a colour of its own
        assert fills[0] == fills[2] != fills[1]

    def test_a_bar_runs_from_start_to_due(self) -> None:
        """2010 to 2020 and 2019 to 2029 are of one length, nine years apart."""
        _, due, kept, _ = map(ends, bars(self.PICTURE))
        assert due[1] - due[0] == pytest.approx(kept[1] - kept[0], abs=0.3)
        assert (kept[0] - due[0]) / (due[1] - due[0]) == pytest.approx(0.9, abs=0.01)

    def test_the_line_stands_at_the_day(self) -> None:
        """2026-11-23 is 7.9 years of ten into 2019 to 2029, and after 2020."""
        _, due, kept, _ = map(ends, bars(self.PICTURE))
        line = line_of(self.PICTURE)
        assert due[1] < line
        assert (line - kept[0]) / (kept[1] - kept[0]) == pytest.approx(0.79, abs=0.01)

    def test_due_on_the_day_is_due(self) -> None:
        """The interval is half-open: due on 2020-01-01, not yet on the day before."""
        fills = [
            next(bars(retention_picture([DUE], as_of=day))[0].iter(f"{SVG}rect")).attrib["fill"]
            for day in (date(2019, 12, 31), date(2020, 1, 1))
        ]
        assert fills[0] != fills[1]

    def test_titles_and_dates_are_written(self) -> None:
        root = drawn(self.PICTURE)
        texts = [element.text for element in root.iter(f"{SVG}text")]
        for wanted in (
            "2.5 催缴材料",
            "永久，自2010-01-01起",
            "10年，自2010-01-01起，2020-01-01已到期，应鉴定",
            "10年，自2019-01-01起，2029-01-01到期应鉴定",
            "期限待定，自2016-01-01起",
            "2026-11-23",
            "按方案所印；期限为最低期限",
        ):
            assert wanted in texts
        title = root.find(f"{SVG}title")
        assert title is not None
        assert title.text == "4条记录的保管期限，截至2026-11-23"
        assert root.attrib["role"] == "img"
        for group in bars(self.PICTURE):
            assert group.find(f"{SVG}title") is not None

    def test_never_destroy(self) -> None:
        """Retention periods are minimum periods: their end means due for appraisal."""
        assert "销毁" not in self.PICTURE.svg
        assert "destroy" not in self.PICTURE.svg

    def test_beyond_the_calendar(self) -> None:
        late = asked("2.5", 9995)
        assert isinstance(late.due, BeyondCalendar)
        (group,) = bars(retention_picture([late], as_of=date(9999, 12, 31)))
        assert group.find(f"{SVG}polygon") is not None
        never = asked("2.5", 9999)
        assert isinstance(never.start, BeyondCalendar)
        (group,) = bars(retention_picture([never], as_of=date(1, 1, 1)))
        assert group.find(f"{SVG}rect") is None
        assert "9999年之后" in "".join(group.itertext())

    def test_one_bar_does_not_shrink_the_others(self) -> None:
        """A bar of thousands of years leaves the picture; ten years can still be seen."""
        long = evolve(KEPT, due=date(9000, 1, 1))
        first, second = bars(retention_picture([long, KEPT], as_of=AS_OF))
        assert first.find(f"{SVG}polygon") is not None
        left, right = ends(second)
        assert right - left > 20

    def test_no_record(self) -> None:
        assert bars(retention_picture([], as_of=AS_OF)) == []


class TestLaws:
    @given(
        questions=st.lists(strategies.retention_questions(scheme_named("wuhu")), max_size=5),
        as_of=st.dates(),
    )
    def test_nothing_leaves_the_picture(
        self, questions: list[strategies.RetentionQuestion], as_of: date
    ) -> None:
        """Whatever the dates, every place lies within the view; no bar runs backwards."""
        answers = [
            retention(q.rule, formed=q.formed, accounting_year=q.accounting_year) for q in questions
        ]
        root = drawn(retention_picture(answers, as_of=as_of))
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        ticks = 0
        for element in root.iter():
            for name, most in (("x", width), ("x1", width), ("x2", width), ("y", height)):
                assert 0 <= float(element.get(name, "0")) <= most
            if element.tag == f"{SVG}rect":
                right = float(element.get("x", "0")) + float(element.attrib["width"])
                assert float(element.attrib["width"]) > 0
                assert right <= width
            ticks += element.get("text-anchor") == "middle" and element.get("font-size") == "11"
        assert 1 <= ticks <= 7

    @given(
        label=st.text(min_size=1, max_size=30) | st.sampled_from(["<script>", '"><b>', "\x1b[31m"])
    )
    def test_labels_are_escaped(self, label: str) -> None:
        """Everything that comes from data is escaped: a label is a text of the picture, no more."""
        picture = retention_picture([KEPT], as_of=AS_OF, labels=[label])
        plain = retention_picture([KEPT], as_of=AS_OF, labels=["甲"])
        assert [e.tag for e in drawn(picture).iter()] == [e.tag for e in drawn(plain).iter()]
        assert [e.attrib for e in drawn(picture).iter()] == [e.attrib for e in drawn(plain).iter()]
        title = bars(picture)[0].find(f"{SVG}title")
        assert title is not None
        assert title.text is not None
        assert title.text.startswith(f"{printable(label)}：")

    def test_a_rule_with_markup(self) -> None:
        rule: Rule = evolve(WUHU.rules["2.5"], title="<image href='x'/>")
        picture = retention_picture([evolve(KEPT, rule=rule)], as_of=AS_OF)
        assert "2.5 <image href='x'/>" in [e.text for e in drawn(picture).iter(f"{SVG}text")]

    def test_a_long_label_is_cut_to_its_line(self) -> None:
        """50 columns: 25 Chinese characters, or 50 narrow ones; the whole label is in the title."""
        for char, most in (("甲", 25), ("a", 50)):
            picture = retention_picture([KEPT], as_of=AS_OF, labels=[char * 70])
            texts = [e.text or "" for e in drawn(picture).iter(f"{SVG}text")]
            (cut,) = (text for text in texts if text.startswith(char))
            assert cut.endswith("…")
            assert most - 2 <= len(cut) <= most
            whole = retention_picture([KEPT], as_of=AS_OF, labels=[char * most])
            assert char * most in [e.text for e in drawn(whole).iter(f"{SVG}text")]
            assert char * 70 in "".join(bars(picture)[0].itertext())


class TestQuestions:
    def test_labels(self) -> None:
        picture = retention_picture(iter([DUE, KEPT]), as_of=AS_OF, labels=iter(["甲", "乙"]))
        assert picture.labels == ("甲", "乙")
        assert picture.answers == (DUE, KEPT)

    @pytest.mark.parametrize("labels", [[], ["甲", "乙"]])
    def test_one_label_each(self, labels: list[str]) -> None:
        with pytest.raises(RetentionError) as caught:
            retention_picture([DUE], as_of=AS_OF, labels=labels)
        assert [(f.code, f.field) for f in caught.value.findings] == [("bad-question", "labels")]

    @pytest.mark.parametrize("day", [2026, "2026-11-23", None, datetime(2026, 11, 23)])  # noqa: DTZ001  (reason: a moment is what is refused)
    def test_as_of_is_a_day(self, day: date) -> None:
        with pytest.raises(RetentionError) as caught:
            retention_picture([DUE], as_of=day)
        assert [(f.code, f.field) for f in caught.value.findings] == [("bad-question", "as_of")]

    def test_how_notebooks_show_it(self) -> None:
        picture = retention_picture([DUE], as_of=AS_OF)
        assert picture._repr_svg_() == picture.svg
        assert picture._repr_html_() == f"<div>{picture.svg}</div>"
        assert picture.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')

    def test_copies_and_pickles(self) -> None:
        picture = retention_picture([DUE], as_of=AS_OF)
        assert pickle.loads(pickle.dumps(picture)) == picture
        assert copy.deepcopy(picture) == picture
        assert hash(picture) == hash(retention_picture([DUE], as_of=AS_OF))
