"""What is pushed is stored once and in order, whatever happens on the way."""

import asyncio
import random
from typing import Any

import pytest
from sqlalchemy import func, select
from telethon.tl import types

from collector import live as following_live
from core import db
from core.models import Account, Chat, ChatAccess, MessageId, MessageVersion, User, UserId
from tests.collector.following import Following, following, row, stored, truth
from tests.world.telegram.telegram import Telegram


async def _position(database: db.Database) -> int | None:
    async with database.read() as session:
        return await session.scalar(select(Account.pts))


async def test_what_is_said_edited_and_deleted_is_stored_as_it_happens(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat, group = telegram.supergroup("Komşular", [ayse]), telegram.group("Aile", [ayse])
    private = telegram.private(ayse)
    for each in (chat, group, private):
        each.talks(ayse, ["bir", "iki"])
    async with following(telegram, database, chat, group, private) as runs:
        before = runs.asked()
        said = {each.peer: each.says(ayse, "Ben marangozum") for each in (chat, group, private)}
        await runs.live.settled()
        for each in (chat, group, private):
            assert await stored(database, each) == {said[each.peer]: "Ben marangozum"}
            each.edits(said[each.peer], "Ben doktorum")
        await runs.live.settled()
        for each in (chat, group, private):
            assert await stored(database, each) == {said[each.peer]: "Ben doktorum"}
            each.deletes(said[each.peer])
        await runs.live.settled()
        for each in (chat, group, private):
            assert await stored(database, each) == {}
        assert runs.asked() == before
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(MessageVersion)) == 3
    assert (await row(database, telegram.me.id, chat)).pts == chat.box.pts
    assert await _position(database) == telegram.world.box.pts


