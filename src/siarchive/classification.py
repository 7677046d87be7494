"""Classification: which rule a title falls under, with the words it went by, or an honest answer.

The way is short and fixed: the exact title of a rule; the exact words of a scope; else the words
of titles and scopes that stand in the text, where longer words silence the shorter ones inside
them, and the rule that accounts for most of the text wins if it does so clearly.
What several rules share stays open; what none names is undetermined. Nothing is ever a default.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import field, frozen

from siarchive.characters import comparison_key
from siarchive.codes import RetentionPeriod
from siarchive.findings import RecordTypeError, Span, wrong_type
from siarchive.resolution import Evidence, EvidenceKind, rules_of_stage
from siarchive.rules import Category, Rule
from siarchive.scheme_files import scheme_meant
from siarchive.showing import Shown

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = [
    "Ambiguous",
    "Candidate",
    "Classification",
    "Decided",
    "PeriodDecided",
    "Undetermined",
    "classify",
]


def __dir__() -> list[str]:
    return __all__


LONGEST_TITLE: Final = 1000
"""Characters of a title that are looked at; more is no title."""

_MARGIN: Final = 2
"""How many more characters the best rule must account for than the next to decide."""


@frozen
class Candidate(Shown):
    """A rule that the title may fall under.

    Attributes:
        rule: The rule.
        score: Share of the title's characters that speak for it, 0 to 1.
        evidence: Which words of the title, matched against which words of the rule.
    """

    rule: Rule
    score: float
    evidence: tuple[Evidence, ...]


@frozen
class Decided(Shown):
    """One rule. ``candidates[0]`` is it; the others were considered."""

    candidates: tuple[Candidate, ...]
    outcome: Literal["decided"] = field(default="decided", init=False)

    @property
    def rule(self) -> Rule:
        """The rule."""
        return self.candidates[0].rule


@frozen
class PeriodDecided(Shown):
    """Several rules tie, and all give one period: the period is known, the rule is not."""

    candidates: tuple[Candidate, ...]
    period: RetentionPeriod
    outcome: Literal["period-decided"] = field(default="period-decided", init=False)


@frozen
class Ambiguous(Shown):
    """Several rules tie and do not agree on a period: somebody must say more."""

    candidates: tuple[Candidate, ...]
    outcome: Literal["ambiguous"] = field(default="ambiguous", init=False)


@frozen
class Undetermined(Shown):
    """No rule is named. ``candidates`` are rules whose lesser words stand in it, if any."""

    candidates: tuple[Candidate, ...] = ()
    outcome: Literal["undetermined"] = field(default="undetermined", init=False)


Classification: TypeAlias = Decided | PeriodDecided | Ambiguous | Undetermined
"""What ``classify`` returns; ``outcome`` tells the four apart."""


class _Weight(IntEnum):
    """How much words say by themselves."""

    SUPPORTING = 0
    BARE = 1
    STRONG = 2


@frozen
class _Term:
    """Words that speak for a rule."""

    key: str
    words: str
    rule: Rule
    kind: EvidenceKind
    weight: _Weight


@frozen
class _Match:
    start: int
    end: int
    term: _Term


class _Index:
    """The words of one scheme, by first character, longest first."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        by_first: dict[str, dict[str, list[_Term]]] = {}
        for rule in scheme.rules:
            for term in _terms_of(rule, scheme.paper_words):
                by_first.setdefault(term.key[0], {}).setdefault(term.key, []).append(term)
        self._by_first: Mapping[str, Sequence[tuple[str, list[_Term]]]] = {
            first: sorted(keys.items(), key=lambda item: -len(item[0]))
            for first, keys in by_first.items()
        }

    def exactly(self, key: str) -> list[_Term]:
        """Return the terms that are the whole text, and say something by themselves."""
        return [
            term
            for known, terms in self._by_first.get(key[:1], ())
            if known == key
            for term in terms
            if term.weight > _Weight.SUPPORTING
        ]

    def matches(self, key: str) -> list[_Match]:
        """Return every term in the text, without those inside a longer one."""
        found = [
            (start, start + len(known), terms)
            for start, char in enumerate(key)
            for known, terms in self._by_first.get(char, ())
            if key.startswith(known, start)
        ]
        kept = []
        reach = -1
        # by start, longest first: whatever ends before the furthest end so far lies inside
        for start, end, terms in sorted(found, key=lambda m: (m[0], -m[1])):
            if end > reach:
                reach = end
                kept += [_Match(start, end, term) for term in terms]
        return kept


