"""A worker does every job once, tries again what fails, and loses nothing."""

import asyncio
import logging
from collections import Counter
from datetime import time, timedelta

import pytest

from core import clock, db, queue
from core.ai import asking
from core.worker import loop, rules, schedule, service, store
from tests.core.worker import working
from tests.core.worker.working import asked, enqueue, until, until_none_wait, work

SAID = "what somebody said in a chat"


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PAUSES", (timedelta(0),) * 4)


async def test_each_job_is_done_once_and_is_gone(database: db.Database, database_url: str) -> None:
    seen: list[str] = []

    async def look(key: str) -> None:
        seen.append(key)

    keys = [str(number) for number in range(30)]
    await enqueue(database, keys)
    async with working.working(database, work(look)) as worker:
        await until_none_wait(database_url)
    assert sorted(seen) == sorted(keys)
    assert worker.done == 30
    assert await asked(database_url, "SELECT FROM job_starts") == []
    assert await asked(database_url, "SELECT FROM workers") == []


@pytest.mark.parametrize("most", [1, 3])
async def test_no_more_is_done_at_once_than_wanted(
    database: db.Database, database_url: str, most: int
) -> None:
    now = peak = 0

    async def look(_key: str) -> None:
        nonlocal now, peak
        now += 1
        peak = max(peak, now)
        await asyncio.sleep(0.02)
        now -= 1

    await enqueue(database, map(str, range(12)))
    async with working.working(database, work(look, concurrency=most)):
        await until_none_wait(database_url)
    assert peak == most


async def test_a_delayed_job_is_picked_up_when_it_is_due(database: db.Database) -> None:
    done = asyncio.Event()

    async def look(_key: str) -> None:
        done.set()

    slow = loop.Times(look=timedelta(minutes=1))
    async with working.working(database, work(look, times=slow)):
        await asyncio.sleep(0.3)
        asked_at = clock.now()
        await enqueue(database, ["5"], after=timedelta(seconds=0.5))
        async with asyncio.timeout(5):
            await done.wait()
    assert timedelta(seconds=0.5) <= clock.now() - asked_at < timedelta(seconds=1.5)


async def test_a_job_that_asks_for_it_is_done_again_at_once_though_nobody_looks(
    database: db.Database, database_url: str
) -> None:
    seen: list[str] = []

    async def look(key: str) -> timedelta | None:
        seen.append(key)
        return timedelta(seconds=0.1) if len(seen) < 4 else None

    slow = loop.Times(look=timedelta(minutes=1))
    await enqueue(database, ["5"])
    async with working.working(database, work(look, times=slow)):
        await until_none_wait(database_url, within=5)
    assert seen == ["5"] * 4


