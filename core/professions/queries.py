"""Every question to the database about professions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from core import db, words
from core.models import (
    Correction,
    CorrectionId,
    CorrectionKind,
    Message,
    Profile,
    ProfileSource,
    ProfileState,
    Reading,
    ReadingId,
    User,
    UserId,
)
from core.professions import values
from core.professions.readings import queries as readings


async def due(
    session: db.ReadSession, wanted: values.Wanted, *, after: UserId, limit: int
) -> tuple[values.Due, ...]:
    """The next people to read, by id."""
    statement = (
        select(User.id, User.bio, Profile.heard)
        .join(Profile, Profile.user_id == User.id)
        .where(_is_due(wanted), User.id > after)
        .order_by(User.id)
        .limit(limit)
    )
    return tuple(values.Due(*row) for row in await session.execute(statement))


async def count_due(session: db.ReadSession, wanted: values.Wanted) -> int:
    """How many people are to be read."""
    statement = (
        select(func.count())
        .select_from(User)
        .join(Profile, Profile.user_id == User.id)
        .where(_is_due(wanted))
    )
    return (await session.execute(statement)).scalar_one()


def _is_due(wanted: values.Wanted) -> ColumnElement[bool]:
    lines_read = (
        select(Reading.lines_read)
        .where(Reading.user_id == Profile.user_id)
        .order_by(Reading.id.desc())
        .limit(1)
        .correlate(Profile)
        .scalar_subquery()
    )
    changed = Profile.heard_when_read.is_distinct_from(Profile.heard)
    new = or_(
        changed,
        Profile.reader.is_distinct_from(wanted.reader),
        and_(Profile.state == ProfileState.INSUFFICIENT, lines_read >= wanted.minimum),
    )
    if wanted.models:
        whose = or_(
            Profile.model_reader.is_(None),
            Profile.state == ProfileState.INSUFFICIENT,
            and_(changed, readings.lost()),
        )
    else:
        whose = or_(Profile.model_reader.is_(None), changed)
    if wanted.only is not None:
        whose = and_(User.id == wanted.only, whose)
    return and_(~User.is_bot, User.ignored_at.is_(None), whose, true() if wanted.again else new)


async def own_words(
    session: db.ReadSession, people: Sequence[UserId], most: int
) -> dict[UserId, list[values.Said]]:
    """The newest messages of each person that are their own words, at most `most` of each.

    What they answer is left out where it was deleted, or said by somebody ignored.
    """
    newest = _newest_own(most)
    answered, ignored = aliased(Message), aliased(User)
    heard = case((ignored.id.is_(None), answered.message_id))
    statement = (
        select(
            User.id,
            *newest.c[1:8],
            case((heard.is_not(None), answered.text)),
            heard,
            case((heard.is_not(None), answered.sender_id)),
        )
        .select_from(User)
        .join(newest, true())
        .outerjoin(
            answered,
            (answered.chat_id == newest.c.chat_id)
            & (answered.message_id == newest.c.reply_to)
            & (answered.sender_id != newest.c.sender_id)
            & answered.deleted_at.is_(None),
        )
        .outerjoin(ignored, (ignored.id == answered.sender_id) & ignored.ignored_at.is_not(None))
        .where(User.id.in_(people))
        .order_by(User.id, newest.c.sent_at.desc(), newest.c.message_id.desc())
    )
    said: dict[UserId, list[values.Said]] = {person: [] for person in people}
    for user_id, *row in await session.execute(statement):
        said[user_id].append(values.Said(*row))
    return said


async def bio(session: db.ReadSession, user_id: UserId) -> str | None:
    """What somebody says of themselves in their profile."""
    return await session.scalar(select(User.bio).where(User.id == user_id))


def _newest_own(most: int) -> FromClause:
    return (
        select(
            Message.sender_id,
            Message.chat_id,
            Message.message_id,
            Message.text,
            Message.entities,
            Message.sent_at,
            Message.received_at,
            Message.edited_at,
            Message.reply_to,
        )
        .where(
            Message.sender_id == User.id,
            ~Message.is_forward,
            Message.deleted_at.is_(None),
            Message.service_action.is_(None),
            Message.text != "",
            Message.via_bot.is_(None),
        )
        .order_by(Message.sent_at.desc())
        .limit(most)
        .lateral()
    )


async def mark_read(session: db.Session, reader: str, people: Sequence[values.Due]) -> None:
    """Note up to where people were heard by the offline readings that count now."""
    if not people:
        return
    await session.execute(
        update(Profile)
        .where(
            Profile.user_id.in_([person.user_id for person in people]),
            Profile.model_reader.is_not(None),
        )
        .values(model_reader=None, heard_by_model=None)
    )
    await session.execute(
        update(Profile),
        [
            {"user_id": person.user_id, "heard_when_read": person.heard, "reader": reader}
            for person in people
        ],
    )


async def is_stored(session: db.ReadSession, user_id: UserId) -> bool:
    """Whether there is such a person."""
    found = await session.scalar(select(Profile.user_id).where(Profile.user_id == user_id))
    return found is not None


async def lock_profile(session: db.Session, user_id: UserId) -> Profile | None:
    """The profile, held until the transaction ends; None if the person is not stored."""
    return await session.scalar(
        select(Profile).where(Profile.user_id == user_id).with_for_update()
    )


async def newest_reading(session: db.ReadSession, user_id: UserId) -> Reading | None:
    """The reading that counts."""
    return await session.scalar(
        select(Reading).where(Reading.user_id == user_id).order_by(Reading.id.desc()).limit(1)
    )


async def standing_correction(session: db.ReadSession, user_id: UserId) -> Correction | None:
    """The correction that counts: the newest one not undone."""
    return await session.scalar(
        select(Correction)
        .where(Correction.user_id == user_id, Correction.undone_at.is_(None))
        .order_by(Correction.id.desc())
        .limit(1)
    )


async def add_correction(
    session: db.Session,
    user_id: UserId,
    kind: CorrectionKind,
    label: values.Label,
    reading_id: ReadingId | None,
    at: datetime,
) -> None:
    """Add to the history of what the owner said."""
    await session.execute(
        insert(Correction).values(
            user_id=user_id,
            made_at=at,
            kind=kind,
            reading_id=reading_id,
            profession=label.profession,
            sector=label.sector,
            own_words=label.own_words,
        )
    )


async def mark_undone(session: db.Session, correction_id: CorrectionId, at: datetime) -> None:
    """Take a correction back; its row stays."""
    await session.execute(
        update(Correction).where(Correction.id == correction_id).values(undone_at=at)
    )


async def settle(session: db.Session, people: Sequence[UserId]) -> None:
    """Make the profiles say what counts: the standing correction, else the newest reading."""
    if not people:
        return
    spoken = (
        select(func.max(Correction.id))
        .where(Correction.user_id == Profile.user_id, Correction.undone_at.is_(None))
        .correlate(Profile)
        .scalar_subquery()
    )
    read = (
        select(func.max(Reading.id))
        .where(Reading.user_id == Profile.user_id)
        .correlate(Profile)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Profile.user_id, Correction, Reading)
        .select_from(Profile)
        .outerjoin(Correction, Correction.id == spoken)
        .outerjoin(Reading, Reading.id == read)
        .where(Profile.user_id.in_(people))
    )
    await session.execute(
        update(Profile),
        [{"user_id": user_id, **_counts(word, reading)} for user_id, word, reading in found],
    )


def _counts(spoken: Correction | None, read: Reading | None) -> dict[str, object]:
    if spoken is not None:
        return {
            "state": ProfileState.CONFIRMED,
            "source": ProfileSource.OWNER,
            "profession": spoken.profession,
            "sector": spoken.sector,
            "own_words": spoken.own_words,
            "normalised_own_words": words.searchable(spoken.own_words or "") or None,
            "confidence": None,
        }
    return {
        "state": read.state if read else ProfileState.UNREAD,
        "source": ProfileSource.AI,
        "profession": read.profession if read else None,
        "sector": read.sector if read else None,
        "own_words": None,
        "normalised_own_words": None,
        "confidence": read.confidence if read else None,
    }
