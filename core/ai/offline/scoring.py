"""From signals to candidates: points per sector and profession, then a confidence."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from core.ai.offline.signals import Signal, Tier
from core.ai.values import Candidate
from core.taxonomy.values import ProfessionSlug, SectorSlug, Taxonomy

Key: TypeAlias = ProfessionSlug | SectorSlug

_POINTS = {
    Tier.SAID: 14.0,
    Tier.HINT: 6.0,
    Tier.OFFER: 5.0,
    Tier.PLACE: 7.0,
    Tier.TALK: 1.0,
    Tier.MENTION: 0.4,
}
_MOST = {
    Tier.SAID: 30.0,
    Tier.HINT: 10.0,
    Tier.OFFER: 10.0,
    Tier.PLACE: 12.0,
    Tier.TALK: 10.0,
    Tier.MENTION: 3.0,
}
"""Where the points of a tier level off."""
_SHOWN = 3


@dataclass(slots=True)
class Tally:
    """Points of one sector or profession by tier, before they level off."""

    points: dict[Tier, float] = field(default_factory=lambda: defaultdict(float))

    def total(self) -> float:
        """All tiers together, each levelled off."""
        return sum(
            _MOST[tier] * (1 - math.exp(-sum_ / _MOST[tier])) for tier, sum_ in self.points.items()
        )

    def tier(self) -> Tier:
        """The strongest tier that has points."""
        return max(self.points)


def candidates(signals: Sequence[Signal], taxonomy: Taxonomy) -> tuple[Candidate, ...]:
    """At most three, best first, with raw confidences."""
    sectors, professions = tally(signals)
    if not sectors:
        return ()
    totals = {sector: one.total() for sector, one in sectors.items()}
    best = max(totals, key=totals.__getitem__)
    rivals = sorted(totals.values(), reverse=True)
    confidence = raw(sectors[best].tier(), totals[best], rivals[1] if len(rivals) > 1 else 0.0)
    ranked = _ranked(best, totals, professions, taxonomy)
    whole = sum(weight for _, _, weight in ranked)
    found = []
    for place, (sector, profession, weight) in enumerate(ranked[:_SHOWN]):
        share = 1.0 if place == 0 else weight / whole
        found.append(Candidate(profession, sector, max(1, round(confidence * share))))
    return tuple(found)


def tally(
    signals: Sequence[Signal],
) -> tuple[dict[SectorSlug, Tally], dict[ProfessionSlug, Tally]]:
    """Points of all sectors and professions; a phrase said again counts ever less."""
    sectors: defaultdict[SectorSlug, Tally] = defaultdict(Tally)
    professions: defaultdict[ProfessionSlug, Tally] = defaultdict(Tally)
    said: defaultdict[tuple[int, Tier], int] = defaultdict(int)
    for signal in signals:
        again = said[id(signal.entry), signal.tier] = said[id(signal.entry), signal.tier] + 1
        points = _POINTS[signal.tier] * signal.weight / again
        for sector in signal.entry.sectors:
            sectors[sector].points[signal.tier] += points / len(signal.entry.sectors)
        for profession in signal.entry.professions:
            professions[profession].points[signal.tier] += points / len(signal.entry.professions)
    return sectors, professions


def raw(tier: Tier, points: float, rival: float) -> int:
    """How sure the reader feels, 0 to 100: by the amount of evidence and its lead."""
    lead = points / (points + rival)
    return max(1, min(99, round(100 * (1 - math.exp(-points / 7.0)) * lead)))


def _ranked(
    best: SectorSlug,
    totals: Mapping[SectorSlug, float],
    professions: Mapping[ProfessionSlug, Tally],
    taxonomy: Taxonomy,
) -> list[tuple[SectorSlug, ProfessionSlug | None, float]]:
    points = {slug: one.total() for slug, one in professions.items()}
    for slug in list(points):
        parent = taxonomy.professions[slug].parent
        if parent in points:
            points[slug] += 0.5 * points[parent]
    inside: list[tuple[SectorSlug, ProfessionSlug | None, float]] = []
    outside: list[tuple[SectorSlug, ProfessionSlug | None, float]] = []
    for slug, weight in sorted(points.items(), key=lambda item: -item[1]):
        sector = taxonomy.professions[slug].sector
        (inside if sector == best else outside).append((sector, slug, weight))
    spoken = {sector for sector, _, _ in (*inside, *outside)}
    outside += [
        (sector, None, total)
        for sector, total in totals.items()
        if sector not in spoken and sector != best
    ]
    outside.sort(key=lambda one: -totals[one[0]])
    if not inside or inside[0][2] < 0.4 * totals[best]:
        inside.insert(0, (best, None, totals[best]))
    seen = [inside[0], *(one for one in inside[1:2])]
    return [*seen, *outside, *inside[2:]]
