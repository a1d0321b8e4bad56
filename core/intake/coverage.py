"""Which part of a chat is stored, and which of its messages Telegram no longer has."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import asyncpg

from core import models
from core.intake.rules import Turned
from core.intake.stretches import Stretch

_COUNT = """
INSERT INTO coverage AS c (chat_id, stored) VALUES ($1, $2)
ON CONFLICT (chat_id) DO UPDATE SET
    stored = c.stored + excluded.stored,
    stale = CASE WHEN c.top IS NULL THEN c.stale ELSE c.stale + c.ranges * $3::int8multirange END
"""
_COVER = """
INSERT INTO coverage AS c (chat_id, ranges) VALUES ($1, $2)
ON CONFLICT (chat_id) DO UPDATE SET
    ranges = c.ranges + excluded.ranges,
    stale = CASE WHEN c.top IS NULL THEN c.stale ELSE c.stale + (excluded.ranges - c.ranges) END
WHERE NOT c.ranges @> excluded.ranges
"""
_START = """
INSERT INTO coverage AS c (chat_id, pts, top) VALUES ($1, $2, $3)
ON CONFLICT (chat_id) DO UPDATE SET
    pts = excluded.pts, top = excluded.top, stale = c.ranges
WHERE c.top IS NULL
"""
_SKIP = """
INSERT INTO coverage AS c (chat_id, pts, top) VALUES ($1, $2, $3)
ON CONFLICT (chat_id) DO UPDATE SET
    pts = coalesce(excluded.pts, c.pts), top = greatest(c.top, excluded.top), stale = c.ranges
"""
_ADD_PAGES = """
INSERT INTO coverage AS c (chat_id, ranges, stored, total) VALUES ($1, $2, $3, $4)
ON CONFLICT (chat_id) DO UPDATE SET
    ranges = c.ranges + excluded.ranges,
    stale = c.stale - excluded.ranges,
    stored = c.stored + excluded.stored,
    total = coalesce(excluded.total, c.total)
WHERE NOT c.ranges @> excluded.ranges OR c.stale && excluded.ranges OR excluded.stored > 0
    OR coalesce(excluded.total, c.total) IS DISTINCT FROM c.total
"""
_ADVANCE = """
INSERT INTO coverage AS c (chat_id, stored) VALUES ($1, $2)
ON CONFLICT (chat_id) DO UPDATE SET
    stored = c.stored + $2,
    pts = coalesce($3, c.pts),
    top = CASE WHEN $4 > c.top THEN $4 ELSE c.top END,
    ranges = CASE WHEN $4 > c.top
        THEN c.ranges + int8multirange(int8range(c.top + 1, $4, '[]')) ELSE c.ranges END
WHERE $2 > 0 OR $3 <> c.pts OR $4 > c.top
"""
_KNOWN = """
SELECT message_id FROM messages WHERE chat_id = $1 AND message_id = ANY($2::bigint[])
"""
_PTS = "SELECT pts FROM coverage WHERE chat_id = $1"

_MARK = """
UPDATE messages SET deleted_at = $3
WHERE chat_id = $1 AND message_id = ANY($2::bigint[]) AND deleted_at IS NULL
RETURNING message_id, sender_id, NOT is_forward AND service_action IS NULL AND text <> ''
"""
_MARK_ABSENT = """
UPDATE messages SET deleted_at = $6
WHERE chat_id = $1 AND message_id BETWEEN $2 AND $3
    AND deleted_at IS NULL AND NOT (source = 'import' AND $5)
    AND NOT EXISTS (SELECT FROM unnest($4::bigint[]) AS kept (id) WHERE kept.id = message_id)
RETURNING message_id, sender_id, NOT is_forward AND service_action IS NULL AND text <> ''
"""
_REVIVE = """
UPDATE messages SET deleted_at = NULL
WHERE chat_id = $1 AND message_id = ANY($2::bigint[]) AND deleted_at IS NOT NULL
RETURNING message_id, sender_id, NOT is_forward AND service_action IS NULL AND text <> ''
"""


def _multirange(stretches: Iterable[Stretch]) -> list[asyncpg.Range]:
    return [asyncpg.Range(first, last + 1) for first, last in stretches]


async def count(
    connection: asyncpg.Connection, chat_id: models.ChatId, new: int, doubted: Stretch | None
) -> None:
    """Count messages that are new; what was read of the stretch doubted becomes stale."""
    stale = _multirange([doubted] if doubted else [])
    await connection.execute(_COUNT, chat_id, new, stale)


async def cover(
    connection: asyncpg.Connection, chat_id: models.ChatId, stretches: Sequence[Stretch]
) -> None:
    """Add what an import brought whole; in a chat that is followed it is stale."""
    await connection.execute(_COVER, chat_id, _multirange(stretches))


async def start(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    pts: int | None,
    top: models.MessageId,
) -> None:
    """Set where following begins, unless it began."""
    await connection.execute(_START, chat_id, pts, top)


async def skip(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    pts: int | None,
    top: models.MessageId,
) -> None:
    """Set where following goes on."""
    await connection.execute(_SKIP, chat_id, pts, top)


async def add_pages(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    extents: Sequence[Stretch],
    new: int,
    total: int | None,
) -> None:
    """Add what was read whole from Telegram, with the number of messages that were new."""
    await connection.execute(_ADD_PAGES, chat_id, _multirange(extents), new, total)


async def advance(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    new: int,
    pts: int | None,
    top: models.MessageId | None,
) -> None:
    """Go on to this position, with the number of messages that were new."""
    await connection.execute(_ADVANCE, chat_id, new, pts, top)


async def known(
    connection: asyncpg.Connection, chat_id: models.ChatId, ids: Sequence[models.MessageId]
) -> set[models.MessageId]:
    """Which of these messages are stored; who holds the lock of the chat can rely on it."""
    return {row["message_id"] for row in await connection.fetch(_KNOWN, chat_id, ids)}


async def pts(connection: asyncpg.Connection, chat_id: models.ChatId) -> int | None:
    """Telegram's position in the updates of a chat."""
    found: int | None = await connection.fetchval(_PTS, chat_id)
    return found


async def mark(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    ids: Collection[models.MessageId],
    at: datetime,
) -> list[Turned]:
    """Mark messages as deleted; gives those that were not."""
    return [Turned(*row) for row in await connection.fetch(_MARK, chat_id, ids, at)]


async def mark_absent(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    extent: Stretch,
    kept: Collection[models.MessageId],
    *,
    spare_imported: bool,
    at: datetime,
) -> list[Turned]:
    """Mark the messages of an extent as deleted, but for those kept."""
    inside = [number for number in kept if extent[0] <= number <= extent[1]]
    rows = await connection.fetch(_MARK_ABSENT, chat_id, *extent, inside, spare_imported, at)
    return [Turned(*row) for row in rows]


async def revive(
    connection: asyncpg.Connection, chat_id: models.ChatId, ids: Collection[models.MessageId]
) -> list[Turned]:
    """Take the mark of deletion from messages; gives those that had it."""
    return [Turned(*row) for row in await connection.fetch(_REVIVE, chat_id, ids)]
