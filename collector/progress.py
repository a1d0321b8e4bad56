"""How far the collector is with each chat, how fast, and how long that will still take."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from core import models
from core.accounts.values import Job, MediaNote, State, Work

WINDOW = 60.0
"""Seconds over which a speed is taken."""

_SHORTEST = 1.0


@dataclass(slots=True)
class _Moving:
    """Work under way; `steps` are moments and what was done at them."""

    done: int
    total: int | None
    since: float
    steps: deque[tuple[float, int]] = field(default_factory=deque)


class Progress:
    """What is being done now, for people to read; nothing is decided by it.

    `now` counts seconds. `catching_up` is set while the positions are compared with Telegram's,
    `media_note` while no files are downloaded.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._moving: dict[tuple[models.ChatId | None, Work], _Moving] = {}
        self.catching_up = False
        self.media_note: MediaNote | None = None

    def step(
        self,
        chat_id: models.ChatId | None,
        what: Work,
        by: int,
        *,
        done: int,
        total: int | None,
    ) -> None:
        """So many more are done of some work in a chat: `done` of `total` now."""
        now = self._now()
        moving = self._moving.setdefault((chat_id, what), _Moving(done, total, now))
        moving.done, moving.total = done, total
        moving.steps.append((now, by))
        _forget(moving, now)

    def finish(self, chat_id: models.ChatId | None) -> None:
        """Nothing more is to be done in a chat now, or nothing can be."""
        for key in [key for key in self._moving if key[0] == chat_id]:
            del self._moving[key]

    def state(self, *, connected: bool) -> State:
        """What all of it comes to."""
        if not connected:
            return State.CONNECTING
        if self.catching_up:
            return State.CATCHING_UP
        walking = any(what in _FILLING for _, what in self._moving)
        return State.COLLECTING if walking else State.FOLLOWING

    def jobs(self) -> tuple[Job, ...]:
        """All work under way, that with most left first."""
        jobs = [self._job(*key, moving) for key, moving in self._moving.items()]
        return tuple(sorted(jobs, key=lambda job: job.done - (job.total or job.done)))

    def _job(self, chat_id: models.ChatId | None, what: Work, moving: _Moving) -> Job:
        now = self._now()
        _forget(moving, now)
        seconds = min(max(now - moving.since, _SHORTEST), WINDOW)
        speed = sum(by for _, by in moving.steps) / seconds
        left = None
        if speed and moving.total is not None:
            left = round(max(0, moving.total - moving.done) / speed)
        return Job(chat_id, what, moving.done, moving.total, speed, left)


_FILLING = frozenset((Work.HISTORY, Work.READING_AGAIN))


def _forget(moving: _Moving, now: float) -> None:
    while moving.steps and moving.steps[0][0] <= now - WINDOW:
        moving.steps.popleft()
