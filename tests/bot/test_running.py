"""`kimdir bot` over a real socket: polling, faults, locks and stopping."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    EditMessageText,
    GetUpdates,
    SendMessage,
    SetMyCommands,
)
from aiogram.types import Chat, User
from pydantic import SecretStr

from bot import app, polling
from core import db
from core.errors import KimdirError
from core.outbox import service as outbox
from core.outbox.values import NoticeKind
from core.people import service
from core.settings import Settings
from tests.world import bot_api, people
from tests.world.bot_api import BotApi
from tests.world.owner import ID

LOCK = polling.LOCK + int(bot_api.TOKEN.partition(":")[0])


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api.serving(ID) as serving:
        yield serving


def _settings(api: BotApi, **more: Any) -> Settings:
    usual = {
        "bot_token": SecretStr(bot_api.TOKEN),
        "bot_api_url": api.base,
        "owner_id": ID,
        "timezone": "Europe/Istanbul",
    }
    return Settings.model_validate(usual | more)


@asynccontextmanager
async def _running(api: BotApi, database: db.Database, redis_url: str) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        group.create_task(app.run(_settings(api), database, redis_url))
        await api.until(SetMyCommands, 4)
        yield
        os.kill(os.getpid(), signal.SIGTERM)


async def test_the_owner_is_answered_over_http(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    await people.populate(database)
    async with _running(api, database, redis_url):
        await api.offer(api.telegram.said("/who ayşe"))
        await api.until(SendMessage)
        tap = api.telegram.pressed(1)
        assert tap is not None
        await api.offer(tap)
        await api.until(AnswerCallbackQuery)
    assert api.count[EditMessageText] == 1
    last = api.calls[-1]
    assert isinstance(last, GetUpdates)
    assert last.offset == tap.update_id + 1, "the last update is confirmed"


async def test_a_notice_is_told_without_being_asked(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    async with database.write() as session:
        await outbox.put(session, NoticeKind.MEDIA_STOPPED, "media", {"free_mb": 9})
    async with _running(api, database, redis_url):
        await api.until(SendMessage)
    async with _running(api, database, redis_url):
        await api.offer(api.telegram.said("/help"))
        await api.until(SendMessage, 2)
    sent = [call.text for call in api.calls if isinstance(call, SendMessage)]
    assert len(sent) == 2
    assert "9 MB left" in sent[0]


async def test_a_question_waits_in_redis_over_a_restart(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    await people.populate(database)
    async with _running(api, database, redis_url):
        await api.offer(api.telegram.said("/who ayşe"))
        await api.until(SendMessage)
        for label, answered in ((1, 1), (2, 2), (4, 3)):
            tap = api.telegram.pressed(label)
            assert tap is not None
            await api.offer(tap)
            await api.until(AnswerCallbackQuery, answered)
    api.calls.clear()
    async with _running(api, database, redis_url):
        await api.offer(api.telegram.said("avukat"))
        await api.until(SendMessage)
    sent = next(call for call in api.calls if isinstance(call, SendMessage))
    assert "✔ <b>lawyer</b> (manual)" in sent.text


async def test_commands_are_set_in_three_languages_and_a_webhook_gives_way(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    async with _running(api, database, redis_url):
        pass
    menus = [call for call in api.calls if isinstance(call, SetMyCommands)]
    assert [menu.language_code for menu in menus] == [None, "en", "tr", "ru"]
    assert {command.command for command in menus[2].commands} == {
        "who",
        "chats",
        "help",
        "start",
        "cancel",
    }
    assert "yazılımcı" in menus[2].commands[0].description
    dropping = next(call for call in api.calls if isinstance(call, DeleteWebhook))
    assert not dropping.drop_pending_updates


async def test_strangers_get_nothing_over_http(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    update = api.telegram.said("/start")
    assert update.message is not None
    stranger = User(id=666, is_bot=False, first_name="S")
    chat = Chat(id=666, type="private")
    message = update.message.model_copy(update={"from_user": stranger, "chat": chat})
    async with _running(api, database, redis_url):
        await api.offer(update.model_copy(update={"message": message}))
        await api.offer(api.telegram.said("/help"))
        await api.until(SendMessage)
    assert api.count[SendMessage] == 1


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (429, {"description": "Too Many Requests", "parameters": {"retry_after": 1}}),
        (409, {"description": "Conflict: terminated by other getUpdates request"}),
        (502, {"description": "Bad Gateway"}),
    ],
)
async def test_polling_outlives_faults_of_telegram(
    api: BotApi,
    database: db.Database,
    redis_url: str,
    status: int,
    answer: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    api.refusals.append(("getupdates", status, answer))
    async with _running(api, database, redis_url):
        await api.offer(api.telegram.said("/help"))
        await api.until(SendMessage)
    assert "No updates" in caplog.text
    assert ("same BOT_TOKEN" in caplog.text) is (status == 409)


async def test_an_answer_that_telegram_puts_off_comes_later(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    put_off = {"description": "Too Many Requests", "parameters": {"retry_after": 1}}
    api.refusals.append(("sendmessage", 429, put_off))
    async with _running(api, database, redis_url):
        await api.offer(api.telegram.said("/help"))
        await api.until(SendMessage)
    assert api.count[SendMessage] == 1


async def test_a_stop_waits_for_the_answer_under_way_and_leaves_the_rest_unconfirmed(
    api: BotApi, database: db.Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = asyncio.Event()
    search = service.search

    async def slow(session: db.Session, typed: str) -> Any:
        started.set()
        await asyncio.sleep(0.3)
        return await search(session, typed)

    monkeypatch.setattr(service, "search", slow)
    first, second = api.telegram.said("/who"), api.telegram.said("/who")
    api.updates += [first, second]
    async with _running(api, database, redis_url):
        await started.wait()
    assert api.count[SendMessage] == 1
    assert isinstance(api.calls[-1], GetUpdates)
    assert api.calls[-1].offset == first.update_id + 1
    assert api.updates == [second]


async def test_a_wait_after_a_fault_is_cut_short_by_a_stop(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    answer = {"description": "Too Many Requests", "parameters": {"retry_after": 600}}
    api.refusals.append(("getupdates", 429, answer))
    async with asyncio.timeout(20), _running(api, database, redis_url):
        await asyncio.sleep(0.3)


async def test_a_token_taken_back_ends_the_bot_with_a_sentence(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    api.refusals.append(("getupdates", 401, {"description": "Unauthorized"}))
    with pytest.raises(polling.TokenRevokedError, match="BOT_TOKEN"):
        await app.run(_settings(api), database, redis_url)


async def test_a_second_bot_with_the_same_token_is_told_so(
    api: BotApi, database: db.Database, redis_url: str
) -> None:
    async with _running(api, database, redis_url), database.alone(LOCK) as alone:
        assert not alone
    async with database.alone(LOCK) as alone:
        assert alone, "the lock was given back"
        with pytest.raises(app.BotRunsAlreadyError, match="already running"):
            await app.run(_settings(api), database, redis_url)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"bot_token": None}, "BOT_TOKEN is not set"),
        ({"owner_id": None}, "OWNER_ID is not set"),
        ({"bot_token": SecretStr("nonsense")}, "Telegram refuses BOT_TOKEN"),
        ({"bot_token": SecretStr("42:wrong")}, "Telegram refuses BOT_TOKEN"),
        ({"bot_api_url": "http://127.0.0.1:9"}, "Telegram does not answer"),
    ],
)
async def test_a_bot_that_cannot_start_says_why(
    api: BotApi,
    database: db.Database,
    redis_url: str,
    fields: dict[str, Any],
    sentence: str,
) -> None:
    with pytest.raises(KimdirError, match=sentence):
        await app.run(_settings(api, **fields), database, redis_url)


async def test_logs_never_hold_what_was_said(
    api: BotApi, database: db.Database, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with _running(api, database, redis_url):
            await api.offer(api.telegram.said("/who verysecretword"))
            await api.until(SendMessage)
    assert "verysecretword" not in caplog.text
