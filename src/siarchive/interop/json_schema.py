"""JSON Schema: the form of the JSON of every type, for programs that are not in Python.

Draft 2020-12. A schema says what JSON Schema can: keys, types, bounds, patterns, fixed words. It
does not say what concerns several fields together (a last page before the first) or the stage of an
archive number; ``siarchive.interop.json.from_json`` does.

>>> from siarchive import RetentionCode
>>> json_schema(RetentionCode)["$defs"]["RetentionCode"]["pattern"]
'^[A-Z0-9]{1,4}$'
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Final, get_args

from siarchive.codes import CategoryCode, RetentionPeriod
from siarchive.findings import (
    Finding,
    FindingCode,
    JsonError,
    Params,
    SiarchiveError,
    Span,
    finding,
)
from siarchive.formats import LONGEST_FONDS
from siarchive.holdings import ITEM_BOUNDS, VOLUME_BOUNDS, Item, Volume
from siarchive.interop.forms import (
    CELLS,
    END_WORDS,
    ENUMERATIONS,
    ERRORS,
    LARGEST,
    OBJECTS,
    REFERENCES,
    TEXT_MAP,
    TEXTS,
    Json,
    JsonObject,
    fields_of,
    is_array,
    is_literal,
    is_spans,
    is_union,
    item_of,
    outcome_of,
    reference,
    referred,
)
from siarchive.interop.patterns import (
    archive_number_pattern,
    category_code_pattern,
    retention_code_pattern,
    retention_period_pattern,
)
from siarchive.numbers import ArchiveNumber
from siarchive.scheme_files import scheme_meant

if TYPE_CHECKING:
    from attrs import AttrsInstance

    from siarchive.scheme import Scheme

__all__ = ["json_schema"]


def __dir__() -> list[str]:
    return __all__


_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_SENTENCE: Final = re.compile(r"(?<=\.) (?=[A-Z])")

_BOUNDS: Final[Mapping[object, Mapping[str, tuple[int, int]]]] = {
    Item: ITEM_BOUNDS,
    Volume: VOLUME_BOUNDS,
}
_PATTERNS: Final[Mapping[tuple[object, str], str]] = {
    (Volume, "fonds"): f"^[A-Za-z0-9]{{1,{LONGEST_FONDS}}}$",
}


def json_schema(type: object, *, scheme: Scheme | None = None) -> JsonObject:  # noqa: A002  (reason: the field's word)
    """Return the JSON Schema of what ``to_json`` writes for a type.

    Args:
        type: A type of siarchive, a choice such as ``Classification``, or ``tuple[Finding, ...]``.
        scheme: The scheme whose codes, categories and rules are meant; Wuhu's if not given.

    Raises:
        JsonError: the type has no form in JSON.
    """
    schemas = _Schemas(scheme_meant(scheme))
    whole = schemas.of(type)
    definitions: dict[str, Json] = {**dict(sorted(schemas.definitions.items()))}
    return {"$schema": _DRAFT, **whole, "$defs": definitions}


class _Schemas:
    """The schemas of one document; each type is defined once, under its name."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.definitions: dict[str, JsonObject] = {}
        self.makers: Mapping[object, Callable[[], JsonObject]] = {
            **{kind: partial(self.text, kind) for kind in TEXTS},
            **{kind: partial(self.reference, kind) for kind in REFERENCES},
            **{kind: partial(_words, kind) for kind in ENUMERATIONS},
            **{kind: partial(self.object, kind) for kind in OBJECTS},
            **{kind: partial(self.error, kind) for kind in ERRORS.values()},
            **{end: partial(_word, word) for word, end in END_WORDS.items()},
        }

    def of(self, hint: object) -> JsonObject:
        """Return the schema of a type as it stands in another: a reference, if it has a name."""
        arguments: tuple[object, ...] = get_args(hint)
        if is_union(hint):
            return {"anyOf": [self.of(member) for member in arguments]}
        if is_literal(hint):
            return {"enum": [str(word) for word in arguments]}
        if is_array(hint):
            return {"type": "array", "items": self.of(item_of(hint))}
        if is_spans(hint):
            return _map_of(self.of(Span))
        plain = _PLAIN.get(hint)
        return self.named(hint) if plain is None else plain

    def named(self, kind: object) -> JsonObject:
        name = getattr(kind, "__name__", repr(kind))
        if name not in self.definitions:
            # takes its place first: an item may hold its volume, and that again its items
            self.definitions[name] = {}
            self.definitions[name] = {
                "title": name,
                "description": _summary(kind),
                **self.definition(kind, name),
            }
        return {"$ref": f"#/$defs/{name}"}

    def definition(self, kind: object, name: str) -> JsonObject:
        """Return the definition of a class of siarchive."""
        make = self.makers.get(kind)
        if make is not None:
            return make()
        raise JsonError(
            [
                finding(
                    FindingCode.BAD_JSON,
                    "type",
                    reason_zh=f"{name}没有JSON形式",
                    reason_en=f"{name} has no form in JSON",
                )
            ]
        )

    def text(self, kind: type[object]) -> JsonObject:
        if kind is ArchiveNumber:
            pattern = archive_number_pattern(self.scheme)
        elif kind is RetentionPeriod:
            pattern = retention_period_pattern()
        elif kind is CategoryCode:
            pattern = category_code_pattern()
        else:
            pattern = retention_code_pattern()
        return {"type": "string", "pattern": pattern}

    def reference(self, kind: type[object]) -> JsonObject:
        known = [reference(value, self.scheme) for value in referred(kind, self.scheme)]
        keys: dict[str, JsonObject] = {
            key: {"enum": list(dict.fromkeys(each[key] for each in known))}
            for key in REFERENCES[kind]
        }
        return _object(keys)

    def object(self, kind: type[AttrsInstance]) -> JsonObject:
        outcome = outcome_of(kind)
        keys: dict[str, JsonObject] = {} if outcome is None else {"outcome": {"const": outcome}}
        for name, hint in fields_of(kind).items():
            keys[name] = _bounded(self.of(hint), kind, name)
        return _object(keys)

    def error(self, kind: type[SiarchiveError]) -> JsonObject:
        names: list[Json] = [name for name, error in ERRORS.items() if issubclass(error, kind)]
        return _object(
            {
                "error": {"enum": names},
                "text": {"anyOf": [_TEXT, _NULL]},
                "findings": {"type": "array", "items": self.of(Finding)},
            }
        )


