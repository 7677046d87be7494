"""The schemes that every law is tested on, and what tests know of a scheme without its own code.

``wuhu`` is built in. ``tiny`` is invented and differs wherever a scheme may. ``turned`` is ``tiny``
with a third format: no fonds, the volume first, the stage last but one, a padded page.
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
NAMES = ("wuhu", "tiny", "turned")

every_scheme = pytest.mark.parametrize("name", NAMES)
"""Parametrise with names, not schemes: a failing example prints its arguments."""


@cache
def scheme_named(name: str) -> Scheme:
    if name == "wuhu":
        return load_scheme("wuhu")
    tiny = load_scheme(TINY)
    if name == "tiny":
        return tiny
    kinds = ("volume", "year", "category", "retention", "fixed", "stage", "page")
    pads = {"page": 4}
    texts = {"fixed": "〔互〕"}
    segments = tuple(Segment(SegmentKind(k), pads.get(k, 0), texts.get(k)) for k in kinds)
    return evolve(
        tiny, id="turned", number_format=NumberFormat(segments, ".", optional_fonds=False)
    )


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
    }
    parts = [] if number.fonds is None else [number.fonds]
    for segment in scheme.number_format.segments:
        text = values.get(segment.kind.value, segment.text or "")
        parts.append("0" * (segment.pad - len(text)) + text)
    return scheme.number_format.separator.join(parts)


@cache
def _canonical_pattern(name: str) -> re.Pattern[str]:
    scheme = scheme_named(name)
    form = scheme.number_format

    def codes(texts: list[str]) -> str:
        return f"(?:{'|'.join(map(re.escape, texts))})"

    patterns = {
        "year": "(?:19(?:49|[5-9][0-9])|[2-9][0-9]{3})",
        "category": codes([str(c.code) for c in scheme.categories if c.code is not None]),
        "retention": codes([str(c.code) for c in scheme.retention_codes]),
        "stage": r"(?P<stage>.+)",
        "volume": r"(?P<volume>[0-9]{1,6})",
        "page": r"(?P<page>[0-9]{1,6})",
    }
    parts = []
    for segment in form.segments:
        if segment.kind is SegmentKind.FIXED:
            parts.append(re.escape(segment.text or ""))
        else:
            parts.append(patterns[segment.kind.value])
    plain = re.escape(form.separator).join(parts)
    fonds = f"(?:[A-Za-z0-9]{{1,8}}{re.escape(form.separator)})?" if form.optional_fonds else ""
    return re.compile(fonds + plain, re.ASCII | re.DOTALL)


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
        if segment.kind in {SegmentKind.VOLUME, SegmentKind.PAGE}:
            digits = found[segment.kind.value]
            if int(digits) == 0 or str(int(digits)).zfill(segment.pad) != digits:
                return False
    stage = found["stage"]
    edge = f" \u3000-{form.separator}"
    return (
        len(stage) <= 200
        and stage.strip(edge) == stage
        and unicodedata.is_normalized("NFC", stage)
        and all(
            (unicodedata.category(c)[0] in "LMNPS" and c not in "\u034f\u2800\u3164\ufe0f\ufffd")
            or c in " \u3000"
            for c in stage
        )
    )
