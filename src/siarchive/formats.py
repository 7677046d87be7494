"""Formats: how a scheme writes its archive number, as a list of typed segments.

Reading goes from both ends: every segment but the stage is bounded and holds no separator, so
whatever stands between the left and the right segments is the stage. A format for which that does
not hold is refused when it is loaded.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, TypeAlias

from attrs import Factory, field, frozen

from siarchive.characters import STAGE_BLANKS, is_visible_text
from siarchive.findings import FindingCode, SchemeError, finding

__all__ = ["Layout", "NumberFormat", "Place", "Segment", "SegmentKind"]


def __dir__() -> list[str]:
    return __all__


LEAST_YEAR: Final = 1949
MOST_YEAR: Final = 9999
MOST_COUNT: Final = 999_999
LONGEST_STAGE: Final = 200
LONGEST_FONDS: Final = 8
_WIDEST_PAD: Final = 6
_LONGEST_FIXED: Final = 50


class SegmentKind(StrEnum):
    """What a part of the number holds. ``fixed`` is text that is always the same."""

    FONDS = "fonds"
    YEAR = "year"
    CATEGORY = "category"
    STAGE = "stage"
    VOLUME = "volume"
    PAGE = "page"
    RETENTION = "retention"
    FIXED = "fixed"


_ONCE: Final = tuple(k for k in SegmentKind if k not in {SegmentKind.FONDS, SegmentKind.FIXED})
_COUNTS: Final = frozenset({SegmentKind.VOLUME, SegmentKind.PAGE})
_WIDEST: Final = {
    SegmentKind.YEAR: (LEAST_YEAR, MOST_YEAR),
    SegmentKind.VOLUME: (1, MOST_COUNT),
    SegmentKind.PAGE: (1, MOST_COUNT),
    SegmentKind.STAGE: (1, LONGEST_STAGE),
    SegmentKind.FONDS: (1, LONGEST_FONDS),
}
"""The bounds of each kind, which a scheme may narrow: figures, or for text its length."""


@frozen
class Segment:
    """One part of the number.

    Attributes:
        kind: What it holds.
        pad: For ``volume`` and ``page``: the least number of digits, filled with zeros; 0 for none.
        text: For ``fixed``: the text.
        separator: What stands before it, where that is not the format's separator.
        least, most: For ``year``, ``volume`` and ``page``: the least and the greatest figure. For
            ``fonds``: the least and the most characters; for ``stage``: the most. The widest if
            not given.
        optional: For ``fonds``: whether a number may leave it out.
    """

    kind: SegmentKind
    pad: int = 0
    text: str | None = None
    separator: str | None = None
    least: int | None = None
    most: int | None = None
    optional: bool = False

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest figure, or length; (0, 0) for a kind that has none."""
        least, most = _WIDEST.get(self.kind, (0, 0))
        return (
            least if self.least is None else self.least,
            most if self.most is None else self.most,
        )

    def holds_count(self, text: str) -> bool:
        """Tell whether ``text`` is a volume or page number as this segment writes it."""
        significant = text.lstrip("0")
        least, most = self.bounds
        return (
            text.isascii()
            and text.isdigit()
            and 0 < len(significant) <= len(str(MOST_COUNT))
            and least <= int(significant) <= most
            and text == significant.zfill(self.pad)
        )

    def _reasons(self, separators: str) -> Iterator[tuple[str, str, str]]:
        """Yield what is wrong with it alone: key, Chinese, English."""
        if self.pad and self.kind not in _COUNTS:
            yield "pad", "只有案卷号和页码可以补零", "only volume and page can be padded"
        if not 0 <= self.pad <= _WIDEST_PAD:
            yield (
                "pad",
                f"补零位数须为 0 至 {_WIDEST_PAD}",
                f"padding must be 0 to {_WIDEST_PAD} digits",
            )
        if (self.kind is SegmentKind.FIXED) != (self.text is not None):
            yield (
                "text",
                "固定文字段(且仅固定文字段)须有 text",
                "a fixed segment, and no other, has a text",
            )
        if self.text is not None and not _can_stand(self.text, separators):
            yield (
                "text",
                f"固定文字须为 1 至 {_LONGEST_FIXED} 个可见字符，为标准合成形式，不含分隔符",
                f"fixed text is 1 to {_LONGEST_FIXED} visible characters in NFC, without separator",
            )
        if self.separator is not None and not _is_separator(self.separator):
            yield ("separator", *_SEPARATOR_RULE)
        if self.optional and self.kind is not SegmentKind.FONDS:
            yield "optional", "只有全宗号可以省略", "only the fonds can be optional"
        yield from self._bound_reasons()

    def _bound_reasons(self) -> Iterator[tuple[str, str, str]]:
        if self.least is None and self.most is None:
            return
        if self.kind not in _WIDEST or (self.kind is SegmentKind.STAGE and self.least is not None):
            name = "most" if self.least is None else "least"
            yield name, f"{self.kind} 不设 {name}", f"a {self.kind} takes no {name}"
            return
        low, high = _WIDEST[self.kind]
        least, most = self.bounds
        if not low <= least <= most <= high:
            yield (
                "most" if self.least is None or least >= low else "least",
                f"上下限须在 {low} 至 {high} 之内，且下限不大于上限",
                f"bounds must lie within {low} and {high}, the least not above the most",
            )


