"""The notebooks of the documentation run from top to bottom, and their values show themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, TypedDict

import jupytext  # type: ignore[import-untyped]  # reason: it has no types
import pytest
from nbclient import NotebookClient
from tests.html_reader import read

NOTEBOOKS: Final = Path(__file__).parents[1] / "docs" / "notebooks"
FOLDERS: Final = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")


class Output(TypedDict):
    """One output of a cell: by media type, what is shown."""

    output_type: str
    data: dict[str, str]


class Cell(TypedDict):
    """What is asked of a cell here."""

    cell_type: str
    source: str
    outputs: list[Output]


class Notebook(TypedDict):
    """What is asked of a notebook here."""

    cells: list[Cell]


def executed(name: str, folder: Path) -> list[Cell]:
    """Return the cells of code, run in order; an error in one of them is raised."""
    notebook = jupytext.read(NOTEBOOKS / name)
    with pytest.MonkeyPatch.context() as patch:
        for variable in FOLDERS:
            patch.setenv(variable, str(folder))
        # started elsewhere, so that only what is installed can be imported
        resources = {"metadata": {"path": str(folder)}}
        NotebookClient(notebook, timeout=60, resources=resources).execute()
    read_back: Notebook = json.loads(json.dumps(notebook))
    return [cell for cell in read_back["cells"] if cell["cell_type"] == "code"]


@pytest.mark.slow
def test_first_look(tmp_path: Path) -> None:
    """Read, mend, check, search, classify, explain, keep: each cell but the first shows a value."""
    first, *others = executed("first_look.md", tmp_path)
    assert first["outputs"] == []
    shown = []
    for cell in others:
        (output,) = cell["outputs"]
        assert output["output_type"] == "execute_result", cell["source"]
        shown.append(output["data"])
    *values, picture = shown
    readers = [read(value["text/html"]) for value in values]
    assert all(reader.tags["table"] for reader in readers)
    number, refused, mended, doubtful, findings, row, *_ = readers
    assert "参保单位登记材料" in number.texts
    assert refused.marked == ["09", "0", "Q"]
    assert "2009-GL-参保单位登记材料-1-50-Y" in mended.texts
    assert doubtful.marked == ["01", "5O"]
    # 211 for 0211; 2049 after 2026; the stage is of GL; C, 50 years, is shorter than permanent
    codes = {"fonds-zero-lost", "future-year", "category-stage-conflict", "period-too-short"}
    assert codes <= set(findings.texts)
    assert findings.tags["tr"] == 1 + len(codes)
    assert "year-column" in row.texts
    assert picture["image/svg+xml"].startswith("<svg ")
    assert "工伤认定决定书，1995" in picture["image/svg+xml"]
    assert "<svg " in picture["text/html"]


def test_every_notebook_is_tested() -> None:
    assert [path.name for path in NOTEBOOKS.iterdir() if path.suffix == ".md"] == ["first_look.md"]
