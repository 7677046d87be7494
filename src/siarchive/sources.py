"""Sources: which document, which section, which line a rule was read from, and how surely."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from siarchive.findings import Language

__all__ = ["Confidence", "Document", "Mend", "Source", "Wording"]


def __dir__() -> list[str]:
    return __all__


class Confidence(StrEnum):
    """How a fact was learnt.

    ``text``: read in the rule itself. ``second-hand``: read in a report or a copy.
    ``inferred``: follows from facts of the first two kinds.
    """

    TEXT = "text"
    SECOND_HAND = "second-hand"
    INFERRED = "inferred"


@frozen
class Wording:
    """One sentence or name in both languages."""

    zh: str
    en: str

    def text(self, lang: Language) -> str:
        """Return it in Chinese (``"zh"``) or English (``"en"``)."""
        return self.zh if lang == "zh" else self.en


@frozen
class Document:
    """A published rule. Dates that were not read are ``None``, never guessed.

    ``effective_from`` and ``effective_until`` are half-open: the document is in force from the
    first and no longer on the second. ``checked_on`` is the day somebody last compared the data
    with it.
    """

    id: str
    title: Wording
    checked_on: date
    confidence: Confidence
    number: str | None = None
    issuer: str | None = None
    published_on: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None


def _id_of(document: Document) -> str:
    return f"<{document.id}>"


@frozen
class Source:
    """A place in a document. ``line`` counts from 1 in the text that was read."""

    document: Document = field(repr=_id_of)
    section: str
    line: int | None = None

    def text(self, lang: Language = "zh") -> str:
        """Return the place in words, e.g. ``《…》附件 一(一),第111行``."""
        number = f"({self.document.number})" if self.document.number else ""
        if lang == "zh":
            line = f",第{self.line}行" if self.line else ""
            return f"《{self.document.title.zh}》{number}{self.section}{line}"
        line = f", line {self.line}" if self.line else ""
        return f"{self.document.title.en} {number}".rstrip() + f", {self.section}{line}"

    def __str__(self) -> str:
        return self.text("zh")


@frozen
class Mend:
    """A break in the printed layout and how it was read. Lines count from 1."""

    lines: tuple[int, ...]
    printed: str
    read_as: str
