"""Time what is done with archive numbers, as ratios to a floor and beside peers, in one run.

The floor is the least a strict reader can do in plain Python: split, look every part up in a
dictionary, build a frozen attrs object with its generated constructor. Nothing is reported.

All contenders take turns, round by round. A ratio is that of one round, to the floor of the same
round; shown are the median over the rounds and the extremes. Machines change their speed, so times
are for orientation only, and differences under 15 % are ties. It is processor time, so that other
programs disturb less. Every contender is timed with the garbage collector off and on; budgets count
with it off.

Inputs: the ``*.txt`` files beside this script, written by ``tools/make_benchmark_numbers.py``.
Peers do other work, so their ratios only say what is usual. They come with the dependency group
``bench``; one that is not installed is left out.

Run: ``python benchmarks/number_speed.py``; with ``--strict``, a budget that is not met makes exit
code 1.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeVar

from attrs import evolve, frozen

import siarchive
from siarchive import ArchiveNumberError, parse, repair

T = TypeVar("T")

FOLDER: Final = Path(__file__).parent
FLOOR: Final = "floor: split, look up, build"

MANY: Final = 50
"""How often the few inputs of a peer are repeated."""

VERSIONS: Final = ("1.2.3", "2024.10.1rc1", "3.11.7.post1", "0.4", "26.1.0", "1!2.0.dev3+local.7")
SEMVERS: Final = ("1.2.3", "2024.10.1-rc.1", "3.11.7+build.5", "0.4.0", "26.1.0-alpha.beta")
ISBNS: Final = ("9780471117094", "978-0-306-40615-7", "9787302511625", "0-8044-2957-X")
LUHNS: Final = ("78949", "4111111111111111", "79927398713", "5500005555555559")
PURLS: Final = (
    "pkg:pypi/attrs@26.1.0",
    "pkg:npm/%40angular/animation@12.3.1",
    "pkg:maven/org.apache.xmlgraphics/batik-anim@1.9.1?packaging=sources",
    "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
)
PHONES: Final = ("+86 553 383 1234", "+8613812345678", "+44 20 8366 1177", "+1 650-253-0000")


@frozen
class _Parts:
    year: int
    category: object
    stage: str
    volume: int
    page: int
    retention: object
    fonds: str | None = None


@frozen
class Contender:
    """One thing that is timed.

    ``run`` does it for every input once; ``count`` says how many inputs that are.
    """

    name: str
    count: int
    run: Callable[[], object]


@frozen
class Budget:
    """At most ``most`` times what another contender takes."""

    name: str
    most: float
    of: str


BUDGETS: Final = (
    Budget("parse", 1.3, FLOOR),
    Budget("parse", 1.0, "packaging Version"),
    Budget("parse, refused", 4.0, FLOOR),
    Budget("parse, refused, findings read", 4.0, FLOOR),
)


def lines(name: str, most: int) -> list[str]:
    """Return the first lines of an input."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return text.rstrip("\n").split("\n")[:most]


def of_each(name: str, work: Callable[[T], object], inputs: Sequence[T]) -> Contender:
    """Return the contender that does one thing to each input, and keeps what comes of it."""
    return Contender(name, len(inputs), lambda: [work(x) for x in inputs])


def make_floor() -> Callable[[str], object]:
    """Return the floor: every part looked up, nothing reported."""
    scheme = siarchive.load_scheme("wuhu")
    years = {str(y): y for y in range(1949, 10000)}
    counts = {str(n): n for n in range(1, 10000)}
    categories, codes = scheme.category_codes, scheme.retention_code_texts
    stages = {rule.title: rule.title for rule in scheme.rules}

    def floor(text: str) -> object:
        year, category, stage, volume, page, code = text.split("-")
        return _Parts(
            years[year],
            categories[category],
            stages[stage],
            counts[volume],
            counts[page],
            codes[code],
        )

    return floor


