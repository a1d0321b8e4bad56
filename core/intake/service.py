"""Store what was seen, whoever saw it; each call shares the transaction of its caller.

Writers lock in one order: the chat, then new users, then known users, then profiles, each by id.
So one chat is stored in a transaction; who stores more must expect to be asked to try again. The
chat's own row and its coverage are written under its lock, or alone in a transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core import db, models
from core.intake import (
    coverage,
    folding,
    merge,
    people,
    preparing,
    queries,
    recording,
    redoing,
    rules,
    stretches,
)
from core.intake.values import (
    AccountSeen,
    ChatSeen,
    MessageSeen,
    Prepared,
    Recorded,
    UserSeen,
)


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
            chat_id = await queries.find_group_with(session, seen.account, ids, lacking="peer_id")
            if chat_id is not None:
                await queries.fill_chat(session, chat_id, {"peer_id": seen.peer})
    if chat_id is None:
        await queries.insert_chat(session, seen)
        chat_id = await queries.find_chat(session, seen.peer, seen.account)
        assert chat_id is not None
    values: dict[str, Any] = {
        "title": seen.title,
        "username": seen.username,
        "members_count": seen.members_count,
        "is_forum": seen.is_forum,
    }
    if not keep:
        values["kind"] = seen.kind
    values = {column: value for column, value in values.items() if value is not None}
    if seen.username == "":
        values["username"] = None
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
            found = await queries.find_group_with(session, account_id, ids, lacking="migrated_to")
    if found is None:
        return await queries.insert_predecessor(session, chat_id, account_id, title)
    known = {"migrated_to": chat_id, "account_id": account_id, "title": title}
    known = {column: value for column, value in known.items() if value is not None}
    await queries.fill_chat(session, found, known)
    return found


async def migrated(session: db.Session, group_id: models.ChatId, chat_id: models.ChatId) -> None:
    """Tie a basic group to the supergroup that it became; its history stays its own.

    Where an export told of its history under another row, that becomes part of the group's.
    """
    connection = await db.driver(session)
    for each in (chat_id, group_id):
        await merge.lock_chat(connection, each)
    account = await queries.account_of(session, group_id)
    known = await queries.find_predecessor(session, chat_id, account)
    if known is not None and known != group_id:
        await folding.fold(connection, known, group_id)
        await redoing.ask(session, group_id, at_once=True)
    await queries.update_chat(session, group_id, {"migrated_to": chat_id})


async def settle(session: db.Session) -> None:
    """After much was stored: make the next questions as fast as they will be tomorrow."""
    await queries.analyse(session)


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
    stretches: Sequence[tuple[models.MessageId, models.MessageId]],
) -> None:
    """Note that every message from the first to the last of each stretch is stored."""
    await coverage.cover(await db.driver(session), chat_id, stretches)


async def users(session: db.Session, seen: Iterable[UserSeen]) -> None:
    """Store users of whom no message is stored with them."""
    connection = await db.driver(session)
    new, heard = await recording.keep_people(connection, rules.unite(seen))
    if new or heard:
        await people.hear(connection, new, heard)
    if heard:
        await redoing.ask_for_people(session)


async def record(
    session: db.Session,
    chat_id: models.ChatId,
    seen: Iterable[UserSeen],
    messages: Sequence[MessageSeen] | Prepared,
    source: models.Source,
) -> Recorded:
    """Store messages of one chat and the users seen with them; the same again changes nothing.

    Of two texts the one written later counts and the other becomes a version; written at the same
    time, live and history outweigh an import, else the newcomer counts. An exact time outweighs an
    assumed one. What is known never becomes unknown, and a mark of deletion stays. What an import
    brings into a stretch that was read from Telegram is to be read there again.
    """
    ready = messages if isinstance(messages, Prepared) else preparing.prepare(messages)
    connection = await db.driver(session)
    await merge.lock_chat(connection, chat_id)
    stored = await recording.messages(connection, chat_id, ready, source)
    heard = await recording.people_of(connection, chat_id, seen, ready.messages, stored)
    if stored.fresh:
        ids = [message.id for message in stored.fresh]
        doubted = (min(ids), max(ids)) if source is models.Source.IMPORT else None
        await coverage.count(connection, chat_id, len(ids), doubted)
    await redoing.reopen(session, chat_id, stored, ready.messages, stretches.extent(stored.fresh))
    if heard:
        await redoing.ask_for_people(session)
    return stored.recorded
