"""Test the mutants that mutmut leaves out: constants, tables, fields, properties, cached functions.

mutmut switches between versions of a function while the program runs, so it cannot change what runs
once, at import, nor what a decorator has wrapped. Here each mutant is written into a copy of the
source, and the tests of ``[tool.mutmut]`` run on it in a process of their own, until one fails.

    python tools/definition_mutants.py             # every room of [tool.mutmut]
    python tools/definition_mutants.py codes       # one
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from itertools import repeat
from pathlib import Path
from queue import SimpleQueue
from typing import Final, NamedTuple

TOP: Final = Path(__file__).parents[1]
SETTINGS: Final = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "mutmut"
]
SECONDS: Final = 120
"""For one mutant; all tests take some ten seconds."""

_SWITCHED_BY_MUTMUT: Final = {"staticmethod", "classmethod"}
_SWAPS: Final[dict[type[ast.AST], type[ast.AST]]] = {
    a: b
    for pair in (
        (ast.Lt, ast.LtE),
        (ast.Gt, ast.GtE),
        (ast.Eq, ast.NotEq),
        (ast.Is, ast.IsNot),
        (ast.In, ast.NotIn),
        (ast.And, ast.Or),
        (ast.Add, ast.Sub),
        (ast.BitOr, ast.BitAnd),
    )
    for a, b in (pair, pair[::-1])
}


class Mutant(NamedTuple):
    """A changed room."""

    room: str
    line: int
    change: str
    source: str


def places(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """Give what runs at import and what decorators wrap, statement by statement."""
    for statement in body:
        match statement:
            case ast.ClassDef():
                yield from statement.decorator_list
                yield from places(statement.body)
            case ast.FunctionDef():
                names = {ast.unparse(decorator) for decorator in statement.decorator_list}
                if names - _SWITCHED_BY_MUTMUT:
                    yield from statement.body
            case ast.AnnAssign(annotation=ast.Name(id="TypeAlias")):
                pass
            case ast.Assign() | ast.AnnAssign() if "__all__" not in ast.unparse(statement):
                yield from [] if statement.value is None else [statement.value]
            case _:  # imports, docstrings, type checking, lists of names
                pass


def expressions(node: ast.AST) -> Iterator[ast.AST]:
    """Give every node below that means something at run time: no annotation, no docstring."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name != "annotation":
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from expressions(child)


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Give the node's mutants."""
    for name, value in ast.iter_fields(node):
        if type(value) in _SWAPS:
            yield _with(node, name, _SWAPS[type(value)]())
    match node:
        case ast.Constant():
            yield from map(ast.Constant, _other_values(node.value))
        case ast.Compare(ops=[operator]) if type(operator) in _SWAPS:
            yield _with(node, "ops", [_SWAPS[type(operator)]()])
        case ast.Call(keywords=words):
            for place in range(len(words)):
                yield _with(node, "keywords", [*words[:place], *words[place + 1 :]])
        case ast.IfExp():
            yield from (node.body, node.orelse)
        case ast.Return(value=ast.expr()):
            yield ast.Return(ast.Constant(None))
        case _:
            pass


def _other_values(value: object) -> list[bool | int | str]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1]
    return [f"XX{value}XX"] if isinstance(value, str) else []


def _with(node: ast.AST, name: str, value: object) -> ast.AST:
    fields = dict(ast.iter_fields(node)) | {name: value}
    return type(node)(**fields)


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old = old
        self.new = new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def mutants(room: str) -> Iterator[Mutant]:
    """Give every mutant of a room."""
    source = (TOP / "src" / "siarchive" / f"{room}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    wording = {
        number
        for number, line in enumerate(source.splitlines(), 1)
        if any(re.search(pattern, line) for pattern in SETTINGS["do_not_mutate_patterns"])
    }
    for place in places(tree.body):
        for node in expressions(place):
            if getattr(node, "lineno", 0) in wording:
                continue
            for new in changes(node):
                # the nodes of a copy are others, and the next mutant needs the original
                memo: dict[int, ast.AST] = {}
                copied = deepcopy(tree, memo)
                changed = ast.fix_missing_locations(_Replace(memo[id(node)], new).visit(copied))
                change = f"{ast.unparse(node)} -> {ast.unparse(ast.fix_missing_locations(new))}"
                line = getattr(node, "lineno", getattr(place, "lineno", 0))
                yield Mutant(room, line, " ".join(change.split()), ast.unparse(changed))


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what the tests need; the package is compiled once."""
    for name in ("src", "tests", *SETTINGS["also_copy"]):
        shutil.copytree(TOP / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(TOP / "pyproject.toml", folder)
    run(folder, "--collect-only", writes=True)
    return folder


def run(folder: Path, *options: str, room: str = "", writes: bool = False) -> bool:
    """Run the tests; tell whether all passed, and in time."""
    environment = os.environ | {
        "PYTHONPATH": str(folder / "src"),
        "PYTHONDONTWRITEBYTECODE": "" if writes else "1",
        "MUTANT_UNDER_TEST": f"siarchive.{room}.definition",  # its own tests come first
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        *SETTINGS["pytest_add_cli_args"],
        *options,
    ]
    try:
        done = subprocess.run(  # noqa: S603  (reason: our own command)
            [*command, *SETTINGS["pytest_add_cli_args_test_selection"]],
            cwd=folder,
            env=environment,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def lives(mutant: Mutant, folders: SimpleQueue[Path]) -> bool:
    """Tell whether every test passes on the mutant."""
    folder = folders.get()
    path = folder / "src" / "siarchive" / f"{mutant.room}.py"
    original = path.read_bytes()
    path.write_text(mutant.source, encoding="utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{mutant.room}.*"):
        compiled.unlink()
    try:
        return run(folder, room=mutant.room)
    finally:
        path.write_bytes(original)
        folders.put(folder)


def main() -> None:
    """Print a line per room, and every mutant that lived."""
    rooms = sys.argv[1:] or [Path(path).stem for path in SETTINGS["only_mutate"]]
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(workers) as pool:
        folders: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            folders.put(copy_of_the_tree(Path(temporary) / str(number)))
        whole = (TOP / "src" / "siarchive" / "codes.py").read_text(encoding="utf-8")
        if not lives(Mutant("codes", 0, "", whole), folders):
            sys.exit("the tests do not pass before anything is changed")
        if lives(Mutant("codes", 0, "", ""), folders):
            sys.exit("the tests do not see the copied source: an empty room passes")
        for room in rooms:
            made = list(mutants(room))
            answers = pool.map(lives, made, repeat(folders))
            alive = [mutant for mutant, lived in zip(made, answers, strict=True) if lived]
            share = 100 * (1 - len(alive) / len(made))
            print(f"{room}: {len(made)} mutants, {len(alive)} alive, {share:.1f} % killed")
            for mutant in alive:
                print(f"  {mutant.room}.py:{mutant.line}: {mutant.change[:200]}", flush=True)


if __name__ == "__main__":
    main()
