"""The command line: arguments in, library calls, output. It needs the extra ``cli``."""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]


def __dir__() -> list[str]:
    return __all__


def main() -> None:
    """Run the command line; the entry point of ``siarchive`` and ``python -m siarchive``."""
    missing = [name for name in ("click", "rich") if find_spec(name) is None]
    if missing:
        sys.stderr.write(
            f"the command line needs {' and '.join(missing)}: pip install 'siarchive[cli]'\n"
        )
        sys.exit(2)
    from siarchive.cli.commands import run

    sys.exit(run())
