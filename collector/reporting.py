"""Says in the database, every few seconds, what the collector is doing."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic

from collector import context, progress, takeout
from core.accounts import service as accounts
from core.accounts.values import Report, State, Wait
from core.models import ChatId
from core.preferences import service as preferences

EVERY = 2.0
"""Seconds between two looks at what is said."""

AT_LEAST = 10.0
"""Seconds after which the same is said again, so that it is known to be true still."""


Show = Callable[[Report, Mapping[ChatId, str]], None]
"""Takes a report, and the titles of the chats in it."""


async def run(
    here: context.Context,
    told: progress.Progress,
    export: takeout.Takeout,
    show: Show | None = None,
) -> None:
    """Say it for ever, more rarely while nothing changes, and show it each time."""
    last: Report | None = None
    said_at = 0.0
    while True:
        report = await _report(here, told, export)
        if show is not None:
            show(report, {chat.chat_id: chat.title or "" for chat in here.roster.known()})
        if last != report or monotonic() - said_at >= AT_LEAST:
            async with here.database.write() as session:
                await accounts.report(session, here.account, report)
            last, said_at = report, monotonic()
        await asyncio.sleep(EVERY)


async def _report(
    here: context.Context, told: progress.Progress, export: takeout.Takeout
) -> Report:
    async with here.database.read() as session:
        syncing = await preferences.syncing(session)
    return Report(
        state=told.state(connected=here.client.is_up()) if syncing else State.PAUSED,
        syncing=syncing,
        requests_last_minute=here.line.requests_last_minute(),
        budget_per_minute=here.settings.telegram_requests_per_minute,
        waits=tuple(Wait(each.method, each.until) for each in here.line.waits()),
        jobs=told.jobs(),
        media_note=told.media_note,
        takeout_note=export.note,
    )
