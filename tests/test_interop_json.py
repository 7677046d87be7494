"""JSON: every value there and back, and nothing believed on the way.

``test_laws`` holds the other journeys of law 10, and the values that make them.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeAlias

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.schemes_fixture import category_of, every_scheme, rule_of, scheme_named
from tests.test_import import ENVIRONMENT
from tests.test_laws import EVERYTHING, IDS, same

import siarchive
from siarchive import (
    Ambiguous,
    ArchiveNumber,
    ArchiveNumberError,
    BeyondCalendar,
    Category,
    CategoryCode,
    CheckedRow,
    Classification,
    Decided,
    End,
    Finding,
    FindingCode,
    Item,
    JsonError,
    Never,
    PageMeans,
    PeriodDecided,
    Repair,
    RetentionCode,
    RetentionPeriod,
    Scheme,
    Severity,
    SiarchiveError,
    Span,
    UnknownEnd,
    Volume,
    parse,
)
from siarchive.findings import Params, finding
from siarchive.interop.json import from_json, to_json
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
OfScheme: TypeAlias = Callable[[Scheme], st.SearchStrategy[object]]
PLAIN = "2009-GL-参保单位登记材料-1-50-Y"


def scheme_of(value: object) -> Scheme | None:
    """Return the scheme by which a specimen must be written."""
    return value if isinstance(value, Scheme) else None


def paths(error: SiarchiveError) -> list[tuple[FindingCode, str | None]]:
    return [(found.code, found.field) for found in error.findings]


def refused(text: str, kind: type[object]) -> JsonError:
    with pytest.raises(JsonError) as caught:
        from_json(text, kind)
    assert caught.value.text == text
    assert caught.value.findings
    return caught.value


FEW = settings(max_examples=25)


class TestLaw10:
    """Law 10: values travel.

    Every value, result and error survives pickle, copy, deepcopy, JSON round trip, and a
    worker process.
    """

    @pytest.mark.parametrize("value", EVERYTHING, ids=IDS)
    def test_specimens(self, value: object) -> None:
        scheme = scheme_of(value)
        text = to_json(value, scheme=scheme)
        kind: type[object] = type(value)
        assert same(from_json(text, kind, scheme=scheme), value)

    def test_all_errors_by_the_root(self) -> None:
        """Who reads an error need not know which: its name is in it."""
        for error in (value for value in EVERYTHING if isinstance(value, SiarchiveError)):
            assert same(from_json(to_json(error), SiarchiveError), error)

    @every_scheme
    @pytest.mark.parametrize(
        ("strategy", "kind"),
        [
            (strategies.archive_numbers, ArchiveNumber),
            (strategies.volumes, Volume),
            (strategies.repairs, Repair),
            (strategies.findings, Finding),
            (strategies.parse_errors, SiarchiveError),
            (strategies.resolutions, siarchive.Resolution),
            (strategies.retention_answers, siarchive.RetentionAnswer),
            (strategies.checked_rows, CheckedRow),
        ],
    )
    @FEW
    @given(data=st.data())
    def test_results(
        self,
        name: str,
        strategy: OfScheme,
        kind: type[object],
        data: st.DataObject,
    ) -> None:
        scheme = scheme_named(name)
        value = data.draw(strategy(scheme))
        back = from_json(to_json(value, scheme=scheme), kind, scheme=scheme)
        assert same(back, value)
        if isinstance(value, Repair):
            assert isinstance(back, Repair)
            assert back.spans == value.spans

    @every_scheme
    @FEW
    @given(data=st.data())
    def test_classifications(self, name: str, data: st.DataObject) -> None:
        scheme = scheme_named(name)
        value = data.draw(strategies.classifications(scheme))
        assert same(from_json(to_json(value, scheme=scheme), Classification, scheme=scheme), value)

    @FEW
    @given(data=st.data())
    def test_a_volume_s_contents(self, data: st.DataObject) -> None:
        """Items keep the volume they stand in, and it keeps its items."""
        volume = data.draw(strategies.volumes(WUHU))
        for item in volume.contents():
            assert from_json(to_json(item), Item) == item
        many = volume.contents()
        assert from_json(to_json(many), tuple[Item, ...]) == many


# the forms, by hand


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (CategoryCode("GL"), '"GL"'),
        (RetentionCode("Y"), '"Y"'),
        (RetentionPeriod(30), '"30年"'),
        (RetentionPeriod.permanent(), '"永久"'),
        (parse(f"0211-{PLAIN}"), f'"0211-{PLAIN}"'),
        (category_of(WUHU, 7), '{"scheme": "wuhu", "ordinal": 7}'),
        (rule_of(WUHU, "1.1"), '{"scheme": "wuhu", "id": "1.1"}'),
        (WUHU.groups[0], f'{{"scheme": "wuhu", "id": "{WUHU.groups[0].id}"}}'),
        (WUHU, '{"scheme": "wuhu", "version": "1"}'),
        (WUHU.rules, '{"scheme": "wuhu"}'),
        (Span(3, 4), "[3, 4]"),
        (Severity.NOTE, '"note"'),
        (FindingCode.BAD_YEAR, '"bad-year"'),
        (Never(), '"never"'),
        (UnknownEnd(), '"unknown"'),
        (BeyondCalendar(), '"beyond-calendar"'),
        (date(2009, 2, 28), '"2009-02-28"'),
        (date(1, 1, 1), '"0001-01-01"'),
        (
            finding(FindingCode.BAD_YEAR, "year", (0, 3), value="209", least=1949, most=9999),
            (
                '{"code": "bad-year", "severity": "error", "field": "year", "span": [0, 3], '
                '"params": {"value": "209", "least": 1949, "most": 9999}, "suggestion": null}'
            ),
        ),
        (
            Ambiguous(()),
            '{"outcome": "ambiguous", "candidates": []}',
        ),
        (
            PeriodDecided((), RetentionPeriod(15)),
            '{"outcome": "period-decided", "candidates": [], "period": "15年"}',
        ),
        (
            ArchiveNumberError([finding(FindingCode.EMPTY_NUMBER, "number", (0, 0))], ""),
            (
                '{"error": "ArchiveNumberError", "text": "", "findings": [{"code": "empty-number", '
                '"severity": "error", "field": "number", "span": [0, 0], "params": {}, '
                '"suggestion": null}]}'
            ),
        ),
        (
            CheckedRow(1, {"a": 1, "b": None}, None, None, None, None, None, ()),
            (
                '{"row": 1, "cells": {"named": {"a": 1, "b": null}, "surplus": []}, '
                '"number": null, '
                '"text": null, "category": null, "rule": null, "retention": null, "findings": []}'
            ),
        ),
        ((Span(0, 1), RetentionCode("Y")), '[[0, 1], "Y"]'),
    ],
)
def test_what_is_written(value: object, text: str) -> None:
    assert to_json(value) == text


def test_a_number_is_written_in_the_scheme_s_format() -> None:
    """Tiny's numbers begin with a fixed text and have slashes; the page has three digits."""
    tiny = scheme_named("tiny")
    number = parse("KH/互档/P/2011/甲/12/003", scheme=tiny)
    assert to_json(number, scheme=tiny) == '"KH/互档/P/2011/甲/12/003"'
    assert from_json('"KH/互档/P/2011/甲/12/003"', ArchiveNumber, scheme=tiny) == number


