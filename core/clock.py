"""The only place that asks what time it is."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the day of a moment began in a zone, in UTC; the first time where clocks show it twice.

    Where clocks skip it, that is when they are put forward.
    """
    begun = datetime.combine(moment.astimezone(zone).date(), time(), zone)
    return begun.astimezone(UTC)
