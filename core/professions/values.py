"""What is decided about a person's profession, by a machine or by the owner."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.ai.offline.claims import Weight
from core.ai.values import Candidate, Quote
from core.models import ChatId, EvidenceKind, MessageId, PeerId, UserId
from core.taxonomy.values import ProfessionSlug, SectorSlug


class State(StrEnum):
    """What a reading comes to."""

    INSUFFICIENT = "insufficient"
    UNKNOWN = "unknown"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reading after the rules; there is evidence only for a guess."""

    state: State
    candidates: tuple[Candidate, ...] = ()
    """Best first, confidences calibrated; of an unknown, what is offered on correcting."""
    raw_confidence: int | None = None
    """Of the best candidate, as the reader felt it."""
    evidence: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """What the owner says a person does: an entry of the taxonomy, or own words under a sector."""

    sector: SectorSlug
    profession: ProfessionSlug | None = None
    own_words: str | None = None


@dataclass(frozen=True, slots=True)
class Analysed:
    """How many people were read, and what came out."""

    people: int = 0
    guesses: int = 0
    unknown: int = 0
    insufficient: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to read: those with new words, last read by another reader, or now with enough."""

    reader: str
    minimum: int
    """Own messages that are enough."""
    again: bool = False
    """Everybody, whether or not there is anything new."""
    models: bool = False
    """Models can be asked: whom one of them has read is left to them, while its quotes stand."""
    only: UserId | None = None
    """This one alone."""


@dataclass(frozen=True, slots=True)
class Due:
    """A person with something to read."""

    user_id: UserId
    bio: str | None
    heard: int
    """How often their words had changed when they were fetched."""


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own words of one message, weighed."""

    place: int
    """Among all that were looked at, the newest first."""
    text: str
    sent_at: datetime
    weight: Weight
    is_order: bool = False
    """It tries to steer a model."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a person as it is stored."""

    chat_id: ChatId
    message_id: MessageId
    text: str
    entities: list[dict[str, Any]] | None
    sent_at: datetime
    received_at: datetime
    edited_at: datetime | None
    answers: str | None
    """The text of somebody else's message that it replies to."""
    answered: MessageId | None
    answered_by: PeerId | None


@dataclass(frozen=True, slots=True)
class Proof:
    """A checked quote with the message that it stands in; no message for a bio."""

    kind: EvidenceKind
    chat_id: ChatId | None
    message_id: MessageId | None
    quote: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What a reading came to, ready to be stored."""

    due: Due
    outcome: Outcome
    evidence: tuple[Proof, ...]
    lines_read: int
