"""Which limit is reached, and until when."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger import rules
from core.ledger.values import Blocked, Day, Limit, Limits, Spent, Used
from tests.core.ledger.calling import ISTANBUL, NOON

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = rules.day(NOON, ISTANBUL)
LIMITS = Limits(15, 300, 1_000, 2_000_000, 500_000)
ONE = Spent(1, 100, 1_000)
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)
MOMENTS = st.integers(1_704_067_200, 2_114_380_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "start", "end"),
    [
        ("2026-11-01T09:00", ISTANBUL, "2026-10-31T21:00", "2026-11-01T21:00"),
        ("2026-10-25T09:00", BERLIN, "2026-10-24T22:00", "2026-10-25T23:00"),
        ("2026-03-29T09:00", BERLIN, "2026-03-28T23:00", "2026-03-29T22:00"),
        ("2026-04-24T09:00", ZoneInfo("Africa/Cairo"), "2026-04-23T22:00", "2026-04-24T21:00"),
        ("2026-11-01T05:30", ZoneInfo("America/Havana"), "2026-11-01T04:00", "2026-11-02T05:00"),
    ],
)
def test_a_day_is_the_owners_even_when_clocks_change(
    now: str, zone: ZoneInfo, start: str, end: str
) -> None:
    assert rules.day(_utc(now), zone) == Day(_utc(start), _utc(end))


@given(MOMENTS, ZONES)
def test_every_moment_lies_in_its_day_and_days_follow_each_other(
    moment: datetime, zone: ZoneInfo
) -> None:
    day = rules.day(moment, zone)
    assert day.start <= moment < day.end
    assert rules.day(day.end, zone).start == day.end


@given(MOMENTS, ZONES)
def test_every_day_begins_a_quarter(moment: datetime, zone: ZoneInfo) -> None:
    day = rules.day(moment, zone)
    assert rules.quarter(day.start) == day.start
    assert timedelta(0) <= moment - rules.quarter(moment) < timedelta(minutes=15)


@pytest.mark.parametrize(
    ("used", "blocked"),
    [
        (Used(), None),
        (Used(Spent(999, 1_999_900, 499_000)), None),
        (Used(Spent(1_000, 0, 0)), Blocked(Limit.DAY, TODAY.end)),
        (Used(Spent(0, 1_999_901, 0)), Blocked(Limit.TOKENS, TODAY.end)),
        (Used(Spent(0, 0, 499_001)), Blocked(Limit.MONEY, TODAY.end)),
        (Used(minute_full=NOON), Blocked(Limit.MINUTE, NOON + rules.MINUTE)),
        (Used(hour_full=NOON), Blocked(Limit.HOUR, NOON + rules.HOUR)),
        (Used(Spent(), NOON, NOON), Blocked(Limit.HOUR, NOON + rules.HOUR)),
        (
            Used(Spent(), NOON, NOON - timedelta(minutes=59, seconds=30)),
            Blocked(Limit.MINUTE, NOON + rules.MINUTE),
        ),
    ],
)
def test_the_limit_that_lasts_longest_is_named(used: Used, blocked: Blocked | None) -> None:
    assert rules.blocked(LIMITS, used, ONE, TODAY) == blocked


def test_no_limit_holds_nothing_up() -> None:
    assert rules.blocked(Limits(), Used(Spent(10**9, 10**15, 10**15)), ONE, TODAY) is None


@pytest.mark.parametrize(
    ("spent", "usual"),
    [
        (Spent(), Spent(1, 1, 1)),
        (Spent(10, 5_000, 70), Spent(1, 500, 7)),
        (Spent(10, 5_000, 0), Spent(1, 500, 1)),
    ],
)
def test_the_next_call_is_taken_to_be_like_those_before(spent: Spent, usual: Spent) -> None:
    assert rules.usual(spent) == usual


@pytest.mark.parametrize(
    ("hit", "more", "told"),
    [
        (
            Blocked(Limit.HOUR, NOON + timedelta(minutes=5)),
            ONE,
            "AI_REQUESTS_PER_HOUR=300 leaves no room for a call: work for models waits until"
            " 12:05.",
        ),
        (
            Blocked(Limit.MONEY, TODAY.end),
            ONE,
            "AI_MONEY_PER_DAY=0.50 leaves no room for a call: work for models waits until 00:00"
            " on 2 November 2026.",
        ),
        (
            Blocked(Limit.MONEY, TODAY.end),
            Spent(1, 100, 800_000),
            "One call may take 0.80, which is more than AI_MONEY_PER_DAY=0.50 allows: raise it."
            " Nothing is asked until 00:00 on 2 November 2026.",
        ),
        (
            Blocked(Limit.TOKENS, TODAY.end),
            Spent(1, 2_000_001, 0),
            "One call may take 2000001, which is more than AI_TOKENS_PER_DAY=2000000 allows:"
            " raise it. Nothing is asked until 00:00 on 2 November 2026.",
        ),
    ],
)
def test_the_owner_reads_which_limit_it_is_and_until_when(
    hit: Blocked, more: Spent, told: str
) -> None:
    assert rules.sentence(hit, LIMITS, more, NOON, ISTANBUL) == told
