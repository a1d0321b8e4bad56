"""`kimdir worker`: it goes on whatever breaks, and ends in order."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import pytest

from core import db, queue
from core.settings import Settings
from core.worker import registry
from core.worker.loop import Work
from kimdir import going_on, working
from tests.core.worker.working import asked, enqueue, until, until_none_wait, work

BREAK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
OPEN = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_command_works_until_it_is_told_to_stop(
    database_url: str, tmp_path: Path, number: signal.Signals
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "kimdir",
        "worker",
        env=os.environ | {"DATABASE_URL": database_url},
        cwd=tmp_path,
        stderr=asyncio.subprocess.PIPE,
    )

    async def works() -> bool:
        return bool(await asked(database_url, "SELECT FROM workers"))

    await until(works)
    told = monotonic()
    process.send_signal(number)
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert monotonic() - told < 10
    assert b"Traceback" not in said
    assert await asked(database_url, "SELECT FROM workers") == []


async def test_working_goes_on_after_the_database_was_away(
    postgres_url: str,
    database: db.Database,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen: list[str] = []

    async def look(key: str) -> None:
        seen.append(key)

    @contextlib.asynccontextmanager
    async def only_look(*_: object) -> AsyncIterator[Work]:
        yield work(look)

    monkeypatch.setattr(going_on, "SHORTEST", 0.01)
    monkeypatch.setattr(registry, "prepared", only_look)
    name, stop = database_url.rpartition("/")[2], asyncio.Event()
    await enqueue(database, ["before"])
    async with asyncio.TaskGroup() as group:
        group.create_task(working.keep_working(Settings(database_url=database_url), stop))
        await until_none_wait(database_url)
        try:
            await asked(postgres_url, OPEN.format(name, "false"))
            await asked(postgres_url, BREAK.format(name))
            await until(lambda: _noticed(caplog))
        finally:
            await asked(postgres_url, OPEN.format(name, "true"))
        await asked(
            database_url,
            "INSERT INTO queue.pgqueuer (priority, entrypoint, payload, status, headers)"
            f" VALUES (0, '{queue.Job.NEW_MESSAGES}', 'after', 'queued', NULL)",
        )
        await until_none_wait(database_url)
        stop.set()
    assert seen == ["before", "after"]
    assert "Traceback" not in caplog.text


async def _noticed(caplog: pytest.LogCaptureFixture) -> bool:
    return "Again in" in caplog.text