def _bounded(schema: JsonObject, kind: type[AttrsInstance], name: str) -> JsonObject:
    """Add what the constructor checks of a field: the bounds of a figure, the form of a text."""
    added: JsonObject = {}
    if name in _BOUNDS.get(kind, {}):
        least, most = _BOUNDS[kind][name]
        added = {"minimum": least, "maximum": most}
    if (kind, name) in _PATTERNS:
        added = {"pattern": _PATTERNS[kind, name]}
    # bounds say nothing of a null, and patterns nothing of a figure
    return {**schema, **added}


def _words(kind: type[StrEnum]) -> JsonObject:
    return {"enum": [word.value for word in kind]}


def _word(word: str) -> JsonObject:
    return {"const": word}


def _object(keys: Mapping[str, JsonObject]) -> JsonObject:
    return {
        "type": "object",
        "properties": dict(keys),
        "required": list(keys),
        "additionalProperties": False,
    }


def _map_of(schema: JsonObject) -> JsonObject:
    return {"type": "object", "additionalProperties": schema}


def _summary(kind: object) -> str:
    """Return the first sentence of the docstring."""
    paragraph = " ".join((inspect.getdoc(kind) or "").partition("\n\n")[0].split())
    return _SENTENCE.split(paragraph, maxsplit=1)[0].replace("``", "`")


_TEXT: Final[JsonObject] = {"type": "string"}
_NULL: Final[JsonObject] = {"type": "null"}
_WHOLE: Final[JsonObject] = {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST}

_PLAIN: Final[Mapping[object, JsonObject]] = {
    str: _TEXT,
    int: _WHOLE,
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: _NULL,
    date: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    Span: {
        "type": "array",
        "title": "Span",
        "description": _summary(Span),
        "prefixItems": [_WHOLE, _WHOLE],
        "items": False,
        "minItems": 2,
    },
    Params: _map_of({"anyOf": [_TEXT, _WHOLE]}),
    CELLS: _object(
        {
            "named": _map_of({"type": ["string", "number", "boolean", "null"]}),
            "surplus": {"type": "array", "items": _TEXT},
        }
    ),
    TEXT_MAP: _map_of(_TEXT),
}
