"""The collector's own parts, put together in front of the simulated Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from collector import account, session
from collector.client import Client
from collector.context import Context
from collector.line import Line
from collector.roster import Roster
from core import db, models, settings
from core.chats import service as chats
from core.intake import service as intake
from core.intake.values import ChatSeen
from core.models import ChatKind, PeerId
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import API_HASH, API_ID, Telegram


def chosen(**overrides: Any) -> settings.Settings:
    """Settings of an account, with no pacing and no takeout unless they are asked for."""
    given = {
        "telegram_feature_enabled": True,
        "telegram_api_id": API_ID,
        "telegram_api_hash": API_HASH,
        "telegram_requests_per_minute": 0,
        "telegram_takeout": False,
    }
    return settings.load(**(given | overrides))


def held(telegram: Telegram) -> session.Session:
    """A session that is signed in, in the form that the collector keeps."""
    return session.Session(telegram.session().save())


def logged_in(telegram: Telegram, home: Path, name: str = "kimdir") -> Path:
    """A session file, as `kimdir login` leaves it."""
    place = session.where(home, name)
    signed_in = held(telegram)
    signed_in.account = models.UserId(telegram.me.id)
    session.save(place, signed_in)
    return place


@asynccontextmanager
async def client(telegram: Telegram, **overrides: Any) -> AsyncIterator[Client]:
    """A connected client of the account."""
    async with account.opened(chosen(**overrides), held(telegram)) as connected:
        yield connected


@asynccontextmanager
async def line(telegram: Telegram, **given: Any) -> AsyncIterator[Line]:
    """A line of a connected client; `given` is the line's own, such as `sleep`."""
    async with client(telegram) as connected:
        yield Line(connected, **given)


@asynccontextmanager
async def context(
    telegram: Telegram,
    database: db.Database,
    home: Path = Path(),
    *,
    given: dict[str, Any] | None = None,
    **overrides: Any,
) -> AsyncIterator[Context]:
    """What tasks are handed; the account is stored, its chats are not.

    `given` is the line's own, `overrides` are settings.
    """
    made = chosen(**overrides)
    async with account.opened(made, held(telegram)) as connected:
        line = Line(connected, **(given or {}))
        who = await account.who(line)
        async with database.write() as session:
            await intake.account(session, who)
        yield Context(connected, line, database, who.id, Roster(who.id), made, home)


async def tracks(context: Context, *followed: Chat) -> None:
    """The owner tracks chats, of which only the head is stored so far."""
    async with context.database.write() as session:
        for chat in followed:
            head = head_of(chat)
            chat_id = await intake.chat(session, head)
            await chats.switch(session, chat_id, tracked=True)
            context.roster.meet(head, chat.input_peer)
    await context.roster.reload(context.database)


def head_of(chat: Chat) -> ChatSeen:
    """A chat as intake sees it."""
    return ChatSeen(
        PeerId(chat.peer),
        ChatKind(chat.kind.value),
        account=None if chat.is_channel else models.UserId(chat.world.me.id),
        title=chat.title,
        username=chat.username,
        is_forum=chat.is_forum,
    )
