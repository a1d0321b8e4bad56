"""From the confidence that a reader feels to how often it is right, by measured tables."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

Table: TypeAlias = tuple[tuple[int, int], ...]
"""Points (felt, measured), 0 to 100 and rising, with straight lines between."""

ENOUGH = 30
"""Corrections from which on the owner's word moves a table."""
_TRUST = 12.0
"""Corrections that weigh as much as the table does at one of its points."""

TABLE: Table = (
    (0, 2),
    (6, 10),
    (12, 20),
    (20, 48),
    (30, 65),
    (50, 76),
    (92, 79),
    (94, 90),
    (98, 94),
    (100, 96),
)
"""For the offline reader.

Measured with `make eval` on all labelled people, languages pooled, rounded: docs/quality.md.
"""


MODELS: Table = ((0, 0), (30, 35), (50, 48), (76, 62), (90, 78), (100, 88))
"""For models: not measured, and modest on purpose, since models are surer than they are right.

The owner's corrections put it right.
"""


class Judged(NamedTuple):
    """A guess on which the owner had the last word."""

    felt: int
    right: bool


def calibrated(felt: int, table: Table = TABLE) -> int:
    """The measured confidence for a felt one, 0 to 100."""
    felt = min(max(felt, table[0][0]), table[-1][0])
    place = min(bisect_right(table, (felt, 101)), len(table) - 1)
    (left, low), (right, high) = table[place - 1], table[place]
    return round(low + (high - low) * (felt - left) / (right - left))


def recalibrated(table: Table, judged: Sequence[Judged]) -> Table:
    """The table moved towards how often guesses were right; unmoved below `ENOUGH` of them.

    Each guess counts at the two points around it, by nearness; the table itself counts as
    `_TRUST` guesses at each point. Points that came out falling are put level.
    """
    if len(judged) < ENOUGH:
        return table
    weights = [_TRUST] * len(table)
    sums = [_TRUST * measured for _, measured in table]
    for felt, right in judged:
        for place, part in _around(felt, table):
            weights[place] += part
            sums[place] += 100 * part * right
    levels = _rising(sums, weights)
    return tuple((felt, round(level)) for (felt, _), level in zip(table, levels, strict=True))


def _around(felt: int, table: Table) -> tuple[tuple[int, float], tuple[int, float]]:
    felt = min(max(felt, table[0][0]), table[-1][0])
    place = min(bisect_right(table, (felt, 101)), len(table) - 1)
    left, right = table[place - 1][0], table[place][0]
    part = (felt - left) / (right - left)
    return (place - 1, 1 - part), (place, part)


def _rising(sums: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Averages that never fall: neighbours that would are put together."""
    blocks: list[tuple[float, float, int]] = []
    for sum_, weight in zip(sums, weights, strict=True):
        block = (sum_, weight, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] > block[0] / block[1]:
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
    return [sum_ / weight for sum_, weight, count in blocks for _ in range(count)]
