"""`kimdir model`: what was learned from corrections, and which version counts."""

import asyncio
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from core import db, settings
from core.learning import service, tasks
from core.learning.rules import ENOUGH
from core.learning.values import NEWEST, NONE, Figures, Idle, Version
from core.professions import service as professions
from core.settings import Settings
from core.taxonomy import catalogue
from kimdir import servers, status


def run(wanted: str | None = None) -> None:
    """List the versions, after choosing one if `wanted` says so."""
    asyncio.run(_run(settings.load(), status.console(), wanted))


async def _run(loaded: Settings, out: Console, wanted: str | None) -> None:
    async with servers.database(loaded) as database:
        await show(database, loaded, out, wanted)


async def show(
    database: db.Database, loaded: Settings, out: Console, wanted: str | None = None
) -> None:
    """Choose a version if one is wanted, and print all; raises UnknownVersionError."""
    if wanted is not None:
        async with database.write() as session:
            await service.use(session, wanted)
    async with database.read() as session:
        versions = await service.list_versions(session)
        chosen = await service.choice(session)
    _print(out, loaded, versions, chosen)


def learn() -> None:
    """Learn now, whether or not it is time."""
    asyncio.run(_learn_now(settings.load(), status.console()))


async def _learn_now(loaded: Settings, out: Console) -> None:
    async with servers.database(loaded) as database:
        await learn_now(database, out)


async def learn_now(database: db.Database, out: Console) -> None:
    """Learn, and say what came of it."""
    taxonomy = catalogue.load()
    offline = professions.offline(taxonomy)
    learned = await tasks.learn(database, offline, taxonomy, force=True)
    if learned is None:
        out.print(
            "Nothing was learned: there are no two corrections yet, or it is done elsewhere."
        )
        return
    out.print(f"Version {learned.id}, {_told(learned.figures)}: {_standing(learned.idle)}.")


def _told(figures: Figures) -> str:
    right, wrong = _columns(figures)
    return f"{figures.corrections:,} corrections: {right} right, {wrong} wrong"


def _columns(figures: Figures) -> tuple[str, str]:
    before, after = figures.before, figures.after
    return _percent(before.right, after.right), _percent(before.wrong, after.wrong)


def _percent(before: float, after: float) -> str:
    return f"{100 * before:.0f} → {100 * after:.0f} %"


def _standing(idle: Idle | None) -> str:
    if idle is Idle.TOO_FEW:
        return f"not live: below {ENOUGH}"
    return "live" if idle is None else f"not live: {idle}"


def _print(out: Console, loaded: Settings, versions: Sequence[Version], chosen: str) -> None:
    if not versions:
        out.print(
            "Nothing is learned yet: correct or confirm some guesses, then kimdir model learn."
        )
        return
    table = Table("Version", "Made", "Corrections", "Right", "Wrong", "", box=None)
    table.columns[0].justify = table.columns[2].justify = "right"
    for each in versions:
        table.add_row(
            str(each.id),
            f"{each.made_at.astimezone(loaded.zone):%Y-%m-%d}",
            f"{each.figures.corrections:,}",
            *_columns(each.figures),
            Text(_standing(each.idle), "bold" if each.live else ""),
        )
    out.print(table)
    out.print(_choice(chosen))


def _choice(chosen: str) -> str:
    if chosen == NEWEST:
        return "The newest that is better counts. Choose: kimdir model use NUMBER, none."
    what = "none" if chosen == NONE else f"version {chosen}"
    return f"You chose {what}. Back to the newest that is better: kimdir model use newest."
