"""Interop: siarchive's values in the forms and tools of others, one file per library.

Nothing is imported here: each module imports its own library, and only when it is used.

| module | for |
| --- | --- |
| ``siarchive.interop.patterns`` | regular expressions of codes and numbers, for any validator |
| ``siarchive.interop.cattrs`` | converters of classes that hold siarchive's values |
| ``siarchive.interop.json`` | every value as JSON, and back |
| ``siarchive.interop.json_schema`` | JSON Schemas of that JSON |
| ``siarchive.interop.pydantic`` | fields of pydantic's models |
| ``siarchive.interop.hypothesis`` | Hypothesis's ``from_type``, by an entry point |
"""

from __future__ import annotations

__all__: list[str] = []


def __dir__() -> list[str]:
    return __all__
