"""Chats in full: who discusses what where, topics by their names of now, once a day."""

from datetime import timedelta

import pytest

from collector import context, describing
from core import clock, db
from core.models import MembersNote
from tests.core.intake.seen import only, rows
from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram
from tests.world.telegram.values import Role

CHATS = "SELECT * FROM chats ORDER BY id"


class EnoughError(Exception):
    """Nothing more is due."""


async def works(here: context.Context) -> list[float]:
    """Describe until nothing is due; gives the pauses before that."""
    pauses = []

    async def sleep(seconds: float) -> None:
        if seconds == describing.LOOK_AGAIN:
            raise EnoughError
        pauses.append(seconds)

    with pytest.raises(EnoughError):
        await describing.run(here, sleep=sleep)
    return pauses


async def describe(here: context.Context, chat: Chat) -> None:
    followed = here.roster.by_peer(collecting.head_of(chat).peer)
    assert followed is not None
    await describing.describe(here, followed)


async def test_a_channel_is_tied_to_the_group_in_which_it_is_discussed(
    telegram: Telegram, database: db.Database
) -> None:
    group = telegram.supergroup("Sohbet", is_mine=False)
    channel = telegram.channel("Haberler", linked=group)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, channel)
        await works(here)
    told, discussed = await rows(database, CHATS)
    assert discussed["title"] == "Sohbet"
    assert not discussed["tracked"]
    assert told["linked_to"] == discussed["id"]
    assert told["members_count"] == 1
    assert told["members_note"] == MembersNote.ADMINS_ONLY
    assert told["described_at"] is not None


async def test_a_supergroup_says_how_many_members_it_has_and_how_many_it_shows(
    telegram: Telegram, database: db.Database
) -> None:
    people = [telegram.person(name) for name in ("Ayşe", "Bora", "Can")]
    chat = telegram.supergroup("Gizli", people, hides_members=True)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await works(here)
    (row,) = await rows(database, CHATS)
    assert (row["members_count"], row["members_known"]) == (4, 1)
    assert row["members_note"] == MembersNote.HIDDEN


async def test_members_of_a_basic_group_come_with_its_description(
    telegram: Telegram, database: db.Database
) -> None:
    ayse, bora = telegram.person("Ayşe"), telegram.person("Bora")
    chat = telegram.group("Aile", [ayse, bora])
    telegram.promotes(chat, ayse, Role.CREATOR)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await works(here)
    (row,) = await rows(database, CHATS)
    assert (row["members_count"], row["members_known"]) == (3, 3)
    assert row["members_note"] == MembersNote.COMPLETE
    role = f"SELECT role FROM memberships WHERE user_id = {ayse.id}"
    assert await only(database, role) == "creator"


async def test_a_basic_group_that_forbids_its_list_hides_its_members(
    telegram: Telegram, database: db.Database
) -> None:
    chat = telegram.group("Aile", [telegram.person("Ayşe")])
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        chat.is_mine = False
        await describe(here, chat)
    (row,) = await rows(database, CHATS)
    assert row["members_note"] == MembersNote.HIDDEN
    assert row["members_known"] is None


async def test_all_topics_of_a_forum_are_read_and_follow_their_names(
    telegram: Telegram, database: db.Database
) -> None:
    ayse = telegram.person("Ayşe")
    chat = telegram.forum("Usta", [ayse])
    chat.says(ayse, "Merhaba")
    topics = [chat.topic(ayse, f"Konu {number}") for number in range(230)]
    title = f"SELECT title FROM topics WHERE topic_id = {topics[3]}"
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat)
        await describe(here, chat)
        assert await only(database, "SELECT count(*) FROM topics") == 231
        assert await only(database, title) == "Konu 3"
        chat.renames_topic(ayse, topics[3], "Elektrik")
        await describe(here, chat)
        assert await only(database, title) == "Elektrik"


async def test_a_chat_is_described_once_a_day_and_only_while_it_is_tracked(
    telegram: Telegram, database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, other = telegram.supergroup("Komşular"), telegram.supergroup("Başka")
    private = telegram.private(telegram.person("Ayşe"))
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, chat, private)
        here.roster.meet(collecting.head_of(other), other.input_peer)
        assert await works(here) == []
        await works(here)
        assert len(telegram.journal.asked("channels.getFullChannel")) == 1
        tomorrow = clock.now() + timedelta(days=1, minutes=1)
        monkeypatch.setattr(clock, "now", lambda: tomorrow)
        assert await works(here) == [describing.PAUSE]
    assert len(telegram.journal.asked("channels.getFullChannel")) == 2


async def test_a_chat_that_refuses_does_not_keep_the_others_waiting(
    telegram: Telegram, database: db.Database
) -> None:
    closed, open_one = telegram.supergroup("Kapalı"), telegram.supergroup("Açık")
    telegram.refuses("channels.getFullChannel", "CHANNEL_PRIVATE", chat=closed)
    async with collecting.context(telegram, database) as here:
        await collecting.tracks(here, closed, open_one)
        await works(here)
    described = "SELECT title FROM chats WHERE described_at IS NOT NULL"
    assert await only(database, described) == "Açık"
    assert len(telegram.journal.asked("channels.getFullChannel", closed.peer)) == 1
