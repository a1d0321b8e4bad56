"""When the next request may go out: lanes in order, and not too many in a minute."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from enum import IntEnum

BURST = 10
"""Requests that may go out at once after a silence."""
RESERVE = 10
"""Requests that the live lane may send ahead of the pace."""
SHARE = 5
"""Of so many requests that history and those behind it compete for, one is theirs."""

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Lane(IntEnum):
    """Who goes first when requests compete."""

    LIVE = 0
    """Differences and dialogs."""
    HISTORY = 1
    PEOPLE = 2
    MEDIA = 3


_Waiting = tuple[Lane, int, asyncio.Event]


def _order(each: _Waiting) -> tuple[Lane, int]:
    return each[:2]


class Pace:
    """A bucket of `per_minute` tokens a minute, served by lane, then first come; 0: no pace.

    History does not starve those behind it.
    """

    def __init__(self, per_minute: int, clock: Clock, sleep: Sleep) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._sleep = sleep
        self._tokens = float(BURST)
        self._counted_at = clock()
        self._numbers = itertools.count()
        self._waiting: list[_Waiting] = []
        self._passed_over = 0

    async def turn(self, lane: Lane) -> None:
        """Wait for the turn of a request of this lane."""
        if self.per_minute == 0:
            return
        if not self._waiting and self._take(lane):
            return
        mine = (lane, next(self._numbers), asyncio.Event())
        self._waiting.append(mine)
        try:
            await self._serve(mine)
            self._note(lane)
        finally:
            self._waiting.remove(mine)
            if self._waiting:
                self._first()[2].set()

    def give_back(self) -> None:
        """Return a turn that was not used."""
        if self.per_minute:
            self._tokens = min(BURST, self._tokens + 1)

    async def _serve(self, mine: tuple[Lane, int, asyncio.Event]) -> None:
        while True:
            if (first := self._first()) is not mine:
                first[2].set()  # whoever comes may change who is first
                mine[2].clear()
                await mine[2].wait()
            elif self._take(mine[0]):
                return
            else:
                await self._sleep(self._missing(mine[0]) * 60 / self.per_minute)

    def _first(self) -> _Waiting:
        """Whose turn is next."""
        first = min(self._waiting, key=_order)
        behind = [each for each in self._waiting if each[0] > Lane.HISTORY]
        if first[0] is Lane.HISTORY and behind and self._passed_over >= SHARE - 1:
            return min(behind, key=lambda each: each[1])
        return first

    def _note(self, lane: Lane) -> None:
        if lane > Lane.HISTORY:
            self._passed_over = 0
        elif lane is Lane.HISTORY and any(each[0] > lane for each in self._waiting):
            self._passed_over += 1

    def _missing(self, lane: Lane) -> float:
        """Tokens that must still come before this lane may go."""
        return 1 - self._tokens - (RESERVE if lane is Lane.LIVE else 0)

    def _take(self, lane: Lane) -> bool:
        now = self._clock()
        grown = (now - self._counted_at) * self.per_minute / 60
        self._tokens = min(BURST, self._tokens + grown)
        self._counted_at = now
        if self._missing(lane) > 1e-9:
            return False
        self._tokens -= 1
        return True
