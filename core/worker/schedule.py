"""What is done at set times, in the owner's time zone."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pgqueuer.applications import PgQueuer
from pgqueuer.domain import models
from pgqueuer.executors import ScheduleExecutor, ScheduleExecutorFactoryParameters

from core import clock, errors
from core.worker import rules

logger = logging.getLogger(__name__)

Deed = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """Something to be done at set times by one of all workers; a failure is logged, no more."""

    what: str
    at: timedelta | time
    """Every so many whole minutes, or each day at a time of the owner's."""
    do: Deed

    @property
    def expression(self) -> str:
        """For PgQueuer, whose lists tell schedules apart by name and expression."""
        if isinstance(self.at, time):
            return f"{self.at.minute} {self.at.hour} * * *"
        return f"*/{self.at // timedelta(minutes=1)} * * * *"


class Daily(ScheduleExecutor):
    """Once a day at a time in a zone, also where clocks are changed."""

    def __init__(
        self, parameters: ScheduleExecutorFactoryParameters, at: time, zone: ZoneInfo
    ) -> None:
        super().__init__(parameters)
        self._at = at
        self._zone = zone

    def get_next(self) -> datetime:
        """When it is due next."""
        return rules.next_daily(clock.now(), self._at, self._zone)


def register(queuer: PgQueuer, plan: Plan, zone: ZoneInfo) -> None:
    """Have PgQueuer do it, on one worker each time."""

    async def do(_schedule: models.Schedule) -> None:
        await _done(plan)

    def executor(parameters: ScheduleExecutorFactoryParameters) -> ScheduleExecutor:
        if isinstance(plan.at, time):
            return Daily(parameters, plan.at, zone)
        return ScheduleExecutor(parameters)

    queuer.schedule(plan.what, plan.expression, executor_factory=executor)(do)


async def _done(plan: Plan) -> None:
    (outcome,) = await asyncio.gather(plan.do(), return_exceptions=True)
    if isinstance(outcome, BaseException):
        logger.warning("%s failed: %s", plan.what, errors.trace(outcome))
