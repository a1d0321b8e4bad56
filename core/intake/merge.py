"""A batch of messages into the tables: COPY what is new, merge what is known.

The text that was written later counts; the other is kept as a version. Moments of writing are
compared by their distance to `sent_at`, which is the same in every zone. Versions of one second
are told apart by microseconds, in the order in which they were lost.

LATERAL with LIMIT and the ctid look each known row up by itself: what the planner believes of a
chat that has just grown would sometimes have it read whole, for every batch.
"""

from collections.abc import Iterable, Sequence

import asyncpg

from core import models
from core.intake.rules import Change
from core.intake.values import Row

_CHAT_LOCK = 0x494E

COLUMNS = (
    "message_id",
    "sent_at",
    "sender_id",
    "text",
    "time_assumed",
    "edited_at",
    "entities",
    "reply_to",
    "topic_id",
    "is_forward",
    "forward_peer_id",
    "forward_name",
    "via_bot",
    "grouped_id",
    "media_kind",
    "service_action",
    "details",
    "normalised_text",
    "has_link",
)
"""Of a row of a message, in its order; `entities` and `details` are JSON text."""

FILE_COLUMNS = ("name", "mime", "size", "path", "state", "remote_id")
"""Of a row of a file, in its order."""

_PREPARE = """
CREATE TEMP TABLE IF NOT EXISTS incoming (
    message_id bigint, sent_at timestamptz, sender_id bigint, text text, time_assumed boolean,
    edited_at timestamptz, entities text, reply_to bigint, topic_id bigint, is_forward boolean,
    forward_peer_id bigint, forward_name text, via_bot text, grouped_id bigint, media_kind text,
    service_action text, details text, normalised_text text, has_link boolean, file_name text,
    file_mime text, file_size bigint, file_path text, file_state text, file_remote_id bigint
) ON COMMIT DELETE ROWS;
DELETE FROM incoming;
"""

