"""Maps a free-text job label to the taxonomy: "senior backend engineer at a bank"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from core import words
from core.taxonomy import lexicon, names, search, values

_Hits = Sequence[lexicon.Hit[names.Place]]

_PARTS = re.compile(r"[,;/|()\[\]]|\s[-–—&+]\s|\s(?:and|ve|и)\s")
_AFTER_HEAD = frozenset(("at", "in", "for", "of", "with", "from", "by", "who", "that", "which"))
_AFTER_HEAD |= frozenset(("icin", "ile", "в", "на", "по", "для", "из", "с", "со", "у", "при"))
_STUDYING = frozenset(("studying", "okuyorum", "учусь", "обучаюсь"))
_STUDENT = values.SectorSlug("student")
_SURE_SPELLING = 80


def of_label(label: str, taxonomy: values.Taxonomy) -> search.Match | None:
    """The profession that a label names, else the sector that it hints at, else None."""
    index = names.index(taxonomy)
    key = names.key(label)
    if places := search.whole(key, index):
        return search.Match(*min(places, key=search.order), 100, exact=True)
    if not _STUDYING.isdisjoint(key.split()):
        return search.Match(_STUDENT, None, 80, exact=False)
    parts = [words.tokens(part) for part in (*_PARTS.split(label), label)]
    for found in parts:
        hits = [hit for hit in index.names.find(found) if hit.payload.profession]
        if hits:
            return search.Match(*_meant(hits, found, taxonomy), 90, exact=False)
    for found in parts:
        for place, score in _misspelt(found, index):
            return search.Match(*place, score, exact=False)
    return _sector(words.tokens(label), index)


def _meant(hits: _Hits, found: Sequence[words.Token], taxonomy: values.Taxonomy) -> names.Place:
    """The hit that the label is about: last in English and Turkish, first in Russian."""
    turns = (i for i, token in enumerate(found) if i and token.folded in _AFTER_HEAD)
    turn = next(turns, len(found))
    near = lexicon.widest([hit for hit in hits if hit.start < turn] or hits)
    near.sort(key=lambda hit: search.order(hit.payload))
    if "а" <= found[near[0].start].folded[0] <= "я":
        meant = min(near, key=lambda hit: (hit.start, -hit.end)).payload
    else:
        meant = max(near, key=lambda hit: (hit.end, -hit.start)).payload
    for hit in near:
        kind = hit.payload.profession
        if kind and taxonomy.professions[kind].parent == meant.profession:
            return hit.payload
    return meant


def _misspelt(
    found: Sequence[words.Token], index: names.Index
) -> Iterator[tuple[names.Place, int]]:
    folded = [token.folded for token in found]
    for length in range(min(len(folded), 4), 0, -1):
        for start in range(len(folded) - length, -1, -1):
            key = " ".join(folded[start : start + length])
            for place, score in search.misspelt(key, index):
                if score >= _SURE_SPELLING and place.profession:
                    yield place, score


def _sector(found: Sequence[words.Token], index: names.Index) -> search.Match | None:
    for phrases, score in ((index.workplaces, 65), (index.names, 60), (index.services, 50)):
        hits = lexicon.widest(phrases.find(found))
        counts = Counter(hit.payload.sector for hit in sorted(hits, key=_longest))
        for sector, _ in counts.most_common(1):
            return search.Match(sector, None, score, exact=False)
    return None


def _longest(hit: lexicon.Hit[names.Place]) -> tuple[int, str]:
    return hit.start - hit.end, hit.payload.sector
