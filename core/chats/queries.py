"""Statements about what is followed, how complete it is, and who is in it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    RowMapping,
    Text,
    any_,
    cast,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Range, insert

from core import db, models
from core.chats import ranges
from core.chats.values import Followed, Ranges, Standing

_HEAD = (
    models.Chat.id.label("chat_id"),
    models.Chat.peer_id,
    models.Chat.kind,
    models.Chat.title,
    models.Chat.username,
    models.Chat.tracked,
    models.Chat.access,
    models.Chat.is_forum,
    models.Chat.migrated_to,
)
_KNOWN = (
    models.Coverage.top,
    models.Coverage.ranges,
    models.Coverage.stale,
    models.Coverage.synced_at,
    models.Coverage.blocked,
    models.Coverage.retry_at,
)


def _plain(multirange: Sequence[Range[int]] | None) -> Ranges:
    """Ranges as Postgres gives them, with both ends included."""
    return tuple(
        (each.lower, each.upper - 1)
        for each in multirange or ()
        if each.lower is not None and each.upper is not None
    )


def _of_account(account: models.UserId) -> ColumnElement[bool]:
    return or_(models.Chat.account_id.is_(None), models.Chat.account_id == account)


async def followed(
    session: db.ReadSession, account: models.UserId, *, everything: bool
) -> list[Followed]:
    """Chats of an account with their positions, oldest row first."""
    chats, coverage = models.Chat, models.Coverage
    statement = (
        select(*_HEAD, *_KNOWN, chats.account_id, chats.described_at, coverage.pts)
        .join(coverage, coverage.chat_id == chats.id, isouter=True)
        .where(chats.peer_id.is_not(None), _of_account(account))
        .order_by(chats.id)
    )
    if not everything:
        statement = statement.where(chats.tracked)
    return [Followed(**_read(row)) for row in (await session.execute(statement)).mappings()]


def _read(row: RowMapping) -> dict[str, Any]:
    stretches = {name: _plain(row[name]) for name in ("ranges", "stale")}
    return {**row, **stretches}


async def standing(session: db.ReadSession, *, tracked: bool | None) -> list[tuple[Standing, int]]:
    """Chats by title, each with the highest id that is missing or stale, 0 where there is none.

    The moment back to which they are verified is still to be asked for.
    """
    chats, coverage = models.Chat, models.Coverage
    statement = (
        select(
            *_HEAD,
            *_KNOWN,
            chats.linked_to,
            chats.members_count,
            chats.members_known,
            chats.members_note,
            func.coalesce(coverage.stored, 0).label("stored"),
            coverage.total,
        )
        .join(coverage, coverage.chat_id == chats.id, isouter=True)
        .order_by(func.lower(chats.title), chats.id)
    )
    if tracked is not None:
        statement = statement.where(chats.tracked == tracked)
    return [_standing(_read(row)) for row in (await session.execute(statement)).mappings()]


def _standing(values: dict[str, Any]) -> tuple[Standing, int]:
    gaps = ranges.gaps(values.pop("ranges"), values["top"])
    stale = values.pop("stale")
    doubts = [newest[1] for newest in map(ranges.newest, (gaps, stale)) if newest]
    chat = Standing(
        **values, missing=ranges.length(gaps), gaps=len(gaps), stale=ranges.length(stale)
    )
    return chat, max(doubts, default=0)


async def oldest_above(
    session: db.ReadSession, bounds: Mapping[models.ChatId, int]
) -> dict[models.ChatId, datetime]:
    """For each chat the moment of the oldest message above an id, where there is one."""
    numbers = ARRAY(BigInteger)
    asked = (
        func.unnest(cast(list(bounds), numbers), cast(list(bounds.values()), numbers))
        .table_valued("chat_id", "bound", name="asked")
        .render_derived()
    )
    messages = models.Message
    moment = (
        select(messages.sent_at)
        .where(
            messages.chat_id == asked.c.chat_id,
            messages.message_id > asked.c.bound,
            messages.deleted_at.is_(None),
        )
        .order_by(messages.message_id)
        .limit(1)
        .correlate(asked)
        .scalar_subquery()
    )
    found = await session.execute(select(asked.c.chat_id, moment.label("moment")))
    return {row.chat_id: row.moment for row in found if row.moment is not None}


async def switch(
    session: db.Session, chat_id: models.ChatId, *, tracked: bool, at: datetime
) -> None:
    """Set whether a chat is tracked, and since when the owner says so."""
    await session.execute(
        update(models.Chat)
        .where(models.Chat.id == chat_id)
        .values(tracked=tracked, switched_at=at)
    )


async def allow(
    session: db.Session,
    account: models.UserId,
    ids: Collection[models.PeerId],
    usernames: Collection[str],
) -> None:
    """Track these chats of an account and no others, where the owner did not switch them."""
    chats = models.Chat
    named = or_(
        func.coalesce(chats.peer_id == any_(cast(list(ids), ARRAY(BigInteger))), False),
        func.coalesce(func.lower(chats.username), "") == any_(cast(list(usernames), ARRAY(Text))),
    )
    await session.execute(
        update(chats)
        .where(chats.switched_at.is_(None), _of_account(account), chats.tracked != named)
        .values(tracked=named)
    )


async def seen(
    session: db.ReadSession, account: models.UserId
) -> list[tuple[models.PeerId, str | None, models.ChatAccess]]:
    """The chats of an account: peer, username and access."""
    chats = models.Chat
    found = await session.execute(
        select(chats.peer_id, chats.username, chats.access).where(
            chats.peer_id.is_not(None), _of_account(account)
        )
    )
    return [(row.peer_id, row.username, row.access) for row in found]


async def update_chat(session: db.Session, chat_id: models.ChatId, values: dict[str, Any]) -> bool:
    """Overwrite columns of a chat; False where they held the same."""
    chats = models.Chat
    differs = tuple_(*(getattr(chats, column) for column in values)).is_distinct_from(
        tuple_(*values.values())
    )
    done = await session.execute(
        update(chats).where(chats.id == chat_id, differs).values(values).returning(chats.id)
    )
    return done.first() is not None


async def find_peer(session: db.ReadSession, peer: models.PeerId) -> models.ChatId | None:
    """Our id of a supergroup or channel."""
    chats = models.Chat
    found: models.ChatId | None = await session.scalar(
        select(chats.id).where(chats.peer_id == peer, chats.account_id.is_(None))
    )
    return found


async def topics(session: db.ReadSession, chat_id: models.ChatId) -> list[str | None]:
    """The titles of a forum's topics, the newest first."""
    titles = await session.scalars(
        select(models.Topic.title)
        .where(models.Topic.chat_id == chat_id)
        .order_by(models.Topic.topic_id.desc())
    )
    return list(titles)


