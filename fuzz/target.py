"""The target of the fuzzer: one text, one scheme, and everything that must hold of the answers.

Needs no fuzzer itself, so tests run it too. The laws are those of ``tests/test_laws.py``: 2
(writing undoes reading, and mending ends), 3 (any text has an answer), 4 (a number with something
added is no number), and what is promised of every finding; on a sample also 10 (values travel).
"""

from __future__ import annotations

import pickle
import traceback
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Final, TypeVar
from zlib import crc32

from attrs import Factory, define, evolve

from siarchive.findings import ArchiveNumberError, Finding, FindingCode, Severity, finding_table
from siarchive.formats import MOST_COUNT
from siarchive.numbers import ArchiveNumber, parse
from siarchive.repairs import Repair, repair
from siarchive.scheme import Scheme
from siarchive.scheme_files import load_scheme
from siarchive.validation import validate

__all__ = [
    "BrokenLawError",
    "Tally",
    "broken_law",
    "change_head",
    "decode",
    "encode",
    "examine",
    "expected",
    "mutate",
    "schemes",
    "shortest",
]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

SAMPLE: Final = 16
"""One text in so many goes through the dear checks: ``validate``, all messages rendered, pickle."""

_STRETCHED_TO: Final = {0x7D: 230, 0x7E: 1010, 0x7F: 2010}
"""Upper bits of the first byte that ask for a long text, and its length; see ``decode``."""

_TINY: Final = Path(__file__).parents[1] / "tests" / "schemes" / "tiny.toml"


def schemes() -> tuple[Scheme, Scheme]:
    """Return the built-in scheme, and a small one that differs from it wherever a scheme may."""
    return load_scheme("wuhu"), load_scheme(_TINY)


# bytes and texts


def decode(data: bytes) -> tuple[int, str]:
    """Return which scheme, and the text, that the bytes of the fuzzer stand for.

    The first byte chooses: its lowest bit the scheme, and three values of the others repeat the
    text's middle character until there are 230, 1010 or 2010, so that short inputs reach the bounds
    of length. The rest is UTF-8, in which lone surrogates have three bytes too. Any bytes mean some
    text, and every text that Python can hold has its bytes.
    """
    head = data[0] if data else 0
    body = data[1:]
    try:
        text = body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "surrogateescape")
    wanted = _STRETCHED_TO.get(head >> 1, 0)
    if len(text) < wanted:
        middle = len(text) // 2
        text = text[:middle] + text[middle : middle + 1] * (wanted - len(text)) + text[middle:]
    return head & 1, text


def encode(which: int, text: str) -> bytes:
    """Return the bytes that ``decode`` reads as this scheme and text, not stretched."""
    return bytes([which]) + text.encode("utf-8", "surrogatepass")


def mutate(data: bytes, tokens: list[str], random: Random) -> bytes:
    """Change a few characters of the text; never half a character."""
    text = decode(b"\0" + data[1:])[1]
    for _ in range(random.choice((1, 1, 1, 1, 2))):
        place = random.randint(0, len(text))
        match random.randrange(8):
            case 0:
                text = text[:place] + random.choice(tokens) + text[place:]
            case 1 | 2:
                text = text[:place] + random.choice(tokens) + text[place + 1 :]
            case 3:
                text = text[:place] + text[place + random.randint(1, 4) :]
            case 4:
                text = text[:place] + chr(random.randrange(0x110000)) + text[place:]
            case 5:
                first, last = sorted((place, random.randint(0, len(text))))
                text = text[:last] + text[first:last] + text[last:]
            case _:  # a neighbour: digit for digit, letter for letter
                near = "".join(chr(ord(char) ^ 1) for char in text[place : place + 1])
                text = text[:place] + near + text[place + 1 :]
    return change_head(data, random) + text.encode("utf-8", "surrogatepass")


