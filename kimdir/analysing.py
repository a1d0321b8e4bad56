"""`kimdir analyse`: read people and messages by hand, with the price before it starts."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core import db, errors, settings
from core.ai import asking
from core.ai.chain import chain
from core.insights import tasks as insights
from core.insights.values import Estimate as OfMessages
from core.insights.values import Stretch
from core.learning import service as learning
from core.ledger import service as ledger
from core.models import UserId
from core.professions import queries, service, tasks
from core.professions.asking.values import Estimate as OfPeople
from core.professions.asking.values import Plan
from core.professions.service import Reader
from core.professions.values import Analysed, Wanted
from core.settings import Settings
from core.taxonomy import catalogue
from kimdir import agreeing, servers

PASSING = (asking.BudgetSpentError, asking.NobodyAnswersError)


class ContradictionError(errors.KimdirError):
    """Two wishes do not go together."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What to read."""

    last: int | None = None
    """The newest messages of all chats."""
    person: UserId | None = None
    everybody: bool = False
    """Also people with nothing new."""
    limit: int | None = None
    """People for models, at most."""
    agreed: bool = False
    """Do not ask whether to start."""


def chosen(
    *, last: int | None, person: int | None, everybody: bool, limit: int | None, agreed: bool
) -> Choice:
    """What the options of the command mean; raises ContradictionError."""
    if (last is not None) + (person is not None) + everybody > 1:
        raise ContradictionError("--last, --person and --all exclude each other.")
    if limit is not None and (last is not None or person is not None):
        raise ContradictionError("--limit is a number of people: it goes with --all, or alone.")
    return Choice(last, None if person is None else UserId(person), everybody, limit, agreed)


@dataclass(frozen=True, slots=True)
class Kit:
    """What a run works with."""

    database: db.Database
    loaded: Settings
    models: chain.Chain
    offline: Reader
    console: Console


def run(choice: Choice) -> None:
    """Read what is chosen."""
    asyncio.run(_run(settings.load(), choice))


async def _run(loaded: Settings, choice: Choice) -> None:
    async with servers.database(loaded) as database:
        await read(database, loaded, choice, Console())


async def read(database: db.Database, loaded: Settings, choice: Choice, out: Console) -> None:
    """Read what is chosen; ends with exit code 1 where the rest has to wait."""
    async with _kit(database, loaded, out) as kit:
        try:
            if choice.last is not None:
                await _messages(kit, choice.last, agreed=choice.agreed)
            elif choice.person is not None:
                await _person(kit, choice.person, choice)
            else:
                await _people(kit, choice)
        except asyncio.CancelledError:
            out.print("Stopped. The same command goes on where this one ended.")
            raise
        except PASSING as error:
            out.print(f"{error} What was read is stored; the same command goes on then.")
            sys.exit(1)


@contextlib.asynccontextmanager
async def _kit(database: db.Database, loaded: Settings, out: Console) -> AsyncIterator[Kit]:
    budget = ledger.Ledger(database, ledger.limits_of(loaded), loaded.zone)
    models = chain.prepare(loaded, budget)
    try:
        yield Kit(database, loaded, models, await _offline(database), out)
    finally:
        await models.close()


async def _offline(database: db.Database) -> Reader:
    async with database.read() as session:
        taxonomy = catalogue.load()
        plain = service.offline(taxonomy)
        return await learning.live(session, plain, taxonomy)


async def _messages(kit: Kit, most: int, *, agreed: bool) -> None:
    stretches = await insights.newest(kit.database, kit.models, most)
    cost = OfMessages()
    for stretch in stretches:
        cost += await insights.estimate(kit.database, kit.models, stretch)
    if not cost.messages:
        kit.console.print("The newest messages have been read already.")
        return
    told = f"Messages: {cost.messages:,}"
    if cost.calls:
        told += f", in {cost.calls:,} calls by {cost.model}."
        amount = (cost.tokens_in + cost.tokens_out, cost.price)
        agreeing.agree(kit.console, kit.loaded, kit.models, told, amount, agreed=agreed)
    else:
        agreeing.free(kit.console, f"{told}.")
    read = await _read(kit, stretches, cost.messages)
    kit.console.print(f"Messages read: {read:,}.", highlight=False)


async def _read(kit: Kit, stretches: tuple[Stretch, ...], total: int) -> int:
    """Read stretches, newest first, a few at once; what passes by itself ends it, in order."""
    waiting, read = iter(stretches), 0
    trouble: list[asking.BudgetSpentError | asking.NobodyAnswersError] = []
    with _bar("Reading messages", kit.console) as bar:
        task = bar.add_task("", total=total)

        async def work() -> None:
            nonlocal read
            for each in waiting:
                try:
                    done = await insights.read(
                        kit.database, kit.models, each.chat_id, each.first, each.last, again=True
                    )
                except PASSING as error:
                    trouble.append(error)
                    return
                read += done
                bar.update(task, completed=read)
                if trouble:
                    return

        async with asyncio.TaskGroup() as group:
            for _ in range(kit.loaded.ai_concurrency):
                group.create_task(work())
    if trouble:
        raise trouble[0]
    return read


