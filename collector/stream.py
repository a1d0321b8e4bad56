"""What a container of Telegram's updates says, box by box: pure.

An update of any type that carries a position moves its box, whether we store it or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from telethon.tl import types

from collector.boxes import Event
from collector.translate import peers
from collector.translate import users as people
from core.intake.values import UserSeen
from core.models import MessageId, PeerId, UserId

ACCOUNT = PeerId(0)
"""The box of the account: its private chats and basic groups."""


class Kind(StrEnum):
    """What an update means to us."""

    NEW = "new"
    EDITED = "edited"
    DELETED = "deleted"
    NOTED = "noted"
    """Nothing that is stored, but the position moves."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One update; `users` are Telegram's of the container that brought it."""

    kind: Kind
    message: Any = None
    ids: tuple[MessageId, ...] = ()
    users: Sequence[Any] = ()


@dataclass(slots=True)
class Arrival:
    """A container taken apart.

    `behind` boxes have missed something, `expected` ones have reached a position; all of them are
    behind if `everything` is. Of `changed` users the container has the new data, `renamed` users
    are named by the update itself. In `cleared` channels old messages can no longer be seen.
    `seq` counts containers.
    """

    events: list[tuple[PeerId, Event[Happening]]] = field(default_factory=list)
    behind: list[PeerId] = field(default_factory=list)
    expected: list[tuple[PeerId, int]] = field(default_factory=list)
    everything: bool = False
    seq: Event[None] | None = None
    users: Sequence[Any] = ()
    chats: Sequence[Any] = ()
    changed: set[UserId] = field(default_factory=set)
    renamed: list[UserSeen] = field(default_factory=list)
    cleared: list[PeerId] = field(default_factory=list)


_NEW = (types.UpdateNewMessage, types.UpdateNewChannelMessage)
_EDITED = (types.UpdateEditMessage, types.UpdateEditChannelMessage)
_DELETED = (types.UpdateDeleteMessages, types.UpdateDeleteChannelMessages)
_SHORT = (types.UpdateShortMessage, types.UpdateShortChatMessage)


def read(container: Any, account: UserId, at: datetime) -> Arrival:
    """Take a container apart that arrived at a moment."""
    if isinstance(container, types.UpdatesTooLong):
        return Arrival(everything=True)
    if isinstance(container, types.UpdateShortSentMessage):
        return Arrival(behind=[ACCOUNT])
    if isinstance(container, _SHORT):
        update = types.UpdateNewMessage(
            whole(container, account), container.pts, container.pts_count
        )
        return sort([update], (), (), at)
    if isinstance(container, types.UpdateShort):
        return sort([container.update], (), (), at)
    if isinstance(container, types.Updates | types.UpdatesCombined):
        arrival = sort(container.updates, container.users, container.chats, at)
        if container.seq:
            first = getattr(container, "seq_start", container.seq)
            arrival.seq = Event(container.seq, container.seq - first + 1, None)
        return arrival
    return Arrival()


def sort(
    updates: Sequence[Any], users: Sequence[Any], chats: Sequence[Any], at: datetime
) -> Arrival:
    """What updates mean that came together with these users and chats of Telegram."""
    arrival = Arrival(users=users, chats=chats)
    for update in updates:
        pts = getattr(update, "pts", None)
        if isinstance(update, types.UpdateChannelTooLong):
            _too_long(arrival, update)
        elif pts is not None:
            count = getattr(update, "pts_count", 0) or 0
            arrival.events.append((_box(update), Event(pts, count, _happening(update, users))))
        else:
            _aside(arrival, update, at)
    return arrival


def whole(short: Any, account: UserId) -> types.Message:
    """The message of an UpdateShortMessage or UpdateShortChatMessage."""
    private = isinstance(short, types.UpdateShortMessage)
    sender = account if short.out else short.user_id if private else short.from_id
    return types.Message(
        id=short.id,
        peer_id=types.PeerUser(short.user_id) if private else types.PeerChat(short.chat_id),
        from_id=types.PeerUser(sender),
        date=short.date,
        message=short.message,
        out=short.out,
        mentioned=short.mentioned,
        silent=short.silent,
        fwd_from=short.fwd_from,
        via_bot_id=short.via_bot_id,
        reply_to=short.reply_to,
        entities=short.entities,
        ttl_period=short.ttl_period,
    )


def is_of_channel(update: Any) -> bool:
    """Whether an update moves a channel's box, or says that it has moved."""
    if isinstance(update, types.UpdateChannelTooLong):
        return True
    return getattr(update, "pts", None) is not None and _box(update) != ACCOUNT


def _too_long(arrival: Arrival, update: types.UpdateChannelTooLong) -> None:
    box = peers.channel(update.channel_id)
    if update.pts is None:
        arrival.behind.append(box)
    else:
        arrival.expected.append((box, update.pts))


def _aside(arrival: Arrival, update: Any, at: datetime) -> None:
    named = people.renamed(update, at)
    if named is not None:
        arrival.renamed.append(named)
    elif isinstance(update, types.UpdatePtsChanged):
        arrival.behind.append(ACCOUNT)
    elif isinstance(update, types.UpdateUser):
        arrival.changed.add(UserId(update.user_id))
    elif isinstance(update, types.UpdateChannelAvailableMessages):
        arrival.cleared.append(peers.channel(update.channel_id))


def _box(update: Any) -> PeerId:
    number = getattr(update, "channel_id", None)
    if number is not None:
        return peers.channel(number)
    place = getattr(getattr(update, "message", None), "peer_id", None)
    place = place or getattr(update, "peer", None)
    return peers.marked(place) if isinstance(place, types.PeerChannel) else ACCOUNT


def _happening(update: Any, users: Sequence[Any]) -> Happening:
    if isinstance(update, _NEW):
        return Happening(Kind.NEW, update.message, users=users)
    if isinstance(update, _EDITED):
        return Happening(Kind.EDITED, update.message, users=users)
    if isinstance(update, _DELETED):
        return Happening(Kind.DELETED, ids=tuple(MessageId(each) for each in update.messages))
    return Happening(Kind.NOTED)