def refuse(texts: Sequence[str]) -> None:
    """Parse what cannot be parsed, and catch the error."""
    for text in texts:
        try:
            parse(text)
        except ArchiveNumberError:
            continue


def refuse_and_read(texts: Sequence[str]) -> None:
    """Parse what cannot be parsed, and look at the first finding."""
    for text in texts:
        try:
            parse(text)
        except ArchiveNumberError as error:
            error.findings[0]


def contenders(most: int) -> list[Contender]:
    """Return what siarchive does, the floor first."""
    texts, local = lines("numbers.txt", most), lines("local_numbers.txt", most)
    faulty, untidy = lines("faulty_numbers.txt", most), lines("untidy_numbers.txt", most)
    numbers = [parse(text) for text in texts]
    equals = list(zip(numbers, map(parse, texts), strict=True))
    pickles = [pickle.dumps(number) for number in numbers]
    count = len(numbers)
    return [
        of_each(FLOOR, make_floor(), texts),
        of_each("parse", parse, texts),
        of_each("parse, local stage", parse, local),
        Contender("parse, refused", len(faulty), lambda: refuse(faulty)),
        Contender("parse, refused, findings read", len(faulty), lambda: refuse_and_read(faulty)),
        of_each("repair, nothing to mend", repair, texts),
        of_each("repair, mended", repair, untidy),
        of_each("repair, refused or mended", repair, faulty),
        of_each("str", str, numbers),
        of_each("format", siarchive.format, numbers),
        of_each("repr", repr, numbers),
        of_each("hash", hash, numbers),
        Contender("==, equal", count, lambda: [a == b for a, b in equals]),
        Contender("<", count - 1, lambda: [a < b for a, b in pairwise(numbers)]),
        Contender("sorted, a number", count, lambda: sorted(numbers)),
        Contender("evolve", count, lambda: [evolve(number, volume=7) for number in numbers]),
        of_each("pickle.dumps", pickle.dumps, numbers),
        Contender("pickle.loads", count, lambda: [pickle.loads(data) for data in pickles]),  # noqa: S301  (reason: made above)
    ]


def packaging_peers() -> list[Contender]:
    """Return the peer that budgets name."""
    from packaging.version import Version

    return [
        of_each("packaging Version", Version, VERSIONS * MANY),
        of_each("packaging str(Version)", str, [Version(text) for text in VERSIONS * MANY]),
    ]


def semver_peers() -> list[Contender]:
    """Return reading and writing of semantic versions."""
    from semver import Version

    return [
        of_each("semver Version.parse", Version.parse, SEMVERS * MANY),
        of_each("semver str(Version)", str, [Version.parse(text) for text in SEMVERS * MANY]),
    ]


def stdnum_peers() -> list[Contender]:
    """Return checking and writing of numbers that are only text."""
    from stdnum import isbn, luhn

    return [
        of_each("stdnum isbn.validate", isbn.validate, ISBNS * MANY),
        of_each("stdnum isbn.format", isbn.format, ISBNS * MANY),
        of_each("stdnum luhn.validate", luhn.validate, LUHNS * MANY),
    ]


def packageurl_peers() -> list[Contender]:
    """Return reading and writing of package URLs."""
    from packageurl import PackageURL

    parsed = [PackageURL.from_string(text) for text in PURLS * MANY]
    return [
        of_each("PackageURL.from_string", PackageURL.from_string, PURLS * MANY),
        of_each("PackageURL.to_string", PackageURL.to_string, parsed),
    ]


def phonenumbers_peers() -> list[Contender]:
    """Return reading and writing of telephone numbers."""
    from phonenumbers import PhoneNumberFormat, format_number
    from phonenumbers import parse as parse_phone

    parsed = [parse_phone(text) for text in PHONES * MANY]
    return [
        of_each("phonenumbers.parse", parse_phone, PHONES * MANY),
        of_each(
            "phonenumbers.format_number",
            lambda number: format_number(number, PhoneNumberFormat.INTERNATIONAL),
            parsed,
        ),
    ]


