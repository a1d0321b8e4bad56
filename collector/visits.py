"""A turn of a chat: pages of its history, the next one asked while the last is stored."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

from telethon import errors, functions

from collector import context, line, pages, progress, roster
from core import clock, db, models
from core.chats.values import Followed
from core.intake import following, merge
from core.intake.values import Page

TURN = 10
"""Pages that a chat gets while others wait, and that are stored together."""

LONGEST = 10 * TURN
"""Pages after which a chat is looked at anew even if no other waits."""

PATIENCE = 1.0
"""Seconds without a page after which what was read is stored, however little it is."""

FAILURES = (errors.RPCError, line.TelegramAilingError, pages.SamePageError)
"""What concerns one chat alone."""


class Visit:
    """One turn of a chat; `awaited` says whether other chats wait for theirs."""

    def __init__(
        self,
        here: context.Context,
        told: progress.Progress,
        chat: Followed,
        awaited: Callable[[], bool],
    ) -> None:
        self._here = here
        self._told = told
        self._chat = chat
        self._awaited = awaited
        self._plan = pages.Plan(chat)
        self._what = self._plan.what
        self._failure: Exception | None = None

    async def pay(self) -> Exception | None:
        """Read and store; gives why the chat could not be read further, None if it could.

        What was read before it failed is stored.
        """
        with self._here.roster.in_flight(self._chat.chat_id) as flight:
            async with asyncio.TaskGroup() as group:
                await self._walk(group, flight)
        return self._failure

    @property
    def is_done(self) -> bool:
        """Whether nothing of the chat is left to read."""
        return self._plan.offset() is None

    async def _walk(self, group: asyncio.TaskGroup, flight: roster.Flight) -> None:
        storing: asyncio.Task[None] | None = None
        batch: list[Page] = []
        async for page in self._pages(group, flight):
            batch += [] if page is None else [page]
            if batch and (page is None or len(batch) == TURN):
                if storing is not None:
                    await storing
                storing = group.create_task(self._store(batch, flight))
                batch = []
        if storing is not None:
            await storing
        if batch:
            await self._store(batch, flight)

    async def _pages(
        self, group: asyncio.TaskGroup, flight: roster.Flight
    ) -> AsyncIterator[Page | None]:
        """Pages in the order of the plan, the next one asked before the last is made ready.

        None each time that one is long in coming.
        """
        asked = 0
        offset = self._plan.offset() if self._may_go_on(asked) else None
        answers = None if offset is None else group.create_task(self._ask(offset))
        while offset is not None and answers is not None:
            asked += 1
            while not (await asyncio.wait((answers,), timeout=PATIENCE))[0]:
                yield None
            answer = answers.result()
            if answer is None or flight.spoiled:
                return
            here, extent = offset, pages.extent(answer, offset)
            self._plan.read(extent)
            offset = self._plan.offset() if self._may_go_on(asked) else None
            if offset is not None:
                answers = group.create_task(self._ask(offset))
                await asyncio.sleep(0)
            yield pages.read(answer, here, self._chat, self._here.roster, clock.now())

    def _may_go_on(self, asked: int) -> bool:
        roster = self._here.roster
        wanted = roster.syncing.is_set() and roster.is_tracked(self._chat.chat_id)
        return wanted and asked < (TURN if self._awaited() else LONGEST)

    async def _ask(self, offset: models.MessageId) -> Any:
        """The page below an id; None, and why, where it is refused."""
        peer = self._here.roster.peer(self._chat.chat_id)
        request = functions.messages.GetHistoryRequest(
            peer, offset, None, add_offset=0, limit=pages.SIZE, max_id=0, min_id=0, hash=0
        )
        try:
            answer = await self._here.line.ask(request, line.Lane.HISTORY, takeout=True)
            pages.extent(answer, offset)
        except FAILURES as failure:
            self._failure = failure
            return None
        return answer

    async def _store(self, batch: list[Page], flight: roster.Flight) -> None:
        """Store pages in one transaction, without what happened to them since they were asked."""
        chat_id = self._chat.chat_id
        async with self._here.database.write() as session:
            await merge.lock_chat(await db.driver(session), chat_id)
            if flight.spoiled:
                return
            touched = frozenset(flight.touched)
            left = [replace(page, touched=page.touched | touched) for page in batch]
            await following.pages(session, chat_id, left)
        self._tell(batch)

    def _tell(self, batch: list[Page]) -> None:
        totals = [page.total for page in batch if page.total is not None]
        total = max(totals, default=None)
        self._told.step(
            self._chat.chat_id,
            self._what,
            sum(len(page.prepared.messages) for page in batch),
            done=self._plan.done(total),
            total=total,
        )
