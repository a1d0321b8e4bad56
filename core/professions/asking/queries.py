"""Every question to the database about whom a model should read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Row,
    Select,
    all_,
    and_,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from core import db
from core.models import (
    Correction,
    Evidence,
    Membership,
    Message,
    PeerId,
    Profile,
    ProfileState,
    User,
    UserId,
)
from core.professions import values
from core.professions.asking.values import CLAIMED, Corrected, Person, Wish

_ABANDONED = timedelta(minutes=20)
"""After so long somebody who asks about a person has died."""
_LATELY = timedelta(days=30)
_SURE = 80
_CLAIMS = 7_246_001
"""The advisory lock under which people are claimed, so that the day's count is exact."""
_LESSONS = 300
"""Newest corrections that examples are chosen from."""


async def due(
    session: db.ReadSession, wish: Wish, limit: int, besides: Sequence[UserId] = ()
) -> list[Person]:
    """Whom a model should read, the most useful first: unread, unsure and active ones.

    Where everybody is to be read `again`, whoever waits longest comes first.
    """
    activity = (
        select(
            func.max(Membership.last_message_at).label("last"),
            func.coalesce(func.sum(Membership.message_count), 0).label("messages"),
        )
        .where(Membership.user_id == User.id)
        .lateral()
    )
    sure = and_(Profile.state == ProfileState.GUESS, Profile.confidence >= _SURE)
    longest = [Profile.model_read_at.asc().nulls_first()] if wish.again else []
    statement = (
        _people(wish)
        .join(activity, true())
        .where(User.id != all_(cast(besides, ARRAY(BigInteger))))
        .order_by(
            *longest,
            sure,
            Profile.model_reader.is_not(None),
            func.coalesce(activity.c.last < wish.now - _LATELY, True),
            activity.c.messages.desc(),
            User.id,
        )
        .limit(limit)
    )
    return [_person(row) for row in await session.execute(statement)]


async def count_due(session: db.ReadSession, wish: Wish) -> int:
    """How many people a model might read; some of them may have too little that is new."""
    return (
        await session.execute(select(func.count()).select_from(_people(wish).subquery()))
    ).scalar_one()


async def one(session: db.ReadSession, user_id: UserId, wish: Wish) -> Person | None:
    """Somebody by id, if a model may read them now."""
    row = (await session.execute(_people(wish).where(User.id == user_id))).first()
    return None if row is None else _person(row)


def _people(wish: Wish) -> Select[int, str | None, int, bool, datetime | None, int | None]:
    current = Profile.model_reader.in_(wish.readers)
    old = and_(Profile.model_reader.is_not(None), ~current)
    unread = or_(Profile.heard_by_model.is_(None), Profile.heard_by_model == CLAIMED, old)
    news = Profile.heard_by_model.is_distinct_from(Profile.heard)
    free = or_(
        Profile.model_read_at.is_(None),
        and_(
            Profile.heard_by_model.is_distinct_from(CLAIMED),
            Profile.model_read_at < wish.since,
        ),
        and_(Profile.heard_by_model == CLAIMED, Profile.model_read_at < wish.now - _ABANDONED),
    )
    return (
        select(
            User.id,
            User.bio,
            Profile.heard,
            false() if wish.again else ~unread,
            Profile.model_read_at,
            Profile.heard_by_model,
        )
        .join(Profile, Profile.user_id == User.id)
        .where(
            ~User.is_bot,
            User.ignored_at.is_(None),
            Profile.state.in_((ProfileState.UNKNOWN, ProfileState.GUESS)),
            free,
            true() if wish.again else or_(unread, news),
        )
    )


def _person(row: Row[int, str | None, int, bool, datetime | None, int | None]) -> Person:
    user_id, bio, heard, needs_news, model_read_at, heard_by_model = row
    due = values.Due(UserId(user_id), bio, heard)
    return Person(due, needs_news, model_read_at, heard_by_model)


async def read_today(session: db.ReadSession, midnight: datetime) -> int:
    """How many people a model was asked about since then."""
    statement = select(func.count()).where(Profile.model_read_at >= midnight)
    return (await session.execute(statement)).scalar_one()


async def queue_up(session: db.Session) -> None:
    """Wait until nobody else claims people, and let nobody until the transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _CLAIMS})


async def claim(session: db.Session, person: Person, now: datetime) -> bool:
    """Take somebody; False where another has been faster, or the owner ignores them since."""
    taken = await session.execute(
        update(Profile)
        .where(
            Profile.user_id == person.due.user_id,
            Profile.model_read_at.is_not_distinct_from(person.model_read_at),
            Profile.heard_by_model.is_not_distinct_from(person.heard_by_model),
            exists().where(User.id == Profile.user_id, User.ignored_at.is_(None)),
        )
        .values(model_read_at=now, heard_by_model=CLAIMED)
        .returning(Profile.user_id)
    )
    return taken.first() is not None


async def give_back(session: db.Session, person: Person) -> None:
    """Leave somebody as they were before they were claimed."""
    await session.execute(
        update(Profile)
        .where(Profile.user_id == person.due.user_id, Profile.heard_by_model == CLAIMED)
        .values(model_read_at=person.model_read_at, heard_by_model=person.heard_by_model)
    )


async def put_off(session: db.Session, person: Person) -> None:
    """Leave somebody as they were, but for the moment when a model was asked about them."""
    await session.execute(
        update(Profile)
        .where(Profile.user_id == person.due.user_id, Profile.heard_by_model == CLAIMED)
        .values(heard_by_model=person.heard_by_model)
    )


async def looked_into(session: db.Session, due: values.Due) -> None:
    """Note that up to here nothing of a person is worth a model's time."""
    await session.execute(
        update(Profile).where(Profile.user_id == due.user_id).values(heard_by_model=due.heard)
    )


async def mark_read(session: db.Session, due: values.Due, reader: str) -> None:
    """Note that the model's reading just stored counts."""
    await session.execute(
        update(Profile)
        .where(Profile.user_id == due.user_id)
        .values(
            reader=reader,
            model_reader=reader,
            heard_by_model=due.heard,
            heard_when_read=due.heard,
        )
    )


async def names(session: db.ReadSession, people: Iterable[PeerId | UserId]) -> list[str]:
    """Names and usernames, to be masked."""
    found = await session.execute(select(User.name, User.username).where(User.id.in_(people)))
    return [name for row in found for name in row if name]


async def corrected(
    session: db.ReadSession, people: Sequence[UserId] | None = None
) -> list[Corrected]:
    """Quotes of the readings that the owner last confirmed or put right, newest first.

    Of everybody, or of these people.
    """
    whose = true() if people is None else Correction.user_id.in_(people)
    standing = (
        select(func.max(Correction.id))
        .where(Correction.undone_at.is_(None), whose)
        .group_by(Correction.user_id)
        .order_by(func.max(Correction.id).desc())
        .limit(_LESSONS)
    )
    found = await session.execute(
        select(
            Correction.user_id,
            Correction.sector,
            Correction.profession,
            Correction.own_words,
            Message.chat_id,
            Message.message_id,
            Evidence.quote,
        )
        .join(Evidence, Evidence.reading_id == Correction.reading_id)
        .join(
            Message,
            (Message.chat_id == Evidence.chat_id) & (Message.message_id == Evidence.message_id),
        )
        .join(User, User.id == Correction.user_id)
        .where(
            Correction.id.in_(standing),
            User.ignored_at.is_(None),
            Message.deleted_at.is_(None),
            func.strpos(Message.text, Evidence.quote) > 0,
        )
        .order_by(Correction.id.desc(), Evidence.position)
    )
    return [Corrected(*row) for row in found]