_MERGE = """
WITH judged AS MATERIALIZED (
    SELECT
        m.place, i.message_id,
        i.file_name, i.file_mime, i.file_size, i.file_path, i.file_state, i.file_remote_id,
        delays.incoming > delays.stored AS edited_since,
        judged.newer,
        i.text <> m.text AS differs,
        ROW(m.sender_id, m.is_forward, m.via_bot, m.entities) AS said,
        m.sender_id AS former_sender,
        m.sent_at AS former_moment,
        m.is_forward AS was_forward,
        moment.sent_at,
        moment.sent_at - m.sent_at AS shift,
        CASE WHEN judged.newer THEN m.text ELSE i.text END AS lost_text,
        moment.sent_at + CASE WHEN judged.newer THEN delays.stored ELSE delays.incoming END
            AS lost_written_at,
        judged.newer OR delays.incoming <> delays.stored AS worth_keeping,
        CASE WHEN i.edited_at IS NOT NULL OR m.edited_at IS NOT NULL
            THEN moment.sent_at + greatest(delays.incoming, delays.stored) END AS edited_at,
        m.time_assumed AND i.time_assumed AS time_assumed,
        CASE WHEN judged.promoted THEN $2::text ELSE m.source END AS source,
        CASE WHEN judged.newer THEN i.text ELSE m.text END AS text,
        CASE WHEN judged.newer THEN i.normalised_text ELSE m.normalised_text END
            AS normalised_text,
        CASE
            WHEN i.text <> m.text AND judged.newer THEN i.entities::jsonb
            WHEN i.text <> m.text THEN m.entities
            WHEN judged.promoted THEN coalesce(i.entities::jsonb, m.entities)
            ELSE coalesce(m.entities, i.entities::jsonb)
        END AS entities,
        CASE
            WHEN i.text <> m.text AND judged.newer THEN i.has_link
            WHEN i.text <> m.text THEN m.has_link
            ELSE m.has_link OR i.has_link
        END AS has_link,
        m.is_forward OR i.is_forward AS is_forward,
        CASE
            WHEN i.details IS NULL THEN m.details
            WHEN m.details IS NULL THEN i.details::jsonb
            WHEN judged.newer THEN m.details || i.details::jsonb
            ELSE i.details::jsonb || m.details
        END AS details,
        {preferred}
    FROM incoming AS i
    CROSS JOIN LATERAL (
        SELECT *, ctid AS place FROM messages
        WHERE chat_id = $1 AND message_id = i.message_id LIMIT 1
    ) AS m
    CROSS JOIN LATERAL (
        SELECT
            coalesce(i.edited_at - i.sent_at, interval '0') AS incoming,
            coalesce(m.edited_at - m.sent_at, interval '0') AS stored,
            $2::text <> 'import' AND m.source = 'import' AS promoted
    ) AS delays
    CROSS JOIN LATERAL (
        SELECT
            delays.promoted,
            CASE
                WHEN delays.incoming <> delays.stored THEN delays.incoming > delays.stored
                WHEN i.text = '' AND m.text <> '' THEN false
                ELSE $2::text <> 'import' OR m.source = 'import'
            END AS newer
    ) AS judged
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN m.time_assumed OR (judged.promoted AND NOT i.time_assumed) THEN i.sent_at
            ELSE m.sent_at
        END AS sent_at
    ) AS moment
),
moved AS (
    UPDATE message_versions AS v SET written_at = v.written_at + j.shift
    FROM judged AS j
    WHERE v.chat_id = $1 AND v.message_id = j.message_id AND j.shift <> interval '0'
),
kept AS (
    INSERT INTO message_versions (chat_id, message_id, written_at, text)
    SELECT $1, message_id, coalesce(same_moment.free, lost_written_at), lost_text
    FROM judged
    CROSS JOIN LATERAL (
        SELECT max(moved_to) + interval '1 microsecond' AS free,
            bool_or(v.text = lost_text) AS held
        FROM message_versions AS v, LATERAL (SELECT v.written_at + shift AS moved_to) AS m
        WHERE v.chat_id = $1 AND v.message_id = judged.message_id
            AND moved_to >= lost_written_at AND moved_to < lost_written_at + interval '1 second'
    ) AS same_moment
    WHERE differs AND worth_keeping AND lost_text <> '' AND held IS NOT TRUE
    ON CONFLICT DO NOTHING
    RETURNING message_id
),
changed AS (
    UPDATE messages AS m SET ({columns}) = ROW({merged})
    FROM judged AS j
    WHERE m.ctid = j.place AND ROW({stored}) IS DISTINCT FROM ROW({merged})
    RETURNING
        m.message_id, m.sender_id, m.sent_at, m.service_action, j.former_sender, j.former_moment,
        m.service_action IS NULL AND NOT (m.is_forward AND j.was_forward) AND (
            (j.differs AND j.newer)
            OR ROW(m.sender_id, m.is_forward, m.via_bot, m.entities) IS DISTINCT FROM j.said
        ) AS reworded,
        j.differs AND j.newer AS says_other
),
filed AS (
    UPDATE files AS f
    SET (kind, name, mime, size, path, state, remote_id, sha256, failure, retry_at, attempts,
        ai_caption, ai_tags, captioned_by) = ROW(a.*)
    FROM judged AS j
    CROSS JOIN LATERAL (
        SELECT * FROM files WHERE chat_id = $1 AND message_id = j.message_id LIMIT 1
    ) AS s
    CROSS JOIN LATERAL (
        SELECT coalesce(j.newer AND j.file_remote_id <> s.remote_id, false) AS other
    ) AS file
    LEFT JOIN LATERAL (SELECT s.* WHERE NOT file.other) AS same ON true
    CROSS JOIN LATERAL (
        SELECT
            CASE WHEN file.other THEN coalesce(j.media_kind, s.kind) ELSE s.kind END AS kind,
            CASE WHEN file.other THEN j.file_name
                WHEN j.edited_since THEN coalesce(j.file_name, s.name)
                ELSE coalesce(s.name, j.file_name) END AS name,
            CASE WHEN file.other THEN j.file_mime
                WHEN j.edited_since THEN coalesce(j.file_mime, s.mime)
                ELSE coalesce(s.mime, j.file_mime) END AS mime,
            CASE WHEN file.other THEN j.file_size
                WHEN j.edited_since THEN coalesce(j.file_size, s.size)
                ELSE coalesce(s.size, j.file_size) END AS size,
            CASE WHEN file.other
                    OR (j.file_state = 'in_export' AND s.state IN ('left_out', 'in_export'))
                THEN j.file_path ELSE s.path END AS path,
            CASE WHEN file.other OR s.state = 'left_out' THEN j.file_state ELSE s.state
                END AS state,
            CASE WHEN file.other THEN j.file_remote_id
                WHEN j.edited_since THEN coalesce(j.file_remote_id, s.remote_id)
                ELSE coalesce(s.remote_id, j.file_remote_id) END AS remote_id,
            same.sha256, same.failure, same.retry_at, coalesce(same.attempts, 0),
            same.ai_caption, same.ai_tags, same.captioned_by
    ) AS a
    WHERE f.id = s.id AND j.file_state IS NOT NULL
        AND ROW(s.kind, s.name, s.mime, s.size, s.path, s.state, s.remote_id)
            IS DISTINCT FROM ROW(a.kind, a.name, a.mime, a.size, a.path, a.state, a.remote_id)
    RETURNING f.message_id
),
added AS (
    INSERT INTO files (chat_id, message_id, kind, name, mime, size, path, state, remote_id)
    SELECT
        $1, message_id, media_kind, file_name, file_mime, file_size, file_path, file_state,
        file_remote_id
    FROM judged
    WHERE file_state IS NOT NULL AND media_kind IS NOT NULL
    ON CONFLICT DO NOTHING
    RETURNING message_id
)
SELECT * FROM changed
UNION ALL
SELECT message_id, NULL, NULL, NULL, NULL, NULL, false, false
FROM (TABLE kept UNION TABLE filed UNION TABLE added) AS beside
"""

