"""Who said it, and where: whatever Telegram leaves out, and however it calls people and chats."""

import pytest
import sqlalchemy as sa
from telethon.tl import types

from core.models import File, Message, Profile, Topic
from tests.stories.following import Follower, until
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

PER_PERSON = {"users.getUsers", "users.getFullUser", "channels.getMessages"}


async def message(follower: Follower, chat: Chat, number: int) -> Message:
    """A message as it is stored."""
    row = await follower.row(chat)
    assert row is not None
    async with follower.database.read() as session:
        found = await session.get(Message, (row.id, number))
        assert found is not None
        return found


async def heard(follower: Follower, person: int) -> int | None:
    """How often there was something new of somebody's own to read."""
    async with follower.database.read() as session:
        wanted = sa.select(Profile.heard).where(Profile.user_id == person)
        found: int | None = await session.scalar(wanted)
        return found


@pytest.mark.parametrize("live", [False, True])
async def test_a_forwarded_self_introduction_is_nobodys_own_words(
    telegram: Telegram, follower: Follower, live: bool
) -> None:
    ayse, boris = telegram.person("Ayşe"), telegram.person("Boris")
    mahalle = telegram.supergroup("Mahalle", [ayse])
    mahalle.says(telegram.me, "hello")
    async with follower.collecting(mahalle):
        if live:
            await follower.has_all_of(mahalle)
        numbers = [
            mahalle.says(ayse, "I am a lawyer", forwarded=origin)
            for origin in (boris, "Somebody hidden", mahalle)
        ]
        await follower.has_all_of(mahalle)
    for number in numbers:
        kept = await message(follower, mahalle, number)
        assert (kept.sender_id, kept.is_forward) == (ayse.id, True)
    assert not await heard(follower, ayse.id)
    assert not await heard(follower, boris.id)


async def test_administrators_without_a_name_and_channels_write_as_themselves(
    telegram: Telegram, follower: Follower
) -> None:
    mahalle, channel = telegram.supergroup("Mahalle"), telegram.channel("Duyurular")
    ayse = telegram.person("Ayşe")
    partner = telegram.private(ayse)
    followed = (mahalle, channel, partner)
    async with follower.collecting(*followed):
        for _ in range(2):  # the second time as updates
            mahalle.says(mahalle, "an administrator")
            mahalle.says(channel, "as a channel")
            channel.says(None, "a post")
            partner.says(ayse, "hers"), partner.says(telegram.me, "mine")
            await follower.has_all_of(*followed)
    senders = [(await message(follower, mahalle, each)).sender_id for each in (1, 2, 3, 4)]
    assert senders == [mahalle.peer, channel.peer] * 2
    async with follower.database.read() as session:
        assert await session.scalar(sa.text("SELECT count(*) FROM users WHERE id < 0")) == 0


async def test_what_people_say_live_costs_no_question_who_they_are(
    telegram: Telegram, follower: Follower
) -> None:
    people = [telegram.person(f"Person {number}", last="Known") for number in range(5)]
    mahalle = telegram.supergroup("Mahalle", people)
    for person in people:
        mahalle.says(person, "before")
    async with follower.collecting(mahalle):
        await follower.has_all_of(mahalle)
        for person in people:
            mahalle.talks(person, ["live", "and on"])
        await follower.has_all_of(mahalle)
    assert telegram.journal.count["users.getUsers"] == 1  # who the account itself is
    assert not PER_PERSON.difference({"users.getUsers"}) & set(telegram.journal.count)
    for person in people:
        kept = await follower.person(person.id)
        assert kept is not None
        assert kept.name == f"{person.first} Known"


async def test_a_new_login_knows_everybody_by_other_access_hashes(
    telegram: Telegram, follower: Follower
) -> None:
    ayse = telegram.person("Ayşe")
    mahalle, private = telegram.supergroup("Mahalle", [ayse]), telegram.private(ayse)
    group = telegram.group("Apartman", [ayse])
    followed = (mahalle, private, group)
    for chat in followed:
        chat.talks(ayse, ["one", "two"])
    await follower.catches_up(*followed)
    mahalle.access_hash += 5
    private.access_hash = ayse.access_hash = ayse.access_hash + 5
    for chat in followed:
        chat.edits(min(chat.messages), "said otherwise")
        chat.says(ayse, "three")
    await follower.catches_up(*followed)


