"""`kimdir import`: store an export with a progress bar, and say what came of it."""

import asyncio
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot import tame
from core import db, errors, settings
from core.imports import service, values
from core.models import UserId
from core.settings import Settings
from kimdir import analysing, servers

REASONS = {
    values.Skipped.UNSUPPORTED: "of a kind that Telegram Desktop does not export",
    values.Skipped.NO_ID: "without an id",
    values.Skipped.BAD_ID: "with a bad id",
    values.Skipped.BAD_DATE: "with a bad date",
    values.Skipped.BAD_NUMBER: "with a number out of bounds",
    values.Skipped.BAD_TEXT: "with a text that is not UTF-8",
    values.Skipped.BAD_JSON: "that cannot be read",
    values.Skipped.TOO_BIG: "too big to be a message",
    values.Skipped.TOO_DEEP: "nested too deeply",
    values.Skipped.NOT_A_MESSAGE: "that are not messages",
    values.Skipped.SAVED_MESSAGES: "Saved Messages are never stored",
    values.Skipped.SERVICE_CHAT: "Telegram's own notices are never stored",
    values.Skipped.OWN_BOT: "the chat with your own bot is never stored",
    values.Skipped.UNKNOWN_KIND: "an unknown kind of chat",
}
LONGEST_TITLE = 60


class WrongOptionError(errors.KimdirError):
    """An option of the command has a value that cannot be meant."""


def run(path: Path, *, timezone: str, account: int | None, analyse: bool) -> None:
    """Import, report, and analyse unless told not to; exit code 1 if the export broke off."""
    loaded = settings.load()
    if timezone and timezone not in available_timezones():
        raise WrongOptionError("--timezone is wrong: name a zone such as Europe/Istanbul.")
    zone = ZoneInfo(timezone) if timezone else loaded.zone
    if account is not None and not 0 < account <= settings.LARGEST_USER_ID:
        raise WrongOptionError(
            "--account is wrong: give the numeric Telegram id of a user, such as 123456789."
        )
    whose = UserId(account) if account else None
    report = asyncio.run(_run(loaded, path, zone, whose, analyse=analyse))
    if report.broken is not None:
        sys.exit(1)


async def _run(
    loaded: Settings, path: Path, zone: ZoneInfo, account: UserId | None, *, analyse: bool
) -> values.Report:
    console = Console()
    async with servers.database(loaded) as database:
        report = await store(database, loaded, path, zone, account, console)
        if analyse:
            await analysing.analyse(database, loaded.minimum_messages, console)
    return report


async def store(
    database: db.Database,
    loaded: Settings,
    path: Path,
    zone: ZoneInfo,
    account: UserId | None,
    console: Console,
) -> values.Report:
    """Store an export with a progress bar, and print what came of it."""
    with Progress(
        TextColumn("Importing"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[messages]:,} messages"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, messages=0)

        def show(so_far: values.Progress) -> None:
            done, total = so_far.bytes_read, so_far.bytes_total
            bar.update(task, total=total, completed=done, messages=so_far.messages)

        whose = values.Whose(
            account=account,
            owner=UserId(loaded.owner_id) if loaded.owner_id else None,
            own_bot=UserId(loaded.own_bot) if loaded.own_bot else None,
        )
        report = await service.run(database, path, zone=zone, whose=whose, progress=show)
    _print(report, console)
    return report


def _print(report: values.Report, console: Console) -> None:
    table = Table("Chat", "", "New", "Updated", "Same", "Skipped", box=None, header_style="bold")
    for column in table.columns[2:]:
        column.justify = "right"
    for chat in report.chats:
        done = chat.recorded
        counts = (done.new, done.updated, done.unchanged, chat.skipped.total())
        title = Text(tame.line(chat.title or "", LONGEST_TITLE) or "without a title")
        if chat.reason is not None:
            table.add_row(title, f"skipped: {REASONS[chat.reason]}")
        else:
            table.add_row(title, chat.kind or "", *(f"{count:,}" for count in counts))
    console.print(table)
    done = report.recorded
    console.print(
        f"Chats: {len(report.chats):,}. People: {report.people:,}. Messages: {done.new:,} new, "
        f"{done.updated:,} updated, {done.unchanged:,} the same; in {report.seconds:.1f} s.",
        highlight=False,
    )
    for reason, count in report.skipped.most_common():
        console.print(f"Skipped {count:,} {REASONS[reason]}.", highlight=False)
    if report.broken is not None:
        console.print(Text(str(report.broken)))
