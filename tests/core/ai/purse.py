"""A budget that writes down what it is told, and can be slow, empty or gone."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.ai.asking import BudgetSpentError, Call, Result, Settled

TOMORROW = datetime(2030, 1, 2, tzinfo=UTC)


@dataclass
class Row:
    """A call in the ledger."""

    call: Call
    settled: Settled | None = None


@dataclass
class Purse:
    """Room for so many calls."""

    room: int = 1000
    rows: list[Row] = field(default_factory=list)
    patience: float = 0.0
    """Seconds that writing takes."""
    gone: Callable[[], Exception] | None = None
    """Raised instead of settling."""

    async def reserve(self, call: Call) -> int:
        if len(self.rows) >= self.room:
            raise BudgetSpentError("Enough for today.", TOMORROW)
        self.rows.append(Row(call))
        number = len(self.rows) - 1
        await asyncio.sleep(self.patience)
        return number

    async def settle(self, number: int, settled: Settled) -> None:
        await asyncio.sleep(self.patience)
        if self.gone is not None:
            raise self.gone()
        assert self.rows[number].settled is None, "settled twice"
        self.rows[number].settled = settled

    @property
    def settled(self) -> list[Settled]:
        """How the calls ended, none of which may be open."""
        ends = [row.settled for row in self.rows if row.settled is not None]
        assert len(ends) == len(self.rows), "a call is open"
        return ends

    @property
    def results(self) -> list[Result]:
        """The same, in short."""
        return [each.result for each in self.settled]
