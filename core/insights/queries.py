"""Every question to the database about insights and how far they have come."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import TextClause, select, text
from sqlalchemy.dialects.postgresql import Range, insert

from core import db, models
from core.ai.messages import Line, Made
from core.ai.values import Insight
from core.chats.values import Ranges
from core.insights import rules
from core.insights.values import Found, Gap, Progress, Size, Stretch
from core.models import ChatId

_LOWEST, _HIGHEST = -(2**63), 2**63 - 1
_GAPS_AT_ONCE = 500
_MEANT = {
    "COUNTS": """
        {0}.text <> '' AND {0}.service_action IS NULL AND {0}.deleted_at IS NULL AND NOT EXISTS (
            SELECT FROM users AS ignored WHERE ignored.ignored_at IS NOT NULL
                AND ignored.id IN ({0}.sender_id, {0}.forward_peer_id)
        )""",
    "BY_RULE": "({0}.reader IS NULL OR :models AND starts_with({0}.reader, 'offline '))",
    "UNDONE": """
        unnest(int8multirange(int8range(NULL, NULL)) - {0}) AS gap
        CROSS JOIN LATERAL (
            SELECT FROM messages AS m
            WHERE m.chat_id = c.id AND m.message_id >= coalesce(lower(gap), -9223372036854775808)
                AND m.message_id < coalesce(upper(gap), 9223372036854775807)
            LIMIT {1}
        ) AS m""",
}
"""What statements call by a name. COUNTS: the message is to have an insight; words of somebody
ignored, forwarded too, are not. UNDONE: messages of the chat c that are in no known range."""


_USE = re.compile(rf"({'|'.join(_MEANT)})\[(.+?)\]")


def _statement(sql: str) -> TextClause:
    while use := _USE.search(sql):
        meant = _MEANT[use[1]].format(*use[2].split("; "))
        sql = sql[: use.start()] + meant + sql[use.end() :]
    return text(sql)


_FOUND = _statement("""
SELECT m.message_id, length(m.text), COUNTS[m],
    CASE WHEN m.edited_at <= :now THEN greatest(m.received_at, m.edited_at) ELSE m.received_at END,
    gap.number
FROM unnest(CAST(:lows AS bigint[]), CAST(:highs AS bigint[]))
    WITH ORDINALITY AS gap (low, high, number)
CROSS JOIN LATERAL (
    SELECT * FROM messages
    WHERE chat_id = :chat_id AND message_id BETWEEN gap.low AND gap.high
    ORDER BY message_id DESC LIMIT :most
) AS m
ORDER BY m.message_id DESC LIMIT :most
""")
_UNREAD = _statement("""
SELECT m.message_id, length(m.text)
FROM messages AS m
LEFT JOIN insights AS i ON i.chat_id = m.chat_id AND i.message_id = m.message_id
WHERE m.chat_id = :chat_id AND m.message_id BETWEEN :first AND :last AND COUNTS[m]
    AND BY_RULE[i]
ORDER BY m.message_id DESC LIMIT :most
""")
_NEWEST = _statement("""
SELECT m.chat_id, m.message_id, m.characters
FROM chats AS c
CROSS JOIN LATERAL (
    SELECT m.chat_id, m.message_id, m.sent_at, length(m.text) AS characters FROM messages AS m
    WHERE m.chat_id = c.id AND COUNTS[m] ORDER BY m.message_id DESC LIMIT :most
) AS m
ORDER BY m.sent_at DESC, m.message_id DESC LIMIT :most
""")
_UNREAD_AMONG = _statement("""
SELECT asked.chat_id, asked.message_id, asked.characters
FROM unnest(CAST(:chats AS bigint[]), CAST(:ids AS bigint[]), CAST(:sizes AS int[]))
    AS asked (chat_id, message_id, characters)
LEFT JOIN insights AS i USING (chat_id, message_id)
WHERE BY_RULE[i]
""")
_LINES = _statement("""
SELECT m.message_id, m.sender_id, m.text, m.reply_to, a.text, a.sender_id,
    ARRAY[writer.name, writer.username, other.name, other.username]
