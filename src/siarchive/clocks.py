"""Clocks: from when a retention period runs, until when, and on whose word.

A period is a minimum. Its end means "due for appraisal", never anything more.
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import frozen

from siarchive.codes import RetentionPeriod
from siarchive.findings import FindingCode, Language, NotAvailableError, RetentionError, finding
from siarchive.rules import Clock, Delegation, Rule
from siarchive.scheme_files import scheme_meant
from siarchive.showing import Shown
from siarchive.sources import Source, Wording

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = [
    "Basis",
    "BeyondCalendar",
    "End",
    "Never",
    "Reason",
    "RetentionAnswer",
    "UnknownEnd",
    "is_day",
    "retention",
]


def __dir__() -> list[str]:
    return __all__


Basis: TypeAlias = Literal["as-printed", "in-force"]
"""Whose period is meant, the scheme's or that of the rules in force on the day of the decision."""


@frozen
class Never:
    """The period is permanent: it has no end."""

    def __str__(self) -> str:
        return "never"


@frozen
class UnknownEnd:
    """The period is not known, so neither is its end."""

    def __str__(self) -> str:
        return "unknown"


@frozen
class BeyondCalendar:
    """The day lies after 9999-12-31, where dates end."""

    def __str__(self) -> str:
        return "beyond 9999-12-31"


End: TypeAlias = date | Never | UnknownEnd | BeyondCalendar
"""How a period ends; four different things, not one ``None``."""


@frozen
class Reason:
    """One step of the reasoning, with the sentence of the document it rests on, if any."""

    wording: Wording
    source: Source | None = None

    def text(self, lang: Language) -> str:
        """Return the step as a clause in Chinese (``"zh"``) or English (``"en"``)."""
        if self.source is None:
            return self.wording.text(lang)
        space = "" if lang == "zh" else " "
        return f"{self.wording.text(lang)}{space}[{self.source.text(lang)}]"


@frozen
class RetentionAnswer(Shown):
    """How long a record is kept, and why.

    The interval is half-open: the record is kept on ``start``, ..., ``last_day`` and is due for
    appraisal on ``due``.

    Attributes:
        rule: The rule that was asked.
        basis: ``"as-printed"`` or ``"in-force"``.
        period: The period, or ``None`` where the rule gives none: undetermined.
        start: Always a 1 January, or ``BeyondCalendar``.
        last_day: The last day of the period.
        due: The first day after it: due for appraisal.
        reasons: Every step, in order, with its source.
    """

    rule: Rule
    basis: Basis
    period: RetentionPeriod | None
    start: date | BeyondCalendar
    last_day: End
    due: End
    reasons: tuple[Reason, ...]

    @property
    def outcome(self) -> Literal["determined", "undetermined"]:
        """``"undetermined"`` where the rule gives no period."""
        return "undetermined" if self.period is None else "determined"

    def sentence(self, lang: Language = "zh") -> str:
        """Return the whole chain of reasons as one sentence, for the appraisal form."""
        joined = ("；" if lang == "zh" else "; ").join(r.text(lang) for r in self.reasons)
        return joined + ("。" if lang == "zh" else ".")


