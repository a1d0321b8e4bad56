"""All words the reader looks for, in one lexicon: names, work talk, services, workplaces."""

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from core import words
from core.ai.offline import studies
from core.taxonomy import lexicon
from core.taxonomy.values import Language, ProfessionSlug, SectorSlug, Taxonomy

WORKPLACES = Path(__file__).with_name("workplaces.toml")
TOPICS = Path(__file__).with_name("topics.toml")
_TOPIC = 0.6
"""What a topic word weighs beside a term."""
_FAMILIAR = 0.4
"""What a topic word that everybody uses weighs beside another."""


class Kind(StrEnum):
    """What a word is to the reader."""

    NAME = "name"
    TERM = "term"
    SERVICE = "service"
    PLACE = "place"
    FIELD = "field"
    STUDY = "study"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A phrase and what it speaks for."""

    kind: Kind
    phrase: str
    """Folded."""
    language: Language
    professions: tuple[ProfessionSlug, ...]
    """Several where the phrase is shared; none where it speaks for a sector only."""
    sectors: tuple[SectorSlug, ...]
    weight: float


_Key: TypeAlias = tuple[Kind, Language, str]


def build(taxonomy: Taxonomy) -> lexicon.Lexicon[Entry]:
    """The lexicon of everything in the taxonomy and of the workplaces."""
    entries = [
        *_of_professions(taxonomy),
        *_shared(taxonomy),
        *_places(taxonomy),
        *_studies(taxonomy),
    ]
    hyphened = _hyphened(taxonomy)
    return lexicon.Lexicon(
        (hyphened.get(entry.phrase, entry.phrase), entry.language, entry) for entry in entries
    )


def _hyphened(taxonomy: Taxonomy) -> dict[str, str]:
    """Folded phrases that are spelt with hyphens, which a writer may leave out: "front-end"."""
    return {
        folded(phrase): phrase
        for profession in taxonomy.professions.values()
        for phrases in (profession.names, profession.terms, profession.services)
        for language in Language
        for phrase in phrases[language]
        if "-" in phrase
    }


def content(path: Path) -> dict[str, dict[str, Any]]:
    """A file of words: by sector or profession, then by language."""
    return tomllib.loads(path.read_text("utf-8"))


def folded(phrase: str) -> str:
    """The words of a phrase, folded and parted by blanks."""
    return " ".join(token.folded for token in words.tokens(phrase))


def _of_professions(taxonomy: Taxonomy) -> Iterator[Entry]:
    owners: defaultdict[_Key, dict[ProfessionSlug, int]] = defaultdict(dict)
    topics = content(TOPICS)
    familiar = {
        (Language(language), folded(phrase))
        for language, phrases in topics.pop("familiar").items()
        for phrase in phrases.split(",")
    }
    for key, slug, rank in _phrases(taxonomy, topics):
        owners[key].setdefault(slug, rank)
    for key, ranks in owners.items():
        if key[2]:
            yield _entry(taxonomy, key, ranks, is_familiar=key[1:] in familiar)


def _phrases(
    taxonomy: Taxonomy, topics: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[_Key, ProfessionSlug, int]]:
    """Phrases of all professions, each with its place in its list."""
    for profession in taxonomy.professions.values():
        about = topics.get(profession.slug, {})
        for language in Language:
            lists = {
                Kind.NAME: profession.names[language],
                Kind.TERM: profession.terms[language],
                Kind.SERVICE: profession.services[language],
                Kind.TOPIC: about.get(language, "").split(","),
            }
            for kind, phrases in lists.items():
                for rank, phrase in enumerate(phrases):
                    yield (kind, language, folded(phrase)), profession.slug, rank


def _entry(
    taxonomy: Taxonomy, key: _Key, ranks: Mapping[ProfessionSlug, int], *, is_familiar: bool
) -> Entry:
    kind, language, phrase = key
    slugs = tuple(ranks)
    weight = 1.0
    if kind is Kind.TERM:
        weight = term_weight(phrase, language) * (1 - 0.02 * min(*ranks.values(), 15))
    if kind is Kind.TOPIC:
        weight = _TOPIC * (_FAMILIAR if is_familiar else term_weight(phrase, language))
    return Entry(kind, phrase, language, slugs, _sectors(taxonomy, slugs), weight)


def _shared(taxonomy: Taxonomy) -> Iterator[Entry]:
    for name, slugs in taxonomy.shared.items():
        phrase = folded(name)
        for language in _languages(phrase):
            yield Entry(Kind.NAME, phrase, language, slugs, _sectors(taxonomy, slugs), 1.0)


def _languages(phrase: str) -> tuple[Language, ...]:
    if any("а" <= char <= "я" for char in phrase):
        return (Language.RU,)
    return (Language.EN, Language.TR)


def _sectors(taxonomy: Taxonomy, slugs: Iterable[ProfessionSlug]) -> tuple[SectorSlug, ...]:
    return tuple(dict.fromkeys(taxonomy.professions[slug].sector for slug in slugs))


def _places(taxonomy: Taxonomy) -> Iterator[Entry]:
    workplaces = content(WORKPLACES)
    for sector in taxonomy.sectors:
        places = workplaces.get(sector, {})
        for language in Language:
            for kind, phrases in (
                (Kind.PLACE, places.get(language, ())),
                (Kind.FIELD, places.get("field", {}).get(language, ())),
            ):
                for phrase in phrases:
                    yield Entry(kind, folded(phrase), language, (), (sector,), 1.0)


def _studies(taxonomy: Taxonomy) -> Iterator[Entry]:
    for language, cues in studies.CUES.items():
        for name, phrases in cues.items():
            slug = ProfessionSlug(name)
            if slug in taxonomy.professions:
                sector = taxonomy.professions[slug].sector
                weight = 1.2 if slug == "school_pupil" else 1.0
                for phrase in phrases:
                    yield Entry(Kind.STUDY, folded(phrase), language, (slug,), (sector,), weight)


_MINE = {
    Language.EN: ("my", "i", "our", "we"),
    Language.RU: ("мой", "моя", "мои", "мое", "веду", "моих", "моем", "у", "наш"),
}
_DOING = {
    Language.TR: ("yorum", "yorm", "rim", "arim", "erim", "larim", "lerim", "im", "um"),
    Language.RU: ("аю", "яю", "ею", "ую", "жу", "чу", "шу", "лю"),
}


def term_weight(phrase: str, language: Language) -> float:
    """How much a term tells: long, rare and first-person phrases more than single short words."""
    parts = phrase.split()
    weight = 1.0 + 0.55 * math.log2(len(parts))
    if len(parts) == 1 and len(phrase) <= 5:
        weight *= 0.7
    if parts[0] in _MINE.get(language, ()) or parts[-1].endswith(_DOING.get(language, ("\0",))):
        weight *= 1.4
    return weight
