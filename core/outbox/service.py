"""Leaving notices for the bot, and taking them."""

from collections.abc import Mapping

from core import clock, db
from core.models import NoticeId
from core.outbox import queries, values


async def put(
    session: db.Session,
    kind: values.NoticeKind,
    topic: str,
    arguments: Mapping[str, int | str],
) -> None:
    """Have the owner told; nothing is added while a notice of the same topic waits."""
    await queries.put(session, kind, topic, arguments)


async def take_back(session: db.Session, topic: str) -> None:
    """Tell nothing of a topic any more."""
    await queries.take_back(session, topic)


async def waiting(session: db.ReadSession, limit: int = 20) -> tuple[values.Notice, ...]:
    """What is to be told, oldest first."""
    return await queries.waiting(session, limit)


async def sent(session: db.Session, notice: NoticeId) -> None:
    """The owner has been told."""
    await queries.sent(session, notice, clock.now())
