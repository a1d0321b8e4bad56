"""Ranges of ids behave as the sets of ids that they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from core.chats import ranges
from core.chats.values import Ranges

TOP = 30
numbers = st.integers(1, TOP)
pairs = st.lists(st.tuples(numbers, numbers), max_size=8)
sets = pairs.map(ranges.normal)


def ids(stretches: Ranges) -> set[int]:
    return {number for first, last in stretches for number in range(first, last + 1)}


def is_normal(stretches: Ranges) -> bool:
    ends = [end for stretch in stretches for end in stretch]
    return all(first <= last for first, last in stretches) and all(
        before + 1 < after for before, after in zip(ends[1::2], ends[2::2], strict=False)
    )


@given(pairs)
def test_normal_keeps_the_ids_and_drops_what_is_empty(stretches: list[tuple[int, int]]) -> None:
    found = ranges.normal(stretches)
    assert is_normal(found)
    assert ids(found) == ids(tuple(stretches))
    assert ranges.normal(reversed(found)) == found


@given(sets, sets)
def test_adding_and_taking_away_are_those_of_sets(one: Ranges, other: Ranges) -> None:
    both, rest = ranges.plus(one, other), ranges.minus(one, other)
    assert is_normal(both)
    assert is_normal(rest)
    assert ids(both) == ids(one) | ids(other)
    assert ids(rest) == ids(one) - ids(other)


@given(sets, st.none() | st.integers(0, TOP))
def test_gaps_are_what_is_missing_up_to_the_top(one: Ranges, top: int | None) -> None:
    found = ranges.gaps(one, top)
    assert is_normal(found)
    assert ids(found) == set(range(1, (top or 0) + 1)) - ids(one)


@given(sets)
def test_the_newest_range_has_the_highest_id_and_the_length_counts_all(
    one: Ranges,
) -> None:
    assert ranges.length(one) == len(ids(one))
    newest = ranges.newest(one)
    assert (newest is None) == (not one)
    assert newest is None or newest[1] == max(ids(one))