def test_indent() -> None:
    assert to_json(Span(1, 2), indent=2) == "[\n  1,\n  2\n]"


def test_half_a_character_survives() -> None:
    """A lone surrogate has no form in UTF-8; it is written with JSON's escape, and read back."""
    item = Item(1, "甲\udc80乙")
    text = to_json(item)
    assert "甲\\udc80乙" in text
    assert text.encode("utf-8").decode("utf-8") == text
    assert from_json(text, Item) == item


def test_characters_beyond_the_basic_plane() -> None:
    assert to_json("\U00020bb7野") == '"\U00020bb7野"'
    assert from_json('"\\ud842\\udfb7"', str) == "\U00020bb7"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (End, '"never"', Never()),
        (End, '"unknown"', UnknownEnd()),
        (End, '"beyond-calendar"', BeyondCalendar()),
        (End, '"9999-12-31"', date(9999, 12, 31)),
        (End | None, "null", None),
        (PageMeans, '"first-page"', "first-page"),
        (Classification | None, "null", None),
        (Decided | Ambiguous, '{"outcome": "ambiguous", "candidates": []}', Ambiguous(())),
        (RetentionPeriod | siarchive.Delegation, '"30年"', RetentionPeriod(30)),
        (Span | None, "null", None),
        (float, "1", 1.0),
        (tuple[Severity, ...], '["note"]', (Severity.NOTE,)),
    ],
)
def test_choices_are_read(kind: type[object], text: str, value: object) -> None:
    back = from_json(text, kind)
    assert back == value
    assert type(back) is type(value)


def test_a_delegation_is_read_by_its_form() -> None:
    retention = rule_of(WUHU, "7.4").retention
    kind = RetentionPeriod | siarchive.Delegation
    assert from_json(to_json(retention), kind) == retention


