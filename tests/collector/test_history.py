import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from collector import history, progress, takeout
from collector.context import Context
from collector.translate import messages
from core import clock, db
from core.chats import ranges
from core.chats import service as chats
from core.chats.values import Followed
from core.intake import following, preparing
from core.intake.values import Happened, MessageSeen
from core.models import ChatAccess, Message, MessageId, PeerId
from core.outbox import service as outbox
from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import FOR_EVER, Telegram

PAGES = "messages.getHistory"


async def follows(here: Context, *followed: Chat) -> None:
    """The chats are tracked, and followed from their newest message on."""
    await collecting.tracks(here, *followed)
    for chat in followed:
        pts = chat.box.pts if chat.is_channel else None
        async with here.database.write() as session:
            chat_id = one(here, chat).chat_id
            await following.start(session, chat_id, pts=pts, top=MessageId(chat.top))
    here.roster.wake()


def one(here: Context, chat: Chat) -> Followed:
    found = here.roster.by_peer(PeerId(chat.peer))
    assert found is not None
    return found


async def stands(here: Context, chat: Chat) -> Followed:
    """How a chat stands in the database now."""
    async with here.database.read() as session:
        followed = await chats.followed(session, here.account)
    return next(each for each in followed if each.peer_id == chat.peer)


async def until(true: Callable[[], Any]) -> None:
    """Wait for something to become true."""
    async with asyncio.timeout(20):
        while True:
            if await true():
                return
            await asyncio.sleep(0.01)


async def whole(here: Context, *followed: Chat) -> None:
    """Wait until nothing of the chats is missing or stale."""

    async def is_whole() -> bool:
        standing = [await stands(here, chat) for chat in followed]
        return not any(ranges.gaps(each.ranges, each.top) or each.stale for each in standing)

    await until(is_whole)


@contextlib.asynccontextmanager
async def walking(here: Context) -> AsyncIterator[progress.Progress]:
    """History runs while this lasts."""
    told = progress.Progress()
    export = takeout.Takeout(
        here.line, here.database, here.account, enabled=here.settings.telegram_takeout
    )
    async with asyncio.TaskGroup() as group:
        task = group.create_task(history.run(here, told, export))
        yield told
        task.cancel()


async def texts(here: Context, chat: Chat) -> dict[int, str]:
    """What is stored of a chat and not deleted."""
    async with here.database.read() as session:
        rows = await session.execute(
            select(Message.message_id, Message.text).where(
                Message.chat_id == one(here, chat).chat_id, Message.deleted_at.is_(None)
            )
        )
        return {row.message_id: row.text for row in rows}


def truth(chat: Chat) -> dict[int, str]:
    return {number: message.message for number, message in chat.messages.items()}


async def test_a_chat_is_stored_whole_with_its_pages_and_one_request_more(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, [f"{number}" for number in range(250)])
    chat.deletes(1, *range(30, 60))
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        async with walking(here):
            await whole(here, chat)
        assert await texts(here, chat) == truth(chat)
    assert telegram.journal.count[PAGES] == 4