_SEPARATOR_RULE: Final = (
    "分隔符须为一个既非字母数字也非空白的字符",
    "the separator must be one character that is no letter, digit or blank",
)


def _is_separator(text: str) -> bool:
    """Tell whether it is one mark or sign that nobody takes for a part of a word."""
    return (
        len(text) == 1
        and unicodedata.category(text)[0] in "PS"
        and is_visible_text(text)
        and unicodedata.is_normalized("NFC", text)
    )


def _can_stand(text: str, separators: str) -> bool:
    """Tell whether every number can hold this text as a part of its own."""
    return (
        0 < len(text) <= _LONGEST_FIXED
        and not set(text) & set(separators)
        and text.strip(STAGE_BLANKS) == text
        and is_visible_text(text)
        and unicodedata.is_normalized("NFC", text)
    )


def _kinds(form: NumberFormat) -> tuple[SegmentKind, ...]:
    return tuple(segment.kind for segment in form.segments)


@frozen
class NumberFormat:
    """The order, separators, padding and bounds of a scheme's archive number.

    Attributes:
        segments: The parts, in printed order; each of year, category, stage, volume, page and
            retention exactly once, a fonds at most once, fixed text anywhere.
        separator: One character between the parts, where a segment names no other.

    Raises:
        SchemeError: numbers of this format could not be read back.
    """

    segments: tuple[Segment, ...]
    separator: str
    kinds: tuple[SegmentKind, ...] = field(
        init=False, repr=False, eq=False, default=Factory(_kinds, takes_self=True)
    )

    def __attrs_post_init__(self) -> None:
        reasons = list(self._reasons())
        if reasons:
            raise SchemeError(
                [
                    finding(
                        FindingCode.SCHEME_FORMAT,
                        f"number_format.{key}",
                        reason_zh=zh,
                        reason_en=en,
                    )
                    for key, zh, en in reasons
                ]
            )

    def _reasons(self) -> Iterator[tuple[str, str, str]]:
        if not _is_separator(self.separator):
            yield ("separator", *_SEPARATOR_RULE)
        for kind in _ONCE:
            times = self.kinds.count(kind)
            if kind is SegmentKind.STAGE and times > 1:
                yield (
                    "segments",
                    f"业务环节长度不定，出现 {times} 次则无从分辨何处断开",
                    f"a stage has no fixed length: of {times}, nobody could tell where one ends",
                )
            elif times != 1:
                yield (
                    "segments",
                    f"{kind} 须恰好出现一次，现为 {times} 次",
                    f"{kind} must stand exactly once, it stands {times} times",
                )
        if self.kinds.count(SegmentKind.FONDS) > 1:
            yield "segments", "全宗号至多出现一次", "the fonds can stand only once"
        separators = self.separator + "".join(s.separator or "" for s in self.segments)
        for place, segment in enumerate(self.segments):
            key = f"segments[{place}]"
            for name, zh, en in segment._reasons(separators):  # noqa: SLF001  (reason: one concept)
                yield f"{key}.{name}", zh, en
            if segment.optional and place:
                yield (
                    f"{key}.optional",
                    "可省略的全宗号须在最前",
                    "an optional fonds must come first",
                )
        if self.segments and self.segments[0].separator is not None:
            yield (
                "segments[0].separator",
                "首段之前没有分隔符",
                "nothing separates the first part from what comes before",
            )

    def __reduce__(self) -> tuple[type[NumberFormat], tuple[object, ...]]:
        # what follows from the parts stays out of the pickle: another release may keep it otherwise
        return NumberFormat, (self.segments, self.separator)

    @property
    def has_fonds(self) -> bool:
        """Whether the number has a place for a fonds number."""
        return SegmentKind.FONDS in self.kinds

    @property
    def optional_fonds(self) -> bool:
        """Whether a fonds number may stand in front, or be left out."""
        return self.segments[0].optional

    @property
    def has_widest_bounds(self) -> bool:
        """Whether no segment is narrower than the values themselves."""
        return all(s.bounds == _WIDEST.get(s.kind, (0, 0)) for s in self.segments)

    @property
    def without_fonds(self) -> tuple[Segment, ...]:
        """The segments of a number that leaves an optional fonds out."""
        return self.segments[1:] if self.optional_fonds else self.segments

    def segment(self, kind: SegmentKind) -> Segment:
        """Return the segment of this kind."""
        return self.segments[self.kinds.index(kind)]

    def layout(self, *, fonds: bool) -> Layout:
        """Return how a number is cut, with its fonds or, where that is optional, without."""
        return Layout(self.segments if fonds else self.without_fonds, self.separator)

    @property
    def separators(self) -> str:
        """Every separator, each once."""
        return "".join(dict.fromkeys([self.separator, *self.layout(fonds=True).gaps]))

    @property
    def stage_edges(self) -> str:
        """The separators beside the stage, with which it neither begins nor ends."""
        layout = self.layout(fonds=True)
        return "".join(dict.fromkeys(layout.gaps[max(layout.stage - 1, 0) : layout.stage + 1]))


