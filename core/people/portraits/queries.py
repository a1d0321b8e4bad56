"""Every question to the database about portraits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, any_, cast, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY

from core import db
from core.models import ChatId, Message, PeerId, User, UserId
from core.people.portraits.values import Standing, Wish


async def want(session: db.Session, user_id: UserId, at: datetime) -> bool:
    """Note a wish, the oldest one of a person; False where the person is not stored."""
    wished = await session.execute(
        update(User)
        .where(User.id == user_id)
        .values(profile_wanted_at=func.coalesce(User.profile_wanted_at, at))
        .returning(User.id)
    )
    return wished.first() is not None


async def wishes(
    session: db.ReadSession, chats: Sequence[ChatId], private: Sequence[PeerId], limit: int
) -> list[Wish]:
    """The oldest wishes that can be fulfilled: by a message of these chats, or in private.

    Only messages with words of the person's own are looked at, since those have an index.
    """
    said = (
        select(Message.chat_id, Message.message_id)
        .where(
            Message.sender_id == User.id,
            Message.chat_id == any_(cast(chats, ARRAY(BigInteger))),
            ~Message.is_forward,
            Message.deleted_at.is_(None),
            Message.service_action.is_(None),
            Message.text != "",
        )
        .order_by(Message.sent_at.desc())
        .limit(1)
        .correlate(User)
        .lateral("said")
    )
    rows = await session.execute(
        select(User.id, said.c.chat_id, said.c.message_id)
        .join(said, true(), isouter=True)
        .where(
            User.profile_wanted_at.is_not(None),
            User.ignored_at.is_(None),
            ~User.is_deleted,
            or_(said.c.chat_id.is_not(None), User.id == any_(cast(private, ARRAY(BigInteger)))),
        )
        .order_by(User.profile_wanted_at, User.id)
        .limit(limit)
    )
    return [Wish(*row) for row in rows]


async def read_since(session: db.ReadSession, moment: datetime) -> int:
    """How many people were asked for since then."""
    statement = select(func.count()).select_from(User).where(User.profile_read_at >= moment)
    return (await session.execute(statement)).scalar_one()


async def standing(session: db.ReadSession, user_id: UserId) -> Standing | None:
    """How the wish for a person stands; None if that person is not stored."""
    row = await session.execute(
        select(User.profile_wanted_at, User.profile_read_at).where(User.id == user_id)
    )
    found = row.one_or_none()
    return Standing(*found) if found else None


async def settle(session: db.Session, user_id: UserId, at: datetime) -> None:
    """The wish was fulfilled, or cannot be."""
    await session.execute(
        update(User).where(User.id == user_id).values(profile_wanted_at=None, profile_read_at=at)
    )


async def keep_photo(session: db.Session, user_id: UserId, photo: str | None) -> None:
    """Store where somebody's photo is; None where there is none."""
    await session.execute(update(User).where(User.id == user_id).values(photo=photo))


async def clear_bio(session: db.Session, user_id: UserId) -> bool:
    """Somebody has no bio any more; False where none was known."""
    cleared = await session.execute(
        update(User)
        .where(User.id == user_id, User.bio.is_not(None))
        .values(bio=None)
        .returning(User.id)
    )
    return cleared.first() is not None
