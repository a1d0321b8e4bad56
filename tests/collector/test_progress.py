from collector import progress
from core.accounts.values import State, Work
from core.models import ChatId

CHAT, OTHER = ChatId(1), ChatId(2)


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def test_the_speed_is_that_of_the_last_minute() -> None:
    watch = Watch()
    told = progress.Progress(watch)
    told.step(CHAT, Work.HISTORY, 9_000, done=9_000, total=30_000)
    watch.seconds += 90
    told.step(CHAT, Work.HISTORY, 600, done=9_600, total=30_000)
    (job,) = told.jobs()
    assert job.per_second == 10
    assert job.left_seconds == 2_040


def test_a_short_while_is_no_reason_for_a_great_speed() -> None:
    watch = Watch()
    told = progress.Progress(watch)
    told.step(CHAT, Work.HISTORY, 100, done=100, total=300)
    watch.seconds += 0.001
    assert [job.per_second for job in told.jobs()] == [100]


def test_nobody_guesses_the_time_left_without_a_total_or_a_speed() -> None:
    watch = Watch()
    told = progress.Progress(watch)
    told.step(CHAT, Work.HISTORY, 100, done=100, total=None)
    told.step(OTHER, Work.HISTORY, 100, done=100, total=200)
    watch.seconds += 61
    assert {(job.per_second, job.left_seconds) for job in told.jobs()} == {(0, None)}


def test_what_has_most_left_comes_first() -> None:
    told = progress.Progress(Watch())
    told.step(CHAT, Work.HISTORY, 1, done=1, total=10)
    told.step(OTHER, Work.HISTORY, 1, done=1, total=1_000)
    assert [job.chat_id for job in told.jobs()] == [OTHER, CHAT]


def test_what_is_finished_is_not_told() -> None:
    told = progress.Progress(Watch())
    told.step(CHAT, Work.HISTORY, 1, done=1, total=10)
    told.step(CHAT, Work.READING_AGAIN, 1, done=1, total=10)
    told.step(OTHER, Work.MEDIA, 1, done=1, total=10)
    told.finish(CHAT)
    assert [job.chat_id for job in told.jobs()] == [OTHER]


def test_the_state_is_what_matters_most() -> None:
    told = progress.Progress(Watch())
    assert told.state(connected=True) is State.FOLLOWING
    told.step(CHAT, Work.MEDIA, 1, done=1, total=10)
    assert told.state(connected=True) is State.FOLLOWING
    told.step(CHAT, Work.HISTORY, 1, done=1, total=10)
    assert told.state(connected=True) is State.COLLECTING
    told.catching_up = True
    assert told.state(connected=True) is State.CATCHING_UP
    assert told.state(connected=False) is State.CONNECTING
