import asyncio
from datetime import timedelta

import pytest

from collector import line, takeout
from collector.context import Context
from core import clock, db
from core.accounts import queries as accounts
from core.accounts.values import TakeoutNote
from tests.collector.test_history import PAGES, follows, texts, truth, until, walking, whole
from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

BEGUN, ENDED = "account.initTakeoutSession", "account.finishTakeoutSession"


def _long(telegram: Telegram) -> Chat:
    """A chat with ids enough for a takeout."""
    chat = telegram.supergroup("Komşular", [someone := telegram.person("Ayşe")])
    chat.says(someone, "bir")
    chat.last_id = takeout.MUCH + 1
    chat.says(someone, "iki")
    return chat


async def _kept(here: Context) -> tuple[int | None, bool]:
    async with here.database.read() as session:
        takeout_id, after = await accounts.takeout(session, here.account)
    return takeout_id, after is not None


def _export(here: Context) -> takeout.Takeout:
    return takeout.Takeout(here.line, here.database, here.account, enabled=True)


async def test_much_is_read_through_a_takeout_that_ends_well(
    telegram: Telegram, database: db.Database
) -> None:
    chat = _long(telegram)
    async with collecting.context(telegram, database, telegram_takeout=True) as here:
        await follows(here, chat)
        async with walking(here):
            await whole(here, chat)

            async def has_ended() -> bool:
                return not telegram.world.takeouts and await _kept(here) == (None, False)

            await until(has_ended)
        assert await texts(here, chat) == truth(chat)
    assert {call.takeout for call in telegram.journal.asked(PAGES)} != {None}
    assert telegram.journal.count[BEGUN] == telegram.journal.count[ENDED] == 1
    assert telegram.journal.asked(ENDED)[0].request.success


async def test_little_is_not_worth_a_takeout(telegram: Telegram, database: db.Database) -> None:
    async with collecting.context(telegram, database) as here:
        await _export(here).want(takeout.MUCH - 1)
        await takeout.Takeout(here.line, database, here.account, enabled=False).want(1_000_000)
    assert not telegram.journal.asked(BEGUN)


async def test_a_delay_is_remembered_and_said_and_the_history_is_read_without(
    telegram: Telegram, database: db.Database
) -> None:
    telegram.rules.takeout_delay = 86_400
    async with collecting.context(telegram, database) as here:
        export = _export(here)
        await export.want(takeout.MUCH)
        assert export.note is TakeoutNote.DELAYED
        assert await _kept(here) == (None, True)
        again = _export(here)
        await again.want(takeout.MUCH)
        assert again.note is TakeoutNote.DELAYED
        assert here.line.takeout_id is None
    assert telegram.journal.count[BEGUN] == 1


async def test_a_takeout_is_asked_for_again_when_the_delay_is_over(
    telegram: Telegram, database: db.Database
) -> None:
    async with collecting.context(telegram, database) as here:
        async with database.write() as session:
            over = clock.now() - timedelta(seconds=1)
            await accounts.keep_takeout(session, here.account, None, over)
        export = _export(here)
        await export.want(takeout.MUCH)
        assert export.note is TakeoutNote.RUNNING


async def test_a_refused_takeout_is_not_asked_for_all_the_time(
    telegram: Telegram, database: db.Database
) -> None:
    telegram.refuses(BEGUN, "TAKEOUT_REQUIRED", code=403)
    async with collecting.context(telegram, database) as here:
        export = _export(here)
        for _ in range(2):
            await export.want(takeout.MUCH)
        assert export.note is TakeoutNote.REFUSED
    assert telegram.journal.count[BEGUN] == 1


async def test_a_takeout_survives_a_restart(telegram: Telegram, database: db.Database) -> None:
    async with collecting.context(telegram, database) as here:
        await _export(here).want(takeout.MUCH)
        begun = here.line.takeout_id
        here.line.takeout_id = None
        await _export(here).want(takeout.MUCH)
        assert here.line.takeout_id == begun is not None
    assert telegram.journal.count[BEGUN] == 1


@pytest.mark.parametrize("message", ["TAKEOUT_INVALID", "TAKEOUT_REQUIRED"])
async def test_a_takeout_that_was_ended_elsewhere_is_forgotten(
    telegram: Telegram, database: db.Database, message: str
) -> None:
    chat = _long(telegram)
    telegram.refuses(PAGES, message)
    async with collecting.context(telegram, database, telegram_takeout=True) as here:
        await follows(here, chat)
        async with walking(here):
            await whole(here, chat)
        assert await texts(here, chat) == truth(chat)
        assert await _kept(here) == (None, True)
    assert telegram.journal.asked(PAGES)[-1].takeout is None


async def test_ending_what_has_ended_is_no_error(
    telegram: Telegram, database: db.Database
) -> None:
    async with collecting.context(telegram, database) as here:
        export = _export(here)
        await export.want(takeout.MUCH)
        telegram.refuses(ENDED, "TAKEOUT_INVALID")
        await export.finish()
        assert await _kept(here) == (None, False)
        await export.finish()
    assert telegram.journal.count[ENDED] == 1


async def test_a_takeout_goes_on_after_a_restart_until_everything_is_read(
    telegram: Telegram, database: db.Database
) -> None:
    chat = _long(telegram)
    async with collecting.context(telegram, database) as here:
        await follows(here, chat)
        await _export(here).want(takeout.MUCH)
    async with collecting.context(telegram, database, telegram_takeout=True) as here:
        await here.roster.reload(database)
        async with walking(here):
            await until(lambda: _resumed(here))
            await collecting.tracks(here, chat)
            await whole(here, chat)
    assert {call.takeout for call in telegram.journal.asked(PAGES)} != {None}
    assert telegram.journal.count[BEGUN] == 1


async def _resumed(here: Context) -> bool:
    return here.line.takeout_id is not None


@pytest.mark.parametrize("method", [BEGUN, ENDED])
async def test_a_takeout_that_telegram_fails_at_or_puts_off_stops_no_history(
    telegram: Telegram, database: db.Database, method: str
) -> None:
    async def at_once(seconds: float) -> None:
        assert seconds < 60
        await asyncio.sleep(0)

    chat, later = _long(telegram), _long(telegram)
    for trouble in (telegram.fails, telegram.floods):
        async with collecting.context(
            telegram, database, given={"sleep": at_once}, telegram_takeout=True
        ) as here:
            if trouble is telegram.floods:
                telegram.floods(method, 3_600)
            else:
                telegram.fails(method, times=line.PATIENCE)
            await follows(here, chat)
            async with walking(here):
                await whole(here, chat)
                chat = later
                await follows(here, later)
                await whole(here, later)
        telegram.heals()
