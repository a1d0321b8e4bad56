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


def test_the_table_of_models_is_modest() -> None:
    for felt, measured in calibration.MODELS[3:]:
        assert measured < felt


@given(st.lists(st.builds(calibration.Judged, st.integers(0, 100), st.booleans()), max_size=200))
def test_corrections_never_turn_a_table_round(judged: list[calibration.Judged]) -> None:
    moved = calibration.recalibrated(calibration.MODELS, judged)
    assert [felt for felt, _ in moved] == [felt for felt, _ in calibration.MODELS]
    measured = [level for _, level in moved]
    assert measured == sorted(measured)
    assert all(0 <= level <= 100 for level in measured)


def test_few_corrections_move_no_table() -> None:
    wrong = [calibration.Judged(100, False)] * (calibration.ENOUGH - 1)
    assert calibration.recalibrated(calibration.MODELS, wrong) == calibration.MODELS
    moved = calibration.recalibrated(calibration.MODELS, [*wrong, wrong[0]])
    assert calibration.calibrated(100, moved) < calibration.calibrated(100, calibration.MODELS)


def test_many_corrections_say_more_than_a_table() -> None:
    judged = [calibration.Judged(90, place % 2 == 0) for place in range(2000)]
    moved = calibration.recalibrated(calibration.TABLE, judged)
    assert abs(calibration.calibrated(90, moved) - 50) < 3
