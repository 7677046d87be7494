"""JSON Schema: what is written validates; what was changed neither validates nor is read."""

from __future__ import annotations

import copy
import inspect
import json
from collections.abc import Callable, Iterator
from typing import TypeAlias, cast

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.schemes_fixture import category_of, every_scheme, scheme_named
from tests.test_laws import EVERYTHING, IDS

import siarchive
from siarchive import (
    ArchiveNumber,
    CheckedRow,
    Classification,
    Finding,
    FindingCode,
    Item,
    JsonError,
    Repair,
    Resolution,
    RetentionAnswer,
    Scheme,
    Severity,
    SiarchiveError,
    Volume,
)
from siarchive.interop.forms import Json, JsonObject
from siarchive.interop.json import from_json, to_json
from siarchive.interop.json_schema import json_schema
from siarchive.testing import strategies

WUHU = scheme_named("wuhu")
OfScheme: TypeAlias = Callable[[Scheme], st.SearchStrategy[object]]
Kind: TypeAlias = type[object]

DRAWN: list[tuple[OfScheme, object]] = [
    (strategies.archive_numbers, ArchiveNumber),
    (strategies.volumes, Volume),
    (strategies.repairs, Repair),
    (strategies.findings, Finding),
    (strategies.parse_errors, SiarchiveError),
    (strategies.resolutions, Resolution),
    (strategies.classifications, Classification),
    (strategies.retention_answers, RetentionAnswer),
    (strategies.checked_rows, CheckedRow),
]
drawn = pytest.mark.parametrize(("strategy", "kind"), DRAWN)
NO_VALUE: Json = [[{}]]
"""What no place of any form can hold."""


def validates(data: Json, schema: JsonObject) -> bool:
    return Draft202012Validator(schema).is_valid(data)


def public_types() -> list[str]:
    """Return the public names that are types, or choices of types."""
    return [
        name
        for name in siarchive.__all__
        if name != "__version__" and not inspect.isfunction(getattr(siarchive, name))
    ]


@pytest.mark.parametrize("name", public_types())
def test_every_public_type_has_a_schema(name: str) -> None:
    kind: object = getattr(siarchive, name)
    # finding_table is a function that remembers
    if name == "finding_table":
        return
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("value", EVERYTHING, ids=IDS)
def test_specimens_validate(value: object) -> None:
    scheme = value if isinstance(value, Scheme) else None
    schema = json_schema(type(value), scheme=scheme)
    assert validates(json.loads(to_json(value, scheme=scheme)), schema)


@every_scheme
@drawn
@settings(max_examples=20)
@given(data=st.data())
def test_what_is_written_validates(
    name: str, strategy: OfScheme, kind: object, data: st.DataObject
) -> None:
    """For generated data `to_json` validates."""
    scheme = scheme_named(name)
    value = data.draw(strategy(scheme))
    schema = json_schema(kind, scheme=scheme)
    Draft202012Validator(schema).validate(json.loads(to_json(value, scheme=scheme)))


# documents that were changed


def objects_in(data: Json, *, free: bool = False) -> Iterator[JsonObject]:
    """Return the objects of fixed keys; those of free keys are maps by name."""
    if isinstance(data, dict):
        if not free:
            yield data
        for key, part in data.items():
            yield from objects_in(part, free=key in {"params", "spans", "named"})
    elif isinstance(data, list):
        for part in data:
            yield from objects_in(part)


def places_in(data: Json) -> Iterator[tuple[JsonObject | list[Json], str | int]]:
    """Return every place below the top: what holds it, and its key."""
    if isinstance(data, dict):
        for key, part in data.items():
            yield data, key
            yield from places_in(part)
    elif isinstance(data, list):
        for place, part in enumerate(data):
            yield data, place
            yield from places_in(part)


def put(holder: JsonObject | list[Json], key: str | int, value: Json) -> None:
    if isinstance(holder, dict):
        holder[str(key)] = value
    else:
        holder[int(key)] = value


@st.composite
def changed(draw: st.DrawFn, sound: Json) -> Json:
    """Return the document with a key removed, a key added, or a value of a wrong type."""
    data = copy.deepcopy(sound)
    objects = list(objects_in(data))
    places = list(places_in(data))
    ways = ["wrong", *(["remove", "add"] if objects else [])]
    match draw(st.sampled_from(ways)):
        case "remove":
            chosen = draw(st.sampled_from(objects))
            del chosen[draw(st.sampled_from(sorted(chosen)))]
        case "add":
            draw(st.sampled_from(objects))["colour"] = None
        case _ if places:
            holder, key = draw(st.sampled_from(places))
            put(holder, key, NO_VALUE)
        case _:
            data = NO_VALUE
    return data


@every_scheme
@drawn
@settings(max_examples=20)
@given(data=st.data())
def test_what_was_changed_is_neither_valid_nor_read(
    name: str, strategy: OfScheme, kind: object, data: st.DataObject
) -> None:
    """Mutated documents (key removed, key added, wrong type) do not validate nor structure."""
    scheme = scheme_named(name)
    sound: Json = json.loads(to_json(data.draw(strategy(scheme)), scheme=scheme))
    broken = data.draw(changed(sound))
    assert not validates(broken, json_schema(kind, scheme=scheme))
    with pytest.raises(JsonError):
        from_json(json.dumps(broken), cast("Kind", kind), scheme=scheme)


