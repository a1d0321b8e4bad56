"""The collector put together."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from pathlib import Path
from typing import Any

from collector import (
    account,
    context,
    describing,
    history,
    line,
    live,
    profiles,
    progress,
    reconcile,
    reporting,
    roster,
    takeout,
)
from collector.media import downloads
from collector.session import SessionLostError
from core import db, errors
from core.accounts import service as accounts
from core.intake import service as intake
from core.intake.values import UserSeen
from core.settings import Settings

logger = logging.getLogger(__name__)

LOCK = 0x636F6C << 40
"""Added to the account's id: the advisory lock of whoever collects for that account."""
GRACE = 5.0
"""Seconds that pages under way may take to be stored before everything ends."""


class SwitchedOffError(errors.KimdirError):
    """The master switch of the settings is off."""


class CollectorRunsAlreadyError(errors.KimdirError):
    """Another process collects for the same account."""


def check(settings: Settings) -> None:
    """Raise if a setting is missing without which nothing can be collected."""
    if not settings.telegram_feature_enabled:
        raise SwitchedOffError(
            "Collecting is switched off: set TELEGRAM_FEATURE_ENABLED=true in .env."
        )
    account.check(settings)


async def collect(
    settings: Settings,
    database: db.Database,
    home: Path,
    *,
    stop: asyncio.Event,
    show: reporting.Show | None = None,
) -> None:
    """Follow the account of the session file until `stop`; its files lie under `home`.

    Raises SessionLostError after noting it, and line.DisconnectedError, account.UnreachableError
    and the errors of the database where trying again may help.
    """
    check(settings)
    async with account.connected(settings, home) as client:
        asking = line.Line(client, per_minute=settings.telegram_requests_per_minute)
        seen = await account.who(asking)
        async with database.alone(LOCK + seen.id) as alone:
            if not alone:
                raise CollectorRunsAlreadyError(
                    "Another collector follows this account already, on this or another machine."
                )
            async with database.write() as session:
                await intake.account(session, seen)
                await intake.users(session, [UserSeen(seen.id, seen.name, seen.username)])
                await accounts.alive(session, seen.id)
            known = roster.Roster(seen.id)
            here = context.Context(client, asking, database, seen.id, known, settings, home)
            logger.info("Following account %d.", seen.id)
            async with _noted(here):
                await _together(here, stop, show)


@contextlib.asynccontextmanager
async def _noted(here: context.Context) -> AsyncIterator[None]:
    """Note in the database how it ends, and raise of several errors the one that tells most."""
    try:
        yield
    except BaseExceptionGroup as group:
        error = _telling(group)
        if isinstance(error, SessionLostError):
            async with here.database.write() as session:
                await accounts.lost(session, here.account, error.reason)
        raise error from group
    async with here.database.write() as session:
        await accounts.stopped(session, here.account)


def _telling(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error of a group that matters most: a lost session, then what nobody expected."""
    leaves: list[BaseException] = []
    groups: list[BaseException] = [group]
    while groups:
        each = groups.pop()
        inside = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        groups.extend(inside)
        leaves.extend([] if inside else [each])
    return min(leaves, key=_rank)


def _rank(error: BaseException) -> int:
    if isinstance(error, SessionLostError):
        return 0
    return 2 if isinstance(error, errors.KimdirError) else 1


async def _together(
    here: context.Context, stop: asyncio.Event, show: reporting.Show | None
) -> None:
    told = progress.Progress()
    export = takeout.Takeout(
        here.line, here.database, here.account, enabled=here.settings.telegram_takeout
    )
    following = live.Live(here)
    walking: list[Coroutine[Any, Any, None]] = [history.run(here, told, export)]
    others: list[Coroutine[Any, Any, None]] = [
        following.run(),
        reconcile.Reconcile(here, following, told).run(),
        describing.run(here),
        profiles.run(here),
        downloads.run(here, told),
        reporting.run(here, told, export, show),
        account.ended(here.client),
    ]
    async with asyncio.TaskGroup() as group:
        paging = [group.create_task(each) for each in walking]
        rest = [group.create_task(each) for each in others]
        group.create_task(_end(here.roster, stop, rest, paging))


async def _end(
    known: roster.Roster,
    stop: asyncio.Event,
    rest: Sequence[asyncio.Task[None]],
    paging: Sequence[asyncio.Task[None]],
) -> None:
    """At a stop end everything; pages under way are stored first."""
    await stop.wait()
    for task in rest:
        task.cancel()
    known.syncing.clear()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await known.landed()
    for task in paging:
        task.cancel()
