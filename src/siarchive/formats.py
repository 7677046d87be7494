"""Formats: how a scheme writes its archive number, as a list of typed segments.

Reading goes from both ends: every segment but the stage is bounded and holds no separator, so
whatever stands between the left and the right segments is the stage. A format for which that does
not hold is refused when it is loaded.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import Final

from attrs import Factory, field, frozen

from siarchive.characters import STAGE_BLANKS, is_visible_text
from siarchive.findings import FindingCode, SchemeError, Span, finding

__all__ = ["NumberFormat", "Segment", "SegmentKind"]


def __dir__() -> list[str]:
    return __all__


LEAST_YEAR: Final = 1949
MOST_YEAR: Final = 9999
MOST_COUNT: Final = 999_999
LONGEST_STAGE: Final = 200
LONGEST_FONDS: Final = 8
_WIDEST_PAD: Final = 6
_LONGEST_FIXED: Final = 50


def is_count(text: str, pad: int) -> bool:
    """Tell whether ``text`` is a volume or page number written with this padding."""
    significant = text.lstrip("0")
    return (
        text.isascii()
        and text.isdigit()
        and 0 < len(significant) <= len(str(MOST_COUNT))
        and text == significant.zfill(pad)
    )


class SegmentKind(StrEnum):
    """What a part of the number holds. ``fixed`` is text that is always the same."""

    YEAR = "year"
    CATEGORY = "category"
    STAGE = "stage"
    VOLUME = "volume"
    PAGE = "page"
    RETENTION = "retention"
    FIXED = "fixed"


_ONCE: Final = frozenset(SegmentKind) - {SegmentKind.FIXED}


@frozen
class Segment:
    """One part of the number.

    Attributes:
        kind: What it holds.
        pad: For ``volume`` and ``page``: the least number of digits, filled with zeros; 0 for none.
        text: For ``fixed``: the text.
    """

    kind: SegmentKind
    pad: int = 0
    text: str | None = None


def _is_separator(text: str) -> bool:
    """Tell whether it is one mark or sign that nobody takes for a part of a word."""
    return (
        len(text) == 1
        and unicodedata.category(text)[0] in "PS"
        and is_visible_text(text)
        and unicodedata.is_normalized("NFC", text)
    )


def _can_stand(text: str, separator: str) -> bool:
    """Tell whether every number can hold this text as a part of its own."""
    return (
        0 < len(text) <= _LONGEST_FIXED
        and separator not in text
        and text.strip(STAGE_BLANKS) == text
        and is_visible_text(text)
        and unicodedata.is_normalized("NFC", text)
    )


def _kinds(form: NumberFormat) -> tuple[SegmentKind, ...]:
    return tuple(segment.kind for segment in form.segments)


@frozen
class NumberFormat:
    """The order, separator and padding of a scheme's archive number.

    Attributes:
        segments: The parts, in printed order; each of year, category, stage, volume, page and
            retention exactly once, fixed text anywhere.
        separator: One character between the parts.
        optional_fonds: Whether a fonds number may stand before the first part.

    Raises:
        SchemeError: numbers of this format could not be read back.
    """

    segments: tuple[Segment, ...]
    separator: str
    optional_fonds: bool
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

    def _reasons(self) -> list[tuple[str, str, str]]:
        found = []
        if not _is_separator(self.separator):
            found.append(
                (
                    "separator",
                    "分隔符须为一个既非字母数字也非空白的字符",
                    "the separator must be one character that is no letter, digit or blank",
                )
            )
        for kind in sorted(_ONCE):
            times = self.kinds.count(kind)
            if times != 1:
                found.append(
                    (
                        "segments",
                        f"{kind} 须恰好出现一次，现为 {times} 次",
                        f"{kind} must stand exactly once, it stands {times} times",
                    )
                )
        for place, segment in enumerate(self.segments):
            key = f"segments[{place}]"
            counted = segment.kind in {SegmentKind.VOLUME, SegmentKind.PAGE}
            if segment.pad and not counted:
                found.append(
                    (f"{key}.pad", "只有案卷号和页码可以补零", "only volume and page can be padded")
                )
            if not 0 <= segment.pad <= _WIDEST_PAD:
                found.append(
                    (
                        f"{key}.pad",
                        f"补零位数须为 0 至 {_WIDEST_PAD}",
                        f"padding must be 0 to {_WIDEST_PAD} digits",
                    )
                )
            if (segment.kind is SegmentKind.FIXED) != (segment.text is not None):
                found.append(
                    (
                        f"{key}.text",
                        "固定文字段(且仅固定文字段)须有 text",
                        "a fixed segment, and no other, has a text",
                    )
                )
            if segment.text is not None and not _can_stand(segment.text, self.separator):
                zh = f"固定文字须为 1 至 {_LONGEST_FIXED} 个可见字符，两端无空格，不含分隔符"
                en = (
                    f"fixed text is 1 to {_LONGEST_FIXED} visible characters in NFC, without "
                    "blanks at its ends or the separator inside"
                )
                found.append((f"{key}.text", zh, en))
        return found

    def __reduce__(self) -> tuple[type[NumberFormat], tuple[object, ...]]:
        # what follows from the parts stays out of the pickle: another release may keep it otherwise
        return NumberFormat, (self.segments, self.separator, self.optional_fonds)

    @property
    def stage_place(self) -> int:
        """How many parts stand before the stage."""
        return self.kinds.index(SegmentKind.STAGE)

    @property
    def parts_after_stage(self) -> int:
        """How many parts stand after the stage."""
        return len(self.kinds) - 1 - self.stage_place

    def segment(self, kind: SegmentKind) -> Segment:
        """Return the segment of this kind."""
        return self.segments[self.kinds.index(kind)]

    def split(self, cuts: list[Span], length: int, *, fonds: bool) -> list[Span] | None:
        """Cut a text of ``length`` characters at separators, from both ends.

        Args:
            cuts: The spans of all separators, in order.
            length: The number of characters.
            fonds: Whether a fonds number stands in front.

        Returns:
            One span per part (the fonds first, if any), or ``None`` if there are too few parts.
        """
        left = self.stage_place + fonds
        right = self.parts_after_stage
        if len(cuts) < left + right:
            return None
        used = [*cuts[:left], *(cuts[len(cuts) - right :] if right else [])]
        starts = [0, *(cut.end for cut in used)]
        ends = [*(cut.start for cut in used), length]
        return [Span(a, b) for a, b in zip(starts, ends, strict=True)]
