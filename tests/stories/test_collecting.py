"""Following an account: all that happens in it is stored, and nothing else."""

import asyncio

import pytest
from telethon.tl import types

from collector import allowed
from collector.session import SessionLostError
from core.models import ChatAccess
from tests.stories.following import PATIENCE, Follower, until
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

OF_THE_CONNECTION = {"help.getConfig", "auth.exportAuthorization", "auth.importAuthorization"}


def neighbourhood(telegram: Telegram) -> list[Chat]:
    """Chats of every kind, with everything in them that can be said."""
    ayse, boris = telegram.person("Ayşe", last="Yılmaz"), telegram.person("Борис")
    private = telegram.private(ayse)
    group = telegram.group("Apartman", [ayse, boris])
    mahalle = telegram.supergroup("Mahalle", [ayse, boris], username="mahalle")
    forum = telegram.forum("Forum", [ayse])
    channel = telegram.channel("Duyurular", linked=mahalle)
    private.talks(ayse, ["selam", "👩‍🔧 tesisatçıyım"])
    private.says(telegram.me, "merhaba", reply=private.top)
    group.talks(boris, ["доброе утро", "кто дома?"])
    first = mahalle.says(ayse, "🧑‍🏫 öğretmenim", entities=[types.MessageEntityBold(6, 10)])
    mahalle.says(boris, "ответ", reply=first)
    mahalle.holes(3)
    mahalle.says(mahalle, "an administrator whom nobody may know")
    mahalle.says(ayse, "I am a lawyer", forwarded="Somebody hidden")
    mahalle.says(ayse, "ben avukatım", forwarded=boris)
    mahalle.album(ayse, [telegram.photo(), telegram.document("teklif 1.pdf")], "caption")
    mahalle.says(boris, poll=("When?", ["now", "later"]))
    mahalle.reacts(first)
    mahalle.joins(telegram.person("Yeni"))
    mahalle.deletes(mahalle.says(ayse, "sorry, wrong group"))
    topic = forum.topic(ayse, "İlanlar")
    forum.says(ayse, "in General")
    forum.says(ayse, "an answer", topic=topic, reply=forum.says(ayse, "in a topic", topic=topic))
    channel.says(None, "news")
    mahalle.says(channel, "news", forwarded=channel)
    return [private, group, mahalle, forum, channel]


async def test_every_kind_of_chat_is_stored_field_by_field(
    telegram: Telegram, follower: Follower
) -> None:
    chats = neighbourhood(telegram)
    await follower.catches_up(*chats)
    assert set(telegram.journal.count) <= allowed.ALLOWED | OF_THE_CONNECTION


async def test_what_happens_meanwhile_is_stored_as_it_comes(
    telegram: Telegram, follower: Follower
) -> None:
    chats = neighbourhood(telegram)
    async with follower.collecting(*chats):
        await follower.has_all_of(*chats)
        asked = telegram.journal.count["updates.getDifference"]
        for chat in chats:
            author = None if chat.kind.value == "channel" else telegram.me
            first, second, third = chat.talks(author, ["one", "two", "three"])
            chat.edits(first, "one, corrected")
            chat.reacts(second)
            chat.deletes(third)
        await follower.has_all_of(*chats)
    assert telegram.journal.count["updates.getDifference"] == asked
    assert set(telegram.journal.count) <= allowed.ALLOWED | OF_THE_CONNECTION


async def test_codes_notes_and_our_own_bot_are_never_stored(
    telegram: Telegram, follower: Follower
) -> None:
    service = telegram.person("Telegram")
    telegram.world.people[777000] = service
    service.id = 777000
    bot = telegram.person("Kimdir", is_bot=True)
    codes, notes = telegram.private(service), telegram.private(telegram.me)
    answers, mahalle = telegram.private(bot), telegram.supergroup("Mahalle")
    followed = (codes, notes, answers, mahalle)
    for chat in followed:
        chat.says(telegram.me, f"in {chat.peer}")
    async with follower.collecting(*followed, bot_token=f"{bot.id}:token"):
        await follower.has_all_of(mahalle)
        for chat in followed:
            chat.says(telegram.me, "live")
        await follower.has_all_of(mahalle)
    assert await follower.everything_said() == [f"in {mahalle.peer}", "live"]


