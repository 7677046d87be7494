"""Time reading and writing archive numbers, as ratios to a floor and to a peer of the same run.

The floor is the least a strict reader can do in plain Python: split, look every part up in a
dictionary, build a frozen attrs object. The peer is ``packaging.version.Version``.
Input: the numbers of ``examples/catalogue.csv``; those with planted faults are timed apart.
Run: ``python benchmarks/number_speed.py``.
"""

from __future__ import annotations

import csv
import statistics
import timeit
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import frozen
from packaging.version import Version

import siarchive

EXAMPLE = Path(__file__).parents[1] / "examples" / "catalogue.csv"
VERSIONS = ("1.2.3", "2024.10.1rc1", "3.11.7.post1", "0.4", "26.1.0")
ROUNDS = 9


@frozen
class _Parts:
    year: int
    category: object
    stage: str
    volume: int
    page: int
    retention: object
    fonds: str | None = None


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


def readable(text: str) -> bool:
    """Tell whether the strict reader takes it, as a known stage."""
    with suppress(siarchive.ArchiveNumberError):
        return siarchive.parse(text).stage in siarchive.load_scheme("wuhu").stage_titles
    return False


def refuse(text: str) -> None:
    """Parse what cannot be parsed."""
    with suppress(siarchive.ArchiveNumberError):
        siarchive.parse(text)


def micros(work: Callable[[str], object], inputs: Sequence[str]) -> float:
    """Return the median time of one call, in microseconds."""
    times = max(1, 20_000 // len(inputs))
    rounds = timeit.repeat(lambda: [work(x) for x in inputs], number=times, repeat=ROUNDS)
    return statistics.median(rounds) / times / len(inputs) * 1e6


def main() -> None:
    """Print one line a contender."""
    with EXAMPLE.open(encoding="utf-8-sig", newline="") as file:
        texts = [row["档号"] for row in csv.DictReader(file)]
    sound = [text for text in texts if readable(text)]
    faulty = [text for text in texts if not readable(text)]
    floor = micros(make_floor(), sound)
    numbers = [siarchive.parse(text) for text in sound]
    by_text = dict(zip(sound, numbers, strict=True))
    rows = [
        ("floor: split, look up, build", floor),
        ("siarchive.parse", micros(siarchive.parse, sound)),
        ("siarchive.parse, refused", micros(refuse, faulty)),
        ("siarchive.repair, untidy", micros(siarchive.repair, faulty)),
        ("str(number)", micros(lambda text: str(by_text[text]), sound)),
        ("siarchive.format", micros(lambda text: siarchive.format(by_text[text]), sound)),
        ("packaging Version", micros(Version, VERSIONS)),
    ]
    print(f"{len(sound)} sound numbers, {len(faulty)} faulty ones, median of {ROUNDS} rounds")
    for name, time in rows:
        print(f"{name:32} {time:9.2f} µs  {time / floor:7.2f} × floor")


if __name__ == "__main__":
    main()
