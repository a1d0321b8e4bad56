"""Workers for tests, in this process or one of their own, whose job is to count."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from core import addresses, db, queue
from core.worker import schedule
from core.worker.loop import Handler, Times, Work, Worker

ROOT = Path(__file__).parents[3]
QUICK = Times(
    heartbeat=timedelta(seconds=1),
    look=timedelta(seconds=0.2),
    patience=timedelta(seconds=0.3),
)
BERLIN = ZoneInfo("Europe/Berlin")
TABLES = """
CREATE TABLE IF NOT EXISTS counted (key text PRIMARY KEY);
CREATE TABLE IF NOT EXISTS called (id serial, key text, pid int);
TRUNCATE counted, called;
"""


async def asked(url: str, statement: str, *arguments: object) -> list[Any]:
    """What a statement gives."""
    connection = await asyncpg.connect(addresses.for_psql(url))
    try:
        return list(await connection.fetch(statement, *arguments))
    finally:
        await connection.close()


async def until(true: Callable[[], Awaitable[bool]], within: float = 20) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(within):
        while True:
            if await true():
                return
            await asyncio.sleep(0.02)


async def until_none_wait(url: str, within: float = 20) -> None:
    """Wait until every job is done or set aside."""

    async def empty() -> bool:
        return not await asked(url, "SELECT FROM queue.pgqueuer WHERE status <> 'failed'")

    await until(empty, within)


async def enqueue(
    database: db.Database, keys: Iterable[str], job: queue.Job = queue.Job.NEW_MESSAGES, **how: Any
) -> None:
    """Ask for a job with each key."""
    async with database.write() as session:
        for key in keys:
            await queue.enqueue(session, job, key, **how)


def work(
    handlers: Handler | Mapping[queue.Job, Handler],
    plans: Sequence[schedule.Plan] = (),
    concurrency: int = 2,
    times: Times = QUICK,
) -> Work:
    """What a worker does; a handler alone does NEW_MESSAGES."""
    if not isinstance(handlers, Mapping):
        handlers = {queue.Job.NEW_MESSAGES: handlers}
    return Work(handlers, plans, BERLIN, concurrency, times)


@contextlib.asynccontextmanager
async def working(database: db.Database, what: Work) -> AsyncIterator[Worker]:
    """A worker in this process, which is stopped in order at the end."""
    stop, worker = asyncio.Event(), Worker()
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(database, what, stop))
        yield worker
        stop.set()


@contextlib.asynccontextmanager
async def process(url: str, seconds: float) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that counts keys, each taking some time; killed at the end if it runs still."""
    command = [sys.executable, "-m", "tests.core.worker.working", url, str(seconds)]
    started = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        _, said = await started.communicate()
        assert b"Traceback" not in said, said.decode()


async def count(url: str, seconds: float) -> None:
    """Count keys until told to stop; a key that begins with "kill" ends the process at once."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = db.Database(url)
    pool = await asyncpg.create_pool(addresses.for_psql(url), min_size=1, max_size=4)

    async def counted(key: str) -> None:
        await pool.execute("INSERT INTO called (key, pid) VALUES ($1, $2)", key, os.getpid())
        if key.startswith("kill"):
            signal.raise_signal(signal.SIGKILL)
        await asyncio.sleep(seconds)
        await pool.execute("INSERT INTO counted VALUES ($1) ON CONFLICT DO NOTHING", key)

    await Worker().run(database, work(counted, concurrency=4), stop)
    await pool.close()
    await database.close()


if __name__ == "__main__":
    asyncio.run(count(sys.argv[1], float(sys.argv[2])))
