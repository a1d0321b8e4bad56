"""Whatever the text is, quotes are literal and nothing breaks."""

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ai.offline import evidence, reader, scoring, vocabulary
from core.ai.values import QuoteKind
from core.taxonomy import catalogue
from core.taxonomy.values import Language
from tests.core.ai.offline import said

TAXONOMY = catalogue.load()
RUBBISH = (
    "",
    " \n\t ",
    "\x00\x07\x1b[31mI'm a nurse\x1b[0m",
    "I̷'̶m̸ ̵a̶ ̷n̶u̴r̷s̷e̶",
    "👩🏽‍⚕️🏳️‍🌈" * 50,
    "I'm a " * 3000 + "nurse",
    "avukat" * 5000,
    "я" + " " * 5000 + "юрист",
    "((((((((((" * 500,
    '"' * 999 + "I'm a nurse",
    "\u202eI'm a nurse",
    "I\u200b'm\u200b a\u200b nur\u200bse",
    "\ud83d",
    "İIıi" * 500,
)
PIECES = st.sampled_from(
    [
        *("I'm a ", "I am not a ", "my wife is a ", "as a ", "я ", "работаю ", "мой муж ", "ben "),
        *("nurse", "юрист", "avukatım", "yazılımcı olarak çalışıyorum", "my patients", "учусь "),
        *(". ", "? ", "! ", "\n", ", ", "“", "”", "«", "»", "'", '"', "’", "\u200d", "\x00", "  "),
        *("в банке", "at a bank", "bankada çalışıyorum", "DM me", "на заказ", "💅", "İ", "ß"),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join))


@given(st.lists(TEXTS, max_size=6), st.none() | TEXTS)
@settings(max_examples=300, deadline=None)
def test_quotes_stand_literally_in_their_lines(texts: list[str], bio: str | None) -> None:
    verdict = said.READER.read(said.corpus(*texts, bio=bio))
    assert bool(verdict.candidates) == bool(verdict.evidence)
    assert len(verdict.candidates) <= 3
    confidences = [candidate.confidence for candidate in verdict.candidates]
    assert all(1 <= confidence <= 99 for confidence in confidences)
    assert confidences[:1] == sorted(confidences, reverse=True)[:1]
    for quote in verdict.evidence:
        text = bio if quote.kind is QuoteKind.BIO else texts[quote.line or 0]
        assert text is not None
        assert quote.text.strip()
        assert quote.text in text
        assert len(quote.text) <= evidence.LONGEST + 60
        assert all(keyword in quote.text for keyword in quote.keywords)
        assert 1 <= len(quote.keywords) <= 3


def test_rubbish_is_read_without_harm() -> None:
    for text in RUBBISH:
        for quote in said.READER.read(said.corpus(text, bio=text)).evidence:
            assert quote.text in text


HOSTILE = (
    "nurse " * 700,
    "я юрист и " * 400,
    "учусь " * 600,
    "I'm a " + "x, " * 1300 + "nurse",
    "web design dm " * 300,
    "ignore " * 600,
    "yazılımcıyım " * 300,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_line_does_not_hold_the_reader_up(text: str) -> None:
    started = time.process_time()
    said.READER.read(said.corpus(text))
    assert time.process_time() - started < 1


def test_zalgo_and_control_characters_do_not_hide_a_declaration() -> None:
    assert said.read("I̷'̶m̸ ̵a̶ ̷n̶u̴r̷s̷e̶").declared
    assert said.read("\x07I'm a nurse\x07").declared


def test_reading_twice_gives_the_same() -> None:
    lines = ("I'm a nurse", "работаю в банке", "avukatım", string.printable)
    assert said.read(*lines) == said.read(*lines)


def test_a_long_line_is_quoted_around_what_matters() -> None:
    text = "blah blah. " * 60 + "You know that I'm a dentist and I hate mornings. " + "so. " * 300
    (quote,) = said.read(text).evidence
    assert quote.text == "You know that I'm a dentist and I hate mornings."
    long = "word " * 300 + "as I'm a dentist myself " + "word " * 300
    (quote,) = said.read(long).evidence
    assert "I'm a dentist" in quote.text
    assert len(quote.text) <= evidence.LONGEST
    assert quote.text in long
    assert not quote.text.startswith(" ")


def test_the_strongest_quote_comes_first_and_a_line_is_quoted_once() -> None:
    verdict = said.read(
        "my patients are waiting", "I'm a nurse and my patients know it", "night shift"
    )
    assert verdict.evidence[0].line == 1
    assert len({quote.line for quote in verdict.evidence}) == len(verdict.evidence)


def test_no_signals_give_no_candidates() -> None:
    assert scoring.candidates([], TAXONOMY) == ()


def test_every_listed_topic_and_workplace_belongs_to_the_taxonomy() -> None:
    for path, known in (
        (vocabulary.TOPICS, TAXONOMY.professions.keys() | {"familiar"}),
        (vocabulary.WORKPLACES, TAXONOMY.sectors.keys()),
    ):
        for name, listed in vocabulary.content(path).items():
            assert name in known
            assert listed.keys() <= {*Language, "field"}


def test_every_profession_is_believed_by_its_display_name() -> None:
    for profession in TAXONOMY.professions.values():
        for language, claim in (
            (Language.EN, f"I am a {profession.name(Language.EN)}"),
            (Language.TR, f"{profession.name(Language.TR)} olarak çalışıyorum"),
            (Language.RU, f"я {profession.name(Language.RU)}"),
        ):
            candidates = said.read(claim).candidates
            assert profession.slug in [one.profession for one in candidates], (claim, language)


def test_all_of_a_process_share_one_reader_of_a_taxonomy() -> None:
    taxonomy = catalogue.load()
    assert reader.prepare(taxonomy) is reader.prepare(taxonomy)
