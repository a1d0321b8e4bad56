"""The owner looks after what is collected: sees it, chooses chats, pauses, watches it go on."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from bot import rehearsal
from core import db
from core.accounts import service as accounts
from core.accounts import values
from core.models import (
    Account,
    Chat,
    ChatAccess,
    ChatId,
    ChatKind,
    Coverage,
    MessageId,
    PeerId,
    Topic,
    UserId,
)
from core.preferences import service as preferences
from core.taxonomy.values import Language
from tests.world.owner import Owner

ME = UserId(7)
CALM = values.Report(values.State.FOLLOWING, True, 3, 60)


async def _account(database: db.Database) -> None:
    async with database.write() as session:
        session.add(Account(id=ME, name="Ayşe"))


async def _say(database: db.Database, report: values.Report) -> None:
    async with database.write() as session:
        await accounts.report(session, ME, report)


async def _chat(database: db.Database, title: str, number: int, **more: Any) -> ChatId:
    tracked = more.pop("tracked", True)
    async with database.write() as session:
        chat = Chat(
            peer_id=PeerId(-1000000000000 - number),
            kind=ChatKind.SUPERGROUP,
            title=title,
            tracked=tracked,
            access=more.pop("access", ChatAccess.OPEN),
            is_forum=more.pop("is_forum", False),
        )
        session.add(chat)
        await session.flush()
        if more:
            session.add(Coverage(chat_id=chat.id, **more))
        return chat.id


async def _tracked(database: db.Database) -> set[str | None]:
    async with database.read() as session:
        return set(await session.scalars(select(Chat.title).where(Chat.tracked)))


@pytest.mark.parametrize(
    ("language", "word"),
    [(Language.EN, "Gap"), (Language.TR, "boşluk"), (Language.RU, "пробел")],
)
async def test_the_owner_sees_how_complete_each_chat_is(
    database: db.Database, language: Language, word: str
) -> None:
    await _account(database)
    await _say(database, CALM)
    await _chat(database, "Gappy <b>", 1, top=MessageId(100), stored=40, total=90)
    await _chat(database, "Unknown", 2, tracked=False)
    owner = Owner(database, language)
    shown = await owner.say("/chats")
    assert "1. Gappy <b>\n40" in shown
    assert "44" in shown
    assert word.lower() in shown
    assert "Unknown" not in shown


async def test_chats_are_switched_on_and_off_in_place(database: db.Database) -> None:
    await _account(database)
    await _chat(database, "Cooks", 1)
    await _chat(database, "Lawyers", 2, tracked=False)
    owner = Owner(database)
    await owner.say("/chats")
    shown = await owner.press("Choose chats (2)")
    assert "All your chats · 2" in shown
    await owner.press("▫️ 👥 Lawyers")
    assert owner.notice == "Switched on. It is collected from now on."
    await owner.press("✅ 👥 Cooks")
    assert owner.notice == "Switched off. What was stored stays."
    assert await _tracked(database) == {"Lawyers"}
    listed = await owner.press("Collected chats")
    assert "1. Lawyers\nwaiting for its turn" in listed
    await owner.press("1 · Lawyers")
    assert "not collected" in await owner.press("Stop collecting")
    assert await _tracked(database) == set()
    await owner.press("Collect it")
    assert await _tracked(database) == {"Lawyers"}


async def test_a_switch_tapped_twice_does_what_it_says(database: db.Database) -> None:
    await _chat(database, "Cooks", 1)
    owner = Owner(database)
    await owner.say("/chats")
    await owner.press("Choose")
    old, data = owner.latest, owner.button("Cooks")
    await owner.tap(old, data)
    await owner.tap(old, data)
    assert await _tracked(database) == set()


async def test_a_chat_shows_its_topics_and_is_looked_up_at_each_tap(database: db.Database) -> None:
    chat = await _chat(database, "Forum", 1, is_forum=True)
    async with database.write() as session:
        session.add_all(
            Topic(chat_id=chat, topic_id=MessageId(number), title=f"About {number}")
            for number in (1, 2)
        )
    owner = Owner(database)
    await owner.say("/chats")
    assert "2 topics\n• About 2\n• About 1" in await owner.press("Forum")
    async with database.write() as session:
        await session.execute(update(Chat).values(access=ChatAccess.PRIVATE))
    assert "you are no longer in this group" in await owner.press("Refresh")
    old, data = owner.latest, owner.button("Refresh")
    async with database.write() as session:
        await session.execute(delete(Topic))
        await session.execute(delete(Coverage))
        await session.execute(delete(Chat))
    await owner.tap(old, data)
    assert owner.notice == "This chat is no longer stored."


async def test_a_page_that_is_gone_is_the_last_one(database: db.Database) -> None:
    for number in range(10):
        await _chat(database, f"Chat {number}", number + 1)
    owner = Owner(database)
    await owner.say("/chats")
    second = await owner.press("Next")
    assert "9. Chat 8" in second
    old, data = owner.latest, owner.button("2 / 2")
    async with database.write() as session:
        await session.execute(update(Chat).where(Chat.title > "Chat 3").values(tracked=False))
    assert "1. Chat 0" in await owner.tap(old, data)


async def test_pausing_says_so_and_resuming_goes_on(database: db.Database) -> None:
    await _account(database)
    await _say(database, CALM)
    await _chat(database, "Cooks", 1)
    owner = Owner(database)
    assert "Up to date, following live" in await owner.say("/chats")
    assert "Paused by you" in await owner.press("Pause")
    async with database.read() as session:
        assert not await preferences.syncing(session)
    assert "Paused" not in await owner.press("Resume")
    async with database.read() as session:
        assert await preferences.syncing(session)


async def test_with_nothing_set_up_it_says_what_to_do_first(database: db.Database) -> None:
    owner = Owner(database)
    shown = await owner.say("/chats")
    assert "No Telegram account is signed in" in shown
    assert "Run kimdir collect once" in shown
    assert owner.buttons == ["🔄 Refresh"]


async def test_the_list_goes_on_by_itself_and_rings_when_all_is_stored(
    database: db.Database,
) -> None:
    await _account(database)
    chat = await _chat(database, "Cooks", 1, top=MessageId(100), stored=40, total=90)
    job = values.Job(chat, values.Work.HISTORY, 40, 90, 10.0, 5)
    busy = replace(CALM, state=values.State.COLLECTING, jobs=(job,))
    await _say(database, busy)
    owner = Owner(database)
    assert "10/s · under a minute" in await owner.say("/chats")
    owner.deps.watching.every = 0.0
    stop = asyncio.Event()
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(owner.deps.watching.run(owner.bot, stop))
        await _say(database, replace(busy, jobs=(replace(job, per_second=20.0),)))
        await _until(owner, "20/s")
        await _say(database, CALM)
        await _until(owner, "Nothing is left to fetch")
        stop.set()
    first, last = owner.telegram.messages.values()
    assert "Up to date" in first.text
    assert "Nothing is left to fetch: 0 of 1 chat complete, 40 messages stored." in last.text


async def _until(owner: Owner, words: str) -> None:
    def told() -> bool:
        return any(
            words in each.text for each in owner.telegram.news if isinstance(each, rehearsal.Shown)
        )

    for _ in range(1000):
        if told():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(words)
