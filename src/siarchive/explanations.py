"""Explanations: an archive number part by part, each with what it means in the scheme."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import frozen

from siarchive.codes import RetentionPeriod
from siarchive.findings import ArchiveNumberError, Findings, NoCodeError, Span
from siarchive.numbers import ArchiveNumber, number_reader
from siarchive.resolution import Resolution, resolve, rules_of_stage
from siarchive.rules import Category, Delegation, Rule
from siarchive.scheme_files import scheme_meant
from siarchive.showing import Shown
from siarchive.sources import Wording
from siarchive.validation import carries, validate

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = ["ExplainedPart", "Explanation", "explain"]


def __dir__() -> list[str]:
    return __all__


@frozen
class ExplainedPart(Shown):
    """One part of a number and what it means.

    Attributes:
        field: Which part, by the field names of findings; ``fixed`` for the scheme's fixed text.
        text: As it is printed.
        span: Where it stands in the text of the number (half-open, code points).
        meaning: What it means in the scheme, in Chinese and English.
        findings: What ``validate`` says about it.
    """

    field: str
    text: str
    span: Span
    meaning: Wording
    findings: Findings


@frozen
class Explanation(Shown):
    """A number explained part by part.

    Attributes:
        number: The number.
        text: Its text: in the scheme's format, or as ``str`` where that format cannot carry it.
        parts: In the order of that text.
        resolution: Which category the code means, and why.
        rules: The rules of the table that its stage names; none where it names none.
        findings: All that ``validate`` says, also of the number as a whole.
    """

    number: ArchiveNumber
    text: str
    parts: tuple[ExplainedPart, ...]
    resolution: Resolution
    rules: tuple[Rule, ...]
    findings: Findings

    def part(self, field: str) -> ExplainedPart | None:
        """Return the part of this name; ``None`` if the number has none."""
        return next((part for part in self.parts if part.field == field), None)


def explain(
    number: ArchiveNumber | str,
    *,
    scheme: Scheme | None = None,
    as_of: date | None = None,
    category: Category | None = None,
) -> Explanation:
    """Say part by part what a number means: the category and why, the rule, the period.

    Args:
        number: The number, or its canonical text.
        scheme: Whose codes and rules are meant; Wuhu's if not given.
        as_of: The day on which it is asked, for ``validate``.
        category: A hint from elsewhere, as for ``resolve``.

    Raises:
        ArchiveNumberError: the text is no archive number of the scheme.
        ArchiveNumberTypeError: it is neither text nor a number, or the hint no ``Category``.
        RetentionError: ``as_of`` is not a date.
    """
    scheme = scheme_meant(scheme)
    if not isinstance(number, ArchiveNumber):
        number = number_reader(scheme).read(number)
    findings = validate(number, scheme=scheme, as_of=as_of, category=category)
    resolution = resolve(number, category=category, scheme=scheme)
    rules = _rules(number, resolution, scheme)
    meanings = {
        "fonds": _fonds(number, scheme),
        "year": Wording(f"业务年度 {number.year} 年", f"the year of the business, {number.year}"),
        "category": _category(number, resolution),
        "stage": _stage(resolution, rules),
        "volume": Wording(f"第 {number.volume} 卷", f"volume {number.volume}"),
        "page": Wording(
            f"页码 {number.page}；是起始页次还是页数，方案未说明",
            f"page {number.page}; whether a position or a count, the scheme does not say",
        ),
        "retention": _retention(number, rules, scheme),
        "fixed": Wording("方案规定的固定文字", "fixed text of the scheme's format"),
    }
    parts = []
    text = ""
    for name, printed, separator in _printed(number, scheme):
        text += separator
        span = Span(len(text), len(text) + len(printed))
        text += printed
        own = Findings(f for f in findings if f.field == name)
        parts.append(ExplainedPart(name, printed, span, meanings[name], own))
    return Explanation(number, text, tuple(parts), resolution, rules, findings)


def _printed(number: ArchiveNumber, scheme: Scheme) -> list[tuple[str, str, str]]:
    """Return each part: its field, its text, and the separator before it."""
    values: dict[str, str] = {
        "fonds": number.fonds or "",
        "year": str(number.year),
        "category": str(number.category_code),
        "stage": number.stage,
        "volume": str(number.volume),
        "page": str(number.page),
        "retention": str(number.retention_code),
    }
    try:
        number.format(scheme=scheme)
    except ArchiveNumberError:
        # as `str` writes it
        names = [name for name in values if name != "fonds" or number.fonds is not None]
        return [(name, values[name], "-" if place else "") for place, name in enumerate(names)]
    layout = scheme.number_format.layout(fonds=number.fonds is not None)
    return [
        (
            segment.kind.value,
            values.get(segment.kind.value, segment.text or "").zfill(segment.pad),
            gap,
        )
        for segment, gap in zip(layout.segments, ("", *layout.gaps), strict=True)
    ]


def _rules(number: ArchiveNumber, resolution: Resolution, scheme: Scheme) -> tuple[Rule, ...]:
    """Return the rules the stage names: of the candidates, else of any other category."""
    own = tuple(
        rule
        for category in resolution.candidates
        for rule in rules_of_stage(scheme, category, number.stage)
    )
    return own or scheme.rules.titled(number.stage)


def _fonds(number: ArchiveNumber, scheme: Scheme) -> Wording:
    if scheme.fonds is None:
        return Wording("全宗号；本方案未载", "fonds number; the scheme states none")
    if number.fonds == scheme.fonds:
        return Wording(
            f"全宗号：{scheme.agency.zh}形成的全部档案",
            f"fonds number: all records formed by {scheme.agency.en}",
        )
    return Wording(
        f"全宗号；本方案所载为 {scheme.fonds}", f"fonds number; the scheme states {scheme.fonds}"
    )


def _category(number: ArchiveNumber, resolution: Resolution) -> Wording:
    code = number.category_code
    if not resolution.candidates:
        return Wording(f"方案没有代码 {code}", f"the scheme prints no code {code}")
    why_zh = "；".join(e.text("zh") for e in resolution.evidence)
    why_en = "; ".join(e.text("en") for e in resolution.evidence)
    if resolution.category is not None:
        named = resolution.category
        english = f" ({named.english})" if named.english else ""
        return Wording(f"{named.title}：{why_zh}", f"{named.title}{english}: {why_en}")
    titles = [c.title for c in resolution.candidates]
    return Wording(
        f"{'、'.join(titles)}均可，不能判定：{why_zh}",
        f"any of {', '.join(titles)}; not decided: {why_en}",
    )


def _stage(resolution: Resolution, rules: tuple[Rule, ...]) -> Wording:
    if not rules:
        return Wording(
            "规则表中没有这个题名，可能是本单位自定的环节",
            "no rule bears this title; it may be a local name",
        )
    foreign = not any(rule.category in resolution.candidates for rule in rules)
    zh = "；".join(f"条目 {r.id}「{r.title}」，{_period(r).zh}" for r in rules)
    en = "; ".join(f"rule {r.id} ({r.title}), {_period(r).en}" for r in rules)
    if foreign:
        titles = "、".join(dict.fromkeys(r.category.title for r in rules))
        return Wording(f"属于另一类「{titles}」：{zh}", f"of another category, {titles}: {en}")
    return Wording(zh, en)


def _period(rule: Rule) -> Wording:
    if isinstance(rule.retention, Delegation):
        printed = rule.retention.printed
        return Wording(f"不印年限，只写「{printed}」", f"prints no years, only “{printed}”")
    return Wording(f"保管期限{rule.retention}", f"period {rule.retention}")


def _retention(number: ArchiveNumber, rules: tuple[Rule, ...], scheme: Scheme) -> Wording:
    code = number.retention_code
    try:
        period = scheme.period_of(code)
    except NoCodeError:
        return Wording(f"方案没有期限代码 {code}", f"the scheme prints no retention code {code}")
    agreement = _agreement(period, rules, scheme)
    return Wording(f"{period}；{agreement.zh}", f"{period}; {agreement.en}")


def _agreement(period: RetentionPeriod, rules: tuple[Rule, ...], scheme: Scheme) -> Wording:
    """Compare the printed period with the rules, as ``validate`` does: one that fits is enough."""
    wanted = sorted({rule.period for rule in rules if rule.period is not None})
    printed = " / ".join(map(str, wanted))
    if not rules:
        return Wording("没有可比的条目", "there is no rule to compare it with")
    if not wanted:
        return Wording("条目不印年限，无从比较", "the rule prints no years to compare it with")
    if period in wanted:
        ids = ", ".join(rule.id for rule in rules if rule.period == period)
        return Wording(f"与条目 {ids} 一致", f"as rule {ids} prints")
    if any(carries(scheme, each, period) for each in wanted):
        return Wording(
            f"条目印{printed}，没有代码，以更长的期限标注",
            f"the rule prints {printed}, which has no code; this longer period may stand for it",
        )
    if period < wanted[0]:
        return Wording(f"短于条目所印的{printed}", f"shorter than the rule's {printed}")
    if period > wanted[-1]:
        return Wording(f"长于条目所印的{printed}", f"longer than the rule's {printed}")
    return Wording(f"与条目所印的{printed}不符", f"not the rules' {printed}")
