"""Learning itself: what the worker does when it is time."""

import asyncio
from collections.abc import Sequence

from core import clock, db
from core.ai.offline.classifier import features, training
from core.ai.values import Corpus, Line
from core.learning import apart, queries, rules, service
from core.learning.values import Known, Learned, Standing
from core.models import UserId
from core.professions import queries as professions
from core.professions import rules as reading
from core.professions.service import MOST_LINES, PEOPLE_AT_ONCE, Reader
from core.professions.values import Said
from core.taxonomy.values import Taxonomy

MOST = 1500
"""Newest corrections that are learned from: that takes about 300 MB, elsewhere."""
KEPT = 10
"""Versions."""
_LOCK = 0x6B64_6C65_6173


async def learn(
    database: db.Database, offline: Reader, taxonomy: Taxonomy, *, force: bool = False
) -> Learned | None:
    """Learn from the corrections if it is time, or by `force`; None where nothing was learned.

    One process learns at a time; it has another do the computing.
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
    async with apart.study(taxonomy) as study:
        await _gather(database, offline, taxonomy, standing, study)
        figures, weights = await study.end(_places(standing, known) if known else None)
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
    database: db.Database,
    offline: Reader,
    taxonomy: Taxonomy,
    standing: Sequence[Standing],
    study: apart.Study,
) -> None:
    for start in range(0, len(standing), PEOPLE_AT_ONCE):
        some = standing[start : start + PEOPLE_AT_ONCE]
        async with database.read() as session:
            ids = [each.user_id for each in some]
            said = await professions.own_words(session, ids, MOST_LINES)
        await study.take(await asyncio.to_thread(_cases, offline, taxonomy, some, said))


def _cases(
    offline: Reader,
    taxonomy: Taxonomy,
    standing: Sequence[Standing],
    said: dict[UserId, list[Said]],
) -> list[training.Case]:
    cases, silent = [], features.silent(taxonomy)
    for each in standing:
        corpus = _corpus(said[each.user_id], each.bio)
        verdict = reading.checked(offline.read(corpus), corpus)
        bag = features.bag((text for _, text in features.texts(corpus)), silent)
        named = each.profession if each.profession in taxonomy.professions else None
        cases.append(training.Case(bag, verdict, each.sector, named))
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


def _places(standing: Sequence[Standing], known: Known) -> set[int]:
    return {
        place
        for place, each in enumerate(standing)
        if each.user_id in known.people and each.made_at < known.made_at
    }
