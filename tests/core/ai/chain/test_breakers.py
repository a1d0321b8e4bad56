import contextlib
from datetime import UTC, datetime, timedelta

import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.ai.asking import Result
from core.ai.chain import breakers
from core.ai.chain.breakers import Breaker
from core.ai.providers.outcomes import CallFailedError, Reaction

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def failing() -> Breaker:
    breaker = Breaker()
    for _ in range(breakers.THRESHOLD):
        assert breaker.admits(NOW)
        breaker.failed(NOW, trial=False)
    return breaker


def tried(breaker: Breaker, moment: datetime) -> None:
    assert breaker.admits(moment)
    assert breaker.on_trial
    breaker.failed(moment, trial=True)
    breaker.on_trial = False


def test_some_failures_in_a_row_open_it() -> None:
    assert not failing().admits(NOW)


def test_an_answer_between_them_keeps_it_shut() -> None:
    breaker = Breaker()
    for _ in range(breakers.THRESHOLD * 2):
        breaker.failed(NOW, trial=False)
        breaker.worked()
    assert breaker.admits(NOW)


def test_after_the_pause_one_question_alone_tries_it() -> None:
    breaker = failing()
    later = NOW + breakers.FIRST_PAUSE
    assert breaker.admits(later)
    assert not breaker.admits(later)
    breaker.worked()
    assert breaker.admits(later)
    assert breaker.admits(later)


def test_a_trial_that_fails_doubles_the_pause_up_to_the_longest() -> None:
    breaker, moment, pauses = failing(), NOW, []
    for _ in range(8):
        assert breaker.until is not None
        pauses.append(breaker.until - moment)
        moment = breaker.until
        tried(breaker, moment)
    assert pauses[:4] == [breakers.FIRST_PAUSE * 2**n for n in range(4)]
    assert max(pauses) == breakers.LONGEST_PAUSE


def test_a_trial_that_told_nothing_lets_the_next_one_try() -> None:
    breaker = failing()
    later = NOW + breakers.FIRST_PAUSE
    assert breaker.admits(later)
    breaker.on_trial = False
    assert breaker.admits(later)


def test_it_rests_as_long_as_the_provider_asks() -> None:
    breaker = Breaker()
    breaker.rest(NOW, timedelta(hours=3))
    breaker.rest(NOW, timedelta(seconds=1))
    assert not breaker.admits(NOW + timedelta(hours=2, minutes=59))
    assert breaker.admits(NOW + timedelta(hours=3))


def test_failures_of_questions_under_way_do_not_lengthen_a_pause() -> None:
    breaker = failing()
    until = breaker.until
    breaker.failed(NOW + timedelta(seconds=10), trial=False)
    assert breaker.until == until


@given(st.lists(st.tuples(st.sampled_from("afwr"), st.integers(0, 900)), max_size=60))
def test_whatever_happens_it_is_tried_again_within_the_longest_pause(
    events: list[tuple[str, int]],
) -> None:
    breaker, moment = Breaker(), NOW
    for event, seconds in events:
        moment += timedelta(seconds=seconds)
        if event == "w":
            breaker.worked()
        elif event == "r":
            breaker.rest(moment, breakers.FIRST_PAUSE)
        elif breaker.admits(moment) and event == "f":
            breaker.failed(moment, trial=breaker.on_trial)
        breaker.on_trial = False
    assert breaker.admits(moment + breakers.LONGEST_PAUSE)


def test_a_question_beside_a_trial_is_no_trial_once_the_link_works() -> None:
    breaker = failing()
    later = NOW + breakers.FIRST_PAUSE
    with time_machine.travel(later, tick=False), breakers.guarded(breaker):
        breaker.worked()  # a question from before the pause is answered at last
        with contextlib.suppress(CallFailedError), breakers.guarded(breaker):
            raise CallFailedError(Result.TIMED_OUT, "timeout", Reaction.NEXT)
        assert breaker.until is None, "one failure is not enough"
