"""Scheme files: the one typed loader from TOML to ``Scheme``.

The loader believes nothing: unknown keys, missing keys, wrong types, duplicates and dangling
references are each a finding with the file and the key path. All faults of form are reported at
once; where the form is right, all duplicates and dangling references.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, get_args, get_origin

from attrs import frozen

from siarchive.characters import comparison_key
from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.findings import (
    CodeError,
    Finding,
    FindingCode,
    SchemeError,
    SiarchiveError,
    finding,
    finding_of,
    wrong_type,
)
from siarchive.formats import LONGEST_FONDS, NumberFormat, Segment, SegmentKind
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
    import cattrs

__all__ = ["built_in_schemes", "default_scheme", "load_scheme", "scheme_meant"]


def __dir__() -> list[str]:
    return __all__


FORMAT_VERSION: Final = 1
DEFAULT_SCHEME: Final = "wuhu"
_FOLDER: Final = Path(__file__).with_name("schemes")
_LARGEST: Final = 4 * 1024 * 1024
_RULE_ID: Final = re.compile(r"[1-9][0-9]*(\.[1-9][0-9]*)+", re.ASCII)
_FONDS: Final = re.compile(rf"[A-Za-z0-9]{{1,{LONGEST_FONDS}}}", re.ASCII)
_SCOPE_PARTS: Final = ("fonds", "year", "category", "stage")

T = TypeVar("T")


# The rows as they stand in the file, before references are resolved.


@frozen
class _SourceRow:
    document: str
    section: str
    line: int | None = None


@frozen
class _FondsRow:
    number: str
    source: _SourceRow


@frozen
class _CategoryRow:
    ordinal: int
    title: str
    source: _SourceRow
    code: str | None = None
    english: str | None = None
    insurance_words: tuple[str, ...] = ()
    heading_line: int | None = None
    mends: tuple[Mend, ...] = ()


@frozen
class _CodeRow:
    code: str
    period: str
    source: _SourceRow
    mends: tuple[Mend, ...] = ()


@frozen
class _PeriodRow:
    period: str
    reason: Wording
    basis: _SourceRow
    in_force: str | None = None


@frozen
class _FormatRow:
    separator: str
    segments: tuple[Segment, ...]
    source: _SourceRow


@frozen
class _ExampleRow:
    text: str
    source: _SourceRow
    mends: tuple[Mend, ...] = ()


@frozen
class _AidRow:
    ordinal: int
    title: Wording
    source: _SourceRow
    columns: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()


@frozen
class _DelegationRow:
    delegated_to: tuple[str, ...]
    printed: str
    lines_as_in: str | None = None


@frozen
class _RuleRow:
    id: str
    category: int
    title: str
    retention: str | _DelegationRow
    clock: Clock
    source: _SourceRow
    scope: str | None = None
    terms: tuple[str, ...] = ()
    bare_terms: tuple[str, ...] = ()
    supporting_terms: tuple[str, ...] = ()
    yearly: bool = False
    group: str | None = None
    mends: tuple[Mend, ...] = ()


@frozen
class _GroupRow:
    id: str
    category: int
    title: str
    source: _SourceRow
    mends: tuple[Mend, ...] = ()


@frozen
class _StartRow:
    business: _SourceRow
    accounting: _SourceRow


@frozen
class _File:
    format_version: int
    id: str
    version: str
    title: Wording
    agency: Wording
    documents: tuple[Document, ...]
    categories: tuple[_CategoryRow, ...]
    retention_codes: tuple[_CodeRow, ...]
    number_format: _FormatRow
    volume_numbering: VolumeNumbering
    retention_start: _StartRow
    rules: tuple[_RuleRow, ...]
    groups: tuple[_GroupRow, ...] = ()
    fonds: _FondsRow | None = None
    periods_without_code: tuple[_PeriodRow, ...] = ()
    examples: tuple[_ExampleRow, ...] = ()
    finding_aids: tuple[_AidRow, ...] = ()
    limitations: tuple[Wording, ...] = ()
    paper_words: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def _converter() -> cattrs.Converter:
    import cattrs
    from cattrs.gen import make_dict_structure_fn

    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
    for plain in (str, int, bool, date):
        converter.register_structure_hook(plain, _exactly(plain))
    # enumerations of text are text too, and would be left as plain text
    for words in (SegmentKind, Clock, Confidence):
        converter.register_structure_hook(words, _word_of(words))
    converter.register_structure_hook_func(
        _is_array,
        lambda value, target: _array(value, target, converter),
    )
    delegation = make_dict_structure_fn(
        _DelegationRow, converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True
    )

    def retention(value: object, _: object) -> str | _DelegationRow:
        if isinstance(value, str):
            return value
        if isinstance(value, dict):
            return delegation(value, _DelegationRow)
        message = f"expected text or a table, got {type(value).__name__}"
        raise TypeError(message)

    converter.register_structure_hook(str | _DelegationRow, retention)
    return converter


def _stands_in(term: str, text: str) -> bool:
    """Tell whether the characters of ``term`` stand in ``text`` in this order, others between."""
    rest = iter(text)
    return all(char in rest for char in term)


def _exactly(wanted: type) -> Callable[[object, object], object]:
    def check(value: object, _: object) -> object:
        # bool is an int and datetime a date to isinstance; neither is meant here
        if type(value) is not wanted:
            message = f"expected {wanted.__name__}, got {type(value).__name__}"
            raise TypeError(message)
        return value

    return check


def _word_of(words: type[StrEnum]) -> Callable[[object, object], StrEnum]:
    def check(value: object, _: object) -> StrEnum:
        try:
            return words(str(value))
        except ValueError:
            message = f"{value!r} is none of {', '.join(words)}"
            raise ValueError(message) from None

    return check


def _is_array(target: object) -> bool:
    return get_origin(target) is tuple


def _array(value: object, target: object, converter: cattrs.Converter) -> tuple[object, ...]:
    """Structure an array, and nothing else that can be iterated; collect the errors of all rows."""
    from cattrs.errors import IterableValidationError, IterableValidationNote

    if not isinstance(value, list):
        message = f"expected an array, got {type(value).__name__}"
        raise TypeError(message)
    kind: type[object] = get_args(target)[0]
    done: list[object] = []
    errors: list[Exception] = []
    for place, row in enumerate(value):
        try:
            done.append(converter.structure(row, kind))
        except Exception as error:  # noqa: BLE001  (reason: every hook's error is reported with its place)
            error.add_note(IterableValidationNote(f"row {place}", place, kind))
            errors.append(error)
    if errors:
        message = "faults in an array"
        raise IterableValidationError(message, errors, tuple)
    return tuple(done)


def _shape_findings(error: BaseException, path: str, file: str) -> Iterable[Finding]:
    """Turn the tree of structuring errors into findings with key paths."""
    from cattrs.errors import (
        AttributeValidationNote,
        BaseValidationError,
        ForbiddenExtraKeysError,
        IterableValidationNote,
    )

    if isinstance(error, BaseValidationError):
        for child in error.exceptions:
            place = path
            for note in getattr(child, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    place = f"{path}.{note.name}".lstrip(".")
                elif isinstance(note, IterableValidationNote):
                    place = f"{path}[{note.index}]"
            yield from _shape_findings(child, place, file)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield finding(
                FindingCode.SCHEME_UNKNOWN_KEY, f"{path}.{key}".lstrip("."), file=file, key=key
            )
    elif isinstance(error, KeyError):
        key = str(error.args[0])
        place = path if path.endswith(key) else f"{path}.{key}".lstrip(".")
        yield finding(FindingCode.SCHEME_MISSING_KEY, place, file=file, key=key)
    else:
        yield finding(FindingCode.SCHEME_BAD_VALUE, path, file=file, reason=str(error))


class _Builder:
    """Resolves the references of one file and collects what is wrong with them."""

    def __init__(self, raw: _File, file: str) -> None:
        self.raw = raw
        self.file = file
        self.findings: list[Finding] = []
        self.documents = {d.id: d for d in raw.documents}
        self.categories: dict[int, Category] = {}

    def report(self, code: FindingCode, path: str, **params: str | int) -> None:
        self.findings.append(finding_of(code, path, None, {"file": self.file, **params}))

    def unique(self, path: str, key: str, values: Iterable[object]) -> None:
        counted = Counter(values)
        for place, value in enumerate(values):
            if counted[value] > 1:
                self.report(
                    FindingCode.SCHEME_DUPLICATE, f"{path}[{place}].{key}", value=str(value)
                )

    def source(self, row: _SourceRow, path: str) -> Source:
        document = self.documents.get(row.document)
        if document is None:
            self.report(FindingCode.SCHEME_DANGLING, f"{path}.document", value=row.document)
            document = next(iter(self.documents.values()), _NOWHERE)
        return Source(document, row.section, row.line)

    def value(self, make: Callable[[str], T], text: str, path: str, instead: T) -> T:
        """Build a code or period; on a fault report it and go on with a stand-in."""
        try:
            return make(text)
        except CodeError as error:
            self.report(FindingCode.SCHEME_BAD_VALUE, path, reason=error.message("en"))
            return instead

    def category(self, ordinal: int, path: str) -> Category:
        found = self.categories.get(ordinal)
        if found is None:
            self.report(FindingCode.SCHEME_DANGLING, path, value=str(ordinal))
            found = next(iter(self.categories.values()))
        return found

    def build(self) -> Scheme | None:
        raw = self.raw
        self.check_head()
        self.build_categories()
        if not self.categories:
            self.report(FindingCode.SCHEME_MISSING_KEY, "categories", key="categories")
            return None
        codes = self.build_codes()
        groups = tuple(
            RuleGroup(
                row.id,
                self.category(row.category, f"groups[{i}].category"),
                row.title,
                self.source(row.source, f"groups[{i}].source"),
                row.mends,
            )
            for i, row in enumerate(raw.groups)
        )
        rules = tuple(self.build_rule(row, f"rules[{i}]") for i, row in enumerate(raw.rules))
        self.check_rule_ids()
        self.check_rule_titles(rules)
        start = {
            Clock.BUSINESS: self.source(raw.retention_start.business, "retention_start.business"),
            Clock.ACCOUNTING: self.source(
                raw.retention_start.accounting, "retention_start.accounting"
            ),
        }
        fonds_source = None if raw.fonds is None else self.source(raw.fonds.source, "fonds.source")
        self.source(raw.number_format.source, "number_format.source")
        periods = self.build_periods()
        examples = tuple(
            PrintedExample(e.text, self.source(e.source, f"examples[{i}].source"), e.mends)
            for i, e in enumerate(raw.examples)
        )
        aids = tuple(
            FindingAid(
                a.ordinal,
                a.title,
                a.columns,
                self.source(a.source, f"finding_aids[{i}].source"),
                a.mends,
            )
            for i, a in enumerate(raw.finding_aids)
        )
        try:
            form = NumberFormat(raw.number_format.segments, raw.number_format.separator)
            return Scheme(
                id=raw.id,
                version=raw.version,
                title=raw.title,
                agency=raw.agency,
                fonds=raw.fonds.number if raw.fonds else None,
                fonds_source=fonds_source,
                categories=tuple(self.categories.values()),
                retention_codes=codes,
                periods_without_code=periods,
                rules=RuleTable(rules),
                groups=groups,
                number_format=form,
                volume_numbering=raw.volume_numbering,
                retention_start=start,
                examples=examples,
                finding_aids=aids,
                documents=raw.documents,
                limitations=raw.limitations,
                paper_words=raw.paper_words,
                origin=self.file,
            )
        except SchemeError as error:
            for found in error.findings:
                self.report(found.code, found.field or "", **found.params)
            return None

    def check_head(self) -> None:
        raw = self.raw
        if raw.format_version != FORMAT_VERSION:
            self.report(
                FindingCode.SCHEME_BAD_VALUE,
                "format_version",
                reason=f"this release reads format {FORMAT_VERSION}, not {raw.format_version}",
            )
        if raw.fonds and _FONDS.fullmatch(raw.fonds.number) is None:
            self.report(
                FindingCode.SCHEME_BAD_VALUE,
                "fonds.number",
                reason=f"a fonds number is 1 to {LONGEST_FONDS} ASCII letters or digits",
            )
        for i, part in enumerate(raw.volume_numbering.scope):
            if part not in _SCOPE_PARTS:
                self.report(
                    FindingCode.SCHEME_BAD_VALUE,
                    f"volume_numbering.scope[{i}]",
                    reason=f"{part!r} is none of {', '.join(_SCOPE_PARTS)}",
                )
        self.unique("documents", "id", [d.id for d in raw.documents])
        self.unique("finding_aids", "ordinal", [a.ordinal for a in raw.finding_aids])

    def build_categories(self) -> None:
        rows = self.raw.categories
        self.unique("categories", "ordinal", [r.ordinal for r in rows])
        self.unique("categories", "title", [r.title for r in rows])
        for i, row in enumerate(rows):
            path = f"categories[{i}]"
            code = (
                None
                if row.code is None
                else self.value(CategoryCode, row.code, f"{path}.code", CategoryCode("X"))
            )
            self.categories.setdefault(
                row.ordinal,
                Category(
                    scheme=self.raw.id,
                    ordinal=row.ordinal,
                    title=row.title,
                    code=code,
                    source=self.source(row.source, f"{path}.source"),
                    english=row.english,
                    insurance_words=row.insurance_words,
                    heading_line=row.heading_line,
                    mends=row.mends,
                ),
            )

    def build_codes(self) -> tuple[CodedPeriod, ...]:
        rows = self.raw.retention_codes
        self.unique("retention_codes", "code", [r.code for r in rows])
        self.unique("retention_codes", "period", [r.period for r in rows])
        return tuple(
            CodedPeriod(
                self.value(
                    RetentionCode, row.code, f"retention_codes[{i}].code", RetentionCode("X")
                ),
                self.period(row.period, f"retention_codes[{i}].period"),
                self.source(row.source, f"retention_codes[{i}].source"),
                row.mends,
            )
            for i, row in enumerate(rows)
        )

    def period(self, text: str, path: str) -> RetentionPeriod:
        return self.value(RetentionPeriod.parse, text, path, RetentionPeriod(1))

    def build_periods(self) -> tuple[PeriodWithoutCode, ...]:
        coded = {row.period for row in self.raw.retention_codes}
        found = []
        for i, row in enumerate(self.raw.periods_without_code):
            path = f"periods_without_code[{i}]"
            if row.period in coded:
                self.report(
                    FindingCode.SCHEME_BAD_VALUE, f"{path}.period", reason="this period has a code"
                )
            in_force = (
                None if row.in_force is None else self.period(row.in_force, f"{path}.in_force")
            )
            found.append(
                PeriodWithoutCode(
                    self.period(row.period, f"{path}.period"),
                    row.reason,
                    self.source(row.basis, f"{path}.basis"),
                    in_force,
                )
            )
        return tuple(found)

    def build_rule(self, row: _RuleRow, path: str) -> Rule:
        if isinstance(row.retention, str):
            retention: RetentionPeriod | Delegation = self.period(
                row.retention, f"{path}.retention"
            )
        else:
            retention = self.delegation(row.retention, f"{path}.retention")
        printed = f"{row.title}\n{row.scope or ''}"
        for key in ("terms", "bare_terms", "supporting_terms"):
            for i, term in enumerate(getattr(row, key)):
                if not term or not _stands_in(term, printed):
                    self.report(
                        FindingCode.SCHEME_BAD_VALUE,
                        f"{path}.{key}[{i}]",
                        reason=f"{term!r} is not made of words of the title and scope, in order",
                    )
        groups = {g.id: g.category for g in self.raw.groups}
        if row.group is not None and groups.get(row.group) != row.category:
            self.report(FindingCode.SCHEME_DANGLING, f"{path}.group", value=row.group)
        return Rule(
            id=row.id,
            category=self.category(row.category, f"{path}.category"),
            title=row.title,
            retention=retention,
            clock=row.clock,
            source=self.source(row.source, f"{path}.source"),
            scope=row.scope,
            terms=row.terms,
            bare_terms=row.bare_terms,
            supporting_terms=row.supporting_terms,
            yearly=row.yearly,
            group=row.group,
            mends=row.mends,
        )

    def delegation(self, row: _DelegationRow, path: str) -> Delegation:
        documents = []
        for i, name in enumerate(row.delegated_to):
            if name in self.documents:
                documents.append(self.documents[name])
            else:
                self.report(FindingCode.SCHEME_DANGLING, f"{path}.delegated_to[{i}]", value=name)
        if row.lines_as_in is not None and row.lines_as_in not in {g.id for g in self.raw.groups}:
            self.report(FindingCode.SCHEME_DANGLING, f"{path}.lines_as_in", value=row.lines_as_in)
        return Delegation(tuple(documents), row.printed, row.lines_as_in)

    def check_rule_ids(self) -> None:
        raw = self.raw
        self.unique("rules", "id", [r.id for r in raw.rules])
        self.unique("groups", "id", [g.id for g in raw.groups])
        rules = {r.id for r in raw.rules}
        for i, group in enumerate(raw.groups):
            if group.id in rules:
                self.report(FindingCode.SCHEME_DUPLICATE, f"groups[{i}].id", value=group.id)
        rows = [("rules", i, r.id, r.category) for i, r in enumerate(raw.rules)]
        rows += [("groups", i, g.id, g.category) for i, g in enumerate(raw.groups)]
        for table, i, name, category in rows:
            if _RULE_ID.fullmatch(name) is None or name.split(".")[0] != str(category):
                self.report(
                    FindingCode.SCHEME_BAD_VALUE,
                    f"{table}[{i}].id",
                    reason=f"{name!r} is no item path of category {category}",
                )

    def check_rule_titles(self, rules: tuple[Rule, ...]) -> None:
        # as stages are compared: two titles that differ only by blanks or width are one
        keys = [(rule.category.ordinal, comparison_key(rule.title)) for rule in rules]
        counted = Counter(keys)
        for i, key in enumerate(keys):
            if counted[key] > 1:
                self.report(FindingCode.SCHEME_DUPLICATE, f"rules[{i}].title", value=rules[i].title)


_NOWHERE: Final = Document("", Wording("", ""), date.min, Confidence.INFERRED)


def _read(path: Path) -> str:
    name = str(path)
    try:
        if path.stat().st_size > _LARGEST:
            reason = f"larger than {_LARGEST} bytes"
            raise SchemeError([finding(FindingCode.SCHEME_UNREADABLE, file=name, reason=reason)])
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, SiarchiveError):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise SchemeError(
            [finding(FindingCode.SCHEME_UNREADABLE, file=name, reason=reason)]
        ) from error


def _structure(text: str, file: str) -> _File:
    try:
        data: Mapping[str, object] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise SchemeError(
            [finding(FindingCode.SCHEME_SYNTAX, file=file, reason=str(error))]
        ) from error
    from cattrs.errors import BaseValidationError

    try:
        return _converter().structure(data, _File)
    except BaseValidationError as error:
        raise SchemeError(_shape_findings(error, "", file)) from error


def _build(text: str, file: str) -> Scheme:
    builder = _Builder(_structure(text, file), file)
    scheme = builder.build()
    if builder.findings or scheme is None:
        raise SchemeError(builder.findings)
    return scheme


def built_in_schemes() -> tuple[str, ...]:
    """Return the names of the schemes that come with the library."""
    return tuple(sorted(p.stem for p in _FOLDER.glob("*.toml")))


@lru_cache(maxsize=32)
def _built_in(name: str) -> Scheme:
    return _build(_read(_FOLDER / f"{name}.toml"), f"{name}.toml")


def load_scheme(source: str | PathLike[str]) -> Scheme:
    """Load a scheme: one that comes with the library by name, or a user's own by path.

    Args:
        source: A name such as ``"wuhu"``, or the path of a TOML file. Text is taken as a path if it
            ends in ``.toml`` or holds a path separator; a ``Path`` is always a path.

    Raises:
        SchemeError: there is no such scheme, or its file has faults; ``findings`` holds all of
            them, each with the file and the key path.
    """
    if isinstance(source, str):
        if source in built_in_schemes():
            return _built_in(source)
        if not (source.endswith(".toml") or "/" in source or "\\" in source):
            known = ", ".join(built_in_schemes())
            raise SchemeError(
                [finding(FindingCode.UNKNOWN_SCHEME, "scheme", value=source, known=known)]
            )
    elif not isinstance(source, PathLike):
        raise SchemeError([wrong_type("scheme", source)])
    path = Path(fspath(source))
    return _build(_read(path), str(path))


def default_scheme() -> Scheme:
    """Return the scheme that is meant where none is named: Wuhu's."""
    return _built_in(DEFAULT_SCHEME)


def scheme_meant(scheme: Scheme | None) -> Scheme:
    """Return the scheme that a caller named, or the one that is meant where none is named.

    Raises:
        SchemeError: what was given is no ``Scheme``; a name must be loaded first.
    """
    if scheme is None:
        return default_scheme()
    given: object = scheme
    if not isinstance(given, Scheme):
        raise SchemeError([wrong_type("scheme", given)])
    return scheme
