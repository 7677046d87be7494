"""Findings: every problem siarchive can report, in one form, and the errors that carry them.

A ``Finding`` is data first: a stable code, a severity, the field and the span it concerns, and its
parameters. Sentences in Chinese and English are made from it on demand, from the table
``findings.toml`` beside this module. Codes and field names are a contract; wording is not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from reprlib import Repr
from typing import (
    Final,
    Literal,
    NamedTuple,
    NoReturn,
    Self,
    SupportsIndex,
    TypeAlias,
    TypeVar,
    overload,
)

from attrs import field, frozen

from siarchive.showing import Shown

__all__ = [
    "ArchiveNumberError",
    "ArchiveNumberTypeError",
    "CatalogueError",
    "CodeError",
    "CodeTypeError",
    "Finding",
    "FindingCode",
    "FindingEntry",
    "Findings",
    "FrozenMapping",
    "JsonError",
    "Language",
    "NoCodeError",
    "NotAvailableError",
    "Params",
    "RecordError",
    "RecordTypeError",
    "RetentionError",
    "SchemeError",
    "Severity",
    "SiarchiveError",
    "Span",
    "finding",
    "finding_of",
    "finding_table",
    "in_brief",
    "printable",
    "wrong_type",
]


def __dir__() -> list[str]:
    return __all__


Language: TypeAlias = Literal["zh", "en"]
"""Chinese or English, the two languages of every message."""

_SHOWN = 80
"""How many characters of a value a message quotes; the value itself is never cut."""

_SHOWN_WHOLE = 1000
"""The same for reasons and file names, which lose their sense when cut short."""


class Severity(StrEnum):
    """What an archivist would do about a finding.

    ``error``: the record must be corrected. ``warning``: somebody should look.
    ``note``: worth knowing, nothing to do.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(NamedTuple):
    """A half-open range ``[start, end)`` in code points of the original text."""

    start: int
    end: int


