"""Scheme: one agency's published classification scheme, as typed, immutable data.

Schemes are read from files by ``siarchive.load_scheme``; nothing in the code names a category, a
code or a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import Protocol, cast

from attrs import Factory, astuple, field, fields, frozen

from siarchive.characters import comparison_key
from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.findings import Finding, FindingCode, NoCodeError, SchemeError, finding
from siarchive.formats import NumberFormat, Segment, SegmentKind
from siarchive.rules import Category, Clock, Rule, RuleGroup, RuleTable
from siarchive.showing import Shown
from siarchive.sources import Confidence, Document, Mend, Source, Wording

__all__ = [
    "CodedPeriod",
    "FindingAid",
    "PeriodWithoutCode",
    "PrintedExample",
    "Scheme",
    "VolumeNumbering",
]


def __dir__() -> list[str]:
    return __all__


@frozen
class CodedPeriod:
    """One line of the scheme's list of retention codes."""

    code: RetentionCode
    period: RetentionPeriod
    source: Source
    mends: tuple[Mend, ...] = ()


@frozen
class PeriodWithoutCode:
    """A period the rule table prints and the list of codes lacks, with the reason as known.

    ``in_force`` is the period that the measure named by ``basis`` now asks for, if known.
    """

    period: RetentionPeriod
    reason: Wording
    basis: Source
    in_force: RetentionPeriod | None = None


@frozen
class PrintedExample:
    """An archive number that the published text gives as its example."""

    text: str
    source: Source
    mends: tuple[Mend, ...] = ()


@frozen
class FindingAid:
    """A list that the scheme asks for. ``columns`` are those it prints; empty if it prints none."""

    ordinal: int
    title: Wording
    columns: tuple[str, ...]
    source: Source
    mends: tuple[Mend, ...] = ()


@frozen
class VolumeNumbering:
    """Over which parts of the number volume numbers run, and how surely that is known."""

    scope: tuple[str, ...]
    confidence: Confidence


def _printed(categories: tuple[Category, ...]) -> tuple[tuple[object, ...], ...]:
    return tuple(astuple(category, recurse=False) for category in categories)


def _category_codes(scheme: Scheme) -> Mapping[str, CategoryCode]:
    return {c.code.text: c.code for c in scheme.categories if c.code is not None}


def _named(scheme: Scheme) -> Mapping[str, tuple[Category, ...]]:
    found: dict[str, tuple[Category, ...]] = {}
    for category in scheme.categories:
        names = {category.title, str(category), str(category.code or category.title)}
        for name in map(comparison_key, names):
            found[name] = (*found.get(name, ()), category)
    return found


def _code_texts(scheme: Scheme) -> Mapping[str, RetentionCode]:
    return {c.code.text: c.code for c in scheme.retention_codes}


def _by_period(scheme: Scheme) -> Mapping[RetentionPeriod, RetentionCode]:
    return {c.period: c.code for c in scheme.retention_codes}


def _by_code(scheme: Scheme) -> Mapping[RetentionCode, RetentionPeriod]:
    return {c.code: c.period for c in scheme.retention_codes}


def _stages(scheme: Scheme) -> frozenset[str]:
    return frozenset(rule.title for rule in scheme.rules)


class _Maker(Protocol):
    """What makes a value of named parts."""

    def __call__(self, **parts: object) -> object: ...


