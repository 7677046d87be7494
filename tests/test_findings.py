"""The code table, the findings made from it, and the errors that carry them."""

from __future__ import annotations

import ast
import copy
import os
import pickle
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from attrs import frozen
from tests.hostile import check_equality

import siarchive
from siarchive import (
    ArchiveNumberError,
    ArchiveNumberTypeError,
    CatalogueError,
    CodeError,
    CodeTypeError,
    Finding,
    FindingCode,
    JsonError,
    NoCodeError,
    NotAvailableError,
    RecordError,
    RecordTypeError,
    RetentionError,
    SchemeError,
    Severity,
    SiarchiveError,
    Span,
    finding_table,
)
from siarchive import findings as room
from siarchive.findings import (
    FindingEntry,
    Language,
    Params,
    finding,
    finding_of,
    printable,
    wrong_type,
)

C = FindingCode
SOURCE: Final = Path(room.__file__).parent
TABLE: Final = tomllib.loads((SOURCE / "findings.toml").read_text(encoding="utf-8"))
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


class TestTable:
    def test_codes_and_table_are_the_same(self) -> None:
        assert [code.value for code in FindingCode] == list(TABLE)
        assert list(finding_table()) == list(FindingCode)

    def test_codes_are_words_with_hyphens(self) -> None:
        for code in FindingCode:
            assert code.value.replace("-", "").isalpha()
            assert code.value == code.value.lower()
            assert str(code) == code.value

    @pytest.mark.parametrize("code", list(FindingCode))
    def test_an_entry_is_the_file_s(self, code: FindingCode) -> None:
        entry = finding_table()[code]
        assert isinstance(entry, FindingEntry)
        row = TABLE[code.value]
        wanted = {"severity", "room", "message", "cause", "cure", "example"}
        assert wanted <= set(row) <= wanted | {"expected"}
        assert entry.code is code
        assert entry.expected == row.get("expected")
        assert entry.severity.value == row["severity"]
        assert (entry.room, entry.example) == (row["room"], row["example"])

    @pytest.mark.parametrize("code", list(FindingCode))
    def test_texts_are_there_in_both_languages(self, code: FindingCode) -> None:
        entry = finding_table()[code]
        for texts in (entry.message, entry.cause, entry.cure, entry.expected or entry.cure):
            assert set(texts) == {"zh", "en"}
            assert texts["zh"] != texts["en"]
            assert any("\u4e00" <= char <= "\u9fff" for char in texts["zh"])
            assert any("a" <= char <= "z" for char in texts["en"])
            for text in texts.values():
                assert text.strip() == text != ""
        assert entry.example

    @pytest.mark.parametrize("code", list(FindingCode))
    def test_both_languages_tell_the_same(self, code: FindingCode) -> None:
        """The same words and figures stand in both, but for reasons, which have a language."""
        message = finding_table()[code].message
        zh, en = (placeholders(message[lang]) for lang in LANGUAGES)
        assert {name.removesuffix("_zh") for name in zh} == {n.removesuffix("_en") for n in en}
        assert not {name for name in zh if name.endswith("_en")}
        assert not {name for name in en if name.endswith("_zh")}

    def test_rooms_exist(self) -> None:
        names = {path.stem for path in SOURCE.iterdir()}
        assert {entry.room for entry in finding_table().values()} <= names | {"values"}

    def test_read_once(self) -> None:
        assert finding_table() is finding_table()


