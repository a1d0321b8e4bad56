"""Two things at once about the same message end as Telegram has it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telethon.tl import functions

from collector import pages
from collector.line import Lane
from collector.stream import ACCOUNT
from core import clock, db
from core.chats import service as chats
from core.chats.values import Followed
from core.intake import following as intake
from core.intake import merge, preparing
from core.intake.values import Page
from core.models import MessageId
from tests.collector.following import Following, following, row, stored, truth
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

A_MOMENT = 0.1
"""Seconds in which whoever does not wait is done."""


async def _page(runs: Following, chat: Chat, followed: Followed) -> Page:
    """The newest page of a chat's history."""
    below = MessageId(chat.top + 1)
    request = functions.messages.GetHistoryRequest(
        chat.input_peer, below, None, add_offset=0, limit=100, max_id=0, min_id=0, hash=0
    )
    answer = await runs.here.line.ask(request, Lane.HISTORY)
    return pages.read(answer, below, followed, runs.here.roster, clock.now())


async def _locks(database: db.Database, followed: Followed, until: asyncio.Event) -> None:
    """Nobody else can write a chat for a while."""
    async with database.write() as session:
        await merge.lock_chat(await db.driver(session), followed.chat_id)
        await until.wait()


async def _reloads(runs: Following, chat: Chat, *, on: bool) -> None:
    """The owner switches a chat, and somebody reads the roster again."""
    chat_id = (await row(runs.here.database, runs.here.account, chat)).chat_id
    async with runs.here.database.write() as session:
        await chats.switch(session, chat_id, tracked=on)
    await runs.here.roster.reload(runs.here.database)


async def test_a_private_message_deleted_while_its_page_is_being_stored_is_deleted(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    private = telegram.private(ayse)
    first, *_ = private.talks(ayse, ["bir", "iki", "üç"])
    async with following(telegram, database, private) as runs:
        followed = await row(database, runs.here.account, private)
        with runs.here.roster.in_flight(followed.chat_id):
            page = await _page(runs, private, followed)
            async with database.write() as session:
                await intake.pages(session, followed.chat_id, [page])
                private.deletes(first)
                await asyncio.sleep(A_MOMENT)
        await runs.live.settled()
        assert await stored(database, private) == truth(private)


async def test_the_account_is_not_asked_before_what_had_waited_is_stored(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    busy, private = telegram.supergroup("Komşular", [ayse]), telegram.private(ayse)
    old = [each.says(ayse, "eski") for each in (busy, private)]
    async with following(telegram, database, busy, private) as runs:
        others, own = [await row(database, runs.here.account, each) for each in (busy, private)]
        held = telegram.holds("updates.getDifference")
        telegram.pushes.lose(1)
        private.talks(ayse, ["duyulmadı", "beklenen"])
        await held.asked.wait()
        waited = private.says(ayse, "fark yoldayken söylendi")
        runs.live.demand([ACCOUNT])
        unlocked = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(_locks(database, others, unlocked[0]))
            await asyncio.sleep(A_MOMENT)
            busy.says(ayse, "kilitliyken")
            await asyncio.sleep(A_MOMENT)
            held.release()
            await asyncio.sleep(A_MOMENT)
            with telegram.pushes.silence():
                private.deletes(waited)
            group.create_task(_locks(database, own, unlocked[1]))
            await asyncio.sleep(A_MOMENT)
            unlocked[0].set()
            await asyncio.sleep(3 * A_MOMENT)
            unlocked[1].set()
        await runs.live.settled()
        await runs.compares(after=300)
        assert await stored(database, private) == truth(private, above=old[1])
        assert await stored(database, busy) == truth(busy, above=old[0])


async def test_what_was_said_while_a_chat_was_off_for_a_moment_is_read_again(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    private = telegram.private(ayse)
    edited, deleted = private.talks(ayse, ["bir", "iki"])
    async with following(telegram, database, private) as runs:
        await _reloads(runs, private, on=False)
        missed = private.says(ayse, "kapalıyken")
        await runs.live.settled()
        await _reloads(runs, private, on=True)
        private.says(ayse, "açıkken")
        await runs.compares()
        now = await row(database, runs.here.account, private)
        assert missed not in await stored(database, private)
        assert _is_doubted(now, missed)
        async with _read(runs, private):
            assert await stored(database, private) == truth(private)
        await _reloads(runs, private, on=False)
        private.deletes(deleted)
        await runs.live.settled()
        await _reloads(runs, private, on=True)
        await runs.compares()
        assert _is_doubted(await row(database, runs.here.account, private), deleted)
        await _reloads(runs, private, on=False)
        private.edits(edited, "değişti")
        await runs.live.settled()
        await _reloads(runs, private, on=True)
        await runs.compares()
        assert _is_doubted(await row(database, runs.here.account, private), edited)


def _is_doubted(chat: Followed, number: int) -> bool:
    """Whether a message is missing or is to be read again."""
    sure = [each for each in chat.ranges if each[0] <= number <= each[1]]
    stale = [each for each in chat.stale if each[0] <= number <= each[1]]
    return bool(stale) or not sure


@asynccontextmanager
async def _read(runs: Following, chat: Chat) -> AsyncIterator[None]:
    """Its history is whole."""
    followed = await row(runs.here.database, runs.here.account, chat)
    page = await _page(runs, chat, followed)
    below = MessageId(1), MessageId(page.extent[0] - 1)
    bottom = Page(below, preparing.prepare(()), at_bottom=True)
    async with runs.here.database.write() as session:
        await intake.pages(session, followed.chat_id, [page, bottom])
    yield


async def test_what_was_said_while_a_chat_was_off_is_not_held_for_stored_after_a_restart(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    private = telegram.private(ayse)
    private.talks(ayse, ["bir", "iki"])
    async with following(telegram, database, private) as runs:
        async with _read(runs, private):
            await _reloads(runs, private, on=False)
        await runs.compares()
        missed = private.says(ayse, "kapalıyken")
        await runs.live.settled()
        await _reloads(runs, private, on=True)
    private.says(ayse, "kimse yokken")
    async with following(telegram, database, private) as runs:
        await runs.compares()
        now = await row(database, runs.here.account, private)
        assert missed not in await stored(database, private)
        assert _is_doubted(now, missed)
        async with _read(runs, private):
            assert await stored(database, private) == truth(private)
