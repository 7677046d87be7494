"""``python -m siarchive``: the command line."""

from __future__ import annotations

from siarchive.cli import main

if __name__ == "__main__":
    main()
