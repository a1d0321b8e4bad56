"""When insights of a chat are due, and how messages are cut into stretches."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from core.chats import ranges
from core.chats.values import Ranges
from core.insights.values import Found, Gap, Plan, Size

MOST_LINES = 100
MOST_CHARACTERS = 12_000
"""Of a stretch."""
ENOUGH = 40
"""So many messages are due however new they are."""
SILENCE = timedelta(seconds=60)
"""After which fewer are due."""
OUTSTANDING = 20
"""Stretches of a chat at most that wait in the queue."""
MUCH = 10_000
"""Messages of a chat up to which they are counted."""

Run = Sequence[Found]


def gaps(ranges_known: Ranges) -> tuple[Gap, ...]:
    """The ids in none of some ranges, newest first."""
    edges = [(None, None), *ranges_known, (None, None)]
    found: list[Gap] = []
    for (_, before), (after, _) in pairwise(edges):
        first = None if before is None else before + 1
        found.append((first, None if after is None else after - 1))
    return tuple(reversed(found))


def gaps_within(first: int, last: int, done: Ranges) -> tuple[Gap, ...]:
    """The ids of a stretch that are not done, newest first."""
    return tuple(reversed(ranges.minus(((first, last),), done)))


def overlap(some: Ranges, others: Iterable[tuple[int, int]]) -> Ranges:
    """The ids in both."""
    return ranges.minus(some, ranges.minus(some, others))


def plan(rows: Sequence[Found], planned: Ranges, room: int, now: datetime, *, more: bool) -> Plan:
    """What of the messages found in the gaps, newest first, is due; `more` lie below them.

    Stretches tile what they cover, so that ids that no message has leave no gaps. They never
    reach over one that is planned. With no room left nothing waits: whoever has done a stretch
    asks for another look.
    """
    stretches: list[tuple[int, int]] = []
    nothing: list[tuple[int, int]] = []
    waits: list[float] = []
    runs = _runs(rows, planned)
    for number, run in enumerate(runs):
        goes_on = more and number == len(runs) - 1
        moments = [row.moment for row in run if row.counts]
        if not moments:
            nothing.append((_bottom(run, goes_on=goes_on), _top(run)))
            continue
        left = min(max(moments) + SILENCE - now, SILENCE).total_seconds()
        if len(moments) < ENOUGH and left > 0 and not goes_on:
            waits.append(left)
            continue
        stretches += _cut(run, goes_on=goes_on)
    if len(stretches) >= room:
        waits.clear()
    elif more:
        waits.append(0)
    return Plan(
        tuple(stretches[:room]), ranges.normal(nothing), max(min(waits), 0) if waits else None
    )


def _runs(rows: Sequence[Found], planned: Ranges) -> list[list[Found]]:
    """The messages in runs between which something is planned."""
    starts = [first for first, _ in planned]
    runs: list[list[Found]] = []
    place = -1
    for row in rows:
        here = bisect_left(starts, row.id)
        if here != place:
            runs.append([])
            place = here
        runs[-1].append(row)
    return runs


def _cut(run: Run, *, goes_on: bool) -> list[tuple[int, int]]:
    """A run in stretches, newest first; the oldest is left where it is not full and goes on."""
    parts: list[list[Found]] = [[]]
    lines = characters = 0
    for row in run:
        if row.counts:
            full = lines == MOST_LINES or characters + row.characters > MOST_CHARACTERS
            if lines and full:
                parts.append([])
                lines = characters = 0
            lines += 1
            characters += row.characters
        parts[-1].append(row)
    last = _top(run)
    covered: list[tuple[int, int]] = []
    for below in parts[1:]:
        covered.append((below[0].id + 1, last))
        last = below[0].id
    if not covered or not goes_on:
        covered.append((_bottom(parts[-1], goes_on=goes_on), last))
    return covered


def _top(run: Run) -> int:
    """The highest id that a run stands for: up to what is known above it."""
    upper = run[0].gap[1]
    return run[0].id if upper is None else upper


def _bottom(run: Run, *, goes_on: bool) -> int:
    lower = run[-1].gap[0]
    return run[-1].id if lower is None or goes_on else lower


def fitting(rows: Iterable[Found]) -> tuple[list[int], bool]:
    """Of the messages that are to have an insight as many, newest first, as a batch takes.

    True where some of those given did not fit.
    """
    taken: list[int] = []
    characters = 0
    for row in rows:
        if not row.counts:
            continue
        characters += row.characters
        if taken and (len(taken) == MOST_LINES or characters > MOST_CHARACTERS):
            return taken, True
        taken.append(row.id)
    return taken, False


def parted(sizes: Iterable[Size]) -> list[list[int]]:
    """Messages in the order given, in as many parts as batches that take them."""
    parts: list[list[int]] = []
    characters = 0
    for number, size in sizes:
        characters += size
        if not parts or len(parts[-1]) == MOST_LINES or characters > MOST_CHARACTERS:
            parts.append([])
            characters = size
        parts[-1].append(number)
    return parts


def without(stretch: tuple[int, int], left: Iterable[int], made: Iterable[int]) -> Ranges:
    """The ids of a stretch but for those left; what lies between two left goes with them."""
    out: list[tuple[int, int]] = []
    joined = False
    for number, is_left in sorted([*((n, True) for n in left), *((n, False) for n in made)]):
        if is_left and joined:
            out[-1] = (out[-1][0], number)
        elif is_left:
            out.append((number, number))
        joined = is_left
    return ranges.minus((stretch,), out)
