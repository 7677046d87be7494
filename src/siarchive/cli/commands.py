"""The commands. Each reads its arguments, calls the library, and prints what it answers.

Exit codes: 0 no finding of severity error, 1 some, 2 usage or unreadable input.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias, TypeVar, get_args

import click
from rich.console import Console

import siarchive
from siarchive.catalogue import OutputSet, PageMeans, Summary, check, open_table
from siarchive.catalogue.columns import Columns
from siarchive.classification import classify
from siarchive.clocks import Basis, retention
from siarchive.display import end_text, scheme_tables, summary_tables, word
from siarchive.findings import (
    Finding,
    Language,
    Severity,
    SiarchiveError,
    printable,
)
from siarchive.repairs import repair
from siarchive.resolution import resolve
from siarchive.scheme import Scheme
from siarchive.scheme_files import DEFAULT_SCHEME, load_scheme
from siarchive.validation import validate

__all__ = ["run"]


def __dir__() -> list[str]:
    return __all__


_SLOW: Final = 4 << 20
"""Bytes of a catalogue from which a progress bar is worth showing."""
_WIDTH: Final = 120
"""Columns of text where the output is no terminal."""

_C = TypeVar("_C", bound=Callable[..., None])
Record: TypeAlias = dict[str, object]


class _Date(click.ParamType[date | int]):
    """A day, or with ``year=True`` also a year."""

    name = "date"

    def __init__(self, *, year: bool = False) -> None:
        self._year = year
        if year:
            self.name = "date|year"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | int:
        if isinstance(value, date | int):
            return value
        text = str(value)
        if self._year and text.isascii() and text.isdigit() and len(text) == len("2009"):
            return int(text)
        try:
            return date.fromisoformat(text)
        except ValueError:
            wanted = "YYYY-MM-DD or YYYY" if self._year else "YYYY-MM-DD"
            self.fail(f"{printable(text)!r} is no {self.name}; write {wanted}", param, ctx)


class _SchemeType(click.ParamType[Scheme]):
    """A scheme: the name of a built-in one, or a file."""

    name = "name|file"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Scheme:
        if isinstance(value, Scheme):
            return value
        text = str(value)
        try:
            return load_scheme(Path(text) if Path(text).is_file() else text)
        except SiarchiveError as error:
            self.fail(error.message(_lang_of(ctx)), param, ctx)


def _lang_of(ctx: click.Context | None) -> Language:
    return "zh" if ctx is not None and ctx.params.get("lang") == "zh" else "en"


def _common(command: _C) -> _C:
    lang = click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="en",
        show_default=True,
        is_eager=True,
        help="Language of the messages.",
    )
    scheme = click.option(
        "--scheme",
        type=_SchemeType(),
        default=DEFAULT_SCHEME,
        show_default=True,
        help="Scheme: a built-in name, or a TOML file.",
    )
    return lang(scheme(command))


def _json_option(command: _C) -> _C:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(siarchive.__version__, prog_name="siarchive")
def cli() -> None:
    """Archive numbers, classification and retention of social-insurance archives."""


def _values(given: tuple[str, ...]) -> Iterator[str]:
    """Return the values given as arguments, or the lines of standard input."""
    if given:
        yield from given
        return
    if sys.stdin is None:
        raise click.UsageError("give values as arguments: there is no standard input")
    # undecodable bytes become lone surrogates, which the library reports with their place
    stream = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="surrogateescape")
    for line in stream:
        yield line.rstrip("\r\n")


def _finding_record(found: Finding, lang: Language) -> Record:
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "field": found.field,
        "start": found.span.start if found.span else None,
        "end": found.span.end if found.span else None,
        "message": found.message(lang),
        "suggestion": found.suggestion,
    }


def _print_findings(findings: Iterable[Finding], lang: Language) -> None:
    for found in findings:
        place = f" [{found.span.start}:{found.span.end}]" if found.span else ""
        hint = f" → {printable(found.suggestion)}" if found.suggestion else ""
        click.echo(
            f"  {found.severity.value} {found.code.value}{place}: {found.message(lang)}{hint}"
        )


def _print_json(record: Record) -> None:
    text = json.dumps(record, ensure_ascii=False)
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def _has_error(findings: Iterable[Finding]) -> bool:
    return any(f.severity is Severity.ERROR for f in findings)


@cli.command("parse")
@click.argument("number", nargs=-1)
@click.option("--as-of", type=_Date(), default=None, help="Day of the check.  [default: today]")
@_json_option
@_common
def parse_command(
    number: tuple[str, ...], as_of: date | None, lang: Language, scheme: Scheme, *, as_json: bool
) -> None:
    """Read archive numbers, from the arguments or standard input, and say what is wrong."""
    as_of = as_of or _today()
    failed = False
    for text in _values(number):
        read = repair(text, scheme=scheme)
        found = list(read.findings)
        record: Record = {"input": text, "as_of": str(as_of), "number": None}
        if read.number is not None:
            found += validate(read.number, scheme=scheme, as_of=as_of)
            answer = resolve(read.number, scheme=scheme)
            named = answer.category or None
            record = {
                "input": text,
                "as_of": str(as_of),
                "number": read.number.format(scheme=scheme),
                "fonds": read.number.fonds,
                "year": read.number.year,
                "category_code": str(read.number.category_code),
                "category": named.title if named else None,
                "candidates": [c.title for c in answer.candidates],
                "stage": read.number.stage,
                "volume": read.number.volume,
                "page": read.number.page,
                "last_page": read.last_page,
                "retention_code": str(read.number.retention_code),
                "period": str(scheme.period_of(read.number.retention_code)),
            }
        failed = failed or _has_error(found)
        if as_json:
            _print_json({**record, "findings": [_finding_record(f, lang) for f in found]})
            continue
        click.echo(printable(text))
        for name, value in record.items():
            if name != "input" and value not in (None, []):
                shown = " / ".join(map(str, value)) if isinstance(value, list) else value
                click.echo(f"  {name}: {printable(shown)}")
        _print_findings(found, lang)
    _leave(failed=failed)


@cli.command("classify")
@click.argument("title", nargs=-1)
@click.option("--category", default=None, help="Category: ordinal, title, or unshared code.")
@_json_option
@_common
def classify_command(
    title: tuple[str, ...], category: str | None, lang: Language, scheme: Scheme, *, as_json: bool
) -> None:
    """Say which rule papers fall under, by their titles, and on what words."""
    hint = None
    if category is not None:
        ordinal = category.isascii() and category.isdigit() and len(category) < len("100")
        hint = scheme.category(int(category) if ordinal else category)
        if hint is None:
            raise click.BadParameter(
                f"{category!r} is no category, or is shared", param_hint="--category"
            )
    for text in _values(title):
        answer = classify(text, category=hint, scheme=scheme)
        candidates = [
            {
                "rule": c.rule.id,
                "title": c.rule.title,
                "category": c.rule.category.title,
                "retention": str(c.rule.period) if c.rule.period else None,
                "score": c.score,
                "evidence": [
                    {"kind": e.kind.value, "words": e.words, "matched": e.matched}
                    for e in c.evidence
                ],
            }
            for c in answer.candidates
        ]
        period = str(answer.period) if answer.outcome == "period-decided" else None
        record: Record = {
            "title": text,
            "outcome": answer.outcome,
            "period": period,
            "candidates": candidates,
        }
        if as_json:
            _print_json(record)
            continue
        click.echo(f"{printable(text)}: {answer.outcome}{f' ({period})' if period else ''}")
        for c in answer.candidates:
            words = ", ".join(printable(e.words) for e in c.evidence)
            shown = str(c.rule.period) if c.rule.period else word("undetermined", lang)
            click.echo(f"  {c.rule.id} {c.rule.category.title} {c.rule.title} [{shown}] ← {words}")


@cli.command("retention")
@click.argument("rule", required=False)
@click.argument("formed", required=False, type=_Date(year=True))
@click.option("--accounting-year", type=int, default=None, help="Year accounts account for.")
@click.option("--decided-on", type=_Date(), default=None, help="Day of the decision.")
@click.option(
    "--basis",
    type=click.Choice(get_args(Basis)),
    default="as-printed",
    show_default=True,
    help="Whose periods.",
)
@_json_option
@_common
def retention_command(  # noqa: PLR0913  (reason: one parameter an option)
    rule: str | None,
    formed: date | int | None,
    accounting_year: int | None,
    decided_on: date | None,
    basis: Basis,
    lang: Language,
    scheme: Scheme,
    *,
    as_json: bool,
) -> None:
    """Say how long records are kept: RULE FORMED, or such lines on standard input.

    RULE is a rule's id such as 2.5; FORMED the year or the day the record was formed.
    """
    if rule is not None and formed is None:
        raise click.UsageError("give both RULE and FORMED, or neither and lines on standard input")
    questions: Iterator[tuple[str, date | int]] = (
        _questions() if rule is None or formed is None else iter([(rule, formed)])
    )
    for name, day in questions:
        known = scheme.rules.get(name)
        if known is None:
            raise click.BadParameter(
                f"{printable(name)!r} is no rule of the scheme", param_hint="RULE"
            )
        answer = retention(
            known,
            formed=day,
            accounting_year=accounting_year,
            decided_on=decided_on,
            basis=basis,
            scheme=scheme,
        )
        record: Record = {
            "rule": known.id,
            "title": known.title,
            "formed": str(day),
            "outcome": answer.outcome,
            "period": str(answer.period) if answer.period else None,
            "start": str(answer.start),
            "last_day": str(answer.last_day),
            "due": str(answer.due),
            "reasons": [reason.text(lang) for reason in answer.reasons],
        }
        if as_json:
            _print_json(record)
            continue
        period = str(answer.period) if answer.period else answer.outcome
        click.echo(f"{known} ({day}): {period}, {answer.start} … {end_text(answer.last_day, lang)}")
        click.echo(f"  {answer.sentence(lang)}")


def _questions() -> Iterator[tuple[str, date | int]]:
    converter = _Date(year=True)
    for line in _values(()):
        if not line.strip():
            continue
        parts = line.split()
        if len(parts) != 2:  # noqa: PLR2004  (reason: a rule and a day)
            raise click.UsageError(f"wanted RULE FORMED, got {printable(line)!r}")
        yield parts[0], converter.convert(parts[1], None, None)


@cli.group("scheme")
def scheme_group() -> None:
    """Look at schemes."""


@scheme_group.command("show")
@click.argument("name", type=_SchemeType(), default=DEFAULT_SCHEME)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", is_eager=True)
def scheme_show(name: Scheme, lang: Language) -> None:
    """Show a scheme: its categories, codes and rules."""
    console = _console()
    for table in scheme_tables(name, lang):
        console.print(table)


class _Console(Console):
    """A console that reports a closed pipe instead of ending the program itself."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console() -> Console:
    plain = not sys.stdout.isatty()
    return _Console(file=sys.stdout, width=_WIDTH if plain else None, highlight=False, emoji=False)


