"""People in bulk: users, what they wrote in a chat, and that there is something new to read."""

from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg

from core import models
from core.intake.rules import Active, Moves, Shift, StoredUser

_SELECT_USERS = """
SELECT id, name, username, normalised_name, named_at, is_bot, is_deleted, bio, language
FROM users
WHERE id = ANY($1::bigint[])
"""
_LOCK_USERS = """
SELECT count(*) FROM (
    SELECT id FROM users WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
) AS locked
"""
_INSERT_USERS = """
INSERT INTO users (
    id, name, username, normalised_name, named_at, is_bot, is_deleted, bio, language
)
SELECT seen.*
FROM unnest(
    $1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[],
    $7::boolean[], $8::text[], $9::text[]
) AS seen (id)
ORDER BY seen.id
ON CONFLICT DO NOTHING
RETURNING id
"""
_UPDATE_USERS = """
UPDATE users SET
    name = seen.name, username = seen.username, normalised_name = seen.normalised_name,
    named_at = seen.named_at, is_bot = seen.is_bot, is_deleted = seen.is_deleted,
    bio = seen.bio, language = seen.language
FROM unnest(
    $1::bigint[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[],
    $7::boolean[], $8::text[], $9::text[]
) AS seen (id, name, username, normalised_name, named_at, is_bot, is_deleted, bio, language)
WHERE users.id = seen.id
"""
_TOUCH_USERS = """
UPDATE users SET
    first_seen_at = least(users.first_seen_at, seen.first_at),
    last_seen_at = greatest(users.last_seen_at, seen.last_at)
FROM (
    SELECT id, min(first_at) AS first_at, max(last_at) AS last_at
    FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS each (id, first_at, last_at)
    GROUP BY id
) AS seen
WHERE users.id = seen.id AND (
    users.first_seen_at <= seen.first_at AND users.last_seen_at >= seen.last_at
) IS NOT TRUE
"""
_HEAR = """
INSERT INTO profiles AS p (user_id, heard)
SELECT u.id, CASE WHEN u.id = ANY($2::bigint[]) THEN 1 ELSE 0 END
FROM users AS u
WHERE u.id = ANY($1::bigint[] || $2::bigint[]) AND NOT u.is_bot
ORDER BY u.id
ON CONFLICT (user_id) DO UPDATE SET heard = p.heard + 1 WHERE excluded.heard > 0
"""
_COUNT_MESSAGES = """
INSERT INTO memberships AS m (chat_id, user_id, message_count, last_message_at)
SELECT $1, a.* FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[]) AS a (user_id, n, at)
ORDER BY a.user_id
ON CONFLICT (chat_id, user_id) DO UPDATE SET
    message_count = m.message_count + excluded.message_count,
    last_message_at = greatest(m.last_message_at, excluded.last_message_at)
"""
_SHIFT_USERS = """
UPDATE users AS u SET
    first_seen_at = CASE WHEN u.first_seen_at = moved.old_first THEN moved.new_first
        ELSE least(u.first_seen_at, moved.new_first) END,
    last_seen_at = CASE WHEN u.last_seen_at = moved.old_last THEN moved.new_last
        ELSE greatest(u.last_seen_at, moved.new_last) END
FROM unnest(
    $1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]
) AS moved (id, old_first, old_last, new_first, new_last)
WHERE u.id = moved.id
"""
_SHIFT_MEMBERSHIPS = """
UPDATE memberships AS m SET
    last_message_at = CASE WHEN m.last_message_at = moved.old_last THEN moved.new_last
        ELSE greatest(m.last_message_at, moved.new_last) END
FROM unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[])
    AS moved (user_id, old_last, new_last)
WHERE m.chat_id = $1 AND m.user_id = moved.user_id
"""
_NOTE_MOVES = """
WITH moves AS (
    SELECT
        seen.user_id, known.user_id IS NULL AS fresh,
        known.joined_at AS known_joined_at, known.left_at AS known_left_at,
        greatest(known.joined_at, seen.joined_at) AS joined_at,
        greatest(known.left_at, seen.left_at) AS left_at
    FROM unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[])
        AS seen (user_id, joined_at, left_at)
    LEFT JOIN memberships AS known ON known.chat_id = $1 AND known.user_id = seen.user_id
),
standing AS (
    SELECT
        user_id, fresh, known_joined_at, known_left_at, joined_at,
        CASE WHEN joined_at IS NULL OR left_at > joined_at THEN left_at END AS left_at
    FROM moves
)
INSERT INTO memberships (chat_id, user_id, joined_at, left_at)
SELECT $1, user_id, joined_at, left_at
FROM standing
WHERE fresh OR ROW(joined_at, left_at) IS DISTINCT FROM ROW(known_joined_at, known_left_at)
ORDER BY user_id
ON CONFLICT (chat_id, user_id) DO UPDATE SET
    joined_at = excluded.joined_at, left_at = excluded.left_at
"""


