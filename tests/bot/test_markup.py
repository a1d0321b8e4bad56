"""Telegram's HTML is read as strictly as Telegram reads it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import markup


@pytest.mark.parametrize(
    "text",
    [
        "<",
        "a & b",
        "a > b",
        "<b>",
        "</b>",
        "<b><i></b></i>",
        "<p>x</p>",
        "<br/>",
        "<b class='x'>x</b>",
        "<a>x</a>",
        "<a href=x>x</a>",
        '<a href="x" title="y">x</a>',
        '<a href="x">y</a href="x">',
        "&nbsp;",
        "&#x41;",
        "&apos;",
        "<B>x</B>",
    ],
)
def test_what_telegram_refuses_is_refused(text: str) -> None:
    with pytest.raises(markup.MarkupError):
        markup.plain(text)


def test_runs_know_their_looks_and_links() -> None:
    text = 'a<b>b<i>c</i></b><a href="https://t.me/c/1/2?x=1&amp;y=2">d &amp; e</a>&lt;&#65;'
    assert list(markup.runs(text)) == [
        markup.Run("a", frozenset(), None),
        markup.Run("b", frozenset({"bold"}), None),
        markup.Run("c", frozenset({"bold", "italic"}), None),
        markup.Run("d & e", frozenset({"text_link"}), "https://t.me/c/1/2?x=1&y=2"),
        markup.Run("<A", frozenset(), None),
    ]


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    assert markup.plain(html.escape(text, quote=False)) == text


@pytest.mark.parametrize(("text", "units"), [("", 0), ("abc", 3), ("ё", 1), ("👍", 2)])
def test_length_is_counted_in_utf16_units(text: str, units: int) -> None:
    assert markup.length(text) == units
