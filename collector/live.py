"""What Telegram pushes, stored as it comes; what it did not push, asked for.

One task applies updates, a few ask for differences; a box is always in the hands of one of them.
"""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from typing import Any

from telethon import errors

from collector import difference, storing, stream
from collector.boxes import PATIENCE, Box, Boxes, Event
from collector.context import Context
from collector.line import TelegramAilingError
from collector.stream import ACCOUNT, Arrival, Happening
from core import clock
from core.intake import following
from core.intake.values import AccountPosition
from core.models import ChatAccess, PeerId

logger = logging.getLogger(__name__)

MOST_WAITING = 20_000
"""Containers that may wait; where there are more, differences are quicker."""

MOST_AT_ONCE = 2_000
"""Containers that are applied together."""

ASKED_AT_ONCE = 4
"""Differences of channels that are asked for at the same time; the account waits for none."""

STORED_AT_ONCE = 4
"""Chats that are written at the same time."""

SET_ASIDE = 60.0
"""Seconds until a box is tried again whose difference Telegram refused."""


class Live:
    """The boxes that are followed; `now` counts seconds, `patience` is that of a box."""

    def __init__(
        self,
        here: Context,
        *,
        patience: float = PATIENCE,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._here = here
        self._patience = patience
        self._now = now
        self._boxes = Boxes[PeerId, Happening](patience)
        self._containers = Box[None](0, 0, patience)
        self._position = AccountPosition()
        self._ready: dict[PeerId, list[Event[Happening]]] = {}
        self._asides: list[Arrival] = []
        self._turns = asyncio.Semaphore(ASKED_AT_ONCE)
        self._pens = asyncio.Semaphore(STORED_AT_ONCE)
        self._idle = asyncio.Event()

    async def run(self) -> None:
        """Follow for ever; raises what stops everything."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._wait()
                self._drain()
                await self._store()
                for peer in self._overdue():
                    group.create_task(self._ask(peer))
                if self.is_settled():
                    self._idle.set()

    def open(self, peer: PeerId, pts: int) -> bool:
        """Follow a channel from a position; False if it is followed already."""
        if peer in self._boxes:
            return False
        self._boxes.open(peer, pts)
        return True

    def open_account(self, position: AccountPosition, seq: int) -> None:
        """Follow the account from a position, and containers from one."""
        self._position = position
        self._containers = Box(seq, seq, self._patience)
        self._boxes.open(ACCOUNT, position.pts or 1)

    def hold(self, peer: PeerId) -> None:
        """Keep what happens in a channel until it is known from where on it is followed."""
        self._boxes.open(peer, 0).ask()

    def release(self, peer: PeerId, pts: int) -> None:
        """Follow a channel that was held."""
        box = self._boxes.get(peer)
        if box is not None:
            self._apply(peer, box.answered(pts, self._now()))
            self._wake()

    def close(self, peer: PeerId) -> None:
        """Follow a channel no longer."""
        self._boxes.close(peer)
        self._ready.pop(peer, None)

    def rest(self) -> None:
        """Follow nothing."""
        for peer in self.followed():
            self.close(peer)

    def followed(self) -> list[PeerId]:
        """Every box that is followed."""
        return self._boxes.keys()

    def demand(self, peers: Iterable[PeerId]) -> None:
        """Ask for these boxes, wherever Telegram is."""
        if wanted := list(peers):
            self._boxes.demand(wanted, self._now())
            self._wake()

    def expect(self, peer: PeerId, pts: int, *, patiently: bool = True) -> None:
        """Telegram is at this position: what leads to it must come, or is asked for."""
        box = self._boxes.get(peer)
        if box is not None:
            box.expect(pts, self._now() + (self._patience if patiently else 0.0))
            self._wake()

    async def settled(self) -> None:
        """Wait until nothing is waiting or being asked for."""
        self._idle.clear()
        self._wake()
        await self._idle.wait()

    def is_settled(self) -> bool:
        """Whether nothing is waiting or being asked for."""
        boxes = [self._containers, *self._boxes]
        idle = not any(box.asking or box.due < math.inf for box in boxes)
        return idle and not self._ready and self._here.client.arrivals.empty()

    def _overdue(self) -> list[PeerId]:
        """Boxes to ask for; a container that is missing may have told of the account."""
        now = self._now()
        if self._containers.due <= now:
            self._containers.ask()
            self._boxes.demand([ACCOUNT], now)
        return self._boxes.overdue(now, but=self._ready)

    def _wake(self) -> None:
        self._here.client.arrivals.put_nowait(None)

    async def _wait(self) -> None:
        """Until something has come or is due."""
        if self._ready or not self._here.client.arrivals.empty():
            return
        due = min(self._boxes.next_due(), self._containers.due) - self._now()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if due == math.inf else max(0.0, due)):
                self._take(await self._here.client.arrivals.get())

    def _drain(self) -> None:
        """Take what is there, before anything is held for missing."""
        arrivals = self._here.client.arrivals
        if arrivals.qsize() > MOST_WAITING:
            logger.warning("%d updates wait: all differences are asked instead", arrivals.qsize())
            while not arrivals.empty():
                arrivals.get_nowait()
            self._boxes.demand(self._boxes.keys(), self._now())
        for _ in range(min(arrivals.qsize(), MOST_AT_ONCE)):
            self._take(arrivals.get_nowait())

    def _take(self, container: Any) -> None:
        if container is None or ACCOUNT not in self._boxes:
            return
        try:
            arrival = stream.read(container, self._here.account, clock.now())
        except storing.UNREADABLE as error:
            self._here.roster.unreadable += 1
            logger.error("An update was not understood: %s", type(error).__name__)
            return
        now = self._now()
        if arrival.seq is not None:
            self._count(arrival.seq)
        for peer, event in arrival.events:
            box = self._boxes.get(peer)
            if box is not None:
                self._apply(peer, box.push(event, now))
        for peer, pts in arrival.expected:
            self.expect(peer, pts)
        behind = self._boxes.keys() if arrival.everything else arrival.behind
        self._boxes.demand(behind, now)
        self._here.roster.notice(arrival.chats, arrival.cleared)
        if arrival.renamed or arrival.changed:
            self._asides.append(arrival)

    def _count(self, seq: Event[None]) -> None:
        if self._containers.pts:
            self._containers.push(seq, self._now())
        else:
            self._containers = Box(seq.pts, seq.pts, self._patience)

    def _apply(self, peer: PeerId, events: list[Event[Happening]]) -> None:
        if events:
            self._ready.setdefault(peer, []).extend(events)

    async def _store(self) -> None:
        """Write what may be applied, a transaction a chat."""
        ready, self._ready = self._ready, {}
        async with asyncio.TaskGroup() as group:
            for peer, events in ready.items():
                group.create_task(self._store_box(peer, events))
        asides, self._asides = self._asides, []
        for arrival in asides:
            await difference.aside(self._here, arrival)

    async def _store_box(self, peer: PeerId, events: list[Event[Happening]]) -> None:
        async with self._pens:
            if peer == ACCOUNT:
                await self._store_account(events)
            elif peer in self._boxes:
                await self._store_channel(peer, events)

    async def _store_account(self, events: list[Event[Happening]]) -> None:
        seq = self._containers.pts or None
        self._position = replace(self._position, pts=events[-1].pts, seq=seq)
        await storing.of_account(self._here, events, self._position)

    async def _store_channel(self, peer: PeerId, events: list[Event[Happening]]) -> None:
        chat = self._here.roster.tracked(peer)
        if chat is None:
            self.close(peer)
            return
        reached = (events[0].after, events[-1].pts)
        try:
            await storing.of_channel(self._here, chat, events, reached)
        except following.MovedError:
            await self._stand(peer)

    async def _stand(self, peer: PeerId) -> None:
        """Take the position from the database, and ask from there."""
        await self._here.roster.reload(self._here.database)
        self.close(peer)
        chat = self._here.roster.tracked(peer)
        if chat is not None and chat.pts is not None:
            self._boxes.open(peer, chat.pts).demand(self._now())

    async def _ask(self, peer: PeerId) -> None:
        """Bring a box up to date; one that was closed or opened anew meanwhile is let be."""
        async with contextlib.nullcontext() if peer == ACCOUNT else self._turns:
            box = self._boxes.get(peer)
            if box is None or not box.asking:
                return
            try:
                await self._catch_up(peer, box)
            except difference.CLOSED:
                await self._shut(peer)
            except following.MovedError:
                await self._stand(peer)
            except (TelegramAilingError, errors.RPCError) as error:
                logger.warning("A difference did not come: %s", type(error).__name__)
                box.failed(self._now() + _pause(error))
            self._wake()

    async def _catch_up(self, peer: PeerId, box: Box[Happening]) -> None:
        async for pts in self._difference(peer, box):
            if self._boxes.get(peer) is not box:
                return
            box.reached(pts)
        self._apply(peer, box.answered(box.pts, self._now()))
        chat = self._here.roster.tracked(peer)
        if chat is not None:
            async with self._here.database.write() as session:
                await following.synced(session, chat.chat_id, clock.now())

    async def _difference(self, peer: PeerId, box: Box[Happening]) -> AsyncIterator[int]:
        if peer == ACCOUNT:
            start = replace(self._position, pts=box.pts)
            async for position in difference.of_account(self._here, start):
                self._position = position
                yield position.pts or box.pts
            seq = self._position.seq or 0
            self._containers = Box(seq, seq, self._patience)
            return
        chat = self._here.roster.tracked(peer)
        if chat is not None:
            async for pts in difference.of_channel(self._here, chat, box.pts):
                yield pts

    async def _shut(self, peer: PeerId) -> None:
        chat = self._here.roster.tracked(peer)
        self.close(peer)
        if chat is not None:
            await difference.note_access(self._here, chat, ChatAccess.PRIVATE)


def _pause(error: Exception) -> float:
    if isinstance(error, TelegramAilingError):
        return max(0.0, (error.retry_at - clock.now()).total_seconds())
    return SET_ASIDE
