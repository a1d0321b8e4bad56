import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import words

_ANY = st.text()
_OURS = st.text("abcçğıİöşüâîûzZI абвгдеёйшщъыьэюяЁЙ'’-_.,!?123 \u0301\u0306\u0308\u00ad\u200b")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("IŞIK ışık İŞ iş", "isik isik is is"),
        ("Şoför, ÇİÇEK, ağaç, kâtip, îmâ, Lûtfi", "sofor, cicek, agac, katip, ima, lutfi"),
        ("Ёлка ещё Йод", "елка еще йод"),
        ("Café Łódź Þór straße Ærø əla", "cafe lodz thor strasse aero ela"),
        ("don’t", "don't"),
        ("web\u2011дизайн", "web-дизайн"),
        ("по\u00adвар \u200bповар\ufeff", "повар повар"),
        ("𝓜𝓮𝓱𝓶𝓮𝓽 ﬁne", "mehmet fine"),
        ("и\u0306од", "йод"),
    ],
)
def test_spellings_of_a_word_fold_to_one(text: str, folded: str) -> None:
    assert words.normalise(text) == folded


@given(_ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = words.normalise(text)
    assert words.normalise(once) == once


@given(_OURS)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    composed = words.normalise(unicodedata.normalize("NFC", text))
    assert words.normalise(unicodedata.normalize("NFD", text)) == composed


@given(_ANY)
def test_folding_pieces_is_folding_the_whole(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert "".join(map(words.normalise, composed)) == words.normalise(composed)


@given(_ANY)
def test_every_token_quotes_the_original_text(text: str) -> None:
    reached = 0
    for token in words.tokens(text):
        assert reached <= token.start < token.end <= len(text)
        reached = token.end
        assert words.tokens(text[token.start : token.end])[0].folded == token.folded


@given(_OURS)
def test_no_letter_or_digit_is_lost_between_tokens(text: str) -> None:
    inside = sum(token.end - token.start for token in words.tokens(text))
    assert inside >= sum(char.isalnum() for char in text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("front-end web_designer", ["front", "end", "web", "designer"]),
        ("C++, c# ve .NET; С++ и С#", ["c++", "c#", "ve", ".net", "c++", "и", "c#"]),
        ("1C, 1С: 3D web3", ["1c", "1c", "3d", "web3"]),
        ("I don’t know", ["i", "don't", "know"]),
        ("по\u00adвар", ["повар"]),
        ("и\u0306од", ["йод"]),
        ("😀 !!! -- '' #️⃣", []),
        ("asp.net, a.b", ["asp", "net", "a", "b"]),
    ],
)
def test_words_are_cut_as_people_mean_them(text: str, folded: list[str]) -> None:
    assert [token.folded for token in words.tokens(text)] == folded


def test_a_turkish_ending_after_an_apostrophe_is_told_from_its_word() -> None:
    token = words.tokens("dün Ankara’da")[1]
    assert (token.start, token.end) == (4, 13)
    assert (token.folded, token.bare, token.suffix) == ("ankara'da", "ankara", "da")


def test_a_word_without_apostrophe_is_all_bare() -> None:
    (token,) = words.tokens("Ankara")
    assert (token.bare, token.suffix) == ("ankara", "")
