"""A worker: it picks up jobs, does them, and says what became of them."""

import asyncio
import functools
import logging
import os
import platform
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import NoReturn
from zoneinfo import ZoneInfo

from pgqueuer import errors as trouble
from pgqueuer.applications import PgQueuer
from pgqueuer.domain import models, types

from core import clock, db, errors, queue
from core.worker import passing, queries, rules, schedule, service
from core.worker.store import AGAIN, PUT_OFF, Ending, Line, SetAsideError, Store

logger = logging.getLogger(__name__)

Handler = Callable[[str], Awaitable[timedelta | None]]
"""Does a job, given its key; gives after which time to do it again, or None."""

CONNECTIONS = 4
"""PgQueuer's own: one listens."""


class NeverEndsError(errors.KimdirError):
    """A job took longer than any job should."""


class DiedError(errors.KimdirError):
    """Each worker that began a job died with it."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long a worker waits for what."""

    heartbeat: timedelta = timedelta(seconds=30)
    """A job whose worker was not heard of for so long is picked up by another."""
    look: timedelta = timedelta(seconds=5)
    """Between two looks where nobody calls."""
    longest: timedelta = timedelta(hours=1)
    """After which a job is given up."""
    patience: timedelta = timedelta(seconds=5)
    """For jobs in hand at a stop; then they are given back."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker knows to do, and how much at once."""

    handlers: Mapping[queue.Job, Handler]
    plans: Sequence[schedule.Plan]
    zone: ZoneInfo
    concurrency: int
    times: Times = Times()


