"""Print what ``mutmut run`` found, room by room, and the name of every mutant that lived.

``mutmut show NAME`` prints such a mutant. See ``docs/quality.md``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

KILLED: Final = {1, 3}
"""A test failed, or pytest itself broke down."""

TIMED_OUT: Final = {-24, 24, 36, 152, 255}
"""The mutant ran into its limit of time. It counts as killed: a program that hangs is seen."""


def main() -> None:
    """Read the results beside the mutated sources and print them as a table."""
    folder = Path(__file__).parents[1] / "mutants" / "src" / "siarchive"
    alive: list[str] = []
    print(f"{'room':<10}{'mutants':>9}{'killed':>8}{'timeout':>9}{'alive':>7}{'killed %':>10}")
    for path in sorted(folder.glob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        room = path.name.removesuffix(".py.meta")
        if None in codes.values():
            print(f"{room:<10}{len(codes):>9}  not finished")
            continue
        late = sum(code in TIMED_OUT for code in codes.values())
        own = [name for name, code in codes.items() if code not in KILLED | TIMED_OUT]
        dead = len(codes) - len(own) - late
        share = 100 * (dead + late) / len(codes)
        print(f"{room:<10}{len(codes):>9}{dead:>8}{late:>9}{len(own):>7}{share:>10.1f}")
        alive += own
    print(*alive, sep="\n")


if __name__ == "__main__":
    main()
