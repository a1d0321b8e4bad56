"""`kimdir analyse`: read people offline, with a progress bar."""

import asyncio

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core import db, settings
from core.ai.offline import reader
from core.professions import queries, service
from core.professions.values import Analysed, Wanted
from core.settings import Settings
from core.taxonomy import catalogue
from kimdir import servers


def run(*, again: bool) -> None:
    """Read everybody who has something new to be read, or everybody `again`."""
    asyncio.run(_run(settings.load(), again=again))


async def _run(loaded: Settings, *, again: bool) -> None:
    console = Console()
    async with servers.database(loaded) as database:
        await analyse(database, loaded.minimum_messages, console, again=again)


async def analyse(
    database: db.Database, minimum: int, console: Console, *, again: bool = False
) -> Analysed:
    """Read people with a progress bar, and say what came of it."""
    offline = service.Reader(reader.NAME, reader.prepare(catalogue.load()).read)
    wanted = Wanted(offline.name, minimum, again)
    async with database.read() as session:
        total = await queries.count_due(session, wanted)
    with Progress(
        TextColumn("Reading people"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=total)
        done = await service.read_due(
            database,
            offline,
            wanted,
            lambda so_far: bar.update(task, completed=so_far.people),
        )
    console.print(summary(done), highlight=False)
    return done


def summary(done: Analysed) -> str:
    """What a run of readings came to, in a line."""
    if not done.people:
        return "Nobody has anything new to read."
    return (
        f"People read offline: {done.people:,}. With a guess: {done.guesses:,}, without one: "
        f"{done.unknown:,}, with not enough messages: {done.insufficient:,}."
    )