def _terms_of(rule: Rule, paper_words: Iterable[str]) -> list[_Term]:
    title = comparison_key(rule.title)
    stem = next((title.removesuffix(w) for w in paper_words if title.endswith(w)), title)
    found: dict[str, _Term] = {}
    for key in (title, stem or title):
        found[key] = _Term(key, rule.title, rule, EvidenceKind.TITLE_WORDS, _Weight.STRONG)
    for words, weight in (
        (rule.terms, _Weight.STRONG),
        (rule.bare_terms, _Weight.BARE),
        (rule.supporting_terms, _Weight.SUPPORTING),
    ):
        for term in words:
            key = comparison_key(term)
            found.setdefault(key, _Term(key, term, rule, EvidenceKind.SCOPE_TERM, weight))
    return list(found.values())


@lru_cache(maxsize=64)
def _index(scheme: Scheme) -> _Index:
    return _Index(scheme)


def _with_places(title: str) -> tuple[str, list[int]]:
    """Return the comparison form and, for each of its characters, its place in the title."""
    key: list[str] = []
    places: list[int] = []
    for place, char in enumerate(title):
        for normal in unicodedata.normalize("NFKC", char):
            if not normal.isspace():
                key.append(normal)
                places.append(place)
    return "".join(key), places


def _period_in(candidate: Candidate, scheme: Scheme) -> RetentionPeriod | None:
    """Return the period a candidate gives: its own, or that of the account line it was named by."""
    if candidate.rule.period is not None:
        return candidate.rule.period
    for evidence in candidate.evidence:
        if evidence.kind is EvidenceKind.ACCOUNT_LINE:
            lines = scheme.lines_for(candidate.rule, evidence.matched)
            if len(lines) == 1:
                return lines[0].period
    return None


def _tie(candidates: list[Candidate], scheme: Scheme) -> Classification:
    if not candidates:
        return Undetermined()
    if len(candidates) == 1:
        return Decided(tuple(candidates))
    periods = {_period_in(c, scheme) for c in candidates}
    if len(periods) == 1:
        period = periods.pop()
        if period is not None:
            return PeriodDecided(tuple(candidates), period)
    return Ambiguous(tuple(candidates))


def _with(candidate: Candidate, evidence: Evidence) -> Candidate:
    return Candidate(candidate.rule, candidate.score, (*candidate.evidence, evidence))


def _by_insurance(candidates: list[Candidate], key: str, scheme: Scheme) -> list[Candidate]:
    """Among several, keep those of an insurance that the text names, if it names one of them."""
    if len(candidates) == 1:
        return candidates
    named = {
        category: Evidence(EvidenceKind.INSURANCE_WORD, word, word, category)
        for category in scheme.categories
        for word in category.insurance_words
        if word in key
    }
    kept = [_with(c, named[c.rule.category]) for c in candidates if c.rule.category in named]
    return kept or candidates


def _by_hint(candidates: list[Candidate], hint: Category) -> list[Candidate]:
    """Keep the candidates of the category the paper is known to belong to."""
    word = Evidence(EvidenceKind.HINT, hint.title, hint.title, hint)
    return [_with(c, word) for c in candidates if c.rule.category == hint]


def _with_account_lines(candidates: list[Candidate], scheme: Scheme) -> list[Candidate]:
    """Add the delegating rules that stand for an account line among the candidates."""
    found = list(candidates)
    present = {c.rule.id for c in candidates}
    for candidate in candidates:
        for category in scheme.categories:
            for rule in rules_of_stage(scheme, category, candidate.rule.title):
                if rule.id not in present and rule.period is None:
                    present.add(rule.id)
                    line = Evidence(
                        EvidenceKind.ACCOUNT_LINE,
                        candidate.evidence[0].words,
                        candidate.rule.title,
                        rule.category,
                        rule,
                    )
                    found.append(Candidate(rule, candidate.score, (line,)))
    return found


