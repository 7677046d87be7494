"""Forms: which values travel as plain data, and in what form.

The one description from which reading, writing and the JSON Schemas follow. Plain data are what
JSON knows: objects, arrays, text, numbers, booleans and null.

| value | form |
| --- | --- |
| code, period, archive number | its text |
| category, rule, group, rule table, scheme | a reference: scheme, and ordinal, id or version |
| enumeration | its value |
| date | ``YYYY-MM-DD`` |
| end of retention | a date, or ``never``, ``unknown``, ``beyond-calendar`` |
| span | ``[start, end]`` |
| findings | an array |
| everything else | an object of the fields that make it |
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Final,
    Literal,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from attrs import fields

import siarchive.findings
from siarchive.catalogue import CheckedRow, Columns, RowFinding
from siarchive.classification import (
    Ambiguous,
    Candidate,
    Decided,
    PeriodDecided,
    Undetermined,
)
from siarchive.clocks import BeyondCalendar, Never, Reason, RetentionAnswer, UnknownEnd
from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.explanations import ExplainedPart, Explanation
from siarchive.findings import (
    Finding,
    FindingCode,
    FindingEntry,
    Findings,
    FrozenMapping,
    Severity,
    SiarchiveError,
)
from siarchive.formats import NumberFormat, Segment, SegmentKind
from siarchive.holdings import Item, Volume
from siarchive.numbers import ArchiveNumber
from siarchive.repairs import Repair
from siarchive.resolution import Evidence, EvidenceKind, Resolution
from siarchive.rules import Category, Clock, Delegation, Rule, RuleGroup, RuleTable
from siarchive.scheme import (
    CodedPeriod,
    FindingAid,
    PeriodWithoutCode,
    PrintedExample,
    Scheme,
    VolumeNumbering,
)
from siarchive.sources import Confidence, Document, Mend, Source, Wording

if TYPE_CHECKING:
    from attrs import AttrsInstance

__all__ = [
    "CELLS",
    "END_WORDS",
    "ENUMERATIONS",
    "ERRORS",
    "LARGEST",
    "OBJECTS",
    "OUTCOMES",
    "REFERENCES",
    "TEXTS",
    "TEXT_MAP",
    "Json",
    "JsonObject",
    "fields_of",
    "is_array",
    "is_literal",
    "is_spans",
    "is_union",
    "item_of",
    "members_of",
    "outcome_of",
    "reference",
    "referred",
]


def __dir__() -> list[str]:
    return __all__


Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
"""Plain data, as JSON has them."""

JsonObject: TypeAlias = dict[str, Json]
"""A JSON object."""

LARGEST: Final = 2**63 - 1
"""Whole numbers beyond this, or below its negative, do not travel: other programs cut them."""

CELLS: Final = Mapping[str, object]
"""The type of the cells of a row.

