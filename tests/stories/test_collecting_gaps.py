"""What is missed is made good, however it was missed."""

import asyncio

import pytest

from tests.stories.following import Follower
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram


@pytest.fixture
def chats(telegram: Telegram) -> list[Chat]:
    """A chat of each kind, with some history."""
    ayse = telegram.person("Ayşe")
    made = [
        telegram.private(ayse),
        telegram.group("Apartman", [ayse]),
        telegram.supergroup("Mahalle", [ayse]),
        telegram.channel("Duyurular"),
    ]
    for _ in range(6):
        for chat in made:
            says(telegram, chat, "before")
    return made


def says(telegram: Telegram, chat: Chat, text: str) -> int:
    """The owner writes; in a channel the channel does."""
    return chat.says(None if chat.kind.value == "channel" else telegram.me, text)


def changes(telegram: Telegram, chats: list[Chat], many: int = 2) -> None:
    """In every chat something is written, something edited and something deleted."""
    for chat in chats:
        old = sorted(chat.messages)
        for number in range(many):
            says(telegram, chat, f"news {number}")
        chat.edits(old[0], "said otherwise")
        chat.deletes(old[1], old[3])
        chat.deletes(says(telegram, chat, "taken back"))


@pytest.mark.parametrize("many", [2, 150], ids=["a little", "much"])
async def test_what_happens_while_the_collector_is_stopped(
    telegram: Telegram, follower: Follower, chats: list[Chat], many: int
) -> None:
    await follower.catches_up(*chats)
    changes(telegram, chats, many)
    await follower.catches_up(*chats)


async def test_what_is_too_long_ago_for_a_difference(
    telegram: Telegram, follower: Follower, chats: list[Chat]
) -> None:
    await follower.catches_up(*chats)
    changes(telegram, chats)
    telegram.world.box.forget()
    for chat in chats:
        chat.own_box.forget()
    telegram.world.box.horizon -= 1
    changes(telegram, chats)
    await follower.catches_up(*chats)


async def test_differences_that_come_in_slices(
    telegram: Telegram, follower: Follower, chats: list[Chat]
) -> None:
    await follower.catches_up(*chats)
    telegram.rules.slice, telegram.rules.channel_slice = 3, 4
    changes(telegram, chats, many=20)
    await follower.catches_up(*chats)


async def test_a_connection_that_breaks_and_nobody_writes_later(
    telegram: Telegram, follower: Follower, chats: list[Chat]
) -> None:
    async with follower.collecting(*chats):
        await follower.has_all_of(*chats)
        with telegram.away():
            changes(telegram, chats)
        await follower.has_all_of(*chats)


@pytest.mark.parametrize("how", ["lost", "repeated", "late", "reversed"])
async def test_pushes_that_come_badly(
    telegram: Telegram, follower: Follower, chats: list[Chat], how: str
) -> None:
    badly = {
        "lost": telegram.pushes.silence(),
        "repeated": telegram.pushes.repeated(),
        "late": telegram.pushes.delayed(),
        "reversed": telegram.pushes.delayed(reverse=True),
    }
    async with follower.collecting(*chats):
        await follower.has_all_of(*chats)
        with badly[how]:
            changes(telegram, chats)
        for chat in chats:
            says(telegram, chat, "and on")
        await follower.has_all_of(*chats)


async def test_a_page_on_its_way_is_older_than_what_is_pushed(
    telegram: Telegram, follower: Follower, chats: list[Chat]
) -> None:
    held = [telegram.holds("messages.getHistory", chat=chat) for chat in chats[:3]]
    async with follower.collecting(*chats):
        async with asyncio.timeout(10):
            for each in held:
                await each.asked.wait()
        changes(telegram, chats)
        says(telegram, chats[2], "the last push is surely heard")
        await asyncio.sleep(0.2)
        for each in held:
            each.release()
        await follower.has_all_of(*chats)


async def test_history_that_fails_again_and_again_is_read_whole(
    telegram: Telegram, follower: Follower
) -> None:
    ayse = telegram.person("Ayşe")
    mahalle = telegram.supergroup("Mahalle", [ayse])
    mahalle.talks(ayse, (f"message {number}" for number in range(950)))
    telegram.floods("messages.getHistory", 1, after=2)
    telegram.fails("messages.getHistory", after=4)
    telegram.breaks("messages.getHistory", after=5)
    telegram.breaks("messages.getHistory", heard=False, after=7)
    await follower.catches_up(mahalle)
    assert telegram.journal.count["messages.getHistory"] <= 10 + 1 + 4


async def test_a_group_that_becomes_a_supergroup(telegram: Telegram, follower: Follower) -> None:
    ayse = telegram.person("Ayşe")
    old = telegram.group("Apartman", [ayse])
    old.talks(ayse, ["one", "two"])
    async with follower.collecting(old):
        await follower.has_all_of(old)
        new = old.migrates()
        new.says(ayse, "in the new house")
        await follower.has_all_of(old, new)
    before, after = await follower.row(old), await follower.row(new)
    assert before is not None
    assert after is not None
    assert before.migrated_to == after.id


async def test_a_kill_in_the_middle_of_history(telegram: Telegram, follower: Follower) -> None:
    ayse = telegram.person("Ayşe")
    mahalle = telegram.supergroup("Mahalle", [ayse])
    mahalle.talks(ayse, (f"message {number}" for number in range(1500)))
    held = telegram.holds("messages.getHistory", after=12)
    async with asyncio.TaskGroup() as group:
        collecting = group.create_task(follower.catches_up(mahalle))
        await held.asked.wait()
        await _said(follower)
        collecting.cancel()
    asked = telegram.journal.count["messages.getHistory"]
    changes(telegram, [mahalle])
    await follower.catches_up(mahalle)
    assert telegram.journal.count["messages.getHistory"] <= asked + 8


async def _said(follower: Follower) -> None:
    while True:
        if await follower.everything_said():
            return
        await asyncio.sleep(0.05)
