"""The types themselves: `typing/*.py` through mypy, with every expected error and no other."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from subprocess import run

import pytest
from tests.schemes_fixture import TESTS

pytest.importorskip("mypy", reason="mypy comes with the dependency group lint")

FILES = sorted((TESTS / "typing").glob("*.py"))
IGNORE = re.compile(r"  # type: ignore\[([a-z,-]+)\]")
ERROR = re.compile(r"^(?:.*[\\/])?(\w+)\.py:(\d+): error: .*\[([a-z-]+)\]$")


def expected() -> set[tuple[str, int, str]]:
    """Return where the files say that an error must be: file, line, kind."""
    return {
        (path.stem, number, kind)
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in IGNORE.finditer(line)
        for kind in found[1].split(",")
    }


@pytest.mark.slow
def test_errors_are_those_expected(tmp_path: Path) -> None:
    """Without their `ignore` the files give exactly the errors that they announce."""
    for path in FILES:
        bare = IGNORE.sub("", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(bare, encoding="utf-8")
    root = TESTS.parent
    command = [sys.executable, "-m", "mypy", "--config-file", str(root / "pyproject.toml")]
    command += ["--cache-dir", str(tmp_path / "cache"), "--no-pretty", "--no-error-summary"]
    command += ["--show-error-codes", "--hide-error-context", "--no-color-output"]
    done = run(  # noqa: PLW1510  (reason: errors are what is asked for)
        [*command, *(str(tmp_path / path.name) for path in FILES)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=root,
    )
    assert done.stderr == ""
    found = {
        (match[1], int(match[2]), match[3])
        for match in map(ERROR.match, done.stdout.splitlines())
        if match
    }
    assert found == expected(), done.stdout


def test_there_is_something_to_expect() -> None:
    """Both files, and the kinds that matter: frozen parts, wrong arguments, lost outcomes."""
    assert {name for name, _, _ in expected()} == {"reading", "narrowing"}
    assert {kind for _, _, kind in expected()} >= {"misc", "arg-type", "assignment", "union-attr"}
