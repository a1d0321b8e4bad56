"""Every question to the database about notices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from core import db
from core.models import Notice, NoticeId
from core.outbox import values


async def put(
    session: db.Session, kind: values.NoticeKind, topic: str, arguments: Mapping[str, Any]
) -> None:
    """Store a notice, unless one of its topic waits."""
    row = {"kind": kind, "topic": topic, "arguments": dict(arguments)}
    await session.execute(
        insert(Notice)
        .values(**row)
        .on_conflict_do_nothing(
            index_elements=[Notice.topic], index_where=Notice.sent_at.is_(None)
        )
    )


async def take_back(session: db.Session, topic: str) -> None:
    """Remove the waiting notice of a topic."""
    await session.execute(delete(Notice).where(Notice.topic == topic, Notice.sent_at.is_(None)))


async def waiting(session: db.ReadSession, limit: int) -> tuple[values.Notice, ...]:
    """What waits, oldest first; kinds that only a newer Kimdir knows wait for it.

    Arguments that are not what any version of ours writes count as none.
    """
    found = await session.scalars(
        select(Notice)
        .where(Notice.sent_at.is_(None), Notice.kind.in_(values.NoticeKind))
        .order_by(Notice.id)
        .limit(limit)
    )
    return tuple(
        values.Notice(
            each.id,
            values.NoticeKind(each.kind),
            each.topic,
            each.arguments if isinstance(each.arguments, dict) else {},
            each.created_at,
        )
        for each in found
    )


async def sent(session: db.Session, notice: NoticeId, at: datetime) -> None:
    """Mark a notice as sent."""
    await session.execute(update(Notice).where(Notice.id == notice).values(sent_at=at))