class FindingCode(StrEnum):
    """The stable codes. Severity, cause and cure of each stand in ``findings.toml``."""

    # reading a number
    WRONG_TYPE = "wrong-type"
    EMPTY_NUMBER = "empty-number"
    TOO_LONG = "too-long"
    TOO_FEW_PARTS = "too-few-parts"
    BAD_FONDS = "bad-fonds"
    BAD_YEAR = "bad-year"
    UNKNOWN_CATEGORY = "unknown-category"
    BAD_CATEGORY = "bad-category"
    EMPTY_STAGE = "empty-stage"
    STAGE_TOO_LONG = "stage-too-long"
    STAGE_EDGE = "stage-edge"
    BAD_VOLUME = "bad-volume"
    BAD_PAGE = "bad-page"
    NUMBER_OUT_OF_RANGE = "number-out-of-range"
    UNKNOWN_RETENTION = "unknown-retention"
    BAD_RETENTION = "bad-retention"
    FIXED_TEXT = "fixed-text"
    CONTROL_CHARACTER = "control-character"
    INVISIBLE_CHARACTER = "invisible-character"
    BIDI_CHARACTER = "bidi-character"
    SURROGATE = "surrogate"
    BAD_CHARACTER = "bad-character"
    NOT_NFC = "not-nfc"
    # mends of the lenient reader
    MENDED_NFC = "mended-nfc"
    MENDED_INVISIBLE = "mended-invisible"
    MENDED_BLANKS = "mended-blanks"
    MENDED_DASH = "mended-dash"
    MENDED_FULL_WIDTH = "mended-full-width"
    MENDED_LOWER_CASE = "mended-lower-case"
    MENDED_ZERO_PADDING = "mended-zero-padding"
    MENDED_AFFIX = "mended-affix"
    MENDED_PERIOD_WORDS = "mended-period-words"
    MENDED_PAGE_RANGE = "mended-page-range"
    MENDED_QUOTES = "mended-quotes"
    MENDED_LABEL = "mended-label"
    # refusals of the lenient reader
    BLANK_INSIDE = "blank-inside"
    LOOK_ALIKE = "look-alike"
    FOREIGN_DIGIT = "foreign-digit"
    LETTER_FOR_DIGIT = "letter-for-digit"
    SOFT_HYPHEN = "soft-hyphen"
    BAD_PAGE_RANGE = "bad-page-range"
    TWO_READINGS = "two-readings"
    # codes and periods by themselves
    BAD_PERIOD = "bad-period"
    NO_CODE_FOR_PERIOD = "no-code-for-period"
    # a value against its scheme
    OTHER_FONDS = "other-fonds"
    FONDS_ZERO_LOST = "fonds-zero-lost"
    FUTURE_YEAR = "future-year"
    UNKNOWN_STAGE = "unknown-stage"
    CATEGORY_STAGE_CONFLICT = "category-stage-conflict"
    AMBIGUOUS_CATEGORY = "ambiguous-category"
    CATEGORY_HINT_CONFLICT = "category-hint-conflict"
    PERIOD_TOO_SHORT = "period-too-short"
    PERIOD_TOO_LONG = "period-too-long"
    PERIOD_DELEGATED = "period-delegated"
    COLLISION = "collision"
    DUPLICATE_NUMBER = "duplicate-number"
    # records
    BAD_VALUE = "bad-value"
    BAD_SPAN = "page-backwards"
    DATES_BACKWARDS = "dates-backwards"
    # rows of a catalogue
    FONDS_COLUMN = "fonds-column"
    YEAR_COLUMN = "year-column"
    CATEGORY_COLUMN = "category-column"
    STAGE_COLUMN = "stage-column"
    VOLUME_COLUMN = "volume-column"
    PAGE_COLUMN = "page-column"
    PERIOD_COLUMN = "period-column"
    BAD_CELL = "bad-cell"
    DATE_IMPOSSIBLE = "date-impossible"
    DATE_UNREADABLE = "date-unreadable"
    DATE_OTHER_YEAR = "date-other-year"
    DATE_NEXT_YEAR = "date-next-year"
    DATE_IN_FUTURE = "date-in-future"
    TITLE_MISSING = "title-missing"
    ID_CARD_IN_TITLE = "id-card-in-title"
    ROW_TOO_SHORT = "row-too-short"
    ROW_TOO_LONG = "row-too-long"
    NUL_BYTE = "nul-byte"
    CELL_TOO_LONG = "cell-too-long"
    # files
    FILE_UNREADABLE = "file-unreadable"
    FILE_EMPTY = "file-empty"
    FILE_BINARY = "file-binary"
    FILE_ENCODING = "file-encoding"
    FILE_MALFORMED = "file-malformed"
    NO_NUMBER_COLUMN = "no-number-column"
    TWO_NUMBER_COLUMNS = "two-number-columns"
    UNKNOWN_COLUMN = "unknown-column"
    OUTPUT_FAILED = "output-failed"
    # schemes
    SCHEME_UNREADABLE = "scheme-unreadable"
    SCHEME_SYNTAX = "scheme-syntax"
    SCHEME_UNKNOWN_KEY = "scheme-unknown-key"
    SCHEME_MISSING_KEY = "scheme-missing-key"
    SCHEME_BAD_VALUE = "scheme-bad-value"
    SCHEME_DUPLICATE = "scheme-duplicate"
    SCHEME_DANGLING = "scheme-dangling"
    SCHEME_FORMAT = "scheme-format"
    UNKNOWN_SCHEME = "unknown-scheme"
    # questions that have no answer
    BAD_QUESTION = "bad-question"
    NOT_YET_AVAILABLE = "not-yet-available"
    # data from elsewhere
    BAD_JSON = "bad-json"


V = TypeVar("V")

_REPR: Final = Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 200


class FrozenMapping(Mapping[str, V]):
    """A small mapping from names that is immutable, hashable and picklable."""

    __slots__ = ("_values",)

    _values: dict[str, V]

    def __init__(self, values: Mapping[str, V] | None = None) -> None:
        object.__setattr__(self, "_values", {} if values is None else dict(values))

    @classmethod
    def of(cls, values: Mapping[str, V]) -> Self:
        """Take the entries of ``values``, in their order."""
        return cls(values)

    def __getitem__(self, key: str) -> V:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        message = f"{type(self).__name__} cannot be changed"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> NoReturn:
        self.__setattr__(name, None)

    def __eq__(self, other: object) -> bool:
        return self._values == dict(other) if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, V]]]:
        return type(self), (self._values,)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._values!r})"


