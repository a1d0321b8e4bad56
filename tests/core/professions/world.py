"""People to be read by models, and models that say what a test wants."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from core import db
from core.ai import reading
from core.ai.chain import chain
from core.ai.offline import reader
from core.models import Evidence, Profile, Reading, User, UserId
from core.professions import corpus, service, tasks, values
from core.professions.asking.values import Plan, Round
from core.taxonomy import catalogue
from tests.core.ai.purse import Purse
from tests.world.models.models import Models
from tests.world.models.values import Asked

TAXONOMY = catalogue.load()
OFFLINE = service.Reader(reader.NAME, corpus.ears(TAXONOMY).reader.read)
LLAMA = "llama3.2"
OWN = f"ollama:{LLAMA}"
PLAN = Plan(minimum=3, people_per_day=100, zone=ZoneInfo("Europe/Istanbul"))
TALK = (
    "the compiler finally likes my code after two hours of debugging",
    "we deploy on fridays, what could go wrong with the backend",
    "lunch was great today, thanks everybody for coming along",
    "somebody should fix the window on the second floor please",
)


@dataclass
class Office:
    """A database with people, and a chain in front of the simulated models."""

    database: db.Database
    models: Models
    purse: Purse = field(default_factory=Purse)

    @asynccontextmanager
    async def chain(self, names: str = OWN) -> AsyncIterator[chain.Chain]:
        """A chain; `names` as in AI_MODELS."""
        made = chain.prepare(self.models.settings(names), self.purse)
        try:
            yield made
        finally:
            await made.close()

    async def read(
        self,
        plan: Plan = PLAN,
        names: str = OWN,
        progress: Callable[[Round], None] = lambda _: None,
    ) -> Round:
        """A round of reading."""
        async with self.chain(names) as asked:
            return await tasks.read_people(self.database, OFFLINE, asked, TAXONOMY, plan, progress)

    async def person(self, user_id: UserId, *, force: bool = False) -> values.Read | None:
        """One person by hand."""
        async with self.chain() as asked:
            return await tasks.read_person(
                self.database, asked, TAXONOMY, PLAN, user_id, force=force
            )

    async def profile(self, user_id: UserId) -> Profile:
        """What counts of a person."""
        async with self.database.read() as session:
            return await session.get_one(Profile, user_id)

    async def readings(self, user_id: UserId) -> list[Reading]:
        """Of a person, the newest last."""
        async with self.database.read() as session:
            found = select(Reading).where(Reading.user_id == user_id).order_by(Reading.id)
            return list(await session.scalars(found))

    async def quotes(self, user_id: UserId) -> list[str]:
        """Of the newest reading."""
        newest = (await self.readings(user_id))[-1]
        async with self.database.read() as session:
            found = select(Evidence.quote).where(Evidence.reading_id == newest.id)
            return list(await session.scalars(found.order_by(Evidence.position)))

    async def change(self, user_id: UserId, **fields: Any) -> None:
        """Set columns of a profile."""
        async with self.database.write() as session:
            await session.execute(
                update(Profile).where(Profile.user_id == user_id).values(**fields)
            )

    async def ignore(self, user_id: UserId) -> None:
        """As the owner does."""
        async with self.database.write() as session:
            await session.execute(
                update(User).where(User.id == user_id).values(ignored_at=User.first_seen_at)
            )


def job(
    label: str, sector: str, *quotes: str, confidence: int = 95
) -> Callable[[Asked], reading.Said]:
    """A model that says this of everybody, quoting lines that hold the words, else line 1."""

    def say(asked: Asked) -> reading.Said:
        return reading.Said(
            candidates=[reading.Guess(label=label, sector=sector, confidence=confidence)],
            evidence=[
                reading.Proof(line=number(asked, quote), quote=quote, keywords=[])
                for quote in quotes
            ],
        )

    return say


def number(asked: Asked, words: str) -> int:
    """The number of the line in a question that holds the words; 1 if none does."""
    for line in asked.user.splitlines():
        found = re.match(r"(\d+): ", line)
        if found and words.casefold() in line.casefold():
            return int(found[1])
    return 1


UNKNOWN = reading.Said(candidates=[], evidence=[])