SEVERITIES: Final = {
    # a mend: warning
    **{code: Severity.WARNING for code in FindingCode if code.name.startswith("MENDED_")},
    # undecided SY and a fonds other than the scheme's: note
    C.AMBIGUOUS_CATEGORY: Severity.NOTE,
    C.OTHER_FONDS: Severity.NOTE,
    # a fonds that is the scheme's but for lost leading zeros: error
    C.FONDS_ZERO_LOST: Severity.ERROR,
    # a stage the table does not know: warning
    C.UNKNOWN_STAGE: Severity.WARNING,
    # a stage of another category, a period shorter than the rule's: error; a longer one: warning
    C.CATEGORY_STAGE_CONFLICT: Severity.ERROR,
    C.PERIOD_TOO_SHORT: Severity.ERROR,
    C.PERIOD_TOO_LONG: Severity.WARNING,
    # 25 years: no letter is ever called wrong there; a rule that prints no years is nobody's slip
    C.NO_CODE_FOR_PERIOD: Severity.NOTE,
    C.PERIOD_DELEGATED: Severity.NOTE,
    # a paper of year N may be formed in N+1
    C.DATE_NEXT_YEAR: Severity.NOTE,
    C.DATE_OTHER_YEAR: Severity.WARNING,
    # two volumes with one number, and what contradicts itself
    C.COLLISION: Severity.ERROR,
    C.DUPLICATE_NUMBER: Severity.ERROR,
    C.DATE_IMPOSSIBLE: Severity.ERROR,
    C.DATE_IN_FUTURE: Severity.ERROR,
    C.FUTURE_YEAR: Severity.ERROR,
    # refusals of the readers: the record must be corrected
    **dict.fromkeys(
        (C.BLANK_INSIDE, C.LOOK_ALIKE, C.FOREIGN_DIGIT, C.LETTER_FOR_DIGIT, C.TWO_READINGS),
        Severity.ERROR,
    ),
    # a column that contradicts the number
    **{code: Severity.ERROR for code in FindingCode if code.name.endswith("_COLUMN")},
    # files and schemes that cannot be read
    **{code: Severity.ERROR for code in FindingCode if code.name.startswith(("FILE_", "SCHEME_"))},
}


@pytest.mark.parametrize(("code", "severity"), SEVERITIES.items())
def test_severities_are_the_design_s(code: FindingCode, severity: Severity) -> None:
    assert finding_table()[code].severity is severity
    assert finding(code).severity is severity


@frozen
class Site:
    """A place in the source that makes a finding, and the parameters it gives."""

    place: str
    code: FindingCode
    params: frozenset[str]


_Function = ast.FunctionDef | ast.AsyncFunctionDef
_MAKERS: Final = {"finding", "finding_of"}
# codes that reach the maker from another function
_ELSEWHERE: Final = {
    "character_findings": (
        C.CONTROL_CHARACTER,
        C.INVISIBLE_CHARACTER,
        C.BIDI_CHARACTER,
        C.SURROGATE,
        C.BAD_CHARACTER,
    ),
    "check_fonds": (C.OTHER_FONDS, C.FONDS_ZERO_LOST),
    # the code is a variable of the function round it
    "count_faults": (C.BAD_VOLUME, C.BAD_PAGE),
    "code_faults": (C.UNKNOWN_CATEGORY, C.UNKNOWN_RETENTION),
    "fixed_faults": (C.FIXED_TEXT,),
    "check_slot": (
        C.BLANK_INSIDE,
        C.SOFT_HYPHEN,
        C.LETTER_FOR_DIGIT,
        C.FOREIGN_DIGIT,
        C.LOOK_ALIKE,
    ),
}


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _codes_in(node: ast.AST) -> set[FindingCode]:
    return {
        FindingCode[part.attr]
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute)
        and isinstance(part.value, ast.Name)
        and part.value.id == "FindingCode"
    }