class Params(FrozenMapping["str | int"]):
    """The parameters of a finding: the words and figures its sentence is made of."""

    __slots__ = ()


_NO_PARAMS: Final = Params()


@frozen
class FindingEntry:
    """One row of the documented code table.

    ``room`` says who reports it; ``message``, ``cause`` and ``cure`` exist in both languages, and
    so does ``expected``, what should stand there, where that can be said in general; ``example`` is
    an input that produces the finding.
    """

    code: FindingCode
    severity: Severity
    room: str
    message: Mapping[str, str] = field(eq=False)
    cause: Mapping[str, str] = field(eq=False)
    cure: Mapping[str, str] = field(eq=False)
    example: str
    expected: Mapping[str, str] | None = field(eq=False, default=None)


@lru_cache(maxsize=1)
def finding_table() -> Mapping[FindingCode, FindingEntry]:
    """Return the code table, in the order of the documentation. It is read on first use."""
    path = Path(__file__).with_name("findings.toml")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        FindingCode(code): FindingEntry(
            code=FindingCode(code),
            severity=Severity(row["severity"]),
            room=row["room"],
            message=row["message"],
            cause=row["cause"],
            cure=row["cure"],
            example=row["example"],
            expected=row.get("expected"),
        )
        for code, row in raw.items()
    }


def printable(value: object, most: int = _SHOWN) -> str:
    """Return ``value`` as text that is safe on a terminal: escapes, not control characters.

    Long text is cut with an ellipsis; a lone surrogate, a line break or an invisible character is
    written as its number in braces.
    """
    text = value if isinstance(value, str) else str(value)
    safe = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text[:most])
    return safe if len(text) <= most else f"{safe}…"


def _shown(name: str, value: str | int) -> str:
    whole = name == "file" or name.startswith(("reason", "known", "columns", "categories"))
    return printable(value, _SHOWN_WHOLE if whole else _SHOWN)


@frozen
class Finding(Shown):
    """One problem, or one thing worth knowing, about one value.

    Attributes:
        code: What it is; stable.
        severity: ``error``, ``warning`` or ``note``; follows from the code.
        field: The part it concerns (``year``, ``stage``, a column, a key path); stable.
        span: Where, as a half-open range in code points of the original text, where that is known.
        params: The words and figures its sentence is made of.
        suggestion: Replacement text for the span or the field; never advice.
    """

    code: FindingCode
    severity: Severity
    field: str | None = None
    span: Span | None = None
    params: Params = _NO_PARAMS
    suggestion: str | None = None

    def message(self, lang: Language = "en") -> str:
        """Return the sentence for people, in Chinese (``"zh"``) or English (``"en"``)."""
        return self._filled(finding_table()[self.code].message[lang])

    def _filled(self, template: str) -> str:
        shown = {name: _shown(name, value) for name, value in self.params.items()}
        return template.format_map(shown).rstrip(" ，。；:：.;,")

    def expected(self, lang: Language = "en") -> str | None:
        """Return what should stand there, in Chinese or English; ``None`` where that is open."""
        wanted = finding_table()[self.code].expected
        return None if wanted is None else self._filled(wanted[lang])

    def cure(self, lang: Language = "en") -> str:
        """Return what to do about it, in Chinese (``"zh"``) or English (``"en"``)."""
        return finding_table()[self.code].cure[lang]


def finding(
    code: FindingCode,
    field: str | None = None,
    span: tuple[int, int] | None = None,
    /,
    *,
    suggestion: str | None = None,
    **params: str | int,
) -> Finding:
    """Make a finding; the severity is the table's."""
    severity = finding_table()[code].severity
    place = None if span is None else Span._make(span)
    return Finding(code, severity, field, place, Params(params), suggestion)