async def test_a_chat_that_was_read_while_it_was_looked_up_is_not_read_again(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayse = telegram.person("Ayşe")
    group = telegram.supergroup("Mahalle", [ayse])
    group.talks(ayse, (f"mesaj {number}" for number in range(249)))
    real = chats.followed
    async with collecting.context(telegram, database) as here:
        await follows(here, group)

        async def late(*given: Any, **how: Any) -> list[Followed]:
            found = await real(*given, **how)
            await here.roster.landed()
            await asyncio.sleep(0.05)
            return found

        monkeypatch.setattr(chats, "followed", late)
        async with walking(here):
            await whole(here, group)
            await asyncio.sleep(0.2)
    pages = -(-len(group.messages) // 100)
    assert telegram.journal.count[PAGES] == pages


async def test_a_short_page_is_not_the_end(telegram: Telegram, database: db.Database) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, [f"{number}" for number in range(40)])
    telegram.rules.messages_a_page = 7
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        async with walking(here):
            await whole(here, chat)
        assert await texts(here, chat) == truth(chat)


async def test_private_chats_and_basic_groups_share_their_ids_and_lose_nothing(
    telegram: Telegram, database: db.Database
) -> None:
    private = telegram.private(someone := telegram.person("Ayşe"))
    group = telegram.group("Aile", [someone])
    for number in range(150):
        (private if number % 3 else group).says(someone, f"{number}")
    async with collecting.context(telegram, database) as here:
        await follows(here, private, group)
        async with walking(here):
            await whole(here, private, group)
        assert await texts(here, private) == truth(private)
        assert await texts(here, group) == truth(group)


async def test_a_chat_without_messages_left_is_done_with_one_request(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Boş", [someone := telegram.person("Ayşe")])
    chat.talks(someone, ["bir", "iki"])
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        chat.deletes(1, 2)
        async with walking(here):
            await whole(here, chat)
    assert telegram.journal.count[PAGES] == 1


@pytest.mark.parametrize("asked", [1, 2, 5, 12, 13])
async def test_it_goes_on_where_it_was_cut_off(
    telegram: Telegram, database: db.Database, asked: int
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, [f"{number}" for number in range(300)])
    telegram.rules.messages_a_page = 20
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        stuck = telegram.holds(PAGES, after=asked - 1)
        async with walking(here):
            await stuck.asked.wait()
        stuck.release()
        async with walking(here):
            await whole(here, chat)
        assert await texts(here, chat) == truth(chat)


async def test_a_chat_that_is_closed_is_set_aside_and_the_others_go_on(
    telegram: Telegram, database: db.Database
) -> None:
    someone = telegram.person("Ayşe")
    closed, group = telegram.supergroup("Kapalı", [someone]), telegram.group("Aile", [someone])
    for chat in (closed, group):
        chat.talks(someone, [f"{number}" for number in range(5)])
    telegram.refuses(PAGES, "CHANNEL_PRIVATE", chat=closed, times=FOR_EVER)
    async with collecting.context(telegram, database) as here:
        await follows(here, closed, group)
        async with walking(here):
            await whole(here, group)

            async def is_blocked() -> bool:
                return (await stands(here, closed)).blocked is not None

            await until(is_blocked)
        standing = await stands(here, closed)
        assert standing.blocked == "private"
        assert standing.access is ChatAccess.PRIVATE
        assert standing.retry_at is not None
        assert standing.retry_at > clock.now()


@pytest.mark.parametrize(
    ("message", "code", "word"),
    [
        ("CHAT_ADMIN_REQUIRED", 400, "admin_required"),
        ("INTERNAL", 500, "telegram_ailing"),
        ("MSG_ID_INVALID", 400, "Telegram refuses its history (MSG_ID_INVALID)."),
    ],
)
async def test_what_was_read_before_a_failure_is_kept_and_the_reason_is_said(
    telegram: Telegram, database: db.Database, message: str, code: int, word: str
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, [f"{number}" for number in range(150)])
    telegram.refuses(PAGES, message, code=code, after=1, times=FOR_EVER)
    async with collecting.context(telegram, database, given={"sleep": _at_once}) as here:
        await follows(here, chat)
        async with walking(here):

            async def is_blocked() -> bool:
                return (await stands(here, chat)).blocked == word

            await until(is_blocked)
        assert set(await texts(here, chat)) == set(range(51, 151))


async def test_a_chat_that_was_set_aside_is_tried_again_when_it_is_time(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.says(someone, "merhaba")
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        async with database.write() as session:
            chat_id = one(here, chat).chat_id
            await chats.set_access(session, chat_id, ChatAccess.PRIVATE)
            soon = clock.now() + timedelta(seconds=0.2)
            await following.block(session, chat_id, "private", soon)
        async with walking(here):
            await whole(here, chat)

            async def is_free() -> bool:
                return (await stands(here, chat)).blocked is None

            await until(is_free)
        assert (await stands(here, chat)).access is ChatAccess.OPEN


async def test_a_large_chat_does_not_keep_a_small_one_waiting(
    telegram: Telegram, database: db.Database
) -> None:
    someone = telegram.person("Ayşe")
    large = [telegram.supergroup(f"{number}", [someone]) for number in range(4)]
    small = telegram.supergroup("Küçük", [someone])
    for chat in large:
        chat.talks(someone, [f"{number}" for number in range(60)])
    small.says(someone, "merhaba")
    telegram.rules.messages_a_page = 2
    async with collecting.context(telegram, database) as here:
        await follows(here, *large, small)
        async with walking(here):
            await whole(here, *large, small)
    peers = [call.chat for call in telegram.journal.asked(PAGES)]
    assert peers.index(small.peer) < 10 * (len(large) + 1)
    turns = [peers[:40].count(chat.peer) for chat in large]
    assert max(turns) <= 20


async def test_what_happens_to_a_message_while_its_page_is_on_the_way_counts(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, ["bir", "iki", "üç"])
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        stuck = telegram.holds(PAGES)
        async with walking(here):
            await stuck.asked.wait()
            here.roster.touch(one(here, chat).chat_id, [MessageId(2)])
            chat.deletes(2)
            stuck.release()
            await whole(here, chat)
        assert set(await texts(here, chat)) == {1, 3}


async def test_pages_on_their_way_when_telegram_lost_the_thread_are_asked_again(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, ["bir", "iki", "üç"])
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        stuck = telegram.holds(PAGES)
        async with walking(here):
            await stuck.asked.wait()
            chat.edits(2, "iki buçuk")
            here.roster.spoil(one(here, chat).chat_id)
            stuck.release()
            await whole(here, chat)
        assert await texts(here, chat) == truth(chat)


async def test_what_is_stale_is_read_again_and_what_is_gone_is_marked(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, ["bir", "iki", "üç"])
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        async with walking(here) as told:
            await whole(here, chat)
            chat.edits(1, "bir buçuk")
            chat.deletes(2)
            async with database.write() as session:
                await following.skip(
                    session, one(here, chat).chat_id, pts=chat.box.pts, top=MessageId(chat.top)
                )
            here.roster.wake()
            await whole(here, chat)
            await until(lambda: _nothing_told(told))
        assert await texts(here, chat) == truth(chat)


async def test_news_that_came_before_the_pages_are_kept(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, ["bir", "iki"])
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        news = MessageSeen(MessageId(3), datetime(2026, 11, 1, tzinfo=UTC), text="üç")
        async with database.write() as session:
            await following.happened(
                session,
                one(here, chat).chat_id,
                Happened(preparing.prepare([news]), [], [], MessageId(3)),
            )
        async with walking(here):
            await whole(here, chat)
        assert set(await texts(here, chat)) == {1, 2, 3}


async def test_nothing_is_read_while_the_owner_has_switched_it_off(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, ["bir", "iki"])
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        here.roster.syncing.clear()
        async with walking(here):
            await asyncio.sleep(0.05)
            assert not telegram.journal.asked(PAGES)
            here.roster.syncing.set()
            await whole(here, chat)


async def test_a_chat_that_is_no_longer_tracked_is_left_after_the_page_that_is_on_its_way(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, [f"{number}" for number in range(40)])
    telegram.rules.messages_a_page = 2
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        stuck = telegram.holds(PAGES, after=3)
        async with walking(here):
            await stuck.asked.wait()
            async with database.write() as session:
                await chats.switch(session, one(here, chat).chat_id, tracked=False)
            await here.roster.reload(database)
            stuck.release()
            await until(lambda: _stored(here, chat, 8))
            await asyncio.sleep(0.05)
    assert telegram.journal.count[PAGES] == 4


async def _stored(here: Context, chat: Chat, count: int) -> bool:
    return len(await texts(here, chat)) == count


async def _nothing_told(told: progress.Progress) -> bool:
    return not told.jobs()


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


async def test_a_chat_that_only_the_database_tracks_yet_is_not_looked_at_all_the_time(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.says(someone, "bir")
    looks = []
    real = chats.followed

    async def counted(*given: Any, **more: Any) -> list[Followed]:
        looks.append(1)
        return await real(*given, **more)

    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        chat_id = one(here, chat).chat_id
        for on in (False, True):
            async with database.write() as session:
                await chats.switch(session, chat_id, tracked=on)
            if not on:
                await here.roster.reload(database)
        monkeypatch.setattr(chats, "followed", counted)
        async with walking(here):
            await asyncio.sleep(0.3)
            assert len(looks) < 5
            await here.roster.reload(database)
            await whole(here, chat)


async def test_the_owner_hears_of_a_chat_that_history_finds_closed_and_no_more_when_it_opens(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "DELAYS", (1,))
    closed = telegram.supergroup("Kapalı", [someone := telegram.person("Ayşe")])
    closed.says(someone, "bir")
    telegram.refuses(PAGES, "CHANNEL_PRIVATE", chat=closed, times=FOR_EVER)

    async def told() -> int:
        async with database.read() as session:
            return len(await outbox.waiting(session))

    async with collecting.context(telegram, database) as here:
        await follows(here, closed)
        async with walking(here):

            async def is_told() -> bool:
                return await told() == 1

            await until(is_told)
            assert (await stands(here, closed)).access is ChatAccess.PRIVATE
            telegram.heals()
            await whole(here, closed)

            async def is_taken_back() -> bool:
                return await told() == 0

            await until(is_taken_back)


async def test_a_stored_message_that_is_not_understood_when_read_again_is_not_held_for_deleted(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.talks(someone, ["bir", "garip", "üç"])
    real = messages.message

    def fails(tl: Any, *given: Any) -> Any:
        if tl.message == "garip":
            raise LookupError
        return real(tl, *given)

    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        async with walking(here):
            await whole(here, chat)
            monkeypatch.setattr(messages, "message", fails)
            async with database.write() as session:
                await following.skip(
                    session, one(here, chat).chat_id, pts=None, top=MessageId(chat.top)
                )
            here.roster.wake()
            await whole(here, chat)
        assert await texts(here, chat) == truth(chat)
        assert here.roster.unreadable
