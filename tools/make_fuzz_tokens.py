"""Write ``fuzz/numbers.dict``: the pieces of text from which the fuzzer puts its inputs together.

Run it after a change of ``characters.toml`` or of the built-in scheme; a test compares the file.
"""

from __future__ import annotations

from pathlib import Path

from siarchive.characters import character_table
from siarchive.findings import printable
from siarchive.scheme_files import load_scheme

TARGET = Path(__file__).parents[1] / "fuzz" / "numbers.dict"
TINY = Path(__file__).parents[1] / "tests" / "schemes" / "tiny.toml"

WORDS = ["年", "第", "卷", "页", "至", "档号:", "档 号：", "永久", "25年", "30年", "9999年"]
FIGURES = ["0", "1", "50", "007", "1949", "1948", "2009", "10000", "999999", "1000000", "9" * 21]
OTHER_DIGITS = ["１", "２０", "٣", "۲", "१", "十二", "〇", "①", "²", "½", "Ⅻ", "𝟙"]
LOOK_ALIKE = ["О", "С", "Ү", "Η", "O", "o", "I", "l", "Z", "S", "B", "Ｇ", "ｙ", "gl", "sy", "y"]
NEAR_DASHES = ["-", "--", "一", "ー", "_", "~", "～", "/", "／", "\u00ad", "1-1—50", "1~50"]
UNSEEN = ["\0", "\n", "\r\n", "\x85", "\x1b", "\u2028", "\u2029", "\u200b", "\u180e", "\u2066"]
ODD = ["\ud800", "\udc80", "\udfff", "\ue000", "\ufffd", "\ufe0f", "\u3164", "\u2800", "\U0010ffff"]
MARKS = ["\u0301", "\u0323", "\u0338", "\u034f", "\u3099", "\u1100", "\u1161", "\u11a8", "\uf900"]
MORE = ["\u212a", "\u2126", "é", "e\u0301", "가", "\U0001d15e", "\U0002f800", "ﬁ", "㎡", "ß", "ı"]


def tokens() -> list[str]:
    """Return every piece once: hand-picked ones, the characters' table, the schemes' words."""
    table = character_table()
    signs = [*table.dashes, *table.removable, *table.bidi, *table.blanks, *table.page_range_signs]
    signs += [sign for pair in table.quotes for sign in pair]
    words = []
    for scheme in (load_scheme("wuhu"), load_scheme(TINY)):
        words += [*scheme.category_codes, *scheme.retention_code_texts]
        words += [rule.title for rule in scheme.rules]
        words += [] if scheme.fonds is None else [scheme.fonds]
        words += [s.text for s in scheme.number_format.segments if s.text is not None]
    picked = WORDS + FIGURES + OTHER_DIGITS + LOOK_ALIKE + NEAR_DASHES + UNSEEN + ODD + MARKS + MORE
    return list(dict.fromkeys([*picked, *sorted(signs), *words]))


def line(token: str) -> str:
    """Return the token as libFuzzer writes it, under a comment that people can read."""
    escaped = "".join(f"\\x{byte:02X}" for byte in token.encode("utf-8", "surrogatepass"))
    return f'# {printable(token)}\n"{escaped}"\n'


def dictionary() -> str:
    """Return the whole file."""
    return "# Written by tools/make_fuzz_tokens.py.\n" + "".join(map(line, tokens()))


def main() -> None:
    """Write the file, over what stands there."""
    TARGET.write_text(dictionary(), encoding="utf-8")
    print(f"{len(tokens())} tokens")


if __name__ == "__main__":
    main()
