"""What was learned, and what the owner chose of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.models import ClassifierId, UserId
from core.taxonomy.values import ProfessionSlug, SectorSlug

NEWEST = "newest"
"""The choice of whatever is newest and better; it holds until the owner chooses otherwise."""
NONE = "none"
"""The choice of the plain offline reader."""


class Idle(StrEnum):
    """Why a version does not count."""

    TOO_FEW = "too few corrections"
    NOT_BETTER = "not better"
    REPLACED = "replaced"
    NOT_CHOSEN = "not your choice"


@dataclass(frozen=True, slots=True)
class Score:
    """Parts of the corrections on which a reader guessed right, and wrong, 0 to 1."""

    right: float
    wrong: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How a new version did, which had not seen the corrections, and what was live before."""

    corrections: int
    before: Score
    after: Score


@dataclass(frozen=True, slots=True)
class Version:
    """A learned classifier, without its weights."""

    id: ClassifierId
    made_at: datetime
    figures: Figures
    live: bool
    idle: Idle | None
    """None where it is live."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of learning."""

    id: ClassifierId
    figures: Figures
    live: bool
    idle: Idle | None


@dataclass(frozen=True, slots=True)
class Since:
    """What happened since the last version was made."""

    at: datetime | None
    """When that was; None where there is none."""
    corrections: int
    """Made or undone."""
    messages: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A correction that counts, with its person."""

    user_id: UserId
    bio: str | None
    sector: SectorSlug
    profession: ProfessionSlug | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the live version has learned from."""

    made_at: datetime
    people: frozenset[UserId]
