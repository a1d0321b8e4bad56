"""Which limit is reached, and when there is room again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core import clock
from core.ledger.values import MILLIONTHS, Blocked, Day, Limit, Limits, Spent, Used

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
_QUARTER = 15 * 60
"""Seconds of a quarter of an hour."""


def day(now: datetime, zone: ZoneInfo) -> Day:
    """The calendar day of a moment in a zone, in UTC; 23 or 25 hours where clocks change."""
    start = clock.midnight(now, zone)
    return Day(start, clock.midnight(start + 1.5 * A_DAY, zone))


def quarter(moment: datetime) -> datetime:
    """When the quarter of an hour of a moment began."""
    seconds = int(moment.timestamp())
    return datetime.fromtimestamp(seconds - seconds % _QUARTER, UTC)


def blocked(limits: Limits, used: Used, more: Spent, today: Day) -> Blocked | None:
    """The limit that leaves no room for so much more, of several the one that lasts longest."""
    reached = []
    if used.minute_full is not None:
        reached.append(Blocked(Limit.MINUTE, used.minute_full + MINUTE))
    if used.hour_full is not None:
        reached.append(Blocked(Limit.HOUR, used.hour_full + HOUR))
    for limit, most, spent, wanted in (
        (Limit.DAY, limits.requests_per_day, used.day.requests, more.requests),
        (Limit.TOKENS, limits.tokens_per_day, used.day.tokens, more.tokens),
        (Limit.MONEY, limits.money_per_day, used.day.price, more.price),
    ):
        if most and spent + wanted > most:
            reached.append(Blocked(limit, today.end))
    return max(reached, key=lambda each: each.until, default=None)


def usual(spent: Spent) -> Spent:
    """One call more like those of the day."""
    calls = spent.requests or 1
    return Spent(1, max(1, spent.tokens // calls), max(1, spent.price // calls))


def sentence(hit: Blocked, limits: Limits, more: Spent, now: datetime, zone: ZoneInfo) -> str:
    """What the owner is told: the limit, and until when work waits."""
    until = hit.until.astimezone(zone)
    same_day = until.date() == now.astimezone(zone).date()
    when = f"{until:%H:%M}" if same_day else f"{until:%H:%M} on {until.day} {until:%B %Y}"
    most = {
        Limit.MINUTE: limits.requests_per_minute,
        Limit.HOUR: limits.requests_per_hour,
        Limit.DAY: limits.requests_per_day,
        Limit.TOKENS: limits.tokens_per_day,
        Limit.MONEY: limits.money_per_day,
    }[hit.limit]
    wanted = {Limit.TOKENS: more.tokens, Limit.MONEY: more.price}.get(hit.limit, 1)
    if wanted > most:
        return (
            f"One call may take {_amount(hit.limit, wanted)}, which is more than {hit.limit}="
            f"{_amount(hit.limit, most)} allows: raise it. Nothing is asked until {when}."
        )
    return (
        f"{hit.limit}={_amount(hit.limit, most)} leaves no room for a call: work for models waits"
        f" until {when}."
    )


def _amount(limit: Limit, amount: int) -> str:
    return f"{amount / MILLIONTHS:.2f}" if limit is Limit.MONEY else f"{amount}"
