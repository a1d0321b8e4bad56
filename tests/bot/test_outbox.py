"""Notices reach the owner in order, once, whatever Telegram answers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import SendMessage

from bot import app, markup, outbox, rehearsal
from core import db
from core.accounts import service as accounts
from core.accounts.values import LostReason
from core.models import Account, UserId
from core.outbox import service
from core.outbox.values import NoticeKind
from core.taxonomy.values import Language
from tests import stored
from tests.world import bot_api
from tests.world.bot_api import BotApi
from tests.world.owner import ID, Owner

ME = UserId(7)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api.serving(ID) as serving:
        yield serving


def _bot(api: BotApi) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.base))
    return app.client(bot_api.TOKEN, session)


async def _put(database: db.Database, *topics: str) -> None:
    async with database.write() as session:
        for topic in topics:
            await service.put(session, NoticeKind.MEDIA_STOPPED, topic, {"free_mb": len(topic)})


async def _waiting(database: db.Database) -> list[str]:
    async with database.read() as session:
        return [notice.topic for notice in await service.waiting(session)]


def _sent(api: BotApi) -> list[str]:
    return [markup.plain(call.text) for call in api.calls if isinstance(call, SendMessage)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.EN, "Ayşe <b>: Telegram ended the session"),
        (Language.TR, "Ayşe <b>: Telegram oturumu sonlandırdı"),
        (Language.RU, "Ayşe <b>: Telegram завершил сеанс"),
    ],
)
async def test_a_lost_session_is_told_in_the_owners_language(
    database: db.Database, language: Language, words: str
) -> None:
    owner = Owner(database, language)
    async with database.write() as session:
        session.add(Account(id=ME, name="Ayşe <b>"))
        await session.flush()
        await accounts.lost(session, ME, LostReason.USED_TWICE)
    assert await outbox.tell(owner.bot, owner.deps) == outbox.EVERY
    (news,) = owner.telegram.news
    assert isinstance(news, rehearsal.Shown)
    told = markup.plain(news.text)
    assert words in told.replace("⚠️ ", "")
    assert "kimdir login" in told
    assert await _waiting(database) == []


async def test_a_lost_chat_is_called_by_the_name_that_it_has_now(database: db.Database) -> None:
    owner = Owner(database)
    chat = await stored.chat(database, title="Neighbours & <friends>")
    async with database.write() as session:
        await service.put(session, NoticeKind.CHAT_LOST, "one", {"chat": chat})
        await service.put(session, NoticeKind.CHAT_LOST, "gone", {"chat": 99})
        await service.put(session, NoticeKind.SESSION_LOST, "rubbish", {})
        await service.put(session, NoticeKind.MEDIA_STOPPED, "media", {"free_mb": "few"})
    await outbox.tell(owner.bot, owner.deps)
    told = [markup.plain(each.text or "") for each in owner.telegram.news]
    assert "no longer in Neighbours & <friends>." in told[0]
    assert "no longer in untitled chat." in told[1]
    assert len(told) == 4


async def test_notices_are_sent_in_order_and_each_once(api: BotApi, database: db.Database) -> None:
    await _put(database, "a", "bb", "ccc")
    bot, given = _bot(api), Owner(database).deps
    async with bot.session:
        await outbox.tell(bot, given)
        await outbox.tell(bot, given)
    assert [text.split("(")[1][0] for text in _sent(api)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("status", "answer", "pause"),
    [
        (429, {"description": "Too Many Requests", "parameters": {"retry_after": 17}}, 17.0),
        (403, {"description": "Forbidden: bot can't initiate conversation"}, 120.0),
        (400, {"description": "Bad Request: chat not found"}, 120.0),
        (500, {"description": "Internal Server Error"}, 30.0),
    ],
)
async def test_a_notice_that_telegram_refuses_waits_without_a_second_call(
    api: BotApi, database: db.Database, status: int, answer: dict[str, Any], pause: float
) -> None:
    await _put(database, "a", "bb")
    api.refusals.append(("sendmessage", status, answer))
    bot, given = _bot(api), Owner(database).deps
    async with bot.session:
        assert await outbox.tell(bot, given) == pause
        assert _sent(api) == []
        assert await _waiting(database) == ["a", "bb"]
        await outbox.tell(bot, given)
    assert len(_sent(api)) == 2


async def test_a_broken_network_and_a_lost_database_keep_what_waits(
    api: BotApi, database: db.Database
) -> None:
    await _put(database, "a")
    bot, given = _bot(api), Owner(database).deps
    async with bot.session:
        bot.session.api = TelegramAPIServer.from_base("http://127.0.0.1:1")
        assert await outbox.tell(bot, given) == outbox.FAILED
    assert await _waiting(database) == ["a"]
    away = Owner(db.Database("postgresql+asyncpg://kimdir@127.0.0.1:1/none"))
    assert await outbox.tell(away.bot, away.deps) == outbox.FAILED


async def test_a_kill_between_sending_and_marking_repeats_one_notice_at_most(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _put(database, "a", "bb")
    owner = Owner(database)

    class KilledError(BaseException):
        """The process ends here."""

    sent = owner.telegram.make_request

    async def killed(*given: Any, **more: Any) -> Any:
        await sent(*given, **more)
        raise KilledError

    with monkeypatch.context() as patched, pytest.raises(KilledError):
        patched.setattr(owner.telegram, "make_request", killed)
        await outbox.tell(owner.bot, owner.deps)
    await outbox.tell(owner.bot, owner.deps)
    told = [each.text for each in owner.telegram.news]
    assert len(told) == 3
    assert told[0] == told[1] != told[2]


async def test_the_loop_sends_at_once_and_stops_when_told(
    api: BotApi, database: db.Database
) -> None:
    await _put(database, "a")
    bot, given, stop = _bot(api), Owner(database).deps, asyncio.Event()
    async with bot.session, asyncio.TaskGroup() as group:
        group.create_task(outbox.run(bot, given, stop))
        await api.until(SendMessage)
        stop.set()
    assert await _waiting(database) == []
