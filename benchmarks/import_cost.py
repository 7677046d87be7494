"""Time ``import siarchive`` and the first parse, against ``import attrs``, in fresh processes.

Each figure is the median over fresh interpreters, which take turns, of processor time and memory
inside the process; ``site`` and the start of Python are not counted. Linux only. Run:
``python benchmarks/import_cost.py``; with ``--strict``, a budget that is not met makes exit code 1.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from typing import Final

RUNS: Final = 11
MOST_MORE_MS: Final = 5.0
MOST_MORE_MIB: Final = 2.0
"""How much ``import siarchive`` may cost over ``import attrs``."""

CASES = {
    "import attrs": "import attrs",
    "import siarchive": "import siarchive",
    "import siarchive and use every room": (
        "import siarchive\nfor name in siarchive.__all__: getattr(siarchive, name)"
    ),
    "import siarchive and parse one number": (
        'import siarchive\nsiarchive.parse("2009-GL-参保单位登记材料-1-50-Y")'
    ),
}
PROBE = """
import resource, sys, time
def memory():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20
modules, before, start = len(sys.modules), memory(), time.process_time()
{code}
print((time.process_time() - start) * 1e3, memory() - before, len(sys.modules) - modules)
"""


def probe(code: str) -> tuple[float, float, float]:
    """Return milliseconds, MiB and modules that ``code`` takes in a fresh interpreter."""
    done = subprocess.run(  # noqa: S603  (reason: our own script)
        [sys.executable, "-c", PROBE.format(code=code)], check=True, capture_output=True, text=True
    )
    milliseconds, mebibytes, modules = map(float, done.stdout.split())
    return milliseconds, mebibytes, modules


def tell(figures: dict[str, tuple[float, float, float]]) -> bool:
    """Print all figures and whether the budgets are met; return that."""
    floor = figures["import attrs"]
    for name, (time, memory, modules) in figures.items():
        print(
            f"{name:40} {time:7.1f} ms  {time / floor[0]:5.2f} × attrs  {memory:6.1f} MiB  "
            f"{modules:4.0f} modules"
        )
    met = True
    ours = figures["import siarchive"]
    for place, most, unit in ((0, MOST_MORE_MS, "ms"), (1, MOST_MORE_MIB, "MiB")):
        more = ours[place] - floor[place]
        met = met and more <= most
        print(
            f"budget: import siarchive, at most {most} {unit} over attrs: "
            f"{more:.1f}, {'met' if more <= most else 'NOT met'}"
        )
    return met


def main() -> int:
    """Measure, print, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=RUNS)
    options.add_argument("--strict", action="store_true", help="fail if a budget is not met")
    given = options.parse_args()
    rounds = [{name: probe(code) for name, code in CASES.items()} for _ in range(given.runs)]
    met = tell(
        {
            name: (
                statistics.median(one[name][0] for one in rounds),
                statistics.median(one[name][1] for one in rounds),
                statistics.median(one[name][2] for one in rounds),
            )
            for name in CASES
        }
    )
    return 0 if met or not given.strict else 1


if __name__ == "__main__":
    sys.exit(main())