They are written as ``{"named": {heading: cell}, "surplus": [cell]}``: cells beyond the headings,
which ``csv`` puts under ``None``, have no name.
"""

TEXT_MAP: Final = Mapping[str, str]
"""The type of texts by name, or by language."""

ENUMERATIONS: Final[tuple[type[StrEnum], ...]] = (
    Clock,
    Confidence,
    EvidenceKind,
    FindingCode,
    SegmentKind,
    Severity,
)
"""Words that are written as their value."""

TEXTS: Final = (ArchiveNumber, CategoryCode, RetentionCode, RetentionPeriod)
"""Values that are written as text."""

OUTCOMES: Final[tuple[type[AttrsInstance], ...]] = (
    Decided,
    PeriodDecided,
    Ambiguous,
    Undetermined,
)
"""What ``classify`` returns; the first key, ``outcome``, tells them apart."""

OBJECTS: Final[tuple[type[AttrsInstance], ...]] = (
    Candidate,
    CheckedRow,
    CodedPeriod,
    Columns,
    Delegation,
    Document,
    Evidence,
    ExplainedPart,
    Explanation,
    Finding,
    FindingAid,
    FindingEntry,
    Item,
    Mend,
    NumberFormat,
    PeriodWithoutCode,
    PrintedExample,
    Reason,
    Repair,
    Resolution,
    RetentionAnswer,
    RowFinding,
    Segment,
    Source,
    Volume,
    VolumeNumbering,
    Wording,
    *OUTCOMES,
)
"""Values that are written as objects of the fields that make them, all of them always."""

END_WORDS: Final[Mapping[str, type[Never | UnknownEnd | BeyondCalendar]]] = {
    "never": Never,
    "unknown": UnknownEnd,
    "beyond-calendar": BeyondCalendar,
}
"""Ends of retention that are no dates, by their words."""

REFERENCES: Final[Mapping[type[object], Mapping[str, type[object]]]] = {
    Category: {"scheme": str, "ordinal": int},
    Rule: {"scheme": str, "id": str},
    RuleGroup: {"scheme": str, "id": str},
    RuleTable: {"scheme": str},
    Scheme: {"scheme": str, "version": str},
}
"""Values that are written as references into their scheme, and the keys of these."""

ERRORS: Final[Mapping[str, type[SiarchiveError]]] = {
    name: kind
    for name in siarchive.findings.__all__
    if isinstance(kind := getattr(siarchive.findings, name), type)
    and issubclass(kind, SiarchiveError)
}
"""The errors that can be written, by name."""


def reference(value: object, scheme: Scheme) -> dict[str, str | int]:
    """Return the reference by which a part of a scheme is written."""
    match value:
        case Category():
            return {"scheme": value.scheme, "ordinal": value.ordinal}
        case Rule() | RuleGroup():
            return {"scheme": value.category.scheme, "id": value.id}
        case Scheme():
            return {"scheme": value.id, "version": value.version}
        case _:
            return {"scheme": scheme.id}


def referred(kind: type[object], scheme: Scheme) -> tuple[object, ...]:
    """Return everything of a kind that a reference into the scheme can mean."""
    if kind is Category:
        return scheme.categories
    if kind is Rule:
        return scheme.rules.rows
    if kind is RuleGroup:
        return scheme.groups
    return (scheme.rules,) if kind is RuleTable else (scheme,)


@lru_cache(maxsize=len(OBJECTS))
def _hints(kind: type[AttrsInstance]) -> Mapping[str, type[object]]:
    return get_type_hints(kind)


@lru_cache(maxsize=len(OBJECTS))
def fields_of(kind: type[AttrsInstance]) -> Mapping[str, type[object]]:
    """Return the fields that make a value of this kind, in order, with their types."""
    hints = _hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.init}


def outcome_of(kind: type[object]) -> str | None:
    """Return the fixed ``outcome`` of a kind of classification; ``None`` for all other kinds."""
    if kind not in OUTCOMES:
        return None
    hint: object = _hints(kind)["outcome"]
    return str(get_args(hint)[0])


def is_union(hint: object) -> bool:
    """Tell whether a type is a choice of others."""
    return _origin(hint) in {Union, UnionType}


def is_literal(hint: object) -> bool:
    """Tell whether a type is a choice of fixed words."""
    return _origin(hint) is Literal


def is_array(hint: object) -> bool:
    """Tell whether a type is a tuple of any length, ``Findings`` among them."""
    return _origin(hint) is tuple or hint is Findings


def item_of(hint: object) -> type[object]:
    """Return the type of what an array holds."""
    held: type[object] = Finding if hint is Findings else get_args(hint)[0]
    return held


def is_spans(hint: object) -> bool:
    """Tell whether a type is a mapping of spans, the only frozen one with a form of its own."""
    return _origin(hint) is FrozenMapping


def _origin(hint: object) -> object:
    return get_origin(hint)


def members_of(hint: object) -> tuple[type[object], ...]:
    """Return the types a value may be of, ``None`` apart: several of a union, else itself."""
    members: tuple[type[object], ...] = get_args(hint) if is_union(hint) else (hint,)
    return tuple(member for member in members if member is not NoneType)
