"""What goes into a reader of professions, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.taxonomy.values import ProfessionSlug, SectorSlug


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the person, their own words only."""

    number: int
    """Its place in the corpus; a quote refers to it."""
    text: str
    sent_at: datetime
    answers: str | None = None
    """The text of somebody else's message that this one replies to: context, never evidence."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that a reader may know of a person."""

    lines: tuple[Line, ...]
    """Newest first."""
    bio: str | None = None


class QuoteKind(StrEnum):
    """Where a quote stands."""

    MESSAGE = "message"
    BIO = "bio"


@dataclass(frozen=True, slots=True)
class Quote:
    """A literal piece of a line or of the bio."""

    kind: QuoteKind
    line: int | None
    """The line's number; None for the bio."""
    text: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A profession that fits, or only a sector; confidence 0 to 100."""

    profession: ProfessionSlug | None
    sector: SectorSlug
    confidence: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader makes of a person: no candidates means that it does not know."""

    candidates: tuple[Candidate, ...] = ()
    """At most three, best first; confidences as the reader feels them, not yet calibrated."""
    evidence: tuple[Quote, ...] = ()
    """For the best candidate, strongest first."""
    declared: bool = False
    """The person says it outright: enough even with very few messages."""


class Intent(StrEnum):
    """What a message is for."""

    QUESTION = "question"
    STATEMENT = "statement"
    COMMAND = "command"
    DISCUSSION = "discussion"
    GREETING = "greeting"
    FEEDBACK = "feedback"


class EntityKind(StrEnum):
    """What a name in a message names."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    TOPICS = "topics"
    PROJECTS = "projects"


@dataclass(frozen=True, slots=True)
class Insight:
    """What one message is about."""

    summary: str | None
    """A sentence; None where rules made it."""
    keywords: tuple[str, ...]
    """At most seven, as they stand in the message or nearly so."""
    intents: Mapping[Intent, int]
    """Confidences, 1 to 100; what is left out is 0."""
    language: str | None
    """ISO 639-1, where it can be told."""
    entities: Mapping[EntityKind, tuple[str, ...]]
