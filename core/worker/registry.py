"""Which job calls what, and what is done at set times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from core import clock, db, queue
from core.settings import Settings
from core.worker import schedule, service
from core.worker.loop import Handler, Work

NIGHT: Final = time(4)
"""The owner's, when nobody minds."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What jobs are done with."""

    database: db.Database
    settings: Settings


def work(tools: Tools) -> Work:
    """Everything that a worker does."""
    return Work(
        handlers=_handlers(tools),
        plans=_plans(tools),
        zone=tools.settings.zone,
        concurrency=tools.settings.ai_concurrency,
    )


def _handlers(_tools: Tools) -> dict[queue.Job, Handler]:
    return {}


def _plans(tools: Tools) -> Sequence[schedule.Plan]:
    async def prune() -> None:
        async with tools.database.write() as session:
            await service.prune(session, clock.now())

    return [schedule.Plan("prune", NIGHT, prune)]
