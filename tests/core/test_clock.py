"""What time it is."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core import clock


def test_a_day_begins_where_the_owner_is() -> None:
    moment = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)
    begun = clock.midnight(moment, ZoneInfo("Europe/Istanbul"))
    assert begun == datetime(2026, 11, 1, 21, tzinfo=UTC)
