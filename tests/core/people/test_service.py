"""The owner finds people by what they do or by name, and opens their cards."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from core import db
from core.ai.values import Candidate, Corpus, Quote, QuoteKind, Verdict
from core.models import Chat, ChatKind, Message, ProfileState, Search, SearchId, UserId
from core.people import service, values
from core.professions import service as professions
from core.professions.values import Label, Wanted
from core.taxonomy import catalogue
from core.taxonomy.values import ProfessionSlug, SectorSlug
from tests import stored

TAXONOMY = catalogue.load()
TRADES = {
    "react": ("frontend_developer", "it_telecom", 90),
    "python": ("software_developer", "it_telecom", 60),
    "dava": ("lawyer", "law", 95),
}


def _read(corpus: Corpus) -> Verdict:
    for line in corpus.lines:
        for word, (profession, sector, confidence) in TRADES.items():
            if word in line.text:
                candidate = Candidate(ProfessionSlug(profession), SectorSlug(sector), confidence)
                quote = Quote(QuoteKind.MESSAGE, line.number, line.text, (word,))
                return Verdict((candidate,), (quote,), True)
    return Verdict()


@pytest.fixture
async def people(database: db.Database) -> db.Database:
    chat_id = await stored.chat(database)
    told = {
        1: ("Ayşe Yılmaz", "ayse_y", "react bileşeni yazdım"),
        2: ("Иван Петров", None, "мой python сервис упал"),
        3: ("John Baker", "jb", "dava yarın"),
        4: ("Işıl Şen", None, "selam"),
    }
    for user_id, (name, username, text) in told.items():
        person = await stored.person(database, user_id, name, username=username)
        await stored.says(database, chat_id, person, user_id * 10, text)
    await stored.person(database, 5, None, is_deleted=True)
    reader = professions.Reader("test", _read)
    await professions.read_due(database, reader, Wanted("test", 5), lambda _: None)
    await stored.person(database, 6, "Yeni Gelen")
    return database


async def _who(database: db.Database, words: str, number: int = 0) -> values.Page:
    async with database.write() as session:
        search = await service.search(session, words)
    async with database.read() as session:
        return await service.page(session, TAXONOMY, search, number)


async def _found(database: db.Database, words: str) -> list[int]:
    return [row.name.user_id for row in (await _who(database, words)).rows]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("developer", [1, 2]),
        ("yazılımcı", [1, 2]),
        ("программисты", [1, 2]),
        ("develoepr", [1, 2]),
        ("frontend", [1]),
        ("law", [3]),
        ("hukuk", [3]),
        ("юрист", [3]),
        ("ayşe", [1]),
        ("AYSE YIL", [1]),
        ("isil", [4]),
        ("IŞIL", [4]),
        ("иван", [2]),
        ("ayse_y", [1]),
        ("@ayse_y", [1]),
        ("baker", [3]),
        ("asdfgh", []),
        ("%", []),
        ("'", []),
        ("a & !b | c:*", []),
        ("🤷", []),
    ],
)
async def test_words_find_professions_sectors_and_names_in_any_language(
    people: db.Database, words: str, ids: list[int]
) -> None:
    assert await _found(people, words) == ids


async def test_somebody_called_almost_like_a_trade_is_meant_by_name(people: db.Database) -> None:
    await stored.person(people, 7, "Lawyar Smith")
    assert await _found(people, "lawyar") == [7]
    assert await _found(people, "lawyer") == [3]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("A.Yalçın", "yalcin"),
        ("ali/veli", "veli"),
        ("C++ guru", "c++"),
        ("O'Neil", "o'neil"),
        ("usta@isparta.com", "isparta"),
    ],
)
async def test_every_part_of_a_name_is_found(people: db.Database, name: str, words: str) -> None:
    await stored.person(people, 8, name)
    assert await _found(people, words) == [8]


async def test_bots_are_nobody(people: db.Database) -> None:
    await stored.person(people, 8, "Ayşe the bot", is_bot=True)
    assert await _found(people, "ayşe") == [1]
    assert (await _who(people, "")).total == 6


@pytest.mark.parametrize("change", [{"text": "edited"}, {"deleted_at": stored.NOON}])
async def test_a_quote_that_no_longer_stands_is_not_shown_in_a_list(
    people: db.Database, change: dict[str, Any]
) -> None:
    async with people.write() as session:
        await session.execute(update(Message).where(Message.sender_id == 3).values(change))
    (row,) = (await _who(people, "lawyer")).rows
    assert row.quote is None


async def test_a_card_shows_only_quotes_that_stand_and_says_which_were_deleted(
    people: db.Database,
) -> None:
    async with people.write() as session:
        await session.execute(
            update(Message).where(Message.sender_id == 1).values(deleted_at=stored.NOON)
        )
        await session.execute(update(Message).where(Message.sender_id == 3).values(text="edited"))
    async with people.read() as session:
        deleted = await service.card(session, UserId(1))
        edited = await service.card(session, UserId(3))
    assert [each.is_deleted for each in deleted.evidence] == [True]
    assert edited.evidence == ()


async def test_a_group_that_migrated_is_one_place(people: db.Database) -> None:
    old = await stored.chat(people, "Eski", kind=ChatKind.GROUP, peer=-78)
    async with people.write() as session:
        new = (await session.scalars(select(Chat.id).where(Chat.title == "Komşular"))).one()
        await session.execute(update(Chat).where(Chat.id == old).values(migrated_to=new))
    await stored.says(people, old, UserId(1), 1, "eski mesaj", "bir tane daha")
    async with people.read() as session:
        card = await service.card(session, UserId(1))
    assert (card.chats_count, card.message_count) == (1, 3)
    assert [(each.title, each.message_count) for each in card.chats] == [("Komşular", 3)]


async def test_without_words_everybody_is_there_the_surest_first(people: db.Database) -> None:
    page = await _who(people, "")
    states = [row.doing.state for row in page.rows]
    assert page.total == 6
    assert [row.name.user_id for row in page.rows[:3]] == [3, 1, 2]
    assert states[3] is ProfileState.UNREAD
    assert states[4:] == [ProfileState.INSUFFICIENT] * 2


async def test_a_row_shows_the_strongest_quote(people: db.Database) -> None:
    (row,) = (await _who(people, "lawyer")).rows
    assert row.quote == "dava yarın"


async def test_a_corrected_row_shows_no_quote_for_what_it_no_longer_says(
    people: db.Database,
) -> None:
    async with people.write() as session:
        label = Label(SectorSlug("it_telecom"), ProfessionSlug("frontend_developer"))
        await professions.correct(session, UserId(3), label)
    corrected, confirmed, _ = (await _who(people, "developer")).rows
    assert (corrected.name.user_id, corrected.quote) == (3, None)
    assert (confirmed.quote, confirmed.keyword) == ("react bileşeni yazdım", "react")


async def test_the_owners_own_label_is_found_by_its_words(people: db.Database) -> None:
    async with people.write() as session:
        label = Label(SectorSlug("agriculture_environment"), own_words="Arıcı dede")
        await professions.correct(session, UserId(4), label)
    assert await _found(people, "arici") == [4]
    async with people.write() as session:
        label = Label(SectorSlug("arts_culture"), own_words="UI/UX node.js ninja")
        await professions.correct(session, UserId(4), label)
    assert await _found(people, "ux") == [4]
    assert await _found(people, "node.js") == [4]
    assert await _found(people, "arts") == [4]


async def test_a_corrected_person_leaves_the_old_search_and_leads_the_new_one(
    people: db.Database,
) -> None:
    async with people.write() as session:
        label = Label(SectorSlug("it_telecom"), ProfessionSlug("frontend_developer"))
        await professions.correct(session, UserId(3), label)
    assert await _found(people, "lawyer") == []
    assert await _found(people, "developer") == [3, 1, 2]


async def test_pages_hold_eight_and_a_page_past_the_end_is_the_last_one(
    database: db.Database,
) -> None:
    for number in range(1, 21):
        await stored.person(database, number, f"Ali {number}")
    first, last = await _who(database, "ali"), await _who(database, "ali", 9999)
    assert (len(first.rows), first.pages, first.total) == (8, 3, 20)
    assert (len(last.rows), last.number) == (4, 2)
    assert (await _who(database, "ali", -1)).number == 0


async def test_an_empty_answer_is_one_empty_page(database: db.Database) -> None:
    page = await _who(database, "", 3)
    assert (page.rows, page.total, page.pages, page.number) == ((), 0, 1, 0)


async def test_the_same_words_are_the_same_search(database: db.Database) -> None:
    async with database.write() as session:
        assert await service.search(session, " avukat ") == await service.search(session, "avukat")


async def test_a_button_of_a_forgotten_search_says_so(database: db.Database) -> None:
    async with database.write() as session:
        search = await service.search(session, "avukat")
        await session.execute(delete(Search))
    async with database.read() as session:
        with pytest.raises(service.SearchGoneError):
            await service.page(session, TAXONOMY, SearchId(search), 0)


@hypothesis_settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=300))
async def test_any_words_are_answered(people: db.Database, words: str) -> None:
    assert (await _who(people, words)).total >= 0


async def test_a_card_tells_everything_about_a_person(people: db.Database) -> None:
    async with people.read() as session:
        card = await service.card(session, UserId(1))
    assert (card.name.name, card.name.username) == ("Ayşe Yılmaz", "ayse_y")
    assert card.doing.profession == "frontend_developer"
    assert [each.profession for each in card.alternatives] == ["frontend_developer"]
    (quoted,) = card.evidence
    assert (quoted.quote, quoted.chat_title) == ("react bileşeni yazdım", "Komşular")
    assert (quoted.chat_kind, quoted.peer_id) == (ChatKind.SUPERGROUP, -1000000000077)
    assert (card.message_count, card.chats_count) == (1, 1)
    assert [chat.title for chat in card.chats] == ["Komşular"]
    assert card.correction_id is None


async def test_a_card_of_somebody_unread_is_empty_but_there(people: db.Database) -> None:
    async with people.read() as session:
        card = await service.card(session, UserId(6))
    assert (card.doing.state, card.alternatives, card.evidence) == (ProfileState.UNREAD, (), ())
    assert (card.reading_id, card.last_message_at) == (None, None)


async def test_a_card_of_somebody_who_is_gone_says_so(people: db.Database) -> None:
    async with people.read() as session:
        with pytest.raises(service.PersonGoneError):
            await service.card(session, UserId(404))
