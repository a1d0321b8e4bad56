"""Choices of the owner, each with the type and the default that it has."""

from typing import TypeVar

from core import db
from core.preferences import queries, values

T = TypeVar("T", bool, int, str)


async def syncing(session: db.ReadSession) -> bool:
    """Whether the collector may collect; it may until the owner says otherwise."""
    return await get(session, values.Key.SYNCING, default=True)


async def set_syncing(session: db.Session, *, on: bool) -> None:
    """Let the collector collect, or not."""
    await put(session, values.Key.SYNCING, on)


async def get(session: db.ReadSession, key: values.Key, *, default: T) -> T:
    """The choice under a key; the default where none is stored, or one of another type."""
    stored = (await queries.read(session, key)).get("value")
    return stored if type(stored) is type(default) else default


async def put(session: db.Session, key: values.Key, value: bool | int | str) -> None:
    """Choose."""
    await queries.put(session, key, {"value": value})
