"""Learns weights from cases; the taxonomy's own words keep what no case is about.

Logistic regression over all sectors, pulled towards nothing (l2), every sector of about the same
weight, from the offline verdicts on. It is solved in terms of the people, who are few, instead of
the places of words, which are many; nothing in it is left to chance.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.ai.offline.classifier import features, learned
from core.ai.values import Verdict
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy

FOLDS = 5
LEAST = 2
"""Cases, so that one can be held out."""
_PULL = 0.01
"""Of the l2 penalty."""
_WEAK = 0.1
"""What the words of the taxonomy for one profession weigh beside a correction."""
_STEPS = 300
_STILL = 1e-4
"""A change of the solution that is none any more."""
_AT_ONCE = 1024
"""Places of words that are multiplied at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What a person said, what the offline reader made of it, and what the owner says."""

    bag: features.Bag
    verdict: Verdict
    sector: SectorSlug
    profession: ProfessionSlug | None


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Cases, then an example for each profession and language of the taxonomy, as numbers."""

    cases: tuple[Case, ...]
    sectors: tuple[SectorSlug, ...]
    labels: NDArray[np.intp]
    """The place of each one's sector."""
    professions: tuple[ProfessionSlug | None, ...]
    starts: NDArray[np.float32]
    """From where the scores start, by sector."""
    rows: NDArray[np.float16]
    alike: NDArray[np.float32]
    """How alike each is to each."""
    rareness: NDArray[np.float32]
    silent: frozenset[str]


def prepare(cases: Sequence[Case], taxonomy: Taxonomy) -> Material:
    """What training works on; about 65 kB a case, and 70 MB for the taxonomy."""
    sectors = tuple(taxonomy.sectors)
    silent = features.silent(taxonomy)
    examples = [
        (
            features.bag(
                (*one.names[language], *one.terms[language], *one.services[language]), silent
            ),
            one,
        )
        for one in taxonomy.professions.values()
        for language in one.names
    ]
    rareness = features.rareness([case.bag for case in cases])
    bags = [*(case.bag for case in cases), *(bag for bag, _ in examples)]
    rows = np.empty((len(bags), features.DIMS), np.float16)
    for place, bag in enumerate(bags):
        rows[place] = features.row(bag, rareness)
    labelled = [*(case.sector for case in cases), *(one.sector for _, one in examples)]
    verdicts = [*(case.verdict for case in cases), *(Verdict() for _ in examples)]
    return Material(
        tuple(cases),
        sectors,
        np.array([sectors.index(sector) for sector in labelled], np.intp),
        (*(case.profession for case in cases), *(one.slug for _, one in examples)),
        np.array([learned.prior(verdict, sectors) for verdict in verdicts], np.float32),
        rows,
        _alike(rows),
        rareness,
        silent,
    )


def _alike(rows: NDArray[np.float16]) -> NDArray[np.float32]:
    together = np.zeros((len(rows), len(rows)), np.float32)
    for start in range(0, rows.shape[1], _AT_ONCE):
        part = rows[:, start : start + _AT_ONCE].astype(np.float32)
        together += part @ part.T
    return together


def train(
    material: Material, chosen: Collection[int] | None = None, told: int | None = None
) -> learned.Weights:
    """Weights from all cases, or from the `chosen` ones by their place.

    They act as if made of `told` corrections, else of as many as they are.
    """
    count = len(material.cases)
    places = sorted(range(count) if chosen is None else chosen)
    used = np.array([*places, *range(count, len(material.rows))], np.intp)
    labels = material.labels[used]
    solved = _solve(
        material.alike[np.ix_(used, used)],
        np.eye(len(material.sectors), dtype=np.float32)[labels],
        material.starts[used],
        _weights(labels, len(places)),
    )
    columns = [_columns(material, used, solved)]
    named: list[tuple[int, ProfessionSlug | None]] = []
    for sector in sorted(set(labels[: len(places)].tolist())):
        inside = used[labels == sector]
        found = {material.professions[place] for place in inside if place < count} - {None}
        if found:
            kinds = (*sorted(each for each in found if each), None)
            columns.append(_professions(material, inside, kinds))
            named.extend((sector, each) for each in kinds)
    return learned.Weights(
        material.sectors,
        tuple(each for _, each in named),
        np.array([sector for sector, _ in named], np.intp),
        np.hstack(columns).astype(np.float32),
        material.rareness,
        material.silent,
        len(places) if told is None else told,
    )


