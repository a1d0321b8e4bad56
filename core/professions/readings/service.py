"""Storing readings, and the tables that their confidences are read from."""

from collections.abc import Sequence

from core import clock, db
from core.professions import values
from core.professions.readings import queries, rules
from core.professions.readings.values import Tables


async def tables(session: db.ReadSession) -> Tables:
    """How right each kind of reader is, by measurement and by the owner's corrections."""
    return rules.tables(await queries.judged(session))


async def keep(
    session: db.Session, reader: str, readings: Sequence[values.Read]
) -> list[values.Read]:
    """Store what is news, and give back those readings whose people and quotes still stand.

    Somebody may have been ignored or erased, and a message edited, while they were read.
    """
    held = await queries.hold(session, [read.due.user_id for read in readings])
    said = await queries.said(session, [proof for read in readings for proof in read.evidence])
    standing = [read for read in readings if rules.stands(read, held, said)]
    newest = await queries.newest(session, [read.due.user_id for read in standing])
    news = [read for read in standing if rules.is_news(read, reader, newest.get(read.due.user_id))]
    await queries.save(session, reader, clock.now(), news)
    return standing
