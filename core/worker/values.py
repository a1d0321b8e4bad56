"""What the queue looks like from outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

JobId = NewType("JobId", int)
"""PgQueuer's number of a job."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Jobs of one kind that are neither done nor set aside."""

    job: str
    waiting: int
    """Those whose time has not come included."""
    under_way: int
    oldest: datetime
    """When the one that waits longest was asked for."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A job that is not tried any more until the owner says so."""

    id: JobId
    job: str
    key: str
    since: datetime
    tries: int
    reason: str
    """An error's type and where it broke in our code."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the work stands."""

    workers: int
    """Alive now."""
    waiting: int
    oldest: datetime | None
    set_aside: int
