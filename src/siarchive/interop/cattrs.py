"""cattrs: converters of classes that hold siarchive's values.

``configure`` gives a converter one hook a type in each direction, so that every wrong field of a
class is reported, each with our message; attrs alone stops at the first. The forms are those of
``siarchive.interop.forms``, and nothing in them is believed: missing and unknown keys, wrong types
and wrong values are refused, all of them at once. Only siarchive's types are touched.

>>> import cattrs
>>> from attrs import frozen
>>> from siarchive import ArchiveNumber, RetentionPeriod
>>> @frozen
... class Label:
...     number: ArchiveNumber
...     period: RetentionPeriod
>>> converter = cattrs.Converter()
>>> configure(converter)
>>> try:
...     converter.structure({"number": "209-GL-甲-1-50-Y", "period": "30"}, Label)
... except cattrs.BaseValidationError as error:
...     for line in explain(error):
...         print(line)
year '209' ... @ $.number
'30' is not ... @ $.period
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import (
    TYPE_CHECKING,
    Final,
    Protocol,
    TypeAlias,
    TypeVar,
    cast,
    get_args,
)

import cattrs
from attrs import evolve
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.findings import (
    Finding,
    FindingCode,
    Findings,
    FrozenMapping,
    JsonError,
    Language,
    Params,
    SiarchiveError,
    Span,
    finding,
    printable,
)
from siarchive.interop.forms import (
    CELLS,
    END_WORDS,
    ENUMERATIONS,
    ERRORS,
    LARGEST,
    OBJECTS,
    OUTCOMES,
    REFERENCES,
    TEXT_MAP,
    TEXTS,
    fields_of,
    is_array,
    is_literal,
    is_spans,
    is_union,
    item_of,
    members_of,
    outcome_of,
    reference,
    referred,
)
from siarchive.numbers import ArchiveNumber, format, parse  # noqa: A004  (reason: the public name of the writer)
from siarchive.rules import Delegation
from siarchive.scheme_files import scheme_meant

if TYPE_CHECKING:
    from attrs import AttrsInstance

    from siarchive.scheme import Scheme

__all__ = ["configure", "explain", "findings_in"]


def __dir__() -> list[str]:
    return __all__


_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

T = TypeVar("T")

_Read: TypeAlias = Callable[[object, object], object]


def configure(converter: cattrs.Converter, *, scheme: Scheme | None = None) -> None:
    """Give a converter the hooks of every type of siarchive.

    Args:
        converter: The converter; its hooks for other types stay as they are.
        scheme: The scheme whose numbers are written and read, and into which the references of
            categories, rules and groups lead; Wuhu's if not given.
    """
    scheme = scheme_meant(scheme)
    _Hooks(scheme, strict_converter(scheme)).register(converter)


def findings_in(error: BaseException) -> tuple[Finding, ...]:
    """Return every fault in an error of a converter, each with its path as ``field``.

    The findings of siarchive's own types keep their code, span and suggestion; any other fault is
    ``bad-json`` with the words of its error.
    """
    return tuple(_walk(error, "$"))


def explain(error: BaseException, lang: Language = "en") -> list[str]:
    """Return every fault in an error of a converter as a line ``message @ $.path``.

    Args:
        error: What ``converter.structure`` raised.
        lang: ``"zh"`` or ``"en"``.
    """
    return [f"{found.message(lang)} @ {found.field}" for found in findings_in(error)]


def _walk(error: BaseException, path: str) -> Iterator[Finding]:
    if isinstance(error, BaseValidationError):
        for child in error.exceptions:
            yield from _walk(child, f"{path}{_place_of(child)}")
    elif isinstance(error, SiarchiveError):
        for found in error.findings:
            yield evolve(found, field=path)
    elif isinstance(error, ForbiddenExtraKeysError):
        for key in sorted(error.extra_fields):
            yield from _walk(_unknown(key), f"{path}.{key}")
    elif isinstance(error, KeyError):
        yield from _walk(_missing(), path)
    else:
        words = str(error) or type(error).__name__
        yield from _walk(_fault(words, words), path)


def _place_of(error: BaseException) -> str:
    """Return the step of the path that the notes of cattrs give; the last is the innermost."""
    for note in reversed(getattr(error, "__notes__", ())):
        if isinstance(note, AttributeValidationNote):
            return f".{note.name}"
        if isinstance(note, IterableValidationNote):
            return f"[{note.index!r}]"
    return ""


# faults


def _fault(zh: str, en: str) -> JsonError:
    return JsonError([finding(FindingCode.BAD_JSON, None, reason_zh=zh, reason_en=en)])


def _missing() -> JsonError:
    return _fault("缺少这一项", "this key is missing")


def _unknown(key: str) -> JsonError:
    shown = printable(key)
    return _fault(f"不认识“{shown}”这一项", f"the key '{shown}' is not known")


def _wanted(zh: str, en: str, value: object) -> JsonError:
    """Quote only text, which is cut where it is long; anything else may be of any size."""
    if isinstance(value, str):
        shown = printable(value)
        return _fault(f"须为{zh}，现为文字“{shown}”", f"{en} is wanted, not the text '{shown}'")
    kind = type(value).__name__
    return _fault(f"须为{zh}，现为{kind}", f"{en} is wanted, not {kind}")


def _one_of(known: Sequence[str], value: object) -> JsonError:
    return _wanted(f"{'、'.join(known)}之一", f"one of {', '.join(known)}", value)


def _at(error: Exception, name: str, kind: object) -> Exception:
    error.add_note(AttributeValidationNote(f"at {name}", name, kind))
    return error


def _within(error: Exception, place: int | str, kind: object) -> Exception:
    error.add_note(IterableValidationNote(f"at {place}", place, kind))
    return error


def _by_field(error: SiarchiveError, kind: type[AttrsInstance]) -> Iterator[Exception]:
    """Split the error of a constructor into one a field."""
    for found in error.findings:
        one = type(error)([found], error.text)
        named = found.field in fields_of(kind)
        yield _at(one, found.field or "", kind) if named else one


# plain values


def _exactly(wanted: type[object], zh: str, en: str) -> _Read:
    def read(value: object, _: object) -> object:
        # bool is an int to isinstance, and nothing is taken for what it is not
        if type(value) is not wanted:
            raise _wanted(zh, en, value)
        return value

    return read


def number_fits(value: float) -> bool:
    """Tell whether other programs can hold a number: finite, and if whole, in 64 bits."""
    return -LARGEST <= value <= LARGEST if isinstance(value, int) else math.isfinite(value)


def _read_int(value: object, _: object) -> int:
    if type(value) is not int:
        raise _wanted("整数", "a whole number", value)
    if not number_fits(value):
        raise _fault("整数太大", "the whole number is too large")
    return value


def _read_float(value: object, _: object) -> float:
    # JSON writes 1.0 as 1 in many programs
    if type(value) is not float and type(value) is not int:
        raise _wanted("数", "a number", value)
    if not number_fits(value):
        raise _fault("须为有限的数", "a finite number is wanted")
    return float(value)


def _read_date(value: object, _: object) -> date:
    if type(value) is not str or _DATE.fullmatch(value) is None:
        raise _wanted("日期，如2009-12-31", "a date such as 2009-12-31", value)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise _fault(f"没有{value}这一天", f"there is no day {value}") from None


def _write_date(value: object) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _wanted("日期", "a date", value)
    return value.isoformat()


def _read_word(value: object, kind: type[object]) -> object:
    """Read one of the fixed values of a literal type."""
    words: tuple[object, ...] = get_args(kind)
    for word in words:
        if type(value) is type(word) and value == word:
            return word
    raise _one_of([str(word) for word in words], value)


def _enumeration(kind: type[StrEnum]) -> _Read:
    def read(value: object, _: object) -> StrEnum:
        if type(value) is str or type(value) is kind:
            for word in kind:
                if word.value == value:
                    return word
        name = kind.__name__
        raise _wanted(f"{name}的一个值", f"a value of {name}", value)

    return read


def _read_span(value: object, kind: type[object]) -> Span:
    if isinstance(value, list | tuple) and len(value) == len(Span._fields):
        return Span(*(_read_int(place, kind) for place in value))
    raise _wanted("[起, 止]", "[start, end]", value)


def _read_params(value: object, kind: type[object]) -> Params:
    return Params.of(_entries(value, kind, _read_param))


def _read_param(value: object, kind: type[object]) -> str | int:
    if type(value) is str:
        return value
    if type(value) is int:
        return _read_int(value, kind)
    raise _wanted("文字或整数", "text or a whole number", value)


def _entries(
    value: object, kind: type[object], read: Callable[[object, type[object]], T]
) -> dict[str, T]:
    """Read an object of any keys."""
    done = {}
    errors = []
    for key, each in _object(value).items():
        try:
            done[key] = read(each, kind)
        except SiarchiveError as error:
            errors.append(_within(error, key, kind))
    if errors:
        message = "faults in an object"
        raise IterableValidationError(message, errors, dict)
    return done


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping) or not all(type(key) is str for key in value):
        raise _wanted("对象", "an object", value)
    return value


def _read_cells(value: object, kind: type[object]) -> dict[str | None, object]:
    """Read the cells of a row; those beyond the headings stand under ``None``, as in csv."""
    given = _object(value)
    if given.keys() != {"named", "surplus"}:
        raise _wanted("named和surplus两项", "the keys named and surplus", value)
    named = _entries(given["named"], kind, _read_cell)
    surplus = given["surplus"]
    if not isinstance(surplus, list | tuple) or not all(type(cell) is str for cell in surplus):
        raise _wanted("文字的数组", "an array of texts", surplus)
    cells: dict[str | None, object] = dict(named.items())
    if surplus:
        cells[None] = list(surplus)
    return cells


def _read_cell(value: object, kind: type[object]) -> object:
    if value is None or type(value) is str or type(value) is bool:
        return value
    if type(value) is int:
        return _read_int(value, kind)
    if type(value) is float:
        return _read_float(value, kind)
    raise _wanted("文字、数、真假或空", "text, a number, a boolean or null", value)


def _write_cells(value: Mapping[str | None, object]) -> dict[str, object]:
    named = {key: cell for key, cell in value.items() if key is not None}
    form = {"named": named, "surplus": value.get(None, [])}
    # what could not be read back is not written
    _read_cells(form, object)
    return form


class _Maker(Protocol):
    """A class whose values are made of named parts."""

    def __call__(self, **parts: object) -> object: ...


class _Hooks:
    """The hooks of all types for one scheme."""

    def __init__(self, scheme: Scheme, parts: cattrs.Converter) -> None:
        self.scheme = scheme
        self.parts = parts
        """The converter of what values are made of: strict, and of our forms only."""
        self.referred: Mapping[type[object], Mapping[tuple[str | int, ...], object]] = {
            kind: {
                tuple(reference(value, scheme).values()): value for value in referred(kind, scheme)
            }
            for kind in REFERENCES
        }

    def register(self, converter: cattrs.Converter) -> None:
        read, write = (
            converter.register_structure_hook_func,
            converter.register_unstructure_hook_func,
        )
        for words in ENUMERATIONS:
            # an enumeration of text is text too, for which predicates come too late
            converter.register_structure_hook(words, _enumeration(words))
            converter.register_unstructure_hook(words, _value_of)
        for text in TEXTS:
            number = text is ArchiveNumber
            read(_is(text), self.read_number if number else _from_text)
            write(_is(text), self.write_number if number else str)
        for part in REFERENCES:
            read(_is(part), self.read_reference)
            write(_is(part), self.write_reference)
        for kind in OBJECTS:
            read(_is(kind), self.read_object)
            write(_is(kind), self.write_object)
        for end in END_WORDS.values():
            read(_is(end), _read_end)
            write(_is(end), _write_end)
        for error in ERRORS.values():
            read(_is(error), self.read_error)
            write(_is(error), self.write_error)
        read(_is(Span), _read_span)
        write(_is(Span), list)
        read(_is(Params), _read_params)
        write(_is(Params), dict)
        read(_is(Findings), lambda value, hint: _read_array(value, hint, converter))
        write(_is(Findings), lambda value: [converter.unstructure(each) for each in value])
        read(_is_end, _read_end)
        write(_is_end, _write_end)
        read(_is_classification, self.read_classification)
        read(_is_retention, self.read_retention)

    # numbers and references

    def read_number(self, value: object, _: object) -> ArchiveNumber:
        return parse(_text(value), scheme=self.scheme)

    def write_number(self, value: ArchiveNumber) -> str:
        text = format(value, scheme=self.scheme)
        # a number whose codes are not the scheme's could not be read back
        parse(text, scheme=self.scheme)
        return text

    def read_reference(self, value: object, kind: type[object]) -> object:
        keys = REFERENCES[kind]
        known = self.referred[kind]
        parts, errors = self.read_parts(value, keys, kind)
        if "scheme" in parts and parts["scheme"] not in {scheme for scheme, *_ in known}:
            errors.append(_at(self.other_scheme(parts["scheme"]), "scheme", kind))
        if errors:
            raise _class_error(errors, kind)
        wanted = tuple(parts[key] for key in keys)
        for key, found in known.items():
            if key == wanted:
                return found
        shown = printable(wanted[-1])
        fault = _fault(f"方案中没有“{shown}”", f"the scheme has no '{shown}'")
        raise _class_error([_at(fault, list(keys)[-1], kind)], kind)

    def other_scheme(self, name: object) -> JsonError:
        shown, own = printable(name), self.scheme.id
        return _fault(
            f"方案“{shown}”不是所用的方案“{own}”",
            f"the scheme '{shown}' is not the one in use, '{own}'",
        )

    def write_reference(self, value: object) -> dict[str, str | int]:
        written = reference(value, self.scheme)
        if self.referred[type(value)].get(tuple(written.values())) != value:
            shown, own = printable(" ".join(map(str, written.values()))), self.scheme.id
            raise _fault(
                f"“{shown}”与方案“{own}”中的不同，写了也读不回来",
                f"'{shown}' is not as in the scheme '{own}', and could not be read back",
            )
        return written

    # objects

    def read_parts(
        self, value: object, keys: Mapping[str, type[object]], kind: type[object]
    ) -> tuple[dict[str, object], list[Exception]]:
        """Read the parts of an object, and collect the faults of all of them."""
        given = _object(value)
        parts: dict[str, object] = {}
        errors = [_at(_unknown(key), key, kind) for key in given if key not in keys]
        for name, hint in keys.items():
            if name not in given:
                errors.append(_at(_missing(), name, hint))
                continue
            try:
                parts[name] = self.parts.structure(given[name], hint)
            except (SiarchiveError, BaseValidationError) as error:
                errors.append(_at(error, name, hint))
        return parts, errors

    def read_object(self, value: object, kind: type[AttrsInstance]) -> object:
        outcome = outcome_of(kind)
        head: Mapping[str, type[object]] = {} if outcome is None else {"outcome": str}
        parts, errors = self.read_parts(value, {**head, **fields_of(kind)}, kind)
        named = parts.pop("outcome", outcome)
        if named != outcome:
            errors.append(_at(_one_of([str(outcome)], named), "outcome", kind))
        if not errors:
            try:
                return cast("_Maker", kind)(**parts)
            except SiarchiveError as error:
                errors += _by_field(error, kind)
        raise _class_error(errors, kind)

    def write_object(self, value: AttrsInstance) -> dict[str, object]:
        outcome = outcome_of(type(value))
        written: dict[str, object] = {} if outcome is None else {"outcome": outcome}
        for name, hint in fields_of(type(value)).items():
            written[name] = self.parts.unstructure(getattr(value, name), unstructure_as=hint)
        return written

    # choices

    def read_classification(self, value: object, kind: type[object]) -> object:
        if value is None and type(None) in _choices(kind):
            return None
        named = _object(value).get("outcome")
        for member in members_of(kind):
            if outcome_of(member) == named:
                return self.parts.structure(value, member)
        known = [outcome_of(member) or "" for member in members_of(kind)]
        raise _class_error([_at(_one_of(known, named), "outcome", kind)], kind)

    def read_retention(self, value: object, kind: type[object]) -> object:
        if value is None and type(None) in _choices(kind):
            return None
        if isinstance(value, Mapping):
            return self.parts.structure(value, Delegation)
        return RetentionPeriod.parse(_text(value))

    # errors

    def read_error(self, value: object, kind: type[SiarchiveError]) -> SiarchiveError:
        parts, errors = self.read_parts(value, _ERROR_KEYS, kind)
        name = str(parts.get("error"))
        named = ERRORS.get(name)
        if "error" in parts and (named is None or not issubclass(named, kind)):
            known = [name for name, error in ERRORS.items() if issubclass(error, kind)]
            errors.append(_at(_one_of(known, name), "error", kind))
        if errors or named is None:
            raise _class_error(errors, kind)
        findings = cast("tuple[Finding, ...]", parts["findings"])
        return named(findings, cast("str | None", parts["text"]))

    def write_error(self, value: SiarchiveError) -> dict[str, object]:
        findings = [self.parts.unstructure(found) for found in value.findings]
        return {"error": type(value).__name__, "text": value.text, "findings": findings}


_ERROR_KEYS: Final[Mapping[str, type[object]]] = {
    "error": str,
    "text": cast("type[object]", str | None),
    "findings": tuple[Finding, ...],
}


def _class_error(errors: Sequence[Exception], kind: type[object]) -> ClassValidationError:
    return ClassValidationError(f"faults in {kind}", errors, kind)


def _text(value: object) -> str:
    if type(value) is not str:
        raise _wanted("文字", "text", value)
    return value


def _from_text(
    value: object, kind: type[CategoryCode | RetentionCode | RetentionPeriod]
) -> CategoryCode | RetentionCode | RetentionPeriod:
    return kind.parse(_text(value))


def _value_of(word: StrEnum) -> str:
    return word.value


def _choices(kind: object) -> tuple[object, ...]:
    return get_args(kind) if is_union(kind) else (kind,)


def _read_end(value: object, kind: type[object]) -> object:
    allowed = _choices(kind)
    if value is None and type(None) in allowed:
        return None
    end = END_WORDS.get(value) if isinstance(value, str) else None
    if end is not None and end in allowed:
        return end()
    known = [word for word, end in END_WORDS.items() if end in allowed]
    if date in allowed and (not isinstance(value, str) or value[:1].isdigit()):
        return _read_date(value, date)
    raise _one_of(["2009-12-31", *known] if date in allowed else known, value)


def _write_end(value: object) -> str | None:
    for word, end in END_WORDS.items():
        if isinstance(value, end):
            return word
    return None if value is None else _write_date(value)


# which hook for which type


def _is(kind: object) -> Callable[[object], bool]:
    """Tell whether a type is exactly this one: a class derived from ours is its owner's."""
    return lambda target: target is kind


