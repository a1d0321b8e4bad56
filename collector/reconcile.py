"""Compares where our chats stand with where Telegram says they do; asks only where that differs.

At start, after every reconnect and on a timer; between them it looks at what the owner switched
and at what updates told of chats.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable, Sequence
from typing import Any

from telethon import errors
from telethon.tl import functions

from collector import arranging, dialogs, difference, progress, stream
from collector.context import Context
from collector.dialogs import Peeked, Place
from collector.line import Lane, NotNowError, TelegramAilingError
from collector.live import Live
from collector.roster import OF_THE_ACCOUNT
from core import clock
from core.chats.values import Followed
from core.intake import following
from core.models import ChatAccess, PeerId
from core.preferences import service as preferences

logger = logging.getLogger(__name__)

EVERY = 300.0
"""Seconds between two comparisons."""

LIST_EVERY = 3_600.0
"""Seconds between two readings of the whole list of chats."""

STRANGE_EVERY = 60.0
"""The same, while somebody writes in chats that are not known."""

SET_ASIDE = 60.0
"""Seconds until what Telegram refused is tried again."""

LOOK = 2.0
"""Seconds between two looks at what the owner wants."""


class Reconcile:
    """Keeps what is followed in step with Telegram and with the owner.

    `now` counts seconds; the other numbers are seconds too.
    """

    def __init__(
        self,
        here: Context,
        live: Live,
        told: progress.Progress,
        *,
        every: float = EVERY,
        look: float = LOOK,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._here = here
        self._live = live
        self._told = told
        self._every = every
        self._look = look
        self._now = now
        self._compared = self._listed = self._list_from = -math.inf

    async def run(self) -> None:
        """Compare and look for ever; raises what stops everything."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._heed())
            group.create_task(self._compare_for_ever())

    async def _heed(self) -> None:
        """Rest as soon as the owner wants it, however long Telegram has us wait for an answer."""
        while True:
            await asyncio.sleep(self._look)
            if not await self._is_wanted():
                self._rest()

    async def _compare_for_ever(self) -> None:
        while True:
            pause = self._look
            try:
                await self.once()
            except TelegramAilingError as error:
                pause = max(pause, (error.retry_at - clock.now()).total_seconds())
            except errors.RPCError as error:
                logger.warning("Chats were not compared: %s", type(error).__name__)
                pause = SET_ASIDE
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._here.roster.news.come.wait()

    async def once(self) -> None:
        """Do what is due now."""
        here = self._here
        if not await self._is_wanted():
            self._rest()
            return
        await here.roster.reload(here.database)
        if stream.ACCOUNT not in self._live.followed():
            self._listed = self._list_from = -math.inf
            arranging.recall(here)
        if here.client.reconnected.is_set():
            here.client.reconnected.clear()
            self._compared = -math.inf
        if self._now() >= max(self._listed + self._list_due(), self._list_from):
            await self._whole()
        elif self._now() - self._compared >= self._every:
            await self._compare()
        await self._news()
        await self._arrange()
        if await self._is_wanted():
            here.roster.syncing.set()
        self._told.catching_up = not self._live.is_settled()

    async def _is_wanted(self) -> bool:
        async with self._here.database.read() as session:
            return await preferences.syncing(session)

    def _rest(self) -> None:
        self._here.roster.syncing.clear()
        self._live.rest()

    def _list_due(self) -> float:
        return STRANGE_EVERY if self._here.roster.news.stranger else LIST_EVERY

    async def _whole(self) -> None:
        """Read the whole list of chats, and have asked for what moved."""
        here = self._here
        is_first = stream.ACCOUNT not in self._live.followed()
        self._told.catching_up = is_first
        here.roster.news.stranger = False
        if is_first:
            await self._open(await self._state())
        try:
            listed = await dialogs.read(here.line, here.account, here.own_bot, patient=is_first)
        except NotNowError as error:
            self._put_off(error)
            return
        state = await self._state()
        await arranging.keep(here, listed)
        self._follow_begun()
        places = {dialog.head.seen.peer: dialog.place for dialog in listed}
        await self._meet(Peeked(places, state), patiently=not is_first)
        self._listed = self._compared = self._now()

    def _put_off(self, error: NotNowError) -> None:
        """The list has to wait; where chats stand can be asked meanwhile."""
        self._here.roster.news.stranger = True
        self._list_from = self._now() + (error.retry_at - clock.now()).total_seconds()

    async def _state(self) -> Any:
        """Where the account stands."""
        return await self._here.line.ask(functions.updates.GetStateRequest(), Lane.LIVE)

    async def _open(self, state: Any) -> None:
        """Follow everything from where it stood when we were last here."""
        here = self._here
        async with here.database.read() as session:
            position = await following.position(session, here.account)
        if position.pts is None:
            position = difference.place_of(state)
            async with here.database.write() as session:
                await following.move_account(session, here.account, position)
        self._live.open_account(position, state.seq)
        self._follow_begun()

    async def _compare(self) -> None:
        """Ask where the tracked chats stand, and for what they miss."""
        here = self._here
        chats = [chat for chat in here.roster.followed() if here.roster.input(chat.peer_id)]
        inputs = [here.roster.input(chat.peer_id) for chat in chats]
        seen = await dialogs.peek(here.line, inputs)
        await self._meet(seen, patiently=True)
        self._compared = self._now()
        if any(chat.peer_id not in seen.standings for chat in chats):
            self._listed = -math.inf

    async def _meet(self, seen: Peeked, *, patiently: bool) -> None:
        """Have asked for what is behind; what is level with Telegram is checked."""
        here = self._here
        self._live.expect(stream.ACCOUNT, seen.state.pts, patiently=patiently)
        for chat in here.roster.followed():
            place = seen.standings.get(chat.peer_id)
            if place is not None and place.pts is not None and chat.kind not in OF_THE_ACCOUNT:
                self._live.expect(chat.peer_id, place.pts, patiently=patiently)
        async with here.database.read() as session:
            account = (await following.position(session, here.account)).pts or 0
        await here.roster.reload(here.database)
        for chat in here.roster.followed():
            place = seen.standings.get(chat.peer_id)
            if place is None or chat.top is None:
                continue
            if chat.kind in OF_THE_ACCOUNT:
                is_level = account >= seen.state.pts
            else:
                is_level = (chat.pts or 0) >= (place.pts or 0)
            if is_level:
                await self._check(chat, place)

    async def _check(self, chat: Followed, place: Place) -> None:
        """A chat that stands where Telegram does has what Telegram has, or is read again."""
        assert chat.top is not None
        if chat.top < place.top:
            logger.warning("Chat %d lacks what no update told of: read again", chat.chat_id)
            await difference.skip(self._here, chat, chat.pts, place.top)
        async with self._here.database.write() as session:
            await following.synced(session, chat.chat_id, clock.now())

    def _follow_begun(self) -> list[PeerId]:
        """Follow every channel that is begun; gives those that were not followed before."""
        return [
            chat.peer_id
            for chat in self._here.roster.followed()
            if chat.kind not in OF_THE_ACCOUNT and chat.top is not None and chat.pts is not None
            if self._live.open(chat.peer_id, chat.pts)
        ]

    async def _arrange(self) -> None:
        """Follow exactly what is to be followed."""
        roster = self._here.roster
        wanted = {chat.peer_id for chat in roster.followed()}
        for peer in self._live.followed():
            if peer != stream.ACCOUNT and peer not in wanted:
                self._live.close(peer)
        await arranging.let_go(self._here)
        self._live.demand(self._follow_begun())
        await self._start([chat for chat in roster.followed() if self._is_unmet(chat)])

    def _is_unmet(self, chat: Followed) -> bool:
        """Whether a chat cannot be followed from where it stands."""
        if self._here.roster.input(chat.peer_id) is None:
            return False
        if chat.kind in OF_THE_ACCOUNT:
            return chat.top is None or chat.chat_id in self._here.roster.missed
        return chat.top is None or chat.pts is None

    async def _start(self, unmet: Sequence[Followed]) -> None:
        """Begin chats, or those again of which nothing was heard for a while."""
        here = self._here
        if not unmet:
            return
        for chat in unmet:
            if chat.kind not in OF_THE_ACCOUNT:
                self._live.hold(chat.peer_id)
        seen = await dialogs.peek(here.line, [here.roster.input(chat.peer_id) for chat in unmet])
        for chat in unmet:
            place = seen.standings.get(chat.peer_id)
            if place is None:
                self._live.close(chat.peer_id)
                await arranging.access(here, chat, ChatAccess.PRIVATE)
                continue
            await arranging.start(here, chat, place)
            here.roster.missed.discard(chat.chat_id)
            if place.pts is not None and chat.kind not in OF_THE_ACCOUNT:
                self._live.release(chat.peer_id, place.pts)
        await here.roster.reload(here.database)

    async def _news(self) -> None:
        """What updates told of chats themselves."""
        news = self._here.roster.news
        if not news.come.is_set():
            return
        news.come.clear()
        met, news.met = news.met, {}
        migrated, news.migrated = news.migrated, set()
        cleared, news.cleared = news.cleared, set()
        await arranging.met(self._here, met.values())
        for old, new in migrated:
            await arranging.migrated(self._here, old, new)
        for peer in cleared:
            await self._clear(peer)
        await self._here.roster.reload(self._here.database)

    async def _clear(self, peer: PeerId) -> None:
        """Old messages are gone from sight: what is left is found by reading again."""
        chat = self._here.roster.tracked(peer)
        if chat is not None and chat.top is not None:
            await difference.skip(self._here, chat, chat.pts, chat.top)