@pytest.mark.usefixtures("no_pauses")
async def test_a_job_that_fails_is_tried_five_times_then_set_aside_with_no_word_of_a_chat(
    database: db.Database,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    seen: list[str] = []

    async def look(key: str) -> None:
        seen.append(key)
        if key == "poison":
            raise ValueError(SAID)

    caplog.set_level(logging.DEBUG)
    await enqueue(database, ["poison", "sound"])
    async with working.working(database, work(look)):
        await until_none_wait(database_url)
    assert Counter(seen) == {"poison": 5, "sound": 1}
    async with database.read() as session:
        (aside,) = await service.set_aside(session)
    assert (aside.job, aside.key, aside.tries) == ("new_messages", "poison", 5)
    assert aside.reason.startswith("ValueError < core/worker/loop.py:")
    kept = await asked(database_url, "SELECT log::text AS row FROM queue.pgqueuer_log log")
    assert not any(SAID in each["row"] for each in kept)
    assert SAID not in caplog.text
    assert "is set aside: ValueError" in caplog.text


@pytest.mark.usefixtures("no_pauses")
async def test_what_was_set_aside_is_tried_anew_when_the_owner_says_so(
    database: db.Database, database_url: str
) -> None:
    broken = True

    async def look(_key: str) -> None:
        if broken:
            raise ValueError

    await enqueue(database, ["5", "6"])
    async with working.working(database, work(look)):
        await until_none_wait(database_url)
        async with database.write() as session:
            first, second = await service.set_aside(session)
            broken = False
            assert await service.again(session, first.id) == 1
        await until_none_wait(database_url)
        async with database.write() as session:
            assert await service.set_aside(session) == [second]
            assert await service.again(session) == 1
            assert await service.again(session) == 0
        await until_none_wait(database_url)
    async with database.read() as reading:
        assert await service.set_aside(reading) == []


@pytest.mark.usefixtures("no_pauses")
async def test_what_is_asked_for_again_and_goes_well_is_no_longer_set_aside(
    database: db.Database, database_url: str
) -> None:
    broken = True

    async def look(_key: str) -> None:
        if broken:
            raise ValueError

    async with working.working(database, work(look)):
        for _ in range(2):
            await enqueue(database, ["5"])
            await until_none_wait(database_url)
        async with database.read() as session:
            assert len(await service.set_aside(session)) == 1
        broken = False
        await enqueue(database, ["5"])
        await until_none_wait(database_url)
    assert await asked(database_url, "SELECT FROM queue.pgqueuer") == []


async def test_again_is_no_second_one_where_one_waits(
    database: db.Database, database_url: str
) -> None:
    statement = """
        INSERT INTO queue.pgqueuer (priority, entrypoint, payload, status, dedupe_key, headers)
        VALUES (0, 'people', '', $1::text::queue.pgqueuer_status, 'people::', NULL)
    """
    for status in ("failed", "failed", "queued"):
        await asked(database_url, statement, status)
    async with database.write() as session:
        first, _ = await service.set_aside(session)
        assert await service.again(session, first.id) == 1
        assert await service.again(session) == 1
    await asked(database_url, "DELETE FROM queue.pgqueuer")
    for status in ("failed", "failed"):
        await asked(database_url, statement, status)
    async with database.write() as session:
        assert await service.again(session) == 2
    left = await asked(database_url, "SELECT status FROM queue.pgqueuer")
    assert [each["status"] for each in left] == ["queued"]


@pytest.mark.usefixtures("no_pauses")
async def test_passing_trouble_counts_as_no_failure_and_rests_its_kind(
    database: db.Database, database_url: str
) -> None:
    seen: list[str] = []

    async def ask(key: str) -> None:
        seen.append(key)
        if len(seen) <= 7:
            raise asking.BudgetSpentError("", clock.now() + timedelta(seconds=0.1))

    async def look(key: str) -> None:
        seen.append(key)

    handlers = {queue.Job.INSIGHTS: ask, queue.Job.NEW_MESSAGES: look}
    await enqueue(database, ["1 1 9"], queue.Job.INSIGHTS)
    async with working.working(database, work(handlers, concurrency=1)):
        await until(lambda: _is(len(seen) == 1))
        await enqueue(database, ["1"])
        await until_none_wait(database_url)
    assert "1" in seen[1:3]  # whose kind did not rest
    assert Counter(seen) == {"1 1 9": 7, "1": 1}
    async with database.read() as session:
        assert await service.set_aside(session) == []
    rows = await asked(database_url, "SELECT traceback FROM queue.pgqueuer_log")
    assert all(each["traceback"] is None for each in rows)


async def _is(true: bool) -> bool:
    return true


@pytest.mark.usefixtures("no_pauses")
async def test_trouble_in_a_group_is_trouble_too(database: db.Database, database_url: str) -> None:
    async def ask(_key: str) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(_fail())

    await enqueue(database, ["5"])
    async with working.working(database, work(ask)):
        await until_none_wait(database_url)
    async with database.read() as session:
        (aside,) = await service.set_aside(session)
    assert aside.reason.startswith("ZeroDivisionError")


async def _fail() -> None:
    raise ZeroDivisionError


@pytest.mark.usefixtures("no_pauses")
async def test_a_job_that_never_ends_is_given_up(database: db.Database, database_url: str) -> None:
    async def hang(_key: str) -> None:
        await asyncio.sleep(60)

    times = loop.Times(longest=timedelta(seconds=0.05))
    await enqueue(database, ["5"])
    async with working.working(database, work(hang, times=times)):
        await until_none_wait(database_url)
    async with database.read() as session:
        (aside,) = await service.set_aside(session)
    assert aside.reason.startswith("NeverEndsError")


@pytest.mark.usefixtures("no_pauses")
async def test_a_timeout_of_its_own_is_a_failure_like_another(
    database: db.Database, database_url: str
) -> None:
    async def give_up(_key: str) -> None:
        raise TimeoutError

    await enqueue(database, ["5"])
    async with working.working(database, work(give_up)):
        await until_none_wait(database_url)
    async with database.read() as session:
        (aside,) = await service.set_aside(session)
    assert aside.reason.startswith("TimeoutError")


async def test_at_a_stop_a_job_in_hand_is_finished_if_it_can_be_else_given_back(
    database: db.Database, database_url: str
) -> None:
    begun: list[str] = []
    ended: list[str] = []

    async def look(key: str) -> None:
        begun.append(key)
        await asyncio.sleep({"short": 0.1, "long": 60}[key])
        ended.append(key)

    await enqueue(database, ["short", "long"])
    async with working.working(database, work(look)):
        await until(lambda: _is(len(begun) == 2))
        stopped_at = clock.now()
    assert clock.now() - stopped_at < timedelta(seconds=2)
    assert ended == ["short"]
    rows = await asked(database_url, "SELECT status, attempts, payload FROM queue.pgqueuer")
    assert [tuple(each) for each in rows] == [("queued", 0, b"long")]
    assert await asked(database_url, "SELECT FROM job_starts") == []


async def test_a_plan_is_done_and_its_failure_is_logged_without_its_text(
    database: db.Database, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    async def sweep() -> None:
        done.append("sweep")
        raise ValueError(SAID)

    async def prune() -> None:
        done.append("prune")

    plans = [
        schedule.Plan("sweep", timedelta(minutes=30), sweep),
        schedule.Plan("prune", time(4), prune),
    ]
    nothing = work({}, plans)
    async with working.working(database, nothing):
        await asyncio.sleep(0.2)
    rows = await asked(database_url, "SELECT * FROM queue.pgqueuer_schedules ORDER BY id")
    assert [(each["entrypoint"], each["expression"]) for each in rows] == [
        ("sweep", "*/30 * * * *"),
        ("prune", "0 4 * * *"),
    ]
    local = rows[1]["next_run"].astimezone(working.BERLIN)
    assert (local.hour, local.minute) == (4, 0)
    await asked(database_url, "UPDATE queue.pgqueuer_schedules SET next_run = now()")
    async with working.working(database, nothing):
        await until(lambda: _is(len(done) == 2))
    assert sorted(done) == ["prune", "sweep"]
    assert "sweep failed: ValueError" in caplog.text
    assert SAID not in caplog.text
    due = "SELECT FROM queue.pgqueuer_schedules WHERE next_run <= now()"
    assert await asked(database_url, due) == []


async def test_a_worker_says_that_it_lives_and_how_the_work_stands(
    database: db.Database, database_url: str
) -> None:
    go = asyncio.Event()

    async def look(_key: str) -> None:
        await go.wait()

    await enqueue(database, ["5", "6", "7"])
    async with working.working(database, work(look)):
        await until(lambda: _stands(database, workers=1, under_way=2))
        async with database.read() as session:
            standing = await service.standing(session, clock.now())
        assert standing.waiting == 3
        assert standing.oldest is not None
        assert standing.set_aside == 0
        go.set()
        await until_none_wait(database_url)
    async with database.read() as session:
        standing = await service.standing(session, clock.now())
    assert (standing.workers, standing.waiting, standing.oldest) == (0, 0, None)


async def _stands(database: db.Database, workers: int, under_way: int) -> bool:
    async with database.read() as session:
        standing = await service.standing(session, clock.now())
        kinds = await service.waiting(session)
    return standing.workers == workers and [each.under_way for each in kinds] == [under_way]


@pytest.mark.usefixtures("no_pauses")
async def test_what_jobs_left_behind_is_forgotten_but_not_the_reason_of_what_is_set_aside(
    database: db.Database, database_url: str
) -> None:
    async def look(key: str) -> None:
        if key == "5":
            raise ValueError

    await enqueue(database, ["5", "6"])
    async with working.working(database, work(look)):
        await until_none_wait(database_url)
    await asked(database_url, "INSERT INTO job_starts (job_id) VALUES (999)")
    await asked(database_url, "INSERT INTO workers (name) VALUES ('dead')")
    async with database.write() as session:
        await service.prune(session, clock.now() + service.KEPT)
        (aside,) = await service.set_aside(session)
    assert aside.reason.startswith("ValueError")
    jobs = await asked(database_url, "SELECT DISTINCT job_id FROM queue.pgqueuer_log")
    assert [each["job_id"] for each in jobs] == [aside.id]
    assert await asked(database_url, "SELECT FROM job_starts") == []
    assert await asked(database_url, "SELECT FROM workers") == []


async def test_whether_it_hears_itself_is_asked_only_once_it_listens(
    database: db.Database,
) -> None:
    heard = asyncio.Queue[object]()
    async with db.plain(database, 2) as pool:
        line = store.Line(pool, lambda: None)
        async with line, asyncio.TaskGroup() as group:
            group.create_task(line.notify("here", "me"))
            await asyncio.sleep(0.1)
            await line.add_listener("here", heard.put_nowait)
            async with asyncio.timeout(5):
                assert await heard.get() == "me"


def test_what_pgqueuer_logs_is_reduced_to_where_it_broke() -> None:
    def logged(error: BaseException | None, level: int = logging.ERROR) -> str | None:
        info = (type(error), error, None) if error else None
        record = logging.LogRecord("pgqueuer", level, "", 0, "met %s", (SAID,), info)
        return record.getMessage() if loop.reduced(record) else None

    assert logged(ValueError(SAID)) == "PgQueuer met ValueError"
    assert logged(db.DatabaseUnreachableError()) is None
    assert logged(None, logging.INFO) is None
    assert logged(None) == f"met {SAID}"
