"""Write ``tests/releases/VERSION``: one value of each public type as ``repr``, JSON and pickle.

Run it once for a release, and again only for what was not released yet. What stands there is a
promise: ``tests/test_releases.py`` reads every release's files with today's code. The values are
made of parts by constructors, so that no change of a verb's answers changes them.
"""

from __future__ import annotations

import base64
import pickle
import shutil
from datetime import date
from pathlib import Path

from attrs import evolve

import siarchive
from siarchive import (
    Ambiguous,
    ArchiveNumber,
    BeyondCalendar,
    Candidate,
    CategoryCode,
    CheckedRow,
    Clock,
    Columns,
    Decided,
    Evidence,
    EvidenceKind,
    ExplainedPart,
    Explanation,
    Finding,
    FindingCode,
    Findings,
    Item,
    Never,
    PeriodDecided,
    Reason,
    Repair,
    Resolution,
    RetentionAnswer,
    RetentionCode,
    RetentionPeriod,
    RowFinding,
    Scheme,
    Severity,
    SiarchiveError,
    Span,
    Undetermined,
    UnknownEnd,
    Volume,
    load_scheme,
)
from siarchive.findings import FrozenMapping, Params
from siarchive.interop.json import to_json
from siarchive.sources import Wording

ROOT = Path(__file__).parents[1]
RELEASES = ROOT / "tests" / "releases"
SCHEME = "scheme.toml"
PROTOCOL = 4
FORMS = ("repr", "json", "pickle")


def release() -> str:
    """Return the version that is being made, without the mark of development."""
    return siarchive.__version__.partition(".dev")[0]


def scheme_of(folder: Path) -> Scheme:
    """Return the scheme of a release's values; its origin names no folder."""
    return evolve(load_scheme(folder / SCHEME), origin=SCHEME)


def specimens(scheme: Scheme) -> dict[str, object]:
    """Return one value of each public type, by name."""
    category = scheme.categories[0]
    rule = next(rule for rule in scheme.rules if rule.period is not None)
    delegated = next(rule for rule in scheme.rules if rule.period is None)
    code = next(iter(scheme.category_codes.values()))
    period = scheme.retention_codes[0]
    number = ArchiveNumber(2011, code, "甲-1", 12, 3, period.code)
    finding = Finding(
        FindingCode.BAD_YEAR,
        Severity.ERROR,
        "year",
        Span(3, 7),
        Params.of({"value": "1948", "least": 1949, "most": 9999}),
        "1949",
    )
    evidence = Evidence(
        EvidenceKind.EXACT_TITLE, rule.title, rule.title, category, rule, Span(0, 2)
    )
    found = Findings([finding])
    candidates = (Candidate(rule, 0.75, (evidence,)),)
    item = Item(
        position=1,
        title="登记表",
        responsible_body="经办机构",
        document_number="云建〔2011〕5号",
        date=date(2011, 3, 5),
        accounting_year=2010,
        first_page=1,
        last_page=3,
        persons=("吴启明",),
        units=("云屿建材",),
        remarks="复印件",
    )
    volume = Volume(
        category=category,
        year=2011,
        stage=rule.title,
        number=12,
        retention=RetentionPeriod(30),
        fonds="0211",
        title="二〇一一年",
        first_date=date(2011, 3, 5),
        last_date=date(2011, 12, 31),
        item_count=1,
        page_count=3,
        scanned_pages=3,
        prepared_by="程若兰",
        prepared_on=date(2012, 1, 9),
        checked_by="吴启明",
        checked_on=date(2012, 1, 10),
        remarks="一年一卷",
        items=(item,),
    )
    answer = RetentionAnswer(
        rule=rule,
        basis="as-printed",
        period=RetentionPeriod(30),
        start=date(2012, 1, 1),
        last_day=date(2041, 12, 31),
        due=date(2042, 1, 1),
        reasons=(Reason(Wording("所印三十年", "thirty years are printed"), rule.source),),
    )
    row_finding = RowFinding(7, "档号", finding, "1948")
    values: list[object] = [
        Ambiguous(candidates),
        number,
        BeyondCalendar(),
        candidates[0],
        category,
        CategoryCode("GL"),
        CheckedRow(
            7,
            {"档号": "1948", "页数": 3, "备注": None},
            number,
            number.format(scheme=scheme),
            category,
            rule,
            answer,
            (row_finding,),
        ),
        Clock.ACCOUNTING,
        Columns("档号", year="年度"),
        Decided(candidates),
        delegated.retention,
        scheme.documents[0],
        evidence,
        EvidenceKind.HINT,
        ExplainedPart("year", "1948", Span(0, 4), Wording("业务年度", "the year"), found),
        Explanation(
            number,
            number.format(scheme=scheme),
            (),
            Resolution(category, (category,), (evidence,)),
            (rule,),
            found,
        ),
        finding,
        found,
        FindingCode.BAD_YEAR,
        item,
        Never(),
        PeriodDecided(candidates, RetentionPeriod(30)),
        answer.reasons[0],
        Repair(number, 5, (finding,), "一九四八", FrozenMapping.of({"year": Span(0, 4)})),
        Resolution(category, (category,), (evidence,)),
        answer,
        RetentionCode("Y"),
        RetentionPeriod(30),
        row_finding,
        rule,
        scheme.groups[0],
        scheme.rules,
        scheme,
        Severity.NOTE,
        rule.source,
        Span(3, 7),
        Undetermined(),
        UnknownEnd(),
        volume,
    ]
    errors = (
        kind([finding], "1948")
        for kind in (getattr(siarchive, name) for name in siarchive.__all__)
        if isinstance(kind, type) and issubclass(kind, SiarchiveError)
    )
    return {type(value).__name__: value for value in (*values, *errors)}


def written(value: object, scheme: Scheme) -> dict[str, str]:
    """Return the three forms of a value, each on one line."""
    pickled = pickle.dumps(value, PROTOCOL)
    return {
        "repr": repr(value),
        "json": to_json(value, scheme=scheme),
        "pickle": base64.b64encode(pickled).decode("ascii"),
    }


def main() -> None:
    """Write the files of the version that is being made, over what stands there."""
    folder = RELEASES / release()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "tests" / "schemes" / "tiny.toml", folder / SCHEME)
    scheme = scheme_of(folder)
    rows = {name: written(value, scheme) for name, value in sorted(specimens(scheme).items())}
    for form in FORMS:
        lines = [f"{name}\t{forms[form]}\n" for name, forms in rows.items()]
        (folder / f"{form}.tsv").write_text("".join(lines), encoding="utf-8", newline="\n")
    print(f"{len(rows)} types of {folder.name}")


if __name__ == "__main__":
    main()