def _keys(node: ast.expr, function: _Function) -> set[str]:
    """Return the keys of a dict display, or of the one a local name was given."""
    if isinstance(node, ast.Name):
        for part in ast.walk(function):
            if (
                isinstance(part, ast.Assign)
                and isinstance(part.targets[0], ast.Name)
                and part.targets[0].id == node.id
            ):
                return _keys(part.value, function)
    if isinstance(node, ast.Dict):
        return {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
    return set()


def _given(call: ast.Call, function: _Function) -> set[str]:
    """Return the parameters that a call names."""
    named = {word.arg for word in call.keywords if word.arg is not None}
    return (named - {"suggestion"}).union(*(_keys(arg, function) for arg in call.args))


def _parameters(function: _Function) -> set[str]:
    arguments = function.args
    return {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def _functions(tree: ast.AST) -> list[_Function]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def _calls(function: _Function) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


def _helpers(tree: ast.AST) -> dict[str, set[str]]:
    """Return the functions that make a finding of a code they are given, and what they add."""
    found = {}
    for function in _functions(tree):
        for call in _calls(function):
            first = call.args[0] if call.args else None
            if (
                _called(call) in _MAKERS
                and isinstance(first, ast.Name)
                and first.id in _parameters(function)
            ):
                found[function.name] = _given(call, function)
    return found


def _sites_in(path: Path) -> Iterator[Site]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    helpers = {name: set[str]() for name in _MAKERS} | _helpers(tree)
    for function in _functions(tree):
        calls = [call for call in _calls(function) if _called(call) in helpers]
        named = {code for call in _calls(function) for arg in call.args for code in _codes_in(arg)}
        # codes that stand in the function and not in a call were put into a variable first
        loose = _codes_in(function) - named
        for call in calls:
            params = frozenset(helpers[_called(call)] | _given(call, function))
            codes = {code for arg in call.args for code in _codes_in(arg)}
            passed_on = function.name in helpers and not codes
            if not codes and not passed_on:
                codes = loose | set(_ELSEWHERE.get(function.name, ()))
            for code in codes:
                yield Site(f"{path.name}:{call.lineno}", code, params)


@cache
def sites() -> tuple[Site, ...]:
    return tuple(site for path in sorted(SOURCE.rglob("*.py")) for site in _sites_in(path))


class TestCallSites:
    """Every sentence gets the words and figures it is made of, wherever it is made."""

    def test_every_code_is_made_somewhere(self) -> None:
        """So that none escapes the next test, and none stands in the table for nothing."""
        assert set(FindingCode) - {site.code for site in sites()} == set()

    @pytest.mark.parametrize("code", list(FindingCode))
    def test_parameters_suffice(self, code: FindingCode) -> None:
        message = finding_table()[code].message
        needed = placeholders(message["zh"]) | placeholders(message["en"])
        own = [site for site in sites() if site.code is code]
        assert {site.place: needed - site.params for site in own if needed - site.params} == {}

    def test_the_walk_sees_what_it_should(self, tmp_path: Path) -> None:
        """A call in the code above that lacks a parameter is found, directly and by a helper."""
        path = tmp_path / "sample.py"
        path.write_text(
            "def direct():\n"
            "    return finding(FindingCode.BAD_YEAR, 'year', value='x', least=1)\n"
            "def helper(code, text, **params):\n"
            "    shown = {'value': text, **params}\n"
            "    return finding_of(code, 'x', None, shown)\n"
            "def by_helper():\n"
            "    return helper(FindingCode.YEAR_COLUMN, 'x', wanted=1)\n"
            "def by_name(short):\n"
            "    code = FindingCode.ROW_TOO_SHORT if short else FindingCode.ROW_TOO_LONG\n"
            "    return finding(code, 'row', cells=1)\n",
            encoding="utf-8",
        )
        assert {(site.code, site.params) for site in _sites_in(path)} == {
            (C.BAD_YEAR, frozenset({"value", "least"})),
            (C.YEAR_COLUMN, frozenset({"value", "wanted"})),
            (C.ROW_TOO_SHORT, frozenset({"cells"})),
            (C.ROW_TOO_LONG, frozenset({"cells"})),
        }


class TestMessages:
    @pytest.mark.parametrize("code", list(FindingCode))
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_rendered(self, code: FindingCode, lang: Language) -> None:
        template = finding_table()[code].message[lang]
        params = {name: f"<{name}>" for name in placeholders(template)}
        message = finding_of(code, None, None, params).message(lang)
        assert "{" not in message
        for name in placeholders(template):
            assert f"<{name}>" in message

    def test_the_sentence(self) -> None:
        found = finding(C.YEAR_COLUMN, "year", (0, 4), value="2010", wanted=2009)
        assert found.message("zh") == "年度栏为“2010”，档号中为“2009”"
        assert found.message("en") == "the year column says '2010', the number says '2009'"
        assert found.message() == found.message("en")

    def test_the_cure(self) -> None:
        found = finding(C.YEAR_COLUMN)
        assert found.cure("zh") == "对照案卷，更正填错的一处。"
        assert found.cure("en") == found.cure() == TABLE["year-column"]["cure"]["en"]

    def test_braces_in_a_value_mean_nothing(self) -> None:
        found = finding(C.UNKNOWN_STAGE, value="{value.__class__}{0}")
        assert "{value.__class__}{0}" in found.message("zh")

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            ("a\x1b[31mb", "a\\u{1b}[31mb"),
            ("a\nb", "a\\u{a}b"),
            ("a\u200bb", "a\\u{200b}b"),
            ("a\u202eb", "a\\u{202e}b"),
            ("a\udc80b", "a\\u{dc80}b"),
            ("参保 登记", "参保 登记"),
        ],
    )
    def test_safe_on_a_terminal(self, value: str, shown: str) -> None:
        assert printable(value) == shown
        message = finding(C.UNKNOWN_STAGE, value=value).message("zh")
        assert shown in message
        assert message.isprintable()

    def test_long_values_are_cut_in_the_sentence_alone(self) -> None:
        found = finding(C.UNKNOWN_STAGE, value="甲" * 5000)
        assert found.params["value"] == "甲" * 5000
        assert len(found.message("zh")) < 200
        assert "甲…" in found.message("zh")

    def test_a_cut_is_marked_and_nothing_else_is(self) -> None:
        """80 characters are shown; the mark says that more was there."""
        assert printable("甲" * 80) == "甲" * 80
        assert printable("甲" * 81) == "甲" * 80 + "…"
        assert printable("甲乙丙", 2) == "甲乙…"
        assert printable("甲乙", 2) == "甲乙"

    def test_what_is_no_text_is_shown_as_text(self) -> None:
        assert printable(2009) == "2009"
        assert printable(None) == "None"

    def test_text_is_its_characters_whatever_it_says_of_itself(self) -> None:
        class Masked(str):
            __slots__ = ()

            def __str__(self) -> str:
                return "masked"

        assert printable(Masked("甲\n")) == "甲\\u{a}"

    @pytest.mark.parametrize(
        ("code", "name"),
        [
            (C.UNKNOWN_CATEGORY, "known"),
            (C.TWO_NUMBER_COLUMNS, "columns"),
            (C.AMBIGUOUS_CATEGORY, "categories"),
        ],
    )
    def test_lists_are_not_cut_short(self, code: FindingCode, name: str) -> None:
        """A list of what is known is of use only when it is whole."""
        listed = " ".join(f"K{i}" for i in range(100))
        for lang in LANGUAGES:
            names = placeholders(finding_table()[code].message[lang])
            assert name in names
            params = dict.fromkeys(names, "x") | {name: listed}
            assert listed in finding_of(code, None, None, params).message(lang)

    def test_reasons_and_file_names_are_not_cut_short(self) -> None:
        reason = "因" * 300
        found = finding(C.FILE_MALFORMED, file="f" * 200, reason_zh=reason, reason_en=reason)
        assert reason in found.message("zh")
        assert "f" * 200 in found.message("en")

    def test_even_reasons_end(self) -> None:
        """A thousand characters are shown of what must not be cut short."""
        for length in (1000, 1001):
            found = finding(C.FILE_MALFORMED, file="x", reason_zh="因" * length, reason_en="x")
            assert "因" * 1000 in found.message("zh")
            assert ("…" in found.message("zh")) == (length > 1000)
            assert "因" * 1001 not in found.message("zh")

    def test_the_table_is_read_alike_under_any_locale(self) -> None:
        """Nothing from the surroundings."""
        code = (
            "from siarchive import FindingCode, finding_table\n"
            "print(ascii(finding_table()[FindingCode.YEAR_COLUMN].cure['zh']))"
        )
        plain = os.environ | {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=plain, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == ascii("对照案卷，更正填错的一处。")

    def test_no_sentence_ends_with_nothing_after_a_colon(self) -> None:
        found = finding(C.NO_CODE_FOR_PERIOD, period="25年", rules="—", reason_zh="", reason_en="")
        for lang in LANGUAGES:
            assert found.message(lang)[-1] not in " ，。；:：.;,"

    @pytest.mark.parametrize("last", "X年Z9）)")
    def test_the_last_word_of_a_sentence_stays(self, last: str) -> None:
        found = finding(
            C.NO_CODE_FOR_PERIOD, period="25年", rules="1.1", reason_zh=last, reason_en=last
        )
        for lang in LANGUAGES:
            assert found.message(lang)[-1] == last


class TestFinding:
    def test_parts(self) -> None:
        found = finding(C.YEAR_COLUMN, "year", (0, 4), suggestion="2009", value="2010", wanted=2009)
        assert (found.code, found.severity, found.field) == (C.YEAR_COLUMN, Severity.ERROR, "year")
        assert found.span == Span(0, 4) == (0, 4)
        assert (found.span.start, found.span.end) == (0, 4)
        assert dict(found.params) == {"value": "2010", "wanted": 2009}
        assert found.suggestion == "2009"

    def test_least(self) -> None:
        found = finding(C.TITLE_MISSING)
        assert (found.field, found.span, found.suggestion) == (None, None, None)
        assert found.params == Params()

    def test_a_value(self) -> None:
        made = [
            finding(C.YEAR_COLUMN, "year", (0, 4), value=v, wanted=2009) for v in ("1", "1", "2")
        ]
        assert made[0] == made[1] != made[2]
        assert len(set(made)) == 2
        with pytest.raises(AttributeError):
            made[0].field = "x"  # type: ignore[misc]  # reason: it is frozen

    def test_params_are_a_mapping(self) -> None:
        params = Params.of({"a": 1, "b": "x"})
        assert (list(params), len(params), params["b"]) == (["a", "b"], 2, "x")
        assert dict(params) == {"a": 1, "b": "x"}
        assert repr(params) == "Params({'a': 1, 'b': 'x'})"
        assert "c" not in params
        with pytest.raises(KeyError) as caught:
            params["c"]
        assert caught.value.args == ("c",)

    def test_params_equal_any_mapping_and_never_change(self) -> None:
        params = Params({"a": 1, "b": "x"})
        assert params == {"b": "x", "a": 1}
        assert params == Params({"b": "x", "a": 1})
        assert hash(params) == hash(Params({"b": "x", "a": 1}))
        assert params != {"a": 1}
        assert params != [("a", 1), ("b", "x")]
        check_equality(params)
        for copied in (
            copy.copy(params),
            copy.deepcopy(params),
            pickle.loads(pickle.dumps(params)),
        ):
            assert copied == params
            assert type(copied) is Params
        given = {"a": 1}
        kept = Params(given)
        given["a"] = 2
        assert kept["a"] == 1
        with pytest.raises(AttributeError):
            kept._values = {}
        with pytest.raises(AttributeError):
            del kept._values

    def test_params_that_differ_hash_apart(self) -> None:
        """A set of findings would be slow if all of them hashed alike."""
        assert len({hash(Params({"value": str(i)})) for i in range(100)}) > 90

    def test_nothing_can_be_taken_from_params(self) -> None:
        params = Params({"a": 1})
        for name in ("_values", "a"):
            with pytest.raises(AttributeError, match="Params"):
                delattr(params, name)
        assert dict(params) == {"a": 1}

    def test_parameters_at_hand_make_the_same_finding(self) -> None:
        made = finding(C.YEAR_COLUMN, "year", (0, 4), suggestion="2009", value="2010", wanted=2009)
        params: dict[str, str | int] = {"value": "2010", "wanted": 2009}
        assert finding_of(C.YEAR_COLUMN, "year", (0, 4), params, "2009") == made
        assert finding_of(C.TITLE_MISSING, None, None, {}) == finding(C.TITLE_MISSING)

    def test_what_is_expected(self) -> None:
        found = finding(C.BAD_YEAR, "year", (0, 3), value="209", least=1949, most=9999)
        assert found.expected("en") == found.expected() == "four plain digits from 1949 to 9999"
        assert found.expected("zh") == "1949至9999之间的四位半角数字"
        assert finding(C.TITLE_MISSING).expected("en") is None

    @pytest.mark.parametrize("code", list(FindingCode))
    def test_a_fault_of_form_says_what_is_expected(self, code: FindingCode) -> None:
        """Whoever reads a number, a code or a period is told what should stand there.

        A mend says what it made of the text, two readings say both, and 25 years has no letter.
        """
        entry = finding_table()[code]
        silent = {C.TWO_READINGS, C.NO_CODE_FOR_PERIOD}
        form = entry.room in {"numbers", "codes", "repairs"} and not code.startswith("mended-")
        if form and code not in silent:
            assert entry.expected is not None
        if entry.expected is not None:
            for lang in LANGUAGES:
                assert placeholders(entry.expected[lang]) <= placeholders(entry.message[lang]) | {
                    "least",
                    "most",
                }


class Rude:
    """It refuses to show itself."""

    def __repr__(self) -> str:
        raise RuntimeError


class TestWrongType:
    VALUES: Final = {
        "rude": Rude(),
        "endless": 10**6000,
        "many": ["x"] * 10**6,
        "long": "x" * 10**6,
        "bytes": b"\xff",
        "none": None,
    }

    @pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
    def test_any_value_is_shown_and_none_at_length(self, value: object) -> None:
        found = wrong_type("number", value)
        assert (found.code, found.field, found.span) == (C.WRONG_TYPE, "number", None)
        assert found.params["kind"] == type(value).__name__
        assert len(str(found.params["value"])) <= 300
        assert found.message("zh")

    def test_what_cannot_be_shown_is_named_by_its_type(self) -> None:
        """Python writes no whole number of more than 4300 digits."""
        assert wrong_type("number", 10**6000).params["value"] == "<int>"


def subclasses(of: type[SiarchiveError]) -> set[type[SiarchiveError]]:
    own = set(of.__subclasses__())
    return own | {deeper for each in own for deeper in subclasses(each)}


# every error, and what else a program may catch it as
ERRORS: Final[dict[type[SiarchiveError], tuple[type[Exception], ...]]] = {
    ArchiveNumberError: (ValueError,),
    ArchiveNumberTypeError: (ArchiveNumberError, ValueError, TypeError),
    CodeError: (ValueError,),
    CodeTypeError: (CodeError, ValueError, TypeError),
    NoCodeError: (LookupError,),
    RecordError: (ValueError,),
    RecordTypeError: (RecordError, ValueError, TypeError),
    RetentionError: (ValueError,),
    NotAvailableError: (),
    SchemeError: (ValueError,),
    CatalogueError: (ValueError,),
    JsonError: (ValueError,),
}


class TestErrors:
    FOUND: Final = (
        finding(C.BAD_YEAR, "year", (0, 3), value="209", least=1949, most=9999),
        finding(C.EMPTY_STAGE, "stage", (7, 7)),
    )

    def test_all_are_listed_and_public(self) -> None:
        assert subclasses(SiarchiveError) == set(ERRORS)
        names = {error.__name__: error for error in ERRORS} | {"SiarchiveError": SiarchiveError}
        assert {name: getattr(siarchive, name) for name in names} == names
        assert set(names) <= set(room.__all__)

    @pytest.mark.parametrize("error", ERRORS)
    def test_the_tree(self, error: type[SiarchiveError]) -> None:
        assert {SiarchiveError, *ERRORS[error]} <= set(error.__mro__)
        for builtin in (ValueError, TypeError, LookupError, OSError):
            assert issubclass(error, builtin) == (builtin in ERRORS[error])

    @pytest.mark.parametrize("error", [SiarchiveError, *ERRORS])
    def test_findings_and_text(self, error: type[SiarchiveError]) -> None:
        made = error(iter(self.FOUND), "209-GL--1-50-Y")
        assert made.findings == self.FOUND
        assert made.text == "209-GL--1-50-Y"
        sentences = [found.message("en") for found in self.FOUND]
        assert made.args == ()
        assert repr(made) == f"{error.__name__}({self.FOUND!r}, '209-GL--1-50-Y')"
        assert str(made) == made.message() == made.message("en") == "; ".join(sentences)
        assert made.message("zh") == "；".join(found.message("zh") for found in self.FOUND)

    @pytest.mark.parametrize("error", [SiarchiveError, *ERRORS])
    def test_copies(self, error: type[SiarchiveError]) -> None:
        made = error(self.FOUND, "x")
        made.add_note("a note")
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            same(pickle.loads(pickle.dumps(made, protocol)), made)
        same(copy.copy(made), made)
        same(copy.deepcopy(made), made)

    def test_findings_are_looked_into_when_asked_for_and_once(self) -> None:
        """Decision 0015: a refusal is cheap, and its reasons are worked out on demand."""
        asked: list[str] = []

        def look(text: str) -> tuple[Finding, ...]:
            asked.append(text)
            return self.FOUND

        made = ArchiveNumberError(look, "209-GL--1-50-Y")
        assert asked == []
        assert made.args == ()
        assert made.findings == made.findings == self.FOUND
        assert asked == ["209-GL--1-50-Y"]
        assert repr(made) == f"ArchiveNumberError({self.FOUND!r}, '209-GL--1-50-Y')"

    def test_reasons_not_yet_looked_into_are_pickled(self) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            siarchive.parse("209-GL--1-50-Y")
        copied = pickle.loads(pickle.dumps(caught.value))
        assert [f.code for f in copied.findings] == [C.BAD_YEAR, C.EMPTY_STAGE]
        assert copied.findings == caught.value.findings

    def test_one_is_raised_with_all_its_reasons(self) -> None:
        with pytest.raises(ArchiveNumberError) as caught:
            siarchive.parse("209-GL--1-50-Y")
        assert [(f.code, f.field, f.span) for f in caught.value.findings] == [
            (C.BAD_YEAR, "year", (0, 3)),
            (C.EMPTY_STAGE, "stage", (7, 7)),
        ]
        assert caught.value.text == "209-GL--1-50-Y"

    def test_html_of_a_finding(self) -> None:
        assert isinstance(self.FOUND[0], Finding)
        assert "bad-year" in self.FOUND[0]._repr_html_()


def same(copied: object, made: SiarchiveError) -> None:
    assert type(copied) is type(made)
    assert isinstance(copied, SiarchiveError)
    assert (copied.findings, copied.text, str(copied)) == (made.findings, made.text, str(made))
    assert vars(copied) == vars(made)
