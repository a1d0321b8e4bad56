"""`kimdir collect`: follow the account until told to stop, whatever breaks meanwhile."""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta

import typer
from rich.console import Console
from rich.live import Live
from rich.logging import RichHandler
from rich.table import Table
from rich.text import Text

from bot import tame
from collector import account, line, reporting, session
from collector import run as collector
from core import settings
from core.accounts.values import Report, Work
from core.models import ChatId
from core.settings import Settings
from kimdir import going_on, servers, supervisor

PASSING = (line.DisconnectedError, account.UnreachableError, *going_on.AWAY)
LONGEST_TITLE = 40
WORDS = {
    Work.HISTORY: "history",
    Work.READING_AGAIN: "reading again",
    Work.MEDIA: "files",
}


def run() -> None:
    """Collect until SIGTERM or SIGINT; raises what only the owner can mend.

    Where that is to log in, the exit code says so to `kimdir up`.
    """
    loaded = settings.load()
    collector.check(loaded)
    try:
        asyncio.run(_run(loaded, Console(stderr=True)))
    except (session.SessionMissingError, session.SessionLostError) as error:
        typer.echo(str(error), err=True)
        sys.exit(supervisor.LOGIN_FIRST)


async def _run(loaded: Settings, console: Console) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with _shown(console) as show:
        await keep_collecting(loaded, stop, show)


async def keep_collecting(loaded: Settings, stop: asyncio.Event, show: reporting.Show) -> None:
    """Collect; where the database or Telegram is away, wait longer and longer, and go on."""

    async def collect() -> None:
        async with servers.database(loaded) as database:
            home = servers.place(loaded)
            await collector.collect(loaded, database, home, stop=stop, show=show)

    await going_on.until(stop, collect, PASSING)


@contextlib.contextmanager
def _shown(console: Console) -> Iterator[reporting.Show]:
    """Log, and at a terminal show a line for each chat that is worked on."""
    log = RichHandler(console=console, show_path=False, show_level=False, rich_tracebacks=False)
    plain = logging.StreamHandler(console.file)
    plain.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(
        level=logging.INFO,
        format="%(message)s",
        handlers=[log if console.is_terminal else plain],
    )
    for chatty in ("alembic", "telethon"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if not console.is_terminal:
        yield lambda _report, _titles: None
        return
    with Live(console=console, transient=True, refresh_per_second=2) as live:
        yield lambda report, titles: live.update(drawn(report, titles))


def drawn(report: Report, titles: Mapping[ChatId, str]) -> Table:
    """The work under way, a line each, and what Telegram makes us wait for."""
    table = Table("Chat", "", "Done", "Of", "Per second", "Left", box=None, header_style="bold")
    for column in table.columns[2:]:
        column.justify = "right"
    for job in report.jobs:
        title = titles.get(job.chat_id, "") if job.chat_id is not None else ""
        left = "" if job.left_seconds is None else str(timedelta(seconds=job.left_seconds))
        table.add_row(
            Text(tame.line(title, LONGEST_TITLE)),
            WORDS[job.what],
            f"{job.done:,}",
            "" if job.total is None else f"{job.total:,}",
            f"{job.per_second:,.1f}",
            left,
        )
    for wait in report.waits:
        table.add_row(Text(f"{wait.method} waits until {wait.until.astimezone():%H:%M:%S}"))
    return table
