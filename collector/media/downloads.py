"""Fetches the files that the owner's policy wants: newest first, chat after chat, beside the rest.

Nothing is remembered but in the database and in parts on disk: it may be killed anywhere.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta

from telethon import errors as telegram

from collector import context, line, progress
from collector.media import sources
from collector.media.elsewhere import Elsewhere
from collector.media.fetching import (
    ChangedError,
    Fetching,
    GoneError,
    NotServedError,
    WrongSizeError,
)
from core import clock
from core.accounts.values import MediaNote, Work
from core.chats.values import Followed
from core.files import folder
from core.files import service as files
from core.files.values import Kept, Policy, Wanted
from core.models import ChatId, MediaKind, MessageId
from core.outbox import service as outbox
from core.outbox.values import NoticeKind
from core.settings import Settings

logger = logging.getLogger(__name__)

AT_ONCE = 2
"""Files that are fetched at the same time."""
TURN_BYTES = 64 << 20
"""Bytes that a chat gets while others wait; one file is fetched in any case."""
REST = 10.0
"""Seconds after which files are looked for again."""
SET_ASIDE = timedelta(minutes=30)
"""For which a chat whose messages are refused is left alone."""
TOPIC = "media_stopped"

Sleep = Callable[[float], Awaitable[None]]
_Found = dict[int, tuple[sources.Source, list[Wanted]]]
_FAILURES = (
    telegram.RPCError,
    line.TelegramAilingError,
    line.ElsewhereError,
    ChangedError,
    WrongSizeError,
    NotServedError,
)


def policy(settings: Settings) -> Policy:
    """What the settings want."""
    kinds = frozenset(kind for kind in MediaKind if kind in settings.telegram_media_kinds)
    return Policy(kinds, settings.telegram_media_max_mb << 20)


async def run(
    here: context.Context, told: progress.Progress, *, sleep: Sleep = asyncio.sleep
) -> None:
    """Fetch files for ever. Raises what stops everything: a lost session, a database away."""
    downloads = Downloads(here, told)
    while True:
        await here.roster.syncing.wait()
        if not (await downloads.has_room() and await downloads.turn()):
            await downloads.rest()
            await sleep(REST)


class Downloads:
    """Whose turn it is, and what a turn does."""

    def __init__(self, here: context.Context, told: progress.Progress) -> None:
        self._here = here
        self._told = told
        self._policy = policy(here.settings)
        self._media = folder.root(here.home)
        self._elsewhere = Elsewhere(here.client)
        self._fetching = Fetching(here.line, self._elsewhere, self._media)
        self._served: dict[ChatId, int] = {}
        self._aside: dict[ChatId, datetime] = {}
        self._done = 0
        self._is_resting = False

    async def has_room(self) -> bool:
        """Whether the disk takes files; the owner is told where it does no more."""
        stopped = self._told.media_note is not None
        room = folder.has_room(self._media, stopped=stopped)
        if room == stopped:
            free = {"free_mb": folder.free_megabytes(self._media)}
            async with self._here.database.write() as session:
                if room:
                    await outbox.take_back(session, TOPIC)
                else:
                    await outbox.put(session, NoticeKind.MEDIA_STOPPED, TOPIC, free)
            self._told.media_note = None if room else MediaNote.DISK_FULL
        return room

    async def turn(self) -> bool:
        """Fetch files of the chat that had none for longest; False where no chat has any."""
        async with self._here.database.read() as session:
            due = await files.chats(session, self._open(), self._policy)
        if not due:
            return False
        self._is_resting = False
        chat_id = min(due, key=lambda each: self._served.get(each, 0))
        self._served[chat_id] = max(self._served.values(), default=0) + 1
        chat = self._here.roster.by_id(chat_id)
        assert chat is not None
        try:
            await self._serve(chat)
        except (telegram.RPCError, line.TelegramAilingError) as error:
            logger.warning("Files of chat %d are set aside: %s", chat_id, type(error).__name__)
            until = getattr(error, "retry_at", None)
            self._aside[chat_id] = until or clock.now() + SET_ASIDE
        return True

    async def rest(self) -> None:
        """Nothing is to be fetched now: end connections, remove parts that nobody wants."""
        if self._is_resting:
            return
        self._is_resting = True
        self._told.finish(None)
        await self._elsewhere.close()
        parts = [int(name) for name in folder.parts(self._media) if name.isdecimal()]
        if parts:
            async with self._here.database.read() as session:
                wanted = await files.still_wanted(session, self._policy, parts)
            for number in set(parts) - wanted:
                folder.drop(folder.part(self._media, str(number)))

    def _open(self) -> list[ChatId]:
        now, roster = clock.now(), self._here.roster
        return [
            chat.chat_id
            for chat in roster.followed()
            if roster.peer(chat.chat_id) is not None and self._aside.get(chat.chat_id, now) <= now
        ]

    async def _serve(self, chat: Followed) -> None:
        async with self._here.database.read() as session:
            wanted = await files.wanted(session, chat.chat_id, self._policy, sources.MOST_MESSAGES)
            numbers = [file.remote_id for file in wanted if file.remote_id is not None]
            held = await files.held(session, numbers)
        missing = []
        for file in wanted:
            kept = None if file.remote_id is None else held.get(file.remote_id)
            if kept is None or file.remote_id is None or not folder.holds(self._media, kept):
                missing.append(file)
            else:
                await self._store([file], file.remote_id, kept)
        if missing := list(_portion(missing)):
            await self._fetch_all(chat, await self._find(chat, missing))

    async def _find(self, chat: Followed, wanted: list[Wanted]) -> _Found:
        """Where the files are, each once; those whose message shows none are gone."""
        there = await self._ask(chat, [file.message_id for file in wanted])
        found: _Found = {}
        for file in wanted:
            source = there.get(file.message_id)
            if source is None:
                async with self._here.database.write() as session:
                    await files.gone(session, file, "NOT_SHOWN")
            elif file.remote_id not in (None, source.remote_id):
                await self._fail([file], "CHANGED")
            elif source.size > self._policy.largest:
                await self._fail([file], "TOO_LARGE")
            else:
                found.setdefault(source.remote_id, (source, []))[1].append(file)
        return found

    async def _ask(self, chat: Followed, ids: list[MessageId]) -> dict[MessageId, sources.Source]:
        peer = self._here.roster.peer(chat.chat_id)
        return await sources.of_messages(self._here.line, chat, peer, ids)

    async def _fetch_all(self, chat: Followed, found: _Found) -> None:
        waiting = iter(found.values())
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(self._work(chat, waiting))

    async def _work(
        self, chat: Followed, waiting: Iterator[tuple[sources.Source, list[Wanted]]]
    ) -> None:
        for source, wanted in waiting:
            if self._here.roster.syncing.is_set() and folder.has_room(self._media, stopped=False):
                await self._fetch(chat, source, wanted)

    async def _fetch(self, chat: Followed, source: sources.Source, wanted: list[Wanted]) -> None:
        first = wanted[0].message_id

        async def again() -> sources.Source | None:
            return (await self._ask(chat, [first])).get(first)

        try:
            kept = await self._fetching.fetch(str(source.remote_id), source, again)
        except GoneError:
            for file in wanted:
                async with self._here.database.write() as session:
                    await files.gone(session, file, "NOT_SHOWN")
        except _FAILURES as error:
            await self._fail(wanted, line.reason(error))
        except ConnectionError:
            raise
        except OSError as error:
            await self._fail(wanted, type(error).__name__)
        else:
            await self._store(wanted, source.remote_id, kept)

    async def _store(self, wanted: list[Wanted], remote_id: int, kept: Kept) -> None:
        async with self._here.database.write() as session:
            for file in wanted:
                await files.stored(session, file, remote_id, kept)
        self._done += len(wanted)
        self._told.step(None, Work.MEDIA, len(wanted), done=self._done, total=None)

    async def _fail(self, wanted: list[Wanted], why: str) -> None:
        logger.info("%d files failed: %s", len(wanted), why)
        async with self._here.database.write() as session:
            for file in wanted:
                await files.failed(session, file, why)


def _portion(wanted: list[Wanted]) -> Iterator[Wanted]:
    """As many files as a turn may take."""
    total = 0
    for number, file in enumerate(wanted):
        total += file.size
        if number and total > TURN_BYTES:
            return
        yield file
