"""When something was said: exact where the export has a unix time or a zone, else assumed."""

from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from core.imports import peers
from core.imports.values import Raw

_END_OF_TIME = 253_402_300_800


class Moment(NamedTuple):
    """A moment in UTC; `assumed` where it was a local time read in a zone that was supposed."""

    at: datetime
    assumed: bool


def sent(raw: Raw, zone: tzinfo) -> Moment | None:
    """When a message was sent; None where no moment makes sense."""
    return _exact(raw.get("date_unixtime")) or _local(raw.get("date"), zone)


def edited(raw: Raw, zone: tzinfo) -> Moment | None:
    """When a message was last edited, if ever; old exports write 1970 for never."""
    return _exact(raw.get("edited_unixtime")) or _local(raw.get("edited"), zone)


def _exact(unix: object) -> Moment | None:
    seconds = peers.number(unix)
    if seconds is None or not 0 < seconds < _END_OF_TIME:
        return None
    return Moment(datetime.fromtimestamp(seconds, UTC), False)


def _local(written: object, zone: tzinfo) -> Moment | None:
    if not isinstance(written, str):
        return None
    try:
        local = datetime.fromisoformat(written)
        if local.year <= 1970:
            return None
        if local.tzinfo is not None:
            return Moment(local.astimezone(UTC), False)
        return Moment(local.replace(tzinfo=zone).astimezone(UTC), True)
    except (ValueError, OverflowError):
        return None
