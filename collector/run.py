"""The collector put together."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
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
    session,
    takeout,
)
from collector.media import downloads
from core import db, errors
from core.accounts import service as accounts
from core.intake import service as intake
from core.intake.values import AccountSeen, UserSeen
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

    Raises session.SessionLostError after noting it, and line.DisconnectedError,
    account.UnreachableError and the errors of the database where trying again may help.
    """
    check(settings)
    async with _unwrapped(), asyncio.TaskGroup() as group:

        async def unless_stopped() -> None:
            await stop.wait()
            beginning.cancel()

        waiting = group.create_task(unless_stopped())
        beginning = group.create_task(
            _follow(settings, database, home, stop, show, waiting.cancel)
        )


async def _follow(
    settings: Settings,
    database: db.Database,
    home: Path,
    stop: asyncio.Event,
    show: reporting.Show | None,
    begun: Callable[[], object],
) -> None:
    """Begin, say that it is begun, and go on until `stop`."""
    try:
        async with account.connected(settings, home) as client:
            asking = line.Line(client, per_minute=settings.telegram_requests_per_minute)
            seen = await _who(asking)
            known = roster.Roster(seen.id)
            here = context.Context(client, asking, database, seen.id, known, settings, home)
            async with database.alone(LOCK + seen.id) as alone, _unwrapped():
                if not alone:
                    raise CollectorRunsAlreadyError(
                        "Another collector, here or elsewhere, follows this account already."
                    )
                await _begin(here, seen)
                begun()
                await _together(here, stop, show)
                async with database.write() as opened:
                    await accounts.stopped(opened, seen.id)
    except session.SessionLostError as error:
        held = session.load(session.where(home, settings.telegram_session_name))
        if held.account is not None:
            async with database.write() as opened:
                await accounts.lost(opened, held.account, error.reason)
        raise


async def _who(asking: line.Line) -> AccountSeen:
    try:
        return await account.who(asking)
    except line.TelegramAilingError as error:
        raise account.UnreachableError(str(error)) from error


async def _begin(here: context.Context, seen: AccountSeen) -> None:
    async with here.database.write() as opened:
        await intake.account(opened, seen)
        await intake.users(opened, [UserSeen(seen.id, seen.name, seen.username)])
        await accounts.alive(opened, seen.id)
    logger.info("Following account %d.", seen.id)


@contextlib.asynccontextmanager
async def _unwrapped() -> AsyncIterator[None]:
    """Of several errors raise the one that tells most."""
    try:
        yield
    except BaseExceptionGroup as group:
        raise _telling(group) from group


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
    if isinstance(error, session.SessionLostError):
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
