"""Arithmetic of stretches of message ids, first and last included."""

from bisect import bisect_right
from collections.abc import Iterable

from core import models
from core.intake.values import MessageSeen

Stretch = tuple[models.MessageId, models.MessageId]
"""Ids from the first to the last."""


def joined(extents: Iterable[Stretch]) -> list[Stretch]:
    """The same ids in as few stretches as there are."""
    joined: list[Stretch] = []
    for first, last in sorted(extents):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def extent(messages: Iterable[MessageSeen]) -> list[Stretch]:
    """From the first of some messages to the last; nothing of none."""
    ids = [message.id for message in messages]
    return [(min(ids), max(ids))] if ids else []


def reopened(
    fresh: Iterable[models.MessageId],
    known: Iterable[models.MessageId],
    whole: Iterable[Stretch],
) -> list[Stretch]:
    """The ids of new messages in few stretches.

    Where a batch has the `whole` truth, what lies between two of them is nothing; `known` are
    those of its messages that were stored before.
    """
    extents = joined(whole)
    starts = [first for first, _ in extents]
    found: list[Stretch] = []
    last_extent = -1
    marked = [*((number, True) for number in fresh), *((number, False) for number in known)]
    for number, is_new in sorted(marked):
        place = bisect_right(starts, number) - 1
        within = place if place >= 0 and number <= extents[place][1] else -1
        if is_new and within >= 0 and within == last_extent:
            found[-1] = (found[-1][0], number)
        elif is_new:
            found.append((number, number))
        last_extent = within if is_new else -1
    return found
