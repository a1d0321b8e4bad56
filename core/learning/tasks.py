"""Learning itself: what the worker does when it is time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from core import clock, db
from core.ai.offline.classifier import features, learned, training
from core.ai.values import Corpus, Line
from core.learning import queries, rules, service
from core.learning.values import Figures, Known, Learned, Standing
from core.models import UserId
from core.professions import queries as professions
from core.professions import rules as reading
from core.professions.service import MOST_LINES, PEOPLE_AT_ONCE, Reader
from core.professions.values import Said
from core.taxonomy.values import Taxonomy

MOST = 1500
"""Newest corrections that are learned from: that takes about 200 MB."""
KEPT = 10
"""Versions."""
_LOCK = 0x6B64_6C65_6173


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Corrections as the classifier sees them, in the same order."""

    standing: tuple[Standing, ...]
    cases: tuple[training.Case, ...]


async def learn(
    database: db.Database, offline: Reader, taxonomy: Taxonomy, *, force: bool = False
) -> Learned | None:
    """Learn from the corrections if it is time, or by `force`; None where nothing was learned.

    One process learns at a time. The computing is done in a thread.
    """
    async with database.alone(_LOCK) as held:
        return await _learn(database, offline, taxonomy, force=force) if held else None


async def _learn(
    database: db.Database, offline: Reader, taxonomy: Taxonomy, *, force: bool
) -> Learned | None:
    now = clock.now()
    async with database.read() as session:
        messages = await queries.messages(session)
        due = force or rules.is_due(await queries.since(session, messages), now)
        standing = await queries.standing(session, MOST) if due else []
        known = await queries.known(session)
    if len(standing) < training.LEAST:
        return None
    lesson = await _gather(database, offline, taxonomy, standing)
    figures, weights = await asyncio.to_thread(_compare, lesson, known, taxonomy)
    people = [each.user_id for each in standing]
    async with database.write() as session:
        await queries.queue_up(session)
        if not await queries.still_there(session, people):
            return None
        version = await queries.add(session, now, figures, people, weights, messages)
        idle = await service.settle(session, version)
        await queries.prune(session, KEPT)
    return Learned(version, figures, idle is None, idle)


async def _gather(
    database: db.Database, offline: Reader, taxonomy: Taxonomy, standing: Sequence[Standing]
) -> _Lesson:
    silent = features.silent(taxonomy)
    cases: list[training.Case] = []
    for start in range(0, len(standing), PEOPLE_AT_ONCE):
        some = standing[start : start + PEOPLE_AT_ONCE]
        async with database.read() as session:
            ids = [each.user_id for each in some]
            said = await professions.own_words(session, ids, MOST_LINES)
        cases += await asyncio.to_thread(_cases, offline, silent, some, said)
    return _Lesson(tuple(standing), tuple(cases))


def _cases(
    offline: Reader,
    silent: frozenset[str],
    standing: Sequence[Standing],
    said: dict[UserId, list[Said]],
) -> list[training.Case]:
    cases = []
    for each in standing:
        corpus = _corpus(said[each.user_id], each.bio)
        verdict = reading.checked(offline.read(corpus), corpus)
        bag = features.bag((text for _, text in features.texts(corpus)), silent)
        cases.append(training.Case(bag, verdict, each.sector, each.profession))
    return cases


def _corpus(said: Sequence[Said], bio: str | None) -> Corpus:
    own = [(each, text) for each in said if (text := reading.own_words(each.text, each.entities))]
    return Corpus(
        tuple(
            Line(number, text, each.sent_at, each.answers)
            for number, (each, text) in enumerate(own)
        ),
        bio,
    )


def _compare(lesson: _Lesson, known: Known | None, taxonomy: Taxonomy) -> tuple[Figures, bytes]:
    """A new version against what is live, both on corrections that they have not seen."""
    material = training.prepare(lesson.cases, taxonomy)
    before = (
        [case.verdict for case in lesson.cases]
        if known is None
        else training.held_out(material, _places(lesson, known))
    )
    after = training.held_out(material)
    sectors = [each.sector for each in lesson.standing]
    figures = Figures(len(sectors), rules.score(before, sectors), rules.score(after, sectors))
    return figures, learned.pack(training.train(material))


def _places(lesson: _Lesson, known: Known) -> set[int]:
    return {
        place
        for place, each in enumerate(lesson.standing)
        if each.user_id in known.people and each.made_at < known.made_at
    }
