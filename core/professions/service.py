"""Reading people, and taking the owner's word for what they do."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from core import clock, db, errors, queue, words
from core.ai.calibration import Table
from core.ai.offline import reader
from core.ai.values import Corpus, Line, Quote, QuoteKind, Verdict
from core.models import (
    CorrectionId,
    CorrectionKind,
    EvidenceKind,
    ProfileState,
    ReadingId,
    UserId,
)
from core.professions import queries, rules, values
from core.professions.readings import service as stored
from core.taxonomy.values import Taxonomy

PEOPLE_AT_ONCE = 50
MOST_LINES = 1000
"""Newest own messages of a person that are looked at."""
LONGEST_LABEL = 100
"""Characters of an own label; the rest is cut."""


class StaleButtonError(errors.KimdirError):
    """What a button was about has changed since it was shown."""


class NobodyError(errors.KimdirError):
    """The person is not stored."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads professions; `name` changes with each version of it."""

    name: str
    read: Callable[[Corpus], Verdict]


def offline(taxonomy: Taxonomy) -> Reader:
    """The offline reader, without anything that was learned; about a second the first time."""
    return Reader(reader.NAME, reader.prepare(taxonomy).read)


async def read_due(
    database: db.Database,
    reader: Reader,
    wanted: values.Wanted,
    progress: Callable[[values.Analysed], None],
) -> values.Analysed:
    """Read everybody who is wanted.

    Each handful of people is stored on its own, so it may be stopped and started anew.
    """
    done, after = values.Analysed(), UserId(0)
    async with database.read() as session:
        table = (await stored.tables(session)).offline
    while True:
        async with database.read() as session:
            people = await queries.due(session, wanted, after=after, limit=PEOPLE_AT_ONCE)
            ids = [person.user_id for person in people]
            said = await queries.own_words(session, ids, MOST_LINES)
        if not people:
            return done
        readings = await asyncio.to_thread(
            _read_all, reader, (wanted.minimum, table), people, said
        )
        async with database.write() as session:
            kept = await stored.keep(session, reader.name, readings)
            await queries.mark_read(session, reader.name, [read.due for read in kept])
            await queries.settle(session, [read.due.user_id for read in kept])
        after = people[-1].user_id
        done = tally(done, readings)
        progress(done)


def tally(done: values.Analysed, readings: Sequence[values.Read]) -> values.Analysed:
    """What was done, with these readings."""
    states = Counter(reading.outcome.state for reading in readings)
    return values.Analysed(
        people=done.people + len(readings),
        guesses=done.guesses + states[values.State.GUESS],
        unknown=done.unknown + states[values.State.UNKNOWN],
        insufficient=done.insufficient + states[values.State.INSUFFICIENT],
    )


def _read_all(
    reader: Reader,
    scale: tuple[int, Table],
    people: Sequence[values.Due],
    said: Mapping[UserId, Sequence[values.Said]],
) -> list[values.Read]:
    """Out of the loop's way: a handful may have said tens of thousands of things."""
    return [_read(reader, scale, person, said[person.user_id]) for person in people]


def _read(
    reader: Reader,
    scale: tuple[int, Table],
    person: values.Due,
    said: Sequence[values.Said],
) -> values.Read:
    minimum, table = scale
    own = [(each, text) for each in said if (text := rules.own_words(each.text, each.entities))]
    corpus = Corpus(
        tuple(
            Line(number, text, each.sent_at, each.answers)
            for number, (each, text) in enumerate(own)
        ),
        person.bio,
    )
    verdict = rules.checked(reader.read(corpus), corpus)
    outcome = rules.decide(verdict, len(own), minimum, table)
    proofs = tuple(proof(quote, [each for each, _ in own]) for quote in outcome.evidence)
    return values.Read(person, outcome, proofs, len(own))


def proof(quote: Quote, said: Sequence[values.Said]) -> values.Proof:
    """A quote with the message that it stands in; its line is a place in `said`."""
    if quote.kind is QuoteKind.BIO or quote.line is None:
        return values.Proof(EvidenceKind.BIO, None, None, quote.text, quote.keywords)
    message = said[quote.line]
    return values.Proof(
        EvidenceKind.MESSAGE, message.chat_id, message.message_id, quote.text, quote.keywords
    )


async def confirm(session: db.Session, user_id: UserId, reading_id: ReadingId) -> None:
    """The owner says that the guess of this reading is right; raises if it is not the newest."""
    await _hold(session, user_id)
    reading = await queries.newest_reading(session, user_id)
    if reading is None or reading.id != reading_id or reading.state is not ProfileState.GUESS:
        raise StaleButtonError("The guess has changed since: look at it again.")
    assert reading.sector is not None
    label = values.Label(reading.sector, reading.profession)
    await _take_word(session, user_id, CorrectionKind.RIGHT, label)


async def correct(session: db.Session, user_id: UserId, label: values.Label) -> None:
    """The owner says what a person does; it counts until the owner says otherwise."""
    await _hold(session, user_id)
    if label.own_words is not None:
        label = replace(label, own_words=words.storable(label.own_words)[:LONGEST_LABEL])
    await _take_word(session, user_id, CorrectionKind.OTHER, label)


async def undo(session: db.Session, user_id: UserId, correction_id: CorrectionId) -> None:
    """Take the standing correction back; what counted before it counts again."""
    await _hold(session, user_id)
    standing = await queries.standing_correction(session, user_id)
    if standing is None or standing.id != correction_id:
        raise StaleButtonError("This was undone or changed already.")
    await queries.mark_undone(session, correction_id, clock.now())
    await queries.settle(session, [user_id])
    await queue.enqueue(session, queue.Job.LEARN)


async def _take_word(
    session: db.Session, user_id: UserId, kind: CorrectionKind, label: values.Label
) -> None:
    standing = await queries.standing_correction(session, user_id)
    if standing and label == values.Label(
        standing.sector, standing.profession, standing.own_words
    ):
        return
    reading = await queries.newest_reading(session, user_id)
    reading_id = reading.id if reading else None
    await queries.add_correction(session, user_id, kind, label, reading_id, clock.now())
    await queries.settle(session, [user_id])
    await queue.enqueue(session, queue.Job.LEARN)


async def _hold(session: db.Session, user_id: UserId) -> None:
    if await queries.lock_profile(session, user_id) is None:
        raise NobodyError("This person is not stored any more.")
