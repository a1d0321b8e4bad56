"""One basic group that was stored as two chats, by an export and by its account, made one."""

import asyncpg

from core import models
from core.intake import coverage

_MOVE_MESSAGES = """
WITH moved AS (
    INSERT INTO messages (chat_id, {columns})
    SELECT $2, {columns} FROM messages WHERE chat_id = $1
    ON CONFLICT DO NOTHING
    RETURNING message_id
)
SELECT count(*), min(message_id), max(message_id) FROM moved
"""
_MOVE_FILES = """
UPDATE files AS f SET chat_id = $2
WHERE chat_id = $1
    AND NOT EXISTS (SELECT FROM files WHERE chat_id = $2 AND message_id = f.message_id)
"""
_MOVE_VERSIONS = """
INSERT INTO message_versions (chat_id, message_id, written_at, text)
SELECT $2, message_id, written_at, text FROM message_versions WHERE chat_id = $1
ON CONFLICT DO NOTHING
"""
_MOVE_EVIDENCE = "UPDATE evidence SET chat_id = $2 WHERE chat_id = $1"
_MOVE_COVERAGE = """
INSERT INTO coverage AS c (chat_id, ranges)
SELECT $2, ranges FROM coverage WHERE chat_id = $1
ON CONFLICT (chat_id) DO UPDATE SET
    ranges = c.ranges + excluded.ranges,
    stale = CASE WHEN c.top IS NULL THEN c.stale ELSE c.stale + (excluded.ranges - c.ranges) END
"""
_REOPEN_INSIGHTS = """
UPDATE insight_progress SET done = done - int8multirange(int8range($2, $3, '[]'))
WHERE chat_id = $1
"""
_COUNT_OF_MEMBERS = """
INSERT INTO memberships AS m (chat_id, user_id, message_count, last_message_at)
SELECT $1, sender_id, count(*), max(sent_at) FROM messages
WHERE chat_id = $1 AND sender_id > 0 AND service_action IS NULL
GROUP BY sender_id ORDER BY sender_id
ON CONFLICT (chat_id, user_id) DO UPDATE SET
    message_count = excluded.message_count, last_message_at = excluded.last_message_at
"""
_DROP_MESSAGES = "DELETE FROM messages WHERE chat_id = $1"
_DROP_CHAT = "DELETE FROM chats WHERE id = $1"


async def fold(
    connection: asyncpg.Connection, chat_id: models.ChatId, into: models.ChatId
) -> None:
    """Move what is stored of a chat to another, whose own rows count, and drop the chat.

    Where the other is followed, what lies among the moved is to be read again.
    """
    columns = ", ".join(
        column.name for column in models.Message.__table__.columns if column.name != "chat_id"
    )
    moved, first, last = await connection.fetchrow(
        _MOVE_MESSAGES.format(columns=columns), chat_id, into
    )
    for statement in (_MOVE_FILES, _MOVE_VERSIONS, _MOVE_EVIDENCE, _MOVE_COVERAGE):
        await connection.execute(statement, chat_id, into)
    await coverage.count(connection, into, moved, (first, last) if moved else None)
    if moved:
        await connection.execute(_REOPEN_INSIGHTS, into, first, last)
    for statement in (_DROP_MESSAGES, _DROP_CHAT):
        await connection.execute(statement, chat_id)
    await connection.execute(_COUNT_OF_MEMBERS, into)
