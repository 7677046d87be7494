"""Sphinx configuration. Nothing here needs the network."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING

from siarchive.findings import finding_table

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

project = "siarchive"
author = "the siarchive authors"
copyright = "2026, the siarchive authors"
version = release = installed_version("siarchive")

extensions = [
    "myst_nb",  # with it comes myst_parser
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"siarchive {release}"
html_show_sourcelink = False

myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

# Notebooks are text; they run when the documentation is built, and an error in a cell stops it.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 60

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
napoleon_numpy_docstring = False

nitpicky = True
nitpick_ignore_regex = [
    # A type variable has no page, nor has a name that only a type checker sees.
    (r"py:.*", r"siarchive\.(findings\.V|interop\.json\.T)|T|TypeForm|JsonObject"),
    # The standard library and the dependencies are documented elsewhere; no page is fetched to
    # link to them.
    (r"py:.*", r"(collections|datetime|dt|enum|os|pathlib|re|types|typing)(\..*)?"),
    (r"py:.*", r"(attr|attrs|cattrs|click|hypothesis)(\..*)?"),
]


def _finding_rows() -> str:
    """Write the code table as Markdown: one section a room, one entry a code."""
    lines: list[str] = []
    room = None
    for entry in sorted(finding_table().values(), key=lambda e: e.room):
        if entry.room != room:
            room = entry.room
            lines += [f"## Reported by `{room}`", ""]
        lines += [
            f"### {entry.code}",
            "",
            f"Severity: **{entry.severity}**",
            "",
        ]
        for name, text in (
            ("Message", entry.message),
            ("Cause", entry.cause),
            ("Cure", entry.cure),
        ):
            lines += [name, f": {_plain(text['en'])}", "", f": {_plain(text['zh'])}", ""]
        lines += ["Example", f": {_code(entry.example)}", ""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Keep Markdown from reading marks inside a sentence."""
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]<>#|$" else c for c in text)
    return " ".join(escaped.split())


def _code(text: str) -> str:
    """Show ``text`` as code, whatever backticks or invisible characters it holds."""
    shown = "".join(c if c.isprintable() else f"\\u{{{ord(c):x}}}" for c in text)
    ticks = "`"
    while ticks in shown:
        ticks += "`"
    pad = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}" if shown else "(empty)"


def _link_alias(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: Element
) -> Element | None:
    """Link type aliases: an annotation asks for a class, an alias is documented as data."""
    if node["refdomain"] != "py" or node["reftype"] != "class":
        return None
    python = env.domains.python_domain
    target = node["reftarget"]
    found = [
        name
        for name, entry in python.objects.items()
        if entry.objtype in {"data", "type"} and (name == target or name.endswith(f".{target}"))
    ]
    if len(found) != 1:
        return None
    return python.resolve_xref(env, node["refdoc"], app.builder, "obj", found[0], node, content)


def _add_findings(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Fill the page of finding codes from the table itself, so that the two cannot differ."""
    if docname == "findings":
        source[0] = source[0].replace("<!-- the table -->", _finding_rows())


def setup(app: Sphinx) -> None:
    """Connect what this file adds to Sphinx."""
    app.connect("source-read", _add_findings)
    app.connect("missing-reference", _link_alias)
