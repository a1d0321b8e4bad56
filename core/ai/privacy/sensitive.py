"""What is kept of nobody: health, religion, politics, ethnicity and sexuality."""

import tomllib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import NamedTuple

from core import words
from core.taxonomy import catalogue, names
from core.taxonomy.lexicon import Hit, Lexicon
from core.taxonomy.values import Language, SectorSlug


class _Sort(StrEnum):
    """The tables of `sensitive.toml`, which tells what each is for."""

    TRAITS = "traits"
    FAITHS = "faiths"
    TOPICS = "topics"
    WORKERS = "workers"
    HARMLESS = "harmless"


class _Phrase(NamedTuple):
    sort: _Sort
    begins: str
    """How it must be written at its beginning; mostly empty, as folding does no harm."""


class _Work(NamedTuple):
    start: int
    end: int
    sector: SectorSlug | None


_PRIVATE = frozenset((_Sort.TRAITS, _Sort.FAITHS, _Sort.TOPICS))
_ABOUT = frozenset(("in", "of", "в", "по", "на", "при"))
_RELIGION = SectorSlug("religion")


def names_something_private(text: str) -> bool:
    """Whether a label, keyword, name or sentence tells such a thing; a profession never does.

    "nurse" and "church organist" are professions; "gay plumber" and "nurse with cancer" are more.
    """
    found = [each for each in words.tokens(text) if len(each.folded) <= words.LONGEST_WORD]
    hits = [hit for hit in _lexicon().find(found) if _is_meant(hit, found, text)]
    if all(hit.payload.sort not in _PRIVATE for hit in hits) or _is_sector(text):
        return False
    work = _work(found, hits)
    harmless = [hit for hit in hits if hit.payload.sort is _Sort.HARMLESS]
    return any(
        hit.payload.sort in _PRIVATE
        and not _inside(hit, harmless)
        and not _inside(hit, work)
        and not _is_work(hit, work, found)
        for hit in hits
    )


@cache
def _lexicon() -> Lexicon[_Phrase]:
    return Lexicon(_entries(), remembered=1 << 16)


def _entries() -> Iterator[tuple[str, Language, _Phrase]]:
    source = resources.files("core.ai.privacy").joinpath("sensitive.toml").read_text("utf-8")
    tables = tomllib.loads(source)
    spelt = tables.pop("spelt")
    for name, languages in tables.items():
        for language, phrases in languages.items():
            for phrase in phrases:
                beginnings = (each for each in spelt.get(language, ()) if phrase.startswith(each))
                yield phrase, Language(language), _Phrase(_Sort(name), next(beginnings, ""))


def _is_meant(hit: Hit[_Phrase], found: Sequence[words.Token], text: str) -> bool:
    begins = hit.payload.begins
    if not begins:
        return True
    written = text[found[hit.start].start : found[hit.start].end].replace("İ", "i")
    return any(each.lower().startswith(begins) for each in (written, written.replace("I", "ı")))


@cache
def _sectors() -> frozenset[str]:
    sectors = catalogue.load().sectors.values()
    return frozenset(names.key(each.name(language)) for each in sectors for language in Language)


def _is_sector(text: str) -> bool:
    """Whether it is how the taxonomy itself calls a branch of work: "Religion"."""
    return names.key(text) in _sectors()


def _work(found: Sequence[words.Token], hits: Sequence[Hit[_Phrase]]) -> list[_Work]:
    """Where professions stand, and of which sector they are."""
    known = names.index(catalogue.load()).names.find(found)
    work = [
        _Work(hit.start, hit.end, hit.payload.sector) for hit in known if hit.payload.profession
    ]
    workers = (hit for hit in hits if hit.payload.sort is _Sort.WORKERS)
    return work + [_Work(hit.start, hit.end, None) for hit in workers]


def _inside(hit: Hit[_Phrase], wider: Sequence[Hit[_Phrase] | _Work]) -> bool:
    return any(each.start <= hit.start and hit.end <= each.end for each in wider)


def _is_work(hit: Hit[_Phrase], work: Sequence[_Work], found: Sequence[words.Token]) -> bool:
    """Whether it says what a profession before or after it is about: "историк религии"."""
    if hit.payload.sort is _Sort.TRAITS:
        return False
    if hit.payload.sort is _Sort.FAITHS:
        work = [each for each in work if each.sector == _RELIGION]
    linked = hit.start > 0 and found[hit.start - 1].folded in _ABOUT
    follows = linked or "а" <= found[hit.start].folded[0] <= "я"
    return any(
        hit.end <= each.start <= hit.end + 1 or (follows and each.end == hit.start - linked)
        for each in work
    )