def _columns(users: Iterable[StoredUser]) -> list[list[Any]]:
    return [list(column) for column in zip(*users, strict=True)]


async def users(
    connection: asyncpg.Connection, ids: Sequence[models.UserId]
) -> dict[models.UserId, StoredUser]:
    """The stored users among these."""
    return {row["id"]: StoredUser(*row) for row in await connection.fetch(_SELECT_USERS, ids)}


async def lock_users(connection: asyncpg.Connection, ids: Iterable[models.UserId]) -> None:
    """Let nobody else change these users until the end of the transaction."""
    await connection.execute(_LOCK_USERS, sorted(ids))


async def insert_users(
    connection: asyncpg.Connection, new: Sequence[StoredUser]
) -> list[models.UserId]:
    """Store users, and give the ids of those that were not stored already."""
    return [row["id"] for row in await connection.fetch(_INSERT_USERS, *_columns(new))]


async def update_users(connection: asyncpg.Connection, changed: Sequence[StoredUser]) -> None:
    """Overwrite users that are locked."""
    await connection.execute(_UPDATE_USERS, *_columns(changed))


async def touch_users(connection: asyncpg.Connection, active: Sequence[Active]) -> None:
    """Widen the time in which users, who are locked, have been seen."""
    await connection.execute(
        _TOUCH_USERS,
        [each.user_id for each in active],
        [each.first_at for each in active],
        [each.last_at for each in active],
    )


async def shift_users(connection: asyncpg.Connection, shifts: Sequence[Shift]) -> None:
    """Correct the time in which users, who are locked, have been seen.

    Exact where all their messages move together; else wrong by no more than the shift.
    """
    await connection.execute(
        _SHIFT_USERS,
        [each.before.user_id for each in shifts],
        [each.before.first_at for each in shifts],
        [each.before.last_at for each in shifts],
        [each.after.first_at for each in shifts],
        [each.after.last_at for each in shifts],
    )


async def shift_memberships(
    connection: asyncpg.Connection, chat_id: models.ChatId, shifts: Sequence[Shift]
) -> None:
    """Correct when people wrote last in this chat, as exactly as `shift_users`."""
    await connection.execute(
        _SHIFT_MEMBERSHIPS,
        chat_id,
        [each.before.user_id for each in shifts],
        [each.before.last_message_at for each in shifts],
        [each.after.last_message_at for each in shifts],
    )


async def hear(
    connection: asyncpg.Connection,
    new: Sequence[models.UserId],
    heard: Sequence[models.UserId],
) -> None:
    """Give new people a profile, and count one more change of words or bio for those heard."""
    await connection.execute(_HEAR, new, heard)


async def count_messages(
    connection: asyncpg.Connection, chat_id: models.ChatId, active: Sequence[Active]
) -> None:
    """Add what people wrote in this chat to their memberships."""
    await connection.execute(
        _COUNT_MESSAGES,
        chat_id,
        [each.user_id for each in active],
        [each.messages for each in active],
        [each.last_message_at for each in active],
    )


async def note_moves(
    connection: asyncpg.Connection, chat_id: models.ChatId, moves: Sequence[Moves]
) -> None:
    """Keep the newest joining and, where nobody joined after it, the newest leaving."""
    await connection.execute(
        _NOTE_MOVES,
        chat_id,
        [each.user_id for each in moves],
        [each.joined_at for each in moves],
        [each.left_at for each in moves],
    )
