"""The owner's purse, and what came out of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from core import clock, db, words
from core.ai import asking
from core.ledger import queries, rules, values
from core.models import CallId
from core.settings import Settings

KEPT = timedelta(days=365)
"""How long the owner can look up what left the machine."""
LONGEST_WAIT = timedelta(minutes=1)
"""How long a call waits for room in the minute before its work is put off."""
_AGAIN = (0.2, 1.0, 3.0, 10.0)
"""Seconds between tries to write down what a call cost."""
_MOST = 10**9
"""Of tokens and price: no call comes to more, whatever a model says."""
_LONGEST_ERROR = 200

logger = logging.getLogger(__name__)
Sleep = Callable[[float], Awaitable[None]]
T = TypeVar("T")


def limits_of(settings: Settings) -> values.Limits:
    """The limits that the settings name."""
    return values.Limits(
        requests_per_minute=settings.ai_requests_per_minute,
        requests_per_hour=settings.ai_requests_per_hour,
        requests_per_day=settings.ai_requests_per_day,
        tokens_per_day=settings.ai_tokens_per_day,
        money_per_day=round(settings.ai_money_per_day * values.MILLIONTHS),
    )


class Ledger:
    """The budget of all processes on one database, a `core.ai.asking.Budget`."""

    def __init__(
        self,
        database: db.Database,
        limits: values.Limits,
        zone: ZoneInfo,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._database = database
        self._limits = limits
        self._zone = zone
        self._sleep = sleep
        self._turn = asyncio.Lock()

    async def reserve(self, call: asking.Call) -> int:
        """Take what a call may cost and give its number; raises asking.BudgetSpentError.

        Where only the minute is full it waits for room, up to a minute. In one process calls come
        in the order in which they were asked for. Being cancelled leaves no call open.
        """
        if not call.cloud:
            return await self._whole(self._write_down, call)
        patient_until = clock.now() + LONGEST_WAIT
        async with self._turn:
            while True:
                taken = await self._whole(self._take, call)
                if not isinstance(taken, values.Blocked):
                    return taken
                now = clock.now()
                if taken.limit is not values.Limit.MINUTE or taken.until > patient_until:
                    more = _amounts(call)
                    told = rules.sentence(taken, self._limits, more, now, self._zone)
                    raise asking.BudgetSpentError(told, taken.until)
                await self._sleep(max(0.0, (taken.until - now).total_seconds()))

    async def _whole(self, taking: Callable[[asking.Call], Awaitable[T]], call: asking.Call) -> T:
        """What `taking` gives; if nobody waits for that any more, the call is settled as lost."""
        abandoned = False
        written: list[T] = []

        async def take() -> None:
            written.append(await taking(call))
            if abandoned:
                await self._never_sent(written[0])

        try:
            await asyncio.shield(take())
        except asyncio.CancelledError:
            abandoned = True
            if written:
                await asyncio.shield(self._never_sent(written[0]))
            raise
        return written[0]

    async def _never_sent(self, taken: object) -> None:
        if isinstance(taken, int):
            await self.settle(taken, asking.Settled(asking.Result.LOST, error="never sent"))

    async def _write_down(self, call: asking.Call) -> CallId:
        async with self._database.write() as session:
            return await queries.take(session, call, clock.now())

    async def _take(self, call: asking.Call) -> CallId | values.Blocked:
        async with self._database.write() as session:
            await queries.lock(session)
            now = clock.now()
            today = rules.day(now, self._zone)
            used = await queries.used(session, self._limits, now, today)
            blocked = rules.blocked(self._limits, used, _amounts(call), today)
            return blocked or await queries.take(session, call, now)

    async def settle(self, number: int, settled: asking.Settled) -> None:
        """Put what a call came to in place of what was taken; the first time counts.

        A database that is away must not cost the answer: it is tried again for some seconds, then
        the call is left to count as lost, with what was taken.
        """
        plausible = _plausible(settled)
        for delay in (*_AGAIN, None):
            try:
                async with self._database.write() as session:
                    await queries.settle(session, CallId(number), plausible, clock.now())
                return
            except (db.DatabaseUnreachableError, db.DatabaseFullError):
                if delay is None:
                    logger.warning("What call %d cost could not be written down.", number)
                    return
            await self._sleep(delay)


def _amounts(call: asking.Call) -> values.Spent:
    return values.Spent(1, call.tokens_in + call.tokens_out, call.price)


def _plausible(settled: asking.Settled) -> asking.Settled:
    """What can be stored: figures and codes of a model's server may be anything."""
    error = settled.error and words.storable(settled.error)[:_LONGEST_ERROR]
    return replace(
        settled,
        tokens_in=min(max(settled.tokens_in, 0), _MOST),
        tokens_out=min(max(settled.tokens_out, 0), _MOST),
        price=min(max(settled.price, 0), _MOST),
        error=error,
    )


async def sweep_lost(session: db.Session, older_than: datetime) -> int:
    """Mark calls of processes that died as lost, and count them; what they took stays taken.

    `older_than` is so long ago that no call of a living process is still under way since then.
    """
    return await queries.lose(session, older_than, clock.now())


async def prune(session: db.Session) -> int:
    """Forget calls that are older than a year, and count them."""
    return await queries.forget(session, clock.now() - KEPT)


async def standing(
    session: db.ReadSession, limits: values.Limits, zone: ZoneInfo, now: datetime
) -> values.Standing:
    """What is used of the limits, and whether one more call like those of today has room."""
    today = rules.day(now, zone)
    used = await queries.used(session, limits, now, today)
    minute, hour, own, lost = await queries.counts(session, now, today)
    return values.Standing(
        limits=limits,
        minute=minute,
        hour=hour,
        day=used.day,
        blocked=rules.blocked(limits, used, rules.usual(used.day), today),
        own=own,
        lost=lost,
    )


async def calls(
    session: db.ReadSession, limit: int = 20, day: values.Day | None = None
) -> tuple[values.CallSeen, ...]:
    """The newest calls, of a day if one is given; the oldest of them first."""
    return await queries.calls(session, limit, day)


async def call(session: db.ReadSession, number: CallId) -> values.CallSeen | None:
    """One call."""
    return next(iter(await queries.calls(session, 1, only=number)), None)


async def sent(
    session: db.ReadSession, number: CallId
) -> tuple[tuple[values.SentPerson, ...], tuple[values.SentChat, ...]]:
    """Whose words and which messages left with a call."""
    return await queries.sent_people(session, number), await queries.sent_messages(session, number)
