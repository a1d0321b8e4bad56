"""Calls to be made, a clock that is moved by hand, and sleep that moves it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from core import clock, db
from core.ai import asking
from core.ledger.values import Spent
from core.models import Call, Spending

ISTANBUL = ZoneInfo("Europe/Istanbul")
NOON = datetime(2026, 11, 1, 9, tzinfo=UTC)
ANSWERED = asking.Settled(asking.Result.ANSWERED, 80, 10, 700)


def call(
    tokens: int = 100, price: int = 1_000, *, cloud: bool = True, sent: asking.Sent | None = None
) -> asking.Call:
    return asking.Call(
        purpose=asking.Purpose.INSIGHTS,
        model="google:gemini-2.5-flash" if cloud else "ollama:llama3.2",
        prompt="insights 1",
        cloud=cloud,
        tokens_in=tokens,
        tokens_out=0,
        price=price,
        sent=sent or asking.Sent(),
    )


class Clock:
    """The time of `clock.now`; somebody who sleeps moves it on."""

    def __init__(self, patch: pytest.MonkeyPatch, now: datetime = NOON) -> None:
        self.now = now
        self.slept: list[float] = []
        patch.setattr(clock, "now", lambda: self.now)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_by(seconds=seconds)


async def by_sums(database: db.Database) -> Spent:
    """What the sums say."""
    async with database.read() as session:
        found = await session.execute(
            select(
                func.coalesce(func.sum(Spending.requests), 0),
                func.coalesce(func.sum(Spending.tokens), 0),
                func.coalesce(func.sum(Spending.price), 0),
            )
        )
        return Spent(*map(int, found.one()))


async def by_calls(database: db.Database) -> Spent:
    """What the calls themselves say."""
    async with database.read() as session:
        found = await session.execute(
            select(
                func.count(),
                func.coalesce(func.sum(Call.tokens_in + Call.tokens_out), 0),
                func.coalesce(func.sum(Call.price), 0),
            ).where(Call.cloud)
        )
        return Spent(*map(int, found.one()))
