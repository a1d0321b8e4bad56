"""When insights are due and how messages are cut, over all that ids can be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.chats import ranges
from core.chats.values import Ranges
from core.insights import rules
from core.insights.values import Found, Gap, Plan, Size
from core.models import MessageId

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ids = st.integers(1, 400)
some_ranges = st.lists(st.tuples(ids, st.integers(0, 60)), max_size=5).map(
    lambda pairs: ranges.normal((first, first + more) for first, more in pairs)
)


def _ids(known: Ranges) -> set[int]:
    return {number for first, last in known for number in range(first, last + 1)}


def _inside(number: int, gap: Gap) -> bool:
    first, last = gap
    return (first is None or first <= number) and (last is None or number <= last)


def _found(
    stored: Sequence[int], known: Ranges, counts: bool = True, age: float = 90
) -> list[Found]:
    moment = NOW - timedelta(seconds=age)
    gaps = rules.gaps(known)
    return [
        Found(MessageId(number), 10, counts, moment, gap)
        for number in sorted(stored, reverse=True)
        for gap in gaps
        if _inside(number, gap)
    ]


@given(some_ranges)
def test_gaps_are_all_that_is_not_known(known: Ranges) -> None:
    gaps = rules.gaps(known)
    for number in range(-5, 500):
        assert any(_inside(number, gap) for gap in gaps) is (number not in _ids(known))
    assert [gap[1] is None for gap in gaps] == [True] + [False] * (len(gaps) - 1)


@given(st.sets(ids, max_size=300), some_ranges, some_ranges, st.booleans())
def test_stretches_hold_what_is_due_once_and_nothing_planned(
    stored: set[int], done: Ranges, planned: Ranges, more: bool
) -> None:
    rows = _found(list(stored), ranges.plus(done, planned))
    plan = rules.plan(rows, planned, 100, NOW, more=more)
    covered = [_ids((stretch,)) for stretch in plan.stretches]
    assert sum(map(len, covered)) == len(set[int]().union(*covered))
    assert not set[int]().union(*covered) & _ids(planned)
    assert list(plan.stretches) == sorted(plan.stretches, reverse=True)
    due = {row.id for row in rows}
    for ids_of in covered:
        assert 1 <= len(ids_of & due) <= rules.MOST_LINES
    if not more:
        assert due <= set[int]().union(*covered)
        assert plan.wait is None


@given(st.sets(ids, min_size=1, max_size=300))
def test_what_was_done_bit_by_bit_leaves_no_gap_between(stored: set[int]) -> None:
    plan = rules.plan(_found(list(stored), ()), (), 100, NOW, more=False)
    assert ranges.normal(plan.stretches) == ((min(stored), max(stored)),)


@given(st.sets(ids, max_size=200), st.sets(ids, max_size=200))
def test_only_what_is_left_is_not_done_and_what_lies_between(
    left: set[int], made: set[int]
) -> None:
    made -= left
    done = _ids(rules.without((1, 400), left, made))
    assert made <= done
    assert not left & done
    assert all(
        number in done
        for number in range(1, 401)
        if not left or number < min(left) or number > max(left)
    )


def test_few_new_messages_wait_for_silence() -> None:
    rows = _found(range(1, 40), (), age=20)
    assert rules.plan(rows, (), 20, NOW, more=False).wait == 40
    assert rules.plan(rows, (), 20, NOW, more=False).stretches == ()
    assert rules.plan(_found(range(1, 41), (), age=0), (), 20, NOW, more=False).wait is None


def test_a_clock_that_went_back_makes_nobody_wait_longer_than_the_silence() -> None:
    rows = _found(range(1, 5), (), age=-9000)
    assert rules.plan(rows, (), 20, NOW, more=False).wait == 60


def test_long_messages_make_short_stretches() -> None:
    long = [
        Found(MessageId(n), 5_000, True, NOW - timedelta(hours=1), (None, None))
        for n in range(9, 0, -1)
    ]
    assert rules.plan(long, (), 20, NOW, more=False).stretches == (
        (8, 9), (6, 7), (4, 5), (2, 3), (1, 1),
    )  # fmt: skip


def test_what_has_no_words_is_done_without_a_job() -> None:
    plan = rules.plan(_found(range(5, 9), ((10, 20),), counts=False), (), 20, NOW, more=False)
    assert plan == Plan((), ((5, 9),), None)


def test_more_than_fits_is_looked_at_by_whoever_has_done_some() -> None:
    rows = _found(range(1, 301), ())
    plan = rules.plan(rows, (), 2, NOW, more=False)
    assert plan.stretches == ((201, 300), (101, 200))
    assert plan.wait is None


def test_the_oldest_part_waits_for_what_is_below_it() -> None:
    rows = _found(range(100, 251), ())
    plan = rules.plan(rows, (), 20, NOW, more=True)
    assert plan.stretches == ((151, 250),)
    assert plan.wait == 0


def test_a_batch_takes_the_newest_that_fit() -> None:
    rows = _found(range(1, 130), ())
    assert rules.fitting(rows) == (list(range(129, 29, -1)), True)
    assert rules.fitting(rows[:100])[1] is False
    assert rules.fitting(_found([1, 2], (), counts=False)) == ([], False)
    huge = [Found(MessageId(n), 10**n, True, NOW, (None, None)) for n in (5, 1)]
    assert rules.fitting(huge) == ([5], True)


def test_what_has_no_words_goes_along_with_what_has() -> None:
    rows = _found(range(1, 20), ())
    photos = [replace(row, counts=False) if row.id % 3 else row for row in rows]
    assert rules.plan(photos, (), 20, NOW, more=False).stretches == ((1, 19),)


@given(st.lists(st.tuples(ids, st.integers(1, 2 * rules.MOST_CHARACTERS)), max_size=300))
def test_parts_hold_all_in_order_and_are_no_larger_than_a_batch(sizes: list[Size]) -> None:
    parts = rules.parted(sizes)
    assert [number for part in parts for number in part] == [number for number, _ in sizes]
    left = list(sizes)
    for part in parts:
        characters = [left.pop(0)[1] for _ in part]
        assert len(part) <= rules.MOST_LINES
        assert len(part) == 1 or sum(characters) <= rules.MOST_CHARACTERS