def finding_of(
    code: FindingCode,
    field: str | None,
    span: tuple[int, int] | None,
    params: Mapping[str, str | int],
    suggestion: str | None = None,
) -> Finding:
    """Make a finding from parameters that are at hand as a mapping."""
    return finding(code, field, span, suggestion=suggestion, **params)


def in_brief(value: object) -> str:
    """Return the ``repr`` of any value, cut where it is long, whatever the value's own may do."""
    try:
        return _REPR.repr(value)
    except Exception:  # noqa: BLE001  (reason: foreign code, and figures too long for Python)
        return f"<{type(value).__name__}>"


def wrong_type(field: str, value: object) -> Finding:
    """Make the finding that a value is of the wrong type."""
    kind = type(value).__name__
    return finding(FindingCode.WRONG_TYPE, field, kind=kind, value=in_brief(value))


class Findings(Shown, tuple[Finding, ...]):
    """Several findings, in order: a tuple that shows itself as a table; a slice of it does too."""

    __slots__ = ()

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> Finding: ...
    @overload
    def __getitem__(self, index: slice, /) -> Findings: ...  # type: ignore[explicit-any]  # reason: the stubs give a slice three open parameters
    def __getitem__(self, index: SupportsIndex | slice, /) -> Finding | Findings:  # type: ignore[explicit-any]  # reason: as above
        if isinstance(index, slice):
            return Findings(super().__getitem__(index))
        return super().__getitem__(index)


class SiarchiveError(Shown, Exception):
    """The root of the errors raised on purpose.

    Attributes:
        findings: Every reason, in order. They may be looked into only when they are asked for.
        text: The input, where that was text.
    """

    def __init__(
        self,
        findings: Iterable[Finding] | Callable[[str], Iterable[Finding]],
        text: str | None = None,
    ) -> None:
        self.text = text
        self._findings = findings
        super().__init__()

    @property
    def findings(self) -> Findings:
        """Every reason, in order."""
        found = self._findings
        if not isinstance(found, Findings):
            found = self._findings = Findings(found(self.text or "") if callable(found) else found)
        return found

    def message(self, lang: Language = "en") -> str:
        """Return all reasons as one sentence each, joined, in Chinese or English."""
        return ("；" if lang == "zh" else "; ").join(f.message(lang) for f in self.findings)

    def __str__(self) -> str:
        return self.message("en")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.findings!r}, {self.text!r})"

    def __reduce__(
        self,
    ) -> tuple[type[Self], tuple[tuple[Finding, ...], str | None], dict[str, object]]:
        # what others added, such as notes, goes along
        added = {k: v for k, v in vars(self).items() if k not in {"_findings", "text"}}
        return type(self), (self.findings, self.text), added


class ArchiveNumberError(SiarchiveError, ValueError):
    """A text is no archive number of the scheme, or parts make none. ``text`` is the input."""


class ArchiveNumberTypeError(ArchiveNumberError, TypeError):
    """What was given as an archive number is not text."""


class CodeError(SiarchiveError, ValueError):
    """A category code, retention code or period that has not the form of one."""


class CodeTypeError(CodeError, TypeError):
    """What was given as a code or period is of the wrong type."""


class NoCodeError(SiarchiveError, LookupError):
    """The scheme prints no code for a period, or no period for a code. The findings say why."""


class RecordError(SiarchiveError, ValueError):
    """The parts of a volume or item contradict their form."""


class RecordTypeError(RecordError, TypeError):
    """A part of a volume or item, or a value to validate, is of the wrong type."""


class RetentionError(SiarchiveError, ValueError):
    """A question about retention that cannot be answered as it was put."""


class NotAvailableError(SiarchiveError):
    """The question is understood, and this release cannot answer it yet."""


class SchemeError(SiarchiveError, ValueError):
    """A scheme file cannot be read or contradicts itself. Fields of the findings are key paths."""


class CatalogueError(SiarchiveError, ValueError):
    """A catalogue cannot be read at all, or its results cannot be written."""


class JsonError(SiarchiveError, ValueError):
    """Data that has not the form of what was asked for, or a value that has no such form.

    Fields of the findings are paths, such as ``$.items[0].title``.
    """
