"""The schemes that every law is tested on, and what tests know of a scheme without its own code.

``wuhu`` is built in. ``tiny`` is invented and differs wherever a scheme may. ``turned`` is ``tiny``
with a third format: no fonds, the volume first, the stage last but one, a padded page. ``mixed`` is
``tiny`` with a fourth: three separators, a fonds that must be there, and narrow bounds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve

from siarchive import ArchiveNumber, Category, Rule, Scheme, load_scheme
from siarchive.formats import NumberFormat, Segment, SegmentKind

TESTS = Path(__file__).parent
DATA = TESTS / "data"
TINY = TESTS / "schemes" / "tiny.toml"
NAMES = ("wuhu", "tiny", "turned", "mixed")

every_scheme = pytest.mark.parametrize("name", NAMES)
"""Parametrise with names, not schemes: a failing example prints its arguments."""


@cache
def scheme_named(name: str) -> Scheme:
    if name == "wuhu":
        return load_scheme("wuhu")
    tiny = load_scheme(TINY)
    if name == "tiny":
        return tiny
    form = _TURNED if name == "turned" else _MIXED
    return evolve(tiny, id=name, number_format=form)


_K = SegmentKind
_TURNED = NumberFormat(
    (
        Segment(_K.VOLUME),
        Segment(_K.YEAR),
        Segment(_K.CATEGORY),
        Segment(_K.RETENTION),
        Segment(_K.FIXED, text="〔互〕"),
        Segment(_K.STAGE),
        Segment(_K.PAGE, pad=4),
    ),
    ".",
)
_MIXED = NumberFormat(
    (
        Segment(_K.FONDS, least=2, most=6),
        Segment(_K.CATEGORY, separator="·"),
        Segment(_K.YEAR, least=1986, most=2099),
        Segment(_K.STAGE, most=60),
        Segment(_K.VOLUME, pad=3, separator="/", most=5000),
        Segment(_K.RETENTION, separator="·"),
        Segment(_K.PAGE, most=20_000),
    ),
    "-",
)


def fonds_of(scheme: Scheme) -> str | None:
    """Return a fonds number where the scheme's numbers must have one."""
    form = scheme.number_format
    return "T1" if form.has_fonds and not form.optional_fonds else None


def category_of(scheme: Scheme, ordinal: int) -> Category:
    return next(c for c in scheme.categories if c.ordinal == ordinal)


def rule_of(scheme: Scheme, rule_id: str) -> Rule:
    return next(r for r in scheme.rules if r.id == rule_id)


def rows(file: str) -> list[dict[str, str]]:
    """Return the rows of a table of the tests; quotation marks mean themselves."""
    lines = (DATA / file).read_text(encoding="utf-8").split("\n")
    head, *rest = [line.split("\t") for line in lines if line]
    return [dict(zip(head, row, strict=True)) for row in rest]


def written(number: ArchiveNumber, scheme: Scheme) -> str:
    """Return the canonical text as the scheme's data have it; nothing of the writer is used."""
    values = {
        "year": str(number.year),
        "category": number.category_code.text,
        "stage": number.stage,
        "volume": str(number.volume),
        "page": str(number.page),
        "retention": number.retention_code.text,
        "fonds": number.fonds or "",
    }
    form = scheme.number_format
    parts: list[str] = []
    for segment in form.segments:
        if segment.kind is SegmentKind.FONDS and number.fonds is None:
            continue
        text = values.get(segment.kind.value, segment.text or "")
        gap = segment.separator or form.separator
        parts.append((gap if parts else "") + "0" * (segment.pad - len(text)) + text)
    return "".join(parts)


@cache
def _canonical_pattern(name: str) -> re.Pattern[str]:
    scheme = scheme_named(name)
    form = scheme.number_format

    def codes(texts: list[str]) -> str:
        return f"(?:{'|'.join(map(re.escape, texts))})"

    patterns = {
        "year": "(?P<year>19(?:49|[5-9][0-9])|[2-9][0-9]{3})",
        "category": codes([str(c.code) for c in scheme.categories if c.code is not None]),
        "retention": codes([str(c.code) for c in scheme.retention_codes]),
        "stage": r"(?P<stage>.+)",
        "volume": r"(?P<volume>[0-9]{1,6})",
        "page": r"(?P<page>[0-9]{1,6})",
        "fonds": "(?P<fonds>[A-Za-z0-9]{1,8})",
    }

    def part(segment: Segment) -> str:
        return patterns.get(segment.kind.value, re.escape(segment.text or ""))

    def gap(segment: Segment) -> str:
        return re.escape(segment.separator or form.separator)

    first, *rest = form.segments
    whole = part(first)
    if first.optional:
        whole = f"(?:{whole}{gap(rest[0])})?{part(rest.pop(0))}"
    whole += "".join(gap(segment) + part(segment) for segment in rest)
    return re.compile(whole, re.ASCII | re.DOTALL)


def is_canonical(text: str, name: str) -> bool:
    """Tell by one pattern whether a text is a canonical number of the scheme.

    Only for texts of characters whose nature is beyond doubt: a stage may hold what Unicode calls
    letters, marks, numbers, punctuation and symbols, without a few that show nothing.
    """
    found = _canonical_pattern(name).fullmatch(text)
    if found is None:
        return False
    form = scheme_named(name).number_format
    for segment in form.segments:
        if segment.kind in {SegmentKind.VOLUME, SegmentKind.PAGE, SegmentKind.YEAR}:
            digits = found[segment.kind.value]
            if str(int(digits)).zfill(segment.pad) != digits:
                return False
            if not (segment.least or 1) <= int(digits) <= (segment.most or 999_999):
                return False
        fonds = found["fonds"] if segment.kind is SegmentKind.FONDS else None
        if fonds is not None and not (segment.least or 1) <= len(fonds) <= (segment.most or 8):
            return False
    stage = found["stage"]
    place = form.kinds.index(SegmentKind.STAGE)
    beside = form.segments[max(place, 1) : place + 2]
    edge = " \u3000-" + "".join(segment.separator or form.separator for segment in beside)
    return (
        len(stage) <= (form.segments[place].most or 200)
        and stage.strip(edge) == stage
        and unicodedata.is_normalized("NFC", stage)
        and all(
            (unicodedata.category(c)[0] in "LMNPS" and c not in "\u034f\u2800\u3164\ufe0f\ufffd")
            or c in " \u3000"
            for c in stage
        )
    )
