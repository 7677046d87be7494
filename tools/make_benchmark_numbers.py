"""Write the inputs of ``benchmarks/number_speed.py``: invented numbers of the built-in scheme.

Sound ones (``numbers.txt``), sound ones whose stage is a local name (``local_numbers.txt``), faulty
ones (``faulty_numbers.txt``), and untidy ones that can be mended (``untidy_numbers.txt``). All
stages of the rule table occur, years 1990 to 2026, volumes 1 to 2999, pages 1 to 299. Where the
scheme has no code for a rule's period, ``D`` is written; that choice is this script's own.

Run it after a change of the built-in scheme; a test compares the files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Final, TypeAlias

from siarchive.rules import Rule
from siarchive.scheme import Scheme
from siarchive.scheme_files import load_scheme

FOLDER: Final = Path(__file__).parents[1] / "benchmarks"
SEED: Final = 1
SOUND: Final = 4000
OTHERS: Final = 1000

LOCAL_STAGES: Final = (
    "街道社区申报材料",
    "窗口受理登记簿",
    "2009-第3季度报表",
    "医保/工伤联审材料",
    "参保人员登记材料（补）",
    "异地就医备案材料",
    "退休审批材料 甲",
    "镇级汇总表",
)
"""Names that no rule has: what an agency calls a stage of its own."""

YEAR, CATEGORY, STAGE, VOLUME, PAGE, RETENTION, WHOLE = range(7)
Change: TypeAlias = Callable[[str], str]


def wide(text: str) -> str:
    """Return ASCII signs in their full-width forms."""
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


FAULTS: Final[Mapping[int, Sequence[Change]]] = {
    YEAR: (lambda year: year[1:], lambda year: f"18{year[2:]}", wide),
    CATEGORY: (lambda code: f"X{code[1:]}", str.lower),
    STAGE: (
        lambda _: "",
        lambda stage: f"{stage[:2]}\u200b{stage[2:]}",
        lambda stage: f"{stage}\t附件",
        lambda stage: f"{stage} ",
    ),
    VOLUME: (lambda volume: f"0{volume}", lambda volume: f"{volume:9<7}"),
    PAGE: (lambda _: "0", lambda page: f"第{page}页"),
    RETENTION: (lambda _: "A", lambda _: "永久"),
}
"""What makes the strict reader refuse a part."""

WHOLE_FAULTS: Final[Sequence[Change]] = (
    lambda text: text.replace("-", "_"),
    lambda text: text.rpartition("-")[0],
    lambda text: f"{text}!",
)
"""What makes it refuse the whole."""

SLIPS: Final[Mapping[int, Sequence[Change]]] = {
    YEAR: (wide, lambda year: f"{year}年"),
    CATEGORY: (str.lower, wide),
    STAGE: (lambda stage: f" {stage}\u3000", FAULTS[STAGE][1]),
    VOLUME: (lambda volume: f"第{volume}卷", lambda volume: f"00{volume}"),
    PAGE: (lambda page: f"第{page}页", lambda page: f"{page}~{int(page) + 9}"),
    RETENTION: (str.lower, lambda _: "永久"),
}
"""What the lenient reader mends in a part."""

WHOLE_SLIPS: Final[Sequence[Change]] = (
    lambda text: text.replace("-", "—"),
    lambda text: text.replace("-", " - "),
    lambda text: f"“{text}”",
    lambda text: f"档号：{text}",
    lambda text: f"{text}\u3000",
)
"""What it mends in the whole."""


def sound(random: Random, rule: Rule, scheme: Scheme) -> list[str]:
    """Return the parts of a number under a rule."""
    period = rule.period
    code = "D" if period is None or not scheme.has_code(period) else scheme.code_for(period)
    return [
        str(random.randint(1990, 2026)),
        str(rule.category.code),
        rule.title,
        str(random.randint(1, 2999)),
        str(random.randint(1, 299)),
        str(code),
    ]


def changed(
    random: Random,
    parts: Sequence[str],
    of_a_part: Mapping[int, Sequence[Change]],
    of_the_whole: Sequence[Change],
) -> str:
    """Return the number with one thing changed, or in three cases of ten with two or three."""
    parts = list(parts)
    places = random.sample(range(WHOLE + 1), random.choices([1, 2, 3], [7, 2, 1])[0])
    whole = random.choice(of_the_whole) if WHOLE in places else None
    for place in places:
        if place in of_a_part:
            parts[place] = random.choice(of_a_part[place])(parts[place])
    text = "-".join(parts)
    return text if whole is None else whole(text)


def inputs() -> dict[str, list[str]]:
    """Return the lines of each file."""
    random = Random(SEED)
    scheme = load_scheme("wuhu")
    # every rule as often as every other, in no order
    turns = [rule for _ in range(-(-SOUND // len(scheme.rules))) for rule in scheme.rules][:SOUND]
    random.shuffle(turns)
    numbers = [sound(random, rule, scheme) for rule in turns]
    local = [
        [*parts[:STAGE], random.choice(LOCAL_STAGES), *parts[VOLUME:]] for parts in numbers[:OTHERS]
    ]
    mixed = [
        random.choices([known, own], [3, 1])[0]
        for known, own in zip(numbers[:OTHERS], local, strict=True)
    ]
    return {
        "numbers.txt": ["-".join(parts) for parts in numbers],
        "local_numbers.txt": ["-".join(parts) for parts in local],
        "faulty_numbers.txt": [changed(random, p, FAULTS, WHOLE_FAULTS) for p in mixed],
        "untidy_numbers.txt": [changed(random, p, SLIPS, WHOLE_SLIPS) for p in mixed],
    }


def main() -> None:
    """Write the files, over what stands there."""
    for name, lines in inputs().items():
        (FOLDER / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        print(f"{name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