def _professions(
    material: Material, inside: NDArray[np.intp], kinds: Sequence[ProfessionSlug | None]
) -> NDArray[np.float16]:
    """Columns for the professions that the owner named in one sector, and for its others."""
    labels = [
        kinds.index(each) if each in kinds else len(kinds) - 1
        for each in (material.professions[place] for place in inside)
    ]
    weights = np.where(inside < len(material.cases), 1, _WEAK).astype(np.float32)
    targets = np.eye(len(kinds), dtype=np.float32)[labels]
    solved = _solve(material.alike[np.ix_(inside, inside)], targets, targets * 0, weights)
    return _columns(material, inside, solved)


def _columns(
    material: Material, used: NDArray[np.intp], solved: NDArray[np.float32]
) -> NDArray[np.float16]:
    columns = np.empty((features.DIMS, solved.shape[1]), np.float16)
    for start in range(0, features.DIMS, _AT_ONCE):
        rows = material.rows[used, start : start + _AT_ONCE].astype(np.float32)
        columns[start : start + _AT_ONCE] = rows.T @ solved
    return columns


def _weights(labels: NDArray[np.intp], cases: int) -> NDArray[np.float32]:
    """Of cases by how rare their sector is, of the taxonomy's examples all the same."""
    often = np.bincount(labels[:cases], minlength=1)
    rare = 1 / np.sqrt(often[labels[:cases]])
    examples = np.full(len(labels) - cases, _WEAK)
    scaled = rare * cases / max(rare.sum(), 1)
    return np.concatenate([scaled, examples]).astype(np.float32)


def _solve(
    alike: NDArray[np.float32],
    targets: NDArray[np.float32],
    starts: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> NDArray[np.float32]:
    """How much each person counts for each class; Nesterov's gradient descent."""
    steep = 0.55 * _largest(alike, np.sqrt(weights)) + _PULL
    root = math.sqrt(_PULL / steep)
    pull, pace, onward = np.array([_PULL, 1 / steep, (1 - root) / (1 + root)], np.float32)
    solved = ahead = np.zeros_like(targets)
    for _ in range(_STEPS):
        off = learned.softmax(alike @ ahead + starts).astype(np.float32) - targets
        before, solved = solved, ahead - pace * (off * weights[:, None] + pull * ahead)
        ahead = solved + onward * (solved - before)
        if np.abs(solved - before).max() < _STILL:
            break
    return solved


def _largest(alike: NDArray[np.float32], roots: NDArray[np.float32]) -> float:
    """The largest eigenvalue of the weighted matrix, nearly."""
    vector, size = np.ones(len(alike), np.float32), 1.0
    for _ in range(20):
        vector = roots * (alike @ (roots * vector))
        size = float(np.linalg.norm(vector))
        vector /= size
    return size


def folds(cases: Sequence[Case]) -> list[list[int]]:
    """Places of the cases in FOLDS parts, every sector spread over them as evenly as it goes."""
    by_sector = sorted(range(len(cases)), key=lambda place: (cases[place].sector, place))
    return [sorted(by_sector[first::FOLDS]) for first in range(min(FOLDS, len(cases)))]


def held_out(material: Material, known: Collection[int] | None = None) -> list[Verdict]:
    """The verdict on each case of a classifier that has not seen it.

    It has learned from the other folds' cases, or from those of them that are `known`.
    """
    every = range(len(material.cases))
    told = len(every if known is None else known)
    verdicts: dict[int, Verdict] = {}
    for fold in folds(material.cases):
        rest = set(every if known is None else known).difference(fold)
        weights = train(material, rest, told)
        for place in fold:
            case = material.cases[place]
            verdicts[place] = weights.judge(case.bag, case.verdict)
    return [verdicts[place] for place in every]
