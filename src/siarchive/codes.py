"""Codes and periods: the printed letters, and what a retention period is.

A code is not a category and not a period: a letter gets a meaning only through a scheme.

| type | form | example |
| --- | --- | --- |
| ``CategoryCode`` | 1 to 8 ASCII capitals or digits | ``GL`` |
| ``RetentionCode`` | 1 to 4 ASCII capitals or digits | ``Y`` |
| ``RetentionPeriod`` | permanent, or 1 to 9999 years | ``永久``, ``30年`` |
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, Self

from attrs import field, frozen

from siarchive.findings import CodeError, CodeTypeError, FindingCode, finding, in_brief, wrong_type

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["CategoryCode", "RetentionCode", "RetentionPeriod"]


def __dir__() -> list[str]:
    return __all__


_CATEGORY: Final = re.compile(r"[A-Z0-9]{1,8}", re.ASCII)
_RETENTION: Final = re.compile(r"[A-Z0-9]{1,4}", re.ASCII)
_YEARS: Final = re.compile(r"([1-9][0-9]{0,3})年", re.ASCII)
_PERMANENT_TEXT: Final = "永久"
_MOST_YEARS: Final = 9999


def _plain(text: str) -> str:
    """Keep only the characters of a subclass of ``str``, such as an array's element."""
    given: object = text
    return str.__str__(given) if isinstance(given, str) else text


def _check_text(text: object, pattern: re.Pattern[str], code: FindingCode, name: str) -> None:
    if not isinstance(text, str):
        raise CodeTypeError([wrong_type(name, text)])
    if pattern.fullmatch(text) is None:
        upper = text.strip().upper()
        fits = upper != text and pattern.fullmatch(upper) is not None
        raise CodeError(
            [finding(code, name, (0, len(text)), suggestion=upper if fits else None, value=text)],
            text,
        )


@frozen(order=True)
class CategoryCode:
    """The printed letters of a category, e.g. ``GL``. Ordered as text.

    Several categories of one scheme may print the same code; see ``siarchive.resolve``.

    Raises:
        CodeError: ``text`` is not 1 to 8 ASCII capitals or digits.
        CodeTypeError: ``text`` is not text.
    """

    text: str = field(converter=_plain)

    def __attrs_post_init__(self) -> None:
        _check_text(self.text, _CATEGORY, FindingCode.BAD_CATEGORY, "category")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code from text; the same as the constructor. Raises ``CodeError``."""
        return cls(text)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from siarchive.interop.pydantic import field_schema

        return field_schema(cls, None, handler)


@frozen(order=True)
class RetentionCode:
    """The printed letter of a retention period, e.g. ``Y``. Ordered as text.

    Raises:
        CodeError: ``text`` is not 1 to 4 ASCII capitals or digits.
        CodeTypeError: ``text`` is not text.
    """

    text: str = field(converter=_plain)

    def __attrs_post_init__(self) -> None:
        _check_text(self.text, _RETENTION, FindingCode.BAD_RETENTION, "retention")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code from text; the same as the constructor. Raises ``CodeError``."""
        return cls(text)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from siarchive.interop.pydantic import field_schema

        return field_schema(cls, None, handler)


def _length(term: int | Literal["permanent"]) -> float:
    return float("inf") if term == "permanent" else term


@frozen(order=True)
class RetentionPeriod:
    """How long a record must be kept at least: for good, or a number of years.

    Ordered by length; permanent is longest. There is no default: ``RetentionPeriod(None)`` is an
    error, because a missing period is not a permanent one.

    Args:
        term: ``"permanent"``, or whole years from 1 to 9999.

    Raises:
        CodeError: the years are out of bounds.
        CodeTypeError: ``term`` is neither.
    """

    term: int | Literal["permanent"] = field(order=_length)

    def __attrs_post_init__(self) -> None:
        term: object = self.term
        if isinstance(term, str) and term == "permanent":
            return
        if type(term) is not int:
            raise CodeTypeError([wrong_type("period", term)])
        if not 1 <= term <= _MOST_YEARS:
            raise CodeError([finding(FindingCode.BAD_PERIOD, "period", value=in_brief(term))])

    @classmethod
    def permanent(cls) -> Self:
        """Return the period without end."""
        return cls("permanent")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``永久``, or ``30年`` and the like; nothing else.

        Raises:
            CodeError: the text is neither.
            CodeTypeError: it is not text.
        """
        if not isinstance(text, str):
            raise CodeTypeError([wrong_type("period", text)])
        if text == _PERMANENT_TEXT:
            return cls("permanent")
        found = _YEARS.fullmatch(text)
        if found is None:
            raise CodeError(
                [finding(FindingCode.BAD_PERIOD, "period", (0, len(text)), value=text)], text
            )
        return cls(int(found[1]))

    @property
    def is_permanent(self) -> bool:
        """Whether the period has no end."""
        return self.term == "permanent"

    @property
    def years(self) -> int | None:
        """The years, or ``None`` for a permanent period."""
        return None if self.term == "permanent" else self.term

    def __str__(self) -> str:
        return _PERMANENT_TEXT if self.term == "permanent" else f"{self.term}年"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from siarchive.interop.pydantic import field_schema

        return field_schema(cls, None, handler)
