import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector import pacing
from collector.pacing import Lane, Pace
from tests.collector.test_line import Time


async def turns(pace: Pace, lanes: list[Lane]) -> list[Lane]:
    """The order in which requests go that all wait at once."""
    gone: list[Lane] = []

    async def go(lane: Lane) -> None:
        await pace.turn(lane)
        gone.append(lane)

    async with asyncio.TaskGroup() as group:
        for lane in lanes:
            group.create_task(go(lane))
    return gone


async def spend(pace: Pace) -> None:
    for _ in range(10):
        await pace.turn(Lane.HISTORY)


async def test_a_few_go_at_once_and_then_one_at_a_time() -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)
    assert time.now == 1000
    for _ in range(5):
        await pace.turn(Lane.HISTORY)
    assert time.now == pytest.approx(1005)


async def test_a_silence_saves_up_no_more_than_a_few() -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)
    time.now += 3600
    for _ in range(12):
        await pace.turn(Lane.HISTORY)
    assert time.now == pytest.approx(4602)


async def test_no_pace_is_no_waiting() -> None:
    time = Time()
    pace = Pace(0, time.monotonic, time.sleep)
    for _ in range(1000):
        await pace.turn(Lane.MEDIA)
    pace.give_back()
    assert time.slept == []


async def test_what_is_live_goes_ahead_of_the_pace() -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)
    for _ in range(10):
        await pace.turn(Lane.LIVE)
    assert time.now == 1000
    await pace.turn(Lane.LIVE)
    assert time.now == pytest.approx(1001)


async def test_a_turn_that_was_not_used_is_given_back() -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)
    pace.give_back()
    await pace.turn(Lane.HISTORY)
    assert time.slept == []


async def test_who_leaves_the_queue_lets_the_next_one_go() -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(pace.turn(Lane.HISTORY))
        second = group.create_task(pace.turn(Lane.PEOPLE))
        await asyncio.sleep(0)
        first.cancel()
        await second
    assert first.cancelled()
    assert time.now <= 1002


@given(st.lists(st.sampled_from(list(Lane)), max_size=30))
async def test_requests_that_compete_go_by_lane_and_are_all_served(lanes: list[Lane]) -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)
    for _ in range(10):
        await pace.turn(Lane.LIVE)
    gone = await turns(pace, lanes)
    live = lanes.count(Lane.LIVE)
    assert sorted(gone) == sorted(lanes)
    assert set(gone[:live]) <= {Lane.LIVE}
    history = [number for number, lane in enumerate(gone) if lane is Lane.HISTORY]
    behind = [number for number, lane in enumerate(gone) if lane > Lane.HISTORY]
    for before, after in itertools.pairwise([live - 1, *behind]):
        assert sum(before < each < after for each in history) <= pacing.SHARE - 1
    others = len(lanes) - lanes.count(Lane.LIVE)
    expected = len(lanes) + (10 if others else 0)
    assert time.now == pytest.approx(1000 + expected)


async def test_history_leaves_a_share_to_those_behind_it() -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)
    wanted = [Lane.HISTORY] * 12 + [Lane.PEOPLE] + [Lane.MEDIA] * 2
    gone = await turns(pace, wanted)
    assert [number for number, lane in enumerate(gone) if lane > Lane.HISTORY] == [4, 9, 14]
    assert gone[4] is Lane.PEOPLE


async def test_whoever_comes_late_does_not_make_everybody_wait_for_ever() -> None:
    time = Time()
    pace = Pace(60, time.monotonic, time.sleep)
    await spend(pace)

    async def page_after_page() -> None:
        for _ in range(12):
            await pace.turn(Lane.HISTORY)
            await asyncio.sleep(0)

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(page_after_page())
        await asyncio.sleep(0)
        for lane in (Lane.MEDIA, Lane.PEOPLE, Lane.MEDIA):
            group.create_task(pace.turn(lane))
    assert time.now == pytest.approx(1015)
