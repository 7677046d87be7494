"""The rule table searched by words."""

from __future__ import annotations

from typing import Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.html_reader import read
from tests.schemes_fixture import every_scheme, scheme_named

from siarchive import RecordTypeError, RuleTable, load_scheme

WUHU: Final = load_scheme("wuhu")


def found(words: str) -> list[str]:
    return [rule.id for rule in WUHU.rules.search(words)]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        # the annex prints 异地 in the title of 一(八), lines 131 to 133, and nowhere else
        ("异地", ["1.8"]),
        # 丧葬 in two scopes: 三(一) and 六(四)
        ("丧葬", ["3.1", "6.4"]),
        # one word in the title of 六(一), one in its scope; 六(三) has both in its title
        ("工伤 登记", ["6.1", "6.3"]),
        ("登记\u3000工伤", ["6.1", "6.3"]),
        # full-width forms and blanks inside what is printed count for nothing
        ("社会保险卡（证", ["1.5"]),
        ("2.5", ["2.5"]),
        ("２．５", ["2.5"]),
        # the id of a heading: 五(五)2, the account books of unemployment insurance
        ("5.5.2", ["5.5.2.1", "5.5.2.2", "5.5.2.3"]),
        ("5.5.2 总账", ["5.5.2.2"]),
        ("会议纪要", []),
        ("{}", []),
        ("\ud800", []),
    ],
)
def test_words(words: str, ids: list[str]) -> None:
    assert found(words) == ids


def test_an_id_is_matched_by_whole_steps() -> None:
    """``1.1`` is no heading of ``1.10``, but one of ``1.1.1``."""
    ids = ("1.1", "1.10", "1.1.1", "11.1")
    rule = evolve(WUHU.rules["1.1"], title="甲", scope=None)
    table = RuleTable(tuple(evolve(rule, id=each) for each in ids))
    assert [each.id for each in table.search("1.1")] == ["1.1", "1.1.1"]
    assert [each.id for each in table.search("1")] == ["1.1", "1.10", "1.1.1"]


@every_scheme
@given(data=st.data())
def test_nothing_more_and_nothing_less(name: str, data: st.DataObject) -> None:
    """A word cut from a title or scope finds its rule; whatever is found holds that word."""
    rules = scheme_named(name).rules
    rule = data.draw(st.sampled_from(rules.rows))
    text = data.draw(st.sampled_from([t for t in (rule.title, rule.scope) if t]))
    start = data.draw(st.integers(0, len(text) - 1))
    word = text[start : start + data.draw(st.integers(1, 6))]
    table = rules.search(word)
    assert rule in table
    assert list(table) == [r for r in rules if r in table]
    for each in table:
        for piece in word.split():
            assert piece in f"{each.title}\n{each.scope}".replace(" ", "") or piece in each.id


@given(words=st.text(max_size=8))
def test_any_text_is_a_question(words: str) -> None:
    """Every further word leaves the same rules or fewer."""
    wide = WUHU.rules.search(words)
    narrow = WUHU.rules.search(f"{words} 登记")
    assert set(narrow) <= set(wide)


def test_without_words_all_rules_are_there() -> None:
    for words in ("", " \u3000\n"):
        assert WUHU.rules.search(words) == WUHU.rules


def test_what_is_found_is_a_table_that_shows_itself() -> None:
    table = WUHU.rules.search("丧葬")
    assert type(table) is RuleTable
    assert table["6.4"] is WUHU.rules["6.4"]
    assert read(table._repr_html_()).tags["tr"] == 1 + 2


def test_wrong_type() -> None:
    with pytest.raises(RecordTypeError) as caught:
        WUHU.rules.search(5)  # type: ignore[arg-type]  # reason: a wrong type is the test
    assert [(f.code, f.field) for f in caught.value.findings] == [("wrong-type", "words")]
