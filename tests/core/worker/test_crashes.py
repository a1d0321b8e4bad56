"""Real processes: two at once, killed, stopped, and with a database that goes away."""

import asyncio
import contextlib
import signal
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from core import clock, db, errors
from core.worker import loop, service
from tests.core.worker import working
from tests.core.worker.working import asked, enqueue, until, until_none_wait, work

BREAK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
OPEN = "ALTER DATABASE {} ALLOW_CONNECTIONS {}"


@pytest.fixture
async def counting(database_url: str) -> AsyncIterator[str]:
    """A database where keys are counted; gives its address."""
    for statement in working.TABLES.strip().splitlines():
        await asked(database_url, statement)
    yield database_url
    await asked(database_url, "DROP TABLE counted")
    await asked(database_url, "DROP TABLE called")


async def _counted(url: str, table: str = "counted") -> list[str]:
    return [each["key"] for each in await asked(url, f"SELECT key FROM {table} ORDER BY key")]


async def test_two_processes_share_the_jobs_and_do_each_once(
    database: db.Database, counting: str
) -> None:
    keys = sorted(str(number) for number in range(60))
    async with working.process(counting, 0.02), working.process(counting, 0.02):
        await until(lambda: _workers(counting, 2))
        await enqueue(database, keys)
        await until_none_wait(counting)
    assert await _counted(counting) == keys
    assert await _counted(counting, "called") == keys
    assert len({each["pid"] for each in await asked(counting, "SELECT pid FROM called")}) == 2


async def _workers(url: str, wanted: int) -> bool:
    return len(await asked(url, "SELECT FROM workers")) == wanted


async def test_after_a_kill_another_process_does_what_was_in_hand_with_one_effect_each(
    database: db.Database, counting: str
) -> None:
    keys = sorted(str(number) for number in range(20))
    await enqueue(database, keys)
    async with working.process(counting, 0.3) as victim:
        await until(lambda: _some(counting))
        victim.kill()
        await victim.wait()
        in_hand = await asked(
            counting, "SELECT attempts FROM queue.pgqueuer WHERE status = 'picked'"
        )
        assert 0 < len(in_hand) <= 4
        async with working.process(counting, 0.01):
            await until_none_wait(counting)
    assert await _counted(counting) == keys
    twice = [
        key for key, calls in Counter(await _counted(counting, "called")).items() if calls > 1
    ]
    assert 0 < len(twice) <= 4
    attempts = await asked(counting, "SELECT DISTINCT attempts FROM queue.pgqueuer")
    assert attempts == []


async def _some(url: str) -> bool:
    return len(await _counted(url)) > 0


async def test_a_process_that_is_told_to_stop_gives_back_what_it_cannot_finish(
    database: db.Database, counting: str
) -> None:
    await enqueue(database, ["5"])
    async with working.process(counting, 60) as process:
        await until(lambda: _begun(counting))
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            assert await process.wait() == 0
    rows = await asked(counting, "SELECT status, attempts FROM queue.pgqueuer")
    assert [tuple(each) for each in rows] == [("queued", 0)]
    assert await asked(counting, "SELECT FROM workers") == []


async def _begun(url: str) -> bool:
    return bool(await _counted(url, "called"))


async def test_a_job_that_kills_each_worker_is_set_aside_after_three(
    database: db.Database, counting: str
) -> None:
    await enqueue(database, ["kill"])
    for _ in range(3):
        async with working.process(counting, 0) as process, asyncio.timeout(20):
            assert await process.wait() == -signal.SIGKILL
    async with working.process(counting, 0):
        await enqueue(database, ["5"])
        await until_none_wait(counting)
    assert await _counted(counting, "called") == ["5", "kill", "kill", "kill"]
    async with database.read() as session:
        (aside,) = await service.set_aside(session)
    assert aside.key == "kill"
    assert aside.reason.startswith("DiedError")


async def test_after_the_database_was_away_the_same_worker_goes_on_and_owes_nothing(
    postgres_url: str, database: db.Database, database_url: str
) -> None:
    name = database_url.rpartition("/")[2]
    seen: list[str] = []
    back = asyncio.Event()

    async def look(key: str) -> None:
        seen.append(key)
        if key in ("finishes", "fails") and len(seen) < 4:
            await back.wait()
        if key == "fails" and seen.count(key) == 1:
            raise db.DatabaseUnreachableError

    worker, what, stop = loop.Worker(), work(look, concurrency=3), asyncio.Event()
    await enqueue(database, ["finishes", "fails", "other"])
    async with asyncio.TaskGroup() as group:
        group.create_task(_away(postgres_url, name, seen, back))
        with pytest.raises(db.DatabaseUnreachableError):
            await worker.run(database, what, stop)
    assert sorted(each.job.payload for each in worker.owed if each.job.payload) == [
        b"fails",
        b"finishes",
    ]
    with contextlib.suppress(errors.KimdirError):
        async with database.write() as session:  # connections that died are found out
            await service.prune(session, clock.now())
    await asked(database_url, "UPDATE queue.pgqueuer SET heartbeat = now() + interval '1 day'")
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(database, what, stop))
        await until(lambda: _paid(database_url))
        await asked(database_url, "UPDATE queue.pgqueuer SET execute_after = now()")
        await until_none_wait(database_url)
        stop.set()
    assert Counter(seen) == {"finishes": 1, "fails": 2, "other": 1}


async def _away(postgres_url: str, name: str, seen: list[str], back: asyncio.Event) -> None:
    async def begun() -> bool:
        return len(seen) == 3

    await until(begun)
    await asyncio.sleep(0.2)
    await asked(postgres_url, OPEN.format(name, "false"))
    try:
        await asked(postgres_url, BREAK.format(name))
        await asyncio.sleep(0.1)
        back.set()
        await asyncio.sleep(0.5)
    finally:
        await asked(postgres_url, OPEN.format(name, "true"))


async def _paid(url: str) -> bool:
    rows = await asked(url, "SELECT status FROM queue.pgqueuer")
    return [each["status"] for each in rows] == ["queued"]


async def test_a_worker_that_starts_without_a_database_says_so(
    postgres_url: str, database: db.Database, database_url: str
) -> None:
    async def look(_key: str) -> None: ...

    name = database_url.rpartition("/")[2]
    await asked(postgres_url, OPEN.format(name, "false"))
    try:
        with pytest.raises(db.DatabaseUnreachableError):
            await loop.Worker().run(database, work(look), asyncio.Event())
    finally:
        await asked(postgres_url, OPEN.format(name, "true"))
