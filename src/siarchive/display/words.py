"""Words: the headings of every table, in both languages, and ends of retention in words."""

from __future__ import annotations

from typing import Final

from siarchive.clocks import BeyondCalendar, End, Never, UnknownEnd
from siarchive.findings import Language
from siarchive.sources import Wording

__all__ = ["both", "end_text", "word"]


def __dir__() -> list[str]:
    return __all__


_WORDS: Final = {
    "as-printed": Wording("按方案所印", "as the scheme prints"),
    "in-force": Wording("按现行规定", "under the rules in force"),
    "ambiguous": Wording("有歧义", "ambiguous"),
    "basis": Wording("依据", "basis"),
    "category": Wording("类别", "category"),
    "category code": Wording("类别代码", "category code"),
    "clock": Wording("起算方式", "start of the period"),
    "accounting": Wording("会计年度终了后", "after the accounting year"),
    "business": Wording("形成年度终了后", "after the year of formation"),
    "code": Wording("代码", "code"),
    "count": Wording("数量", "count"),
    "decided": Wording("已判定", "decided"),
    "due": Wording("到期应鉴定(按年)", "due for appraisal, by year"),
    "due day": Wording("到期应鉴定", "due for appraisal"),
    "error": Wording("错误", "error"),
    "evidence": Wording("凭据", "evidence"),
    "example": Wording("示例", "example"),
    "findings": Wording("检查结果", "findings"),
    "fonds": Wording("全宗号", "fonds"),
    "holdings": Wording("按类别与期限", "by category and period"),
    "id": Wording("条目号", "rule id"),
    "insurance words": Wording("险种用词", "insurance words"),
    "last day": Wording("最后一日", "last day"),
    "last page": Wording("末页", "last page"),
    "later": Wording("更晚", "later"),
    "line": Wording("行号", "line"),
    "meaning": Wording("含义", "meaning"),
    "message": Wording("说明", "message"),
    "never": Wording("永久，无期满", "never (permanent)"),
    "note": Wording("提示", "note"),
    "nothing": Wording("没有发现问题", "nothing found"),
    "number": Wording("档号", "archive number"),
    "ordinal": Wording("类序", "place in the scheme"),
    "overdue": Wording("已到期", "already due"),
    "page": Wording("页码", "page"),
    "part": Wording("部分", "part"),
    "period": Wording("保管期限", "period"),
    "period-decided": Wording("期限已判定，条目未定", "period decided, rule open"),
    "reason": Wording("理由", "reason"),
    "retention": Wording("保管期限", "retention"),
    "retention code": Wording("期限代码", "retention code"),
    "row": Wording("行", "row"),
    "rows": Wording("行数", "rows"),
    "rule": Wording("条目", "rule"),
    "scope": Wording("归档范围", "scope"),
    "score": Wording("得分", "score"),
    "severity": Wording("轻重", "severity"),
    "source": Wording("出处", "source"),
    "stage": Wording("业务环节", "stage"),
    "start": Wording("起算", "start"),
    "suggestion": Wording("建议", "suggestion"),
    "text": Wording("文字", "text"),
    "title": Wording("题名", "title"),
    "undetermined": Wording("待定", "undetermined"),
    "unreadable": Wording("不能读作档号", "not readable as an archive number"),
    "volume": Wording("案卷号", "volume"),
    "warning": Wording("警告", "warning"),
    "year": Wording("年", "year"),
    "year of number": Wording("年度", "year"),
}


def word(name: str, lang: Language) -> str:
    """Return a heading in Chinese or English."""
    return _WORDS[name].text(lang)


def both(name: str) -> str:
    """Return a heading in Chinese and English."""
    return f"{word(name, 'zh')} / {word(name, 'en')}"


def end_text(end: End, lang: Language) -> str:
    """Return an end of retention in words."""
    if isinstance(end, Never):
        return word("never", lang)
    if isinstance(end, UnknownEnd):
        return word("undetermined", lang)
    if isinstance(end, BeyondCalendar) and lang == "zh":
        return "9999年之后"
    return str(end)
