"""Every name of the taxonomy, folded and laid out for looking up."""

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from core import words
from core.taxonomy import lexicon, values
from core.taxonomy.values import Language

T = TypeVar("T")


class Place(NamedTuple):
    """A profession, or a whole sector where profession is None."""

    sector: values.SectorSlug
    profession: values.ProfessionSlug | None


class Name(NamedTuple):
    """A name of a profession, as written in the data but in lower case, and its key."""

    text: str
    key: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """The words of one taxonomy; keys are folded words with one space between."""

    by_key: Mapping[str, frozenset[Place]]
    by_squeezed: Mapping[str, frozenset[Place]]
    """The same keys without spaces: "frontend" is "front-end"."""
    by_head: Mapping[str, frozenset[Place]]
    """The word that a name of several words is about: "engineer" of "civil engineer"."""
    by_word: Mapping[str, frozenset[Name]]
    """Professions' names of several words by each of their words."""
    words: lexicon.Lexicon[str]
    """The keys of `by_word`."""
    names: lexicon.Lexicon[Place]
    services: lexicon.Lexicon[Place]
    workplaces: lexicon.Lexicon[Place]


def key(text: str) -> str:
    """The folded words of a name with one space between: "on yuz" of "Ön-yüz"."""
    return " ".join(token.folded for token in words.tokens(text))


@functools.lru_cache(maxsize=4)
def index(taxonomy: values.Taxonomy) -> Index:
    """The index of a taxonomy, built once."""
    named = list(_named(taxonomy))
    served = [
        (service, language, Place(profession.sector, profession.slug))
        for profession in taxonomy.professions.values()
        for language, services in profession.services.items()
        for service in services
    ]
    parts = list(_parts(named))
    return Index(
        by_key=_gathered((key(name), place) for name, _, place in named),
        by_squeezed=_gathered((key(name).replace(" ", ""), place) for name, _, place in named),
        by_head=_gathered(
            (head(key(name), language), place)
            for name, language, place in named
            if place.profession and " " in key(name)
        ),
        by_word=_gathered((word, name) for word, _, name in parts),
        words=lexicon.Lexicon((word, language, word) for word, language, _ in parts),
        names=lexicon.Lexicon(named),
        services=lexicon.Lexicon(served),
        workplaces=lexicon.Lexicon(
            (workplace, language, Place(sector.slug, None))
            for sector in taxonomy.sectors.values()
            for language, workplaces in sector.workplaces.items()
            for workplace in workplaces
        ),
    )


def head(name: str, language: Language) -> str:
    """The word of a key that says what somebody is: mostly the last, in Russian the first."""
    parts = name.split()
    if language is Language.RU:
        nouns = [part for part in parts if not part.endswith(("ый", "ий", "ой", "ая", "яя"))]
        return (nouns or parts)[0]
    if language is Language.TR and parts[-1].endswith(("si", "su")):
        return parts[-1][:-2]
    if language is Language.TR and parts[-1].endswith(("i", "u")) and len(parts[-1]) > 4:
        return parts[-1][:-1]
    return parts[-1]


def _named(taxonomy: values.Taxonomy) -> Iterator[tuple[str, Language, Place]]:
    professions = taxonomy.professions.values()
    owners = [(sector.names, Place(sector.slug, None)) for sector in taxonomy.sectors.values()]
    owners += [(one.names, Place(one.sector, one.slug)) for one in professions]
    for owned, place in owners:
        for language, names in owned.items():
            yield from ((name, language, place) for name in names)
    for name, slugs in taxonomy.shared.items():
        for slug, language in itertools.product(slugs, Language):
            yield name, language, Place(taxonomy.professions[slug].sector, slug)


def _parts(
    named: Iterable[tuple[str, Language, Place]],
) -> Iterator[tuple[str, Language, Name]]:
    for name, language, place in named:
        if place.profession is None or " " not in key(name):
            continue
        parts = {*key(name).split(), *key(name.replace("-", "")).split()}
        yield from ((part, language, Name(name.lower(), key(name), place)) for part in parts)


def _gathered(pairs: Iterable[tuple[str, T]]) -> Mapping[str, frozenset[T]]:
    gathered: defaultdict[str, set[T]] = defaultdict(set)
    for name, place in pairs:
        gathered[name].add(place)
    return {name: frozenset(places) for name, places in gathered.items()}
