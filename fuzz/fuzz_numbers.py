"""Fuzz ``parse``, ``repair`` and ``validate`` with a coverage-guided fuzzer, atheris.

Run ``python fuzz/fuzz_numbers.py --seconds 600``. It says how many texts were tried and how fast,
which finding codes were reached and which not, and which laws were broken, each with a short text.
A broken law makes exit code 1; with ``--check`` so does a code that was not reached.

Needs the dependency group ``fuzz``. What is tried stands in ``target.py``, where it starts in
``corpus.py``, and of what texts are made in ``numbers.dict``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import AbstractContextManager
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from random import Random
from typing import TYPE_CHECKING, Final

from attrs import Factory, asdict, define

if TYPE_CHECKING:
    from fuzz.target import Tally

ROOT: Final = Path(__file__).parents[1]
ROOMS: Final = {"findings", "characters", "codes", "formats", "numbers", "repairs", "slots"}
"""The rooms whose branches guide the fuzzer; more of them would slow it down."""

LONGEST_INPUT: Final = 160
"""Bytes. A number has some 40, and ``decode`` stretches some inputs beyond any bound."""

BETWEEN_REPORTS: Final = 5.0
"""Seconds after which a worker writes down what it has seen."""


@define
class Report:
    """What one worker has seen, or all of them together.

    ``broken`` holds, for each law that did not hold, the shortest input that broke it, in hex.
    """

    runs: int = 0
    cpu_seconds: float = 0.0
    read: int = 0
    mended: int = 0
    parse: Counter[str] = Factory(Counter)
    repair: Counter[str] = Factory(Counter)
    broken: dict[str, str] = Factory(dict)

    def add(self, other: Report) -> None:
        """Add what another worker has seen."""
        self.runs += other.runs
        self.cpu_seconds += other.cpu_seconds
        self.read += other.read
        self.mended += other.mended
        self.parse.update(other.parse)
        self.repair.update(other.repair)
        for law, data in other.broken.items():
            self.broken[law] = min(self.broken.get(law, data), data, key=len)

    def update(self, tally: Tally) -> None:
        """Take over the counts of the target."""
        self.runs, self.read, self.mended = tally.runs, tally.read, tally.mended
        self.cpu_seconds = time.process_time()
        self.parse = Counter({code.value: times for code, times in tally.parse.items()})
        self.repair = Counter({code.value: times for code, times in tally.repair.items()})

    def write(self, file: Path) -> None:
        """Write it down, in one step, so that nobody reads half of it."""
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(file)


def counting() -> AbstractContextManager[object]:
    """Return the context in which the rooms that guide the fuzzer are imported, to be counted."""
    import atheris

    package = find_spec("siarchive")
    folders = None if package is None else package.submodule_search_locations
    others = {module.name for module in iter_modules(folders)} - ROOMS
    context: AbstractContextManager[object] = atheris.instrument_imports(
        include=["siarchive"], exclude=[f"siarchive.{room}" for room in others]
    )
    return context


def work(folder: Path, seed: int, runs: int, seconds: float) -> None:
    """Fuzz in this process until the runs or the seconds are over; does not return."""
    import atheris

    with counting():
        from fuzz import target
    from fuzz.corpus import tokens

    schemes, words, tally, report = target.schemes(), tokens(), target.Tally(), Report()
    for scheme in schemes:  # so that reading tables, on first use, does not count as a branch
        target.broken_law("\u200b-", scheme, target.Tally())
    seeds = [file.read_bytes() for file in sorted((folder / "seeds").iterdir())]
    now = time.monotonic()
    end, next_report = now + seconds, now + BETWEEN_REPORTS

    def try_input(data: bytes) -> None:
        nonlocal next_report
        which, text = target.decode(data)
        law = target.broken_law(text, schemes[which], tally)
        if law is not None:
            found = target.encode(which, text).hex()
            report.broken[law] = min(report.broken.get(law, found), found, key=len)
        if tally.runs % 64 and tally.runs < runs:
            return
        now = time.monotonic()
        over = tally.runs >= runs or now >= end
        if over or now >= next_report:
            next_report = now + BETWEEN_REPORTS
            report.update(tally)
            report.write(folder / f"{seed}.json")
        if over:
            os._exit(0)  # the fuzzer cannot be asked to stop

    def change(data: bytes, most: int, chance: int) -> bytes:
        random = Random(chance)
        if random.randrange(2):  # else the fuzzer strays ever further from texts that can be read
            data = random.choice(seeds)
        if random.randrange(4):
            return target.mutate(data, words, random)[:most]
        changed: bytes = atheris.Mutate(data, most)
        return target.change_head(changed, random) + changed[1:]

    options = {
        "dict": ROOT / "fuzz" / "numbers.dict",
        "max_len": LONGEST_INPUT,
        "seed": seed,
        "artifact_prefix": f"{folder}/",
        "mutate_depth": 1,
        "entropic_scale_per_exec_time": 1,
        "reload": 10,
        "print_funcs": 0,
    }
    argv = [sys.argv[0], *(f"-{key}={value}" for key, value in options.items())]
    folders = [str(folder / "corpus"), str(folder / "seeds")]  # what is found goes into the first
    atheris.Setup([*argv, *folders], try_input, custom_mutator=change)
    atheris.Fuzz()


def gather(folder: Path) -> Report:
    """Return what all workers have written down so far."""
    report = Report()
    for file in folder.glob("*.json"):
        raw = json.loads(file.read_text(encoding="utf-8"))
        report.add(
            Report(
                raw["runs"],
                raw["cpu_seconds"],
                raw["read"],
                raw["mended"],
                Counter(raw["parse"]),
                Counter(raw["repair"]),
                raw["broken"],
            )
        )
    return report


def supervise(folder: Path, jobs: int, runs: int, seconds: float, seed: int) -> tuple[Report, bool]:
    """Start the workers and wait for them; also tell whether all ended as they should."""
    from fuzz.corpus import seed_inputs

    for old in folder.glob("*.json"):
        old.unlink()
    corpus, seeds = folder / "corpus", folder / "seeds"
    for made in (corpus, seeds):
        made.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seed_inputs()):
        (seeds / f"{number:04}").write_bytes(data)
    workers = []
    for job in range(jobs):
        command = [sys.executable, __file__, "--worker", str(folder), "--seed", str(seed + job)]
        command += ["--runs", str(-(-runs // jobs)), "--seconds", str(seconds)]
        with (folder / f"{seed + job}.log").open("wb") as log:
            workers.append(subprocess.Popen(command, stdout=log, stderr=log))  # noqa: S603  (reason: our own script)
    start = time.monotonic()
    next_word = 60.0
    while any(worker.poll() is None for worker in workers):
        time.sleep(0.2)
        elapsed = time.monotonic() - start
        if elapsed >= next_word:
            next_word += 60
            so_far = gather(folder)
            print(
                f"{elapsed:5.0f} s  {so_far.runs:10,} runs  {len(so_far.broken)} broken laws",
                flush=True,
            )
    elapsed = time.monotonic() - start
    report = gather(folder)
    files = sum(1 for _ in corpus.iterdir())
    print(
        f"{report.runs:,} runs in {elapsed:.0f} s, {report.runs / elapsed:,.0f} runs/s with {jobs} "
        f"jobs, {report.runs / report.cpu_seconds:,.0f} runs per second of processor time\n"
        f"{report.read:,} texts read, {report.mended:,} mended, {files:,} inputs found"
    )
    failed = [job for job, worker in enumerate(workers) if worker.returncode]
    for job in failed:
        words = (folder / f"{seed + job}.log").read_text(encoding="utf-8", errors="replace")
        print(f"job {job} ended by itself:\n{words[-3000:]}")
    return report, not failed


def tell_codes(report: Report) -> bool:
    """Print which codes were reached and which not; tell whether all were."""
    from fuzz.target import expected

    complete = True
    for verb, reached, codes in zip(
        ("parse", "repair"), (report.parse, report.repair), expected(), strict=True
    ):
        missing = sorted(code.value for code in codes if code.value not in reached)
        more = sorted(reached.keys() - {code.value for code in codes})
        complete = complete and not missing
        print(f"{verb}: {len(codes) - len(missing)} of {len(codes)} codes reached")
        for code, times in reached.most_common():
            print(f"  {code:22} {times:12,}")
        print(f"  not reached: {', '.join(missing) or 'none'}")
        print(f"  reached, and not expected: {', '.join(more) or 'none'}")
    return complete


def tell_broken(report: Report) -> None:
    """Print each law that did not hold, with the shortest text for it."""
    from fuzz.target import decode, schemes, shortest

    print(f"{len(report.broken)} broken laws")
    for law, data in sorted(report.broken.items()):
        which, text = decode(bytes.fromhex(data))
        scheme = schemes()[which]
        print(f"  {law}\n    {scheme.id}: {shortest(text, scheme, law)!a}")


def main() -> int:
    """Fuzz, report, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=sys.maxsize, help="texts to try, in all")
    options.add_argument("--seconds", type=float, default=60, help="time to take (default: 60)")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    options.add_argument("--seed", type=int, default=1, help="of the first process")
    options.add_argument("--folder", type=Path, help="keep corpus, counts and logs in this folder")
    options.add_argument("--check", action="store_true", help="fail if a code was not reached")
    options.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.worker is not None:
        work(given.worker, given.seed, given.runs, given.seconds)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        report, sound = supervise(folder, given.jobs, given.runs, given.seconds, given.seed)
        complete = tell_codes(report)
        tell_broken(report)
    return 0 if sound and not report.broken and (complete or not given.check) else 1


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))  # so that it runs from any folder
    sys.exit(main())
