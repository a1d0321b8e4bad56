"""The whole collector begins and ends in good order."""

import asyncio
from pathlib import Path

import pytest

from collector import account, line, run
from core import db
from tests.world import collecting
from tests.world.telegram.telegram import FOR_EVER, Telegram

AT_ONCE = 3.0


async def _stops(telegram: Telegram, database: db.Database, home: Path) -> None:
    """The owner ends it while it begins; fails if that takes long."""
    collecting.logged_in(telegram, home)
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(run.collect(collecting.chosen(), database, home, stop=stop))
        await asyncio.sleep(0.2)
        assert not task.done()
        stop.set()
        async with asyncio.timeout(AT_ONCE):
            await asyncio.wait([task])


async def test_it_ends_when_told_so_while_telegram_is_out_of_reach(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    telegram.offline()
    await _stops(telegram, database, tmp_path)


async def test_it_ends_when_told_so_while_telegram_has_it_wait_at_the_start(
    telegram: Telegram, database: db.Database, tmp_path: Path
) -> None:
    telegram.floods("users.getUsers", 3_600)
    await _stops(telegram, database, tmp_path)


async def test_a_telegram_that_fails_at_the_start_is_one_to_try_again(
    telegram: Telegram, database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "LONGEST_PAUSE", 0)
    collecting.logged_in(telegram, tmp_path)
    telegram.fails("users.getUsers", times=FOR_EVER)
    with pytest.raises(account.UnreachableError):
        await run.collect(collecting.chosen(), database, tmp_path, stop=asyncio.Event())
