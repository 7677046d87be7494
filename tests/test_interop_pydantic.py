"""Fields of pydantic models: what is read, refused and how, written, and described."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from functools import cache
from typing import Annotated, Final, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.json_schema import JsonSchemaMode
from tests.schemes_fixture import every_scheme, scheme_named

import siarchive
from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    CategoryCode,
    Finding,
    FindingCode,
    RecordTypeError,
    RetentionCode,
    RetentionPeriod,
)
from siarchive.interop.pydantic import InScheme
from siarchive.testing.strategies import (
    NearMiss,
    archive_numbers,
    canonical_texts,
    category_codes,
    near_misses,
    periods,
    retention_codes,
)

T = TypeVar("T")
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
NUMBER: Final = ArchiveNumber(
    2009, CategoryCode("GL"), "参保单位登记材料", 1, 50, RetentionCode("Y")
)
WUHU: Final = scheme_named("wuhu")
FIELD_TYPES: Final = (ArchiveNumber, CategoryCode, RetentionCode, RetentionPeriod)
TEXTS: Final = (PLAIN, "GL", "Y", "30年")


class Row(BaseModel):
    """A row as users write it: plain annotations."""

    number: siarchive.ArchiveNumber
    code: siarchive.CategoryCode
    letter: siarchive.RetentionCode
    period: siarchive.RetentionPeriod


class Optional(BaseModel):
    model_config = ConfigDict(frozen=True)

    number: ArchiveNumber | None = None
    others: tuple[ArchiveNumber, ...] = ()
    counts: dict[CategoryCode, int] = {}


class Tiny(BaseModel):
    number: Annotated[ArchiveNumber, InScheme(scheme_named("tiny"))]
    code: Annotated[CategoryCode, InScheme(scheme_named("tiny"))]
    letter: Annotated[RetentionCode, InScheme(scheme_named("tiny"))]
    period: Annotated[RetentionPeriod, InScheme(scheme_named("tiny"))]


FIELDS: Final = {"number": PLAIN, "code": "GL", "letter": "Y", "period": "永久"}
ROW: Final = Row.model_validate(FIELDS)
adapters: Final = pytest.mark.parametrize(
    ("kind", "text"),
    list(zip(FIELD_TYPES, TEXTS, strict=True)),
    ids=["number", "code", "letter", "period"],
)


@cache
def adapter(name: str) -> TypeAdapter[ArchiveNumber]:
    return TypeAdapter(Annotated[ArchiveNumber, InScheme(scheme_named(name))])


def refused(kind: TypeAdapter[T], value: object, *, strict: bool | None = None) -> list[str]:
    """Return the codes of the findings; there is one error, and it says so in every form."""
    with pytest.raises(ValidationError) as caught:
        kind.validate_python(value, strict=strict)
    (error,) = caught.value.errors()
    assert error["input"] is value
    codes = [found["code"] for found in error["ctx"]["findings"]]
    assert error["type"] == codes[0]
    return codes


# reading


def test_text_becomes_the_value() -> None:
    assert ROW.number == NUMBER
    assert ROW.code == CategoryCode("GL")
    assert ROW.letter == RetentionCode("Y")
    assert ROW.period == RetentionPeriod("permanent")


@adapters
def test_a_value_stays_the_object_it_is(kind: type[object], text: str) -> None:
    value = TypeAdapter(kind).validate_python(text)
    assert type(value) is kind
    assert TypeAdapter(kind).validate_python(value) is value
    assert TypeAdapter(kind).validate_python(value, strict=True) is value


@adapters
def test_strict_code_gives_values_and_strict_json_gives_text(kind: type[object], text: str) -> None:
    """As with dates: a text is text in JSON only because JSON has nothing else."""
    assert refused(TypeAdapter(kind), text, strict=True) == ["wrong-type"]
    read = TypeAdapter(kind).validate_json(json.dumps(text), strict=True)
    assert read == TypeAdapter(kind).validate_python(text)


def test_strict_by_field_and_by_model() -> None:
    class Strict(BaseModel):
        model_config = ConfigDict(strict=True)

        number: ArchiveNumber

    class StrictField(BaseModel):
        number: Annotated[ArchiveNumber, Field(strict=True)]

    for model in (Strict, StrictField):
        assert model.model_validate({"number": NUMBER}).number is NUMBER
        with pytest.raises(ValidationError):
            model.model_validate({"number": PLAIN})
        assert model.model_validate_json(json.dumps({"number": PLAIN})).number == NUMBER


@adapters
@pytest.mark.parametrize("value", [None, 5, 2.5, True, b"GL", ["GL"], {}, object()])
def test_what_is_not_text(kind: type[object], text: str, value: object) -> None:
    """Nothing is turned into text on the way: a number in a cell is a fault of its own."""
    del text
    assert refused(TypeAdapter(kind), value) == ["wrong-type"]


def test_one_type_is_not_another() -> None:
    """A code, a period and a number are three types; also two codes are."""
    values: list[object] = [ROW.number, ROW.code, ROW.letter, ROW.period]
    for kind in FIELD_TYPES:
        for value in values:
            if not isinstance(value, kind):
                assert refused(TypeAdapter(kind), value) == ["wrong-type"]


def test_json_that_is_not_text() -> None:
    with pytest.raises(ValidationError) as caught:
        Row.model_validate_json('{"number": 2009, "code": null, "letter": [], "period": 30}')
    assert [error["type"] for error in caught.value.errors()] == ["wrong-type"] * 4


def test_nothing_and_many() -> None:
    assert Optional.model_validate({}).number is None
    made = Optional.model_validate({"number": None, "others": [PLAIN, NUMBER], "counts": {"GL": 3}})
    assert made.others == (NUMBER, NUMBER)
    assert made.counts == {CategoryCode("GL"): 3}
    with pytest.raises(ValidationError) as caught:
        Optional.model_validate({"others": [PLAIN, "2009"], "counts": {"gl": 3}})
    places = [(error["type"], error["loc"]) for error in caught.value.errors()]
    # one part of six; small letters
    assert places == [
        ("too-few-parts", ("others", 1)),
        ("bad-category", ("counts", "gl", "[key]")),
    ]


def test_models_are_values_too() -> None:
    one = Optional(others=(NUMBER,))
    other = Optional.model_validate({"others": [PLAIN]})
    assert one == other
    assert hash((one.number, one.others)) == hash((other.number, other.others))
    assert pickle.loads(pickle.dumps(ROW)) == ROW
    assert ROW.model_copy(deep=True) == ROW


# errors


def test_one_error_with_every_finding() -> None:
    """All faults are reported at once, in one error of pydantic.

    `09` is no year; volume `01` is padded; `Q` is no code. The message quotes braces as they stand.
    """
    text = "09-GL-{findings}{message}-01-50-Q"
    with pytest.raises(ValidationError) as caught:
        Row.model_validate({**FIELDS, "number": text})
    (error,) = caught.value.errors()
    assert error["loc"] == ("number",)
    assert error["type"] == "bad-year"
    assert error["input"] == text
    found = error["ctx"]["findings"]
    assert [(f["code"], f["field"], f["span"], f["suggestion"], f["severity"]) for f in found] == [
        ("bad-year", "year", [0, 2], None, "error"),
        ("bad-volume", "volume", [26, 28], "1", "error"),
        ("unknown-retention", "retention", [32, 33], None, "error"),
    ]
    assert error["msg"] == "; ".join(f["message"]["en"] for f in found)
    assert json.loads(caught.value.json())[0]["ctx"]["findings"] == found


def test_the_message_is_quoted_not_filled_in() -> None:
    """Braces in the input are the input's: pydantic fills its own templates with the context."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(CategoryCode).validate_python("{findings}{message}")
    (error,) = caught.value.errors()
    (found,) = error["ctx"]["findings"]
    assert error["msg"] == found["message"]["en"]
    assert error["msg"].count("{findings}{message}") == 1