def _encoding(_: click.Context, __: click.Parameter, given: str | None) -> str | None:
    try:
        return given and codecs.lookup(given).name
    except LookupError:
        raise click.BadParameter(f"{printable(given)!r} is no encoding") from None


def _column(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for text in given:
        role, sign, heading = text.partition("=")
        if not sign or not role or not heading:
            raise click.BadParameter(f"write NAME=HEADING, not {printable(text)!r}")
        columns[role] = heading
    return columns


@cli.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--encoding",
    default=None,
    callback=_encoding,
    help="Encoding of the file.  [default: detected]",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=_column,
    metavar="NAME=HEADING",
    help="Which column holds what, e.g. 档号=Number. May be repeated.",
)
@click.option(
    "--page-means",
    type=click.Choice(get_args(PageMeans)),
    default="unknown",
    show_default=True,
    help="What the page slot of the numbers means.",
)
@click.option(
    "--findings",
    "findings_path",
    type=click.Path(path_type=Path),
    help="Write every finding to this file: CSV by its suffix, else JSON Lines.",
)
@click.option(
    "--output",
    "output_path",
    type=click.Path(path_type=Path),
    help="Write the catalogue with what was found in new columns to this CSV file.",
)
@click.option("--as-of", type=_Date(), default=None, help="Day of the check.  [default: today]")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if errors were found.")
@_common
def check_command(  # noqa: PLR0913  (reason: one parameter an option)
    file: Path,
    encoding: str | None,
    columns: dict[str, str],
    page_means: PageMeans,
    findings_path: Path | None,
    output_path: Path | None,
    as_of: date | None,
    lang: Language,
    scheme: Scheme,
    *,
    exit_zero: bool,
) -> None:
    """Check a catalogue: every number, category, period and date of a CSV file."""
    as_of = as_of or _today()
    _check_targets(file, findings_path, output_path)
    summary = Summary()
    with open_table(file, encoding=encoding) as table, OutputSet(lang) as outputs:
        if findings_path:
            outputs.findings(findings_path)
        if output_path:
            outputs.catalogue(output_path, table.header, table.headings)
        rows = check(
            table.rows,
            columns=columns,
            header=table.header,
            scheme=scheme,
            as_of=as_of,
            page_means=page_means,
        )
        for row in _with_progress(rows, table.size, table.position):
            summary.add(row)
            outputs.add(row)
        if not summary.rows:
            Columns.recognise(table.header, given=columns, scheme=scheme)
        outputs.finish()
        used = table.encoding
    _print_summary(summary, file, used, as_of, scheme, lang)
    _leave(failed=bool(summary.faulty) and not exit_zero)


