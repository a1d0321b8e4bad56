"""SQL of the worker: how PgQueuer's rows are put back, and what is shown of them."""

from datetime import datetime

from sqlalchemy import CursorResult, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from core import db, models
from core.worker.values import JobId, SetAside, Waiting

PUT_BACK = """
WITH back AS (
    UPDATE queue.pgqueuer SET status = 'queued', execute_after = now() + $3, attempts = $4,
        created = CASE WHEN $6 THEN now() ELSE created END, updated = now(),
        queue_manager_id = NULL
    WHERE id = $1 AND status = 'picked' AND queue_manager_id = $2
    RETURNING id, entrypoint, priority
), ended AS (
    DELETE FROM job_starts WHERE job_id IN (SELECT id FROM back)
)
INSERT INTO queue.pgqueuer_log (job_id, status, entrypoint, priority, traceback)
SELECT id, 'queued', entrypoint, priority, $5::jsonb FROM back
"""
"""For asyncpg: a job that whoever picked it up ($2) has in hand waits again for $3; if $6, as one
that is asked for only now."""

ENDED = """
WITH ended AS (
    DELETE FROM job_starts WHERE job_id = ANY($1::bigint[])
)
DELETE FROM queue.pgqueuer other USING queue.pgqueuer job
WHERE job.id = ANY($1::bigint[]) AND other.status = 'failed' AND other.id <> job.id
    AND other.entrypoint = job.entrypoint AND other.payload = job.payload
"""
"""For asyncpg: jobs that are done or set aside; what was set aside before of the same is moot."""

NOTIFY = "SELECT pg_notify($1, $2)"
"""For asyncpg."""

_WAITING = text("""
SELECT entrypoint, count(*) FILTER (WHERE status = 'queued') AS waiting,
    count(*) FILTER (WHERE status = 'picked') AS under_way, min(created) AS oldest
FROM queue.pgqueuer WHERE status IN ('queued', 'picked') GROUP BY entrypoint ORDER BY entrypoint
""")

_SET_ASIDE = text("""
SELECT job.id, job.entrypoint, convert_from(job.payload, 'UTF8') AS key, job.updated,
    job.attempts + 1 AS tries, coalesce(why.traceback ->> 'exception_message', '') AS reason
FROM queue.pgqueuer job
LEFT JOIN LATERAL (
    SELECT traceback FROM queue.pgqueuer_log WHERE job_id = job.id AND status = 'failed'
    ORDER BY id DESC LIMIT 1
) why ON true
WHERE job.status = 'failed' ORDER BY job.updated, job.id
""")

_NEEDLESS = text("""
DELETE FROM queue.pgqueuer held
WHERE held.status = 'failed' AND (:id = 0 OR held.id = :id) AND EXISTS (
    SELECT FROM queue.pgqueuer other WHERE other.dedupe_key = held.dedupe_key
        AND (other.status IN ('queued', 'picked')
            OR :id = 0 AND other.status = 'failed' AND other.id < held.id)
)
""")
"""Set aside, and asked for again since: a second one that waits would be one too many."""

_AGAIN = text("""
UPDATE queue.pgqueuer SET status = 'queued', execute_after = now(), attempts = 0, updated = now()
WHERE status = 'failed' AND (:id = 0 OR id = :id)
""")

_PRUNE_LOG = text("""
DELETE FROM queue.pgqueuer_log log WHERE created < :before
    AND NOT EXISTS (SELECT FROM queue.pgqueuer job WHERE job.id = log.job_id)
""")

_PRUNE_STARTS = text("""
DELETE FROM job_starts WHERE begun_at < :before
    AND NOT EXISTS (SELECT FROM queue.pgqueuer job WHERE job.id = job_starts.job_id)
""")


async def begun(session: db.Session, job: int) -> int:
    """Note that a job is begun; gives how often it now was without an end."""
    note = (
        insert(models.Start)
        .values(job_id=job)
        .on_conflict_do_update(
            index_elements=[models.Start.job_id],
            set_={"starts": models.Start.starts + 1, "begun_at": func.now()},
        )
        .returning(models.Start.starts)
    )
    starts = await session.scalar(note)
    assert starts is not None
    return starts


async def waiting(session: db.ReadSession) -> list[Waiting]:
    """What is neither done nor set aside, by kind."""
    rows = await session.execute(_WAITING)
    return [Waiting(*row) for row in rows]


async def set_aside(session: db.ReadSession) -> list[SetAside]:
    """What is not tried any more, the oldest first."""
    rows = await session.execute(_SET_ASIDE)
    return [SetAside(JobId(row.id), *row[1:]) for row in rows]


async def again(session: db.Session, job: JobId | None) -> int:
    """Let a job that was set aside, or every one, be tried anew; gives how many there were."""
    which = {"id": job or 0}
    needless = await session.execute(_NEEDLESS, which)
    back = await session.execute(_AGAIN, which)
    return _rows(needless) + _rows(back)


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


async def beat(session: db.Session, name: str, done: int) -> None:
    """A worker says that it lives."""
    await session.execute(
        insert(models.Worker)
        .values(name=name, done=done)
        .on_conflict_do_update(
            index_elements=[models.Worker.name], set_={"seen_at": func.now(), "done": done}
        )
    )


async def leave(session: db.Session, name: str) -> None:
    """A worker says that it ends."""
    await session.execute(delete(models.Worker).where(models.Worker.name == name))


async def alive(session: db.ReadSession, since: datetime) -> int:
    """How many workers were heard of since then."""
    count = select(func.count()).select_from(models.Worker).where(models.Worker.seen_at >= since)
    return int(await session.scalar(count) or 0)


async def prune(session: db.Session, before: datetime) -> None:
    """Forget what jobs and workers left behind before a moment."""
    await session.execute(delete(models.Worker).where(models.Worker.seen_at < before))
    for statement in (_PRUNE_LOG, _PRUNE_STARTS):
        await session.execute(statement, {"before": before})
