"""Statements of the intake about accounts, chats, topics and coverage."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, any_, cast, exists, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from core import db, models
from core.intake.values import AccountPosition, AccountSeen, ChatSeen


async def keep_account(session: db.Session, seen: AccountSeen) -> None:
    """Store an account, or what is newly known of it."""
    accounts = models.Account
    known = {"name": seen.name, "username": seen.username}
    known = {column: value for column, value in known.items() if value is not None}
    await session.execute(insert(accounts).values(id=seen.id, **known).on_conflict_do_nothing())
    if known:
        await session.execute(
            update(accounts)
            .where(
                accounts.id == seen.id,
                tuple_(*(getattr(accounts, column) for column in known)).is_distinct_from(
                    tuple_(*known.values())
                ),
            )
            .values(known)
        )


async def analyse(session: db.Session) -> None:
    """Let the planner know how large the tables have become."""
    await session.execute(text("ANALYZE messages, users, memberships, profiles"))


async def find_chat(
    session: db.ReadSession, peer: models.PeerId, account: models.UserId | None
) -> models.ChatId | None:
    """Our id of a chat of Telegram."""
    found: models.ChatId | None = await session.scalar(
        select(models.Chat.id).where(
            models.Chat.peer_id == peer,
            func.coalesce(models.Chat.account_id, 0) == (account or 0),
        )
    )
    return found


async def insert_chat(session: db.Session, seen: ChatSeen) -> None:
    """Store a chat unless it is known."""
    await session.execute(
        insert(models.Chat)
        .values(
            peer_id=seen.peer,
            account_id=seen.account,
            kind=seen.kind,
            title=seen.title,
            username=seen.username or None,
            members_count=seen.members_count,
        )
        .on_conflict_do_nothing()
    )


async def update_chat(session: db.Session, chat_id: models.ChatId, values: dict[str, Any]) -> None:
    """Overwrite columns of a chat where they differ."""
    differs = tuple_(*(getattr(models.Chat, column) for column in values)).is_distinct_from(
        tuple_(*values.values())
    )
    await session.execute(
        update(models.Chat).where(models.Chat.id == chat_id, differs).values(values)
    )


async def fill_chat(session: db.Session, chat_id: models.ChatId, values: dict[str, Any]) -> None:
    """Set columns of a chat that are unknown."""
    for column, value in values.items():
        held = getattr(models.Chat, column)
        await session.execute(
            update(models.Chat)
            .where(models.Chat.id == chat_id, held.is_(None))
            .values({column: value})
        )


async def account_of(session: db.ReadSession, chat_id: models.ChatId) -> models.UserId | None:
    """The account whose ids a chat's are, if they are not the world's."""
    found: models.UserId | None = await session.scalar(
        select(models.Chat.account_id).where(models.Chat.id == chat_id)
    )
    return found


async def find_predecessor(
    session: db.ReadSession, chat_id: models.ChatId, account: models.UserId | None
) -> models.ChatId | None:
    """The basic group that became this chat, as the account has it; an unknown account fits."""
    chats = models.Chat
    statement = select(chats.id).where(chats.migrated_to == chat_id)
    if account is not None:
        statement = statement.where(func.coalesce(chats.account_id, account) == account)
    found: models.ChatId | None = await session.scalar(
        statement.order_by(chats.account_id.is_(None), chats.id).limit(1)
    )
    return found


async def insert_predecessor(
    session: db.Session, chat_id: models.ChatId, account: models.UserId | None, title: str | None
) -> models.ChatId:
    """Store a basic group of which only the history before its migration is known."""
    added = await session.execute(
        insert(models.Chat)
        .values(kind=models.ChatKind.GROUP, account_id=account, title=title, migrated_to=chat_id)
        .returning(models.Chat.id)
    )
    return added.scalar_one()


async def find_group_with(
    session: db.ReadSession,
    account: models.UserId,
    ids: Sequence[models.MessageId],
    *,
    lacking: str,
) -> models.ChatId | None:
    """A basic group of this account that holds one of these messages and lacks this column.

    An account has one sequence of ids for all its private chats and basic groups, so a message id
    names the group; one that has the column already is another, whatever ids a file claims.
    """
    chats, messages = models.Chat, models.Message
    found: models.ChatId | None = await session.scalar(
        select(chats.id)
        .where(
            chats.account_id == account,
            chats.kind == models.ChatKind.GROUP,
            getattr(chats, lacking).is_(None),
            exists().where(messages.chat_id == chats.id, messages.message_id.in_(ids)),
        )
        .order_by(chats.id)
        .limit(1)
    )
    return found


async def keep_topics(
    session: db.Session, chat_id: models.ChatId, titles: Mapping[models.MessageId, str | None]
) -> None:
    """Store topics; a title that is known stays."""
    topics = models.Topic
    statement = insert(topics).values(
        [
            {"chat_id": chat_id, "topic_id": topic, "title": titles[topic]}
            for topic in sorted(titles)
        ]
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[topics.chat_id, topics.topic_id],
            set_={"title": statement.excluded.title},
            where=topics.title.is_(None) & statement.excluded.title.is_not(None),
        )
    )


async def topics(session: db.ReadSession, chat_id: models.ChatId) -> set[models.MessageId]:
    """The topics of a chat."""
    found = await session.scalars(
        select(models.Topic.topic_id).where(models.Topic.chat_id == chat_id)
    )
    return set(found)


async def topics_of(
    session: db.ReadSession, chat_id: models.ChatId, ids: Sequence[models.MessageId]
) -> dict[models.MessageId, models.MessageId]:
    """The topic of each of these messages that has one."""
    messages = models.Message
    found = await session.execute(
        select(messages.message_id, messages.topic_id).where(
            messages.chat_id == chat_id,
            messages.message_id == any_(cast(ids, ARRAY(BigInteger))),
            messages.topic_id.is_not(None),
        )
    )
    return {row.message_id: row.topic_id for row in found}


async def newest_message(
    session: db.ReadSession, chat_id: models.ChatId
) -> models.MessageId | None:
    """The highest id stored in a chat."""
    found: models.MessageId | None = await session.scalar(
        select(func.max(models.Message.message_id)).where(models.Message.chat_id == chat_id)
    )
    return found


async def homes(
    session: db.ReadSession, account: models.UserId, ids: Sequence[models.MessageId]
) -> list[tuple[models.ChatId, models.MessageId]]:
    """The messages with these ids in the account's private chats and basic groups."""
    chats, messages = models.Chat, models.Message
    found = await session.execute(
        select(messages.chat_id, messages.message_id)
        .join(chats, chats.id == messages.chat_id)
        .where(
            chats.account_id == account,
            messages.message_id == any_(cast(ids, ARRAY(BigInteger))),
        )
        .order_by(messages.chat_id, messages.message_id)
    )
    return [(row.chat_id, row.message_id) for row in found]


async def position(session: db.ReadSession, account: models.UserId) -> AccountPosition:
    """Where the account stands in its own updates."""
    accounts = models.Account
    found = await session.execute(
        select(accounts.pts, accounts.qts, accounts.seq, accounts.state_date).where(
            accounts.id == account
        )
    )
    row = found.one_or_none()
    return AccountPosition(*row) if row else AccountPosition()


async def update_account(
    session: db.Session, account: models.UserId, values: dict[str, Any]
) -> None:
    """Overwrite columns of an account."""
    accounts = models.Account
    await session.execute(update(accounts).where(accounts.id == account).values(values))


async def set_coverage(
    session: db.Session, chat_id: models.ChatId, values: dict[str, Any]
) -> None:
    """Set columns of what is known of a chat."""
    coverage = models.Coverage
    await session.execute(
        insert(coverage)
        .values(chat_id=chat_id, **values)
        .on_conflict_do_update(index_elements=[coverage.chat_id], set_=values)
    )
