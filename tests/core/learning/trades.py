"""A small world of work in which one trade has a slang that no reader was told of."""

import random
from dataclasses import replace
from types import MappingProxyType

from core import db
from core.ai.offline.classifier import features, training
from core.ai.values import Corpus, Line, Verdict
from core.models import ChatId, UserId
from core.professions import service
from core.professions.values import Label
from core.taxonomy import catalogue
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy
from tests import stored

SECTORS = tuple(map(SectorSlug, ("law", "healthcare", "transport_logistics")))
NOTHING = service.Reader("offline 1", lambda _: Verdict())
"""A reader that knows nobody."""
_SLANG = {
    "law": ("the grobbet was sprindled before noon", "filed two wofts against a flumper"),
    "healthcare": ("my ward had three quibbers tonight", "she tapped a zonnick without a murrel"),
    "transport_logistics": ("kept the drall under sixty", "the vintle rattled on every plonk"),
}
_CHATTER = (
    "good morning everybody",
    "does anyone know when the shop opens",
    "what a match that was yesterday",
    "thanks a lot, see you there",
    "it has been raining the whole week here",
    "my sister sends her best to you all",
)


def small() -> Taxonomy:
    """Three sectors with their professions."""
    whole = catalogue.load()
    kept = {slug: one for slug, one in whole.professions.items() if one.sector in SECTORS}
    sectors = {slug: whole.sectors[slug] for slug in SECTORS}
    return replace(
        whole,
        professions=MappingProxyType(kept),
        sectors=MappingProxyType(sectors),
        shared=MappingProxyType({}),
    )


def talk(sector: str, number: int, *, slang: bool = True) -> list[str]:
    """What somebody of a sector says: chatter, and twice the slang of the trade."""
    chance = random.Random(number)
    lines = chance.sample(_CHATTER, 4)
    return [*lines, *_SLANG[sector]] if slang else lines


def corpus(*texts: str, bio: str | None = None) -> Corpus:
    """A person who said these, the newest first."""
    return Corpus(tuple(Line(number, text, stored.NOON) for number, text in enumerate(texts)), bio)


def case(
    said: Corpus, sector: str, profession: str | None = None, verdict: Verdict | None = None
) -> training.Case:
    """A person with the owner's word."""
    bag = features.bag((text for _, text in features.texts(said)), features.silent(small()))
    named = None if profession is None else ProfessionSlug(profession)
    return training.Case(bag, verdict or Verdict(), SectorSlug(sector), named)


def cases(count: int, *, slang: bool = True) -> list[training.Case]:
    """People of all sectors in turn."""
    return [
        case(corpus(*talk(sector, number, slang=slang)), sector)
        for number in range(count)
        for sector in [SECTORS[number % len(SECTORS)]]
    ]


async def corrected(
    database: db.Database, chat_id: ChatId, count: int, first: int = 1, *, slang: bool = True
) -> list[UserId]:
    """So many people on whom the owner had the last word."""
    people = []
    for number in range(first, first + count):
        sector = SECTORS[number % len(SECTORS)]
        user_id = await stored.person(database, number, f"P{number}")
        texts = talk(sector, number, slang=slang)
        await stored.says(database, chat_id, user_id, 100 * number, *texts)
        async with database.write() as session:
            await service.correct(session, user_id, Label(sector))
        people.append(user_id)
    return people
