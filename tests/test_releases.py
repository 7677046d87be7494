"""Releases: what an earlier release wrote is read by this one.

``tools/make_release_fixtures.py`` wrote the folders of ``releases``, one a release.
"""

from __future__ import annotations

import base64
import inspect
import pickle
import pickletools
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from tests.test_laws import same
from tools.make_release_fixtures import (
    FORMS,
    PROTOCOL,
    RELEASES,
    release,
    scheme_of,
    specimens,
    written,
)

import siarchive
from siarchive import Repair, Scheme
from siarchive.interop.json import from_json
from siarchive.rules import RuleTable

VERSIONS: Final = tuple(sorted(path.name for path in RELEASES.iterdir()))


@cache
def scheme_named(version: str) -> Scheme:
    return scheme_of(RELEASES / version)


@cache
def pinned(version: str, form: str) -> dict[str, str]:
    lines = (RELEASES / version / f"{form}.tsv").read_text(encoding="utf-8").split("\n")
    rows = [line.partition("\t") for line in lines if line]
    return {name: text for name, _, text in rows}


PINS: Final = [(version, name) for version in VERSIONS for name in pinned(version, "json")]
pins = pytest.mark.parametrize(("version", "name"), PINS)
NOW: Final = sorted(pinned(release(), "json"))


@pins
def test_its_pickles_are_read(version: str, name: str) -> None:
    wanted = specimens(scheme_named(version))[name]
    back: object = pickle.loads(base64.b64decode(pinned(version, "pickle")[name]))
    assert same(back, wanted)
    if isinstance(wanted, Repair):
        assert isinstance(back, Repair)
        assert back.spans == wanted.spans


@pins
def test_its_json_is_read(version: str, name: str) -> None:
    scheme = scheme_named(version)
    wanted = specimens(scheme)[name]
    kind: type[object] = type(wanted)
    back = from_json(pinned(version, "json")[name], kind, scheme=scheme)
    assert same(back, wanted)
    if isinstance(wanted, Repair):
        assert isinstance(back, Repair)
        assert back.spans == wanted.spans


@pytest.mark.parametrize("name", NOW)
@pytest.mark.parametrize("form", ["repr", "json"])
def test_this_release_writes_what_is_pinned(name: str, form: str) -> None:
    scheme = scheme_named(release())
    value = specimens(scheme)[name]
    assert written(value, scheme)[form] == pinned(release(), form)[name]


def test_every_public_type_is_pinned() -> None:
    public = {
        name
        for name in siarchive.__all__
        if inspect.isclass(getattr(siarchive, name)) and not name.startswith("_")
    }
    for form in FORMS:
        assert set(pinned(release(), form)) == public


@pytest.mark.parametrize("name", NOW)
def test_pickles_hold_no_indexes(name: str) -> None:
    """What follows from the parts is made anew: another release may keep it otherwise."""
    value = specimens(scheme_named(release()))[name]
    if isinstance(value, Enum):
        return
    words = {arg for _, arg, _ in pickletools.genops(pickle.dumps(value, PROTOCOL))}
    derived = {"_ids", "_titles", "_named", "_periods", "_codes", "category_codes", "kinds"}
    derived |= {"retention_code_texts", "stage_titles", "_attrs_cached_hash"}
    assert words & derived == set()


def test_indexes_are_there_again() -> None:
    """The same search before and after the journey."""
    scheme = scheme_named(release())
    back: object = pickle.loads(pickle.dumps(scheme))
    assert isinstance(back, Scheme)
    rule = scheme.rules.rows[0]
    assert back.rules.titled(rule.title) == scheme.rules.titled(rule.title)
    assert back.category(1) == scheme.category(1)
    assert back.number_format.kinds == scheme.number_format.kinds
    table: object = pickle.loads(pickle.dumps(scheme.rules))
    assert isinstance(table, RuleTable)
    assert table[rule.id] == rule


def test_fixtures_name_no_machine() -> None:
    """Not even inside a pickle: the scheme's origin is a file name alone."""
    folder = str(Path(__file__).parents[1])
    for version in VERSIONS:
        for form in FORMS:
            for text in pinned(version, form).values():
                plain = base64.b64decode(text) if form == "pickle" else text.encode("utf-8")
                assert folder.encode("utf-8") not in plain


# the forms of the most important types, by hand

FINDING_REPR: Final = (
    "Finding(code=<FindingCode.BAD_YEAR: 'bad-year'>, severity=<Severity.ERROR: 'error'>, "
    "field='year', span=Span(start=3, end=7), "
    "params=Params({'value': '1948', 'least': 1949, 'most': 9999}), suggestion='1949')"
)
FINDING_JSON: Final = (
    '{"code": "bad-year", "severity": "error", "field": "year", "span": [3, 7], '
    '"params": {"value": "1948", "least": 1949, "most": 9999}, "suggestion": "1949"}'
)
ITEM_JSON: Final = (
    '{"position": 1, "title": "登记表", "responsible_body": "经办机构", '
    '"document_number": "云建〔2011〕5号", "date": "2011-03-05", "accounting_year": 2010, '
    '"first_page": 1, "last_page": 3, "persons": ["吴启明"], "units": ["云屿建材"], '
    '"remarks": "复印件", "volume": null}'
)
VOLUME_JSON: Final = (
    '{"category": {"scheme": "tiny", "ordinal": 1}, "year": 2011, "stage": "开户登记材料", '
    '"number": 12, "retention": "30年", "fonds": "0211", "title": "二〇一一年", '
    '"first_date": "2011-03-05", "last_date": "2011-12-31", "item_count": 1, "page_count": 3, '
    '"scanned_pages": 3, "prepared_by": "程若兰", "prepared_on": "2012-01-09", '
    '"checked_by": "吴启明", "checked_on": "2012-01-10", "remarks": "一年一卷", '
    f'"items": [{ITEM_JSON}]}}'
)


@pytest.mark.parametrize(
    ("name", "form", "text"),
    [
        # the scheme's separator, order, fixed text and padding; the stage keeps its own dash
        ("ArchiveNumber", "json", '"KH/互档/P/2011/甲-1/3/012"'),
        (
            "ArchiveNumber",
            "repr",
            (
                "ArchiveNumber(year=2011, category_code=CategoryCode(text='KH'), stage='甲-1', "
                "volume=12, page=3, retention_code=RetentionCode(text='P'), fonds=None)"
            ),
        ),
        ("CategoryCode", "json", '"GL"'),
        ("CategoryCode", "repr", "CategoryCode(text='GL')"),
        ("RetentionCode", "json", '"Y"'),
        ("RetentionCode", "repr", "RetentionCode(text='Y')"),
        ("RetentionPeriod", "json", '"30年"'),
        ("RetentionPeriod", "repr", "RetentionPeriod(term=30)"),
        ("Finding", "json", FINDING_JSON),
        ("Finding", "repr", FINDING_REPR),
        ("Item", "json", ITEM_JSON),
        ("Volume", "json", VOLUME_JSON),
        (
            "ArchiveNumberError",
            "json",
            f'{{"error": "ArchiveNumberError", "text": "1948", "findings": [{FINDING_JSON}]}}',
        ),
        ("ArchiveNumberError", "repr", f"ArchiveNumberError(({FINDING_REPR},), '1948')"),
    ],
)
def test_by_hand(name: str, form: str, text: str) -> None:
    assert pinned("0.1.0", form)[name] == text
