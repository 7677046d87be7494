"""The benchmarks' inputs are what they claim to be, and the script runs. Nothing is timed here."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from attrs import evolve
from benchmarks import number_speed
from tools import make_benchmark_numbers

from siarchive import ArchiveNumberError, FindingCode, load_scheme, parse, repair

QUICK = ["--rounds", "1", "--inputs", "20", "--milliseconds", "0"]
INPUTS = make_benchmark_numbers.inputs()
TITLES = {rule.title for rule in load_scheme("wuhu").rules}


@pytest.mark.parametrize("name", INPUTS)
def test_the_inputs_are_those_of_the_script(name: str) -> None:
    text = (make_benchmark_numbers.FOLDER / name).read_text(encoding="utf-8")
    assert text == "".join(f"{line}\n" for line in INPUTS[name])


class TestInputs:
    def test_sound_numbers(self) -> None:
        """All stages, years 1990 to 2026, volumes 1 to 2999, pages 1 to 299."""
        numbers = [parse(text) for text in INPUTS["numbers.txt"]]
        assert {n.stage for n in numbers} == TITLES
        assert {n.year for n in numbers} == set(range(1990, 2027))
        assert {n.volume for n in numbers} <= set(range(1, 3000))
        assert {n.page for n in numbers} <= set(range(1, 300))
        assert len(set(numbers)) > 3900

    def test_local_stages_are_in_no_rule(self) -> None:
        numbers = [parse(text) for text in INPUTS["local_numbers.txt"]]
        assert not {n.stage for n in numbers} & TITLES

    def test_faulty_numbers(self) -> None:
        """At least seven kinds of faults, one and several in a text, known and unknown stages."""
        codes: Counter[FindingCode] = Counter()
        sizes: Counter[int] = Counter()
        for text in INPUTS["faulty_numbers.txt"]:
            with pytest.raises(ArchiveNumberError) as caught:
                parse(text)
            codes.update({f.code for f in caught.value.findings})
            sizes[len(caught.value.findings)] += 1
        assert len([code for code, times in codes.items() if times >= 30]) >= 7
        assert sizes[1] > 600
        assert sizes[2] + sizes[3] > 200
        assert sum("窗口受理登记簿" in text for text in INPUTS["faulty_numbers.txt"]) >= 10

    def test_untidy_numbers(self) -> None:
        """Every kind of slip that stands in a list is mended."""
        answers = [repair(text) for text in INPUTS["untidy_numbers.txt"]]
        assert all(answer.number is not None and answer.findings for answer in answers)
        codes = {f.code for answer in answers for f in answer.findings}
        assert len(codes) >= 10


class TestRatios:
    def test_a_ratio_is_that_of_one_round(self) -> None:
        """Twice the floor while the machine was slow, three times after: not five of four."""
        ours, floor = (
            number_speed.Clock(number_speed.of_each(name, str, [1, 2]), 0.0)
            for name in ("ours", "floor")
        )
        ours.samples = {False: [20.0, 3.0], True: [40.0, 4.0]}
        floor.samples = {False: [10.0, 1.0], True: [10.0, 1.0]}
        assert number_speed.ratios(ours, floor, collecting=False) == [2, 3]
        assert number_speed.ratios(ours, floor, collecting=True) == [4, 4]

    def test_a_sample_is_the_time_of_one_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Three inputs of 2 ms each: twice over fills 12 ms, and one takes 2000 microseconds."""
        now = 0.0

        def busy(_: int) -> None:
            nonlocal now
            now += 0.002

        monkeypatch.setattr(time, "process_time", lambda: now)
        clock = number_speed.Clock(number_speed.of_each("busy", busy, [1, 2, 3]), 0.012)
        assert clock.times == 2
        clock.sample(collecting=False)
        assert clock.samples == {False: [pytest.approx(2000)], True: []}


class TestScript:
    def test_every_contender_has_its_ratios(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert number_speed.main(QUICK) == 0
        told = capsys.readouterr().out
        rows = {
            row[1]: (float(row[2]), float(row[3]))
            for row in re.finditer(r"^(.+?) +([\d.]+) +([\d.]+) \[", told, re.MULTILINE)
        }
        assert {c.name for c in number_speed.contenders(20)} <= rows.keys()
        assert all(micros > 0 and ratio > 0 for micros, ratio in rows.values())
        assert rows[number_speed.FLOOR][1] == 1
        assert told.count("budget: ") == len(number_speed.BUDGETS)

    @pytest.mark.parametrize(("most", "code", "word"), [(0.0, 1, "NOT met"), (1e9, 0, "met")])
    def test_strict_needs_every_budget(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        most: float,
        code: int,
        word: str,
    ) -> None:
        budget = evolve(number_speed.BUDGETS[0], most=most)
        monkeypatch.setattr(number_speed, "BUDGETS", (budget,))
        monkeypatch.setattr(number_speed, "PEERS", {})
        assert number_speed.main(QUICK) == 0
        assert number_speed.main([*QUICK, "--strict"]) == code
        assert capsys.readouterr().out.rstrip().endswith(f", {word}")

    def test_a_missing_peer_is_said(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def nothing(_: str) -> None:
            return None

        budget = number_speed.Budget("parse", 1e9, "packaging Version")
        monkeypatch.setattr(number_speed, "BUDGETS", (budget,))
        monkeypatch.setattr(number_speed, "find_spec", nothing)
        assert number_speed.main([*QUICK, "--strict"]) == 1, "a budget without its peer is not met"
        told = capsys.readouterr().out
        for module in number_speed.PEERS:
            assert f"{module} is not installed" in told
        assert "packaging Version was not timed" in told
