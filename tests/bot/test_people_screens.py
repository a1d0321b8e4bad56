"""Screens about people: what they say, that they fit, and that nothing breaks them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import markup, rehearsal, translation
from bot.people import keyboards, texts
from core.models import (
    ChatId,
    ChatKind,
    CorrectionId,
    EvidenceKind,
    MessageId,
    PeerId,
    ProfileSource,
    ProfileState,
    ReadingId,
    SearchId,
    UserId,
)
from core.people import service, values
from core.taxonomy import catalogue, search
from core.taxonomy.values import Language, ProfessionSlug, SectorSlug

TAXONOMY = catalogue.load()
MOST = 2**63 - 1
THEN = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)
HOSTILE = "<b>&" + "W\u0300\u0301\u0302" * 100 + "👩\u200d🔧" * 300 + "\u202eليلى" * 300
LONGEST_TRADE = max(TAXONOMY.professions.values(), key=lambda each: len(each.slug))
LONGEST_SECTOR = max(TAXONOMY.sectors, key=len)
LAWYER, LAW = ProfessionSlug("lawyer"), SectorSlug("law")


def _speech(language: Language = Language.EN) -> translation.Speech:
    return translation.Speech(language, ZoneInfo("Europe/Istanbul"), TAXONOMY)


NAME = values.Name(UserId(5), "Ali Veli", "ali", is_deleted=False)
GUESS = values.Doing(ProfileState.GUESS, ProfileSource.AI, LAWYER, LAW, None, 82)
QUOTED = values.Quoted(
    kind=EvidenceKind.MESSAGE,
    quote="I am a lawyer",
    chat_title="Neighbours",
    chat_kind=ChatKind.SUPERGROUP,
    peer_id=PeerId(-1000000000077),
    chat_username=None,
    topic_id=None,
    message_id=MessageId(9),
    sent_at=THEN,
    is_deleted=False,
)
CARD = values.Card(
    name=NAME,
    bio="Likes courts",
    doing=GUESS,
    alternatives=(
        values.Alternative(LAWYER, LAW, 82),
        values.Alternative(ProfessionSlug("teacher"), SectorSlug("education"), 12),
    ),
    guessed=True,
    evidence=(QUOTED,),
    chats=(values.Presence(ChatId(1), "Neighbours", 1200, THEN),),
    chats_count=2,
    message_count=1234,
    first_seen_at=THEN - timedelta(days=40),
    last_message_at=THEN,
    reading_id=ReadingId(3),
    correction_id=None,
)
ROW = values.Row(NAME, GUESS, "I am a lawyer", "lawyer")


def _page(
    *rows: values.Row, words: str = "", understood: values.Understood = values.EVERYBODY
) -> values.Page:
    return values.Page(SearchId(1), words, understood, rows, 0, 1, len(rows))


def _card(card: values.Card) -> str:
    return markup.plain(texts.card(_speech(), card))


def test_a_card_tells_everything_in_a_few_lines() -> None:
    assert _card(CARD) == (
        "Ali Veli @ali\n"
        "🤖 Guess: lawyer · likely, 82%\n"
        "Law\n"
        "Or: teacher 12%\n"
        "\n"
        "Why\n"
        "I am a lawyer\n"
        "Neighbours, 13 Mar 2026\n"
        "\n"
        "Bio Likes courts\n"
        "\n"
        "2 chats · 1,234 messages\n"
        "• Neighbours: 1,200\n"
        "• and 1 more\n"
        "Seen from 1 Feb 2026 to 13 Mar 2026"
    )


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(100, "likely"), (75, "likely"), (74, "maybe"), (50, "maybe"), (49, "a hint"), (0, "a hint")],
)
def test_confidence_is_a_word_and_a_number(confidence: int, word: str) -> None:
    assert texts.sure(_speech(), confidence) == f"{word}, {confidence}%"


def test_the_owners_word_stands_above_what_was_guessed() -> None:
    spoken = replace(GUESS, source=ProfileSource.OWNER, state=ProfileState.CONFIRMED)
    same = _card(replace(CARD, doing=replace(spoken, confidence=None)))
    assert "✔ lawyer (manual)\nLaw\nMy guess was the same: 82%\n" in same
    assert "Why I guessed so" in same
    own = _card(replace(CARD, doing=replace(spoken, profession=None, own_words="harp tuner")))
    assert "✔ harp tuner (manual)\nLaw\nMy guess was: lawyer 82%\n" in own
    alone = _card(replace(CARD, doing=spoken, guessed=False, alternatives=(), evidence=()))
    assert "✔ lawyer (manual)\nLaw\n\nBio" in alone


def test_what_was_too_unsure_to_be_said_is_offered_but_never_called_a_guess() -> None:
    unknown = values.Doing(ProfileState.UNKNOWN, ProfileSource.AI, None, None, None, None)
    unsure = replace(CARD, doing=unknown, guessed=False, evidence=())
    assert "lawyer" not in _card(unsure)
    buttons = keyboards.other(_speech(), unsure, keyboards.Open(user=NAME.user_id)).inline_keyboard
    assert [row[0].text for row in buttons[:2]] == ["lawyer", "teacher"]
    spoken = replace(GUESS, source=ProfileSource.OWNER, state=ProfileState.CONFIRMED)
    assert "guess" not in _card(replace(unsure, doing=spoken))


def test_a_sector_alone_is_not_said_twice() -> None:
    only = _card(replace(CARD, doing=replace(GUESS, profession=None), alternatives=()))
    assert "🤖 Guess: Law · likely, 82%\n\nWhy" in only


@pytest.mark.parametrize(
    ("quoted", "source"),
    [
        (replace(QUOTED, chat_kind=ChatKind.GROUP), "Neighbours, 13 Mar 2026"),
        (replace(QUOTED, is_deleted=True), "Neighbours, 13 Mar 2026, deleted since"),
        (replace(QUOTED, chat_title=None), "untitled chat, 13 Mar 2026"),
        (replace(QUOTED, message_id=None), "Neighbours, 13 Mar 2026"),
        (replace(QUOTED, kind=EvidenceKind.BIO), "from the bio"),
    ],
)
def test_a_quote_tells_where_it_stands(quoted: values.Quoted, source: str) -> None:
    html = texts.card(_speech(), replace(CARD, evidence=(quoted,)))
    assert f"I am a lawyer\n{source}\n" in markup.plain(html)
    linked = quoted.chat_title is None
    assert ("https://t.me/c/77/9" in html) is linked


def test_a_person_seen_on_one_day_or_never_is_described_so() -> None:
    assert "Seen on 13 Mar 2026" in _card(replace(CARD, first_seen_at=THEN))
    never = replace(CARD, first_seen_at=None, last_message_at=None, chats=(), chats_count=0)
    assert "Seen" not in _card(never)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        (replace(NAME, is_deleted=True), "Deleted account 5"),
        (replace(NAME, name=None), "@ali"),
        (replace(NAME, name="\u3164"), "@ali"),
        (replace(NAME, name=None, username=None), "No name (5)"),
    ],
)
def test_a_person_without_a_name_is_still_called_something(name: values.Name, called: str) -> None:
    assert _card(replace(CARD, name=name)).startswith(f"{called}\n🤖")


@pytest.mark.parametrize(
    ("state", "badge"),
    [
        (ProfileState.UNREAD, "not analysed yet"),
        (ProfileState.INSUFFICIENT, "not enough messages"),
        (ProfileState.UNKNOWN, "no profession seen"),
    ],
)
def test_a_row_without_a_guess_has_a_badge(state: ProfileState, badge: str) -> None:
    doing = values.Doing(state, ProfileSource.AI, None, None, None, None)
    page = texts.page(_speech(), _page(replace(ROW, doing=doing)), anybody=True)
    assert markup.plain(page) == f"👥 Everybody · 1 person\n\n1. Ali Veli\n{badge}"


def test_a_row_shows_that_half_line_of_the_quote_that_matters() -> None:
    quote = "Have you ever had a job that you could not explain? I am a lawyer, by the way."
    shown = markup.plain(
        texts.page(_speech(), _page(replace(ROW, quote=quote, keyword="lawyer")), anybody=True)
    )
    assert "“…explain? I am a lawyer, by the way.”" in shown
    early = replace(ROW, quote="lawyer here, and " + quote, keyword="lawyer")
    assert "“lawyer here, and Have" in markup.plain(
        texts.page(_speech(), _page(early), anybody=True)
    )


def test_a_row_without_a_quote_has_two_lines() -> None:
    page = texts.page(_speech(), _page(replace(ROW, quote="\u200b")), anybody=True)
    assert markup.plain(page).endswith("1. Ali Veli\n🤖 lawyer · likely, 82%")


@pytest.mark.parametrize(
    ("professions", "sectors", "told"),
    [
        (("lawyer",), (), "Understood as: lawyer"),
        (("software_developer", "web_developer"), (), "software developer and its 1 kind"),
        (("lawyer", "teacher"), ("law",), "Understood as: Law, lawyer, teacher"),
        (("lawyer", "teacher", "nurse"), ("law",), "Law, lawyer, teacher and 1 more"),
        (("gone",), (), "Understood as: gone"),
        ((), (), "Looked for in names and in your own words."),
    ],
)
def test_the_head_of_a_list_says_how_the_words_were_understood(
    professions: Sequence[str], sectors: Sequence[str], told: str
) -> None:
    understood = values.Understood(
        tuple(ProfessionSlug(slug) for slug in professions),
        tuple(SectorSlug(slug) for slug in sectors),
        ("x",),
    )
    found = _page(ROW, words="x", understood=understood)
    assert told in texts.page(_speech(), found, anybody=True)
    empty = _page(words="x", understood=understood)
    assert told in texts.page(_speech(), empty, anybody=True)


def test_a_button_shows_the_number_and_the_name() -> None:
    assert texts.person_button(_speech(), 3, NAME) == "3 · Ali Veli"
    long = texts.person_button(_speech(), 8, replace(NAME, name="Maximilian Mustermann"))
    assert long == "8 · Maximilian Must…"


def _biggest_card() -> values.Card:
    quoted = replace(QUOTED, quote=HOSTILE, chat_title=HOSTILE, chat_username="u" * 32)
    trade = values.Alternative(LONGEST_TRADE.slug, LONGEST_TRADE.sector, 100)
    return replace(
        CARD,
        name=values.Name(UserId(MOST), HOSTILE, HOSTILE, is_deleted=False),
        bio=HOSTILE,
        doing=replace(GUESS, own_words=HOSTILE),
        alternatives=(trade,) * 3,
        evidence=(quoted,) * 3,
        chats=(values.Presence(ChatId(MOST), HOSTILE, MOST, THEN),) * 5,
        chats_count=MOST,
        message_count=MOST,
        reading_id=ReadingId(MOST),
        correction_id=CorrectionId(MOST),
    )


@pytest.mark.parametrize("language", list(Language))
def test_the_longest_values_fit_every_screen(language: Language) -> None:
    speech, card = _speech(language), _biggest_card()
    row = values.Row(card.name, card.doing, HOSTILE, HOSTILE)
    every = values.Understood(tuple(TAXONOMY.professions), tuple(TAXONOMY.sectors), (HOSTILE,))
    page = replace(_page(*(row,) * service.PAGE_SIZE, words=HOSTILE, understood=every), total=MOST)
    screens = [
        texts.page(speech, page, anybody=True),
        texts.page(speech, replace(page, total=0, rows=()), anybody=True),
        texts.card(speech, card),
        texts.other(speech, card),
        texts.sectors(speech, card),
        texts.professions(speech, card, LONGEST_SECTOR),
        texts.typing(speech, card),
        texts.meanings(speech, HOSTILE),
        texts.where_to_keep(speech, HOSTILE),
    ]
    for screen in screens:
        assert 0 < markup.length(markup.plain(screen)) <= rehearsal.LONGEST_TEXT


@settings(max_examples=50)
@given(st.text(), st.sampled_from(Language))
def test_no_name_title_or_quote_breaks_a_screen(text: str, language: Language) -> None:
    speech = _speech(language)
    name = replace(NAME, name=text, username=text)
    quoted = replace(QUOTED, quote=text, chat_title=text)
    card = replace(CARD, name=name, bio=text, evidence=(quoted,))
    assert markup.plain(texts.card(speech, card)).strip()
    row = replace(
        ROW, name=name, quote=text, keyword=text[2:], doing=replace(GUESS, own_words=text)
    )
    assert markup.plain(texts.page(speech, _page(row, words=text), anybody=True)).strip()
    assert len(texts.person_button(speech, 8, name)) <= 24


BIGGEST: tuple[CallbackData, ...] = (
    keyboards.ListPage(search=SearchId(MOST), number=999_999),
    keyboards.Open(user=UserId(MOST), search=SearchId(MOST), number=999_999),
    keyboards.Confirm(user=UserId(MOST), reading=ReadingId(MOST)),
    keyboards.Undo(user=UserId(MOST), correction=CorrectionId(MOST)),
    keyboards.Other(user=UserId(MOST)),
    keyboards.Sectors(user=UserId(MOST), search=SearchId(MOST), number=999_999),
    keyboards.SectorPage(user=UserId(MOST), sector=LONGEST_SECTOR, number=999_999),
    keyboards.Choose(user=UserId(MOST), profession=LONGEST_TRADE.slug),
    keyboards.ChooseSector(user=UserId(MOST), sector=LONGEST_SECTOR),
    keyboards.Type(user=UserId(MOST)),
    keyboards.OwnWords(user=UserId(MOST)),
    keyboards.Keep(user=UserId(MOST), sector=LONGEST_SECTOR),
    keyboards.AskPortrait(user=UserId(MOST)),
)


def test_every_button_is_among_the_biggest() -> None:
    kinds = {
        each
        for each in vars(keyboards).values()
        if isinstance(each, type) and issubclass(each, CallbackData) and each is not CallbackData
    }
    assert {type(each) for each in BIGGEST} == kinds
    prefixes = [each.__prefix__ for each in kinds]
    assert len(set(prefixes)) == len(prefixes)


@pytest.mark.parametrize("data", BIGGEST, ids=lambda data: type(data).__name__)
def test_the_biggest_button_fits_and_comes_back_whole(data: CallbackData) -> None:
    assert len(data.pack().encode()) <= rehearsal.LONGEST_DATA
    assert type(data).unpack(data.pack()) == data


def _markups(speech: translation.Speech) -> Sequence[InlineKeyboardMarkup]:
    card = _biggest_card()
    opened = keyboards.Open(user=UserId(MOST), search=SearchId(MOST), number=999_999)
    row = values.Row(card.name, card.doing, HOSTILE, HOSTILE)
    page = replace(_page(*(row,) * service.PAGE_SIZE), number=1, pages=3, search_id=SearchId(MOST))
    matches = [search.Match(slug, None, 90, exact=False) for slug in TAXONOMY.sectors]
    return [
        keyboards.page(speech, page),
        keyboards.card(speech, card, opened),
        keyboards.other(speech, card, opened),
        keyboards.sectors(speech, opened),
        keyboards.sectors_to_keep(speech, opened, (LAW,)),
        *(keyboards.professions(speech, opened, slug, 1) for slug in TAXONOMY.sectors),
        keyboards.meanings(speech, opened, matches),
    ]


@pytest.mark.parametrize("language", list(Language))
def test_every_button_has_words_and_fits(language: Language) -> None:
    for keyboard in _markups(_speech(language)):
        rows = keyboard.inline_keyboard
        assert all(rows), "a row is empty"
        assert sum(map(len, rows)) <= 24
        for button in (each for row in rows for each in row):
            assert any(char.isalnum() for char in button.text)
            assert len(button.text) <= 64


def test_buttons_of_another_version_tell_nothing_about_the_way_back() -> None:
    assert keyboards.opened_from(None, UserId(1)) == keyboards.Open(user=UserId(1))
    broken = keyboards.card(_speech(), CARD, keyboards.Open(user=NAME.user_id))
    broken.inline_keyboard[0][0].callback_data = "open:5:x:y:z"
    broken.inline_keyboard[0][1].callback_data = None
    assert keyboards.opened_from(broken, UserId(5)) == keyboards.Open(user=UserId(5))
