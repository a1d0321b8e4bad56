"""Store what was seen, whoever saw it; each call shares the transaction of its caller.

Writers take their locks in one order: the chat, then users, then profiles, each by id. Who stores
several chats in one transaction takes them in the order of their ids.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import asyncpg

from core import db, models, words
from core.intake import merge, people, queries, rules
from core.intake.rules import Active, StoredUser
from core.intake.values import (
    AccountSeen,
    ChatSeen,
    EntityKind,
    FileSeen,
    MessageSeen,
    Recorded,
    UserSeen,
)

_LINKS = frozenset((EntityKind.URL, EntityKind.TEXT_LINK))
_NO_FILE = (None,) * len(FileSeen._fields)


async def account(session: db.Session, seen: AccountSeen) -> None:
    """Store an account of the owner."""
    await queries.keep_account(session, seen)


async def chat(
    session: db.Session,
    seen: ChatSeen,
    *,
    keep: bool = False,
    ids: Sequence[models.MessageId] = (),
) -> models.ChatId:
    """Store a chat and give its id; with `keep`, what is known is not overwritten.

    `ids` of some of its messages tell a basic group that is so far known by its migrated history.
    """
    chat_id = await queries.find_chat(session, seen.peer, seen.account)
    if chat_id is None and seen.account is not None:
        await queries.keep_account(session, AccountSeen(seen.account))
        if seen.kind is models.ChatKind.GROUP and ids:
            chat_id = await queries.find_group_with(session, seen.account, ids)
            if chat_id is not None:
                await queries.fill_chat(session, chat_id, {"peer_id": seen.peer})
    if chat_id is None:
        await queries.insert_chat(session, seen)
        chat_id = await queries.find_chat(session, seen.peer, seen.account)
        assert chat_id is not None
    values = {
        "title": seen.title,
        "username": seen.username,
        "members_count": seen.members_count,
    }
    values = {column: value for column, value in values.items() if value is not None}
    if values:
        write = queries.fill_chat if keep else queries.update_chat
        await write(session, chat_id, values)
    return chat_id


async def predecessor(
    session: db.Session,
    chat_id: models.ChatId,
    account_id: models.UserId | None,
    ids: Sequence[models.MessageId],
    title: str | None = None,
) -> models.ChatId:
    """The basic group that became this supergroup, as an account numbers its messages.

    `ids` of some of its messages find it where it was stored before it migrated.
    """
    await merge.lock_chat(await db.driver(session), chat_id)
    found = await queries.find_predecessor(session, chat_id, account_id)
    if account_id is not None:
        await queries.keep_account(session, AccountSeen(account_id))
        if found is None and ids:
            found = await queries.find_group_with(session, account_id, ids)
    if found is None:
        return await queries.insert_predecessor(session, chat_id, account_id, title)
    known = {"migrated_to": chat_id, "account_id": account_id, "title": title}
    known = {column: value for column, value in known.items() if value is not None}
    await queries.fill_chat(session, found, known)
    return found


async def topics(
    session: db.Session, chat_id: models.ChatId, titles: Mapping[models.MessageId, str | None]
) -> None:
    """Store topics of a forum by the ids of the messages that opened them."""
    if titles:
        await merge.lock_chat(await db.driver(session), chat_id)
        await queries.keep_topics(session, chat_id, titles)


async def cover(
    session: db.Session,
    chat_id: models.ChatId,
    first: models.MessageId,
    last: models.MessageId,
) -> None:
    """Note that every message from first to last is stored."""
    await queries.cover(session, chat_id, first, last)


async def record(
    session: db.Session,
    chat_id: models.ChatId,
    users: Iterable[UserSeen],
    messages: Sequence[MessageSeen],
    source: models.Source,
) -> Recorded:
    """Store messages of one chat and the users seen with them; the same again changes nothing.

    Of two texts the one written later counts and the other becomes a version; written at the same
    time, live and history outweigh an import, else the newcomer counts. An exact time outweighs an
    assumed one. What is known never becomes unknown, and a mark of deletion stays.
    """
    connection = await db.driver(session)
    await merge.lock_chat(connection, chat_id)
    recorded = Recorded()
    written: list[Active] = []
    heard: set[models.UserId] = set()
    for batch in rules.distinct(messages):
        done, authors, reworded = await _store(connection, chat_id, batch, source)
        recorded += done
        written += authors
        heard |= reworded
    active = rules.total(written)
    heard |= {each.user_id for each in active.values() if each.own_words}
    moves = rules.moves(messages)
    seen = rules.unite([*users, *(UserSeen(each.user_id) for each in moves)])
    new = await _keep_people(connection, seen, active)
    if active:
        await people.count_messages(connection, chat_id, list(active.values()))
    if moves:
        await people.note_moves(connection, chat_id, moves)
    if new or heard:
        await people.hear(connection, new, sorted(heard))
    return recorded


async def _store(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    batch: Sequence[MessageSeen],
    source: models.Source,
) -> tuple[Recorded, list[Active], set[models.UserId]]:
    await merge.copy(connection, [_row(message) for message in batch])
    authors = await merge.insert(connection, chat_id, source)
    new = sum(author["written"] for author in authors)
    if any(message.file for message in batch):
        await merge.insert_files(connection, chat_id)
    changes = await merge.merge(connection, chat_id, source) if new < len(batch) else []
    updated = len({change["message_id"] for change in changes})
    heard = {change["heard"] for change in changes if (change["heard"] or 0) > 0}
    active = [
        Active(
            author["sender_id"],
            author["messages"],
            author["last_message_at"],
            author["first_at"],
            author["last_at"],
            author["own_words"],
        )
        for author in authors
        if (author["sender_id"] or 0) > 0
    ]
    return Recorded(new, updated, len(batch) - new - updated), active, heard


def _row(message: MessageSeen) -> tuple[Any, ...]:
    entities, details = message.entities, message.details
    text = message.text
    return (
        *message[:6],
        json.dumps(entities, ensure_ascii=False) if entities else None,
        *message[7:16],
        json.dumps(details, ensure_ascii=False, allow_nan=False) if details else None,
        words.normalise(text) if text else "",
        any(entity["type"] in _LINKS for entity in entities) if entities else False,
        *(message.file or _NO_FILE),
    )


async def _keep_people(
    connection: asyncpg.Connection,
    seen: Mapping[models.UserId, UserSeen],
    active: Mapping[models.UserId, Active],
) -> list[models.UserId]:
    """Store users, and give the ids of those that are new."""
    ids = sorted(seen.keys() | active.keys())
    if not ids:
        return []

    def merged(stored: StoredUser) -> StoredUser:
        return rules.merge_user(stored, seen.get(stored.id), active.get(stored.id))

    known = await people.users(connection, ids, lock=False)
    new = [merged(StoredUser(user_id)) for user_id in ids if user_id not in known]
    added = await people.insert_users(connection, new) if new else []
    overtaken = {user.id for user in new}.difference(added)
    due = [user.id for user in known.values() if merged(user) != user]
    if due or overtaken:
        locked = await people.users(connection, sorted({*due, *overtaken}), lock=True)
        await people.update_users(connection, list(map(merged, locked.values())))
    return added