def change_head(data: bytes, random: Random) -> bytes:
    """Return a first byte: the same scheme as a rule, and seldom stretched.

    A long text takes up to a hundred times as long, so stretching is not inherited.
    """
    match random.randrange(512):
        case 0:
            return bytes([random.randrange(0xFA, 0x100)])
        case 1 | 2:
            return bytes([random.randrange(2)])
        case _:
            return bytes([data[0] & 1 if data else 0])


# what must hold


@define
class Tally:
    """What was seen so far: runs, and how often each code came from ``parse`` and ``repair``."""

    runs: int = 0
    read: int = 0
    mended: int = 0
    parse: Counter[FindingCode] = Factory(Counter)
    repair: Counter[FindingCode] = Factory(Counter)


class BrokenLawError(AssertionError):
    """A promise that did not hold; the text says which."""


def _travelled(value: T) -> T:
    copy: T = pickle.loads(pickle.dumps(value))  # noqa: S301  (reason: made in the same line)
    return copy


def _hold(promise: bool, law: str) -> None:  # noqa: FBT001  (reason: an assertion in other words)
    if not promise:
        raise BrokenLawError(law)


def expected() -> tuple[frozenset[FindingCode], frozenset[FindingCode]]:
    """Return every code that ``parse``, and every code that ``repair``, can report about a text.

    By the table: the strict reader reports what stands under ``numbers``. The lenient one reports
    that too, and what stands under ``repairs``, and the note on a period without code; but text
    that is not NFC it has mended before it reads.
    """
    table = finding_table().values()
    strict = {entry.code for entry in table if entry.room == "numbers"}
    lenient = {entry.code for entry in table if entry.room == "repairs"}
    lenient |= strict - {FindingCode.NOT_NFC} | {FindingCode.NO_CODE_FOR_PERIOD}
    return frozenset(strict), frozenset(lenient)


def examine(text: str, scheme: Scheme, tally: Tally) -> None:
    """Read and mend one text and check all that is promised of the answers.

    Raises:
        BrokenLawError: a law does not hold.
        Exception: whatever else the library lets through, which breaks law 3.
    """
    tally.runs += 1
    thorough = tally.runs <= SAMPLE or not crc32(text.encode("utf-8", "surrogatepass")) % SAMPLE
    number = None
    try:
        number = parse(text, scheme=scheme)
    except ArchiveNumberError as error:
        tally.parse.update([f.code for f in error.findings])
        _check_refusal(error, text)
        if thorough:
            _check_refusal_closely(error, text, scheme)
    answer = repair(text, scheme=scheme)
    tally.repair.update([f.code for f in answer.findings])
    _check_answer(answer, text)
    if thorough:
        _check_messages(answer.findings)
        _hold(_travelled(answer) == answer, "values survive pickle")
    if number is not None:
        tally.read += 1
        _check_read(number, answer, scheme)
        if thorough:
            _check_verdict(number, text, scheme)
    elif answer.number is not None:
        tally.mended += 1
        _check_mended(answer.number, answer, scheme)


def _check_refusal(error: ArchiveNumberError, text: str) -> None:
    _hold(type(error) is ArchiveNumberError, "text is of the right type")
    _hold(error.text == text, "an error keeps the text as it was given")
    _hold(bool(error.findings), "an error names its faults")
    _hold(all(f.severity is Severity.ERROR for f in error.findings), "a fault is an error")
    _check_findings(error.findings, text)


def _check_refusal_closely(error: ArchiveNumberError, text: str, scheme: Scheme) -> None:
    _check_messages(error.findings)
    _hold(str(error).isprintable(), "an error can be printed")
    _hold(validate(text, scheme=scheme) == error.findings, "validate reports what parse does")
    again = _travelled(error)
    _hold((again.findings, again.text) == (error.findings, text), "errors survive pickle")


def _check_verdict(number: ArchiveNumber, text: str, scheme: Scheme) -> None:
    found = validate(number, scheme=scheme)
    _hold(found == validate(text, scheme=scheme), "a number and its text are judged alike")
    # in no promised order, and some are about the whole
    placed = [f for f in found if f.span is not None]
    _check_findings(sorted(placed, key=lambda f: f.span or (0, 0)), text)
    _check_messages(found)


