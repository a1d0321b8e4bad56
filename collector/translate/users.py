"""Users as Telegram's answers and updates show them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from telethon.tl import types

from core import models
from core.imports import texts
from core.intake.values import UserSeen


def seen(users: Iterable[Any], at: datetime) -> list[UserSeen]:
    """Those users as they were named at that moment.

    Of a `min` user, which Telegram shows without what its viewer may know, only the id counts.
    """
    return [_seen(user, at) for user in users if type(user) is types.User]


def renamed(update: Any, at: datetime) -> UserSeen | None:
    """What an update says of a user's names; None where it says nothing of them."""
    if type(update) is not types.UpdateUserName:
        return None
    name = full_name(update.first_name, update.last_name)
    return UserSeen(models.UserId(update.user_id), name, _active(update.usernames) or "", at)


def bots(users: Iterable[Any]) -> dict[int, str]:
    """The usernames of the bots among users, by id."""
    return {
        user.id: name
        for user in users
        if type(user) is types.User and user.bot and (name := username(user)) is not None
    }


def full_name(first: str | None, last: str | None) -> str | None:
    """The two names as one, at most 255 characters."""
    return texts.name(" ".join(part for part in (first, last) if part))


def username(entity: Any) -> str | None:
    """The username of a user or channel by which it can be found now."""
    return texts.name(entity.username) or _active(entity.usernames)


def _seen(user: Any, at: datetime) -> UserSeen:
    user_id = models.UserId(user.id)
    if user.min:
        return UserSeen(user_id)
    if user.deleted:
        return UserSeen(user_id, named_at=at, is_bot=bool(user.bot), is_deleted=True)
    return UserSeen(
        user_id,
        name=full_name(user.first_name, user.last_name),
        username=username(user) or "",
        named_at=at,
        is_bot=bool(user.bot),
        language=texts.name(user.lang_code),
    )


def _active(usernames: Sequence[Any] | None) -> str | None:
    """The one that its owner can edit, else the first one in use."""
    used = [each for each in usernames or () if each.active]
    used.sort(key=lambda each: not each.editable)
    return texts.name(used[0].username) if used else None
