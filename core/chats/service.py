"""What is followed, how complete it is, and what was found out about chats."""

from collections.abc import Collection, Sequence

from core import db, models
from core.chats.values import Described, Followed, MemberSeen, Standing, Unmatched


async def followed(
    session: db.ReadSession, account: models.UserId, *, everything: bool = False
) -> list[Followed]:
    """The tracked chats of an account, supergroups and channels included.

    With `everything`, the chats that are not tracked too.
    """
    raise NotImplementedError


async def standing(session: db.ReadSession, *, tracked: bool | None = None) -> list[Standing]:
    """How complete chats are, by title; all, or only those that are tracked or not."""
    raise NotImplementedError


async def switch(session: db.Session, chat_id: models.ChatId, *, tracked: bool) -> None:
    """Track a chat or no longer, by the owner's word, which outweighs the settings for good."""
    raise NotImplementedError


async def apply_allowed(
    session: db.Session,
    account: models.UserId,
    ids: Collection[models.PeerId],
    usernames: Collection[str],
) -> Unmatched:
    """Track the chats that the settings name, and no others, unless the owner switched them.

    `ids` that no chat has are stored as chats that were not seen; gives what matched nothing.
    """
    raise NotImplementedError


async def set_access(
    session: db.Session, chat_id: models.ChatId, access: models.ChatAccess
) -> bool:
    """Note whether a chat can be read; False where that was known. OPEN lifts what blocks it."""
    raise NotImplementedError


async def describe(session: db.Session, chat_id: models.ChatId, seen: Described) -> None:
    """Store a chat's description, and that it was read now."""
    raise NotImplementedError


async def members(
    session: db.Session,
    chat_id: models.ChatId,
    seen: Sequence[MemberSeen],
    *,
    complete: bool = False,
) -> None:
    """Store members and their roles; if the list is complete, whoever is not in it has left."""
    raise NotImplementedError
