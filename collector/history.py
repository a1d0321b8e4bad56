"""Walks the chats back to their first message, by what of them is known to be stored.

Every chat gets turns of a few pages, three chats at once; a chat that fails is set aside. Nothing
is remembered but in the coverage, so it may be cancelled or killed anywhere.
"""

import asyncio
import logging
from collections import deque
from datetime import datetime, timedelta

from telethon import errors

from collector import context, difference, line, pages, progress, takeout, visits
from core import clock, models
from core.chats import service as chats
from core.chats.values import Followed
from core.intake import following
from core.models import ChatAccess, ChatKind

logger = logging.getLogger(__name__)

AT_ONCE = 3
"""Chats that are read at the same time."""

DELAYS = (60, 300, 1_800, 7_200, 21_600, 86_400)
"""Seconds for which a chat is set aside, failure after failure."""

LOOK_AGAIN = 60.0
"""Seconds after which work is looked for although nobody said that there is any."""

_CLOSED = (errors.ChannelPrivateError, errors.ChannelInvalidError, errors.ChatForbiddenError)


async def run(here: context.Context, told: progress.Progress, export: takeout.Takeout) -> None:
    """Fill what is missing of every tracked chat, then read again what may have changed; for ever.

    Raises what stops everything: a lost session, a database out of reach.
    """
    rota = _Rota(here, told, export)
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(rota.work())


class _Rota:
    """Whose turn it is."""

    def __init__(
        self, here: context.Context, told: progress.Progress, export: takeout.Takeout
    ) -> None:
        self._here = here
        self._told = told
        self._export = export
        self._lock = asyncio.Lock()
        self._waiting: deque[Followed] = deque()
        self._in_hand: set[models.ChatId] = set()
        self._failures: dict[models.ChatId, int] = {}

    async def work(self) -> None:
        """One turn after the other."""
        while True:
            chat = await self._next()
            try:
                await self._turn(chat)
            finally:
                self._in_hand.discard(chat.chat_id)
                self._here.roster.wake()

    async def _next(self) -> Followed:
        async with self._lock:
            await self._here.roster.syncing.wait()
            while not self._waiting:
                self._here.roster.woken.clear()
                pause = await self._look()
                if not self._waiting:
                    await self._wait(pause)
            chat = self._waiting.popleft()
            self._in_hand.add(chat.chat_id)
            return chat

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._here.roster.woken.wait()
        except TimeoutError:
            pass

    async def _look(self) -> float:
        """Line up the chats that have something to read; gives seconds until one may have."""
        roster, now = self._here.roster, clock.now()
        busy = set(self._in_hand)  # what is read now may be older than what they store meanwhile
        async with self._here.database.read() as session:
            followed = await chats.followed(session, self._here.account)
        plans = [
            (chat, plan)
            for chat in followed
            if roster.is_tracked(chat.chat_id) and (plan := pages.Plan(chat)).offset() is not None
        ]
        open_ones = [(chat, plan) for chat, plan in plans if _is_due(chat, now)]
        due = [each for each in open_ones if roster.peer(each[0].chat_id) is not None]
        missing = [plan.missing for _, plan in due]
        first = [chat for chat, plan in due if plan.missing or not any(missing)]
        self._waiting.extend(chat for chat in first if chat.chat_id not in busy)
        await self._bulk(open_ones)
        later = [chat.retry_at for chat, _ in plans if chat.retry_at and not _is_due(chat, now)]
        return min([LOOK_AGAIN, *((moment - now).total_seconds() for moment in later)])

    async def _bulk(self, plans: list[tuple[Followed, pages.Plan]]) -> None:
        """Have a takeout for much, and end it when nothing is missing.

        Ids of private chats and small groups are mostly of messages elsewhere: they do not count.
        """
        if not any(plan.missing for _, plan in plans):
            await self._export.finish()
            return
        own = (ChatKind.PRIVATE, ChatKind.GROUP)
        await self._export.want(sum(plan.missing for chat, plan in plans if chat.kind not in own))

    async def _turn(self, chat: Followed) -> None:
        visit = visits.Visit(self._here, self._told, chat, lambda: bool(self._waiting))
        failure = await visit.pay()
        if isinstance(failure, takeout.LOST):
            await self._export.lose()
        elif failure is not None:
            await self._set_aside(chat, failure)
        else:
            await self._go_on(chat)
            if visit.is_done:
                self._told.finish(chat.chat_id)

    async def _set_aside(self, chat: Followed, failure: Exception) -> None:
        before = self._failures.get(chat.chat_id, 0)
        self._failures[chat.chat_id] = before + 1
        pause = timedelta(seconds=DELAYS[min(before, len(DELAYS) - 1)])
        retry_at = max(clock.now() + pause, getattr(failure, "retry_at", clock.now()))
        self._told.finish(chat.chat_id)
        logger.warning(
            "History of chat %d is set aside until %s: %s",
            chat.chat_id,
            retry_at,
            type(failure).__name__,
        )
        async with self._here.database.write() as session:
            await following.block(session, chat.chat_id, _reason(failure), retry_at)
        if isinstance(failure, _CLOSED):
            await difference.note_access(self._here, chat, ChatAccess.PRIVATE)
        await self._here.roster.reload(self._here.database)

    async def _go_on(self, chat: Followed) -> None:
        """It can be read: forget that it could not."""
        self._failures.pop(chat.chat_id, None)
        now = self._here.roster.by_id(chat.chat_id) or chat
        if chat.blocked is None and now.blocked is None:
            return
        if ChatAccess.PRIVATE in (chat.access, now.access):
            await difference.note_access(self._here, now, ChatAccess.OPEN)
        async with self._here.database.write() as session:
            await following.block(session, chat.chat_id, None, None)


def _is_due(chat: Followed, now: datetime) -> bool:
    return chat.blocked is None or (chat.retry_at is not None and chat.retry_at <= now)


def _reason(failure: Exception) -> str:
    """Why a chat cannot be read: a word that screens know, or a sentence."""
    if isinstance(failure, line.TelegramAilingError):
        return "telegram_ailing"
    if isinstance(failure, errors.ChatAdminRequiredError):
        return "admin_required"
    if isinstance(failure, _CLOSED):
        return "private"
    if isinstance(failure, errors.RPCError):
        return f"Telegram refuses its history ({line.reason(failure)})."
    return str(failure)
