"""What an import costs: attrs and little more; everything else when it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

import siarchive

ENVIRONMENT: Final[Mapping[str, str]] = {
    **os.environ,
    "PYTHONPATH": str(Path(siarchive.__file__).parents[1]),
    "PYTHONUTF8": "1",
}
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after running ``code``.

    Read from the interpreter's own account of imports (``-X importtime``), which also names what
    was loaded and dropped again, and from ``sys.modules``, since that account leaves out what is
    imported by name.
    """
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        check=True,
        timeout=60,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rsplit("|", 1)[1].strip() for line in lines} | set(done.stdout.split())


@pytest.fixture(scope="module")
def bare() -> set[str]:
    """The modules of an interpreter that imports nothing, so that its own do not count."""
    return loaded_by("pass")


HEAVY: Final = ("cattrs", "hypothesis", "click", "rich", "pydantic")


def packages(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_import_alone(bare: set[str]) -> None:
    found = loaded_by("import siarchive") - bare
    assert "siarchive" in found
    assert packages(found) & {*HEAVY, "tomllib", "attr", "attrs", "csv", "json"} == set()


def test_import_alone_loads_no_room(bare: set[str]) -> None:
    found = loaded_by("import siarchive; dir(siarchive); siarchive.__version__") - bare
    assert {name for name in found if name.startswith("siarchive.")} == set()


def test_a_name_loads_its_room(bare: set[str]) -> None:
    found = loaded_by("import siarchive; siarchive.CategoryCode('GL')") - bare
    assert "siarchive.codes" in found
    assert "siarchive.catalogue" not in found
    assert "siarchive.classification" not in found
    assert packages(found) & {*HEAVY} == set()


@pytest.mark.parametrize(
    "code",
    [
        f"siarchive.parse({PLAIN!r})",
        f"siarchive.validate({PLAIN!r})",
        "siarchive.classify('催缴材料')",
        f"list(siarchive.check([{{'档号': {PLAIN!r}}}]))",
        f"siarchive.parse({PLAIN!r})._repr_html_()",
    ],
)
def test_verbs_need_no_extra(code: str) -> None:
    found = packages(loaded_by(f"import siarchive; {code}"))
    assert found & {"click", "rich", "hypothesis", "pydantic"} == set()
    assert "cattrs" in found


def test_every_name_needs_no_extra() -> None:
    code = "import siarchive; [getattr(siarchive, name) for name in siarchive.__all__]"
    assert packages(loaded_by(code)) & {"click", "rich", "hypothesis", "pydantic"} == set()


def test_the_account_sees_what_it_should() -> None:
    assert {"click", "rich", "siarchive.cli.commands"} <= loaded_by("import siarchive.cli.commands")


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_the_command_line_says_which_extra_it_lacks(missing: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from siarchive.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        env=ENVIRONMENT,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"the command line needs {missing}: pip install 'siarchive[cli]'\n"


def test_names_load_under_threads() -> None:
    """Data load on first use, safely under threads."""
    code = f"""
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import siarchive
barrier = Barrier(16)
def work(_):
    barrier.wait()
    return str(siarchive.parse({PLAIN!r})), siarchive.classify("催缴材料").outcome
with ThreadPoolExecutor(16) as pool:
    assert set(pool.map(work, range(16))) == {{({PLAIN!r}, "decided")}}
"""
    loaded_by(code)
