"""The owner asks who does what."""

import pytest
from sqlalchemy import update

from core import db
from core.models import Message
from core.taxonomy.values import Language
from tests import stored
from tests.world import people
from tests.world.owner import Owner


@pytest.mark.parametrize(
    ("language", "word", "guess", "back"),
    [
        (Language.EN, "developer", "frontend developer · likely, 82%", "Back to the list"),
        (Language.TR, "yazılımcı", "frontend geliştirici · muhtemelen, %82", "Listeye dön"),
        (Language.RU, "программист", "фронтенд-разработчик · вероятно, 82 %", "К списку"),
    ],
)
async def test_the_owner_finds_developers_in_any_language_and_opens_a_card(
    neighbours: db.Database, language: Language, word: str, guess: str, back: str
) -> None:
    owner = Owner(neighbours, language)
    found = await owner.say(f"/who {word}")
    assert guess in found
    assert "Иван Петров" in found
    assert "John" not in found
    card = await owner.press("Ayşe")
    assert "5 yıldır React yazıyorum" in card
    assert 'href="https://t.me/c/77/10"' in owner.shown[-1].text
    assert "John" not in await owner.press(back)


async def test_words_without_a_command_are_a_search(neighbours: db.Database) -> None:
    owner = Owner(neighbours)
    by_command = await owner.say("/WHO avukt")
    assert "John <i>Baker" in by_command
    assert await owner.say("avukt") == by_command


async def test_who_alone_lists_everybody_with_badges(neighbours: db.Database) -> None:
    everybody = await Owner(neighbours).say("/who")
    assert "Everybody · 7 people" in everybody
    assert "\u2068ليلى\u2069\nnot enough messages" in everybody
    assert "Deleted account 5\nno profession seen" in everybody
    assert "New & Unread\nnot analysed yet" in everybody
    assert "Memur\n🤖 Government & politics · maybe, 55%" in everybody


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("ليلى", "Not enough messages for a guess."),
        ("New & Unread", "Not analysed yet. Run kimdir analyse."),
        ("Deleted account", "The messages do not tell what this person does."),
    ],
)
async def test_a_card_without_a_guess_says_why(
    neighbours: db.Database, name: str, sentence: str
) -> None:
    owner = Owner(neighbours)
    await owner.say("/who")
    assert sentence in await owner.press(name)
    assert not any("Right" in button for button in owner.buttons)


async def test_a_quote_from_a_basic_group_has_its_date_but_no_link(
    neighbours: db.Database,
) -> None:
    owner = Owner(neighbours)
    await owner.say("/who baker")
    assert "Flat 12 <owners>, 1 Nov 2026" in await owner.press("John")
    assert "href" not in owner.shown[-1].text


async def test_long_lists_are_paged_eight_at_a_time(database: db.Database) -> None:
    await people.populate(database, many=12)
    owner = Owner(database)
    first = await owner.say("/who developer")
    assert "14 people" in first
    assert "8. " in first
    assert "9. " not in first
    assert owner.buttons[-2:] == ["1 / 2", "Next ▶"]
    second = await owner.press("Next")
    assert "Developer 11" in second
    assert owner.buttons[-2:] == ["◀ Previous", "2 / 2"]
    await owner.press("Developer 11")
    assert await owner.press("Back to the list") == second
    assert await owner.press("2 / 2") == ""
    assert await owner.press("Previous") == first


async def test_the_header_says_what_the_words_were_understood_as(
    neighbours: db.Database,
) -> None:
    owner = Owner(neighbours)
    assert "Understood as: software developer and its 8 kinds" in await owner.say("developer")
    assert "Understood as: lawyer and its 2 kinds" in await owner.say("avukt")
    assert "Understood as: Law" in await owner.say("law")
    assert "Looked for in names" in await owner.say("ayşe")


async def test_an_empty_result_says_what_to_do_next(neighbours: db.Database) -> None:
    empty = await Owner(neighbours).say("/who astronaut trainer of whales")
    assert "Nobody found for astronaut trainer of whales" in empty
    assert "/who for everybody" in empty


async def test_an_empty_memory_says_how_to_import(database: db.Database) -> None:
    owner = Owner(database)
    for words in ("/who", "/who developer", "/start"):
        assert "kimdir import" in await owner.say(words)


async def test_start_tells_how_many_people_are_known(neighbours: db.Database) -> None:
    assert "I know 7 people" in await Owner(neighbours).say("/start")


async def test_help_fits_a_screen_and_names_every_command(neighbours: db.Database) -> None:
    told = await Owner(neighbours).say("/help")
    assert len(told) < 800
    assert "/who" in told
    assert "/cancel" in told


async def test_a_deleted_message_is_quoted_without_its_link(neighbours: db.Database) -> None:
    async with neighbours.write() as session:
        await session.execute(update(Message).values(deleted_at=stored.NOON))
    owner = Owner(neighbours)
    await owner.say("ayşe")
    assert "1 Nov 2026, deleted since" in await owner.press("Ayşe")
    assert "href" not in owner.shown[-1].text
