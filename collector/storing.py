"""What happened in a box, applied in order, into the database; live and differences alike."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from telethon.tl import types

from collector import dialogs
from collector.boxes import Event
from collector.context import Context
from collector.stream import Happening, Kind
from collector.translate import messages, peers, users
from core import clock, db
from core.chats.values import Followed
from core.intake import following, people, preparing, service
from core.intake.values import AccountPosition, Happened, MessageSeen, UserSeen
from core.models import MessageId, PeerId

logger = logging.getLogger(__name__)

UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What a message that is not as we think raises when it is translated."""


@dataclass(slots=True)
class _News:
    """What is to be written of one chat, in order."""

    messages: list[MessageSeen] = field(default_factory=list)
    users: dict[int, Any] = field(default_factory=dict)
    deleted: list[MessageId] = field(default_factory=list)
    top: MessageId | None = None


async def of_channel(
    here: Context, chat: Followed, events: Iterable[Event[Happening]], pts: tuple[int, int]
) -> None:
    """Store what moved a channel from one position to another; raises following.MovedError."""
    news = _News()
    for event in events:
        _add(here, chat, event.what, news)
        news.deleted += event.what.ids
    await _write(here, chat, news, pts)


async def of_account(
    here: Context, events: Sequence[Event[Happening]], position: AccountPosition
) -> None:
    """Store what moved the account to a position, chat by chat; the position comes last.

    Cut off in between, the same is applied again from the old position, which changes nothing.
    """
    news: dict[PeerId, _News] = {}
    for event in events:
        place = getattr(event.what.message, "peer_id", None)
        if place is None or isinstance(place, types.PeerChannel):
            continue
        chat = here.roster.tracked(peers.marked(place))
        if chat is not None:
            _add(here, chat, event.what, news.setdefault(chat.peer_id, _News()))
        else:
            _pass_over(here, peers.marked(place))
    gone = [number for event in events for number in event.what.ids]
    if gone:
        await _bury(here, gone, news)
    for peer, each in news.items():
        chat = here.roster.tracked(peer)
        if chat is not None:
            await _write(here, chat, each, None)
        else:
            _pass_over(here, peer)
    async with here.database.write() as session:
        await following.move_account(session, here.account, position)


async def names(here: Context, seen: Sequence[UserSeen]) -> None:
    """Store how people are called now, of those who are stored at all."""
    async with here.database.write() as session:
        connection = await db.driver(session)
        known = await people.users(connection, [each.id for each in seen])
        await service.users(session, [each for each in seen if each.id in known])


def described(tl_users: Iterable[Any], wanted: Collection[int]) -> list[UserSeen]:
    """Some of Telegram's users."""
    return users.seen([each for each in tl_users if each.id in wanted], clock.now())


async def _bury(here: Context, gone: Sequence[MessageId], news: dict[PeerId, _News]) -> None:
    """Find the chats of deleted messages: those just told of, and those that are stored."""
    being_read = here.roster.touch_private(gone)
    async with here.database.read() as session:
        homes = await following.homes(session, here.account, gone)
    for chat_id in being_read:  # a page that has them may be about to be stored
        homes[chat_id] = list(gone)
    for chat_id, ids in homes.items():
        chat = here.roster.by_id(chat_id)
        if chat is None:
            continue
        if here.roster.tracked(chat.peer_id):
            news.setdefault(chat.peer_id, _News()).deleted += ids
        else:
            here.roster.missed.add(chat_id)
    for each in news.values():
        told = {message.id for message in each.messages}.difference(each.deleted)
        each.deleted += [number for number in gone if number in told]


def _pass_over(here: Context, peer: PeerId) -> None:
    """Something is said in a chat that is not followed."""
    chat = here.roster.by_peer(peer)
    if chat is not None:
        here.roster.missed.add(chat.chat_id)
    is_back = chat is not None and chat.tracked
    if is_back or _is_strange(here, peer):
        here.roster.news.stranger = True


def _is_strange(here: Context, peer: PeerId) -> bool:
    known = peer in here.roster.heads
    return not known and peer not in dialogs.excluded_peers(here.account, here.own_bot)


def _add(here: Context, chat: Followed, what: Happening, news: _News) -> None:
    if what.message is None:
        return
    if what.kind is Kind.NEW:
        news.top = max(news.top or what.message.id, MessageId(what.message.id))
        _migrated(here, chat, what.message)
    said = _translated(here, chat, what)
    if said is not None:
        news.messages.append(said)
        news.users.update((each.id, each) for each in what.users)


def _translated(here: Context, chat: Followed, what: Happening) -> MessageSeen | None:
    try:
        bots = users.bots(what.users)
        return messages.message(what.message, here.account, chat.peer_id, bots)
    except UNREADABLE as error:
        here.roster.unreadable += 1
        kind = type(what.message).__name__
        logger.error("A %s was not understood: %s", kind, type(error).__name__)
        return None


def _migrated(here: Context, chat: Followed, message: Any) -> None:
    action = getattr(message, "action", None)
    if isinstance(action, types.MessageActionChatMigrateTo):
        here.roster.news.migrated.add((chat.peer_id, peers.channel(action.channel_id)))
        here.roster.news.come.set()


async def _write(here: Context, chat: Followed, news: _News, pts: tuple[int, int] | None) -> None:
    involved = {user for message in news.messages for user in _involved(message)}
    seen = users.seen([each for user, each in news.users.items() if user in involved], clock.now())
    here.roster.touch(chat.chat_id, [*(each.id for each in news.messages), *news.deleted])
    is_gapless = chat.top is not None and chat.chat_id not in here.roster.missed
    top = news.top if is_gapless else None
    happened = Happened(preparing.prepare(news.messages), seen, news.deleted, top, pts)
    async with here.database.write() as session:
        await following.happened(session, chat.chat_id, happened)


def _involved(message: MessageSeen) -> set[int]:
    named = (message.details or {}).get("user_ids") or ()
    return {message.sender_id or 0, message.forward_peer_id or 0, *named}
