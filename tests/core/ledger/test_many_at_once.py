"""Limits hold for many tasks of several processes, through kills and restarts, and quickly."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from core import clock, db
from core.ai import asking
from core.ledger import queries, rules, service
from core.ledger.values import Limits, Spent
from tests.core.ledger.calling import ISTANBUL, by_calls, by_sums, call

LIMITS = Limits(
    requests_per_hour=90, requests_per_day=80, tokens_per_day=6_000, money_per_day=10**6
)
MANY = 100_000
CROWD = (
    """INSERT INTO llm_calls (purpose, model, prompt, cloud, started_at, finished_at, result,
        tokens_in, tokens_out, price, people, messages)
    SELECT 'insights', 'google:gemini-2.5-flash', 'insights 1', n % 10 > 0,
        CAST(:end AS timestamptz) - n * interval '0.8 s', now(), 'answered', 3000, 500, 900,
        '{1,2,3}', '{"1": [1, 2, 3]}' FROM generate_series(0, :many) n""",
    """INSERT INTO llm_spending
    SELECT date_bin('15 minutes', started_at, '2000-01-01'), count(*),
        sum(tokens_in + tokens_out), sum(price) FROM llm_calls WHERE cloud GROUP BY 1""",
    "ANALYZE llm_calls, llm_spending",
)


@asynccontextmanager
async def _two(url: str) -> AsyncIterator[tuple[db.Database, db.Database]]:
    """What two processes hold."""
    both = db.Database(url), db.Database(url)
    yield both
    for each in both:
        await each.close()


async def _ask(ledger: service.Ledger, chance: random.Random) -> int:
    """Reserve once or twice as one who may be killed, be cheaper, or repeat itself; count."""
    for taken in range(2):
        try:
            number = await ledger.reserve(call(tokens=chance.choice((50, 100, 150))))
        except asking.BudgetSpentError:
            return taken
        fate = chance.random()
        if fate < 0.3:
            continue
        settled = asking.Settled(asking.Result.ANSWERED, chance.randrange(50), 0, 900)
        for _ in range(1 + (fate > 0.8)):
            await ledger.settle(number, settled)
    return 2


async def _watch(database: db.Database, done: asyncio.Event) -> list[Spent]:
    seen = []
    while not done.is_set():
        seen.append(await by_sums(database))
    return seen


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_call_passes_a_limit_whoever_asks_and_dies(database_url: str, seed: int) -> None:
    chance = random.Random(seed)
    taken = 0
    for _ in range(2):  # the second time is after a restart
        async with _two(database_url) as both, asyncio.TaskGroup() as group:
            done = asyncio.Event()
            watching = group.create_task(_watch(both[0], done))
            ledgers = [service.Ledger(each, LIMITS, ISTANBUL) for each in both]
            asked = (_ask(each, chance) for each in ledgers for _ in range(50))
            taken += sum(await asyncio.gather(*asked))
            done.set()
        assert all(_within(each) for each in watching.result())
    database = db.Database(database_url)
    spent = await by_calls(database)
    assert await by_sums(database) == spent
    assert spent.requests == taken
    assert _within(spent)
    await database.close()


def _within(spent: Spent) -> bool:
    return spent.requests <= LIMITS.requests_per_day and spent.tokens <= LIMITS.tokens_per_day


async def test_exactly_as_many_calls_as_fit_are_made(database_url: str) -> None:
    async with _two(database_url) as both:
        ledgers = [service.Ledger(each, Limits(requests_per_day=37), ISTANBUL) for each in both]
        answers = await asyncio.gather(
            *(each.reserve(call()) for each in ledgers for _ in range(50)), return_exceptions=True
        )
        numbers = {each for each in answers if isinstance(each, int)}
        assert len(numbers) == 37 == (await by_sums(both[0])).requests
        assert sum(isinstance(each, asking.BudgetSpentError) for each in answers) == 63


async def test_a_process_killed_while_it_reserves_takes_nothing_and_holds_nobody_up(
    database_url: str,
) -> None:
    async with _two(database_url) as (killed, living):
        ledger = service.Ledger(living, Limits(requests_per_day=1), ISTANBUL)
        with pytest.raises(db.DatabaseUnreachableError):
            async with killed.write() as session, asyncio.TaskGroup() as group:
                await queries.lock(session)
                await queries.take(session, call(), clock.now())
                process = await session.scalar(select(func.pg_backend_pid()))
                waiting = group.create_task(ledger.reserve(call()))
                async with living.read() as other:
                    await other.scalar(select(func.pg_terminate_backend(process)))
                await waiting
        assert await by_sums(living) == await by_calls(living) == Spent(1, 100, 1_000)


def _rows(plan: Mapping[str, Any]) -> float:
    """Rows that a plan reads of its tables."""
    own = 0.0
    if "Relation Name" in plan:
        read = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        own = plan["Actual Loops"] * read
    return own + sum(_rows(each) for each in plan.get("Plans", ()))


@pytest.mark.parametrize("limits", [LIMITS, Limits(15, 300, 10**6, 10**12, 10**12)])
async def test_a_call_is_reserved_quickly_after_a_hundred_thousand_of_the_day(
    database: db.Database, limits: Limits, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = rules.day(clock.now(), ISTANBUL).end - timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: end)
    async with database.engine.begin() as connection:
        for statement in CROWD:
            parts = {"end": end, "many": MANY} if ":many" in statement else {}
            await connection.execute(text(statement), parts)
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.engine.sync_engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, given, _x, _m: asked.append((statement, given)),
    )
    with pytest.raises(asking.BudgetSpentError):
        await service.Ledger(database, limits, ISTANBUL).reserve(call())
    reading = [(each, given) for each, given in asked if "llm_" in each]
    assert len(reading) == 1
    async with database.engine.connect() as connection:
        for statement, given in reading:
            plans = await connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given
            )
            told = plans.scalar_one()
            (plan,) = json.loads(told) if isinstance(told, str) else told
            assert _rows(plan["Plan"]) < 1_000
