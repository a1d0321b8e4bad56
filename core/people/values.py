"""A person in a list, and a person on a card."""

from dataclasses import dataclass
from datetime import datetime

from core.models import (
    ChatId,
    ChatKind,
    CorrectionId,
    EvidenceKind,
    MessageId,
    PeerId,
    ProfileSource,
    ProfileState,
    ReadingId,
    SearchId,
    UserId,
)
from core.taxonomy.values import ProfessionSlug, SectorSlug


@dataclass(frozen=True, slots=True)
class Doing:
    """What counts now for a person: the owner's word over the newest guess."""

    state: ProfileState
    source: ProfileSource
    profession: ProfessionSlug | None
    sector: SectorSlug | None
    own_words: str | None
    """The owner's own label, where no entry of the taxonomy fits."""
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Name:
    """How a person is called; all of it was typed by that person."""

    user_id: UserId
    name: str | None
    username: str | None
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A person in a list."""

    name: Name
    doing: Doing
    quote: str | None
    """The strongest evidence for what counts, whole."""
    keyword: str | None
    """The piece of the quote that matters most."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the owner's words may mean."""

    professions: tuple[ProfessionSlug, ...]
    sectors: tuple[SectorSlug, ...]
    words: tuple[str, ...]
    """Normalised, to be looked for in names and in the owner's own labels."""
    exact: bool = True
    """Spelt as the taxonomy spells them; else somebody called so is meant rather."""


EVERYBODY = Understood((), (), ())


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the answer to a search."""

    search_id: SearchId
    words: str
    understood: Understood
    rows: tuple[Row, ...]
    number: int
    """From 0."""
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """A piece of evidence with its place; everything but `kind` and `quote` is None for a bio."""

    kind: EvidenceKind
    quote: str
    chat_title: str | None
    chat_kind: ChatKind | None
    peer_id: PeerId | None
    chat_username: str | None
    topic_id: MessageId | None
    message_id: MessageId | None
    sent_at: datetime | None
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class Alternative:
    """A candidate of the newest reading; confidence 0 to 100."""

    profession: ProfessionSlug | None
    sector: SectorSlug
    confidence: int


@dataclass(frozen=True, slots=True)
class Presence:
    """A person in one chat."""

    chat_id: ChatId
    title: str | None
    message_count: int
    last_message_at: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """All that the owner sees of a person."""

    name: Name
    bio: str | None
    doing: Doing
    alternatives: tuple[Alternative, ...]
    """The newest reading's candidates, best first, to choose from."""
    guessed: bool
    """Sure enough of the first to have said it."""
    evidence: tuple[Quoted, ...]
    chats: tuple[Presence, ...]
    """Most active first, at most five."""
    chats_count: int
    message_count: int
    first_seen_at: datetime | None
    last_message_at: datetime | None
    reading_id: ReadingId | None
    correction_id: CorrectionId | None
    """The correction that counts now and can be undone."""
