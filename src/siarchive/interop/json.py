"""JSON: every value, result and error as text, and back.

>>> from siarchive import Volume, load_scheme, RetentionPeriod
>>> category = load_scheme("wuhu").categories[0]
>>> text = to_json(Volume(category, 2009, "参保单位登记材料", 1, RetentionPeriod.permanent()))
>>> from_json(text, Volume).stage
'参保单位登记材料'

The forms are those of ``siarchive.interop.forms``; ``siarchive.interop.json_schema`` gives their
schemas. Reading believes nothing: JSON that is not JSON, the same key twice, missing and unknown
keys, wrong types and wrong values are refused, and every fault is named with its path.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar, cast, overload

from cattrs.errors import BaseValidationError, StructureHandlerNotFoundError

from siarchive.findings import FindingCode, JsonError, SiarchiveError, finding, printable
from siarchive.interop.cattrs import findings_in, number_fits, strict_converter
from siarchive.scheme_files import scheme_meant

if TYPE_CHECKING:
    from typing_extensions import TypeForm

    from siarchive.scheme import Scheme

__all__ = ["from_json", "to_json"]


def __dir__() -> list[str]:
    return __all__


T = TypeVar("T")

_Type: TypeAlias = type[object]

DEEPEST: Final = 50
"""How deep arrays and objects may stand in each other; values of siarchive need fewer than 20."""


def to_json(value: object, *, scheme: Scheme | None = None, indent: int | None = None) -> str:
    """Write a value of siarchive, or a tuple or list of such values, as JSON.

    Keys stand in the order of the fields, text beyond ASCII as itself. Half a character (a lone
    surrogate), which no file in UTF-8 can hold, is written with JSON's own escape.

    Args:
        value: The value.
        scheme: The scheme whose numbers are written, and to which categories, rules and groups
            belong; Wuhu's if not given.
        indent: Blanks for each level, on lines of their own; without it all stands on one line.

    Raises:
        ArchiveNumberError: a number is none of the scheme's.
        JsonError: the value has no form in JSON, or could not be read back with this scheme.
    """
    converter = strict_converter(scheme_meant(scheme))
    try:
        data: object = converter.unstructure(value)
        _check(data)
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
    except SiarchiveError:
        raise
    except BaseValidationError as error:
        raise JsonError(findings_in(error)) from error
    except (TypeError, ValueError, RecursionError) as error:
        raise _error(printable(str(error)), printable(str(error))) from error
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@overload
def from_json(text: str, type: type[T], *, scheme: Scheme | None = None) -> T: ...


@overload
def from_json(text: str, type: TypeForm[T], *, scheme: Scheme | None = None) -> T: ...


def from_json(text: str, type: object, *, scheme: Scheme | None = None) -> object:  # noqa: A002  (reason: the field's word)
    """Read a value of siarchive from JSON.

    Args:
        text: The JSON text.
        type: What is wanted: a type of siarchive, a choice such as ``Classification``, or
            ``tuple[Finding, ...]``.
        scheme: The scheme by which it was written; Wuhu's if not given.

    Raises:
        JsonError: the text is no JSON, or not of the form of ``type``; ``findings`` holds *all*
            faults, each with its path as ``field``.
    """
    converter = strict_converter(scheme_meant(scheme))
    given: object = text
    if not isinstance(given, str):
        kind = given.__class__.__name__
        raise _error(f"须为文字，现为{kind}", f"text is wanted, not {kind}")
    try:
        return converter.structure(_loads(text), cast("_Type", type))
    except (BaseValidationError, StructureHandlerNotFoundError, SiarchiveError) as error:
        raise JsonError(findings_in(error), text) from error


def _error(zh: str, en: str, span: tuple[int, int] | None = None) -> JsonError:
    return JsonError([finding(FindingCode.BAD_JSON, "$", span, reason_zh=zh, reason_en=en)])


def _loads(text: str) -> object:
    try:
        data: object = json.loads(text, object_pairs_hook=_unique)
        _check(data)
    except json.JSONDecodeError as error:
        raise _error(
            f"不是JSON，第{error.lineno}行第{error.colno}列：{error.msg}",
            f"it is no JSON: {error.msg}, line {error.lineno}, column {error.colno}",
            (error.pos, min(error.pos + 1, len(text))),
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except SiarchiveError:
        raise
    except ValueError as error:
        # Python itself refuses to read thousands of digits
        raise _no_number() from error
    return data


def _unique(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            shown = printable(key)
            raise _error(f"“{shown}”这一项重复", f"the key '{shown}' stands more than once")
        found[key] = value
    return found


def _too_deep() -> JsonError:
    return _error("嵌套太深", "arrays and objects stand too deep in each other")


def _no_number() -> JsonError:
    return _error("有一个数太大，或不是数", "a number is too large, or not a number")


def _check(data: object) -> None:
    """Refuse what is nested without measure, or holds numbers that other programs would cut."""
    level: list[object] = [data]
    for _ in range(DEEPEST):
        level = [part for each in level for part in _parts(each)]
        if not level:
            return
    raise _too_deep()


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, float | int) and not number_fits(value):
        raise _no_number()
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()
