"""Every question to the database about files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, array, distinct_on
from sqlalchemy.orm import aliased

from core import db
from core.files import rules
from core.files.values import Captioned, Kept, Policy, Uncaptioned, Wanted
from core.models import Chat, ChatAccess, ChatId, File, FileId, FileState, MediaKind, Message, User


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


async def uncaptioned(
    session: db.ReadSession, mimes: Sequence[str], largest: int, now: datetime, limit: int
) -> list[Uncaptioned]:
    """The newest stored photos and documents without a caption; of no ignored person.

    Their MIME types begin with one of `mimes`; a photo without one is a JPEG.
    """
    mime = func.coalesce(File.mime, case((File.kind == MediaKind.PHOTO, "image/jpeg"), else_=""))
    ignored = exists().where(
        User.ignored_at.is_not(None), User.id.in_((Message.sender_id, Message.forward_peer_id))
    )
    kept = (File.sha256, File.path, File.size)
    sender = aliased(User)
    rows = await session.execute(
        select(File.id, File.chat_id, File.message_id, Message.sender_id, mime, *kept)
        .add_columns(File.attempts, array([sender.name, sender.username]))
        .join(Message, _same_message())
        .outerjoin(sender, sender.id == Message.sender_id)
        .where(
            File.state == FileState.STORED,
            File.kind.in_((MediaKind.PHOTO, MediaKind.DOCUMENT)),
            File.captioned_by.is_(None),
            File.attempts < rules.MOST_CAPTION_ATTEMPTS,
            or_(File.retry_at.is_(None), File.retry_at <= now),
            File.size <= largest,
            *(column.is_not(None) for column in kept),
            or_(*(mime.istartswith(beginning, autoescape=True) for beginning in mimes)),
            Message.deleted_at.is_(None),
            ~ignored,
        )
        .order_by(Message.sent_at.desc(), File.id.desc())
        .limit(limit)
    )
    return [
        Uncaptioned(
            file, chat, message, by, kind, Kept(*held), attempts, tuple(filter(None, names))
        )
        for file, chat, message, by, kind, *held, attempts, names in rows
    ]


async def captioned(session: db.ReadSession, sha256: str) -> Captioned | None:
    """What a model saw in this content, wherever it was sent."""
    rows = await session.execute(
        select(File.ai_caption, File.ai_tags, File.captioned_by)
        .where(File.sha256 == sha256, File.captioned_by.is_not(None))
        .limit(1)
    )
    for caption, tags, reader in rows:
        return Captioned(caption, tuple(tags or ()), reader or "")
    return None


async def note(session: db.Session, file: Uncaptioned, what: dict[str, Any]) -> None:
    """Note what became of describing a file, unless its message shows another one since."""
    await session.execute(
        update(File)
        .where(
            File.id == file.id,
            File.state == FileState.STORED,
            File.sha256 == file.kept.sha256,
        )
        .values(what)
    )


def _same_message() -> ColumnElement[bool]:
    return and_(Message.chat_id == File.chat_id, Message.message_id == File.message_id)


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
