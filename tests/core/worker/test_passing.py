"""Trouble that passes puts a job off; no other does."""

from datetime import UTC, datetime, timedelta

import pytest

from core import db
from core.ai import asking
from core.worker import passing

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (asking.BudgetSpentError("", NOW + timedelta(seconds=40)), 40),
        (asking.BudgetSpentError("", NOW - timedelta(seconds=40)), 0),
        (asking.BudgetSpentError("", NOW + timedelta(days=1)), 600),
        (asking.NobodyAnswersError("", NOW + timedelta(seconds=9)), 9),
        (db.DatabaseUnreachableError(), 15),
        (db.DatabaseFullError(), 15),
    ],
)
def test_passing_trouble_puts_a_job_off(error: Exception, seconds: int) -> None:
    assert passing.put_off(error, NOW) == timedelta(seconds=seconds)


def test_of_a_group_of_errors_each_must_be_passing() -> None:
    spent = asking.BudgetSpentError("", NOW + timedelta(seconds=40))
    away = db.DatabaseUnreachableError()
    both = ExceptionGroup("", [away, ExceptionGroup("", [spent])])
    assert passing.put_off(both, NOW) == timedelta(seconds=40)
    assert passing.put_off(ExceptionGroup("", [spent, ValueError()]), NOW) is None
    assert passing.put_off(ValueError(), NOW) is None


def test_a_question_over_which_models_fall_is_not_asked_for_ever() -> None:
    assert passing.put_off(asking.StumbledError("", NOW), NOW) is None
