"""Characters: which ones a stage may hold, and what is wrong with one it may not.

The table is data (``characters.toml``), the same for every Python version, read on first use.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from attrs import frozen

from siarchive.findings import FindingCode

__all__ = [
    "CharacterTable",
    "blanks",
    "character_fault",
    "character_name",
    "character_table",
    "comparison_key",
    "is_visible_text",
]


def __dir__() -> list[str]:
    return __all__


SOFT_HYPHEN: Final = "\u00ad"
STAGE_BLANKS: Final = " \u3000"
"""The two blanks that may stand inside a stage."""

_LINE_BREAKS: Final = "\n\r\v\f\x85"
_LONGEST_KEPT: Final = 200


@frozen
class CharacterTable:
    """The sets of ``characters.toml``: of single characters, or as patterns of them."""

    version: str
    dashes: frozenset[str]
    removable: frozenset[str]
    bidi: frozenset[str]
    blanks: frozenset[str]
    page_range_signs: frozenset[str]
    quotes: frozenset[tuple[str, str]]
    fillers: re.Pattern[str]
    joining: re.Pattern[str]
    visible: re.Pattern[str]


def _chars(codes: list[str]) -> frozenset[str]:
    return frozenset(chr(int(code, 16)) for code in codes)


def _class(ranges: list[str]) -> str:
    parts = []
    for text in ranges:
        first, _, last = text.partition("-")
        parts.append(f"\\U{int(first, 16):08x}-\\U{int(last or first, 16):08x}")
    return "".join(parts)


@lru_cache(maxsize=1)
def character_table() -> CharacterTable:
    """Return the character table, read once."""
    path = Path(__file__).with_name("characters.toml")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return CharacterTable(
        version=raw["version"],
        dashes=_chars(raw["dashes"]),
        removable=_chars(raw["removable"]),
        bidi=_chars(raw["bidi"]),
        blanks=_chars(raw["blanks"]) | frozenset(STAGE_BLANKS),
        page_range_signs=_chars(raw["page_range_signs"]),
        quotes=frozenset((chr(int(a, 16)), chr(int(b, 16))) for a, b in raw["quotes"]),
        fillers=re.compile(f"[{_class(raw['fillers'])}]"),
        joining=re.compile(f"[{_class(raw['joining'])}]"),
        visible=re.compile(f"[{_class(raw['visible'])}{STAGE_BLANKS}]*"),
    )


def is_visible_text(text: str) -> bool:
    """Tell whether every character of ``text`` may stand inside a stage."""
    if text.isascii():
        return text.isprintable()
    return character_table().visible.fullmatch(text) is not None


def blanks() -> str:
    """Return what may be taken away at either end of a text: every blank and line break."""
    return _LINE_BREAKS + "".join(character_table().blanks)


def character_fault(char: str) -> FindingCode | None:
    """Say why ``char`` may not stand in a number, or ``None`` if it may."""
    if is_visible_text(char):
        return None
    table = character_table()
    category = unicodedata.category(char)
    if char in table.bidi:
        return FindingCode.BIDI_CHARACTER
    if category == "Cs":
        return FindingCode.SURROGATE
    if category in {"Cc", "Zl", "Zp"}:
        return FindingCode.CONTROL_CHARACTER
    if category == "Cf" or char in table.removable | table.blanks or table.fillers.match(char):
        return FindingCode.INVISIBLE_CHARACTER
    return FindingCode.BAD_CHARACTER


def character_name(char: str) -> str:
    """Return ``U+200B ZERO WIDTH SPACE`` and the like; without a name, the number alone."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def comparison_key(text: str) -> str:
    """Return the form in which stages and titles are compared: NFKC, without blanks.

    The text itself is never replaced by this form: the printed word is evidence.
    """
    return _short_key(text) if len(text) <= _LONGEST_KEPT else _key(text)


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


# titles and stages repeat in every catalogue; long text does not, and would only fill memory
_short_key = lru_cache(maxsize=65536)(_key)