@every_scheme
@given(data=st.data())
def test_errors_are_those_of_parse(name: str, data: st.DataObject) -> None:
    """A bad value is one error, and its findings are those that `parse` gives."""
    miss: NearMiss = data.draw(near_misses(scheme_named(name)))
    with pytest.raises(ArchiveNumberError) as wanted:
        siarchive.parse(miss.text, scheme=scheme_named(name))
    with pytest.raises(ValidationError) as caught:
        adapter(name).validate_python(miss.text)
    (error,) = caught.value.errors()
    assert error["ctx"]["findings"] == [as_data(f) for f in wanted.value.findings]
    assert error["type"] == wanted.value.findings[0].code.value


def as_data(found: Finding) -> dict[str, object]:
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "field": found.field,
        "span": None if found.span is None else [found.span.start, found.span.end],
        "suggestion": found.suggestion,
        "message": {"zh": found.message("zh"), "en": found.message("en")},
    }


def test_an_error_of_an_adapter_is_short() -> None:
    """A scheme prints itself at length; the heading of an error is no place for it."""
    with pytest.raises(ValidationError) as caught:
        adapter("wuhu").validate_python("2009")
    assert len(str(caught.value)) < 500


# writing


def test_python_keeps_values_and_json_gets_text() -> None:
    assert ROW.model_dump() == {
        "number": NUMBER,
        "code": CategoryCode("GL"),
        "letter": RetentionCode("Y"),
        "period": RetentionPeriod("permanent"),
    }
    assert ROW.model_dump(mode="json") == FIELDS
    assert json.loads(ROW.model_dump_json()) == FIELDS
    keyed = Optional(counts={CategoryCode("GL"): 3})
    assert keyed.model_dump_json(include={"counts"}) == '{"counts":{"GL":3}}'


