"""The door where the bot's errors end: the owner gets a sentence, the log gets no message text."""

import logging
from collections.abc import Mapping
from enum import Enum, auto
from types import MappingProxyType

import redis.exceptions
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ErrorEvent, Update

from bot import screen, translation
from bot.deps import Deps
from core import db, doors, errors
from core.errors import KimdirError
from core.people import service as people
from core.professions import service as professions

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of an update that met an error."""

    REFUSED = auto()
    FAILED = auto()


class NotOfferedError(KimdirError):
    """A button points to a profession or sector that the taxonomy has no more."""


class ChatGoneError(KimdirError):
    """A button points to a chat that is no longer stored."""


class WordsLostError(KimdirError):
    """The words that the owner typed are no longer waiting."""


TEXTS: Mapping[type[Exception], str] = MappingProxyType(
    {
        db.DatabaseUnreachableError: "error-database",
        redis.exceptions.ConnectionError: "error-redis",
        redis.exceptions.TimeoutError: "error-redis",
        people.SearchGoneError: "error-search-gone",
        people.PersonGoneError: "error-person-gone",
        professions.NobodyError: "error-person-gone",
        professions.StaleButtonError: "error-stale",
        NotOfferedError: "error-not-offered",
        ChatGoneError: "error-chat-gone",
        WordsLostError: "error-words-lost",
    }
)
"""The errors that the owner can meet here, in the owner's language; others speak English."""


async def explain(event: ErrorEvent, deps: Deps) -> Outcome:
    """Tell the owner what went wrong; the update counts as handled."""
    error = event.exception
    key = next((key for kind, key in TEXTS.items() if isinstance(error, kind)), None)
    if key is not None or _is_for_the_owner(error):
        await _tell(event.update, deps.speech.plain(key) if key else str(error))
        return Outcome.REFUSED
    logger.error("Update %s failed: %s", event.update.update_id, errors.trace(error))
    await _tell(event.update, deps.speech.plain("error-unexpected"))
    return Outcome.FAILED


def _is_for_the_owner(error: Exception) -> bool:
    """Whether the error's own text may be shown; our own mistakes are no news for the owner."""
    return isinstance(error, KimdirError) and not isinstance(
        error, doors.NetworkInTransactionError
    )


async def _tell(update: Update, sentence: str) -> None:
    try:
        if update.callback_query:
            await screen.tell(update.callback_query, sentence, loud=True)
        elif update.message:
            await screen.show(update.message, screen.Screen(translation.escaped(sentence)))
    except TelegramAPIError as error:
        logger.warning("The owner could not be told: %s.", type(error).__name__)
