"""Ids of an export as Telegram's marked ids.

Exports write `user5`, `channel5` or `chat5`. Those made before June 2021 write bare numbers, from
October 2020 on with the kind in the higher bits: users from 2**32, chats and channels from 2**33.
"""

from functools import lru_cache

from core import models
from core.chats import rules as chats

FORMER_SHIFT = 10**9
"""Messages from before a group's migration have their id less this."""

TELEGRAM = models.PeerId(777000)
"""The user who sends login codes."""

_USERS_SHIFT = 1 << 32
_CHATS_SHIFT = 2 << 32
_LARGEST = (1 << 63) - 1
_LARGEST_ID = (1 << 52) - 1


def number(value: object) -> int | None:
    """A whole number that fits eight bytes, also where it is written as a string."""
    if isinstance(value, str) and len(value) < 20 and value.removeprefix("-").isdecimal():
        value = int(value)
    if isinstance(value, int) and -_LARGEST <= value <= _LARGEST and not isinstance(value, bool):
        return value
    return None


def identity(value: object) -> int | None:
    """A number that an id can have: Telegram's fit 52 bits, which leaves room for the marks."""
    found = number(value)
    return found if found is not None and -_LARGEST_ID <= found <= _LARGEST_ID else None


def sender(value: object, *, old: bool) -> models.PeerId | None:
    """The marked id behind `from_id` and the like; `old` exports may shift bare numbers."""
    if isinstance(value, str):
        return _written(value, old)
    return _bare(value, old)


@lru_cache(maxsize=1 << 14)
def _written(value: str, old: bool) -> models.PeerId | None:
    for prefix in ("user", "channel", "chat"):
        if value.startswith(prefix):
            return _marked(prefix, identity(value[len(prefix) :]))
    return _bare(value, old)


def _bare(value: object, old: bool) -> models.PeerId | None:
    bare = identity(value)
    if bare is None or bare == 0:
        return None
    if bare < 0 or not old or bare < _USERS_SHIFT:
        return models.PeerId(bare)
    if bare < _CHATS_SHIFT:
        return models.PeerId(bare - _USERS_SHIFT)
    return _marked("channel", bare - _CHATS_SHIFT)


def is_bare(value: object) -> bool:
    """Whether an id was written without its kind, as before June 2021."""
    return identity(value) is not None


def chat(kind: models.ChatKind, raw_id: int, *, old: bool) -> models.PeerId:
    """The marked id of a chat; ids that are marked already stay."""
    if kind is models.ChatKind.PRIVATE:
        shifted = old and _USERS_SHIFT < raw_id < _CHATS_SHIFT
        return models.PeerId(raw_id - _USERS_SHIFT if shifted else raw_id)
    shifted = old and _CHATS_SHIFT < raw_id < _CHATS_SHIFT + _USERS_SHIFT
    bare = raw_id - _CHATS_SHIFT if shifted else raw_id
    if kind is models.ChatKind.GROUP:
        return models.PeerId(-abs(bare))
    marked = bare if bare < chats.CHANNEL_MARK else chats.CHANNEL_MARK - abs(bare)
    return models.PeerId(marked)


def _marked(prefix: str, bare: int | None) -> models.PeerId | None:
    if bare is None or bare <= 0:
        return None
    if prefix == "channel":
        return models.PeerId(chats.CHANNEL_MARK - bare)
    return models.PeerId(bare if prefix == "user" else -bare)
