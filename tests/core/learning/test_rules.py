"""When to learn, and what may count."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ai.values import Candidate, Verdict
from core.learning import rules
from core.learning.values import NEWEST, NONE, Figures, Idle, Score, Since
from core.taxonomy.values import SectorSlug
from tests.stored import NOON

LAW, HEALTH = SectorSlug("law"), SectorSlug("healthcare")
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("corrections", "messages", "hours", "due"),
    [
        (0, 5000, 100, False),
        (9, 999, 5, False),
        (10, 0, 0, True),
        (1, 1000, 0, True),
        (1, 0, 6, True),
    ],
)
def test_it_is_time_after_news_of_one_kind(
    corrections: int, messages: int, hours: int, due: bool
) -> None:
    assert rules.is_due(Since(NOON, corrections, messages), NOON + hours * HOUR) is due


def test_the_first_correction_is_learned_at_once() -> None:
    assert rules.is_due(Since(None, 1, 0), NOON)
    assert not rules.is_due(Since(None, 0, 5000), NOON)


@given(st.integers(0, 100), st.integers(0, 50), st.integers(0, 50))
def test_only_what_is_better_on_enough_corrections_counts(
    corrections: int, before: int, after: int
) -> None:
    figures = Figures(corrections, Score(before / 50, 0), Score(after / 50, 0))
    assert rules.is_better(figures) is (corrections >= 30 and after > before)


@pytest.mark.parametrize(("more_wrong", "better"), [(2, True), (3, False), (9, False)])
def test_who_guesses_wrong_as_often_as_right_is_not_better(more_wrong: int, better: bool) -> None:
    figures = Figures(50, Score(20 / 50, 5 / 50), Score(23 / 50, (5 + more_wrong) / 50))
    assert rules.is_better(figures) is better


@pytest.mark.parametrize(
    ("figures", "choice", "idle"),
    [
        (Figures(29, Score(0.1, 0), Score(0.9, 0)), NEWEST, Idle.TOO_FEW),
        (Figures(30, Score(0.5, 0), Score(0.5, 0)), NEWEST, Idle.NOT_BETTER),
        (Figures(30, Score(0.5, 0), Score(0.6, 0)), NEWEST, Idle.REPLACED),
        (Figures(30, Score(0.5, 0), Score(0.6, 0)), NONE, Idle.NOT_CHOSEN),
        (Figures(30, Score(0.5, 0), Score(0.6, 0)), "3", Idle.NOT_CHOSEN),
    ],
)
def test_a_version_that_is_not_live_has_a_reason(
    figures: Figures, choice: str, idle: Idle
) -> None:
    assert rules.idle(figures, choice) is idle


def test_only_a_guess_that_would_be_shown_is_right() -> None:
    shown = Verdict((Candidate(None, LAW, 95),))
    unsure = Verdict((Candidate(None, LAW, 5),))
    score = rules.score([shown, shown, unsure, Verdict()], [LAW, HEALTH, LAW, LAW])
    assert score == Score(0.25, 0.25)
