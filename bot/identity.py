"""Which bot a token belongs to."""

from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.utils.token import TokenValidationError

from bot import app
from core.settings import Settings

PATIENCE = 15
"""Seconds that the Bot API may take."""


async def name(loaded: Settings) -> str:
    """The bot's username; raises BotNotSetUpError where Telegram does not know the token."""
    token = loaded.bot_token.get_secret_value() if loaded.bot_token else ""
    session = AiohttpSession(api=TelegramAPIServer.from_base(loaded.bot_api_url))
    try:
        async with app.client(token, session) as bot:
            me = await bot.get_me(request_timeout=PATIENCE)
    except (TokenValidationError, TelegramUnauthorizedError, TelegramNotFound) as error:
        raise app.BotNotSetUpError(app.REFUSED) from error
    except TelegramAPIError as error:
        raise app.BotNotSetUpError(
            f"The Bot API does not answer ({type(error).__name__}): check this machine's "
            "connection and BOT_API_URL."
        ) from error
    return me.username or str(me.id)