_PREFERRED = (
    "sender_id",
    "reply_to",
    "topic_id",
    "forward_peer_id",
    "forward_name",
    "via_bot",
    "grouped_id",
    "media_kind",
    "service_action",
)
_MERGED = (
    "sent_at",
    "time_assumed",
    "edited_at",
    "source",
    "text",
    "normalised_text",
    "entities",
    "has_link",
    "is_forward",
    "details",
    *_PREFERRED,
)
_MERGE_KNOWN = _MERGE.format(
    preferred=", ".join(
        f"CASE WHEN judged.newer THEN coalesce(i.{name}, m.{name})"
        f" ELSE coalesce(m.{name}, i.{name}) END AS {name}"
        for name in _PREFERRED
    ),
    columns=", ".join(_MERGED),
    merged=", ".join(f"j.{name}" for name in _MERGED),
    stored=", ".join(f"m.{name}" for name in _MERGED),
)


async def lock_chat(connection: asyncpg.Connection, chat_id: models.ChatId) -> None:
    """Wait until no other transaction writes messages of this chat; held until the end."""
    await connection.execute("SELECT pg_advisory_xact_lock($1, $2)", _CHAT_LOCK, chat_id)


async def insert(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    source: models.Source,
    rows: Iterable[Row],
) -> None:
    """Store messages that are new."""
    head = (chat_id, source.value)
    await connection.copy_records_to_table(
        "messages",
        records=[head + row for row in rows],
        columns=("chat_id", "source", *COLUMNS),
    )


async def insert_files(connection: asyncpg.Connection, rows: Iterable[Row]) -> None:
    """Store files of messages that had none; a row begins with its chat, message and kind."""
    await connection.copy_records_to_table(
        "files", records=rows, columns=("chat_id", "message_id", "kind", *FILE_COLUMNS)
    )


async def merge(
    connection: asyncpg.Connection,
    chat_id: models.ChatId,
    source: models.Source,
    rows: Sequence[Row],
) -> list[Change]:
    """Merge messages into those known.

    Each row is that of the message with that of its file, no message twice.
    """
    await connection.execute(_PREPARE)
    await connection.copy_records_to_table(
        "incoming",
        records=rows,
        columns=(*COLUMNS, *(f"file_{name}" for name in FILE_COLUMNS)),
        schema_name="pg_temp",
    )
    changes = await connection.fetch(_MERGE_KNOWN, chat_id, source.value)
    return [Change(*change) for change in changes]
