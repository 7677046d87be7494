"""Where the fuzzer starts: sound numbers, near misses and untidy ones of both schemes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from fuzz.target import encode, schemes
from hypothesis import HealthCheck, Phase, given, settings

from siarchive.scheme import Scheme
from siarchive.testing.strategies import canonical_texts, near_misses, untidy

__all__ = ["seed_inputs", "tokens"]


def __dir__() -> list[str]:
    return __all__


_EXAMPLES: Final = 300
_LONGEST: Final = 80
"""Longer seeds only slow the fuzzer down; it can stretch a text by itself."""

_REFUSED: Final = (
    "\u3000",
    "2009-GL-甲材料-1",
    "全宗-2009-GL-甲材料-1-50-Y",
    "2009-GL-甲材料-1000000-50-Y",
    "2009-GL-甲\ufffd材料-1-50-Y",
    "2009-GL-甲\ud800材料-1-50-Y",
    "2009-GL-甲材料-1-5 0-Y",
    "2009-GL-甲材料-1-50-\u0421",
    "2009-GL-甲材料-十二-50-Y",
    "20O9-GL-甲材料-1-50-Y",
    "2009-GL-甲材料-1-1\u00ad50-Y",
    "2009-GL-甲材料-1-50~1-Y",
    "2009-GL-甲材料-1-1—50-Y",
    "2009-GL-甲材料-1-50-25年",
)
"""Faults that no near miss and no untidy text has."""

_TOKEN: Final = re.compile(r'"((?:\\x[0-9A-F]{2})+)"')


def tokens() -> list[str]:
    """Return the tokens of ``numbers.dict``."""
    file = Path(__file__).with_name("numbers.dict").read_text(encoding="utf-8")
    return [
        bytes.fromhex(escaped.replace("\\x", "")).decode("utf-8", "surrogatepass")
        for escaped in _TOKEN.findall(file)
    ]


def _texts(scheme: Scheme) -> set[str]:
    """Return texts of every kind that the public strategies draw; the same ones every time."""
    texts: set[str] = set()

    @settings(
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        canonical_texts(scheme)
        | near_misses(scheme).map(lambda miss: miss.text)
        | untidy(scheme).map(lambda slip: slip.text)
    )
    def collect(text: str) -> None:
        texts.add(text)

    collect()
    return {text for text in texts if len(text) <= _LONGEST}


def seed_inputs() -> list[bytes]:
    """Return the inputs the fuzzer starts from, in an order that is always the same."""
    inputs = [encode(0, text) for text in _REFUSED]
    for which, scheme in enumerate(schemes()):
        inputs += [encode(which, text) for text in sorted(_texts(scheme))]
    # stretched: too long a stage, too long a number, and one that is not even looked at
    text = encode(0, "2009-GL-甲-1-50-Y")[1:]
    inputs += [bytes([head]) + text for head in (0xFA, 0xFC, 0xFE)]
    return inputs
