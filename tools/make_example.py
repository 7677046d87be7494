"""Write ``examples/catalogue.csv`` and ``examples/faults.tsv``: 500 invented rows, seed 1.

Run it after a change of the generator or of the built-in scheme; a test compares the files.
"""

from __future__ import annotations

from pathlib import Path

from siarchive.testing import make_catalogue, write_csv, write_faults

ROWS = 500
SEED = 1
YEAR = 2026


def main() -> None:
    """Write both files, over what stands there."""
    folder = Path(__file__).parents[1] / "examples"
    catalogue = make_catalogue(rows=ROWS, seed=SEED, as_of_year=YEAR)
    write_csv(catalogue, folder / "catalogue.csv")
    write_faults(catalogue, folder / "faults.tsv")
    print(f"{len(catalogue.rows)} rows, {len(catalogue.faults)} of them faulty")


if __name__ == "__main__":
    main()
