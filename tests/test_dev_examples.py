"""The labelled examples for development, copied into ``data``.

``must`` rows hold as labelled. ``should``, ``extension`` and ``may`` rows are counted, and asserted
where they hold today: a row that stops holding is a change that somebody has to justify.
"""

from __future__ import annotations

import ast
from datetime import date

import pytest
from tests.schemes_fixture import rows, rule_of, scheme_named

from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    BeyondCalendar,
    FindingCode,
    Never,
    Severity,
    UnknownEnd,
    parse,
    repair,
    resolve,
    retention,
    validate,
)
from siarchive.characters import comparison_key

WUHU = scheme_named("wuhu")
C = FindingCode

VALID = rows("dev_numbers_valid.tsv")
INVALID = rows("dev_numbers_invalid.tsv")
SYNTAX = [r for r in INVALID if r["layer"] == "syntax"]
SEMANTIC = [r for r in INVALID if r["layer"] == "semantic"]
RETENTION = [
    r for r in rows("dev_retention_cases.tsv") if r["mode"] == "seed" and r["interpretive"] == "no"
]

KINDS: dict[str, set[FindingCode]] = {
    "wrong_type": {C.WRONG_TYPE},
    "too_few_parts": {C.TOO_FEW_PARTS},
    "bad_year": {C.BAD_YEAR},
    "unknown_category": {C.UNKNOWN_CATEGORY},
    "empty_stage": {C.EMPTY_STAGE},
    "bad_volume": {C.BAD_VOLUME},
    "bad_page": {C.BAD_PAGE},
    "number_out_of_range": {C.NUMBER_OUT_OF_RANGE},
    "too_long": {C.TOO_LONG},
    "unknown_retention": {C.UNKNOWN_RETENTION},
    "control_character": {C.CONTROL_CHARACTER},
    "invisible_character": {C.INVISIBLE_CHARACTER},
    "bidi_character": {C.BIDI_CHARACTER},
    "surrogate": {C.SURROGATE},
    "bad_character": {C.BAD_CHARACTER},
    "category_stage_conflict": {C.CATEGORY_STAGE_CONFLICT},
    "retention_rule_conflict": {C.PERIOD_TOO_SHORT, C.PERIOD_TOO_LONG},
    "no_code_for_retention": {C.NO_CODE_FOR_PERIOD},
    "ambiguous_category": {C.AMBIGUOUS_CATEGORY},
    "unknown_stage": {C.UNKNOWN_STAGE},
}
"""The table's own words for faults, and the codes that say the same."""


def literal(row: dict[str, str]) -> object:
    """Return the input; rows of kind `expr` join literals with `+` and `*`."""
    if row.get("input_kind") == "expr":
        return eval(row["input_py"], {"__builtins__": {}})  # noqa: S307  (reason: our own table)
    return ast.literal_eval(row["input_py"])


def text_of(row: dict[str, str]) -> str:
    value = literal(row)
    assert isinstance(value, str)
    return value


def ids(table: list[dict[str, str]]) -> list[str]:
    return [row["id"] for row in table]


def severe(value: str | ArchiveNumber) -> list[FindingCode]:
    return [f.code for f in validate(value) if f.severity is not Severity.NOTE]


def test_counts() -> None:
    """As many rows as were copied, so that none is lost by a slip of the reader."""
    assert (len(VALID), len(SYNTAX), len(SEMANTIC), len(RETENTION)) == (43, 45, 15, 54)
    assert [sum(r["level"] == level for r in VALID) for level in ("must", "should")] == [23, 20]
    levels = [sum(r["level"] == level for r in INVALID) for level in ("must", "should", "may")]
    assert levels == [47, 8, 5]


class TestValid:
    def read(self, row: dict[str, str]) -> ArchiveNumber:
        if row["level"] == "must":
            return parse(text_of(row))
        number = repair(text_of(row)).number
        assert number is not None
        return number

    @pytest.mark.parametrize("row", VALID, ids=ids(VALID))
    def test_parts(self, row: dict[str, str]) -> None:
        """`should` rows, too, all hold today: `repair` reads every one of them."""
        number = self.read(row)
        assert number.fonds == (row["fonds"] or None)
        assert number.year == int(row["year"])
        assert str(number.category_code) == row["category_code"]
        # a stage is compared after NFKC and without blanks, and kept as given
        assert comparison_key(number.stage) == comparison_key(row["stage"])
        assert (number.volume, number.page) == (int(row["volume"]), int(row["page_from"]))
        assert str(number.retention_code) == row["retention"]
        assert repair(text_of(row)).last_page == (int(row["page_to"]) if row["page_to"] else None)

    @pytest.mark.parametrize("row", VALID, ids=ids(VALID))
    def test_canonical(self, row: dict[str, str]) -> None:
        number = self.read(row)
        assert comparison_key(number.format()) == comparison_key(row["canonical"])
        if row["level"] == "must":
            assert number.format() == row["canonical"] == text_of(row)

    @pytest.mark.parametrize("row", VALID, ids=ids(VALID))
    def test_category(self, row: dict[str, str]) -> None:
        """The ordinal; where the table gives two, either of them or an open answer is right."""
        answer = resolve(self.read(row))
        ordinals = {int(part) for part in row["ordinal"].split("|")}
        if len(ordinals) == 1:
            assert answer.category is not None
            assert {answer.category.ordinal} == ordinals
        else:
            assert {c.ordinal for c in answer.candidates} <= ordinals

    @pytest.mark.parametrize("row", VALID, ids=ids(VALID))
    def test_validation(self, row: dict[str, str]) -> None:
        found = severe(self.read(row))
        if row["validates"] in {"clean", "clean-seed"}:
            assert found == []
        else:
            assert row["validates"] == "any"
            assert set(found) <= {C.UNKNOWN_STAGE}