async def test_chats_that_are_not_tracked_are_known_by_their_head_alone(
    telegram: Telegram, follower: Follower
) -> None:
    ours, other = telegram.supergroup("Ours"), telegram.supergroup("Other")
    private = telegram.private(telegram.person("Someone"))
    for chat in (ours, other, private):
        chat.says(telegram.me, "before")
    async with follower.collecting(ours):
        await follower.has_all_of(ours)
        for chat in (other, private, ours):
            chat.edits(chat.says(telegram.me, "live"), "edited")
        await follower.has_all_of(ours)
    assert sorted(await follower.everything_said()) == ["before", "edited"]
    row = await follower.row(other)
    assert row is not None
    assert not row.tracked
    assert row.title == "Other"


async def test_a_session_that_is_ended_elsewhere_is_told_and_nothing_is_lost(
    telegram: Telegram, follower: Follower
) -> None:
    mahalle = telegram.supergroup("Mahalle")
    mahalle.talks(telegram.me, ["one", "two"])
    with pytest.raises(ExceptionGroup) as lost:
        async with follower.collecting(mahalle):
            await follower.has_all_of(mahalle)
            telegram.revokes()
            telegram.drops()
            await asyncio.sleep(PATIENCE)
    assert lost.group_contains(SessionLostError)
    assert await follower.notices() == ["session_lost"]
    assert await follower.differences(mahalle) == []


async def test_a_session_that_was_ended_while_nobody_looked_is_told(
    telegram: Telegram, follower: Follower
) -> None:
    mahalle = telegram.supergroup("Mahalle")
    mahalle.says(telegram.me, "one")
    await follower.catches_up(mahalle)
    telegram.revokes("AUTH_KEY_UNREGISTERED")
    with pytest.raises(ExceptionGroup) as lost:
        async with follower.collecting(mahalle):
            await asyncio.sleep(PATIENCE)
    assert lost.group_contains(SessionLostError)
    assert await follower.notices() == ["session_lost"]


async def test_who_is_thrown_out_keeps_what_there_is_and_goes_on_when_taken_back(
    telegram: Telegram, follower: Follower
) -> None:
    mahalle, other = telegram.supergroup("Mahalle"), telegram.supergroup("Other")
    for chat in (mahalle, other):
        chat.talks(telegram.me, ["one", "two"])
    async with follower.collecting(mahalle, other):
        await follower.has_all_of(mahalle, other)
        mahalle.throws_me_out()
        other.says(telegram.me, "life goes on")
        await follower.has_all_of(other)
    row = await follower.row(mahalle)
    assert row is not None
    assert row.access is not ChatAccess.OPEN
    mahalle.takes_me_back()
    mahalle.says(telegram.me, "welcome back")
    await follower.catches_up(mahalle, other)


async def test_people_keep_their_names_though_pushes_say_less(
    telegram: Telegram, follower: Follower
) -> None:
    ayse = telegram.person("Ayşe", last="Yılmaz", username="ayse")
    gone = telegram.person(None, is_deleted=True)
    one, two = telegram.supergroup("One", [ayse, gone]), telegram.supergroup("Two", [ayse])
    one.says(ayse, "in one"), one.says(gone, "from nobody"), two.says(ayse, "in two")
    async with follower.collecting(one, two):
        await follower.has_all_of(one, two)
        one.says(ayse, "live, with little of me")
        telegram.renames(ayse, "Ayşegül", "aysegul")
        two.says(ayse, "under a new name")
        await follower.has_all_of(one, two)

        async def is_renamed() -> bool:  # behind the messages
            named = await follower.person(ayse.id)
            return named is not None and named.username == "aysegul"

        await until(is_renamed)
    person, nobody = await follower.person(ayse.id), await follower.person(gone.id)
    assert person is not None
    assert nobody is not None
    assert (person.name, person.username) == ("Ayşegül Yılmaz", "aysegul")
    assert nobody.is_deleted