def _check_targets(file: Path, *targets: Path | None) -> None:
    seen = {file.resolve()}
    for target in targets:
        if target is None:
            continue
        if target.resolve() in seen:
            raise click.UsageError(f"{target} is the input, or is named twice; name another file")
        seen.add(target.resolve())


def _with_progress(
    rows: Iterator[siarchive.CheckedRow], size: int, position: Callable[[], int]
) -> Iterator[siarchive.CheckedRow]:
    if size < _SLOW or not sys.stderr.isatty():
        yield from rows
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TimeRemainingColumn

    bar = Progress(
        BarColumn(), TaskProgressColumn(), TimeRemainingColumn(), console=Console(stderr=True)
    )
    with bar:
        task = bar.add_task("", total=size)
        for row in rows:
            yield row
            bar.update(task, completed=position())


def _print_summary(  # noqa: PLR0913  (reason: what a summary names)
    summary: Summary, file: Path, encoding: str, as_of: date, scheme: Scheme, lang: Language
) -> None:
    console = _console()
    title = scheme.title.text(lang)
    name = printable(file)
    sound = summary.rows - summary.faulty - summary.doubtful
    if lang == "zh":
        console.print(f"{name}（{encoding}），{title}，检查日期 {as_of}", markup=False)
        console.print(
            f"共 {summary.rows} 行：{summary.faulty} 行有错误，"
            f"{summary.doubtful} 行仅有警告，{sound} 行无误",
            markup=False,
        )
    else:
        console.print(f"{name} ({encoding}), {title}, as of {as_of}", markup=False)
        console.print(
            f"{summary.rows} rows: {summary.faulty} with errors, {summary.doubtful} with warnings "
            f"only, {sound} sound",
            markup=False,
        )
    for table in summary_tables(summary, lang, as_of):
        console.print()
        console.print(table)