VOLUME: JsonObject = json.loads(
    to_json(Volume(category_of(WUHU, 1), 2009, "甲", 1, items=(Item(1, ""),)))
)


@pytest.mark.parametrize(
    "change",
    [
        {"year": 1948},
        {"year": 10_000},
        {"year": True},
        {"year": "2009"},
        {"year": 2009.5},
        {"number": 0},
        {"number": 1_000_000},
        {"page_count": -1},
        {"fonds": "芜湖"},
        {"fonds": "123456789"},
        {"retention": "30"},
        {"retention": "长期"},
        {"first_date": "2009/02/28"},
        {"category": {"scheme": "wuhu", "ordinal": 10}},
        {"category": {"scheme": "kehu", "ordinal": 1}},
        {"items": [{**cast("list[JsonObject]", VOLUME["items"])[0], "position": 0}]},
    ],
)
def test_bounds_patterns_and_fixed_words(change: JsonObject) -> None:
    """What the constructors refuse of one field, the schema refuses as well."""
    assert validates(VOLUME, json_schema(Volume))
    assert not validates({**VOLUME, **change}, json_schema(Volume))
    with pytest.raises(JsonError):
        from_json(json.dumps({**VOLUME, **change}), Volume)


@pytest.mark.parametrize("bound", [{"year": 1949}, {"year": 9999}, {"number": 999_999}])
def test_bounds_belong_to_what_they_bound(bound: JsonObject) -> None:
    assert validates({**VOLUME, **bound}, json_schema(Volume))


@pytest.mark.parametrize(
    ("data", "valid"),
    [
        ({"outcome": "ambiguous", "candidates": []}, True),
        ({"outcome": "decided", "candidates": []}, True),
        ({"outcome": "perhaps", "candidates": []}, False),
        ({"outcome": "decided", "candidates": [], "period": "15年"}, False),
        ({"outcome": "period-decided", "candidates": []}, False),
        ({"candidates": []}, False),
    ],
)
def test_the_outcome_decides_the_type(data: Json, *, valid: bool) -> None:
    assert validates(data, json_schema(Classification)) is valid


@pytest.mark.parametrize(
    ("data", "valid"),
    [
        ("2009-12-31", True),
        ("never", True),
        ("unknown", True),
        ("beyond-calendar", True),
        ("for ever", False),
        (None, False),
    ],
)
def test_ends(data: Json, *, valid: bool) -> None:
    assert validates(data, json_schema(siarchive.End)) is valid


def test_keys_are_the_fields_and_nothing_is_written_twice() -> None:
    schema = json_schema(Volume)
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    volume = definitions["Volume"]
    assert isinstance(volume, dict)
    names = [field.name for field in attrs.fields(Volume)]
    assert list(cast("JsonObject", volume["properties"])) == names
    assert volume["required"] == names
    assert volume["additionalProperties"] is False
    assert schema["$ref"] == "#/$defs/Volume"
    assert list(definitions) == ["Category", "Item", "RetentionPeriod", "Volume"]


def test_titles_and_descriptions() -> None:
    """Titles are the names of types, descriptions the first sentence of their docstrings."""
    definitions = cast("dict[str, JsonObject]", json_schema(CheckedRow)["$defs"])
    assert definitions["CheckedRow"]["title"] == "CheckedRow"
    assert definitions["CheckedRow"]["description"] == "One row and what is known about it."
    code = cast("dict[str, JsonObject]", json_schema(siarchive.CategoryCode)["$defs"])
    # the full stop of "e.g." ends no sentence
    described = code["CategoryCode"]["description"]
    assert described == "The printed letters of a category, e.g. `GL`."
    assert all(d.get("description") for d in definitions.values())


def test_codes_and_severities_are_listed() -> None:
    definitions = cast("dict[str, JsonObject]", json_schema(Finding)["$defs"])
    assert definitions["Severity"]["enum"] == ["error", "warning", "note"]
    assert definitions["FindingCode"]["enum"] == [code.value for code in FindingCode]


@pytest.mark.parametrize(
    ("data", "valid"),
    [([1, 2], True), ([1], False), ([1, 2, 3], False), ([1, "2"], False), ([1, 2**63], False)],
)
def test_spans(data: Json, *, valid: bool) -> None:
    assert validates(data, json_schema(siarchive.Span)) is valid


def test_arrays_of_values() -> None:
    schema = json_schema(tuple[Severity, ...])
    assert validates(["note", "error"], schema)
    assert not validates(["grave"], schema)
    assert not validates("note", schema)


@pytest.mark.parametrize("kind", [object, complex, dict[str, int], Volume | complex])
def test_types_without_a_form(kind: object) -> None:
    with pytest.raises(JsonError) as caught:
        json_schema(kind)
    assert [(f.code, f.field) for f in caught.value.findings] == [(FindingCode.BAD_JSON, "type")]
