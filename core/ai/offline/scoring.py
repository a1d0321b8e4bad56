"""From signals to candidates: points per sector and profession, then a felt confidence."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from core.ai.offline.signals import Signal, Tier
from core.ai.values import Candidate
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy

K = TypeVar("K", ProfessionSlug, SectorSlug)

_POINTS = {Tier.SAID: 14.0, Tier.HINT: 5.0, Tier.OFFER: 4.0, Tier.PLACE: 13.0}
_MOST = {Tier.SAID: 30.0, Tier.HINT: 10.0, Tier.OFFER: 10.0, Tier.PLACE: 28.0}
"""Where the points of a tier level off."""
_TALK_MOST = 16.0
_TALK_ENOUGH = 3.0
"""Points of work talk that count for two thirds of the most."""
_PHRASES = 4
"""Different phrases, in as many lines, that a full guess from talk alone needs."""
_TELLING = 0.5
"""Weight from which a phrase counts as one of these."""
_NARROW = 1.3
"""How steeply fewer phrases make it unsure."""
_TALK_FELT = 76.0
"""Nobody is sure from talk alone."""
_CLAIM_ENOUGH, _STEEP = 7.0, 1.5
"""Points of claims that make two thirds sure, and how steeply fewer make it unsure."""
_BESIDE = 0.15
"""What work talk adds to a claim, as part of its points."""
_DIVIDED = 2.2
"""How much it takes away that something else is claimed as well."""
_SHARE = 0.4
"""Part of a sector's points below which its best profession is not named."""
_CLOSE = 0.3
"""Part of the best profession's points that puts another of its sector before other sectors."""
_SHOWN = 3


@dataclass(slots=True)
class Tally:
    """What speaks for one sector or profession."""

    claims: dict[Tier, float] = field(default_factory=lambda: defaultdict(float))
    talk: float = 0.0
    phrases: dict[str, float] = field(default_factory=dict)
    lines: dict[int | None, float] = field(default_factory=dict)
    """How telling each is at most, from 0 to 1."""

    def claimed(self) -> float:
        """Points of all that is more than talk, each tier levelled off."""
        return sum(
            _MOST[tier] * (1 - math.exp(-sum_ / _MOST[tier])) for tier, sum_ in self.claims.items()
        )


def candidates(signals: Sequence[Signal], taxonomy: Taxonomy) -> tuple[Candidate, ...]:
    """At most three, best first, with felt confidences; none where nothing but names fell."""
    by_sector = _tally((signal, signal.entry.sectors) for signal in signals)
    by_profession = _tally((signal, signal.entry.professions) for signal in signals)
    sectors = _points(by_sector)
    if not sectors:
        return ()
    best = max(sectors, key=sectors.__getitem__)
    rival = max(
        (one.claimed() for sector, one in by_sector.items() if sector != best), default=0.0
    )
    felt = _felt(by_sector[best], sectors[best], rival)
    ranked = _ranked(best, sectors, _points(by_profession), taxonomy)
    whole = sum(points for _, _, points in ranked)
    return tuple(
        Candidate(profession, sector, max(1, round(felt if place == 0 else felt * points / whole)))
        for place, (sector, profession, points) in enumerate(ranked[:_SHOWN])
    )


def _tally(spoken: Iterable[tuple[Signal, tuple[K, ...]]]) -> dict[K, Tally]:
    """A phrase that is said again counts ever less; a shared one counts in parts."""
    tallies: defaultdict[K, Tally] = defaultdict(Tally)
    times: defaultdict[tuple[str, Tier], int] = defaultdict(int)
    for signal, keys in spoken:
        phrase = signal.entry.phrase
        times[phrase, signal.tier] += 1
        weight = signal.weight / max(1, len(keys)) / math.sqrt(times[phrase, signal.tier])
        for key in keys:
            if signal.tier in _POINTS:
                tallies[key].claims[signal.tier] += _POINTS[signal.tier] * weight
            else:
                tallies[key].talk += weight
                part = min(1.0, signal.weight / _TELLING)
                told, spoken_in = tallies[key].phrases, tallies[key].lines
                told[phrase] = max(part, told.get(phrase, 0.0))
                spoken_in[signal.line] = max(part, spoken_in.get(signal.line, 0.0))
    return tallies


def _points(tallies: Mapping[K, Tally]) -> dict[K, float]:
    """Claims and talk together; talk counts by its amount and by its part of all talk."""
    talk = sum(one.talk for one in tallies.values()) or 1.0
    return {
        key: one.claimed() + _TALK_MOST * _talk(one.talk) * one.talk / talk
        for key, one in tallies.items()
        if one.claims or one.talk
    }


def _talk(points: float) -> float:
    return 1 - math.exp(-points / _TALK_ENOUGH)


def _felt(best: Tally, points: float, rival: float) -> float:
    if best.claims:
        claimed = best.claimed()
        told = claimed + _BESIDE * (points - claimed)
        sure = 1 - math.exp(-math.pow(told / _CLAIM_ENOUGH, _STEEP))
        return min(99.0, 100 * sure * math.pow(points / (points + rival), _DIVIDED))
    breadth = min(sum(best.phrases.values()), sum(best.lines.values()))
    narrowed = math.pow(min(1.0, breadth / _PHRASES), _NARROW)
    return min(_TALK_FELT, 100 * points / _TALK_MOST * narrowed)


def _ranked(
    best: SectorSlug,
    sectors: Mapping[SectorSlug, float],
    professions: Mapping[ProfessionSlug, float],
    taxonomy: Taxonomy,
) -> list[tuple[SectorSlug, ProfessionSlug | None, float]]:
    """The best sector's best one or two, then other sectors' best, then the rest."""
    points = {
        slug: one + 0.5 * _of_parent(slug, professions, taxonomy)
        for slug, one in professions.items()
    }
    by_points = sorted(points, key=points.__getitem__, reverse=True)
    inside: list[tuple[SectorSlug, ProfessionSlug | None, float]] = []
    outside: dict[SectorSlug, tuple[SectorSlug, ProfessionSlug | None, float]] = {
        sector: (sector, None, one) for sector, one in sectors.items() if sector != best
    }
    for slug in reversed(by_points):
        sector = taxonomy.professions[slug].sector
        if sector == best:
            inside.insert(0, (best, slug, points[slug]))
        elif points[slug] >= _SHARE * sectors[sector]:
            outside[sector] = (sector, slug, sectors[sector])
    if not inside or inside[0][2] < _SHARE * sectors[best]:
        inside.insert(0, (best, None, sectors[best]))
    others = sorted(outside.values(), key=lambda one: one[2], reverse=True)
    close = 2 if len(inside) > 1 and inside[1][2] >= _CLOSE * inside[0][2] else 1
    return [*inside[:close], *others, *inside[close:]]


def _of_parent(
    slug: ProfessionSlug, professions: Mapping[ProfessionSlug, float], taxonomy: Taxonomy
) -> float:
    parent = taxonomy.professions[slug].parent
    return professions.get(parent, 0.0) if parent else 0.0
