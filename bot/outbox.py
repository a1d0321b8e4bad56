"""Telling the owner what nobody asked about: a loop beside the polling.

A notice is marked once Telegram has taken it, so that a kill between the two repeats one at most.
"""

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot import live, patience, tame
from bot.deps import Deps
from bot.translation import Html, Speech
from core import db, errors
from core.accounts import rules
from core.accounts import service as accounts
from core.chats import service as chats
from core.outbox import service
from core.outbox.values import Notice, NoticeKind

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks."""
FAILED = 30.0
"""Seconds after which a call or a question that failed is repeated."""
UNKNOWN_OWNER = 120.0
"""Seconds after which an owner who has not written to the bot yet is tried again."""
_NAME = 40


async def run(bot: Bot, given: Deps, stop: asyncio.Event) -> None:
    """Send what waits, in order, until a stop is wanted."""
    pause = 0.0
    while not await live.waited(stop, pause):
        pause = await tell(bot, given)


async def tell(bot: Bot, given: Deps) -> float:
    """Send what waits; gives the seconds until it is to be tried again."""
    try:
        async with given.database.read() as session:
            waiting = await service.waiting(session)
        for notice in waiting:
            async with given.database.read() as session:
                text = await _text(session, given.speech, notice)
            with patience.no_waiting():
                await bot.send_message(given.owner_id, text)
            async with given.database.write() as session:
                await service.sent(session, notice.id)
    except TelegramRetryAfter as error:
        return max(EVERY, error.retry_after)
    except (TelegramForbiddenError, TelegramBadRequest) as error:
        logger.warning("The owner cannot be told yet (%s): write to the bot.", error.message)
        return UNKNOWN_OWNER
    except (AiogramError, errors.KimdirError) as error:
        logger.warning("A notice could not be sent: %s.", type(error).__name__)
        return FAILED
    return EVERY


async def _text(session: db.ReadSession, speech: Speech, notice: Notice) -> Html:
    """A notice in the owner's language; names are as they are now."""
    arguments = notice.arguments
    match notice.kind:
        case NoticeKind.SESSION_LOST:
            why = rules.reason(str(arguments.get("reason")))
            reason = speech.plain(f"lost-{str(why).replace('_', '-')}")
            name = await _account(session, arguments.get("account"))
            return speech.html("notice-session-lost", account=name, reason=reason)
        case NoticeKind.CHAT_LOST:
            title = await _title(session, speech, arguments.get("chat"))
            return speech.html("notice-chat-lost", title=title)
        case NoticeKind.MEDIA_STOPPED:
            free = arguments.get("free_mb")
            left = free if isinstance(free, int) else 0
            return speech.html("notice-media-stopped", free=left)


async def _account(session: db.ReadSession, account: object) -> str:
    for each in await accounts.standing(session):
        if each.id == account:
            username = f"@{each.username}" if each.username else ""
            return tame.line(each.name or username, _NAME) or str(account)
    return str(account)


async def _title(session: db.ReadSession, speech: Speech, chat: object) -> str:
    for each in await chats.standing(session):
        if each.chat_id == chat:
            return tame.line(each.title or "", _NAME) or speech.plain("untitled")
    return speech.plain("untitled")
