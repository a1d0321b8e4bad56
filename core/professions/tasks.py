"""Reads everybody who is due: offline at once, then the most useful ones by a model."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from core import clock, db
from core.ai import asking
from core.ai.chain import chain
from core.models import UserId
from core.professions import queries as profiles
from core.professions import service as people
from core.professions import values
from core.professions.asking import queries, service
from core.professions.asking.service import Desk
from core.professions.asking.values import Estimate, Person, Plan, Round, Wish
from core.taxonomy.values import Taxonomy

A_DAY = timedelta(days=1)
AT_ONCE = 4
"""People about whom is asked at the same time."""
_HANDFUL = 100
_SAMPLE = 20
"""People by whom the price of all is told."""


async def read_people(
    database: db.Database,
    offline: people.Reader,
    models: chain.Chain,
    taxonomy: Taxonomy,
    plan: Plan,
    progress: Callable[[Round], None] = lambda _: None,
) -> Round:
    """Read everybody who is due, person by person, so that it may be stopped and started anew.

    Where the chain has models, those who gain most are read by them, within the limits; `again`
    of the round says when to go on if these, or the models, ended it.
    """
    done = Round()

    def so_far(read: values.Analysed) -> None:
        nonlocal done
        done = replace(done, offline=read)
        progress(done)

    await people.read_due(database, offline, _wanted(offline, models, plan), so_far)
    if not models.has_models:
        return done
    desk = await service.open_desk(database, models, taxonomy, plan)
    return await _Pass(desk, _wish(desk), done, progress).run()


async def read_person(
    database: db.Database,
    models: chain.Chain,
    taxonomy: Taxonomy,
    plan: Plan,
    user_id: UserId,
    *,
    force: bool = False,
) -> values.Read | None:
    """Have a model read one person; None where it may not, or the offline reading stands.

    `force` does so though they were read today or said nothing new. Raises what the chain raises.
    """
    desk = await service.open_desk(database, models, taxonomy, replace(plan, again=force))
    async with database.read() as session:
        person = await queries.one(session, user_id, _wish(desk))
        gathered = await service.gather(session, person) if person else None
    if person is None or gathered is None or not models.has_models:
        return None
    if not service.is_worth_it(person, gathered):
        return None
    return (
        await service.read_claimed(desk, person, gathered)
        if await service.claim(desk, person)
        else None
    )


async def estimate(
    database: db.Database,
    offline: people.Reader,
    models: chain.Chain,
    taxonomy: Taxonomy,
    plan: Plan,
) -> Estimate:
    """What `read_people` would take at most, told from the first people that it would read."""
    async with database.read() as session:
        waiting = await profiles.count_due(session, _wanted(offline, models, plan))
    nothing = Estimate(waiting, 0, 0, 0, 0, None)
    if not models.has_models:
        return nothing
    desk = await service.open_desk(database, models, taxonomy, plan)
    async with database.read() as session:
        due = min(await queries.count_due(session, _wish(desk)), await _left(session, desk))
        sample = await queries.due(session, _wish(desk), min(due, _SAMPLE))
        costs = [await service.cost(session, desk, person) for person in sample]
    told = [one for one in costs if one is not None]
    if not told:
        return nothing
    scale = due / len(sample)
    return Estimate(
        waiting,
        round(len(told) * scale),
        round(sum(one.messages for one in told) * scale),
        round(sum(one.tokens for one in told) * scale),
        round(sum(one.price for one in told) * scale),
        models.models[0],
    )


async def estimate_person(
    database: db.Database,
    models: chain.Chain,
    taxonomy: Taxonomy,
    plan: Plan,
    user_id: UserId,
) -> Estimate:
    """What `read_person` with `force` would take at most; offline where no model may read them."""
    desk = await service.open_desk(database, models, taxonomy, replace(plan, again=True))
    async with database.read() as session:
        person = await queries.one(session, user_id, _wish(desk)) if models.has_models else None
        told = await service.cost(session, desk, person) if person else None
    return told or Estimate(1, 0, 0, 0, 0, None)


async def _left(session: db.ReadSession, desk: Desk) -> int:
    """How many people models may still read today and in this run."""
    today = await queries.read_today(session, clock.midnight(clock.now(), desk.plan.zone))
    left = max(0, desk.plan.people_per_day - today)
    return left if desk.plan.most is None else min(left, desk.plan.most)


def _wanted(offline: people.Reader, models: chain.Chain, plan: Plan) -> values.Wanted:
    return values.Wanted(offline.name, plan.minimum, plan.again, models.has_models)


def _wish(desk: Desk) -> Wish:
    now = clock.now()
    since = now if desk.plan.again else now - A_DAY
    return Wish(desk.readers, now, since, desk.plan.again)


@dataclass(slots=True)
class _Pass:
    """People read by models, a few at once, until nobody is left or something ends it."""

    desk: Desk
    wish: Wish
    done: Round
    progress: Callable[[Round], None]
    over: bool = False
    passed: list[UserId] = field(default_factory=list)
    """Who has nothing that is worth it, for this run."""

    async def run(self) -> Round:
        while not self.over:
            async with self.desk.database.read() as session:
                handful = await queries.due(session, self.wish, _HANDFUL, self.passed)
            if not handful:
                break
            waiting = iter(handful)
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(min(AT_ONCE, self.desk.plan.most or AT_ONCE)):
                        group.create_task(self._work(waiting))
            except BaseExceptionGroup as group_of_errors:
                raise group_of_errors.exceptions[0] from None
        return self.done

    async def _work(self, waiting: Iterator[Person]) -> None:
        for person in waiting:
            if self.over:
                return
            try:
                await self._one(person)
            except asking.BudgetSpentError as error:
                self._stop(error.until)
            except asking.NobodyAnswersError as error:
                self._stop(error.again)

    async def _one(self, person: Person) -> None:
        plan = self.desk.plan
        async with self.desk.database.read() as session:
            gathered = await service.gather(session, person)
        if not service.is_worth_it(person, gathered):
            self.passed.append(person.due.user_id)
            async with self.desk.database.write() as session:
                await queries.looked_into(session, person.due)
            return
        if plan.most is not None and self.done.asked >= plan.most:
            self.over = True
            return
        self.done = replace(self.done, asked=self.done.asked + 1)
        try:
            claimed = await service.claim(self.desk, person)
            read = await service.read_claimed(self.desk, person, gathered) if claimed else None
        except (asking.BudgetSpentError, asking.NobodyAnswersError):
            self.done = replace(self.done, asked=self.done.asked - 1)
            raise
        if not claimed:
            self.done = replace(self.done, asked=self.done.asked - 1)
        if claimed is None:
            self._stop(_tomorrow(plan))
        if read is not None:
            self.done = replace(self.done, models=people.tally(self.done.models, [read]))
        if claimed:
            self.progress(self.done)

    def _stop(self, again: datetime) -> None:
        self.over = True
        self.done = replace(self.done, again=min(again, self.done.again or again))


def _tomorrow(plan: Plan) -> datetime:
    today = clock.midnight(clock.now(), plan.zone)
    return clock.midnight(today + 1.5 * A_DAY, plan.zone)
