"""Every Python example in the README, the documentation and the docstrings is run as a test."""

from __future__ import annotations

from doctest import ELLIPSIS

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser
from sybil.sybil import SybilCollection
from sybil.typing import Parser

# Fenced `python` blocks, with or without prompts. All blocks of one page share their names.
_markdown: list[Parser] = [PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), SkipParser()]
# Prompts (`>>>`) in docstrings. The module's own names are there without an import.
_docstrings: list[Parser] = [DocTestParser(optionflags=ELLIPSIS)]

pytest_collect_file = SybilCollection(
    [
        Sybil(_markdown, filenames=["README.md", "README.zh-CN.md"]),
        Sybil(_markdown, path="docs", pattern="*.md"),
        Sybil(_docstrings, path="src", pattern="*.py"),
    ]
).pytest()
