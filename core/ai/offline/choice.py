"""Which hits of the lexicon in a text are worth judging."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from core import words
from core.ai.offline.vocabulary import Entry, Kind
from core.taxonomy import lexicon
from core.taxonomy.values import Language

_KINDS = {Kind.FIELD: Kind.PLACE}


def worth_judging(
    hits: Sequence[lexicon.Hit[Entry]], found: Sequence[words.Token]
) -> list[lexicon.Hit[Entry]]:
    """The hits worth judging, names first.

    Of names in longer names only the longer; of workplaces and of topics only the longest, and
    topics only where no term stands.
    """
    by_kind: defaultdict[Kind, list[lexicon.Hit[Entry]]] = defaultdict(list)
    for hit in hits:
        by_kind[_KINDS.get(hit.payload.kind, hit.payload.kind)].append(hit)
    terms = {place for hit in by_kind[Kind.TERM] for place in range(hit.start, hit.end)}
    return [
        *lexicon.widest(by_kind[Kind.NAME]),
        *by_kind[Kind.TERM],
        *by_kind[Kind.SERVICE],
        *by_kind[Kind.STUDY],
        *_apart(by_kind[Kind.PLACE], set()),
        *_apart((hit for hit in by_kind[Kind.TOPIC] if not _is_singular(hit, found)), terms),
    ]


def _apart(hits: Iterable[lexicon.Hit[Entry]], taken: set[int]) -> Iterator[lexicon.Hit[Entry]]:
    """Longest first, none across another; in one place there may be several languages."""
    places: set[tuple[int, int]] = set()
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        place = hit.start, hit.end
        if place in places or taken.isdisjoint(range(*place)):
            places.add(place)
            taken.update(range(*place))
            yield hit


def _is_singular(hit: lexicon.Hit[Entry], found: Sequence[words.Token]) -> bool:
    """One of what the topic has many of: "minute" is not the minutes of a meeting."""
    if hit.payload.language is not Language.EN or not hit.payload.phrase.endswith("s"):
        return False
    return not found[hit.end - 1].folded.endswith("s")
