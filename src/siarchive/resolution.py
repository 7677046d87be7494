"""Resolution: which category a printed code means, and why."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from attrs import frozen

from siarchive.characters import comparison_key
from siarchive.findings import ArchiveNumberTypeError, Language, Span, wrong_type
from siarchive.numbers import ArchiveNumber
from siarchive.rules import Category, Rule
from siarchive.scheme_files import scheme_meant
from siarchive.showing import Shown
from siarchive.sources import Wording

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = ["Evidence", "EvidenceKind", "Resolution", "resolve", "rules_of_stage"]


def __dir__() -> list[str]:
    return __all__


class EvidenceKind(StrEnum):
    """What a decision rests on.

    ``only-category``: one category alone prints the code. ``exact-title``: the stage is a rule's
    title. ``account-line``: it is an account line that a delegating rule stands for.
    ``other-title``: it is a title of another category. ``insurance-word``: it names an insurance.
    ``hint``: the caller said so. ``title-words``, ``scope-term``: words of a rule's title or scope
    stand in the text. ``nothing``: no word of it decides.
    """

    ONLY_CATEGORY = "only-category"
    EXACT_TITLE = "exact-title"
    ACCOUNT_LINE = "account-line"
    OTHER_TITLE = "other-title"
    INSURANCE_WORD = "insurance-word"
    HINT = "hint"
    TITLE_WORDS = "title-words"
    SCOPE_TERM = "scope-term"
    NOTHING = "nothing"


_SENTENCES: Final[Mapping[EvidenceKind, Wording]] = {
    EvidenceKind.ONLY_CATEGORY: Wording(
        "代码 {words} 只有「{matched}」一类使用", "only {matched} prints the code {words}"
    ),
    EvidenceKind.EXACT_TITLE: Wording(
        "「{words}」是条目 {rule} 的题名", "“{words}” is the title of rule {rule}"
    ),
    EvidenceKind.ACCOUNT_LINE: Wording(
        "「{words}」是条目 {rule} 所代的账目", "“{words}” is an account line of rule {rule}"
    ),
    EvidenceKind.OTHER_TITLE: Wording(
        "「{words}」是另一类「{category}」条目 {rule} 的题名",
        "“{words}” is the title of rule {rule} of another category, {category}",
    ),
    EvidenceKind.INSURANCE_WORD: Wording(
        "「{words}」指明「{category}」", "“{words}” names {category}"
    ),
    EvidenceKind.HINT: Wording("已知类别为「{category}」", "the category is known: {category}"),
    EvidenceKind.TITLE_WORDS: Wording(
        "「{words}」见于条目 {rule} 的题名「{matched}」",
        "“{words}” stands in the title of rule {rule}, “{matched}”",
    ),
    EvidenceKind.SCOPE_TERM: Wording(
        "「{words}」见于条目 {rule} 的归档范围(「{matched}」)",
        "“{words}” stands in the scope of rule {rule} (“{matched}”)",
    ),
    EvidenceKind.NOTHING: Wording(
        "「{words}」中没有可据以判定的词", "no word of “{words}” decides"
    ),
}


@frozen
class Evidence(Shown):
    """One reason: which words of the text were matched against which words of the scheme.

    Attributes:
        kind: What kind of reason it is.
        words: The words of the text that was read.
        matched: The words of the rule or category they were matched against.
        category: The category it speaks for, if one.
        rule: The rule it rests on, if one.
        span: Where the words stand in the text, if known (half-open, code points).
    """

    kind: EvidenceKind
    words: str
    matched: str = ""
    category: Category | None = None
    rule: Rule | None = None
    span: Span | None = None

    def text(self, lang: Language = "zh") -> str:
        """Return the reason as a clause in Chinese (``"zh"``) or English (``"en"``)."""
        return (
            _SENTENCES[self.kind]
            .text(lang)
            .format(
                words=self.words,
                matched=self.matched,
                category=self.category.title if self.category else "—",
                rule=self.rule.id if self.rule else "—",
            )
        )


@frozen
class Resolution(Shown):
    """Which category a printed code means.

    Attributes:
        category: The category, or ``None`` where the code and stage do not decide.
        candidates: Every category it can be, in the order of the scheme; one if decided, none if
            the scheme does not print the code.
        evidence: What the answer rests on.
    """

    category: Category | None
    candidates: tuple[Category, ...]
    evidence: tuple[Evidence, ...]


@lru_cache(maxsize=8192)
def rules_of_stage(scheme: Scheme, category: Category, stage: str) -> tuple[Rule, ...]:
    """Return the rules of a category that a stage names: by title, or as an account line."""
    own = tuple(rule for rule in scheme.rules.titled(stage) if rule.category == category)
    return own or tuple(rule for rule in scheme.rules.of(category) if scheme.lines_for(rule, stage))


def _by_title(scheme: Scheme, candidates: tuple[Category, ...], stage: str) -> list[Evidence]:
    found = []
    for category in candidates:
        for rule in rules_of_stage(scheme, category, stage):
            exact = comparison_key(rule.title) == comparison_key(stage)
            kind = EvidenceKind.EXACT_TITLE if exact else EvidenceKind.ACCOUNT_LINE
            found.append(Evidence(kind, stage, rule.title, category, rule))
    return found


def _by_words(candidates: tuple[Category, ...], stage: str) -> list[Evidence]:
    key = comparison_key(stage)
    return [
        Evidence(EvidenceKind.INSURANCE_WORD, word, word, category)
        for category in candidates
        for word in category.insurance_words
        if word in key
    ]


def resolve(
    number: ArchiveNumber, *, category: Category | None = None, scheme: Scheme | None = None
) -> Resolution:
    """Say which category the printed code of a number means.

    A code that one category alone prints decides. A shared code is decided by the stage: by the
    exact title of a rule, else by the words of an insurance. What is left open is decided by
    ``category``, if that is one of the candidates; otherwise it stays open.

    Args:
        number: The number.
        category: A hint from elsewhere, e.g. a catalogue's own column. It never overrides what the
            number itself says; ``validate`` reports a contradiction.
        scheme: Whose codes are meant; Wuhu's if not given.

    Raises:
        ArchiveNumberTypeError: ``number`` is not an ``ArchiveNumber``, or the hint no ``Category``.
    """
    if not isinstance(number, ArchiveNumber):
        raise ArchiveNumberTypeError([wrong_type("number", number)])
    if category is not None and not isinstance(category, Category):
        raise ArchiveNumberTypeError([wrong_type("category", category)])
    scheme = scheme_meant(scheme)
    candidates = scheme.categories_of(number.category_code)
    evidence = _by_title(scheme, candidates, number.stage)
    if not evidence:
        evidence = [
            Evidence(EvidenceKind.OTHER_TITLE, number.stage, rule.title, rule.category, rule)
            for rule in scheme.rules.titled(number.stage)
        ]
    if len(candidates) == 1:
        only = Evidence(
            EvidenceKind.ONLY_CATEGORY,
            str(number.category_code),
            candidates[0].title,
            candidates[0],
        )
        return Resolution(candidates[0], candidates, (only, *evidence))
    words = _by_words(candidates, number.stage)
    titled = [e.category for e in evidence if e.kind is not EvidenceKind.OTHER_TITLE]
    speaking = titled or [e.category for e in words]
    evidence += words
    candidates = tuple(c for c in candidates if c in speaking) or candidates
    if len(candidates) > 1 and category is not None and category in candidates:
        evidence.append(Evidence(EvidenceKind.HINT, category.title, category.title, category))
        candidates = (category,)
    if not evidence:
        evidence.append(Evidence(EvidenceKind.NOTHING, number.stage))
    return Resolution(candidates[0] if len(candidates) == 1 else None, candidates, tuple(evidence))
