"""cattrs: a user's own classes, converted with our forms and our messages."""

from __future__ import annotations

import datetime as dt

import cattrs
import pytest
from attrs import evolve, field, frozen, validators
from cattrs.preconf.json import make_converter
from tests.schemes_fixture import category_of, rule_of, scheme_named
from tests.test_laws import EVERYTHING, IDS, same

from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    Category,
    CategoryCode,
    Classification,
    CodeError,
    Delegation,
    End,
    Finding,
    FindingCode,
    JsonError,
    Never,
    Repair,
    RetentionCode,
    RetentionPeriod,
    Rule,
    Scheme,
    Severity,
    Volume,
    classify,
    parse,
    repair,
)
from siarchive.interop.cattrs import configure, explain, findings_in

WUHU = scheme_named("wuhu")
PLAIN = "2009-GL-参保单位登记材料-1-50-Y"


@pytest.fixture(scope="module")
def converter() -> cattrs.Converter:
    made = cattrs.Converter()
    configure(made)
    return made


@frozen
class Label:
    """A class of somebody else, with some of our values and some of its own."""

    number: ArchiveNumber
    period: RetentionPeriod
    category: Category
    code: CategoryCode | None
    letter: RetentionCode
    pages: int
    severity: Severity = Severity.NOTE


@frozen
class Shelf:
    """Our values inside containers and choices."""

    labels: list[Label]
    by_name: dict[str, Volume]
    end: End
    asked: Classification
    due: End | None = None
    retention: RetentionPeriod | Delegation | None = None
    findings: tuple[Finding, ...] = ()


LABEL = {
    "number": PLAIN,
    "period": "永久",
    "category": {"scheme": "wuhu", "ordinal": 1},
    "code": None,
    "letter": "Y",
    "pages": "50",
    "severity": "warning",
}
VALUE = Label(
    parse(PLAIN),
    RetentionPeriod.permanent(),
    category_of(WUHU, 1),
    None,
    RetentionCode("Y"),
    50,
    Severity.WARNING,
)


def refused(converter: cattrs.Converter, data: object, kind: type[object]) -> BaseException:
    with pytest.raises(cattrs.BaseValidationError) as caught:
        converter.structure(data, kind)
    return caught.value


def test_a_class_of_somebody_else(converter: cattrs.Converter) -> None:
    """What is not ours stays the converter's business: it takes the text 50 for a figure."""
    assert converter.structure(LABEL, Label) == VALUE
    assert converter.unstructure(VALUE) == {**LABEL, "pages": 50}


def test_every_wrong_field_is_reported_with_our_message(converter: cattrs.Converter) -> None:
    """One hook per type, so that every wrong field is reported with our message."""
    wrong = {
        **LABEL,
        "number": "209-XX-甲-1-50-Y",
        "period": "长期",
        "category": {"scheme": "wuhu", "ordinal": 99},
        "code": "gl",
        "letter": 5,
        "severity": "grave",
    }
    error = refused(converter, wrong, Label)
    assert [(f.code, f.field) for f in findings_in(error)] == [
        (FindingCode.BAD_YEAR, "$.number"),
        (FindingCode.UNKNOWN_CATEGORY, "$.number"),
        (FindingCode.BAD_PERIOD, "$.period"),
        (FindingCode.BAD_JSON, "$.category.ordinal"),
        (FindingCode.BAD_CATEGORY, "$.code"),
        (FindingCode.BAD_JSON, "$.letter"),
        (FindingCode.BAD_JSON, "$.severity"),
    ]
    lines = explain(error)
    assert [line.rpartition(" @ ")[2] for line in lines] == [f.field for f in findings_in(error)]
    assert lines[0].startswith(findings_in(error)[0].message("en"))
    chinese = explain(error, "zh")
    assert [line.rpartition(" @ ")[0] for line in chinese] == [
        f.message("zh") for f in findings_in(error)
    ]


def test_attrs_alone_stops_at_the_first() -> None:
    """The reason for hooks: without them, cattrs sees what the first validator raised."""

    @frozen
    class Plain:
        one: str = field(validator=validators.matches_re("x"))
        two: str = field(validator=validators.matches_re("x"))

    with pytest.raises(cattrs.ClassValidationError) as caught:
        cattrs.Converter().structure({"one": "a", "two": "b"}, Plain)
    assert len(caught.value.exceptions) == 1


def test_findings_keep_suggestion_and_place(converter: cattrs.Converter) -> None:
    error = refused(converter, {**LABEL, "number": "2009-gl-甲-1-50-Y"}, Label)
    (found,) = findings_in(error)
    assert (found.field, found.span, found.suggestion) == ("$.number", (5, 7), "GL")


def test_faults_that_are_not_ours(converter: cattrs.Converter) -> None:
    """They are lines too, with their place: a missing key, a figure that is none, a class's own."""
    wrong = {**{k: v for k, v in LABEL.items() if k != "letter"}, "pages": "many"}
    error = refused(converter, wrong, Label)
    assert {(f.code, f.field) for f in findings_in(error)} == {
        (FindingCode.BAD_JSON, "$.letter"),
        (FindingCode.BAD_JSON, "$.pages"),
    }
    strict = cattrs.Converter(forbid_extra_keys=True)
    configure(strict)
    error = refused(strict, {**LABEL, "colour": "red"}, Label)
    assert [f.field for f in findings_in(error)] == ["$.colour"]
    assert explain(ValueError("broken")) == [
        "the data do not have the form that was asked for: broken @ $"
    ]


