"""Pydantic: siarchive's values as fields of models.

The four values that are written as text are field types as they are:

>>> from pydantic import BaseModel
>>> import siarchive
>>> class Row(BaseModel):
...     number: siarchive.ArchiveNumber
...     period: siarchive.RetentionPeriod | None = None
>>> row = Row(number="2009-GL-参保单位登记材料-1-50-Y", period="30年")
>>> row.number.volume
1
>>> row.model_dump_json()
'{"number":"2009-GL-参保单位登记材料-1-50-Y","period":"30年"}'

Text is read as ``parse`` reads it, values stay the objects they are, JSON gets canonical text. In
strict mode Python code must give values; JSON still gives text. A bad value is one error: its
``type`` is the code of the first finding, its message names all, and ``ctx["findings"]`` holds them
as data, in both languages.

Numbers are the built-in scheme's, and codes need only have their form. ``InScheme`` asks for more.

Pydantic 2.7 or later; the extra ``pydantic``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

from attrs import frozen
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from siarchive.codes import CategoryCode, RetentionCode, RetentionPeriod
from siarchive.findings import (
    ArchiveNumberError,
    CodeError,
    Finding,
    RecordTypeError,
    Severity,
    SiarchiveError,
    wrong_type,
)
from siarchive.interop.patterns import (
    archive_number_pattern,
    category_code_pattern,
    retention_code_pattern,
    retention_period_pattern,
)
from siarchive.numbers import ArchiveNumber, format, parse  # noqa: A004  (reason: the public name)
from siarchive.scheme_files import default_scheme
from siarchive.validation import validate

if TYPE_CHECKING:
    from siarchive.scheme import Scheme

__all__ = ["FieldValue", "InScheme"]


def __dir__() -> list[str]:
    return __all__


FieldValue: TypeAlias = ArchiveNumber | CategoryCode | RetentionCode | RetentionPeriod
"""The values that are written as text."""

_TYPES: Final[tuple[type[FieldValue], ...]] = (
    ArchiveNumber,
    CategoryCode,
    RetentionCode,
    RetentionPeriod,
)


@frozen
class InScheme:
    """A field whose value belongs to one scheme; to be put beside the type.

    >>> from typing import Annotated
    >>> from pydantic import TypeAdapter
    >>> import siarchive
    >>> wuhu = siarchive.load_scheme("wuhu")
    >>> letters = TypeAdapter(Annotated[siarchive.RetentionCode, InScheme(wuhu)])
    >>> letters.validate_python("Y")
    RetentionCode(text='Y')

    Numbers are read and written in the scheme's format. Codes must be codes of the scheme, and a
    period one that it prints; also those of values that are given as such.

    Raises:
        RecordTypeError: when the model is made, if the type beside it is none of siarchive's.
    """

    scheme: Scheme

    def __get_pydantic_core_schema__(
        self, source: type[FieldValue], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        if source not in _TYPES:
            raise _wrong_type("annotation", source)
        return field_schema(source, self.scheme, handler)


def field_schema(
    kind: type[FieldValue], scheme: Scheme | None, handler: GetCoreSchemaHandler
) -> CoreSchema:
    """Return what pydantic needs to read, write and describe a field of this type.

    For the types themselves, which call it; a model needs only the annotation.
    """
    field = _Field(kind, scheme)
    text = handler.generate_schema(Annotated[object, field])
    read = core_schema.no_info_after_validator_function(field.read, text)
    keep = core_schema.no_info_after_validator_function(field.keep, text)
    return core_schema.lax_or_strict_schema(
        read,
        core_schema.json_or_python_schema(json_schema=read, python_schema=keep),
        serialization=core_schema.plain_serializer_function_ser_schema(
            field.write, when_used="json"
        ),
    )


@frozen
class _Field:
    """Reads, writes and describes the values of one type, of one scheme if there is one."""

    kind: type[FieldValue]
    scheme: Scheme | None

    def read(self, value: object) -> FieldValue:
        """Return the value, read from text where it is text."""
        if not isinstance(value, str):
            return self.keep(value)
        try:
            if self.kind is ArchiveNumber:
                return parse(value, scheme=self.scheme)
            made = self.kind.parse(value)
        except SiarchiveError as error:
            raise _one_error(error) from None
        return self.keep(made)

    def keep(self, value: object) -> FieldValue:
        """Return a value of the type as it is."""
        try:
            if not isinstance(value, self.kind):
                raise _wrong_type("value", value)
            if self.scheme is not None:
                _require_member(value, self.scheme)
        except SiarchiveError as error:
            raise _one_error(error) from None
        return value

    def write(self, value: FieldValue) -> str:
        """Return the canonical text."""
        if isinstance(value, ArchiveNumber):
            return format(value, scheme=self.scheme)
        return str(value)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        known = default_scheme() if self.scheme is None else self.scheme
        if self.kind is ArchiveNumber:
            words = f"档号 (archive number): {known.title.zh} ({known.title.en})"
            pattern = archive_number_pattern(known)
            examples = [e.text for e in known.examples if _is_number(e.text, known)]
        elif self.kind is CategoryCode:
            words = "类别代码 (category code)"
            pattern = category_code_pattern(self.scheme)
            examples = list(known.category_codes)
        elif self.kind is RetentionCode:
            words = "期限代码 (retention code)"
            pattern = retention_code_pattern(self.scheme)
            examples = list(known.retention_code_texts)
        else:
            words = "保管期限 (retention period)"
            pattern = retention_period_pattern()
            examples = [str(coded.period) for coded in known.retention_codes]
        described = {"type": "string", "description": words, "pattern": pattern}
        return {**described, "examples": examples} if examples else described


def _is_number(text: str, scheme: Scheme) -> bool:
    """Tell whether an example is one: a published text may misprint its own."""
    try:
        parse(text, scheme=scheme)
    except ArchiveNumberError:
        return False
    return True


def _require_member(value: FieldValue, scheme: Scheme) -> None:
    if isinstance(value, ArchiveNumber):
        parse(format(value, scheme=scheme), scheme=scheme)
        return
    if isinstance(value, RetentionPeriod):
        printed = scheme.has_code(value) or any(r.period == value for r in scheme.rules)
        found = [] if printed else [scheme.no_code(value)]
    else:
        found = [f for f in validate(value, scheme=scheme) if f.severity is Severity.ERROR]
    if found:
        raise CodeError(found, str(value))


def _wrong_type(field: str, value: object) -> RecordTypeError:
    return RecordTypeError([wrong_type(field, value)])


def _one_error(error: SiarchiveError) -> PydanticCustomError:
    """Return all findings as one error of pydantic."""
    # Pydantic puts values of the context where the message names them, in this order. The message
    # quotes what people typed, so it comes last: nothing in it is replaced any more.
    context = {
        "findings": [_as_data(found) for found in error.findings],
        "message": error.message("en"),
    }
    return PydanticCustomError(error.findings[0].code.value, "{message}", context)


def _as_data(found: Finding) -> Mapping[str, object]:
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "field": found.field,
        "span": None if found.span is None else list(found.span),
        "suggestion": found.suggestion,
        "message": {"zh": found.message("zh"), "en": found.message("en")},
    }
