"""When something was said: exact where the export has a unix time or a zone, else assumed."""

from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from core.imports import peers
from core.imports.values import Raw

BIRTH = datetime(2013, 1, 1, tzinfo=UTC)
"""Of the year in which Telegram began."""

_END_OF_TIME = 253_402_300_800


class Moment(NamedTuple):
    """A moment in UTC; `assumed` where it was a local time read in a zone that was supposed."""

    at: datetime
    assumed: bool


def sent(raw: Raw, zone: tzinfo, until: datetime) -> Moment | None:
    """When a message was sent; None where no moment makes sense, from Telegram's birth on."""
    exact = _sensible(_exact(raw.get("date_unixtime")), until)
    return exact or _sensible(_local(raw.get("date"), zone), until)


def edited(raw: Raw, zone: tzinfo, until: datetime) -> Moment | None:
    """When a message was last edited, if ever; old exports write 1970 for never."""
    exact = _sensible(_exact(raw.get("edited_unixtime")), until)
    return exact or _sensible(_local(raw.get("edited"), zone), until)


def _sensible(moment: Moment | None, until: datetime) -> Moment | None:
    return moment if moment is not None and BIRTH <= moment.at <= until else None


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
        if local.tzinfo is not None:
            return Moment(local.astimezone(UTC), False)
        return Moment(local.replace(tzinfo=zone).astimezone(UTC), True)
    except (ValueError, OverflowError):
        return None
