"""Storing the batches of an import, each in its transaction."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from core import db, models
from core import errors as base
from core.imports import errors, rules, walk
from core.imports.values import Batch, ChatHead, ChatReport, Owner, Progress, Report, Whose
from core.intake import preparing, queries, service
from core.intake.values import AccountSeen, ChatSeen, MessageSeen, Prepared, UserSeen
from core.models import ChatKind, Source

TICK = 0.25
"""Seconds between two calls of the progress, at least."""

MUCH = 5_000
"""New messages after which statistics of the tables would mislead the planner."""

_SOME = 1_000
"""Ids by which a basic group is known again."""


@dataclass(slots=True)
class _Chat:
    """A chat while its batches come."""

    report: ChatReport
    seen: ChatSeen
    id: models.ChatId
    topics: set[models.MessageId]


class Storing:
    """One import: where it stands, and what came of it so far."""

    def __init__(
        self,
        database: db.Database,
        path: Path,
        whose: Whose,
        progress: Callable[[Progress], None],
    ) -> None:
        self._database = database
        self._path = path
        self._said = whose.account
        self._account = whose.account or whose.owner
        self._progress = progress
        self._started = self._told = monotonic()
        self._reports: list[ChatReport] = []
        self._chats: dict[int, _Chat] = {}
        self._broken: base.KimdirError | None = None

    async def take_all(
        self, parts: AsyncIterator[Batch | Owner | walk.Refused | base.KimdirError]
    ) -> None:
        """Store everything; an error is raised only if nothing came before it."""
        try:
            async for part in parts:
                await self._take(part)
        except base.KimdirError as error:
            if not self._reports:
                raise
            self._broken = error

    async def _take(self, part: Batch | Owner | walk.Refused | base.KimdirError) -> None:
        if isinstance(part, Batch):
            await self._store(part)
            self._tell(part)
        elif isinstance(part, Owner):
            await self._own(part)
        elif isinstance(part, walk.Refused):
            self._reports.append(ChatReport(part.title, None, part.reason))
        elif isinstance(part, errors.BrokenExportError):
            raise self._broken_off()
        else:
            raise part

    async def finish(self) -> None:
        """What is due when much is new."""
        if sum(chat.recorded.new for chat in self._reports) >= MUCH:
            async with self._database.write() as session:
                await service.settle(session)

    def report(self, people: int) -> Report:
        """What came of it."""
        seconds = monotonic() - self._started
        return Report(tuple(self._reports), people, seconds, self._broken)

    async def _own(self, owner: Owner) -> None:
        if self._said is not None and self._said != owner.id:
            raise errors.OtherAccountError(
                f"This export is of account {owner.id}, not of {self._said}: leave --account out."
            )
        self._account = owner.id
        async with self._database.write() as session:
            await service.account(session, AccountSeen(owner.id, owner.name, owner.username))
            seen = UserSeen(owner.id, owner.name, owner.username, bio=owner.bio)
            await service.users(session, [seen])

    async def _store(self, batch: Batch) -> None:
        chat = self._chats.get(batch.head.number)
        account = self._account_for(batch.head)
        async with self._database.write() as session:
            chat = chat or await self._open(session, batch, account)
            chat_id = await self._box(session, chat, batch)
            messages = await self._placed(session, chat, batch)
            recorded = await service.record(session, chat_id, batch.users, messages, Source.IMPORT)
            if batch.closes:
                await self._close(session, chat, batch)
        if batch.head.number not in self._chats:
            self._chats[batch.head.number] = chat
            self._reports.append(chat.report)
        chat.report.recorded += recorded
        chat.report.skipped.update(batch.skipped)

    def _account_for(self, head: ChatHead) -> models.UserId | None:
        """Whose ids the chat's are, None if they are the world's."""
        if head.kind not in (ChatKind.PRIVATE, ChatKind.GROUP):
            return None
        if self._account is None:
            raise errors.UnknownAccountError(
                f"{head.title or 'A chat'} is a private chat or a small group, whose messages are"
                " numbered by account: say whose export it is with --account YOUR_TELEGRAM_ID."
            )
        return self._account

    async def _open(
        self, session: db.Session, batch: Batch, account: models.UserId | None
    ) -> _Chat:
        head = batch.head
        seen = ChatSeen(batch.peer, head.kind, account, head.title)
        ids = [] if batch.former else _some(batch.prepared.messages)
        chat_id = await service.chat(session, seen, keep=True, ids=ids)
        topics = await queries.topics(session, chat_id)
        return _Chat(ChatReport(head.title, head.kind), seen, chat_id, topics)

    async def _box(self, session: db.Session, chat: _Chat, batch: Batch) -> models.ChatId:
        """The chat of the messages: itself, or the basic group that it was before."""
        if not batch.former:
            return chat.id
        return await self._former(session, chat, _some(batch.prepared.messages))

    async def _former(
        self, session: db.Session, chat: _Chat, ids: Sequence[models.MessageId] = ()
    ) -> models.ChatId:
        """The basic group; asked for each time, since the collector may fold it meanwhile."""
        return await service.predecessor(session, chat.id, self._account, ids, chat.seen.title)

    async def _placed(self, session: db.Session, chat: _Chat, batch: Batch) -> Prepared:
        """The messages with their topics, if the chat has any."""
        await service.topics(session, chat.id, batch.topics)
        chat.topics.update(batch.topics)
        if not chat.topics or batch.former:
            return batch.prepared
        messages = batch.prepared.messages
        elsewhere = rules.replied_elsewhere(messages, chat.topics)
        placed = await queries.topics_of(session, chat.id, elsewhere)
        return preparing.prepare(rules.place(messages, chat.topics, placed))

    async def _close(self, session: db.Session, chat: _Chat, batch: Batch) -> None:
        if batch.covered_former:
            former = await self._former(session, chat)
            await service.cover(session, former, batch.covered_former)
        if not batch.covered:
            return
        await service.cover(session, chat.id, batch.covered)
        newest = await queries.newest_message(session, chat.id)
        if newest is None or newest <= batch.covered[-1].last:
            await service.chat(session, chat.seen)

    def _tell(self, batch: Batch) -> None:
        now = monotonic()
        total = self._path.stat().st_size
        if now - self._told >= TICK or batch.bytes_read >= total:
            self._told = now
            self._progress(Progress(batch.bytes_read, total, self._looked_at(), batch.head.title))

    def _looked_at(self) -> int:
        return sum(
            chat.recorded.new
            + chat.recorded.updated
            + chat.recorded.unchanged
            + chat.skipped.total()
            for chat in self._reports
        )

    def _broken_off(self) -> errors.BrokenExportError:
        name = self._path.name
        if not self._reports:
            return errors.BrokenExportError(
                f"{name} is not JSON, or breaks off before the first message: export it again."
            )
        return errors.BrokenExportError(
            f"{name} breaks off or is damaged after {self._looked_at():,} messages, which are"
            " stored: export it again and import that."
        )


def _some(messages: Sequence[MessageSeen]) -> list[models.MessageId]:
    return [message.id for message in messages[:_SOME]]
