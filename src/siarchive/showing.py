"""Showing: the two hooks by which a value shows itself, in a notebook and on a terminal.

How it looks is the business of ``siarchive.display``, which is loaded when something is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["Shown"]


def __dir__() -> list[str]:
    return __all__


class Shown:
    """A value that shows itself: as HTML in a notebook, and on a terminal where rich prints it."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        from siarchive.display import as_html

        return as_html(self)

    def __rich__(self) -> RenderableType:
        from siarchive.display import as_rich

        return as_rich(self)
