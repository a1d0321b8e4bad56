"""A small Bot API over HTTP on this machine: strict, with only the methods that the bot uses."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteWebhook,
    EditMessageText,
    GetMe,
    GetUpdates,
    SendMessage,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import TelegramObject, Update
from aiohttp import web

from bot import rehearsal

TOKEN = "42:over-http"
_METHODS: dict[str, type[TelegramMethod[Any]]] = {
    method.__api_method__.lower(): method
    for method in (
        AnswerCallbackQuery,
        DeleteWebhook,
        EditMessageText,
        GetMe,
        GetUpdates,
        SendMessage,
        SetMyCommands,
    )
}


class BotApi:
    """What the server knows; `refusals` are answers that wait for the next call of a method."""

    def __init__(self, owner_id: int) -> None:
        self.telegram = rehearsal.Telegram(owner_id)
        self.updates: list[Update] = []
        self.calls: list[TelegramMethod[Any]] = []
        self.refusals: list[tuple[str, int, dict[str, Any]]] = []
        self.base = ""
        self._bot = Bot(TOKEN, session=self.telegram)
        self._news = asyncio.Condition()
        self._heard = asyncio.Condition()

    async def offer(self, update: Update) -> None:
        """Let the bot fetch an update."""
        async with self._news:
            self.updates.append(update)
            self._news.notify_all()

    async def until(self, method: type[TelegramMethod[Any]], times: int = 1) -> None:
        """Wait until a method has been answered so many times in all."""
        async with self._heard, asyncio.timeout(20):
            await self._heard.wait_for(lambda: self.count[method] >= times)

    @property
    def count(self) -> Counter[type[TelegramMethod[Any]]]:
        """How often each method was called."""
        return Counter(type(call) for call in self.calls)

    async def handle(self, request: web.Request) -> web.Response:
        """One call."""
        name = request.match_info["method"].lower()
        for refusal in self.refusals:
            if refusal[0] == name:
                self.refusals.remove(refusal)
                return _refuse(refusal[1], **refusal[2])
        if request.match_info["token"] != TOKEN:
            return _refuse(401, description="Unauthorized")
        try:
            method = _read(name, dict(await request.post()))
            answer = await self._answer(method)
        except ValueError as error:
            return _refuse(400, description=f"Bad Request: {error}")
        except TelegramBadRequest as error:
            return _refuse(400, description=error.message)
        async with self._heard:
            self.calls.append(method)
            self._heard.notify_all()
        return web.json_response({"ok": True, "result": _plain(answer)})

    async def _answer(self, method: TelegramMethod[Any]) -> object:
        match method:
            case GetUpdates():
                return await self._pending(method)
            case DeleteWebhook() | SetMyCommands():
                return True
            case _:
                return await self.telegram.make_request(self._bot, method)

    async def _pending(self, method: GetUpdates) -> list[Update]:
        self.updates = [
            update for update in self.updates if update.update_id >= (method.offset or 0)
        ]
        async with self._news:
            try:
                async with asyncio.timeout(method.timeout or 0):
                    await self._news.wait_for(lambda: self.updates)
            except TimeoutError:
                return []
        return self.updates[: method.limit or 100]


@asynccontextmanager
async def serving(owner_id: int) -> AsyncIterator[BotApi]:
    """The server on a free port of the loopback."""
    api = BotApi(owner_id)
    application = web.Application()
    application.router.add_post("/bot{token}/{method}", api.handle)
    runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    api.base = f"http://{host}:{port}"
    try:
        yield api
    finally:
        await runner.cleanup()


def _read(name: str, form: dict[str, Any]) -> TelegramMethod[Any]:
    """The method of a form; raises ValueError for any field that it does not have."""
    if name not in _METHODS:
        raise ValueError(f"{name} is not known here")
    if unknown := form.keys() - _METHODS[name].model_fields.keys():
        raise ValueError(f"unknown fields {sorted(unknown)}")
    return _METHODS[name].model_validate({key: _value(key, form[key]) for key in form})


def _value(key: str, value: str) -> object:
    if key == "chat_id":
        return int(value)
    if key not in {"text", "parse_mode", "callback_query_id"} and value[:1] in "{[":
        return json.loads(value)
    return value


def _plain(answer: object) -> object:
    if isinstance(answer, list):
        return [_plain(each) for each in answer]
    if isinstance(answer, TelegramObject):
        return json.loads(answer.model_dump_json(exclude_none=True, by_alias=True))
    return answer


def _refuse(status: int, **answer: Any) -> web.Response:
    return web.json_response({"ok": False, "error_code": status, **answer}, status=status)
