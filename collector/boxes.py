"""Which updates may be applied, and when one must ask Telegram what is missing: no I/O.

A box is a sequence of updates with a position of its own (`pts`): one for each channel, one for
the rest of the account, one for `seq` of whole containers. An event carries the position after it
and how many positions it takes; it is applied right after its predecessor, once.
"""

import bisect
import math
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

PATIENCE = 0.5
"""Seconds that a gap may close by itself, since Telegram sometimes swaps updates."""

MOST_WAITING = 1_000
"""Events that wait in a box; more of them come back with the difference."""

MOST_IN_VAIN = 6
"""Answers in a row that bring nothing, after which what was announced is forgotten."""

What = TypeVar("What")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Event(Generic[What]):
    """Something that moves a box to `pts` by `count` positions."""

    pts: int
    count: int
    what: What

    @property
    def after(self) -> int:
        """The position at which it may be applied."""
        return self.pts - self.count


@dataclass(slots=True)
class Box(Generic[What]):
    """`known` is a position that Telegram is known to have reached; `due` when to ask for it.

    `patience` is for how many seconds a gap may close by itself.
    """

    pts: int
    known: int
    patience: float = PATIENCE
    due: float = math.inf
    asking: bool = False
    waiting: list[Event[What]] = field(default_factory=list)
    _wanted: bool = False
    _vain: int = 0
    _asked_at: int = 0

    def push(self, event: Event[What], now: float) -> list[Event[What]]:
        """What may be applied now, in order."""
        self.known = max(self.known, event.pts)
        if self.pts < event.pts or (event.count == 0 and self.pts == event.pts):
            bisect.insort(self.waiting, event, key=lambda each: (each.after, each.pts))
        applied = [] if self.asking else self._advance()
        if len(self.waiting) > MOST_WAITING:
            del self.waiting[MOST_WAITING // 2 :]
            self.expect(self.known, now)
        self._judge(now + self.patience)
        return applied

    def expect(self, pts: int, due: float) -> None:
        """Telegram is at this position: what leads to it must come until then, or is asked for."""
        self.known = max(self.known, pts)
        if self.known > self.pts:
            self.due = min(self.due, due)

    def demand(self, now: float) -> None:
        """Something is missing, wherever Telegram is: ask."""
        self._wanted = True
        self.due = now

    def ask(self) -> None:
        """The difference is being asked for; events wait until it is answered."""
        self.asking, self._wanted = True, False
        self.due = math.inf
        self._asked_at = self.pts

    def answered(self, pts: int, now: float) -> list[Event[What]]:
        """Telegram gave all up to `pts`, and it is applied; gives what had waited for that."""
        self.asking = False
        self._vain = 0 if pts > self._asked_at else self._vain + 1
        self.pts = pts
        applied = self._advance()
        if self._vain > MOST_IN_VAIN:
            self._vain = 0
            self.known = self.pts
            self.waiting.clear()
        if self._wanted:
            self.due = min(self.due, now)
        self._judge(now + self.patience * 2**self._vain)
        return applied

    def reached(self, pts: int) -> None:
        """Telegram gave all up to `pts`, and more is to come."""
        self.pts = pts

    def failed(self, retry_at: float) -> None:
        """The rest of the answer did not come; ask for it then."""
        self.asking = False
        self.due = retry_at
        self._wanted = True

    def _advance(self) -> list[Event[What]]:
        applied = []
        while self.waiting and self.waiting[0].after <= self.pts:
            event = self.waiting[0]
            if event.after < self.pts < event.pts:
                break
            del self.waiting[0]
            if event.after == self.pts:
                applied.append(event)
                self.pts = event.pts
        return applied

    def _judge(self, due: float) -> None:
        """Ask at `due` where there is a gap and nothing else is arranged."""
        if self.known <= self.pts and not self._wanted:
            self.due = math.inf
        elif self.due == math.inf and not self.asking:
            self.due = due


class Boxes(Generic[Key, What]):
    """The boxes that are followed; events of others are nobody's."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._boxes: dict[Key, Box[What]] = {}

    def __contains__(self, key: Key) -> bool:
        return key in self._boxes

    def __iter__(self) -> Iterator[Box[What]]:
        return iter(list(self._boxes.values()))

    def keys(self) -> list[Key]:
        """The boxes that are followed."""
        return list(self._boxes)

    def get(self, key: Key) -> Box[What] | None:
        """A box, if it is followed."""
        return self._boxes.get(key)

    def open(self, key: Key, pts: int) -> Box[What]:
        """Follow a box from a position."""
        box = Box[What](pts, pts, self._patience)
        self._boxes[key] = box
        return box

    def close(self, key: Key) -> None:
        """Follow a box no longer."""
        self._boxes.pop(key, None)

    def overdue(self, now: float, *, but: Container[Key] = ()) -> list[Key]:
        """Boxes whose difference must be asked now; they count as asked for from here on.

        Those of which something is still to be stored are left for the next time.
        """
        due = [key for key, box in self._boxes.items() if box.due <= now and not box.asking]
        found = [key for key in due if key not in but]
        for key in found:
            self._boxes[key].ask()
        return found

    def next_due(self) -> float:
        """The next moment at which something may be overdue, or infinity."""
        return min((box.due for box in self._boxes.values() if not box.asking), default=math.inf)

    def demand(self, keys: Iterable[Key], now: float) -> None:
        """Ask for these boxes."""
        for key in keys:
            box = self._boxes.get(key)
            if box is not None:
                box.demand(now)