@dataclass(slots=True)
class Worker:
    """One process that works; it can be run again after the database was away."""

    name: str = field(
        default_factory=lambda: f"{platform.node()} {os.getpid()} {secrets.token_hex(4)}"
    )
    done: int = 0
    """Jobs."""
    owed: list[Ending] = field(default_factory=list)

    async def run(self, database: db.Database, work: Work, stop: asyncio.Event) -> None:
        """Do jobs until `stop`; raises DatabaseUnreachableError and DatabaseFullError."""
        logging.getLogger("pgqueuer").addFilter(reduced)
        async with db.plain(database, CONNECTIONS) as pool:
            ending = asyncio.Event()
            line = Line(pool, ending.set)
            store = Store(line, work.concurrency, self.owed)
            await store.pay()
            queuer = _queuer(store, ending)
            hand = _Hand(self, work, database, store)
            for job in work.handlers:
                do = functools.partial(hand.do, job)
                queuer.entrypoint(job, on_failure="hold", accepts_context=False)(do)
            for plan in work.plans:
                schedule.register(queuer, plan, work.zone)
            await self._run(queuer, hand, stop)
        if not stop.is_set():
            raise line.trouble or db.DatabaseUnreachableError(db.BROKEN)

    async def _run(self, queuer: PgQueuer, hand: "_Hand", stop: asyncio.Event) -> None:
        times, ending = hand.work.times, queuer.shutdown
        jobs = queuer.qm.run(
            dequeue_timeout=times.look,
            batch_size=1,
            max_concurrent_tasks=max(2, hand.work.concurrency),
            shutdown_on_listener_failure=True,
            heartbeat_timeout=times.heartbeat,
            log_aggregation_interval=timedelta(0),
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(self._beat(hand.database, ending))
            beside = [
                group.create_task(_pass_on(stop, ending)),
                group.create_task(hand.give_back_after(ending, times.patience)),
            ]
            outcomes = await asyncio.gather(
                _ended(jobs, ending), _ended(queuer.sm.run(), ending), return_exceptions=True
            )
            for task in beside:
                task.cancel()
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not _is_away(outcome):
                raise outcome

    async def _beat(self, database: db.Database, ending: asyncio.Event) -> None:
        """Say every few seconds that this worker lives, until it ends."""
        try:
            while not ending.is_set():
                async with database.write() as session:
                    await queries.beat(session, self.name, self.done)
                await _wait(ending, service.BEAT)
            async with database.write() as session:
                await queries.leave(session, self.name)
        except (db.DatabaseUnreachableError, db.DatabaseFullError):
            ending.set()


@dataclass(slots=True)
class _Hand:
    """The jobs in hand."""

    worker: Worker
    work: Work
    database: db.Database
    store: Store
    _limits: set[asyncio.Timeout] = field(default_factory=set)
    _leaving: bool = False

    async def do(self, kind: queue.Job, job: models.Job) -> None:
        """Do a job for PgQueuer, and raise what it is to make of the outcome."""
        started = monotonic()
        (outcome,) = await asyncio.gather(self._attempt(kind, job), return_exceptions=True)
        if isinstance(outcome, BaseException):
            self._judge(kind, job, outcome)
        self.worker.done += 1
        logger.debug("%s %d took %.2f s.", kind, job.id, monotonic() - started)
        if outcome is not None:
            raise trouble.RetryRequested(max(outcome, timedelta(0)), AGAIN)

    async def _attempt(self, kind: queue.Job, job: models.Job) -> timedelta | None:
        async with self.database.write() as session:
            starts = await queries.begun(session, job.id)
        if starts > rules.MOST_STARTS:
            raise DiedError("Each worker that began this job died with it.")
        longest = self.work.times.longest.total_seconds()
        try:
            async with asyncio.timeout(longest) as limit:
                self._limits.add(limit)
                try:
                    return await self.work.handlers[kind]((job.payload or b"").decode())
                finally:
                    self._limits.discard(limit)
        except TimeoutError as error:
            if self._leaving or not limit.expired():
                raise
            raise NeverEndsError("This job took too long.") from error

    def _judge(self, kind: queue.Job, job: models.Job, error: BaseException) -> NoReturn:
        if self._leaving and isinstance(error, TimeoutError):
            raise trouble.RetryRequested(timedelta(0), PUT_OFF)
        if (wait := passing.put_off(error, clock.now())) is not None:
            self.store.rest(kind, clock.now() + wait)
            raise trouble.RetryRequested(wait, PUT_OFF)
        trace = errors.trace(next(passing.leaves(error)))
        pause = rules.pause(job.attempts + 1)
        if pause is None or isinstance(error, DiedError):
            logger.warning("%s %d is set aside: %s", kind, job.id, trace)
            raise SetAsideError(trace) from None
        logger.warning("%s %d failed, again in %s: %s", kind, job.id, pause, trace)
        raise trouble.RetryRequested(pause, trace) from None

    async def give_back_after(self, ending: asyncio.Event, patience: timedelta) -> None:
        """When it ends, leave the jobs in hand some time, then break them off."""
        await ending.wait()
        await asyncio.sleep(patience.total_seconds())
        self._leaving = True
        for limit in self._limits:
            if not limit.expired():
                limit.reschedule(asyncio.get_running_loop().time())


def _queuer(store: Store, ending: asyncio.Event) -> PgQueuer:
    queuer = PgQueuer(store.driver, channel=types.Channel(queue.names().channel), queries=store)
    queuer.shutdown = queuer.qm.shutdown = queuer.sm.shutdown = ending
    return queuer


def reduced(record: logging.LogRecord) -> bool:
    """Leave no text and no values of an error in what PgQueuer logs, and drop what we say too."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, SetAsideError) or (error is not None and _is_away(error)):
        return False
    if error is not None:
        record.msg, record.args = "PgQueuer met %s", (errors.trace(error),)
        record.exc_info = record.exc_text = None
    return record.levelno >= logging.WARNING


def _is_away(error: BaseException) -> bool:
    away = (db.DatabaseUnreachableError, db.DatabaseFullError, trouble.FailingListenerError)
    return isinstance(error, away)


async def _ended(running: Awaitable[None], ending: asyncio.Event) -> None:
    try:
        await running
    finally:
        ending.set()


async def _pass_on(stop: asyncio.Event, ending: asyncio.Event) -> None:
    await stop.wait()
    ending.set()


async def _wait(event: asyncio.Event, most: timedelta) -> None:
    try:
        async with asyncio.timeout(most.total_seconds()):
            await event.wait()
    except TimeoutError:
        return