async def test_a_deletion_in_private_is_no_deletion_in_a_channel_with_the_same_ids(
    telegram: Telegram, follower: Follower
) -> None:
    ayse = telegram.person("Ayşe")
    private, mahalle = telegram.private(ayse), telegram.supergroup("Mahalle", [ayse])
    group = telegram.group("Apartman", [ayse])
    followed = (private, mahalle, group)
    for _ in range(6):
        for chat in followed:
            chat.says(ayse, "something")
    assert set(private.messages) & set(mahalle.messages)
    async with follower.collecting(*followed):
        await follower.has_all_of(*followed)
        private.deletes(*sorted(private.messages)[:2])
        group.deletes(min(group.messages))
        mahalle.deletes(max(mahalle.messages))
        await follower.has_all_of(*followed)


async def test_a_forum_is_stored_with_its_topics_and_the_general_one(
    telegram: Telegram, follower: Follower
) -> None:
    ayse = telegram.person("Ayşe")
    forum = telegram.forum("Forum", [ayse])
    forum.holes(1)
    plumbers = forum.topic(ayse, "Plumbers")
    first = forum.says(ayse, "in a topic", topic=plumbers)
    answer = forum.says(ayse, "an answer", topic=plumbers, reply=first)
    general = forum.says(ayse, "in General")
    async with follower.collecting(forum):
        await follower.has_all_of(forum)
        cooks = forum.topic(ayse, "Cooks")
        live = forum.says(ayse, "live", topic=cooks)
        await follower.has_all_of(forum)
        await _has_topics(follower, {1: "General", plumbers: "Plumbers", cooks: "Cooks"})
    topics = [(await message(follower, forum, each)).topic_id for each in (first, answer, live)]
    assert topics == [plumbers, plumbers, cooks]
    assert (await message(follower, forum, general)).topic_id in {None, 1}


async def _has_topics(follower: Follower, wanted: dict[int, str]) -> None:
    async def are_there() -> bool:
        async with follower.database.read() as session:
            rows = list(await session.scalars(sa.select(Topic)))
        return {row.topic_id: row.title for row in rows} == wanted

    await until(are_there)


async def test_comments_on_a_post_are_stored_in_the_group_that_discusses_it(
    telegram: Telegram, follower: Follower
) -> None:
    ayse = telegram.person("Ayşe")
    group = telegram.supergroup("Discussion", [ayse])
    channel = telegram.channel("Duyurular", linked=group)
    async with follower.collecting(channel, group):
        for _ in range(2):
            channel.says(None, "news")
            post = group.says(channel, "news", forwarded=channel)
            comment = group.says(ayse, "a comment", reply=post)
            await follower.has_all_of(channel, group)
        assert (await message(follower, group, comment)).reply_to == post

        async def are_tied() -> bool:
            one, two = await follower.row(channel), await follower.row(group)
            return one is not None and two is not None and one.linked_to == two.id

        await until(are_tied)


async def test_the_preview_of_a_link_is_no_file(telegram: Telegram, follower: Follower) -> None:
    mahalle = telegram.supergroup("Mahalle")
    page = types.WebPage(1, "https://example.org", "example.org", 0, photo=_photo())
    shown = types.MessageMediaWebPage(page)
    async with follower.collecting(mahalle):
        for _ in range(2):
            mahalle.says(telegram.me, "see https://example.org", media=shown)
            await follower.has_all_of(mahalle)
    async with follower.database.read() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(File)) == 0
    assert not telegram.journal.asked("upload.getFile")


def _photo() -> types.Photo:
    sizes = [types.PhotoSize("y", 10, 10, 100)]
    return types.Photo(1, 1, b"reference", None, sizes, 2)
