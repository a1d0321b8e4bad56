"""A breaker: a link that does not work is left alone for a while, then tried with one question."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import clock
from core.ai.asking import Result
from core.ai.providers.outcomes import CallFailedError, Reaction

THRESHOLD = 3
"""Questions in a row that came to nothing, before a link is left alone."""
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=5)


@dataclass(slots=True)
class Breaker:
    """Shut while its link works; open until a moment; then half open, for one trial at a time."""

    failures: int = 0
    pauses: int = 0
    """Already made since the link last worked; each is twice as long as the one before."""
    until: datetime | None = None
    on_trial: bool = False

    def admits(self, now: datetime) -> bool:
        """May a question pass? If it is the trial, `on_trial` is set until its end is told."""
        if self.until is None:
            return True
        if self.on_trial or now < self.until:
            return False
        self.on_trial = True
        return True

    def worked(self) -> None:
        """The link answered, whatever it said."""
        self.failures = self.pauses = 0
        self.until = None

    def failed(self, now: datetime, *, trial: bool) -> None:
        """A question came to nothing."""
        self.failures += 1
        if trial or (self.until is None and self.failures >= THRESHOLD):
            pause = min(FIRST_PAUSE * 2**self.pauses, LONGEST_PAUSE)
            self.pauses += 1
            self.rest(now, pause)

    def rest(self, now: datetime, pause: timedelta) -> None:
        """Leave the link alone for as long as its provider asks."""
        self.until = max(self.until or now, now + pause)


@contextmanager
def guarded(breaker: Breaker) -> Iterator[None]:
    """Around a question, of whose end the breaker learns; raises CallFailedError while open."""
    if not breaker.admits(clock.now()):
        raise CallFailedError(Result.UNREACHABLE, "resting", Reaction.NEXT)
    trial = breaker.on_trial and breaker.until is not None
    try:
        yield
    except CallFailedError as failure:
        _learn(breaker, failure, trial=trial)
        raise
    finally:
        if trial:
            breaker.on_trial = False
    breaker.worked()


def _learn(breaker: Breaker, failure: CallFailedError, *, trial: bool) -> None:
    now = clock.now()
    if failure.reaction is Reaction.NEVER:
        breaker.worked()
    elif failure.reaction is Reaction.REST and failure.wait is not None:
        breaker.rest(now, failure.wait)
    else:
        breaker.failed(now, trial=trial)
