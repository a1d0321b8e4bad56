"""When a job is tried again, and when a schedule is due, whatever clocks are changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.worker import rules

ZONES = ("Europe/Berlin", "America/New_York", "Europe/Istanbul")
BERLIN = ZoneInfo("Europe/Berlin")
HALF_PAST_TWO = time(2, 30)


@given(
    st.sampled_from(ZONES),
    st.one_of(st.just(HALF_PAST_TWO), st.times().map(lambda at: at.replace(microsecond=0))),
    st.integers(2005, 2030),
)
def test_each_date_of_a_year_has_one_moment(zone: str, at: time, year: int) -> None:
    here = ZoneInfo(zone)
    now = datetime(year, 1, 1, tzinfo=here).astimezone(UTC) - timedelta(microseconds=1)
    end = datetime(year + 1, 1, 1, tzinfo=here).astimezone(UTC)
    dates: list[date] = []
    while (now := rules.next_daily(now, at, here)) < end:
        local = now.astimezone(here)
        late = local.replace(tzinfo=None) - datetime.combine(local.date(), at)
        assert late in (timedelta(0), timedelta(hours=1))
        dates.append(local.date())
    first, days = date(year, 1, 1), (date(year + 1, 1, 1) - date(year, 1, 1)).days
    assert dates == [first + timedelta(days=day) for day in range(days)]


@given(st.sampled_from(ZONES), st.times(), st.integers(0, 2**31))
def test_the_next_moment_is_later_and_within_a_day_and_an_hour(
    zone: str, at: time, second: int
) -> None:
    now = datetime.fromtimestamp(second, UTC)
    wait = rules.next_daily(now, at, ZoneInfo(zone)) - now
    assert timedelta(0) < wait <= timedelta(hours=26)


def test_a_time_that_clocks_skip_is_as_much_later_and_a_doubled_one_is_the_first() -> None:
    skipped = rules.next_daily(datetime(2027, 3, 27, 12, tzinfo=UTC), HALF_PAST_TWO, BERLIN)
    assert skipped.astimezone(BERLIN).isoformat() == "2027-03-28T03:30:00+02:00"
    doubled = rules.next_daily(datetime(2026, 10, 24, 12, tzinfo=UTC), HALF_PAST_TWO, BERLIN)
    assert doubled.astimezone(BERLIN).isoformat() == "2026-10-25T02:30:00+02:00"
    after = rules.next_daily(doubled, HALF_PAST_TWO, BERLIN)
    assert after.astimezone(BERLIN).isoformat() == "2026-10-26T02:30:00+01:00"


def test_a_job_is_tried_five_times_with_growing_pauses() -> None:
    pauses = [rules.pause(failures) for failures in range(1, 6)]
    assert pauses[4] is None
    known = [pause for pause in pauses if pause is not None]
    assert len(known) == 4
    assert known == sorted(known)
