"""The command line as a process of its own: what it prints, how it ends, what it leaves behind."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Final

import pytest
from attrs import frozen
from tests.schemes_fixture import TINY

import siarchive

DATA: Final = Path(__file__).parent / "data" / "catalogue"
SMALL: Final = DATA / "small.csv"
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
AS_OF: Final = ("--as-of", "2026-11-23")
ENVIRONMENT: Final[Mapping[str, str]] = {
    **os.environ,
    "PYTHONPATH": str(Path(siarchive.__file__).parents[1]),
    "PYTHONUTF8": "1",
}
# A limit on the size of files also cuts what Python and coverage write beside the program: no byte
# code (3.11 puts a cut file in place), no account of coverage.
ALONE: Final = {
    **{name: value for name, value in ENVIRONMENT.items() if not name.startswith("COVERAGE")},
    "PYTHONDONTWRITEBYTECODE": "1",
}
COMMAND: Final = (sys.executable, "-m", "siarchive")
NO_SPACE: Final = Path("/dev/full")
needs_full_device = pytest.mark.skipif(
    not NO_SPACE.exists(), reason="no device that is always full"
)
needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")


@frozen
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def ended(code: int, out: bytes, err: bytes) -> Done:
    """Return how a command ended; whatever it did, it showed no traceback."""
    done = Done(code, out.decode("utf-8"), err.decode("utf-8"))
    for text in (done.out, done.err):
        assert "Traceback" not in text
        assert "Error:" not in text.replace("\nError: ", "\n")
    return done


class _Forks:
    """Runs commands, each in a process of its own that has its imports behind it.

    A fresh interpreter takes half a second, nearly all of it for imports. This one imports once
    and forks for each command; standard input, output and error are files, and the process ends as
    any other, with its exit code or its traceback.
    """

    PROGRAM: Final = """
import json, os, signal, sys
import siarchive.cli.commands, siarchive.classification
siarchive.load_scheme("wuhu")
for line in sys.stdin:
    request = json.loads(line)
    child = os.fork()
    if child == 0:
        for number, name in enumerate(request["files"]):
            os.dup2(os.open(name, os.O_RDWR), number)
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    sys.exit()
signal.alarm(120)
sys.stdin = open(0, encoding="utf-8", closefd=False)
sys.argv = ["siarchive", *request["arguments"]]
siarchive.cli.main()
"""

    def __init__(self, folder: Path) -> None:
        self._files = [folder / name for name in ("in", "out", "err")]
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=ENVIRONMENT,
        )

    def close(self) -> None:
        with self._process:
            pass

    def run(self, arguments: list[str], stdin: bytes) -> Done:
        for file, content in zip(self._files, (stdin, b"", b""), strict=True):
            file.write_bytes(content)
        request = {"arguments": arguments, "files": list(map(str, self._files))}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        _, out, err = (file.read_bytes() for file in self._files)
        return ended(code, out, err)


_forks: list[_Forks] = []


@pytest.fixture(scope="module", autouse=True)
def _one_interpreter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    _forks.append(_Forks(tmp_path_factory.mktemp("forks")))
    yield
    _forks.pop().close()


def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
    """Run the command in a process of its own."""
    return _forks[0].run(list(map(str, arguments)), stdin)


def run_fresh(
    *arguments: str | Path,
    stdin: bytes = b"",
    stdout: int | IO[bytes] = subprocess.PIPE,
    stderr: int | IO[bytes] = subprocess.PIPE,
    env: Mapping[str, str] = ENVIRONMENT,
    command: Sequence[str] = COMMAND,
) -> Done:
    """Run the command in an interpreter of its own, as a shell does."""
    done = subprocess.run(
        [*command, *map(str, arguments)],
        input=stdin,
        stdout=stdout,
        stderr=stderr,
        env=env,
        check=False,
        timeout=120,
    )
    return ended(done.returncode, done.stdout or b"", done.stderr or b"")


def refused(*arguments: str | Path, **options: bytes) -> str:
    """Run what cannot work; return its one sentence."""
    done = run(*arguments, stdin=options.get("stdin", b""))
    assert done.code == 2
    assert done.out == ""
    assert done.err.strip()
    return done.err


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def table(file: str) -> list[dict[str, str]]:
    """Return a table of expected values; quotation marks mean themselves."""
    lines = (DATA / file).read_text(encoding="utf-8").split("\n")
    head, *rest = [line.split("\t") for line in lines if line]
    return [dict(zip(head, row, strict=True)) for row in rest]


def cells(text: str, *words: str) -> list[str]:
    """Return the cells of the one line of a printed table that holds all these words."""
    (line,) = (line for line in text.splitlines() if all(word in line for word in words))
    return [cell.strip() for cell in line.replace("┃", "│").strip("│").split("│")]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A catalogue of one row that is sound."""
    return write(tmp_path / "sound.csv", f"档号,题名\n{PLAIN},登记表\n")


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Path]:
    """A catalogue that takes seconds to check."""
    path = write(tmp_path / "large.csv", "档号,题名\n" + f"{PLAIN},登记表\n" * 60_000)
    yield path
    path.unlink()


