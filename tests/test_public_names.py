"""Public names: listed once, the same everywhere, importable, and described."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

import siarchive

SOURCE: Final = Path(siarchive.__file__).parent


def _modules() -> Iterator[str]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        # `python -m siarchive`: it runs the command line when it is imported under that name
        if not name.endswith("__main__"):
            yield name


MODULES: Final = tuple(_modules())


def _path(module: ModuleType) -> Path:
    assert module.__file__ is not None
    return Path(module.__file__)


def _for_type_checkers() -> dict[str, str]:
    """Return the names imported under TYPE_CHECKING, and the room of each."""
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    (block,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )
    found: dict[str, str] = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        assert node.module is not None
        for alias in node.names:
            assert alias.asname is None
            assert alias.name not in found
            found[alias.name] = node.module
    return found


class TestPackage:
    def test_four_lists_agree(self) -> None:
        """`__all__`, `dir`, the rooms, and what type checkers see."""
        rooms = {n: f"siarchive.{room}" for room, names in siarchive._ROOMS.items() for n in names}
        assert _for_type_checkers() == rooms
        assert set(siarchive.__all__) == {*rooms, "__version__"}
        assert dir(siarchive) == sorted(siarchive.__all__)
        assert len(siarchive.__all__) == len(set(siarchive.__all__))

    def test_in_order(self) -> None:
        assert siarchive.__all__ == sorted(siarchive.__all__)

    @pytest.mark.parametrize("name", siarchive.__all__)
    def test_importable(self, name: str) -> None:
        value: object = getattr(siarchive, name)
        assert value is not None
        if name != "__version__":
            module = import_module(_for_type_checkers()[name])
            assert getattr(module, name) is value
            assert name in module.__all__ or module.__name__ == "siarchive.catalogue"

    @pytest.mark.parametrize("name", sorted(set(siarchive.__all__) - {"__version__"}))
    def test_a_pickle_names_the_room(self, name: str) -> None:
        """A class or function says where it is defined, not where it is shown."""
        value: object = getattr(siarchive, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert value.__module__.startswith("siarchive.")
            assert getattr(import_module(value.__module__), value.__name__) is value

    @pytest.mark.parametrize("name", ["no_such_name", "click", "_private", "numbers_"])
    def test_what_is_not_there(self, name: str) -> None:
        with pytest.raises(AttributeError, match=f"'siarchive' has no attribute '{name}'"):
            getattr(siarchive, name)

    def test_the_verbs(self) -> None:
        verbs = {
            "parse",
            "format",
            "repair",
            "resolve",
            "validate",
            "classify",
            "retention",
            "check",
        }
        assert verbs <= set(siarchive.__all__)
        for verb in verbs:
            parameters = inspect.signature(getattr(siarchive, verb)).parameters
            # `scheme=` is a keyword of each; the default is Wuhu
            assert parameters["scheme"].kind is inspect.Parameter.KEYWORD_ONLY
            assert parameters["scheme"].default is None

    def test_no_room_bears_the_name_of_a_public_function(self) -> None:
        rooms = {path.stem for path in SOURCE.iterdir()}
        functions = {n for n in siarchive.__all__ if inspect.isfunction(getattr(siarchive, n))}
        assert rooms & functions == set()

    def test_typed(self) -> None:
        assert (SOURCE / "py.typed").exists()


@pytest.mark.parametrize("name", MODULES)
class TestModules:
    def test_all_and_dir_agree(self, name: str) -> None:
        module = import_module(name)
        names: list[str] = module.__all__
        assert dir(module) == sorted(names)
        assert len(names) == len(set(names))
        for each in names:
            assert hasattr(module, each)

    def test_described(self, name: str) -> None:
        module = import_module(name)
        assert module.__doc__

    def test_public_names_are_described(self, name: str) -> None:
        module = import_module(name)
        assert sorted(_undescribed(module)) == []


def _undescribed(module: ModuleType) -> Iterator[str]:
    """Return the public names of a module that no docstring describes.

    What is imported is described where it is defined. A constant or alias is described by a string
    below it.
    """
    body = ast.parse(_path(module).read_text(encoding="utf-8")).body
    for place, node in enumerate(body):
        after = body[place + 1] if place + 1 < len(body) else None
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            # an overload is described by the function it belongs to
            if node.name in module.__all__ and "overload" not in map(
                ast.unparse, node.decorator_list
            ):
                yield from _undescribed_parts(node, node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            public = names & (set(module.__all__) - {"__all__", "__version__"})
            if public and not _is_string(after):
                yield from public


def _is_string(node: ast.stmt | None) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _undescribed_parts(node: ast.ClassDef | ast.FunctionDef, path: str) -> Iterator[str]:
    if not ast.get_docstring(node):
        yield path
    if isinstance(node, ast.ClassDef):
        for part in node.body:
            if isinstance(part, ast.ClassDef | ast.FunctionDef) and not part.name.startswith("_"):
                yield from _undescribed_parts(part, f"{path}.{part.name}")
