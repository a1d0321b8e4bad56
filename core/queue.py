"""Jobs for the workers, put into Postgres in the transaction of what they are about."""

from datetime import timedelta
from enum import StrEnum
from functools import cache

from pgqueuer.adapters.persistence import qb
from pgqueuer.domain.settings import DBSettings
from pgqueuer.queries import Queries

from core import db

SCHEMA = "queue"


class Job(StrEnum):
    """What a worker can be asked to do; the key of a job says with what."""

    NEW_MESSAGES = "new_messages"
    """Look at what is new in a chat; the key is our own id of it."""
    INSIGHTS = "insights"
    """Make the insights of a stretch of messages; the key is "chat first last", both included."""
    PEOPLE = "people"
    """Read everybody who is due; there is one key."""
    FILES = "files"
    """Caption what is stored and not captioned; there is one key."""
    EMBEDDINGS = "embeddings"
    """Make the vectors that lack; the key "all" is for those of older messages too."""
    LEARN = "learn"
    """Learn from corrections if there is reason to; there is one key."""


@cache
def names() -> DBSettings:
    """Where the tables are; each name is given, else PgQueuer would ask the environment."""
    return DBSettings(
        db_schema=SCHEMA,
        prefix="",
        channel="kimdir_queue",
        function="fn_pgqueuer_changed",
        statistics_table="pgqueuer_statistics",
        queue_status_type="pgqueuer_status",
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        trigger="tg_pgqueuer_changed",
        schedules_table="pgqueuer_schedules",
    )


@cache
def _builder() -> qb.QueryQueueBuilder:
    return qb.QueryQueueBuilder(names())


async def enqueue(
    session: db.Session,
    job: Job,
    key: str = "",
    *,
    after: timedelta = timedelta(0),
    urgent: bool = False,
    mark: str = "",
) -> None:
    """Ask for a job, once: nothing is added while one of this key and mark waits or is under way.

    One that is under way may have looked before this transaction is committed. So whoever does a
    job looks for all that is left to do, and looks again on a schedule. `urgent` goes first.
    """
    queries = Queries.from_asyncpg_connection(await db.driver(session))
    queries.qbq = _builder()
    await queries.enqueue(
        job,
        key.encode(),
        priority=int(urgent),
        execute_after=after,
        dedupe_key=f"{job}:{key}:{mark}",
        on_conflict="skip",
    )
