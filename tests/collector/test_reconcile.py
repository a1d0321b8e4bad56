"""Positions are compared when it is due, and only what moved is asked for."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from telethon.tl import types

from collector import dialogs, line
from collector.reconcile import EVERY, LIST_EVERY, Reconcile
from collector.stream import ACCOUNT
from core import db
from core.chats import service as chats
from core.models import Chat as StoredChat
from core.models import ChatAccess, PeerId
from core.outbox import service as outbox
from core.preferences import service as preferences
from tests.collector.following import Following, following, row, stored, truth
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram
from tests.world.telegram.values import Person, Role

LIST = "messages.getDialogs"


async def _switches(database: db.Database, runs: Following, chat: Chat, *, on: bool) -> None:
    chat_id = (await row(database, runs.here.account, chat)).chat_id
    async with database.write() as session:
        await chats.switch(session, chat_id, tracked=on)


def _village(telegram: Telegram, many: int) -> tuple[Person, list[Chat]]:
    ayse = telegram.person("Ayşe")
    supergroups = [telegram.supergroup(f"Mahalle {number}", [ayse]) for number in range(many)]
    for chat in supergroups:
        chat.says(ayse, "eski")
    return ayse, supergroups


async def test_fifty_chats_of_which_five_moved_cost_few_requests(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, supergroups = _village(telegram, 50)
    async with following(telegram, database, *supergroups):
        pass
    for chat in supergroups[:5]:
        chat.says(ayse, "yeni")
    async with following(telegram, database, *supergroups) as runs:
        asked = runs.asked()
        assert asked.pop("updates.getChannelDifference") == 5
        assert sum(asked.values()) - asked[LIST] <= 10
        for chat in supergroups:
            assert await stored(database, chat) == truth(chat, above=1)


async def test_where_nothing_moved_nothing_is_asked(
    telegram: Telegram, database: db.Database
) -> None:
    _, supergroups = _village(telegram, 5)
    async with following(telegram, database, *supergroups):
        pass
    async with following(telegram, database, *supergroups) as runs:
        before = runs.asked()
        assert "updates.getChannelDifference" not in before
        await runs.compares(after=EVERY / 2)
        assert runs.asked() == before
        await runs.compares(after=EVERY)
        before["messages.getPeerDialogs"] = 1
        assert runs.asked() == before


async def test_a_silent_chat_whose_pushes_were_lost_is_found_by_the_timer(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 2)
    private = telegram.private(ayse)
    private.says(ayse, "eski")
    async with following(telegram, database, chat, private) as runs:
        with telegram.pushes.silence():
            chat.says(ayse, "kimse duymadı")
            private.says(ayse, "kimse duymadı")
        await runs.live.settled()
        assert await stored(database, chat) == await stored(database, private) == {}
        await runs.compares(after=EVERY)
        assert await stored(database, chat) == truth(chat, above=1)
        assert await stored(database, private) == truth(private, above=1)


async def test_after_a_reconnect_everything_is_compared_at_once(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        with telegram.away():
            chat.says(ayse, "bağlantı yokken")
        async with asyncio.timeout(5):
            await runs.here.client.reconnected.wait()
        await runs.compares()
        assert await stored(database, chat) == truth(chat, above=1)
        assert not runs.here.client.reconnected.is_set()


async def test_a_chat_is_begun_where_it_stands_when_the_owner_switches_it_on(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 1)
    private = telegram.private(ayse)
    private.says(ayse, "eski")
    async with following(telegram, database) as runs:
        for each in (chat, private):
            each.says(ayse, "daha izlenmiyor")
            await _switches(database, runs, each, on=True)
        await runs.compares()
        for each in (chat, private):
            begun = await row(database, runs.here.account, each)
            assert (begun.top, begun.ranges) == (each.top, ())
            each.says(ayse, "izleniyor")
        await runs.live.settled()
        for each in (chat, private):
            assert await stored(database, each) == {each.top: "izleniyor"}


async def test_what_happens_while_a_chat_is_being_begun_is_not_lost(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 1)
    private = telegram.private(ayse)
    private.says(ayse, "eski")
    async with following(telegram, database) as runs:
        for each in (chat, private):
            await _switches(database, runs, each, on=True)
        held = telegram.holds("messages.getPeerDialogs")
        async with asyncio.TaskGroup() as group:
            group.create_task(runs.reconcile.once())
            await held.asked.wait()
            for each in (chat, private):
                each.talks(ayse, ["o sırada", "hemen sonra"])
            await asyncio.sleep(0.02)
            held.release()
        await runs.live.settled()
        for each in (chat, private):
            assert await stored(database, each) == truth(each, above=1)


async def test_switching_off_stops_a_chat_and_on_again_catches_up(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 1)
    private = telegram.private(ayse)
    private.says(ayse, "eski")
    async with following(telegram, database, chat, private) as runs:
        for each in (chat, private):
            each.says(ayse, "izleniyor")
        await runs.live.settled()
        for each in (chat, private):
            await _switches(database, runs, each, on=False)
        await runs.compares()
        for each in (chat, private):
            each.says(ayse, "izlenmiyor")
        await runs.live.settled()
        for each in (chat, private):
            assert list((await stored(database, each)).values()) == ["izleniyor"]
            await _switches(database, runs, each, on=True)
        await runs.compares()
        assert await stored(database, chat) == truth(chat, above=1)
        again = await row(database, runs.here.account, private)
        assert again.top == private.top
        assert again.stale == again.ranges


async def test_while_syncing_is_off_nothing_is_asked_or_stored(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        async with database.write() as session:
            await preferences.set_syncing(session, on=False)
        await runs.compares()
        before = runs.asked()
        chat.says(ayse, "ara verildi")
        await runs.compares(after=10 * EVERY)
        assert runs.asked() == before
        assert await stored(database, chat) == {}
        assert not runs.here.roster.syncing.is_set()
        assert runs.here.client.is_up()
        async with database.write() as session:
            await preferences.set_syncing(session, on=True)
        await runs.compares()
        assert await stored(database, chat) == truth(chat, above=1)
        assert runs.here.roster.syncing.is_set()


async def test_a_chat_that_left_the_list_is_noted_and_one_that_came_back_goes_on(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, other) = _village(telegram, 2)
    async with following(telegram, database, chat, other) as runs:
        chat.says(ayse, "önce")
        await runs.live.settled()
    chat.throws_me_out()
    async with following(telegram, database, chat, other) as runs:
        gone = await row(database, runs.here.account, chat)
        assert gone.access is ChatAccess.LEFT
        async with database.read() as session:
            assert [each.arguments for each in await outbox.waiting(session)] == [
                {"chat": gone.chat_id}
            ]
        chat.says(ayse, "bizsiz")
        other.says(ayse, "bizimle")
        await runs.live.settled()
        assert await stored(database, other) == truth(other, above=1)
        assert list((await stored(database, chat)).values()) == ["önce"]
        chat.takes_me_back()
        await runs.live.settled()
        await runs.compares()
        assert (await row(database, runs.here.account, chat)).access is ChatAccess.OPEN
        chat.says(ayse, "yine buradayız")
        await runs.live.settled()
        assert await stored(database, chat) == truth(chat, above=1)


async def test_being_thrown_out_is_heard_live(telegram: Telegram, database: db.Database) -> None:
    _, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        chat.throws_me_out()
        await runs.live.settled()
        await runs.compares()
        assert (await row(database, runs.here.account, chat)).access is not ChatAccess.OPEN
        assert chat.peer not in runs.live.followed()


async def test_a_new_title_and_a_new_chat_are_stored(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        chat.renames("Yeni Mahalle", ayse)
        fresh = telegram.supergroup("Sonradan", [ayse])
        fresh.says(ayse, "merhaba")
        boris = telegram.person("Борис")
        telegram.private(boris).says(boris, "привет")
        await runs.live.settled()
        await runs.compares(after=120)
        async with database.read() as session:
            titles = set(await session.scalars(select(StoredChat.title)))
        assert {"Yeni Mahalle", "Sonradan", "Борис"} <= titles
        assert await stored(database, fresh) == {}


async def test_a_group_that_becomes_a_supergroup_is_tied_to_it_and_followed_on(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    group = telegram.group("Aile", [ayse])
    telegram.promotes(group, ayse, Role.CREATOR)
    group.says(ayse, "eski")
    async with following(telegram, database, group) as runs:
        heir = group.migrates()
        await runs.live.settled()
        await runs.compares()
        old, new = [await row(database, runs.here.account, each) for each in (group, heir)]
        assert old.migrated_to == new.chat_id
        assert new.tracked
        assert old.access is ChatAccess.OPEN
        heir.says(ayse, "yeni yerde")
        await runs.live.settled()
        assert heir.top in await stored(database, heir)


async def test_a_group_that_migrated_while_we_were_away_is_tied_too(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    group = telegram.group("Aile", [ayse])
    telegram.promotes(group, ayse, Role.CREATOR)
    group.says(ayse, "eski")
    async with following(telegram, database, group):
        pass
    heir = group.migrates()
    async with following(telegram, database, group) as runs:
        await runs.compares()
        old, new = [await row(database, runs.here.account, each) for each in (group, heir)]
        assert old.migrated_to == new.chat_id
        assert new.tracked
        assert new.top == heir.top


async def test_messages_that_no_update_told_of_are_found(
    telegram: Telegram, database: db.Database
) -> None:
    _, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        chat.box.events.clear()
        chat.messages[9] = chat.messages[1].__class__(
            9, chat.tl_peer, telegram.world.now, "hiç söylenmedi"
        )
        await runs.compares(after=EVERY)
        assert (await row(database, runs.here.account, chat)).top == 9


async def test_a_refusal_of_the_list_is_borne(telegram: Telegram, database: db.Database) -> None:
    _, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat, started=False) as runs:
        telegram.refuses(LIST, "CHAT_ADMIN_REQUIRED")
        held = telegram.holds(LIST)
        async with asyncio.TaskGroup() as group:
            task = group.create_task(runs.reconcile.run())
            runs.here.roster.news.come.set()
            await held.asked.wait()
            task.cancel()
        assert len(telegram.journal.asked(LIST)) == 2


async def test_history_that_is_out_of_sight_now_is_read_again(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        chat.talks(ayse, ["bir", "iki"])
        telegram.world.noted(types.UpdateChannelAvailableMessages(chat.id, 2))
        await runs.live.settled()
        await runs.compares()
        again = await row(database, runs.here.account, chat)
        assert again.stale == again.ranges == ((2, 3),)
        assert again.pts == chat.box.pts


async def test_a_chat_that_cannot_be_read_when_it_is_switched_on_is_said_to_be_shut(
    telegram: Telegram, database: db.Database
) -> None:
    _, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database) as runs:
        await _switches(database, runs, chat, on=True)
        telegram.refuses("messages.getPeerDialogs", "CHANNEL_PRIVATE")
        await runs.compares()
        assert (await row(database, runs.here.account, chat)).access is ChatAccess.PRIVATE
        assert chat.peer not in runs.live.followed()


async def test_an_allowed_chat_that_the_account_does_not_have_is_said_to_be_unseen(
    telegram: Telegram, database: db.Database
) -> None:
    _, (chat, *_) = _village(telegram, 1)
    elsewhere = telegram.supergroup("Başka yerde")
    async with following(telegram, database, chat, elsewhere) as runs:
        unseen = await row(database, runs.here.account, elsewhere)
        assert unseen.access is ChatAccess.UNSEEN
        assert unseen.blocked is not None
        assert runs.live.followed() == [ACCOUNT, chat.peer]


async def test_telegram_ailing_is_tried_again_when_it_says(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(line, "SET_ASIDE", timedelta(0))
    ayse, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat, given={"sleep": at_once}) as runs:
        telegram.fails("updates.getChannelDifference", times=line.PATIENCE)
        telegram.pushes.lose(1)
        chat.talks(ayse, ["duyulmadı", "duyuldu"])
        await runs.live.settled()
        assert await stored(database, chat) == truth(chat, above=1)
        assert runs.asked()["updates.getChannelDifference"] == line.PATIENCE + 1


async def test_a_chat_that_was_let_in_again_after_a_loss_takes_the_notice_back(
    telegram: Telegram, database: db.Database
) -> None:
    _, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        chat.throws_me_out()
        await runs.live.settled()
        await runs.compares()
        chat.takes_me_back()
        await runs.live.settled()
        await runs.compares()
        async with database.read() as session:
            assert await outbox.waiting(session) == ()
        assert (await row(database, runs.here.account, chat)).access is ChatAccess.OPEN


async def test_what_is_said_while_the_list_is_read_is_no_reason_to_read_a_chat_again(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = dialogs.read
    ayse = telegram.person("Ayşe")
    private = telegram.private(ayse)
    private.says(ayse, "eski")

    async def says_first(*given: Any, **how: Any) -> Any:
        with telegram.pushes.silence():
            private.says(ayse, "liste okunurken")
        return await real(*given, **how)

    async with following(telegram, database, private) as runs:
        private.says(ayse, "önce")
        await runs.live.settled()
        monkeypatch.setattr(dialogs, "read", says_first)
        await runs.compares(after=LIST_EVERY)
        assert (await row(database, runs.here.account, private)).stale == ()
        assert await stored(database, private) == truth(private, above=1)


async def test_a_comparison_after_a_reconnect_that_fails_is_made_up_for(
    telegram: Telegram, database: db.Database
) -> None:
    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    ayse, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat, given={"sleep": at_once}) as runs:
        with telegram.pushes.silence():
            chat.says(ayse, "bağlantı yokken")
        telegram.fails("messages.getPeerDialogs", times=line.PATIENCE)
        runs.here.client.reconnected.set()
        with pytest.raises(line.TelegramAilingError):
            await runs.reconcile.once()
        await runs.compares()
        assert await stored(database, chat) == truth(chat, above=1)


async def test_a_channel_is_not_said_to_be_compared_before_the_list_names_it(
    telegram: Telegram, database: db.Database
) -> None:
    _, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat):
        before = (await row(database, telegram.me.id, chat)).synced_at
    async with following(telegram, database, chat, started=False) as runs:
        held = telegram.holds(LIST)
        async with asyncio.TaskGroup() as group:
            group.create_task(runs.reconcile.once())
            await held.asked.wait()
            runs.live.demand([PeerId(chat.peer)])
            await asyncio.sleep(0.1)
            assert (await row(database, telegram.me.id, chat)).synced_at == before
            held.release()


async def test_the_owner_can_pause_while_telegram_does_not_answer(
    telegram: Telegram, database: db.Database
) -> None:
    _, (chat, *_) = _village(telegram, 1)
    async with following(telegram, database, chat) as runs:
        runs.clock[0] += LIST_EVERY
        held = telegram.holds(LIST)
        now = runs.clock
        impatient = Reconcile(runs.here, runs.live, runs.told, look=0.02, now=lambda: now[0])
        async with asyncio.TaskGroup() as group:
            task = group.create_task(impatient.run())
            await held.asked.wait()
            async with database.write() as session:
                await preferences.set_syncing(session, on=False)
            await asyncio.sleep(0.2)
            assert not runs.here.roster.syncing.is_set()
            assert runs.live.followed() == []
            held.release()
            await asyncio.sleep(0.1)
            assert not runs.here.roster.syncing.is_set()
            task.cancel()
