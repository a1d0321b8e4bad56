"""What strangers typed cannot break a screen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import tame

ZALGO = "Z" + "\u0300\u0301\u0302\u0303\u0304" * 20 + "a"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ali Veli", "Ali Veli"),
        ("  Ali \n\t Veli ", "Ali Veli"),
        ("a\x00b\x07c", "abc"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth", "zerowidth"),
        ("ليلى", "\u2068ليلى\u2069"),
        ("\u2067ليلى", "\u2068ليلى\u2069"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("می\u200cخواهم", "\u2068می\u200cخواهم\u2069"),
        ("\u3164\u2800", ""),
        ("\u0301\u0302", ""),
        ("\ud800", ""),
        ("/erase_5 now", "/\u2060erase_5 now"),
        ("and/or", "and/or"),
        ("", ""),
    ],
)
def test_a_line_is_what_can_be_shown(typed: str, shown: str) -> None:
    assert tame.line(typed, 40) == shown


def test_piled_up_marks_are_thinned() -> None:
    assert len(unicodedata.normalize("NFD", tame.line(ZALGO, 40))) <= 5


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("one two three four", 16, "one two three…"),
        ("one two, three", 9, "one two…"),
        ("ab👩\u200d🔧cd", 5, "ab👩…"),
        ("xe\u0323\u0301abc", 3, "x…"),
    ],
)
def test_a_long_line_is_cut_where_it_hurts_least(text: str, longest: int, shown: str) -> None:
    assert tame.line(text, longest) == shown


@given(st.text(), st.integers(1, 50))
def test_any_text_becomes_one_short_line_that_can_be_sent(text: str, longest: int) -> None:
    shown = tame.line(text, longest)
    bare = shown.strip("\u2068\u2069").replace("\u2060", "")
    assert len(bare) <= longest
    assert "\n" not in shown
    assert shown.encode("utf-8") is not None
    assert shown.count("\u2068") == shown.count("\u2069") <= 1
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in shown)


@given(st.text())
def test_typed_words_lose_nothing_that_is_in_a_word(text: str) -> None:
    typed = tame.typed(text)
    assert typed == tame.typed(typed)
    assert [char for char in typed if char.isalnum()] == [
        char
        for char in unicodedata.normalize("NFC", text)
        if char.isalnum() and char not in "\u115f\u1160\u3164\uffa0"
    ]
