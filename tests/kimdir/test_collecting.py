"""`kimdir collect`: it goes on whatever breaks, and shows what it does."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from rich.console import Console

from core import addresses
from core.accounts.values import Job, Report, State, Wait, Work
from core.models import ChatId
from kimdir import collecting, going_on
from tests.world import collecting as world
from tests.world.telegram.telegram import Telegram

BREAK = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{}'
"""
OPEN = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"


async def _until(url: str, statement: str, wanted: object) -> None:
    async with asyncio.timeout(20):
        while True:
            if await _asked(url, statement) == wanted:
                return
            await asyncio.sleep(0.05)


async def _asked(url: str, statement: str) -> object:
    connection = await asyncpg.connect(addresses.for_psql(url))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def _noticed(caplog: pytest.LogCaptureFixture) -> None:
    async with asyncio.timeout(20):
        while True:
            if "Again in" in caplog.text:
                return
            await asyncio.sleep(0.05)


async def test_collecting_goes_on_after_the_database_was_away(
    telegram: Telegram,
    postgres_url: str,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(going_on, "SHORTEST", 0.01)
    ayse = telegram.person("Ayşe")
    group = telegram.supergroup("Mahalle", [ayse])
    group.says(ayse, "merhaba")
    world.logged_in(telegram, tmp_path)
    loaded = world.chosen(
        kimdir_home=tmp_path,
        database_url=database_url,
        telegram_allowed_chat_ids=(group.peer,),
    )
    said = "SELECT count(*) FROM messages WHERE text <> ''"
    reports: list[Report] = []
    name = database_url.rpartition("/")[2]
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(
            collecting.keep_collecting(
                loaded, stop, lambda report, _titles: reports.append(report)
            )
        )
        await _until(database_url, said, 1)
        try:
            await _asked(postgres_url, OPEN.format(name, "false"))
            await _asked(postgres_url, BREAK.format(name))
            group.says(ayse, "yine ben")
            await _noticed(caplog)
        finally:
            await _asked(postgres_url, OPEN.format(name, "true"))
        await _until(database_url, said, 2)
        stop.set()
    assert reports


def test_each_chat_has_a_line_with_rate_and_time_left_and_waits_are_said() -> None:
    job = Job(ChatId(1), Work.HISTORY, 1_200, 50_000, 99.6, 490)
    report = Report(
        state=State.COLLECTING,
        syncing=True,
        requests_last_minute=60,
        budget_per_minute=60,
        waits=(Wait("messages.getHistory", datetime(2026, 11, 21, 12, tzinfo=UTC)),),
        jobs=(job, Job(None, Work.MEDIA, 3, None, 0.0, None)),
    )
    out = io.StringIO()
    drawn = collecting.drawn(report, {ChatId(1): "Mahalle\x1b[2J"})
    Console(file=out, width=120).print(drawn)
    head, history, media, wait = out.getvalue().splitlines()
    assert head.split()[:3] == ["Chat", "Done", "Of"]
    assert "\x1b" not in history
    assert history.split()[-5:] == ["history", "1,200", "50,000", "99.6", "0:08:10"]
    assert media.split() == ["files", "3", "0.0"]
    assert "messages.getHistory waits until" in wait
