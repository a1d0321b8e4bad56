"""What waits, what was set aside, and who works."""

from datetime import datetime, timedelta

from core import db
from core.worker import queries
from core.worker.values import JobId, SetAside, Standing, Waiting

BEAT = timedelta(seconds=5)
"""So often a worker says that it lives."""
SILENT = 3 * BEAT
"""After which it does not count any more."""
KEPT = timedelta(days=3)
"""How long it can be seen what became of jobs."""


async def standing(session: db.ReadSession, now: datetime) -> Standing:
    """How the work stands."""
    kinds = await queries.waiting(session)
    return Standing(
        workers=await queries.alive(session, now - SILENT),
        waiting=sum(each.waiting + each.under_way for each in kinds),
        oldest=min((each.oldest for each in kinds), default=None),
        set_aside=len(await queries.set_aside(session)),
    )


async def waiting(session: db.ReadSession) -> list[Waiting]:
    """What is neither done nor set aside, by kind."""
    return await queries.waiting(session)


async def set_aside(session: db.ReadSession) -> list[SetAside]:
    """What is not tried any more, the oldest first."""
    return await queries.set_aside(session)


async def again(session: db.Session, job: JobId | None = None) -> int:
    """Let a job that was set aside, or every one, be tried anew; gives how many there were."""
    return await queries.again(session, job)


async def prune(session: db.Session, now: datetime) -> None:
    """Forget what jobs and workers that are gone left behind."""
    await queries.prune(session, now - KEPT)
