"""Rules: the categories of a scheme, and its table of what is filed and for how long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from attrs import Factory, field, frozen

from siarchive.characters import comparison_key
from siarchive.codes import CategoryCode, RetentionPeriod
from siarchive.findings import FindingCode, RecordTypeError, finding
from siarchive.showing import Shown
from siarchive.sources import Document, Mend, Source

__all__ = ["Category", "Clock", "Delegation", "Rule", "RuleGroup", "RuleTable"]


def __dir__() -> list[str]:
    return __all__


class Clock(StrEnum):
    """From when a period runs: after the year of formation, or after the accounting year."""

    BUSINESS = "business"
    ACCOUNTING = "accounting"


@frozen(order=True)
class Category(Shown):
    """A top class of a scheme.

    Its identity is its place in the scheme, never its printed code: the code may be shared by two
    categories, or absent. Two categories are equal if scheme and ordinal are; they are ordered so.
    """

    scheme: str
    ordinal: int
    title: str = field(eq=False)
    code: CategoryCode | None = field(eq=False)
    source: Source = field(eq=False)
    english: str | None = field(eq=False, default=None)
    insurance_words: tuple[str, ...] = field(eq=False, default=())
    heading_line: int | None = field(eq=False, default=None)
    mends: tuple[Mend, ...] = field(eq=False, default=())

    def __str__(self) -> str:
        return f"{self.code}-{self.title}" if self.code else self.title


@frozen
class Delegation:
    """A rule that gives no years: it refers to another instrument.

    Attributes:
        to: The documents it can mean, oldest first.
        printed: The words of the rule that refer to them.
        lines_as_in: The id of the group whose lines the rule stands for, where its title names
            accounts as that group's does; ``None`` if it names none.
    """

    to: tuple[Document, ...]
    printed: str
    lines_as_in: str | None = None


@frozen
class Rule(Shown):
    """One row of the rule table to which papers can be assigned.

    Attributes:
        id: Category ordinal and item path, e.g. ``2.2.1.1``.
        category: The category it stands in.
        title: As printed, without its clause of examples.
        scope: That clause, as printed; ``None`` if there is none.
        retention: The printed period, or the ``Delegation`` to another instrument.
        clock: From when the period runs.
        source: Where it is printed.
        terms: Words of title and scope that name a paper of this rule, for classification.
        bare_terms: Words that do so where they are the whole title, and else only support others.
        supporting_terms: Words that only ever support others.
        yearly: Whether its papers sum up a year, and so are usually formed in the next one.
        group: Id of the heading it stands under, if any.
        mends: Breaks of the printed layout and how they were read.
    """

    id: str
    category: Category
    title: str
    retention: RetentionPeriod | Delegation
    clock: Clock
    source: Source
    scope: str | None = None
    terms: tuple[str, ...] = ()
    bare_terms: tuple[str, ...] = ()
    supporting_terms: tuple[str, ...] = ()
    yearly: bool = False
    group: str | None = None
    mends: tuple[Mend, ...] = ()

    @property
    def period(self) -> RetentionPeriod | None:
        """The printed period, or ``None`` where the rule delegates it."""
        return self.retention if isinstance(self.retention, RetentionPeriod) else None

    @property
    def may_form_next_year(self) -> bool:
        """Whether a paper of year N is often formed in N+1, as accounts and summaries are."""
        return self.yearly or self.clock is Clock.ACCOUNTING

    def __str__(self) -> str:
        return f"{self.id} {self.title}"


@frozen
class RuleGroup:
    """A heading of the table that only holds other rules; nothing is ever assigned to it."""

    id: str
    category: Category
    title: str
    source: Source
    mends: tuple[Mend, ...] = ()


def _holds(rule: Rule, key: str) -> bool:
    texts = (rule.title, rule.scope or "")
    return f"{rule.id}.".startswith(f"{key}.") or any(key in comparison_key(t) for t in texts)


def _by_id(table: RuleTable) -> Mapping[str, Rule]:
    return {rule.id: rule for rule in table.rows}


def _by_title(table: RuleTable) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in table.rows:
        key = comparison_key(rule.title)
        found[key] = (*found.get(key, ()), rule)
    return found


@frozen
class RuleTable(Shown):
    """The rules of a scheme, in printed order; iterable, and searchable by id and title."""

    rows: tuple[Rule, ...]
    _ids: Mapping[str, Rule] = field(
        init=False, repr=False, eq=False, default=Factory(_by_id, takes_self=True)
    )
    _titles: Mapping[str, tuple[Rule, ...]] = field(
        init=False, repr=False, eq=False, default=Factory(_by_title, takes_self=True)
    )

    def __reduce__(self) -> tuple[type[RuleTable], tuple[object, ...]]:
        # the indexes stay out of the pickle: another release may keep others
        return RuleTable, (self.rows,)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, rule: object) -> bool:
        return isinstance(rule, Rule) and self._ids.get(rule.id) == rule

    def __getitem__(self, id: str) -> Rule:  # noqa: A002  (reason: `id` is the field's word)
        return self._ids[id]

    def get(self, id: str) -> Rule | None:  # noqa: A002  (reason: `id` is the field's word)
        """Return the rule with this id, or ``None``."""
        return self._ids.get(id)

    def titled(self, title: str) -> tuple[Rule, ...]:
        """Return the rules that bear this title, compared after NFKC and without blanks."""
        return self._titles.get(comparison_key(title), ())

    def search(self, words: str) -> RuleTable:
        """Return the rules in which every one of ``words`` stands, as a table of their own.

        Words are parted by blanks. Each must stand in the title or the scope, compared after NFKC
        and without blanks, or be the rule's id or the id of a heading above it. Without words all
        rules are returned.

        Raises:
            RecordTypeError: ``words`` is not text.
        """
        if not isinstance(words, str):
            raise RecordTypeError(
                [
                    finding(
                        FindingCode.WRONG_TYPE,
                        "words",
                        kind=type(words).__name__,
                        value=repr(words),
                    )
                ]
            )
        keys = [comparison_key(word) for word in words.split()]
        return RuleTable(tuple(r for r in self.rows if all(_holds(r, key) for key in keys)))

    def of(self, category: Category) -> tuple[Rule, ...]:
        """Return the rules of one category, in printed order."""
        return tuple(rule for rule in self.rows if rule.category == category)
