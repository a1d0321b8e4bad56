"""What was said: messages, their earlier versions, their files."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, ChatId, FileId, MessageId, PeerId


class Source(StrEnum):
    """How a message reached us."""

    LIVE = "live"
    HISTORY = "history"
    IMPORT = "import"


class MediaKind(StrEnum):
    """What a message carries beside text."""

    PHOTO = "photo"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    ANIMATION = "animation"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    POLL = "poll"
    CONTACT = "contact"
    LOCATION = "location"
    OTHER = "other"


class ServiceAction(StrEnum):
    """What a service message reports."""

    CREATED = "created"
    JOINED = "joined"
    INVITED = "invited"
    REMOVED = "removed"
    TITLE_CHANGED = "title_changed"
    PHOTO_CHANGED = "photo_changed"
    PINNED = "pinned"
    MIGRATED_TO = "migrated_to"
    MIGRATED_FROM = "migrated_from"
    TOPIC_CREATED = "topic_created"
    TOPIC_EDITED = "topic_edited"
    CALL = "call"
    OTHER = "other"


class FileState(StrEnum):
    """Where the bytes of a file are."""

    LEFT_OUT = "left_out"
    IN_EXPORT = "in_export"
    STORED = "stored"
    GONE = "gone"
    """Telegram no longer has it, or will not give it to us."""


class Message(Base):
    """One message. `sender_id` is a marked peer id: a user, or a channel that wrote as itself.

    `sent_at` of an old export without zones is assumed (`time_assumed`) until an exact one comes.
    `entities` have a `type` (intake's EntityKind), offsets and lengths in code points of `text`.
    A forward may have `forward_peer_id` or `forward_name`; its text is somebody else's words.
    """

    __tablename__ = "messages"

    chat_id: Mapped[ChatId] = mapped_column(ForeignKey("chats.id"), primary_key=True)
    message_id: Mapped[MessageId] = mapped_column(BigInteger, primary_key=True)
    sender_id: Mapped[PeerId | None]
    sent_at: Mapped[datetime] = mapped_column()
    time_assumed: Mapped[bool]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    source: Mapped[Source]
    text: Mapped[str]
    normalised_text: Mapped[str]
    entities: Mapped[list[dict[str, Any]] | None]
    reply_to: Mapped[MessageId | None]
    topic_id: Mapped[MessageId | None]
    is_forward: Mapped[bool]
    forward_peer_id: Mapped[PeerId | None]
    forward_name: Mapped[str | None]
    via_bot: Mapped[str | None]
    grouped_id: Mapped[int | None]
    """The album. Exports do not say it: an import recognises albums (consecutive media of the same
    sender and second) and calls them by the id of their first message."""
    media_kind: Mapped[MediaKind | None]
    service_action: Mapped[ServiceAction | None]
    details: Mapped[dict[str, Any] | None]
    has_link: Mapped[bool]

    __table_args__ = (
        Index(
            "ix_messages_own_words",
            "sender_id",
            sent_at.desc(),
            postgresql_where=sa.text(
                "NOT is_forward AND deleted_at IS NULL AND service_action IS NULL AND text <> ''"
            ),
        ),
    )


class MessageVersion(Base):
    """A text that a message had before it was edited; `written_at` is when it was written."""

    __tablename__ = "message_versions"
    __table_args__ = (
        ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            ondelete="CASCADE",
        ),
    )

    chat_id: Mapped[ChatId] = mapped_column(primary_key=True)
    message_id: Mapped[MessageId] = mapped_column(primary_key=True)
    written_at: Mapped[datetime] = mapped_column(primary_key=True)
    text: Mapped[str]


class File(Base):
    """The file of a message; `size` in bytes.

    `path` is inside the export that held it, or under our media folder when it is STORED.
    `remote_id` is Telegram's id of the photo or document, the same in every message that shows it.
    After a failure `failure` names it, `retry_at` is when it is tried again, and `attempts` counts
    the tries that failed: to fetch it, and once it is STORED, to let a model describe it.
    `ai_caption` and `ai_tags` are what the model `captioned_by` saw in it.
    """

    __tablename__ = "files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            ondelete="CASCADE",
        ),
        Index(None, "chat_id", "message_id", unique=True),
        Index(None, "remote_id"),
        Index(
            "ix_files_left_out",
            "chat_id",
            "kind",
            sa.text("message_id DESC"),
            postgresql_where=sa.text("state = 'left_out'"),
        ),
    )

    id: Mapped[FileId] = mapped_column(Identity(always=True), primary_key=True)
    chat_id: Mapped[ChatId]
    message_id: Mapped[MessageId]
    kind: Mapped[MediaKind]
    name: Mapped[str | None]
    mime: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    path: Mapped[str | None]
    state: Mapped[FileState]
    remote_id: Mapped[int | None]
    failure: Mapped[str | None]
    retry_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    ai_caption: Mapped[str | None]
    ai_tags: Mapped[list[str] | None]
    captioned_by: Mapped[str | None]