@frozen(cache_hash=True)
class Scheme(Shown):
    """One agency's classification scheme.

    Attributes:
        id: Short name, e.g. the one ``load_scheme`` takes.
        version: Version of the data file.
        title, agency: Names in both languages.
        fonds: The fonds number the scheme states, as text; ``None`` if it states none.
        fonds_source: Where it is stated.
        categories: In printed order.
        retention_codes: The list of codes, in printed order.
        periods_without_code: Periods the table prints and the list lacks.
        rules: The rule table (rules that can be assigned).
        groups: Headings of the table that only hold rules.
        number_format: How archive numbers are written.
        volume_numbering: Over what volume numbers run.
        retention_start: For each clock, the source of the rule that sets the start.
        examples: Archive numbers the published text prints.
        finding_aids: The lists it asks for.
        documents: Every document its sources refer to.
        limitations: What is not known about it.
        paper_words: Ends of titles that only say "papers", longest first, for classification.
        origin: The name of the file it was read from.

    Raises:
        SchemeError: a number with and without fonds could not be told apart.
    """

    id: str
    version: str
    title: Wording
    agency: Wording
    fonds: str | None
    fonds_source: Source | None
    # a category is told by its place alone; two schemes are equal if what their categories print is
    categories: tuple[Category, ...] = field(eq=_printed)
    retention_codes: tuple[CodedPeriod, ...]
    periods_without_code: tuple[PeriodWithoutCode, ...]
    rules: RuleTable
    groups: tuple[RuleGroup, ...]
    number_format: NumberFormat
    volume_numbering: VolumeNumbering
    retention_start: Mapping[Clock, Source] = field(hash=False)
    examples: tuple[PrintedExample, ...]
    finding_aids: tuple[FindingAid, ...]
    documents: tuple[Document, ...]
    limitations: tuple[Wording, ...]
    paper_words: tuple[str, ...]
    origin: str = field(eq=False)
    category_codes: Mapping[str, CategoryCode] = field(
        init=False, repr=False, eq=False, default=Factory(_category_codes, takes_self=True)
    )
    retention_code_texts: Mapping[str, RetentionCode] = field(
        init=False, repr=False, eq=False, default=Factory(_code_texts, takes_self=True)
    )
    _named: Mapping[str, tuple[Category, ...]] = field(
        init=False, repr=False, eq=False, default=Factory(_named, takes_self=True)
    )
    stage_titles: frozenset[str] = field(
        init=False, repr=False, eq=False, default=Factory(_stages, takes_self=True)
    )
    _periods: Mapping[RetentionPeriod, RetentionCode] = field(
        init=False, repr=False, eq=False, default=Factory(_by_period, takes_self=True)
    )
    _codes: Mapping[RetentionCode, RetentionPeriod] = field(
        init=False, repr=False, eq=False, default=Factory(_by_code, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        if self.number_format.optional_fonds and not self._fonds_can_be_told():
            raise SchemeError(
                [
                    finding(
                        FindingCode.SCHEME_FORMAT,
                        "number_format.segments[0].optional",
                        reason_zh="档号前的全宗号无法与首段区分",
                        reason_en="a fonds number in front could not be told from the first part",
                    )
                ]
            )

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        # the indexes stay out of the pickle, and parts have names: another release may have others
        parts = {part.name: getattr(self, part.name) for part in fields(Scheme) if part.init}
        return partial(cast("_Maker", Scheme), **parts), ()

    def _fonds_can_be_told(self) -> bool:
        layout = self.number_format.layout(fonds=True)
        # no part holds a separator, so unlike separators tell the parts apart as well
        if len(set(layout.gaps[: layout.stage])) > 1:
            return True
        return any(self._are_apart(a, b) for a, b in pairwise(layout.segments[1 : layout.stage]))

    def _are_apart(self, one: Segment, other: Segment) -> bool:
        """Tell whether no text can stand in both places."""
        texts, others = self._texts_of(one), self._texts_of(other)
        if texts is not None and others is not None:
            return texts.isdisjoint(others)
        if texts is None and others is None:
            return False
        counted = one if texts is None else other
        return not any(counted.holds_count(text) for text in texts or others or ())

    def _texts_of(self, segment: Segment) -> frozenset[str] | None:
        """Return every text that can stand in a place; ``None`` for counts, which are too many."""
        match segment.kind:
            case SegmentKind.CATEGORY:
                return frozenset(self.category_codes)
            case SegmentKind.RETENTION:
                return frozenset(self.retention_code_texts)
            case SegmentKind.FIXED:
                return frozenset({segment.text or ""})
            case SegmentKind.YEAR:
                least, most = segment.bounds
                return frozenset(map(str, range(least, most + 1)))
            case _:
                return None

    def category(self, key: int | str | CategoryCode) -> Category | None:
        """Return the one category with this ordinal, title, or unshared code; else ``None``."""
        if isinstance(key, int):
            found = tuple(c for c in self.categories if c.ordinal == key)
        else:
            found = self._named.get(comparison_key(str(key)), ())
        return found[0] if len(found) == 1 else None

    def categories_of(self, code: CategoryCode) -> tuple[Category, ...]:
        """Return every category that prints this code: none, one, or several."""
        return tuple(c for c in self.categories if c.code == code)

    def period_of(self, code: RetentionCode) -> RetentionPeriod:
        """Return what a printed letter means in this scheme.

        Raises:
            NoCodeError: the scheme prints no such letter.
        """
        try:
            return self._codes[code]
        except KeyError:
            known = " ".join(self.retention_code_texts)
            raise NoCodeError(
                [finding(FindingCode.UNKNOWN_RETENTION, "retention", value=str(code), known=known)]
            ) from None

    def has_code(self, period: RetentionPeriod) -> bool:
        """Tell whether the scheme prints a code for this period."""
        return period in self._periods

    def code_for(self, period: RetentionPeriod) -> RetentionCode:
        """Return the letter the scheme prints for a period.

        Raises:
            NoCodeError: it prints none. The finding says which rules print the period, and what is
                known about the reason.
        """
        try:
            return self._periods[period]
        except KeyError:
            raise NoCodeError([self.no_code(period)]) from None

    def no_code(self, period: RetentionPeriod) -> Finding:
        """Return the finding that says why no code is printed for ``period``."""
        known = next((p for p in self.periods_without_code if p.period == period), None)
        rules = [rule.id for rule in self.rules if rule.retention == period]
        return finding(
            FindingCode.NO_CODE_FOR_PERIOD,
            "retention",
            period=str(period),
            rules=", ".join(rules) or "—",
            reason_zh=known.reason.zh if known else "",
            reason_en=known.reason.en if known else "",
        )

    def no_code_suggestion(self, period: RetentionPeriod) -> RetentionCode | None:
        """Return the letter of the period now in force for one without a code, where known."""
        known = next((p for p in self.periods_without_code if p.period == period), None)
        return self._periods.get(known.in_force) if known and known.in_force else None

    def lines_for(self, rule: Rule, title: str) -> tuple[Rule, ...]:
        """Return the printed account lines a delegating rule stands for that bear ``title``.

        Empty for a rule that prints its period, or that names no lines.
        """
        retention = rule.retention
        if isinstance(retention, RetentionPeriod) or retention.lines_as_in is None:
            return ()
        return tuple(r for r in self.rules.titled(title) if r.group == retention.lines_as_in)
