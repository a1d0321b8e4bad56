"""The only place that asks what time it is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def midnight(moment: datetime, zone: ZoneInfo) -> datetime:
    """When the day of a moment began in a zone."""
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
