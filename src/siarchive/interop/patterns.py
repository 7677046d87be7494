"""Patterns: codes, periods and archive numbers as regular expressions, for tools that are not ours.

They are written in what ECMA-262, Python and Rust have in common, without look-around, and are
anchored: ``^…$``. A pattern says less than ``siarchive.parse``: every canonical text matches, but
not every match is canonical. What a pattern cannot say is the form of the stage: which characters
it may hold, and that it is in NFC.

In Python use ``re.fullmatch``, because ``$`` alone also matches before a line break at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from siarchive.formats import MOST_COUNT, Segment, SegmentKind
from siarchive.scheme_files import scheme_meant

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = [
    "archive_number_pattern",
    "category_code_pattern",
    "retention_code_pattern",
    "retention_period_pattern",
]


def __dir__() -> list[str]:
    return __all__


_SYNTAX: Final = frozenset(r"^$\.*+?()[]{}|")
"""The only signs that every dialect lets one escape."""

_YEAR: Final = "(?:19(?:49|[5-9][0-9])|[2-9][0-9]{3})"
_NOTHING: Final = r"[^\s\S]"
_CONTROLS: Final = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"


def category_code_pattern(scheme: Scheme | None = None) -> str:
    """Return the pattern of a category code: one of the scheme's, or without one any of its form.

    >>> category_code_pattern()
    '^[A-Z0-9]{1,8}$'
    """
    return f"^{'[A-Z0-9]{1,8}' if scheme is None else _one_of(scheme.category_codes)}$"


def retention_code_pattern(scheme: Scheme | None = None) -> str:
    """Return the pattern of a retention code: one of the scheme's, or without one any of its form.

    >>> from siarchive import load_scheme
    >>> retention_code_pattern(load_scheme("wuhu"))
    '^(?:Y|H|C|D|E|F|G)$'
    """
    return f"^{'[A-Z0-9]{1,4}' if scheme is None else _one_of(scheme.retention_code_texts)}$"


def retention_period_pattern() -> str:
    """Return the pattern of a retention period: ``永久``, or ``30年`` and the like.

    >>> import re
    >>> bool(re.fullmatch(retention_period_pattern(), "30年"))
    True
    """
    return "^(?:永久|[1-9][0-9]{0,3}年)$"


def archive_number_pattern(scheme: Scheme | None = None) -> str:
    """Return the pattern of an archive number in a scheme's format, with the scheme's codes.

    Args:
        scheme: Whose numbers are meant; Wuhu's if not given, as in ``siarchive.parse``.
    """
    scheme = scheme_meant(scheme)
    form = scheme.number_format
    gaps = map(_literal, form.layout(fonds=True).gaps)
    first, *others = (_part(segment, scheme) for segment in form.segments)
    rest = [gap + part for gap, part in zip(gaps, others, strict=True)]
    if form.optional_fonds:
        # it goes with the separator after it
        separator = _literal(form.layout(fonds=True).gaps[0])
        first = f"(?:{first}{separator})?"
        rest[0] = rest[0].removeprefix(separator)
    return f"^{first}{''.join(rest)}$"


def _part(segment: Segment, scheme: Scheme) -> str:
    match segment.kind:
        case SegmentKind.YEAR:
            return _YEAR
        case SegmentKind.CATEGORY:
            return _one_of(scheme.category_codes)
        case SegmentKind.RETENTION:
            return _one_of(scheme.retention_code_texts)
        case SegmentKind.STAGE:
            return _stage(scheme.number_format.stage_edges, segment.bounds[1])
        case SegmentKind.VOLUME | SegmentKind.PAGE:
            return _count(segment.pad)
        case SegmentKind.FIXED:
            return _literal(segment.text or "")
        case SegmentKind.FONDS:
            least, most = segment.bounds
            return f"[A-Za-z0-9]{{{least},{most}}}"


def _literal(text: str) -> str:
    return "".join(f"\\{char}" if char in _SYNTAX else char for char in text)


def _one_of(texts: Mapping[str, object]) -> str:
    return f"(?:{'|'.join(map(_literal, texts))})" if texts else _NOTHING


def _stage(edges: str, most: int) -> str:
    """Return the pattern of 1 to ``most`` characters with no blank or separator at either end."""
    others = "".join(_literal(edge) for edge in edges if edge != "-")
    edge = rf"[^ \u3000\-{others}{_CONTROLS}]"
    return edge if most == 1 else f"{edge}(?:[^{_CONTROLS}]{{0,{most - 2}}}{edge})?"


def _count(pad: int) -> str:
    """Return the pattern of 1 to 999999 with zeros in front up to ``pad`` digits."""
    digits = len(str(MOST_COUNT))
    least = max(pad, 1)
    padded = ["0" * (pad - n) + _digits(n, n) for n in range(1, pad)]
    return f"(?:{'|'.join([_digits(least, digits), *padded])})"


def _digits(least: int, most: int) -> str:
    return f"[1-9][0-9]{{{least - 1},{most - 1}}}"
