"""How the work for readers stands, in lines for the terminal."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core import db
from core.insights import service as insights
from core.insights.values import Figures
from core.worker import service
from core.worker.values import Standing


async def standing(session: db.ReadSession, now: datetime) -> tuple[str, ...]:
    """Lines for `kimdir status`: who works, what waits, what was set aside."""
    work = await service.standing(session, now)
    return tuple(lines(work, await insights.figures(session), now))


def lines(work: Standing, messages: Figures, now: datetime) -> Iterator[str]:
    """A line for whoever works and what waits, another for what was set aside."""
    alive = (
        f"Workers: {work.workers}" if work.workers else "Workers: none (kimdir up, kimdir worker)"
    )
    yield f"{alive}; messages without an insight: {messages.waiting:,}; {_jobs(work, now)}."
    if work.set_aside:
        yield f"Set aside: {work.set_aside:,}; kimdir jobs says why."


def _jobs(work: Standing, now: datetime) -> str:
    if work.oldest is None:
        return "no job waits"
    age = timedelta(seconds=round((now - work.oldest).total_seconds()))
    return f"jobs: {work.waiting:,}, the oldest {age} old"
