"""siarchive: archive numbers, classification and retention of social-insurance archives.

Read a number, write a number, say what is wrong with it, say where a paper belongs and why, say how
long it must be kept and until when, check a whole catalogue.

Every public name loads its room on first use, so that ``import siarchive`` costs next to nothing;
``dir(siarchive)`` and type checkers see them all.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from siarchive.catalogue import (
        CheckedRow,
        Columns,
        PageMeans,
        RowFinding,
        check,
    )
    from siarchive.classification import (
        Ambiguous,
        Candidate,
        Classification,
        Decided,
        PeriodDecided,
        Undetermined,
        classify,
    )
    from siarchive.clocks import (
        BeyondCalendar,
        End,
        Never,
        Reason,
        RetentionAnswer,
        UnknownEnd,
        retention,
    )
    from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
    from siarchive.explanations import ExplainedPart, Explanation, explain
    from siarchive.findings import (
        ArchiveNumberError,
        ArchiveNumberTypeError,
        CatalogueError,
        CodeError,
        CodeTypeError,
        Finding,
        FindingCode,
        Findings,
        JsonError,
        NoCodeError,
        NotAvailableError,
        RecordError,
        RecordTypeError,
        RetentionError,
        SchemeError,
        Severity,
        SiarchiveError,
        Span,
        finding_table,
    )
    from siarchive.holdings import Item, Volume
    from siarchive.numbers import (
        ArchiveNumber,
        format,  # noqa: A004  (reason: the public name of the writer)
        parse,
    )
    from siarchive.repairs import Repair, repair
    from siarchive.resolution import Evidence, EvidenceKind, Resolution, resolve
    from siarchive.rules import Category, Clock, Delegation, Rule, RuleGroup, RuleTable
    from siarchive.scheme import Scheme
    from siarchive.scheme_files import built_in_schemes, load_scheme
    from siarchive.sources import Document, Source
    from siarchive.validation import validate

__version__: Final = "0.1.0.dev0"

_ROOMS: Final = {
    "catalogue": ("CheckedRow", "Columns", "PageMeans", "RowFinding", "check"),
    "classification": (
        "Ambiguous",
        "Candidate",
        "Classification",
        "Decided",
        "PeriodDecided",
        "Undetermined",
        "classify",
    ),
    "clocks": (
        "BeyondCalendar",
        "End",
        "Never",
        "Reason",
        "RetentionAnswer",
        "UnknownEnd",
        "retention",
    ),
    "codes": ("CategoryCode", "RetentionCode", "RetentionPeriod"),
    "explanations": ("ExplainedPart", "Explanation", "explain"),
    "findings": (
        "ArchiveNumberError",
        "ArchiveNumberTypeError",
        "CatalogueError",
        "CodeError",
        "CodeTypeError",
        "Finding",
        "FindingCode",
        "Findings",
        "JsonError",
        "NoCodeError",
        "NotAvailableError",
        "RecordError",
        "RecordTypeError",
        "RetentionError",
        "SchemeError",
        "Severity",
        "SiarchiveError",
        "Span",
        "finding_table",
    ),
    "holdings": ("Item", "Volume"),
    "numbers": ("ArchiveNumber", "format", "parse"),
    "repairs": ("Repair", "repair"),
    "resolution": ("Evidence", "EvidenceKind", "Resolution", "resolve"),
    "rules": ("Category", "Clock", "Delegation", "Rule", "RuleGroup", "RuleTable"),
    "scheme": ("Scheme",),
    "scheme_files": ("built_in_schemes", "load_scheme"),
    "sources": ("Document", "Source"),
    "validation": ("validate",),
}
_ROOM_OF: Final = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Ambiguous",
    "ArchiveNumber",
    "ArchiveNumberError",
    "ArchiveNumberTypeError",
    "BeyondCalendar",
    "Candidate",
    "CatalogueError",
    "Category",
    "CategoryCode",
    "CheckedRow",
    "Classification",
    "Clock",
    "CodeError",
    "CodeTypeError",
    "Columns",
    "Decided",
    "Delegation",
    "Document",
    "End",
    "Evidence",
    "EvidenceKind",
    "ExplainedPart",
    "Explanation",
    "Finding",
    "FindingCode",
    "Findings",
    "Item",
    "JsonError",
    "Never",
    "NoCodeError",
    "NotAvailableError",
    "PageMeans",
    "PeriodDecided",
    "Reason",
    "RecordError",
    "RecordTypeError",
    "Repair",
    "Resolution",
    "RetentionAnswer",
    "RetentionCode",
    "RetentionError",
    "RetentionPeriod",
    "RowFinding",
    "Rule",
    "RuleGroup",
    "RuleTable",
    "Scheme",
    "SchemeError",
    "Severity",
    "SiarchiveError",
    "Source",
    "Span",
    "Undetermined",
    "UnknownEnd",
    "Volume",
    "__version__",
    "built_in_schemes",
    "check",
    "classify",
    "explain",
    "finding_table",
    "format",
    "load_scheme",
    "parse",
    "repair",
    "resolve",
    "retention",
    "validate",
]


def __getattr__(name: str) -> object:
    room = _ROOM_OF.get(name)
    if room is None:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(import_module(f"{__name__}.{room}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
