"""Felt confidence becomes measured confidence, never turning the order round."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from core.ai import calibration


@given(st.integers(-50, 200))
def test_a_calibrated_confidence_is_a_percentage(felt: int) -> None:
    assert 0 <= calibration.calibrated(felt) <= 100


def test_more_felt_is_never_less_calibrated() -> None:
    values = [calibration.calibrated(felt) for felt in range(101)]
    assert values == sorted(values)


def test_the_points_of_the_table_are_met_exactly() -> None:
    for felt, measured in calibration.TABLE:
        assert calibration.calibrated(felt) == measured


def test_the_table_rises_and_spans_everything() -> None:
    assert (calibration.TABLE[0][0], calibration.TABLE[-1][0]) == (0, 100)
    for (felt, low), (further, high) in itertools.pairwise(calibration.TABLE):
        assert felt < further
        assert low <= high