FROM messages AS m
LEFT JOIN messages AS a
    ON a.chat_id = m.chat_id AND a.message_id = m.reply_to AND COUNTS[a]
LEFT JOIN users AS writer ON writer.id = m.sender_id
LEFT JOIN users AS other ON other.id = a.sender_id
WHERE m.chat_id = :chat_id AND m.message_id = ANY(CAST(:ids AS bigint[])) AND COUNTS[m]
ORDER BY m.message_id
""")
_TEXTS = _statement("""
SELECT m.message_id, m.text FROM messages AS m
WHERE m.chat_id = :chat_id AND m.message_id = ANY(CAST(:ids AS bigint[])) AND COUNTS[m]
""")
_JOBS = text("""
SELECT convert_from(payload, 'UTF8') AS key, status <> 'failed' AS live FROM queue.pgqueuer
WHERE entrypoint = 'insights' AND starts_with(convert_from(payload, 'UTF8'), :prefix)
""")
_STRETCHES = text("""
SELECT count(*) FILTER (WHERE status <> 'failed'), count(*) FILTER (WHERE status = 'failed')
FROM queue.pgqueuer WHERE entrypoint = 'insights'
""")
_SWEPT = _statement("""
SELECT c.id FROM chats AS c
LEFT JOIN insight_progress AS p ON p.chat_id = c.id
WHERE EXISTS (
    SELECT FROM UNDONE[coalesce(p.done + p.planned, '{}'); 1]
) OR (NOT isempty(p.planned) AND NOT EXISTS (
    SELECT FROM queue.pgqueuer AS job
    WHERE job.entrypoint = 'insights'
        AND starts_with(convert_from(job.payload, 'UTF8'), c.id || ' ')
))
ORDER BY c.id
""")
_WAITING = _statement("""
SELECT coalesce(sum(least(waiting, :most)), 0) FROM (
    SELECT (SELECT count(*) FROM UNDONE[coalesce(p.done, '{}'); :most])
        AS waiting
    FROM chats AS c LEFT JOIN insight_progress AS p ON p.chat_id = c.id
) AS each
""")
_KEEP = text("""
INSERT INTO insight_progress (chat_id, done, planned)
SELECT id, CAST(CAST(:done AS text) AS int8multirange),
    CAST(CAST(:planned AS text) AS int8multirange)