async def test_nothing_of_chats_that_are_not_tracked_is_stored(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, boris = telegram.person("Ayşe"), telegram.person("Борис")
    tracked = telegram.supergroup("Komşular", [ayse])
    others = [telegram.supergroup("Чужие", [boris]), telegram.private(boris)]
    for each in (tracked, *others):
        each.says(ayse if each is tracked else boris, "eski")
    async with following(telegram, database, tracked) as runs:
        for each in others:
            each.says(boris, "секрет")
        tracked.says(ayse, "açık")
        await runs.live.settled()
        for each in others:
            assert await stored(database, each) == {}
        assert await stored(database, tracked) == truth(tracked, above=1)
    assert await _position(database) == telegram.world.box.pts
    async with database.read() as session:
        assert boris.id not in set(await session.scalars(select(User.id)))


async def test_lost_repeated_and_swapped_pushes_end_in_the_truth(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat, private = telegram.supergroup("Komşular", [ayse]), telegram.private(ayse)
    for each in (chat, private):
        each.says(ayse, "eski")
    async with following(telegram, database, chat, private) as runs:
        top = {each.peer: each.top for each in (chat, private)}
        for each in (chat, private):
            telegram.pushes.lose(2)
            lost = each.talks(ayse, ["bir", "iki"])
            with telegram.pushes.repeated(3):
                each.edits(lost[0], "bir buçuk")
            with telegram.pushes.delayed(reverse=True):
                each.talks(ayse, ["üç", "dört", "beş"])
                each.deletes(lost[1])
        await runs.live.settled()
        for each in (chat, private):
            assert await stored(database, each) == truth(each, above=top[each.peer])
        assert runs.asked()["updates.getChannelDifference"] == 1
        assert runs.asked()["updates.getDifference"] == 1


async def _misbehave(telegram: Telegram, dice: random.Random, chats: list[Any]) -> None:
    """A hundred things happen, and not all of them are heard of."""
    people = list(telegram.world.people.values())
    for _ in range(100):
        chat = dice.choice(chats)
        recent = [number for number in chat.messages if number > len(chats)]
        match dice.randrange(10):
            case 0 if recent:
                chat.edits(dice.choice(recent), f"değişti {dice.random()}")
            case 1 if recent:
                chat.deletes(*dice.sample(recent, min(len(recent), dice.randrange(1, 4))))
            case 2:
                telegram.pushes.lose(dice.randrange(6))
            case 3:
                with telegram.pushes.delayed(reverse=dice.random() < 0.7):
                    chat.talks(dice.choice(people), [f"söz {dice.random()}"] * 3)
            case 4:
                telegram.drops()
                await asyncio.sleep(0.03 * dice.random())
            case _:
                with telegram.pushes.repeated(dice.randrange(1, 3)):
                    chat.says(dice.choice(people), f"söz {dice.random()}")


@pytest.mark.parametrize("seed", range(4))
async def test_after_any_faults_the_database_equals_the_truth(
    telegram: Telegram, database: db.Database, seed: int
) -> None:
    dice = random.Random(seed)
    people = [telegram.person(name) for name in ("Ayşe", "Борис", "Chris")]
    chats = [
        telegram.supergroup("Komşular", people),
        telegram.channel("Haber", people),
        telegram.group("Aile", people),
        telegram.private(people[0]),
    ]
    for chat in chats:
        chat.says(people[0], "eski")
    top = {chat.peer: chat.top for chat in chats}
    async with following(telegram, database, *chats) as runs:
        await _misbehave(telegram, dice, chats)
        with telegram.pushes.silence():
            await _misbehave(telegram, dice, chats[2:])
            chats[1].says(people[0], "kimse duymadı")
        await runs.compares(after=300)
        for chat in chats:
            assert await stored(database, chat) == truth(chat, above=top[chat.peer])


async def test_a_message_that_is_not_understood_stops_nothing(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from collector.translate import messages

    real = messages.message

    def fails_once(tl: Any, *given: Any) -> Any:
        if tl.message == "garip":
            raise LookupError
        return real(tl, *given)

    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        monkeypatch.setattr(messages, "message", fails_once)
        chat.talks(ayse, ["önce", "garip", "sonra"])
        await runs.live.settled()
        assert list((await stored(database, chat)).values()) == ["önce", "sonra"]
        assert runs.here.roster.unreadable == 1
        assert (await row(database, runs.here.account, chat)).pts == chat.box.pts


async def test_rubbish_in_the_stream_stops_nothing(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        runs.here.client.arrivals.put_nowait(types.Updates(None, [], [], None, 0))
        chat.says(ayse, "yeni")
        await runs.live.settled()
        assert await stored(database, chat) == truth(chat, above=1)
        assert runs.here.roster.unreadable == 1


async def test_a_backlog_is_dropped_and_asked_for_instead(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following_live, "MOST_WAITING", 20)
    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        chat.talks(ayse, [str(number) for number in range(30)])
        await runs.live.settled()
        assert await stored(database, chat) == truth(chat, above=1)
        assert runs.asked()["updates.getChannelDifference"] == 1


async def test_a_missing_container_has_the_account_asked(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    private = telegram.private(ayse)
    private.talks(ayse, ["eski"])
    async with following(telegram, database, private) as runs:
        telegram.pushes.lose(1)
        telegram.renames(ayse, "Ayşen")
        telegram.renames(ayse, "Ayşegül", "aysegul")
        await runs.live.settled()
        assert runs.asked()["updates.getDifference"] == 1
        telegram.renames(ayse, "Ayşe")
        await runs.live.settled()
        assert runs.asked()["updates.getDifference"] == 1


async def test_people_who_are_stored_are_called_as_they_call_themselves(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, boris = telegram.person("Ayşe"), telegram.person("Борис")
    chat = telegram.supergroup("Komşular", [ayse, boris])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        chat.says(ayse, "yeni")
        await runs.live.settled()
        telegram.renames(ayse, "Ayşegül", "aysegul")
        telegram.renames(boris, "Никто")
        await runs.live.settled()
    async with database.read() as session:
        users = {user.id: user for user in await session.scalars(select(User))}
    called = users[UserId(ayse.id)]
    assert (called.name, called.username) == ("Ayşegül", "aysegul")
    assert UserId(boris.id) not in users


async def test_a_position_that_somebody_else_moved_is_read_again(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.talks(ayse, ["eski", "daha yeni"])
    async with following(telegram, database, chat) as runs:
        chat_id = (await row(database, runs.here.account, chat)).chat_id
        from core.intake import following as intake

        async with database.write() as session:
            await intake.skip(session, chat_id, pts=chat.box.pts - 1, top=MessageId(chat.top))
        chat.says(ayse, "yeni")
        await runs.live.settled()
        assert (await row(database, runs.here.account, chat)).pts == chat.box.pts
        assert chat.top in await stored(database, chat)


async def test_a_chat_that_was_shut_is_kept_and_the_owner_told_once(
    telegram: Telegram, database: db.Database
) -> None:
    from core.outbox import service as outbox

    ayse = telegram.person("Ayşe")
    chat, other = telegram.supergroup("Komşular", [ayse]), telegram.supergroup("Okul", [ayse])
    for each in (chat, other):
        each.says(ayse, "eski")
    async with following(telegram, database, chat, other) as runs:
        chat.says(ayse, "son söz")
        await runs.live.settled()
        telegram.refuses("updates.getChannelDifference", "CHANNEL_PRIVATE", chat=chat)
        telegram.pushes.lose(1)
        chat.talks(ayse, ["duyulmadı", "duyuldu"])
        other.says(ayse, "devam")
        await runs.live.settled()
        assert await stored(database, other) == truth(other, above=1)
        assert list((await stored(database, chat)).values()) == ["son söz"]
    async with database.read() as session:
        access = await session.scalar(select(Chat.access).where(Chat.peer_id == chat.peer))
        notices = await outbox.waiting(session)
    assert access == ChatAccess.PRIVATE
    assert len(notices) == 1


async def test_a_difference_that_fails_is_asked_again(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following_live, "SET_ASIDE", 0.05)
    ayse = telegram.person("Ayşe")
    chat = telegram.supergroup("Komşular", [ayse])
    chat.says(ayse, "eski")
    async with following(telegram, database, chat) as runs:
        telegram.refuses("updates.getChannelDifference", "CHAT_ADMIN_REQUIRED", times=2)
        telegram.pushes.lose(1)
        chat.talks(ayse, ["duyulmadı", "duyuldu"])
        await runs.live.settled()
        assert await stored(database, chat) == truth(chat, above=1)
        assert runs.asked()["updates.getChannelDifference"] == 3


async def test_a_touched_message_is_left_out_of_the_page_that_is_on_its_way(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat, private = telegram.supergroup("Komşular", [ayse]), telegram.private(ayse)
    of_chat, of_private = chat.talks(ayse, ["bir"]), private.talks(ayse, ["bir"])
    async with following(telegram, database, chat, private) as runs:
        roster = runs.here.roster
        places = {each: await _id(runs, each) for each in (chat, private)}
        with roster.in_flight(places[chat]) as forum, roster.in_flight(places[private]) as own:
            chat.edits(of_chat[0], "iki")
            private.deletes(of_private[0])
            await runs.live.settled()
        assert forum.touched == set(of_chat)
        assert own.touched == set(of_private)


async def _id(runs: Following, chat: Any) -> Any:
    found = runs.here.roster.by_peer(chat.peer)
    assert found is not None
    return found.chat_id