def is_day(value: object) -> bool:
    """Tell a day from a moment: Python takes a moment for a day, and cannot compare the two."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _question(zh: str, en: str, name: str) -> RetentionError:
    return RetentionError([finding(FindingCode.BAD_QUESTION, name, reason_zh=zh, reason_en=en)])


def _year_of(formed: object) -> int:
    if isinstance(formed, date):
        return formed.year
    if isinstance(formed, int) and not isinstance(formed, bool):
        return _year(formed, "formed")
    raise _question("形成日期须为日期或年份", "formed must be a date or a year", "formed")


def _year(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _question("须为年份", "it must be a year", name)
    if not MINYEAR <= value <= MAXYEAR:
        raise _question(
            f"年份须在 {MINYEAR} 至 {MAXYEAR} 之间",
            f"a year lies between {MINYEAR} and {MAXYEAR}",
            name,
        )
    return value


def _first_of(year: int) -> date | BeyondCalendar:
    return date(year, 1, 1) if year <= MAXYEAR else BeyondCalendar()


def _check(rule: object, basis: object, scheme: Scheme) -> None:
    if not isinstance(rule, Rule):
        raise _question("须给出条目(Rule)", "a Rule must be given", "rule")
    if rule not in scheme.rules:
        raise _question(
            f"条目 {rule.id} 不在方案 {scheme.id} 中",
            f"rule {rule.id} is not in the scheme {scheme.id}",
            "rule",
        )
    if basis == "in-force":
        raise NotAvailableError(
            [
                finding(
                    FindingCode.NOT_YET_AVAILABLE,
                    "basis",
                    question_zh="按现行规定计算保管期限",
                    question_en="retention under the rules in force",
                )
            ]
        )
    if basis != "as-printed":
        raise _question(
            "basis 须为 as-printed 或 in-force", "basis is as-printed or in-force", "basis"
        )


def retention(  # noqa: PLR0913  (reason: the question has six parts, four of them optional)
    rule: Rule,
    *,
    formed: date | int,
    accounting_year: int | None = None,
    decided_on: date | None = None,
    basis: Basis = "as-printed",
    scheme: Scheme | None = None,
) -> RetentionAnswer:
    """Say how long a record under a rule is kept, until when, and on whose word.

    Business papers start on 1 January after the year of formation; accounting papers on the day
    after the accounting year (Order No. 3 and the accounting-archives measure, read second-hand:
    see the sources in the answer's reasons).

    Args:
        rule: The rule the record falls under.
        formed: The day, or the year, the record was formed.
        accounting_year: For accounting papers: the year they account for. Without it the year of
            ``formed`` is taken, and the reasons say so.
        decided_on: The day of the decision; used only by ``basis="in-force"``.
        basis: ``"as-printed"`` gives the scheme's years.
        scheme: The rule's scheme; Wuhu's if not given.

    Returns:
        The period with start, last day and due day. Where the rule gives no period, the answer is
        undetermined: ``period`` is ``None`` and the ends are ``UnknownEnd``.

    Raises:
        RetentionError: the question is malformed, or the rule is not the scheme's.
        NotAvailableError: ``basis="in-force"`` was asked for; this release cannot answer it.
    """
    scheme = scheme_meant(scheme)
    _check(rule, basis, scheme)
    if decided_on is not None and not is_day(decided_on):
        raise _question("决定日期须为日期", "decided_on must be a date", "decided_on")
    formed_year = _year_of(formed)
    if accounting_year is not None:
        accounting_year = _year(accounting_year, "accounting_year")
    reasons = [_period_reason(rule)]
    if rule.clock is Clock.ACCOUNTING:
        if accounting_year is None:
            base = formed_year
            reasons.append(
                Reason(
                    Wording(
                        f"未给出会计年度，取形成年度{base}年",
                        f"no accounting year was given, so the year of formation {base} is taken",
                    )
                )
            )
        else:
            base = accounting_year
        start_words = Wording(
            f"会计档案自会计年度终了后第一天起算，会计年度{base}年",
            f"accounting papers start on the day after the accounting year {base}",
        )
    else:
        base = formed_year
        start_words = Wording(
            f"业务档案自形成年度的次年1月1日起算，形成于{base}年",
            f"business papers start on 1 January after the year of formation {base}",
        )
    reasons.append(Reason(start_words, scheme.retention_start[rule.clock]))
    start = _first_of(base + 1)
    period = rule.period
    last_day, due = _ends(base + 1, period)
    reasons.append(_end_reason(start, last_day, due))
    return RetentionAnswer(rule, basis, period, start, last_day, due, tuple(reasons))


def _ends(start_year: int, period: RetentionPeriod | None) -> tuple[End, End]:
    if period is None:
        return UnknownEnd(), UnknownEnd()
    if period.years is None:
        return Never(), Never()
    due_year = start_year + period.years
    due = _first_of(due_year)
    if isinstance(due, date):
        return due - timedelta(days=1), due
    return (date.max if due_year == MAXYEAR + 1 else BeyondCalendar()), due


def _period_reason(rule: Rule) -> Reason:
    if isinstance(rule.retention, Delegation):
        printed = rule.retention.printed
        return Reason(
            Wording(
                f"条目{rule.id}「{rule.title}」未印年限，只印「{printed}」，故期限待定",
                f"rule {rule.id} ({rule.title}) prints no years, only “{printed}”, "
                "so the period is undetermined",
            ),
            rule.source,
        )
    return Reason(
        Wording(
            f"条目{rule.id}「{rule.title}」所印保管期限为{rule.retention}",
            f"rule {rule.id} ({rule.title}) prints the period {rule.retention}",
        ),
        rule.source,
    )


def _end_reason(start: date | BeyondCalendar, last_day: End, due: End) -> Reason:
    if isinstance(due, Never):
        return Reason(Wording(f"自{start}起永久保管", f"kept permanently from {start}"))
    if isinstance(due, UnknownEnd):
        return Reason(
            Wording(
                "起算日已知，期满日不能确定", "the start is known, the end cannot be determined"
            )
        )
    return Reason(
        Wording(
            f"自{_zh(start)}起，保管至{_zh(last_day)}，{_zh(due)}到期应予鉴定(期限为最低期限)",
            f"kept from {start} to {last_day}, due for appraisal on {due} (a minimum period)",
        )
    )


def _zh(day: End) -> str:
    return "9999年之后" if isinstance(day, BeyondCalendar) else str(day)