def test_surplus_cells_have_a_place_of_their_own() -> None:
    """`csv` puts what stands beyond the headings under `None`, which no JSON object can hold."""
    cells: dict[str | None, object] = {"档号": PLAIN, None: ["x", ""]}
    (row,) = siarchive.check([cells])  # type: ignore[list-item]  # reason: what csv gives
    text = to_json(row)
    assert json.loads(text)["cells"] == {"named": {"档号": PLAIN}, "surplus": ["x", ""]}
    assert from_json(text, CheckedRow) == row


# what is refused


VOLUME: Mapping[str, object] = json.loads(
    to_json(Volume(category_of(WUHU, 1), 2009, "甲", 1, RetentionPeriod(30), items=(Item(1, ""),)))
)
ITEM: Mapping[str, object] = json.loads(to_json(Item(1, "登记表")))


def place(scheme: str, ordinal: int) -> dict[str, str | int]:
    return {"scheme": scheme, "ordinal": ordinal}


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        # bool for int, float for int, text for figures, figures for text
        ({"year": True}, FindingCode.BAD_JSON, "$.year"),
        ({"year": 2009.0}, FindingCode.BAD_JSON, "$.year"),
        ({"year": "2009"}, FindingCode.BAD_JSON, "$.year"),
        ({"year": None}, FindingCode.BAD_JSON, "$.year"),
        ({"stage": 5}, FindingCode.BAD_JSON, "$.stage"),
        ({"stage": None}, FindingCode.BAD_JSON, "$.stage"),
        ({"fonds": 211}, FindingCode.BAD_JSON, "$.fonds"),
        # a text is no array, and an object none either
        ({"items": "甲"}, FindingCode.BAD_JSON, "$.items"),
        ({"items": {}}, FindingCode.BAD_JSON, "$.items"),
        ({"items": None}, FindingCode.BAD_JSON, "$.items"),
        ({"items": [1]}, FindingCode.BAD_JSON, "$.items[0]"),
        ({"items": [{**ITEM, "persons": [1]}]}, FindingCode.BAD_JSON, "$.items[0].persons[0]"),
        # dates
        ({"first_date": "20090228"}, FindingCode.BAD_JSON, "$.first_date"),
        ({"first_date": "2009-02-29"}, FindingCode.BAD_JSON, "$.first_date"),
        ({"first_date": "2009-02-28T00:00:00"}, FindingCode.BAD_JSON, "$.first_date"),
        ({"first_date": 2009}, FindingCode.BAD_JSON, "$.first_date"),
        # values that their own type refuses keep their code
        ({"retention": "长期"}, FindingCode.BAD_PERIOD, "$.retention"),
        ({"retention": "30年 "}, FindingCode.BAD_PERIOD, "$.retention"),
        ({"retention": 30}, FindingCode.BAD_JSON, "$.retention"),
        ({"year": 1948}, FindingCode.BAD_VALUE, "$.year"),
        ({"number": 10**12}, FindingCode.BAD_VALUE, "$.number"),
        ({"fonds": "芜湖"}, FindingCode.BAD_FONDS, "$.fonds"),
        # references
        ({"category": "GL"}, FindingCode.BAD_JSON, "$.category"),
        ({"category": {"scheme": "wuhu"}}, FindingCode.BAD_JSON, "$.category.ordinal"),
        (
            {"category": {"scheme": "wuhu", "ordinal": 10}},
            FindingCode.BAD_JSON,
            "$.category.ordinal",
        ),
        (
            {"category": {"scheme": "wuhu", "ordinal": True}},
            FindingCode.BAD_JSON,
            "$.category.ordinal",
        ),
        ({"category": place("kehu", 1)}, FindingCode.BAD_JSON, "$.category.scheme"),
        # keys
        ({"colour": "red"}, FindingCode.BAD_JSON, "$.colour"),
    ],
)
def test_a_wrong_field(changed: dict[str, object], code: FindingCode, path: str) -> None:
    error = refused(json.dumps({**VOLUME, **changed}), Volume)
    assert paths(error) == [(code, path)]


@pytest.mark.parametrize("key", VOLUME)
def test_a_missing_key(key: str) -> None:
    """Also one whose field has a default: a period that was lost is not a period left out."""
    text = json.dumps({name: value for name, value in VOLUME.items() if name != key})
    assert paths(refused(text, Volume)) == [(FindingCode.BAD_JSON, f"$.{key}")]


def test_all_wrong_fields_at_once() -> None:
    changed = {"year": "2009", "retention": "长期", "items": [{**ITEM, "position": 1.0}], "x": 1}
    error = refused(json.dumps({**VOLUME, **changed}), Volume)
    assert set(paths(error)) == {
        (FindingCode.BAD_JSON, "$.x"),
        (FindingCode.BAD_JSON, "$.year"),
        (FindingCode.BAD_PERIOD, "$.retention"),
        (FindingCode.BAD_JSON, "$.items[0].position"),
    }


