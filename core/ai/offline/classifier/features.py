"""A person's own words as numbers: folded words, neighbours and pieces of words, hashed."""

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core import words
from core.ai.values import Corpus
from core.taxonomy.values import Taxonomy

DIMS = 1 << 15
"""Places that words are hashed to."""
LONGEST = 4096
"""Characters of a text that count."""
_PIECES = (3, 4, 5)
PAIR = 0.5
"""What two neighbours weigh beside a word."""
_FACTOR = 0x9E3779B1
_HALF = math.sqrt(0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """The words of a person, and in which order they fell, without anything else."""

    units: tuple[str, ...]
    """All different."""
    order: NDArray[np.int32]
    """Places in `units`, from 1 on; 0 ends a text."""


def texts(corpus: Corpus) -> Iterator[tuple[int | None, str]]:
    """What counts of a person's bio and lines, each with the number of its line."""
    if corpus.bio is not None:
        yield None, corpus.bio[:LONGEST]
    for line in corpus.lines:
        yield line.number, line.text[:LONGEST]


@lru_cache(maxsize=1 << 15)
def unit(chunk: str) -> str:
    """What stands between blanks, folded, without punctuation; nothing where no word is in it."""
    return words.searchable(chunk)


def silent(taxonomy: Taxonomy) -> frozenset[str]:
    """Units that are names of professions: it takes their sentence to tell whose they are."""
    return frozenset(
        unit(name)
        for profession in taxonomy.professions.values()
        for names in profession.names.values()
        for name in names
    )


def bag(said: Iterable[str], silent: frozenset[str]) -> Bag:
    """The bag of some texts, without what is silent."""
    places: dict[str, int] = {}
    order: list[int] = []
    for text in said:
        for chunk in text.split():
            found = unit(chunk)
            if found and found not in silent:
                order.append(places.setdefault(found, len(places) + 1))
        order.append(0)
    return Bag(tuple(places), np.array(order, np.int32))


def hashes(units: Sequence[str]) -> NDArray[np.uint32]:
    """A number for each unit; 0 for none."""
    return np.fromiter(
        (zlib.crc32(each.encode()) if each else 0 for each in units), np.uint32, len(units)
    )


def pairs(numbers: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Places of the different pairs of neighbours in a row of hashes; 0 parts lines."""
    first, second = numbers[:-1], numbers[1:]
    together = (first != 0) & (second != 0)
    mixed = first[together] * np.uint32(_FACTOR) + second[together]
    return np.unique(mixed % DIMS).astype(np.intp)


def own_places(unit: str) -> list[int]:
    """Where the whole words of a unit are hashed to."""
    return [zlib.crc32(f"<{word}>".encode()) % DIMS for word in unit.split()]


def spread(unit: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Places of a unit's words and of their pieces, some twice, and what each weighs."""
    places: list[int] = []
    weights: list[float] = []
    parts = unit.split()
    for word in parts:
        edged = f"<{word}>"
        pieces = [
            zlib.crc32(edged[start : start + size].encode()) % DIMS
            for size in _PIECES
            for start in range(len(edged) - size + 1)
        ]
        places += (zlib.crc32(edged.encode()) % DIMS, *pieces)
        weights += (_HALF, *[_HALF / math.sqrt(len(pieces))] * len(pieces))
    return np.array(places, np.intp), np.array(weights, np.float32) / math.sqrt(len(parts))


def damped(counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """What being said so often counts."""
    return (1 + np.log(counts)).astype(np.float32)


def length(weights: NDArray[np.float32], pairs: int) -> float:
    """By what a bag's weights are divided, so that many words count no more than few."""
    return float(np.sqrt((weights**2).sum() + pairs * PAIR**2)) or 1.0


def rareness(bags: Sequence[Bag]) -> NDArray[np.float32]:
    """For each place how much a word there tells, by how few of these people say it."""
    people = np.zeros(DIMS, np.float32)
    for each in bags:
        people[list({place for unit in each.units for place in own_places(unit)})] += 1
    return np.log((1 + len(bags)) / (1 + people)) + np.float32(1)


def rare(unit: str, rareness: NDArray[np.float32]) -> float:
    """How much a unit tells."""
    return float(rareness[own_places(unit)].mean())


def row(bag: Bag, rareness: NDArray[np.float32]) -> NDArray[np.float32]:
    """The bag as a vector of DIMS, about of length 1."""
    vector = np.zeros(DIMS, np.float32)
    counts = np.bincount(bag.order, minlength=1)[1:]
    weights = damped(counts) * np.array([rare(each, rareness) for each in bag.units], np.float32)
    for unit, weight in zip(bag.units, weights, strict=True):
        places, values = spread(unit)
        np.add.at(vector, places, weight * values)
    together = pairs(hashes(("", *bag.units))[bag.order])
    vector[together] += PAIR
    return vector / length(weights, len(together))
