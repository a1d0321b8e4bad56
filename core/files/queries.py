"""Every question to the database about files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, cast, exists, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from core import db
from core.files.values import Kept, Policy, Wanted
from core.models import Chat, ChatAccess, ChatId, File, FileId, FileState, Message


async def chats(
    session: db.ReadSession, among: Sequence[ChatId], policy: Policy, now: datetime
) -> list[ChatId]:
    """Which of these chats have files to fetch now."""
    # Not EXISTS: the planner would join it, and read every file of every chat.
    first = select(File.id).where(File.chat_id == Chat.id, *_due(policy, now)).limit(1)
    found = await session.scalars(
        select(Chat.id)
        .where(
            Chat.id.in_(among),
            Chat.tracked,
            Chat.access == ChatAccess.OPEN,
            first.correlate(Chat).scalar_subquery().is_not(None),
        )
        .order_by(Chat.id)
    )
    return list(found)


async def wanted(
    session: db.ReadSession, chat_id: ChatId, policy: Policy, now: datetime, limit: int
) -> list[Wanted]:
    """The newest files of a chat that are to be fetched now."""
    rows = await session.execute(
        select(
            File.id,
            File.chat_id,
            File.message_id,
            File.mime,
            File.size,
            File.remote_id,
            File.attempts,
        )
        .where(File.chat_id == chat_id, *_due(policy, now))
        .order_by(File.message_id.desc())
        .limit(limit)
    )
    return [Wanted(**row) for row in rows.mappings()]


async def still_wanted(
    session: db.ReadSession, policy: Policy, remote_ids: Sequence[int]
) -> set[int]:
    """Which of these files of Telegram's some tracked chat still lacks."""
    found = await session.scalars(
        select(File.remote_id)
        .join(Chat, Chat.id == File.chat_id)
        .where(_is_one_of(remote_ids), Chat.tracked, *_lacking(policy))
        .distinct()
    )
    return {remote_id for remote_id in found if remote_id is not None}


async def held(session: db.ReadSession, remote_ids: Sequence[int]) -> dict[int, Kept]:
    """What we keep of these files of Telegram's."""
    rows = await session.execute(
        select(File.remote_id, File.sha256, File.path, File.size)
        .where(_is_one_of(remote_ids), File.state == FileState.STORED)
        .ext(distinct_on(File.remote_id))
        .order_by(File.remote_id, File.id)
    )
    return {
        row.remote_id: Kept(row.sha256, row.path, row.size)
        for row in rows
        if None not in (row.sha256, row.path, row.size)
    }


async def settle(
    session: db.Session, file: FileId, known: int | None, what: dict[str, Any]
) -> None:
    """Note what became of a file, unless its message shows another one since."""
    await session.execute(
        update(File)
        .where(
            File.id == file,
            File.state == FileState.LEFT_OUT,
            File.remote_id.is_not_distinct_from(known),
        )
        .values(what)
    )


def _due(policy: Policy, now: datetime) -> tuple[ColumnElement[bool], ...]:
    in_view = exists().where(
        Message.chat_id == File.chat_id,
        Message.message_id == File.message_id,
        Message.deleted_at.is_(None),
    )
    return (*_lacking(policy), or_(File.retry_at.is_(None), File.retry_at <= now), in_view)


def _lacking(policy: Policy) -> tuple[ColumnElement[bool], ...]:
    return (
        File.state == FileState.LEFT_OUT,
        File.kind.in_(policy.kinds),
        File.size <= policy.largest,
    )


def _is_one_of(remote_ids: Sequence[int]) -> ColumnElement[bool]:
    return File.remote_id == any_(cast(remote_ids, ARRAY(BigInteger)))