def test_containers_and_choices(converter: cattrs.Converter) -> None:
    shelf = Shelf(
        [VALUE],
        {"甲": Volume(category_of(WUHU, 1), 2009, "甲", 1)},
        Never(),
        classify("总账"),
        dt.date(2025, 1, 1),
        rule_of(WUHU, "7.4").retention,
        repair("2009 - GL").findings,
    )
    data: object = converter.unstructure(shelf)
    assert isinstance(data, dict)
    assert (data["end"], data["due"]) == ("never", "2025-01-01")
    assert converter.structure(data, Shelf) == shelf


def test_paths_lead_through_containers(converter: cattrs.Converter) -> None:
    volume: object = converter.unstructure(Volume(category_of(WUHU, 1), 2009, "甲", 1))
    assert isinstance(volume, dict)
    data = {
        "labels": [LABEL, {**LABEL, "period": "x"}],
        "by_name": {"甲": {**volume, "year": 1}},
        "end": "soon",
        "asked": {"outcome": "decided", "candidates": "x"},
        "due": 5,
    }
    assert {f.field for f in findings_in(refused(converter, data, Shelf))} == {
        "$.labels[1].period",
        "$.by_name['甲'].year",
        "$.end",
        "$.asked.candidates",
        "$.due",
    }


@pytest.mark.parametrize("value", EVERYTHING, ids=IDS)
def test_every_value_there_and_back(value: object, converter: cattrs.Converter) -> None:
    if isinstance(value, Scheme):
        converter = cattrs.Converter()
        configure(converter, scheme=value)
    kind: type[object] = type(value)
    assert same(converter.structure(converter.unstructure(value), kind), value)


def test_what_a_number_s_scheme_prints_is_written() -> None:
    tiny = scheme_named("tiny")
    made = cattrs.Converter()
    configure(made, scheme=tiny)
    number = parse("KH/互档/P/2011/甲/12/003", scheme=tiny)
    assert made.unstructure(number) == "KH/互档/P/2011/甲/12/003"
    assert made.structure("KH/互档/P/2011/甲/12/003", ArchiveNumber) == number
    with pytest.raises(ArchiveNumberError):
        made.structure(PLAIN, ArchiveNumber)
    with pytest.raises(ArchiveNumberError):
        made.unstructure(parse(PLAIN))
    with pytest.raises(JsonError):
        made.unstructure(rule_of(WUHU, "1.1"))


def test_a_reference_names_its_scheme(converter: cattrs.Converter) -> None:
    error = refused(converter, {"scheme": "kehu", "id": "9.9"}, Rule)
    (found,) = findings_in(error)
    assert found.field == "$.scheme"
    assert "kehu" in found.message("en")
    assert "wuhu" in found.message("en")
    error = refused(converter, {"scheme": "wuhu", "id": "9.99"}, Rule)
    assert "9.99" in explain(error)[0]
    error = refused(converter, {"scheme": "wuhu", "version": "0"}, Scheme)
    assert [f.field for f in findings_in(error)] == ["$.version"]


def test_the_global_converter_is_left_alone() -> None:
    before = cattrs.global_converter.get_structure_hook(CategoryCode)
    configure(cattrs.Converter())
    assert cattrs.global_converter.get_structure_hook(CategoryCode) == before
    with pytest.raises(cattrs.BaseValidationError):
        cattrs.structure("GL", CategoryCode)


def test_other_types_are_left_alone() -> None:
    """Only ours are touched: figures, days and arrays stay as the converter had them."""
    made = cattrs.Converter()
    configure(made)
    assert made.structure("5", int) == 5
    assert made.structure({"a": 1}.keys(), tuple[str, ...]) == ("a",)
    day = dt.date(2009, 2, 28)
    assert made.unstructure(day) is day


@frozen
class Noted(Volume):
    note: str = ""


def test_derived_classes_are_their_owner_s(converter: cattrs.Converter) -> None:
    """Hooks of ours would refuse 5 for the text 5, which the owner's converter takes."""
    noted = Noted(category_of(WUHU, 1), 2009, "甲", 1, note="x")
    data: object = converter.unstructure(noted)
    assert isinstance(data, dict)
    assert data["note"] == "x"
    assert data["category"] == {"scheme": "wuhu", "ordinal": 1}
    assert converter.structure({**data, "note": 5}, Noted) == evolve(noted, note="5")


def test_a_converter_that_is_ready_for_json() -> None:
    made = make_converter()
    configure(made)
    answer = repair(" ２００９－gl—参保单位登记材料 — 第01卷-1~50-永久")
    back = made.loads(made.dumps(answer), Repair)
    assert back == answer
    assert back.spans == answer.spans


def test_errors_of_single_values_are_those_of_the_type(converter: cattrs.Converter) -> None:
    with pytest.raises(CodeError) as caught:
        converter.structure("gl", CategoryCode)
    assert explain(caught.value)[0].endswith(" @ $")
