"""What time it is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from core import clock


def test_a_day_begins_where_the_owner_is() -> None:
    moment = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)
    begun = clock.midnight(moment, ZoneInfo("Europe/Istanbul"))
    assert begun == datetime(2026, 11, 1, 21, tzinfo=UTC)


def test_a_day_whose_midnight_comes_twice_begins_with_the_first() -> None:
    havana = ZoneInfo("America/Havana")
    first = datetime(2026, 11, 1, 4, tzinfo=UTC)
    for hours in (0, 1, 1.5, 2, 24.5):
        assert clock.midnight(first + timedelta(hours=hours), havana) == first


def test_a_day_without_midnight_begins_when_clocks_are_put_forward() -> None:
    noon = datetime(2026, 4, 24, 9, tzinfo=UTC)
    begun = clock.midnight(noon, ZoneInfo("Africa/Cairo"))
    assert begun == datetime(2026, 4, 23, 22, tzinfo=UTC)