async def _person(kit: Kit, person: UserId, choice: Choice) -> None:
    async with kit.database.read() as session:
        if abs(person) >= 2**63 or not await queries.is_stored(session, person):
            raise service.NobodyError("Nobody with this id is stored.")
    await _offline_first(kit, _wanted(kit, again=True, only=person))
    if not kit.models.has_models:
        return
    plan, taxonomy = _plan(kit.loaded, choice), catalogue.load()
    cost = await tasks.estimate_person(kit.database, kit.models, taxonomy, plan, person)
    _agree_people(kit, cost, agreed=choice.agreed)
    read = await tasks.read_person(kit.database, kit.models, taxonomy, plan, person, force=True)
    if read is None:
        kit.console.print("No model had anything to add.")
    else:
        kit.console.print(summary(service.tally(Analysed(), [read]), "by a model"))


async def _people(kit: Kit, choice: Choice) -> None:
    await _offline_first(kit, _wanted(kit, again=choice.everybody))
    if not kit.models.has_models:
        return
    plan, taxonomy = _plan(kit.loaded, choice), catalogue.load()
    cost = await tasks.estimate(kit.database, kit.offline, kit.models, taxonomy, plan)
    _agree_people(kit, cost, agreed=choice.agreed)
    with _bar("Reading people", kit.console) as bar:
        task = bar.add_task("", total=cost.people)
        done = await tasks.read_people(
            kit.database,
            kit.offline,
            kit.models,
            taxonomy,
            plan,
            lambda so_far: bar.update(task, completed=so_far.asked),
        )
    if done.asked or done.again is None:
        kit.console.print(summary(done.models, "by models"), highlight=False)
    if stands := done.asked - done.models.people:
        kit.console.print(f"The offline reading stands for {stands:,} more.", highlight=False)
    if done.again is not None:
        until = done.again.astimezone(kit.loaded.zone)
        told = f"Models are done for now: go on from {until:%Y-%m-%d %H:%M}."
        kit.console.print(f"{told} kimdir status and kimdir doctor say why.", highlight=False)
        sys.exit(1)


def _wanted(kit: Kit, *, again: bool, only: UserId | None = None) -> Wanted:
    return Wanted(
        kit.offline.name, kit.loaded.minimum_messages, again, kit.models.has_models, only
    )


async def _offline_first(kit: Kit, wanted: Wanted) -> None:
    """What costs nothing needs nobody's leave, and tells who is worth a model's time."""
    async with kit.database.read() as session:
        waiting = await queries.count_due(session, wanted)
    agreeing.free(kit.console, f"People: {waiting:,}.")
    await _read_offline(kit.database, kit.offline, wanted, kit.console)


def _plan(loaded: Settings, choice: Choice) -> Plan:
    return Plan(
        loaded.minimum_messages,
        loaded.ai_people_per_day,
        loaded.zone,
        most=choice.limit,
        again=choice.everybody,
    )


def _agree_people(kit: Kit, cost: OfPeople, *, agreed: bool) -> None:
    if cost.model is None:
        return
    told = f"People: {cost.people:,} by {cost.model}, from {cost.messages:,} messages."
    amount = (cost.tokens, cost.price)
    agreeing.agree(kit.console, kit.loaded, kit.models, told, amount, agreed=agreed)


async def analyse(database: db.Database, minimum: int, console: Console) -> Analysed:
    """Read everybody who is due offline, with a progress bar, and say what came of it."""
    offline = await _offline(database)
    return await _read_offline(database, offline, Wanted(offline.name, minimum), console)


async def _read_offline(
    database: db.Database, offline: Reader, wanted: Wanted, console: Console
) -> Analysed:
    async with database.read() as session:
        total = await queries.count_due(session, wanted)
    with _bar("Reading people", console) as bar:
        task = bar.add_task("", total=total)
        done = await service.read_due(
            database, offline, wanted, lambda so_far: bar.update(task, completed=so_far.people)
        )
    console.print(summary(done, "offline"), highlight=False)
    return done


def _bar(what: str, console: Console) -> Progress:
    return Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )


def summary(done: Analysed, how: str) -> str:
    """What a run of readings came to, in a line."""
    if not done.people:
        return f"Nobody has anything new to read {how}."
    return (
        f"People read {how}: {done.people:,}. With a guess: {done.guesses:,}, without one: "
        f"{done.unknown:,}, with not enough messages: {done.insufficient:,}."
    )