def _check_answer(answer: Repair, text: str) -> None:
    number, last_page, found = answer.number, answer.last_page, answer.findings
    refused = any(f.severity is Severity.ERROR for f in found)
    _hold(answer.text == text, "a repair keeps the text as it was given")
    _hold(refused == (number is None), "text is refused if and only if an error is named")
    ranged = number is not None and any(f.code is FindingCode.MENDED_PAGE_RANGE for f in found)
    _hold(ranged == (last_page is not None), "a last page comes from a page range only")
    if number is not None and last_page is not None:
        _hold(number.page <= last_page <= MOST_COUNT, "a page range runs forwards")
    _check_findings(found, text)
    parts = sorted(span for name, span in answer.spans.items() if name != "number")
    _hold(all(0 <= a <= b <= len(text) for a, b in answer.spans.values()), "a part is in the text")
    _hold(all(a.end <= b.start for a, b in pairwise(parts)), "parts do not overlap")


def _check_findings(found: Iterable[Finding], text: str) -> None:
    last = 0
    for one in found:
        if one.span is None:
            raise BrokenLawError("a finding about a text has its place")
        start, end = one.span
        _hold(last <= start, "findings stand in order of place")
        last = start
        _hold(0 <= start <= end <= len(text), "a span lies in the text")
        _hold(one.suggestion != text[start:end], "a suggestion differs from what it replaces")


def _check_messages(found: Iterable[Finding]) -> None:
    for one in found:
        _hold(one.severity is finding_table()[one.code].severity, "severities are the table's")
        for lang in ("zh", "en"):
            message = one.message(lang)
            _hold(bool(message), "every message says something")
            _hold(message.isprintable(), "every message can be printed")


def _check_read(number: ArchiveNumber, answer: Repair, scheme: Scheme) -> None:
    """Check what holds of a text that ``parse`` accepts."""
    text = answer.text
    _hold(number.format(scheme=scheme) == text, "format(parse(s)) == s")
    _hold(answer == Repair(number, None, (), text), "repair agrees with parse, and mends nothing")
    _hold(evolve(number) == number, "what is read, the constructor accepts")
    separator = scheme.number_format.separator
    for added in (f"{text}\n", f"\ufeff{text}", f"{separator}{text}", f"{text}{separator}"):
        try:
            parse(added, scheme=scheme)
        except ArchiveNumberError:
            continue
        raise BrokenLawError("a number with something added is no number")


def _check_mended(number: ArchiveNumber, answer: Repair, scheme: Scheme) -> None:
    """Check what holds of a text that only ``repair`` reads."""
    text = number.format(scheme=scheme)
    _hold(bool(answer.findings), "every mend is named")
    _hold(parse(text, scheme=scheme) == number, "parse(format(n)) == n")
    _hold(repair(text, scheme=scheme) == Repair(number, None, (), text), "mending ends")
    _hold(evolve(number) == number, "what is mended, the constructor accepts")


def broken_law(text: str, scheme: Scheme, tally: Tally) -> str | None:
    """Return which promise does not hold of a text: the law, or the error and where it arose."""
    try:
        examine(text, scheme, tally)
    except BrokenLawError as broken:
        return str(broken)
    except Exception as error:  # noqa: BLE001  (reason: any other error is what is looked for)
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {frame.name}, line {frame.lineno}"
    return None


def shortest(text: str, scheme: Scheme, law: str) -> str:
    """Return a text of fewest characters, by leaving out, that breaks the same law."""
    size = len(text) // 2
    while size:
        place = 0
        while place < len(text):
            shorter = text[:place] + text[place + size :]
            if broken_law(shorter, scheme, Tally()) == law:
                text = shorter
            else:
                place += size
        size //= 2
    return text