PEERS: Final[dict[str, Callable[[], list[Contender]]]] = {
    "packaging": packaging_peers,
    "semver": semver_peers,
    "stdnum": stdnum_peers,
    "packageurl": packageurl_peers,
    "phonenumbers": phonenumbers_peers,
}


_TICK: Final = 1e-6
"""Seconds; no clock is asked for less."""


class Clock:
    """Times one contender, over and over."""

    def __init__(self, contender: Contender, least: float) -> None:
        """Find out how often it must run to take ``least`` seconds of processor time."""
        self.contender = contender
        contender.run()  # tables are read, caches filled
        start = time.process_time()
        contender.run()
        once = time.process_time() - start
        self.times = max(1, round(least / max(once, _TICK)))
        self.samples: dict[bool, list[float]] = {False: [], True: []}

    def sample(self, *, collecting: bool) -> None:
        """Take the time of one input, in microseconds."""
        run = self.contender.run
        switch = gc.enable if collecting else gc.disable
        switch()
        start = time.process_time()
        for _ in range(self.times):
            run()
        taken = time.process_time() - start
        gc.enable()
        self.samples[collecting].append(taken / self.times / self.contender.count * 1e6)


def ratios(clock: Clock, floor: Clock, *, collecting: bool) -> list[float]:
    """Return the ratio of each round."""
    pairs = zip(clock.samples[collecting], floor.samples[collecting], strict=True)
    return [ours / theirs for ours, theirs in pairs]


def spread(values: list[float]) -> str:
    """Return median and extremes."""
    return f"{statistics.median(values):7.2f} [{min(values):6.2f} .. {max(values):6.2f}]"


def tell(clocks: dict[str, Clock]) -> None:
    """Print one line a contender."""
    floor = clocks[FLOOR]
    print(f"{'':31} {'µs':>9}  {'× floor, gc off':^26}  {'× floor, gc on':^26}")
    for name, clock in clocks.items():
        off, on = (ratios(clock, floor, collecting=c) for c in (False, True))
        micros = statistics.median(clock.samples[False])
        print(f"{name:31} {micros:9.3f}  {spread(off)}  {spread(on)}")


def tell_budgets(clocks: dict[str, Clock]) -> bool:
    """Print each budget; tell whether all are met."""
    met = True
    for budget in BUDGETS:
        if budget.of not in clocks:
            print(f"budget: {budget.name}: {budget.of} was not timed")
            met = False
            continue
        values = ratios(clocks[budget.name], clocks[budget.of], collecting=False)
        good = statistics.median(values) <= budget.most
        met = met and good
        print(
            f"budget: {budget.name}, at most {budget.most} × {budget.of}: "
            f"{statistics.median(values):.2f}, {'met' if good else 'NOT met'}"
        )
    return met


def main(arguments: Sequence[str] | None = None) -> int:
    """Time, print, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--inputs", type=int, default=1000, help="lines of each file")
    options.add_argument("--milliseconds", type=float, default=10, help="of one sample, at least")
    options.add_argument("--strict", action="store_true", help="fail if a budget is not met")
    given = options.parse_args(arguments)
    timed = contenders(given.inputs)
    for module, peers in PEERS.items():
        if find_spec(module) is None:
            print(f"{module} is not installed (dependency group bench): left out")
        else:
            timed += peers()
    clocks = {c.name: Clock(c, given.milliseconds / 1000) for c in timed}
    for _ in range(given.rounds):
        gc.collect()
        for clock in clocks.values():
            clock.sample(collecting=False)
            clock.sample(collecting=True)
    print(
        f"Python {platform.python_version()}, {given.inputs} numbers, "
        f"median [least .. most] of {given.rounds} rounds"
    )
    tell(clocks)
    met = tell_budgets(clocks)
    return 0 if met or not given.strict else 1


if __name__ == "__main__":
    sys.exit(main())
