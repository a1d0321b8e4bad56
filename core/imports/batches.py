"""The messages of an export in batches, each chat's own."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo
from pathlib import Path

from core import clock, errors, models
from core.imports import media, peers, reading, texts, translate, walk
from core.imports.people import People
from core.imports.values import Batch, ChatHead, Extent, Owner, Raw, Skipped
from core.intake import preparing
from core.intake.values import MessageSeen, UserSeen
from core.models import ChatKind, ServiceAction

SIZE = 20_000
"""Messages in a batch, about."""

LARGEST = 12 << 20
"""Bytes of the file behind a batch, about: so that long messages do not fill the memory."""

CLOCKS_DIFFER = timedelta(days=1)
"""Messages from further in the future are none: neither zones nor wrong clocks explain them."""


@dataclass(slots=True)
class _Box:
    """Messages with one sequence of ids, in the making."""

    messages: list[MessageSeen] = field(default_factory=list)
    extents: list[Extent] = field(default_factory=list)
    """Whole stretches: a message that cannot be read ends one, and may have had any id up to that
    of the next."""
    _torn: bool = True
    _ordered: bool = True

    def add(self, message: MessageSeen) -> None:
        """Append a message, to an album if it looks like one."""
        self._extend(message.id)
        before = self.messages[-1] if message.media_kind and self.messages else None
        if before is not None and _same_album(before, message):
            album = before.grouped_id or before.id
            self.messages[-1] = before._replace(grouped_id=album)
            message = message._replace(grouped_id=album)
        self.messages.append(message)

    def take(self, *, everything: bool) -> list[MessageSeen]:
        """The messages so far, without an album that may go on."""
        end = len(self.messages)
        if not everything and end and self.messages[-1].media_kind:
            end -= media.LARGEST_ALBUM
        taken, self.messages = self.messages[: max(end, 0)], self.messages[max(end, 0) :]
        return taken

    def tear(self) -> None:
        """A message at this place could not be read."""
        self._torn = True

    def whole(self) -> Sequence[Extent]:
        """The stretches that were read whole; none can be told where ids go up and down."""
        return self.extents if self._ordered or len(self.extents) == 1 else ()

    def _extend(self, message_id: models.MessageId) -> None:
        if self.extents and message_id < self.extents[-1].last:
            self._ordered = False
        if self._torn:
            self.extents.append(Extent(message_id, message_id))
            self._torn = False
            return
        first, last = self.extents[-1]
        self.extents[-1] = Extent(min(first, message_id), max(last, message_id))


def _same_album(one: MessageSeen, other: MessageSeen) -> bool:
    """Whether two messages that follow each other are of one album, which exports do not say."""
    return (
        other.id == one.id + 1
        and other.sent_at == one.sent_at
        and other.sender_id == one.sender_id
        and media.album_mates(one.media_kind, other.media_kind)
        and (one.is_forward, one.forward_name) == (other.is_forward, other.forward_name)
        and other.id - (one.grouped_id or one.id) < media.LARGEST_ALBUM
    )


@dataclass(slots=True)
class _Chat:
    """A chat in the making; its id is certain once a message has shown how ids are written."""

    head: ChatHead
    place: translate.Place
    certain: bool = False
    boxes: Mapping[bool, _Box] = field(default_factory=lambda: {False: _Box(), True: _Box()})
    topics: dict[models.MessageId, str | None] = field(default_factory=dict)
    skipped: Counter[Skipped] = field(default_factory=Counter)
    others_wrote: bool = False
    freely_written: bool = False
    """Somebody wrote without replying: not the export of a single topic."""

    def skip(self, reason: Skipped) -> None:
        """Count a message that could not be read."""
        self.skipped[reason] += 1
        for box in self.boxes.values():
            box.tear()

    def is_whole(self) -> bool:
        """Whether the export holds everything said: not one topic, not one's own messages only."""
        if self.head.alone:
            return self.freely_written or self.head.type != "public_supergroup"
        return self.others_wrote or self.head.kind is ChatKind.PRIVATE


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reading of an export depends on."""

    zone: tzinfo
    root: Path
    account: models.PeerId | None
    own_bot: models.PeerId | None


class Batches:
    """Reads an export from a cursor; only one thread at a time may go on."""

    def __init__(self, path: Path, cursor: reading.Cursor, settings: Settings) -> None:
        self.people = People()
        self._cursor = cursor
        self._settings = settings
        self._account = settings.account
        self._walk = walk.Walk(
            path, cursor, self._refuses, owner_known=settings.account is not None
        )
        self._chat: _Chat | None = None
        self._handed_on = 0

    def read(self) -> Iterator[Batch | Owner | walk.Refused | errors.KimdirError]:
        """Everything in its order; an error comes last, after what was valid before it."""
        try:
            for part in self._walk.parts():
                if isinstance(part, dict):
                    batch = self._add(part)
                    if batch is not None:
                        yield batch
                else:
                    yield from self._turn(part)
        except errors.KimdirError as error:
            if self._chat is not None:
                yield from self._close(self._chat)
            yield error

    def _turn(
        self, part: Owner | ChatHead | walk.Refused | walk.Closed | walk.Damaged
    ) -> Iterator[Batch | Owner | walk.Refused]:
        if isinstance(part, Owner):
            self._account = models.PeerId(part.id)
            yield part
        elif isinstance(part, walk.Refused):
            yield part
        elif isinstance(part, ChatHead):
            self._chat = _Chat(part, self._place(part, old=False))
        elif self._chat is not None and isinstance(part, walk.Damaged):
            self._chat.skip(part.reason)
        elif self._chat is not None:
            yield from self._close(self._chat)

    def _refuses(self, head: ChatHead) -> Skipped | None:
        if head.kind is not ChatKind.PRIVATE:
            return None
        for old in (False, True):
            peer = peers.chat(head.kind, head.raw_id, old=old)
            if peer == peers.TELEGRAM:
                return Skipped.SERVICE_CHAT
            if peer == self._settings.own_bot:
                return Skipped.OWN_BOT
            if peer == self._account:
                return Skipped.SAVED_MESSAGES
        return None

    def _add(self, raw: Raw) -> Batch | None:
        chat = self._chat
        assert chat is not None
        if not chat.certain:
            shifted = translate.has_shifted_ids(raw)
            chat.certain = shifted is not None
            chat.place = self._place(chat.head, old=bool(shifted))
        read = translate.message(raw, chat.place)
        if isinstance(read, Skipped):
            chat.skip(read)
            return None
        former, message = read
        self._note(chat, raw, message)
        box = chat.boxes[former]
        box.add(message)
        waiting = len(box.messages) - media.LARGEST_ALBUM
        long = self._cursor.bytes_read - self._handed_on >= LARGEST
        if waiting < SIZE and not (long and waiting > 0):
            return None
        return self._batch(chat, former=former)

    def _place(self, head: ChatHead, *, old: bool) -> translate.Place:
        peer = peers.chat(head.kind, head.raw_id, old=old)
        until = clock.now() + CLOCKS_DIFFER
        return translate.Place(self._settings.zone, self._settings.root, peer, until)

    def _note(self, chat: _Chat, raw: Raw, message: MessageSeen) -> None:
        sender_id = message.sender_id
        if sender_id is not None and sender_id > 0:
            written = raw.get("from") if "from" in raw else raw.get("actor", "")
            self.people.meet(models.UserId(sender_id), written, message.sent_at)
        if sender_id != self._account:
            chat.others_wrote = True
        if message.service_action is None:
            chat.freely_written |= message.reply_to is None
        elif message.service_action is ServiceAction.TOPIC_CREATED:
            chat.topics[message.id] = texts.name(raw.get("title"))

    def _batch(self, chat: _Chat, *, former: bool, everything: bool = False) -> Batch:
        self._handed_on = self._cursor.bytes_read
        topics, chat.topics = chat.topics, {}
        skipped, chat.skipped = chat.skipped, Counter()
        return Batch(
            chat.head,
            chat.place.peer,
            self._cursor.bytes_read,
            former=former,
            prepared=preparing.prepare(chat.boxes[former].take(everything=everything)),
            users=self.people.renamed(),
            topics=topics,
            skipped=skipped,
        )

    def _close(self, chat: _Chat) -> Iterator[Batch]:
        self._chat = None
        if chat.boxes[True].messages:
            yield self._batch(chat, former=True, everything=True)
        last = self._batch(chat, former=False, everything=True)
        last.closes = True
        last.users += self.people.met()
        if chat.head.type == "bot_chat" and last.peer > 0:
            bot = models.UserId(last.peer)
            last.users.append(UserSeen(bot, chat.head.title, is_bot=True))
        if chat.is_whole():
            last.covered = chat.boxes[False].whole()
            last.covered_former = chat.boxes[True].whole()
        yield last
