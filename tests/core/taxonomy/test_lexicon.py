import random
import time

from hypothesis import given
from hypothesis import strategies as st

from core import words
from core.taxonomy import lexicon
from core.taxonomy.values import Language

_LEXICON = lexicon.Lexicon(
    [
        ("teacher", Language.EN, "teacher"),
        ("history teacher", Language.EN, "historian"),
        ("school teacher", Language.EN, "teacher"),
        ("back-end engineer", Language.EN, "backend"),
        ("yazılım mühendisi", Language.TR, "developer"),
        ("менеджер по продажам", Language.RU, "seller"),
        ("C++ developer", Language.EN, "developer"),
    ]
)


def _found(text: str) -> list[tuple[str, str]]:
    tokens = words.tokens(text)
    return [
        (text[tokens[hit.start].start : tokens[hit.end - 1].end], hit.payload)
        for hit in _LEXICON.find(tokens)
    ]


def test_phrases_are_found_inflected_in_three_languages() -> None:
    assert _found("Both are History Teachers.") == [
        ("History Teachers", "historian"),
        ("Teachers", "teacher"),
    ]
    assert _found("biz yazılım mühendisleriyiz") == [("yazılım mühendisleriyiz", "developer")]
    assert _found("работаю менеджером по продажам") == [("менеджером по продажам", "seller")]
    assert _found("this teacher’s desk") == [("teacher’s", "teacher")]
    assert _found("C++ developers wanted") == [("C++ developers", "developer")]


def test_a_hyphen_may_be_left_out_or_be_a_blank() -> None:
    for text in ("back-end engineer", "back end engineer", "backend engineer"):
        assert _found(text) == [(text, "backend")]


def test_of_one_payload_the_longest_phrase_wins() -> None:
    assert _found("a school teacher") == [("school teacher", "teacher")]


def test_a_hit_inside_a_longer_one_is_silenced() -> None:
    hits = lexicon.widest(_LEXICON.find(words.tokens("a history teacher and a teacher")))
    assert [hit.payload for hit in hits] == ["historian", "teacher"]


def test_an_unfinished_phrase_is_no_hit() -> None:
    assert _found("менеджер по") == []
    assert _found("") == []


def test_phrases_without_words_are_ignored() -> None:
    empty = lexicon.Lexicon([("!!!", Language.EN, 1)])
    assert list(empty.find(words.tokens("!!! what"))) == []


def test_forgetting_its_vocabulary_changes_no_answer() -> None:
    small = lexicon.Lexicon([("teacher", Language.EN, 1)], remembered=2)
    for text in ("one two three four teacher", "teachers five six"):
        assert [hit.payload for hit in small.find(words.tokens(text))] == [1]


_NAMES = st.lists(st.sampled_from(["data", "engineer", "chief", "sales", "manager"]), min_size=1)


@given(st.lists(_NAMES, min_size=1, max_size=6), _NAMES)
def test_hits_are_exactly_the_phrases_in_the_text(
    phrases: list[list[str]], text: list[str]
) -> None:
    found = lexicon.Lexicon((" ".join(p), Language.EN, " ".join(p)) for p in phrases)
    tokens = words.tokens(" ".join(text))
    hits = list(found.find(tokens))
    for hit in hits:
        assert " ".join(text[hit.start : hit.end]) == hit.payload
    for phrase in phrases:
        starts = [i for i in range(len(text)) if text[i : i + len(phrase)] == phrase]
        assert bool(starts) == any(hit.payload == " ".join(phrase) for hit in hits)


def test_of_one_payload_no_two_hits_overlap() -> None:
    pair = lexicon.Lexicon([("a b", Language.EN, 1), ("b a", Language.EN, 1)])
    assert [hit[:2] for hit in pair.find(words.tokens("a b a b"))] == [(0, 2), (2, 4)]


def test_reading_is_fast_once_the_vocabulary_is_known() -> None:
    rng = random.Random(7)
    vocabulary = ["".join(rng.choices("abcdefgh", k=6)) for _ in range(3000)]
    big = lexicon.Lexicon((word, Language.TR, word) for word in vocabulary[:1000])
    tokens = words.tokens(" ".join(rng.choices(vocabulary[900:], k=60_000)))
    list(big.find(tokens))
    started = time.process_time()
    list(big.find(tokens))
    assert time.process_time() - started < 0.6