def _gaps(layout: Layout) -> tuple[str, ...]:
    return tuple(
        layout.separator if s.separator is None else s.separator for s in layout.segments[1:]
    )


def _stage(layout: Layout) -> int:
    return [s.kind for s in layout.segments].index(SegmentKind.STAGE)


Place: TypeAlias = tuple[int, int]
"""Start and end of a part in a text."""


@frozen
class Layout:
    """Segments in order, and how a text is cut into them from both ends, in linear time.

    Attributes:
        segments: The segments.
        separator: What stands between them where they name no other.
        gaps: The separators between them, in order.
        stage: How many segments stand before the stage.
    """

    segments: tuple[Segment, ...]
    separator: str
    gaps: tuple[str, ...] = field(init=False, default=Factory(_gaps, takes_self=True))
    stage: int = field(init=False, default=Factory(_stage, takes_self=True))

    def cut_left(self, text: str) -> list[Place] | None:
        """Return the places of the parts before the stage; ``None`` if there are too few."""
        places = []
        start = 0
        for gap in self.gaps[: self.stage]:
            end = text.find(gap, start)
            if end < 0:
                return None
            places.append((start, end))
            start = end + 1
        return places

    def count_parts(self, text: str) -> int:
        """Return how many parts a text has: one more than the separators found in their order."""
        start = 0
        for found, gap in enumerate(self.gaps, 1):
            start = text.find(gap, start) + 1
            if not start:
                return found
        return len(self.segments)

    def cut(self, text: str) -> list[Place] | None:
        """Return the places of all parts; ``None`` if there are too few."""
        places = self.cut_left(text)
        if places is None:
            return None
        start = places[-1][1] + 1 if places else 0
        end = len(text)
        right = []
        for gap in reversed(self.gaps[self.stage :]):
            before = text.rfind(gap, start, end)
            if before < 0:
                return None
            right.append((before + 1, end))
            end = before
        right.append((start, end))
        return places + right[::-1]
