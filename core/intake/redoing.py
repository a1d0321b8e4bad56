"""What is read of messages and no longer true: their insights are made anew, and asked for."""

from collections.abc import Sequence
from datetime import timedelta

import asyncpg

from core import db, models, queue
from core.intake import recording, stretches
from core.intake.stretches import Stretch
from core.intake.values import MessageSeen

SILENCE = timedelta(seconds=60)
"""After which few messages are worth a look."""
ENOUGH = 40
"""So many are worth one at once."""
HEARD = timedelta(seconds=30)
"""After which what people said is read."""
_FULL = "full"

_REOPEN = """
WITH reopened AS (
    UPDATE insight_progress SET done = done - $2::int8multirange
    WHERE chat_id = $1 AND done && $2::int8multirange
)
SELECT count(*) FROM (
    SELECT FROM messages
    WHERE chat_id = $1 AND message_id >= coalesce(
        (SELECT greatest(upper(done), upper(planned)) FROM insight_progress WHERE chat_id = $1),
        -9223372036854775808
    )
    LIMIT $3
) AS waiting
"""
_FORGET = """
WITH forgotten AS (
    DELETE FROM insights WHERE chat_id = $1 AND message_id = ANY($2::bigint[])
)
DELETE FROM embeddings WHERE chat_id = $1 AND message_id = ANY($2::bigint[])
"""


async def reopen(
    session: db.Session,
    chat_id: models.ChatId,
    stored: recording.Stored,
    messages: Sequence[MessageSeen],
    whole: Sequence[Stretch],
) -> None:
    """Let insights be made of messages that are new, live again or say something else.

    What was made of edited and deleted ones is forgotten. `whole` are stretches of which the
    messages are the whole truth.
    """
    connection = await db.driver(session)
    edited = [change.message_id for change in stored.changes if change.says_other]
    outdated = [*edited, *stored.gone]
    new = {message.id for message in stored.fresh}
    again = new.union(edited, stored.revived)
    if outdated:
        await connection.execute(_FORGET, chat_id, outdated)
    if not again:
        return
    known = [message.id for message in messages if message.id not in new]
    opened = stretches.reopened(new, known, whole)
    opened += [(number, number) for number in again - new]
    ranges = [asyncpg.Range(first, last + 1) for first, last in opened]
    waiting = await connection.fetchval(_REOPEN, chat_id, ranges, ENOUGH)
    await ask(session, chat_id, at_once=max(waiting, len(again)) >= ENOUGH)


async def ask(session: db.Session, chat_id: models.ChatId, *, at_once: bool) -> None:
    """Ask for a look at what is new in a chat, else after a while of silence."""
    if at_once:
        await queue.enqueue(session, queue.Job.NEW_MESSAGES, str(chat_id), mark=_FULL)
    else:
        await queue.enqueue(session, queue.Job.NEW_MESSAGES, str(chat_id), after=SILENCE)


async def ask_for_people(session: db.Session) -> None:
    """Ask for a reading of everybody whose words changed, soon, so that many are read at once.

    Last in a transaction: others that ask for the same wait for its end.
    """
    await queue.enqueue(session, queue.Job.PEOPLE, after=HEARD)