def test_fixed_words_are_reported_beside_other_faults() -> None:
    answer = siarchive.retention(rule_of(WUHU, "1.1"), formed=2009)
    data = {**json.loads(to_json(answer)), "basis": "as-told", "start": "never"}
    assert set(paths(refused(json.dumps(data), siarchive.RetentionAnswer))) == {
        (FindingCode.BAD_JSON, "$.basis"),
        (FindingCode.BAD_JSON, "$.start"),
    }


@pytest.mark.parametrize(
    ("text", "kind", "path"),
    [
        ('"2009-XX-甲-1-50-Y"', ArchiveNumber, "$"),
        ('{"error": "OSError", "text": null, "findings": []}', SiarchiveError, "$.error"),
        ('{"error": "CodeError", "text": null, "findings": []}', ArchiveNumberError, "$.error"),
        ('{"error": "CodeError", "text": 5, "findings": []}', SiarchiveError, "$.text"),
        ('{"outcome": "ambiguous", "candidates": []}', Decided, "$.outcome"),
        ('{"outcome": "perhaps", "candidates": []}', Decided | Ambiguous, "$.outcome"),
        ('{"candidates": []}', Decided | Ambiguous, "$.outcome"),
        ('{"candidates": []}', Decided, "$.outcome"),
        ("[]", Decided | Ambiguous, "$"),
        ("[1]", Span, "$"),
        ("[1, 2, 3]", Span, "$"),
        ("[1, true]", Span, "$"),
        ('"12"', Span, "$"),
        ('"serious"', Severity, "$"),
        ('"ERROR"', Severity, "$"),
        ("5", Severity, "$"),
        ('"page"', PageMeans, "$"),
        ('"9999-12-32"', End, "$"),
        ('"for ever"', End, "$"),
        ('"never"', date | BeyondCalendar, "$"),
        ("null", End, "$"),
        ('{"x": 1.5}', Params, "$['x']"),
        ('{"x": true}', Params, "$['x']"),
        ('{"x": null}', Params, "$['x']"),
        ("[]", Params, "$"),
        ("true", float, "$"),
        ('"1"', float, "$"),
        ("1", bool, "$"),
        # nothing in the form of ours
        ("1", Span | Item, "$"),
    ],
)
def test_wrong_values(text: str, kind: type[object], path: str) -> None:
    assert [found.field for found in refused(text, kind).findings] == [path]


def test_a_number_keeps_the_places_of_its_faults() -> None:
    found = refused('"209-GL-甲-1-50-Y"', ArchiveNumber).findings
    assert [(f.code, f.field, f.span) for f in found] == [(FindingCode.BAD_YEAR, "$", (0, 3))]


NO_JSON = [
    "",
    "nonsense",
    "[1, 2",
    "[1, 2] x",
    "[1, 2,]",
    "{'a': 1}",
    "\ufeff[1, 2]",
    "[NaN, 1]",
    "[Infinity, 1]",
    "[-Infinity, 1]",
    f"[{2**63}, 1]",
    f"[{-(2**63)}, 1]",
    f"[{'9' * 5000}, 1]",
    "[1e999, 1]",
    '{"start": 1, "start": 1}',
    '{"a": {"b": 1, "b": 2}}',
    "[" * 51 + "]" * 51,
    "[" * 100_000,
    "[" * 100_000 + "]" * 100_000,
    '{"a":' * 100_000,
]


@pytest.mark.parametrize("text", NO_JSON, ids=[f"{i}" for i, _ in enumerate(NO_JSON)])
def test_what_is_no_json(text: str) -> None:
    """Also what some readers let pass: NaN, a key twice, huge figures, bottomless nests."""
    (found,) = refused(text, Span).findings
    assert (found.code, found.field) == (FindingCode.BAD_JSON, "$")
    assert found.message("zh")
    assert found.message("en")


@pytest.mark.parametrize("text", ['{"x": 1, "x": 1}', '{"x": 1, "y": 2, "x": 3}'])
def test_a_key_twice(text: str) -> None:
    """Other readers take the last one, and never say so."""
    assert paths(refused(text, Params)) == [(FindingCode.BAD_JSON, "$")]


def test_the_largest_whole_number() -> None:
    assert from_json(f"[{1 - 2**63}, {2**63 - 1}]", Span) == Span(1 - 2**63, 2**63 - 1)