def _is_choice_of(hint: object, kinds: Iterable[object]) -> bool:
    members = members_of(hint)
    return len(members) > 1 and set(kinds).issuperset(members)


def _is_end(hint: object) -> bool:
    return _is_choice_of(hint, (date, *END_WORDS.values()))


def _is_classification(hint: object) -> bool:
    return _is_choice_of(hint, OUTCOMES)


def _is_retention(hint: object) -> bool:
    return _is_choice_of(hint, (RetentionPeriod, Delegation))


# the strict converter


class _This:
    """A scheme itself: equal schemes may differ in what equality leaves out, such as titles."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.scheme is self.scheme

    def __hash__(self) -> int:
        return id(self.scheme)


def strict_converter(scheme: Scheme) -> cattrs.Converter:
    """Return a converter of our forms that also takes text, figures and arrays for nothing else."""
    return _strict_converter(_This(scheme))


@lru_cache(maxsize=32)
def _strict_converter(this: _This) -> cattrs.Converter:
    converter = cattrs.Converter(unstruct_collection_overrides={tuple: list})
    converter.register_structure_hook(str, _exactly(str, "文字", "text"))
    converter.register_structure_hook(bool, _exactly(bool, "真假", "a boolean"))
    converter.register_structure_hook(int, _read_int)
    converter.register_structure_hook(float, _read_float)
    converter.register_structure_hook(date, _read_date)
    converter.register_unstructure_hook(date, _write_date)
    converter.register_structure_hook_func(is_literal, _read_word)
    converter.register_structure_hook_func(
        is_array, lambda value, hint: _read_array(value, hint, converter)
    )
    converter.register_structure_hook_func(lambda hint: hint == CELLS, _read_cells)
    converter.register_unstructure_hook_func(lambda hint: hint == CELLS, _write_cells)
    converter.register_structure_hook_func(lambda hint: hint == TEXT_MAP, _read_texts)
    converter.register_structure_hook_func(is_spans, _read_spans)
    converter.register_unstructure_hook_func(is_spans, _write_spans)
    _Hooks(this.scheme, converter).register(converter)
    return converter


def _read_texts(value: object, kind: type[object]) -> dict[str, str]:
    return _entries(value, kind, lambda text, _: _text(text))


def _read_spans(value: object, _: object) -> FrozenMapping[Span]:
    return FrozenMapping.of(_entries(value, Span, _read_span))


def _write_spans(value: FrozenMapping[Span]) -> dict[str, list[int]]:
    return {name: list(span) for name, span in value.items()}


def _read_array(
    value: object, hint: type[object], converter: cattrs.Converter
) -> tuple[object, ...]:
    """Read an array, and nothing else that can be iterated; collect the faults of all places."""
    if not isinstance(value, list | tuple):
        raise _wanted("数组", "an array", value)
    kind = item_of(hint)
    done = []
    errors = []
    for place, each in enumerate(value):
        try:
            done.append(converter.structure(each, kind))
        except (SiarchiveError, BaseValidationError) as error:
            errors.append(_within(error, place, kind))
    if errors:
        message = "faults in an array"
        raise IterableValidationError(message, errors, tuple)
    return Findings(cast("list[Finding]", done)) if hint is Findings else tuple(done)