FROM chats WHERE id = :chat_id
ON CONFLICT (chat_id) DO UPDATE SET done = excluded.done, planned = excluded.planned
""")


def _plain(multirange: Sequence[Range[int]]) -> Ranges:
    """Ranges as Postgres gives them, with both ends included."""
    return tuple(
        (each.lower, each.upper - 1)
        for each in multirange
        if each.lower is not None and each.upper is not None
    )


def _written(ranges: Iterable[tuple[int, int]]) -> str:
    return "{" + ",".join(f"[{first},{last}]" for first, last in ranges) + "}"


async def progress(session: db.ReadSession, chat_id: ChatId) -> Progress:
    """How far a chat has come."""
    progress = models.InsightProgress
    found = await session.execute(
        select(progress.done, progress.planned).where(progress.chat_id == chat_id)
    )
    row = found.one_or_none()
    return Progress(_plain(row.done), _plain(row.planned)) if row else Progress()


async def keep_progress(session: db.Session, chat_id: ChatId, progress: Progress) -> None:
    """Set how far a chat has come, if there still is one."""
    values = {"done": _written(progress.done), "planned": _written(progress.planned)}
    await session.execute(_KEEP, {"chat_id": chat_id, **values})


async def found(
    session: db.ReadSession, chat_id: ChatId, gaps: Sequence[Gap], most: int, now: datetime
) -> list[Found]:
    """The newest messages in gaps, which are given newest first."""
    rows: list[Found] = []
    for start in range(0, len(gaps), _GAPS_AT_ONCE):
        some = gaps[start : start + _GAPS_AT_ONCE]
        values = {
            "chat_id": chat_id,
            "lows": [_LOWEST if low is None else low for low, _ in some],
            "highs": [_HIGHEST if high is None else high for _, high in some],
            "most": most - len(rows),
            "now": now,
        }
        for number, characters, counts, moment, place in await session.execute(_FOUND, values):
            rows.append(Found(number, characters, counts, moment, some[place - 1]))
        if len(rows) >= most:
            break
    return rows


async def unread(
    session: db.ReadSession, stretch: Stretch, most: int, *, models: bool
) -> list[Size]:
    """Messages of a stretch without an insight, or with `models` one of theirs; newest first."""
    values = {**asdict(stretch), "most": most, "models": models}
    return [(row[0], row[1]) for row in await session.execute(_UNREAD, values)]


async def newest(session: db.ReadSession, most: int, *, models: bool) -> dict[ChatId, list[Size]]:
    """Of the newest messages those without an insight, or with `models` one of theirs, by chat."""
    rows = (await session.execute(_NEWEST, {"most": most})).all()
    values = {
        "chats": [row[0] for row in rows],
        "ids": [row[1] for row in rows],
        "sizes": [row[2] for row in rows],
        "models": models,
    }
    by_chat: dict[ChatId, list[Size]] = {}
    for chat_id, number, characters in await session.execute(_UNREAD_AMONG, values):
        by_chat.setdefault(chat_id, []).append((number, characters))
    return {chat_id: sorted(found, reverse=True) for chat_id, found in sorted(by_chat.items())}


async def lines(
    session: db.ReadSession, chat_id: ChatId, ids: Collection[int]
) -> tuple[list[Line], set[str]]:
    """Messages as a model may see them, oldest first, and names of the people in them."""
    rows = (await session.execute(_LINES, {"chat_id": chat_id, "ids": list(ids)})).all()
    names = {name for row in rows for name in row[6] if name}
    return [Line(*row[:6]) for row in rows], names


async def texts(session: db.ReadSession, chat_id: ChatId, ids: Collection[int]) -> dict[int, str]:
    """What these messages say now, those that are still to have an insight."""
    rows = await session.execute(_TEXTS, {"chat_id": chat_id, "ids": list(ids)})
    return {row.message_id: row.text for row in rows}


async def keep(
    session: db.Session, chat_id: ChatId, made: Mapping[int, Made], at: datetime
) -> None:
    """Store insights; one that is stored already is replaced."""
    if not made:
        return
    statement = insert(models.Insight)
    fields = ("summary", "keywords", "intents", "language", "entities", "reader", "made_at")
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["chat_id", "message_id"],
            set_={name: statement.excluded[name] for name in fields},
        ),
        [
            {
                "chat_id": chat_id,
                "message_id": number,
                "reader": made[number].reader,
                "made_at": at,
                **_columns(made[number].insight),
            }
            for number in sorted(made)
        ],
    )


def _columns(insight: Insight) -> dict[str, object]:
    return {
        "summary": insight.summary,
        "keywords": list(insight.keywords),
        "intents": {str(intent): sure for intent, sure in insight.intents.items()},
        "language": insight.language,
        "entities": {str(kind): list(named) for kind, named in insight.entities.items()},
    }


async def jobs(session: db.ReadSession, chat_id: ChatId) -> dict[tuple[int, int], bool]:
    """The stretches of a chat that are in the queue, and whether they are not set aside."""
    rows = await session.execute(_JOBS, {"prefix": f"{chat_id} "})
    found: dict[tuple[int, int], bool] = {}
    for key, live in rows:
        _, first, last = map(int, key.split())
        found[first, last] = found.get((first, last), False) or live
    return found


async def stretches(session: db.ReadSession) -> tuple[int, int]:
    """How many stretches are outstanding, and how many set aside."""
    outstanding, set_aside = (await session.execute(_STRETCHES)).one()
    return outstanding, set_aside


async def swept(session: db.ReadSession) -> list[ChatId]:
    """Chats with messages that are neither done nor planned, or planned though no job is left."""
    return list(await session.scalars(_SWEPT))


async def waiting(session: db.ReadSession) -> int:
    """How many messages are not done, counted up to `rules.MUCH` a chat."""
    return int(await session.scalar(_WAITING, {"most": rules.MUCH}) or 0)