def test_where_the_json_breaks() -> None:
    (found,) = refused('[1,\n x"]', Span).findings
    assert found.span == (5, 6)


@pytest.mark.parametrize("text", [b"[1, 2]", None, 5, ["[1, 2]"]])
def test_only_text_is_read(text: str) -> None:
    with pytest.raises(JsonError) as caught:
        from_json(text, Span)
    assert paths(caught.value) == [(FindingCode.BAD_JSON, "$")]


# what is not written, since it could not be read back


def test_numbers_of_another_scheme_are_not_written() -> None:
    foreign = ArchiveNumber(2009, CategoryCode("XX"), "甲", 1, 50, RetentionCode("Y"))
    with pytest.raises(ArchiveNumberError) as caught:
        to_json(foreign)
    assert paths(caught.value) == [(FindingCode.UNKNOWN_CATEGORY, "category")]


def test_references_lead_into_the_very_scheme_that_is_named() -> None:
    """Two schemes that differ only in the titles of their categories are equal to Python."""
    first = evolve(WUHU.categories[0], title="甲")
    other = evolve(WUHU, categories=(first, *WUHU.categories[1:]))
    assert from_json(to_json(first), Category).title == WUHU.categories[0].title
    assert from_json(to_json(first, scheme=other), Category, scheme=other).title == "甲"
    assert from_json(to_json(other, scheme=other), Scheme, scheme=other) is other


@frozen
class Foreign:
    """A class of somebody else."""

    number: ArchiveNumber


UNWRITABLE = [
    category_of(scheme_named("tiny"), 1),
    scheme_named("tiny"),
    scheme_named("tiny").rules,
    evolve(rule_of(WUHU, "1.1"), title="甲"),
    evolve(WUHU, version="2"),
    Volume(category_of(scheme_named("tiny"), 1), 2009, "甲", 1),
    object(),
    {1, 2},
    math.nan,
    2**63,
    10**5000,
    datetime(2009, 2, 28, 12, 0),  # noqa: DTZ001  (reason: a moment, whatever its zone)
    CheckedRow(1, {"a": object()}, None, None, None, None, None, ()),
    CheckedRow(1, {"a": math.nan}, None, None, None, None, None, ()),
    CheckedRow(1, {"a": date(2009, 2, 28)}, None, None, None, None, None, ()),
    Finding(FindingCode.BAD_YEAR, Severity.ERROR, params=Params.of({"value": 2**63})),
]


@pytest.mark.parametrize(
    "value", UNWRITABLE, ids=[f"{i}-{type(v).__name__}" for i, v in enumerate(UNWRITABLE)]
)
def test_what_could_not_be_read_back_is_not_written(value: object) -> None:
    with pytest.raises(JsonError) as caught:
        to_json(value)
    assert {found.code for found in caught.value.findings} == {FindingCode.BAD_JSON}


def test_a_bottomless_value_is_not_written() -> None:
    volume = Volume(category_of(WUHU, 1), 2009, "甲", 1)
    for _ in range(20):
        volume = evolve(volume, items=(Item(1, "", volume=volume),))
    with pytest.raises(JsonError):
        to_json(volume)


def test_a_class_of_somebody_else_is_written_by_its_fields() -> None:
    value = Foreign(parse(PLAIN))
    assert to_json(value) == f'{{"number": "{PLAIN}"}}'
    assert from_json(to_json(value), Foreign) == value


# threads


THREADS = f"""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import cattrs
import siarchive
from siarchive.interop.cattrs import configure
from siarchive.interop.json import from_json, to_json

ready = Barrier(8)

def work(place):
    ready.wait()
    scheme = siarchive.load_scheme("wuhu")
    number = siarchive.parse({PLAIN!r})
    converter = cattrs.Converter()
    configure(converter)
    repair = siarchive.repair(" ２００９－gl—参保单位登记材料 — 第01卷-1~50-永久")
    volume = siarchive.Volume(scheme.categories[0], 2009, "甲", 1)
    values = (number, repair, volume, scheme.rules["1.1"], siarchive.classify("总账"))
    for value in values:
        kind = type(value)
        assert from_json(to_json(value), kind) == value
        assert converter.structure(converter.unstructure(value), kind) == value
    return values

with ThreadPoolExecutor(8) as pool:
    first, *others = pool.map(work, range(8))
assert others == [first] * 7
assert {{hash(values) for values in others}} == {{hash(first)}}
print("well")
"""


def test_eight_threads_at_once() -> None:
    """The first load of the scheme and of every table, in a process that has none of them yet."""
    done = subprocess.run(
        [sys.executable, "-c", THREADS],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        check=False,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("well\n", "")
