"""Several things at once: long waits, kills in a burst, lists that move while they are read."""

import asyncio

import pytest

from collector import reconcile, run
from core.models import ChatAccess
from core.preferences import service as preferences
from tests.stories.following import PATIENCE, Follower, until
from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import FOR_EVER, Telegram

HOUR = 3_600


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector ends at once."""
    monkeypatch.setattr(run, "GRACE", 0.05)


def some(telegram: Telegram, many: int) -> list[Chat]:
    """Supergroups with a little in each."""
    made = [telegram.supergroup(f"Group {number}") for number in range(many)]
    for chat in made:
        chat.talks(telegram.me, ["one", "two", "three"])
    return made


async def test_an_hour_without_the_differences_of_channels_does_not_hold_up_private_chats(
    telegram: Telegram, follower: Follower
) -> None:
    groups, ayse = some(telegram, 6), telegram.person("Ayşe")
    private = telegram.private(ayse)
    private.talks(ayse, ["one", "two"])
    async with follower.collecting(private, *groups):
        await follower.has_all_of(private, *groups)
        telegram.floods("updates.getChannelDifference", HOUR, times=FOR_EVER)
        with telegram.away():
            for chat in groups:
                chat.edits(min(chat.messages), "said otherwise")

        async def is_asked() -> bool:
            return telegram.journal.count["updates.getChannelDifference"] > 0

        await until(is_asked)
        with telegram.pushes.silence():
            private.edits(min(private.messages), "said otherwise")
        private.says(telegram.me, "and on")
        await follower.has_all_of(private)
    telegram.heals()
    await follower.catches_up(private, *groups)


@pytest.mark.parametrize("method", ["messages.getDialogs", "messages.getPeerDialogs"])
async def test_the_owners_pause_counts_while_telegram_has_the_list_wait(
    telegram: Telegram, follower: Follower, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    groups = some(telegram, 2)
    async with follower.collecting(*groups):
        await follower.has_all_of(*groups)
        telegram.floods(method, HOUR, times=FOR_EVER)
        if method == "messages.getDialogs":
            monkeypatch.setattr(reconcile, "LIST_EVERY", 0.1)
        telegram.drops()

        async def is_asked() -> bool:
            return telegram.journal.count[method] > 1

        await until(is_asked)
        groups[0].says(telegram.me, "for the collector")
        await follower.has_all_of(groups[0])
        async with follower.database.write() as session:
            await preferences.set_syncing(session, on=False)
        await asyncio.sleep(0.5)
        groups[0].says(telegram.me, "not for the collector")
        await asyncio.sleep(0.3)
        assert "not for the collector" not in await follower.everything_said()


@pytest.mark.parametrize("after", [0.0, 0.01, 0.03, 0.1])
async def test_a_kill_in_the_middle_of_a_burst_loses_and_doubles_nothing(
    telegram: Telegram, follower: Follower, after: float
) -> None:
    ayse = telegram.person("Ayşe")
    chats = [telegram.private(ayse), telegram.group("Apartman", [ayse]), *some(telegram, 2)]
    for chat in chats:
        chat.talks(ayse, ["one", "two", "three"])
    ids = tuple(chat.peer for chat in chats)
    given = collecting.chosen(telegram_allowed_chat_ids=ids, kimdir_home=follower.home)
    working = run.collect(given, follower.database, follower.home, stop=asyncio.Event())
    async with asyncio.TaskGroup() as group:
        alive = group.create_task(working)
        await follower.has_all_of(*chats)
        for number in range(30):
            for chat in chats:
                said = chat.says(ayse, f"burst {number}")
                chat.edits(said, f"burst {number}, corrected")
                chat.deletes(said - 1 if said - 1 in chat.messages else said)
        await asyncio.sleep(after)
        alive.cancel()
    chats[0].says(ayse, "and on")
    await follower.catches_up(*chats)


async def test_a_chat_deep_in_a_list_that_moves_while_it_is_read_is_followed(
    telegram: Telegram, follower: Follower
) -> None:
    telegram.rules.dialogs_a_page = 10
    groups = some(telegram, 60)
    telegram.world.pinned.append(groups[30])
    last, middle = groups[0], groups[25]
    page = telegram.holds("messages.getDialogs", after=2)
    async with follower.collecting(last, middle, groups[30]):
        async with asyncio.timeout(PATIENCE):
            await page.asked.wait()
        for chat in (middle, last, groups[59]):
            chat.says(telegram.me, "up I go")
        page.release()
        await follower.has_all_of(last, middle, groups[30])
    for chat in groups:
        row = await follower.row(chat)
        assert row is not None
        assert row.access is ChatAccess.OPEN
    assert len(telegram.journal.asked("messages.getDialogs")) < 20


async def test_an_hour_without_the_list_does_not_put_off_what_happened_during_a_break(
    telegram: Telegram, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayse = telegram.person("Ayşe")
    chats = [*some(telegram, 2), telegram.private(ayse)]
    chats[-1].talks(ayse, ["one", "two"])
    async with follower.collecting(*chats):
        await follower.has_all_of(*chats)
        telegram.floods("messages.getDialogs", HOUR, times=FOR_EVER)
        asked = telegram.journal.count["messages.getDialogs"]
        monkeypatch.setattr(reconcile, "LIST_EVERY", 0.1)

        async def is_asked() -> bool:
            return telegram.journal.count["messages.getDialogs"] > asked

        await until(is_asked)
        with telegram.away():
            for chat in chats:
                chat.edits(min(chat.messages), "said otherwise")
                chat.says(telegram.me, "while away")
        await follower.has_all_of(*chats)
