"""Pure decisions about accounts."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from core.accounts import values

SILENCE = timedelta(seconds=30)
"""A collector that has said nothing for so long is not running."""

_REPORT = TypeAdapter(values.Report)


def dumped(report: values.Report) -> dict[str, Any]:
    """A report as the JSON that is stored."""
    written: dict[str, Any] = _REPORT.dump_python(report, mode="json")
    return written


def parsed(stored: Mapping[str, Any] | None) -> values.Report | None:
    """The report of a stored JSON; None for rubbish, and for what another version wrote."""
    try:
        return _REPORT.validate_json(json.dumps(stored), strict=True)
    except (ValidationError, ValueError, TypeError):
        return None


def is_running(standing: values.Standing, now: datetime) -> bool:
    """Whether a collector of this account runs."""
    at = standing.reported_at
    return at is not None and now - at < SILENCE


def reason(stored: str | None) -> values.LostReason | None:
    """Why a session is dead; what another version wrote counts as revoked."""
    if stored is None:
        return None
    known = set(values.LostReason)
    return values.LostReason(stored) if stored in known else values.LostReason.REVOKED
