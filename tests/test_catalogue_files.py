"""Catalogues as files: reading them in any of their encodings, and writing what was found."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from tests.schemes_fixture import TINY

from siarchive import CatalogueError, CheckedRow, FindingCode, check, load_scheme
from siarchive.catalogue import (
    ADDED_COLUMNS,
    FINDING_COLUMNS,
    OutputSet,
    detect_encoding,
    harmless,
    mask_personal_numbers,
    open_table,
)

C = FindingCode
DATA: Final = Path(__file__).parent / "data" / "catalogue"
SMALL: Final = DATA / "small.csv"
AS_OF: Final = date(2026, 11, 23)
PLAIN: Final = "2009-GL-参保单位登记材料-1-50-Y"
CARD: Final = "340200190001010016"
MASKED: Final = "340200********0016"

Cells = list[list[object]]


def table(file: str) -> list[dict[str, str]]:
    """Return a table of expected values; quotation marks mean themselves."""
    lines = (DATA / file).read_text(encoding="utf-8").split("\n")
    head, *rest = [line.split("\t") for line in lines if line]
    return [dict(zip(head, row, strict=True)) for row in rest]


def read_csv(path: Path) -> list[list[str]]:
    """Read a file that siarchive wrote, as any other program would."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def cells_of(path: Path, encoding: str | None = None) -> tuple[tuple[str, ...], Cells]:
    """Return the headings and the cells that the reader gives."""
    with open_table(path, encoding=encoding) as opened:
        rows = [[row.get(name) for name in opened.header] for row in opened.rows]
        return opened.header, rows


def checked_file(path: Path, encoding: str | None = None) -> list[CheckedRow]:
    with open_table(path, encoding=encoding) as opened:
        return list(check(opened.rows, header=opened.header))