def _today() -> date:
    # the only place that reads a clock: the day on the user's own calendar
    return date.today()  # noqa: DTZ011  (reason: a day of the civil calendar has no time zone)


def _leave(*, failed: bool) -> None:
    if failed:
        raise click.exceptions.Exit(1)


def _fail(message: str, code: int = 2) -> int:
    # what cannot be said is still told by the exit code
    with suppress(OSError):
        click.echo(f"siarchive: {message}", err=True)
    return code


def _open_streams() -> None:
    """Put nothing in the place of a closed stream; a job may be started without one."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (reason: for good)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  (reason: for good)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code. Never shows a traceback."""
    _open_streams()
    args = sys.argv[1:] if arguments is None else arguments
    lang: Language = "zh" if "--lang=zh" in args or ("zh" in args and "--lang" in args) else "en"
    try:
        # not cli.main, which has an exit code of its own for a closed pipe
        with cli.make_context("siarchive", list(args)) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as done:
        return _flushed(done.exit_code)
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted", 130)
    except SiarchiveError as error:
        return _fail(error.message(lang))
    except OSError as error:
        return _lost(error)
    except MemoryError:
        return _fail("out of memory")
    return 0


def _flushed(code: int) -> int:
    """Return the exit code of a command that ended by itself, once all it said is out."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _lost(error)
    return code


def _lost(error: OSError) -> int:
    """Report output that did not arrive."""
    # what remains in the buffer has no reader: let the interpreter flush it into nothing
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return _fail("the output was closed before it was complete")
    return _fail(error.strerror or str(error))
