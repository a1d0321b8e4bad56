"""Reserving and settling: limits hold, nothing is counted twice, no answer is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core import db
from core.ai import asking
from core.ledger import queries, rules, service
from core.ledger.values import Limit, Limits, SentPerson, Spent
from core.models import CallId
from core.settings import Settings
from tests import stored
from tests.core.ledger.calling import ANSWERED, ISTANBUL, NOON, Clock, by_calls, by_sums, call


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def _ledger(database: db.Database, time: Clock, **limits: int) -> service.Ledger:
    return service.Ledger(database, Limits(**limits), ISTANBUL, sleep=time.sleep)


async def _times(ledger: service.Ledger, count: int) -> list[int]:
    return [await ledger.reserve(call()) for _ in range(count)]


async def _seen(database: db.Database, number: int) -> Any:
    async with database.read() as session:
        return await service.call(session, CallId(number))


@pytest.mark.parametrize(
    ("limits", "fits", "named"),
    [
        ({"requests_per_hour": 3}, 3, "AI_REQUESTS_PER_HOUR=3"),
        ({"requests_per_day": 4}, 4, "AI_REQUESTS_PER_DAY=4"),
        ({"tokens_per_day": 250}, 2, "AI_TOKENS_PER_DAY=250"),
        ({"money_per_day": 5_000}, 5, "AI_MONEY_PER_DAY=0.01"),
    ],
)
async def test_the_call_that_would_pass_a_limit_is_not_made(
    database: db.Database, time: Clock, limits: dict[str, int], fits: int, named: str
) -> None:
    ledger = _ledger(database, time, **limits)
    await _times(ledger, fits)
    with pytest.raises(asking.BudgetSpentError, match=named) as spent:
        await ledger.reserve(call())
    hour = "requests_per_hour" in limits
    midnight = rules.day(NOON, ISTANBUL).end
    assert spent.value.until == (NOON + rules.HOUR if hour else midnight)
    assert (await by_calls(database)).requests == fits
    time.now = spent.value.until
    await ledger.reserve(call())


async def test_a_full_minute_is_waited_for(database: db.Database, time: Clock) -> None:
    ledger = _ledger(database, time, requests_per_minute=2)
    await ledger.reserve(call())
    time.pass_by(seconds=20)
    await _times(ledger, 3)
    assert time.slept == [40, 20]


async def test_who_cannot_wait_a_minute_is_put_off(database: db.Database, time: Clock) -> None:
    ledger = _ledger(database, time, requests_per_minute=1)

    async def oversleep(seconds: float) -> None:
        time.pass_by(seconds=seconds)
        await service.Ledger(database, Limits(), ISTANBUL).reserve(call())

    await ledger.reserve(call())
    slow = service.Ledger(
        database, Limits(requests_per_minute=1), ISTANBUL, sleep=oversleep
    )  # somebody else is always first
    with pytest.raises(asking.BudgetSpentError, match="AI_REQUESTS_PER_MINUTE=1") as spent:
        await slow.reserve(call())
    assert spent.value.until == NOON + timedelta(minutes=2)


async def test_a_full_hour_is_not_waited_for_though_the_minute_is_full_too(
    database: db.Database, time: Clock
) -> None:
    ledger = _ledger(database, time, requests_per_minute=1, requests_per_hour=1)
    await ledger.reserve(call())
    with pytest.raises(asking.BudgetSpentError, match="AI_REQUESTS_PER_HOUR"):
        await ledger.reserve(call())
    assert time.slept == []


async def test_own_models_are_written_down_but_not_limited(
    database: db.Database, time: Clock
) -> None:
    limits = Limits(1, 1, 1, 1, 1)
    ledger = service.Ledger(database, limits, ISTANBUL, sleep=time.sleep)
    numbers = [await ledger.reserve(call(cloud=False)) for _ in range(3)]
    await ledger.settle(numbers[0], ANSWERED)
    assert await by_sums(database) == Spent()
    async with database.read() as session:
        standing = await service.standing(session, limits, ISTANBUL, time.now)
    assert (standing.own, standing.day, standing.blocked) == (3, Spent(), None)


async def test_what_it_cost_takes_the_place_of_what_was_reserved_once(
    database: db.Database, time: Clock
) -> None:
    ledger = _ledger(database, time, tokens_per_day=200)
    first, _ = await _times(ledger, 2)
    time.pass_by(seconds=2)
    await ledger.settle(first, ANSWERED)
    await ledger.settle(first, asking.Settled(asking.Result.FAILED, error="500"))
    assert await by_sums(database) == await by_calls(database) == Spent(2, 190, 1_700)
    seen = await _seen(database, first)
    assert (seen.result, seen.error, seen.finished_at) == ("answered", None, time.now)
    await ledger.settle(123_456, ANSWERED)
    await ledger.reserve(call(tokens=10))


async def test_a_call_is_spent_on_the_day_on_which_it_began(
    database: db.Database, time: Clock
) -> None:
    ledger = _ledger(database, time, requests_per_day=1)
    time.now = rules.day(NOON, ISTANBUL).end - timedelta(seconds=1)
    number = await ledger.reserve(call())
    time.pass_by(seconds=2)
    await ledger.settle(number, ANSWERED)
    await ledger.reserve(call())
    with pytest.raises(asking.BudgetSpentError):
        await ledger.reserve(call())


async def test_figures_of_a_model_may_be_rubbish(database: db.Database, time: Clock) -> None:
    ledger = _ledger(database, time)
    number = await ledger.reserve(call())
    rubbish = asking.Settled(asking.Result.ANSWERED, -5, 10**40, -(10**30), "a\0\ud800" * 300)
    await ledger.settle(number, rubbish)
    seen = await _seen(database, number)
    assert (seen.tokens_in, seen.tokens_out, seen.price) == (0, 10**9, 0)
    assert seen.error == "a" * 200


@pytest.mark.parametrize("failures", [1, 4, 5])
async def test_an_answer_outlives_a_database_that_is_away(
    database: db.Database, time: Clock, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    ledger = _ledger(database, time)
    number = await ledger.reserve(call())
    real: Callable[..., Awaitable[None]] = queries.settle
    away = iter([True] * failures + [False] * 9)

    async def settle(*arguments: Any) -> None:
        if next(away):
            raise db.DatabaseUnreachableError("away")
        await real(*arguments)

    monkeypatch.setattr(queries, "settle", settle)
    await ledger.settle(number, ANSWERED)
    seen = await _seen(database, number)
    assert seen.result == (None if failures == 5 else "answered")
    assert len(time.slept) == min(failures, 4)


async def test_calls_of_a_dead_process_stay_taken_and_may_turn_up_again(
    database: db.Database, time: Clock
) -> None:
    ledger = _ledger(database, time)
    first, second = await _times(ledger, 2)
    time.pass_by(minutes=30)
    third = await ledger.reserve(call())
    async with database.write() as session:
        assert await service.sweep_lost(session, time.now - timedelta(minutes=20)) == 2
    async with database.write() as session:
        assert await service.sweep_lost(session, time.now - timedelta(minutes=20)) == 0
    assert await by_sums(database) == await by_calls(database) == Spent(3, 300, 3_000)
    await ledger.settle(second, ANSWERED)
    assert [(await _seen(database, each)).result for each in (first, second, third)] == [
        asking.Result.LOST,
        asking.Result.ANSWERED,
        None,
    ]
    assert await by_sums(database) == await by_calls(database)
    async with database.read() as session:
        standing = await service.standing(session, Limits(), ISTANBUL, time.now)
    assert (standing.lost, standing.minute, standing.hour) == (1, 1, 3)


async def test_the_standing_tells_until_when_calls_like_those_of_the_day_wait(
    database: db.Database, time: Clock
) -> None:
    ledger = _ledger(database, time, tokens_per_day=250)
    await _times(ledger, 2)
    async with database.read() as session:
        standing = await service.standing(session, Limits(tokens_per_day=250), ISTANBUL, time.now)
    assert standing.blocked is not None
    assert standing.blocked.limit is Limit.TOKENS
    assert standing.day == Spent(2, 200, 2_000)


async def test_calls_are_forgotten_after_a_year(database: db.Database, time: Clock) -> None:
    ledger = _ledger(database, time)
    await ledger.reserve(call())
    time.pass_by(days=364)
    await ledger.reserve(call())
    async with database.write() as session:
        assert await service.prune(session) == 0
    time.pass_by(days=2)
    async with database.write() as session:
        assert await service.prune(session) == 1
    assert await by_sums(database) == await by_calls(database) == Spent(1, 100, 1_000)


async def test_the_owner_sees_what_left_the_machine(database: db.Database, time: Clock) -> None:
    chat_id = await stored.chat(database)
    ayse = await stored.person(database, 5, "Ayşe")
    await stored.says(database, chat_id, ayse, 1, "merhaba", "selam")
    ledger = _ledger(database, time)
    gone = chat_id + 1
    sent = asking.Sent((ayse, 99), {chat_id: [2, 1, 77], gone: [3]})
    number = CallId(await ledger.reserve(call(sent=sent)))
    async with database.read() as session:
        people, chats = await service.sent(session, number)
        assert await service.sent(session, CallId(number + 1)) == ((), ())
        (seen,) = await service.calls(session)
    assert people == (SentPerson(ayse, "Ayşe"), SentPerson(people[1].user_id, None))
    assert (seen.people, seen.messages) == (2, 4)
    known, lost = chats
    assert (known.title, lost.title, lost.kind) == ("Komşular", None, None)
    assert [(each.message_id, each.text) for each in known.messages] == [
        (2, "selam"),
        (1, "merhaba"),
        (77, None),
    ]
    assert [each.sent_at for each in lost.messages] == [None]


async def test_the_calls_of_a_day_come_in_order_and_the_newest_are_kept(
    database: db.Database, time: Clock
) -> None:
    ledger = _ledger(database, time)
    numbers = await _times(ledger, 3)
    time.pass_by(days=1)
    numbers += await _times(ledger, 2)
    async with database.read() as session:
        newest = await service.calls(session, 4)
        of_day = await service.calls(session, 20, rules.day(NOON, ISTANBUL))
        assert await service.call(session, CallId(numbers[-1] + 1)) is None
    assert [each.id for each in newest] == numbers[1:]
    assert [each.id for each in of_day] == numbers[:3]


def test_the_limits_are_those_of_the_settings() -> None:
    assert service.limits_of(Settings(ai_money_per_day=0.29)) == Limits(
        15, 300, 1_000, 2_000_000, 290_000
    )


@pytest.mark.parametrize("cloud", [True, False])
async def test_a_call_that_is_given_up_while_it_is_written_down_is_not_left_open(
    database: db.Database, time: Clock, monkeypatch: pytest.MonkeyPatch, cloud: bool
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    take = queries.take

    async def slowly(*given: Any) -> CallId:
        begun.set()
        await go_on.wait()
        return await take(*given)

    monkeypatch.setattr(queries, "take", slowly)
    ledger = _ledger(database, time, requests_per_day=5)
    task = asyncio.get_running_loop().create_task(ledger.reserve(replace(call(), cloud=cloud)))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go_on.set()
    async with asyncio.timeout(5):
        while not await _ends(database):  # noqa: ASYNC110 - the database is waited for
            await asyncio.sleep(0.01)
    assert await _ends(database) == [("lost", "never sent", 0)]


@pytest.mark.parametrize("turns", range(8))
async def test_a_call_that_is_given_up_in_any_turn_is_had_or_settled(
    database: db.Database, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    ledger, settled, had = service.Ledger(database, Limits(), ISTANBUL), [], []

    async def written(_call: asking.Call) -> int:
        await asyncio.sleep(0)
        return 7

    async def settle(number: int, _settled: asking.Settled) -> None:
        settled.append(number)

    async def ask() -> None:
        had.append(await ledger.reserve(replace(call(), cloud=False)))

    monkeypatch.setattr(ledger, "_write_down", written)
    monkeypatch.setattr(ledger, "settle", settle)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ask())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
    assert had + settled == ([7] if turns else [])


async def _ends(database: db.Database) -> list[tuple[str | None, str | None, int]]:
    async with database.read() as session:
        seen = await service.calls(session)
    return [(each.result, each.error, each.price) for each in seen if each.result is not None]
