"""The fuzzer's target, without the fuzzer: all it checks holds, and it would notice if not."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Final, Protocol

import pytest
from attrs import evolve
from fuzz import fuzz_numbers, target
from fuzz.corpus import seed_inputs, tokens
from hypothesis import given
from hypothesis import strategies as st
from tools import make_fuzz_tokens

from siarchive import ArchiveNumber, FindingCode, Repair, Scheme, parse, repair
from siarchive.findings import Span, finding

PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
UNTIDY: Final = " 2009-GL-参保单位登记材料-1-50-Y"
BAD: Final = "209-GL-参保单位登记材料-1-50-Y"

RUNS: Final = 2000


def test_two_thousand_texts() -> None:
    """Seeds and their mutations: no law is broken, and every code is reached."""
    random, words, schemes, tally = Random(1), tokens(), target.schemes(), target.Tally()
    seeds = seed_inputs()
    inputs = seeds + [
        target.mutate(random.choice(seeds), words, random) for _ in range(RUNS - len(seeds))
    ]
    broken = set()
    for data in inputs:
        which, text = target.decode(data)
        broken.add(target.broken_law(text, schemes[which], tally))
    assert broken == {None}
    assert tally.runs == RUNS
    strict, lenient = target.expected()
    assert set(tally.parse) == strict
    assert set(tally.repair) == lenient


class TestBytes:
    """Any bytes mean some text, and every text has its bytes."""

    @given(st.sampled_from([0, 1]), st.text(st.characters(categories=None)))
    def test_every_text_has_its_bytes(self, which: int, text: str) -> None:
        assert target.decode(target.encode(which, text)) == (which, text)

    @given(st.binary())
    def test_any_bytes_mean_some_text(self, data: bytes) -> None:
        which, text = target.decode(data)
        assert target.decode(target.encode(which, text)) == (which, text)

    def test_bytes_that_are_no_utf_8_are_not_lost(self) -> None:
        assert target.decode(b"\x00\x80A\xe7\x94") == (0, "\udc80A\udce7\udc94")

    @pytest.mark.parametrize("point", [0, 0x7532, 0xD800, 0xDFFF, 0x10FFFF])
    def test_any_character_may_stand_in_a_text(self, point: int) -> None:
        assert target.decode(target.encode(0, chr(point))) == (0, chr(point))

    @pytest.mark.parametrize(("upper", "length"), [(0x7D, 230), (0x7E, 1010), (0x7F, 2010)])
    @pytest.mark.parametrize("which", [0, 1])
    def test_a_first_byte_may_stretch_the_text(self, which: int, upper: int, length: int) -> None:
        data = bytes([upper << 1 | which]) + target.encode(0, "一二三")[1:]
        assert target.decode(data) == (which, f"一{'二' * (length - 2)}三")

    def test_mutations_keep_characters_whole(self) -> None:
        data, words = target.encode(1, "甲\U00020bb7\ud800"), tokens()
        random = Random(1)
        for _ in range(200):
            changed = target.mutate(data, words, random)
            assert changed[1:].decode("utf-8", "surrogatepass") is not None


def test_the_tokens_are_those_of_the_script() -> None:
    written = make_fuzz_tokens.TARGET.read_text(encoding="utf-8")
    assert written == make_fuzz_tokens.dictionary()
    assert tokens() == make_fuzz_tokens.tokens()


class StandIn(Protocol):
    """Anything that is called as ``parse`` and ``repair`` are."""

    def __call__(self, text: str, *, scheme: Scheme) -> ArchiveNumber | Repair: ...


# It would notice. Each function stands in for `parse` or `repair` and breaks one promise.


def _parse_other_year(text: str, *, scheme: Scheme) -> ArchiveNumber:
    return evolve(parse(text, scheme=scheme), year=2010)


def _parse_stripping(text: str, *, scheme: Scheme) -> ArchiveNumber:
    return parse(text.strip(), scheme=scheme)


def _parse_crashing(text: str, *, scheme: Scheme) -> ArchiveNumber:
    raise IndexError(text, scheme)


def _repair_crashing(text: str, *, scheme: Scheme) -> Repair:
    raise IndexError(text, scheme)


def _repair_silent(text: str, *, scheme: Scheme) -> Repair:
    return evolve(repair(text, scheme=scheme), findings=())


def _repair_refusing(text: str, *, scheme: Scheme) -> Repair:
    return evolve(repair(text, scheme=scheme), number=None)


def _repair_ranging(text: str, *, scheme: Scheme) -> Repair:
    return evolve(repair(text, scheme=scheme), last_page=60)


def _repair_out_of_text(text: str, *, scheme: Scheme) -> Repair:
    answer = repair(text, scheme=scheme)
    return evolve(answer, findings=tuple(evolve(f, span=Span(0, 99)) for f in answer.findings))


def _repair_without_place(text: str, *, scheme: Scheme) -> Repair:
    answer = repair(text, scheme=scheme)
    return evolve(answer, findings=tuple(evolve(f, span=None) for f in answer.findings))


def _repair_for_nothing(text: str, *, scheme: Scheme) -> Repair:
    answer = repair(text, scheme=scheme)
    mend = finding(
        FindingCode.MENDED_BLANKS, "number", (0, 1), suggestion=text[:1], original="", mended=""
    )
    return evolve(answer, findings=(mend,))


@pytest.mark.parametrize(
    ("name", "stand_in", "text", "law"),
    [
        ("parse", _parse_other_year, PLAIN, "format(parse(s)) == s"),
        ("parse", _parse_stripping, PLAIN, "a number with something added is no number"),
        ("parse", _parse_crashing, PLAIN, "IndexError in _parse_crashing"),
        ("repair", _repair_crashing, BAD, "IndexError in _repair_crashing"),
        ("repair", _repair_silent, UNTIDY, "every mend is named"),
        ("repair", _repair_refusing, UNTIDY, "text is refused if and only if an error is named"),
        ("repair", _repair_ranging, UNTIDY, "a last page comes from a page range only"),
        ("repair", _repair_out_of_text, UNTIDY, "a span lies in the text"),
        ("repair", _repair_without_place, UNTIDY, "a finding about a text has its place"),
        ("repair", _repair_for_nothing, PLAIN, "a suggestion differs from what it replaces"),
    ],
)
def test_a_broken_promise_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    stand_in: StandIn,
    text: str,
    law: str,
) -> None:
    scheme = target.schemes()[0]
    assert target.broken_law(text, scheme, target.Tally()) is None
    monkeypatch.setattr(target, name, stand_in)
    assert (target.broken_law(text, scheme, target.Tally()) or "").startswith(law)


def test_the_shortest_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def frail(text: str, *, scheme: Scheme) -> Repair:
        if "甲" in text and "乙" in text:
            raise RuntimeError
        return repair(text, scheme=scheme)

    monkeypatch.setattr(target, "repair", frail)
    scheme = target.schemes()[0]
    law = target.broken_law("丙丙甲丙丙丙乙丙", scheme, target.Tally())
    assert law is not None
    assert target.shortest("丙丙甲丙丙丙乙丙", scheme, law) == "甲乙"


class TestReport:
    """What the workers saw is added up, and told in full."""

    def test_workers_are_added_up(self, tmp_path: Path) -> None:
        first, second = fuzz_numbers.Report(), fuzz_numbers.Report()
        tally = target.Tally()
        for text in (PLAIN, UNTIDY, BAD):
            target.examine(text, target.schemes()[0], tally)
        first.update(tally)
        first.broken = {"one law": "00aabb", "another": "00"}
        second.update(tally)
        second.broken = {"one law": "00cc"}
        first.write(tmp_path / "1.json")
        second.write(tmp_path / "2.json")
        both = fuzz_numbers.gather(tmp_path)
        assert (both.runs, both.read, both.mended) == (6, 2, 2)
        assert both.parse == {"bad-year": 4}
        assert both.repair == {"mended-blanks": 2, "bad-year": 2}
        assert both.broken == {"one law": "00cc", "another": "00"}

    def test_every_code_or_not(self, capsys: pytest.CaptureFixture[str]) -> None:
        strict, lenient = target.expected()
        report = fuzz_numbers.Report(parse=Counter(strict), repair=Counter(lenient))
        assert fuzz_numbers.tell_codes(report)
        assert capsys.readouterr().out.count("not reached: none") == 2
        del report.repair[FindingCode.TWO_READINGS]
        assert not fuzz_numbers.tell_codes(report)
        assert "not reached: two-readings" in capsys.readouterr().out

    def test_a_broken_law_is_told_with_a_short_text(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(target, "repair", _repair_silent)
        report = fuzz_numbers.Report(
            broken={"every mend is named": target.encode(0, f"{UNTIDY}\n").hex()}
        )
        fuzz_numbers.tell_broken(report)
        told = capsys.readouterr().out
        assert told.startswith("1 broken laws\n  every mend is named\n    wuhu: '")
        assert len(told.splitlines()[-1]) < len(f"    wuhu: {UNTIDY!a}")


def test_the_target_needs_no_fuzzer() -> None:
    assert "atheris" not in sys.modules
