"""Every question to the database about people."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import TSQUERY, insert
from sqlalchemy.orm import aliased

from core import db
from core.models import (
    Chat,
    ChatId,
    Correction,
    CorrectionId,
    Evidence,
    Membership,
    Message,
    Profile,
    ProfileState,
    Reading,
    ReadingId,
    Search,
    SearchId,
    User,
    UserId,
)
from core.people import values

MOST_CHATS = 5


async def keep_search(session: db.Session, words: str, at: datetime) -> SearchId:
    """The row of these words, made or touched."""
    statement = (
        insert(Search)
        .values(words=words, used_at=at)
        .on_conflict_do_update(index_elements=[Search.words], set_={"used_at": at})
        .returning(Search.id)
    )
    return (await session.execute(statement)).scalar_one()


async def words_of(session: db.ReadSession, search_id: SearchId) -> str | None:
    """The words of a kept search."""
    return await session.scalar(select(Search.words).where(Search.id == search_id))


async def page(
    session: db.ReadSession, understood: values.Understood, number: int, size: int
) -> tuple[tuple[values.Row, ...], int]:
    """A page of the people who answer to the words, and how many they are in all.

    The confirmed come first, then the likeliest guesses; past the end it is the last page.
    """
    found = _found(understood)
    counted = select(func.count().label("people")).select_from(found).cte("counted")
    total = select(counted.c.people).scalar_subquery()
    shown = (
        select(found.c.user_id, found.c.standing)
        .order_by(found.c.standing.desc(), found.c.user_id)
        .offset(func.greatest(0, func.least(number * size, (total - 1) // size * size)))
        .limit(size)
        .subquery()
    )
    statement = (
        select(
            User,
            Profile,
            case((_stands(User.bio) & Message.deleted_at.is_(None), Evidence.quote)),
            Evidence.keywords,
            total,
        )
        .join(shown, User.id == shown.c.user_id)
        .join(Profile, Profile.user_id == User.id)
        .outerjoin(Reading, (Reading.id == _newest_reading()) & _agrees())
        .outerjoin(Evidence, (Evidence.reading_id == Reading.id) & (Evidence.position == 0))
        .outerjoin(Message, _its_message())
        .order_by(shown.c.standing.desc(), shown.c.user_id)
    )
    answer = (await session.execute(statement)).all()
    rows = tuple(
        values.Row(_name(user), _doing(profile), quote, keywords[0] if keywords else None)
        for user, profile, quote, keywords, _ in answer
    )
    return rows, answer[0][-1] if answer else 0


async def is_name(session: db.ReadSession, words: Sequence[str]) -> bool:
    """Whether anybody is called so."""
    # Counted, not merely found: for one row the planner would rather walk through everybody.
    called = select(func.count()).select_from(User).where(_named(_beginnings(words)))
    return (await session.execute(called)).scalar_one() > 0


async def card(session: db.ReadSession, user_id: UserId) -> values.Card | None:
    """A person with profile, newest reading, evidence and chats; None if not stored."""
    statement = (
        select(User, Profile, Reading)
        .join(Profile, Profile.user_id == User.id)
        .outerjoin(Reading, Reading.user_id == User.id)
        .where(User.id == user_id)
        .order_by(Reading.id.desc())
        .limit(1)
    )
    found = (await session.execute(statement)).one_or_none()
    if found is None:
        return None
    user, profile, reading = found
    total, chats_count, last = await _activity(session, user_id)
    return values.Card(
        name=_name(user),
        bio=user.bio,
        doing=_doing(profile),
        alternatives=tuple(values.Alternative(**each) for each in reading.alternatives)
        if reading
        else (),
        guessed=reading is not None and reading.state is ProfileState.GUESS,
        evidence=await _evidence(session, reading.id, user.bio) if reading else (),
        chats=await _chats(session, user_id),
        chats_count=chats_count,
        message_count=total,
        first_seen_at=user.first_seen_at,
        last_message_at=last,
        reading_id=reading.id if reading else None,
        correction_id=await session.scalar(_standing_correction(user_id)),
    )


def _found(understood: values.Understood) -> FromClause:
    """Who answers to the words: `user_id` and `standing`, each person once."""
    wanted = select(Profile.user_id, Profile.standing).where(
        Profile.user_id.not_in(select(User.id).where(User.is_bot))
    )
    if not understood.words:
        return wanted.subquery()
    query = _beginnings(understood.words)
    ways: list[ColumnElement[bool]] = [_words(Profile.normalised_own_words).op("@@")(query)]
    if understood.professions:
        ways.append(Profile.profession.in_(understood.professions))
    if understood.sectors:
        ways.append(Profile.sector.in_(understood.sectors))
    standing = select(Profile.standing).where(Profile.user_id == User.id).scalar_subquery()
    named = select(User.id, standing).where(_named(query), ~User.is_bot)
    return union(*(wanted.where(way) for way in ways), named).cte("found")


def _newest_reading() -> ScalarSelect[ReadingId]:
    newest = aliased(Reading)
    return (
        select(newest.id)
        .where(newest.user_id == User.id)
        .order_by(newest.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _its_message() -> ColumnElement[bool]:
    return (Message.chat_id == Evidence.chat_id) & (Message.message_id == Evidence.message_id)


def _stands(bio: SQLColumnExpression[str | None]) -> ColumnElement[bool]:
    """Whether a quote is still literally there: messages are edited, bios change."""
    return func.strpos(func.coalesce(Message.text, bio, ""), Evidence.quote) > 0


def _agrees() -> ColumnElement[bool]:
    """Whether a reading says what counts, so that its evidence speaks for that."""
    return (
        Reading.profession.is_not_distinct_from(Profile.profession)
        & (Reading.sector == Profile.sector)
        & Profile.own_words.is_(None)
    )


def _named(query: ColumnElement[Any]) -> ColumnElement[bool]:
    return _words(User.normalised_name).op("@@")(query)


def _words(searchable: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    return func.array_to_tsvector(func.string_to_array(searchable, literal_column("' '")))


def _beginnings(words: Sequence[str]) -> ColumnElement[Any]:
    """A full-text query for words that begin so, whatever characters are in them."""
    quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words)
    return cast(" & ".join(f"'{word}':*" for word in quoted), TSQUERY)


def _standing_correction(user_id: UserId) -> Select[CorrectionId]:
    return (
        select(Correction.id)
        .where(Correction.user_id == user_id, Correction.undone_at.is_(None))
        .order_by(Correction.id.desc())
        .limit(1)
    )


async def _activity(session: db.ReadSession, user_id: UserId) -> tuple[int, int, datetime | None]:
    statement = select(
        func.coalesce(func.sum(Membership.message_count), 0),
        func.count(_place().distinct()),
        func.max(Membership.last_message_at),
    ).where(Membership.user_id == user_id, Membership.chat_id == Chat.id)
    total, chats, last = (await session.execute(statement)).one()
    return int(total), chats, last


async def _chats(session: db.ReadSession, user_id: UserId) -> tuple[values.Presence, ...]:
    written = (
        select(
            _place().label("chat_id"),
            func.sum(Membership.message_count).label("messages"),
            func.max(Membership.last_message_at).label("last"),
        )
        .join(Chat, Chat.id == Membership.chat_id)
        .where(Membership.user_id == user_id)
        .group_by(_place())
        .subquery()
    )
    statement = (
        select(Chat.id, Chat.title, written.c.messages, written.c.last)
        .join(written, written.c.chat_id == Chat.id)
        .order_by(written.c.messages.desc(), Chat.id)
        .limit(MOST_CHATS)
    )
    return tuple(
        values.Presence(chat_id, title, int(messages), last)
        for chat_id, title, messages, last in await session.execute(statement)
    )


def _place() -> ColumnElement[ChatId]:
    """A basic group that migrated is the same place as what it became."""
    return func.coalesce(Chat.migrated_to, Chat.id)


async def _evidence(
    session: db.ReadSession, reading_id: ReadingId, bio: str | None
) -> tuple[values.Quoted, ...]:
    statement = (
        select(
            Evidence.kind,
            Evidence.quote,
            Chat.title.label("chat_title"),
            Chat.kind.label("chat_kind"),
            Chat.peer_id,
            Chat.username.label("chat_username"),
            Message.topic_id,
            Message.message_id,
            Message.sent_at,
            Message.deleted_at.is_not(None).label("is_deleted"),
        )
        .outerjoin(Chat, Chat.id == Evidence.chat_id)
        .outerjoin(Message, _its_message())
        .where(Evidence.reading_id == reading_id, _stands(literal(bio)))
        .order_by(Evidence.position)
    )
    return tuple(values.Quoted(**row) for row in (await session.execute(statement)).mappings())


def _name(user: User) -> values.Name:
    return values.Name(user.id, user.name, user.username, user.is_deleted)


def _doing(profile: Profile) -> values.Doing:
    return values.Doing(
        state=profile.state,
        source=profile.source,
        profession=profile.profession,
        sector=profile.sector,
        own_words=profile.own_words,
        confidence=profile.confidence,
    )
