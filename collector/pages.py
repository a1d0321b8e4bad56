"""Pages of a history: which one to ask next, and what one says; nothing is asked here."""

import logging
from datetime import datetime
from typing import Any

from telethon.tl import types

from collector import roster, storing
from collector.translate import messages, users
from core import errors, models
from core.accounts.values import Work
from core.chats import ranges
from core.chats.values import Followed, Ranges
from core.intake import preparing
from core.intake.values import MessageSeen, Page

logger = logging.getLogger(__name__)

SIZE = 100
"""Messages of a page, the most that Telegram gives."""


class SamePageError(errors.KimdirError):
    """Telegram does not go back in a history when asked to."""


class Plan:
    """What of a chat is left to read: the newest gap first, then the newest stale ids."""

    def __init__(self, chat: Followed) -> None:
        self._top = chat.top
        self._known = chat.ranges
        self._stale = chat.stale

    def offset(self) -> models.MessageId | None:
        """Below which id the next page is to be asked; None when everything is known."""
        stretches = self._gaps() or self._stale
        return models.MessageId(stretches[-1][1] + 1) if stretches else None

    def read(self, extent: tuple[models.MessageId, models.MessageId]) -> None:
        """These ids are known now."""
        self._known = ranges.plus(self._known, (extent,))
        self._stale = ranges.minus(self._stale, (extent,))

    @property
    def missing(self) -> int:
        """How many ids are not known to be stored."""
        return ranges.length(self._gaps())

    @property
    def what(self) -> Work:
        """What the next page is for."""
        return Work.HISTORY if self._gaps() else Work.READING_AGAIN

    def done(self, total: int | None) -> int:
        """About how many of the chat's messages are done, if they lie evenly over the ids."""
        if total is None or not self._top:
            return ranges.length(self._known)
        left = self.missing or ranges.length(self._stale)
        return round(total * (1 - left / self._top))

    def _gaps(self) -> Ranges:
        return () if self._top is None else ranges.gaps(self._known, self._top)


def extent(answer: Any, offset: models.MessageId) -> tuple[models.MessageId, models.MessageId]:
    """The ids of which a page asked below `offset` tells everything; an empty one is the end."""
    ids = [message.id for message in answer.messages if message.id < offset]
    if answer.messages and not ids:
        raise SamePageError("Telegram does not go back in this history: tried again later.")
    return models.MessageId(min(ids, default=1)), models.MessageId(offset - 1)


def read(
    answer: Any,
    offset: models.MessageId,
    chat: Followed,
    known: roster.Roster,
    at: datetime,
) -> Page:
    """A `messages.Messages` of any sort, asked below `offset` and come at a moment, as a page."""
    there = [message for message in answer.messages if message.id < offset]
    read = {message.id: _translated(message, chat, known) for message in there}
    seen = [said for said in read.values() if said is not None]
    garbled = {each.id for each in there if read[each.id] is None and not _is_empty(each)}
    return Page(
        extent=extent(answer, offset),
        prepared=preparing.prepare(seen),
        users=users.seen(answer.users, at),
        touched=frozenset(garbled),
        at_bottom=not answer.messages,
        total=getattr(answer, "count", _count(answer, offset, chat)),
    )


def _is_empty(message: Any) -> bool:
    """Whether it stands for a message that there is no more."""
    return isinstance(message, types.MessageEmpty)


def _count(answer: Any, offset: models.MessageId, chat: Followed) -> int | None:
    """How many messages the chat has, by an answer that does not say it."""
    return len(answer.messages) if chat.top is not None and offset > chat.top else None


def _translated(message: object, chat: Followed, known: roster.Roster) -> MessageSeen | None:
    try:
        return messages.message(message, known.account, chat.peer_id)
    except storing.UNREADABLE as error:
        known.unreadable += 1
        logger.error("A %s was not understood: %s", type(message).__name__, type(error).__name__)
        return None
