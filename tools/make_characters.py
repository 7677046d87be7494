"""Write the ranges of visible characters into ``src/siarchive/characters.toml``.

The table is fixed on purpose: run this only to move to another Unicode version, with a Python that
carries it, and raise ``version`` by hand.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

FILLERS = {0x3164, 0x2800, 0x115F, 0x1160, 0xFFA0, 0xFFFD, 0xFFFC, 0x034F, 0x17B4, 0x17B5, 0x180F}
FILLERS |= {0x16FE4, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x180B, 0x180E)}
IDEOGRAPHIC = (range(0x20000, 0x2FFFE), range(0x30000, 0x3FFFE))
PER_LINE = 8


def visible(code: int) -> bool:
    """Tell whether a stage may hold the character."""
    if any(code in plane for plane in IDEOGRAPHIC):
        return True
    return unicodedata.category(chr(code))[0] in "LNPSM" and code not in FILLERS


def ranges() -> list[tuple[int, int]]:
    """Return the closed ranges of visible code points, in order."""
    found: list[tuple[int, int]] = []
    for code in filter(visible, range(sys.maxunicode + 1)):
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def main() -> None:
    """Rewrite the list ``visible``; everything above it stays as it is."""
    path = Path(__file__).parents[1] / "src" / "siarchive" / "characters.toml"
    head, _, _ = path.read_text(encoding="utf-8").partition("visible = [\n")
    cells = [f'"{a:04X}"' if a == b else f'"{a:04X}-{b:04X}"' for a, b in ranges()]
    lines = [", ".join(cells[i : i + PER_LINE]) for i in range(0, len(cells), PER_LINE)]
    body = "".join(f"  {line},\n" for line in lines)
    path.write_text(f"{head}visible = [\n{body}]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
