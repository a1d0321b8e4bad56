"""Every question to the database about what was learned."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from core import db
from core.learning.values import Figures, Known, Score, Since, Standing
from core.models import Classifier, ClassifierId, Correction, Membership, User, UserId

_LOCK = 0x6B64_6C65_6172
"""The advisory lock under which versions are stored, chosen and forgotten."""


async def queue_up(session: db.Session) -> None:
    """Let nobody else change versions until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def messages(session: db.ReadSession) -> int:
    """How many messages of people are stored."""
    statement = select(func.coalesce(func.sum(Membership.message_count), 0))
    return int((await session.execute(statement)).scalar_one())


async def since(session: db.ReadSession, messages: int) -> Since:
    """What is new since the newest version, where now so many messages are stored."""
    statement = select(Classifier.made_at, Classifier.messages).order_by(Classifier.id.desc())
    last = (await session.execute(statement.limit(1))).first()
    changed = select(func.count()).select_from(Correction)
    if last is None:
        changed = changed.where(Correction.undone_at.is_(None))
    else:
        changed = changed.where(
            or_(Correction.made_at >= last.made_at, Correction.undone_at >= last.made_at)
        )
    corrections = (await session.execute(changed)).scalar_one()
    at, before = (last.made_at, last.messages) if last else (None, 0)
    return Since(at, corrections, messages - before)


async def standing(session: db.ReadSession, limit: int) -> list[Standing]:
    """The newest corrections that count, one a person, of nobody who is ignored; by person."""
    newest = (
        select(func.max(Correction.id))
        .join(User, User.id == Correction.user_id)
        .where(Correction.undone_at.is_(None), User.ignored_at.is_(None), ~User.is_bot)
        .group_by(Correction.user_id)
        .order_by(func.max(Correction.id).desc())
        .limit(limit)
    )
    statement = (
        select(
            Correction.user_id,
            User.bio,
            Correction.sector,
            Correction.profession,
            Correction.made_at,
        )
        .join(User, User.id == Correction.user_id)
        .where(Correction.id.in_(newest))
        .order_by(Correction.user_id)
    )
    return [Standing(*row) for row in await session.execute(statement)]


async def still_there(session: db.Session, people: Collection[UserId]) -> bool:
    """Whether all of them are stored and not ignored; it stays so until the transaction ends."""
    found = await session.scalars(
        select(User.id)
        .where(User.id.in_(people), User.ignored_at.is_(None))
        .order_by(User.id)
        .with_for_update(key_share=True, read=True)
    )
    return len(found.all()) == len(set(people))


async def known(session: db.ReadSession) -> Known | None:
    """What the live version has learned from."""
    statement = select(Classifier.made_at, Classifier.learned_from).where(Classifier.live)
    row = (await session.execute(statement)).first()
    return Known(row.made_at, frozenset(row.learned_from)) if row else None


async def live(session: db.ReadSession) -> tuple[ClassifierId, bytes] | None:
    """The version that counts, with its weights."""
    statement = select(Classifier.id, Classifier.weights).where(Classifier.live)
    row = (await session.execute(statement)).first()
    return (row.id, row.weights) if row else None


async def versions(
    session: db.ReadSession,
) -> list[tuple[ClassifierId, datetime, Figures, bool]]:
    """All versions, newest first, and whether they are live."""
    found = await session.execute(
        select(
            Classifier.id,
            Classifier.made_at,
            Classifier.corrections,
            Classifier.before,
            Classifier.wrong_before,
            Classifier.after,
            Classifier.wrong_after,
            Classifier.live,
        ).order_by(Classifier.id.desc())
    )
    return [
        (number, made_at, Figures(corrections, Score(*parts[:2]), Score(*parts[2:])), live)
        for number, made_at, corrections, *parts, live in found
    ]


async def add(
    session: db.Session,
    at: datetime,
    figures: Figures,
    learned_from: Sequence[UserId],
    weights: bytes,
    messages: int,
) -> ClassifierId:
    """Store a version that is not live; `at` is when it was begun."""
    found = await session.execute(
        insert(Classifier)
        .values(
            made_at=at,
            corrections=figures.corrections,
            messages=messages,
            before=figures.before.right,
            wrong_before=figures.before.wrong,
            after=figures.after.right,
            wrong_after=figures.after.wrong,
            live=False,
            weights=weights,
            learned_from=list(learned_from),
        )
        .returning(Classifier.id)
    )
    return found.scalar_one()


async def set_live(session: db.Session, version: ClassifierId | None) -> None:
    """Let this version count, or none."""
    await session.execute(update(Classifier).where(Classifier.live).values(live=False))
    await session.execute(update(Classifier).where(Classifier.id == version).values(live=True))


async def prune(session: db.Session, kept: int) -> None:
    """Drop old versions but the newest ones and the live one."""
    newest = select(Classifier.id).order_by(Classifier.id.desc()).limit(kept)
    await session.execute(delete(Classifier).where(~Classifier.live, Classifier.id.not_in(newest)))


async def forget(session: db.Session, user_id: UserId) -> list[ClassifierId]:
    """Drop the versions that have learned from somebody, and say which."""
    dropped = await session.scalars(
        delete(Classifier)
        .where(Classifier.learned_from.contains([user_id]))
        .returning(Classifier.id)
    )
    return list(dropped)
