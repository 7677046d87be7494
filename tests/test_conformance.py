"""Conformance: the library against the language-neutral file that ports run as well."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Literal, NotRequired, TypeAlias, TypedDict

import jsonschema
import pytest
from tests.schemes_fixture import TINY, category_of, scheme_named

import siarchive
from siarchive import (
    ArchiveNumber,
    ArchiveNumberError,
    Finding,
    FindingCode,
    Volume,
    finding_table,
)

CONFORMANCE = Path(__file__).parents[1] / "conformance"

Verb: TypeAlias = Literal["parse", "repair", "validate", "resolve"]


class Fields(TypedDict):
    fonds: str | None
    year: int
    category_code: str
    stage: str
    volume: int
    page: int
    retention_code: str


class Found(TypedDict):
    code: str
    field: str
    span: list[int]


class Answer(TypedDict):
    """What comes back; each verb has some of these."""

    fields: NotRequired[Fields | None]
    last_page: NotRequired[int | None]
    findings: NotRequired[list[Found]]
    candidates: NotRequired[list[int]]


class Case(TypedDict):
    id: str
    scheme: str
    why: str
    text: str
    parse: Answer
    repair: Answer
    validate: NotRequired[Answer]
    resolve: NotRequired[Answer]


class Bound(TypedDict):
    category: int
    text: str


class Several(TypedDict):
    id: str
    scheme: str
    volumes: list[Bound]
    findings: list[str]


class Conformance(TypedDict):
    schemes: dict[str, str]
    characters: str
    cases: list[Case]
    sets: list[Several]


FILE: Conformance = json.loads((CONFORMANCE / "numbers.json").read_text(encoding="utf-8"))
VERBS: tuple[Verb, ...] = ("parse", "repair", "validate", "resolve")

# For each verb: the rooms of the code table whose codes it reports, codes of another room that it
# reports as well, and codes that it cannot report here.
CODES: tuple[tuple[Verb, set[str], set[FindingCode], set[FindingCode]], ...] = (
    ("parse", {"numbers"}, set(), set()),
    # a period in words may have no code; and what is not NFC has been composed before it is read
    ("repair", {"numbers", "repairs"}, {FindingCode.NO_CODE_FOR_PERIOD}, {FindingCode.NOT_NFC}),
    (
        "validate",
        {"validation"},
        {FindingCode.NO_CODE_FOR_PERIOD},
        # these need a date, a hint, or several records, which are the sets
        {
            FindingCode.FUTURE_YEAR,
            FindingCode.CATEGORY_HINT_CONFLICT,
            FindingCode.COLLISION,
            FindingCode.DUPLICATE_NUMBER,
        },
    ),
)


def _params() -> list[object]:
    found: list[object] = []
    for case in FILE["cases"]:
        for verb in VERBS:
            if verb not in case:
                continue
            found.append(pytest.param(case, verb, id=f"{case['id']}:{verb}"))
    return found


def _fields(number: ArchiveNumber) -> Fields:
    return {
        "fonds": number.fonds,
        "year": number.year,
        "category_code": str(number.category_code),
        "stage": number.stage,
        "volume": number.volume,
        "page": number.page,
        "retention_code": str(number.retention_code),
    }


def _findings(findings: tuple[Finding, ...]) -> list[Found]:
    return [
        {"code": f.code.value, "field": f.field or "", "span": list(f.span or ())} for f in findings
    ]


def _answer(case: Case, verb: Verb) -> Answer:
    """Ask the library, through its public names only."""
    text, scheme = case["text"], scheme_named(case["scheme"])
    match verb:
        case "parse":
            try:
                return {"fields": _fields(siarchive.parse(text, scheme=scheme))}
            except ArchiveNumberError as error:
                return {"findings": _findings(error.findings)}
        case "repair":
            read = siarchive.repair(text, scheme=scheme)
            return {
                "fields": None if read.number is None else _fields(read.number),
                "last_page": read.last_page,
                "findings": _findings(read.findings),
            }
        case "validate":
            return {"findings": _findings(siarchive.validate(text, scheme=scheme))}
        case "resolve":
            number = siarchive.parse(text, scheme=scheme)
            candidates = siarchive.resolve(number, scheme=scheme).candidates
            return {"candidates": [category.ordinal for category in candidates]}


def _place(found: Found) -> tuple[list[int], str, str]:
    return found["span"], found["code"], found["field"]


def _comparable(answer: Answer) -> Answer:
    """Bring findings that begin at one place into one order; the file leaves it open."""
    if "findings" not in answer:
        return answer
    return {**answer, "findings": sorted(answer["findings"], key=_place)}


def _starts(answer: Answer) -> list[int]:
    return [found["span"][0] for found in answer.get("findings", [])]


class TestTheLibrary:
    """What the file says must come back does come back."""

    @pytest.mark.parametrize(("case", "verb"), _params())
    def test_case(self, case: Case, verb: Verb) -> None:
        answer = _answer(case, verb)
        assert _comparable(answer) == _comparable(case[verb]), case["why"]
        if verb != "validate":
            assert _starts(answer) == sorted(_starts(answer))

    @pytest.mark.parametrize("several", FILE["sets"], ids=lambda several: several["id"])
    def test_set(self, several: Several) -> None:
        scheme = scheme_named(several["scheme"])
        volumes = []
        for bound in several["volumes"]:
            number = siarchive.parse(bound["text"], scheme=scheme)
            volume = Volume(
                fonds=number.fonds,
                year=number.year,
                category=category_of(scheme, bound["category"]),
                stage=number.stage,
                number=number.volume,
                retention=scheme.period_of(number.retention_code),
                page_count=number.page,
            )
            assert volume.archive_number(scheme=scheme) == number
            volumes.append(volume)
        together = {"collision", "duplicate-number"}
        found = [f.code.value for f in siarchive.validate(volumes, scheme=scheme)]
        assert Counter(code for code in found if code in together) == Counter(several["findings"])

    @pytest.mark.parametrize(
        "case", [c for c in FILE["cases"] if "fields" in c["parse"]], ids=lambda case: case["id"]
    )
    def test_what_parse_accepts_is_written_back(self, case: Case) -> None:
        """``format(parse(s)) == s`` for every ``s`` that ``parse`` accepts."""
        scheme = scheme_named(case["scheme"])
        number = siarchive.parse(case["text"], scheme=scheme)
        assert siarchive.format(number, scheme=scheme) == case["text"]


class TestTheFile:
    """What a port may rely on."""

    def test_keeps_to_its_schema(self) -> None:
        schema = json.loads((CONFORMANCE / "numbers.schema.json").read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(FILE, schema, cls=jsonschema.Draft202012Validator)

    def test_ids_are_unique(self) -> None:
        ids = Counter([c["id"] for c in FILE["cases"]] + [s["id"] for s in FILE["sets"]])
        assert [name for name, times in ids.items() if times > 1] == []
        texts = Counter((c["scheme"], c["text"]) for c in FILE["cases"])
        assert [text for (_, text), times in texts.items() if times > 1] == []

    def test_repair_keeps_what_parse_accepts(self) -> None:
        """``repair(s).number == parse(s)`` where ``parse`` accepts, with no findings."""
        for case in FILE["cases"]:
            fields = case["parse"].get("fields")
            if fields is not None:
                assert case["repair"] == {"fields": fields, "last_page": None, "findings": []}

    def test_mended_numbers_have_warnings_and_refused_ones_errors(self) -> None:
        """Every mend is a warning; what is refused is refused with the reason."""
        severities = {code.value: row.severity.value for code, row in finding_table().items()}
        for case in FILE["cases"]:
            found = {severities[f["code"]] for f in case["repair"].get("findings", [])}
            if case["repair"].get("fields") is None:
                assert "error" in found, case["id"]
            else:
                assert found <= {"warning"}, case["id"]

    def test_spans_lie_in_the_text_and_in_order(self) -> None:
        for case in FILE["cases"]:
            for verb in VERBS:
                for found in case[verb].get("findings", []) if verb in case else []:
                    start, end = found["span"]
                    assert 0 <= start <= end <= len(case["text"]), case["id"]
            for answer in (case["parse"], case["repair"]):
                spans = [found["span"] for found in answer.get("findings", [])]
                assert all(a <= b for a, b in pairwise(spans)), case["id"]

    def test_its_schemes_are_those_of_the_library_and_of_the_tests(self) -> None:
        wuhu = siarchive.load_scheme(CONFORMANCE / FILE["schemes"]["wuhu"])
        assert wuhu == siarchive.load_scheme("wuhu")
        assert (CONFORMANCE / FILE["schemes"]["tiny"]).read_bytes() == TINY.read_bytes()
        assert (CONFORMANCE / FILE["characters"]).is_file()

    def test_nothing_in_it_is_invisible(self) -> None:
        """What is not ASCII, Chinese or full-width is written as an escape."""
        text = (CONFORMANCE / "numbers.json").read_text(encoding="utf-8")
        ranges = ((0x20, 0x7E), (0x3001, 0x303F), (0x4E00, 0x9FFF), (0xFF01, 0xFF5E))
        shown = {chr(c) for first, last in ranges for c in range(first, last + 1)} | set("\n“”")
        assert set(text) <= shown

    def test_the_example_of_its_page_is_a_case(self) -> None:
        page = (CONFORMANCE / "README.md").read_text(encoding="utf-8")
        example = page.partition("```json\n")[2].partition("```")[0]
        assert json.loads(example) in FILE["cases"]

    @pytest.mark.parametrize(("verb", "rooms", "more", "never"), CODES, ids=[c[0] for c in CODES])
    def test_every_code_of_a_verb_occurs(
        self, verb: Verb, rooms: set[str], more: set[FindingCode], never: set[FindingCode]
    ) -> None:
        """A code that no case produces is a fault a port may leave out unnoticed."""
        wanted = {code for code, row in finding_table().items() if row.room in rooms}
        answers = [case[verb] for case in FILE["cases"] if verb in case]
        occurring = {found["code"] for answer in answers for found in answer.get("findings", [])}
        assert {code.value for code in (wanted | more) - never} - occurring == set()

    def test_every_code_of_several_volumes_occurs(self) -> None:
        occurring = {code for several in FILE["sets"] for code in several["findings"]}
        assert occurring == {"collision", "duplicate-number"}
