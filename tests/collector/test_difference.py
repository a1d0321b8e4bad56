"""What happened while we were away is there afterwards, edits and deletions too."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock, db
from core.intake import following as intake
from core.intake.preparing import prepare
from core.intake.values import Page
from core.models import Account, Message, MessageId
from tests.collector.following import following, row, stored, truth
from tests.world.telegram.telegram import Telegram


async def test_what_was_said_edited_and_deleted_while_away_is_found(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chats = [
        telegram.supergroup("Komşular", [ayse]),
        telegram.channel("Haber", [ayse]),
        telegram.group("Aile", [ayse]),
        telegram.private(ayse),
    ]
    for chat in chats:
        chat.says(ayse, "eski")
    top = {chat.peer: chat.top for chat in chats}
    said = {}
    async with following(telegram, database, *chats) as runs:
        for chat in chats:
            said[chat.peer] = chat.talks(ayse, ["kalır", "değişir", "silinir"])
        await runs.live.settled()
    for chat in chats:
        chat.edits(said[chat.peer][1], "değişti")
        chat.deletes(said[chat.peer][2])
        chat.says(ayse, "yeni")
    async with following(telegram, database, *chats):
        for chat in chats:
            assert await stored(database, chat) == truth(chat, above=top[chat.peer])


async def test_a_difference_in_slices_is_taken_to_its_end(
    telegram: Telegram, database: db.Database
) -> None:
    telegram.rules.channel_slice = telegram.rules.slice = 7
    ayse = telegram.person("Ayşe")
    chat, private = telegram.supergroup("Komşular", [ayse]), telegram.private(ayse)
    for each in (chat, private):
        each.says(ayse, "eski")
    async with following(telegram, database, chat, private):
        pass
    for each in (chat, private):
        each.talks(ayse, [f"söz {number}" for number in range(40)])
        each.deletes(each.top)
    async with following(telegram, database, chat, private) as runs:
        assert await stored(database, chat) == truth(chat, above=1)
        assert await stored(database, private) == truth(private, above=1)
        assert runs.asked()["updates.getChannelDifference"] == 6
        assert runs.asked()["updates.getDifference"] == 6


async def test_too_long_away_from_a_channel_has_it_read_again(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        chat.says(ayse, "canlı")
        await runs.live.settled()
    chat.talks(ayse, [f"söz {number}" for number in range(150)])
    async with following(telegram, database, chat) as runs:
        after = await row(database, runs.here.account, chat)
        assert (after.pts, after.top) == (chat.box.pts, chat.top)
        assert after.ranges == after.stale == ((2, 2),)
        chat.says(ayse, "yine canlı")
        await runs.live.settled()
        assert chat.top in await stored(database, chat)


async def test_a_page_on_its_way_when_a_channel_is_skipped_is_spoiled(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        chat_id = (await row(database, runs.here.account, chat)).chat_id
        with runs.here.roster.in_flight(chat_id) as flight:
            with telegram.pushes.silence():
                chat.talks(ayse, [f"söz {number}" for number in range(150)])
            chat.says(ayse, "duyulur")
            await runs.live.settled()
        assert flight.spoiled


async def test_too_long_away_from_the_account_has_its_chats_read_again(
    telegram: Telegram, database: db.Database
) -> None:
    telegram.rules.too_long = 10
    ayse = telegram.person("Ayşe")
    group, private = telegram.group("Aile", [ayse]), telegram.private(ayse)
    for each in (group, private):
        each.says(ayse, "eski")
    async with following(telegram, database, group, private) as runs:
        for each in (group, private):
            each.says(ayse, "canlı")
        await runs.live.settled()
    for each in (group, private):
        each.talks(ayse, [f"söz {number}" for number in range(20)])
    async with following(telegram, database, group, private) as runs:
        for each in (group, private):
            after = await row(database, runs.here.account, each)
            assert after.top == each.top
            assert after.stale == after.ranges != ()
            each.says(ayse, "yine canlı")
        await runs.live.settled()
        for each in (group, private):
            assert each.top in await stored(database, each)


async def test_without_a_private_chat_to_store_the_account_only_moves_on(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat, private = telegram.supergroup("Komşular", [ayse]), telegram.private(ayse)
    for each in (chat, private):
        each.says(ayse, "eski")
    async with following(telegram, database, chat):
        pass
    private.talks(ayse, ["bir", "iki"])
    async with following(telegram, database, chat) as runs:
        assert "updates.getDifference" not in runs.asked()
    async with database.read() as session:
        assert await session.scalar(select(Account.pts)) == telegram.world.box.pts


@pytest.mark.parametrize("word", ["PERSISTENT_TIMESTAMP_INVALID", "PERSISTENT_TIMESTAMP_EMPTY"])
async def test_a_position_that_telegram_does_not_know_is_begun_anew(
    telegram: Telegram, database: db.Database, word: str
) -> None:
    ayse = telegram.person("Ayşe")
    chat, private = telegram.supergroup("Komşular", [ayse]), telegram.private(ayse)
    for each in (chat, private):
        each.says(ayse, "eski")
    async with following(telegram, database, chat, private):
        pass
    for each in (chat, private):
        each.says(ayse, "yeni")
    telegram.refuses("updates.getChannelDifference", word)
    telegram.refuses("updates.getDifference", word)
    async with following(telegram, database, chat, private) as runs:
        for each in (chat, private):
            after = await row(database, runs.here.account, each)
            assert after.top == each.top
        assert (await row(database, runs.here.account, chat)).pts == chat.box.pts


async def test_a_deletion_of_the_account_never_marks_a_channels_message(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat, private = telegram.supergroup("Komşular", [ayse]), telegram.private(ayse)
    for each in (chat, private):
        each.says(ayse, "eski")
    async with following(telegram, database, chat, private) as runs:
        chat.talks(ayse, [f"söz {number}" for number in range(5)])
        said = private.talks(ayse, ["bir", "iki"])
        await runs.live.settled()
        assert set(said) <= set(chat.messages)
    private.deletes(*said)
    async with following(telegram, database, chat, private):
        assert await stored(database, private) == {}
        assert await stored(database, chat) == truth(chat, above=1)


async def test_killed_between_the_chats_of_the_account_nothing_is_lost_or_doubled(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayse = telegram.person("Ayşe")
    group, private = telegram.group("Aile", [ayse]), telegram.private(ayse)
    for each in (group, private):
        each.says(ayse, "eski")
    async with following(telegram, database, group, private):
        pass
    for each in (group, private):
        said = each.talks(ayse, ["kalır", "değişir", "silinir"])
        each.edits(said[1], "değişti")
        each.deletes(said[2])

    class KilledError(Exception):
        pass

    async def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch, pytest.raises(ExceptionGroup):
        patch.setattr(intake, "move_account", killed)
        async with following(telegram, database, group, private):
            pass
    async with following(telegram, database, group, private):
        for each in (group, private):
            assert await stored(database, each) == truth(each, above=2)
    async with database.read() as session:
        assert len(list(await session.scalars(select(Message)))) == 4


async def test_a_page_stored_after_a_deletion_does_not_bring_the_message_back(
    telegram: Telegram, database: db.Database
) -> None:
    from collector.translate import messages

    ayse = telegram.person("Ayşe")
    private = telegram.private(ayse)
    said = private.talks(ayse, ["bir", "iki"])
    async with following(telegram, database, private) as runs:
        chat = await row(database, runs.here.account, private)
        with runs.here.roster.in_flight(chat.chat_id) as flight:
            page = [
                messages.message(message, runs.here.account, chat.peer_id)
                for message in private.messages.values()
            ]
            private.deletes(said[0])
            await runs.live.settled()
            read = Page(
                (MessageId(1), MessageId(said[1])),
                prepare([each for each in page if each is not None]),
                touched=frozenset(flight.touched),
            )
            async with database.write() as session:
                await intake.pages(session, chat.chat_id, [read])
        assert await stored(database, private) == truth(private)


async def test_when_a_chat_was_compared_last_is_noted(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        telegram.pushes.lose(1)
        chat.talks(ayse, ["duyulmadı", "duyuldu"])
        await runs.live.settled()
        synced = (await row(database, runs.here.account, chat)).synced_at
    assert synced is not None
    assert clock.now() - synced < timedelta(minutes=1)
