"""Which learned classifier counts, and the owner's choice of it."""

import asyncio
import logging
from functools import partial

from core import db, errors
from core.ai.offline.classifier import learned
from core.ai.values import Corpus, Verdict
from core.learning import queries, rules
from core.learning.values import NEWEST, NONE, Idle, Version
from core.models import ClassifierId, UserId
from core.preferences import service as preferences
from core.preferences.values import Key
from core.professions import rules as professions
from core.professions.service import Reader
from core.taxonomy.values import Taxonomy

logger = logging.getLogger(__name__)


class UnknownVersionError(errors.KimdirError):
    """There is no such version."""


async def live(session: db.ReadSession, offline: Reader, taxonomy: Taxonomy) -> Reader:
    """The offline reader with what counts of what was learned, or as it is."""
    stored = await queries.live(session)
    if stored is None:
        return offline
    version, weights = stored
    try:
        unpacked = await asyncio.to_thread(learned.unpack, weights, taxonomy)
    except learned.WeightsError as error:
        logger.warning(
            "Version %d is left out, the plain offline reader reads: %s", version, error
        )
        return offline
    return Reader(f"{offline.name} + learned {version}", partial(_read, offline, unpacked))


def _read(offline: Reader, weights: learned.Weights, corpus: Corpus) -> Verdict:
    return weights.read(corpus, professions.checked(offline.read(corpus), corpus))


async def choice(session: db.ReadSession) -> str:
    """What the owner chose: a version's number, NONE or NEWEST."""
    return await preferences.get(session, Key.CLASSIFIER, default=NEWEST)


async def list_versions(session: db.ReadSession) -> list[Version]:
    """All versions, newest first."""
    chosen = await choice(session)
    return [
        Version(number, made_at, figures, live, None if live else rules.idle(figures, chosen))
        for number, made_at, figures, live in await queries.versions(session)
    ]


async def use(session: db.Session, wanted: str) -> None:
    """Let a version count by its number, or NONE, until NEWEST gives the choice back.

    Raises UnknownVersionError.
    """
    await queries.queue_up(session)
    every = await list_versions(session)
    if wanted == NEWEST:
        better = (each.id for each in every if rules.is_better(each.figures))
        chosen = next(better, None)
    elif wanted == NONE:
        chosen = None
    else:
        chosen = next((each.id for each in every if str(each.id) == wanted), None)
        if chosen is None:
            raise UnknownVersionError(
                "There is no such version: kimdir model list shows them; none and newest go too."
            )
    await preferences.put(session, Key.CLASSIFIER, wanted)
    await queries.set_live(session, chosen)


async def settle(session: db.Session, version: ClassifierId) -> Idle | None:
    """Let a version that was just stored count if it may; else say why not."""
    chosen = await choice(session)
    (figures,) = (each.figures for each in await list_versions(session) if each.id == version)
    if chosen != NEWEST or not rules.is_better(figures):
        return rules.idle(figures, chosen)
    await queries.set_live(session, version)
    return None


async def forget(session: db.Session, user_id: UserId) -> None:
    """Drop every version that has learned from somebody; part of erasing them.

    What is left counts as before. Where the live one goes, the plain offline reader reads until
    the next one is learned.
    """
    await queries.queue_up(session)
    dropped = await queries.forget(session, user_id)
    if await choice(session) in {str(each) for each in dropped}:
        await preferences.put(session, Key.CLASSIFIER, NEWEST)
