"""The types themselves: `typing/*.py` through mypy and pyright, with every expected error only.

The files say in mypy's words where an error must be; ``RULES`` has pyright's words for the same.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from subprocess import CompletedProcess, run
from typing import Final

import pytest
from tests.schemes_fixture import TESTS

FILES = sorted((TESTS / "typing").glob("*.py"))
IGNORE = re.compile(r"  # type: ignore\[([a-z,-]+)\]")
ERROR = re.compile(r"^(?:.*[\\/])?(\w+)\.py:(\d+): error: .*\[([a-z-]+)\]$")

RULES: Final = {
    "arg-type": "reportArgumentType",
    "assignment": "reportAssignmentType",
    "attr-defined": "reportAttributeAccessIssue",
    "call-arg": "reportCallIssue",
    "call-overload": "reportCallIssue",
    "comparison-overlap": "reportUnnecessaryComparison",
    "index": "reportIndexIssue",
    "misc": "reportAttributeAccessIssue",  # where these files say `misc`, a part is frozen
    "operator": "reportOperatorIssue",
    "union-attr": "reportAttributeAccessIssue",
}
PYRIGHT: Final = {
    "typeCheckingMode": "strict",
    "pythonVersion": "3.11",
    # these two only repeat that what follows from an expected error is not known
    "reportUnknownMemberType": False,
    "reportUnknownVariableType": False,
}


def expected() -> list[tuple[str, int, list[str]]]:
    """Return where the files say that an error must be: file, line, kinds."""
    return [
        (path.stem, number, found[1].split(","))
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in IGNORE.finditer(line)
    ]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The files without their `ignore`, in a folder of their own, under their own names."""
    folder = tmp_path / "tests" / "typing"
    folder.mkdir(parents=True)
    for path in FILES:
        text = IGNORE.sub("", path.read_text(encoding="utf-8"))
        (folder / path.name).write_text(text, encoding="utf-8")
    return tmp_path


def checked(folder: Path, *command: str) -> CompletedProcess[str]:
    """Run a checker; it must have something to say and no trouble in saying it."""
    done = run(
        [sys.executable, "-m", *command],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, ""), done.stdout
    return done


@pytest.mark.slow
def test_mypy(bare: Path) -> None:
    """Without their `ignore` the files give exactly the errors that they announce."""
    pytest.importorskip("mypy", reason="mypy comes with the dependency group lint")
    done = checked(
        bare,
        *("mypy", "--config-file", str(TESTS.parent / "pyproject.toml")),
        *("--cache-dir", str(bare / "cache"), "--no-pretty", "--no-error-summary"),
        *("--show-error-codes", "--hide-error-context", "--no-color-output"),
        *(f"tests/typing/{path.name}" for path in FILES),
    )
    found = {
        (match[1], int(match[2]), match[3])
        for match in map(ERROR.match, done.stdout.splitlines())
        if match
    }
    wanted = {(file, line, kind) for file, line, kinds in expected() for kind in kinds}
    assert found == wanted, done.stdout


@pytest.mark.slow
def test_pyright(bare: Path) -> None:
    """Pyright, in strict mode, finds the same errors in the same places, and no other."""
    pytest.importorskip("basedpyright", reason="pyright comes with the dependency group lint")
    (bare / "pyrightconfig.json").write_text(json.dumps(PYRIGHT), encoding="utf-8")
    # `--pythonpath`: the interpreter that knows siarchive
    done = checked(bare, "basedpyright", "--outputjson", "--pythonpath", sys.executable)
    report = json.loads(done.stdout)
    found = {
        (Path(e["file"]).stem, e["range"]["start"]["line"] + 1, e["rule"])
        for e in report["generalDiagnostics"]
    }
    wanted = {(file, line, RULES[kinds[0]]) for file, line, kinds in expected()}
    assert found == wanted, done.stdout
    assert report["summary"]["filesAnalyzed"] == len(FILES)


def test_there_is_something_to_expect() -> None:
    """Every file, and the kinds that matter: frozen parts, wrong arguments, lost outcomes."""
    assert {name for name, _, _ in expected()} == {"exchange", "fields", "narrowing", "reading"}
    kinds = {kind for _, _, kinds in expected() for kind in kinds}
    assert kinds >= {"misc", "arg-type", "assignment", "union-attr"}
