"""Reads the HTML that values show, as a browser would, and holds it to what the library writes."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import Final

VOID: Final = {"br"}
TAGS: Final = {
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("div", "b", "code", "mark", "ol", "li", "br"),
}
STYLES: Final = {
    "text-align:left;vertical-align:top;padding:2px 8px",
    "overflow-x:auto",
    "white-space:pre-wrap",
    "color:#b3261e",
    "color:#8a5a00",
    "color:#33618d",
    "color:#000;background:#f6b8b2",
    "color:#000;background:#f7d98c",
    "color:#000;background:#bcd9f5",
}
"""Every style the library writes. None has a place for data in it."""


class Reader(HTMLParser):
    """What a piece of HTML holds; fails where it is not well formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: set[tuple[str, str, str | None]] = set()
        self.texts: list[str] = []
        self.marked: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update((tag, name, value) for name, value in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if "mark" in self.open:
            self.marked.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def read(html: str) -> Reader:
    """Return what HTML shows; fails on any tag or attribute that the library does not write."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    assert set(reader.tags) <= TAGS
    for _, name, value in reader.attributes:
        assert name == "style"
        assert value in STYLES
    return reader


def shown(html: str) -> str:
    """Return the text that HTML shows, a line for every piece."""
    return "\n".join(read(html).texts)
