"""From the confidence that a reader feels to how often it is right, by measured tables."""

from bisect import bisect_right

TABLE: tuple[tuple[int, int], ...] = (
    (0, 3),
    (10, 18),
    (20, 45),
    (30, 68),
    (50, 75),
    (80, 79),
    (84, 83),
    (90, 88),
    (95, 92),
    (100, 96),
)
"""Points (felt, measured) for the offline reader, 0 to 100 and rising, straight lines between.

Measured with `make eval` on training people, rounded, pooled over languages; see docs/quality.md.
"""


def calibrated(felt: int, table: tuple[tuple[int, int], ...] = TABLE) -> int:
    """The measured confidence for a felt one, 0 to 100."""
    felt = min(max(felt, table[0][0]), table[-1][0])
    place = min(bisect_right(table, (felt, 101)), len(table) - 1)
    (left, low), (right, high) = table[place - 1], table[place]
    return round(low + (high - low) * (felt - left) / (right - left))
