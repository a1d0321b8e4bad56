"""Following a chat: its pages of history, its updates, and up to where they are stored.

Each call shares the transaction of its caller, which touches one chat, and locks it first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from core import db, errors, models
from core.intake.values import AccountPosition, Happened, Page, Recorded


class MovedError(errors.KimdirError):
    """The chat no longer stands where the news begins; nothing of it was written."""


async def start(
    session: db.Session, chat_id: models.ChatId, *, pts: int | None, top: models.MessageId
) -> None:
    """Follow a chat from here on; called before its first page is asked, and without effect later.

    What an import brought is held for stale from then on.
    """
    raise NotImplementedError


async def pages(session: db.Session, chat_id: models.ChatId, pages: Sequence[Page]) -> Recorded:
    """Store pages of one chat's history, in the order in which they were answered.

    What is absent from a page within its extent is marked deleted, what is there lives again.
    """
    raise NotImplementedError


async def happened(session: db.Session, chat_id: models.ChatId, news: Happened) -> Recorded:
    """Store what updates said of a chat; raises MovedError where they do not continue its pts."""
    raise NotImplementedError


async def skip(
    session: db.Session, chat_id: models.ChatId, *, pts: int | None, top: models.MessageId
) -> None:
    """Go on from here where Telegram no longer tells what happened: all ranges become stale."""
    raise NotImplementedError


async def homes(
    session: db.ReadSession, account: models.UserId, ids: Iterable[models.MessageId]
) -> dict[models.ChatId, list[models.MessageId]]:
    """The private chats and basic groups of this account that hold these messages."""
    raise NotImplementedError


async def position(session: db.ReadSession, account: models.UserId) -> AccountPosition:
    """Where the account stands in its own updates."""
    raise NotImplementedError


async def move_account(
    session: db.Session, account: models.UserId, position: AccountPosition
) -> None:
    """Note where the account stands in its own updates."""
    raise NotImplementedError


async def block(
    session: db.Session, chat_id: models.ChatId, reason: str | None, retry_at: datetime | None
) -> None:
    """Say why nothing more of a chat can be had now, and when it is tried again; None: it can."""
    raise NotImplementedError


async def synced(session: db.Session, chat_id: models.ChatId, at: datetime) -> None:
    """Note when a chat was last compared with Telegram and found or made up to date."""
    raise NotImplementedError
