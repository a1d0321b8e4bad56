"""`kimdir jobs`: what waits to be done, and what was set aside."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import tame
from core import clock, db, errors, settings
from core.settings import Settings
from core.worker import service
from core.worker.values import JobId, SetAside, Waiting
from kimdir import servers, status

ALL = "all"
LONGEST_KEY = 60


class UnknownJobError(errors.KimdirError):
    """No job that was set aside is meant by what was typed."""


def run(again: str) -> None:
    """List jobs, or let what was set aside be tried anew."""
    asyncio.run(show(settings.load(), again, status.console()))


async def show(loaded: Settings, again: str, out: Console) -> None:
    """Print what waits and what was set aside; `again` is a number or "all", or nothing."""
    async with servers.database(loaded) as database:
        if again:
            out.print(f"Tried anew: {await _again(database, again)}.")
            return
        async with database.read() as session:
            waiting = await service.waiting(session)
            aside = await service.set_aside(session)
    _print_waiting(out, waiting, clock.now())
    if aside:
        _print_aside(out, aside, loaded)


async def _again(database: db.Database, typed: str) -> int:
    number = typed.strip()
    if number != ALL and not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise UnknownJobError("Say --again with the number of a job, or all.")
    async with database.write() as session:
        job = None if number == ALL else JobId(int(number))
        count = await service.again(session, job)
    if not count and number != ALL:
        raise UnknownJobError(f"No job {number} was set aside: kimdir jobs lists those that were.")
    return count


def _print_waiting(out: Console, waiting: Sequence[Waiting], now: datetime) -> None:
    if not waiting:
        out.print("No job waits.")
        return
    table = Table("Job", "Waiting", "Under way", "Oldest", box=None, header_style="bold")
    for column in table.columns[1:]:
        column.justify = "right"
    for kind in waiting:
        age = str(now - kind.oldest).partition(".")[0]
        table.add_row(kind.job, f"{kind.waiting:,}", f"{kind.under_way:,}", age)
    out.print(table)


def _print_aside(out: Console, aside: Sequence[SetAside], loaded: Settings) -> None:
    out.print("\nSet aside, and tried no more until kimdir jobs --again NUMBER or all:")
    table = Table("Number", "Job", "Of", "Since", "Tries", "Why", box=None, header_style="bold")
    for job in aside:
        table.add_row(
            str(job.id),
            job.job,
            Text(tame.line(job.key, LONGEST_KEY)),
            f"{job.since.astimezone(loaded.zone):%Y-%m-%d %H:%M}",
            str(job.tries),
            Text(job.reason),
        )
    out.print(table)
