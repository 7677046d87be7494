"""Pictures: the retention of a handful of records as SVG, made of text alone.

A bar runs from the start of a period to the day it is due for appraisal; a permanent one ends in an
arrow, an undetermined one is hatched; a line stands at the day on which it is asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Final

from attrs import frozen

from siarchive.clocks import BeyondCalendar, Never, RetentionAnswer, UnknownEnd, is_day
from siarchive.display.words import end_text, word
from siarchive.findings import FindingCode, RetentionError, finding, printable

__all__ = ["RetentionPicture", "retention_picture"]


def __dir__() -> list[str]:
    return __all__


_WIDTH: Final = 380
_EDGE: Final = 16
_TOP: Final = 34
_ROW: Final = 62
_BAR: Final = 14
_FOOT: Final = 50
_ARROW: Final = 12
_LABEL_COLUMNS: Final = 50
"""How many columns of a label fit beside the edges; a Chinese character takes two."""
_MOST_TICKS: Final = 6
_FURTHEST: Final = 120
"""Years the axis goes on after the last start; a longer bar ends in an arrow."""

_FONT: Final = "font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif"
_HALO: Final = 'stroke="#fff" stroke-width="4" paint-order="stroke"'
"""Keeps words readable where a line of the picture runs through them."""
_INK: Final = "#1f2328"
_FAINT: Final = "#59636e"
_KEPT: Final = "#2f6f9f"
_DUE: Final = "#b26a00"
_HATCH: Final = (
    '<pattern id="siarchive-undetermined" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="6" height="6" fill="#eef1f4"/>'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#8c959f" stroke-width="3"/></pattern>'
)


@frozen
class RetentionPicture:
    """The retention of several records as a picture: SVG for notebooks, pages and files.

    Attributes:
        answers: What ``siarchive.retention`` said of each.
        labels: A name for each.
        as_of: The day at which the line stands.
    """

    answers: tuple[RetentionAnswer, ...]
    labels: tuple[str, ...]
    as_of: date

    @property
    def svg(self) -> str:
        """The picture as an SVG document, to be written to a file."""
        return _svg(self)

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_html_(self) -> str:
        return f"<div>{self.svg}</div>"


def retention_picture(
    answers: Iterable[RetentionAnswer], *, as_of: date, labels: Iterable[str] | None = None
) -> RetentionPicture:
    """Draw how long several records are kept, one bar each, with a line at ``as_of``.

    Args:
        answers: The answers of ``siarchive.retention``.
        as_of: The day on which it is asked. What is due by then has another colour.
        labels: A name for each record; the rule's id and title if not given.

    Raises:
        RetentionError: ``as_of`` is not a date, or there are more or fewer labels than answers.
    """
    answers = tuple(answers)
    names = tuple(str(a.rule) for a in answers) if labels is None else tuple(labels)
    if not is_day(as_of):
        raise _question("as_of", "as_of 须为日期", "as_of must be a date")
    if len(names) != len(answers):
        raise _question("labels", "每条记录须有一个标签", "every record needs one label")
    return RetentionPicture(answers, names, as_of)


def _question(name: str, zh: str, en: str) -> RetentionError:
    return RetentionError([finding(FindingCode.BAD_QUESTION, name, reason_zh=zh, reason_en=en)])


class _Axis:
    """Years to places: from the first year shown to the last."""

    def __init__(self, picture: RetentionPicture) -> None:
        starts = [a.start for a in picture.answers if isinstance(a.start, date)]
        dues = [a.due.year for a in picture.answers if isinstance(a.due, date)]
        first = min(day.year for day in [*starts, picture.as_of])
        base = max(day.year for day in [*starts, picture.as_of])
        last = min(max([base, *dues]), base + _FURTHEST)
        # room for an arrow beyond the last date
        self.first, self.last = first, last + 1 + (last - first) // 10
        self.right = _WIDTH - _EDGE

    def place(self, year: float) -> float:
        """Return the place of a moment, as a year and its fraction."""
        share = (year - self.first) / (self.last - self.first)
        return round(_EDGE + (self.right - _EDGE) * share, 1)

    def at(self, day: date) -> float:
        """Return the place of a day."""
        return self.place(day.year + (day.timetuple().tm_yday - 1) / 366)

    def ticks(self) -> range:
        """Return the years to write: whole steps, at most a handful."""
        steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
        step = next(s for s in steps if (self.last - self.first) / s <= _MOST_TICKS)
        return range(-(-self.first // step) * step, self.last, step)


def _svg(picture: RetentionPicture) -> str:
    axis = _Axis(picture)
    height = _TOP + _ROW * len(picture.answers) + _FOOT
    rows = [
        (_TOP + _ROW * place, answer, label, _said(answer, picture.as_of))
        for place, (answer, label) in enumerate(zip(picture.answers, picture.labels, strict=True))
    ]
    bars = (
        f"<g><title>{_safe(label)}：{_safe(said)}</title>"
        f"{_bar(answer, top + 22, axis, picture.as_of)}</g>"
        for top, answer, label, said in rows
    )
    words = (
        _text(_EDGE, top + 14, _fitting(label), f'font-size="13" fill="{_INK}" {_HALO}')
        + _text(_EDGE, top + 52, said, f'font-size="12" fill="{_FAINT}" {_HALO}')
        for top, _, label, said in rows
    )
    title = f"{len(picture.answers)}条记录的保管期限，截至{picture.as_of}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'width="100%" style="max-width:520px;{_FONT}"><title>{title}</title>'
        f"<defs>{_HATCH}</defs>"
        f'<rect width="{_WIDTH}" height="{height}" rx="6" fill="#fff"/>'
        f"{_grid(axis, height)}{''.join(bars)}{_day(axis, picture.as_of, height)}"
        f"{''.join(words)}{_caution(picture, height)}</svg>"
    )


def _caution(picture: RetentionPicture, height: int) -> str:
    bases = "、".join(dict.fromkeys(word(a.basis, "zh") for a in picture.answers))
    said = f"{bases}；期限为最低期限" if bases else ""
    return _text(_EDGE, height - 12, said, f'font-size="11" fill="{_FAINT}"')


def _safe(text: str) -> str:
    return escape(printable(text))


def _text(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" {look}>{_safe(text)}</text>'


def _grid(axis: _Axis, height: int) -> str:
    lines = []
    for year in axis.ticks():
        x = axis.place(year)
        lines.append(
            f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{height - _FOOT}" stroke="#d8dee4"/>'
            + _text(
                x, height - 34, str(year), f'font-size="11" text-anchor="middle" fill="{_FAINT}"'
            )
        )
    return "".join(lines)


def _day(axis: _Axis, as_of: date, height: int) -> str:
    x = axis.at(as_of)
    # near an edge the date must not leave the picture
    anchor = "start" if x < _WIDTH / 3 else "end" if x > _WIDTH * 2 / 3 else "middle"
    return (
        f'<line x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{height - _FOOT}" stroke="#b3261e" '
        'stroke-width="1.5" stroke-dasharray="4 3"/>'
        + _text(x, _TOP - 14, f"{as_of}", f'font-size="12" text-anchor="{anchor}" fill="#b3261e"')
    )


def _bar(answer: RetentionAnswer, top: int, axis: _Axis, as_of: date) -> str:
    if isinstance(answer.start, BeyondCalendar):
        return ""
    left = axis.at(answer.start)
    if isinstance(answer.due, date) and answer.due.year < axis.last:
        colour = _DUE if answer.due <= as_of else _KEPT
        return _rect(left, axis.at(answer.due), top, colour)
    if isinstance(answer.due, UnknownEnd):
        return _rect(left, axis.right, top, "url(#siarchive-undetermined)")
    neck = axis.right - _ARROW
    head = f"{neck},{top - 4} {axis.right},{top + _BAR / 2} {neck},{top + _BAR + 4}"
    return f'{_rect(left, neck, top, _KEPT)}<polygon points="{head}" fill="{_KEPT}"/>'


def _rect(left: float, right: float, top: int, fill: str) -> str:
    width = round(max(right - left, 1), 1)
    return f'<rect x="{left}" y="{top}" width="{width}" height="{_BAR}" fill="{fill}"/>'


def _said(answer: RetentionAnswer, as_of: date) -> str:
    start = end_text(answer.start, "zh")
    if isinstance(answer.due, UnknownEnd):
        return f"期限待定，自{start}起"
    if isinstance(answer.due, Never):
        return f"永久，自{start}起"
    reached = isinstance(answer.due, date) and answer.due <= as_of
    due = "已到期，应鉴定" if reached else "到期应鉴定"
    return f"{answer.period}，自{start}起，{end_text(answer.due, 'zh')}{due}"


def _fitting(label: str) -> str:
    """Return as much of a label as fits in one line."""
    columns = 0
    for place, char in enumerate(label):
        columns += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if columns > _LABEL_COLUMNS:
            return f"{label[: place - 1]}…"
    return label
