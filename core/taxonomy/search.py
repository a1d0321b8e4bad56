"""Finds what the owner typed among professions and sectors, in any language, misspelt or not."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core import words as wording
from core.taxonomy import lexicon, names, values

_LIMIT = 12
_CLOSE = 15
"""Points below the best at which a match is no longer shown."""
_SHORT = 6
"""Letters of a word up to which people's names are too near to the names of trades."""
_JOINING = frozenset(("the", "for", "over", "non", "для", "как", "под"))
_VOWELS = frozenset("aeiouyаеиоуыэюя")
_SURNAME = re.compile("[А-ЯЁ][а-яё]+[оеё]в")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_NEIGHBOURS = frozenset(
    pair for row in _ROWS for a, b in itertools.pairwise(row) for pair in (a + b, b + a)
)
_KEYBOARD = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюе")


class Kind(StrEnum):
    """What a match is."""

    PROFESSION = "profession"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Match:
    """A profession, or a whole sector where profession is None."""

    sector: values.SectorSlug
    profession: values.ProfessionSlug | None
    score: int
    """0 to 100."""
    exact: bool
    """The words are one of its names, in whatever case, number or alphabet folding."""

    @property
    def kind(self) -> Kind:
        """Profession or whole sector."""
        return Kind.SECTOR if self.profession is None else Kind.PROFESSION

    @property
    def slug(self) -> str:
        """Of the profession, or of the sector where it is a whole one."""
        return self.sector if self.profession is None else self.profession


def match(words: str, taxonomy: values.Taxonomy) -> list[Match]:
    """Professions and sectors meant by the words, best first; nothing for words that mean none."""
    index = names.index(taxonomy)
    key = names.key(words)
    if not key or _SURNAME.fullmatch(words.strip()):
        return []
    if exact := whole(key, index):
        return [Match(*place, 100, exact=True) for place in sorted(exact, key=order)]
    typed = names.key(words.lower().translate(_KEYBOARD))
    if words.isascii() and (exact := index.by_key.get(typed, frozenset())):
        return [Match(*place, 95, exact=False) for place in sorted(exact, key=order)]
    best: dict[names.Place, int] = {}
    for place, score in _guesses(words, index):
        best[place] = max(score, best.get(place, 0))
    ranked = sorted(best.items(), key=lambda item: (-item[1], *order(item[0])))
    return [
        Match(*place, score, exact=False)
        for place, score in ranked[:_LIMIT]
        if score >= ranked[0][1] - _CLOSE
    ]


def whole(key: str, index: names.Index) -> frozenset[names.Place]:
    """Places of which the whole key is a name, its words inflected, joined or parted."""
    named = index.by_key.get(key, frozenset())
    if any(place.profession for place in named):
        return named
    if inflected := named | _covering(key, index.names):
        return inflected
    return index.by_squeezed.get(key.replace(" ", ""), frozenset())


def misspelt(key: str, index: names.Index) -> Iterator[tuple[names.Place, int]]:
    """Places with a name that is the key but for a slip or two, each with a score below 95."""
    slips = _slips(len(key))
    if not slips:
        return
    for name, distance, _ in process.extract(
        key, index.by_key.keys(), scorer=OSA.distance, score_cutoff=slips, limit=_LIMIT
    ):
        if distance <= _slips(min(len(key), len(name))) and _alike(key, name):
            for place in index.by_key[name]:
                yield place, 95 - round(100 * distance / len(key))


def order(place: names.Place) -> tuple[bool, str, str]:
    """Sorts places: professions before sectors, else by slug."""
    return place.profession is None, place.sector, place.profession or ""


def _covering(key: str, phrases: lexicon.Lexicon[names.Place]) -> frozenset[names.Place]:
    found = wording.tokens(key)
    hits = phrases.find(found)
    return frozenset(hit.payload for hit in hits if (hit.start, hit.end) == (0, len(found)))


def _guesses(words: str, index: names.Index) -> Iterator[tuple[names.Place, int]]:
    key = names.key(words)
    if len(key) >= 5:
        yield from ((place, 85) for place in _covering(key, index.services))
    yield from ((place, 80) for place in _beginning(key, index))
    yield from ((place, 78) for place in _headed(key, index))
    yield from _partly(words, index)
    yield from misspelt(key, index)
    yield from _inside(key, index)


def _beginning(key: str, index: names.Index) -> Iterable[names.Place]:
    """The key as the beginning of a slightly longer word: "muhasebe" of "muhasebeci"."""
    if len(key) < 6 or " " in key:
        return
    for name, places in index.by_key.items():
        if name.startswith(key) and len(name) <= len(key) + 3 and " " not in name:
            yield from places


def _headed(key: str, index: names.Index) -> frozenset[names.Place]:
    """Names about the key: "civil engineer" and its like for "engineer"."""
    headed = index.by_head.get(key, frozenset())
    return headed if len(key) >= 5 and len(headed) >= 3 else frozenset()


def _partly(words: str, index: names.Index) -> Iterator[tuple[names.Place, int]]:
    """Names that hold all the words, if few do: "front-end developer" for "front-end"."""
    key, marked = names.key(words), words.replace("İ", "i").lower().strip()
    typed = {word for word in key.split() if len(word) > 2}
    if typed <= _JOINING:
        return
    joined = key.replace(" ", "")
    found = _holding(typed, index) | (_holding({joined}, index) if joined != key else frozenset())
    if wording.normalise(marked) != marked:
        found = frozenset(name for name in found if marked in name.text) or found
    if len({name.place for name in found}) <= _LIMIT:
        for name in found:
            yield name.place, 55 + min(20, round(25 * len(key) / len(name.key)))


def _holding(typed: Iterable[str], index: names.Index) -> frozenset[names.Name]:
    held = [
        frozenset[names.Name]().union(
            *(index.by_word[hit.payload] for hit in index.words.find(wording.tokens(word)))
        )
        for word in typed
    ]
    return frozenset.intersection(*held)


def _inside(key: str, index: names.Index) -> Iterator[tuple[names.Place, int]]:
    found = wording.tokens(key)
    for hit in lexicon.widest(index.names.find(found)):
        letters = sum(len(token.folded) for token in found[hit.start : hit.end])
        if letters > 3:
            yield hit.payload, 40 + round(35 * letters / len(key))


def _slips(length: int) -> int:
    """How many slips of the keyboard a name of this length may hide."""
    if length < 5:
        return 0
    return 1 if length < 9 else 2 if length < 14 else 3


def _alike(key: str, name: str) -> bool:
    """Word by word a likely slip? Of other lengths in words: the whole."""
    typed, meant = key.split(), name.split()
    if len(typed) != len(meant):
        typed, meant = [key], [name]
    pairs = zip(typed, meant, strict=True)
    return all(one == other or _slip(one, other) for one, other in pairs)


def _slip(typed: str, meant: str) -> bool:
    """In short words only what the hand does; any letter would turn "Walter" into a waiter."""
    slips = _slips(min(len(typed), len(meant)))
    if typed[0] != meant[0] or not slips or OSA.distance(typed, meant) > slips:
        return False
    if len(typed) > _SHORT or len(typed) < len(meant):
        return True
    at = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), -1)
    inner = typed[-1] == meant[-1]
    if len(typed) > len(meant):
        return typed[at] == typed[at - 1] or (inner and typed[at] in _VOWELS)
    if typed[at : at + 2] == meant[at : at + 2][::-1]:
        return True
    pair = typed[at] + meant[at]
    return pair in _NEIGHBOURS or (inner and _VOWELS.issuperset(pair))