@every_scheme
@given(data=st.data())
def test_json_round_trip(name: str, data: st.DataObject) -> None:
    """parse(format(n)) == n, through JSON and in the scheme's own format."""
    number = data.draw(archive_numbers(scheme_named(name)))
    text = siarchive.format(number, scheme=scheme_named(name))
    assert json.loads(adapter(name).dump_json(number)) == text
    assert adapter(name).validate_json(adapter(name).dump_json(number)) == number
    assert adapter(name).validate_python(text) == number


# another scheme


def test_in_scheme_reads_the_schemes_format() -> None:
    row = Tiny.model_validate(
        {
            "number": "KH/互档/P/2011/开户登记材料/12/003",
            "code": "B2",
            "letter": "20",
            "period": "7年",
        }
    )
    assert (row.number.volume, row.number.page) == (3, 12)
    assert row.model_dump(mode="json")["number"] == "KH/互档/P/2011/开户登记材料/12/003"
    # two categories print B2, and 7 years have no code: neither is a fault of the value
    assert (row.code, row.period) == (CategoryCode("B2"), RetentionPeriod(7))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        # codes of the built-in scheme, which `tiny` does not print
        ("code", "GL", "unknown-category"),
        ("code", CategoryCode("GL"), "unknown-category"),
        ("letter", "Y", "unknown-retention"),
        ("letter", RetentionCode("Y"), "unknown-retention"),
        # `tiny` prints 20, 10, 7 and 3 years
        ("period", "30年", "no-code-for-period"),
        ("period", RetentionPeriod(30), "no-code-for-period"),
        # form comes first
        ("code", "gl", "bad-category"),
        ("letter", "-", "bad-retention"),
        ("period", "30", "bad-period"),
        ("number", PLAIN, "too-few-parts"),
        ("number", NUMBER, "unknown-category"),
    ],
)
def test_in_scheme_refuses_what_is_not_of_it(field: str, value: object, code: str) -> None:
    sound = {"number": "KH/互档/P/2011/甲/12/003", "code": "KH", "letter": "P", "period": "永久"}
    Tiny.model_validate(sound)
    with pytest.raises(ValidationError) as caught:
        Tiny.model_validate({**sound, field: value})
    (error,) = caught.value.errors()
    assert (error["loc"], error["type"]) == ((field,), code)