def _weigh(matches: list[_Match], title: str, places: list[int]) -> list[Candidate]:
    """Score the rules that the words speak for, best first."""
    by_rule: dict[str, list[_Match]] = {}
    for match in matches:
        by_rule.setdefault(match.term.rule.id, []).append(match)
    found = []
    for own in by_rule.values():
        covered = {i for m in own for i in range(m.start, m.end)}
        evidence = tuple(
            Evidence(
                m.term.kind,
                title[places[m.start] : places[m.end - 1] + 1],
                m.term.words,
                m.term.rule.category,
                m.term.rule,
                Span(places[m.start], places[m.end - 1] + 1),
            )
            for m in own
        )
        score = round(len(covered) / len(places), 4)
        found.append(Candidate(own[0].term.rule, score, evidence))
    return sorted(found, key=lambda c: -c.score)


def _speaks(rule: Rule, matches: list[_Match]) -> bool:
    """Tell whether the words name the rule: a strong one, or two others side by side."""
    own = [m for m in matches if m.term.rule is rule]
    return any(m.term.weight is _Weight.STRONG for m in own) or len({m.term.key for m in own}) > 1


def _titled(title: str, rules: Iterable[Rule]) -> list[Candidate]:
    span = Span(0, len(title))
    kind = EvidenceKind.EXACT_TITLE
    return [
        Candidate(r, 1.0, (Evidence(kind, title, r.title, r.category, r, span),)) for r in rules
    ]


def classify(
    title: str,
    *,
    year: int | None = None,  # noqa: ARG001  (reason: the design's parameter, see below)
    category: Category | None = None,
    scheme: Scheme | None = None,
) -> Classification:
    """Say which rule a paper falls under, by its title, with the words it went by.

    Args:
        title: The title of the paper, or a business stage; its first 1000 characters are read.
        year: The year of the paper. No rule of the schemes known so far depends on it; it is kept
            for schemes whose categories begin or end.
        category: The category it is known to belong to, e.g. from a catalogue's own column. Words
            that name a rule of another category leave it undetermined.
        scheme: Whose rules are meant; Wuhu's if not given.

    Returns:
        ``Decided``: one rule. ``PeriodDecided``: several rules tie and all give one period.
        ``Ambiguous``: several tie. ``Undetermined``: none is named. ``outcome`` tells which.

    Raises:
        RecordTypeError: ``title`` is not text.
    """
    if not isinstance(title, str):
        raise RecordTypeError([wrong_type("title", title)])
    scheme = scheme_meant(scheme)
    title = title[:LONGEST_TITLE]
    key, places = _with_places(title)
    index = _index(scheme)
    speaking = _titled(title, scheme.rules.titled(title))
    lesser: list[Candidate] = []
    if not speaking:
        matches = index.matches(key)
        whole = {term.rule.id for term in index.exactly(key)}
        candidates = _weigh(matches, title, places)
        speaking = [c for c in candidates if c.rule.id in whole] or [
            c for c in candidates if _speaks(c.rule, matches)
        ]
        lesser = [c for c in candidates if c not in speaking]
    if not speaking:
        return Undetermined(tuple(lesser))
    speaking = _with_account_lines(speaking, scheme)
    if category is None:
        narrowed = _by_insurance(speaking, key, scheme)
    else:
        narrowed = _by_hint(speaking, category)
    if not narrowed:
        # what the words name and what is known of the category contradict each other
        return Undetermined((*speaking, *lesser))
    best = max(c.score for c in narrowed)
    # in whole characters: scores are rounded
    tied = [c for c in narrowed if round((best - c.score) * len(places)) < _MARGIN]
    answer = _tie(tied, scheme)
    if isinstance(answer, Decided):
        return Decided((*tied, *(c for c in narrowed if c not in tied), *lesser))
    return answer
