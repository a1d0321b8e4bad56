"""One batch of a chat, in the transaction and under the lock of who records it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import asyncpg

from core import models
from core.intake import coverage, merge, people, preparing, rules
from core.intake.rules import Active, Change, Shift, StoredUser, Turned
from core.intake.values import FileSeen, MessageSeen, Prepared, Recorded, UserSeen

_NO_FILE = (None,) * len(FileSeen._fields)


@dataclass(slots=True)
class Stored:
    """What a batch did to the messages, before that is noted of people.

    `turned` are people whose own words were deleted, or live again; `gone` and `revived` are the
    messages.
    """

    recorded: Recorded = field(default_factory=Recorded)
    fresh: list[MessageSeen] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    turned: set[models.UserId] = field(default_factory=set)
    gone: list[models.MessageId] = field(default_factory=list)
    revived: list[models.MessageId] = field(default_factory=list)

    def add(
        self, gone: Sequence[Turned], revived: Sequence[Turned], messages: Sequence[MessageSeen]
    ) -> None:
        """Add messages that were deleted or live again; `messages` are all of the batch."""
        turned = [*gone, *revived]
        self.gone = [each.message_id for each in gone]
        self.revived = [each.message_id for each in revived]
        self.turned = rules.speakers(turned)
        told = {change.message_id for change in self.changes}
        told.update(message.id for message in self.fresh)
        ids = {each.message_id for each in turned} - told
        unchanged = sum(message.id in ids for message in messages) if ids else 0
        self.recorded += Recorded(updated=len(ids), unchanged=-unchanged)


async def messages(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    ready: Prepared,
    source: models.Source,
) -> Stored:
    """Store messages; `people_of` is to follow."""
    stored = Stored()
    for batch in preparing.distinct(ready):
        new, changed = await _store(connection, chat_id, batch, source)
        updated = len({change.message_id for change in changed})
        stored.recorded += Recorded(len(new), updated, len(batch.rows) - len(new) - updated)
        stored.fresh += new
        stored.changes += changed
    return stored


async def people_of(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    seen: Iterable[UserSeen],
    messages: Sequence[MessageSeen],
    stored: Stored,
) -> bool:
    """Store the users of a batch, and what they did in its messages; gives if words changed."""
    active = rules.activity(stored.fresh)
    counts = [active, rules.found(stored.changes), rules.lost(stored.changes)]
    shifts = rules.shifts(stored.changes)
    moves = rules.moves(messages)
    sightings = rules.unite([*seen, *(UserSeen(each.user_id) for each in moves)])
    added, described = await keep_people(
        connection, sightings, [each for part in counts for each in part], shifts
    )
    if shifts:
        await people.shift_memberships(connection, chat_id, shifts)
    for part in counts:
        if part:
            await people.count_messages(connection, chat_id, part)
    if moves:
        await people.note_moves(connection, chat_id, moves)
    heard = rules.heard(stored.changes).union(described, stored.turned)
    heard.update(each.user_id for each in active if each.own_words)
    if added or heard:
        await people.hear(connection, added, sorted(heard))
    return bool(heard)


async def _store(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    batch: Prepared,
    source: models.Source,
) -> tuple[Sequence[MessageSeen], list[Change]]:
    """Store messages; gives those that were new, and what changed of the known."""
    stored = await coverage.known(connection, chat_id, [message.id for message in batch.messages])
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


async def keep_people(
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
