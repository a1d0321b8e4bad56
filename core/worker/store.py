"""What PgQueuer asks of Postgres, so that a database that is away costs no job."""

import asyncio
import dataclasses
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.adapters.persistence import qb
from pgqueuer.domain import models, types
from pgqueuer.ports.driver import NotifyCallback
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries

from core import clock, db, errors, queue
from core.worker import queries

logger = logging.getLogger(__name__)

AGAIN = "again"
"""Why a job waits again: it went well, and wants to look again."""
PUT_OFF = "put off"
"""Why a job waits again: trouble that is not its own. Any other reason counts as a failure."""

Log = tuple[models.Job, types.JOB_STATUS, models.TracebackRecord | None]


class SetAsideError(Exception):
    """A job is not tried any more; the text is the type and place of what broke, nothing else."""


class Line(AsyncpgPoolDriver):
    """PgQueuer's connections; `lost` is called when Postgres does not answer."""

    def __init__(self, pool: asyncpg.Pool, lost: Callable[[], None]) -> None:
        super().__init__(pool)
        self._lost = lost
        self._listens = asyncio.Event()
        self.trouble: errors.KimdirError | None = None
        """The first."""

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """As the driver, raising our errors."""
        async with self._connection() as connection:
            return [dict(row) for row in await connection.fetch(query, *args)]

    async def execute(self, query: str, *args: object) -> str:
        """As the driver, raising our errors."""
        async with self._connection() as connection:
            return str(await connection.execute(query, *args))

    async def notify(self, channel: str, payload: str) -> None:
        """As the driver, but not before it listens: PgQueuer looks whether it hears itself."""
        await self._listens.wait()
        await self.execute(queries.NOTIFY, channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        """As the driver, raising our errors."""
        async with self._watched(), db.reached():
            await super().add_listener(channel, callback)
        self._listens.set()

    async def __aexit__(self, *_: object) -> None:
        """As the driver; where the connection that listened is dead there is nothing to end."""
        try:
            await super().__aexit__()
        except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
            logger.debug("The connection that listened is dead.")

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._watched(), AsyncExitStack() as stack:
            async with db.reached():
                connection = await stack.enter_async_context(self._pool.acquire())
            yield connection

    @asynccontextmanager
    async def _watched(self) -> AsyncIterator[None]:
        try:
            async with db.unbroken():
                yield
        except OSError as error:
            self._lost()
            raise db.DatabaseUnreachableError(db.BROKEN) from error
        except (db.DatabaseUnreachableError, db.DatabaseFullError) as error:
            self.trouble = self.trouble or error
            self._lost()
            raise


@dataclasses.dataclass(frozen=True, slots=True)
class Ending:
    """How a job in hand ended; done if `delay` is None and nothing broke."""

    job: models.Job
    delay: timedelta | None = None
    """Until it is wanted again."""
    reason: str | None = None
    """Why it was set aside, or waits again."""


class Store(Queries):
    """PgQueuer's queries, which leave out kinds that rest and keep no words of errors.

    Endings that cannot be written down are `owed`, and paid when Postgres answers again.
    """

    def __init__(self, line: Line, most: int, owed: list[Ending]) -> None:
        names = queue.names()
        super().__init__(
            line,
            qbe=qb.QueryBuilderEnvironment(names),
            qbq=qb.QueryQueueBuilder(names),
            qbs=qb.QuerySchedulerBuilder(names),
        )
        self._most = most
        self._owed = owed
        self._resting: dict[str, datetime] = {}

    def rest(self, job: str, until: datetime) -> None:
        """Pick up no job of a kind until then."""
        self._resting[job] = until

    async def pay(self) -> None:
        """Write down what could not be written down before."""
        owed, self._owed[:] = list(self._owed), []
        for ending in owed:
            await self._end(ending)

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: dict[types.QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: types.QueueManagerId,
        global_concurrency_limit: int | None,  # noqa: ARG002 - PgQueuer allows none below two
        heartbeat_timeout: timedelta,
    ) -> list[models.Job]:
        """Pick up jobs, at most as many as this worker may have in hand."""
        awake = self._awake(list(entrypoints))
        return await super().dequeue(
            batch_size,
            {name: entrypoints[name] for name in awake},
            queue_manager_id,
            self._most,
            heartbeat_timeout,
        )

    async def queued_work(self, entrypoints: list[types.QueueEntrypoint]) -> int:
        """Of the kinds that do not rest."""
        return await super().queued_work(self._awake(entrypoints))

    async def eligible_queued_work(self, entrypoints: list[types.QueueEntrypoint]) -> int:
        """Of the kinds that do not rest."""
        return await super().eligible_queued_work(self._awake(entrypoints))

    async def next_deferred_eta(
        self, entrypoints: list[types.QueueEntrypoint]
    ) -> timedelta | None:
        """When the next job is due, or the next kind has rested."""
        due = await super().next_deferred_eta(self._awake(entrypoints))
        rests = [until - clock.now() for until in self._resting.values()]
        return min([*rests, *([] if due is None else [due])], default=None)

    async def retry_job(
        self,
        job: models.Job,
        delay: timedelta,
        traceback_record: models.TracebackRecord | None,
    ) -> None:
        """Let a job wait again; what the record has as its reason decides whether it counts."""
        context = (traceback_record and traceback_record.additional_context) or {}
        await self._end_or_owe(Ending(job, delay, str(context.get("reason"))))

    async def log_jobs(self, job_status: list[Log]) -> None:
        """Write down how jobs ended; one that was broken off waits again instead of being gone."""
        for job, status, record in job_status:
            if status == "successful":
                ending = Ending(job)
            elif status == "canceled":
                ending = Ending(job, timedelta(0), PUT_OFF)
            else:
                ending = Ending(job, reason=_reason(record))
            await self._end_or_owe(ending)

    async def _end_or_owe(self, ending: Ending) -> None:
        try:
            await self._end(ending)
        except (db.DatabaseUnreachableError, db.DatabaseFullError):
            self._owed.append(ending)

    async def _end(self, ending: Ending) -> None:
        job = ending.job
        if ending.delay is not None and ending.reason is not None:
            await self._put_back(job, ending.delay, ending.reason)
            return
        await self.driver.execute(queries.ENDED, [job.id])
        if ending.reason is None:
            await super().log_jobs([(job, "successful", None)])
        else:
            await super().log_jobs([(job, "failed", _record(job, ending.reason))])

    async def _put_back(self, job: models.Job, delay: timedelta, reason: str) -> None:
        counts = reason not in (AGAIN, PUT_OFF)
        new = reason == AGAIN
        attempts = 0 if new else job.attempts + counts
        record = _record(job, reason).model_dump_json() if counts else None
        await self.driver.execute(
            queries.PUT_BACK, job.id, job.queue_manager_id, delay, attempts, record, new
        )
        # Of a changed row PgQueuer's trigger tells nobody.
        channel = types.Channel(queue.names().channel)
        event = models.TableChangedEvent(
            channel=channel,
            sent_at=clock.now(),
            type="table_changed_event",
            operation="update",
            table=queue.names().queue_table,
        )
        await self.driver.execute(queries.NOTIFY, channel, event.model_dump_json())

    def _awake(self, entrypoints: list[types.QueueEntrypoint]) -> list[types.QueueEntrypoint]:
        now = clock.now()
        self._resting = {job: until for job, until in self._resting.items() if until > now}
        return [each for each in entrypoints if each not in self._resting]


def _reason(record: models.TracebackRecord | None) -> str:
    """Ours, or no more than the type: an error's own text may quote what was said."""
    if record is None:
        return ""
    ours = record.exception_type == SetAsideError.__name__
    return record.exception_message if ours else record.exception_type


def _record(job: models.Job, reason: str) -> models.TracebackRecord:
    return models.TracebackRecord(
        job_id=job.id,
        timestamp=clock.now(),
        exception_type=reason.partition(" ")[0],
        exception_message=reason,
        traceback="",
        additional_context=None,
    )
