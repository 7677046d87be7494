"""Display: how values show themselves in notebooks (HTML), on a terminal (rich), and as pictures.

Values show themselves; only pictures are asked for by name. Everything that comes from data is
escaped. rich is imported when something is shown on a terminal; the rest needs no library.
"""

from __future__ import annotations

from siarchive.display.notebooks import as_html
from siarchive.display.pictures import RetentionPicture, retention_picture
from siarchive.display.terminal import as_rich, scheme_tables, summary_tables
from siarchive.display.words import end_text, word

__all__ = [
    "RetentionPicture",
    "as_html",
    "as_rich",
    "end_text",
    "retention_picture",
    "scheme_tables",
    "summary_tables",
    "word",
]


def __dir__() -> list[str]:
    return __all__
