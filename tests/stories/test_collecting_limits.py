"""Telegram has the collector wait or shuts it out: the rest goes on, and the owner is told."""

import asyncio
import io
from datetime import datetime, timedelta

import pytest
from rich.console import Console

from collector import run, takeout
from core import clock
from core.accounts import service as accounts
from core.accounts.values import Standing
from core.models import ChatAccess
from kimdir import status
from tests.stories.following import Follower, until
from tests.world import collecting
from tests.world.owner import Owner
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import FOR_EVER, Telegram

HOUR, DAY = 3_600, 86_400
PAGES = "messages.getHistory"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector ends at once."""
    monkeypatch.setattr(run, "GRACE", 0.05)


async def standing(follower: Follower) -> Standing:
    """How the account stands."""
    async with follower.database.read() as session:
        return (await accounts.standing(session))[0]


async def status_of(url: str) -> str:
    """What `kimdir status` prints."""
    out = io.StringIO()
    given = collecting.chosen(database_url=url, timezone="Europe/Istanbul")
    await status.show(given, Console(file=out, width=status.WIDE))
    return out.getvalue()


async def waiting_for(follower: Follower, method: str) -> datetime:
    """Until when the collector says that it waits with a method."""
    found: list[datetime] = []

    async def is_said() -> bool:
        report = (await standing(follower)).report
        waits = () if report is None else report.waits
        found.extend(wait.until for wait in waits if wait.method == method)
        return bool(found)

    await until(is_said)
    return found[0]


@pytest.mark.parametrize("premium", [False, True])
async def test_an_hour_without_history_stops_nothing_else_and_is_said(
    telegram: Telegram, follower: Follower, database_url: str, premium: bool
) -> None:
    ayse = telegram.person("Ayşe")
    whole, long = telegram.supergroup("Whole", [ayse]), telegram.supergroup("Long", [ayse])
    short = telegram.private(ayse)
    for chat in (whole, long, short):
        chat.talks(ayse, ["one", "two"])
    await follower.catches_up(whole)
    telegram.journal.forget()
    telegram.floods(PAGES, HOUR, premium=premium, times=FOR_EVER)
    async with follower.collecting(whole, long, short):
        end = await waiting_for(follower, PAGES)
        assert timedelta(minutes=59) < end - clock.now() <= timedelta(hours=1)
        await _goes_on(telegram, follower, whole)
        owner = Owner(follower.database)
        shown, printed = await owner.say("/chats"), await status_of(database_url)
        said = owner.deps.speech.moment(end, clock.now())
        assert shown.count(said) >= 2  # of the account, and of a chat that is not whole
        assert f"Telegram makes me wait until {said} ({PAGES})" in printed
    assert len(telegram.journal.asked(PAGES)) <= 3  # those that were under way, and none again
    telegram.heals()
    await follower.catches_up(whole, long, short)


async def _goes_on(telegram: Telegram, follower: Follower, chat: Chat) -> None:
    """What is pushed is stored, and what is not is asked for."""
    first = chat.says(telegram.me, "live")
    await follower.has_all_of(chat)
    with telegram.away():
        chat.edits(first, "live, corrected")
        chat.says(telegram.me, "while away")
    await follower.has_all_of(chat)


async def test_a_takeout_that_has_to_wait_a_day_is_said_with_its_date(
    telegram: Telegram, follower: Follower, database_url: str
) -> None:
    telegram.rules.takeout_delay = DAY
    long = telegram.supergroup("Long")
    long.says(telegram.me, "old")
    long.holes(takeout.MUCH)
    long.says(telegram.me, "new")
    async with follower.collecting(long, telegram_takeout=True):
        await follower.has_all_of(long)

        async def is_said() -> bool:
            report = (await standing(follower)).report
            return report is not None and report.takeout_note is not None

        await until(is_said)
        after = (await standing(follower)).takeout_after
        assert after is not None
        assert timedelta(hours=23) < after - clock.now() <= timedelta(days=1)
        owner = Owner(follower.database)
        said = owner.deps.speech.moment(after, clock.now())
        sentence = f"Telegram allows the faster bulk export from {said}; slower until then."
        assert sentence in await owner.say("/chats")
        assert sentence in await status_of(database_url)
    assert telegram.journal.count["account.initTakeoutSession"] == 1


async def test_who_is_thrown_out_in_the_middle_of_history_keeps_what_was_read(
    telegram: Telegram, follower: Follower
) -> None:
    ayse = telegram.person("Ayşe")
    mahalle, other = telegram.supergroup("Mahalle", [ayse]), telegram.supergroup("Other")
    mahalle.talks(ayse, map(str, range(450)))
    other.says(telegram.me, "one")
    third = telegram.holds(PAGES, chat=mahalle, after=2)
    async with follower.collecting(mahalle, other):
        async with asyncio.timeout(10):
            await third.asked.wait()
        mahalle.throws_me_out()
        third.release()
        other.says(telegram.me, "life goes on")
        await follower.has_all_of(other)

        async def is_shut() -> bool:
            row = await follower.row(mahalle)
            kept = len(await follower.everything_said())
            return row is not None and row.access is not ChatAccess.OPEN and kept >= 302

        await until(is_shut)
    assert await follower.notices() == ["chat_lost"]
    mahalle.takes_me_back()
    mahalle.talks(ayse, ["welcome", "back"])
    await follower.catches_up(mahalle, other)


async def test_a_channel_that_refuses_its_difference_is_not_forgotten(
    telegram: Telegram, follower: Follower
) -> None:
    mahalle, other = telegram.supergroup("Mahalle"), telegram.supergroup("Other")
    for chat in (mahalle, other):
        chat.talks(telegram.me, ["one", "two"])
    await follower.catches_up(mahalle, other)
    for chat in (mahalle, other):
        chat.edits(1, "said otherwise")
        chat.deletes(2)
        chat.says(telegram.me, "three")
    telegram.refuses("updates.getChannelDifference", "CHANNEL_PRIVATE", chat=mahalle)
    async with follower.collecting(mahalle, other):
        await follower.has_all_of(other)
    await follower.catches_up(mahalle, other)
