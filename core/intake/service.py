"""Store what was seen, whoever saw it; each call shares the transaction of its caller.

Writers lock in one order: the chat, then new users, then known users, then profiles, each by id.
So one chat is stored in a transaction; who stores more must expect to be asked to try again.
"""

from collections.abc import Iterable, Mapping, Sequence

import asyncpg

from core import db, models
from core.intake import merge, people, preparing, queries, rules
from core.intake.rules import Active, Change, Shift, StoredUser
from core.intake.values import (
    AccountSeen,
    ChatSeen,
    FileSeen,
    MessageSeen,
    Prepared,
    Recorded,
    UserSeen,
)

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
            chat_id = await queries.find_group_with(session, seen.account, ids, lacking="peer_id")
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
            found = await queries.find_group_with(session, account_id, ids, lacking="migrated_to")
    if found is None:
        return await queries.insert_predecessor(session, chat_id, account_id, title)
    known = {"migrated_to": chat_id, "account_id": account_id, "title": title}
    known = {column: value for column, value in known.items() if value is not None}
    await queries.fill_chat(session, found, known)
    return found


async def settle(session: db.Session) -> None:
    """After much was stored: make the next questions as fast as they will be tomorrow."""
    await merge.analyse(await db.driver(session))


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
    await queries.cover(session, chat_id, stretches)


async def users(session: db.Session, seen: Iterable[UserSeen]) -> None:
    """Store users of whom no message is stored with them."""
    connection = await db.driver(session)
    new, heard = await _keep_people(connection, rules.unite(seen))
    if new or heard:
        await people.hear(connection, new, heard)


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
    assumed one. What is known never becomes unknown, and a mark of deletion stays.
    """
    ready = messages if isinstance(messages, Prepared) else preparing.prepare(messages)
    connection = await db.driver(session)
    await merge.lock_chat(connection, chat_id)
    recorded = Recorded()
    fresh: list[MessageSeen] = []
    changes: list[Change] = []
    for batch in preparing.distinct(ready):
        new, changed = await _store(connection, chat_id, batch, source)
        updated = len({change.message_id for change in changed})
        recorded += Recorded(len(new), updated, len(batch.rows) - len(new) - updated)
        fresh += new
        changes += changed
    await _note_people(connection, chat_id, seen, ready.messages, fresh, changes)
    return recorded


async def _note_people(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    seen: Iterable[UserSeen],
    messages: Sequence[MessageSeen],
    fresh: Sequence[MessageSeen],
    changes: Sequence[Change],
) -> None:
    active = rules.activity(fresh)
    counts = [active, rules.found(changes), rules.lost(changes)]
    shifts = rules.shifts(changes)
    moves = rules.moves(messages)
    sightings = rules.unite([*seen, *(UserSeen(each.user_id) for each in moves)])
    added, described = await _keep_people(
        connection, sightings, [each for part in counts for each in part], shifts
    )
    if shifts:
        await people.shift_memberships(connection, chat_id, shifts)
    for part in counts:
        if part:
            await people.count_messages(connection, chat_id, part)
    if moves:
        await people.note_moves(connection, chat_id, moves)
    heard = rules.heard(changes).union(described)
    heard.update(each.user_id for each in active if each.own_words)
    if added or heard:
        await people.hear(connection, added, sorted(heard))


async def _store(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    batch: Prepared,
    source: models.Source,
) -> tuple[Sequence[MessageSeen], list[Change]]:
    """Store messages; gives those that were new, and what changed of the known."""
    stored = await merge.known(connection, chat_id, [message.id for message in batch.messages])
    if not stored:
        await _insert(connection, chat_id, batch, source)
        return batch.messages, []
    pairs = list(zip(batch.messages, batch.rows, strict=True))
    fresh = preparing.joined([pair for pair in pairs if pair[0].id not in stored])
    if fresh.rows:
        await _insert(connection, chat_id, fresh, source)
    known = [(*row, *(message.file or _NO_FILE)) for message, row in pairs if message.id in stored]
    return fresh.messages, await merge.merge(connection, chat_id, source, known)


async def _insert(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    new: Prepared,
    source: models.Source,
) -> None:
    await merge.insert(connection, chat_id, source, new.rows)
    files = [
        (chat_id, message.id, message.media_kind, *message.file)
        for message in new.messages
        if message.file is not None
    ]
    if files:
        await merge.insert_files(connection, files)


async def _keep_people(
    connection: asyncpg.Connection,
    seen: Mapping[models.UserId, UserSeen],
    active: Sequence[Active] = (),
    shifts: Sequence[Shift] = (),
) -> tuple[list[models.UserId], list[models.UserId]]:
    """Store users; gives the ids of those that are new, and of the known with another bio."""
    known = await people.users(connection, list(seen)) if seen else {}
    new = [
        rules.merge_user(StoredUser(user_id), seen[user_id])
        for user_id in seen.keys() - known.keys()
    ]
    present = {each.user_id for each in active}
    new += [StoredUser(user_id) for user_id in present.difference(seen)]
    added = await people.insert_users(connection, new) if new else []
    due = {user.id for user in known.values() if rules.merge_user(user, seen[user.id]) != user}
    due |= {user.id for user in new if user.id in seen}.difference(added)
    locked = due.union(present, (each.before.user_id for each in shifts))
    if locked:
        await people.lock_users(connection, locked)
    described: list[models.UserId] = []
    if due:
        stored = await people.users(connection, list(due))
        merged = [rules.merge_user(user, seen[user.id]) for user in stored.values()]
        described = [user.id for user in merged if user.bio != stored[user.id].bio]
        await people.update_users(connection, merged)
    if shifts:
        await people.shift_users(connection, shifts)
    if active:
        await people.touch_users(connection, active)
    return added, sorted(described)
