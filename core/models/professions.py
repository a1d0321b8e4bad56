"""What people do: machine readings, the owner's corrections, and what counts now."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, ChatId, CorrectionId, MessageId, ReadingId, UserId
from core.taxonomy.values import ProfessionSlug, SectorSlug


class ProfileState(StrEnum):
    """How much is known of what a person does."""

    UNREAD = "unread"
    INSUFFICIENT = "insufficient"
    UNKNOWN = "unknown"
    GUESS = "guess"
    CONFIRMED = "confirmed"


class ProfileSource(StrEnum):
    """Whose word a profile is."""

    AI = "ai"
    OWNER = "owner"


class EvidenceKind(StrEnum):
    """Where a quote stands."""

    MESSAGE = "message"
    BIO = "bio"


class CorrectionKind(StrEnum):
    """What the owner said of a guess."""

    RIGHT = "right"
    OTHER = "other"


class Reading(Base):
    """One machine verdict about a person; confidences are 0 to 100.

    `alternatives` is the list of candidates, best first: profession, sector, confidence.
    """

    __tablename__ = "readings"
    __table_args__ = (Index(None, "user_id", text("id DESC")),)

    id: Mapped[ReadingId] = mapped_column(Identity(always=True), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    read_at: Mapped[datetime]
    state: Mapped[ProfileState]
    profession: Mapped[ProfessionSlug | None]
    sector: Mapped[SectorSlug | None]
    raw_confidence: Mapped[int | None] = mapped_column(SmallInteger)
    confidence: Mapped[int | None] = mapped_column(SmallInteger)
    alternatives: Mapped[list[dict[str, Any]]]
    reader: Mapped[str]
    lines_read: Mapped[int]


class Evidence(Base):
    """A literal quote that a reading rests on, in order of strength."""

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "(kind = 'message') = (chat_id IS NOT NULL AND message_id IS NOT NULL)",
            name="has_its_message",
        ),
        Index(None, "chat_id", "message_id"),
    )

    reading_id: Mapped[ReadingId] = mapped_column(
        ForeignKey("readings.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[EvidenceKind]
    chat_id: Mapped[ChatId | None]
    message_id: Mapped[MessageId | None]
    quote: Mapped[str]
    keywords: Mapped[list[str]]


class Correction(Base):
    """The owner's verdict; it stays when it is undone, with the moment of the undoing."""

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "user_id", text("id DESC")), Index(None, "reading_id"))

    id: Mapped[CorrectionId] = mapped_column(Identity(always=True), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    made_at: Mapped[datetime]
    kind: Mapped[CorrectionKind]
    reading_id: Mapped[ReadingId | None] = mapped_column(
        ForeignKey("readings.id", ondelete="SET NULL")
    )
    profession: Mapped[ProfessionSlug | None]
    sector: Mapped[SectorSlug]
    own_words: Mapped[str | None]
    undone_at: Mapped[datetime | None]


class Profile(Base):
    """What counts now, one row a person: the owner's word over the newest reading.

    `heard` grows with each stored change of the person's words, `heard_when_read` is its value at
    the newest reading: where they differ, or `reader` is another, the person is due to be read.
    What a model made of them: `model_reader` which one last did, `model_read_at` when,
    `heard_by_model` the value of `heard` when that was last looked into.
    `standing` orders people: the confirmed first, then guesses by confidence, then the rest.
    """

    __tablename__ = "profiles"

    user_id: Mapped[UserId] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[ProfileState] = mapped_column(server_default="unread")
    source: Mapped[ProfileSource] = mapped_column(server_default="ai")
    profession: Mapped[ProfessionSlug | None]
    sector: Mapped[SectorSlug | None]
    own_words: Mapped[str | None]
    normalised_own_words: Mapped[str | None] = mapped_column()
    confidence: Mapped[int | None] = mapped_column(SmallInteger)
    standing: Mapped[int] = mapped_column(
        SmallInteger,
        Computed(
            "CASE state WHEN 'confirmed' THEN 200 WHEN 'guess' THEN coalesce(confidence, 0)"
            " WHEN 'unread' THEN -1 WHEN 'insufficient' THEN -2 ELSE -3 END",
            persisted=True,
        ),
    )
    heard: Mapped[int] = mapped_column(server_default="0")
    heard_when_read: Mapped[int | None]
    reader: Mapped[str | None]
    model_reader: Mapped[str | None]
    model_read_at: Mapped[datetime | None]
    heard_by_model: Mapped[int | None]

    __table_args__ = (
        Index(None, standing.desc(), "user_id"),
        Index(None, "profession", standing.desc(), "user_id"),
        Index(None, "sector", standing.desc(), "user_id"),
        Index(
            "ix_profiles_own_words",
            text("array_to_tsvector(string_to_array(normalised_own_words, ' '))"),
            postgresql_using="gin",
        ),
    )