class TestInvalidSyntax:
    FIELDS = ("fonds", "year", "category", "stage", "volume", "page", "retention")

    @pytest.mark.parametrize("row", SYNTAX, ids=ids(SYNTAX))
    def test_refused(self, row: dict[str, str]) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            parse(literal(row))  # type: ignore[arg-type]  # reason: some rows are no text
        found = {f.code for f in caught.value.findings}
        kinds = [row["kind"], *filter(None, row["alt_kinds"].split("|"))]
        wanted = {code for kind in kinds for code in KINDS.get(kind, set())}
        assert found & wanted

    @pytest.mark.parametrize("row", SYNTAX, ids=ids(SYNTAX))
    def test_first_wrong_field(self, row: dict[str, str]) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            parse(literal(row))  # type: ignore[arg-type]  # reason: some rows are no text
        first = caught.value.findings[0]
        # a text cut to too few parts, or too long, is at fault as a whole
        whole = {C.WRONG_TYPE, C.TOO_FEW_PARTS, C.TOO_LONG}
        assert first.field == ("number" if first.code in whole else row["field"])
        if first.field == "number" and row["field"] != "whole":
            assert "too_long" in row["alt_kinds"]


class TestInvalidSemantic:
    @pytest.mark.parametrize("row", SEMANTIC, ids=ids(SEMANTIC))
    def test_reported(self, row: dict[str, str]) -> None:
        """It reads, and validation says what is wrong; `may` rows say one of the kinds or none."""
        text = text_of(row)
        assert parse(text).format() == text
        found = {f.code for f in validate(text)}
        assert found & KINDS[row["kind"]] or (row["level"], row["id"]) == ("may", "X284")

    @pytest.mark.parametrize("row", SEMANTIC, ids=ids(SEMANTIC))
    def test_must_rows_are_no_mere_notes(self, row: dict[str, str]) -> None:
        if row["level"] == "must":
            assert severe(text_of(row)) != []

    def test_all_faults_at_once(self) -> None:
        """X299: category wrong and period wrong, both must be reported."""
        (row,) = [r for r in SEMANTIC if r["id"] == "X299"]
        assert set(severe(text_of(row))) == {C.CATEGORY_STAGE_CONFLICT, C.PERIOD_TOO_SHORT}

    @pytest.mark.parametrize("name", ["X284"])
    def test_d_is_never_wrong_for_25_years(self, name: str) -> None:
        (row,) = [r for r in SEMANTIC if r["id"] == name]
        assert severe(text_of(row)) == []
        assert C.NO_CODE_FOR_PERIOD in {f.code for f in validate(text_of(row))}


class TestRetention:
    @pytest.mark.parametrize("row", RETENTION, ids=ids(RETENTION))
    def test_dates(self, row: dict[str, str]) -> None:
        record = row["record"]
        formed = date.fromisoformat(record) if "-" in record else int(record)
        answer = retention(rule_of(WUHU, row["rule"]), formed=formed)
        assert str(answer.period) == row["retention"]
        assert answer.start == date.fromisoformat(row["start"])
        if row["last_day"] == "never":
            assert (answer.last_day, answer.due) == (Never(), Never())
        else:
            assert answer.last_day == date.fromisoformat(row["last_day"])
            assert answer.due == date.fromisoformat(row["free_from"])

    @pytest.mark.parametrize("row", RETENTION, ids=ids(RETENTION))
    def test_due_on_the_day_asked(self, row: dict[str, str]) -> None:
        """The table's "may destroy" is our "due for appraisal"."""
        record = row["record"]
        formed = date.fromisoformat(record) if "-" in record else int(record)
        due = retention(rule_of(WUHU, row["rule"]), formed=formed).due
        assert not isinstance(due, UnknownEnd | BeyondCalendar)
        on_the_day = not isinstance(due, Never) and due <= date.fromisoformat(row["check_date"])
        assert on_the_day == (row["may_destroy"] == "yes")
