"""The bot put together."""

import asyncio
import logging
from collections.abc import Iterable

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.fsm.storage.base import BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats
from aiogram.utils.token import TokenValidationError

from bot import access, deps, errors, outbox, patience, polling, questions, translation
from bot.chats import handlers as chats
from bot.people import corrections
from bot.people import handlers as people
from bot.start import handlers as start
from core import db, doors, settings
from core.errors import KimdirError
from core.models import UserId
from core.taxonomy.values import Language

logger = logging.getLogger(__name__)

COMMANDS = ("who", "chats", "help", "start", "cancel")
REFUSED = "Telegram refuses BOT_TOKEN: copy it again from @BotFather."
WAITING_TTL = 24 * 60 * 60
"""Seconds that Redis keeps an open question."""


class BotNotSetUpError(KimdirError):
    """A setting that the bot needs is missing, or Telegram refuses it."""


class BotRunsAlreadyError(KimdirError):
    """Another process polls with the same token."""


def build(given: deps.Deps, storage: BaseStorage) -> Dispatcher:
    """The dispatcher with every room; strangers do not get as far as the storage."""
    dispatcher = Dispatcher(storage=storage, disable_fsm=True, deps=given)
    dispatcher.update.outer_middleware(access.OwnerOnly(given.owner_id))
    dispatcher.update.outer_middleware(given.watching)
    dispatcher.update.outer_middleware(dispatcher.fsm)
    for observer in (dispatcher.message, dispatcher.callback_query):
        observer.outer_middleware(questions.LeaveQuestion())
    dispatcher.errors.register(errors.explain)
    dispatcher.include_routers(
        corrections.router(), chats.router(), people.router(), start.router()
    )
    return dispatcher


def client(token: str, session: BaseSession) -> Bot:
    """A bot whose messages are HTML without link previews, and which waits for no open write."""
    session.middleware(_not_while_writing)
    properties = DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True)
    return Bot(token, session=session, default=properties)


async def _not_while_writing(
    make_request: NextRequestMiddlewareType[TelegramType],
    bot: Bot,
    method: TelegramMethod[TelegramType],
) -> Response[TelegramType]:
    doors.refuse_in_transaction("Telegram")
    return await make_request(bot, method)


def storage(redis_url: str) -> RedisStorage:
    """Where questions wait for typed words."""
    return RedisStorage.from_url(
        redis_url,
        key_builder=DefaultKeyBuilder(with_bot_id=True),
        state_ttl=WAITING_TTL,
        data_ttl=WAITING_TTL,
    )


def credentials(loaded: settings.Settings) -> tuple[str, UserId]:
    """The bot's token and its owner; raises BotNotSetUpError where one is missing."""
    if loaded.bot_token is None or loaded.owner_id is None:
        missing = "BOT_TOKEN" if loaded.bot_token is None else "OWNER_ID"
        raise BotNotSetUpError(f"{missing} is not set: the bot cannot run without it.")
    return loaded.bot_token.get_secret_value(), UserId(loaded.owner_id)


async def run(loaded: settings.Settings, database: db.Database, redis_url: str) -> None:
    """Poll Telegram until SIGTERM or SIGINT; raises if the bot cannot start."""
    token, owner_id = credentials(loaded)
    stop = polling.on_signals()
    given = deps.make(loaded, database, owner_id)
    session = AiohttpSession(api=TelegramAPIServer.from_base(loaded.bot_api_url))
    session.middleware(patience.wait_and_repeat)
    try:
        bot = client(token, session)
    except TokenValidationError as error:
        raise BotNotSetUpError(REFUSED) from error
    kept = storage(redis_url)
    try:
        async with bot.session, database.alone(polling.LOCK + bot.id) as alone:
            if not alone:
                raise BotRunsAlreadyError("This bot is already running in another process.")
            await _introduce(bot, loaded.owner_language, given)
            await _serve(bot, given, kept, stop)
    finally:
        await kept.close()


async def _serve(bot: Bot, given: deps.Deps, kept: BaseStorage, stop: polling.Stop) -> None:
    over, ended = asyncio.Event(), None
    async with asyncio.TaskGroup() as group:
        group.create_task(given.watching.run(bot, over))
        group.create_task(outbox.run(bot, given, over))
        try:
            await polling.poll(bot, build(given, kept), stop)
        except KimdirError as error:
            ended = error
        finally:
            over.set()
    if ended is not None:
        raise ended


async def _introduce(bot: Bot, language: Language, given: deps.Deps) -> None:
    try:
        me = await bot.me()
        await bot.delete_webhook(drop_pending_updates=False)
        for code, spoken in ((None, language), *((each, each) for each in Language)):
            await bot.set_my_commands(
                list(_commands(spoken, given)),
                scope=BotCommandScopeAllPrivateChats(),
                language_code=code,
            )
    except (TelegramUnauthorizedError, TelegramNotFound) as error:
        raise BotNotSetUpError(REFUSED) from error
    except TelegramAPIError as error:
        raise BotNotSetUpError(f"Telegram does not answer: {type(error).__name__}.") from error
    logger.info("Running as @%s.", me.username)


def _commands(language: Language, given: deps.Deps) -> Iterable[BotCommand]:
    speech = translation.Speech(language, given.speech.zone, given.taxonomy)
    for command in COMMANDS:
        yield BotCommand(command=command, description=speech.plain(f"command-{command}"))
