"""What the taxonomy consists of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

SectorSlug = NewType("SectorSlug", str)
ProfessionSlug = NewType("ProfessionSlug", str)


class Language(StrEnum):
    """The languages in which the taxonomy has words."""

    EN = "en"
    TR = "tr"
    RU = "ru"


@dataclass(frozen=True, slots=True, eq=False)
class Sector:
    """A branch of the world of work."""

    slug: SectorSlug
    names: Mapping[Language, tuple[str, ...]]
    """The first of each language is the one to display."""
    short: Mapping[Language, str]
    """The display name where there is little room: 18 characters at most."""
    workplaces: Mapping[Language, tuple[str, ...]]
    """Where its people work: "I work at a <workplace>" tells the sector."""

    def name(self, language: Language) -> str:
        """The display name."""
        return self.names[language][0]


@dataclass(frozen=True, slots=True, eq=False)
class Profession:
    """A trade, with the words by which its people are known."""

    slug: ProfessionSlug
    sector: SectorSlug
    parent: ProfessionSlug | None
    """The profession of which this is a kind; None where the sector itself is the parent."""
    isco: str | None
    """ISCO-08 unit group, four digits."""
    names: Mapping[Language, tuple[str, ...]]
    """What its people call themselves; the first of each language is the one to display."""
    terms: Mapping[Language, tuple[str, ...]]
    """Work talk by which insiders betray that it is their work, strongest first."""
    services: Mapping[Language, tuple[str, ...]]
    """What a client orders from them."""

    def name(self, language: Language) -> str:
        """The display name."""
        return self.names[language][0]


@dataclass(frozen=True, slots=True, eq=False)
class Taxonomy:
    """All professions under all sectors."""

    professions: Mapping[ProfessionSlug, Profession]
    sectors: Mapping[SectorSlug, Sector]
    shared: Mapping[str, tuple[ProfessionSlug, ...]]
    """Names that mean several professions ("trainer"), as written in the data."""

    def kinds_of(self, slug: ProfessionSlug) -> tuple[ProfessionSlug, ...]:
        """The profession itself and its kinds: front-end developer for developer."""
        kinds = (p.slug for p in self.professions.values() if p.parent == slug)
        return (slug, *kinds)

    def of_sector(self, slug: SectorSlug) -> tuple[ProfessionSlug, ...]:
        """All professions of a sector, in the order of its data."""
        return tuple(p.slug for p in self.professions.values() if p.sector == slug)
