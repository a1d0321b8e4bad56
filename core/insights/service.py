"""Which insights are due, what a batch of them is made from, and storing what came of it.

Who writes progress holds the lock of the chat, as intake does.
"""

from collections.abc import Mapping
from datetime import timedelta

from core import clock, db, queue
from core.ai.messages import Made
from core.chats import ranges
from core.insights import queries, rules
from core.insights.values import Batch, Figures, Progress, Stretch
from core.intake import merge
from core.models import ChatId, MessageId

_LOOKED_AT = 1.25
"""Messages looked at for each that stretches have room for."""
_LOOKED_AT_ONCE = int(rules.MOST_LINES * _LOOKED_AT) + 1
_LEFT = "left"
"""Marks a look that is asked for at once by whoever has done a stretch."""
_LEFT_AT_MOST = 2_000
"""Messages of a stretch looked at when it is saved; a flood that came meanwhile is left whole."""


async def plan(session: db.Session, chat_id: ChatId) -> timedelta | None:
    """Ask for the insights that are due; gives when to look again, None if nobody need.

    What was planned though no job is left of it is planned anew.
    """
    await merge.lock_chat(await db.driver(session), chat_id)
    known = await queries.progress(session, chat_id)
    jobs = await queries.jobs(session, chat_id)
    planned = rules.overlap(known.planned, jobs)
    room = rules.OUTSTANDING - sum(jobs.values())
    if room <= 0:
        return None
    now = clock.now()
    most = int(room * rules.MOST_LINES * _LOOKED_AT)
    gaps = rules.gaps(ranges.plus(known.done, planned))
    rows = await queries.found(session, chat_id, gaps, most, now)
    due = rules.plan(rows, planned, room, now, more=len(rows) == most)
    reached = Progress(ranges.plus(known.done, due.nothing), ranges.plus(planned, due.stretches))
    if reached != known:
        await queries.keep_progress(session, chat_id, reached)
    for first, last in due.stretches:
        stretch = Stretch(chat_id, MessageId(first), MessageId(last))
        await queue.enqueue(session, queue.Job.INSIGHTS, str(stretch))
    return None if due.wait is None else timedelta(seconds=due.wait)


async def batch(
    session: db.ReadSession, stretch: Stretch, *, again: bool = False, models: bool = False
) -> Batch:
    """What is to be read of a stretch: what is not done, or `again` what has no insight yet.

    With `models` again is also what rules alone have read.
    """
    chat_id, first, last = stretch.chat_id, stretch.first, stretch.last
    reached: int = first
    if again:
        unread = await queries.unread(session, stretch, rules.MOST_LINES, models=models)
        ids = next(iter(rules.parted(unread)), [])
    else:
        known = await queries.progress(session, chat_id)
        gaps = rules.gaps_within(first, last, known.done)
        rows = await queries.found(session, chat_id, gaps, _LOOKED_AT_ONCE, clock.now())
        ids, cut = rules.fitting(rows)
        if cut or len(rows) == _LOOKED_AT_ONCE:
            reached = ids[-1] if cut else rows[-1].id
    lines, names = await queries.lines(session, chat_id, ids)
    return Batch(stretch, reached, again, tuple(lines), tuple(sorted(names)))


async def save(session: db.Session, batch: Batch, made: Mapping[int, Made]) -> None:
    """Store insights of messages that still say the same; the others are planned anew."""
    stretch = batch.stretch
    chat_id = stretch.chat_id
    await merge.lock_chat(await db.driver(session), chat_id)
    known = await queries.progress(session, chat_id)
    now = clock.now()
    gaps = rules.gaps_within(batch.reached, stretch.last, known.done)
    rows = await queries.found(session, chat_id, gaps, _LEFT_AT_MOST, now)
    reached = rows[-1].id if len(rows) == _LEFT_AT_MOST else batch.reached
    texts = await queries.texts(session, chat_id, [line.id for line in batch.lines])
    open_ids = {row.id for row in rows if row.counts}
    kept = {
        line.id: made[line.id]
        for line in batch.lines
        if texts.get(line.id) == line.text and (batch.again or line.id in open_ids)
    }
    await queries.keep(session, chat_id, kept, now)
    done = rules.without((reached, stretch.last), open_ids.difference(kept), kept)
    planned = known.planned
    if not batch.again:
        planned = ranges.minus(planned, ((stretch.first, stretch.last),))
    await _settle(session, chat_id, known, Progress(ranges.plus(known.done, done), planned))


async def _settle(
    session: db.Session, chat_id: ChatId, known: Progress, reached: Progress
) -> None:
    """Note how far a chat has come, and ask for a look at what is left."""
    if reached != known:
        await queries.keep_progress(session, chat_id, reached)
    gaps = rules.gaps(ranges.plus(reached.done, reached.planned))
    if await queries.found(session, chat_id, gaps, 1, clock.now()):
        await queue.enqueue(session, queue.Job.NEW_MESSAGES, str(chat_id), mark=_LEFT)


async def newest(session: db.ReadSession, most: int, *, models: bool) -> tuple[Stretch, ...]:
    """Of the newest messages of all chats those to read `again`, in stretches."""
    found = await queries.newest(session, most, models=models)
    return tuple(
        Stretch(chat_id, MessageId(part[-1]), MessageId(part[0]))
        for chat_id, unread in found.items()
        for part in rules.parted(unread)
    )


async def sweep(session: db.ReadSession) -> list[ChatId]:
    """Chats in which something waits that no job is about."""
    return await queries.swept(session)


async def figures(session: db.ReadSession) -> Figures:
    """What there is to do."""
    outstanding, set_aside = await queries.stretches(session)
    return Figures(await queries.waiting(session), outstanding, set_aside)
