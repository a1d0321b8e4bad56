"""Chats as rows: what of the account's list is kept, begun, tied together and let go."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from collector import dialogs, difference
from collector.context import Context
from collector.dialogs import Dialog, Place
from collector.roster import OF_THE_ACCOUNT
from collector.translate import chats as heads
from core import clock
from core.chats import service as chats
from core.chats.values import Followed
from core.intake import following, service
from core.intake.values import ChatSeen
from core.models import ChatAccess, PeerId

logger = logging.getLogger(__name__)

TOGETHER = 50
"""Rows of chats that are written in one transaction."""


async def keep(here: Context, listed: Sequence[Dialog]) -> None:
    """Store every chat of the list, track what the settings name, and note what is gone."""
    changed = [
        each.head.seen for each in listed if here.roster.meet(each.head.seen, each.input_peer)
    ]
    await _store(here, changed)
    async with here.database.write() as session:
        unmatched = await chats.apply_allowed(
            session,
            here.account,
            [PeerId(each) for each in here.settings.telegram_allowed_chat_ids],
            here.settings.telegram_allowed_chat_usernames,
        )
    if any(unmatched):
        missing = ", ".join([*map(str, unmatched.ids), *unmatched.usernames])
        logger.warning("Named in the settings, but not among your chats: %s.", missing)
    await here.roster.reload(here.database)
    found = {each.head.seen.peer: each.head.access for each in listed}
    for chat in here.roster.known():
        seen = found.get(chat.peer_id)
        if seen is not None:
            await access(here, chat, seen)
        elif chat.access is ChatAccess.OPEN:
            await access(here, chat, ChatAccess.LEFT)
    await _tie(here, [each.head for each in listed])
    await here.roster.reload(here.database)


async def met(here: Context, entities: Iterable[Any]) -> None:
    """Store what chats look like that updates showed, and whether they can be read."""
    excluded = dialogs.excluded_peers(here.account, here.own_bot)
    read = [(heads.head(entity, here.account), dialogs.input_of(entity)) for entity in entities]
    seen = [(head, peer) for head, peer in read if head and head.seen.peer not in excluded]
    changed = [
        head.seen
        for head, peer in seen
        if here.roster.meet(head.seen, peer) and _is_ours(here, head)
    ]
    await _store(here, changed)
    await here.roster.reload(here.database)
    for head, _ in seen:
        chat = here.roster.by_peer(head.seen.peer)
        if chat is not None:
            await access(here, chat, head.access)
    await _tie(here, [head for head, _ in seen])


async def migrated(here: Context, old: PeerId, new: PeerId) -> None:
    """Tie a basic group to the supergroup that it became, and follow that one too."""
    group, heir = here.roster.by_peer(old), here.roster.by_peer(new)
    if group is None or heir is None or group.migrated_to is not None:
        return
    async with here.database.write() as session:
        await service.migrated(session, group.chat_id, heir.chat_id)
        if group.tracked and not heir.tracked:
            await chats.switch(session, heir.chat_id, tracked=True)


async def access(here: Context, chat: Followed, seen: ChatAccess) -> None:
    """Note whether a chat can be read."""
    if chat.access is not seen:
        await difference.note_access(here, chat, seen)


async def start(here: Context, chat: Followed, place: Place) -> None:
    """Follow a chat from a place on."""
    pts = None if chat.kind in OF_THE_ACCOUNT else place.pts
    if chat.top is not None:
        await difference.skip(here, chat, pts, place.top)
        return
    async with here.database.write() as session:
        await following.start(session, chat.chat_id, pts=pts, top=place.top)
        await following.synced(session, chat.chat_id, clock.now())


async def let_go(here: Context) -> None:
    """Of the account's chats that are not followed, note that nothing is heard of them any more.

    They share the account's position, which goes on without them.
    """
    for chat in _begun(here):
        if not chat.tracked or chat.access is not ChatAccess.OPEN:
            here.roster.missed.add(chat.chat_id)
            if chat.top is not None and chat.stale != chat.ranges:
                await difference.skip(here, chat, None, chat.top)


def recall(here: Context) -> None:
    """Hold chats for let go of which nothing is sure: the owner may have switched them since."""
    found = (chat.chat_id for chat in _begun(here) if chat.stale == chat.ranges)
    here.roster.missed.update(found)


def _begun(here: Context) -> list[Followed]:
    """The account's own chats that have been followed."""
    return [
        chat
        for chat in here.roster.known()
        if chat.kind in OF_THE_ACCOUNT and chat.account_id == here.account
        if chat.top is not None
    ]


async def _store(here: Context, seen: Sequence[ChatSeen]) -> None:
    for start in range(0, len(seen), TOGETHER):
        async with here.database.write() as session:
            for head in seen[start : start + TOGETHER]:
                await service.chat(session, head)


async def _tie(here: Context, seen: Iterable[heads.Head]) -> None:
    for head in seen:
        if head.migrated_to is not None:
            await migrated(here, head.seen.peer, head.migrated_to)


def _is_ours(here: Context, head: heads.Head) -> bool:
    """Whether a chat is the account's, and not one that somebody's message only comes from."""
    return head.access is ChatAccess.OPEN or here.roster.by_peer(head.seen.peer) is not None
