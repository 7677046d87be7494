"""Time ``import siarchive`` and the first parse, against ``import attrs``, in fresh processes.

Each figure is the median over fresh interpreters of the time inside the process; ``site`` and the
start of Python are not counted. Run: ``python benchmarks/import_cost.py``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

RUNS = 11
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
import sys, time
before = set(sys.modules)
start = time.perf_counter()
{code}
print(time.perf_counter() - start, len(set(sys.modules) - before))
"""


def main() -> None:
    """Print milliseconds, the ratio to ``import attrs``, and modules loaded."""
    figures: dict[str, tuple[float, int]] = {}
    for name, code in CASES.items():
        script = PROBE.format(code=code)
        outputs = [
            subprocess.run(  # noqa: S603  (reason: our own script)
                [sys.executable, "-c", script], check=True, capture_output=True, text=True
            ).stdout.split()
            for _ in range(RUNS)
        ]
        figures[name] = statistics.median(float(o[0]) for o in outputs) * 1e3, int(outputs[0][1])
    floor = figures["import attrs"][0]
    for name, (time, modules) in figures.items():
        print(f"{name:40} {time:7.1f} ms  {time / floor:5.2f} × attrs  {modules:4} modules")


if __name__ == "__main__":
    main()