class TestCheck:
    """The small catalogue of the tests, and what must be said of it."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_summary(self, lang: str) -> None:
        done = run("check", SMALL, *AS_OF, "--lang", lang)
        assert (done.code, done.err) == (1, "")
        # nine rows: five with an error, one with warnings only
        head = done.out.partition("\n\n")[0]
        assert "small.csv" in head
        assert "2026-11-23" in head
        counts = [
            int(number) for number in re.findall(r"(?<![\w.-])\d+(?= )", head.splitlines()[-1])
        ]
        assert counts == [9, 5, 1, 3]
        # counts by code with an example each
        found = table("small_findings.tsv")
        for code in {row["code"] for row in found}:
            own = [row for row in found if row["code"] == code]
            severity, name, count, row, example = cells(done.out, f" {code} ")
            assert (name, count, row) == (code, str(len(own)), own[0]["row"])
            assert (severity == own[0]["severity"]) == (lang == "en")
            assert example
        # by category and period
        assert cells(done.out, "社会保险稽核监管类", "2")[0] == "社会保险稽核监管类"
        assert cells(done.out, " 永久 ", " 50年 ", " 30年 ", " 15年 ", " 10年 ")
        # due by year: rows 3 and 4 already, 5 in 2028, rows 7 to 9 much later, 1 never
        assert cells(done.out, "│ 2028 ")[1] == "1"
        assert cells(done.out, "≤ 2026")[1] == "2"
        assert cells(done.out, "> 2038")[1] == "3"
        assert ("severity" in done.out) == (lang == "en")
        assert ("轻重" in done.out) == (lang == "zh")

    def test_findings_csv(self, tmp_path: Path) -> None:
        path = tmp_path / "f.csv"
        assert run("check", SMALL, *AS_OF, "--findings", path).code == 1
        head, *rows = read_csv(path)
        assert head == [
            "row",
            "column",
            "code",
            "severity",
            "field",
            "start",
            "end",
            "value",
            "message",
            "suggestion",
        ]
        said = [dict(zip(head, row, strict=True)) for row in rows]
        for record in said:
            assert record.pop("message")
            value = record.pop("value")
            assert "340200190001010016" not in value
            # a dash alone is a formula to a spreadsheet
            record["suggestion"] = record["suggestion"].removeprefix("'")
        assert sorted(map(str, said)) == sorted(map(str, table("small_findings.tsv")))

    def test_findings_json_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "f.jsonl"
        assert run("check", SMALL, *AS_OF, "--findings", path, "--lang", "zh").code == 1
        said = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        wanted = table("small_findings.tsv")
        assert sorted((r["row"], r["code"], r["field"]) for r in said) == sorted(
            (int(row["row"]), row["code"], row["field"]) for row in wanted
        )
        first = next(
            record for record in said if record["row"] == 4 and record["column"] == "全宗号"
        )
        message = first.pop("message")
        assert "211" in message
        assert any("\u4e00" <= char <= "\u9fff" for char in message)
        assert first == {
            "row": 4,
            "column": "全宗号",
            "code": "fonds-zero-lost",
            "severity": "error",
            "field": "fonds",
            "start": 0,
            "end": 3,
            "value": "211",
            "suggestion": "0211",
        }

    def test_output(self, tmp_path: Path) -> None:
        """The user's own cells untouched, and what was found beside them."""
        path = tmp_path / "o.csv"
        assert run("check", SMALL, *AS_OF, "--output", path).code == 1
        wanted = list(csv.reader(io.StringIO(SMALL.read_text(encoding="utf-8"), newline="")))
        written = read_csv(path)
        assert len(written) == len(wanted)
        width = len(wanted[0])
        for row, own in zip(written, wanted, strict=True):
            assert row[:width] == (own + [""] * width)[:width]
            # cells beyond the headings go last
            assert row[width + 6 :] == own[width:]
        assert written[0][width:] == [
            "siarchive_number",
            "siarchive_category",
            "siarchive_rule",
            "siarchive_start",
            "siarchive_due",
            "siarchive_findings",
        ]
        for row, known in zip(written[1:], table("small_added.tsv"), strict=True):
            added = row[width : width + 6]
            assert added[:5] == [known[n] for n in ("number", "category", "rule", "start", "due")]
            assert set(added[5].split()) == set(known["findings"].split())

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
    def test_encodings(self, encoding: str, tmp_path: Path) -> None:
        """The answers do not depend on how the file is encoded; the output is UTF-8 with mark."""
        path = write(tmp_path / "in.csv", SMALL.read_text(encoding="utf-8"), encoding)
        done = run("check", path, *AS_OF, "--output", tmp_path / "o.csv")
        assert done.code == 1
        assert ("gb18030" in done.out.lower()) == (encoding == "gb18030")
        again = run("check", SMALL, *AS_OF, "--output", tmp_path / "again.csv")
        assert (tmp_path / "o.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
        # the first lines name the file
        assert done.out.partition("\n\n")[2] == again.out.partition("\n\n")[2]

    def test_forced_encoding(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", f"档号,题名\n{PLAIN},甲\n", "utf-16")
        assert run("check", path, "--encoding", "utf-16").code == 0

    def test_awkward_cells_come_back(self, tmp_path: Path) -> None:
        """Formulas, zeros, blanks, signs and headings without words, as they stood."""
        rows = [
            ["档号", "", "全宗号", "#2", "备 注", ""],
            [PLAIN, "0211", "0211", "=1+1", " x ", "a"],
            [f" {PLAIN}", "007", "", "@SUM(A1)", 'a"b', "+1"],
            [PLAIN, "1e5", "0211", "甲\n乙", "a,b", "-1"],
            [PLAIN, "", "", "", "", ""],
            [PLAIN, "TRUE", "0211", "2009-5-2", "\t", "'"],
        ]
        path = tmp_path / "in.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        assert run("check", path, "--output", tmp_path / "o.csv").code == 0
        assert [row[:6] for row in read_csv(tmp_path / "o.csv")] == rows

    def test_columns_by_name(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", f"Number,J\n{PLAIN},2010\n")
        done = run("check", path, "--column", "档号=Number", "--column", "year=J")
        assert done.code == 1
        assert cells(done.out, " year-column ")[2] == "1"

    def test_page_means(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", f"档号,起页,止页\n{PLAIN},1,49\n")
        assert run("check", path).code == 0
        for means, example in (("first-page", "'1'"), ("page-count", "'49'")):
            done = run("check", path, "--page-means", means)
            assert done.code == 1
            assert example in cells(done.out, " page-column ")[4]

    def test_another_scheme(self, tmp_path: Path) -> None:
        number = "KH/互档/P/2011/开户登记材料/12/003"
        path = write(tmp_path / "c.csv", f"archive number,year\n{number},2012\n")
        done = run("check", path, "--scheme", TINY, *AS_OF)
        assert done.code == 1
        assert "Yunlu" in done.out
        assert cells(done.out, " year-column ")[2] == "1"
        assert cells(done.out, "开户类")[1] == "1"

    def test_today_is_printed(self, sound: Path) -> None:
        before = date.today()  # noqa: DTZ011  (reason: the day on the user's own calendar)
        done = run("check", sound)
        after = date.today()  # noqa: DTZ011  (reason: the day on the user's own calendar)
        assert done.code == 0
        assert str(before) in done.out or str(after) in done.out

    def test_the_day_matters(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", "档号\n2030-GL-参保单位登记材料-1-50-Y\n")
        assert run("check", path, "--as-of", "2029-12-31").code == 1
        assert run("check", path, "--as-of", "2030-01-01").code == 0

    @pytest.mark.parametrize(
        ("number", "code"),
        [(PLAIN, 0), ("2009-GL-自定环节-1-50-Y", 0), ("2012-SY-总账-1-80-E", 0), ("x", 1), ("", 0)],
        ids=["sound", "a warning", "a note", "an error", "headings alone"],
    )
    def test_exit_codes(self, number: str, code: int, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", f"档号\n{number}")
        assert run("check", path, *AS_OF).code == code
        if code:
            assert run("check", path, *AS_OF, "--exit-zero").code == 0

    def test_rows_with_nul_bytes(self, tmp_path: Path) -> None:
        text = "档号,题名\n" + f"{PLAIN},登记表\n" * 50 + f"{PLAIN},登\0记表\n"
        path = write(tmp_path / "c.csv", text)
        done = run("check", path, "--output", tmp_path / "o.csv", "--findings", tmp_path / "f.csv")
        assert done.code == 1
        assert [row[:7] for row in read_csv(tmp_path / "f.csv")[1:]] == [
            ["51", "题名", "nul-byte", "error", "题名", "1", "2"]
        ]
        assert read_csv(tmp_path / "o.csv")[51][1] == "登\0记表"


class TestBadInput:
    """Each with a clear message and exit code 2, and nothing left behind."""

    def refuse(self, folder: Path, file: Path, *options: str) -> str:
        """Run a check that cannot work, with outputs, and see that none is made."""
        before = sorted(folder.iterdir())
        targets = ("--output", folder / "o.csv", "--findings", folder / "f.csv")
        message = refused("check", file, *targets, *options)
        assert sorted(folder.iterdir()) == before
        return message

    def test_missing_file(self, tmp_path: Path) -> None:
        message = self.refuse(tmp_path, tmp_path / "missing.csv")
        assert "missing.csv" in message
        assert "No such file" in message

    def test_folder(self, tmp_path: Path) -> None:
        assert "directory" in self.refuse(tmp_path, tmp_path)

    def test_below_a_file(self, sound: Path, tmp_path: Path) -> None:
        assert "sound.csv" in self.refuse(tmp_path, sound / "x.csv")

    def test_an_endless_name(self, tmp_path: Path) -> None:
        self.refuse(tmp_path, tmp_path / ("x" * 5000))

    @pytest.mark.parametrize(
        ("content", "word"),
        [
            (b"", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (b"\n\r\n\n", "empty"),
            (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 4, "not a text table"),
            (b"\x00" * 10_000, "not a text table"),
            ("档号,题名\n".encode("utf-16"), "UTF-16"),
            (f"档号,题名\n{PLAIN},甲\n".encode() + b"\xff\xff\n", "encod"),
            (f"编号,题名\n{PLAIN[:-2]},甲\n".encode(), "编号, 题名"),
            (f"档号,档案号\n{PLAIN},{PLAIN}\n".encode(), "档号, 档案号"),
            (f"档号,题名,档号\n{PLAIN},甲,{PLAIN}\n".encode(), "档号"),
            (f"甲,乙\n{PLAIN},{PLAIN}\n".encode(), "甲, 乙"),
            ("编号,题名\n".encode(), "编号, 题名"),
            (f'档号,题名\n{PLAIN},"甲\n'.encode(), "not a sound table"),
        ],
        ids=[
            "empty",
            "a mark alone",
            "blank lines",
            "binary",
            "zeros",
            "utf-16",
            "neither encoding",
            "no number column",
            "two number columns",
            "one heading twice",
            "two columns of numbers",
            "headings alone",
            "open quote",
        ],
    )
    def test_content(self, content: bytes, word: str, tmp_path: Path) -> None:
        path = tmp_path / "c.csv"
        path.write_bytes(content)
        assert word in self.refuse(tmp_path, path)

    def test_in_chinese(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", "编号,题名\nx,y\n")
        assert "没有找到档号栏" in self.refuse(tmp_path, path, "--lang", "zh")
        assert "没有找到档号栏" in self.refuse(tmp_path, path, "--lang=zh")

    def test_wrong_encoding(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", f"档号,题名\n{PLAIN},甲\n", "gb18030")
        assert "utf-8" in self.refuse(tmp_path, path, "--encoding", "utf-8")

    @pytest.mark.parametrize("encoding", ["no-such", "hex", "rot13", "undefined", "utf-16", "idna"])
    def test_an_encoding_that_cannot_be_meant(
        self, encoding: str, sound: Path, tmp_path: Path
    ) -> None:
        assert encoding[:3] in self.refuse(tmp_path, sound, "--encoding", encoding)

    def test_an_encoding_that_gives_half_characters(self, tmp_path: Path) -> None:
        """UTF-7 can, and UTF-8 has no form for them: never a traceback, never half a file."""
        path = tmp_path / "c.csv"
        path.write_bytes(f"档号,题名\n{PLAIN},".encode("utf-7") + b"+2AA-x\n")
        done = run("check", path, "--encoding", "utf-7", "--output", tmp_path / "o.csv")
        assert done.code in {0, 2}
        assert (tmp_path / "o.csv").exists() == (done.code == 0)

    @pytest.mark.parametrize(
        "options",
        [
            ("--column", "档号"),
            ("--column", "=题名"),
            ("--column", "档号="),
            ("--column", "档号=没有"),
            ("--column", "没有=档号"),
            ("--as-of", "yesterday"),
            ("--as-of", "2026"),
            ("--page-means", "pages"),
            ("--scheme", "wuhan"),
            ("--scheme", "/no/such/scheme.toml"),
            ("--scheme", str(SMALL)),
            ("--lang", "fr"),
            ("--no-such-option",),
        ],
        ids=" ".join,
    )
    def test_usage(self, options: tuple[str, ...], sound: Path, tmp_path: Path) -> None:
        self.refuse(tmp_path, sound, *options)

    def test_output_is_the_input(self, sound: Path, tmp_path: Path) -> None:
        before = sound.read_bytes()
        link = tmp_path / "link.csv"
        link.symlink_to(sound)
        for target in (sound, tmp_path / "." / "sound.csv", link):
            for option in ("--output", "--findings"):
                assert "input" in refused("check", sound, option, target)
        assert sound.read_bytes() == before

    def test_one_name_for_two_outputs(self, sound: Path, tmp_path: Path) -> None:
        refused("check", sound, "--output", tmp_path / "x.csv", "--findings", tmp_path / "x.csv")
        assert not (tmp_path / "x.csv").exists()

    def test_a_file_name_cannot_paint_the_terminal(self, sound: Path, tmp_path: Path) -> None:
        path = sound.rename(tmp_path / "a\x1b[31mb.csv")
        assert "\x1b" not in run("check", path).out
        assert "\x1b" not in refused("check", tmp_path / "\x1b[31m")

    def test_a_file_name_that_is_no_text(self, sound: Path, tmp_path: Path) -> None:
        path = sound.rename(tmp_path / os.fsdecode(b"\xff\xfe.csv"))
        assert run("check", path).code == 0


HUGE: Final = 200_000_000


@pytest.mark.slow
@needs_proc
class TestMemory:
    """A line of 200 MB, or a cell without an end, is refused in little memory."""

    # The peak of the process itself; what its parent used before does not count in it.
    PROGRAM: Final = (
        "import sys\n"
        "from siarchive.cli.commands import run\n"
        "code = run(sys.argv[1:])\n"
        "with open('/proc/self/status') as status:\n"
        "    peak = next(line for line in status if line.startswith('VmHWM'))\n"
        "sys.stderr.write(peak)\n"
        "sys.exit(code)\n"
    )

    def peak(self, path: Path) -> tuple[Done, int]:
        """Return how a check ended, and the most memory it held, in MB."""
        done = run_fresh("check", path, command=(sys.executable, "-c", self.PROGRAM), env=ALONE)
        found = re.search(r"VmHWM:\s+(\d+) kB", done.err)
        assert found
        return done, int(found[1]) // 1000

    @pytest.mark.parametrize("head", ["", f"档号,题名\n{PLAIN},"], ids=["first", "second"])
    def test_a_line_of_200_mb(self, head: str, tmp_path: Path) -> None:
        path = tmp_path / "c.csv"
        block = b"a" * 1_000_000
        with path.open("wb") as file:
            file.write(head.encode())
            for _ in range(HUGE // len(block)):
                file.write(block)
        try:
            done, peak = self.peak(path)
        finally:
            path.unlink()
        assert done.code == 2
        assert done.out == ""
        assert f"line {2 if head else 1} " in done.err
        assert peak < 400

    @pytest.mark.parametrize("cell", ["a", '"a'], ids=["one cell", "many cells"])
    def test_a_row_without_an_end(self, cell: str, tmp_path: Path) -> None:
        """Open quotes make one row of all lines that follow."""
        path = tmp_path / "c.csv"
        line = f'{cell}\n",' if cell.startswith('"') else f"{cell}\n"
        with path.open("w", encoding="utf-8") as file:
            file.write('档号,题名\n"' if cell == "a" else "档号,题名\n")
            for _ in range(15):
                file.write(line * (1_000_000 // len(line)))
        done, peak = self.peak(path)
        path.unlink()
        assert done.code in {1, 2}
        assert peak < 200


class TestBadOutput:
    """Output that cannot be written: exit code 2, and no file where one was asked for."""

    def refuse(self, folder: Path, file: Path, target: Path) -> str:
        before = sorted(folder.iterdir())
        messages = [refused("check", file, o, target) for o in ("--output", "--findings")]
        for message in messages:
            assert "cannot be written" in message
            assert str(target) in message
        assert sorted(folder.iterdir()) == before
        return messages[0]

    def test_no_such_folder(self, sound: Path, tmp_path: Path) -> None:
        self.refuse(tmp_path, sound, tmp_path / "missing" / "o.csv")

    def test_a_folder_of_that_name(self, sound: Path, tmp_path: Path) -> None:
        (tmp_path / "o.csv").mkdir()
        self.refuse(tmp_path, sound, tmp_path / "o.csv")

    def test_a_file_for_a_folder(self, sound: Path, tmp_path: Path) -> None:
        """Tests may run as root, who may write anywhere; a file is no folder even to root."""
        self.refuse(tmp_path, sound, sound / "o.csv")

    @needs_proc
    def test_a_folder_where_nothing_can_be_made(self, sound: Path, tmp_path: Path) -> None:
        """The kernel keeps /proc, and lets not even root put a file there."""
        self.refuse(tmp_path, sound, Path("/proc/o.csv"))

    def test_a_read_only_folder(self, sound: Path, tmp_path: Path) -> None:
        """Root may write even there; then the file is whole."""
        folder = tmp_path / "closed"
        folder.mkdir(mode=0o555)
        if os.access(folder, os.W_OK):
            assert run("check", sound, "--output", folder / "o.csv").code == 0
            assert [p.name for p in folder.iterdir()] == ["o.csv"]
        else:
            assert "Permission denied" in self.refuse(tmp_path, sound, folder / "o.csv")

    @needs_full_device
    def test_a_full_device(self, tmp_path: Path) -> None:
        assert "No space left" in self.refuse(tmp_path, SMALL, NO_SPACE)

    @pytest.mark.parametrize("name", ["o.csv", "f.jsonl"])
    def test_a_full_disk(self, name: str, tmp_path: Path) -> None:
        """No disk can be filled in a test; a limit on the size of files stops a write as well."""
        source = write(tmp_path / "c.csv", "档号,题名\n" + "x,登记表\n" * 3000)
        target = write(tmp_path / name, "old")
        shell = ("/bin/sh", "-c", 'ulimit -f 32; exec "$@"', "sh", *COMMAND)
        option = "--output" if name == "o.csv" else "--findings"
        done = run_fresh("check", source, option, target, command=shell, env=ALONE)
        assert done.code == 2
        assert "cannot be written" in done.err
        assert target.read_text(encoding="utf-8") == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["c.csv", name])

    def test_one_fails_none_is_made(self, sound: Path, tmp_path: Path) -> None:
        refused("check", sound, "--output", tmp_path / "o.csv", "--findings", sound / "f.csv")
        assert sorted(tmp_path.iterdir()) == [sound]

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
    def test_stopped_midway(self, how: signal.Signals, large: Path, tmp_path: Path) -> None:
        """What bears the target's name is what was there before: whole."""
        if signal.getsignal(how) is signal.SIG_IGN:
            pytest.skip(reason="started with this signal ignored")
        target = write(tmp_path / "o.csv", "old")
        arguments = (
            "check",
            str(large),
            "--output",
            str(target),
            "--findings",
            str(tmp_path / "f.csv"),
        )
        with subprocess.Popen(
            [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ALONE
        ) as process:
            limit = time.monotonic() + 60
            while not any(path.stat().st_size > 0 for path in tmp_path.glob("*.part")):
                assert process.poll() is None
                assert time.monotonic() < limit
                time.sleep(0.01)
            process.send_signal(how)
            out, err = process.communicate()
        done = ended(process.returncode, out, err)
        assert target.read_text(encoding="utf-8") == "old"
        assert not (tmp_path / "f.csv").exists()
        if how is signal.SIGINT:
            assert done.code == 130
            assert "interrupted" in done.err
            assert list(tmp_path.glob("*.part")) == []
        else:
            assert done.code == -how


def closed_pipe() -> int:
    """Return the writing end of a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


class TestPipes:
    """Output that nobody reads, input and output that are closed."""

    @pytest.mark.parametrize(
        "arguments",
        [
            ("check", str(SMALL), *AS_OF),
            ("parse", PLAIN),
            ("classify", "催缴材料"),
            ("retention", "2.5", "2009"),
            ("scheme", "show"),
            ("check", "--help"),
        ],
        ids=lambda arguments: " ".join(a for a in arguments if not a.startswith(("/", "20"))),
    )
    def test_a_closed_output_pipe(self, arguments: tuple[str, ...]) -> None:
        """Exit code 0 or 1 would say that the answer was given; it was not."""
        writing = closed_pipe()
        try:
            done = run_fresh(*arguments, stdout=writing)
        finally:
            os.close(writing)
        assert done.code == 2
        assert "closed" in done.err

    def test_closed_midway(self) -> None:
        """As by `| head -1`: more is written than a pipe holds."""
        with subprocess.Popen(
            [*COMMAND, "parse"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
        ) as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            process.stdin.write(f"{PLAIN}\n".encode() * 1500)
            process.stdin.flush()
            assert process.stdout.readline().decode().strip() == PLAIN
            process.stdout.close()
            # it may have ended before it was given everything
            with suppress(BrokenPipeError):
                process.stdin.close()
            err = process.stderr.read()
        done = ended(process.returncode, b"", err)
        assert done.code == 2
        assert "closed" in done.err

    def test_files_are_made_all_the_same(self, tmp_path: Path) -> None:
        writing = closed_pipe()
        try:
            run_fresh("check", SMALL, "--output", tmp_path / "o.csv", stdout=writing)
        finally:
            os.close(writing)
        assert len(read_csv(tmp_path / "o.csv")) == 10

    @needs_full_device
    @pytest.mark.parametrize(
        "arguments", [("check", str(SMALL)), ("parse", PLAIN)], ids=["check", "parse"]
    )
    def test_full_standard_output(self, arguments: tuple[str, ...]) -> None:
        with NO_SPACE.open("wb") as full:
            done = run_fresh(*arguments, stdout=full)
        assert done.code == 2
        assert "No space left" in done.err

    @needs_full_device
    def test_full_standard_error(self, tmp_path: Path) -> None:
        """What cannot be said is still told by the exit code."""
        with NO_SPACE.open("wb") as full:
            assert run_fresh("check", tmp_path / "missing.csv", stderr=full).code == 2

    @pytest.mark.parametrize(
        ("closed", "arguments"),
        [
            (">&-", ("parse", PLAIN)),
            (">&-", ("check", str(SMALL))),
            (">&-", ("scheme", "show")),
            ("<&-", ("parse",)),
            ("<&-", ("classify",)),
            ("2>&-", ("check", "missing.csv")),
        ],
        ids=["parse", "check", "scheme show", "parse input", "classify input", "errors"],
    )
    def test_closed_from_the_start(self, closed: str, arguments: tuple[str, ...]) -> None:
        """A job may be started without standard input or output: never a traceback."""
        shell = ("/bin/sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND)
        done = run_fresh(*arguments, command=shell)
        assert done.code in ({0, 1, 2} if closed == ">&-" else {2})


class TestProgress:
    """A progress bar when work is long and the terminal is one."""

    def on_a_terminal(self, path: Path) -> tuple[int, str, str]:
        """Run a check whose standard error is a terminal; return code, output, what was shown."""
        pty = pytest.importorskip("pty")
        terminal: int
        other: int
        terminal, other = pty.openpty()
        shown = b""
        with subprocess.Popen(
            [*COMMAND, "check", str(path)],
            stdout=subprocess.PIPE,
            stderr=other,
            env={**ENVIRONMENT, "TERM": "xterm"},
        ) as process:
            os.close(other)
            assert process.stdout
            # so a terminal ends whose other side is closed
            with suppress(OSError):
                while block := os.read(terminal, 65536):
                    shown += block
            out = process.stdout.read()
        os.close(terminal)
        return process.returncode, out.decode(), shown.decode()

    def test_long(self, tmp_path: Path) -> None:
        row = f"{PLAIN},登记表,{'注' * 10_000}\n"
        path = write(tmp_path / "c.csv", "档号,题名,备注\n" + row * 300)
        code, out, shown = self.on_a_terminal(path)
        assert code == 0
        assert "100%" in shown
        assert "100%" not in out
        # where standard error is no terminal, nothing of it
        assert run("check", path).err == ""

    def test_short(self, sound: Path) -> None:
        assert self.on_a_terminal(sound)[2] == ""


def records(done: Done) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.out.splitlines()]


class TestParse:
    def test_one(self) -> None:
        """The scheme's own example contradicts its table, and must parse all the same."""
        done = run("parse", "2009-ZJ-参保单位登记材料-1-50-Y", *AS_OF, "--json")
        (record,) = records(done)
        (found,) = [dict(f) for f in as_list(record.pop("findings"))]
        assert done.code == 1
        assert record == {
            "input": "2009-ZJ-参保单位登记材料-1-50-Y",
            "as_of": "2026-11-23",
            "number": "2009-ZJ-参保单位登记材料-1-50-Y",
            "fonds": None,
            "year": 2009,
            "category_code": "ZJ",
            "category": "社会保险费征缴类",
            "candidates": ["社会保险费征缴类"],
            "stage": "参保单位登记材料",
            "volume": 1,
            "page": 50,
            "last_page": None,
            "retention_code": "Y",
            "period": "永久",
        }
        assert found.pop("message")
        assert found == {
            "code": "category-stage-conflict",
            "severity": "error",
            "field": "category",
            "start": 5,
            "end": 7,
            "suggestion": "GL",
        }

    def test_standard_input(self) -> None:
        lines = ["\ufeff" + PLAIN, "0211—" + PLAIN, "", "2012-SY-总账-1-1~80-E", "\udcff"]
        done = run("parse", "--json", stdin="\r\n".join(lines).encode("utf-8", "surrogateescape"))
        assert done.code == 1
        first, second, third, fourth, fifth = records(done)
        assert (first["number"], first["findings"]) == (PLAIN, [])
        assert (second["number"], second["fonds"]) == (f"0211-{PLAIN}", "0211")
        assert (third["number"], codes(third)) == (None, ["empty-number"])
        assert (fourth["number"], fourth["last_page"]) == ("2012-SY-总账-1-1-E", 80)
        assert fourth["category"] is None
        assert fourth["candidates"] == ["失业保险待遇类", "生育保险待遇类"]
        assert (fifth["input"], fifth["number"]) == ("\udcff", None)

    @pytest.mark.parametrize(
        ("number", "code"),
        [(PLAIN, 0), (f" {PLAIN}", 0), ("2012-SY-总账-1-80-E", 0), ("x", 1), ("", 1)],
    )
    def test_exit_codes(self, number: str, code: int) -> None:
        assert run("parse", number).code == code

    def test_text(self) -> None:
        done = run("parse", "x\x1b[31m", "--lang", "zh")
        assert "\x1b" not in done.out
        assert "too-few-parts [0:6]: 档号只有1段" in done.out

    def test_another_scheme(self) -> None:
        done = run("parse", "KH/互档/P/2011/开户登记材料/12/003", "--scheme", TINY, "--json")
        (record,) = records(done)
        assert done.code == 0
        assert (record["volume"], record["page"], record["period"]) == (3, 12, "永久")

    def test_the_day_is_said(self) -> None:
        (record,) = records(run("parse", "2049-GL-参保单位登记材料-1-50-Y", *AS_OF, "--json"))
        assert (record["as_of"], codes(record)) == ("2026-11-23", ["future-year"])


def as_list(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def codes(record: Mapping[str, object]) -> list[object]:
    return [found["code"] for found in as_list(record["findings"])]


class TestClassify:
    def test_outcomes(self) -> None:
        titles = ("工伤认定决定书", "总账", "参保登记", "会议纪要")
        done = run("classify", "--json", stdin="\n".join(titles).encode())
        assert done.code == 0
        said = records(done)
        assert [(r["title"], r["outcome"], r["period"]) for r in said] == [
            ("工伤认定决定书", "decided", None),
            ("总账", "period-decided", "15年"),
            ("参保登记", "ambiguous", None),
            ("会议纪要", "undetermined", None),
        ]
        assert as_list(said[0]["candidates"])[0] == {
            "rule": "6.2",
            "title": "工伤认定材料",
            "category": "工伤保险待遇类",
            "retention": "50年",
            "score": 1.0,
            "evidence": [
                {"kind": "scope-term", "words": "工伤认定决定书", "matched": "工伤认定决定书"}
            ],
        }

    @pytest.mark.parametrize("category", ["5", "失业保险待遇类"])
    def test_category(self, category: str) -> None:
        (record,) = records(run("classify", "总账", "--category", category, "--json"))
        assert record["outcome"] == "decided"
        assert as_list(record["candidates"])[0]["rule"] == "5.5.2.2"

    @pytest.mark.parametrize("category", ["SY", "10", "XX", "", "9" * 5000], ids=lambda c: c[:4])
    def test_no_such_category(self, category: str) -> None:
        refused("classify", "总账", "--category", category)

    def test_text(self) -> None:
        done = run("classify", "催缴材料", "会议纪要\x1b", "--lang", "zh")
        assert (done.code, done.err) == (0, "")
        assert done.out.splitlines() == [
            "催缴材料: decided",
            "  2.5 社会保险费征缴类 催缴材料 [10年] ← 催缴材料",
            "会议纪要\\u{1b}: undetermined",
        ]


class TestRetention:
    def test_one(self) -> None:
        done = run("retention", "2.5", "2009-05-02", "--json")
        (record,) = records(done)
        assert done.code == 0
        assert len(as_list(record.pop("reasons"))) == 3
        assert record == {
            "rule": "2.5",
            "title": "催缴材料",
            "formed": "2009-05-02",
            "outcome": "determined",
            "period": "10年",
            "start": "2010-01-01",
            "last_day": "2019-12-31",
            "due": "2020-01-01",
        }

    def test_standard_input(self) -> None:
        """A permanent one, one without years, an accounting one, one beyond the calendar."""
        lines = b"1.1 2009\n\n7.4 2014\n5.5.2.2 2013-01-15\n2.5 9999\n"
        done = run("retention", "--accounting-year", "2012", "--json", stdin=lines)
        assert [(r["start"], r["due"], r["outcome"]) for r in records(done)] == [
            ("2010-01-01", "never", "determined"),
            ("2013-01-01", "unknown", "undetermined"),
            ("2013-01-01", "2028-01-01", "determined"),
            ("beyond 9999-12-31", "beyond 9999-12-31", "determined"),
        ]

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_sentence(self, lang: str) -> None:
        done = run("retention", "2.5", "2009", "--lang", lang)
        assert done.code == 0
        for words in ("2.5", "10年", "2010-01-01", "2019-12-31", "2020-01-01"):
            assert words in done.out
        assert ("到期应予鉴定" in done.out) == (lang == "zh")
        assert ("due for appraisal" in done.out) == (lang == "en")

    @pytest.mark.parametrize(
        "arguments",
        [
            ("2.5",),
            ("2.2", "2009"),
            ("no", "2009"),
            ("2.5", "09"),
            ("2.5", "0000"),
            ("2.5", "2009-02-30"),
            ("2.5", "2009", "--basis", "in-force"),
            ("2.5", "2009", "--basis", "other"),
            ("2.5", "2009", "--accounting-year", "x"),
            ("2.2.2.2", "2009", "--accounting-year", "99999"),
        ],
        ids=" ".join,
    )
    def test_refused(self, arguments: tuple[str, ...]) -> None:
        refused("retention", *arguments)

    @pytest.mark.parametrize("line", ["2.5", "2.5 2009 x", "2.5 soon"])
    def test_a_line_that_is_no_question(self, line: str) -> None:
        refused("retention", stdin=line.encode())


class TestScheme:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_show(self, lang: str) -> None:
        done = run("scheme", "show", "--lang", lang)
        assert (done.code, done.err) == (0, "")
        assert len(re.findall(r"^│ \d(?:\.\d+)+ ", done.out, re.MULTILINE)) == 103
        assert cells(done.out, "│ 2.5 ") == ["2.5", "催缴材料", "10年", "177"]
        assert ("Work-injury" in done.out) == (lang == "en")

    def test_a_file(self) -> None:
        done = run("scheme", "show", TINY)
        assert done.code == 0
        assert cells(done.out, "│ 3.1 ")[:3] == ["3.1", "住院补助核定材料(首次/再次)", "10年"]

    def test_brackets_in_a_title_are_text(self, tmp_path: Path) -> None:
        """To the library that draws the tables, [/b] is a sign; to a scheme, it is a title."""
        text = TINY.read_text(encoding="utf-8")
        path = write(tmp_path / "s.toml", text.replace('"开户登记材料"', '"开户[b]登记[/i]"'))
        done = run("scheme", "show", path)
        assert done.code == 0
        assert "开户[b]登记[/i]" in done.out

    @pytest.mark.parametrize("name", ["wuhan", str(SMALL), "missing.toml", str(DATA)])
    def test_none(self, name: str) -> None:
        refused("scheme", "show", name)

    def test_none_in_chinese(self) -> None:
        assert "没有名为“wuhan”的方案" in refused("scheme", "show", "wuhan", "--lang", "zh")
        assert "there is no scheme named 'wuhan'" in refused("scheme", "show", "wuhan")


class TestFrame:
    def test_version(self) -> None:
        done = run("--version")
        assert (done.code, done.out) == (0, f"siarchive, version {siarchive.__version__}\n")

    def test_help_names_every_command_and_option(self) -> None:
        done = run("--help")
        assert done.code == 0
        for command in ("check", "classify", "parse", "retention", "scheme"):
            assert f"  {command} " in done.out
        done = run("check", "--help")
        for option in (
            *("--encoding", "--column", "--page-means", "--findings", "--output"),
            *("--as-of", "--lang", "--scheme"),
        ):
            assert option in done.out

    @pytest.mark.parametrize(
        "arguments", [("no-such-command",), ("check",), ("--no-such",)], ids=" ".join
    )
    def test_usage(self, arguments: tuple[str, ...]) -> None:
        assert "siarchive" in refused(*arguments)

    @pytest.mark.parametrize("coding", ["ascii", "gbk", "latin-1"])
    def test_a_terminal_that_is_not_utf_8(self, coding: str) -> None:
        """What it cannot show is written as a number; nothing fails."""
        env = {**ENVIRONMENT, "PYTHONUTF8": "0", "PYTHONIOENCODING": coding, "LC_ALL": "C"}
        done = subprocess.run(
            [*COMMAND, "check", str(SMALL), "--lang", "zh"],
            capture_output=True,
            env=env,
            check=False,
            timeout=60,
        )
        assert done.returncode == 1
        assert done.stderr == b""
        assert done.stdout.decode(coding)
