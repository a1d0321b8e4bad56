"""Chats in full, once a day each: members, topics, and where a channel is discussed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from telethon import errors as telegram
from telethon.tl import functions, types

from collector import context, participants
from collector.line import Lane, TelegramAilingError
from collector.translate import chats as heads
from collector.translate import peers
from core import clock
from core.chats import service as chats
from core.chats.values import Described, Followed
from core.imports import texts
from core.intake import service as intake
from core.models import ChatAccess, ChatId, ChatKind, MessageId, PeerId

logger = logging.getLogger(__name__)

EVERY = timedelta(days=1)
SET_ASIDE = timedelta(hours=1)
"""For which a chat that refuses is left alone."""
LOOK_AGAIN = 15.0
"""Seconds after which chats that are due are looked for again."""
PAUSE = 20.0
"""Seconds between two chats that were described before."""
TOPICS = 100
"""In one request."""

Sleep = Callable[[float], Awaitable[None]]


async def run(here: context.Context, *, sleep: Sleep = asyncio.sleep) -> None:
    """Describe one chat after the other for ever, the one that waits longest first.

    There is a pause after each, so that not all are due at once; one that failed waits.
    """
    aside: dict[ChatId, datetime] = {}
    while True:
        await here.roster.syncing.wait()
        chat = await _due(here, aside)
        if chat is None:
            await sleep(LOOK_AGAIN)
            continue
        try:
            await describe(here, chat)
        except (telegram.RPCError, TelegramAilingError) as error:
            logger.warning("Chat %d is not described: %s", chat.chat_id, type(error).__name__)
            until = getattr(error, "retry_at", None)
            aside[chat.chat_id] = until or clock.now() + SET_ASIDE
        if chat.described_at is not None:
            await sleep(PAUSE)


async def describe(here: context.Context, chat: Followed) -> None:
    """Read and store a chat's description, its members, and its topics if it is a forum.

    Raises what `Line.ask` raises; then the chat stays due.
    """
    if chat.kind is ChatKind.GROUP:
        described = await _group(here, chat)
    else:
        described = await _channel(here, chat)
    async with here.database.write() as session:
        await chats.describe(session, chat.chat_id, described)


async def _due(here: context.Context, aside: dict[ChatId, datetime]) -> Followed | None:
    now = clock.now()
    async with here.database.read() as session:
        followed = await chats.followed(session, here.account)
    open_ids = {chat.chat_id for chat in here.roster.followed()}
    due = [
        chat
        for chat in followed
        if chat.chat_id in open_ids
        and chat.kind is not ChatKind.PRIVATE
        and here.roster.peer(chat.chat_id) is not None
        and (chat.described_at is None or chat.described_at + EVERY <= now)
        and aside.get(chat.chat_id, now) <= now
    ]
    return min(due, key=_described, default=None)


def _described(chat: Followed) -> float:
    return chat.described_at.timestamp() if chat.described_at else 0.0


async def _group(here: context.Context, chat: Followed) -> Described:
    request = functions.messages.GetFullChatRequest(-chat.peer_id)
    full = await here.line.ask(request, Lane.PEOPLE)
    listed = await participants.of_group(here, chat, full)
    return Described(
        members_count=listed.known, members_known=listed.known, members_note=listed.note
    )


async def _channel(here: context.Context, chat: Followed) -> Described:
    request = functions.channels.GetFullChannelRequest(here.roster.peer(chat.chat_id))
    full = await here.line.ask(request, Lane.PEOPLE)
    what = full.full_chat
    head = _head(full.chats, chat.peer_id, here)
    is_forum = head.seen.is_forum if head else None
    described = Described(members_count=what.participants_count, is_forum=is_forum)
    if what.linked_chat_id:
        described = replace(described, linked_to=await _linked(here, full))
    if is_forum:
        described = replace(described, topics=await _topics(here, chat))
    listed = await participants.of_channel(
        here, chat, hidden=bool(what.participants_hidden), said=what.participants_count
    )
    return replace(described, members_known=listed.known, members_note=listed.note)


def _head(entities: Any, peer: PeerId, here: context.Context) -> heads.Head | None:
    found = (heads.head(entity, here.account) for entity in entities)
    return next((head for head in found if head and head.seen.peer == peer), None)


async def _linked(here: context.Context, full: Any) -> PeerId:
    """The other half of a channel and its discussion group, whose row is stored."""
    peer = peers.channel(full.full_chat.linked_chat_id)
    head = _head(full.chats, peer, here)
    if head is not None:
        async with here.database.write() as session:
            linked = await intake.chat(session, head.seen)
            if head.access is not ChatAccess.OPEN:
                await chats.set_access(session, linked, head.access)
    return peer


async def _topics(here: context.Context, chat: Followed) -> dict[MessageId, str | None]:
    """Every topic of a forum with the title that it has now."""
    titles: dict[MessageId, str | None] = {}
    at, message, topic = None, 0, 0
    while True:
        request = functions.messages.GetForumTopicsRequest(
            here.roster.peer(chat.chat_id), at, message, topic, limit=TOPICS
        )
        answer = await here.line.ask(request, Lane.PEOPLE)
        shown = [each for each in answer.topics if isinstance(each, types.ForumTopic)]
        new = [each for each in shown if each.id not in titles]
        titles.update((MessageId(each.id), texts.name(each.title)) for each in new)
        if not new or len(titles) >= answer.count:
            return titles
        at, message, topic = _after(answer, shown[-1])


def _after(answer: Any, last: Any) -> tuple[datetime | None, int, int]:
    """Where the next page of topics begins: date, top message and topic of the last one."""
    dates = {each.id: getattr(each, "date", None) for each in answer.messages}
    at = last.date if answer.order_by_create_date else dates.get(last.top_message)
    return at, last.top_message, last.id