def test_a_number_that_the_format_cannot_carry() -> None:
    """`turned` has no place for a fonds number."""
    number = ArchiveNumber(2011, CategoryCode("KH"), "甲", 3, 12, RetentionCode("P"), "007A")
    assert refused(adapter("turned"), number) == ["bad-fonds"]


def test_in_scheme_stands_beside_a_type_of_ours() -> None:
    with pytest.raises(RecordTypeError) as caught:
        TypeAdapter(Annotated[str, InScheme(WUHU)])
    (found,) = caught.value.findings
    assert (found.code, found.field) == (FindingCode.WRONG_TYPE, "annotation")


# JSON Schema


modes: Final = pytest.mark.parametrize("mode", ["validation", "serialization"])


@modes
def test_schema_of_a_model(mode: JsonSchemaMode) -> None:
    schema = Row.model_json_schema(mode=mode)
    Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]) == set(FIELDS)
    for name, field in schema["properties"].items():
        assert field["type"] == "string"
        assert field["title"].lower() == name
        assert field["description"]
        assert field["pattern"].startswith("^")
        # what it shows is what it asks for, and what pydantic takes
        for example in field["examples"]:
            Draft202012Validator(field).validate(example)
            Row.model_validate({**FIELDS, name: example})
    assert schema["properties"]["period"]["examples"][0] == "永久"


def test_what_a_user_writes_goes_before() -> None:
    class Told(BaseModel):
        number: ArchiveNumber = Field(title="档号", description="写在案卷封面上", examples=[PLAIN])

    field = Told.model_json_schema()["properties"]["number"]
    assert (field["title"], field["description"], field["examples"]) == (
        "档号",
        "写在案卷封面上",
        [PLAIN],
    )
    assert field["pattern"]


def test_an_example_that_is_no_number_is_not_shown() -> None:
    """`turned` prints the example of another format."""
    assert "examples" not in adapter("turned").json_schema()
    assert adapter("tiny").json_schema()["examples"] == ["KH/互档/P/2011/开户登记材料/12/003"]


@every_scheme
@modes
@given(data=st.data())
def test_every_number_fits_its_schema(name: str, mode: JsonSchemaMode, data: st.DataObject) -> None:
    """Every canonical text matches the pattern."""
    judge = Draft202012Validator(adapter(name).json_schema(mode=mode))
    judge.validate(data.draw(canonical_texts(scheme_named(name))))
    number = data.draw(archive_numbers(scheme_named(name)))
    judge.validate(json.loads(adapter(name).dump_json(number)))


@given(st.data())
def test_a_schema_of_codes_says_all(data: st.DataObject) -> None:
    """Codes and periods: the schema takes a text if and only if the field does.

    A text that ends with a line break is left out: `$` of Python's `re`, which judges here, lets
    one pass, and that of ECMA-262, which JSON Schema asks for, does not.
    """
    sound = {
        CategoryCode: category_codes(),
        RetentionCode: retention_codes(),
        RetentionPeriod: periods(),
    }
    kind = data.draw(st.sampled_from(list(sound)))
    near = st.text("GLY0年永久 \u0660gy1", max_size=10)
    text = data.draw(sound[kind].map(str) | near)
    field = TypeAdapter[object](kind)
    try:
        field.validate_python(text)
        taken = True
    except ValidationError:
        taken = False
    assert Draft202012Validator(field.json_schema()).is_valid(text) is taken


# what it costs those who do not use it


def test_without_pydantic_nothing_changes() -> None:
    code = f"""
import sys
sys.modules["pydantic"] = sys.modules["pydantic_core"] = None
import siarchive
assert str(siarchive.parse({PLAIN!r})) == {PLAIN!r}
"""
    subprocess.run(
        [sys.executable, "-c", code], check=True, timeout=60, env={**os.environ, "PYTHONUTF8": "1"}
    )


def test_a_figure_that_python_will_not_write_out_is_one_error_of_ours() -> None:
    # Python refuses to turn figures of more than 4300 digits into text
    for kind in FIELD_TYPES:
        with pytest.raises(ValidationError) as caught:
            TypeAdapter[object](kind).validate_python(10**5000)
        assert [error["type"] for error in caught.value.errors()] == ["wrong-type"]