async def name_topics(
    session: db.Session, chat_id: models.ChatId, titles: Mapping[models.MessageId, str | None]
) -> None:
    """Store topics with the titles that they have now."""
    topics = models.Topic
    rows = [
        {"chat_id": chat_id, "topic_id": topic, "title": titles[topic]} for topic in sorted(titles)
    ]
    statement = insert(topics).values(rows)
    title = statement.excluded.title
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[topics.chat_id, topics.topic_id],
            set_={"title": title},
            where=title.is_not(None) & topics.title.is_distinct_from(title),
        )
    )


async def keep_members(
    session: db.Session,
    chat_id: models.ChatId,
    members: Sequence[tuple[models.UserId, str | None, datetime | None]],
    at: datetime,
) -> None:
    """Store who was in a chat then: user, role, and when they joined where that is known."""
    memberships = models.Membership
    columns = [list(column) for column in zip(*sorted(members), strict=True)]
    shown = (
        func.unnest(
            cast(columns[0], ARRAY(BigInteger)),
            cast(columns[1], ARRAY(Text)),
            cast(columns[2], ARRAY(memberships.joined_at.type)),
        )
        .table_valued("user_id", "role", "joined_at", name="shown")
        .render_derived()
    )
    statement = insert(memberships).from_select(
        ["chat_id", "user_id", "role", "joined_at"],
        select(cast(chat_id, BigInteger), shown.c.user_id, shown.c.role, shown.c.joined_at),
    )
    new = statement.excluded
    joined_at = func.coalesce(new.joined_at, memberships.joined_at)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[memberships.chat_id, memberships.user_id],
            set_={"role": new.role, "joined_at": joined_at, "left_at": None},
            where=func.coalesce(memberships.left_at < at, True)
            & tuple_(
                memberships.role, memberships.joined_at, memberships.left_at
            ).is_distinct_from(tuple_(new.role, joined_at, None)),
        )
    )


async def keep_only(
    session: db.Session, chat_id: models.ChatId, ids: Collection[models.UserId], at: datetime
) -> None:
    """Note that everybody but these had left a chat then."""
    memberships = models.Membership
    here = (
        func.unnest(cast(list(ids), ARRAY(BigInteger)))
        .table_valued("user_id", name="here")
        .render_derived()
    )
    await session.execute(
        update(memberships)
        .where(
            memberships.chat_id == chat_id,
            memberships.left_at.is_(None),
            func.coalesce(memberships.joined_at < at, True),
            ~select(here.c.user_id).where(here.c.user_id == memberships.user_id).exists(),
        )
        .values(left_at=at, role=None)
    )