class TestEncodings:
    TEXT: Final = "档号,题名\r\n0211,𠮷林（€）㎡、“甲”\r\n"
    CELLS: Final = (("档号", "题名"), [["0211", "𠮷林（€）㎡、“甲”"]])

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_detected(self, encoding: str, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", self.TEXT, encoding)
        assert cells_of(path) == self.CELLS

    @pytest.mark.parametrize("encoding", ["gbk", "gb2312"])
    def test_older_forms_of_gb18030(self, encoding: str, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", "档号,题名\n0211,登记表\n", encoding)
        assert cells_of(path) == (("档号", "题名"), [["0211", "登记表"]])

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "UTF8", "GB18030"]
    )
    def test_forced(self, encoding: str, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", self.TEXT, encoding)
        assert cells_of(path, encoding) == self.CELLS

    def test_utf_8_forced_takes_a_mark(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", self.TEXT, "utf-8-sig")
        assert cells_of(path, "utf-8") == self.CELLS

    def test_the_last_line_counts(self, tmp_path: Path) -> None:
        """Two million bytes of ASCII say nothing; the one Chinese word after them does."""
        text = "Number,x\n" + "2009,plain\n" * 200_000 + "2009,登记表\n"
        for encoding, wanted in (("utf-8", "utf-8-sig"), ("gb18030", "gb18030")):
            path = write(tmp_path / "c.csv", text, encoding)
            assert detect_encoding(path) == wanted

    def test_a_character_over_the_edge_of_a_chunk(self, tmp_path: Path) -> None:
        for offset in range(3):
            text = "a" * ((1 << 20) - offset - 1) + "\n档"
            path = write(tmp_path / "c.csv", text)
            assert detect_encoding(path) == "utf-8-sig"

    @pytest.mark.parametrize(
        "encoding",
        ["hex", "rot13", "zlib", "undefined", "utf-16", "utf-32", "idna", "punycode", "cp037"],
    )
    def test_an_encoding_that_cannot_be_meant(self, encoding: str, tmp_path: Path) -> None:
        """Some codecs make no text, some refuse everything: our error, whichever it is."""
        path = write(tmp_path / "c.csv", self.TEXT)
        with pytest.raises(CatalogueError) as caught:
            checked_file(path, encoding)
        assert caught.value.findings[0].code in {
            C.FILE_ENCODING,
            C.FILE_MALFORMED,
            C.NO_NUMBER_COLUMN,
        }

    def test_wrong_in_the_last_line(self, tmp_path: Path) -> None:
        path = tmp_path / "c.csv"
        path.write_bytes("档号,题名\n".encode() + b"a,b\n" * 100_000 + b"\xff,x\n")
        with pytest.raises(CatalogueError) as caught:
            cells_of(path, "utf-8")
        assert [f.code for f in caught.value.findings] == [C.FILE_ENCODING]


class TestTables:
    @pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
    def test_delimiters(self, delimiter: str, tmp_path: Path) -> None:
        text = f"全宗号{delimiter}档号{delimiter}题名\n0211{delimiter}{PLAIN}{delimiter}甲\n"
        path = write(tmp_path / "c.csv", text)
        assert cells_of(path) == (("全宗号", "档号", "题名"), [["0211", PLAIN, "甲"]])

    def test_identifiers_stay_text(self, tmp_path: Path) -> None:
        text = "档号,全宗号,案卷号,页数,日期\nx,0211,007,1e5,2009-05-02\n"
        (row,) = cells_of(write(tmp_path / "c.csv", text))[1]
        assert row == ["x", "0211", "007", "1e5", "2009-05-02"]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends(self, end: str, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", end.join(["档号,题名", "a,b", "c,d"]))
        assert cells_of(path) == (("档号", "题名"), [["a", "b"], ["c", "d"]])

    def test_quotes(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", '档号,题名\na,"甲,""乙""\n丙"\n')
        assert cells_of(path) == (("档号", "题名"), [["a", '甲,"乙"\n丙']])

    def test_blank_lines_before_the_headings(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", "\n\n档号;题名\na;b\n")
        assert cells_of(path) == (("档号", "题名"), [["a", "b"]])

    def test_rows_short_and_long(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", f"档号,题名,备注\n{PLAIN}\n{PLAIN},甲,乙,丙,丁\n")
        with open_table(path) as opened:
            rows = list(check(opened.rows, header=opened.header, as_of=AS_OF))
        short, long = rows
        assert [f.code for f in short.findings] == [C.ROW_TOO_SHORT, C.TITLE_MISSING]
        assert "1" in short.findings[0].message("en")
        assert "3" in short.findings[0].message("en")
        assert [(f.code, f.value) for f in long.findings] == [(C.ROW_TOO_LONG, "丙,丁")]

    def test_one_stray_control_character(self, tmp_path: Path) -> None:
        text = "档号,题名\n" + "a,登记表\n" * 50
        path = write(tmp_path / "c.csv", f"{text}b,甲\x1f乙\n")
        assert cells_of(path)[1][-1] == ["b", "甲\x1f乙"]

    def test_headings_alone(self, tmp_path: Path) -> None:
        assert cells_of(write(tmp_path / "c.csv", "档号,题名")) == (("档号", "题名"), [])

    def test_headings_without_words(self, tmp_path: Path) -> None:
        """No cell is lost because its heading is blank, whatever stands in the others."""
        path = write(tmp_path / "c.csv", "#2,,档号,\na,b,c,d\n")
        header, rows = cells_of(path)
        assert len(set(header)) == 4
        assert rows == [["a", "b", "c", "d"]]

    def test_progress_can_be_told(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", "档号,题名\n" + "a,b\n" * 100_000)
        with open_table(path) as opened:
            assert opened.size == path.stat().st_size
            next(opened.rows)
            assert 0 < opened.position() < opened.size
            assert sum(1 for _ in opened.rows) == 99_999
            assert opened.position() == opened.size

    @pytest.mark.parametrize(
        "text",
        [
            f"档号,题名\n{PLAIN},{'a' * (2 << 20)}\n",
            f"{'a' * (2 << 20)}\n",
            f'档号,题名\n{PLAIN},"{"a" * 1000}\n',
            '档号,题名\n"' + "甲\n" * 200_000,
            '档号,题名\n"a"b,c\n',
        ],
        ids=["long line", "long heading", "open quote", "open quote over lines", "quote inside"],
    )
    def test_malformed(self, text: str, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", text)
        with pytest.raises(CatalogueError) as caught:
            cells_of(path)
        (found,) = caught.value.findings
        assert (found.code, found.field) == (C.FILE_MALFORMED, "file")
        assert str(path) in found.message("zh")
        assert str(path) in found.message("en")

    def test_the_place_of_a_fault_is_named(self, tmp_path: Path) -> None:
        path = write(tmp_path / "c.csv", '档号,题名\na,b\nc,d\n"e"f,g\n')
        with pytest.raises(CatalogueError) as caught:
            cells_of(path)
        assert "4" in caught.value.findings[0].message("en").removeprefix(f"the file {path}")


class TestSmall:
    """The small catalogue of the tests, written by hand, with what a check must say of it."""

    def test_findings(self) -> None:
        with open_table(SMALL) as opened:
            rows = list(check(opened.rows, header=opened.header, as_of=AS_OF))
        said = [
            {
                "row": str(found.row),
                "column": found.column or "",
                "code": str(found.code),
                "severity": str(found.severity),
                "field": found.finding.field or "",
                "start": str(found.finding.span.start) if found.finding.span else "",
                "end": str(found.finding.span.end) if found.finding.span else "",
                "suggestion": found.finding.suggestion or "",
            }
            for row in rows
            for found in row.findings
        ]

        def key(record: Mapping[str, str]) -> list[str]:
            return list(record.values())

        assert sorted(said, key=key) == sorted(table("small_findings.tsv"), key=key)

    def test_what_is_known(self) -> None:
        with open_table(SMALL) as opened:
            rows = list(check(opened.rows, header=opened.header, as_of=AS_OF))
        assert [described(row) for row in rows] == [
            {**wanted, "findings": sorted(wanted["findings"].split())}
            for wanted in table("small_added.tsv")
        ]


def described(row: CheckedRow) -> dict[str, object]:
    answer = row.retention
    return {
        "number": row.text or "",
        "category": row.category.title if row.category else "",
        "rule": row.rule.id if row.rule else "",
        "start": "" if answer is None else str(answer.start),
        "due": "" if answer is None else str(answer.due),
        "findings": sorted({f.code.value for f in row.findings}),
    }


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"]
)
def test_formulas_are_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "2009", "a=1", "1-1", "参保", "'=1", " x"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (CARD, MASKED),
        (f"甲{CARD}乙{CARD}", f"甲{MASKED}乙{MASKED}"),
        ("34020019000101001X", "340200********001X"),
        ("３４０２００１９０００１０１００１６", "３４０２００********００１６"),
        (CARD[:17], CARD[:17]),
        (f"{CARD}0", f"{CARD}0"),
        ("", ""),
    ],
)
def test_masks(text: str, masked: str) -> None:
    """The place of registration and the serial number stay, the date of birth does not."""
    assert mask_personal_numbers(text) == masked


def checked(*rows: Mapping[str, object], header: Iterable[str] | None = None) -> list[CheckedRow]:
    names = None if header is None else tuple(header)
    return list(check(rows, as_of=AS_OF, header=names))


class TestFindingsFile:
    def write(self, path: Path, rows: Iterable[CheckedRow]) -> None:
        with OutputSet("en") as outputs:
            outputs.findings(path)
            for row in rows:
                outputs.add(row)
            outputs.finish()

    def test_columns_are_those_of_the_contract(self) -> None:
        assert FINDING_COLUMNS == (
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
        )

    def test_csv(self, tmp_path: Path) -> None:
        rows = checked({"档号": PLAIN, "全宗号": "211", "题名": f"=甲{CARD}"})
        self.write(tmp_path / "f.CSV", rows)
        head, fonds, title = read_csv(tmp_path / "f.CSV")
        assert head == list(FINDING_COLUMNS)
        assert fonds[:8] == ["1", "全宗号", "fonds-zero-lost", "error", "fonds", "0", "3", "211"]
        assert fonds[9] == "0211"
        assert title[:7] == ["1", "题名", "id-card-in-title", "warning", "title", "2", "20"]
        assert title[7] == f"'=甲{MASKED}"
        assert title[9] == ""

    def test_json_lines(self, tmp_path: Path) -> None:
        rows = checked({"档号": PLAIN, "题名": f"=甲{CARD}", None: ["多"]})  # type: ignore[dict-item]  # reason: as csv.DictReader has it
        self.write(tmp_path / "f.jsonl", rows)
        lines = (tmp_path / "f.jsonl").read_text(encoding="utf-8").splitlines()
        first, second = map(json.loads, lines)
        assert list(first) == list(second) == list(FINDING_COLUMNS)
        message = first.pop("message")
        assert "2" in message
        assert first == {
            "row": 1,
            "column": None,
            "code": "row-too-long",
            "severity": "error",
            "field": "row",
            "start": None,
            "end": None,
            "value": "多",
            "suggestion": None,
        }
        # no spreadsheet reads JSON: the cell as it stands, masked
        assert second["value"] == f"=甲{MASKED}"
        assert (second["start"], second["end"]) == (2, 20)

    def test_suggestions_are_harmless_too(self, tmp_path: Path) -> None:
        rows = checked({"档号": "2012—ZJ-催缴材料-1-30-F"})
        self.write(tmp_path / "f.csv", rows)
        assert read_csv(tmp_path / "f.csv")[1][9] == "'-"

    @pytest.mark.parametrize("name", ["f.csv", "f.jsonl"])
    def test_half_characters(self, name: str, tmp_path: Path) -> None:
        """A lone surrogate, as some exports leave it, has no UTF-8 form."""
        rows = checked({"档号": "2009-GL-参保\ud800单位登记材料-1-50-Y"})
        self.write(tmp_path / name, rows)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "surrogate" in text
        if name.endswith("jsonl"):
            assert json.loads(text)["value"] == "2009-GL-参保\ud800单位登记材料-1-50-Y"

    def test_language(self, tmp_path: Path) -> None:
        (row,) = checked({"档号": PLAIN, "年度": "2010"})
        with OutputSet("zh") as outputs:
            outputs.findings(tmp_path / "f.jsonl")
            outputs.add(row)
            outputs.finish()
        record = json.loads((tmp_path / "f.jsonl").read_text(encoding="utf-8"))
        assert record["message"] == row.findings[0].message("zh")


class TestCatalogueFile:
    def write(self, path: Path, header: Iterable[str], rows: Iterable[CheckedRow]) -> None:
        with OutputSet("en") as outputs:
            outputs.catalogue(path, tuple(header))
            for row in rows:
                outputs.add(row)
            outputs.finish()

    def test_added_columns(self, tmp_path: Path) -> None:
        row = {"题名": f"甲{CARD}", "档号": "0211—" + PLAIN, "备注": "=1+1"}
        self.write(tmp_path / "o.csv", row, checked(row))
        assert read_csv(tmp_path / "o.csv") == [
            [
                "题名",
                "档号",
                "备注",
                "siarchive_number",
                "siarchive_category",
                "siarchive_rule",
                "siarchive_start",
                "siarchive_due",
                "siarchive_findings",
            ],
            [
                # the user's own cells are untouched
                f"甲{CARD}",
                "0211—" + PLAIN,
                "=1+1",
                "0211-" + PLAIN,
                "社会保险管理类",
                "1.1",
                "2010-01-01",
                "never",
                "mended-dash id-card-in-title",
            ],
        ]

    def test_added_text_is_masked(self, tmp_path: Path) -> None:
        row = {"档号": f"2009-GL-孙刚{CARD}-1-50-Y"}
        self.write(tmp_path / "o.csv", row, checked(row))
        assert read_csv(tmp_path / "o.csv")[1][:2] == [row["档号"], f"2009-GL-孙刚{MASKED}-1-50-Y"]

    def test_added_text_is_harmless(self, tmp_path: Path) -> None:
        """A scheme may call a category as it likes."""
        text = TINY.read_text(encoding="utf-8").replace('title = "开户类"', 'title = "=开户类"')
        scheme = load_scheme(write(tmp_path / "s.toml", text))
        row = {"档号": "KH/互档/P/2011/开户登记材料/12/003"}
        self.write(tmp_path / "o.csv", row, list(check([row], scheme=scheme)))
        assert read_csv(tmp_path / "o.csv")[1][2] == "'=开户类"

    def test_surplus_cells_go_last(self, tmp_path: Path) -> None:
        rows = [
            {"档号": PLAIN, "备注": "a"},
            {"档号": PLAIN, "备注": "b", None: ["多", "出"]},
            {"档号": PLAIN},
        ]
        self.write(tmp_path / "o.csv", rows[0], checked(*rows))  # type: ignore[arg-type]  # reason: as csv.DictReader has it
        _, plain, long, short = read_csv(tmp_path / "o.csv")
        width = 2 + len(ADDED_COLUMNS)
        assert plain[:2] == [PLAIN, "a"]
        assert (long[:2], long[width:]) == ([PLAIN, "b"], ["多", "出"])
        assert short[:2] == [PLAIN, ""]
        assert len(plain) == len(short) == width

    def test_a_name_that_is_taken(self, tmp_path: Path) -> None:
        row = {"档号": PLAIN, "siarchive_number": "x", "siarchive_number_2": "y"}
        self.write(tmp_path / "o.csv", row, checked(row))
        head, cells = read_csv(tmp_path / "o.csv")
        assert head[:4] == ["档号", "siarchive_number", "siarchive_number_2", "siarchive_number_3"]
        assert cells[:4] == [PLAIN, "x", "y", PLAIN]
        assert len(set(head)) == len(head)

    def test_cells_with_every_sign(self, tmp_path: Path) -> None:
        awkward = [
            "",
            " ",
            '"',
            '""',
            ",",
            "a,b",
            "a\nb",
            "a\r\nb",
            "\r",
            "'",
            "\t",
            "=1",
            "\0",
            "\ufeff",
            "\u2028",
        ]
        rows = [{"档号": PLAIN, "备注": cell} for cell in awkward]
        self.write(tmp_path / "o.csv", rows[0], checked(*rows))
        assert [line[1] for line in read_csv(tmp_path / "o.csv")[1:]] == awkward

    def test_half_characters_are_kept_or_refused(self, tmp_path: Path) -> None:
        """A lone surrogate has no UTF-8 form: our error, and no file, unless it can be kept."""
        row = {"档号": PLAIN, "备注": "甲\ud800"}
        with suppress(CatalogueError):
            self.write(tmp_path / "o.csv", row, checked(row))
            assert read_csv(tmp_path / "o.csv")[1][0] == PLAIN
            return
        assert list(tmp_path.iterdir()) == []

    def test_a_byte_order_mark(self, tmp_path: Path) -> None:
        """So that a spreadsheet program takes it for UTF-8."""
        self.write(tmp_path / "o.csv", {"档号": ""}, [])
        assert (tmp_path / "o.csv").read_bytes().startswith(b"\xef\xbb\xbf")


class TestWholeOrAbsent:
    """Output files are written beside and renamed, never half."""

    def test_nothing_before_the_end(self, tmp_path: Path) -> None:
        with OutputSet("en") as outputs:
            outputs.findings(tmp_path / "f.csv")
            outputs.catalogue(tmp_path / "o.csv", ("档号",))
            for row in checked({"档号": "x"}):
                outputs.add(row)
            assert not (tmp_path / "f.csv").exists()
            assert not (tmp_path / "o.csv").exists()
            outputs.finish()
            assert (tmp_path / "f.csv").exists()
        assert sorted(p.name for p in tmp_path.iterdir()) == ["f.csv", "o.csv"]

    def test_not_finished_not_there(self, tmp_path: Path) -> None:
        with OutputSet("en") as outputs:
            outputs.findings(tmp_path / "f.csv")
        assert list(tmp_path.iterdir()) == []

    def test_an_error_leaves_nothing(self, tmp_path: Path) -> None:
        class Stopped(Exception):  # noqa: N818  (reason: no error of ours)
            pass

        def stop() -> None:
            with OutputSet("en") as outputs:
                outputs.catalogue(tmp_path / "o.csv", ("档号",))
                raise Stopped

        with pytest.raises(Stopped):
            stop()
        assert list(tmp_path.iterdir()) == []

    def test_what_was_there_stays_until_the_end(self, tmp_path: Path) -> None:
        path = write(tmp_path / "f.csv", "old")
        with OutputSet("en") as outputs:
            outputs.findings(path)
        assert path.read_text(encoding="utf-8") == "old"
        with OutputSet("en") as outputs:
            outputs.findings(path)
            assert path.read_text(encoding="utf-8") == "old"
            outputs.finish()
        assert read_csv(path) == [list(FINDING_COLUMNS)]

    def test_one_that_fails_takes_the_others_with_it(self, tmp_path: Path) -> None:
        def fail() -> None:
            with OutputSet("en") as outputs:
                outputs.findings(tmp_path / "f.csv")
                outputs.catalogue(tmp_path / "missing" / "o.csv", ("档号",))
                outputs.finish()

        with pytest.raises(CatalogueError) as caught:
            fail()
        assert [f.code for f in caught.value.findings] == [C.OUTPUT_FAILED]
        assert str(tmp_path / "missing") in str(caught.value)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("kind", ["folder", "under a file"])
    def test_no_place_for_a_file(self, kind: str, tmp_path: Path) -> None:
        place = write(tmp_path / "file", "") / "o.csv" if kind == "under a file" else tmp_path
        with OutputSet("en") as outputs, pytest.raises(CatalogueError) as caught:
            outputs.findings(place)
        assert [(f.code, f.field) for f in caught.value.findings] == [(C.OUTPUT_FAILED, "file")]

    def test_a_link_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "there").mkdir()
        target = write(tmp_path / "there" / "f.csv", "old")
        link = tmp_path / "link.csv"
        link.symlink_to(target)
        with OutputSet("en") as outputs:
            outputs.findings(link)
            outputs.finish()
        assert link.is_symlink()
        assert read_csv(target) == [list(FINDING_COLUMNS)]

    def test_rights_are_kept(self, tmp_path: Path) -> None:
        path = write(tmp_path / "f.csv", "old")
        path.chmod(0o640)
        with OutputSet("en") as outputs:
            outputs.findings(path)
            outputs.finish()
        assert path.stat().st_mode & 0o777 == 0o640


def test_the_readers_agree() -> None:
    """Python's own reader finds the same cells in the small catalogue."""
    text = SMALL.read_text(encoding="utf-8")
    wanted = list(csv.reader(io.StringIO(text, newline="")))
    header, rows = cells_of(SMALL)
    assert list(header) == wanted[0]
    for row, cells in zip(rows, wanted[1:], strict=True):
        padded = [*cells, *[None] * (len(header) - len(cells))]
        assert row == padded[: len(header)]
