"""A call's entry in the ledger: made before the call, closed after it, whatever happens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from core import errors
from core.ai.asking import Budget, Call, Result, Settled


@dataclass(slots=True)
class Entry:
    """How the call ended, as far as is known by now."""

    settled: Settled


@contextlib.asynccontextmanager
async def entered(budget: Budget, call: Call) -> AsyncIterator[Entry]:
    """While the call is under way; raises BudgetSpentError. Unless told better, it counts as lost.

    It is settled even if the caller is cancelled.
    """
    number = await budget.reserve(call)
    lost = Settled(Result.LOST, call.tokens_in, call.tokens_out, call.price, "interrupted")
    entry = Entry(lost)
    try:
        yield entry
    except BaseException:
        with contextlib.suppress(errors.KimdirError):  # what ended the call matters more
            await asyncio.shield(budget.settle(number, entry.settled))
        raise
    await asyncio.shield(budget.settle(number, entry.settled))
