"""Arithmetic of ranges of message ids, both ends included."""

from collections.abc import Iterable

from core.chats.values import Ranges

Range = tuple[int, int]


def normal(ranges: Iterable[Range]) -> Ranges:
    """The same ids in ranges that ascend and neither overlap nor touch; empty ones dropped."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if first > last:
            continue
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def plus(ranges: Ranges, more: Iterable[Range]) -> Ranges:
    """The ids in either."""
    return normal((*ranges, *more))


def minus(ranges: Ranges, less: Iterable[Range]) -> Ranges:
    """The ids of the first that are not in the second."""
    kept: list[Range] = []
    cuts = normal(less)
    at = 0
    for first, last in ranges:
        rest = first
        while at < len(cuts) and cuts[at][1] < first:
            at += 1
        for cut_first, cut_last in cuts[at:]:
            if cut_first > last:
                break
            kept.append((rest, cut_first - 1))
            rest = cut_last + 1
        kept.append((rest, last))
    return normal(kept)


def gaps(ranges: Ranges, top: int | None) -> Ranges:
    """The ids up to `top` that are in no range."""
    return minus(((1, top),), ranges) if top else ()


def length(ranges: Ranges) -> int:
    """How many ids there are."""
    return sum(last - first + 1 for first, last in ranges)


def newest(ranges: Ranges) -> Range | None:
    """The range with the highest ids."""
    return ranges[-1] if ranges else None
